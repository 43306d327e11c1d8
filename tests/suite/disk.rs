//! A full disk under the whole program: nothing acknowledged is lost, the alarm is clear, work goes on by
//! itself once there is room again.

use crate::program::town::{Kind, Town};
use crate::program::{Caller, Program, until};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const BYTES: u64 = 24 << 20;

/// A file system of this size in memory, where this machine lets us make one.
struct Small(tempfile::TempDir);

impl Small {
    fn mount() -> Option<Small> {
        let folder = tempfile::tempdir().expect("a folder");
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={BYTES}"), "tmpfs"])
            .arg(folder.path())
            .output()
            .expect("mount runs");
        if !done.status.success() {
            eprintln!(
                "NO SMALL FILE SYSTEM HERE, the test of a full disk did not run: {}",
                String::from_utf8_lossy(&done.stderr).trim()
            );
            return None;
        }
        Some(Small(folder))
    }

    /// Writes until nothing fits any more; answers the file to remove.
    fn fill(&self) -> PathBuf {
        let path = self.0.path().join("filler");
        let mut file = std::fs::File::create(&path).expect("a filler");
        let block = vec![1; 4096];
        while file.write_all(&block).is_ok() {}
        // Room for a verb or two: the disk becomes full in the middle of the work.
        let size = file.metadata().expect("a filler").len();
        file.set_len(size.saturating_sub(256 << 10))
            .expect("a little room");
        path
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // What cannot be unmounted is told by mount's own words; the folder is ours either way.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

async fn status(who: &Caller, program: &Program, path: &str) -> StatusCode {
    who.ask(&program.url, Method::GET, path, None)
        .await
        .expect("it answers")
        .0
}

/// The gauge on /metrics.
async fn writable(who: &Caller, program: &Program) -> bool {
    let text = who.get(&program.url, "/metrics").await;
    let text = text.as_str().expect("text");
    text.lines()
        .any(|line| line == "staffetta_store_writable 1")
}

async fn add_office(who: &Caller, program: &Program, key: &str) -> StatusCode {
    let body = json!({ "key": key, "name": "x".repeat(4_000) });
    who.ask(&program.url, Method::POST, "/api/v1/offices", Some(&body))
        .await
        .expect("it answers")
        .0
}

fn deliver(town: &Town, from: usize) -> usize {
    let kinds = [Kind::Pec, Kind::Answered, Kind::Anomaly, Kind::Bare];
    for (n, kind) in kinds.into_iter().cycle().take(16).enumerate() {
        town.deliver(kind, from + n);
    }
    4
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_work_goes_on_by_itself() {
    let Some(small) = Small::mount() else { return };
    let data: &Path = &small.0.path().join("data");
    let town = Town::build(Some(data.into())).await;
    let program = town.start.ready().await;
    let who = &town.dario;
    let mut answers = deliver(&town, 0);
    town.settle(&program).await.balances(answers);
    assert_eq!(status(who, &program, "/readyz").await, StatusCode::OK);
    assert!(writable(who, &program).await);

    let filler = small.fill();
    answers += deliver(&town, 100);
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    // The last free bytes of the database may still take some.
    for n in 0.. {
        let key = format!("ufficio-{n}");
        match add_office(who, &program, &key).await {
            StatusCode::CREATED => acknowledged.push(key),
            StatusCode::SERVICE_UNAVAILABLE => refused += 1,
            other => panic!("{other}"),
        }
        if refused == 5 {
            break;
        }
        assert!(n < 10_000, "the disk is not full");
    }
    until("the alarm", || async {
        (status(who, &program, "/readyz").await == StatusCode::SERVICE_UNAVAILABLE).then_some(())
    })
    .await;
    assert!(!writable(who, &program).await);
    // Alive, and what is there can be read.
    assert_eq!(status(who, &program, "/healthz").await, StatusCode::OK);
    let page = who.get(&program.url, "/api/v1/tasks?filter=all").await;
    assert!(
        page["items"]
            .as_array()
            .is_some_and(|tasks| !tasks.is_empty())
    );

    std::fs::remove_file(&filler).expect("room again");
    until("the alarm to end by itself", || async {
        (status(who, &program, "/readyz").await == StatusCode::OK).then_some(())
    })
    .await;
    assert!(writable(who, &program).await);
    town.settle(&program).await.balances(answers);
    assert_eq!(add_office(who, &program, "dopo").await, StatusCode::CREATED);
    acknowledged.push("dopo".into());
    let offices = who.get(&program.url, "/api/v1/offices").await;
    let there: BTreeSet<&str> = offices["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|o| o["key"].as_str())
        .collect();
    let told: BTreeSet<&str> = acknowledged.iter().map(String::as_str).collect();
    assert_eq!(there, told, "what is there is what was acknowledged");
    program.stop().await;
    town.verify_audit().await;
    println!(
        "RELIABILITY name=program_disk_full mails=32 acknowledged={} refused={refused} lost=0 dup=0",
        acknowledged.len()
    );
}
