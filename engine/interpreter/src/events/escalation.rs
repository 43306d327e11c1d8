//! Escalations: to the nearest event with the code, out of a called process to its caller. One that nobody
//! catches is told in the history and changes nothing (BPMN 2.0.2, 10.5.6).

use super::climb::{self, Caught, Thrown};
use super::{boundary, event_subprocess};
use crate::command::{Effect, Refusal, TraceKind};
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
    land(run, id, node, caught, code, payload)
}

/// Thrown in the process that a call activity has called.
pub(crate) fn from_called(
    run: &mut Run,
    id: TokenId,
    node: Ix,
    code: &str,
    payload: &Map,
) -> Result<(), Refusal> {
    let thrown = Thrown {
        code,
        message: None,
        of: catchers,
    };
    let caught = climb::from_token(run, id, &thrown)?;
    land(run, id, node, caught, code, payload)
}

fn land(
    run: &mut Run,
    id: TokenId,
    node: Ix,
    caught: Option<Caught>,
    code: &str,
    payload: &Map,
) -> Result<(), Refusal> {
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
        None => {
            let number = run.draw(id)?;
            run.effects.push(Effect::Escalate {
                number,
                code: code.to_owned(),
                variables: all,
            });
            Ok(())
        }
    }
}
