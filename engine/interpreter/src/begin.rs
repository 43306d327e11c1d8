//! How an instance begins: at a plain start event by a person or program, or by what a start event, a
//! receive task or an event-based gateway waited for.

use crate::command::{Refusal, TraceKind};
use crate::events::{catch, condition, event_subprocess};
use crate::instance::{Phase, ROOT, Work};
use crate::process::{Ix, Kind, StartKind, Triggers};
use crate::run::{Run, incident};
use crate::variables::as_invalid;
use rules::{Map, Value};

/// At the start event of this id, or at the only plain one. Whatever it waits for counts as come.
pub(crate) fn begin(run: &mut Run, event: Option<&str>, variables: &Map) -> Result<(), Refusal> {
    let node = match event {
        Some(event) => start_of(run, event, None)?,
        None => plain(run)?,
    };
    let given = &opened(run, variables)?;
    match run.process.node(node).kind {
        Kind::Catch(_) => at_catch(run, node, given),
        Kind::Start(None) => {
            enough(run, given)?;
            write(run, node, given)?;
            go(run, node)
        }
        _ => {
            write(run, node, given)?;
            go(run, node)
        }
    }
}

/// One trigger of an event has come; where all of several must, the instance waits for the others.
pub(crate) fn begin_by(
    run: &mut Run,
    event: &str,
    trigger: u32,
    variables: &Map,
) -> Result<(), Refusal> {
    let node = start_of(run, event, Some(trigger))?;
    let given = &opened(run, variables)?;
    let process = run.process;
    match &process.node(node).kind {
        Kind::Catch(_) => at_catch(run, node, given),
        Kind::Start(Some(triggers)) if triggers.parallel => {
            write(run, node, given)?;
            wait_for_others(run, node, triggers, trigger)
        }
        _ => {
            write(run, node, given)?;
            go(run, node)
        }
    }
}

/// The only start event that waits for nothing.
fn plain(run: &Run) -> Result<Ix, Refusal> {
    let starts = || {
        run.process
            .starts
            .iter()
            .filter(|start| start.kind == StartKind::None)
    };
    let Some(first) = starts().next() else {
        return Err(Refusal::NoSuchStart("none".to_owned()));
    };
    if starts().nth(1).is_some() {
        return Err(Refusal::AmbiguousStart(
            starts().map(|start| start.id.clone()).collect(),
        ));
    }
    start_of(run, &first.id, None)
}

fn start_of(run: &Run, event: &str, trigger: Option<u32>) -> Result<Ix, Refusal> {
    run.process
        .starts
        .iter()
        .find(|start| start.id == event && trigger.is_none_or(|number| number == start.number))
        .and_then(|start| run.process.index.get(start.id.as_str()).copied())
        .ok_or_else(|| Refusal::NoSuchStart(event.to_owned()))
}

/// Marks the instance as begun; answers the variables it begins with.
fn opened(run: &mut Run, variables: &Map) -> Result<Map, Refusal> {
    if run.instance.started {
        return Err(Refusal::Aborted(
            "the instance has started already".to_owned(),
        ));
    }
    run.instance.started = true;
    run.instance.opening = !run.process.on_start.is_empty();
    run.event(TraceKind::Started, run.process.self_ix());
    // Who starts cannot say that somebody else does.
    let mut given = variables.clone();
    if let (Some(name), Some(login)) = (&run.process.initiator, &run.env.principal) {
        given.insert(name.clone(), Value::from(login.as_str()));
    }
    Ok(given)
}

fn write(run: &mut Run, node: Ix, given: &Map) -> Result<(), Refusal> {
    if given.is_empty() {
        return Ok(());
    }
    let given = run.known_here(node, given).into_owned();
    run.write_given(ROOT, &given, node)
}

/// Whether all of one input set of the process was given; else refused with what lacks for the first.
/// Source: BPMN 2.0.2 §13.3.2.
fn enough(run: &Run, given: &Map) -> Result<(), Refusal> {
    let lacks = |set: &'_ Vec<String>| -> Vec<String> {
        let there = |name: &&String| given.get(*name).is_none_or(|value| *value == Value::Null);
        set.iter().filter(there).cloned().collect()
    };
    let lacking: Vec<Vec<String>> = run.process.input_sets.iter().map(lacks).collect();
    match lacking.first() {
        Some(first) if lacking.iter().all(|names| !names.is_empty()) => {
            let names = first.join(", ");
            let stop = incident(
                "start.input_missing",
                &format!("per cominciare mancano i dati: {names}"),
                &format!("data are missing to begin: {names}"),
            );
            Err(as_invalid(stop, &run.process.id))
        }
        _ => Ok(()),
    }
}

fn go(run: &mut Run, node: Ix) -> Result<(), Refusal> {
    run.live(ROOT, 1)?;
    run.instance
        .queue
        .push_back(Work::Node { scope: ROOT, node });
    event_subprocess::listen(run, ROOT)
}

/// A receive task or an event after an instantiating gateway, which has happened. After a parallel
/// gateway the other events are waited for.
fn at_catch(run: &mut Run, node: Ix, given: &Map) -> Result<(), Refusal> {
    let others = run.process.together.get(&node).cloned().unwrap_or_default();
    run.live(ROOT, 1 + others.len() as i64)?;
    let token = run.spawn(0, ROOT, node)?;
    run.event(TraceKind::Activated, node);
    run.set_phase(token, Phase::Completing);
    let element = run.id(node).clone();
    run.receive(token, given)
        .map_err(|stop| as_invalid(stop, &element))?;
    run.instance.queue.push_back(Work::Go { token });
    for node in others {
        run.instance
            .queue
            .push_back(Work::Node { scope: ROOT, node });
    }
    event_subprocess::listen(run, ROOT)
}

fn wait_for_others(run: &mut Run, node: Ix, triggers: &Triggers, come: u32) -> Result<(), Refusal> {
    run.live(ROOT, 1)?;
    let token = run.spawn(0, ROOT, node)?;
    run.event(TraceKind::Activated, node);
    run.set_phase(token, Phase::Active);
    let element = run.id(node).clone();
    let armed = catch::arm_all(run, token, triggers, Some(come))
        .map_err(|stop| as_invalid(stop, &element))?;
    run.event(TraceKind::Waiting, node);
    for one in armed {
        catch::open(run, token, node, one)?;
    }
    event_subprocess::listen(run, ROOT)?;
    condition::begin(run, token)
}
