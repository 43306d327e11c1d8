//! Escalations: to the nearest event with the code. One that nobody catches is told in the history and
//! changes nothing (BPMN 2.0.2, 10.5.6).

use super::climb::{self, Caught, Thrown};
use super::{boundary, event_subprocess};
use crate::command::{Refusal, TraceKind};
use crate::instance::TokenId;
use crate::process::{Catcher, Ix, Triggers};
use crate::run::Run;
use rules::Map;

fn catchers(triggers: &Triggers) -> &[Catcher] {
    &triggers.escalations
}

/// Thrown by the event at which the token stands.
pub(crate) fn throw(
    run: &mut Run,
    id: TokenId,
    node: Ix,
    code: &str,
    payload: &Map,
) -> Result<(), Refusal> {
    let Some(scope) = run.instance.token(id).map(|token| token.scope) else {
        return Ok(());
    };
    let thrown = Thrown {
        code,
        message: None,
        of: catchers,
    };
    let caught = climb::from_scope(run, scope, &thrown)?;
    let told = match &caught {
        Some(_) => format!("escalation {code}"),
        None => format!("escalation {code}, not caught"),
    };
    run.event_text(TraceKind::Thrown, node, Some(told));
    let mut all = payload.clone();
    match caught {
        Some(Caught::Boundary {
            host,
            event,
            mut variables,
        }) => {
            all.append(&mut variables);
            boundary::thrown(run, host, event, &all)
        }
        Some(Caught::Listener {
            listener,
            mut variables,
        }) => {
            all.append(&mut variables);
            event_subprocess::begin(run, listener, &all)
        }
        None => Ok(()),
    }
}
