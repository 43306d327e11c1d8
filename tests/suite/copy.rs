//! A backup made while the program works, brought back elsewhere, and a program that works on there.

use crate::many::House;
use crate::program::Start;
use crate::program::ledger::database;
use serde_json::json;
use sqlx::Row;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_all_write_is_whole_and_works_elsewhere() {
    let house = House::build().await;
    let program = house.start.ready().await;
    let url = program.url.clone();
    house.begin(&program, 50).await;

    // Many write while the copy is made; who was answered before it began is in it.
    let (stop, answered) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(Mutex::new(BTreeSet::new())),
    );
    let writers: Vec<_> = (0..16)
        .map(|_| {
            let (stop, answered) = (stop.clone(), answered.clone());
            let (dario, url) = (house.dario.clone(), url.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    let body = json!({ "variables": { "n": 0 } });
                    let path = "/api/v1/processes/ascolta/instances";
                    let made = dario.post(&url, path, &body).await;
                    let id = made["id"].as_str().expect("an id").to_string();
                    answered.lock().expect("nobody panics").insert(id);
                }
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    let before = answered.lock().expect("nobody panics").clone();
    let made = house
        .start
        .run(&["backup", "--url", &url, "--token", &house.token])
        .await;
    stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await.expect("it ends");
    }
    let after = answered.lock().expect("nobody panics").len();
    assert!(after > before.len(), "somebody wrote meanwhile");
    program.stop().await;

    let folder = PathBuf::from(
        made.trim()
            .rsplit_once(": ")
            .expect("it names the folder")
            .1,
    );
    let other = Start {
        data: house.start.data.with_file_name("altrove"),
        log: house.start.log.with_file_name("altrove.log"),
        ..house.start.clone()
    };
    let said = other.run(&["restore", &folder.display().to_string()]).await;
    assert!(said.contains("Put the key file back"), "{said}");
    let key = "secret.key";
    std::fs::copy(house.start.data.join(key), other.data.join(key)).expect("the key, kept apart");
    let mut db = database(&other.data).await;
    let there: BTreeSet<String> = sqlx::query("SELECT lower(hex(id)) FROM instance")
        .fetch_all(&mut db)
        .await
        .expect("rows")
        .iter()
        .map(|row| row.get(0))
        .collect();
    drop(db);
    for id in &before {
        assert!(
            there.contains(&id.replace('-', "")),
            "{id} was answered before the copy"
        );
    }
    other.run(&["audit", "verify"]).await;

    // It works on there: what waits is woken, new cases begin.
    let program = other.ready().await;
    let told = house
        .dario
        .post(
            &program.url,
            "/api/v1/signals",
            &json!({ "name": "allarme" }),
        )
        .await;
    assert_eq!(told["targets"], there.len());
    house.begin(&program, 5).await;
    program.stop().await;
    other.run(&["audit", "verify"]).await;
    println!(
        "RELIABILITY name=copy_under_load n={} written_meanwhile={}",
        there.len(),
        after - before.len()
    );
}
