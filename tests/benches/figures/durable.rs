//! What a durable instance costs: 64 callers of the runtime, each starting an instance of five pass-through tasks and
//! waiting until it is on disk, beside what the same disk gives SQLite for the same bytes without us. And how many
//! syncs an instance costs, counted by strace from outside.

use runtime::{Act, Clock, Runtime};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, Statement, Value};
use server::{Config, wire};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tests::figure;
use uuid::Uuid;

const CALLERS: usize = 64;
pub const COUNTED: &str = "--counted-by-strace";

fn five_tasks() -> Vec<(String, Vec<u8>)> {
    let mut model = String::from(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="bench" targetNamespace="urn:bench"><process id="seq" isExecutable="true"><startEvent id="s"/>"#,
    );
    let ids = ["s", "a", "b", "c", "d", "f", "e"];
    for id in &ids[1..6] {
        model += &format!(r#"<manualTask id="{id}"/>"#);
    }
    model += r#"<endEvent id="e"/>"#;
    for pair in ids.windows(2) {
        model += &format!(
            r#"<sequenceFlow id="{0}{1}" sourceRef="{0}" targetRef="{1}"/>"#,
            pair[0], pair[1]
        );
    }
    model += "</process></definitions>";
    vec![("seq.bpmn".into(), model.into_bytes())]
}

async fn organisation(folder: &Path) -> Runtime {
    let config = Config {
        data: folder.to_path_buf(),
        ..Config::default()
    };
    let runtime = wire::open(&config, Clock::System, true)
        .await
        .expect("a fresh folder");
    runtime
        .deploy(&Act::system(), None, five_tasks())
        .await
        .expect("the bench's process deploys");
    runtime
}

/// Instances started and ended in `seconds`, each answered only when it is on disk.
async fn instances(runtime: &Runtime, callers: usize, seconds: f64) -> (u64, f64) {
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let until = start + Duration::from_secs_f64(seconds);
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (runtime, done) = (runtime.clone(), done.clone());
            tokio::spawn(async move {
                while Instant::now() < until {
                    let started = runtime
                        .start(&Act::system(), "seq", None, Default::default(), None)
                        .await
                        .expect("the bench's process runs through");
                    assert_eq!(started.state, "completed");
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no caller panics");
    }
    (done.load(Ordering::Relaxed), start.elapsed().as_secs_f64())
}

/// Transactions a second of `rows` rows of `bytes` each, one connection, prepared, WAL, synchronous=FULL.
async fn raw(folder: &Path, rows: usize, bytes: usize, seconds: f64) -> f64 {
    let file = folder.join(format!("raw-{}.db", Uuid::now_v7()));
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
    options.max_connections(1).sqlx_logging(false);
    let raw = Database::connect(options).await.expect("a fresh folder");
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
                    Value::Bytes(Some(vec![7; bytes])),
                ]
            })
            .collect();
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, &sql, values);
        raw.execute_raw(statement).await.expect("plain SQL");
        commits += 1.0;
    }
    let rate = commits / start.elapsed().as_secs_f64();
    raw.close().await.expect("it closes");
    rate
}

/// Bytes the store holds, WAL included.
fn stored(folder: &Path) -> u64 {
    std::fs::read_dir(folder)
        .expect("the data folder")
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().ends_with(".db"))
        .map(|e| e.metadata().map_or(0, |m| m.len()))
        .sum()
}

async fn measure() {
    let seconds = figure::seconds();
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let data = folder.path().join("data");
    let runtime = organisation(&data).await;
    let (warm, _) = instances(&runtime, CALLERS, 0.5).await;
    // A raw row as large as what one instance left on disk.
    let (ran, _) = instances(&runtime, CALLERS, 1.0).await;
    runtime.store().close().await;
    let bytes = (stored(&data) / (warm + ran).max(1)) as usize;
    let runtime = wire::open(
        &Config {
            data: data.clone(),
            ..Config::default()
        },
        Clock::System,
        false,
    )
    .await
    .expect("the store opens again");
    instances(&runtime, CALLERS, 0.5).await;

    // Raw before and after, because disks are moody.
    let before = raw(folder.path(), 1, bytes, seconds / 4.0).await;
    let (ran, took) = instances(&runtime, CALLERS, seconds).await;
    let after = raw(folder.path(), 1, bytes, seconds / 4.0).await;
    let together = raw(folder.path(), CALLERS, bytes, seconds / 4.0).await * CALLERS as f64;
    let ours = ran as f64 / took;
    figure::print("durable_sqlite_bytes_per_instance", bytes as f64, "bytes");
    figure::print(
        "durable_sqlite_raw_commits",
        (before + after) / 2.0,
        "commits/s",
    );
    figure::print_beside(
        "durable_sqlite_seq_64",
        ours,
        "instances/s",
        CALLERS as f64 * (before + after) / 2.0,
    );
    figure::print_beside(
        "durable_sqlite_seq_64_together",
        ours,
        "instances/s",
        together,
    );
    let report = runtime
        .store()
        .audit_verify()
        .await
        .expect("the chain is read");
    assert!(report.is_sound(), "{report:?}");
    runtime.store().close().await;
}

/// Runs this program under strace and divides the syncs it saw by the instances.
fn count_syncs() {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let log = folder.path().join("syncs");
    let run = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=fsync,fdatasync,sync_file_range,msync",
            "-o",
        ])
        .arg(&log)
        .arg(std::env::current_exe().expect("this program"))
        .arg(COUNTED)
        .arg(folder.path())
        .output();
    let run = match run {
        Ok(run) => run,
        Err(error) => {
            println!("syncs_per_instance is left out: strace: {error}");
            return;
        }
    };
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let instances: f64 = String::from_utf8_lossy(&run.stdout)
        .trim()
        .parse()
        .expect("the counted run prints its instances");
    let syncs = std::fs::read_to_string(&log)
        .expect("strace wrote its log")
        .lines()
        .filter(|line| line.contains("sync(") || line.contains("sync_file_range("))
        .count();
    figure::print("syncs_per_instance", syncs as f64 / instances, "syncs");
}

/// The run that strace counts: prints how many instances ran.
pub async fn counted(folder: &Path) {
    let runtime = organisation(folder).await;
    let (ran, _) = instances(&runtime, CALLERS, 2.0).await;
    runtime.store().close().await;
    println!("{ran}");
}

pub async fn run() {
    measure().await;
    count_syncs();
}
