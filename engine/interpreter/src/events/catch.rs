//! What events wait for: messages by name and key, timers, signals and conditions; alone, any of
//! several, or all of them. Intermediate catch events and receive tasks.

use super::{boundary, condition, event_subprocess};
use crate::command::{Effect, Refusal, TraceKind, WaitId};
use crate::gateways::event_based;
use crate::instance::{Phase, ROOT, TokenId, WaitingFor};
use crate::process::{Catch, Ix, Kind, Triggers};
use crate::run::{Run, Started, Stop, incident};
use crate::timer::{self, Due};
use crate::variables::as_invalid;
use rules::{Map, Value};

/// What a wait will be, computed before any is opened.
pub(crate) enum Armed {
    Message { name: String, key: String },
    Timer(Due),
    Signal { name: String },
    Condition { number: u32 },
}

pub(crate) fn start(
    run: &mut Run,
    id: TokenId,
    ix: Ix,
    triggers: &Triggers,
) -> Result<Started, Stop> {
    let armed = arm_all(run, id, triggers, None)?;
    if armed.is_empty() {
        return Err(incident(
            "timer.never",
            "l'evento non può più accadere: la ripetizione è finita",
            "the event can no longer happen: the repetition is over",
        ));
    }
    run.event(TraceKind::Waiting, ix);
    for one in armed {
        open(run, id, ix, one)?;
    }
    condition::begin(run, id)?;
    Ok(Started::Waiting)
}

/// Computes every wait of an event, but the one that has come already and those that can no longer come.
pub(crate) fn arm_all(
    run: &Run,
    id: TokenId,
    triggers: &Triggers,
    but: Option<u32>,
) -> Result<Vec<Armed>, Stop> {
    let mut out = Vec::with_capacity(triggers.waits.len());
    for (number, plan) in triggers.waits.iter().enumerate() {
        if but != Some(number as u32) {
            out.extend(arm(run, id, plan, number as u32)?);
        }
    }
    Ok(out)
}

