//! What a durable instance costs: callers of the runtime, each starting an instance of five pass-through tasks (or one
//! with a person's task, which it completes) and waiting until it is on disk, beside what the same disk gives SQLite or
//! PostgreSQL for the same bytes without us. And how many syncs an instance costs, counted by strace from outside.

use crate::raw::{raw_file, raw_rate, raw_table, raw_times};
use runtime::{Act, Clock, Runtime};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use server::{Config, wire};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tests::figure;
use tests::postgres::Postgres;

const CALLERS: usize = 64;
pub const COUNTED: &str = "--counted-by-strace";

/// An instance that ends by itself, or one a person must complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Seq,
    User,
}

const USER: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="bench-user" targetNamespace="urn:bench">
<process id="user" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>
<userTask id="t" name="Esaminare" camunda:candidateGroups="urp"/><sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

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
    vec![
        ("seq.bpmn".into(), model.into_bytes()),
        ("user.bpmn".into(), USER.as_bytes().to_vec()),
    ]
}

/// A store of its own, by default in the folder, with the bench's processes deployed.
pub async fn organisation(config: Config) -> Runtime {
    let runtime = wire::open(&config, Clock::System, true)
        .await
        .expect("a fresh store");
    runtime
        .deploy(&Act::system(), None, five_tasks())
        .await
        .expect("the bench's processes deploy");
    runtime
}

pub fn in_folder(folder: &Path) -> Config {
    Config {
        data: folder.to_path_buf(),
        ..Config::default()
    }
}

/// One instance, answered when its end is on disk.
async fn one(runtime: &Runtime, kind: Kind) {
    let act = Act::system();
    let key = match kind {
        Kind::Seq => "seq",
        Kind::User => "user",
    };
    let started = runtime
        .start(&act, key, None, Default::default(), None)
        .await
        .expect("the bench's process starts");
    if kind == Kind::Seq {
        assert_eq!(started.state, "completed");
        return;
    }
    let tasks = store::load::tasks_of_instance(runtime.store(), started.id)
        .await
        .expect("the store is read");
    runtime
        .complete(&act, tasks[0].id, Default::default(), None)
        .await
        .expect("the task completes");
}

