//! One step of one instance, from load to commit: the only place where the interpreter is called.
//!
//! A lost race on the instance's revision is decided again, up to three times. A step cut by the
//! wall clock runs once more on the slow lane; cut again, it becomes an incident.

use crate::{Act, Fault, Runtime, bundle::Deployed, consequence::Consequence, ids, kinds, repeat};
use interpreter::{Command, Effect, End, Env, Instance, PartId, Refusal, Step, TraceKind, trace};
use rules::Value;
use std::{sync::Arc, time::Duration};
use store::{CommitError, Expect, Guard, Row, Table, Write, WriteSet, load, row};
use uuid::Uuid;

const DECIDE_AGAIN: u32 = 3;
/// A step that takes longer is thrown away and goes to the slow lane; there it may take longer once.
const FAST_AT_MOST: Duration = Duration::from_secs(2);
const SLOW_AT_MOST: Duration = Duration::from_secs(15);
/// The wait number of the job that continues a step of more than 1,000 activations.
pub(crate) const MORE_WAIT: i64 = -1;

/// What a verb adds to the commit of a step.
#[derive(Default, Clone)]
pub(crate) struct Extra {
    pub guards: Vec<Guard>,
    pub writes: Vec<Write>,
    pub audit: Vec<row::Audit>,
    /// Events among the writes that wait for delivery.
    pub events: Vec<Uuid>,
    /// A new instance was called by this wait of this instance.
    pub caller: Option<(Uuid, i64)>,
}

impl Extra {
    pub(crate) fn guard(mut self, table: Table, id: Uuid, expect: Expect) -> Extra {
        self.guards.push(Guard { table, id, expect });
        self
    }

    pub(crate) fn put(mut self, row: impl Into<Row>) -> Extra {
        self.writes.push(Write::Put(row.into()));
        self
    }

    pub(crate) fn write(mut self, write: Write) -> Extra {
        self.writes.push(write);
        self
    }

    pub(crate) fn audit(mut self, audit: row::Audit) -> Extra {
        self.audit.push(audit);
        self
    }
}

/// What is known once a step is on disk.
pub(crate) struct Driven {
    pub row: row::Instance,
    pub consequences: Vec<Consequence>,
}

/// A new instance before its first step.
pub(crate) struct Birth {
    pub id: Uuid,
    pub title: String,
    pub business_key: Option<String>,
}

/// A step with everything encoded, ready to be written.
struct Decided {
    step: Step,
    snapshot: Vec<u8>,
    trace: Vec<u8>,
    office: Option<String>,
    term_at: Option<row::Instant>,
}

impl Runtime {
    /// Steps an existing instance. Holds its turn until the commit is answered.
    pub(crate) async fn drive(
        &self,
        act: &Act,
        instance: Uuid,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        let _turn = self.turns.take(instance).await;
        self.drive_in_turn(act, instance, command, extra).await
    }

    /// As [`Runtime::drive`], by a caller that holds the turn already.
    pub(crate) async fn drive_in_turn(
        &self,
        act: &Act,
        instance: Uuid,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        for _ in 0..DECIDE_AGAIN {
            let row = load::instance(&self.store, instance)
                .await?
                .ok_or_else(|| Fault::not_found("instance"))?;
            let deployed = self.deployed(row.process).await?;
            let decided = self
                .decide(act, &deployed, Some(&row), command.clone())
                .await?;
            // Without a key of the caller a repeat is told by the guards, and costs no row.
            let mut set = match act.idempotency_key {
                Some(_) => self.set(act),
                None => self.own_set(),
            };
            set.guard(Table::Instance, instance, Expect::Revision(row.revision));
            let driven = self
                .write_down(act, &deployed, row, decided, extra.clone(), &mut set)
                .await?;
            match self.store.commit(set).await {
                Ok(done) if done.duplicate_of.is_some() => return Err(repeat::already_done()),
                Ok(_) => return Ok(driven),
                Err(CommitError::Conflict {
                    table: Table::Instance,
                    ..
                }) => continue,
                Err(e) => return Err(commit_fault(e)),
            }
        }
        Err(Fault::conflict(
            "race",
            "La pratica viene cambiata da altri in questo momento: riprovare.",
            "The case is being changed by others right now: try again.",
        ))
    }

