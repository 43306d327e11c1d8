//! The outbox: what leaves is fixed in a row before it leaves, and is never sent twice blindly.
//!
//! A despatch goes queued → submitting → submitted; a crash or a lost connection in between makes it
//! `unknown` until a receipt, the sent folder or a person tells (design §7, RFC 6109 §2.2.1).

use crate::{
    Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra, ids, task::Outgoing,
};
use contract::{Call, Document, MailboxAccess, Outbound, Outcome, Prepared};
use interpreter::Command;
use office::Verb;
use office::despatch::{Applied, Journey, Milestone, Outcome as Journeyed};
use rules::{Map, Value};
use serde_json::{Map as Json, Value as JsonValue, json};
use std::{sync::Arc, time::Duration};
use store::{
    Expect, Table, Write,
    crash::{Point, crash_point},
    load, row, view,
};
use uuid::Uuid;

const DECIDE_AGAIN: u32 = 5;
/// Milestones wait this long for a process that asks for them later.
const MILESTONE_KEPT: chrono::Duration = chrono::Duration::days(3650);
/// Without evidence for this long an unknown despatch goes to a person (pec.md: 30 minutes).
const UNKNOWN_AT_MOST: chrono::Duration = chrono::Duration::minutes(30);

/// Why a job cannot even be prepared.
struct Unfit {
    code: &'static str,
    reason: String,
}

impl Runtime {
    /// Brings a leased connector job one stage further: prepare, send, write down.
    pub(crate) async fn perform_outbound(&self, job: row::Job) -> Result<Vec<Consequence>, Fault> {
        let act = Act::system();
        let Some(connector) = self.kinds.outbound(&job.kind) else {
            return Err(Fault::broken(format!("no connector for {}", job.kind)));
        };
        if let Some(id) = job.despatch {
            let despatch = load::despatch(&self.store, id).await?.ok_or_else(|| {
                Fault::broken(format!("job {} names a despatch that is not there", job.id))
            })?;
            match despatch.state.as_str() {
                "submitted" | "accepted" | "not_accepted" => return self.complete_sent(id).await,
                // The lease ran out in the middle of a submission: it may have left.
                "submitting" => {
                    return self
                        .uncertain(
                            job,
                            despatch,
                            "the process stopped while the message was being submitted",
                        )
                        .await;
                }
                "unknown" => return Ok(Vec::new()),
                _ => {}
            }
            let bytes = self.store.blobs().get(&despatch.raw).await?.to_vec();
            let call = match self.call(&job, &despatch.message_id).await? {
                Ok(call) => call,
                Err(unfit) => {
                    return self
                        .give_up(&act, job, Some(despatch), unfit.code, &unfit.reason)
                        .await;
                }
            };
            let recipients = despatch.recipients.clone();
            let sender = call
                .mailbox
                .as_ref()
                .map(|m| m.address.clone())
                .unwrap_or_default();
            let prepared = Prepared {
                message_id: despatch.message_id.clone(),
                sender,
                to: recipients.clone(),
                cc: Vec::new(),
                recipients,
                subject: despatch.subject.clone(),
                bytes,
            };
            return self
                .send(&act, connector, call, job, despatch, prepared)
                .await;
        }
        let message_id = self.message_id(&job).await?;
        let call = match self.call(&job, &message_id).await? {
            Ok(call) => call,
            Err(unfit) => {
                return self
                    .give_up(&act, job, None, unfit.code, &unfit.reason)
                    .await;
            }
        };
        match connector.prepare(&call) {
            Err(outcome) => self.written_off(&act, job, None, outcome).await,
            Ok(None) => {
                let outcome = connector.perform(&call, None).await;
                self.written_off(&act, job, None, outcome).await
            }
            Ok(Some(prepared)) => {
                let (job, despatch) = self.enqueue(&act, job, &call, &prepared).await?;
                self.send(&act, connector, call, job, despatch, prepared)
                    .await
            }
        }
    }

