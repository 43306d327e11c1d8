//! One watcher per active mailbox: looks, waits for the server's hint, backs off when it fails.

use crate::upkeep::{LookLog, Seen};
use crate::{Fault, Runtime, mailbox, watcher};
use contract::Inbound;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use store::{Expect, Table, load, row};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A mailbox is looked at this often even when the server says nothing.
const POLL_AT_LEAST_EVERY: Duration = Duration::from_secs(55);

const BACKOFF_FIRST: Duration = Duration::from_secs(1);

const BACKOFF_MAX: Duration = Duration::from_secs(300);

impl Runtime {
    /// Keeps one watcher running for each active mailbox; changed settings start it anew.
    pub(super) async fn watch_mailboxes(self) {
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
        let mut log = LookLog::default();
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
            let failed = match self.watch_once(id, &mut log).await {
                Ok(()) => return,
                Err((said, worked)) => {
                    if worked {
                        backoff = BACKOFF_FIRST;
                    }
                    said
                }
            };
            // This node stood still, and another took over meanwhile: nothing is wrong with the mailbox.
            if matches!(self.take_watch(id).await, Ok(false)) {
                tracing::info!(mailbox = %mailbox.key, said = %failed, "another node reads this mailbox now");
                continue;
            }
            tracing::warn!(mailbox = %mailbox.key, said = %failed, retry_in_seconds = backoff.as_secs(), "a mailbox cannot be read");
            let seen = Seen {
                error: Some(failed.clone()),
                ..Seen::default()
            };
            self.note_look(&mut log, id, &seen).await;
            self.note_state(id, "failing", Some(failed)).await;
            tokio::select! {
                () = tokio::time::sleep(backoff) => backoff = (backoff * 2).min(BACKOFF_MAX),
                // It was our own disk: no reason to wait any longer.
                () = self.store.healed() => backoff = BACKOFF_FIRST,
            }
        }
    }

    /// Reads until something fails. The error: what was said, and whether it had worked before.
    async fn watch_once(&self, id: Uuid, log: &mut LookLog) -> Result<(), (String, bool)> {
        let mailbox = load::mailbox(&self.store, id)
            .await
            .map_err(|e| (e.to_string(), false))?;
        let Some(mailbox) = mailbox else {
            return Ok(());
        };
        let settings = mailbox::settings(&mailbox).map_err(|said| (said, false))?;
        let mut logins = self
            .logins_of(&mailbox)
            .await
            .map_err(|e| (e.both(), false))?;
        let mut source = (self.open_source)(&settings.source, &logins.incoming)
            .map_err(|e| (e.to_string(), false))?;
        let mut worked = false;
        // While a batch is decided the next is fetched and kept. An end of the watcher does not end decisions.
        let mut deciding: Option<JoinHandle<()>> = None;
        loop {
            if self.stopping() {
                return Ok(());
            }
            if !self.take_watch(id).await.map_err(|e| (said(&e), worked))? {
                return Err(("another node reads this mailbox now".into(), worked));
            }
            if logins.until.is_some_and(|until| until < Instant::now()) {
                // Asked for before it ends: the next connection would be refused with the old one.
                logins = self
                    .logins_of(&mailbox)
                    .await
                    .map_err(|e| (e.both(), worked))?;
                source = (self.open_source)(&settings.source, &logins.incoming)
                    .map_err(|e| (e.to_string(), worked))?;
            }
            let (kept, more) = self
                .take_in(id, source.as_mut(), log)
                .await
                .map_err(|e| (said(&e), worked))?;
            decided(&mut deciding).await;
            if !kept.is_empty() {
                let runtime = self.clone();
                deciding = Some(tokio::spawn(async move { runtime.decide_kept(kept).await }));
            }
            if !worked {
                worked = true;
                self.note_state(id, "active", None).await;
            }
            if !more {
                decided(&mut deciding).await;
                self.look_for_unknown(id, source.as_mut())
                    .await
                    .map_err(|said| (said, worked))?;
                source
                    // A silent mailbox is not lost between two renewals of its lease.
                    .wait(POLL_AT_LEAST_EVERY.min(self.lease / 3))
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
        for again in (0..mailbox::CHANGE_AGAIN).rev() {
            match self.write_state(id, state, error.as_deref()).await {
                Ok(()) => return,
                Err(Fault::Conflict { .. }) if again > 0 => continue,
                Err(e) => {
                    tracing::warn!(mailbox = %id, error = %e, "the state of a mailbox could not be written");
                    return;
                }
            }
        }
    }

    async fn write_state(&self, id: Uuid, state: &str, error: Option<&str>) -> Result<(), Fault> {
        let Some(mailbox) = load::mailbox(&self.store, id).await? else {
            return Ok(());
        };
        if mailbox.state == "paused" {
            return Ok(());
        }
        let mut set = self.own_set();
        set.guard(Table::Mailbox, id, Expect::Revision(mailbox.revision));
        set.put(row::Mailbox {
            state: state.into(),
            last_error: error.map(String::from),
            last_polled_at: Some(self.clock.now()),
            ..mailbox
        });
        self.commit(set).await?;
        match error {
            Some(said) => {
                self.open_outside(self.outside_incident(id, "mailbox_failing", said))
                    .await
            }
            None => self.close_outside(id, "mailbox_failing").await,
        }
    }
}

/// Waits for the batch before: no more than one is decided at a time.
async fn decided(deciding: &mut Option<JoinHandle<()>>) {
    if let Some(batch) = deciding.take()
        && let Err(error) = batch.await
    {
        tracing::error!(%error, "deciding mails ended unexpectedly; the heartbeat goes on");
    }
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