/// Evaluates the correlation key, computes the instant, or tries the condition.
fn arm(run: &Run, id: TokenId, plan: &Catch, number: u32) -> Result<Option<Armed>, Stop> {
    let scope = run.instance.token(id).map_or(ROOT, |token| token.scope);
    match plan {
        Catch::Timer(plan) => {
            let due = run.with_call(Some(id), scope, |call| timer::arm(plan, call))?;
            Ok(due.map(Armed::Timer))
        }
        Catch::Message(plan) => {
            let key = match &plan.key {
                Some(key) => run.with_call(Some(id), scope, |call| key.eval(call))?,
                None => Value::Null,
            };
            Ok(Some(Armed::Message {
                name: plan.name.clone(),
                key: key.to_string(),
            }))
        }
        Catch::Signal { name } => Ok(Some(Armed::Signal { name: name.clone() })),
        Catch::Condition(plan) => {
            condition::holds(run, id, plan)?;
            Ok(Some(Armed::Condition { number }))
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
        Armed::Signal { name } => {
            let wait = run.open_wait(id, node, WaitingFor::Signal { name: name.clone() })?;
            run.effects.push(Effect::Listen {
                wait,
                element,
                name,
            });
            Ok(wait)
        }
        Armed::Condition { number } => {
            run.open_wait(id, node, WaitingFor::Condition { number, was: false })
        }
    }
}

/// What an open wait waited for has come, to whatever sort of event it belongs.
pub(crate) fn happen(
    run: &mut Run,
    token: TokenId,
    wait: WaitId,
    node: Ix,
    given: &Map,
) -> Result<(), Refusal> {
    match &run.process.node(node).kind {
        Kind::Boundary { .. } => boundary::fire(run, token, wait, node, given),
        Kind::Start(_) if run.listens(token) => {
            event_subprocess::fire(run, token, wait, node, given)
        }
        Kind::Start(Some(triggers)) | Kind::Catch(triggers) => {
            caught(run, token, wait, node, triggers, given)
        }
        Kind::Job {
            trigger: Some(trigger),
            ..
        } => caught(run, token, wait, node, trigger, given),
        _ => Err(Refusal::NotWaiting(wait)),
    }
}

fn caught(
    run: &mut Run,
    token: TokenId,
    wait: WaitId,
    node: Ix,
    triggers: &Triggers,
    given: &Map,
) -> Result<(), Refusal> {
    let own = run.instance.token(token).map_or(node, |token| token.node);
    run.forgive(token);
    if own != node {
        run.close_waits(token, Some(wait));
        event_based::move_on(run, token, own, node)?;
    } else if still_waits(run, token, wait, node, triggers.parallel) {
        let element = run.id(node).clone();
        return run
            .receive(token, given)
            .map_err(|stop| as_invalid(stop, &element));
    }
    if let Err(stop) = run.receive(token, given) {
        run.set_phase(token, Phase::Completing);
        return run.stop(token, stop);
    }
    run.set_phase(token, Phase::Completing);
    run.advance(token)
}

/// Closes the wait that came. Of several it takes the others back, unless all must come: then true
/// while others are open.
pub(crate) fn still_waits(
    run: &mut Run,
    token: TokenId,
    wait: WaitId,
    node: Ix,
    parallel: bool,
) -> bool {
    run.close_wait(token, wait, true);
    let rest: Vec<WaitId> = run.instance.token(token).map_or_else(Vec::new, |token| {
        token
            .waits
            .iter()
            .filter(|other| other.node == node)
            .map(|other| other.id)
            .collect()
    });
    if parallel {
        return !rest.is_empty();
    }
    for other in rest {
        run.close_wait(token, other, false);
    }
    false
}

/// After one trigger of an event that does not interrupt: what it waits for again. A condition goes
/// on being watched by the wait it has.
pub(crate) fn again(run: &Run, token: TokenId, wait: WaitId) -> Option<Armed> {
    let found = run
        .instance
        .token(token)?
        .waits
        .iter()
        .find(|other| other.id == wait)?;
    match &found.kind {
        WaitingFor::Timer { due, rule, left } => {
            let last = Due {
                at: *due,
                rule: rule.clone(),
                left: *left,
            };
            timer::next(&last, run.env.zone)
                .unwrap_or(None)
                .map(Armed::Timer)
        }
        // A message or signal may come any number of times.
        WaitingFor::Message { name, key } => Some(Armed::Message {
            name: name.clone(),
            key: key.clone(),
        }),
        WaitingFor::Signal { name } => Some(Armed::Signal { name: name.clone() }),
        _ => None,
    }
}

/// An event that does not interrupt has got one of its triggers. True when it happens now; its waits
/// are open again then.
pub(crate) fn goes_on(
    run: &mut Run,
    token: TokenId,
    wait: WaitId,
    node: Ix,
    triggers: &Triggers,
) -> Result<bool, Refusal> {
    if triggers.parallel {
        if still_waits(run, token, wait, node, true) {
            return Ok(false);
        }
        // One that waits for an instant can happen once.
        let once = triggers
            .waits
            .iter()
            .any(|plan| matches!(plan, Catch::Timer(plan) if plan.kind != bpmn::TimerKind::Cycle));
        if !once {
            match arm_all(run, token, triggers, None) {
                Ok(armed) => {
                    for one in armed {
                        open(run, token, node, one)?;
                    }
                }
                Err(stop) => run.note(node, stop)?,
            }
        }
        return Ok(true);
    }
    let condition = run
        .instance
        .token(token)
        .and_then(|token| token.waits.iter().find(|other| other.id == wait))
        .is_some_and(|wait| matches!(wait.kind, WaitingFor::Condition { .. }));
    if !condition {
        let next = again(run, token, wait);
        run.close_wait(token, wait, true);
        if let Some(armed) = next {
            open(run, token, node, armed)?;
        }
    }
    Ok(true)
}
