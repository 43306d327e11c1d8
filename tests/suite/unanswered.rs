//! The report of who waits for an answer equals a recount of the raw archive: bytes of mails and receipts as they lie
//! in the store of blobs, read here with nothing of the program.

use crate::program::town::{Kind, MARIO, PROTOCOLLO, Town};
use crate::program::{Program, until};
use chrono::{DateTime, TimeDelta, Utc};
use gestore::Letter;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The number of the mail that the bundle of the town concludes without a reason.
const SAID_NOTHING: usize = 1_000_000;

/// What a raw mail says of itself in its outer headers.
#[derive(Debug, Default)]
struct Raw {
    headers: BTreeMap<String, String>,
}

impl Raw {
    /// None for what is no mail.
    fn read(bytes: &[u8]) -> Option<Raw> {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let (head, _) = text.split_once("\n\n")?;
        let mut headers = BTreeMap::new();
        let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
        for line in unfolded.lines() {
            let (name, value) = line.split_once(':')?;
            headers
                .entry(name.trim().to_lowercase())
                .or_insert_with(|| value.trim().to_string());
        }
        headers
            .contains_key("message-id")
            .then_some(Raw { headers })
    }

    fn of(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Ids named by headers, without brackets.
    fn ids(&self, names: &[&str]) -> BTreeSet<String> {
        names
            .iter()
            .flat_map(|name| self.of(name).split(['<', '>', ' ', ','].as_slice()))
            .filter(|id| id.contains('@'))
            .map(String::from)
            .collect()
    }

    fn is_receipt(&self) -> bool {
        !self.of("x-ricevuta").is_empty()
    }

    fn is_ours(&self) -> bool {
        self.of("x-trasporto").is_empty() && self.of("from").contains(PROTOCOLLO)
    }
}

fn archive(folder: &Path, found: &mut Vec<Raw>) {
    for entry in std::fs::read_dir(folder).expect("the blobs") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            archive(&path, found);
        } else {
            found.extend(Raw::read(&std::fs::read(&path).expect("a blob")));
        }
    }
}

/// Subject, and whole days since it came.
type Waiting = (String, i64);

/// Mails nobody has answered: no mail of ours that names them was accepted by the gestore. How old they are, their outermost
/// `Date` says: the gestore's, where it wrapped them.
fn recount(blobs: &Path) -> Vec<Waiting> {
    let mut raws = Vec::new();
    archive(blobs, &mut raws);
    let accepted: BTreeSet<String> = raws
        .iter()
        .filter(|r| r.of("x-ricevuta") == "accettazione")
        .flat_map(|r| r.ids(&["x-riferimento-message-id"]))
        .collect();
    let answered: BTreeSet<String> = raws
        .iter()
        .filter(|r| r.is_ours() && !r.ids(&["message-id"]).is_disjoint(&accepted))
        .flat_map(|r| r.ids(&["in-reply-to", "references"]))
        .collect();
    let mut waiting: Vec<Waiting> = raws
        .iter()
        .filter(|r| !r.is_receipt() && !r.is_ours())
        .filter(|r| {
            r.ids(&["message-id", "x-riferimento-message-id"])
                .is_disjoint(&answered)
        })
        .map(|r| {
            let came = DateTime::parse_from_rfc2822(r.of("date")).expect("a date");
            (
                bare(r.of("subject")),
                (Utc::now() - came.to_utc()).num_days(),
            )
        })
        .collect();
    waiting.sort();
    waiting
}

/// Without what a gestore puts before it.
fn bare(subject: &str) -> String {
    subject
        .trim_start_matches("POSTA CERTIFICATA: ")
        .trim_start_matches("ANOMALIA MESSAGGIO: ")
        .to_string()
}

async fn report(town: &Town, program: &Program) -> Vec<Waiting> {
    let page = town
        .dario
        .get(&program.url, "/api/v1/unanswered?limit=200")
        .await;
    let items = page["items"].as_array().expect("a list");
    let mut subjects: Vec<Waiting> = items
        .iter()
        .map(|i| {
            let subject = bare(i["subject"].as_str().expect("a subject"));
            (subject, i["age_days"].as_i64().expect("an age"))
        })
        .collect();
    subjects.sort();
    subjects
}

/// A PEC that was sent, and came, then.
fn lay(town: &Town, n: usize, at: DateTime<Utc>) {
    let mut letter = Letter::new(
        "studio.olmo@pec.altro.example",
        PROTOCOLLO,
        &format!("Domanda {n}"),
        "Chiedo notizie della mia domanda.",
    );
    letter.sent_at = Some(at);
    for file in town.gestore.inject(&letter).expect("delivered").files {
        dated(&file, at);
    }
}

/// An ordinary mail without an envelope.
fn lay_bare(town: &Town, at: DateTime<Utc>) {
    let raw = format!(
        "From: Lina Esempio <lina@posta.example>\r\nTo: {PROTOCOLLO}\r\nSubject: Domanda 300\r\nDate: {}\r\nMessage-ID: <domanda-300@posta.example>\r\n\r\nQuando siete aperti?\r\n",
        at.to_rfc2822()
    );
    let file = town.gestore.place(raw.as_bytes(), PROTOCOLLO);
    dated(&file.expect("delivered"), at);
}

