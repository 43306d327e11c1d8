//! A person moves an instance by hand: begins before or after an element, takes tokens back.
//!
//! What is begun is begun first, so that a move does not end the scope it happens in; a subprocess that is not
//! running is opened around what is begun inside it. What is left without a token is taken back with it. A dry
//! run is a step whose result is thrown away.

use crate::command::{Change, End, Refusal, TraceKind};
use crate::events::{boundary, event_subprocess};
use crate::instance::{Phase, ROOT, ScopeId, TokenId, Work, page_of};
use crate::process::{Ix, Kind};
use crate::run::Run;
use crate::variables::as_invalid;

pub(crate) fn modify(run: &mut Run, changes: &[Change]) -> Result<(), Refusal> {
    if !run.instance.started {
        return Err(Refusal::Aborted("the instance has not begun".to_owned()));
    }
    run.need_all()?;
    let mut gone = Vec::new();
    let mut joined = Vec::new();
    for change in changes {
        if let Change::Cancel { element, token } = change {
            let ix = known(run, element)?;
            let found = tokens_at(run, ix, *token);
            let waiting = token.is_none() && waits_at_join(run, ix);
            if found.is_empty() && !waiting {
                return Err(refuse(
                    element,
                    "modify.nothing_there",
                    "qui non c'è nulla da ritirare",
                    "there is nothing to take back here",
                ));
            }
            gone.extend(found);
            joined.extend(waiting.then_some(ix));
        }
    }
    for change in changes {
        match change {
            Change::StartBefore { element } => {
                let ix = startable(run, element)?;
                let scope = scope_for(run, ix, &gone)?;
                run.live(scope, 1)?;
                run.instance.queue.push_back(Work::Node { scope, node: ix });
            }
            Change::StartAfter { element } => {
                let ix = known(run, element)?;
                let scope = scope_for(run, ix, &gone)?;
                run.live(scope, 1)?;
                let flows = run
                    .choose(None, scope, ix)
                    .map_err(|stop| as_invalid(stop, element))?;
                if flows.is_empty() {
                    return Err(refuse(
                        element,
                        "modify.no_way_on",
                        "da qui non esce nessun flusso",
                        "no flow leads on from here",
                    ));
                }
                run.take(scope, &flows)?;
            }
            Change::Cancel { .. } => {}
        }
    }
    for join in joined {
        drop_waiting(run, join)?;
    }
    for token in gone {
        take_back(run, token)?;
    }
    let id = run.process.self_ix();
    run.event_text(TraceKind::Modified, id, Some(told(changes)));
    Ok(())
}

