//! Jobs for workers outside, over HTTP: taken with a lease, reported under its epoch.
//!
//! Whoever reports after the lease went to somebody else is refused: `lease_lost`.

mod report;

use crate::{Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra};
use chrono::Utc;
use interpreter::Command;
use office::Verb;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value as JsonValue, json};
use std::time::Duration;
use store::{Expect, Lease, Table, load, row};
use uuid::Uuid;

const ACQUIRE_WAIT_MAX: Duration = Duration::from_secs(30);
const LEASE_MAX: Duration = Duration::from_secs(24 * 3600);

/// A job handed to a worker. `lease` must come back with the report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Acquired {
    pub id: Uuid,
    pub topic: String,
    pub instance: Uuid,
    pub element: String,
    pub variables: JsonValue,
    pub retries_left: i32,
    pub lease: i64,
    pub lease_until: Option<row::Instant>,
}

impl Runtime {
    /// Takes jobs of these topics, waiting for one at most `wait`. Topics of our own connectors are refused.
    pub async fn acquire_jobs(
        &self,
        act: &Act,
        topics: Vec<String>,
        worker: &str,
        limit: usize,
        lease: Duration,
        wait: Duration,
    ) -> Result<Vec<Acquired>, Fault> {
        let _ = act.may(Verb::Integrate)?;
        let own = self.kinds.own();
        if let Some(topic) = topics.iter().find(|t| own.contains(t)) {
            return Err(Fault::refused(
                "own_topic",
                &format!("«{topic}» è svolto da Staffetta."),
                &format!("«{topic}» is performed by Staffetta itself."),
            ));
        }
        let end = tokio::time::Instant::now() + wait.min(ACQUIRE_WAIT_MAX);
        let mut changes = self.store.notify();
        loop {
            let lease = Lease {
                kinds: topics.clone(),
                owner: worker.into(),
                now: self.clock.now(),
                now_lease: Utc::now(),
                limit: limit.clamp(1, 100),
                lasts: lease.min(LEASE_MAX),
                inherits: false,
            };
            let jobs = self.store.lease_jobs(lease).await?;
            if !jobs.is_empty() || tokio::time::Instant::now() >= end || self.stopping() {
                return Ok(jobs
                    .into_iter()
                    .map(|j| Acquired {
                        id: j.id,
                        topic: j.kind,
                        instance: j.instance,
                        element: j.element,
                        variables: j.inputs,
                        retries_left: j.retries_left,
                        lease: j.epoch,
                        lease_until: j.lease_until,
                    })
                    .collect());
            }
            let pause = tokio::time::sleep_until(
                end.min(tokio::time::Instant::now() + Duration::from_secs(1)),
            );
            tokio::select! {
                _ = changes.recv() => {}
                () = pause => {}
            }
        }
    }

    async fn held(&self, act: &Act, id: Uuid, lease: Option<i64>) -> Result<row::Job, Fault> {
        let _ = act.may(Verb::Integrate)?;
        let job = load::job(&self.store, id).await?.ok_or_else(lease_lost)?;
        let own = self.kinds.own();
        if own.contains(&job.kind) {
            return Err(Fault::refused(
                "own_topic",
                "Questo lavoro è svolto da Staffetta.",
                "This job is performed by Staffetta itself.",
            ));
        }
        if job.state != "leased"
            || lease.is_some_and(|l| l != job.epoch)
            || job.lease_until.is_some_and(|until| until < Utc::now())
        {
            return Err(lease_lost());
        }
        Ok(job)
    }

    /// Puts a job back for later, or raises the incident when no retries are left.
    pub(crate) async fn try_again_or_give_up(
        &self,
        act: &Act,
        job: row::Job,
        left: i32,
        code: &str,
        message: &str,
        after: Duration,
    ) -> Result<bool, Fault> {
        let now = self.clock.now();
        let message: String = message.chars().take(2_000).collect();
        if left > 0 {
            let waiting = row::Job {
                // What was prepared stays so: the job names its despatch.
                state: "waiting".into(),
                // Each lease reports once: what else comes under this one is late.
                epoch: job.epoch + 1,
                retries_left: left,
                due_at: now
                    + chrono::Duration::from_std(after)
                        .unwrap_or_else(|_| chrono::Duration::days(1)),
                lease_owner: None,
                lease_until: None,
                last_error: Some(message),
                // The attempt has an end now.
                result: None,
                ..job.clone()
            };
            let mut set = self.set(act);
            set.guard(Table::Job, job.id, Expect::Epoch(job.epoch))
                .put(waiting);
            self.commit(set).await?;
            return Ok(false);
        }
        let consequences = self.fail_for_good(act, job, code, &message).await?;
        Ok(self.settle(consequences).await)
    }

    /// A job that failed for good: its row stays as failed, an incident stands at its element.
    pub(crate) async fn fail_for_good(
        &self,
        act: &Act,
        job: row::Job,
        code: &str,
        message: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        if crate::despatch::sends_part(&job) {
            self.part_failed(act, job, code, message).await?;
            return Ok(Vec::new());
        }
        if crate::despatch::sends_again(&job) {
            return self.resend_failed(act, job, code, message).await;
        }
        let failed = row::Job {
            state: "failed".into(),
            epoch: job.epoch + 1,
            retries_left: 0,
            lease_owner: None,
            lease_until: None,
            last_error: Some(message.to_owned()),
            ..job.clone()
        };
        let extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .put(failed)
            .audit(audit(
                act,
                "job.fail",
                "job",
                job.id,
                json!({ "instance": job.instance, "code": code }),
            ));
        let command = Command::FailJob {
            wait: job.wait as u64,
            code: code.into(),
            message: message.to_owned(),
        };
        let driven = self.drive(act, job.instance, command, extra).await?;
        Ok(driven.consequences)
    }

    /// Prolongs a lease.
    pub async fn extend_job(
        &self,
        act: &Act,
        id: Uuid,
        lease: Option<i64>,
        by: Duration,
    ) -> Result<row::Instant, Fault> {
        let job = self.held(act, id, lease).await?;
        let until =
            Utc::now() + chrono::Duration::from_std(by.min(LEASE_MAX)).map_err(Fault::broken)?;
        let mut set = self.own_set();
        set.guard(Table::Job, id, Expect::Epoch(job.epoch))
            .put(row::Job {
                lease_until: Some(until),
                ..job
            });
        match self.commit(set).await {
            Ok(_) => Ok(until),
            Err(Fault::Conflict { .. }) => Err(lease_lost()),
            Err(e) => Err(e),
        }
    }
}

fn lease_lost() -> Fault {
    Fault::conflict(
        "lease_lost",
        "Il lavoro non è più assegnato a questo esecutore.",
        "The job is no longer leased to this worker.",
    )
}
