//! Compensation: completed activities are made good by their handlers, the last completed first, one
//! after another; a cancelled transaction makes good everything it did (BPMN 2.0.2, 13.5.5).
//!
//! A scope remembers the completed activities that have a handler, or something inside that has one. A
//! handler sees the locals of its activity as they were, and the variables around as they are.

use crate::command::{Refusal, TraceKind};
use crate::events::boundary;
use crate::instance::{Done, Phase, ScopeId, TokenId, Undo, page_of};
use crate::process::{Ix, Kind};
use crate::run::{Run, Started, Stop};
use rules::Map;

/// An activity is leaving: its scope remembers it.
pub(crate) fn record(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    let Some(token) = run.instance.token_mut(id) else {
        return Ok(());
    };
    let done = Done {
        node: token.node,
        locals: token.locals.clone(),
        inner: std::mem::take(&mut token.inner),
    };
    let scope = token.scope;
    run.scope_mut(scope)?.done.push(done);
    Ok(())
}

/// A throw or end event: compensates one activity, or everything completed around it.
pub(crate) fn throw(
    run: &mut Run,
    id: TokenId,
    activity: Option<Ix>,
    wait: bool,
) -> Result<Started, Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(Started::Waiting);
    };
    let (node, own) = (token.node, token.scope);
    let scope = around(run, own);
    let all = std::mem::take(&mut run.scope_mut(scope)?.done);
    let (pending, rest) = all
        .into_iter()
        .partition(|done: &Done| activity.is_none_or(|activity| done.node == activity));
    run.scope_mut(scope)?.done = rest;
    if Vec::is_empty(&pending) {
        return Ok(Started::Done);
    }
    let undo = Undo {
        pending,
        scope,
        detached: !wait,
    };
    run.event(TraceKind::Waiting, node);
    if wait {
        hold(run, id, undo);
        next(run, id)?;
        return Ok(Started::Waiting);
    }
    run.live(own, 1)?;
    let aside = run.spawn(page_of(own), own, node)?;
    hold(run, aside, undo);
    next(run, aside)?;
    Ok(Started::Done)
}

/// A cancel end event: everything else in the transaction is taken back, what was done is made good,
/// then the transaction is left by its cancel event.
pub(crate) fn cancel(run: &mut Run, id: TokenId) -> Result<Started, Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(Started::Waiting);
    };
    let (node, scope) = (token.node, token.scope);
    run.event(TraceKind::Waiting, node);
    let pending = std::mem::take(&mut run.scope_mut(scope)?.done);
    run.empty_but(scope, Some(id))?;
    hold(
        run,
        id,
        Undo {
            pending,
            scope,
            detached: false,
        },
    );
    next(run, id)?;
    Ok(Started::Waiting)
}

/// The scope whose completed activities a throw event means: an event subprocess means the one around it.
fn around(run: &Run, scope: ScopeId) -> ScopeId {
    let mut scope = scope;
    while let Some(owner) = run.instance.scope(scope).and_then(|scope| scope.owner) {
        match run.instance.token(owner) {
            Some(token) if run.process.is_event_subprocess(token.node) => scope = token.scope,
            _ => break,
        }
    }
    scope
}

fn hold(run: &mut Run, id: TokenId, undo: Undo) {
    if let Some(token) = run.instance.token_mut(id) {
        token.phase = Phase::Active;
        token.undo = Some(Box::new(undo));
    }
}

/// Begins the next handler, or ends the compensation when there is none left.
pub(crate) fn next(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    // One handler at a time.
    let busy = |run: &Run| {
        run.instance
            .pages()
            .flat_map(|page| &page.tokens)
            .any(|token| token.by == Some(id))
    };
    if busy(run) {
        return Ok(());
    }
    let Some(undo) = run
        .instance
        .token_mut(id)
        .and_then(|token| token.undo.as_deref_mut())
    else {
        return Ok(());
    };
    let (scope, detached) = (undo.scope, undo.detached);
    let Some(done) = undo.pending.pop() else {
        return ended(run, id, detached);
    };
    run.activations += 1;
    run.instance.activations += 1;
    let handler = run.process.node(done.node).handler;
    run.live(scope, 1)?;
    let token = run.spawn(page_of(scope), scope, handler.unwrap_or(done.node))?;
    let bytes: usize = done
        .locals
        .iter()
        .map(|(n, v)| n.len() + v.size_bytes())
        .sum();
    run.instance.bytes += bytes as u64;
    if let Some(token) = run.instance.token_mut(token) {
        token.by = Some(id);
        token.locals = done.locals;
    }
    run.event(TraceKind::Activated, handler.unwrap_or(done.node));
    let inside = match &run.process.node(done.node).kind {
        Kind::SubProcess { scope } | Kind::EventSubProcess { scope, .. } => Some(*scope),
        Kind::AdHoc(plan) => Some(plan.scope),
        _ => None,
    };
    match (handler, inside) {
        (None, Some(plan)) => inside_out(run, token, plan, done.inner),
        _ => run.advance(token),
    }
}