    /// A Message-ID that a repeat of the same job draws again.
    async fn message_id(&self, job: &row::Job) -> Result<String, Fault> {
        let domain = match self.mailbox_of(job).await? {
            Some(mailbox) => mailbox
                .address
                .rsplit('@')
                .next()
                .unwrap_or("localhost")
                .to_string(),
            None => "localhost".into(),
        };
        Ok(format!(
            "{}@{domain}",
            ids::derived(job.id, b"", "message-id").simple()
        ))
    }

    /// Fixes bytes, Message-ID and recipients in one commit; nothing has left yet.
    async fn enqueue(
        &self,
        act: &Act,
        job: row::Job,
        call: &Call,
        prepared: &Prepared,
    ) -> Result<(row::Job, row::Despatch), Fault> {
        let raw = self.store.blobs().put(prepared.bytes.clone()).await?;
        crash_point(Point::OutboxPrepared);
        let now = self.clock.now();
        let mailbox = self
            .mailbox_of(&job)
            .await?
            .ok_or_else(|| Fault::broken("a prepared message has no mailbox"))?;
        let message = job
            .inputs
            .get("message")
            .and_then(|m| serde_json::from_value::<Outgoing>(m.clone()).ok())
            .unwrap_or_default();
        let journey = if mailbox.certified {
            Journey::new(prepared.recipients.iter(), now)
        } else {
            Journey::ordinary(prepared.recipients.iter(), now)
        };
        let approver = job
            .inputs
            .get("approval")
            .and_then(|a| a.get("by"))
            .and_then(JsonValue::as_str)
            .map(str::to_string);
        let despatch = row::Despatch {
            // It sorts by the age of the job, not of the case it belongs to.
            id: ids::at(ids::derived(job.id, b"", "despatch"), job.created_at),
            revision: 0,
            job: Some(job.id),
            instance: Some(job.instance),
            mailbox: mailbox.id,
            message_id: prepared.message_id.clone(),
            pec_id: None,
            raw,
            size: prepared.bytes.len() as i64,
            subject: prepared.subject.clone(),
            certified: mailbox.certified,
            state: "queued".into(),
            outcome: journey.outcome().name().into(),
            journey: serde_json::to_value(&journey).map_err(Fault::broken)?,
            recipients: prepared.recipients.clone(),
            author: message.author,
            approver,
            answers: answered_mail(&call.inputs),
            last_error: None,
            created_at: now,
            submitted_at: None,
        };
        let prepared_job = row::Job {
            state: "prepared".into(),
            despatch: Some(despatch.id),
            ..job.clone()
        };
        let mut set = self.own_set();
        set.guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .guard(Table::Despatch, despatch.id, Expect::Absent);
        set.put(prepared_job.clone()).put(despatch.clone());
        set.audit(audit(act, "despatch.create", "despatch", despatch.id, json!({ "raw": hex::encode(raw), "instance": job.instance, "approver": despatch.approver })));
        self.commit(set).await?;
        crash_point(Point::OutboxQueued);
        Ok((prepared_job, despatch))
    }

    async fn send(
        &self,
        act: &Act,
        connector: Arc<dyn Outbound>,
        call: Call,
        job: row::Job,
        despatch: row::Despatch,
        prepared: Prepared,
    ) -> Result<Vec<Consequence>, Fault> {
        let submitting = row::Despatch {
            state: "submitting".into(),
            last_error: None,
            ..despatch.clone()
        };
        let mut set = self.own_set();
        set.guard(
            Table::Despatch,
            despatch.id,
            Expect::Revision(despatch.revision),
        )
        .put(submitting.clone());
        self.commit(set).await?;
        let despatch = row::Despatch {
            revision: despatch.revision + 1,
            ..submitting
        };
        crash_point(Point::OutboxSubmitting);
        let outcome = connector.perform(&call, Some(&prepared)).await;
        crash_point(Point::OutboxSubmitted);
        self.written_off(act, job, Some(despatch), outcome).await
    }

