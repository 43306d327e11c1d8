//! Intermediate catch events and receive tasks: a message by name and key, or a timer.

use crate::command::{Effect, Refusal, TraceKind, WaitId};
use crate::instance::{TokenId, WaitingFor};
use crate::process::{Catch, Ix};
use crate::run::{Run, Started, Stop};
use crate::timer::{self, Due};
use rules::Value;

/// What a wait will be, computed before any is opened.
pub(crate) enum Armed {
    Message { name: String, key: String },
    Timer(Due),
}

pub(crate) fn start(run: &mut Run, id: TokenId, ix: Ix, plan: &Catch) -> Result<Started, Stop> {
    let armed = arm(run, id, plan)?;
    run.event(TraceKind::Waiting, ix);
    open(run, id, ix, armed)?;
    Ok(Started::Waiting)
}

/// Evaluates the correlation key, or computes the instant.
pub(crate) fn arm(run: &Run, id: TokenId, plan: &Catch) -> Result<Armed, Stop> {
    let scope = run
        .instance
        .token(id)
        .map_or(crate::instance::ROOT, |token| token.scope);
    match plan {
        Catch::Timer(plan) => {
            Ok(Armed::Timer(run.with_call(Some(id), scope, |call| {
                timer::arm(plan, call)
            })?))
        }
        Catch::Message(plan) => {
            let key = match &plan.key {
                Some(key) => run.with_call(Some(id), scope, |call| key.eval(call))?,
                None => Value::Null,
            };
            Ok(Armed::Message {
                name: plan.name.clone(),
                key: key.to_string(),
            })
        }
    }
}

/// Opens a wait of `node` at the token, with the row that shows it.
pub(crate) fn open(run: &mut Run, id: TokenId, node: Ix, armed: Armed) -> Result<WaitId, Refusal> {
    let element = run.id(node).to_string();
    match armed {
        Armed::Message { name, key } => {
            let wait = run.open_wait(
                id,
                node,
                WaitingFor::Message {
                    name: name.clone(),
                    key: key.clone(),
                },
            )?;
            run.effects.push(Effect::Subscribe {
                wait,
                element,
                name,
                key,
            });
            Ok(wait)
        }
        Armed::Timer(Due { at, rule, left }) => {
            let wait = run.open_wait(
                id,
                node,
                WaitingFor::Timer {
                    due: at,
                    rule: rule.clone(),
                    left,
                },
            )?;
            run.effects.push(Effect::CreateTimer {
                wait,
                element,
                due_at: at,
                rule,
            });
            Ok(wait)
        }
    }
}
