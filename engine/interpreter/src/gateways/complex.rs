//! Complex gateway: goes on when its activation condition is true, then waits for the tokens that an
//! inclusive join would still wait for, and starts over (BPMN 2.0.2, 13.4.5).
//!
//! The condition sees `activationCount` (tokens that wait), `incoming` (tokens by flow id) and
//! `waitingForStart`. Flows without a condition are taken when it goes on; those with one are asked
//! then and once more when it starts over.

use super::{count, exclusive, inclusive, places, take_one_each};
use crate::ad_hoc;
use crate::command::{Refusal, TraceKind};
use crate::instance::{Phase, ScopeId, TokenId, page_of};
use crate::process::{Ix, Kind, Node};
use crate::run::{Run, Stop};
use rules::{Map, Value};
use smallvec::SmallVec;

/// A token arrives by `flow`. True when it goes on, for itself and one of each flow that waits.
pub(crate) fn arrive(run: &mut Run, scope: ScopeId, ix: Ix, flow: Ix) -> Result<bool, Refusal> {
    let state = run.scope_mut(scope)?;
    count(state, flow);
    let resetting = state.resets.iter().any(|(gateway, _)| *gateway == ix);
    // A condition that fails is told when everything is at rest.
    if resetting || !matches!(activated(run, scope, ix), Ok(true)) {
        run.event(TraceKind::Waiting, ix);
        return Ok(false);
    }
    activate(run, scope, ix)?;
    Ok(true)
}

