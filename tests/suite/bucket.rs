//! The whole program with its blobs in an S3 bucket: a mail comes in and is there after a restart; S3 goes away and comes
//! back; the program dies between a blob and its row.

use crate::program::town::{Kind, Town};
use crate::program::{Caller, Program, Start, until};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::path::PathBuf;
use tests::bucket::{ACCESS_KEY, BUCKET, Bucket, SECRET_KEY};

fn in_bucket(start: &Start, s3: &Bucket) -> Start {
    start
        .clone()
        .with("STAFFETTA_BLOBS_URL", &format!("s3://{BUCKET}/comune"))
        .with("STAFFETTA_BLOBS_ENDPOINT", &s3.endpoint())
        .with("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        .with("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
}

async fn town(s3: &Bucket) -> Town {
    Town::as_set(|start| {
        *start = in_bucket(start, s3);
        start.bucket = Some(s3.file("comune"));
    })
    .await
}

async fn status(who: &Caller, program: &Program, path: &str) -> StatusCode {
    who.ask(&program.url, Method::GET, path, None)
        .await
        .expect("it answers")
        .0
}

fn deliver(town: &Town, from: usize) -> usize {
    let kinds = [Kind::Pec, Kind::Answered, Kind::Anomaly, Kind::Bare];
    for (n, kind) in kinds.into_iter().cycle().take(8).enumerate() {
        town.deliver(kind, from + n);
    }
    2
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_kept_in_the_bucket_and_given_out_again() {
    let s3 = Bucket::start().await;
    let town = town(&s3).await;
    let program = town.start.ready().await;
    let answers = deliver(&town, 0);
    town.settle(&program).await.balances(answers);
    program.stop().await;
    assert!(!town.start.data.join("blobs/sha256").exists());
    assert!(town.start.data.join("blobs/anchors.jsonl").is_file());

    let program = town.start.ready().await;
    let list = town.anna.get(&program.url, "/api/v1/mails").await;
    let mail = &list["items"][0];
    let id = mail["id"].as_str().expect("an id");
    let path = format!("/api/v1/mails/{id}/raw");
    let raw = town
        .anna
        .whole(&program.url, Method::GET, &path, &Value::Null);
    let raw = raw.await.bytes().await.expect("the bytes").to_vec();
    let written: Vec<Vec<u8>> = files(town.maildir(crate::program::town::PROTOCOLLO));
    assert!(written.contains(&raw), "as it came, byte for byte");
    program.stop().await;
    town.verify_audit().await;

    // A copy holds the blobs; it is brought back into another bucket.
    let copy = town.folder.path().join("copy");
    let copy = copy.to_str().expect("text");
    town.start.run(&["backup", copy]).await;
    let other = Bucket::start().await;
    let mut home = in_bucket(&Start::new(town.folder.path()), &other);
    home.data = town.folder.path().join("home");
    home.run(&["restore", copy]).await;
    std::fs::copy(
        town.start.data.join("secret.key"),
        home.data.join("secret.key"),
    )
    .expect("the key is kept apart");
    assert!(home.run(&["audit", "verify"]).await.contains("is whole"));
    assert_eq!(
        files(other.file("comune/sha256")).len(),
        files(s3.file("comune/sha256")).len()
    );
}

/// Every file below, read.
fn files(folder: PathBuf) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files(path)),
            false => found.push(std::fs::read(path).expect("a file")),
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_away_is_told_and_work_goes_on_by_itself() {
    let mut s3 = Bucket::start().await;
    let town = town(&s3).await;
    let program = town.start.ready().await;
    let who = &town.dario;
    let mut answers = deliver(&town, 0);
    town.settle(&program).await.balances(answers);

    s3.stop().await;
    answers += deliver(&town, 100);
    until("the alarm", || async {
        (status(who, &program, "/readyz").await == StatusCode::SERVICE_UNAVAILABLE).then_some(())
    })
    .await;
    // Alive; what needs no blob can be read.
    assert_eq!(status(who, &program, "/healthz").await, StatusCode::OK);
    assert_eq!(
        status(who, &program, "/api/v1/tasks?filter=all").await,
        StatusCode::OK
    );

    s3.resume().await;
    until("the alarm to end by itself", || async {
        (status(who, &program, "/readyz").await == StatusCode::OK).then_some(())
    })
    .await;
    town.settle(&program).await.balances(answers);
    program.stop().await;
    town.verify_audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_dies_between_a_blob_and_its_row_loses_nothing() {
    let s3 = Bucket::start().await;
    let town = town(&s3).await;
    let answers = deliver(&town, 0);
    for point in [
        "boot.file:1",
        "blob.before:2",
        "blob.after:1",
        "arrival.blobs:1",
    ] {
        let dies = town.start.clone().with("STAFFETTA_CRASH_AT", point);
        let mut program = dies.spawn();
        let status = program.ends().await;
        assert!(!status.success(), "it passed {point} and lived");
    }
    let program = town.start.ready().await;
    town.settle(&program).await.balances(answers);
    program.stop().await;
    town.verify_audit().await;
}
