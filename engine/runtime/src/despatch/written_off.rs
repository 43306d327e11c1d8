//! What came of an attempt: done, again later, never, or nobody knows.

use crate::{Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra};
use contract::Outcome;
use interpreter::Command;
use rules::{Map, Value};
use serde_json::json;
use std::time::Duration;
use store::{Expect, Table, Write, load, row};

/// Without evidence for this long an unknown despatch goes to a person.
const UNKNOWN_AT_MOST: chrono::Duration = chrono::Duration::minutes(30);

impl Runtime {
    /// Writes down what came of a job.
    pub(super) async fn written_off(
        &self,
        act: &Act,
        job: row::Job,
        despatch: Option<row::Despatch>,
        outcome: Outcome,
    ) -> Result<Vec<Consequence>, Fault> {
        match (outcome, despatch) {
            (Outcome::Done(_), Some(despatch)) => self.complete_sent(despatch.id).await,
            (Outcome::Made(_), Some(despatch)) => self.complete_sent(despatch.id).await,
            (Outcome::Made(made), None) => {
                let document = self.keep_made(made).await?;
                let result = serde_json::Map::from_iter([("document".to_owned(), document)]);
                Box::pin(self.written_off(act, job, None, Outcome::Done(result))).await
            }
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
    pub(super) async fn give_up(
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
        let catches = |d: &crate::bundle::Deployed| job.wait >= 0 && d.catches(&job.element, code);
        if catches(&*self.deployed(instance.process).await?) {
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
    pub(super) async fn uncertain(
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
            watch_at: Some(set.at + UNKNOWN_AT_MOST),
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
            // It did not leave.
            left_at: None,
            ..despatch.clone()
        });
        match self.commit(set).await {
            // A receipt was faster: it knows better than the failed connection.
            Ok(_) | Err(Fault::Conflict { .. }) => Ok(()),
            Err(e) => Err(e),
        }
    }
}
