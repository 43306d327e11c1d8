//! The outbox: what leaves is fixed in a row before it leaves, and is never sent twice blindly.
//!
//! A despatch goes queued → submitting → submitted; a crash or a lost connection in between makes it
//! `unknown` until a receipt, the sent folder or a person tells (design §7, RFC 6109 §2.2.1).

mod beside;
mod call;
mod correction;
mod mailing;
mod pace;
mod release;
mod resolve;
mod send;
mod submitted;
mod watch;
mod written_off;

pub use correction::task_of as corrections_task;
pub(crate) use correction::{
    CORRECTION_FORM, CORRECTION_TASK, TOGETHER_FORM, TOGETHER_TASK, sends_again,
};
pub(crate) use mailing::{Bulk, per_part, quota, sends_part};
pub use mailing::{Line, Outlook, Part};
pub(crate) use pace::pace;
pub use release::{AddedFile, Additions};
pub(crate) use submitted::journey;
pub(crate) use watch::{NO_OUTCOME, SILENCE};

use crate::{Act, Fault, Runtime, consequence::Consequence, ids};
use contract::Prepared;
use serde_json::json;
use store::{Expect, Table, load, row};

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
            if self.is_put_by(&job).await? {
                return Ok(Vec::new());
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
        if self.is_put_by(&job).await? {
            return Ok(Vec::new());
        }
        let message_id = self.message_id(&job).await?;
        let call = match self.call(&job, &message_id).await? {
            Ok(call) => call,
            Err(unfit) => {
                if unfit.code == release::APPROVAL_VOID {
                    let approved = release::approved_hash(&job).unwrap_or_default();
                    self.void_approvals(&act, job.instance, approved).await?;
                }
                return self
                    .give_up(&act, job, None, unfit.code, &unfit.reason)
                    .await;
            }
        };
        if let Some(done) = self.split(&act, &job, &call, &connector).await? {
            return Ok(done);
        }
        match connector.prepare(&call) {
            Err(outcome) => self.written_off(&act, job, None, outcome).await,
            Ok(None) => {
                let job = self.begun(job).await?;
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

    /// Writes down that something without fixed bytes is about to happen: whoever finds the job again
    /// without an end knows that it may have.
    async fn begun(&self, job: row::Job) -> Result<row::Job, Fault> {
        if job.result.is_some() {
            return Ok(job);
        }
        let begun = row::Job {
            result: Some(json!({ "begun": job.attempts })),
            ..job.clone()
        };
        let mut set = self.own_set();
        set.guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .put(begun.clone());
        self.commit(set).await?;
        Ok(begun)
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
}
