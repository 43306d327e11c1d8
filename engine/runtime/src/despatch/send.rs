//! Fixing a message in the outbox, and submitting it.

use super::{
    call::answered_mail,
    correction::{repeats_mailing, sent_before},
    mailing::mailing_of,
    pace::limited,
};
use crate::{
    Act, Fault, Runtime, audit, consequence::Consequence, ids, mailbox::settings, task::Outgoing,
};
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

/// How long a message waits when the mailbox gets no access to its server.
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
            left_at: None,
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
        let Some(despatch) = self.let_leave(act, &mailbox, &job, despatch).await? else {
            return Ok(Vec::new());
        };
        crash_point(Point::OutboxSubmitting);
        let outcome = connector.perform(&call, Some(&prepared)).await;
        crash_point(Point::OutboxSubmitted);
        self.written_off(act, job, Some(despatch), outcome).await
    }

    /// Writes down that a message is being handed to its server, or that it waits for the limits of its mailbox; None: it
    /// waits.
    async fn let_leave(
        &self,
        act: &Act,
        mailbox: &row::Mailbox,
        job: &row::Job,
        despatch: row::Despatch,
    ) -> Result<Option<row::Despatch>, Fault> {
        let limits = settings(mailbox).map_err(Fault::broken)?.limits;
        // One at a time is looked at, so that each sees those before it; without a limit none waits for another.
        let _turn = match limited(&limits) {
            true => Some(self.turns.take(mailbox.id).await),
            false => None,
        };
        if let Some(full) = self.full(mailbox, &limits).await? {
            let after = full.until - self.clock.now();
            let waits = row::Job {
                // Nothing was tried.
                attempts: (job.attempts - 1).max(0),
                ..job.clone()
            };
            let (left, reason) = (job.retries_left.max(1), full.reason(self.zone));
            let after = after.to_std().unwrap_or_default();
            self.try_again_or_give_up(act, waits, left, "mailbox_full", &reason, after)
                .await?;
            return Ok(None);
        }
        let submitting = row::Despatch {
            state: "submitting".into(),
            last_error: None,
            left_at: Some(self.clock.now()),
            ..despatch
        };
        let mut set = self.own_set();
        set.guard(
            Table::Despatch,
            submitting.id,
            Expect::Revision(submitting.revision),
        )
        .put(submitting.clone());
        self.commit(set).await?;
        Ok(Some(row::Despatch {
            revision: submitting.revision + 1,
            ..submitting
        }))
    }
}