    /// Makes an instance and does its first step in one commit.
    pub(crate) async fn drive_new(
        &self,
        act: &Act,
        deployed: &Arc<Deployed>,
        birth: Birth,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        let decided = self.decide(act, deployed, None, command).await?;
        let row = row::Instance {
            id: birth.id,
            revision: 0,
            process: deployed.row.id,
            process_key: deployed.row.key.clone(),
            deployment: deployed.row.deployment,
            state: "running".into(),
            business_key: birth.business_key,
            title: birth.title,
            office: None,
            term_at: None,
            parent: extra.caller.map(|(parent, _)| parent),
            parent_wait: extra.caller.map(|(_, wait)| wait),
            started_at: self.clock.now(),
            ended_at: None,
            error_code: None,
            open_incidents: 0,
            steps: 0,
            snapshot: Vec::new(),
        };
        let mut set = self.set(act);
        if let Some(command) = &mut set.command {
            let mut answer = repeat::first(act);
            answer["id"] = serde_json::json!(row.id);
            command.answer = answer;
        }
        set.guard(Table::Instance, row.id, Expect::Absent);
        let driven = self
            .write_down(act, deployed, row, decided, extra, &mut set)
            .await?;
        let committed = self.store.commit(set).await.map_err(commit_fault)?;
        if let Some(first) = committed.duplicate_of
            && let Some(id) = first
                .get("id")
                .and_then(|v| v.as_str())
                .and_then(|v| v.parse().ok())
        {
            let row = load::instance(&self.store, id)
                .await?
                .ok_or_else(|| Fault::not_found("instance"))?;
            return Ok(Driven {
                row,
                consequences: Vec::new(),
            });
        }
        Ok(driven)
    }

    /// Decodes, steps and encodes on a worker; loads segments the step asks for.
    async fn decide(
        &self,
        act: &Act,
        deployed: &Arc<Deployed>,
        row: Option<&row::Instance>,
        command: Command,
    ) -> Result<Decided, Fault> {
        let mut parts: Vec<(PartId, Vec<u8>)> = Vec::new();
        let mut slow = false;
        let mut command = command;
        loop {
            let env = Env {
                now: self.clock.now(),
                zone: self.zone,
                principal: act.login(),
            };
            let process = deployed.process.clone();
            let snapshot = row.map(|r| r.snapshot.clone());
            let have = parts.clone();
            let asked = command.clone();
            let result: Result<Result<Decided, Refusal>, Fault> = self
                .pool
                .run(slow, move || {
                    let mut instance = match snapshot {
                        Some(bytes) => Instance::from_bytes(&bytes).map_err(Fault::broken)?,
                        None => interpreter::create(&process),
                    };
                    for (id, bytes) in have {
                        instance.supply_part(id, &bytes).map_err(Fault::broken)?;
                    }
                    let principal = env.principal.clone();
                    let deadline =
                        std::time::Instant::now() + if slow { SLOW_AT_MOST } else { FAST_AT_MOST };
                    Ok(rules::with_deadline(deadline, || {
                        interpreter::step(&process, instance, &asked, &env)
                    })
                    .map(|step| Decided {
                        snapshot: step.instance.to_bytes(),
                        trace: trace::pack(&step.trace, &asked, principal.as_deref()),
                        office: match step.instance.variables().get("ufficio") {
                            Some(Value::Text(key)) => Some(key.clone()),
                            _ => None,
                        },
                        term_at: term_of(step.instance.variables()),
                        step,
                    }))
                })
                .await
                .ok_or_else(|| Fault::broken("a step ended unexpectedly"))?;
            match result? {
                Ok(decided) => return Ok(decided),
                Err(Refusal::Need(missing)) => {
                    let id = row
                        .map(|r| r.id)
                        .ok_or_else(|| Fault::broken("a new instance asks for segments"))?;
                    let wanted: Vec<i64> = missing.iter().map(|p| *p as i64).collect();
                    let found = load::parts(&self.store, id, &wanted).await?;
                    if found.len() < missing.len() {
                        return Err(Fault::broken(format!(
                            "segments of instance {id} are missing"
                        )));
                    }
                    parts.extend(found.into_iter().map(|p| (p.part as PartId, p.bytes)));
                }
                Err(Refusal::Aborted(why)) if !slow => {
                    tracing::warn!(process = %deployed.row.key, why, "a step was cut by the clock and goes to the slow lane");
                    slow = true;
                }
                Err(Refusal::Aborted(why)) => {
                    if matches!(command, Command::RaiseIncident { .. }) {
                        return Err(Fault::broken(why));
                    }
                    command = Command::RaiseIncident {
                        code: "step_too_long".into(),
                        message: why,
                        wait: None,
                    };
                }
                Err(refusal) => return Err(refused(refusal)),
            }
        }
    }

