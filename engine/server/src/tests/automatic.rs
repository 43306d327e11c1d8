//! Automatic answers: off until a mailbox has them on, to a person's first message alone, so many an hour and no more.

use super::*;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A house that reads a Maildir; its runtime works in the background.
struct Reading {
    house: House,
    marta: Browser,
    maildir: PathBuf,
    mailbox: String,
    _background: runtime::Background,
}

fn settings(maildir: &Path, automatic: Value) -> Value {
    let mut settings = json!({
        "source": { "kind": "maildir", "path": maildir },
        "smtp": { "host": "localhost", "port": 25, "security": "plain", "user": "urp" },
    });
    if !automatic.is_null() {
        settings["writing"] = json!({ "automatic": automatic });
    }
    settings
}

impl Reading {
    async fn new(automatic: Value) -> Reading {
        let house = House::new().await;
        let marta = house.login("marta").await;
        let maildir = house.app.config.data.join("maildir");
        for folder in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(maildir.join(folder)).unwrap();
        }
        let asked = json!({
            "key": "urp", "address": "urp@comune.example", "display_name": "URP", "certified": false,
            "offices": ["edilizia"], "starting_point": { "kind": "all" }, "settings": settings(&maildir, automatic),
        });
        let made = house
            .post(&marta, "/mailboxes", asked)
            .await
            .expect(201)
            .json();
        let background = house.app.runtime.run().await.unwrap();
        Reading {
            house,
            marta,
            maildir,
            mailbox: made["id"].as_str().unwrap().into(),
            _background: background,
        }
    }

    /// Delivers a mail and waits until it is decided.
    async fn arrives(&self, name: &str, from: &str, header: &str) {
        let raw = format!(
            "From: <{from}>\r\nTo: urp@comune.example\r\nSubject: Orari {name}\r\nMessage-ID: <{name}@mail.example>\r\n{header}\r\nBuongiorno.\r\n"
        );
        let tmp = self.maildir.join("tmp").join(name);
        std::fs::write(&tmp, raw).unwrap();
        std::fs::rename(tmp, self.maildir.join("new").join(name)).unwrap();
        for _ in 0..400 {
            let found = self.house.get(&self.marta, "/mails").await.json();
            let subject = format!("Orari {name}");
            let mails = found["items"].as_array().unwrap();
            if mails
                .iter()
                .any(|m| m["subject"] == subject.as_str() && m["state"] != "new")
            {
                // What follows the decision is under way: the next look finds it.
                tokio::time::sleep(Duration::from_millis(120)).await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{name} was not decided");
    }

    /// Titles of the answers so far, oldest first.
    async fn answers(&self) -> Vec<String> {
        let path = "/instances?process=risposta_automatica";
        let found = self.house.get(&self.marta, path).await.json();
        let mut titles: Vec<String> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["title"].as_str().unwrap().to_string())
            .collect();
        titles.sort();
        titles
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_answered_until_a_mailbox_is_told_to_and_then_only_persons() {
    let off = Reading::new(Value::Null).await;
    off.arrives("spenta", "rosa@mail.example", "").await;
    assert!(off.answers().await.is_empty());

    let on = Reading::new(json!({ "subject": "Ricevuto", "body": "È arrivato." })).await;
    on.arrives("uno", "rosa@mail.example", "").await;
    assert_eq!(on.answers().await, ["Ricevuto: Orari uno"]);

    // What left says what it is, and is not the answer that is owed.
    let cases = on
        .house
        .get(&on.marta, "/instances?process=risposta_automatica")
        .await
        .json();
    let case = cases["items"][0]["id"].as_str().unwrap();
    let path = format!("/instances/{case}/variables");
    let variables = on.house.get(&on.marta, &path).await.json();
    let text = variables.to_string();
    assert!(text.contains("\"automatic\":true"), "{text}");
    assert!(text.contains("È arrivato."), "{text}");
    let audit = on
        .house
        .get(&on.marta, "/audit?verb=mail.automatic")
        .await
        .json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 1, "{audit}");

    // Again from the same, from a program, a list, a bounce, an answer, a box of the house: nobody hears anything.
    for (name, from, header) in [
        ("due", "ROSA@mail.example", ""),
        (
            "tre",
            "programma@mail.example",
            "Auto-Submitted: auto-generated\r\n",
        ),
        (
            "quattro",
            "lista@mail.example",
            "List-Id: <notizie.mail.example>\r\n",
        ),
        ("cinque", "massa@mail.example", "Precedence: Bulk\r\n"),
        ("sei", "MAILER-DAEMON@mail.example", ""),
        (
            "sette",
            "lino@mail.example",
            "In-Reply-To: <altro@mail.example>\r\n",
        ),
        ("otto", "urp@comune.example", ""),
        ("nove", "vuoto@mail.example", "Return-Path: <>\r\n"),
    ] {
        on.arrives(name, from, header).await;
        assert_eq!(on.answers().await.len(), 1, "{name}");
    }
    on.arrives("dieci", "nuova@mail.example", "Auto-Submitted: no\r\n")
        .await;
    assert_eq!(on.answers().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_so_many_in_an_hour_it_stops_with_an_alarm_and_goes_on_when_the_hour_is_over() {
    let on = Reading::new(json!({ "body": "È arrivato.", "hourly_max": 2 })).await;
    for n in 0..4 {
        let from = format!("persona{n}@mail.example");
        on.arrives(&format!("m{n}"), &from, "").await;
    }
    assert_eq!(
        on.answers().await,
        [
            "Risposta automatica: Orari m0",
            "Risposta automatica: Orari m1"
        ]
    );
    let open = on.house.get(&on.marta, "/incidents").await.json();
    let alarms: Vec<&Value> = open["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|i| i["code"] == "automatic_stopped")
        .collect();
    assert_eq!(alarms.len(), 1, "told once: {open}");
    assert_eq!(alarms[0]["subject"], on.mailbox.as_str());
    let advance = json!({ "advance_seconds": 3_700.0 });
    on.house
        .call(&on.marta, Method::PUT, "/clock", Some(advance))
        .await
        .expect(200);
    on.arrives("m5", "persona5@mail.example", "").await;
    assert_eq!(on.answers().await.len(), 3);
}

#[tokio::test]
async fn an_answer_that_says_nothing_or_cannot_leave_is_refused_by_field() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let maildir = house.app.config.data.join("maildir");
    for folder in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(maildir.join(folder)).unwrap();
    }
    let ask = async |settings: Value| {
        let asked = json!({
            "key": "urp", "address": "urp@comune.example", "certified": false, "settings": settings,
        });
        let refused = house.post(&marta, "/mailboxes", asked).await.expect(422);
        refused.json()["fields"][0]["field"]
            .as_str()
            .unwrap()
            .to_string()
    };
    assert_eq!(
        ask(settings(&maildir, json!({ "body": " " }))).await,
        "automatic.body"
    );
    let many = settings(&maildir, json!({ "body": "x", "hourly_max": 500 }));
    assert_eq!(ask(many).await, "automatic.hourly_max");
    let mut only_reads = settings(&maildir, json!({ "body": "x" }));
    only_reads["smtp"] = Value::Null;
    assert_eq!(ask(only_reads).await, "automatic.body");
}
