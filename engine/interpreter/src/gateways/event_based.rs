//! Event-based gateway: waits for all its events at once; the first that comes takes the token.

use crate::command::{Refusal, TraceKind};
use crate::events::catch::{self, Armed};
use crate::instance::{Phase, TokenId};
use crate::process::{Ix, Kind};
use crate::run::{Run, Started, Stop};

/// Computes every wait first, then opens them all.
pub(crate) fn start(run: &mut Run, id: TokenId, ix: Ix) -> Result<Started, Stop> {
    let process = run.process;
    let mut armed: Vec<(Ix, Armed)> = Vec::new();
    for flow in &process.node(ix).outgoing {
        let target = process.flows[*flow as usize].target;
        if let Kind::Catch(plan) = &process.node(target).kind {
            armed.push((target, catch::arm(run, id, plan)?));
        }
    }
    run.event(TraceKind::Waiting, ix);
    for (target, armed) in armed {
        catch::open(run, id, target, armed)?;
    }
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
