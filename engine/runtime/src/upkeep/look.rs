//! The log of looks at a mailbox. Looks in a row that find nothing, or meet the same error, are one line, so that an
//! idle mailbox costs a write every few minutes only.

use crate::{Fault, Runtime};
use std::time::{Duration, Instant};
use store::{Table, Write, load, row};
use uuid::Uuid;

/// A line that goes on is written this often.
const WRITE_EVERY: Duration = Duration::from_secs(300);
/// Lines kept of each mailbox.
const LINES_MAX: usize = 2_000;

/// What one look saw.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub seen: usize,
    pub kept: usize,
    pub bytes: u64,
    pub took: Duration,
    /// When the oldest message still to be read had come in.
    pub oldest_at: Option<row::Instant>,
    pub more: bool,
    pub error: Option<String>,
}

/// The line that is being written of one mailbox.
#[derive(Debug, Default)]
pub(crate) struct LookLog {
    line: Option<row::Look>,
    written: Option<Instant>,
}

impl Runtime {
    /// A line of its own for a look that found something; it goes into the commit that keeps what was found.
    pub(crate) fn look_line(&self, mailbox: Uuid, seen: &Seen) -> row::Look {
        let now = self.clock.now();
        row::Look {
            id: Uuid::now_v7(),
            mailbox,
            at: now,
            until_at: now,
            times: 1,
            seen: seen.seen as i64,
            kept: seen.kept as i64,
            bytes: i64::try_from(seen.bytes).unwrap_or(i64::MAX),
            took_milliseconds: i64::try_from(seen.took.as_millis()).unwrap_or(i64::MAX),
            oldest_at: seen.oldest_at,
            more: seen.more,
            error: seen.error.as_ref().map(|e| e.chars().take(2_000).collect()),
        }
    }

    /// Notes a look that found nothing or failed. A failure to write it is no failure of the mailbox.
    pub(crate) async fn note_look(&self, log: &mut LookLog, mailbox: Uuid, seen: &Seen) {
        let new = self.look_line(mailbox, seen);
        let goes_on = log.line.as_mut().filter(|line| line.error == new.error);
        let line = match goes_on {
            Some(line) => {
                line.until_at = new.until_at;
                line.times += 1;
                line.took_milliseconds = line.took_milliseconds.max(new.took_milliseconds);
                if log.written.is_some_and(|at| at.elapsed() < WRITE_EVERY) {
                    return;
                }
                line.clone()
            }
            None => {
                log.line = Some(new.clone());
                new
            }
        };
        let mut set = self.own_set();
        set.bulk = true;
        set.put(line);
        match self.commit(set).await {
            Ok(_) => log.written = Some(Instant::now()),
            Err(e) => {
                tracing::warn!(%mailbox, error = %e, "a look at a mailbox could not be logged");
            }
        }
    }

    /// Removes the oldest lines of every mailbox's log.
    pub(super) async fn shorten_looks(&self) -> Result<(), Fault> {
        for mailbox in load::mailboxes(&self.store).await? {
            let old = load::looks_beyond(&self.store, mailbox.id, LINES_MAX, 500).await?;
            if old.is_empty() {
                continue;
            }
            let mut set = self.own_set();
            set.bulk = true;
            for id in old {
                set.write(Write::Delete(Table::Look, id));
            }
            self.commit(set).await?;
        }
        Ok(())
    }
}

impl LookLog {
    /// Something was found: what follows is another line.
    pub fn ends(&mut self) {
        self.line = None;
        self.written = None;
    }
}
