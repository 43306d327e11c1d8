//! What follows from a commit and needs nobody outside: deliveries, continuations, rule jobs.
//!
//! Everything here is stored before it is done, so a crash in between loses nothing: the heartbeat
//! finds it. A verb does its consequences itself for at most two seconds, then leaves them.

use crate::{Fault, Runtime, message::Answer};
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;
use uuid::Uuid;

const SETTLE_AT_MOST: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Consequence {
    /// Look for stored events that a new subscription can take.
    Match { name: String, key: String },
    /// Deliver a stored event.
    Event(Uuid),
    /// Give a stored signal to everybody who listens.
    Signal(Uuid),
    /// Deliver inbox rows of signals.
    Hear(Vec<Uuid>),
    /// Do a job that touches only our own tables.
    Job(Uuid),
    /// A timer is due already.
    Timers,
    /// A job for a connector or a worker waits.
    WakeJobs,
    /// Some items of a batch are to be done.
    Batch(Uuid),
    /// Some lines of an import into the address book are to be done, or undone.
    Import(Uuid),
    /// A case has ended: look whether whoever wrote was answered.
    Owed(Uuid),
    /// A kept mail waits for a decision.
    Mail(Uuid),
    /// A part of a mailing has reached something: look what the whole has.
    Mailing(Uuid),
}

impl Runtime {
    /// Does the consequences and theirs. Answers true when some were left to the background.
    pub(crate) async fn settle(&self, first: Vec<Consequence>) -> bool {
        self.settle_since(Instant::now(), first).await
    }

    /// As [`Runtime::settle`] for a verb that has worked on its consequences since then.
    pub(crate) async fn settle_since(&self, since: Instant, first: Vec<Consequence>) -> bool {
        let mut queue = VecDeque::from(first);
        let end = since + SETTLE_AT_MOST;
        while let Some(next) = queue.pop_front() {
            if Instant::now() >= end {
                queue.push_front(next);
                let runtime = self.clone();
                tokio::spawn(async move { runtime.settle_all(queue).await });
                return true;
            }
            // On the heap: what follows may be any verb, and a verb settles in turn.
            Box::pin(self.follow(next, &mut queue)).await;
        }
        false
    }

    async fn settle_all(&self, mut queue: VecDeque<Consequence>) {
        while let Some(next) = queue.pop_front() {
            if self.stopping() {
                return;
            }
            Box::pin(self.follow(next, &mut queue)).await;
        }
    }

    /// Does one; what fails stays stored and is tried again by the heartbeat.
    async fn follow(&self, next: Consequence, queue: &mut VecDeque<Consequence>) {
        let done: Result<Vec<Consequence>, Fault> = match &next {
            Consequence::Match { name, key } => self.match_stored(name, key).await,
            Consequence::Event(id) => self
                .deliver(*id, Answer::Given)
                .await
                .map(|d| d.consequences),
            Consequence::Signal(id) => self.spread(*id).await.map(crate::signal::together),
            Consequence::Hear(rows) => self.hear_all(rows).await,
            Consequence::Job(id) => self.do_own_job(*id).await,
            Consequence::Timers => self.fire_due().await,
            Consequence::Batch(id) => self.work_batch(*id).await,
            Consequence::Import(id) => self.work_import(*id).await,
            Consequence::Owed(id) => self.settle_owed(*id).await,
            Consequence::Mail(id) => self.decide_mail(*id).await,
            Consequence::Mailing(id) => self.settle_mailing(*id).await,
            Consequence::WakeJobs => {
                self.jobs_wake.notify_one();
                Ok(Vec::new())
            }
        };
        match done {
            Ok(more) => queue.extend(more),
            Err(Fault::Conflict { .. }) => {}
            Err(e) => {
                tracing::warn!(consequence = ?next, error = %e, "a consequence is left to the heartbeat")
            }
        }
    }
}
