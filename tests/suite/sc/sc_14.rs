//! SC-14 Robustness of fetching.
//!
//! Box with 3,000 messages: malformed MIME, no Message-ID, duplicate Message-ID, fake receipts with valid headers but no
//! signature, a 40 MB mail, nested forwarded PECs, messages read on the phone before the fetch, UIDVALIDITY change, provider
//! outage. Outcome: 3,000 stored, 0 lost, fake receipts flagged and not used, one quarantined item visible with raw
//! download, fetching never stopped.

use crate::program::town::{self, Kind, MARIO, PROTOCOLLO, Town};
use crate::program::{Program, until};
use gestore::forge::{Forgery, forge};
use gestore::{Behaviour, Letter};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use tests::dovecot::{self, Dovecot};
use tests::postgres::Postgres;
use tokio::time::{Duration, Instant, sleep};

const BOX: usize = 3_000;
/// Nothing more came for so long: it never will.
const STILL: Duration = Duration::from_secs(60);
const BIG_BYTES: usize = 40 << 20;

/// The `n`-th mail: of every hundred a few are broken in ways that mails are. No bare LF and no NUL: the server itself
/// changes those.
fn mail(n: usize) -> Vec<u8> {
    let id = match n % 100 {
        // Two different mails with one Message-ID.
        3 | 4 => format!("Message-ID: <doppio-{}@posta.example>\r\n", n / 100),
        // None at all.
        5 | 6 => String::new(),
        _ => format!("Message-ID: <mail-{n}@posta.example>\r\n"),
    };
    let head = format!(
        "From: Lina Esempio <lina@posta.example>\r\nTo: {PROTOCOLLO}\r\nSubject: Nota {n}\r\n\
         Date: Mon, 02 Mar 2026 10:29:00 +0100\r\n{id}MIME-Version: 1.0\r\n"
    );
    let rest: &[u8] = match n % 100 {
        7 => b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nmai chiuso",
        8 => b"Content-Type: application/pdf; name=\"../../a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0!!!=tronc",
        9 => b"Content-Type: text/plain; charset=nessuno\r\n\r\n\xff\xfe\x80 byte a caso",
        10 => b"Content-Type: multipart/mixed\r\n\r\nsenza confine",
        11 => b"Subject: =?utf-8?B?////?= \xe8\r\nX-Rotta senza due punti\r\nContent-Type: text/plain\r\n\r\nBuongiorno.\r\n",
        _ => b"Content-Type: text/plain; charset=utf-8\r\n\r\nBuongiorno.\r\n",
    };
    [head.as_bytes(), rest].concat()
}

