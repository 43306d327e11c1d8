//! *Registro*: every look is kept, the first one is marked, whoever may see the thing reads it, nobody is asked for by name.

use super::rights::Things;
use super::*;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// (verb, login, first view), oldest first.
async fn lines(house: &House, browser: &Browser, path: &str) -> Vec<(String, String, bool)> {
    let shown = house
        .get(browser, &format!("{path}/record?limit=200"))
        .await
        .expect(200)
        .json();
    let line = |i: &Value| {
        (
            i["act"].as_str().unwrap().to_string(),
            i["by"]["login"].as_str().unwrap().to_string(),
            i["first"].as_bool().unwrap(),
        )
    };
    let mut lines: Vec<_> = shown["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect();
    lines.reverse();
    lines
}

fn line(act: &str, login: &str, first: bool) -> (String, String, bool) {
    (act.into(), login.into(), first)
}

async fn wait(house: &House, minutes: i64) {
    let marta = house.session_of("marta").await;
    let asked = json!({ "advance_seconds": minutes * 60 });
    house
        .call(&marta, Method::PUT, "/clock", Some(asked))
        .await
        .expect(200);
}

#[tokio::test]
async fn every_look_at_a_mail_is_kept_the_first_is_marked_and_all_who_see_it_read_it() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let (tea, marta, anna) = (
        house.session_of("tea").await,
        house.session_of("marta").await,
        house.session_of("anna").await,
    );
    let mail = format!("/mails/{}", things.mail);
    // Who may not see it leaves no look and reads no record.
    house.get(&anna, &mail).await.expect(404);
    house
        .get(&anna, &format!("{mail}/record"))
        .await
        .expect(404);
    house.get(&tea, &mail).await.expect(200);
    wait(&house, 1).await;
    house.get(&marta, &mail).await.expect(200);
    // A page that renews itself is the same look; later it is another.
    house.get(&tea, &mail).await.expect(200);
    wait(&house, 11).await;
    house.get(&tea, &format!("{mail}/html")).await.expect(200);
    wait(&house, 1).await;
    house.get(&tea, &format!("{mail}/raw")).await.expect(200);
    wait(&house, 1).await;
    let attachment = format!("{mail}/attachments/1");
    house.get(&tea, &attachment).await.expect(200);
    let expected = [
        line("mail.view", "tea", true),
        line("mail.view", "marta", false),
        line("mail.view", "tea", false),
        line("mail.download", "tea", false),
        line("mail.attachment", "tea", false),
    ];
    for reader in [&tea, &marta] {
        assert_eq!(lines(&house, reader, &mail).await, expected);
    }
    // In parts it is the same.
    let first = house.get(&tea, &format!("{mail}/record?limit=2")).await;
    let first = first.expect(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    assert_eq!(first["items"][0]["act"], "mail.attachment");
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = house
        .get(&tea, &format!("{mail}/record?limit=2&cursor={cursor}"))
        .await;
    assert_eq!(rest.expect(200).json()["items"][0]["act"], "mail.view");
}

#[tokio::test]
async fn the_record_of_a_case_tells_who_took_and_who_read_it() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let tea = house.session_of("tea").await;
    let (task, case) = (
        format!("/tasks/{}", things.task),
        format!("/instances/{}", things.instance),
    );
    house.get(&tea, &task).await.expect(200);
    house
        .post(&tea, &format!("{task}/claim"), json!({}))
        .await
        .expect(200);
    wait(&house, 1).await;
    house.get(&tea, &case).await.expect(200);
    let told = lines(&house, &tea, &case).await;
    for expected in [
        line("instance.view", "tea", true),
        line("task.claim", "tea", false),
        line("instance.view", "tea", false),
    ] {
        assert!(told.contains(&expected), "{expected:?}: {told:?}");
    }
    assert_eq!(told[0].0, "instance.start", "{told:?}");
}

#[tokio::test]
async fn a_forward_is_in_the_record_of_what_was_forwarded() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let tea = house.session_of("tea").await;
    let asked = json!({ "forward": things.mail, "to": ["rosa@mail.example"] });
    house.post(&tea, "/writings", asked).await.expect(201);
    let told = lines(&house, &tea, &format!("/mails/{}", things.mail)).await;
    assert_eq!(told, [line("mail.forward", "tea", false)]);
}

