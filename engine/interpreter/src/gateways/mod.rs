//! Gateways, and the choice of flows that activities and events share.

pub(crate) mod complex;
pub(crate) mod event_based;
pub(crate) mod exclusive;
pub(crate) mod inclusive;
pub(crate) mod parallel;
mod quantity;

use crate::command::Refusal;
use crate::instance::{Scope, ScopeId, TokenId};
use crate::process::{Ix, Kind, Node};
use crate::run::{Run, Stop};
use smallvec::SmallVec;

/// A token comes to a node that joins. True when it may go on (for all that were joined).
pub(crate) fn passes(run: &mut Run, scope: ScopeId, ix: Ix, flow: Ix) -> Result<bool, Refusal> {
    match run.process.node(ix).kind {
        Kind::Parallel => parallel::arrive(run, scope, ix, flow),
        Kind::Inclusive => inclusive::arrive(run, scope, ix, flow).map(|()| false),
        Kind::Complex { .. } => complex::arrive(run, scope, ix, flow),
        _ => quantity::arrive(run, scope, ix, flow),
    }
}

/// Counts one more token that waits at a join by `flow`.
fn count(scope: &mut Scope, flow: Ix) {
    match scope.joins.iter_mut().find(|(other, _)| *other == flow) {
        Some((_, count)) => *count += 1,
        None => scope.joins.push((flow, 1)),
    }
}

/// Takes one waiting token of each flow.
fn take_one_each(scope: &mut Scope, flows: impl IntoIterator<Item = Ix>) {
    for flow in flows {
        if let Some((_, count)) = scope.joins.iter_mut().find(|(other, _)| *other == flow) {
            *count -= 1;
        }
    }
    scope.joins.retain(|(_, count)| *count > 0);
}

/// Where the tokens of a scope stand that do not wait at `join`; those at other joins stand there.
fn places(run: &Run, scope: &Scope, join: Ix) -> Vec<Ix> {
    let mut places: Vec<Ix> = run
        .instance
        .pages()
        .flat_map(|page| &page.tokens)
        .filter(|token| token.scope == scope.id)
        .map(|token| token.node)
        .collect();
    for other in &run.process.scopes[scope.plan as usize].joins {
        if *other != join && waits_at(run, scope, *other) {
            places.push(*other);
        }
    }
    let nodes = run.process.nodes.len() as Ix;
    places.extend(scope.rest.iter().map(|ix| match ix.checked_sub(nodes) {
        Some(flow) => run.process.flows[flow as usize].source,
        None => *ix,
    }));
    places
}

/// Whether a token waits at a join.
fn waits_at(run: &Run, scope: &Scope, join: Ix) -> bool {
    let incoming = &run.process.node(join).incoming;
    incoming.iter().any(|flow| has(run, scope, *flow))
}

/// Whether a token waits at the end of a flow (its number).
fn has(run: &Run, scope: &Scope, flow: u32) -> bool {
    let flow = run.process.flow_ix(flow);
    scope.joins.iter().any(|(other, _)| *other == flow)
}

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
