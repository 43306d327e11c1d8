//! What goes on by itself: the UTC heartbeat, the job worker, and one watcher per mailbox.
//!
//! tokio-cron-scheduler is only the tick; what is due is decided by rows and office time.

use crate::{Fault, Runtime, consequence::Consequence, mailbox, watcher};
use contract::Inbound;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc, time::Duration};
use store::{Expect, Table, load, row};
use tokio::{sync::Mutex, task::JoinHandle};
use tokio_cron_scheduler::{Job, JobScheduler};
use uuid::Uuid;

/// A mailbox is looked at this often even when the server says nothing.
pub(crate) const POLL_AT_LEAST_EVERY: Duration = Duration::from_secs(55);
const BACKOFF_FIRST: Duration = Duration::from_secs(1);
const BACKOFF_MAX: Duration = Duration::from_secs(300);

/// Handles of everything in the background; [`Background::ended`] waits for it.
pub struct Background {
    tasks: Vec<JoinHandle<()>>,
    scheduler: JobScheduler,
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
    }
}

impl Runtime {
    /// Starts the heartbeat, the worker and the watchers. What a crash left is taken up first.
    pub async fn run(&self) -> Result<Background, Fault> {
        self.recover().await?;
        let scheduler = JobScheduler::new().await.map_err(Fault::broken)?;
        for (cron, beat) in [
            ("* * * * * *", Beat::Second),
            ("1/10 * * * * *", Beat::TenSeconds),
            ("30 * * * * *", Beat::Minute),
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
        Ok(Background { tasks, scheduler })
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
            Beat::TenSeconds => self.join_stored().await,
            Beat::Minute => {
                self.watch_despatches().await?;
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
        self.jobs_wake.notify_one();
        Ok(())
    }

    /// Marks stored events whose time to live is over; those never kept are tried once before.
    async fn expire_events(&self) -> Result<(), Fault> {
        for event in load::events_expired(&self.store, self.clock.now(), 500).await? {
            let delivered = self.deliver(event.id).await?;
            self.settle(delivered.consequences).await;
        }
        Ok(())
    }

    /// Keeps one watcher running for each active mailbox; changed settings start it anew.
    async fn watch_mailboxes(self) {
        let mut running: HashMap<Uuid, ([u8; 32], JoinHandle<()>)> = HashMap::new();
        while !self.stopping() {
            match load::mailboxes(&self.store).await {
                Ok(mailboxes) => {
                    let mut wanted: HashMap<Uuid, ([u8; 32], row::Mailbox)> = HashMap::new();
                    for mailbox in mailboxes.into_iter().filter(|m| m.state != "paused") {
                        wanted.insert(mailbox.id, (settings_hash(&mailbox), mailbox));
                    }
                    running.retain(|id, (hash, task)| {
                        let stays =
                            !task.is_finished() && wanted.get(id).is_some_and(|(w, _)| w == hash);
                        if !stays {
                            // Between two commits a watcher holds nothing that is not stored.
                            task.abort();
                        }
                        stays
                    });
                    for (id, (hash, mailbox)) in wanted {
                        running
                            .entry(id)
                            .or_insert_with(|| (hash, tokio::spawn(self.clone().watch(mailbox))));
                    }
                }
                Err(e) => tracing::warn!(error = %e, "mailboxes could not be listed"),
            }
            tokio::select! {
                () = self.mailboxes_wake.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(30)) => {}
            }
        }
        for (_, (_, task)) in running {
            task.abort();
        }
    }

    async fn watch(self, mailbox: row::Mailbox) {
        let mut backoff = BACKOFF_FIRST;
        let id = mailbox.id;
        loop {
            if self.stopping() {
                return;
            }
            match self.take_watch(id).await {
                Ok(true) => {}
                // Another node reads it; when that one ends, this one goes on.
                Ok(false) => {
                    tokio::time::sleep(watcher::LOOK_EVERY).await;
                    continue;
                }
                Err(e) => {
                    tracing::warn!(mailbox = %mailbox.key, error = %e, "the lease of a mailbox could not be taken");
                    tokio::time::sleep(backoff).await;
                    continue;
                }
            }
            let failed = match self.watch_once(id).await {
                Ok(()) => return,
                Err((said, worked)) => {
                    if worked {
                        backoff = BACKOFF_FIRST;
                    }
                    said
                }
            };
            tracing::warn!(mailbox = %mailbox.key, said = %failed, retry_in_seconds = backoff.as_secs(), "a mailbox cannot be read");
            self.note_state(id, "failing", Some(failed)).await;
            tokio::select! {
                () = tokio::time::sleep(backoff) => backoff = (backoff * 2).min(BACKOFF_MAX),
                // It was our own disk: no reason to wait any longer.
                () = self.store.healed() => backoff = BACKOFF_FIRST,
            }
        }
    }

    /// Reads until something fails. The error: what was said, and whether it had worked before.
    async fn watch_once(&self, id: Uuid) -> Result<(), (String, bool)> {
        let mailbox = load::mailbox(&self.store, id)
            .await
            .map_err(|e| (e.to_string(), false))?;
        let Some(mailbox) = mailbox else {
            return Ok(());
        };
        let settings = mailbox::settings(&mailbox).map_err(|said| (said, false))?;
        let secrets = self.secrets(&mailbox).map_err(|said| (said, false))?;
        let mut source = (self.open_source)(&settings.source, &secrets.password)
            .map_err(|said| (said, false))?;
        let mut worked = false;
        loop {
            if self.stopping() {
                return Ok(());
            }
            if !self.take_watch(id).await.map_err(|e| (said(&e), worked))? {
                return Err(("another node reads this mailbox now".into(), worked));
            }
            let more = self
                .poll(id, source.as_mut())
                .await
                .map_err(|e| (said(&e), worked))?;
            if !worked {
                worked = true;
                self.note_state(id, "active", None).await;
            }
            if !more {
                self.look_for_unknown(id, source.as_mut())
                    .await
                    .map_err(|said| (said, worked))?;
                source
                    .wait(POLL_AT_LEAST_EVERY)
                    .await
                    .map_err(|e| (e.to_string(), worked))?;
            }
        }
    }

    /// The sent folder of the mailbox may tell about submissions of unknown outcome.
    async fn look_for_unknown(
        &self,
        mailbox: Uuid,
        source: &mut dyn Inbound,
    ) -> Result<(), String> {
        for job in load::uncertain_jobs(&self.store, 100)
            .await
            .map_err(|e| e.to_string())?
        {
            let Some(despatch) = job.despatch else {
                continue;
            };
            let Some(despatch) = load::despatch(&self.store, despatch)
                .await
                .map_err(|e| e.to_string())?
                .filter(|d| d.mailbox == mailbox)
            else {
                continue;
            };
            if source
                .sent_contains(&despatch.message_id)
                .await
                .map_err(|e| e.to_string())?
                == Some(true)
            {
                let consequences = self
                    .complete_sent(despatch.id)
                    .await
                    .map_err(|e| e.to_string())?;
                self.settle(consequences).await;
            }
        }
        Ok(())
    }

    /// Writes down that a mailbox works or fails, with the server's words.
    async fn note_state(&self, id: Uuid, state: &str, error: Option<String>) {
        let write = async {
            let Some(mailbox) = load::mailbox(&self.store, id).await? else {
                return Ok::<(), Fault>(());
            };
            if mailbox.state == "paused" {
                return Ok(());
            }
            let mut set = self.own_set();
            set.guard(Table::Mailbox, id, Expect::Revision(mailbox.revision));
            set.put(row::Mailbox {
                state: state.into(),
                last_error: error.clone(),
                last_polled_at: Some(self.clock.now()),
                ..mailbox
            });
            self.commit(set).await?;
            match error {
                Some(said) => {
                    self.open_outside(self.outside_incident(id, "mailbox_failing", &said))
                        .await
                }
                None => self.close_outside(id, "mailbox_failing").await,
            }
        };
        if let Err(e) = write.await {
            tracing::warn!(mailbox = %id, error = %e, "the state of a mailbox could not be written");
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Beat {
    Second,
    TenSeconds,
    Minute,
}

fn said(fault: &Fault) -> String {
    match fault {
        Fault::Refused { en, .. } => en.clone(),
        other => other.to_string(),
    }
}

fn settings_hash(mailbox: &row::Mailbox) -> [u8; 32] {
    Sha256::new()
        .chain_update(mailbox.settings.to_string())
        .chain_update(&mailbox.secrets)
        .finalize()
        .into()
}
