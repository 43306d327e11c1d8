//! A person decides about a despatch whose outcome is unknown.

use crate::{Act, Fault, Runtime, audit};
use office::{MessageClass, Verb};
use serde_json::json;
use store::{Expect, Table, load, row, view};
use uuid::Uuid;

impl Runtime {
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
        let act = &self
            .may_in_mailbox(
                act,
                Verb::ResolveDespatch,
                despatch.mailbox,
                MessageClass::Sent,
            )
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
                left_at: None,
                watch_at: None,
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
}
