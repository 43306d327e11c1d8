//! Ad-hoc subprocess: activities without a way in begin by themselves, all at once or one at a time, and
//! whenever one has ended the completion condition is asked (BPMN 2.0.2, 10.3.5 and 13.3.5).
//!
//! The standard leaves open who selects what runs. Here every activity that can begin is begun once; people
//! select among those that are tasks of theirs, and the condition says when enough was done.

use crate::command::Refusal;
use crate::events::event_subprocess;
use crate::instance::{Phase, ScopeId, TokenId, Work, page_of};
use crate::process::{AdHocPlan, Ix, Kind};
use crate::run::{Run, Started, Stop};

pub(crate) fn start(run: &mut Run, id: TokenId, plan: &AdHocPlan) -> Result<Started, Stop> {
    let process = run.process;
    let begin = &process.scopes[plan.scope as usize].begin;
    if begin.is_empty() {
        return Ok(Started::Done);
    }
    let scope = run.add_scope(id, plan.scope)?;
    run.live(scope, begin.len() as i64 - 1)?;
    if one_at_a_time(run, scope) {
        run.scope_mut(scope)?.rest.extend(begin);
        next(run, scope)?;
    } else {
        for node in begin.iter().copied() {
            run.instance.queue.push_back(Work::Node { scope, node });
        }
    }
    event_subprocess::listen(run, scope)?;
    Ok(Started::Waiting)
}

/// Whether the activities of a scope run one at a time.
pub(crate) fn one_at_a_time(run: &Run, scope: ScopeId) -> bool {
    let plan = run.instance.scope(scope).map(|scope| scope.plan);
    plan.is_some_and(|plan| run.process.scopes[plan as usize].sequential)
}

/// Whether nothing begins any more in a scope.
pub(crate) fn closing(run: &Run, scope: ScopeId) -> bool {
    run.instance.scope(scope).is_some_and(|scope| scope.closing)
}

/// Tokens on these flows wait for their turn, before those that wait already.
pub(crate) fn later(run: &mut Run, scope: ScopeId, flows: &[u32]) -> Result<(), Refusal> {
    let process = run.process;
    let rest = &mut run.scope_mut(scope)?.rest;
    for flow in flows.iter().rev() {
        rest.push_front(process.flow_ix(*flow));
    }
    next(run, scope)
}

/// A join goes on by itself: at once, or when it is its turn.
pub(crate) fn go_on(run: &mut Run, scope: ScopeId, node: Ix) -> Result<(), Refusal> {
    if run.process.ad_hoc && one_at_a_time(run, scope) {
        run.scope_mut(scope)?.rest.push_front(node);
        return next(run, scope);
    }
    run.instance.queue.push_back(Work::Node { scope, node });
    Ok(())
}

/// Begins what comes next where one runs at a time, unless something runs.
pub(crate) fn next(run: &mut Run, scope: ScopeId) -> Result<(), Refusal> {
    if !run.process.ad_hoc
        || run
            .instance
            .scope(scope)
            .is_none_or(|scope| scope.rest.is_empty())
    {
        return Ok(());
    }
    let queued = |work: &Work| matches!(work, Work::Flow { scope: other, .. } | Work::Node { scope: other, .. } if *other == scope);
    let runs = run.instance.page(page_of(scope)).is_some_and(|page| {
        page.tokens
            .iter()
            .any(|token| token.scope == scope && !run.listens(token.id))
    });
    if runs || run.instance.queue.iter().any(queued) {
        return Ok(());
    }
    if let Some(ix) = run.scope_mut(scope)?.rest.pop_front() {
        let flow = ix >= run.process.nodes.len() as Ix;
        run.instance.queue.push_back(if flow {
            Work::Flow { scope, flow: ix }
        } else {
            Work::Node { scope, node: ix }
        });
    }
    Ok(())
}

/// An activity of the scope is about to leave: whether the completion condition holds.
pub(crate) fn enough(run: &Run, scope: ScopeId) -> Result<bool, Stop> {
    if closing(run, scope) {
        return Ok(false);
    }
    match plan(run, scope).and_then(|plan| plan.completion.as_ref()) {
        Some(condition) => run.with_call(None, scope, |call| condition.test(call)),
        None => Ok(false),
    }
}

/// The condition holds and the token that asked is gone: takes back what still runs, or lets it end.
pub(crate) fn finish(run: &mut Run, scope: ScopeId) -> Result<(), Refusal> {
    let Some(plan) = plan(run, scope) else {
        return run.consume(scope);
    };
    if plan.cancel_remaining {
        // What was done inside can still be compensated.
        let done = std::mem::take(&mut run.scope_mut(scope)?.done);
        run.empty_scope(scope)?;
        let state = run.scope_mut(scope)?;
        state.done = done;
        if let Some(owner) = state.owner {
            run.set_phase(owner, Phase::Completing);
            run.instance.queue.push_back(Work::Go { token: owner });
        }
        return Ok(());
    }
    let before = run.instance.queue.len();
    run.instance.queue.retain(|work| {
        !matches!(work, Work::Flow { scope: other, .. } | Work::Node { scope: other, .. } if *other == scope)
    });
    let dropped = (before - run.instance.queue.len()) as i64;
    let state = run.scope_mut(scope)?;
    state.closing = true;
    let waiting: u32 = state.joins.drain(..).map(|(_, count)| count).sum();
    let rest = state.rest.drain(..).count() as i64;
    state.resets.clear();
    run.live(scope, -(dropped + i64::from(waiting) + rest))?;
    run.consume(scope)
}

fn plan<'p>(run: &Run<'p>, scope: ScopeId) -> Option<&'p AdHocPlan> {
    let owner = run.instance.scope(scope)?.owner?;
    match &run.process.node(run.instance.token(owner)?.node).kind {
        Kind::AdHoc(plan) => Some(plan),
        _ => None,
    }
}