    /// Writes down what came of a job.
    async fn written_off(
        &self,
        act: &Act,
        job: row::Job,
        despatch: Option<row::Despatch>,
        outcome: Outcome,
    ) -> Result<Vec<Consequence>, Fault> {
        match (outcome, despatch) {
            (Outcome::Done(_), Some(despatch)) => self.complete_sent(despatch.id).await,
            (Outcome::Done(result), None) => {
                let variables = crate::message::variables(result)?;
                let extra = Extra::default()
                    .guard(Table::Job, job.id, Expect::Epoch(job.epoch))
                    .write(Write::Delete(Table::Job, job.id))
                    .audit(audit(
                        act,
                        "job.done",
                        "job",
                        job.id,
                        json!({ "instance": job.instance }),
                    ));
                Ok(self
                    .drive(
                        act,
                        job.instance,
                        Command::CompleteJob {
                            wait: job.wait as u64,
                            variables,
                        },
                        extra,
                    )
                    .await?
                    .consequences)
            }
            (Outcome::RetryAfter { after, reason }, despatch) => {
                let left = job.retries_left - 1;
                if left <= 0 {
                    return self
                        .give_up(act, job, despatch, "no_retries_left", &reason)
                        .await;
                }
                if let Some(despatch) = despatch {
                    self.put_despatch_state(&despatch, "queued", &reason)
                        .await?;
                }
                // Each further attempt waits longer than the one before.
                let after = after
                    .saturating_mul(1 << (job.attempts.clamp(1, 7) - 1))
                    .min(Duration::from_secs(6 * 3600));
                self.try_again_or_give_up(act, job, left, "retry", &reason, after)
                    .await?;
                Ok(Vec::new())
            }
            (Outcome::Never { code, reason }, despatch) => {
                self.give_up(act, job, despatch, &code, &reason).await
            }
            (Outcome::Uncertain { reason }, Some(despatch)) => {
                self.uncertain(job, despatch, &reason).await
            }
            (Outcome::Uncertain { reason }, None) => {
                self.give_up(act, job, None, "uncertain", &reason).await
            }
        }
    }

