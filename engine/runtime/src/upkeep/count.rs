//! Server against store: every message of the folder up to the cursor must have been kept, or have been removed by act.
//!
//! Made every night and when somebody asks. What is missing is an alarm, and is fetched by a button.

use super::Kept;
use crate::{Act, Fault, Runtime, audit, ids, mailbox};
use chrono::Timelike;
use contract::{Cursor, Inbound, Listed, Quota, SourceError};
use office::Verb;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use store::{load, row};
use uuid::Uuid;

/// Local hour from which on the night's comparison is made.
const HOUR: u32 = 2;
/// Missing messages that are named.
const NAMED_MAX: usize = 1_000;
/// Missing messages fetched by one request.
const FETCH_MAX: usize = 200;

/// A message that lies on the server, before the cursor, and was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Missing {
    uid: u64,
    arrived_at: Option<row::Instant>,
}

const CODE: &str = "mailbox_missing";

impl Runtime {
    /// Compares what lies on the server with what was kept, now.
    pub async fn count_mailbox(&self, act: &Act, id: Uuid) -> Result<Kept, Fault> {
        let act = act.may(Verb::ManageMailboxes)?;
        let row = self.compare_with_server(&act, id).await?;
        match &row.count_error {
            Some(said) => Err(Fault::refused(
                "mailbox_unreachable",
                &format!("La casella non si può contare: {said}"),
                &format!("The mailbox cannot be counted: {said}"),
            )),
            None => self.kept(row).await,
        }
    }

    /// Fetches what a comparison found missing, keeps and decides it, and compares again.
    pub async fn fetch_missing(&self, act: &Act, id: Uuid) -> Result<Kept, Fault> {
        let act = act.may(Verb::ManageMailboxes)?;
        let missing: Vec<Missing> =
            serde_json::from_value(self.upkeep_of(id).await?.missing).map_err(Fault::broken)?;
        let mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let settings = mailbox::settings(&mailbox).map_err(Fault::broken)?;
        let mut source = self.source_of(&mailbox).await?;
        let lost = |e: SourceError| Fault::refused("source", &e.it(), &e.to_string());
        for one in missing.iter().take(FETCH_MAX) {
            let before = Cursor {
                uid_validity: mailbox.uid_validity as u64,
                uid: one.uid.saturating_sub(1),
            };
            let mut batch = source
                .fetch(before, 1, self.mail_size_cap)
                .await
                .map_err(lost)?;
            if batch.renumbered {
                break;
            }
            // It may be gone by now: then the next one came in its place.
            batch.items.retain(|item| item.uid == one.uid);
            if batch.items.is_empty() {
                continue;
            }
            let folder = settings.source.folder();
            let kept = self
                .keep(&mailbox, folder, batch.uid_validity, batch.items, None)
                .await?;
            source
                .settle(one.uid, &settings.disposition)
                .await
                .map_err(lost)?;
            self.decide_kept(kept).await;
        }
        let mut set = self.set(&act);
        let uids: Vec<u64> = missing.iter().take(FETCH_MAX).map(|m| m.uid).collect();
        let detail = json!({ "uids": uids });
        set.audit(audit(&act, "mailbox.fetch", "mailbox", id, detail));
        self.commit(set).await?;
        let row = self.compare_with_server(&act.part(), id).await?;
        self.kept(row).await
    }

    /// Once a night for every mailbox this node watches; and what ends or is full, every time.
    pub(crate) async fn look_after_mailboxes(&self) -> Result<(), Fault> {
        self.shorten_looks().await?;
        let today = self.today();
        let hour = self.clock.now().with_timezone(&self.zone).hour();
        for mailbox in load::mailboxes(&self.store).await? {
            if self.stopping() {
                return Ok(());
            }
            let row = self.upkeep_of(mailbox.id).await?;
            let on = |at: row::Instant| at.with_timezone(&self.zone).date_naive();
            let counted = row.counted_at.is_some_and(|at| on(at) >= today);
            let watches = load::watch(&self.store, mailbox.id)
                .await?
                .is_some_and(|w| w.owner == self.node);
            if mailbox.state == "paused" || counted || hour < HOUR || !watches {
                self.watch_terms(mailbox.id, &row).await?;
            } else {
                self.compare_with_server(&Act::system(), mailbox.id).await?;
            }
        }
        Ok(())
    }

