//! The care of a mailbox over IMAP: the log of looks, server against store, room, terms, a mail read again, the report.

use crate::program::town::Town;
use crate::program::{Program, until};
use serde_json::{Value, json};
use tests::dovecot::{Dovecot, Extra, PASSWORD, USER};

fn mail(number: usize, size: usize) -> Vec<u8> {
    let mut bytes = format!("From: a@posta.example\r\nTo: {USER}\r\nMessage-ID: <u{number}@posta.example>\r\nSubject: Domanda {number}\r\n\r\n").into_bytes();
    for _ in 0..size / 72 {
        bytes.extend_from_slice(&[b'x'; 70]);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"testo\r\n");
    bytes
}

async fn connect(town: &Town, program: &Program, dovecot: &Dovecot, key: &str) -> String {
    let body = json!({
        "key": key,
        "address": format!("{key}@comune.example"),
        "certified": false,
        "settings": { "source": {
            "kind": "imap", "host": "localhost", "port": dovecot.imaps, "security": "tls", "user": USER, "ca_pem": dovecot.ca_pem,
            "sent_folder": "Inviati",
        } },
        "password": PASSWORD,
        "starting_point": { "kind": "all" },
    });
    let made = town
        .dario
        .post(&program.url, "/api/v1/mailboxes", &body)
        .await;
    format!("/api/v1/mailboxes/{}", made["id"].as_str().expect("an id"))
}

async fn kept(town: &Town, program: &Program, key: &str, count: usize) -> Vec<Value> {
    let path = format!("/api/v1/mails?mailbox={key}");
    until("the mails of the mailbox", async || {
        let page = town.dario.get(&program.url, &path).await;
        let items = page["items"].as_array()?.clone();
        (items.len() == count).then_some(items)
    })
    .await
}

/// How the mailbox that was connected stands.
async fn standing(town: &Town, program: &Program) -> Value {
    let shown = town
        .dario
        .get(&program.url, "/api/v1/mailboxes/standing")
        .await;
    let items = shown["items"].as_array().expect("a list");
    let urp = items.iter().find(|b| b["key"] == "urp");
    urp.expect("it is among them").clone()
}

/// What must be seen to in it, each concern with its value.
async fn concerns(town: &Town, program: &Program) -> Vec<(String, i64)> {
    let shown = standing(town, program).await;
    let warnings = shown["warnings"].as_array().expect("a list");
    let one = |w: &Value| {
        let concern = w["concern"].as_str().expect("a word").to_owned();
        (concern, w["value"].as_i64().expect("a number"))
    };
    warnings.iter().map(one).collect()
}

