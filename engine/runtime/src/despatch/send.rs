//! Fixing a message in the outbox, and submitting it.

use super::{
    call::answered_mail,
    correction::{repeats_mailing, sent_before},
    mailing::mailing_of,
};
use crate::{Act, Fault, Runtime, audit, consequence::Consequence, ids, task::Outgoing};
use contract::{Call, Outbound, Outcome, Prepared};
use office::despatch::{Addressee, Journey};
use serde_json::{Value as JsonValue, json};
use std::sync::Arc;
use std::time::Duration;
use store::{
    Expect, Table,
    crash::{Point, crash_point},
    load, row,
};
use uuid::Uuid;

/// How long a message waits when its mailbox has sent enough for this hour.
const FULL_PAUSE: Duration = Duration::from_secs(5 * 60);
/// How long it waits when the mailbox gets no access to its server.
const LOGIN_PAUSE: Duration = Duration::from_secs(5 * 60);

/// The despatch a job makes. It sorts by the age of the job, not of the case it belongs to.
pub(super) fn id_of(job: Uuid, created_at: row::Instant) -> Uuid {
    ids::at(ids::derived(job, b"", "despatch"), created_at)
}

impl Runtime {
    /// Fixes bytes, Message-ID and recipients in one commit; nothing has left yet.
    pub(super) async fn enqueue(
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
            // The book is asked now: an address it holds as PEC and the gestore does not is a typing error.
            let book = load::certified_among(&self.store, &prepared.recipients).await?;
            let addressees = prepared.recipients.iter().map(|address| Addressee {
                address: address.clone(),
                expected_certified: book.contains(&address.to_lowercase()),
            });
            Journey::new(addressees, now)
        } else {
            Journey::ordinary(prepared.recipients.iter(), now)
        };
        let mut beside = self.beside(job.instance, &message).await?;
        beside.retain(|b| b.named_in(&call.references));
        let approval = job.inputs.get("approval");
        // A part of a mailing says who approved the whole.
        let said = |of: &str, part: &str| {
            approval
                .and_then(|a| a.get(of))
                .or_else(|| job.inputs.get(part).filter(|_| mailing_of(&job).is_some()))
        };
        let approver = said("by", "approver")
            .and_then(JsonValue::as_str)
            .map(str::to_string);
        let approver_for = said("on_behalf_of", "approver_for")
            .and_then(|b| serde_json::from_value(b.clone()).ok());
        let despatch = row::Despatch {
            id: id_of(job.id, job.created_at),
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
            author_for: message.author_for,
            approver_for,
            // That something has come in is no answer to it.
            answers: answered_mail(&call.inputs).filter(|_| !message.automatic),
            resends: sent_before(&job),
            mailing: mailing_of(&job).or_else(|| repeats_mailing(&job)),
            last_error: None,
            created_at: now,
            submitted_at: None,
            watch_at: None,
        };
        let release = self.let_out(despatch.id, &job, call).await?;
        let prepared_job = row::Job {
            state: "prepared".into(),
            despatch: Some(despatch.id),
            ..job.clone()
        };
        let mut set = self.own_set();
        set.guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .guard(Table::Despatch, despatch.id, Expect::Absent);
        set.put(prepared_job.clone()).put(despatch.clone());
        let approved = release.as_ref().and_then(|r| r.approved.clone());
        if let Some(release) = release {
            set.put(release);
        }
        for answered in beside {
            set.guard(Table::Owed, answered.owed.id, Expect::State("open".into()))
                .put(row::Owed {
                    despatch: Some(despatch.id),
                    ..answered.owed
                });
        }
        set.audit(audit(act, "despatch.create", "despatch", despatch.id, json!({ "raw": hex::encode(raw), "instance": job.instance, "author": despatch.author, "approver": despatch.approver, "approved": approved })));
        self.commit(set).await?;
        crash_point(Point::OutboxQueued);
        Ok((prepared_job, despatch))
    }

    /// Whether the mailbox has sent in the last hour what its provider takes.
    async fn hourly_full(&self, mailbox: &row::Mailbox) -> Result<bool, Fault> {
        let settings = crate::mailbox::settings(mailbox).map_err(Fault::broken)?;
        let Some(max) = settings.limits.per_hour else {
            return Ok(false);
        };
        let since = self.clock.now() - chrono::TimeDelta::hours(1);
        Ok(load::left_since(&self.store, mailbox.id, since).await? >= i64::from(max))
    }

    pub(super) async fn send(
        &self,
        act: &Act,
        connector: Arc<dyn Outbound>,
        mut call: Call,
        job: row::Job,
        despatch: row::Despatch,
        prepared: Prepared,
    ) -> Result<Vec<Consequence>, Fault> {
        let mailbox = load::mailbox(&self.store, despatch.mailbox)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        if self.hourly_full(&mailbox).await? {
            let reason = "the mailbox has sent what its provider takes in an hour / la casella ha già spedito quanto il gestore accetta in un'ora";
            let left = job.retries_left;
            self.try_again_or_give_up(act, job, left, "retry", reason, FULL_PAUSE)
                .await?;
            return Ok(Vec::new());
        }
        match self.logins_of(&mailbox).await {
            Ok(logins) => {
                if let Some(access) = &mut call.mailbox {
                    access.smtp.login = logins.outgoing;
                }
            }
            Err(no_login) => {
                let outcome = Outcome::RetryAfter {
                    after: LOGIN_PAUSE,
                    reason: no_login.both(),
                };
                return self.written_off(act, job, Some(despatch), outcome).await;
            }
        }
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
}
