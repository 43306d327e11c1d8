//! Gateways, and the choice of flows that activities and events share.

pub(crate) mod event_based;
pub(crate) mod exclusive;
pub(crate) mod parallel;

use crate::instance::{ScopeId, TokenId};
use crate::process::Node;
use crate::run::{Run, Stop};
use smallvec::SmallVec;

/// Several flows out of an activity or event: each without a condition, each whose condition is
/// true; the default when none of those with a condition is (BPMN 2.0.2, 13.3.2).
pub(crate) fn fork(
    run: &Run,
    token: Option<TokenId>,
    scope: ScopeId,
    node: &Node,
) -> Result<SmallVec<[u32; 2]>, Stop> {
    let (mut taken, mut conditional) = (SmallVec::new(), false);
    for flow in node
        .outgoing
        .iter()
        .filter(|flow| node.default != Some(**flow))
    {
        match &run.process.flows[*flow as usize].condition {
            None => taken.push(*flow),
            Some(condition) => {
                if run.with_call(token, scope, |call| condition.test(call))? {
                    conditional = true;
                    taken.push(*flow);
                }
            }
        }
    }
    match node.default {
        Some(default) if !conditional => taken.push(default),
        _ => {}
    }
    if taken.is_empty() && !node.outgoing.is_empty() {
        return Err(exclusive::no_flow());
    }
    Ok(taken)
}
