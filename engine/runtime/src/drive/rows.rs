//! Rows that a step opens: tasks, jobs, thrown events, the continuation of a long step.

use crate::{ids, kinds};
use interpreter::TaskAspect;
use rules::Value;
use store::row;

/// The wait number of the job that continues a step of more than 1,000 activations.
pub(crate) const MORE_WAIT: i64 = -1;

pub(super) fn task_row(
    instance: &row::Instance,
    task: interpreter::NewTask,
    now: row::Instant,
) -> row::Task {
    row::Task {
        id: ids::of_instance(instance.id, task.wait, "task"),
        revision: 0,
        instance: instance.id,
        wait: task.wait as i64,
        process_key: instance.process_key.clone(),
        element: task.element,
        name: task.name,
        state: "open".into(),
        claimed_at: task.assignee.as_ref().map(|_| now),
        assignee: task.assignee,
        candidate_users: task.candidate_users,
        candidate_groups: task.candidate_groups,
        priority: task.priority,
        due_at: task.due_at,
        follow_up_at: task.follow_up_at,
        form: task.form,
        drafts: task.drafts,
        approves: task.approves,
        signs: task.signs,
        draft: None,
        draft_by: None,
        draft_at: None,
        created_at: now,
        ended_at: None,
        ended_by: None,
        ended_for: None,
    }
}

/// An open task as another version describes it, in these aspects; its holder, draft and notes stay.
pub(super) fn described(
    open: row::Task,
    task: interpreter::NewTask,
    aspects: &[TaskAspect],
    now: row::Instant,
) -> row::Task {
    let mut row = row::Task {
        element: task.element,
        ..open
    };
    for aspect in aspects {
        match aspect {
            TaskAspect::Name => row.name = task.name.clone(),
            TaskAspect::Assignee => {
                if let Some(assignee) = &task.assignee {
                    row.assignee = Some(assignee.clone());
                    row.claimed_at = Some(now);
                }
            }
            TaskAspect::CandidateUsers => row.candidate_users = task.candidate_users.clone(),
            TaskAspect::CandidateGroups => row.candidate_groups = task.candidate_groups.clone(),
            TaskAspect::DueDate => row.due_at = task.due_at,
            TaskAspect::FollowUpDate => row.follow_up_at = task.follow_up_at,
            TaskAspect::Priority => row.priority = task.priority,
            TaskAspect::Form => row.form = task.form.clone(),
            TaskAspect::Drafts => row.drafts = task.drafts.clone(),
            TaskAspect::Approves => row.approves = task.approves.clone(),
            TaskAspect::Signs => row.signs = task.signs.clone(),
        }
    }
    row
}

pub(crate) fn job_row(
    instance: &row::Instance,
    job: interpreter::NewJob,
    now: row::Instant,
) -> row::Job {
    row::Job {
        id: ids::of_instance(instance.id, job.wait, "job"),
        revision: 0,
        instance: instance.id,
        wait: job.wait as i64,
        element: job.element,
        kind: job.kind,
        due_at: due_at(&job.inputs, now),
        inputs: Value::Map(job.inputs).to_json(),
        state: "waiting".into(),
        attempts: 0,
        retries_left: job.retries,
        priority: job.priority,
        lease_owner: None,
        lease_until: None,
        epoch: 0,
        despatch: None,
        last_error: None,
        result: None,
        created_at: now,
    }
}

/// When a job is due: at once, but for a message that says when it leaves.
fn due_at(inputs: &rules::Map, now: row::Instant) -> row::Instant {
    let at = match inputs.get("message") {
        Some(Value::Map(message)) => match message.get("leaves_at") {
            Some(Value::Text(at)) => chrono::DateTime::parse_from_rfc3339(at).ok(),
            _ => None,
        },
        _ => None,
    };
    at.map_or(now, |at| at.with_timezone(&chrono::Utc).max(now))
}

/// A message or signal that an instance throws, to be delivered by a verb of its own.
pub(super) fn thrown(
    instance: &row::Instance,
    number: u64,
    kind: &str,
    name: String,
    variables: rules::Map,
    now: row::Instant,
) -> row::Event {
    row::Event {
        id: ids::of_instance(instance.id, number, "thrown"),
        kind: kind.into(),
        name,
        key: String::new(),
        variables: Value::Map(variables).to_json(),
        message_id: None,
        target: None,
        source: Some(instance.id),
        reached: None,
        state: "waiting".into(),
        created_at: now,
        expires_at: None,
        taken_by: None,
        answer: None,
    }
}

/// The job that continues a long step, should nobody else do it.
pub(super) fn more_row(instance: &row::Instance, now: row::Instant) -> row::Job {
    let job = interpreter::NewJob {
        wait: 0,
        element: instance.process_key.clone(),
        kind: kinds::CONTINUE.into(),
        inputs: Default::default(),
        priority: 0,
        retries: 3,
    };
    row::Job {
        id: ids::of_instance(instance.id, instance.steps as u64, "more"),
        wait: MORE_WAIT,
        ..job_row(instance, job, now)
    }
}