/// Instances started and ended in `seconds`, each answered only when it is on disk.
pub async fn instances(runtime: &Runtime, kind: Kind, callers: usize, seconds: f64) -> (u64, f64) {
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let until = start + Duration::from_secs_f64(seconds);
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (runtime, done) = (runtime.clone(), done.clone());
            tokio::spawn(async move {
                while Instant::now() < until {
                    one(&runtime, kind).await;
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

/// Bytes the closed store's file holds, once the WAL is in it.
pub async fn stored(folder: &Path) -> u64 {
    let file = folder.join("staffetta.db");
    let url = format!("sqlite://{}", file.display());
    let store = Database::connect(url).await.expect("the store's file");
    store
        .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await
        .expect("nobody else has it open");
    store.close().await.expect("it closes");
    std::fs::metadata(file).expect("the store's file").len()
}

/// Bytes one instance leaves on disk, for a raw row as large.
async fn bytes_of(kind: Kind, folder: &Path) -> usize {
    let data = folder.join(format!("bytes-{kind:?}"));
    let runtime = organisation(in_folder(&data)).await;
    let (ran, _) = instances(&runtime, kind, 64, 1.0).await;
    runtime.store().close().await;
    (stored(&data).await / ran.max(1)) as usize
}

/// `callers` of one kind on SQLite.
async fn on_sqlite(name: &str, kind: Kind, callers: usize) {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let bytes = bytes_of(kind, folder.path()).await;
    let config = in_folder(&folder.path().join("data"));
    let raw = raw_file(folder.path()).await;
    measure(name, kind, callers, bytes, config, &raw).await;
    raw.close().await.expect("it closes");
}

/// As [`on_sqlite`] on a PostgreSQL of our own, on the same disk.
async fn on_postgres(name: &str, kind: Kind, callers: usize) {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let Some(postgres) = Postgres::start_in(folder.path().parent().expect("it lies in one")) else {
        return;
    };
    let bytes = bytes_of(kind, folder.path()).await;
    let config = Config {
        database_url: Some(postgres.database("staffetta")),
        ..in_folder(&folder.path().join("data"))
    };
    let table = ["CREATE TABLE t (id UUID PRIMARY KEY NOT NULL, a BYTEA NOT NULL)"];
    let raw = raw_table(postgres.database("raw"), &table).await;
    measure(name, kind, callers, bytes, config, &raw).await;
    raw.close().await.expect("it closes");
}

/// `callers` of one kind, beside raw transactions of one row and of as many rows as there are callers.
async fn measure(
    name: &str,
    kind: Kind,
    callers: usize,
    bytes: usize,
    config: Config,
    raw: &DatabaseConnection,
) {
    let seconds = figure::seconds();
    let runtime = organisation(config).await;
    instances(&runtime, kind, callers, 0.5).await;

    // Raw before and after, because disks are moody.
    let mut single = raw_rate(raw, 1, bytes, seconds / 4.0).await;
    let mut together = raw_rate(raw, callers, bytes, seconds / 4.0).await;
    let (ran, took) = instances(&runtime, kind, callers, seconds).await;
    single = (single + raw_rate(raw, 1, bytes, seconds / 4.0).await) / 2.0;
    together = (together + raw_rate(raw, callers, bytes, seconds / 4.0).await) / 2.0;
    let ours = ran as f64 / took;
    figure::print(&format!("{name}_bytes"), bytes as f64, "bytes");
    figure::print_beside(name, ours, "instances/s", callers as f64 * single);
    let limit = callers as f64 * together;
    figure::print_beside(&format!("{name}_together"), ours, "instances/s", limit);
    let report = runtime
        .store()
        .audit_verify()
        .await
        .expect("the chain is read");
    assert!(report.is_sound(), "{report:?}");
    runtime.store().close().await;
}

/// What one caller waits beyond the raw commit of the same bytes: medians.
async fn alone() {
    let seconds = figure::seconds();
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let bytes = bytes_of(Kind::Seq, folder.path()).await;
    let runtime = organisation(in_folder(&folder.path().join("data"))).await;
    instances(&runtime, Kind::Seq, 1, 0.5).await;
    let middle = |times: &[Duration]| times[times.len() / 2].as_secs_f64() * 1e6;
    let raw = raw_file(folder.path()).await;
    let before = raw_times(&raw, 1, bytes, seconds / 4.0).await;
    let (mut times, until) = (
        Vec::new(),
        Instant::now() + Duration::from_secs_f64(seconds),
    );
    while Instant::now() < until {
        let began = Instant::now();
        one(&runtime, Kind::Seq).await;
        times.push(began.elapsed());
    }
    times.sort();
    let after = raw_times(&raw, 1, bytes, seconds / 4.0).await;
    raw.close().await.expect("it closes");
    let limit = (middle(&before) + middle(&after)) / 2.0;
    figure::print("durable_sqlite_one_raw_us", limit, "us");
    figure::print("durable_sqlite_one_us", middle(&times) - limit, "us");
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
    let runtime = organisation(in_folder(folder)).await;
    let (ran, _) = instances(&runtime, Kind::Seq, CALLERS, 2.0).await;
    runtime.store().close().await;
    println!("{ran}");
}

/// The figures of this part, or those whose names are given.
pub async fn run(wanted: impl Fn(&str) -> bool) {
    let rates = [
        ("durable_sqlite_seq_64", Kind::Seq, CALLERS),
        ("durable_sqlite_seq_256", Kind::Seq, 256),
        ("durable_sqlite_user_256", Kind::User, 256),
    ];
    for (name, kind, callers) in rates {
        if wanted(name) {
            on_sqlite(name, kind, callers).await;
        }
    }
    if wanted("durable_pg_seq_64") {
        on_postgres("durable_pg_seq_64", Kind::Seq, CALLERS).await;
    }
    if wanted("durable_sqlite_one_us") {
        alone().await;
    }
    if wanted("syncs_per_instance") {
        count_syncs();
    }
}
