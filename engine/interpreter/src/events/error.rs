//! BPMN errors: from an error end event, `bpmn_error` in a script, or a worker, to the nearest event
//! with its code; one that nobody catches fails the instance.

use super::climb::{self, Caught, Thrown};
use super::{boundary, event_subprocess};
use crate::command::{End, Refusal, TraceKind};
use crate::instance::{ROOT, ScopeId, TokenId};
use crate::process::{Catcher, Ix, Triggers};
use crate::run::Run;
use rules::Map;

fn catchers(triggers: &Triggers) -> &[Catcher] {
    &triggers.errors
}

/// Thrown at a token: its own boundary events come first (those of the body for an item).
pub(crate) fn throw_from_token(
    run: &mut Run,
    id: TokenId,
    code: String,
    message: Option<String>,
    given: Map,
) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    run.event_text(TraceKind::Error, token.node, Some(code.clone()));
    let thrown = Thrown {
        code: &code,
        message: message.as_deref(),
        of: catchers,
    };
    let caught = climb::from_token(run, id, &thrown)?;
    land(run, caught, code, given)
}

/// Thrown by an element without a token, or by an end event, which have no boundary events.
pub(crate) fn throw_from_scope(
    run: &mut Run,
    scope: ScopeId,
    node: Ix,
    code: String,
    message: Option<String>,
    given: Map,
) -> Result<(), Refusal> {
    run.event_text(TraceKind::Error, node, Some(code.clone()));
    let thrown = Thrown {
        code: &code,
        message: message.as_deref(),
        of: catchers,
    };
    let caught = climb::from_scope(run, scope, &thrown)?;
    land(run, caught, code, given)
}

fn land(run: &mut Run, caught: Option<Caught>, code: String, given: Map) -> Result<(), Refusal> {
    let mut all = given;
    match caught {
        Some(Caught::Boundary {
            host,
            event,
            mut variables,
        }) => {
            all.append(&mut variables);
            boundary::interrupt(run, host, event, &all)
        }
        Some(Caught::Listener {
            listener,
            mut variables,
        }) => {
            all.append(&mut variables);
            event_subprocess::begin(run, listener, &all)
        }
        None => {
            run.empty_scope(ROOT)?;
            run.end(End::Failed, Some(code));
            Ok(())
        }
    }
}
