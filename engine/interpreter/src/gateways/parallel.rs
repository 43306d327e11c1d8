//! Parallel gateway: a join fires when every incoming flow has a token, and takes exactly one from
//! each; what is more stays for the next time (BPMN 2.0.2, 13.4.1; counted per flow, not per token).

use crate::command::{Refusal, TraceKind};
use crate::instance::{Scope, ScopeId};
use crate::process::Ix;
use crate::run::Run;

/// A token arrives by `flow`. True when the join fires: the last token goes on for all.
pub(crate) fn arrive(run: &mut Run, scope: ScopeId, join: Ix, flow: Ix) -> Result<bool, Refusal> {
    let process = run.process;
    let incoming = &process.node(join).incoming;
    let scope_state = run.scope_mut(scope)?;
    match scope_state
        .joins
        .iter_mut()
        .find(|(other, _)| *other == flow)
    {
        Some((_, count)) => *count += 1,
        None => scope_state.joins.push((flow, 1)),
    }
    let full = |scope: &Scope, flow: u32| {
        scope
            .joins
            .iter()
            .any(|(other, _)| *other == process.flow_ix(flow))
    };
    if !incoming.iter().all(|flow| full(scope_state, *flow)) {
        run.event(TraceKind::Waiting, join);
        return Ok(false);
    }
    for flow in incoming {
        let flow = process.flow_ix(*flow);
        if let Some((_, count)) = scope_state
            .joins
            .iter_mut()
            .find(|(other, _)| *other == flow)
        {
            *count -= 1;
        }
    }
    scope_state.joins.retain(|(_, count)| *count > 0);
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
    let has = |flow: &u32| {
        scope
            .joins
            .iter()
            .any(|(other, _)| *other == run.process.flow_ix(*flow))
    };
    if !node.incoming.iter().any(has) {
        return false;
    }
    // Tokens at other joins of the scope count where they wait.
    let mut places: Vec<Ix> = run
        .instance
        .main
        .tokens
        .iter()
        .filter(|token| token.scope == scope.id)
        .map(|token| token.node)
        .collect();
    for other in &run.process.scopes[scope.plan as usize].joins {
        let waits = |flow: &u32| {
            scope
                .joins
                .iter()
                .any(|(at, _)| *at == run.process.flow_ix(*flow))
        };
        if *other != join && run.process.node(*other).incoming.iter().any(waits) {
            places.push(*other);
        }
    }
    node.incoming
        .iter()
        .zip(&node.reach)
        .any(|(flow, reach)| !has(flow) && !places.iter().any(|place| reach.has(*place)))
}
