//! What comes in: kept first, decided second. Receipts are ordinary arrivals; there is no second pipeline.
//!
//! A batch is kept in one commit with the cursor; only then may the server be told. Each kept mail is
//! then decided by its own verb, guarded by its state `new`, so that a crash in between repeats nothing.

mod decide;
mod joined;
mod keep;
mod opening;
mod orphan;
mod receipt;
mod sort;
mod start;
mod variable;

pub(crate) use joined::event_of;
pub use opening::Opening;
pub use orphan::Suggested;

use crate::{
    Act, Fault, Runtime, audit, consequence::Consequence, mailbox, upkeep::LookLog, upkeep::Seen,
};
use contract::{Cursor, Inbound, Raw};
use futures::StreamExt;
use serde_json::json;
use std::time::Instant;
use store::{Write, load};
use uuid::Uuid;

const BATCH: u32 = 64;

/// Decisions under way at once.
const DECIDE_AT_ONCE: usize = 64;

impl Runtime {
    /// Reads one batch, keeps it and applies the mailbox's disposition. Answers the mails that wait for a decision, and
    /// whether more is waiting at the server. The look is logged.
    pub(crate) async fn take_in(
        &self,
        id: Uuid,
        source: &mut dyn Inbound,
        log: &mut LookLog,
    ) -> Result<(Vec<Uuid>, bool), Fault> {
        let mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let settings = mailbox::settings(&mailbox).map_err(Fault::broken)?;
        let cursor = Cursor {
            uid_validity: mailbox.uid_validity as u64,
            uid: mailbox.cursor_uid as u64,
        };
        let began = Instant::now();
        let batch = source
            .fetch(cursor, BATCH, self.mail_size_cap)
            .await
            .map_err(|e| Fault::refused("source", &e.to_string(), &e.to_string()))?;
        for uid in &batch.vanished {
            tracing::info!(mailbox = %mailbox.key, uid, "a message vanished before it could be read");
        }
        if batch.renumbered {
            let mut set = self.own_set();
            self.guard_watch(id, &mut set).await?;
            set.write(Write::AdvanceCursor {
                mailbox: id,
                uid_validity: batch.uid_validity as i64,
                uid: 0,
            });
            set.audit(audit(
                &Act::system(),
                "mailbox.renumbered",
                "mailbox",
                id,
                json!({ "uid_validity": batch.uid_validity }),
            ));
            self.commit(set).await?;
        }
        let size = |raw: &Raw| match raw {
            Raw::Whole(bytes) => bytes.len() as u64,
            Raw::Oversize { size, .. } => *size,
        };
        let seen = Seen {
            seen: batch.items.len() + batch.vanished.len(),
            kept: batch.items.len(),
            bytes: batch.items.iter().map(|i| size(&i.raw)).sum(),
            took: began.elapsed(),
            oldest_at: batch.items.iter().filter_map(|i| i.internal_date).min(),
            more: batch.more,
            error: None,
        };
        if batch.items.is_empty() {
            self.note_look(log, id, &seen).await;
            return Ok((Vec::new(), batch.more));
        }
        log.ends();
        let uids: Vec<u64> = batch.items.iter().map(|i| i.uid).collect();
        let kept = self
            .keep(
                &mailbox,
                settings.source.folder(),
                batch.uid_validity,
                batch.items,
                Some(self.look_line(id, &seen)),
            )
            .await?;
        if settings.disposition != contract::Disposition::Nothing {
            for uid in uids {
                source
                    .settle(uid, &settings.disposition)
                    .await
                    .map_err(|e| Fault::refused("source", &e.to_string(), &e.to_string()))?;
            }
        }
        Ok((kept, batch.more))
    }

    /// Decides kept mails; what fails stays kept, and is tried again by the heartbeat.
    pub(crate) async fn decide_kept(&self, kept: Vec<Uuid>) {
        futures::stream::iter(kept)
            .for_each_concurrent(DECIDE_AT_ONCE, async |mail| {
                self.settle(vec![Consequence::Mail(mail)]).await;
            })
            .await;
    }
}
