//! Event-based gateway: waits for all its events at once; the first that comes takes the token.

use crate::command::{Refusal, TraceKind};
use crate::events::catch::{self, Armed};
use crate::events::condition;
use crate::instance::{Phase, TokenId};
use crate::process::{Ix, Kind};
use crate::run::{Run, Started, Stop};

/// Computes every wait first, then opens them all.
pub(crate) fn start(run: &mut Run, id: TokenId, ix: Ix) -> Result<Started, Stop> {
    let process = run.process;
    let mut armed: Vec<(Ix, Armed)> = Vec::new();
    for flow in &process.node(ix).outgoing {
        let target = process.flows[*flow as usize].target;
        if let Kind::Catch(triggers) = &process.node(target).kind {
            let waits = catch::arm_all(run, id, triggers, None)?;
            armed.extend(waits.into_iter().map(|one| (target, one)));
        }
    }
    run.event(TraceKind::Waiting, ix);
    for (target, armed) in armed {
        catch::open(run, id, target, armed)?;
    }
    condition::begin(run, id)?;
    Ok(Started::Waiting)
}

/// One event came: the gateway completes and the token stands at the event, which has happened.
pub(crate) fn move_on(run: &mut Run, id: TokenId, gateway: Ix, target: Ix) -> Result<(), Refusal> {
    let process = run.process;
    run.event(TraceKind::Completed, gateway);
    if let Some(flow) = process
        .node(gateway)
        .outgoing
        .iter()
        .find(|flow| process.flows[**flow as usize].target == target)
    {
        run.event(TraceKind::Flow, process.flow_ix(*flow));
    }
    run.event(TraceKind::Activated, target);
    if let Some(token) = run.instance.token_mut(id) {
        token.node = target;
        token.phase = Phase::Active;
    }
    Ok(())
}
