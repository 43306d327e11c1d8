//! Throwing events and send tasks that publish: messages and signals leave as effects, escalations
//! and signals caught here are thrown within the instance. The payload is the input mappings.

use super::{escalation, signal};
use crate::command::{Effect, Refusal, TraceKind};
use crate::instance::{Phase, TokenId, Work};
use crate::process::{Ix, Kind, ThrowPlan};
use crate::run::{Run, Started, Stop, incident};
use chrono::{DateTime, Utc};
use rules::time::Span;
use rules::{Expression, Map};

/// What leaves the instance leaves at once; what it catches itself comes after the work queued
/// before, so that branches that stand at the same point are all listening.
pub(crate) fn start(
    run: &mut Run,
    id: TokenId,
    ix: Ix,
    throws: &[ThrowPlan],
) -> Result<Started, Stop> {
    let payload = match run.instance.token(id) {
        Some(token) => token.locals.clone(),
        None => return Ok(Started::Waiting),
    };
    let leaving = prepare(run, id, ix, throws, &payload)?;
    leave(run, id, ix, leaving)?;
    let heard = |throw: &ThrowPlan| match throw {
        ThrowPlan::Message { .. } => false,
        ThrowPlan::Signal { name, .. } => run.process.heard.signals.contains(name),
        ThrowPlan::Escalation { .. } => true,
    };
    if !throws.iter().any(heard) {
        return Ok(Started::Done);
    }
    run.instance.queue.push_back(Work::Throw { token: id });
    Ok(Started::Waiting)
}

/// What leaves the instance, and its line in the history.
pub(crate) type Leaving = Vec<(String, Effect)>;

/// Evaluates everything that leaves the instance, before anything is thrown.
pub(crate) fn prepare<'t>(
    run: &Run,
    id: TokenId,
    ix: Ix,
    throws: impl IntoIterator<Item = &'t ThrowPlan>,
    payload: &Map,
) -> Result<Leaving, Stop> {
    let mut effects = Vec::new();
    for throw in throws {
        let element = run.id(ix).to_string();
        match throw {
            ThrowPlan::Message {
                name,
                key,
                time_to_live,
            } => {
                let key = text(run, id, key.as_ref())?;
                let expires_at = expiry(run, &text(run, id, time_to_live.as_ref())?)?;
                effects.push((
                    format!("message {name}"),
                    Effect::PublishMessage {
                        number: 0,
                        element,
                        name: name.clone(),
                        key,
                        variables: payload.clone(),
                        expires_at,
                    },
                ));
            }
            ThrowPlan::Signal {
                name,
                within: false,
            } => effects.push((
                format!("signal {name}"),
                Effect::PublishSignal {
                    number: 0,
                    element,
                    name: name.clone(),
                    variables: payload.clone(),
                },
            )),
            ThrowPlan::Signal { .. } | ThrowPlan::Escalation { .. } => {}
        }
    }
    Ok(effects)
}

/// Sends what was prepared, with numbers near the token.
pub(crate) fn leave(run: &mut Run, id: TokenId, ix: Ix, leaving: Leaving) -> Result<(), Refusal> {
    for (what, mut effect) in leaving {
        let drawn = run.draw(id)?;
        if let Effect::PublishMessage { number, .. } | Effect::PublishSignal { number, .. } =
            &mut effect
        {
            *number = drawn;
        }
        run.event_text(TraceKind::Thrown, ix, Some(what));
        run.effects.push(effect);
    }
    Ok(())
}

/// Throws within the instance. One that takes the thrower itself back ends the throwing.
pub(crate) fn within(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (ix, payload) = (token.node, token.locals.clone());
    let process = run.process;
    let (throws, then) = match &process.node(ix).kind {
        Kind::Throw(throws) => (throws, None),
        Kind::ThrowThen { throws, then } => (throws, Some(then)),
        _ => return Ok(()),
    };
    for throw in throws {
        match throw {
            ThrowPlan::Message { .. } => {}
            ThrowPlan::Signal { name, within } => {
                if *within {
                    run.event_text(TraceKind::Thrown, ix, Some(format!("signal {name}")));
                }
                signal::within(run, name, &payload)?;
            }
            ThrowPlan::Escalation { code } => escalation::throw(run, id, ix, code, &payload)?,
        }
        if run.instance.token(id).is_none() || run.instance.state.is_some() {
            return Ok(());
        }
    }
    if let Some(then) = then {
        match run.perform(id, ix, then) {
            Ok(Started::Waiting) => return Ok(()),
            Ok(Started::Done) => {}
            Err(stop) => return run.stop(id, stop),
        }
    }
    run.set_phase(id, Phase::Completing);
    run.advance(id)
}

fn text(run: &Run, id: TokenId, expression: Option<&Expression>) -> Result<String, Stop> {
    let scope = run
        .instance
        .token(id)
        .map_or(crate::instance::ROOT, |token| token.scope);
    Ok(match expression {
        Some(expression) => run
            .with_call(Some(id), scope, |call| expression.eval(call))?
            .to_string(),
        None => String::new(),
    })
}

/// How long a message is kept: a duration from now; empty: not at all.
fn expiry(run: &Run, text: &str) -> Result<Option<DateTime<Utc>>, Stop> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Span::parse(text)
        .and_then(|span| span.after(run.env.now, run.env.zone))
        .map(Some)
        .map_err(|error| {
            incident(
                "element.time_to_live",
                &format!("la durata «{text}» non si può leggere"),
                &format!("the duration cannot be read: {error}"),
            )
        })
}