/// What the history says of it.
fn told(changes: &[Change]) -> String {
    let words = changes.iter().map(|change| match change {
        Change::StartBefore { element } => format!("before {element}"),
        Change::StartAfter { element } => format!("after {element}"),
        Change::Cancel { element, .. } => format!("cancel {element}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

pub(crate) fn refuse(element: &str, code: &str, it: &str, en: &str) -> Refusal {
    Refusal::Invalid {
        element: element.to_owned(),
        code: code.to_owned(),
        message: format!("{it}\n{en}"),
    }
}

fn known(run: &Run, element: &str) -> Result<Ix, Refusal> {
    run.process
        .index
        .get(element)
        .copied()
        .filter(|ix| (*ix as usize) < run.process.nodes.len())
        .ok_or_else(|| {
            refuse(
                element,
                "modify.unknown",
                "il processo non ha questo elemento",
                "the process has no such element",
            )
        })
}

/// An element a token can be put before.
fn startable(run: &Run, element: &str) -> Result<Ix, Refusal> {
    let ix = known(run, element)?;
    let node = run.process.node(ix);
    let scope = &run.process.scopes[node.scope as usize];
    let begun_by_event = matches!(
        node.kind,
        Kind::Boundary { .. }
            | Kind::CancelBoundary
            | Kind::CompensationBoundary
            | Kind::EventSubProcess { .. }
    ) || scope.owner.is_some_and(|owner| {
        run.process.is_event_subprocess(owner) && matches!(node.kind, Kind::Start(_))
    });
    if begun_by_event || node.compensation {
        return Err(refuse(
            element,
            "modify.begun_by_event",
            "questo elemento comincia solo col suo evento",
            "this element begins only by its event",
        ));
    }
    Ok(ix)
}

/// The running scope of an element; those around it are opened when they do not run.
fn scope_for(run: &mut Run, ix: Ix, gone: &[TokenId]) -> Result<ScopeId, Refusal> {
    let plan = run.process.node(ix).scope;
    let Some(owner) = run.process.scopes[plan as usize].owner else {
        return Ok(ROOT);
    };
    let element = run.id(ix).to_string();
    let running: Vec<ScopeId> = run
        .instance
        .pages()
        .flat_map(|page| &page.scopes)
        .filter(|scope| scope.plan == plan && scope.owner.is_some_and(|it| stays(run, it, gone)))
        .map(|scope| scope.id)
        .collect();
    match running[..] {
        [one] => return Ok(one),
        [] => {}
        _ => {
            return Err(refuse(
                &element,
                "modify.several_scopes",
                "il sottoprocesso intorno è in corso più volte",
                "the subprocess around it is running several times",
            ));
        }
    }
    let node = run.process.node(owner);
    if node.multi.is_some() || matches!(node.kind, Kind::EventSubProcess { .. }) {
        return Err(refuse(
            &element,
            "modify.scope_not_running",
            "il sottoprocesso intorno non è in corso e non si può aprire a mano",
            "the subprocess around it is not running and cannot be opened by hand",
        ));
    }
    let around = scope_for(run, owner, gone)?;
    open(run, around, owner, plan)
}

/// Opens a subprocess without beginning its inside.
fn open(run: &mut Run, around: ScopeId, owner: Ix, plan: u32) -> Result<ScopeId, Refusal> {
    let name = run.id(owner).to_string();
    run.live(around, 1)?;
    let token = run.spawn(page_of(around), around, owner)?;
    run.event(TraceKind::Activated, owner);
    run.map_inputs(token)
        .and_then(|()| boundary::arm(run, token))
        .map_err(|stop| as_invalid(stop, &name))?;
    run.set_phase(token, Phase::Active);
    let scope = run.add_scope(token, plan)?;
    run.scope_mut(scope)?.live = 0;
    event_subprocess::listen(run, scope)?;
    Ok(scope)
}

/// Whether a token is not among those taken back, nor inside one of them.
fn stays(run: &Run, token: TokenId, gone: &[TokenId]) -> bool {
    let mut at = Some(token);
    while let Some(id) = at {
        if gone.contains(&id) {
            return false;
        }
        let Some(token) = run.instance.token(id) else {
            return true;
        };
        at = match &token.item {
            Some(item) => Some(item.body),
            None => run.instance.scope(token.scope).and_then(|it| it.owner),
        };
    }
    true
}

/// Tokens that can be taken back: not the items of an activity, not what listens, not what compensates.
fn tokens_at(run: &Run, ix: Ix, only: Option<TokenId>) -> Vec<TokenId> {
    run.instance
        .pages()
        .flat_map(|page| &page.tokens)
        .filter(|token| token.node == ix && only.is_none_or(|only| only == token.id))
        .filter(|token| token.item.is_none() && token.by.is_none() && token.undo.is_none())
        .filter(|token| !run.listens(token.id))
        .map(|token| token.id)
        .collect()
}

fn waits_at_join(run: &Run, ix: Ix) -> bool {
    let incoming = &run.process.node(ix).incoming;
    run.instance
        .pages()
        .flat_map(|page| &page.scopes)
        .flat_map(|scope| &scope.joins)
        .any(|(flow, _)| incoming.iter().any(|it| run.process.flow_ix(*it) == *flow))
}

/// Takes back the tokens that wait at a join.
fn drop_waiting(run: &mut Run, join: Ix) -> Result<(), Refusal> {
    let process = run.process;
    let incoming = &process.node(join).incoming;
    let here = |flow: Ix| incoming.iter().any(|it| process.flow_ix(*it) == flow);
    let scopes: Vec<ScopeId> = run
        .instance
        .pages()
        .flat_map(|page| &page.scopes)
        .map(|scope| scope.id)
        .collect();
    for id in scopes {
        let Some(scope) = run.instance.scope_mut(id) else {
            continue;
        };
        let mut dropped = 0;
        scope.joins.retain(|(flow, count)| {
            let stays = !here(*flow);
            dropped += if stays { 0 } else { *count };
            stays
        });
        if dropped > 0 {
            run.event(TraceKind::Cancelled, join);
            run.live(id, -i64::from(dropped))?;
            leave_empty(run, id)?;
        }
    }
    Ok(())
}

fn take_back(run: &mut Run, token: TokenId) -> Result<(), Refusal> {
    let Some(scope) = run.instance.token(token).map(|token| token.scope) else {
        return Ok(());
    };
    run.kill_token(token)?;
    run.live(scope, -1)?;
    leave_empty(run, scope)
}

/// A scope without a token is taken back with its subprocess; without any the instance is over.
fn leave_empty(run: &mut Run, scope: ScopeId) -> Result<(), Refusal> {
    if run.scope_mut(scope)?.live > 0 {
        return crate::ad_hoc::next(run, scope);
    }
    let Some(owner) = run.scope_mut(scope)?.owner else {
        event_subprocess::deafen(run, scope)?;
        run.end(End::Terminated, None);
        return Ok(());
    };
    let host = run
        .instance
        .token(owner)
        .and_then(|token| token.item.as_ref())
        .map_or(owner, |item| item.body);
    take_back(run, host)
}
