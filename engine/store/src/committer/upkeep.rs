//! Keeping SQLite's WAL short, on a connection of its own: no commit waits for a checkpoint.

use crate::sql::Run;
use sea_orm::DatabaseConnection;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const EVERY: Duration = Duration::from_secs(1);
const WAL_BYTES_PASSIVE: u64 = 8 << 20;
const WAL_BYTES_TRUNCATE: u64 = 256 << 20;

/// The upkeep of one database file. Let go without [`Upkeep::end`] it ends too, only nobody waits for it.
pub(super) struct Upkeep {
    end: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Upkeep {
    pub(super) fn start(connection: DatabaseConnection, database: PathBuf) -> Upkeep {
        let (end, asked) = oneshot::channel();
        Upkeep {
            end,
            ended: tokio::spawn(run(connection, database, asked)),
        }
    }

    /// Closes the connection and waits for it: afterwards nothing here touches the file.
    pub(super) async fn end(self) {
        drop(self.end);
        if let Err(error) = self.ended.await {
            tracing::warn!(%error, "the upkeep of the WAL had broken off");
        }
    }
}

async fn run(connection: DatabaseConnection, database: PathBuf, mut end: oneshot::Receiver<()>) {
    let mut wal = database.into_os_string();
    wal.push("-wal");
    let wal = PathBuf::from(wal);
    let mut tick = tokio::time::interval(EVERY);
    let mut done = None;
    loop {
        tokio::select! {
            _ = &mut end => break,
            _ = tick.tick() => {}
        }
        // There is none until something was written.
        let Ok((length, waiting)) = measured(&wal) else {
            continue;
        };
        let mode = match (length, waiting) {
            (l, _) if l > WAL_BYTES_TRUNCATE => "TRUNCATE",
            (_, w) if w > WAL_BYTES_PASSIVE => "PASSIVE",
            _ => continue,
        };
        if done == Some((length, waiting)) {
            continue;
        }
        match connection
            .one(&format!("PRAGMA wal_checkpoint({mode})"), vec![])
            .await
        {
            Ok(_) => done = Some((length, waiting)),
            Err(error) => tracing::warn!(%error, "the WAL was not checkpointed; it is tried again"),
        }
    }
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "the upkeep connection did not close");
    }
}

/// Bytes of the file, and of what was written to it since it was last begun anew: a file that was checkpointed keeps its
/// length, and each checkpoint makes commits wait for the disk. (SQLite file format §4.1: what belongs together has the
/// salts of the header.) SQLite keeps no lock on this file that closing it here could end.
fn measured(wal: &Path) -> std::io::Result<(u64, u64)> {
    const HEADER: u64 = 32;
    const FRAME_HEADER: u64 = 24;
    let file = File::open(wal)?;
    let length = file.metadata()?.len();
    let mut header = [0; HEADER as usize];
    file.read_exact_at(&mut header, 0)?;
    let page = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
    let frame = FRAME_HEADER + u64::from(page);
    let (mut from, mut to) = (0, length.saturating_sub(HEADER) / frame);
    while from < to {
        let middle = from + (to - from) / 2;
        let mut salts = [0; 8];
        file.read_exact_at(&mut salts, HEADER + middle * frame + 8)?;
        match salts == header[16..24] {
            true => from = middle + 1,
            false => to = middle,
        }
    }
    Ok((length, from * frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::Database;

    #[tokio::test]
    async fn what_was_written_since_a_checkpoint_is_told_from_the_length() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let mut options = sea_orm::ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await.unwrap();
        for sql in [
            "PRAGMA journal_mode = WAL",
            "PRAGMA wal_autocheckpoint = 0",
            "CREATE TABLE t (a BLOB)",
            "INSERT INTO t VALUES (zeroblob(1000000))",
        ] {
            db.one(sql, vec![]).await.unwrap();
        }
        let wal = folder.path().join("a.db-wal");
        let (length, waiting) = measured(&wal).unwrap();
        assert!(waiting > 1_000_000 && waiting + 32 == length);
        db.one("PRAGMA wal_checkpoint(PASSIVE)", vec![])
            .await
            .unwrap();
        db.one("INSERT INTO t VALUES (1)", vec![]).await.unwrap();
        let (after, waiting) = measured(&wal).unwrap();
        assert_eq!(after, length);
        assert!((1..100_000).contains(&waiting), "{waiting}");
    }
}
