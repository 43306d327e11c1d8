//! Connections, each with its settings set and read back: what is promised about durability holds on every one.

use crate::fault::StoreError;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, sqlx};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub(crate) const BUSY_MILLISECONDS: u64 = 5_000;

/// Rows SQLite's thread reads before whoever asked takes the first.
const ROWS_AHEAD: usize = 512;

/// A transaction waits for nobody outside. A node that stands still in one gives its locks back to the others then.
const STILL_AT_MOST: &str = "5s";

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The committer's; one on SQLite.
    Write,
    /// Reads only: the database itself refuses a write.
    Read,
    /// Checkpoints and backups of SQLite.
    Upkeep,
}

/// Opens a pool. `create` makes the SQLite file; a PostgreSQL database must exist.
pub(crate) async fn connect(
    url: &str,
    purpose: Purpose,
    create: bool,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url.to_string());
    options
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>);
    if url.starts_with("sqlite:") {
        let connections = if purpose == Purpose::Read { 8 } else { 1 };
        options
            .max_connections(connections)
            .min_connections(1)
            .test_before_acquire(false);
        options.map_sqlx_sqlite_opts(move |o| sqlite_options(o, purpose, create));
        options.map_sqlx_sqlite_pool_opts(move |pool| {
            let check: fn(
                &mut sqlx::SqliteConnection,
                sqlx::pool::PoolConnectionMetadata,
            ) -> Checked<'_> = check_sqlite;
            SqlitePoolOptions::after_connect(pool, check)
        });
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        options
            .max_connections(if purpose == Purpose::Read { 16 } else { 4 })
            .min_connections(1)
            .test_before_acquire(purpose == Purpose::Read);
        let read_only = if purpose == Purpose::Read {
            "on"
        } else {
            "off"
        };
        options.map_sqlx_postgres_opts(move |o| {
            o.application_name("staffetta")
                .statement_cache_capacity(512)
                .options([
                    ("default_transaction_read_only", read_only),
                    ("idle_in_transaction_session_timeout", STILL_AT_MOST),
                ])
        });
        options.map_sqlx_postgres_pool_opts(|pool| {
            let check: fn(
                &mut sqlx::PgConnection,
                sqlx::pool::PoolConnectionMetadata,
            ) -> Checked<'_> = check_postgres;
            PgPoolOptions::after_connect(pool, check)
        });
    } else {
        return Err(StoreError::UnknownUrl(
            url.chars().take_while(|c| *c != ':').collect(),
        ));
    }
    Ok(Database::connect(options).await?)
}

fn sqlite_options(o: SqliteConnectOptions, purpose: Purpose, create: bool) -> SqliteConnectOptions {
    let o = o
        .create_if_missing(create && purpose == Purpose::Write)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_millis(BUSY_MILLISECONDS))
        .statement_cache_capacity(512)
        // Rows of one answer come over together: each time the reader waits costs two switches of thread.
        .row_buffer_size(ROWS_AHEAD)
        .pragma("cache_size", "-65536")
        // A statement's own undo log stays in memory: on disk it costs a file for each many-row insert.
        .pragma("temp_store", "MEMORY")
        // The upkeep connection checkpoints; a commit never pays for one.
        .pragma("wal_autocheckpoint", "0");
    if purpose == Purpose::Read {
        o.pragma("query_only", "ON")
    } else {
        o
    }
}

type Checked<'c> = Pin<Box<dyn Future<Output = Result<(), sqlx::Error>> + Send + 'c>>;

fn check_sqlite(
    connection: &mut sqlx::SqliteConnection,
    _: sqlx::pool::PoolConnectionMetadata,
) -> Checked<'_> {
    Box::pin(async move {
        let row: (String, i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT journal_mode FROM pragma_journal_mode), (SELECT synchronous FROM pragma_synchronous), \
             (SELECT foreign_keys FROM pragma_foreign_keys), (SELECT timeout FROM pragma_busy_timeout)",
        )
        .fetch_one(connection)
        .await?;
        let wanted = ("wal".to_string(), 2, 1, BUSY_MILLISECONDS as i64);
        if row != wanted {
            let text = format!(
                "journal_mode, synchronous, foreign_keys, busy_timeout are {row:?}, not {wanted:?}"
            );
            return Err(sqlx::Error::Configuration(text.into()));
        }
        Ok(())
    })
}

fn check_postgres(
    connection: &mut sqlx::PgConnection,
    _: sqlx::pool::PoolConnectionMetadata,
) -> Checked<'_> {
    Box::pin(async move {
        let row: (String, String) = sqlx::query_as(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync')",
        )
        .fetch_one(connection)
        .await?;
        if row.0 == "off" || row.1 != "on" {
            return Err(sqlx::Error::Configuration(
                format!("synchronous_commit, fsync are {row:?}: commits would not last").into(),
            ));
        }
        Ok(())
    })
}
