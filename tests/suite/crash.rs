//! The program dies: at every named point, and at random. Nothing is lost, nothing happens twice.

use crate::program::chance::{Dice, number};
use crate::program::ledger::Ledger;
use crate::program::town::{Kind, PROTOCOLLO, Town};
use crate::program::{Start, until};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::crash::Point;
use tokio::time::sleep;

/// What brings the program to a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Starting is enough.
    Start,
    /// Mails that come in and are answered.
    Mails,
    /// A backup made while it runs.
    Backup,
    /// A signal, told to whoever waits for it.
    Signal,
    /// Being told to stop.
    Stop,
}

/// How each point is reached, and which hits of it are tried.
fn way(point: Point) -> (Way, &'static [u32]) {
    match point {
        Point::BootFile => (Way::Start, &[1]),
        Point::CheckpointBefore | Point::CheckpointAfter => (Way::Stop, &[1]),
        Point::BackupDatabase => (Way::Backup, &[1]),
        // Its second hit needs hundreds who wait: `engine/runtime/tests/signals.rs` has them.
        Point::SignalSpread => (Way::Signal, &[1]),
        Point::BlobBefore | Point::BlobAfter | Point::ArrivalStarted => (Way::Mails, &[1, 5]),
        Point::CommitBegin | Point::CommitBefore | Point::CommitAfter => (Way::Mails, &[1, 4, 11]),
        Point::ArrivalBlobs | Point::ArrivalBefore | Point::ArrivalKept => (Way::Mails, &[1, 2]),
        // A receipt wakes the case that waits for it; several takers: `engine/runtime/tests/messages.rs`.
        Point::MessageTaken => (Way::Mails, &[1]),
        Point::ReceiptTaken
        | Point::OutboxPrepared
        | Point::OutboxQueued
        | Point::OutboxSubmitting
        | Point::OutboxSubmitted => (Way::Mails, &[1, 2]),
    }
}