/// The time of the file is when the mail came into the box.
fn dated(file: &Path, at: DateTime<Utc>) {
    let opened = std::fs::File::options().append(true).open(file);
    opened
        .and_then(|f| f.set_modified(at.into()))
        .expect("the time of the file");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_unanswered_equals_a_recount_of_the_raw_archive() {
    let town = Town::build(None).await;
    for n in 1..=5 {
        // The process says no reason for this one, when it has been looked at.
        let asked = if n == 5 { SAID_NOTHING } else { n };
        // They lie in the box since then: 7, 14, … days.
        let age = TimeDelta::days(7 * n as i64) + TimeDelta::hours(1);
        lay(&town, asked, Utc::now() - age);
        town.deliver(Kind::Answered, 100 + n);
    }
    town.deliver(Kind::Anomaly, 200);
    lay_bare(&town, Utc::now() - TimeDelta::hours(75));
    let program = town.start.ready().await;
    town.settle(&program).await;
    // Five PECs, an anomaly envelope and an ordinary mail wait; five were answered by the process.
    let recounted = recount(&town.start.blobs());
    assert_eq!(recounted.len(), 7, "{recounted:?}");
    assert_eq!(report(&town, &program).await, recounted);
    let mut ages: Vec<i64> = recounted.iter().map(|(_, age)| *age).collect();
    ages.sort();
    assert_eq!(ages, [0, 3, 7, 14, 21, 28, 35]);
    assert!(
        town.maildir(MARIO)
            .join("new")
            .read_dir()
            .expect("his mail")
            .count()
            > 0,
        "answers have arrived"
    );

    // A reply to an answer of ours, whose case is over, waits for a person; joined to another case, it still waits.
    let mut raws = Vec::new();
    archive(&town.start.blobs(), &mut raws);
    let ours = raws.iter().find(|r| r.is_ours()).expect("an answer");
    let mut reply = Letter::new(MARIO, PROTOCOLLO, "Ancora una cosa", "E per il resto?");
    reply.in_reply_to = ours.ids(&["message-id"]).into_iter().next();
    town.gestore.inject(&reply).expect("it is delivered");
    let waiting = until("the reply to be sorted", async || {
        let page = town
            .dario
            .get(&program.url, "/api/v1/unanswered?limit=200")
            .await;
        let items = page["items"].as_array()?.clone();
        items
            .iter()
            .any(|i| i["state"] == "to_sort")
            .then_some(items)
    })
    .await;
    let recounted = recount(&town.start.blobs());
    assert_eq!(recounted.len(), 8, "{recounted:?}");
    assert_eq!(report(&town, &program).await, recounted);
    let to_sort = waiting.iter().find(|i| i["state"] == "to_sort");
    let open = waiting.iter().find(|i| i["state"] == "going");
    let link = format!(
        "/api/v1/mails/{}/link",
        to_sort.and_then(|i| i["mail"].as_str()).expect("a mail")
    );
    let case = serde_json::json!({ "instance": open.expect("a case under way")["instance"] });
    town.dario.post(&program.url, &link, &case).await;
    assert_eq!(report(&town, &program).await, recounted);

    // A case that ends without an answer is still in the report, with a task for whoever supervises.
    let tasks = town
        .dario
        .get(&program.url, "/api/v1/tasks?filter=all&limit=100")
        .await;
    let task = tasks["items"]
        .as_array()
        .and_then(|all| {
            all.iter()
                .find(|t| t["title"] == format!("Domanda {SAID_NOTHING}").as_str())
        })
        .unwrap_or_else(|| panic!("{tasks}"))
        .clone();
    let complete = |task: &Value| {
        format!(
            "/api/v1/tasks/{}/complete",
            task["id"].as_str().expect("an id")
        )
    };
    let body = serde_json::json!({ "data": {} });
    town.anna.post(&program.url, &complete(&task), &body).await;
    assert_eq!(report(&town, &program).await, recount(&town.start.blobs()));
    let head = until("the task of whoever answers for it", async || {
        let tasks = town
            .dario
            .get(&program.url, "/api/v1/tasks?filter=all&limit=100")
            .await;
        let found = tasks["items"]
            .as_array()?
            .iter()
            .find(|t| t["name"] == "Da riscontrare")?
            .clone();
        Some(found)
    })
    .await;
    assert_eq!(
        head["candidate_groups"],
        serde_json::json!(["ruolo:supervisore"])
    );

    // The stated reason takes it out: that is the one thing the raw archive does not know.
    let said = serde_json::json!({ "data": { "motivo": "Ha ritirato la domanda." } });
    town.anna.post(&program.url, &complete(&head), &said).await;
    let mut left = recount(&town.start.blobs());
    left.retain(|(subject, _)| *subject != format!("Domanda {SAID_NOTHING}"));
    assert_eq!(report(&town, &program).await, left);
    program.stop().await;
    town.verify_audit().await;
    println!(
        "RELIABILITY name=unanswered_recount n=13 waiting={}",
        left.len()
    );
}
