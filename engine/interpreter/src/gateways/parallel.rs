//! Parallel gateway: a join fires when every incoming flow has a token, and takes exactly one from
//! each; what is more stays for the next time (BPMN 2.0.2, 13.4.1; counted per flow, not per token).

use crate::command::{Refusal, TraceKind};
use crate::instance::{ROOT, Scope, ScopeId, page_of};
use crate::process::Ix;
use crate::run::{Run, incident};

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

/// At rest: a join that no token can complete any more is an incident, not a case that waits for ever.
/// Looks at the snapshot's own scopes; returns without effect while anything else is open there.
pub(crate) fn find_stuck(run: &mut Run) {
    let mut stuck = Vec::new();
    for scope in run
        .instance
        .main
        .scopes
        .iter()
        .filter(|scope| !scope.joins.is_empty())
    {
        for join in &run.process.scopes[scope.plan as usize].joins {
            if is_stuck(run, scope, *join)
                && !run
                    .instance
                    .main
                    .incidents
                    .iter()
                    .any(|other| other.node == *join)
            {
                stuck.push(*join);
            }
        }
    }
    for join in stuck {
        let crate::run::Stop::Incident { code, message } = incident(
            "gateway.stuck",
            "la congiunzione aspetta un ramo da cui non può più arrivare nulla",
            "the join waits for a branch from which nothing can arrive any more",
        ) else {
            continue;
        };
        run.add_incident(
            page_of(ROOT),
            None,
            join,
            crate::instance::Phase::Active,
            None,
            code,
            message,
        );
    }
}

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
