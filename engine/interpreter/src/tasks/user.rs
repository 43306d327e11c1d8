//! User task: work for a person. Everything an attribute says is evaluated once, when it opens.

use super::job::number;
use crate::instance::{ScopeId, TokenId, WaitingFor};
use crate::process::{Ix, UserPlan};
use crate::run::{Run, Started, Stop, incident};
use crate::{Effect, NewTask, TraceKind, listeners};
use bpmn::TaskMoment;
use chrono::{DateTime, Utc};
use rules::time::{Span, end_of_day, parse_date, parse_instant};
use rules::{Expression, Value};

pub(crate) fn start(run: &mut Run, id: TokenId, ix: Ix, plan: &UserPlan) -> Result<Started, Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(Started::Waiting);
    };
    let at = Place {
        id,
        scope: token.scope,
    };
    let node = run.process.node(ix);
    let mut task = NewTask {
        wait: 0,
        element: run.id(ix).to_string(),
        name: node.title.clone().unwrap_or_else(|| run.id(ix).to_string()),
        assignee: text(value(run, at, plan.assignee.as_ref())?),
        candidate_users: list(value(run, at, plan.candidate_users.as_ref())?),
        candidate_groups: list(value(run, at, plan.candidate_groups.as_ref())?),
        due_at: date(run, value(run, at, plan.due_date.as_ref())?)?,
        follow_up_at: date(run, value(run, at, plan.follow_up_date.as_ref())?)?,
        priority: match value(run, at, plan.priority.as_ref())? {
            Some(value) => number(&value)?,
            None => 0,
        },
        form: plan.form.clone(),
        drafts: plan.drafts.clone(),
        approves: plan.approves.clone(),
    };
    let about = listeners::known(run, ix, task.assignee.as_deref());
    listeners::task(run, id, ix, TaskMoment::Create, about.clone())?;
    if task.assignee.is_some() {
        listeners::task(run, id, ix, TaskMoment::Assignment, about)?;
    }
    task.wait = run.open_wait(id, ix, WaitingFor::Task)?;
    run.event(TraceKind::Waiting, ix);
    run.effects.push(Effect::CreateTask(Box::new(task)));
    Ok(Started::Waiting)
}

#[derive(Clone, Copy)]
struct Place {
    id: TokenId,
    scope: ScopeId,
}

fn value(run: &Run, at: Place, expression: Option<&Expression>) -> Result<Option<Value>, Stop> {
    expression
        .map(|expression| run.with_call(Some(at.id), at.scope, |call| expression.eval(call)))
        .transpose()
}

/// Text without space around it; empty is none.
fn text(value: Option<Value>) -> Option<String> {
    let text = value?.to_string().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A list, or a text with commas; empty entries are left out.
fn list(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::List(items)) => items
            .into_iter()
            .filter_map(|item| text(Some(item)))
            .collect(),
        Some(value) => value
            .to_string()
            .split(',')
            .filter_map(|part| text(Some(Value::from(part))))
            .collect(),
        None => Vec::new(),
    }
}

/// An instant, a date (the end of that day), or a duration from now; empty is none.
fn date(run: &Run, value: Option<Value>) -> Result<Option<DateTime<Utc>>, Stop> {
    let Some(text) = text(value) else {
        return Ok(None);
    };
    let (now, zone) = (run.env.now, run.env.zone);
    let at = match parse_date(&text) {
        Some(date) => end_of_day(date, zone),
        None if text.starts_with('P') => Span::parse(&text).and_then(|span| span.after(now, zone)),
        None => parse_instant(&text, zone),
    };
    at.map(Some).map_err(|error| {
        incident(
            "element.date",
            &format!("la data «{text}» non si può leggere"),
            &format!("the date cannot be read: {error}"),
        )
    })
}