#[tokio::test]
async fn an_exported_record_can_be_proved_without_the_program() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let tea = house.session_of("tea").await;
    let mail = format!("/mails/{}", things.mail);
    house.get(&tea, &mail).await.expect(200);
    house.get(&tea, &format!("{mail}/raw")).await.expect(200);
    let export = format!("{mail}/record/export?format=");
    let whole = house.get(&tea, &format!("{export}json")).await;
    let whole = whole.expect(200).json();
    let links = whole["links"].as_array().unwrap();
    assert_eq!(links.len(), 2, "{whole}");
    for link in links {
        let text = |name: &str| link[name].as_str().unwrap_or_default().to_string();
        let behalf = link["on_behalf_of"]
            .as_str()
            .map_or(String::new(), |b| format!("+{b}"));
        let mut digest = Sha256::new();
        let at = link["at_micros"].as_i64().unwrap().to_be_bytes();
        let fields = [
            at.to_vec(),
            text("actor").into_bytes(),
            behalf.into_bytes(),
            text("verb").into_bytes(),
            text("object_kind").into_bytes(),
            text("object").into_bytes(),
            text("detail").into_bytes(),
        ];
        for field in fields {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field);
        }
        let digest = digest.finalize();
        assert_eq!(hex::encode(digest), text("digest"));
        let mut hash = Sha256::new();
        hash.update(b"staffetta audit 1");
        hash.update(hex::decode(text("before")).unwrap());
        hash.update(text("chain").parse::<uuid::Uuid>().unwrap().as_bytes());
        hash.update(link["seq"].as_i64().unwrap().to_be_bytes());
        hash.update(digest);
        assert_eq!(hex::encode(hash.finalize()), text("hash"));
    }
    let sheet = house.get(&tea, &format!("{export}csv")).await.expect(200);
    let sheet = String::from_utf8(sheet.bytes).unwrap();
    let rows: Vec<&str> = sheet.lines().collect();
    // Head, two looks, and the export before this one.
    assert_eq!(rows.len(), 4, "{sheet}");
    assert!(
        rows[1].contains("\"Tea Prova\"") && rows[1].contains("\"sì\""),
        "{sheet}"
    );
    assert!(rows[3].contains("\"record.export\""), "{sheet}");
    let proved = house.app.runtime.store().audit_verify().await.unwrap();
    assert!(proved.is_sound(), "{proved:?}");
}

#[tokio::test]
async fn no_query_says_what_one_person_did() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let marta = house.session_of("marta").await;
    let mail = format!("/mails/{}", things.mail);
    house.get(&marta, &mail).await.expect(200);
    // The record of operations cannot be asked for a person, nor for everybody's looks.
    house.get(&marta, "/audit?actor=marta").await.expect(400);
    for query in ["limit=200", "verb=mail.view"] {
        let shown = house.get(&marta, &format!("/audit?{query}")).await;
        let shown = shown.expect(200).json();
        let looks = shown["items"].as_array().unwrap().iter();
        assert_eq!(
            looks.filter(|i| i["act"] == "mail.view").count(),
            0,
            "{query}"
        );
    }
    let of_one = house
        .get(&marta, &format!("/audit?object={}", things.mail))
        .await;
    assert_eq!(of_one.expect(200).json()["items"][0]["act"], "mail.view");
    let document: Value = serde_json::from_str(&crate::app::openapi().unwrap()).unwrap();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let record = path.ends_with("/audit") || path.contains("/record");
        let Some(get) = operations.get("get").filter(|_| record) else {
            continue;
        };
        for parameter in get["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let known = ["id", "verb", "object", "cursor", "limit", "format"];
            assert!(known.contains(&name), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn an_orderly_stop_loses_no_look_and_a_reader_waits_for_none() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let tea = house.session_of("tea").await;
    let runtime = house.app.runtime.clone();
    let background = runtime.run().await.unwrap();
    house
        .get(&tea, &format!("/mails/{}", things.mail))
        .await
        .expect(200);
    runtime.shut_down();
    background.ended().await;
    let filter = store::view::AuditFilter {
        object: Some(things.mail.to_string()),
        ..Default::default()
    };
    let viewer = office::Viewer::system();
    let kept = store::view::audit(&viewer, runtime.store(), &filter, None, 10).await;
    let kept = kept.unwrap().items;
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].verb.as_str(), kept[0].actor.as_str()),
        ("mail.view", "tea")
    );
}

#[tokio::test]
async fn looks_are_written_soon_without_anybody_asking() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let tea = house.session_of("tea").await;
    house
        .get(&tea, &format!("/mails/{}", things.mail))
        .await
        .expect(200);
    let (viewer, store) = (office::Viewer::system(), house.app.runtime.store());
    let filter = store::view::AuditFilter {
        object: Some(things.mail.to_string()),
        ..Default::default()
    };
    let written = async {
        while store::view::audit(&viewer, store, &filter, None, 10)
            .await
            .unwrap()
            .items
            .is_empty()
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), written)
        .await
        .unwrap();
}