/// A subprocess without a handler beside it is made good from inside: by its compensation event subprocess,
/// which sees what was done there, or else one activity after another.
fn inside_out(run: &mut Run, id: TokenId, plan: u32, inner: Vec<Done>) -> Result<(), Refusal> {
    let inside = run.add_scope(id, plan)?;
    run.scope_mut(inside)?.live = 0;
    let own = run.process.scopes[plan as usize].undo;
    let pending = match own {
        Some(_) => {
            run.scope_mut(inside)?.done = inner;
            Vec::new()
        }
        None => inner,
    };
    hold(
        run,
        id,
        Undo {
            pending,
            scope: inside,
            detached: false,
        },
    );
    let Some(event) = own else {
        return next(run, id);
    };
    let Kind::EventSubProcess { scope: plan, .. } = run.process.node(event).kind else {
        return next(run, id);
    };
    run.live(inside, 1)?;
    let handler = run.spawn(page_of(inside), inside, event)?;
    run.add_scope(handler, plan)?;
    if let Some(token) = run.instance.token_mut(handler) {
        token.by = Some(id);
    }
    run.event(TraceKind::Activated, event);
    run.advance(handler)
}

/// Nothing is left to make good.
fn ended(run: &mut Run, id: TokenId, detached: bool) -> Result<(), Refusal> {
    let Some(token) = run.instance.token_mut(id) else {
        return Ok(());
    };
    token.undo = None;
    let (node, scope, child) = (token.node, token.scope, token.child.take());
    if detached {
        run.remove_token(id);
        return run.consume(scope);
    }
    if let Some(child) = child {
        run.remove_scope(child);
        return handled(run, id);
    }
    let kind = &run.process.node(node).kind;
    let cancels = match kind {
        Kind::ThrowThen { then, .. } => matches!(**then, Kind::CancelEnd),
        kind => matches!(kind, Kind::CancelEnd),
    };
    if cancels {
        return cancelled(run, id);
    }
    run.set_phase(id, Phase::Completing);
    run.instance
        .queue
        .push_back(crate::instance::Work::Go { token: id });
    Ok(())
}

/// A handler has ended: the next one begins.
pub(crate) fn handled(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (node, scope, by) = (token.node, token.scope, token.by);
    run.remove_token(id);
    run.event(TraceKind::Completed, node);
    match by.filter(|by| run.instance.token(*by).is_some()) {
        Some(by) => {
            run.live(scope, -1)?;
            next(run, by)
        }
        None => run.consume(scope),
    }
}

/// The transaction is left: by its cancel event, or, without one, by no way at all.
fn cancelled(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (node, scope) = (token.node, token.scope);
    run.remove_token(id);
    run.event(TraceKind::Completed, node);
    let Some(owner) = run.scope_mut(scope)?.owner else {
        return Ok(());
    };
    let host = run
        .instance
        .token(owner)
        .and_then(|token| token.item.as_ref())
        .map_or(owner, |item| item.body);
    run.need(host)?;
    let Some((ix, outer)) = run
        .instance
        .token(host)
        .map(|token| (token.node, token.scope))
    else {
        return Ok(());
    };
    let process = run.process;
    let caught = process
        .node(ix)
        .boundaries
        .iter()
        .find(|boundary| matches!(process.node(**boundary).kind, Kind::CancelBoundary));
    match caught {
        Some(boundary) => boundary::interrupt(run, host, *boundary, &Map::new()),
        None => {
            run.kill_token(host)?;
            run.consume(outer)
        }
    }
}
