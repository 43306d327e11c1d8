//! A process that dies at any commit point loses nothing it acknowledged and writes nothing by half.

use crate::base::*;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use store::{BlobRoot, CommandRecord, OpenOptions, Store, Write, load, row};
use uuid::Uuid;

/// The child: commits from several tasks and notes each answer in a file, until it dies. Not a test of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the tests below in a process of its own"]
async fn child() {
    let Ok(url) = std::env::var("STAFFETTA_CHILD_URL") else {
        return;
    };
    let folder = std::path::PathBuf::from(std::env::var("STAFFETTA_CHILD_FOLDER").unwrap());
    let store = Store::open(
        &url,
        &BlobRoot::folder(folder.join("blobs")),
        OpenOptions {
            clock_test: false,
            create: true,
        },
    )
    .await
    .unwrap();
    let protocol = load::register_by_key(&store, "protocollo")
        .await
        .unwrap()
        .unwrap();
    let rounds = std::env::var("STAFFETTA_CHILD_ROUNDS").map_or(40, |n| n.parse().unwrap());
    let tasks = (0..6).map(|worker| {
        let (store, folder, protocol) = (store.clone(), folder.clone(), protocol.clone());
        tokio::spawn(async move {
            for n in 0..rounds {
                let raw = store.blobs().put(id().as_bytes().to_vec()).await.unwrap();
                let i = instance();
                let command = CommandRecord {
                    id: i.id,
                    principal: "anna".into(),
                    on_behalf_of: None,
                    idempotency_key: None,
                    answer: serde_json::json!(n),
                };
                let mut s = set().command(command);
                s.put(row::Instance {
                    title: hex::encode(raw),
                    ..i.clone()
                })
                .put(trace(&i, 0))
                .audit(audit("instance.start", i.id));
                s.write(Write::Register(registration(
                    &protocol,
                    &i.id.to_string(),
                    0,
                )));
                let done = store.commit(s).await.unwrap();
                let mut acks = std::fs::OpenOptions::new()
                    .append(true)
                    .create(true)
                    .open(folder.join("acks"))
                    .unwrap();
                acks.write_all(
                    format!("{} {} {worker}\n", i.id, done.registered[0].number).as_bytes(),
                )
                .unwrap();
                if n % 10 == 0 && worker == 0 {
                    store.checkpoint_audit().await.unwrap();
                }
            }
        })
    });
    for done in futures::future::join_all(tasks).await {
        done.unwrap();
    }
    store.close().await;
}

fn acknowledged_bytes(place: &Place) -> u64 {
    std::fs::metadata(place.folder.join("acks")).map_or(0, |m| m.len())
}

fn spawn_child(place: &Place, environment: &[(&str, &str)]) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["crash::child", "--exact", "--ignored"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .env("STAFFETTA_CHILD_URL", &place.url)
        .env("STAFFETTA_CHILD_FOLDER", &place.folder)
        .envs(environment.iter().copied());
    command.spawn().unwrap()
}

/// Lets the child die at a point.
fn crash_child(place: &Place, point: &str) {
    let status = spawn_child(place, &[("STAFFETTA_CRASH_AT", point)])
        .wait()
        .unwrap();
    assert!(!status.success(), "the child passed {point} and lived");
}

/// Kills the child some milliseconds after its first answers: in the middle of its work.
fn kill_child(place: &Place, milliseconds: u64) {
    let before = acknowledged_bytes(place);
    let mut child = spawn_child(place, &[("STAFFETTA_CHILD_ROUNDS", "1000000")]);
    let start = std::time::Instant::now();
    while acknowledged_bytes(place) == before {
        assert!(start.elapsed().as_secs() < 60 && child.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    std::thread::sleep(std::time::Duration::from_millis(milliseconds));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Every acknowledged set is whole; every set that is there is whole; numbers have no gap; the chain is sound.
async fn check(place: &Place) -> usize {
    let acks = std::fs::read_to_string(place.folder.join("acks")).unwrap_or_default();
    let store = place.open().await;
    assert!(!store.boot().restored_copy, "a crash is no restore");
    let mut acknowledged = BTreeSet::new();
    for line in acks.lines() {
        let mut words = line.split(' ');
        let id: Uuid = words.next().unwrap().parse().unwrap();
        let number: i64 = words.next().unwrap().parse().unwrap();
        let i = load::instance(&store, id)
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{id} was acknowledged and is lost"));
        let raw: [u8; 32] = hex::decode(&i.title).unwrap().try_into().unwrap();
        store.blobs().get(&raw).await.unwrap();
        assert_eq!(load::trace(&store, id, 0).await.unwrap().len(), 1);
        assert_eq!(
            load::registration_by_origin(&store, &id.to_string())
                .await
                .unwrap()
                .unwrap()
                .number,
            number
        );
        assert!(acknowledged.insert(id));
    }
    let counts = raw_texts(
        &place.url,
        "SELECT CAST((SELECT COUNT(*) FROM instance) AS TEXT) || ' ' || CAST((SELECT COUNT(*) FROM trace) AS TEXT) || ' ' || CAST((SELECT COUNT(*) FROM command) AS TEXT) \
         || ' ' || CAST((SELECT COUNT(*) FROM registration) AS TEXT) || ' ' || CAST((SELECT COALESCE(MAX(number), 0) FROM registration) AS TEXT)",
    )
    .await;
    let counts: BTreeSet<&str> = counts[0].split(' ').collect();
    assert_eq!(
        counts.len(),
        1,
        "instances, traces, commands, registrations, highest number: {counts:?}"
    );
    let report = store.audit_verify().await.unwrap();
    assert_eq!(report.faults, vec![]);
    store.close().await;
    acknowledged.len()
}

async fn prepared(place: &Place) {
    let store = place.open().await;
    store
        .commit({
            let mut s = set();
            s.put(register("protocollo"));
            s
        })
        .await
        .unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_every_named_point() {
    on_each(|place| async move {
        prepared(&place).await;
        let mut lives = 0;
        for point in ["commit.begin", "commit.before", "commit.after", "blob.before", "blob.after", "checkpoint.before", "checkpoint.after", "boot.file"] {
            for hit in [1, 3] {
                if point == "boot.file" && hit > 1 {
                    continue;
                }
                crash_child(&place, &format!("{point}:{hit}"));
                check(&place).await;
                lives += 1;
            }
        }
        let acknowledged = check(&place).await;
        assert!(acknowledged > 0);
        println!("RELIABILITY name=store_crash_points backend={} n={lives} acknowledged={acknowledged} lost=0", if place.postgres { "postgres" } else { "sqlite" });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_random_by_kill() {
    on_each(|place| async move {
        prepared(&place).await;
        let seed = std::process::id();
        for n in 0..10u32 {
            let ms = seed
                .wrapping_mul(2_654_435_761)
                .wrapping_add(n.wrapping_mul(40_503))
                % 150;
            kill_child(&place, u64::from(ms));
        }
        let acknowledged = check(&place).await;
        assert!(acknowledged >= 10, "{acknowledged}");
        println!("RELIABILITY name=store_kills backend={} n=10 acknowledged={acknowledged} lost=0 seed={seed}", if place.postgres { "postgres" } else { "sqlite" });
    })
    .await;
}
