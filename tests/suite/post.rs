//! Bad post under the whole program: broken mails, lies, refusals, lost answers, wrong passwords. What
//! cannot be done is told to a person, nothing is sent twice, and the other mail goes on.

use crate::program::town::{self, Kind, MARIO, PROTOCOLLO, Town};
use crate::program::{Caller, Program, until};
use gestore::forge::{Forgery, forge};
use gestore::{Behaviour, Letter};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::dovecot::{self, Dovecot};

/// The first of a list that fits, as soon as there is one.
async fn first(
    who: &Caller,
    program: &Program,
    path: &str,
    fits: impl Fn(&Value) -> bool,
) -> Value {
    until(path, || async {
        let page = who.get(&program.url, path).await;
        page["items"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|item| fits(item))
            .cloned()
    })
    .await
}

async fn incident(town: &Town, program: &Program, code: &str) -> Value {
    first(&town.dario, program, "/api/v1/incidents", |i| {
        i["code"] == code && i["state"] == "open"
    })
    .await
}

async fn despatch(town: &Town, program: &Program, state: &str) -> Value {
    first(&town.anna, program, "/api/v1/despatches", |d| {
        d["state"] == state
    })
    .await
}

async fn detail(town: &Town, program: &Program, despatch: &Value) -> Value {
    let id = despatch["id"].as_str().expect("an id");
    town.anna
        .get(&program.url, &format!("/api/v1/despatches/{id}"))
        .await
}

