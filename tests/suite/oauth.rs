//! A mailbox that logs in with OAuth2: tokens in time, another refresh token kept, and a person told when the provider
//! gives none any more. Dovecot asks the provider whose each token is.

use crate::program::town::Town;
use crate::program::until;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::dovecot::{Dovecot, Extra, USER};
use tests::oauth::{CLIENT, CLIENT_SECRET, Provider};

fn mail(number: usize) -> Vec<u8> {
    format!("From: a@posta.example\r\nTo: {USER}\r\nMessage-ID: <o{number}@posta.example>\r\nSubject: Domanda {number}\r\n\r\ntesto\r\n").into_bytes()
}

fn secrets(refresh: &str) -> Value {
    json!({ "client_secret": CLIENT_SECRET, "refresh_token": refresh })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_reads_with_tokens_and_says_who_must_authorise_it_again() {
    let provider = Provider::listens("primo", USER).await;
    let extra = Extra {
        token_info: Some(provider.address),
        ..Extra::default()
    };
    let Some(mut dovecot) = Dovecot::with(extra) else {
        return;
    };
    dovecot.deliver("INBOX", &mail(0));
    let allow = format!("[\"{}\"]", provider.address);
    let town = Town::as_set(|start| {
        *start = start.clone().with("STAFFETTA_HTTP_ALLOW", &allow);
    })
    .await;
    let program = town.start.ready().await;
    let settings = json!({
        "source": { "kind": "imap", "host": "localhost", "port": dovecot.imaps, "security": "tls", "user": USER, "ca_pem": dovecot.ca_pem },
        "oauth": { "token_endpoint": provider.token_endpoint(), "client_id": CLIENT, "scope": "" },
    });
    let tried = |program: &str, refresh: &str| {
        let body = json!({ "settings": settings, "oauth": secrets(refresh) });
        let url = program.to_owned();
        let dario = town.dario.clone();
        async move { dario.post(&url, "/api/v1/mailboxes/try", &body).await }
    };
    let wrong = tried(&program.url, "inventato").await;
    assert_eq!(wrong["ok"], false, "{wrong}");
    assert_eq!(wrong["checks"][0]["check"], "token", "{wrong}");
    let said = wrong["checks"][0]["said"].as_str().expect("words");
    assert!(said.contains("invalid_grant not this time"), "{said}");

    let well = tried(&program.url, "primo").await;
    assert_eq!(well["ok"], true, "{well}");
    assert_eq!(well["total"], 1, "{well}");
    // The provider takes each refresh token once: what it gave for the trial is used, and kept.
    let body = json!({
        "key": "urp", "address": "urp@comune.example", "certified": false, "settings": settings,
        "oauth": secrets("primo"), "starting_point": { "kind": "all" },
    });
    let made = town
        .dario
        .post(&program.url, "/api/v1/mailboxes", &body)
        .await;
    let path = format!("/api/v1/mailboxes/{}", made["id"].as_str().expect("an id"));
    assert!(!made.to_string().contains("primo"), "no secret is shown");
    let kept = async |url: &str, count: usize| {
        until("the mails of the mailbox", async || {
            let page = town.dario.get(url, "/api/v1/mails?mailbox=urp").await;
            (page["items"].as_array()?.len() == count).then_some(())
        })
        .await;
    };
    kept(&program.url, 1).await;
    assert_eq!(provider.times(), 1, "one token was enough");
    program.stop().await;

    // Nothing of the token survives the program; the refresh token does, the second one.
    dovecot.deliver("INBOX", &mail(1));
    let program = town.start.ready().await;
    kept(&program.url, 2).await;
    assert_eq!(provider.times(), 2);

    provider.revoke("daccapo");
    program.stop().await;
    dovecot.halt();
    dovecot.resume(false);
    let program = town.start.ready().await;
    let told = until("the error to resolve", async || {
        let page = town
            .dario
            .get(&program.url, "/api/v1/incidents?state=open")
            .await;
        let items = page["items"].as_array()?.clone();
        items.into_iter().find(|i| i["code"] == "mailbox_failing")
    })
    .await;
    let said = told["message"].as_str().expect("words");
    assert!(said.contains("urp@comune.example"), "{said}");
    assert!(said.contains("Authorise it again"), "{said}");

    let refused = json!({ "oauth": secrets("sbagliato") });
    let (status, said) = town
        .dario
        .ask(&program.url, Method::PATCH, &path, Some(&refused))
        .await
        .expect("an answer");
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    assert_eq!(said["fields"][0]["field"], "refresh_token", "{said}");
    let again = json!({ "oauth": secrets("daccapo") });
    town.dario.patch(&program.url, &path, &again).await;
    dovecot.deliver("INBOX", &mail(2));
    kept(&program.url, 3).await;
    program.stop().await;
    town.verify_audit().await;
}
