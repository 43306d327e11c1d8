//! Keeping SQLite's WAL short, on a connection of its own: no commit waits for a checkpoint.

use crate::sql::Run;
use sea_orm::DatabaseConnection;
use std::path::PathBuf;
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
    let mut tick = tokio::time::interval(EVERY);
    let mut done = 0;
    loop {
        tokio::select! {
            _ = &mut end => break,
            _ = tick.tick() => {}
        }
        let size = std::fs::metadata(&wal).map_or(0, |m| m.len());
        let mode = match size {
            s if s > WAL_BYTES_TRUNCATE => "TRUNCATE",
            // The file keeps its length after a passive checkpoint; what counts is whether it was written since.
            s if s > WAL_BYTES_PASSIVE => "PASSIVE",
            _ => continue,
        };
        let written = std::fs::metadata(&wal).and_then(|m| m.modified()).ok();
        let stamp = written
            .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |d| d.as_nanos());
        if stamp == done {
            continue;
        }
        match connection
            .one(&format!("PRAGMA wal_checkpoint({mode})"), vec![])
            .await
        {
            Ok(_) => done = stamp,
            Err(error) => tracing::warn!(%error, "the WAL was not checkpointed; it is tried again"),
        }
    }
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "the upkeep connection did not close");
    }
}
