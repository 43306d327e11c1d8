//! What must balance: the gestore's Maildirs on one side, the database and the blobs on the other.
//!
//! Read with SQL and from the files, by no code of the program, so that a mistake there is not made here too.

use super::town::{MARIO, PROTOCOLLO, Town};
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use uuid::Uuid;

/// A file of a Maildir.
#[derive(Debug, Clone)]
struct Post {
    sha: String,
    /// `X-Ricevuta`.
    receipt: Option<String>,
    /// `X-Riferimento-Message-ID`, without brackets.
    about: Option<String>,
}

#[derive(Debug)]
struct Mail {
    id: Uuid,
    raw: Vec<u8>,
    state: String,
    instance: Option<Uuid>,
    despatch: Option<Uuid>,
}

#[derive(Debug)]
struct Despatch {
    id: Uuid,
    instance: Option<Uuid>,
    message_id: String,
    state: String,
    outcome: String,
}

/// Both sides, as they stand.
#[derive(Debug, Default)]
pub struct Ledger {
    /// What lies in our mailbox, and at Mario's.
    ours: Vec<Post>,
    marios: Vec<Post>,
    mails: Vec<Mail>,
    despatches: Vec<Despatch>,
    /// Despatches of unknown outcome: id and Message-ID.
    pub unknown: Vec<(Uuid, String)>,
    /// Case → state.
    instances: BTreeMap<Uuid, String>,
    /// Mail of each receipt that counted.
    counted: Vec<Uuid>,
    /// Rows of a table.
    pub rows: BTreeMap<&'static str, i64>,
    blobs: PathBuf,
}

/// Tables that grow when something is begun.
const GROWING: [&str; 8] = [
    "instance", "trace", "task", "job", "mail", "despatch", "receipt", "event",
];

/// Reads the tables into a ledger: the same SQL on both databases.
macro_rules! rows_into {
    ($ledger:ident, $tx:ident) => {{
        let mails: Vec<(Uuid, Vec<u8>, String, Option<Uuid>, Option<Uuid>)> =
            sqlx::query_as("SELECT id, raw, state, instance, despatch FROM mail")
                .fetch_all(&mut *$tx)
                .await
                .expect("mails");
        $ledger.mails = mails
            .into_iter()
            .map(|(id, raw, state, instance, despatch)| Mail {
                id,
                raw,
                state,
                instance,
                despatch,
            })
            .collect();
        let despatches: Vec<(Uuid, Option<Uuid>, String, String, String)> =
            sqlx::query_as("SELECT id, instance, message_id, state, outcome FROM despatch")
                .fetch_all(&mut *$tx)
                .await
                .expect("despatches");
        $ledger.despatches = despatches
            .into_iter()
            .map(|(id, instance, message_id, state, outcome)| Despatch {
                id,
                instance,
                message_id,
                state,
                outcome,
            })
            .collect();
        $ledger.unknown = $ledger
            .despatches
            .iter()
            .filter(|d| d.state == "unknown")
            .map(|d| (d.id, d.message_id.clone()))
            .collect();
        let instances: Vec<(Uuid, String)> =
            sqlx::query_as("SELECT id, state FROM instance WHERE process_key = 'prova_posta'")
                .fetch_all(&mut *$tx)
                .await
                .expect("instances");
        $ledger.instances = instances.into_iter().collect();
        $ledger.counted = sqlx::query_scalar("SELECT mail FROM receipt WHERE counted")
            .fetch_all(&mut *$tx)
            .await
            .expect("receipts");
        for table in GROWING {
            let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
            let count = sqlx::query_scalar(sql).fetch_one(&mut *$tx).await;
            $ledger.rows.insert(table, count.expect("a count"));
        }
        let open = "SELECT COUNT(*) FROM incident WHERE state = 'open'";
        let open = sqlx::query_scalar(open).fetch_one(&mut *$tx).await;
        $ledger
            .rows
            .insert("open incidents", open.expect("a count"));
    }};
}

impl Ledger {
    /// Reads both sides; the program may be running.
    pub async fn read(town: &Town) -> Ledger {
        let mut ledger = Ledger {
            ours: posts(&town.maildir(PROTOCOLLO)),
            marios: posts(&town.maildir(MARIO)),
            blobs: town.start.blobs(),
            ..Ledger::default()
        };
        match town.start.database_url() {
            None => {
                let mut db = database(&town.start.data).await;
                let mut tx = db.begin().await.expect("a snapshot");
                rows_into!(ledger, tx);
                tx.rollback().await.expect("nothing was written");
                db.close().await.expect("it closes");
            }
            Some(url) => {
                let mut db = PgConnection::connect(url).await.expect("it connects");
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                let mut tx = db.begin_with(begin).await.expect("a snapshot");
                rows_into!(ledger, tx);
                tx.rollback().await.expect("nothing was written");
                db.close().await.expect("it closes");
            }
        }
        ledger
    }

    /// How often a message was handed to the gestore: it writes one acceptance each time.
    pub fn submissions(&self, message_id: &str) -> usize {
        self.ours
            .iter()
            .filter(|p| {
                p.receipt.as_deref() == Some("accettazione")
                    && p.about.as_deref() == Some(message_id)
            })
            .count()
    }

