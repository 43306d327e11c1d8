//! `startQuantity`: an activity begins when so many tokens have come, by whatever flows, and takes them all
//! (BPMN 2.0.2, table 10.3).

use super::count;
use crate::command::{Refusal, TraceKind};
use crate::instance::ScopeId;
use crate::process::Ix;
use crate::run::Run;

/// A token arrives by `flow`. True when it is the last that was missing.
pub(crate) fn arrive(run: &mut Run, scope: ScopeId, ix: Ix, flow: Ix) -> Result<bool, Refusal> {
    let process = run.process;
    let node = process.node(ix);
    let wanted = node.quantity.start;
    let state = run.scope_mut(scope)?;
    count(state, flow);
    let ours = |flow: Ix| node.incoming.iter().any(|it| process.flow_ix(*it) == flow);
    let come: u32 = state
        .joins
        .iter()
        .filter(|(flow, _)| ours(*flow))
        .map(|(_, count)| count)
        .sum();
    if come < wanted {
        run.event(TraceKind::Waiting, ix);
        return Ok(false);
    }
    let mut left = wanted;
    for (_, count) in state.joins.iter_mut().filter(|(flow, _)| ours(*flow)) {
        let taken = left.min(*count);
        *count -= taken;
        left -= taken;
    }
    state.joins.retain(|(_, count)| *count > 0);
    run.live(scope, 1 - i64::from(wanted))?;
    Ok(true)
}