async fn open(town: &Town, program: &Program, code: &str) -> Option<Value> {
    let page = town
        .dario
        .get(&program.url, "/api/v1/incidents?state=open")
        .await;
    let items = page["items"].as_array().expect("a list").clone();
    items.into_iter().find(|i| i["code"] == code)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_cursor_passed_over_is_found_and_fetched() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    dovecot.deliver_all("INBOX", [mail(0, 0), mail(1, 0)].iter().map(Vec::as_slice));
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    let path = connect(&town, &program, &dovecot, "urp").await;
    kept(&town, &program, "urp", 2).await;
    let counted = town
        .dario
        .post(&program.url, &format!("{path}/count"), &json!({}))
        .await;
    assert_eq!(
        (&counted["on_server"], &counted["in_store"]),
        (&json!(2), &json!(2)),
        "{counted}"
    );
    assert_eq!(counted["missing"], json!([]));

    // A cursor that ran ahead: what comes under it is never fetched.
    town.dario
        .post(&program.url, &format!("{path}/pause"), &json!({}))
        .await;
    program.stop().await;
    let url = format!(
        "sqlite://{}",
        town.start.data.join("staffetta.db").display()
    );
    let pool = sqlx::SqlitePool::connect(&url).await.expect("the database");
    sqlx::query("UPDATE mailbox SET cursor_uid = cursor_uid + 2 WHERE \"key\" = 'urp'")
        .execute(&pool)
        .await
        .expect("the cursor moves");
    pool.close().await;
    dovecot.deliver_all("INBOX", [mail(2, 0), mail(3, 0)].iter().map(Vec::as_slice));
    let program = town.start.ready().await;
    town.dario
        .post(&program.url, &format!("{path}/resume"), &json!({}))
        .await;

    let counted = town
        .dario
        .post(&program.url, &format!("{path}/count"), &json!({}))
        .await;
    let uids: Vec<u64> = counted["missing"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|m| m["uid"].as_u64())
        .collect();
    assert_eq!(uids, [3, 4], "{counted}");
    let alarm = open(&town, &program, "mailbox_missing")
        .await
        .expect("an alarm");
    let said = alarm["message"].as_str().expect("words");
    assert!(
        said.contains("urp@comune.example") && said.contains("UID 3, 4"),
        "{said}"
    );

    assert_eq!(concerns(&town, &program).await, [("missing".to_owned(), 2)]);

    let fetched = town
        .dario
        .post(&program.url, &format!("{path}/fetch-missing"), &json!({}))
        .await;
    assert_eq!(fetched["missing"], json!([]), "{fetched}");
    assert_eq!(fetched["in_store"], 4);
    kept(&town, &program, "urp", 4).await;
    assert!(open(&town, &program, "mailbox_missing").await.is_none());
    assert!(concerns(&town, &program).await.is_empty());

    let log = town.dario.get(&program.url, &format!("{path}/looks")).await;
    let lines = log["items"].as_array().expect("a list");
    let found = lines
        .iter()
        .find(|l| l["kept"] == 2)
        .expect("the look that found two");
    assert_eq!(found["seen"], 2);
    assert!(found["bytes"].as_i64().expect("bytes") > 100, "{found}");
    assert!(found["error"].is_null());
    program.stop().await;
    town.verify_audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_mailbox_and_a_contract_that_ends_are_alarms_until_somebody_sees_to_them() {
    let extra = Extra {
        quota_kilobytes: Some(1_000),
        ..Extra::default()
    };
    let Some(dovecot) = Dovecot::with(extra) else {
        return;
    };
    dovecot.deliver("INBOX", &mail(0, 900_000));
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    let path = connect(&town, &program, &dovecot, "urp").await;
    kept(&town, &program, "urp", 1).await;
    let counted = town
        .dario
        .post(&program.url, &format!("{path}/count"), &json!({}))
        .await;
    assert_eq!(counted["quota_limit"], 1_024_000, "{counted}");
    let warning = &counted["warnings"][0];
    assert_eq!(
        (&warning["concern"], &warning["degree"]),
        (&json!("quota"), &json!(0)),
        "{counted}"
    );
    let alarm = open(&town, &program, "mailbox_quota")
        .await
        .expect("an alarm");
    assert!(
        alarm["message"].as_str().expect("words").contains("80 %"),
        "{alarm}"
    );

    let set = async |terms: Value| {
        let (status, said) = town
            .dario
            .ask(
                &program.url,
                reqwest::Method::PUT,
                &format!("{path}/upkeep"),
                Some(&terms),
            )
            .await
            .expect("an answer");
        assert!(status.is_success(), "{said}");
        said
    };
    let soon = (chrono::Utc::now() + chrono::TimeDelta::days(5)).date_naive();
    let shown = set(json!({ "renewal_on": soon, "secret_days": 1 })).await;
    let concerns: Vec<&str> = shown["warnings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|w| w["concern"].as_str())
        .collect();
    assert_eq!(concerns, ["renewal", "secret", "quota"], "{shown}");
    assert!(open(&town, &program, "mailbox_renewal").await.is_some());
    assert!(open(&town, &program, "mailbox_secret_old").await.is_some());
    set(json!({ "renewal_on": "2099-12-31" })).await;
    assert!(open(&town, &program, "mailbox_renewal").await.is_none());
    assert!(open(&town, &program, "mailbox_secret_old").await.is_none());
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_the_server_refuses_is_a_warning_in_its_words_until_it_works() {
    let Some(mut dovecot) = Dovecot::start() else {
        return;
    };
    dovecot.deliver("INBOX", &mail(0, 0));
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    connect(&town, &program, &dovecot, "urp").await;
    kept(&town, &program, "urp", 1).await;
    assert!(concerns(&town, &program).await.is_empty());
    // Somebody changes the password at the provider; the server hangs up once.
    dovecot.set_password("un-altra-password");
    dovecot.halt();
    dovecot.resume(false);
    let said = until("the refused login", async || {
        let shown = standing(&town, &program).await;
        let words = shown["failing"].as_str()?.to_owned();
        words.to_lowercase().contains("login").then_some(words)
    })
    .await;
    let fails = ("failing".to_owned(), 0);
    let found = concerns(&town, &program).await;
    // At night the count of the server fails for the same reason.
    assert!(found.contains(&fails), "{said}: {found:?}");
    dovecot.set_password(PASSWORD);
    until("the mailbox that works", async || {
        let found = concerns(&town, &program).await;
        (!found.contains(&fails)).then_some(())
    })
    .await;
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_could_not_be_read_is_read_again() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    dovecot.deliver("INBOX", &mail(0, 60_000));
    let town = Town::as_set(|start| {
        *start = start.clone().with("STAFFETTA_MAIL_SIZE_CAP_BYTES", "20000");
    })
    .await;
    let program = town.start.ready().await;
    connect(&town, &program, &dovecot, "urp").await;
    let kept_now = kept(&town, &program, "urp", 1).await;
    assert_eq!(kept_now[0]["state"], "quarantined");
    let again = format!(
        "/api/v1/mails/{}/read-again",
        kept_now[0]["id"].as_str().expect("an id")
    );
    let (status, said) = town
        .dario
        .ask(
            &program.url,
            reqwest::Method::POST,
            &again,
            Some(&json!({})),
        )
        .await
        .expect("an answer");
    assert_eq!(status, reqwest::StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    assert!(open(&town, &program, "mail_quarantined").await.is_some());
    assert_eq!(
        concerns(&town, &program).await,
        [("quarantined".to_owned(), 1)]
    );
    program.stop().await;

    let larger = town
        .start
        .clone()
        .with("STAFFETTA_MAIL_SIZE_CAP_BYTES", "200000");
    let program = larger.ready().await;
    let (status, said) = town
        .dario
        .ask(
            &program.url,
            reqwest::Method::POST,
            &again,
            Some(&json!({})),
        )
        .await
        .expect("an answer");
    assert_eq!(status, reqwest::StatusCode::NO_CONTENT, "{said}");
    let read = kept(&town, &program, "urp", 1).await;
    assert_eq!(
        (&read[0]["kind"], &read[0]["subject"]),
        (&json!("ordinary"), &json!("Domanda 0"))
    );
    assert!(open(&town, &program, "mail_quarantined").await.is_none());
    assert!(concerns(&town, &program).await.is_empty());
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_counts_what_lies_in_two_boxes_and_what_nobody_answered() {
    let (Some(one), Some(other)) = (Dovecot::start(), Dovecot::start()) else {
        return;
    };
    for n in 0..3 {
        one.deliver("INBOX", &mail(n, 0));
    }
    other.deliver("INBOX", &mail(0, 0));
    // Answered by another program, before this one knew the box.
    let answer = b"From: urp@comune.example\r\nTo: a@posta.example\r\nMessage-ID: <r1@comune.example>\r\nIn-Reply-To: <u1@posta.example>\r\nSubject: Re: Domanda 1\r\n\r\nEcco.\r\n";
    one.deliver("Inviati", answer);
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    let path = connect(&town, &program, &one, "urp").await;
    connect(&town, &program, &other, "anagrafe").await;
    kept(&town, &program, "urp", 3).await;
    kept(&town, &program, "anagrafe", 1).await;
    let report = town
        .dario
        .get(&program.url, &format!("{path}/report"))
        .await;
    assert_eq!(report["unanswered"]["count"], 2, "{report}");
    assert_eq!(report["answered_elsewhere"], 1, "{report}");
    let subjects: Vec<&str> = report["unanswered"]["oldest"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|m| m["subject"].as_str())
        .collect();
    assert!(!subjects.contains(&"Domanda 1"), "{subjects:?}");
    assert_eq!(report["elsewhere"]["count"], 1, "{report}");
    assert_eq!(report["elsewhere"]["oldest"][0]["subject"], "Domanda 0");
    assert_eq!(report["receipts_missing"], 0);
    let all: i64 = report["counts"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|c| c["count"].as_i64())
        .sum();
    assert_eq!(all, 3);
    program.stop().await;
}
