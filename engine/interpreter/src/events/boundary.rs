//! Boundary events: armed with their activity, closed with it; interrupting ones take it back first.

use crate::command::{Refusal, TraceKind, WaitId};
use crate::events::catch::{self, Armed};
use crate::instance::{Phase, TokenId, page_of};
use crate::process::{Ix, Kind};
use crate::run::{Run, Stop};
use rules::Map;

/// Opens the waits of all boundary events of a token's activity; none when one cannot be computed.
pub(crate) fn arm(run: &mut Run, id: TokenId) -> Result<(), Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let process = run.process;
    let mut armed: Vec<(Ix, Armed)> = Vec::new();
    for boundary in &process.node(token.node).boundaries {
        if let Kind::Boundary { triggers, .. } = &process.node(*boundary).kind {
            let waits = catch::arm_all(run, id, triggers, None)?;
            armed.extend(waits.into_iter().map(|one| (*boundary, one)));
        }
    }
    for (boundary, armed) in armed {
        catch::open(run, id, boundary, armed)?;
    }
    Ok(())
}

/// What a boundary event waited for has come.
pub(crate) fn fire(
    run: &mut Run,
    host: TokenId,
    wait: WaitId,
    boundary: Ix,
    given: &Map,
) -> Result<(), Refusal> {
    let process = run.process;
    let Kind::Boundary {
        interrupting,
        triggers,
    } = &process.node(boundary).kind
    else {
        return Ok(());
    };
    let happens = if *interrupting {
        !catch::still_waits(run, host, wait, boundary, triggers.parallel)
    } else {
        catch::goes_on(run, host, wait, boundary, triggers)?
    };
    if happens {
        return thrown(run, host, boundary, given);
    }
    run.write_given(scope_of(run, host), given, boundary)
}

/// The event happens, by a wait of its own or thrown from inside the activity.
pub(crate) fn thrown(
    run: &mut Run,
    host: TokenId,
    boundary: Ix,
    given: &Map,
) -> Result<(), Refusal> {
    let Kind::Boundary { interrupting, .. } = run.process.node(boundary).kind else {
        return Ok(());
    };
    if interrupting {
        return interrupt(run, host, boundary, given);
    }
    let scope = scope_of(run, host);
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
    let scope = scope_of(run, host);
    run.kill_token(host)?;
    happened(run, scope, boundary, given)
}

fn scope_of(run: &Run, host: TokenId) -> u64 {
    run.instance
        .token(host)
        .map_or(crate::instance::ROOT, |token| token.scope)
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
