//! The effects of a step become rows of one write set.

use super::{
    Driven, Extra,
    decide::Decided,
    rows::{described, job_row, more_row, task_row, thrown},
};
use crate::{Act, Fault, Runtime, bundle::Deployed, consequence::Consequence, ids, kinds};
use interpreter::{Effect, End, TraceKind};
use store::{Expect, Row, Table, Write, WriteSet, load, row};
use uuid::Uuid;

impl Runtime {
    /// Turns a step into rows. `row` is the instance before the step.
    pub(super) async fn write_down(
        &self,
        act: &Act,
        deployed: &Deployed,
        mut row: row::Instance,
        decided: Decided,
        extra: Extra,
        set: &mut WriteSet,
    ) -> Result<Driven, Fault> {
        let Decided {
            step,
            snapshot,
            trace,
            office,
            term_at,
            title,
        } = decided;
        let now = set.at;
        let id = row.id;
        let mut consequences = Vec::new();
        set.guards.extend(extra.guards);
        set.writes.extend(extra.writes);
        set.audit.extend(extra.audit);
        consequences.extend(extra.events.into_iter().map(Consequence::Event));
        for effect in step.effects {
            match effect {
                Effect::CreateTask(task) => {
                    set.put(task_row(&row, *task, now));
                }
                Effect::ChangeTask { task, aspects } => {
                    let open = load::task(&self.store, ids::of_instance(id, task.wait, "task"))
                        .await?
                        .filter(|open| open.state == "open");
                    if let Some(open) = open {
                        set.guard(Table::Task, open.id, Expect::Revision(open.revision));
                        set.put(described(open, *task, &aspects, now));
                    }
                }
                Effect::CreateJob(job) => {
                    let job_row = job_row(&row, job, now);
                    if matches!(
                        job_row.kind.as_str(),
                        kinds::NOTIFY | kinds::CONTACT | kinds::CONTINUE | kinds::CALL
                    ) {
                        consequences.push(Consequence::Job(job_row.id));
                    } else {
                        consequences.push(Consequence::WakeJobs);
                    }
                    set.put(job_row);
                }
                Effect::CreateTimer {
                    wait,
                    element,
                    due_at,
                    rule,
                } => {
                    if due_at <= now {
                        consequences.push(Consequence::Timers);
                    }
                    set.put(row::Timer {
                        id: ids::of_instance(id, wait, "timer"),
                        instance: Some(id),
                        process: None,
                        wait: wait as i64,
                        element,
                        due_at,
                        rule,
                    });
                }
                Effect::Subscribe {
                    wait,
                    element,
                    name,
                    key,
                } => {
                    consequences.push(Consequence::Match {
                        name: name.clone(),
                        key: key.clone(),
                    });
                    set.put(row::Subscription {
                        id: ids::of_instance(id, wait, "subscription"),
                        kind: "message".into(),
                        instance: Some(id),
                        process: None,
                        process_key: deployed.row.key.clone(),
                        wait: wait as i64,
                        element,
                        name,
                        key,
                        mailbox: None,
                    });
                }
                Effect::Listen {
                    wait,
                    element,
                    name,
                } => {
                    set.put(row::Subscription {
                        id: ids::of_instance(id, wait, "subscription"),
                        kind: "signal".into(),
                        instance: Some(id),
                        process: None,
                        process_key: deployed.row.key.clone(),
                        wait: wait as i64,
                        element,
                        name,
                        key: String::new(),
                        mailbox: None,
                    });
                }
                Effect::PublishMessage {
                    number,
                    name,
                    key,
                    variables,
                    expires_at,
                    ..
                } => {
                    let event = thrown(&row, number, "message", name, variables, now);
                    consequences.push(Consequence::Event(event.id));
                    set.put(row::Event {
                        key,
                        expires_at: Some(expires_at.unwrap_or(now)),
                        ..event
                    });
                }
                Effect::PublishSignal {
                    number,
                    name,
                    variables,
                    ..
                } => {
                    let event = thrown(&row, number, "signal", name, variables, now);
                    consequences.push(Consequence::Signal(event.id));
                    set.put(event);
                }
                // What shows the wait is in the set already, as it ended.
                Effect::CloseWait { wait, .. } if ended(set, id, wait as i64) => {}
                Effect::CloseWait { wait, .. } => {
                    set.write(Write::CloseWait {
                        instance: id,
                        wait: wait as i64,
                    });
                }
                Effect::RaiseIncident {
                    incident,
                    element,
                    phase,
                    code,
                    message,
                    ..
                } => {
                    set.put(row::Incident {
                        id: ids::of_instance(id, incident, "incident"),
                        instance: Some(id),
                        number: incident as i64,
                        process_key: Some(deployed.row.key.clone()),
                        element: Some(element),
                        phase: Some(phase),
                        code,
                        message,
                        state: "open".into(),
                        subject: None,
                        created_at: now,
                        resolved_at: None,
                        resolved_by: None,
                    });
                }
                Effect::ResolveIncident { incident } => {
                    let found =
                        load::incident(&self.store, ids::of_instance(id, incident, "incident"))
                            .await?;
                    if let Some(found) = found {
                        set.put(row::Incident {
                            state: "resolved".into(),
                            resolved_at: Some(now),
                            resolved_by: Some(act.viewer.login.clone()),
                            ..found
                        });
                    }
                }
                Effect::Escalate {
                    number,
                    code,
                    variables,
                } => {
                    // Told in the history already; without a caller there is nobody else to tell.
                    if let (Some(caller), Some(wait)) = (row.parent, row.parent_wait) {
                        let event = thrown(&row, number, "escalation", code, variables, now);
                        consequences.push(Consequence::Hear(vec![event.id]));
                        set.put(row::Event {
                            key: wait.to_string(),
                            target: Some(caller),
                            ..event
                        });
                    }
                }
                Effect::CancelChild { wait } => {
                    let job = crate::call::cancel_row(&row, wait, now);
                    consequences.push(Consequence::Job(job.id));
                    set.put(job);
                }
                Effect::Ended {
                    state,
                    error_code,
                    callers,
                } => {
                    let variables = step.instance.variables();
                    let cancelled = step.trace.iter().any(|event| {
                        event.kind == TraceKind::Cancelled && *event.id == *row.process_key
                    });
                    let how = if callers {
                        crate::call::ALL_TERMINATED
                    } else if cancelled {
                        "cancelled"
                    } else {
                        state.word()
                    };
                    let outcome = crate::call::outcome(how, &error_code, variables);
                    if let Some(job) = self.answer_caller(&row, outcome, now, set).await? {
                        consequences.push(Consequence::Job(job));
                    }
                    row.state = match state {
                        End::Completed => "completed",
                        End::Terminated => "terminated",
                        End::Failed => "failed",
                    }
                    .into();
                    row.error_code = error_code;
                    row.ended_at = Some(now);
                    if row.parent.is_none() {
                        consequences.push(Consequence::Owed(id));
                    }
                }
            }
        }
        for (part, bytes) in step.parts {
            match bytes {
                Some(bytes) => set.put(row::InstancePart {
                    instance: id,
                    part: part as i64,
                    bytes,
                }),
                None => set.write(Write::DeletePart {
                    instance: id,
                    part: part as i64,
                }),
            };
        }
        if step.more {
            let job = more_row(&row, now);
            consequences.push(Consequence::Job(job.id));
            set.put(job);
        }
        set.put(row::Trace {
            instance: id,
            seq: row.steps,
            at: now,
            bytes: trace,
        });
        if row.ended_at.is_none() {
            row.state = if step.instance.suspended() {
                "suspended"
            } else {
                "running"
            }
            .into();
        }
        row.open_incidents = step.instance.incidents().len() as i32;
        row.office = office.or(row.office);
        row.term_at = term_at;
        row.title = title.unwrap_or(row.title);
        row.steps += 1;
        row.snapshot = snapshot;
        set.put(row.clone());
        row.revision += 1;
        Ok(Driven { row, consequences })
    }
}

/// Whether the set puts the task of an instance's wait as concluded or its job as done. A wait is shown by rows of one kind, so nothing
/// else is left of it.
fn ended(set: &WriteSet, id: Uuid, wait: i64) -> bool {
    set.writes.iter().any(|write| match write {
        Write::Put(Row::Task(task)) => {
            (task.instance, task.wait) == (id, wait) && task.state == "completed"
        }
        Write::Put(Row::Job(job)) => (job.instance, job.wait) == (id, wait) && job.state == "done",
        _ => false,
    })
}
