//! Counting starts, in the database and in the blob root, to know a copy that was restored.
//!
//! Each start writes a fresh mark in both. The blob root's is written first, naming the one before until the
//! database has followed: a database with any other mark is not the one these blobs last saw.

use crate::blob::Blobs;
use crate::cell::text;
use crate::crash::{Point, crash_point};
use crate::fault::StoreError;
use crate::sql::Run;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the start found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boot {
    /// Starts of this database so far, this one included.
    pub count: i64,
    /// The database or the blobs are a copy from before: what the outbox holds may have left already, and register
    /// numbers may have been given out that are not here. Stays so until [`crate::Store::settle_restored`].
    pub restored_copy: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    count: i64,
    mark: String,
    /// The database's mark before, until the database has this one.
    before: Option<String>,
}

pub(crate) const FILE: &str = "boot.json";

pub(crate) async fn exists(writer: &DatabaseConnection) -> Result<bool, StoreError> {
    Ok(writer
        .all("SELECT name FROM meta WHERE name = 'mark'", vec![])
        .await
        .is_ok_and(|rows| !rows.is_empty()))
}

pub(crate) async fn begin(
    writer: &DatabaseConnection,
) -> Result<DatabaseTransaction, sea_orm::DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    writer.begin_with_options(options).await
}

/// Checks the clock, counts this start and compares the marks. One start at a time (write lock).
pub(crate) async fn count(
    writer: &DatabaseConnection,
    blobs: &Blobs,
    clock_test: bool,
) -> Result<Boot, StoreError> {
    let tx = begin(writer).await?;
    lock(&tx).await?;
    let clock = if clock_test { "test" } else { "machine" };
    match get(&tx, "clock").await?.as_deref() {
        None => set(&tx, "clock", clock).await?,
        Some(made) if made == clock => {}
        Some("test") => return Err(StoreError::MadeForTestClock),
        Some(_) => return Err(StoreError::NotMadeForTestClock),
    }
    let stored = get(&tx, "mark").await?;
    let counted: i64 = get(&tx, "boots")
        .await?
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    let file = read(blobs).await?;
    let agrees = match (&stored, &file) {
        (None, None) => true,
        (Some(mark), Some(file)) => *mark == file.mark || Some(mark) == file.before.as_ref(),
        _ => false,
    };
    let restored_copy = !agrees || get(&tx, "restored").await?.is_some();
    if restored_copy {
        set(&tx, "restored", "1").await?;
        tracing::warn!(
            "this store is a restored copy: its outbox is uncertain and registers may have a gap"
        );
    }
    let count = counted.max(file.as_ref().map_or(0, |f| f.count)) + 1;
    let mark = Uuid::new_v4().to_string();
    set(&tx, "mark", &mark).await?;
    set(&tx, "boots", &count.to_string()).await?;
    let mut mark = Mark {
        count,
        mark,
        before: stored,
    };
    write(blobs, &mark).await?;
    crash_point(Point::BootFile);
    tx.commit().await?;
    // Another node may have started since: then the file is its mark, and it looks after it.
    let tx = begin(writer).await?;
    lock(&tx).await?;
    if read(blobs)
        .await?
        .is_some_and(|file| file.mark == mark.mark)
    {
        mark.before = None;
        write(blobs, &mark).await?;
    }
    tx.rollback().await?;
    Ok(Boot {
        count,
        restored_copy,
    })
}

/// A first row to lock for nodes that start at once on PostgreSQL.
async fn lock(tx: &DatabaseTransaction) -> Result<(), sea_orm::DbErr> {
    let sql = "INSERT INTO meta (name, value) VALUES ('lock', '') ON CONFLICT (name) DO UPDATE SET value = ''";
    tx.run(sql, vec![]).await?;
    Ok(())
}

pub(crate) async fn get(on: &impl Run, name: &str) -> Result<Option<String>, StoreError> {
    let row = on
        .one("SELECT value FROM meta WHERE name = ?", vec![text(name)])
        .await?;
    Ok(row.map(|r| r.try_get_by_index(0)).transpose()?)
}

pub(crate) async fn set(on: &impl Run, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    on.run(sql, vec![text(name), text(value)]).await?;
    Ok(())
}

async fn read(blobs: &Blobs) -> Result<Option<Mark>, StoreError> {
    let bytes = blobs.mark(FILE).await?;
    bytes
        .map(|bytes| serde_json::from_slice(&bytes).map_err(|e| StoreError::file(FILE, e)))
        .transpose()
}

async fn write(blobs: &Blobs, mark: &Mark) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(mark).map_err(|e| StoreError::file(FILE, e))?;
    blobs.set_mark(FILE, &bytes).await
}