/// Copies of a message that reached Mario.
fn copies(town: &Town, message_id: &str) -> usize {
    let folder = town.maildir(MARIO);
    ["new", "cur"]
        .iter()
        .flat_map(|part| std::fs::read_dir(folder.join(part)).expect("a Maildir"))
        .filter(|file| {
            let raw = std::fs::read(file.as_ref().expect("a file").path()).expect("its bytes");
            let text = String::from_utf8_lossy(&raw);
            let head = text.split("\r\n\r\n").next().unwrap_or_default();
            head.contains(&format!("X-Riferimento-Message-ID: <{message_id}>"))
        })
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_cannot_be_read_is_put_aside_whole_and_the_mailbox_goes_on() {
    let mut town = Town::build(None).await;
    town.start = town.start.with("STAFFETTA_MAIL_SIZE_CAP_BYTES", "200000");
    let nested: String = (0..80)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    let bomb = format!("From: x@posta.example\r\nSubject: bomba\r\n{nested}\r\nfine\r\n");
    let huge = format!(
        "From: x@posta.example\r\nSubject: enorme\r\n\r\n{}",
        "riga piena di parole\r\n".repeat(20_000)
    );
    for raw in [&bomb, &huge] {
        town.gestore
            .place(raw.as_bytes(), PROTOCOLLO)
            .expect("it lies in the mailbox");
    }
    town.deliver(Kind::Pec, 1);
    let program = town.start.ready().await;
    // What came after them is worked.
    first(&town.anna, &program, "/api/v1/mails", |m| {
        m["state"] == "case" && m["verdict"] == "trusted"
    })
    .await;
    for (raw, why) in [
        (&bomb, "nested deeper"),
        (&huge, "larger than 200000 bytes"),
    ] {
        let told = first(&town.dario, &program, "/api/v1/incidents", |i| {
            i["code"] == "mail_quarantined"
                && i["message"].as_str().is_some_and(|m| m.contains(why))
        })
        .await;
        let id = told["subject"].as_str().expect("the mail");
        let mail = town
            .anna
            .get(&program.url, &format!("/api/v1/mails/{id}"))
            .await;
        assert_eq!(mail["state"], "quarantined");
        let kept = town
            .anna
            .get(&program.url, &format!("/api/v1/mails/{id}/raw"))
            .await;
        assert_eq!(
            Sha256::digest(kept.as_str().expect("text")),
            Sha256::digest(raw.as_bytes()),
            "byte for byte"
        );
    }
    let boxes = town.dario.get(&program.url, "/api/v1/mailboxes").await;
    assert_eq!(boxes["items"][0]["state"], "active", "{boxes}");
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_proves_nothing_is_shown_and_moves_nothing() {
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    town.deliver(Kind::Answered, 1);
    let done = first(&town.anna, &program, "/api/v1/despatches", |d| {
        d["outcome"] == "all_delivered"
    })
    .await;
    // A brief receipt came back: its hashes are those of what left.
    let shown = detail(&town, &program, &done).await;
    let delivery = shown["receipts"]
        .as_array()
        .expect("receipts")
        .iter()
        .find(|r| r["kind"] == "avvenuta-consegna")
        .expect("a delivery")
        .clone();
    assert_eq!(delivery["proof"]["same"], true, "{delivery}");
    let mail = delivery["mail"].as_str().expect("its mail");
    let genuine = town
        .anna
        .get(&program.url, &format!("/api/v1/mails/{mail}/raw"))
        .await;
    let genuine = genuine.as_str().expect("text").as_bytes().to_vec();

    // Nothing genuine will ever come for the second one.
    town.gestore.behave(MARIO, Behaviour::Silent);
    town.deliver(Kind::Answered, 2);
    let waiting = first(&town.anna, &program, "/api/v1/despatches", |d| {
        d["state"] == "accepted" && d["outcome"] == "pending"
    })
    .await;
    let about = detail(&town, &program, &waiting).await["message_id"]
        .as_str()
        .expect("an id")
        .to_string();
    let unsigned = String::from_utf8_lossy(&genuine)
        .replace(shown["message_id"].as_str().expect("an id"), &about);
    let replayed = forge(
        Forgery::ReplayedReference,
        &genuine,
        town.gestore.authority(),
        &about,
        chrono::Utc::now(),
    )
    .expect("forged");
    let bare = format!(
        "From: posta-certificata@gestore.example\r\nX-Ricevuta: avvenuta-consegna\r\n\
X-Riferimento-Message-ID: <{about}>\r\nSubject: CONSEGNA: Re\r\n\r\nConsegnato.\r\n"
    );
    for raw in [unsigned.as_bytes(), &replayed, bare.as_bytes()] {
        town.gestore.place(raw, PROTOCOLLO).expect("it arrives");
    }
    let forged = until("the three lies", || async {
        let kept = town.anna.get(&program.url, "/api/v1/mails?limit=100").await;
        let all = kept["items"]
            .as_array()
            .expect("mails")
            .iter()
            .filter(|m| m["despatch"] == waiting["id"] && m["verdict"] != "trusted")
            .count();
        if all < 3 {
            return None;
        }
        // Read after them: what they did is to be seen here.
        let shown = detail(&town, &program, &waiting).await;
        let lies: Vec<Value> = shown["receipts"]
            .as_array()
            .expect("receipts")
            .iter()
            .filter(|r| r["kind"] == "avvenuta-consegna")
            .cloned()
            .collect();
        Some((shown, lies))
    })
    .await;
    let (shown, lies) = forged;
    assert!(!lies.is_empty());
    for lie in &lies {
        assert_eq!(lie["counted"], false, "{lie}");
        assert!(lie["proof"].is_null(), "nothing is proved by a lie: {lie}");
    }
    assert_eq!(
        (&shown["state"], &shown["outcome"]),
        (&json!("accepted"), &json!("pending"))
    );
    let case = shown["instance"].as_str().expect("a case");
    let case = town
        .anna
        .get(&program.url, &format!("/api/v1/instances/{case}"))
        .await;
    assert_eq!(case["state"], "running");
    let list = async |query: &str| {
        let path = format!("/api/v1/mails?limit=100{query}");
        let found = town.anna.get(&program.url, &path).await;
        let kinds = found["items"].as_array().expect("mails").iter();
        kinds.map(|m| m["kind"].clone()).collect::<Vec<Value>>()
    };
    let (all, messages) = (list("").await, list("&kind=message").await);
    let others: Vec<Value> = all.iter().filter(|k| *k != "receipt").cloned().collect();
    assert!(all.len() > others.len() && !others.is_empty());
    assert_eq!(messages, others, "a list of messages has no receipts");
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_by_the_server_is_told_in_the_case_and_can_be_tried_again() {
    let town = Town::build(None).await;
    town.gestore.faults().set(|plan| plan.reject_after_data = 1);
    let program = town.start.ready().await;
    town.deliver(Kind::Answered, 1);
    let told = incident(&town, &program, "smtp_rejected").await;
    assert_eq!(told["element"], "rispondi");
    assert!(
        told["message"].as_str().expect("words").contains("554"),
        "the server's own words: {told}"
    );
    let case = told["instance"].as_str().expect("it belongs to the case");
    let path = format!("/api/v1/instances/{case}/incidents");
    let in_case = town.anna.get(&program.url, &path).await;
    assert_eq!(in_case["items"][0]["code"], "smtp_rejected", "{in_case}");
    let refused = despatch(&town, &program, "rejected").await;
    assert_eq!(refused["instance"], told["instance"]);

    let retry = format!(
        "/api/v1/incidents/{}/retry",
        told["id"].as_str().expect("an id")
    );
    town.dario.post(&program.url, &retry, &json!({})).await;
    first(&town.anna, &program, "/api/v1/despatches", |d| {
        d["outcome"] == "all_delivered"
    })
    .await;
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_waits_for_the_acceptance_or_for_a_person_and_nothing_leaves_twice() {
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    // The gestore took it and the answer was lost: its receipts tell.
    town.gestore.faults().set(|plan| plan.drop_after_data = 1);
    town.deliver(Kind::Answered, 1);
    let known = first(&town.anna, &program, "/api/v1/despatches", |d| {
        d["outcome"] == "all_delivered"
    })
    .await;
    let known = detail(&town, &program, &known).await;
    assert_eq!(
        copies(&town, known["message_id"].as_str().expect("an id")),
        1
    );

    // The gestore forgot it and the answer was lost: nobody sends it again but a person.
    town.gestore.faults().set(|plan| plan.lose_after_data = 1);
    town.deliver(Kind::Answered, 2);
    let unknown = despatch(&town, &program, "unknown").await;
    let unknown = detail(&town, &program, &unknown).await;
    let message_id = unknown["message_id"].as_str().expect("an id").to_string();
    town.gestore.tick().await.expect("the gestore works");
    assert_eq!(copies(&town, &message_id), 0);
    let path = format!(
        "/api/v1/despatches/{}/resolve",
        unknown["id"].as_str().expect("an id")
    );
    let (status, _) = town
        .dario
        .ask(
            &program.url,
            Method::POST,
            &path,
            Some(&json!({ "how": "resend", "reason": " " })),
        )
        .await
        .expect("an answer");
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason is asked for"
    );
    town.dario
        .post(
            &program.url,
            &path,
            &json!({ "how": "resend", "reason": "Il gestore non ha ricevuto nulla." }),
        )
        .await;
    until("the delivery", || async {
        (detail(&town, &program, &unknown).await["outcome"] == "all_delivered").then_some(())
    })
    .await;
    assert_eq!(copies(&town, &message_id), 1);
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sent_folder_tells_what_a_lost_answer_did_not() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    let mailbox = town.dario.get(&program.url, "/api/v1/mailboxes").await["items"][0].clone();
    let path = format!(
        "/api/v1/mailboxes/{}",
        mailbox["id"].as_str().expect("an id")
    );
    let change = json!({
        "settings": { "smtp": town::smtp(&town.gestore), "source": imap(&dovecot, Some("Inviati")) },
        "password": dovecot::PASSWORD,
        "smtp_password": town::PASSWORD,
    });
    town.dario.patch(&program.url, &path, &change).await;

    town.gestore.faults().set(|plan| plan.lose_after_data = 1);
    let letter = Letter::new(MARIO, PROTOCOLLO, "Risposta attesa 1", "Buongiorno.");
    let envelope = town.gestore.compose(&letter).expect("an envelope");
    dovecot.deliver("INBOX", &envelope);
    let unknown = despatch(&town, &program, "unknown").await;
    let id = unknown["id"].as_str().expect("an id");
    // The provider keeps copies of what it takes.
    let copy = town
        .anna
        .get(&program.url, &format!("/api/v1/despatches/{id}/raw"))
        .await;
    dovecot.deliver("Inviati", copy.as_str().expect("text").as_bytes());
    // Any mail is a reason to look.
    let other = Letter::new(
        "studio.olmo@pec.altro.example",
        PROTOCOLLO,
        "Domanda",
        "Buongiorno.",
    );
    dovecot.deliver("INBOX", &town.gestore.compose(&other).expect("an envelope"));
    let sent = until("the despatch", || async {
        let shown = detail(&town, &program, &unknown).await;
        (shown["state"] == "submitted").then_some(shown)
    })
    .await;
    assert_eq!(
        copies(&town, sent["message_id"].as_str().expect("an id")),
        0,
        "it was not sent again"
    );
    program.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_marks_that_mailbox_alone_with_the_servers_words() {
    let Some(mut dovecot) = Dovecot::start() else {
        return;
    };
    let town = Town::build(None).await;
    let program = town.start.ready().await;
    let second = json!({
        "key": "ufficio",
        "address": dovecot::USER,
        "display_name": "Ufficio di prova",
        "certified": false,
        "settings": { "source": imap(&dovecot, None) },
        "password": dovecot::PASSWORD,
        "starting_point": { "kind": "all" },
    });
    let made = town
        .dario
        .post(&program.url, "/api/v1/mailboxes", &second)
        .await;
    let path = format!("/api/v1/mailboxes/{}", made["id"].as_str().expect("an id"));
    let state = |wanted: &'static str| {
        first(&town.dario, &program, "/api/v1/mailboxes", move |m| {
            m["key"] == "ufficio" && m["state"] == wanted
        })
    };
    // Somebody changed it at the provider.
    dovecot.set_password("cambiata dal gestore");
    dovecot.halt();
    dovecot.resume(false);
    first(&town.dario, &program, "/api/v1/mailboxes", |m| {
        let words = m["last_error"].as_str().unwrap_or_default();
        m["key"] == "ufficio" && m["state"] == "failing" && words.contains("Authentication failed")
    })
    .await;
    let told = incident(&town, &program, "mailbox_failing").await;
    assert_eq!(told["subject"], made["id"]);

    // The other one goes on.
    town.deliver(Kind::Pec, 1);
    first(&town.anna, &program, "/api/v1/mails", |m| {
        m["state"] == "case"
    })
    .await;
    let boxes = town.dario.get(&program.url, "/api/v1/mailboxes").await;
    let other = boxes["items"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|m| m["key"] == "protocollo")
        .expect("it is there")
        .clone();
    assert_eq!(other["state"], "active", "{other}");

    let right = json!({ "password": "cambiata dal gestore" });
    town.dario.patch(&program.url, &path, &right).await;
    state("active").await;
    until("the error to be closed by itself", || async {
        let open = town.dario.get(&program.url, "/api/v1/incidents").await;
        let items = open["items"].as_array().expect("a list").clone();
        (!items
            .iter()
            .any(|i| i["code"] == "mailbox_failing" && i["state"] == "open"))
        .then_some(())
    })
    .await;
    program.stop().await;
}

fn imap(dovecot: &Dovecot, sent_folder: Option<&str>) -> Value {
    json!({
        "kind": "imap",
        "host": "localhost",
        "port": dovecot.imaps,
        "security": "tls",
        "user": dovecot::USER,
        "folder": "INBOX",
        "sent_folder": sent_folder,
        "ca_pem": dovecot.ca_pem,
    })
}
