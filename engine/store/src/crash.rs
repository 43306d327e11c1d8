//! Named points at which a test may stop the process dead.
//!
//! `STAFFETTA_CRASH_AT=commit.before:3` aborts at the third time the point `commit.before` is passed.
//! Every point of the program is listed here, those of other rooms too, so that a test can go through all.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! points {
    ($($(#[$doc:meta])* $point:ident = $name:literal,)+) => {
        /// A place between two effects, where a crash must lose nothing and repeat nothing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point {
            $($(#[$doc])* $point,)+
        }

        impl Point {
            pub const ALL: &[Point] = &[$(Point::$point),+];

            /// As `STAFFETTA_CRASH_AT` names it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Point::$point => $name,)+
                }
            }
        }
    };
}

points! {
    /// The mark of this start is in the blob root, not yet in the database.
    BootFile = "boot.file",
    /// Nothing of the blob is written.
    BlobBefore = "blob.before",
    /// The blob is on disk; no row names it.
    BlobAfter = "blob.after",
    CommitBegin = "commit.begin",
    /// Everything is written, COMMIT is not sent.
    CommitBefore = "commit.before",
    /// Committed; nobody was answered.
    CommitAfter = "commit.after",
    /// The link that anchors the chains is written, not committed.
    CheckpointBefore = "checkpoint.before",
    /// The anchor is outside the database too.
    CheckpointAfter = "checkpoint.after",
    /// The copy has the database, not the blobs.
    BackupDatabase = "backup.database",
    /// The blobs of a batch of mails are on disk, no row is.
    ArrivalBlobs = "arrival.blobs",
    /// The rows of a batch are about to be committed.
    ArrivalBefore = "arrival.before",
    /// A batch is kept; nothing is decided.
    ArrivalKept = "arrival.kept",
    /// A mail has its case; what follows from it is not done.
    ArrivalStarted = "arrival.started",
    /// A receipt is in the journey of its despatch; the case was not told.
    ReceiptTaken = "receipt.taken",
    /// A message has its first taker; the others have their inbox rows and were not told.
    MessageTaken = "message.taken",
    /// A signal is written to some of those who wait for it; nobody heard it yet.
    SignalSpread = "signal.spread",
    /// The bytes that will leave are on disk, no row is.
    OutboxPrepared = "outbox.prepared",
    /// The despatch is in the outbox.
    OutboxQueued = "outbox.queued",
    /// The despatch says it may be leaving; nothing was sent.
    OutboxSubmitting = "outbox.submitting",
    /// The server has it; we have not written that down.
    OutboxSubmitted = "outbox.submitted",
}

static TARGET: OnceLock<Option<(Point, u64)>> = OnceLock::new();
static HITS: AtomicU64 = AtomicU64::new(0);

/// Aborts the process here when the environment names this point and this hit of it; free otherwise.
pub fn crash_point(point: Point) {
    let target = TARGET.get_or_init(|| target(&std::env::var("STAFFETTA_CRASH_AT").ok()?));
    if let Some((wanted, hit)) = target
        && *wanted == point
        && HITS.fetch_add(1, Ordering::SeqCst) + 1 == *hit
    {
        std::process::abort();
    }
}

/// A misspelt point would let a test pass that tests nothing, so it stops the process at once.
fn target(value: &str) -> Option<(Point, u64)> {
    let (name, hit) = value.rsplit_once(':').unwrap_or((value, "1"));
    let point = Point::ALL.iter().find(|point| point.name() == name);
    let Some((point, hit)) = point.copied().zip(hit.parse().ok()) else {
        tracing::error!(value, "STAFFETTA_CRASH_AT names no point");
        std::process::abort();
    };
    Some((point, hit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_found_by_its_name() {
        for point in Point::ALL {
            assert_eq!(target(&format!("{}:3", point.name())), Some((*point, 3)));
        }
        assert_eq!(target("commit.before"), Some((Point::CommitBefore, 1)));
    }
}
