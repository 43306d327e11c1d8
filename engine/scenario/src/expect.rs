//! What must hold after a step, compared with what the store holds.

use crate::act::Play;
use crate::script::Then;
use interpreter::TraceKind;
use std::collections::{BTreeSet, HashMap};
use store::{load, row::Instant};

/// (what, expected, found)
type Differs = (String, String, String);

/// Everything that differs. The error: what could not be looked at.
pub(crate) async fn differences(play: &Play<'_>, then: &Then) -> Result<Vec<Differs>, String> {
    let mut out = Vec::new();
    tasks(play, then, &mut out).await?;
    jobs(play, then, &mut out).await?;
    waits(play, then, &mut out).await?;
    case(play, then, &mut out).await?;
    told(play, then, &mut out).await?;
    Ok(out)
}

/// Adds a difference unless the two sets of lines are equal.
fn same(out: &mut Vec<Differs>, what: &str, mut expected: Vec<String>, mut found: Vec<String>) {
    expected.sort();
    found.sort();
    if expected != found {
        let list = |lines: Vec<String>| {
            if lines.is_empty() {
                "none".to_string()
            } else {
                lines.join("; ")
            }
        };
        out.push((what.into(), list(expected), list(found)));
    }
}

async fn tasks(play: &Play<'_>, then: &Then, out: &mut Vec<Differs>) -> Result<(), String> {
    let Some(wanted) = &then.tasks else {
        return Ok(());
    };
    let open = play.tasks().await?;
    let line = |element: &str, groups: &[String], holder: Option<&str>, due: Option<Instant>| {
        let holder = holder.map(|h| format!(", held by {h}")).unwrap_or_default();
        let due = due.map(|at| format!(", due {at}")).unwrap_or_default();
        format!("{element} ({}{holder}{due})", groups.join(", "))
    };
    let expected: Vec<String> = wanted
        .iter()
        .map(|t| line(&t.element, &t.groups, t.holder.as_deref(), t.due))
        .collect();
    // A holder and a due time are compared only where one is expected.
    let asked: HashMap<&str, (bool, bool)> = wanted
        .iter()
        .map(|t| (t.element.as_str(), (t.holder.is_some(), t.due.is_some())))
        .collect();
    let found = open
        .iter()
        .map(|t| {
            let asked = asked.get(t.element.as_str()).copied();
            let (holder, due) = asked.unwrap_or_default();
            let holder = t.assignee.as_deref().filter(|_| holder);
            let due = t.due_at.filter(|_| due);
            line(&t.element, &t.candidate_groups, holder, due)
        })
        .collect();
    same(out, "tasks", expected, found);
    Ok(())
}

async fn jobs(play: &Play<'_>, then: &Then, out: &mut Vec<Differs>) -> Result<(), String> {
    let Some(wanted) = &then.jobs else {
        return Ok(());
    };
    let found = play.jobs().await?;
    let line = |element: &str, topic: &str| format!("{element} ({topic})");
    same(
        out,
        "jobs",
        wanted.iter().map(|j| line(&j.element, &j.topic)).collect(),
        found.iter().map(|j| line(&j.element, &j.kind)).collect(),
    );
    for wanted in wanted {
        let Some(job) = found.iter().find(|j| j.element == wanted.element) else {
            continue;
        };
        for (name, value) in &wanted.inputs {
            if job.inputs.get(name) != Some(value) {
                out.push((
                    format!("jobs.{}.{name}", wanted.element),
                    value.to_string(),
                    job.inputs
                        .get(name)
                        .map_or_else(|| "nothing".into(), ToString::to_string),
                ));
            }
        }
    }
    Ok(())
}

