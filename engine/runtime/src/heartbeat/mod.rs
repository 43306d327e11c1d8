//! What goes on by itself: the UTC heartbeat, the job worker, and one watcher per mailbox.
//!
//! tokio-cron-scheduler is only the tick; what is due is decided by rows and office time.

mod mailboxes;

use crate::{Fault, Runtime, consequence::Consequence, message::Answer};
use std::sync::Arc;
use store::load;
use tokio::{sync::Mutex, task::JoinHandle};
use tokio_cron_scheduler::{Job, JobScheduler};

/// Handles of everything in the background; [`Background::ended`] waits for it.
pub struct Background {
    tasks: Vec<JoinHandle<()>>,
    scheduler: JobScheduler,
    runtime: Runtime,
}

impl Background {
    /// Waits until everything has ended, after [`Runtime::shut_down`].
    pub async fn ended(mut self) {
        if let Err(e) = self.scheduler.shutdown().await {
            tracing::warn!(error = %e, "the heartbeat did not end cleanly");
        }
        for task in self.tasks {
            if let Err(e) = task.await {
                tracing::error!(error = %e, "a background task ended by a panic");
            }
        }
        if let Err(error) = self.runtime.looks_written().await {
            tracing::error!(%error, "the last looks were not written");
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Beat {
    Second,
    Webhooks,
    /// Beside the second, so that many mails to index hold up no timer.
    Words,
    TenSeconds,
    Minute,
    /// Beside the minute, because servers are asked.
    Upkeep,
}

impl Runtime {
    /// Starts the heartbeat, the worker and the watchers. What a crash left is taken up first.
    pub async fn run(&self) -> Result<Background, Fault> {
        self.recover().await?;
        self.read_webhooks().await?;
        self.read_calendars().await?;
        let scheduler = JobScheduler::new().await.map_err(Fault::broken)?;
        for (cron, beat) in [
            ("* * * * * *", Beat::Second),
            ("* * * * * *", Beat::Webhooks),
            ("* * * * * *", Beat::Words),
            ("1/10 * * * * *", Beat::TenSeconds),
            ("30 * * * * *", Beat::Minute),
            ("45 * * * * *", Beat::Upkeep),
        ] {
            let runtime = self.clone();
            let one = Arc::new(Mutex::new(()));
            let job = Job::new_async(cron, move |_, _| {
                let (runtime, one) = (runtime.clone(), one.clone());
                Box::pin(async move {
                    // A beat that takes longer than its interval is not doubled.
                    let Ok(_alone) = one.try_lock() else { return };
                    if let Err(e) = runtime.beat(beat).await {
                        tracing::warn!(?beat, error = %e, "a heartbeat failed and comes again");
                    }
                })
            })
            .map_err(Fault::broken)?;
            scheduler.add(job).await.map_err(Fault::broken)?;
        }
        scheduler.start().await.map_err(Fault::broken)?;
        let tasks = vec![
            tokio::spawn(self.clone().work()),
            tokio::spawn(self.clone().watch_mailboxes()),
        ];
        Ok(Background {
            tasks,
            scheduler,
            runtime: self.clone(),
        })
    }

    /// After a start: what a restored copy had under way becomes uncertain; kept mails are decided.
    async fn recover(&self) -> Result<(), Fault> {
        let restored = self
            .store
            .settle_restored(
                self.clock.now(),
                "system",
                &self.kinds.outward(),
                &Default::default(),
            )
            .await?;
        if restored != Default::default() {
            tracing::warn!(?restored, "this store is a restored copy");
        }
        self.join_stored().await
    }

    async fn beat(&self, beat: Beat) -> Result<(), Fault> {
        if self.stopping() {
            return Ok(());
        }
        match beat {
            Beat::Second => {
                if !self.clock.is_test() {
                    let consequences = self.fire_due().await?;
                    self.settle(consequences).await;
                }
                Ok(())
            }
            Beat::Upkeep => self.look_after_mailboxes().await,
            Beat::Words => self.index_mails().await.map(|_| ()),
            Beat::Webhooks => {
                self.tell_due();
                Ok(())
            }
            Beat::TenSeconds => {
                self.read_webhooks().await?;
                self.read_calendars().await?;
                self.join_stored().await
            }
            Beat::Minute => {
                self.watch_despatches().await?;
                self.watch_mailings().await?;
                self.watch_owed().await?;
                self.watch_unclaimed().await?;
                self.shorten_log().await?;
                self.expire_events().await
            }
        }
    }

    /// Repeats what a crash may have left between two commits: kept mails, stored events, own jobs.
    async fn join_stored(&self) -> Result<(), Fault> {
        let mut after = None;
        loop {
            let mails = load::mails_in_state(&self.store, "new", after, 200).await?;
            let Some(last) = mails.last() else { break };
            after = Some(last.id);
            for mail in mails {
                self.settle(vec![Consequence::Mail(mail.id)]).await;
            }
        }
        for event in load::deliverable(&self.store, 200).await? {
            self.settle(vec![Consequence::Event(event.id)]).await;
        }
        self.join_signals().await?;
        for batch in load::batches_running(&self.store, 20).await? {
            self.settle(vec![Consequence::Batch(batch.id)]).await;
        }
        for import in load::imports_under_way(&self.store, 20).await? {
            self.settle(vec![Consequence::Import(import.id)]).await;
        }
        self.jobs_wake.notify_one();
        Ok(())
    }

    /// Marks stored events whose time to live is over; those never kept are tried once before.
    async fn expire_events(&self) -> Result<(), Fault> {
        for event in load::events_expired(&self.store, self.clock.now(), 500).await? {
            let delivered = self.deliver(event.id, Answer::Given).await?;
            self.settle(delivered.consequences).await;
        }
        Ok(())
    }
}
