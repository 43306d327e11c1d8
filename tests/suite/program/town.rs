//! A small house to break: a gestore in this process, one certified mailbox, two people, one process.

use super::ledger::Ledger;
use super::{Caller, PATIENCE, Program, Start};
use gestore::{Config, Gestore, Handle, Letter};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::time::sleep;

pub const PROTOCOLLO: &str = "protocollo@pec.comune.example";
/// Whose mails are answered: what leaves for him lies in a Maildir that can be counted.
/// The exchange system of electronic invoices; who lets it in sets `STAFFETTA_SDI_DOMAINS`.
pub const SDI: &str = "sdi05@pec.fatturapa.example";
pub const MARIO: &str = "mario.rossi@pec.comune.example";
pub const PASSWORD: &str = "prova";

/// A mail somebody writes to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Signed; waits for a person.
    Pec,
    /// Signed; the process answers it by itself.
    Answered,
    /// Ordinary, wrapped by our gestore in an anomaly envelope.
    Anomaly,
    /// Ordinary, as it is.
    Bare,
}

pub struct Town {
    pub folder: TempDir,
    pub gestore: Handle,
    pub start: Start,
    pub dario: Caller,
    pub anna: Caller,
}

impl Town {
    /// Everything is set up; nobody runs. The data lie in `data`, else beside the gestore.
    pub async fn build(data: Option<PathBuf>) -> Town {
        Town::as_set(|start| start.data = data.unwrap_or_else(|| start.data.clone())).await
    }

    /// As [`Town::build`], with other settings of the program.
    pub async fn as_set(set: impl FnOnce(&mut Start)) -> Town {
        Town::connected(set, |gestore| json!({ "smtp": smtp(gestore) })).await
    }

    /// As [`Town::as_set`], with other settings of the mailbox beside its source.
    pub async fn connected(
        set: impl FnOnce(&mut Start),
        settings: impl FnOnce(&Handle) -> Value,
    ) -> Town {
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config::new(
            folder.path().join("gestore"),
            "gestore.example",
            &["pec.comune.example", "pec.fatturapa.example"],
        )
        .account(PROTOCOLLO, PASSWORD)
        .account(SDI, PASSWORD)
        .account(MARIO, PASSWORD);
        let gestore = Gestore::start(config).await.expect("the gestore starts");
        let mut start = Start::new(folder.path());
        set(&mut start);
        let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/program/bundle");
        let authority = folder.path().join("gestore/authority/ca.pem");
        start
            .run(&["trust", "add", "--name", "Gestore", &words(&authority)])
            .await;
        start.run(&["deploy", &words(&bundle)]).await;
        let dario = person(&start, "dario.monti", "Dario Monti", "amministratore").await;
        let anna = person(&start, "anna.neri", "Anna Neri", "protocollista").await;
        let town = Town {
            folder,
            gestore,
            start,
            dario,
            anna,
        };
        let program = town.start.ready().await;
        let maildir = town.maildir(PROTOCOLLO);
        let mut settings = settings(&town.gestore);
        settings["source"] = json!({ "kind": "maildir", "path": words(&maildir) });
        let mailbox = json!({
            "key": "protocollo",
            "address": PROTOCOLLO,
            "display_name": "Comune di Esempio",
            "certified": true,
            "settings": settings,
            "password": PASSWORD,
            "starting_point": { "kind": "all" },
        });
        town.dario
            .post(&program.url, "/api/v1/mailboxes", &mailbox)
            .await;
        program.stop().await;
        town
    }

    pub fn maildir(&self, address: &str) -> PathBuf {
        self.gestore.maildir(address).expect("it has a Maildir")
    }

    /// Somebody writes the `n`-th mail: it lies in the Maildir when this returns.
    pub fn deliver(&self, kind: Kind, n: usize) {
        let text = "Buongiorno,\nchiedo notizie della mia domanda.\n".repeat(8);
        let ordinary = || {
            format!(
                "From: Lina Esempio <lina@posta.example>\r\nTo: {PROTOCOLLO}\r\nSubject: Domanda {n}\r\nDate: Mon, 02 Mar 2026 10:29:00 +0100\r\n\
                 Message-ID: <domanda-{n}@posta.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
                text.replace('\n', "\r\n")
            )
        };
        let done = match kind {
            Kind::Pec => {
                let subject = format!("Domanda {n}");
                let letter =
                    Letter::new("studio.olmo@pec.altro.example", PROTOCOLLO, &subject, &text);
                self.gestore.inject(&letter).map(|_| ())
            }
            Kind::Answered => {
                let subject = format!("Risposta attesa {n}");
                self.gestore
                    .inject(&Letter::new(MARIO, PROTOCOLLO, &subject, &text))
                    .map(|_| ())
            }
            Kind::Anomaly => self
                .gestore
                .deliver_ordinary(ordinary().as_bytes(), PROTOCOLLO)
                .map(|_| ()),
            Kind::Bare => self
                .gestore
                .place(ordinary().as_bytes(), PROTOCOLLO)
                .map(|_| ()),
        };
        done.expect("the mail is delivered");
    }

    /// Waits until everything that lies in the mailbox is done with. A person looks after what left or not
    /// in a crash: where the gestore has nothing, it is sent again.
    pub async fn settle(&self, program: &Program) -> Ledger {
        let (mut before, mut since) = (String::new(), Instant::now());
        loop {
            self.gestore.tick().await.expect("the gestore works");
            let ledger = Ledger::read(self).await;
            if ledger.is_settled() {
                return ledger;
            }
            for (despatch, message_id) in &ledger.unknown {
                if ledger.submissions(message_id) == 0 {
                    let path = format!("/api/v1/despatches/{despatch}/resolve");
                    let body =
                        json!({ "how": "resend", "reason": "Il gestore non ha ricevuto nulla." });
                    self.dario
                        .ask(&program.url, Method::POST, &path, Some(&body))
                        .await
                        .expect("it answers");
                }
            }
            // As long as it goes on it may take its time.
            let left = ledger.left();
            if left != before {
                (before, since) = (left, Instant::now());
            }
            assert!(
                since.elapsed() < PATIENCE,
                "nothing moves any more: {before}\n{}",
                program.last_words()
            );
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// The program is down: proves the record of operations.
    pub async fn verify_audit(&self) {
        let said = self.start.run(&["audit", "verify"]).await;
        assert!(said.contains("the record is whole"), "{said}");
    }
}

/// How the gestore of a town is sent to.
pub fn smtp(gestore: &Handle) -> Value {
    json!({
        "host": "localhost",
        "port": gestore.submission().port(),
        "security": "start_tls",
        "user": PROTOCOLLO,
        "ca_pem": gestore.ca_pem(),
    })
}

async fn person(start: &Start, login: &str, name: &str, role: &str) -> Caller {
    person_as(start, login, name, &[role, "operatore", "supervisore"]).await
}

/// Adds somebody with roles in every office and answers them with a token.
pub async fn person_as(start: &Start, login: &str, name: &str, roles: &[&str]) -> Caller {
    let mut words = vec!["user", "add", "--name", name, "--no-password"];
    for role in roles {
        words.extend(["--role", role]);
    }
    words.push(login);
    start.run(&words).await;
    let token = start.run(&["token", "--name", "prova", login]).await;
    Caller::new(token.trim())
}

fn words(path: &Path) -> String {
    path.display().to_string()
}
