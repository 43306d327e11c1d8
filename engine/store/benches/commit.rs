//! What the commit path costs: 64 callers that each commit an instance, a trace and a command, beside what the same disk
//! gives SQLite when it commits the same bytes without us.
//!
//! `BENCH name value unit [limit=raw of the same run] [ratio=value/limit]`. `STAFFETTA_BENCH_SECONDS` sets the length.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement, Value};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{BlobRoot, CommandRecord, Expect, OpenOptions, Store, Table, WriteSet, row};
use uuid::Uuid;

const CALLERS: usize = 64;

fn set(n: u64) -> WriteSet {
    let now = chrono::Utc::now();
    let id = Uuid::now_v7();
    let command = CommandRecord {
        id: Uuid::now_v7(),
        principal: "bench".into(),
        on_behalf_of: None,
        idempotency_key: None,
        answer: json!({"id": id}),
    };
    let instance = row::Instance {
        id,
        revision: 1,
        process: Uuid::nil(),
        process_key: "seq".into(),
        deployment: Uuid::nil(),
        state: "completed".into(),
        business_key: None,
        title: format!("bench {n}"),
        office: None,
        term_at: None,
        parent: None,
        parent_wait: None,
        started_at: now,
        ended_at: Some(now),
        error_code: None,
        open_incidents: 0,
        steps: 1,
        snapshot: vec![7; 400],
    };
    let trace = row::Trace {
        instance: id,
        seq: 0,
        at: now,
        bytes: vec![9; 300],
    };
    let mut set = WriteSet::new(now).command(command);
    set.guard(Table::Instance, id, Expect::Absent)
        .put(instance)
        .put(trace);
    set
}

/// Sets a second, over `CALLERS` callers that each wait for their answer.
async fn sets_per_second(store: &Store, seconds: f64) -> f64 {
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let until = start + Duration::from_secs_f64(seconds);
    let callers = (0..CALLERS).map(|_| {
        let (store, done) = (store.clone(), done.clone());
        tokio::spawn(async move {
            while Instant::now() < until {
                let n = done.load(Ordering::Relaxed);
                store
                    .commit(set(n))
                    .await
                    .expect("the bench's sets have no guards that fail");
                done.fetch_add(1, Ordering::Relaxed);
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.expect("no caller panics");
    }
    done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

/// Commits a second of `rows` rows of about the same bytes as one set each, one connection, prepared, WAL, synchronous=FULL.
async fn raw_commits_per_second(folder: &std::path::Path, rows: usize, seconds: f64) -> f64 {
    let url = format!(
        "sqlite://{}?mode=rwc",
        folder.join(format!("raw-{}.db", Uuid::now_v7())).display()
    );
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let raw = Database::connect(options)
        .await
        .expect("a file in a fresh folder");
    for sql in [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE t (id BLOB PRIMARY KEY NOT NULL, a BLOB NOT NULL)",
    ] {
        raw.execute_unprepared(sql).await.expect("plain SQL");
    }
    let sql = format!("INSERT INTO t VALUES {}", vec!["(?,?)"; rows].join(","));
    let start = Instant::now();
    let mut commits = 0.0;
    while start.elapsed().as_secs_f64() < seconds {
        let values: Vec<Value> = (0..rows)
            .flat_map(|_| {
                [
                    Value::Uuid(Some(Uuid::now_v7())),
                    Value::Bytes(Some(vec![7; 1_000])),
                ]
            })
            .collect();
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, &sql, values);
        raw.execute_raw(statement).await.expect("plain SQL");
        commits += 1.0;
    }
    commits / start.elapsed().as_secs_f64()
}

#[tokio::main]
async fn main() {
    let seconds: f64 = std::env::var("STAFFETTA_BENCH_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(4.0);
    // Beside the build: on the disk that is used, never a temporary file system in memory.
    let base = std::env::var("STAFFETTA_BENCH_FOLDER")
        .unwrap_or_else(|_| env!("CARGO_TARGET_TMPDIR").into());
    std::fs::create_dir_all(&base).expect("the build folder can be written");
    let folder = tempfile::tempdir_in(base).expect("the build folder can be written");
    let url = format!("sqlite://{}", folder.path().join("store.db").display());
    let options = OpenOptions {
        clock_test: false,
        create: true,
    };
    let store = Store::open(
        &url,
        &BlobRoot::folder(folder.path().join("blobs")),
        options,
    )
    .await
    .expect("a fresh folder");
    sets_per_second(&store, 0.5).await;

    // Raw before and after, because disks are moody.
    let before = raw_commits_per_second(folder.path(), 1, seconds / 4.0).await;
    let ours = sets_per_second(&store, seconds).await;
    let again = raw_commits_per_second(folder.path(), 1, seconds / 4.0).await;
    let grouped = raw_commits_per_second(folder.path(), CALLERS, seconds / 4.0).await;
    let single = (before + again) / 2.0;
    println!("BENCH store_commit_raw_1 {single:.0} commits/s");
    println!(
        "BENCH store_commit_raw_64 {:.0} rows/s",
        grouped * CALLERS as f64
    );
    let limit = CALLERS as f64 * single;
    println!(
        "BENCH store_commit_64 {ours:.0} sets/s limit={limit:.0} ratio={:.2}",
        ours / limit
    );
    let limit = grouped * CALLERS as f64;
    println!(
        "BENCH store_commit_64_bytes {ours:.0} sets/s limit={limit:.0} ratio={:.2}",
        ours / limit
    );
    let report = store.audit_verify().await.expect("the chain can be read");
    assert!(report.is_sound(), "{report:?}");
    store.close().await;
}