async fn waits(play: &Play<'_>, then: &Then, out: &mut Vec<Differs>) -> Result<(), String> {
    let Some(wanted) = &then.waits else {
        return Ok(());
    };
    let mut expected = Vec::new();
    for wait in wanted {
        let key = play.filled(&wait.key).await?;
        expected.push(format!("{} ({} {key})", wait.element, wait.message));
    }
    let mut found = Vec::new();
    for instance in play.stage.instances().await.map_err(|e| e.to_string())? {
        let open = load::subscriptions_of_instance(play.stage.store(), instance.id)
            .await
            .map_err(|e| e.to_string())?;
        found.extend(
            open.iter()
                .map(|s| format!("{} ({} {})", s.element, s.name, s.key)),
        );
    }
    same(out, "waits", expected, found);
    Ok(())
}

/// The case itself: state, variables, log, elements passed.
async fn case(play: &Play<'_>, then: &Then, out: &mut Vec<Differs>) -> Result<(), String> {
    let store = play.stage.store();
    let row = match play.case {
        Some(case) => load::instance(store, case)
            .await
            .map_err(|e| e.to_string())?,
        None => None,
    };
    if let Some(state) = &then.state {
        let found = row.as_ref().map_or("not begun", |r| r.state.as_str());
        if found != state {
            out.push(("state".into(), state.clone(), found.into()));
        }
    }
    if !then.variables.is_empty() {
        let found = play.variables().await?;
        for (name, expected) in &then.variables {
            let value = found.get(name).map(|v| v.to_json());
            if value.as_ref() != Some(expected) {
                out.push((
                    format!("variables.{name}"),
                    expected.to_string(),
                    value.map_or_else(|| "nothing".into(), |v| v.to_string()),
                ));
            }
        }
    }
    if then.log.is_none() && then.ended_at.is_none() {
        return Ok(());
    }
    let mut logged = Vec::new();
    let mut passed = BTreeSet::new();
    for step in match play.case {
        Some(case) => load::trace(store, case, 0)
            .await
            .map_err(|e| e.to_string())?,
        None => Vec::new(),
    } {
        for event in interpreter::trace::unpack(&step.bytes)
            .map_err(|e| e.to_string())?
            .events
        {
            match event.kind {
                TraceKind::Log => logged.extend(event.text.map(|t| t.to_string())),
                TraceKind::Completed => drop(passed.insert(event.id.to_string())),
                _ => {}
            }
        }
    }
    if let Some(expected) = &then.log
        && *expected != logged
    {
        out.push(("log".into(), expected.join(" | "), logged.join(" | ")));
    }
    if let Some(element) = &then.ended_at
        && !passed.contains(element)
    {
        let passed: Vec<String> = passed.into_iter().collect();
        out.push(("ended_at".into(), element.clone(), passed.join(", ")));
    }
    Ok(())
}

/// Notices and incidents.
async fn told(play: &Play<'_>, then: &Then, out: &mut Vec<Differs>) -> Result<(), String> {
    let store = play.stage.store();
    let (mut notices, mut stuck) = (Vec::new(), Vec::new());
    for instance in play.stage.instances().await.map_err(|e| e.to_string())? {
        let told = load::notices_of_instance(store, instance.id)
            .await
            .map_err(|e| e.to_string())?;
        notices.extend(told.iter().map(|n| {
            n.recipient
                .split_once(':')
                .map_or(n.recipient.clone(), |(_, to)| to.to_string())
        }));
        let incidents = load::incidents_of_instance(store, instance.id)
            .await
            .map_err(|e| e.to_string())?;
        stuck.extend(
            incidents
                .into_iter()
                .filter(|i| i.state == "open")
                .map(|i| {
                    (
                        i.element.clone().unwrap_or_default(),
                        format!("{}: {}", i.code, i.message),
                    )
                }),
        );
    }
    if let Some(expected) = &then.notices {
        same(out, "notices", expected.clone(), notices);
    }
    let expected: BTreeSet<&str> = then.incidents.iter().map(String::as_str).collect();
    let found: BTreeSet<&str> = stuck.iter().map(|(element, _)| element.as_str()).collect();
    if expected != found {
        same(
            out,
            "incidents",
            then.incidents.clone(),
            stuck
                .iter()
                .map(|(element, said)| format!("{element} ({said})"))
                .collect(),
        );
    }
    Ok(())
}
