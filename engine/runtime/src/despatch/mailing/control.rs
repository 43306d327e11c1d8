//! A mailing is halted, resumed, and what did not leave is tried again.

use super::{mailing_of, pace, part_jobs};
use crate::{Act, Fault, Runtime, audit, drive::Extra, mailbox::settings};
use office::{MessageClass, Verb};
use serde_json::json;
use store::{Expect, Table, load, row, view};
use uuid::Uuid;

/// Resuming is decided again this often when a part was taken meanwhile.
const RESUME_AGAIN: u32 = 8;
/// The error to resolve of parts that did not leave.
const PART_FAILED: &str = "mailing_part_failed";

impl Runtime {
    /// No further part leaves; one that is leaving now does. Harmless to repeat.
    pub async fn halt_mailing(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let (act, mailing) = &self.steered(act, id).await?;
        if mailing.state == "halted" {
            return Ok(());
        }
        let waits = load::jobs(&self.store, &part_jobs(mailing)).await?;
        if mailing.state == "ended" || waits.is_empty() {
            return Err(Fault::conflict(
                "mailing_left",
                "L'invio è già partito per intero: non c'è più nulla da fermare.",
                "All of it has left: there is nothing to halt any more.",
            ));
        }
        let mut set = self.set(act);
        set.guard(Table::Mailing, id, Expect::Revision(mailing.revision))
            .put(row::Mailing {
                state: "halted".into(),
                ..mailing.clone()
            });
        set.audit(audit(
            act,
            "mailing.halt",
            "mailing",
            id,
            json!({ "parts": waits.len() }),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// Adds that what this case still has to send is halted; whoever wants it to leave all the same resumes it.
    pub(crate) async fn halting(&self, case: Uuid, mut extra: Extra) -> Result<Extra, Fault> {
        for mailing in load::mailings_of_instance(&self.store, case).await? {
            let waits = load::jobs(&self.store, &part_jobs(&mailing)).await?;
            if mailing.state != "open" || waits.is_empty() {
                continue;
            }
            extra = extra
                .guard(
                    Table::Mailing,
                    mailing.id,
                    Expect::Revision(mailing.revision),
                )
                .put(row::Mailing {
                    state: "halted".into(),
                    ..mailing
                });
        }
        Ok(extra)
    }

    /// What was halted, or did not leave, leaves from now on at the pace of the mailbox. Answers when the last part does.
    pub async fn resume_mailing(&self, act: &Act, id: Uuid) -> Result<row::Instant, Fault> {
        for _ in 0..RESUME_AGAIN {
            match self.resume_once(act, id).await {
                Err(Fault::Conflict { code, .. }) if code == "race" => continue,
                done => {
                    self.jobs_wake.notify_one();
                    return done;
                }
            }
        }
        self.resume_once(act, id).await
    }

    async fn resume_once(&self, act: &Act, id: Uuid) -> Result<row::Instant, Fault> {
        let (act, mailing) = &self.steered(act, id).await?;
        let order = part_jobs(mailing);
        let mut jobs = load::jobs(&self.store, &order).await?;
        let failed = jobs.iter().any(|j| j.state == "failed");
        if mailing.state != "halted" && !failed {
            return Err(Fault::conflict(
                "mailing_going",
                "L'invio non è fermo: i lotti partono da sé.",
                "It is not halted: its parts leave by themselves.",
            ));
        }
        // A part a server may have taken is looked after by its receipts, never sent again from here.
        jobs.retain(|j| matches!(j.state.as_str(), "waiting" | "halted" | "failed"));
        jobs.sort_by_key(|j| order.iter().position(|id| *id == j.id));
        let mailbox = load::mailbox(&self.store, mailing.mailbox)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let limits = settings(&mailbox).map_err(Fault::broken)?.limits;
        let _turn = self.turns.take(mailbox.id).await;
        let before = self.planned(&mailbox, &limits, Some(id)).await?;
        let due = pace(&limits, before, self.clock.now(), jobs.len());
        let ends = due.last().copied().unwrap_or(mailing.paced_until);
        let mut set = self.set(act);
        set.guard(Table::Mailing, id, Expect::Revision(mailing.revision))
            .put(row::Mailing {
                state: "open".into(),
                paced_until: ends,
                ..mailing.clone()
            });
        set.audit(audit(
            act,
            "mailing.resume",
            "mailing",
            id,
            json!({ "parts": jobs.len() }),
        ));
        for (job, due_at) in jobs.into_iter().zip(due) {
            set.guard(Table::Job, job.id, Expect::Revision(job.revision))
                .put(row::Job {
                    state: "waiting".into(),
                    retries_left: super::RETRIES,
                    due_at,
                    last_error: None,
                    ..job
                });
        }
        if let Some(incident) = self.resolved_outside(id, PART_FAILED).await? {
            set.put(incident);
        }
        self.commit(set).await?;
        Ok(ends)
    }

    /// Whether the person may halt and resume this mailing, which they see.
    pub async fn may_steer_mailing(
        &self,
        act: &Act,
        mailing: &row::Mailing,
    ) -> Result<bool, Fault> {
        let (verb, class) = (Verb::SendFrom, MessageClass::Sent);
        match self.may_in_mailbox(act, verb, mailing.mailbox, class).await {
            Ok(_) => Ok(true),
            Err(Fault::Refused { .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// The mailing, and in whose right it is steered.
    async fn steered(&self, act: &Act, id: Uuid) -> Result<(Act, row::Mailing), Fault> {
        let mailing = view::mailing(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailing"))?;
        let class = MessageClass::Sent;
        let act = self
            .may_in_mailbox(act, Verb::SendFrom, mailing.mailbox, class)
            .await?;
        Ok((act, mailing))
    }

    /// Puts the job of a part by while its mailing is halted; true: it is.
    pub(in crate::despatch) async fn is_put_by(&self, job: &row::Job) -> Result<bool, Fault> {
        let Some(id) = mailing_of(job) else {
            return Ok(false);
        };
        let mailing = load::mailing(&self.store, id).await?;
        if mailing.is_none_or(|m| m.state != "halted") {
            return Ok(false);
        }
        let mut set = self.own_set();
        set.guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .put(row::Job {
                state: "halted".into(),
                epoch: job.epoch + 1,
                lease_owner: None,
                lease_until: None,
                ..job.clone()
            });
        self.commit(set).await?;
        Ok(true)
    }

    /// A part that will not leave: its row stays, an error to resolve says so until the mailing is resumed.
    pub(crate) async fn part_failed(
        &self,
        act: &Act,
        job: row::Job,
        code: &str,
        message: &str,
    ) -> Result<(), Fault> {
        let id = mailing_of(&job)
            .ok_or_else(|| Fault::broken(format!("job {} is part of no mailing", job.id)))?;
        let to = job.inputs["message"]["to"].as_array().map_or(0, Vec::len);
        let mut set = self.own_set();
        set.guard(Table::Job, job.id, Expect::Epoch(job.epoch));
        set.put(self.outside_incident(
            id,
            PART_FAILED,
            &format!("a part of a mailing, for {to} recipients, did not leave; once the cause is removed, resume the mailing on its page: {message} / un lotto di un invio, per {to} destinatari, non è partito; tolta la causa, riprendere l'invio dalla sua pagina: {message}"),
        ));
        set.audit(audit(
            act,
            "job.fail",
            "job",
            job.id,
            json!({ "instance": job.instance, "code": code }),
        ));
        set.put(row::Job {
            state: "failed".into(),
            epoch: job.epoch + 1,
            retries_left: 0,
            lease_owner: None,
            lease_until: None,
            last_error: Some(message.to_owned()),
            ..job
        });
        self.commit(set).await.map(|_| ())
    }
}
