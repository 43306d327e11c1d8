//! Inclusive gateway: a split takes every flow whose condition is true; a join waits only for tokens
//! that can still arrive by a flow that is empty and by none that is full (BPMN 2.0.2, 13.4.3).
//!
//! Joins are decided when nothing else moves, so a token that was taken back elsewhere frees them too.

use super::{complex, count, exclusive, has, places, take_one_each, waits_at};
use crate::ad_hoc;
use crate::command::{Refusal, TraceKind};
use crate::instance::{Scope, ScopeId, TokenId};
use crate::process::{Ix, Kind, Node};
use crate::run::{Run, Stop};
use smallvec::SmallVec;

/// Every flow without a condition or whose condition is true; the default when there is none.
pub(crate) fn choose(
    run: &Run,
    token: Option<TokenId>,
    scope: ScopeId,
    node: &Node,
) -> Result<SmallVec<[u32; 2]>, Stop> {
    let mut taken = SmallVec::new();
    for flow in node
        .outgoing
        .iter()
        .filter(|flow| node.default != Some(**flow))
    {
        let open = match &run.process.flows[*flow as usize].condition {
            None => true,
            Some(condition) => run.with_call(token, scope, |call| condition.test(call))?,
        };
        if open {
            taken.push(*flow);
        }
    }
    match node.default {
        Some(default) if taken.is_empty() => taken.push(default),
        None if taken.is_empty() && !node.outgoing.is_empty() => return Err(exclusive::no_flow()),
        _ => {}
    }
    Ok(taken)
}

/// A token arrives by `flow` and waits until everything is at rest.
pub(crate) fn arrive(run: &mut Run, scope: ScopeId, join: Ix, flow: Ix) -> Result<(), Refusal> {
    count(run.scope_mut(scope)?, flow);
    run.event(TraceKind::Waiting, join);
    Ok(())
}

/// At rest: lets one join go on that may; true when something was queued.
pub(crate) fn settle(run: &mut Run) -> Result<bool, Refusal> {
    let scopes: Vec<ScopeId> = run
        .instance
        .pages()
        .flat_map(|page| &page.scopes)
        .filter(|scope| !scope.joins.is_empty() || !scope.resets.is_empty())
        .map(|scope| scope.id)
        .collect();
    for id in scopes {
        let process = run.process;
        let Some(plan) = run.instance.scope(id).map(|scope| scope.plan) else {
            continue;
        };
        let mut waiting = Vec::new();
        for join in &process.scopes[plan as usize].joins {
            match process.node(*join).kind {
                Kind::Complex { .. } if complex::settle(run, id, *join)? => return Ok(true),
                Kind::Inclusive => match run.instance.scope(id) {
                    Some(scope) if !waits_at(run, scope, *join) => {}
                    Some(scope) if !blockers(run, scope, *join).is_empty() => waiting.push(*join),
                    _ => {
                        fire(run, id, *join)?;
                        return Ok(true);
                    }
                },
                _ => {}
            }
        }
        // Joins that wait only for each other: the first in topological order goes on.
        let tied = waiting.iter().find(|join| {
            run.instance.scope(id).is_some_and(|scope| {
                blockers(run, scope, **join)
                    .iter()
                    .all(|b| waiting.contains(b))
            })
        });
        if let Some(join) = tied.copied() {
            run.event(TraceKind::JoinTieBroken, join);
            fire(run, id, join)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// The places of tokens the join must wait for: from there an empty flow can be reached and no full one.
fn blockers(run: &Run, scope: &Scope, join: Ix) -> Vec<Ix> {
    let mut places = places(run, scope, join);
    let full: Vec<bool> = run
        .process
        .node(join)
        .incoming
        .iter()
        .map(|flow| has(run, scope, *flow))
        .collect();
    places.retain(|place| expected(run, join, &full, *place));
    places
}

/// Whether a token at `place` can reach a flow of the join that is not `full`, and none that is.
pub(super) fn expected(run: &Run, join: Ix, full: &[bool], place: Ix) -> bool {
    let reach = &run.process.node(join).reach;
    let reaches = |wanted: bool| {
        reach
            .iter()
            .zip(full)
            .any(|(reach, full)| *full == wanted && reach.has(place))
    };
    reaches(false) && !reaches(true)
}

/// Takes one token of each full flow and starts the gateway once.
fn fire(run: &mut Run, scope: ScopeId, join: Ix) -> Result<(), Refusal> {
    let process = run.process;
    let state = run.scope_mut(scope)?;
    let full: Vec<Ix> = process
        .node(join)
        .incoming
        .iter()
        .map(|flow| process.flow_ix(*flow))
        .filter(|flow| state.joins.iter().any(|(other, _)| other == flow))
        .collect();
    let joined = full.len() as i64;
    take_one_each(state, full);
    run.live(scope, 1 - joined)?;
    ad_hoc::go_on(run, scope, join)
}
