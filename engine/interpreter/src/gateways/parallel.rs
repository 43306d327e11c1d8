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

/// At rest: a join that no token can complete any more says so in the history. It goes on waiting, as
/// the standard has it (BPMN 2.0.2, 13.4.1). Looks at the snapshot's own scopes.
pub(crate) fn tell_stuck(run: &mut Run) {
    let mut stuck = Vec::new();
    for scope in run
        .instance
        .main
        .scopes
        .iter()
        .filter(|scope| !scope.joins.is_empty())
    {
        let joins = &run.process.scopes[scope.plan as usize].joins;
        stuck.extend(joins.iter().filter(|join| is_stuck(run, scope, **join)));
    }
    for join in stuck {
        run.event_text(TraceKind::Waiting, join, Some(STUCK.into()));
    }
}

/// What the history says of a join that waits for ever.
const STUCK: &str = "nothing can arrive by a missing branch any more";

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
