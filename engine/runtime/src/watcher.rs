//! Which node watches a mailbox: a lease with an epoch, renewed while it reads.
//!
//! On one node it is always free. Between nodes the epoch decides: what an old holder still brings is
//! refused by the guard of its commit, so no mail is kept by two. A node that starts again takes back
//! what it held, because nobody else has its name. Times are lease time.

use crate::{Act, Fault, Runtime, upkeep::LookLog};
use chrono::Utc;
use office::Verb;
use std::time::Duration;
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// How often a node looks whether a mailbox of another has become free.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(10);

impl Runtime {
    /// Reads a mailbox by hand to its end, without a watcher, and decides what came.
    pub async fn read_mailbox(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let _ = act.may(Verb::ManageMailboxes)?;
        let row = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let mut source = self.source_of(&row).await?;
        let mut log = LookLog::default();
        loop {
            let (kept, more) = self.take_in(id, source.as_mut(), &mut log).await?;
            self.decide_kept(kept).await;
            if !more {
                return Ok(());
            }
        }
    }

    /// Takes or renews the lease of a mailbox; false: another node holds it.
    pub(crate) async fn take_watch(&self, mailbox: Uuid) -> Result<bool, Fault> {
        let now = Utc::now();
        let held = load::watch(&self.store, mailbox).await?;
        let (epoch, expect) = match &held {
            None => (1, Expect::Absent),
            Some(w) if w.owner == self.node => (w.epoch, Expect::Epoch(w.epoch)),
            Some(w) if w.lease_until < now => (w.epoch + 1, Expect::Epoch(w.epoch)),
            Some(_) => return Ok(false),
        };
        let mut set = self.own_set();
        set.guard(Table::Watch, mailbox, expect).put(row::Watch {
            id: mailbox,
            owner: self.node.clone(),
            lease_until: now + self.lease,
            epoch,
        });
        match self.commit(set).await {
            Ok(_) => Ok(true),
            Err(Fault::Conflict { .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Adds to a commit that it holds only while this node watches the mailbox. A mailbox that is read
    /// by hand (no watcher) has no lease and needs none.
    pub(crate) async fn guard_watch(&self, mailbox: Uuid, set: &mut WriteSet) -> Result<(), Fault> {
        match load::watch(&self.store, mailbox).await? {
            None => {}
            Some(w) if w.owner == self.node => {
                set.guard(Table::Watch, mailbox, Expect::Epoch(w.epoch));
            }
            Some(w) => {
                return Err(Fault::refused(
                    "watched_elsewhere",
                    &format!("La casella è letta da un altro nodo ({}).", w.owner),
                    &format!("The mailbox is read by another node ({}).", w.owner),
                ));
            }
        }
        Ok(())
    }
}
