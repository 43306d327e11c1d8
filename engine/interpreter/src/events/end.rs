//! End events: none, terminate and error.

use super::error;
use crate::command::{End, Refusal, TraceKind};
use crate::instance::{Phase, ROOT, TokenId, Work};
use crate::listeners;
use crate::process::{EndKind, Ix};
use crate::run::{Run, Started, Stop};

pub(crate) fn start(run: &mut Run, id: TokenId, end: &EndKind) -> Result<Started, Stop> {
    match end {
        EndKind::None => Ok(Started::Done),
        EndKind::Error { code, message } => {
            fail(run, id, code, message.as_deref())?;
            Ok(Started::Waiting)
        }
        EndKind::Terminate { all } => {
            terminate(run, id, *all)?;
            Ok(Started::Waiting)
        }
    }
}

/// Throws to whoever stands around, with its inputs; the scope it leaves is taken back by the one who catches.
fn fail(run: &mut Run, id: TokenId, code: &str, message: Option<&str>) -> Result<(), Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (scope, node, payload) = (token.scope, token.node, token.locals.clone());
    run.remove_token(id);
    run.event(TraceKind::Completed, node);
    Ok(error::throw_from_scope(
        run,
        scope,
        node,
        code.to_owned(),
        message.map(str::to_owned),
        payload,
    )?)
}

/// Ends the scope it stands in, or `all`: the process as terminated, with whoever called it; a subprocess normally,
/// so that its parent goes on.
fn terminate(run: &mut Run, id: TokenId, all: bool) -> Result<(), Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (around, node) = (token.scope, token.node);
    run.remove_token(id);
    run.event(TraceKind::Completed, node);
    if all {
        run.empty_scope(ROOT)?;
        run.end_with_callers();
        return Ok(());
    }
    run.empty_scope(around)?;
    let owner = run.scope_mut(around)?.owner;
    match owner {
        None => {
            debug_assert_eq!(around, ROOT);
            run.end(End::Terminated, None);
        }
        Some(owner) => {
            run.set_phase(owner, Phase::Completing);
            run.instance.queue.push_back(Work::Go { token: owner });
        }
    }
    Ok(())
}

/// What a call activity has called ended everything: this instance too, and whoever called it.
pub(crate) fn from_called(run: &mut Run, call: TokenId, node: Ix) -> Result<(), Refusal> {
    listeners::process_ended(run, call, node)?;
    run.empty_scope(ROOT)?;
    run.end_with_callers();
    Ok(())
}
