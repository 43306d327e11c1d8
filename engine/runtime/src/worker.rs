//! The job worker: takes due jobs in order and performs them, several at a time.

use crate::{
    Act, Fault, Runtime,
    consequence::Consequence,
    drive::{Extra, MORE_WAIT},
    kinds,
};
use chrono::Utc;
use interpreter::Command;
use serde_json::Value as Json;
use std::{sync::Arc, time::Duration};
use store::{Expect, Lease, Table, Write, load, row};
use tokio::sync::Semaphore;
use uuid::Uuid;

const AT_ONCE: usize = 16;
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(1);

impl Runtime {
    /// Performs due jobs until the runtime stops.
    pub(crate) async fn work(self) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        while !self.stopping() {
            let free = places.available_permits();
            let jobs = match self.lease_own(free).await {
                Ok(jobs) => jobs,
                Err(e) => {
                    tracing::warn!(error = %e, "jobs could not be taken");
                    Vec::new()
                }
            };
            let found = jobs.len();
            for job in jobs {
                let place = places
                    .clone()
                    .acquire_owned()
                    .await
                    .expect("the semaphore is never closed");
                let runtime = self.clone();
                tokio::spawn(async move {
                    runtime.perform(job).await;
                    drop(place);
                    runtime.jobs_wake.notify_one();
                });
            }
            if found == 0 || places.available_permits() == 0 {
                tokio::select! {
                    () = self.jobs_wake.notified() => {}
                    () = tokio::time::sleep(LOOK_AT_LEAST_EVERY) => {}
                }
            }
        }
    }

    async fn lease_own(&self, limit: usize) -> Result<Vec<row::Job>, Fault> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let lease = Lease {
            kinds: self.kinds.own(),
            owner: self.owner.clone(),
            now: self.clock.now(),
            now_lease: Utc::now(),
            limit,
            lasts: self.lease,
            inherits: true,
        };
        Ok(self.store.lease_jobs(lease).await?)
    }

    /// Performs what is due now and waits for it, for the test clock.
    pub(crate) async fn run_due_jobs(&self) -> Result<(), Fault> {
        for _ in 0..100 {
            let jobs = self.lease_own(AT_ONCE).await?;
            if jobs.is_empty() {
                return Ok(());
            }
            futures::future::join_all(jobs.into_iter().map(|job| self.perform(job))).await;
        }
        Ok(())
    }

    /// Performs a leased job; whatever happens is written down or found again by the lease's end.
    async fn perform(&self, job: row::Job) {
        let id = job.id;
        let kind = job.kind.clone();
        let done = match kind.as_str() {
            kinds::NOTIFY
            | kinds::CONTACT
            | kinds::CONTINUE
            | kinds::CALL
            | kinds::CANCEL_CHILD => self.finish_own(job).await,
            _ => self.perform_outbound(job).await,
        };
        match done {
            Ok(consequences) => {
                self.settle(consequences).await;
            }
            Err(Fault::Conflict { .. }) => {
                tracing::debug!(job = %id, "a job went to somebody else")
            }
            Err(e) => {
                tracing::error!(job = %id, kind, error = %e, "a job could not be brought to its end and will be taken again")
            }
        }
    }

    /// Does a job of our own tables right away, without a lease: the job's row is the guard.
    pub(crate) async fn do_own_job(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        match load::job(&self.store, id)
            .await?
            .filter(|j| j.state == "waiting" && j.due_at <= self.clock.now())
        {
            Some(job) => self.finish_own(job).await,
            None => Ok(Vec::new()),
        }
    }

    async fn finish_own(&self, job: row::Job) -> Result<Vec<Consequence>, Fault> {
        match job.kind.as_str() {
            kinds::CALL => return self.follow_call(job).await,
            kinds::CANCEL_CHILD => return self.cancel_child(job).await,
            _ => {}
        }
        let act = Act::system();
        let mut extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Revision(job.revision))
            .write(Write::Delete(Table::Job, job.id));
        let found = match job.kind.as_str() {
            kinds::CONTACT => match self.look_up(&job).await? {
                Ok(found) => found,
                Err(lacking) => {
                    return self.fail_own(&act, job, "bad_input", &lacking).await;
                }
            },
            _ => Default::default(),
        };
        let command = if job.wait == MORE_WAIT {
            Command::Continue
        } else {
            Command::CompleteJob {
                wait: job.wait as u64,
                variables: found,
            }
        };
        if job.kind == kinds::NOTIFY {
            let text = |name: &str| {
                job.inputs
                    .get(name)
                    .and_then(Json::as_str)
                    .unwrap_or_default()
                    .to_string()
            };
            let (it, en) = (text("text_it"), text("text_en"));
            let said = if en.is_empty() || en == it {
                it
            } else {
                format!("{it}\n\n{en}")
            };
            for notice in self.notices_of(&job).await? {
                extra = extra.put(notice);
            }
            extra = extra
                .put(row::Note {
                    id: crate::ids::derived(job.id, b"", "notice"),
                    instance: job.instance,
                    author: "system".into(),
                    author_for: None,
                    text: said,
                    at: self.clock.now(),
                })
                .audit(crate::audit(
                    &act,
                    "notice",
                    "instance",
                    job.instance,
                    serde_json::json!({ "job": job.id, "element": job.element }),
                ));
        }
        match self.drive(&act, job.instance, command, extra).await {
            Ok(driven) => Ok(driven.consequences),
            Err(Fault::Conflict { code, .. })
                if code == "not_waiting" || code == "instance_ended" =>
            {
                self.drop_job(&job).await?;
                Ok(Vec::new())
            }
            Err(e) => Err(e),
        }
    }

    /// A job of our own that cannot be done: an incident at its element, its row as failed.
    async fn fail_own(
        &self,
        act: &Act,
        job: row::Job,
        code: &str,
        message: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        match self.fail_for_good(act, job.clone(), code, message).await {
            Err(Fault::Conflict { code, .. })
                if code == "not_waiting" || code == "instance_ended" =>
            {
                self.drop_job(&job).await?;
                Ok(Vec::new())
            }
            other => other,
        }
    }

    /// Removes the row of a job whose wait is over.
    pub(crate) async fn drop_job(&self, job: &row::Job) -> Result<(), Fault> {
        let mut set = self.own_set();
        set.write(Write::Delete(Table::Job, job.id));
        self.commit(set).await.map(|_| ())
    }
}