    /// It will not happen: a boundary event that catches the code, else an incident for a person.
    async fn give_up(
        &self,
        act: &Act,
        job: row::Job,
        despatch: Option<row::Despatch>,
        code: &str,
        reason: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        if let Some(despatch) = &despatch {
            self.put_despatch_state(despatch, "rejected", reason)
                .await?;
        }
        let instance = load::instance(&self.store, job.instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        if self
            .deployed(instance.process)
            .await?
            .catches(&job.element, code)
        {
            let mut variables = Map::new();
            if let Some(despatch) = &despatch {
                variables.insert("despatch".into(), Value::Text(despatch.id.to_string()));
            }
            let extra = Extra::default()
                .guard(Table::Job, job.id, Expect::Epoch(job.epoch))
                .write(Write::Delete(Table::Job, job.id))
                .audit(audit(
                    act,
                    "job.error",
                    "job",
                    job.id,
                    json!({ "instance": job.instance, "code": code }),
                ));
            let command = Command::ThrowError {
                wait: job.wait as u64,
                code: code.into(),
                message: Some(reason.into()),
                variables,
            };
            return Ok(self
                .drive(act, job.instance, command, extra)
                .await?
                .consequences);
        }
        self.try_again_or_give_up(act, job, 0, code, reason, Duration::ZERO)
            .await?;
        Ok(Vec::new())
    }

    /// It may have left: wait for evidence, never send again by itself.
    async fn uncertain(
        &self,
        job: row::Job,
        despatch: row::Despatch,
        reason: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        tracing::warn!(despatch = %despatch.id, reason, "the outcome of a submission is unknown");
        let mut set = self.own_set();
        set.guard(
            Table::Despatch,
            despatch.id,
            Expect::Revision(despatch.revision),
        )
        .guard(Table::Job, job.id, Expect::Epoch(job.epoch));
        set.put(row::Despatch {
            state: "unknown".into(),
            last_error: Some(reason.into()),
            ..despatch
        });
        set.put(row::Job {
            state: "uncertain".into(),
            lease_owner: None,
            lease_until: None,
            last_error: Some(reason.into()),
            ..job
        });
        self.commit(set).await?;
        self.mailboxes_wake.notify_waiters();
        Ok(Vec::new())
    }

    async fn put_despatch_state(
        &self,
        despatch: &row::Despatch,
        state: &str,
        reason: &str,
    ) -> Result<(), Fault> {
        let mut set = self.own_set();
        set.guard(
            Table::Despatch,
            despatch.id,
            Expect::Revision(despatch.revision),
        );
        set.put(row::Despatch {
            state: state.into(),
            last_error: Some(reason.chars().take(2_000).collect()),
            ..despatch.clone()
        });
        match self.commit(set).await {
            // A receipt was faster: it knows better than the failed connection.
            Ok(_) | Err(Fault::Conflict { .. }) => Ok(()),
            Err(e) => Err(e),
        }
    }

    /// The server has it: the despatch is submitted and its job done, in one commit. Harmless to repeat.
    pub(crate) async fn complete_sent(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        let act = Act::system();
        for _ in 0..DECIDE_AGAIN {
            let despatch = load::despatch(&self.store, id)
                .await?
                .ok_or_else(|| Fault::not_found("despatch"))?;
            let job = match despatch.job {
                Some(job) => load::job(&self.store, job)
                    .await?
                    .filter(|j| !matches!(j.state.as_str(), "done" | "cancelled")),
                None => None,
            };
            let now = self.clock.now();
            let mut sent = despatch.clone();
            let mut extra = Extra::default();
            if matches!(
                despatch.state.as_str(),
                "queued" | "submitting" | "unknown" | "rejected"
            ) {
                let mut journey = journey(&despatch)?;
                let applied = journey.submitted(now);
                sent.state = "submitted".into();
                sent.submitted_at = Some(now);
                sent.last_error = None;
                self.put_journey(&mut sent, &journey, &applied, &mut extra)?;
                extra = extra
                    .guard(Table::Despatch, id, Expect::Revision(despatch.revision))
                    .put(sent.clone())
                    .audit(audit(
                        &act,
                        "despatch.submitted",
                        "despatch",
                        id,
                        json!({ "raw": hex::encode(despatch.raw) }),
                    ));
            }
            let Some(job) = job else {
                if extra.writes.is_empty() {
                    return Ok(Vec::new());
                }
                let mut set = self.own_set();
                set.guards = extra.guards;
                set.writes = extra.writes;
                set.audit = extra.audit;
                match self.commit(set).await {
                    Ok(_) => return Ok(extra.events.into_iter().map(Consequence::Event).collect()),
                    Err(Fault::Conflict { .. }) => continue,
                    Err(e) => return Err(e),
                }
            };
            extra = extra
                .guard(Table::Job, job.id, Expect::Revision(job.revision))
                .write(Write::Delete(Table::Job, job.id));
            let mut variables = Map::new();
            variables.insert("despatch".into(), Value::Text(id.to_string()));
            variables.insert("message_id".into(), Value::Text(sent.message_id.clone()));
            match self
                .drive(
                    &act,
                    job.instance,
                    Command::CompleteJob {
                        wait: job.wait as u64,
                        variables,
                    },
                    extra,
                )
                .await
            {
                Ok(driven) => return Ok(driven.consequences),
                Err(Fault::Conflict { code, .. })
                    if code == "not_waiting" || code == "instance_ended" =>
                {
                    // The case no longer waits for it; that it left is still true.
                    self.drop_job(&job).await?;
                }
                Err(Fault::Conflict { .. }) => {}
                Err(e) => return Err(e),
            }
        }
        Err(Fault::conflict(
            "race",
            "La spedizione viene cambiata da altri.",
            "The despatch is being changed by others.",
        ))
    }

    /// Copies a journey into its row, with an event for each milestone now reached.
    pub(crate) fn put_journey(
        &self,
        despatch: &mut row::Despatch,
        journey: &Journey,
        applied: &Applied,
        extra: &mut Extra,
    ) -> Result<(), Fault> {
        despatch.outcome = journey.outcome().name().into();
        despatch.journey = serde_json::to_value(journey).map_err(Fault::broken)?;
        if despatch.pec_id.is_none() {
            despatch.pec_id = journey.identifier.clone();
        }
        let now = self.clock.now();
        for milestone in &applied.reached {
            let event = row::Event {
                id: ids::derived(despatch.id, milestone.name().as_bytes(), "milestone"),
                kind: "message".into(),
                name: format!("receipt.{}", milestone.name()),
                key: despatch.id.to_string(),
                variables: milestone_variables(*milestone, journey),
                message_id: Some(format!("receipt:{}:{}", despatch.id, milestone.name())),
                target: None,
                source: None,
                reached: None,
                state: "waiting".into(),
                created_at: now,
                expires_at: Some(now + MILESTONE_KEPT),
                taken_by: None,
            };
            extra.events.push(event.id);
            extra.writes.push(Write::Put(event.into()));
        }
        Ok(())
    }

    /// A person decides about a despatch whose outcome is unknown: it left, or it must be sent again.
    pub async fn resolve_despatch(
        &self,
        act: &Act,
        id: Uuid,
        resend: bool,
        reason: &str,
    ) -> Result<(), Fault> {
        let despatch = view::despatch(&act.viewer, &self.store, id)
            .await?
            .filter(|d| !d.withheld)
            .ok_or_else(|| Fault::not_found("despatch"))?
            .despatch;
        self.may_in_mailbox(act, Verb::ResolveDespatch, despatch.mailbox)
            .await?;
        if despatch.state != "unknown" {
            return Err(Fault::conflict(
                "despatch_known",
                "L'esito di questa spedizione è già noto.",
                "The outcome of this despatch is known already.",
            ));
        }
        if reason.trim().is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "reason".into(),
                    "Indicare il motivo.".into(),
                    "Give the reason.".into(),
                )],
            });
        }
        let mut set = self.set(act);
        set.audit(audit(
            act,
            if resend {
                "despatch.resend"
            } else {
                "despatch.confirm"
            },
            "despatch",
            id,
            json!({}),
        ));
        if resend {
            let job = match despatch.job {
                Some(job) => load::job(&self.store, job).await?,
                None => None,
            };
            let job = job.ok_or_else(|| {
                Fault::conflict(
                    "despatch_closed",
                    "La pratica non attende più questa spedizione.",
                    "The case no longer waits for this despatch.",
                )
            })?;
            set.guard(Table::Despatch, id, Expect::Revision(despatch.revision))
                .guard(Table::Job, job.id, Expect::Revision(job.revision));
            set.put(row::Despatch {
                state: "queued".into(),
                last_error: None,
                ..despatch
            });
            set.put(row::Job {
                state: "waiting".into(),
                retries_left: 3,
                due_at: self.clock.now(),
                ..job
            });
            self.commit(set).await?;
            self.jobs_wake.notify_one();
        } else {
            self.commit(set).await?;
            let consequences = self.complete_sent(id).await?;
            self.settle(consequences).await;
        }
        self.close_outside(id, "despatch_uncertain").await
    }

    /// Looks after everything that left and is not settled: silence becomes an alarm, never a verdict.
    pub(crate) async fn watch_despatches(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        for despatch in load::despatches_unsettled(&self.store, None, 1_000).await? {
            if despatch.state == "unknown" {
                let since = despatch.submitted_at.unwrap_or(despatch.created_at);
                if now - since > UNKNOWN_AT_MOST {
                    let said = despatch.last_error.clone().unwrap_or_default();
                    self.open_outside(self.outside_incident(
                        despatch.id,
                        "despatch_uncertain",
                        &said,
                    ))
                    .await?;
                }
                continue;
            }
            if !matches!(despatch.state.as_str(), "submitted" | "accepted") {
                continue;
            }
            let mut journey = journey(&despatch)?;
            let watch = journey.watch(now);
            if watch.changed {
                let mut set = self.own_set();
                let mut extra = Extra::default();
                let mut row = despatch.clone();
                self.put_journey(&mut row, &journey, &Applied::default(), &mut extra)?;
                set.guard(
                    Table::Despatch,
                    despatch.id,
                    Expect::Revision(despatch.revision),
                )
                .put(row);
                match self.commit(set).await {
                    Ok(_) | Err(Fault::Conflict { .. }) => {}
                    Err(e) => return Err(e),
                }
            }
            if watch.no_acceptance {
                self.open_outside(self.outside_incident(
                    despatch.id,
                    "despatch_no_acceptance",
                    "no acceptance 30 minutes after submission",
                ))
                .await?;
            }
            if !watch.no_evidence.is_empty() {
                self.open_outside(self.outside_incident(
                    despatch.id,
                    "despatch_no_evidence",
                    "no evidence 26 hours after acceptance",
                ))
                .await?;
            }
        }
        Ok(())
    }

    /// Opens an incident of no case unless it is open already.
    pub(crate) async fn open_outside(&self, incident: row::Incident) -> Result<(), Fault> {
        match load::incident(&self.store, incident.id).await? {
            Some(found) if found.state == "open" && found.message == incident.message => Ok(()),
            _ => {
                let mut set = self.own_set();
                set.put(incident);
                self.commit(set).await.map(|_| ())
            }
        }
    }

    /// Closes an incident of no case once its cause is gone.
    pub(crate) async fn close_outside(&self, subject: Uuid, code: &str) -> Result<(), Fault> {
        let id = ids::derived(subject, code.as_bytes(), "incident");
        let Some(found) = load::incident(&self.store, id)
            .await?
            .filter(|i| i.state == "open")
        else {
            return Ok(());
        };
        let mut set = self.own_set();
        set.put(row::Incident {
            state: "resolved".into(),
            resolved_at: Some(self.clock.now()),
            resolved_by: Some("system".into()),
            ..found
        });
        self.commit(set).await.map(|_| ())
    }

    async fn mailbox_of(&self, job: &row::Job) -> Result<Option<row::Mailbox>, Fault> {
        let text = |v: Option<&JsonValue>| {
            v.and_then(JsonValue::as_str)
                .filter(|s| !s.is_empty())
                .map(str::to_string)
        };
        let message = job.inputs.get("message");
        match text(job.inputs.get("mailbox"))
            .or_else(|| text(message.and_then(|m| m.get("mailbox"))))
        {
            Some(key) => Ok(load::mailbox_by_key(&self.store, &key).await?),
            None => Ok(None),
        }
    }

    /// Gathers what a connector needs: credentials, attachments, the mail answered.
    async fn call(&self, job: &row::Job, message_id: &str) -> Result<Result<Call, Unfit>, Fault> {
        let inputs = job.inputs.as_object().cloned().unwrap_or_default();
        let message: Option<Outgoing> = inputs
            .get("message")
            .and_then(|m| serde_json::from_value(m.clone()).ok());
        let approval = inputs
            .get("approval")
            .filter(|a| !a.is_null() && a.as_str() != Some(""));
        if let Some(approval) = approval {
            let approved = approval.get("hash").and_then(JsonValue::as_str);
            if message.as_ref().map(Outgoing::digest).as_deref() != approved {
                return Ok(Err(Unfit { code: "approval_void", reason: "The message is not the one that was approved: approve it again. / Il messaggio non è quello approvato: va approvato di nuovo.".into() }));
            }
        }
        let mailbox = match self.mailbox_of(job).await? {
            Some(mailbox) => match self.access(&mailbox) {
                Ok(access) => Some(access),
                Err(reason) => {
                    return Ok(Err(Unfit {
                        code: "mailbox_settings",
                        reason,
                    }));
                }
            },
            None => None,
        };
        let mut attachments = Vec::new();
        for file in message.iter().flat_map(|m| &m.attachments) {
            match self.document(&file.r#ref).await? {
                Some(bytes) => attachments.push(Document {
                    name: file.name.clone(),
                    media_type: file.media_type.clone(),
                    bytes,
                }),
                None => {
                    return Ok(Err(Unfit {
                        code: "attachment_missing",
                        reason: format!("attachment {} cannot be found", file.name),
                    }));
                }
            }
        }
        let (mut in_reply_to, mut references) = (None, Vec::new());
        if let Some(answered) = answered_mail(&inputs)
            && let Some(mail) = load::mail(&self.store, answered).await?
            && let Ok(arrival) = serde_json::from_value::<contract::Arrival>(mail.arrival.clone())
        {
            // A gestore replaces the sender's own id: the sender's program threads by its own.
            references = arrival.references.clone();
            references.extend(
                [arrival.message_id.clone()]
                    .into_iter()
                    .chain(arrival.reference_id.clone())
                    .filter(|r| !r.is_empty()),
            );
            in_reply_to = arrival
                .reference_id
                .or(Some(arrival.message_id))
                .filter(|r| !r.is_empty());
        }
        Ok(Ok(Call {
            kind: job.kind.clone(),
            job: job.id.to_string(),
            attempt: job.attempts.max(0) as u32,
            now: job.created_at,
            inputs,
            mailbox,
            attachments,
            in_reply_to,
            references,
            message_id: message_id.into(),
        }))
    }

    /// How to send from a mailbox; the error says what its settings lack.
    fn access(&self, mailbox: &row::Mailbox) -> Result<MailboxAccess, String> {
        let settings = crate::mailbox::settings(mailbox)?;
        let smtp = settings
            .smtp
            .ok_or_else(|| format!("mailbox {} has no SMTP settings", mailbox.key))?;
        let secrets = self.secrets(mailbox)?;
        Ok(MailboxAccess {
            address: mailbox.address.clone(),
            display_name: mailbox.display_name.clone(),
            certified: mailbox.certified,
            smtp: contract::SmtpEndpoint {
                host: smtp.host,
                port: smtp.port,
                security: smtp.security,
                user: smtp.user,
                password: secrets.smtp_password.unwrap_or(secrets.password),
                ca_pem: smtp.ca_pem,
            },
        })
    }
}