    /// Turns a step into rows. `row` is the instance before the step.
    async fn write_down(
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
                Effect::CreateJob(job) => {
                    let job_row = job_row(&row, job, now);
                    if matches!(
                        job_row.kind.as_str(),
                        kinds::NOTIFY | kinds::CONTINUE | kinds::CALL
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
                Effect::Ended { state, error_code } => {
                    let variables = step.instance.variables();
                    let cancelled = step.trace.iter().any(|event| {
                        event.kind == TraceKind::Cancelled && *event.id == *row.process_key
                    });
                    let outcome = crate::call::outcome(state, cancelled, &error_code, variables);
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
        row.steps += 1;
        row.snapshot = snapshot;
        set.put(row.clone());
        row.revision += 1;
        Ok(Driven { row, consequences })
    }
}

/// The end of the case's legal term: the variable `termine`, an instant.
fn term_of(variables: &rules::Map) -> Option<row::Instant> {
    match variables.get("termine") {
        Some(Value::Text(at)) => at.parse().ok(),
        _ => None,
    }
}

fn task_row(instance: &row::Instance, task: interpreter::NewTask, now: row::Instant) -> row::Task {
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
        draft: None,
        draft_by: None,
        draft_at: None,
        created_at: now,
        ended_at: None,
        ended_by: None,
    }
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
        inputs: Value::Map(job.inputs).to_json(),
        state: "waiting".into(),
        attempts: 0,
        retries_left: job.retries,
        due_at: now,
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

/// A message or signal that an instance throws, to be delivered by a verb of its own.
fn thrown(
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
    }
}

/// The job that continues a long step, should nobody else do it.
fn more_row(instance: &row::Instance, now: row::Instant) -> row::Job {
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

pub(crate) fn commit_fault(e: CommitError) -> Fault {
    match e {
        CommitError::Conflict { table, .. } => {
            let mut fault = Fault::conflict(
                "race",
                "Qualcuno ha appena cambiato questo dato.",
                "Somebody has just changed this.",
            );
            if table == Table::Task
                && let Fault::Conflict { code, .. } = &mut fault
            {
                *code = "task_changed".into();
            }
            fault
        }
        CommitError::Unavailable(said) => Fault::Unavailable(said),
        CommitError::Refused(said) => Fault::Refused {
            code: "store_refused".into(),
            it: said.clone(),
            en: said,
            extra: Default::default(),
        },
        CommitError::Broken(said) => Fault::Broken(said),
    }
}

fn refused(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::NotWaiting(_) => Fault::conflict(
            "not_waiting",
            "Questa attività non c'è più: è stata conclusa o superata.",
            "This is no longer waiting: it was completed or overtaken.",
        ),
        Refusal::Ended => Fault::conflict(
            "instance_ended",
            "Il processo è già terminato.",
            "The process has already ended.",
        ),
        Refusal::Suspended => Fault::conflict(
            "instance_suspended",
            "Il processo è in pausa.",
            "The process is suspended.",
        ),
        Refusal::NoSuchStart(event) => Fault::refused(
            "no_such_start",
            &format!("Il processo non si può avviare da «{event}»."),
            &format!("The process cannot be started at «{event}»."),
        ),
        Refusal::AmbiguousStart(starts) => {
            let starts = starts.join(", ");
            Fault::refused(
                "several_starts",
                &format!("Il processo ha più inizi: indicarne uno ({starts})."),
                &format!("The process has several starts: name one ({starts})."),
            )
        }
        Refusal::Invalid {
            element, message, ..
        } => Fault::Invalid {
            fields: vec![(element, message.clone(), message)],
        },
        Refusal::NoSuchIncident(_) => Fault::conflict(
            "incident_closed",
            "L'errore è già stato risolto.",
            "The incident is already resolved.",
        ),
        Refusal::Need(_) | Refusal::Aborted(_) => Fault::broken(refusal),
    }
}
