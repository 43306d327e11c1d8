//! Event subprocesses: while their scope runs a listener stands at each, a token that is not counted
//! among those of the scope and holds the waits of the start event. When the event comes, a token of
//! the scope runs the inside; one that interrupts takes all else in the scope back first, the other
//! listeners included (BPMN 2.0.2, 10.3.5 and 13.5.4).

use super::{catch, condition};
use crate::command::{Refusal, TraceKind, WaitId};
use crate::instance::{Phase, ScopeId, TokenId, Work, page_of};
use crate::process::{Ix, Kind};
use crate::run::{Run, Started, Stop};
use rules::Map;

/// Opens the listeners of a scope that begins.
pub(crate) fn listen(run: &mut Run, scope: ScopeId) -> Result<(), Refusal> {
    let plan = run.scope_mut(scope)?.plan;
    let process = run.process;
    for event in &process.scopes[plan as usize].events {
        // A condition that is true already has interrupted the scope.
        if !listen_at(run, scope, *event)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Opens one listener; false when it is gone already.
pub(crate) fn listen_at(run: &mut Run, scope: ScopeId, event: Ix) -> Result<bool, Refusal> {
    let listener = run.spawn(page_of(scope), scope, event)?;
    run.set_phase(listener, Phase::Activating);
    run.advance(listener)?;
    Ok(run.instance.token(listener).is_some())
}

/// Takes the listeners of a scope back: it has ended.
pub(crate) fn deafen(run: &mut Run, scope: ScopeId) -> Result<(), Refusal> {
    let plan = run.scope_mut(scope)?.plan;
    if run.process.scopes[plan as usize].events.is_empty() {
        return Ok(());
    }
    let page = run.page_mut(page_of(scope))?;
    let inside: Vec<TokenId> = page
        .tokens
        .iter()
        .filter(|token| token.scope == scope)
        .map(|token| token.id)
        .collect();
    for token in inside {
        if run.listens(token) {
            run.kill_token(token)?;
        }
    }
    Ok(())
}

/// What a listener does in its phase: arms the start event, then waits.
pub(crate) fn listening(run: &mut Run, id: TokenId, start: Ix) -> Result<(), Stop> {
    if run
        .instance
        .token(id)
        .is_none_or(|token| token.phase == Phase::Active)
    {
        return Ok(());
    }
    let process = run.process;
    let Kind::Start(Some(triggers)) = &process.node(start).kind else {
        return Ok(());
    };
    for armed in catch::arm_all(run, id, triggers, None)? {
        catch::open(run, id, start, armed)?;
    }
    run.set_phase(id, Phase::Active);
    Ok(condition::begin(run, id)?)
}

/// What the start event waited for has come.
pub(crate) fn fire(
    run: &mut Run,
    listener: TokenId,
    wait: WaitId,
    start: Ix,
    given: &Map,
) -> Result<(), Refusal> {
    let process = run.process;
    let Some(node) = run.instance.token(listener).map(|token| token.node) else {
        return Ok(());
    };
    let (Kind::Start(Some(triggers)), Kind::EventSubProcess { interrupting, .. }) =
        (&process.node(start).kind, &process.node(node).kind)
    else {
        return Err(Refusal::NotWaiting(wait));
    };
    let happens = if *interrupting {
        !catch::still_waits(run, listener, wait, start, triggers.parallel)
    } else {
        catch::goes_on(run, listener, wait, start, triggers)?
    };
    if happens {
        return begin(run, listener, given);
    }
    // One of those that must all come.
    let around = run
        .instance
        .token(listener)
        .map_or(crate::instance::ROOT, |token| token.scope);
    run.write_given(around, given, start)
}

/// The event happens: a token of the scope begins the inside.
pub(crate) fn begin(run: &mut Run, listener: TokenId, given: &Map) -> Result<(), Refusal> {
    let Some((around, node)) = run
        .instance
        .token(listener)
        .map(|token| (token.scope, token.node))
    else {
        return Ok(());
    };
    let Kind::EventSubProcess {
        scope: plan,
        interrupting,
        start,
    } = run.process.node(node).kind
    else {
        return Ok(());
    };
    if interrupting {
        run.empty_scope(around)?;
    }
    run.live(around, 1)?;
    let token = run.spawn(page_of(around), around, node)?;
    let inside = run.add_scope(token, plan)?;
    run.set_phase(token, Phase::Activating);
    run.event(TraceKind::Activated, node);
    let given = run.known_here(start, given).into_owned();
    if let Err(stop) = run.write_map(inside, &given) {
        return run.stop(token, stop);
    }
    run.advance(token)
}

/// Active: the inside begins at its start event.
pub(crate) fn start(run: &mut Run, id: TokenId, start: Ix) -> Result<Started, Stop> {
    if let Some(scope) = run.instance.token(id).and_then(|token| token.child) {
        let node = start;
        run.instance.queue.push_back(Work::Node { scope, node });
        listen(run, scope)?;
    }
    Ok(Started::Waiting)
}
