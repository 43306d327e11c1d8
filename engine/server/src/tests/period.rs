//! Archives of a mailbox and a period: who may, what is in them, and that every byte can be checked outside.

use super::rights::{RAW, Things};
use super::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use store::{WriteSet, load, row};
use uuid::Uuid;

fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().to_string(), bytes);
    }
    files
}

/// The day it is where the house is.
fn today(house: &House) -> chrono::NaiveDate {
    let now = house.app.runtime.clock().now();
    now.with_timezone(&house.app.config.zone).date_naive()
}

/// Orders an archive of the last days until today and has it made; its answer in the list.
async fn made(house: &House, browser: &Browser, mailbox: Uuid) -> Value {
    let today = today(house);
    let days = json!({ "first_day": today - chrono::Days::new(3), "last_day": today });
    let path = format!("/mailboxes/{mailbox}/archives");
    let ordered = house.post(browser, &path, days).await.expect(202).json();
    assert_eq!(ordered["state"], "waiting");
    let file = format!("/archives/{}/file", ordered["id"].as_str().unwrap());
    let early = house.get(browser, &file).await.expect(409).json();
    assert_eq!(early["code"], "archive_not_ready");
    assert!(crate::period::next(&house.app).await.unwrap());
    assert!(!crate::period::next(&house.app).await.unwrap());
    let listed = house.get(browser, &path).await.expect(200).json();
    assert_eq!(listed["items"][0]["id"], ordered["id"]);
    listed["items"][0].clone()
}

#[tokio::test]
async fn an_archive_holds_every_byte_the_record_and_hashes_of_all() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let (marta, tea) = (
        house.session_of("marta").await,
        house.session_of("tea").await,
    );
    house
        .get(&tea, &format!("/mails/{}", things.mail))
        .await
        .expect(200);
    // One is withheld by act, one came too early, one lies in another box.
    let store = house.app.runtime.store();
    let first = load::mail(store, things.mail).await.unwrap().unwrap();
    let hidden = row::Mail {
        id: Uuid::now_v7(),
        uid: 2,
        subject: "Da non mostrare".into(),
        ..first.clone()
    };
    let early = row::Mail {
        id: Uuid::now_v7(),
        uid: 3,
        arrived_at: first.arrived_at.map(|at| at - chrono::TimeDelta::days(10)),
        ..first.clone()
    };
    let mut set = WriteSet::new(house.app.runtime.clock().now());
    set.put(hidden.clone()).put(early);
    store.commit(set).await.unwrap();
    Things::new(&house, 1).await;
    house.add_person("tina", "protocollista", None).await;
    let tina = house.session_of("tina").await;
    let asked = json!({ "act": "withhold", "kind": "mail", "object": hidden.id, "reason": "Errore", "reference": "Determina 1/2026" });
    let asked = house
        .post(&tina, "/removals", asked)
        .await
        .expect(201)
        .json();
    let confirm = format!("/removals/{}/confirm", asked["id"].as_str().unwrap());
    house.post(&marta, &confirm, json!({})).await.expect(200);

    let archive = made(&house, &marta, things.mailbox).await;
    assert_eq!(
        (
            &archive["state"],
            &archive["messages"],
            &archive["withheld"]
        ),
        (&json!("ready"), &json!(2), &json!(1)),
        "{archive}"
    );
    assert_eq!(archive["expected"], 3, "those withheld too");
    let file = format!("/archives/{}/file", archive["id"].as_str().unwrap());
    let answer = house.get(&marta, &file).await.expect(200);
    assert_eq!(answer.headers["content-type"], "application/zip");
    assert_eq!(archive["size"], answer.bytes.len());
    let files = unpacked(answer.bytes);
    let day = first.arrived_at.unwrap().format("%Y-%m-%d").to_string();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 6, "{names:?}");
    assert_eq!(files[&format!("ricevuti/{day}/{}.eml", things.mail)], RAW);
    let sent = format!("/{}.eml", things.despatch);
    let sent = |n: &&&str| n.starts_with("inviati/") && n.ends_with(&sent);
    assert_eq!(names.iter().filter(sent).count(), 1, "{names:?}");

    // Every hash holds, and that of the hashes is known outside the file.
    let sums = String::from_utf8(files["impronte.sha256"].clone()).unwrap();
    assert_eq!(sums.lines().count(), 5, "{sums}");
    for line in sums.lines() {
        let (sha, name) = line.split_once("  ").unwrap();
        assert_eq!(hex::encode(Sha256::digest(&files[name])), sha, "{name}");
    }
    let index_sha = hex::encode(Sha256::digest(&files["impronte.sha256"]));
    assert_eq!(archive["index_sha"], index_sha);
    let read_me = String::from_utf8(files["LEGGIMI.txt"].clone()).unwrap();
    assert!(read_me.contains("sha256sum -c impronte.sha256") && read_me.contains("audit verify"));
    let index = String::from_utf8(files["indice.csv"].clone()).unwrap();
    assert!(
        index.contains("\"withheld\"") && !index.contains("Da non mostrare"),
        "{index}"
    );
    let record = String::from_utf8(files["registro.jsonl"].clone()).unwrap();
    let looks = record
        .lines()
        .filter(|l| l.contains("\"mail.view\"") && l.contains("\"tea\""));
    assert_eq!(looks.count(), 1, "{record}");

    // Ordering, making and taking it are in the record themselves.
    let told = house
        .get(&marta, &format!("/audit?object={}", things.mailbox))
        .await;
    let told = told.expect(200).json();
    let acts: Vec<&str> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["archive.download", "archive.made", "archive.order"]);
    assert_eq!(told["items"][1]["detail"]["index"], index_sha);

    let gone = format!("/archives/{}", archive["id"].as_str().unwrap());
    let deleted = house.call(&marta, Method::DELETE, &gone, None).await;
    deleted.expect(204);
    house.get(&marta, &file).await.expect(409);
    let left = crate::period::path(
        &house.app.config.data,
        archive["id"].as_str().unwrap().parse().unwrap(),
    );
    assert!(!left.exists());
    assert!(store.audit_verify().await.unwrap().is_sound());
}