/// At rest: goes on when its condition has become true, or starts over when nothing more is expected.
pub(crate) fn settle(run: &mut Run, scope: ScopeId, ix: Ix) -> Result<bool, Refusal> {
    let process = run.process;
    let Some(state) = run.instance.scope(scope) else {
        return Ok(false);
    };
    let node = process.node(ix);
    let waits: Vec<Ix> = node
        .incoming
        .iter()
        .map(|flow| process.flow_ix(*flow))
        .filter(|flow| state.joins.iter().any(|(other, _)| other == flow))
        .collect();
    let Some((_, had)) = state.resets.iter().find(|(gateway, _)| *gateway == ix) else {
        if waits.is_empty() {
            return Ok(false);
        }
        return match activated(run, scope, ix) {
            Ok(true) => {
                activate(run, scope, ix)?;
                ad_hoc::go_on(run, scope, ix)?;
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(stop) => tell(run, scope, ix, stop).map(|()| false),
        };
    };
    let full: Vec<bool> = node
        .incoming
        .iter()
        .map(|flow| process.flow_ix(*flow))
        .map(|flow| had.contains(&flow) || waits.contains(&flow))
        .collect();
    let late: Vec<Ix> = waits
        .iter()
        .copied()
        .filter(|flow| !had.contains(flow))
        .collect();
    if places(run, state, ix)
        .iter()
        .any(|place| inclusive::expected(run, ix, &full, *place))
    {
        return Ok(false);
    }
    // Asked before anything is taken, so that a failure leaves all as it is.
    let flows = match flows(run, None, scope, ix, node, false) {
        Ok(flows) => flows,
        Err(stop) => return tell(run, scope, ix, stop).map(|()| false),
    };
    forgive(run, scope, ix);
    let state = run.scope_mut(scope)?;
    state.resets.retain(|(gateway, _)| *gateway != ix);
    let joined = late.len() as i64;
    take_one_each(state, late);
    run.event_text(TraceKind::Completed, ix, Some("reset".to_owned()));
    if joined == 0 {
        return Ok(true);
    }
    run.live(scope, 1 - joined)?;
    run.take(scope, &flows)?;
    Ok(true)
}

/// The flows it is left by when it goes on.
pub(crate) fn choose(
    run: &Run,
    token: Option<TokenId>,
    scope: ScopeId,
    ix: Ix,
    node: &Node,
) -> Result<SmallVec<[u32; 2]>, Stop> {
    let flows = flows(run, token, scope, ix, node, true)?;
    if flows.is_empty() && !node.outgoing.is_empty() {
        return Err(exclusive::no_flow());
    }
    Ok(flows)
}

fn flows(
    run: &Run,
    token: Option<TokenId>,
    scope: ScopeId,
    ix: Ix,
    node: &Node,
    starting: bool,
) -> Result<SmallVec<[u32; 2]>, Stop> {
    let more = seen(run, scope, ix, starting);
    let mut taken = SmallVec::new();
    for flow in node
        .outgoing
        .iter()
        .filter(|flow| node.default != Some(**flow))
    {
        let open = match &run.process.flows[*flow as usize].condition {
            None => starting,
            Some(condition) => run.with_more(token, scope, &more, |call| condition.test(call))?,
        };
        if open {
            taken.push(*flow);
        }
    }
    if let (true, true, Some(default)) = (starting, taken.is_empty(), node.default) {
        taken.push(default);
    }
    Ok(taken)
}

fn activated(run: &Run, scope: ScopeId, ix: Ix) -> Result<bool, Stop> {
    let Kind::Complex {
        activation: Some(condition),
    } = &run.process.node(ix).kind
    else {
        return Ok(true);
    };
    let more = seen(run, scope, ix, true);
    run.with_more(None, scope, &more, |call| condition.test(call))
}

/// What conditions of the gateway see beside the variables.
fn seen(run: &Run, scope: ScopeId, ix: Ix, starting: bool) -> Map {
    let (mut total, mut incoming) = (0, Map::new());
    let joins = run.instance.scope(scope).map(|scope| &scope.joins);
    for flow in &run.process.node(ix).incoming {
        let flow = run.process.flow_ix(*flow);
        let count = joins
            .and_then(|joins| joins.iter().find(|(other, _)| *other == flow))
            .map_or(0, |(_, count)| *count);
        total += i64::from(count);
        incoming.insert(run.id(flow).to_string(), Value::Int(count.into()));
    }
    Map::from_iter([
        ("activationCount".to_owned(), Value::Int(total)),
        ("incoming".to_owned(), Value::Map(incoming)),
        ("waitingForStart".to_owned(), Value::Bool(starting)),
    ])
}

/// Takes one token of each flow that has one and remembers them; one token goes on.
fn activate(run: &mut Run, scope: ScopeId, ix: Ix) -> Result<(), Refusal> {
    forgive(run, scope, ix);
    let process = run.process;
    let state = run.scope_mut(scope)?;
    let full: Vec<Ix> = process
        .node(ix)
        .incoming
        .iter()
        .map(|flow| process.flow_ix(*flow))
        .filter(|flow| state.joins.iter().any(|(other, _)| other == flow))
        .collect();
    let joined = full.len() as i64;
    take_one_each(state, full.iter().copied());
    state.resets.push((ix, full));
    run.live(scope, 1 - joined)?;
    Ok(())
}

/// A condition that cannot be evaluated: one incident at the gateway, which no token carries.
fn tell(run: &mut Run, scope: ScopeId, ix: Ix, stop: Stop) -> Result<(), Refusal> {
    let (code, message) = match stop {
        Stop::Refuse(refusal) => return Err(refusal),
        Stop::Incident { code, message } => (code, message),
        Stop::Error { code, message } => (code, message.unwrap_or_default()),
    };
    let told = run.instance.page(page_of(scope)).is_some_and(|page| {
        page.incidents
            .iter()
            .any(|incident| incident.token.is_none() && incident.node == ix)
    });
    if !told {
        let page = page_of(scope);
        run.add_incident(page, None, ix, Phase::Active, None, code, message);
    }
    Ok(())
}

/// Takes the incident of the gateway away, if there is one.
fn forgive(run: &mut Run, scope: ScopeId, ix: Ix) {
    let told = run.instance.page(page_of(scope)).and_then(|page| {
        page.incidents
            .iter()
            .find(|incident| incident.token.is_none() && incident.node == ix)
            .map(|incident| incident.id)
    });
    if let Some(incident) = told {
        run.resolve(incident);
    }
}
