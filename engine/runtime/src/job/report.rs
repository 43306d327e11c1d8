//! What workers outside report on their jobs.
//!
//! A lease reports once. The same report under the same lease again (its answer was lost on the way)
//! hears the first answer, for 48 hours; any other is late.

use super::lease_lost;
use crate::{Act, Fault, Runtime, audit, drive::Extra, message::from_outside, repeat::Seen};
use interpreter::Command;
use serde_json::{Map as Json, Value as JsonValue, json};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

impl Runtime {
    /// Whether exactly this was reported before. The first report left its key in the commit that ended the lease.
    async fn reported_before(&self, act: &Act) -> Result<bool, Fault> {
        match self.seen(act).await {
            Ok(seen) => Ok(seen != Seen::Never),
            // Another report stands under this lease.
            Err(Fault::Refused { code, .. }) if code == "idempotency_key_reused" => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// The first answer again where the lease is gone because of this very report.
    async fn once(&self, act: &Act, done: Result<bool, Fault>) -> Result<bool, Fault> {
        match done {
            Err(Fault::Conflict { code, .. })
                if [
                    "lease_lost",
                    "already_done",
                    "race",
                    "not_waiting",
                    "instance_ended",
                ]
                .contains(&code.as_str()) =>
            {
                match self.reported_before(act).await? {
                    true => Ok(false),
                    false => Err(lease_lost()),
                }
            }
            done => done,
        }
    }

    async fn report(
        &self,
        act: &Act,
        id: Uuid,
        lease: Option<i64>,
        command: impl FnOnce(u64) -> Command,
        verb: &str,
    ) -> Result<bool, Fault> {
        let job = self.held(act, id, lease).await?;
        let extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .write(Write::Delete(Table::Job, job.id))
            .audit(audit(
                act,
                verb,
                "job",
                job.id,
                json!({ "instance": job.instance }),
            ));
        let driven = self
            .drive(act, job.instance, command(job.wait as u64), extra)
            .await?;
        Ok(self.settle(driven.consequences).await)
    }

    /// A worker finished a job.
    pub async fn complete_job(
        &self,
        act: &Act,
        id: Uuid,
        lease: Option<i64>,
        given: Json<String, JsonValue>,
    ) -> Result<bool, Fault> {
        let act = &under(act, id, lease, json!(["complete", given]));
        let variables = from_outside(given)?;
        let command = |wait| Command::CompleteJob { wait, variables };
        let done = self.report(act, id, lease, command, "job.complete").await;
        self.once(act, done).await
    }

    /// A worker reports a BPMN error.
    pub async fn bpmn_error(
        &self,
        act: &Act,
        id: Uuid,
        lease: Option<i64>,
        code: String,
        message: Option<String>,
        given: Json<String, JsonValue>,
    ) -> Result<bool, Fault> {
        let act = &under(act, id, lease, json!(["error", code, message, given]));
        let variables = from_outside(given)?;
        let command = |wait| Command::ThrowError {
            wait,
            code,
            message,
            variables,
        };
        let done = self.report(act, id, lease, command, "job.error").await;
        self.once(act, done).await
    }

    /// A worker failed: tried again later while retries are left, then an incident. A worker that names no
    /// pause (zero) leaves it to the model's `failedJobRetryTimeCycle`.
    pub async fn fail_job(
        &self,
        act: &Act,
        id: Uuid,
        lease: Option<i64>,
        message: &str,
        retries: Option<i32>,
        retry_after: Duration,
    ) -> Result<bool, Fault> {
        let said = json!(["fail", message, retries, retry_after.as_secs()]);
        let act = &under(act, id, lease, said);
        let done = match self.held(act, id, lease).await {
            Ok(job) => {
                let left = retries.unwrap_or(job.retries_left - 1).max(0);
                let after = match retry_after.is_zero() {
                    true => self.pause_of_model(&job, left).await?,
                    false => retry_after,
                };
                self.try_again_or_give_up(act, job, left, "job_failed", message, after)
                    .await
            }
            Err(e) => Err(e),
        };
        self.once(act, done).await
    }
}

impl Runtime {
    async fn pause_of_model(&self, job: &row::Job, left: i32) -> Result<Duration, Fault> {
        let Some(case) = load::instance(&self.store, job.instance).await? else {
            return Ok(Duration::ZERO);
        };
        let deployed = self.deployed(case.process).await?;
        let Some(pause) = deployed.process.pause(&job.element, left) else {
            return Ok(Duration::ZERO);
        };
        let now = self.clock.now();
        let end = pause.after(now, self.zone).map_err(Fault::broken)?;
        Ok((end - now).to_std().unwrap_or_default())
    }
}

/// The act under the key of its lease, since one report stands under a lease. Who brings an
/// `Idempotency-Key` is answered from there first.
fn under(act: &Act, job: Uuid, lease: Option<i64>, report: JsonValue) -> Act {
    match lease {
        Some(lease) => Act {
            idempotency_key: Some(format!("job {job} {lease}")),
            request: Some(hex::encode(Sha256::digest(report.to_string()))),
            ..act.clone()
        },
        None => act.clone(),
    }
}