#[tokio::test]
async fn only_who_looks_after_the_box_and_may_see_all_of_it_takes_it_away() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let path = format!("/mailboxes/{}/archives", things.mailbox);
    let days = json!({ "first_day": "2026-01-01", "last_day": "2026-01-31" });
    for login in ["anna", "tea", "sergio", "carla", "ada"] {
        let browser = house.session_of(login).await;
        let refused = house.post(&browser, &path, days.clone()).await;
        assert_eq!(
            refused.expect(403).json()["code"],
            "role_missing",
            "{login}"
        );
    }
    let marta = house.session_of("marta").await;
    let rows = [
        (json!({}), "first_day"),
        (json!({ "first_day": "2026-01-01" }), "last_day"),
        (
            json!({ "first_day": "2026-02-01", "last_day": "2026-01-31" }),
            "last_day",
        ),
        (
            json!({ "first_day": "2026-02-01", "last_day": "2999-01-31" }),
            "last_day",
        ),
    ];
    for (asked, field) in rows {
        let wrong = house.post(&marta, &path, asked).await.expect(422).json();
        assert_eq!(wrong["fields"][0]["field"], field, "{wrong}");
    }
    let archives = async |browser: &Browser| {
        let listed = house.get(browser, "/mailboxes").await.expect(200).json();
        listed["items"][0]["archives"].clone()
    };
    let tea = house.session_of("tea").await;
    assert_eq!(archives(&tea).await, false);
    // The head of an office of the box may.
    let office = load::office_by_key(house.app.runtime.store(), "tributi")
        .await
        .unwrap()
        .unwrap();
    let head = OfficeChange {
        head: Some("tea".into()),
        ..OfficeChange::default()
    };
    house
        .app
        .runtime
        .change_office(&Act::system(), office.id, head)
        .await
        .unwrap();
    let tea = house.session_of("tea").await;
    house.post(&tea, &path, days.clone()).await.expect(202);
    assert_eq!(archives(&tea).await, true, "and finds the page");
    // A box that gives rights alone gives this one too, whatever the role.
    let rights = json!({ "rights": [
        { "to": "persona:bruno", "rights": ["view", "reply", "forward", "send", "register", "sort"] },
        { "to": "persona:tea", "rights": ["view"], "classes": ["certified"] },
    ] });
    let give = format!("/mailboxes/{}/rights", things.mailbox);
    house
        .call(&marta, Method::PUT, &give, Some(rights))
        .await
        .expect(200);
    for browser in [&marta, &tea] {
        let refused = house.post(browser, &path, days.clone()).await;
        assert_eq!(refused.expect(403).json()["code"], "right_view");
    }
}

