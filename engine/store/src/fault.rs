//! What can go wrong below, sorted by what the caller should do. No database type leaves this crate.

use crate::write::CommitError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Why the store could not be opened or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    #[error("there is no database at {0}")]
    Missing(String),
    #[error("the database address is neither sqlite:// nor postgres://: {0}")]
    UnknownUrl(String),
    #[error("this store was made with the test clock and opens with it only")]
    MadeForTestClock,
    #[error("this store was not made with the test clock and does not open with it")]
    NotMadeForTestClock,
    #[error("a connection has {setting} = {found} instead of {wanted}")]
    Setting {
        setting: String,
        found: String,
        wanted: String,
    },
    #[error("the blob {0} is not there")]
    NoBlob(String),
    #[error("the blob {0} does not hash to its name")]
    DamagedBlob(String),
    #[error(transparent)]
    Bucket(#[from] BucketFault),
    #[error("sealed with another key, or damaged")]
    Unsealable,
    #[error(transparent)]
    Backup(#[from] BackupFault),
    #[error("not allowed to see this")]
    Hidden,
    #[error("the cursor is not one of this list")]
    Cursor,
    /// Try again later.
    #[error("the store cannot be reached now: {0}")]
    Unavailable(String),
    #[error("the store is broken: {0}")]
    Broken(String),
    #[error("{context}: {reason}")]
    File { context: String, reason: String },
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// Why a bucket cannot be used when the store is opened; `said` is what S3 or the network answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BucketFault {
    #[error("there is no bucket {place}: {said}")]
    Missing { place: String, said: String },
    #[error("the bucket {place} refuses these credentials: {said}")]
    Refused { place: String, said: String },
    #[error("{endpoint} cannot be reached: {said}")]
    Unreachable { endpoint: String, said: String },
    #[error("the bucket {place} cannot be used: {said}")]
    Unusable { place: String, said: String },
}

/// Why a backup was not made or not brought back. Paths and reasons as they are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    #[error("{0} is not empty: name an empty folder or a new one")]
    NotEmpty(String),
    #[error("this is no whole backup: manifest.json, which is written last, is missing ({0})")]
    NoManifest(String),
    #[error("format {0} of the backup is of a later version")]
    UnknownFormat(u32),
    #[error("{0} is missing from the backup, or cannot be read")]
    Missing(String),
    #[error("{0} is not as it was when the backup was made")]
    Changed(String),
    #[error("this is a backup of {0}: database_url must name a database of the same kind")]
    OtherDatabase(String),
    #[error("{0} is in use already: a backup is brought back to where nothing is")]
    InUse(String),
    #[error("the backup cannot be read: {0}")]
    Unreadable(String),
}

/// What a database error means for a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Unique key taken.
    Unique,
    /// Another rule of the schema: reference, not null, trigger.
    Rule,
    /// The transaction lost against another and may simply be run again.
    Serialization,
    /// The connection is gone; at COMMIT the outcome is unknown.
    Connection,
    /// Disk full, locked, read-only, I/O error, shutting down.
    Unavailable,
    Broken,
}

pub(crate) fn sort(error: &DbErr) -> Sort {
    let (DbErr::Exec(RuntimeErr::SqlxError(e))
    | DbErr::Query(RuntimeErr::SqlxError(e))
    | DbErr::Conn(RuntimeErr::SqlxError(e))) = error
    else {
        return if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
            Sort::Connection
        } else {
            Sort::Broken
        };
    };
    match e.as_ref() {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            if database
                .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                .is_some()
            {
                sqlite(code.parse().unwrap_or(1))
            } else {
                postgres(&code)
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => Sort::Connection,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Sort::Connection,
        _ => Sort::Broken,
    }
}

/// Extended result codes: <https://www.sqlite.org/rescode.html>.
fn sqlite(code: i32) -> Sort {
    match (code & 0xff, code) {
        (19, 1555 | 2067 | 2579) => Sort::Unique,
        (19, _) => Sort::Rule,
        // BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL
        (5 | 6 | 7 | 8 | 9 | 10 | 13 | 14 | 15, _) => Sort::Unavailable,
        _ => Sort::Broken,
    }
}

/// SQLSTATE: PostgreSQL manual, appendix A.
fn postgres(code: &str) -> Sort {
    match code {
        "23505" => Sort::Unique,
        "40001" | "40P01" => Sort::Serialization,
        c if c.starts_with("23") => Sort::Rule,
        // 25P03: this process stood still in a transaction, and the server ended it for the others.
        c if c.starts_with("08") || c.starts_with("57P") || c == "25P03" => Sort::Connection,
        c if c.starts_with("53") || c.starts_with("58") || c == "25006" || c == "55P03" => {
            Sort::Unavailable
        }
        _ => Sort::Broken,
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> StoreError {
        match sort(&error) {
            Sort::Connection | Sort::Unavailable | Sort::Serialization => {
                StoreError::Unavailable(error.to_string())
            }
            Sort::Unique | Sort::Rule | Sort::Broken => StoreError::Broken(error.to_string()),
        }
    }
}

impl StoreError {
    pub(crate) fn file(context: impl Into<String>, reason: impl ToString) -> StoreError {
        StoreError::File {
            context: context.into(),
            reason: reason.to_string(),
        }
    }
}
