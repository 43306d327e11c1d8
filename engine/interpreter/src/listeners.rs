//! Execution and task listeners: scripts at the moments of an element's life.
//!
//! Inputs are mapped before the listeners of the start, outputs after those of the end. All listeners of
//! one moment count or none does, and a later one sees what an earlier one wrote. What they write goes
//! to the element's own variable of that name where it has one, else around it, as from a script.

use crate::command::{Refusal, TraceKind};
use crate::instance::{Phase, ROOT, ScopeId, TokenId, WaitingFor};
use crate::process::{Ix, Kind};
use crate::run::{Run, Stop};
use bpmn::TaskMoment;
use rules::{Map, Script, Value};

/// The element begins.
pub(crate) fn started(run: &mut Run, id: TokenId, ix: Ix) -> Result<(), Stop> {
    let process = run.process;
    opening(run, id, ix, &process.node(ix).on_start)
}

/// The element has done its work.
pub(crate) fn ended(run: &mut Run, id: TokenId, ix: Ix) -> Result<(), Stop> {
    let process = run.process;
    opening(run, id, ix, &process.node(ix).on_end)
}

/// Before the first listeners of the instance come those of its process, whichever element it begins at.
fn opening(run: &mut Run, id: TokenId, ix: Ix, own: &[Script]) -> Result<(), Stop> {
    let process = run.process;
    let first: &[Script] = if run.instance.opening {
        &process.on_start
    } else {
        &[]
    };
    all(run, id, ix, first.iter().chain(own), &Map::new())?;
    run.instance.opening = false;
    Ok(())
}

/// The element is left by these flows; the last token of the process ends it.
pub(crate) fn leaving(run: &mut Run, id: TokenId, ix: Ix, flows: &[u32]) -> Result<(), Stop> {
    let process = run.process;
    let taken = flows
        .iter()
        .flat_map(|flow| &process.flows[*flow as usize].listeners);
    let last = flows.is_empty()
        && run.instance.token(id).is_some_and(|t| t.scope == ROOT)
        && run
            .instance
            .scope(ROOT)
            .is_some_and(|scope| scope.live == 1);
    let ending: &[Script] = if last { &process.on_end } else { &[] };
    all(run, id, ix, taken.chain(ending), &Map::new())
}

/// The process ends by what it called. What fails here holds up nobody.
pub(crate) fn process_ended(run: &mut Run, id: TokenId, ix: Ix) -> Result<(), Refusal> {
    let process = run.process;
    match all(run, id, ix, process.on_end.iter(), &Map::new()) {
        Ok(()) => Ok(()),
        Err(stop) => run.note(ix, stop),
    }
}

/// A moment of a user task; the scripts also see what is known of it, as `task`.
pub(crate) fn task(
    run: &mut Run,
    id: TokenId,
    ix: Ix,
    moment: TaskMoment,
    known: Value,
) -> Result<(), Stop> {
    let process = run.process;
    let Kind::User(plan) = &process.node(ix).kind else {
        return Ok(());
    };
    let scripts = plan
        .listeners
        .iter()
        .filter(|(when, _)| *when == moment)
        .map(|(_, script)| script);
    let more = Map::from([("task".to_owned(), known)]);
    all(run, id, ix, scripts, &more)
}

/// What a task's scripts see as `task`.
pub(crate) fn known(run: &Run, ix: Ix, assignee: Option<&str>) -> Value {
    let title = run.process.node(ix).title.as_deref();
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    Value::Map(Map::from([
        ("element".to_owned(), text(Some(run.id(ix)))),
        ("name".to_owned(), text(title)),
        ("assignee".to_owned(), text(assignee)),
    ]))
}

/// The element is taken back while it works. What fails here holds up nobody: it becomes an incident that
/// stops nothing.
pub(crate) fn taken_back(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let ix = token.node;
    let body = token.item.is_none() && run.process.node(ix).multi.is_some();
    if token.phase != Phase::Active || body {
        return Ok(());
    }
    let offered = token.waits.iter().any(|wait| wait.kind == WaitingFor::Task);
    let deleted = if offered {
        let known = known(run, ix, None);
        task(run, id, ix, TaskMoment::Delete, known)
    } else {
        Ok(())
    };
    let process = run.process;
    let own = process.node(ix).on_end.iter();
    match deleted.and_then(|()| all(run, id, ix, own, &Map::new())) {
        Ok(()) => Ok(()),
        Err(stop) => run.note(ix, stop),
    }
}

fn all<'s>(
    run: &mut Run,
    id: TokenId,
    ix: Ix,
    scripts: impl Iterator<Item = &'s Script>,
    more: &Map,
) -> Result<(), Stop> {
    let mut scripts = scripts.peekable();
    let Some(scope) = run.instance.token(id).map(|token| token.scope) else {
        return Ok(());
    };
    if scripts.peek().is_none() {
        return Ok(());
    }
    let mut seen = more.clone();
    let (mut writes, mut log) = (Map::new(), Vec::new());
    for script in scripts {
        let outcome = run.with_more(Some(id), scope, &seen, |call| script.run(call))?;
        for (name, value) in outcome.writes {
            seen.insert(name.clone(), value.clone());
            writes.insert(name, value);
        }
        log.extend(outcome.log);
    }
    keep(run, id, scope, writes)?;
    for line in log {
        run.event_text(TraceKind::Log, ix, Some(line));
    }
    Ok(())
}

fn keep(run: &mut Run, id: TokenId, scope: ScopeId, writes: Map) -> Result<(), Stop> {
    let own = |name: &String| {
        run.instance
            .token(id)
            .is_some_and(|token| token.locals.contains_key(name))
    };
    let (own, around): (Vec<_>, Vec<_>) = writes.into_iter().partition(|(name, _)| own(name));
    if !own.is_empty() {
        run.add_locals(id, own)?;
    }
    if !around.is_empty() {
        run.write_all(scope, around)?;
    }
    Ok(())
}
