//! Whether the store can be written now: full disk, read-only file system, database away.
//!
//! A write that fails for such a reason raises the alarm; it is lowered by a probe of the committer that
//! writes to database and blobs, so that it ends by itself although nobody dares to write meanwhile.

use crate::row::Instant;
use std::path::Path;
use tokio::sync::watch;

/// What a probe must be able to write: as much as a mail with some attachments.
const PROBE_BYTES: usize = 1 << 20;
const PROBE_FILE: &str = "probe";

/// Since when writing fails, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    pub since: Instant,
    pub reason: String,
}

/// The alarm; clones are the same one.
#[derive(Debug, Clone)]
pub(crate) struct Health(watch::Sender<Option<Unwritable>>);

impl Health {
    pub fn new() -> Health {
        Health(watch::channel(None).0)
    }

    /// A write failed, and would fail again.
    pub fn failed(&self, reason: &str) {
        self.0.send_if_modified(|state| {
            let first = state.is_none();
            if first {
                tracing::error!(reason, "the store cannot be written");
                *state = Some(Unwritable {
                    since: chrono::Utc::now(),
                    reason: reason.into(),
                });
            }
            first
        });
    }

    /// A probe went well.
    pub fn healed(&self) {
        self.0.send_if_modified(|state| match state.take() {
            Some(was) => {
                tracing::warn!(since = %was.since, "the store can be written again");
                true
            }
            None => false,
        });
    }

    pub fn state(&self) -> Option<Unwritable> {
        self.0.borrow().clone()
    }

    pub fn watch(&self) -> watch::Receiver<Option<Unwritable>> {
        self.0.subscribe()
    }
}

/// Writes, syncs and removes a file as large as a mail.
pub(crate) fn probe_files(root: &Path) -> std::io::Result<()> {
    use std::io::Write as _;
    let path = root.join(PROBE_FILE);
    let written = std::fs::File::create(&path).and_then(|mut file| {
        file.write_all(&vec![0; PROBE_BYTES])?;
        file.sync_all()
    });
    std::fs::remove_file(&path)?;
    written
}