#[tokio::test]
async fn a_long_archive_is_written_page_by_page() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let marta = house.session_of("marta").await;
    let store = house.app.runtime.store();
    let first = load::mail(store, things.mail).await.unwrap().unwrap();
    const MORE: i64 = 1_234;
    let mut set = WriteSet::new(house.app.runtime.clock().now());
    for n in 0..MORE {
        set.put(row::Mail {
            id: Uuid::now_v7(),
            uid: 100 + n,
            ..first.clone()
        });
    }
    store.commit(set).await.unwrap();
    let archive = made(&house, &marta, things.mailbox).await;
    assert_eq!(archive["messages"], MORE + 2, "{archive}");
    let file = format!("/archives/{}/file", archive["id"].as_str().unwrap());
    let files = unpacked(house.get(&marta, &file).await.expect(200).bytes);
    assert_eq!(
        files.keys().filter(|n| n.ends_with(".eml")).count() as i64,
        MORE + 2
    );
    let folder = house.app.config.data.join("archives");
    let left: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "nothing beside it is left: {left:?}");
}

#[tokio::test]
async fn what_cannot_be_made_says_why_and_what_is_cancelled_is_not_made() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let marta = house.session_of("marta").await;
    let store = house.app.runtime.store();
    let path = format!("/mailboxes/{}/archives", things.mailbox);
    let today = today(&house);
    let days = json!({ "first_day": today - chrono::Days::new(3), "last_day": today });
    let ordered = house.post(&marta, &path, days.clone()).await.expect(202);
    let ordered = format!("/archives/{}", ordered.json()["id"].as_str().unwrap());
    let cancelled = house.call(&marta, Method::DELETE, &ordered, None).await;
    cancelled.expect(204);
    assert!(
        !crate::period::next(&house.app).await.unwrap(),
        "none waits"
    );

    // A message whose bytes are gone.
    let first = load::mail(store, things.mail).await.unwrap().unwrap();
    let mut set = WriteSet::new(house.app.runtime.clock().now());
    let lost = store.blobs().put(b"perduto".to_vec()).await.unwrap();
    set.put(row::Mail {
        id: Uuid::now_v7(),
        uid: 7,
        raw: lost,
        ..first
    });
    store.commit(set).await.unwrap();
    let name = hex::encode(lost);
    let blob = walk(&house.app.config.data, &name).expect("the blob is a file");
    std::fs::remove_file(blob).unwrap();
    house.post(&marta, &path, days).await.expect(202);
    assert!(crate::period::next(&house.app).await.unwrap());
    let listed = house.get(&marta, &path).await.expect(200).json();
    let failed = &listed["items"][0];
    assert_eq!(failed["state"], "failed", "{failed}");
    let why = failed["failure"].as_str().unwrap();
    assert!(why.contains("diario del programma"), "{why}");
    let folder = house.app.config.data.join("archives");
    assert_eq!(
        std::fs::read_dir(folder).unwrap().count(),
        0,
        "nothing is left of it"
    );
}

/// The file whose name, with those of its folders, spells this.
fn walk(folder: &std::path::Path, spelt: &str) -> Option<std::path::PathBuf> {
    std::fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return walk(&path, spelt);
        }
        let whole = path.to_string_lossy().replace('/', "");
        whole.contains(spelt).then_some(path)
    })
}