    /// Everything was read and decided, everything that left is delivered, nothing is under way.
    pub fn is_settled(&self) -> bool {
        self.mails.len() == self.ours.len()
            && self.mails.iter().all(|m| m.state != "new")
            && self
                .despatches
                .iter()
                .all(|d| d.state == "accepted" && d.outcome == "all_delivered")
            && self.despatches.len() == self.marios.len()
            && self.rows["job"] == 0
            && self.despatches.iter().all(|d| {
                d.instance
                    .is_some_and(|i| self.instances.get(&i).is_some_and(|s| s == "completed"))
            })
    }

    /// What is still to come, in words.
    pub fn left(&self) -> String {
        let mut states: BTreeMap<String, usize> = BTreeMap::new();
        for mail in &self.mails {
            *states.entry(format!("mail {}", mail.state)).or_default() += 1;
        }
        for despatch in &self.despatches {
            let state = format!("despatch {} {}", despatch.state, despatch.outcome);
            *states.entry(state).or_default() += 1;
        }
        for state in self.instances.values() {
            *states.entry(format!("case {state}")).or_default() += 1;
        }
        format!(
            "{} mails lie there, {} at Mario's, {states:?}, {:?}",
            self.ours.len(),
            self.marios.len(),
            self.rows
        )
    }

    /// Mails that are no receipts.
    pub fn letters(&self) -> usize {
        self.ours.iter().filter(|p| p.receipt.is_none()).count()
    }

    pub fn receipts(&self) -> usize {
        self.ours.len() - self.letters()
    }

    /// Panics with what does not balance. `answers`: how many mails asked for one.
    pub fn balances(&self, answers: usize) {
        // Each mail once, with its bytes.
        let kept: Vec<String> = self.mails.iter().map(|m| hex::encode(&m.raw)).collect();
        let known: BTreeSet<&String> = kept.iter().collect();
        let lost: Vec<&Post> = self
            .ours
            .iter()
            .filter(|p| !known.contains(&p.sha))
            .collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        assert_eq!(kept.len(), self.ours.len(), "mails kept twice");
        assert_eq!(known.len(), kept.len(), "bytes kept twice");
        for sha in known {
            let bytes = std::fs::read(self.blobs.join("sha256").join(&sha[..2]).join(sha))
                .unwrap_or_else(|e| panic!("blob {sha}: {e}"));
            assert_eq!(
                hex::encode(Sha256::digest(&bytes)),
                *sha,
                "a blob is damaged"
            );
        }
        // Each letter one case, each case one letter.
        let receipts: BTreeSet<&String> = self
            .ours
            .iter()
            .filter(|p| p.receipt.is_some())
            .map(|p| &p.sha)
            .collect();
        let mut cases = BTreeSet::new();
        let mut taken = BTreeSet::new();
        for mail in &self.mails {
            if receipts.contains(&hex::encode(&mail.raw)) {
                assert_eq!(mail.state, "receipt", "{mail:?}");
                assert!(mail.despatch.is_some() && taken.insert(mail.id), "{mail:?}");
            } else {
                assert_eq!(mail.state, "case", "{mail:?}");
                let instance = mail.instance.expect("a case has its run");
                assert!(self.instances.contains_key(&instance), "{mail:?}");
                assert!(cases.insert(instance), "two mails, one case: {mail:?}");
            }
        }
        assert_eq!(
            self.instances.len(),
            cases.len(),
            "cases that no mail opened"
        );
        // Each receipt counted once.
        let counted: BTreeSet<Uuid> = self.counted.iter().copied().collect();
        assert_eq!(
            self.counted.len(),
            counted.len(),
            "a receipt counted more than once"
        );
        assert_eq!(counted, taken, "receipts that did not count");
        // Each answer left once, as the gestore saw it.
        assert_eq!(self.despatches.len(), answers, "answers");
        for despatch in &self.despatches {
            let arrived = self
                .marios
                .iter()
                .filter(|p| p.about.as_ref() == Some(&despatch.message_id))
                .count();
            assert_eq!(
                (self.submissions(&despatch.message_id), arrived),
                (1, 1),
                "{despatch:?}"
            );
        }
        assert_eq!(
            self.marios.len(),
            answers,
            "something left that no row knows"
        );
        assert_eq!(
            self.rows["open incidents"], 0,
            "somebody is asked for nothing"
        );
    }
}

/// The program's database, to read only.
pub async fn database(data: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(data.join("staffetta.db"))
        .read_only(true)
        .busy_timeout(std::time::Duration::from_secs(10))
        .connect()
        .await
        .expect("the database opens")
}

/// Files are written once and never changed: each is read once in the life of this process.
fn posts(maildir: &Path) -> Vec<Post> {
    static READ: Mutex<BTreeMap<PathBuf, Post>> = Mutex::new(BTreeMap::new());
    let mut read = READ
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut found = Vec::new();
    for part in ["new", "cur"] {
        for entry in std::fs::read_dir(maildir.join(part)).expect("a Maildir") {
            let path = entry.expect("an entry").path();
            found.push(read.entry(path).or_insert_with_key(|p| post(p)).clone());
        }
    }
    found
}

fn post(path: &Path) -> Post {
    let bytes = std::fs::read(path).expect("a mail");
    let text = String::from_utf8_lossy(&bytes);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().trim_matches(['<', '>']).to_string())
        })
    };
    Post {
        sha: hex::encode(Sha256::digest(&bytes)),
        receipt: header("X-Ricevuta"),
        about: header("X-Riferimento-Message-ID"),
    }
}