/// Runs with the point armed until the program dies of it. Panics when it lives.
async fn die(town: &Town, start: &Start, way: Way, armed: &str) {
    let mut program = start.spawn();
    if way != Way::Start && program.listens().await {
        match way {
            Way::Backup => {
                let answer = town
                    .dario
                    .ask(&program.url, Method::POST, "/api/v1/backups", None)
                    .await;
                assert!(answer.is_err(), "{armed}: the backup was answered");
            }
            Way::Signal => {
                let body = json!({ "name": "prova" });
                let answer = town
                    .dario
                    .ask(&program.url, Method::POST, "/api/v1/signals", Some(&body))
                    .await;
                assert!(answer.is_err(), "{armed}: the signal was answered");
            }
            Way::Stop => {
                // Something to anchor: a chain begins with the first commit of a life.
                let body = json!({ "key": armed.replace([':', '.'], "-"), "name": "Ufficio" });
                town.dario
                    .post(&program.url, "/api/v1/offices", &body)
                    .await;
                program.terminate().await;
            }
            Way::Start | Way::Mails => {}
        }
    }
    let status = program.ends().await;
    let died = std::os::unix::process::ExitStatusExt::signal(&status);
    assert_eq!(
        died,
        Some(6),
        "{armed} was never reached: {status}\n{}",
        program.last_words()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn at_every_named_point_nothing_is_lost_and_nothing_happens_twice() {
    let town = Town::build(None).await;
    let (mut mails, mut answers, mut lives) = (0, 0, 0);
    for point in Point::ALL {
        let (way, hits) = way(*point);
        for hit in hits {
            let armed = format!("{}:{hit}", point.name());
            for kind in [
                Kind::Pec,
                Kind::Answered,
                Kind::Bare,
                Kind::Answered,
                Kind::Anomaly,
            ] {
                town.deliver(kind, mails);
                mails += 1;
                answers += usize::from(kind == Kind::Answered);
            }
            die(
                &town,
                &town.start.clone().with("STAFFETTA_CRASH_AT", &armed),
                way,
                &armed,
            )
            .await;
            lives += 1;
        }
        let program = town.start.ready().await;
        town.settle(&program).await.balances(answers);
        program.kill().await;
    }
    town.verify_audit().await;
    println!(
        "RELIABILITY name=program_crash_points n={lives} points={} mails={mails} answers={answers} lost=0 dup=0",
        Point::ALL.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_the_receipt_of_an_unknown_submission_leaves_no_case_behind() {
    let town = Town::build(None).await;
    town.deliver(Kind::Answered, 0);
    let armed = |point: &str| town.start.clone().with("STAFFETTA_CRASH_AT", point);
    // The gestore has it, and nobody here knows as long as its receipts do not come.
    let submitted = "outbox.submitted:1";
    die(&town, &armed(submitted), Way::Mails, submitted).await;
    let (inbox, aside) = (
        town.maildir(PROTOCOLLO).join("new"),
        town.folder.path().join("aside"),
    );
    until("the letter and both receipts", || async {
        town.gestore.tick().await.expect("the gestore works");
        (std::fs::read_dir(&inbox).expect("a Maildir").count() == 3).then_some(())
    })
    .await;
    std::fs::rename(&inbox, &aside).expect("receipts are held back");
    std::fs::create_dir(&inbox).expect("an empty mailbox");
    let program = town.start.ready().await;
    until("an unknown submission", || async {
        (!Ledger::read(&town).await.unknown.is_empty()).then_some(())
    })
    .await;
    program.kill().await;
    // Then the receipt tells, and nobody hears the end of it.
    std::fs::remove_dir(&inbox).expect("nothing came");
    std::fs::rename(&aside, &inbox).expect("receipts come");
    let taken = "receipt.taken:1";
    die(&town, &armed(taken), Way::Mails, taken).await;
    let program = town.start.ready().await;
    town.settle(&program).await.balances(1);
    program.stop().await;
    town.verify_audit().await;
}

/// A person works while the program lives: concludes open tasks and remembers what was acknowledged.
async fn work(town: &Town, url: &str, acknowledged: &mut BTreeSet<String>) {
    let list = "/api/v1/tasks?filter=all&limit=20";
    loop {
        let Ok((status, tasks)) = town.anna.ask(url, Method::GET, list, None).await else {
            return;
        };
        assert_eq!(status, StatusCode::OK, "{tasks}");
        let Some(task) = tasks["items"]
            .as_array()
            .into_iter()
            .flatten()
            .find_map(|t| t["id"].as_str())
        else {
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let path = format!("/api/v1/tasks/{task}/complete");
        let body = json!({ "data": {} });
        match town.anna.ask(url, Method::POST, &path, Some(&body)).await {
            Ok((StatusCode::OK, _)) => assert!(
                acknowledged.insert(task.to_string()),
                "a task was acknowledged twice"
            ),
            // Its answer was lost with an earlier life, and the list is older than that.
            Ok((StatusCode::CONFLICT, _)) => {}
            Ok((status, said)) => panic!("{status}: {said}"),
            Err(_) => return,
        }
        // Most of the mails are left to pile up.
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_random_by_kill_nothing_is_lost_and_nothing_happens_twice() {
    let kills = number("STAFFETTA_KILLS", 200);
    let mails = number("STAFFETTA_MAILS", 2_000);
    let seed = number("STAFFETTA_SEED", u64::from(std::process::id()));
    println!("{kills} kills over {mails} mails, STAFFETTA_SEED={seed}");
    let begun = Instant::now();
    let mut dice = Dice(seed);
    let town = Arc::new(Town::build(None).await);
    let (mut delivered, mut answers) = (0, 0);
    let mut acknowledged = BTreeSet::new();
    let mut moments: BTreeMap<&str, u32> = BTreeMap::new();
    for life in 0..kills {
        let due = mails * (life + 1) / kills;
        let batch: Vec<(Kind, u64)> = (delivered..due)
            .map(|n| {
                let kind = match dice.below(20) {
                    0 | 1 => Kind::Answered,
                    2 | 3 => Kind::Anomaly,
                    4 => Kind::Bare,
                    _ => Kind::Pec,
                };
                (kind, n)
            })
            .collect();
        answers += batch.iter().filter(|(k, _)| *k == Kind::Answered).count();
        delivered = due;
        let to = town.clone();
        let delivery = tokio::task::spawn_blocking(move || {
            for (kind, n) in batch {
                to.deliver(kind, n as usize);
            }
        });
        let mut program = town.start.spawn();
        // One life in five ends while it is starting; the others some time into their work.
        if dice.below(5) == 0 {
            sleep(Duration::from_millis(dice.below(250))).await;
            *moments.entry("starting").or_default() += 1;
        } else {
            assert!(program.listens().await, "{}", program.last_words());
            let moment = Duration::from_millis(dice.below(700));
            let work = work(&town, &program.url, &mut acknowledged);
            // Ended by the moment, as by the kill.
            let _ = tokio::time::timeout(moment, work).await;
            *moments.entry("working").or_default() += 1;
        }
        program.kill().await;
        delivery.await.expect("everything is delivered");
    }
    let program = town.start.ready().await;
    let ledger = town.settle(&program).await;
    ledger.balances(answers);
    assert_eq!(ledger.letters() as u64, mails);
    program.stop().await;
    concluded(&town, &acknowledged).await;
    town.verify_audit().await;
    println!(
        "RELIABILITY name=program_kills n={kills} mails={mails} receipts={} answers={answers} acknowledged={} moments={moments:?} lost=0 dup=0 seed={seed} seconds={}",
        ledger.receipts(),
        acknowledged.len(),
        begun.elapsed().as_secs()
    );
}

/// What a person was told is done is done, and once.
async fn concluded(town: &Town, acknowledged: &BTreeSet<String>) {
    let mut db = crate::program::ledger::database(&town.start.data).await;
    let done: Vec<(uuid::Uuid, String)> = sqlx::query_as(
        "SELECT task.id, instance.state FROM task JOIN instance ON instance.id = task.instance WHERE task.state = 'completed'",
    )
    .fetch_all(&mut db)
    .await
    .expect("tasks");
    let done: BTreeMap<String, String> = done
        .into_iter()
        .map(|(id, state)| (id.to_string(), state))
        .collect();
    for task in acknowledged {
        assert_eq!(
            done.get(task).map(String::as_str),
            Some("completed"),
            "{task} was acknowledged"
        );
    }
    assert!(
        !acknowledged.is_empty(),
        "nobody ever got an answer: the test says nothing about them"
    );
}