    /// Compares, writes down what was found, raises or closes the alarms.
    async fn compare_with_server(&self, act: &Act, id: Uuid) -> Result<row::Upkeep, Fault> {
        let mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let now = self.clock.now();
        let found = match self.source_of(&mailbox).await {
            Ok(mut source) => look(source.as_mut()).await.map_err(|e| e.to_string()),
            Err(Fault::Refused { en, .. }) => Err(en),
            Err(e) => return Err(e),
        };
        let (listing, quota) = match found {
            Ok(found) => found,
            Err(said) => {
                let edit = |row: &mut row::Upkeep| {
                    row.counted_at = Some(now);
                    row.count_error = Some(said.clone());
                };
                return self.edit_upkeep(act, id, None, edit).await;
            }
        };
        // Read after the list: all before the cursor was kept in the commit that moved it there.
        let mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let settings = mailbox::settings(&mailbox).map_err(Fault::broken)?;
        let folder = settings.source.folder();
        let same = mailbox.uid_validity as u64 == listing.uid_validity;
        let cursor = match same {
            true => mailbox.cursor_uid as u64,
            // Renumbered: everything is still to be read again.
            false => 0,
        };
        let kept: HashSet<i64> =
            load::kept_uids(&self.store, id, folder, listing.uid_validity as i64)
                .await?
                .into_iter()
                .collect();
        let is_kept = |item: &&Listed| kept.contains(&(item.uid as i64));
        let in_store = listing.items.iter().filter(is_kept).count();
        let (before, after): (Vec<Listed>, Vec<Listed>) = listing
            .items
            .iter()
            .copied()
            .partition(|item| item.uid <= cursor);
        let waiting: Vec<&Listed> = after.iter().filter(|i| !is_kept(i)).collect();
        let waiting_since = waiting.iter().filter_map(|i| i.internal_date).min();
        let missing = before.iter().filter(|item| !is_kept(item));
        let place = |item: &Listed| {
            let at = item.internal_date.map_or(now, |at| at.min(now));
            ids::of_mail(id, folder, listing.uid_validity, item.uid, at)
        };
        let missing: Vec<(Uuid, Missing)> = missing
            .map(|item| {
                let one = Missing {
                    uid: item.uid,
                    arrived_at: item.internal_date,
                };
                (place(item), one)
            })
            .collect();
        let places: Vec<Uuid> = missing.iter().map(|(place, _)| *place).collect();
        let removed: HashSet<Uuid> = load::removed_among(&self.store, &places)
            .await?
            .into_iter()
            .collect();
        let missing: Vec<Missing> = missing
            .into_iter()
            .filter(|(place, _)| !removed.contains(place))
            .map(|(_, one)| one)
            .take(NAMED_MAX)
            .collect();
        let bytes = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let edit = |row: &mut row::Upkeep| {
            row.counted_at = Some(now);
            row.count_error = None;
            row.on_server = listing.items.len() as i64;
            row.in_store = in_store as i64;
            row.waiting = waiting.len() as i64;
            row.waiting_since = waiting_since;
            row.missing = json!(missing);
            row.quota_used = quota.map(|q| bytes(q.used));
            row.quota_limit = quota.map(|q| bytes(q.limit));
        };
        let row = self.edit_upkeep(act, id, None, edit).await?;
        self.watch_terms(id, &row).await?;
        match missing.is_empty() {
            true => self.close_outside(id, CODE).await?,
            false => {
                let said = words(&mailbox.address, &missing);
                self.raise_once(self.outside_incident(id, CODE, &said))
                    .await?;
            }
        }
        Ok(row)
    }

    /// A source of its own beside the watcher's, logged in as the mailbox does.
    pub(crate) async fn source_of(
        &self,
        mailbox: &row::Mailbox,
    ) -> Result<Box<dyn Inbound>, Fault> {
        let settings = mailbox::settings(mailbox).map_err(Fault::broken)?;
        let logins = self
            .logins_of(mailbox)
            .await
            .map_err(|e| Fault::refused("source", &e.it, &e.en))?;
        (self.open_source)(&settings.source, &logins.incoming)
            .map_err(|e| Fault::refused("source", &e.it(), &e.to_string()))
    }
}

async fn look(source: &mut dyn Inbound) -> Result<(contract::Listing, Option<Quota>), SourceError> {
    let listing = source.list().await?;
    let quota = source.quota().await?;
    Ok((listing, quota))
}

/// Numbers of the server, as far as a person reads them.
fn words(address: &str, missing: &[Missing]) -> String {
    let mut uids: Vec<String> = missing.iter().take(20).map(|m| m.uid.to_string()).collect();
    if missing.len() > uids.len() {
        uids.push("…".into());
    }
    let (count, uids) = (missing.len(), uids.join(", "));
    format!(
        "{address}: {count} messages lie on the server and were not kept (UID {uids}) / \
         {count} messaggi sono sul server e non sono stati conservati (UID {uids})"
    )
}
