//! Boundary events: armed with their activity, closed with it; interrupting ones take it back first.

use crate::command::{Refusal, TraceKind, WaitId};
use crate::events::catch::{self, Armed};
use crate::instance::{Phase, TokenId, WaitingFor, page_of};
use crate::process::{BoundaryKind, Ix, Kind};
use crate::run::{Run, Stop};
use crate::timer::{self, Due};
use rules::Map;

/// Opens the waits of all boundary events of a token's activity; none when one cannot be computed.
pub(crate) fn arm(run: &mut Run, id: TokenId) -> Result<(), Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let process = run.process;
    let mut armed: Vec<(Ix, Armed)> = Vec::new();
    for boundary in &process.node(token.node).boundaries {
        if let Kind::Boundary {
            trigger: BoundaryKind::Catch(plan),
            ..
        } = &process.node(*boundary).kind
        {
            armed.push((*boundary, catch::arm(run, id, plan)?));
        }
    }
    for (boundary, armed) in armed {
        catch::open(run, id, boundary, armed)?;
    }
    Ok(())
}

/// A message or timer of a boundary event came.
pub(crate) fn fire(
    run: &mut Run,
    host: TokenId,
    wait: WaitId,
    boundary: Ix,
    given: &Map,
) -> Result<(), Refusal> {
    let Kind::Boundary { interrupting, .. } = run.process.node(boundary).kind else {
        return Ok(());
    };
    if interrupting {
        run.close_wait(host, wait, true);
        return interrupt(run, host, boundary, given);
    }
    let again = match run
        .instance
        .token(host)
        .and_then(|token| token.waits.iter().find(|other| other.id == wait))
    {
        Some(wait) => match &wait.kind {
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
            // A message may come any number of times while the activity lasts.
            WaitingFor::Message { name, key } => Some(Armed::Message {
                name: name.clone(),
                key: key.clone(),
            }),
            _ => None,
        },
        None => None,
    };
    run.close_wait(host, wait, true);
    if let Some(armed) = again {
        catch::open(run, host, boundary, armed)?;
    }
    let scope = run
        .instance
        .token(host)
        .map_or(crate::instance::ROOT, |token| token.scope);
    run.live(scope, 1)?;
    happened(run, scope, boundary, given)
}

/// Takes the host back and goes on at the boundary event in its place.
pub(crate) fn interrupt(
    run: &mut Run,
    host: TokenId,
    boundary: Ix,
    given: &Map,
) -> Result<(), Refusal> {
    let scope = run
        .instance
        .token(host)
        .map_or(crate::instance::ROOT, |token| token.scope);
    run.kill_token(host)?;
    happened(run, scope, boundary, given)
}

/// The event has happened: its outputs are mapped and its flows taken.
fn happened(run: &mut Run, scope: u64, boundary: Ix, given: &Map) -> Result<(), Refusal> {
    let token = run.spawn(page_of(scope), scope, boundary)?;
    run.set_phase(token, Phase::Completing);
    run.event(TraceKind::Activated, boundary);
    if let Err(stop) = run.receive(token, given) {
        return run.stop(token, stop);
    }
    run.advance(token)
}
