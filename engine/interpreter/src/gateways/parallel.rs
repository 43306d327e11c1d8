//! Parallel gateway: a join fires when every incoming flow has a token, and takes exactly one from
//! each; what is more stays for the next time (BPMN 2.0.2, 13.4.1; counted per flow, not per token).

use super::{count, has, places, take_one_each, waits_at};
use crate::command::{Refusal, TraceKind};
use crate::instance::{Scope, ScopeId};
use crate::process::{Ix, Kind};
use crate::run::Run;

/// A token arrives by `flow`. True when the join fires: the last token goes on for all.
pub(crate) fn arrive(run: &mut Run, scope: ScopeId, join: Ix, flow: Ix) -> Result<bool, Refusal> {
    let process = run.process;
    let incoming = &process.node(join).incoming;
    let state = run.scope_mut(scope)?;
    count(state, flow);
    let full = |flow: &u32| {
        let flow = process.flow_ix(*flow);
        state.joins.iter().any(|(other, _)| *other == flow)
    };
    if !incoming.iter().all(full) {
        run.event(TraceKind::Waiting, join);
        return Ok(false);
    }
    take_one_each(state, incoming.iter().map(|flow| process.flow_ix(*flow)));
    run.live(scope, 1 - incoming.len() as i64)?;
    Ok(true)
}

/// The joins that no token can complete any more, in the snapshot's own scopes. Nothing where something is
/// still queued, for that may arrive.
pub(crate) fn stuck(run: &Run) -> Vec<(ScopeId, Ix)> {
    let mut stuck = Vec::new();
    if !run.instance.queue.is_empty() || run.instance.state.is_some() {
        return stuck;
    }
    let scopes = run.instance.main.scopes.iter();
    for scope in scopes.filter(|scope| !scope.joins.is_empty()) {
        let joins = &run.process.scopes[scope.plan as usize].joins;
        let here = joins.iter().filter(|join| is_stuck(run, scope, **join));
        stuck.extend(here.map(|join| (scope.id, *join)));
    }
    stuck
}

/// At rest: a join that no token can complete any more says so in the history, once. It goes on waiting, as
/// the standard has it (BPMN 2.0.2, 13.4.1). `known`: those of which it was said before.
pub(crate) fn tell_stuck(run: &mut Run, known: &[(ScopeId, Ix)]) {
    for found in stuck(run) {
        if !known.contains(&found) {
            run.event_text(TraceKind::Waiting, found.1, Some(STUCK.into()));
        }
    }
}

/// What the history says of a join that waits for ever; the pages have the words.
const STUCK: &str = "join_stuck";

fn is_stuck(run: &Run, scope: &Scope, join: Ix) -> bool {
    let node = run.process.node(join);
    if !matches!(node.kind, Kind::Parallel) || !waits_at(run, scope, join) {
        return false;
    }
    let places = places(run, scope, join);
    node.incoming
        .iter()
        .zip(&node.reach)
        .any(|(flow, reach)| !has(run, scope, *flow) && !places.iter().any(|p| reach.has(*p)))
}
