//! What the machine gives without us: rows in a database of its own, a transaction each.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, Value,
};
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Where raw rows go: one connection, with an empty table `t`.
pub async fn raw_table(url: String, statements: &[&str]) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let raw = Database::connect(options).await.expect("a database");
    for sql in statements {
        raw.execute_unprepared(sql).await.expect("plain SQL");
    }
    raw
}

/// SQLite with WAL and synchronous=FULL.
pub async fn raw_file(folder: &Path) -> DatabaseConnection {
    let file = folder.join(format!("raw-{}.db", Uuid::now_v7()));
    let statements = [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE t (id BLOB PRIMARY KEY NOT NULL, a BLOB NOT NULL)",
    ];
    raw_table(format!("sqlite://{}?mode=rwc", file.display()), &statements).await
}

/// `rows` rows of `bytes` each, new ones.
fn insert(raw: &DatabaseConnection, rows: usize, bytes: usize) -> Statement {
    let backend = raw.get_database_backend();
    let place = |row: usize| match backend {
        DbBackend::Postgres => format!("(${},${})", 2 * row + 1, 2 * row + 2),
        _ => "(?,?)".to_string(),
    };
    let places: Vec<String> = (0..rows).map(place).collect();
    let values = (0..rows).flat_map(|_| {
        [
            Value::Uuid(Some(Uuid::now_v7())),
            Value::Bytes(Some(vec![7; bytes])),
        ]
    });
    let sql = format!("INSERT INTO t VALUES {}", places.join(","));
    Statement::from_sql_and_values(backend, sql, values)
}

/// How long a raw transaction of one row of `bytes` takes.
pub async fn raw_once(raw: &DatabaseConnection, bytes: usize) -> Duration {
    let statement = insert(raw, 1, bytes);
    let began = Instant::now();
    raw.execute_raw(statement).await.expect("plain SQL");
    began.elapsed()
}

/// How long so many raw transactions of `rows` rows of `bytes` each take, one after the other.
pub async fn raw_all(
    raw: &DatabaseConnection,
    transactions: usize,
    rows: usize,
    bytes: usize,
) -> Duration {
    let mut took = Duration::ZERO;
    for _ in 0..transactions {
        let statement = insert(raw, rows, bytes);
        let began = Instant::now();
        raw.execute_raw(statement).await.expect("plain SQL");
        took += began.elapsed();
    }
    took
}

/// The times of raw transactions of `rows` rows of `bytes` each, prepared, for `seconds`, in ascending order.
pub async fn raw_times(
    raw: &DatabaseConnection,
    rows: usize,
    bytes: usize,
    seconds: f64,
) -> Vec<Duration> {
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed().as_secs_f64() < seconds {
        let statement = insert(raw, rows, bytes);
        let began = Instant::now();
        raw.execute_raw(statement).await.expect("plain SQL");
        times.push(began.elapsed());
    }
    times.sort();
    times
}

/// Raw transactions a second.
pub async fn raw_rate(raw: &DatabaseConnection, rows: usize, bytes: usize, seconds: f64) -> f64 {
    let times = raw_times(raw, rows, bytes, seconds).await;
    times.len() as f64 / times.iter().sum::<Duration>().as_secs_f64()
}

/// Raw transactions a second of SQLite in the folder.
pub async fn raw(folder: &Path, rows: usize, bytes: usize, seconds: f64) -> f64 {
    let raw = raw_file(folder).await;
    let rate = raw_rate(&raw, rows, bytes, seconds).await;
    raw.close().await.expect("it closes");
    rate
}