pub(crate) fn journey(despatch: &row::Despatch) -> Result<Journey, Fault> {
    serde_json::from_value(despatch.journey.clone())
        .map_err(|e| Fault::broken(format!("journey of despatch {}: {e}", despatch.id)))
}

/// The mail a job's `in_reply_to` (or its message's) names.
fn answered_mail(inputs: &Json<String, JsonValue>) -> Option<Uuid> {
    let of = |v: &JsonValue| {
        v.get("id")
            .and_then(JsonValue::as_str)
            .or(v.as_str())
            .and_then(|id| id.parse().ok())
    };
    inputs.get("in_reply_to").and_then(of).or_else(|| {
        inputs
            .get("message")
            .and_then(|m| m.get("in_reply_to"))
            .and_then(of)
    })
}

/// What a process learns at a milestone.
fn milestone_variables(milestone: Milestone, journey: &Journey) -> JsonValue {
    let outcome = match journey.outcome() {
        Journeyed::AllDelivered => "consegnata",
        Journeyed::Partial | Journeyed::SomeFailed => "parziale",
        Journeyed::AllFailed => "non_consegnata",
        Journeyed::NotAccepted => "non_accettata",
        Journeyed::ExternalOnly => "solo_esterni",
        Journeyed::Pending => "in_attesa",
    };
    let failed: Vec<&str> = journey
        .recipients
        .iter()
        .filter(|r| r.state.is_failed())
        .map(|r| r.address.as_str())
        .collect();
    let (delivered, all) = journey.delivered();
    json!({ "esito_spedizione": outcome, "falliti": failed, "consegnati": delivered, "destinatari": all, "tappa": milestone.name() })
}
