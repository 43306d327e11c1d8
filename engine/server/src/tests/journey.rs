//! The main journey over HTTP, in the demonstration's town hall: a real gestore, real Maildirs, real SMTP.

use super::*;
use crate::demo;
use std::time::Duration;
use tokio::time::{Instant, sleep};

async fn be(house: &House, login: &str) -> Browser {
    let answer = house
        .post(
            &Browser::default(),
            "/demo/session",
            json!({ "login": login }),
        )
        .await
        .expect(200);
    Browser {
        cookie: cookie(&answer),
        csrf: answer.json()["csrf"].as_str().unwrap().into(),
    }
}

/// The step of the rail, once it is done.
async fn done(house: &House, browser: &Browser, key: &str) -> Value {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let rail = house.get(browser, "/demo/rail").await.expect(200).json();
        let step = rail["steps"]
            .as_array()
            .unwrap()
            .iter()
            .find(|s| s["key"] == key)
            .unwrap()
            .clone();
        if step["done"] == true {
            return step;
        }
        assert!(Instant::now() < end, "{key} is not done: {rail}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn open_task(house: &House, browser: &Browser, instance: &str) -> Value {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let tasks = house
            .get(browser, &format!("/instances/{instance}/tasks"))
            .await
            .expect(200)
            .json();
        if let Some(task) = tasks["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["state"] == "open")
        {
            return task.clone();
        }
        assert!(Instant::now() < end, "no open task: {tasks}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// What is hashed for ever names things by id: a name in it could never be taken out again.
async fn the_record_holds_no_text_about_people(house: &House) {
    let viewer = office::Viewer::system();
    let (store, all) = (house.app.runtime.store(), Default::default());
    let (mut cursor, mut links) = (None, 0);
    loop {
        let page = store::view::audit(&viewer, store, &all, cursor.as_deref(), 200)
            .await
            .unwrap();
        for link in page.items {
            links += 1;
            let text = format!("{} {}", link.object, link.detail).to_lowercase();
            for word in [
                "@",
                "anna neri",
                "giorgio conti",
                "istanza di",
                "consegnata",
            ] {
                assert!(!text.contains(word), "{}: {word} in {text}", link.verb);
            }
        }
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert!(links > 50, "the whole journey: {links}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pec_is_answered_approved_sent_and_reconciled() {
    let folder = ::tests::folder::Folder::new();
    let config = Config {
        data: folder.path().join("data"),
        workers: 2,
        ..Config::default()
    };
    let (runtime, background, demo) =
        demo::build(demo::Organisation::Comune, &config, folder.path())
            .await
            .unwrap();
    let house = House::around(
        Arc::new(super::app(runtime.clone(), config, Some(demo))),
        folder,
    );
    assert_eq!(
        house
            .get(&Browser::default(), "/demo/people")
            .await
            .expect(200)
            .json()
            .as_array()
            .unwrap()
            .len(),
        demo::Organisation::Comune.plan().people.len()
    );

    let (anna, giorgio) = (
        be(&house, "anna.neri").await,
        be(&house, "giorgio.conti").await,
    );
    house
        .post(&anna, "/demo/arrivals", json!({ "kind": "istanza" }))
        .await
        .expect(202);
    let routed = done(&house, &anna, "routed").await;
    let instance = routed["instance"].as_str().unwrap().to_string();
    let steps = house.get(&anna, "/demo/rail").await.expect(200).json()["steps"].clone();
    assert_eq!(
        (&steps[2]["actors"], &steps[3]["actors"]),
        (&json!(["anna.neri"]), &json!(["giorgio.conti"])),
        "whose turn it is"
    );
    let log = house
        .get(&anna, &format!("/instances/{instance}/log"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        log["items"][0]["text"],
        "Assegnata all'ufficio Edilizia per le parole: permesso di costruire.",
        "the history says why it is here"
    );

    // The mail is certified by a signature that holds, and its attachment can be saved.
    let mail = house
        .get(
            &anna,
            &format!("/mails/{}", routed["mail"].as_str().unwrap()),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        (
            mail["certified"].as_bool(),
            mail["arrival"]["verdict"]["status"].as_str()
        ),
        (Some(true), Some("trusted"))
    );
    // It is found by the name of its attachment and a word of its text, for those who may read it.
    runtime.index_mails().await.unwrap();
    let name = mail["arrival"]["attachments"][0]["name"].as_str().unwrap();
    let word = mail["arrival"]["text"].as_str().unwrap();
    let word = word.split_whitespace().find(|w| w.len() > 6).unwrap();
    let query = format!("/mails?q={}%20%22{name}%22", word.to_uppercase());
    let found = house.get(&anna, &query).await.expect(200).json();
    let ids: Vec<&Value> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["id"])
        .collect();
    assert!(ids.contains(&&routed["mail"]), "{query}: {found}");
    let nothing = house.get(&anna, &format!("{query}%20zzqx")).await.json();
    assert_eq!(nothing["items"], json!([]));
    let part = mail["arrival"]["attachments"][0]["path"]
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect::<Vec<_>>()
        .join(".");
    let file = house
        .get(
            &anna,
            &format!("/mails/{}/attachments/{part}", mail["id"].as_str().unwrap()),
        )
        .await
        .expect(200);
    assert!(
        String::from_utf8(file.bytes)
            .unwrap()
            .starts_with("La sottoscritta")
    );
    assert!(
        file.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment; filename=\"delega.txt\"")
    );
    // Another office reads neither.
    let luca = be(&house, "luca.bruni").await;
    house
        .get(&luca, &format!("/instances/{instance}"))
        .await
        .expect(404);

    let task = open_task(&house, &anna, &instance).await;
    let id = task["id"].as_str().unwrap();
    house
        .post(&anna, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(200);
    let detail = house
        .get(&anna, &format!("/tasks/{id}"))
        .await
        .expect(200)
        .json();
    let mut message = detail["data"]["risposta"].clone();
    assert_eq!(message["to"], json!(["studio.olmo@pec.altro.example"]));
    let letter = house
        .post(
            &anna,
            &format!("/tasks/{id}/letters/accoglimento"),
            json!({}),
        )
        .await
        .expect(200)
        .json();
    message["subject"] = letter["subject"].clone();
    message["body"] = letter["body"].clone();
    // Whoever was in copy of the request is in copy of the answer: the letter says so.
    assert_eq!(letter["cc"], json!(["full@pec.altro.example"]));
    message["cc"] = letter["cc"].clone();
    house
        .post(
            &anna,
            &format!("/tasks/{id}/complete"),
            json!({ "data": { "risposta": message } }),
        )
        .await
        .expect(200);

    let approval = open_task(&house, &giorgio, &instance).await;
    let id = approval["id"].as_str().unwrap();
    // The author is no candidate for the approval, and may not see its form complete.
    house
        .post(&anna, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(403);
    house
        .post(&giorgio, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(200);
    let shown = house
        .get(&giorgio, &format!("/tasks/{id}"))
        .await
        .expect(200)
        .json()["message"]
        .clone();
    assert_eq!(
        (shown["author"]["name"].as_str(), shown["version"].as_u64()),
        (Some("Anna Neri"), Some(1))
    );
    assert_eq!(
        shown["mailbox"]["address"],
        demo::Organisation::Comune.plan().certified
    );
    let approve = json!({ "data": { "esito": "approva" } });
    assert_eq!(
        house
            .post(&giorgio, &format!("/tasks/{id}/complete"), approve)
            .await
            .expect(409)
            .json()["code"],
        "message_changed"
    );
    let approve = json!({ "data": { "esito": "approva" }, "draft_hash": shown["hash"] });
    house
        .post(&giorgio, &format!("/tasks/{id}/complete"), approve)
        .await
        .expect(200);

    let receipts = done(&house, &anna, "receipts").await;
    let despatch = house
        .get(
            &anna,
            &format!("/despatches/{}", receipts["despatch"].as_str().unwrap()),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        (
            despatch["outcome"].as_str(),
            despatch["delivered"].as_u64(),
            despatch["total"].as_u64()
        ),
        (Some("some_failed"), Some(1), Some(2))
    );
    let states: Vec<&str> = despatch["journey"]["recipients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["delivered", "failed"]);
    assert_eq!(
        despatch["body"].as_str().unwrap().lines().next(),
        letter["body"].as_str().unwrap().lines().next()
    );
    assert!(despatch["journey"].get("evidence").is_none());
    assert_eq!(
        (
            despatch["author"]["name"].as_str(),
            despatch["approver"]["name"].as_str()
        ),
        (Some("Anna Neri"), Some("Giorgio Conti"))
    );

    evidence::opens(&house, &anna, receipts["despatch"].as_str().unwrap()).await;

    // One recipient failed on purpose: the office gets the task, and the case ends with it.
    let failed = open_task(&house, &anna, &instance).await;
    let id = failed["id"].as_str().unwrap();
    house
        .post(&anna, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(200);
    let data = json!({ "rimedio": "altrimenti", "nota": "Consegnata allo sportello." });
    house
        .post(
            &anna,
            &format!("/tasks/{id}/complete"),
            json!({ "data": data }),
        )
        .await
        .expect(200);
    done(&house, &anna, "ended").await;
    the_record_holds_no_text_about_people(&house).await;

    runtime.shut_down();
    background.ended().await;
}
