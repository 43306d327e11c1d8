//! User task: work for a person. Everything an attribute says is evaluated once, when it opens.

use super::job::number;
use crate::instance::{ScopeId, TokenId, WaitingFor};
use crate::process::{Ix, Kind, Node, UserPlan};
use crate::run::{Run, Started, Stop, incident};
use crate::{Effect, NewTask, TaskAspect, TraceKind, listeners};
use bpmn::TaskMoment;
use chrono::{DateTime, Utc};
use rules::time::{Span, end_of_day, parse_date, parse_instant};
use rules::{Expression, Value};

pub(crate) fn start(run: &mut Run, id: TokenId, ix: Ix, plan: &UserPlan) -> Result<Started, Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(Started::Waiting);
    };
    let mut task = described(run, id, token.scope, ix, plan)?;
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

/// The task as its attributes describe it now; its wait is still to be said.
pub(crate) fn described(
    run: &Run,
    id: TokenId,
    scope: ScopeId,
    ix: Ix,
    plan: &UserPlan,
) -> Result<NewTask, Stop> {
    let at = Place { id, scope };
    let node = run.process.node(ix);
    Ok(NewTask {
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
        signs: plan.signs.clone(),
    })
}

/// What two versions of a user task say differently.
pub(crate) fn differing(from: &Node, to: &Node) -> Vec<TaskAspect> {
    let (Kind::User(old), Kind::User(new)) = (&from.kind, &to.kind) else {
        return Vec::new();
    };
    let (was, is) = (&old.texts, &new.texts);
    [
        (from.title != to.title, TaskAspect::Name),
        (was.assignee != is.assignee, TaskAspect::Assignee),
        (
            was.candidate_users != is.candidate_users,
            TaskAspect::CandidateUsers,
        ),
        (
            was.candidate_groups != is.candidate_groups,
            TaskAspect::CandidateGroups,
        ),
        (was.due_date != is.due_date, TaskAspect::DueDate),
        (
            was.follow_up_date != is.follow_up_date,
            TaskAspect::FollowUpDate,
        ),
        (was.priority != is.priority, TaskAspect::Priority),
        (old.form != new.form, TaskAspect::Form),
        (old.drafts != new.drafts, TaskAspect::Drafts),
        (old.approves != new.approves, TaskAspect::Approves),
        (old.signs != new.signs, TaskAspect::Signs),
    ]
    .into_iter()
    .filter_map(|(differs, aspect)| differs.then_some(aspect))
    .collect()
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
