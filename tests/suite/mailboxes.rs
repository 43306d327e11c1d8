//! Mailboxes that fail, that are changed while they work, and a program told to stop at any moment.

use crate::program::town::{Kind, Town};
use crate::program::until;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tests::dovecot::{Dovecot, PASSWORD, USER};

/// A second mailbox, over IMAP.
fn over_imap(dovecot: &Dovecot) -> Value {
    let imap = dovecot.config();
    json!({
        "key": "urp",
        "address": "urp@comune.example",
        "display_name": "URP",
        "certified": false,
        "settings": { "source": {
            "kind": "imap", "host": imap.host, "port": imap.port, "security": "tls", "user": USER, "ca_pem": imap.ca_pem,
        } },
        "password": PASSWORD,
        "starting_point": { "kind": "all" },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_marks_its_mailbox_and_no_other() {
    let Some(mut dovecot) = Dovecot::start() else {
        return;
    };
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    let (dario, url) = (&town.dario, &program.url);
    let made = dario
        .post(url, "/api/v1/mailboxes", &over_imap(&dovecot))
        .await;
    let path = format!("/api/v1/mailboxes/{}", made["id"].as_str().expect("an id"));
    let change = async |body: Value| {
        let (status, said) = dario
            .ask(url, Method::PATCH, &path, Some(&body))
            .await
            .expect("an answer");
        assert_eq!(status, StatusCode::OK, "{said}");
    };
    let listed = async || {
        let list = dario.get(url, "/api/v1/mailboxes").await;
        let all = list["items"].as_array().expect("a list").clone();
        let of = |key: &str| {
            let found = all.iter().find(|m| m["key"] == key);
            found.expect("a mailbox").clone()
        };
        (of("urp"), of("protocollo"))
    };
    let open = async || {
        let page = dario.get(url, "/api/v1/incidents?state=open").await;
        let items = page["items"].as_array().expect("a list").clone();
        items
            .into_iter()
            .filter(|i| i["code"] == "mailbox_failing")
            .collect::<Vec<_>>()
    };

    // A new secret is tried before it takes the place of the old one.
    let wrong = json!({ "password": "sbagliata" });
    let (status, said) = dario
        .ask(url, Method::PATCH, &path, Some(&wrong))
        .await
        .expect("an answer");
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    assert_eq!(said["fields"][0]["field"], "password", "{said}");
    assert_eq!(listed().await.0["state"], "active");

    // Somebody changed it at the provider.
    dovecot.set_password("un'altra ancora");
    dovecot.halt();
    dovecot.resume(false);
    let failing = until("the mailbox marked", async || {
        let (urp, _) = listed().await;
        let said = urp["last_error"]
            .as_str()
            .unwrap_or_default()
            .to_lowercase();
        (urp["state"] == "failing" && said.contains("authenticat")).then_some(urp)
    })
    .await;
    assert_eq!(failing["key"], "urp");
    until("the error to resolve", async || {
        (open().await.len() == 1).then_some(())
    })
    .await;

    // The other mailbox goes on.
    for n in 0..5 {
        town.deliver(Kind::Pec, n);
    }
    until("the other mailbox's cases", async || {
        let page = town
            .anna
            .get(url, "/api/v1/tasks?filter=all&limit=100")
            .await;
        (page["items"].as_array()?.len() == 5).then_some(())
    })
    .await;
    assert_eq!(listed().await.1["state"], "active");

    change(json!({ "password": "un'altra ancora" })).await;
    until("the mailbox to work again", async || {
        let (urp, _) = listed().await;
        (urp["state"] == "active" && urp["last_error"].is_null()).then_some(())
    })
    .await;
    until("the error to be resolved by itself", async || {
        open().await.is_empty().then_some(())
    })
    .await;
    program.stop().await;
    town.verify_audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_mailbox_is_not_refused_for_what_the_program_notes_there() {
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    let list = town.dario.get(&program.url, "/api/v1/mailboxes").await;
    let id = list["items"][0]["id"].as_str().expect("a mailbox");
    let path = format!("/api/v1/mailboxes/{id}");
    const CHANGES: usize = 60;
    for n in 0..CHANGES {
        town.deliver(Kind::Bare, n);
        let body = json!({ "display_name": format!("Comune {n}") });
        let (status, said) = town
            .dario
            .ask(&program.url, Method::PATCH, &path, Some(&body))
            .await
            .expect("an answer");
        assert_eq!(status, StatusCode::OK, "change {n}: {said}");
    }
    let list = town.dario.get(&program.url, "/api/v1/mailboxes").await;
    assert_eq!(
        list["items"][0]["display_name"],
        format!("Comune {}", CHANGES - 1)
    );
    let ledger = town.settle(&program).await;
    ledger.balances(0);
    assert_eq!(ledger.letters(), CHANGES);
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_at_any_moment_of_its_start_it_ends_in_order() {
    let town = Town::build(None).await;
    for life in 0..12_u64 {
        let mut program = town.start.spawn();
        if life % 3 == 0 {
            assert!(program.listens().await, "{}", program.last_words());
        } else {
            program.hears().await;
            tokio::time::sleep(Duration::from_millis(life * 5)).await;
        }
        program.stop().await;
    }
    town.verify_audit().await;
}
