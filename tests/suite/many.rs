//! Very many cases at once, over HTTP: a signal that ten thousand wait for, a batch that is cut in the middle.

use crate::program::ledger::database;
use crate::program::{Caller, Program, Start};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// It hears the signal, counts, and waits for it again.
const HEARER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="many" targetNamespace="urn:test">
<signal id="sig" name="allarme"/>
<process id="ascolta" name="Ascolta" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="w"/>
<intermediateCatchEvent id="w"><signalEventDefinition signalRef="sig"/></intermediateCatchEvent><sequenceFlow id="b" sourceRef="w" targetRef="n"/>
<scriptTask id="n" scriptFormat="rhai"><script>n += 1</script></scriptTask><sequenceFlow id="c" sourceRef="n" targetRef="w"/></process></definitions>"#;

/// Nothing moved for so long: it never will.
const STILL: Duration = Duration::from_secs(60);

/// A house with one process, and an administrator with a token.
pub struct House {
    pub start: Start,
    pub dario: Caller,
    pub token: String,
    _folder: tempfile::TempDir,
}

impl House {
    pub async fn build() -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let start = Start::new(folder.path());
        let model = folder.path().join("ascolta.bpmn");
        std::fs::write(&model, HEARER).expect("a file");
        let add = [
            "user",
            "add",
            "dario",
            "--name",
            "Dario Prova",
            "--no-password",
        ];
        let role = ["--role", "amministratore"];
        start.run(&[&add[..], &role].concat()).await;
        let token = start.run(&["token", "dario", "--name", "prova"]).await;
        start.run(&["deploy", &model.display().to_string()]).await;
        House {
            start,
            dario: Caller::new(token.trim()),
            token: token.trim().into(),
            _folder: folder,
        }
    }

    /// Begins so many cases, many at a time.
    pub async fn begin(&self, program: &Program, count: usize) {
        let left = Arc::new(AtomicUsize::new(count));
        let workers = (0..48).map(|_| {
            let (left, dario, url) = (left.clone(), self.dario.clone(), program.url.clone());
            tokio::spawn(async move {
                let take = |n: usize| n.checked_sub(1);
                while left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
                    .is_ok()
                {
                    let body = json!({ "variables": { "n": 0 } });
                    dario
                        .post(&url, "/api/v1/processes/ascolta/instances", &body)
                        .await;
                }
            })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.expect("it begins its cases");
        }
    }

    /// Waits until a count is reached, as long as it grows.
    async fn reaches(&self, sql: &'static str, wanted: usize) {
        let mut db = database(&self.start.data).await;
        let (mut last, mut moved) = (0, Instant::now());
        loop {
            let now = count(&mut db, sql).await;
            if now >= wanted {
                return;
            }
            if now != last {
                (last, moved) = (now, Instant::now());
            }
            assert!(moved.elapsed() < STILL, "{now} of {wanted}: {sql}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

async fn count(db: &mut SqliteConnection, sql: &'static str) -> usize {
    let n: i64 = sqlx::query_scalar(sql)
        .fetch_one(db)
        .await
        .expect("a count");
    usize::try_from(n).expect("a count")
}

/// Steps that cases took: each has begun, and heard the signal.
const STEPS_OTHER_THAN_TWO: &str =
    "SELECT COUNT(*) FROM (SELECT instance FROM trace GROUP BY instance HAVING COUNT(*) <> 2)";
const HEARD: &str = "SELECT COUNT(*) FROM event WHERE kind = 'signal_for' AND state = 'taken'";
const UNHEARD: &str = "SELECT COUNT(*) FROM event WHERE state = 'waiting'";
const SUSPENDED: &str = "SELECT COUNT(*) FROM instance WHERE state = 'suspended'";
const DONE: &str = "SELECT COUNT(*) FROM batch_item WHERE state = 'done'";
const NOT_DONE: &str = "SELECT COUNT(*) FROM batch_item WHERE state <> 'done'";
const ENDED: &str = "SELECT COUNT(*) FROM batch WHERE state = 'completed'";
const ACTS: &str = "SELECT COUNT(*) FROM audit WHERE verb = 'instance.suspend'";
const DONE_TWICE: &str = "SELECT COUNT(*) FROM (SELECT object FROM audit WHERE verb = 'instance.suspend' GROUP BY object HAVING COUNT(*) > 1)";

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_to_ten_thousand_is_answered_soon_and_heard_by_each_once() {
    const CASES: usize = 10_000;
    let house = House::build().await;
    let program = house.start.ready().await;
    house.begin(&program, CASES).await;

    let asked = Instant::now();
    let answer = house
        .dario
        .whole(
            &program.url,
            Method::POST,
            "/api/v1/signals",
            &json!({ "name": "allarme" }),
        )
        .await;
    let took = asked.elapsed();
    assert_eq!(answer.status(), StatusCode::OK);
    let pending = answer.headers().get("staffetta-pending").cloned();
    let told: Value = answer.json().await.expect("JSON");
    assert_eq!(told["targets"], CASES);
    match pending {
        Some(pending) => assert_eq!(pending, "true"),
        // Answered without it, everybody has heard already: two seconds were enough.
        None => {
            let mut db = database(&house.start.data).await;
            assert_eq!(count(&mut db, HEARD).await, CASES);
        }
    }
    // While they are told, others are served.
    program.answers().await;
    house.reaches(HEARD, CASES).await;
    println!(
        "RELIABILITY name=signal_to_many n={CASES} answered_ms={} all_ms={}",
        took.as_millis(),
        asked.elapsed().as_millis()
    );
    program.stop().await;
    let mut db = database(&house.start.data).await;
    assert_eq!(
        count(&mut db, STEPS_OTHER_THAN_TWO).await,
        0,
        "each heard it once"
    );
    assert_eq!(count(&mut db, UNHEARD).await, 0);
    drop(db);
    house.start.run(&["audit", "verify"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_killed_in_the_middle_is_completed_and_nothing_is_done_twice() {
    const CASES: usize = 6_000;
    let house = House::build().await;
    let mut program = house.start.ready().await;
    house.begin(&program, CASES).await;
    let (dario, url) = (house.dario.clone(), program.url.clone());
    let asked = tokio::spawn(async move {
        let body = json!({ "kind": "suspend_instances", "filter": { "process": "ascolta" } });
        dario
            .ask(&url, Method::POST, "/api/v1/batches", Some(&body))
            .await
    });
    let mut killed_at = Vec::new();
    for some in [CASES / 10, CASES / 3, CASES * 2 / 3] {
        house.reaches(DONE, some).await;
        let mut db = database(&house.start.data).await;
        killed_at.push(count(&mut db, DONE).await);
        drop(db);
        program.kill().await;
        program = house.start.ready().await;
    }
    let in_the_middle = killed_at.iter().filter(|n| **n < CASES).count();
    assert!(in_the_middle >= 2, "killed too late: {killed_at:?}");
    drop(asked.await.expect("it was answered or cut"));
    house.reaches(ENDED, 1).await;
    program.stop().await;
    let mut db = database(&house.start.data).await;
    assert_eq!(count(&mut db, DONE).await, CASES);
    assert_eq!(count(&mut db, NOT_DONE).await, 0);
    assert_eq!(count(&mut db, SUSPENDED).await, CASES);
    assert_eq!(count(&mut db, ACTS).await, CASES);
    assert_eq!(count(&mut db, DONE_TWICE).await, 0);
    assert_eq!(
        count(&mut db, STEPS_OTHER_THAN_TWO).await,
        0,
        "begun, then paused once"
    );
    drop(db);
    house.start.run(&["audit", "verify"]).await;
    println!("RELIABILITY name=batch_kills n={CASES} killed_at={killed_at:?} lost=0 dup=0");
}