fn big() -> Vec<u8> {
    let head = format!(
        "From: Lina Esempio <lina@posta.example>\r\nTo: {PROTOCOLLO}\r\nSubject: Planimetrie\r\nMessage-ID: <grande@posta.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=piante.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    );
    let line = [&[b'A'; 76][..], b"\r\n"].concat();
    [head.into_bytes(), line.repeat(BIG_BYTES / line.len())].concat()
}

/// Nested deeper than anything may be.
fn poison() -> Vec<u8> {
    let nested: String = (0..80)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    format!("From: x@posta.example\r\nSubject: bomba\r\n{nested}\r\nfine\r\n").into_bytes()
}

/// A colleague forwards a PEC as an attachment.
fn forwarded(town: &Town, n: usize) -> Vec<u8> {
    let from = "studio.olmo@pec.altro.example";
    let letter = Letter::new(from, PROTOCOLLO, &format!("Inoltrata {n}"), "Buongiorno.");
    let envelope = town.gestore.compose(&letter).expect("an envelope");
    let head = format!(
        "From: Collega <collega@comune.example>\r\nTo: {PROTOCOLLO}\r\nSubject: I: Inoltrata {n}\r\nMessage-ID: <inoltro-{n}@comune.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=fuori\r\n\r\n--fuori\r\nContent-Type: text/plain\r\n\r\nVedi sotto.\r\n\
         --fuori\r\nContent-Type: message/rfc822\r\n\r\n"
    );
    [head.as_bytes(), &envelope, b"\r\n--fuori--\r\n"].concat()
}

struct Office {
    town: Town,
    program: Program,
    dovecot: Dovecot,
}

impl Office {
    async fn get(&self, path: &str) -> Value {
        let path = format!("/api/v1/{path}");
        self.town.dario.get(&self.program.url, &path).await
    }

    async fn despatch(&self, fits: impl Fn(&Value) -> bool) -> Value {
        let found = until("the despatch", async || {
            let page = self.get("despatches").await;
            let items = page["items"].as_array().expect("a list").clone();
            items.into_iter().find(|d| fits(d))
        })
        .await;
        self.get(&format!(
            "despatches/{}",
            found["id"].as_str().expect("an id")
        ))
        .await
    }

    /// Every mail of the box, page after page.
    async fn mails(&self) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self
                .get(&format!("mails?mailbox=protocollo&limit=200{cursor}"))
                .await;
            all.extend(page["items"].as_array().expect("a list").iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    async fn mailbox(&self) -> Value {
        self.get("mailboxes").await["items"][0].clone()
    }

    /// Waits as long as mails keep coming.
    async fn until_kept(&self, wanted: usize) -> Vec<Value> {
        let (mut before, mut since) = (0, Instant::now());
        loop {
            let mails = self.mails().await;
            if mails.len() >= wanted {
                return mails;
            }
            if mails.len() != before {
                (before, since) = (mails.len(), Instant::now());
            }
            assert!(
                since.elapsed() < STILL,
                "{before} of {wanted} mails, and no more come: {}\n{}",
                self.mailbox().await,
                self.program.last_words()
            );
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// Forged receipts about the despatch nothing genuine comes for, of every kind.
    async fn lies(&self, genuine: &[u8], told_of: &str, about: &str) -> Vec<Vec<u8>> {
        let authority = self.town.gestore.authority();
        let now = chrono::Utc::now();
        let mut lies: Vec<Vec<u8>> = Forgery::ALL
            .iter()
            .filter(|kind| **kind != Forgery::RelabelledEnvelope)
            .map(|kind| {
                let lie = forge(*kind, genuine, authority, about, now).expect("forged");
                String::from_utf8_lossy(&lie)
                    .replace(told_of, about)
                    .into_bytes()
            })
            .collect();
        let bare = format!(
            "From: posta-certificata@gestore.example\r\nX-Ricevuta: avvenuta-consegna\r\n\
             X-Riferimento-Message-ID: <{about}>\r\nSubject: CONSEGNA: Re\r\n\r\nConsegnato.\r\n"
        );
        lies.push(bare.into_bytes());
        lies
    }
}

async fn sc_14(database: Option<&str>, many: usize) {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    let town = Town::as_set(|start| {
        if let Some(url) = database {
            *start = start.clone().with("STAFFETTA_DATABASE_URL", url);
        }
    })
    .await;
    let program = town.start.ready().await;
    let mut office = Office {
        town,
        program,
        dovecot,
    };

    // One answer is delivered, and its receipt is genuine; for the other nothing genuine will come.
    office.town.deliver(Kind::Answered, 1);
    let done = office.despatch(|d| d["outcome"] == "all_delivered").await;
    let receipts = done["receipts"].as_array().expect("receipts");
    let delivery = receipts
        .iter()
        .find(|r| r["kind"] == "avvenuta-consegna")
        .expect("a delivery");
    let genuine = office
        .get(&format!(
            "mails/{}/raw",
            delivery["mail"].as_str().expect("its mail")
        ))
        .await;
    office.town.gestore.behave(MARIO, Behaviour::Silent);
    office.town.deliver(Kind::Answered, 2);
    let waiting = office
        .despatch(|d| d["state"] == "accepted" && d["outcome"] == "pending")
        .await;
    let about = waiting["message_id"].as_str().expect("an id").to_owned();
    let before = office.mails().await.len();

    let lies = office
        .lies(
            genuine.as_str().expect("text").as_bytes(),
            done["message_id"].as_str().expect("an id"),
            &about,
        )
        .await;
    let mut all: Vec<Vec<u8>> = vec![poison(), big()];
    all.extend(lies.iter().cloned());
    all.extend((0..20).map(|n| forwarded(&office.town, n)));
    all.extend((all.len()..many).map(mail));
    assert_eq!(all.len(), many);
    let hashes: BTreeSet<String> = all.iter().map(|m| hex::encode(Sha256::digest(m))).collect();
    assert_eq!(hashes.len(), many, "all differ");
    let (first, second) = all.split_at(many / 2);

    // Half of the box lies there, some of it read on the phone, as it is connected.
    office
        .dovecot
        .deliver_all("INBOX", first.iter().map(Vec::as_slice));
    let seen = format!("STORE 1:{} +FLAGS (\\Seen)", many / 10);
    office.dovecot.other_client(&["SELECT INBOX", &seen]).await;
    let id = office.mailbox().await["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let change = json!({
        "settings": { "smtp": town::smtp(&office.town.gestore), "source": {
            "kind": "imap", "host": "localhost", "port": office.dovecot.imaps, "security": "tls",
            "user": dovecot::USER, "folder": "INBOX", "ca_pem": office.dovecot.ca_pem,
        } },
        "password": dovecot::PASSWORD,
        "smtp_password": town::PASSWORD,
    });
    office
        .town
        .dario
        .patch(
            &office.program.url,
            &format!("/api/v1/mailboxes/{id}"),
            &change,
        )
        .await;
    office.until_kept(before + many / 6).await;

    // In the middle of it the provider is gone; more is delivered, and the box is numbered anew.
    office.dovecot.halt();
    until("the outage to be told", async || {
        let shown = office.mailbox().await;
        (shown["state"] == "failing").then_some(())
    })
    .await;
    office
        .dovecot
        .deliver_all("INBOX", second.iter().map(Vec::as_slice));
    office.dovecot.resume(true);

    let mails = office.until_kept(before + many).await;
    assert_eq!(mails.len(), before + many, "each once");
    // What had been read before came again under new numbers, and was known.
    let again = office.get("mails?mailbox=protocollo&state=duplicate").await;
    assert!(!again["items"].as_array().expect("a list").is_empty());
    for hash in &hashes {
        let place = office
            .town
            .start
            .blobs()
            .join("sha256")
            .join(&hash[..2])
            .join(hash);
        assert!(place.exists(), "lost: {}", place.display());
    }

    // Fetching goes on, and the outage is over.
    let last = mail(many + 1_000);
    office.dovecot.deliver("INBOX", &last);
    let mails = office.until_kept(before + many + 1).await;
    let ids: BTreeSet<&str> = mails.iter().filter_map(|m| m["id"].as_str()).collect();
    assert_eq!(ids.len(), before + many + 1);
    until("the mailbox to be well", async || {
        let shown = office.mailbox().await;
        (shown["state"] == "active" && shown["last_error"].is_null()).then_some(())
    })
    .await;

    // One is put aside, whole.
    let aside: Vec<&Value> = mails
        .iter()
        .filter(|m| m["state"] == "quarantined")
        .collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    let raw = office
        .get(&format!(
            "mails/{}/raw",
            aside[0]["id"].as_str().expect("an id")
        ))
        .await;
    assert_eq!(raw.as_str().expect("text").as_bytes(), poison());
    let told = office.get("incidents?state=open").await;
    let told = told["items"].as_array().expect("a list");
    assert!(
        told.iter()
            .any(|i| i["code"] == "mail_quarantined" && i["subject"] == aside[0]["id"]),
        "{told:?}"
    );

    // No lie is believed.
    let believed: Vec<&Value> = mails
        .iter()
        .filter(|m| m["despatch"] == waiting["id"] && m["verdict"] == "trusted")
        .filter(|m| m["kind"] == "avvenuta-consegna")
        .collect();
    assert!(believed.is_empty(), "{believed:?}");
    let after = office.despatch(|d| d["id"] == waiting["id"]).await;
    assert_eq!(
        (&after["state"], &after["outcome"]),
        (&json!("accepted"), &json!("pending"))
    );
    let about_it = mails
        .iter()
        .filter(|m| m["despatch"] == waiting["id"] && m["verdict"] != "trusted")
        .count();
    assert!(
        about_it >= lies.len() - 1,
        "flagged: {about_it} of {}",
        lies.len()
    );

    let Office { town, program, .. } = office;
    program.stop().await;
    town.verify_audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_14_on_sqlite() {
    sc_14(None, BOX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_14_on_postgresql() {
    let Some(postgres) = Postgres::start() else {
        return;
    };
    sc_14(Some(&postgres.database("staffetta")), BOX / 5).await;
}
