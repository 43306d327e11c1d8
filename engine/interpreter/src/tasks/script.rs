//! Script task: runs inside the step; its result, writes and log lines count all or not at all.

use crate::TraceKind;
use crate::instance::{ScopeId, TokenId};
use crate::process::Ix;
use crate::run::{Run, Stop};
use rules::{Outcome, Script};
use std::sync::Arc;

pub(crate) fn run(
    run: &mut Run,
    token: Option<TokenId>,
    scope: ScopeId,
    ix: Ix,
    script: &Script,
    result: Option<&Arc<str>>,
) -> Result<(), Stop> {
    let mut outcome = run.with_call(token, scope, |call| script.run(call))?;
    if let Some(name) = result {
        let value = std::mem::take(&mut outcome.value);
        let alone = outcome.writes.is_empty() && outcome.log.is_empty();
        if token.is_none() && alone && outcome.decided.is_empty() {
            return run.write_one(scope, name, value);
        }
        outcome.writes.push((name.to_string(), value));
    }
    keep(run, token, scope, ix, outcome)
}

/// Rows that decided, writes and log lines into the run. With output mappings they are the task's own.
pub(super) fn keep(
    run: &mut Run,
    token: Option<TokenId>,
    scope: ScopeId,
    ix: Ix,
    outcome: Outcome,
) -> Result<(), Stop> {
    for row in outcome.decided {
        run.event_text(TraceKind::Decided, ix, Some(row));
    }
    let local = token.filter(|id| {
        run.instance
            .token(*id)
            .is_some_and(|token| run.keeps(token))
    });
    match local {
        _ if outcome.writes.is_empty() => {}
        Some(id) => run.add_locals(id, outcome.writes)?,
        None => run.write_all(scope, outcome.writes)?,
    }
    for line in outcome.log {
        run.event_text(TraceKind::Log, ix, Some(line));
    }
    Ok(())
}
