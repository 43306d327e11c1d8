//! The program is killed while a mailing leaves: everybody gets the message once, and the count is right at the end.
//!
//! What the gestore took is counted from its own receipts, read from the Maildir by no code of the program: an acceptance
//! for each message it was handed, with all its recipients.

use crate::mailing::{PROCESS, addresses};
use crate::program::chance::{Dice, number};
use crate::program::ledger::{Ledger, database};
use crate::program::town::{PROTOCOLLO, Town, smtp};
use crate::program::{Program, until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::sleep;
use uuid::Uuid;

const RECIPIENTS: usize = 600;
const PER_PART: usize = 10;
/// Two parts a second, so that many lives see some of them leave.
const PER_MINUTE: usize = 120;

/// Points at which the program dies while it sends, and at which hit.
const ARMED: [&str; 6] = [
    "outbox.prepared:2",
    "outbox.queued:3",
    "outbox.submitting:2",
    "outbox.submitted:3",
    "outbox.submitted:1",
    "receipt.taken:5",
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_leaves_a_mailing_reaches_everybody_once() {
    let seed = number("STAFFETTA_SEED", u64::from(std::process::id()));
    let kills = number("STAFFETTA_MAILING_KILLS", 8);
    println!("{kills} kills, STAFFETTA_SEED={seed}");
    let mut dice = Dice(seed);
    let limits = json!({ "recipients": PER_PART, "per_minute": PER_MINUTE });
    let settings = |gestore: &gestore::Handle| json!({ "smtp": smtp(gestore), "limits": limits });
    let town = Town::connected(|_| {}, settings).await;
    let process = town.folder.path().join("invio");
    std::fs::create_dir(&process).expect("a folder");
    std::fs::write(process.join("invio.bpmn"), PROCESS).expect("the process");
    town.start
        .run(&["deploy", &process.display().to_string()])
        .await;

    let all = addresses(RECIPIENTS);
    let program = town.start.ready().await;
    let message =
        json!({ "mailbox": "protocollo", "to": all, "subject": "Avviso", "body": "Si avvisa." });
    let ask = json!({ "variables": { "message": message } });
    let path = "/api/v1/processes/invio/instances";
    town.dario.post(&program.url, path, &ask).await;
    let mailing = until("a mailing", || mailing(&town.start.data)).await;
    program.kill().await;

    // It dies at every point of sending, and at moments of chance.
    for armed in ARMED {
        let mut program = town.start.clone().with("STAFFETTA_CRASH_AT", armed).spawn();
        program.listens().await;
        let status = program.ends().await;
        let died = std::os::unix::process::ExitStatusExt::signal(&status);
        assert_eq!(
            died,
            Some(6),
            "{armed} was never reached: {}",
            program.last_words()
        );
    }
    let (mut begun, mut under_way) = (0, 0);
    for _ in 0..kills {
        let mut program = town.start.spawn();
        assert!(program.listens().await, "{}", program.last_words());
        sleep(Duration::from_millis(200 + dice.below(1_200))).await;
        program.kill().await;
        let left = taken(&town.maildir(PROTOCOLLO)).len();
        under_way += u64::from(left > begun && left < RECIPIENTS / PER_PART);
        begun = left;
    }
    assert!(under_way > 0, "no kill fell into the middle of it");

    let program = town.start.ready().await;
    let (shown, resent) = settled(&town, &program, mailing).await;

    // The gestore was handed every part once, and every recipient was in one of them.
    let taken = taken(&town.maildir(PROTOCOLLO));
    assert_eq!(
        taken.len(),
        RECIPIENTS / PER_PART,
        "messages the gestore took"
    );
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for recipient in taken.values().flatten() {
        *told.entry(recipient).or_default() += 1;
    }
    let twice: Vec<_> = told.iter().filter(|(_, n)| **n != 1).collect();
    assert!(twice.is_empty(), "told more than once: {twice:?}");
    assert_eq!(
        told.keys().copied().collect::<BTreeSet<_>>(),
        all.iter().map(String::as_str).collect::<BTreeSet<_>>()
    );

    // Progress, counts and report say the same.
    let hundreds = RECIPIENTS / 100;
    let count = |name: &str| shown[name].as_u64().unwrap_or_default() as usize;
    assert_eq!(
        (count("parts_left"), count("parts_total")),
        (60, 60),
        "{shown}"
    );
    assert_eq!(count("delivered"), RECIPIENTS - 5 * hundreds, "{shown}");
    assert_eq!(
        (count("external"), count("failed")),
        (hundreds, 4 * hundreds),
        "{shown}"
    );
    assert!(
        shown["task"].is_string(),
        "one task for those not reached: {shown}"
    );
    let path = format!("/api/v1/mailings/{mailing}/report");
    let report = town.dario.get(&program.url, &path).await;
    let lines: Vec<&str> = report
        .as_str()
        .unwrap_or_default()
        .trim()
        .lines()
        .skip(1)
        .collect();
    let reported: BTreeSet<&str> = lines.iter().filter_map(|l| l.split(';').next()).collect();
    assert_eq!((lines.len(), reported.len()), (RECIPIENTS, RECIPIENTS));
    program.stop().await;
    town.verify_audit().await;
    println!(
        "RELIABILITY name=mailing_kills n={} recipients={RECIPIENTS} parts={} lost=0 dup=0 resent_by_a_person={resent} seed={seed}",
        kills as usize + ARMED.len(),
        taken.len()
    );
}

async fn mailing(data: &Path) -> Option<Uuid> {
    let mut db = database(data).await;
    let found = sqlx::query_scalar("SELECT id FROM mailing").fetch_optional(&mut db);
    found.await.expect("mailings")
}

/// Waits until every recipient has an outcome. A person looks after parts of unknown outcome: where the gestore has
/// nothing, the part is sent again. Answers the mailing as it is shown, and how many were sent again.
async fn settled(town: &Town, program: &Program, mailing: Uuid) -> (Value, usize) {
    let path = format!("/api/v1/mailings/{mailing}");
    let (mut before, mut since) = (Value::Null, Instant::now());
    let (mut suspect, mut resent) = (BTreeSet::new(), 0);
    loop {
        town.gestore.tick().await.expect("the gestore works");
        let shown = town.dario.get(&program.url, &path).await;
        let counts: Vec<u64> = [
            "unsent",
            "awaited",
            "delivered",
            "external",
            "failed",
            "dealt_with",
        ]
        .iter()
        .map(|name| shown[*name].as_u64().expect("a count"))
        .collect();
        // Whatever happens, each recipient stands in one place.
        assert_eq!(counts.iter().sum::<u64>(), RECIPIENTS as u64, "{shown}");
        if counts[0] + counts[1] == 0 && shown["task"].is_string() {
            return (shown, resent);
        }
        let ledger = Ledger::read(town).await;
        let unknown: BTreeSet<Uuid> = ledger
            .unknown
            .iter()
            .filter(|(_, message_id)| ledger.submissions(message_id) == 0)
            .map(|(id, _)| *id)
            .collect();
        // Seen twice: what the gestore has just taken shows a moment later.
        for despatch in unknown.intersection(&suspect) {
            let path = format!("/api/v1/despatches/{despatch}/resolve");
            let body = json!({ "how": "resend", "reason": "Il gestore non ha ricevuto nulla." });
            let asked = town
                .dario
                .ask(&program.url, Method::POST, &path, Some(&body));
            let (status, said) = asked.await.expect("it answers");
            assert!(
                status.is_success() || status == StatusCode::CONFLICT,
                "{status} {said}"
            );
            resent += usize::from(status.is_success());
        }
        suspect = unknown;
        if shown != before {
            (before, since) = (shown, Instant::now());
        }
        assert!(
            since.elapsed() < Duration::from_secs(90),
            "nothing moves any more: {before}\n{}",
            program.last_words()
        );
        sleep(Duration::from_millis(700)).await;
    }
}

/// What the gestore took: Message-ID → recipients, from its acceptances.
fn taken(maildir: &Path) -> BTreeMap<String, Vec<String>> {
    let mut taken: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in ["new", "cur"] {
        for entry in std::fs::read_dir(maildir.join(part)).expect("a Maildir") {
            let bytes = std::fs::read(entry.expect("an entry").path()).expect("a mail");
            let text = String::from_utf8_lossy(&bytes);
            if !text.contains("\r\nX-Ricevuta: accettazione\r\n") {
                continue;
            }
            let about = text
                .lines()
                .find_map(|l| l.strip_prefix("X-Riferimento-Message-ID: "))
                .expect("the message it is about");
            let at = text.find("name=\"daticert.xml\"").expect("a daticert");
            let (_, body) = text[at..].split_once("\r\n\r\n").expect("a body");
            let body = body.split("\r\n--").next().unwrap_or_default();
            let encoded: String = body.split_whitespace().collect();
            let xml = STANDARD.decode(encoded).expect("base64");
            let xml = String::from_utf8(xml).expect("UTF-8");
            let recipients = xml.split("<destinatari ").skip(1).map(|rest| {
                let (_, rest) = rest.split_once('>').expect("an element");
                rest.split('<').next().unwrap_or_default().to_string()
            });
            // A second acceptance of one message would double its recipients.
            taken.entry(about.into()).or_default().extend(recipients);
        }
    }
    taken
}
