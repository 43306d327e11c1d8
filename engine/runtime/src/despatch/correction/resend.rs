//! Sending again: a new message with the text and files of the old one, byte for byte.

use crate::{Act, Fault, Runtime, ids, task::Outgoing};
use office::Viewer;
use serde_json::json;
use store::{Expect, Table, WriteSet, load, row, view};
use uuid::Uuid;

/// The element of a job that sends again: it belongs to no process.
const AGAIN_JOB: &str = "staffetta_rispedizione";
const RETRIES: i32 = 3;

/// The corrections a job of the house sends again for.
pub(super) fn corrections_of(job: &row::Job) -> Vec<Uuid> {
    let said = job.inputs.get("corrections").filter(|_| job.wait < 0);
    said.and_then(|ids| serde_json::from_value(ids.clone()).ok())
        .unwrap_or_default()
}

/// The mailing a part of which the job sends again.
pub(in crate::despatch) fn repeats_mailing(job: &row::Job) -> Option<Uuid> {
    input(job, "repeats")
}

/// Whether the job sends a message again: it belongs to no wait, and no case steps by it.
pub(crate) fn sends_again(job: &row::Job) -> bool {
    job.element == AGAIN_JOB && !corrections_of(job).is_empty()
}

/// The despatch a job of the house sends again.
pub(in crate::despatch) fn sent_before(job: &row::Job) -> Option<Uuid> {
    input(job, "again")
}

/// Only jobs of the house: a process cannot name what it did not write.
fn input(job: &row::Job, name: &str) -> Option<Uuid> {
    let said = job.inputs.get(name).filter(|_| job.wait < 0)?;
    said.as_str()?.parse().ok()
}

impl Runtime {
    /// Adds the job that sends it again for these corrections, to these; answers the id its despatch will have. Refuses a
    /// message that was withheld.
    pub(super) async fn send_again(
        &self,
        act: &Act,
        old: &row::Despatch,
        (corrections, to): (&[Uuid], Vec<String>),
        due_at: row::Instant,
        set: &mut WriteSet,
    ) -> Result<Uuid, Fault> {
        let seen = view::despatch(&Viewer::system(), &self.store, old.id).await?;
        if seen.is_none_or(|item| item.withheld) {
            return Err(Fault::refused(
                "despatch_withheld",
                "Il messaggio è stato rimosso con un atto: non si può spedire di nuovo.",
                "The message was removed by an act: it cannot be sent again.",
            ));
        }
        let mailbox = load::mailbox(&self.store, old.mailbox)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let message = Outgoing {
            mailbox: mailbox.key,
            to,
            subject: old.subject.clone(),
            author: Some(act.viewer.login.clone()),
            author_for: act.behalf.clone(),
            ..Outgoing::default()
        };
        let mut inputs = json!({ "message": message, "again": old.id, "corrections": corrections });
        if let Some(mailing) = old.mailing {
            inputs["repeats"] = json!(mailing);
        }
        if let Some(answered) = old.answers {
            inputs["in_reply_to"] = json!(answered);
        }
        let kind = match mailbox.certified {
            true => "pec.send",
            false => "mail.send",
        };
        let job = row::Job {
            id: ids::at(Uuid::now_v7(), set.at),
            revision: 0,
            instance: old.instance.ok_or_else(|| Fault::not_found("instance"))?,
            // No wait of the case.
            wait: -1,
            element: AGAIN_JOB.into(),
            kind: kind.into(),
            inputs,
            state: "waiting".into(),
            attempts: 0,
            retries_left: RETRIES,
            due_at,
            priority: 0,
            lease_owner: None,
            lease_until: None,
            epoch: 0,
            despatch: None,
            last_error: None,
            result: None,
            created_at: set.at,
        };
        let despatch = super::super::send::id_of(job.id, job.created_at);
        set.guard(Table::Job, job.id, Expect::Absent).put(job);
        Ok(despatch)
    }
}
