//! Forty kinds of forged receipts, none believed.
//!
//! One despatch was accepted by the gestore and is not delivered yet. Its genuine delivery receipt exists and is held back:
//! every forgery says that the mail was delivered, is made from that receipt or from another genuine mail of the same
//! gestore, and comes into the same box. After each the despatch stands where it stood. In the end the genuine receipt comes,
//! and is believed: what tells it from the others is only what was forged.

mod bench;
mod kinds;

use super::post_office::{PostOffice, US};
use bench::Bench;
use chrono::TimeDelta;
use contract::{Arrival, Kind, ReceiptKind, VerdictStatus};
use kinds::KINDS;
use office::despatch::State;
use std::collections::BTreeSet;
use store::view::{self, MailFilter};
use store::{load, row};
use uuid::Uuid;

/// Delivered fourteen hours after it was accepted.
const LATE: &str = "late@pec.altro.example";
const AT_ONCE: &str = "studio.pino@pec.altro.example";

async fn raw(office: &PostOffice, mail: &row::Mail) -> Vec<u8> {
    let bytes = office.runtime.store().blobs().get(&mail.raw).await;
    bytes.expect("the bytes").to_vec()
}

/// Every kept mail, whole.
async fn mails(office: &PostOffice) -> Vec<row::Mail> {
    let (system, store) = (office::Viewer::system(), office.runtime.store());
    let page = view::mails(&system, store, &MailFilter::default(), None, 200).await;
    let mut whole = Vec::new();
    for item in page.expect("mails").items {
        let found = view::mail(&system, store, item.mail.id).await;
        whole.push(found.expect("loads").expect("is there").mail);
    }
    whole
}

/// The newest kept mail.
async fn newest(office: &PostOffice) -> row::Mail {
    let (system, store) = (office::Viewer::system(), office.runtime.store());
    let page = view::mails(&system, store, &MailFilter::default(), None, 200).await;
    let items = page.expect("mails").items.into_iter().map(|i| i.mail);
    let newest = items.max_by_key(|m| m.uid).expect("a mail").id;
    let found = view::mail(&system, store, newest).await;
    found.expect("loads").expect("is there").mail
}

/// The receipt of this kind that a despatch has.
async fn receipt(office: &PostOffice, despatch: Uuid, wanted: ReceiptKind) -> Vec<u8> {
    for mail in mails(office).await {
        let arrival: Arrival = serde_json::from_value(mail.arrival.clone()).expect("an arrival");
        if mail.despatch == Some(despatch) && arrival.kind == Kind::Receipt(wanted) {
            return raw(office, &mail).await;
        }
    }
    panic!("no {wanted:?} of {despatch}")
}

#[tokio::test(flavor = "multi_thread")]
async fn none_of_forty_kinds_of_forged_receipts_is_believed() {
    let office = PostOffice::trusting(None, &["gestore.example", "altrogestore.example"]).await;
    let store = office.runtime.store();

    // Another despatch, delivered at once: its receipts are genuine, and believed.
    let other = office.answer_to(AT_ONCE).await;
    office.pass(TimeDelta::seconds(1)).await;
    assert_eq!(office.recipient(other.id).await.state, State::Delivered);
    let other = office.despatch(other.id).await;

    let waiting = office.answer_to(LATE).await;
    office.pass(TimeDelta::seconds(1)).await;
    let before = office.recipient(waiting.id).await;
    assert_eq!(before.state, State::Accepted);

    // The genuine receipt is written, and held back before anybody reads it.
    let inbox = office.gestore.maildir(US).expect("ours").join("new");
    let lying = || -> BTreeSet<_> {
        let files = std::fs::read_dir(&inbox).expect("the box");
        files.map(|f| f.expect("a file").path()).collect()
    };
    let known = lying();
    office
        .gestore
        .clock()
        .advance(TimeDelta::hours(14))
        .expect("the gestore's clock");
    office.gestore.tick().await.expect("the gestore works");
    let mut genuine = None;
    for file in lying().difference(&known) {
        let bytes = std::fs::read(file).expect("a mail");
        std::fs::remove_file(file).expect("held back");
        if String::from_utf8_lossy(&bytes).contains("X-Ricevuta: avvenuta-consegna") {
            genuine = Some(bytes);
        }
    }
    let genuine = genuine.expect("the genuine receipt");

    let request = load::first_mail_of_instance(store, waiting.instance.expect("a case")).await;
    let request = request.expect("loads").expect("the request");
    let bench = Bench {
        genuine: text(genuine.clone()),
        acceptance: text(receipt(&office, waiting.id, ReceiptKind::Accettazione).await),
        other: text(receipt(&office, other.id, ReceiptKind::AvvenutaConsegna).await),
        envelope: text(raw(&office, &request).await),
        about: waiting.message_id.clone(),
        other_about: other.message_id.clone(),
        gestore: &office.gestore,
        now: office.gestore.clock().now(),
    };
    let mut seen = BTreeSet::from([bench.genuine.clone()]);
    assert!(KINDS.len() >= 40, "{}", KINDS.len());
    for (name, forge) in KINDS {
        let lie = forge(&bench);
        assert!(
            seen.insert(lie.clone()),
            "{name}: it is another forgery, or genuine"
        );
        let last = newest(&office).await.uid;
        office.gestore.place(lie.as_bytes(), US).expect("placed");
        office.look(TimeDelta::zero()).await;
        let kept = newest(&office).await;
        assert!(kept.uid > last, "{name}: it is kept");
        assert_eq!(
            raw(&office, &kept).await,
            lie.as_bytes(),
            "{name}: byte for byte"
        );

        // The despatch stands where it stood, and so does its case.
        let now = office.recipient(waiting.id).await;
        assert_eq!(
            (now.state, now.delivered_at, now.failed_at),
            (before.state, before.delivered_at, before.failed_at),
            "{name} is believed"
        );
        let case = waiting.instance.expect("a case");
        assert_eq!(office.case_state(case).await, "running", "{name}");
        // What is shown of it never says that a gestore certifies this delivery.
        let arrival: Arrival = serde_json::from_value(kept.arrival.clone()).expect("an arrival");
        let trusted = arrival
            .verdict
            .as_ref()
            .is_some_and(|v| v.status == VerdictStatus::Trusted);
        let delivery = arrival.kind == Kind::Receipt(ReceiptKind::AvvenutaConsegna);
        let ours = arrival
            .daticert
            .as_ref()
            .and_then(|d| d.msgid.as_deref())
            .is_some_and(|id| id == bench.about);
        assert!(!(trusted && delivery && ours), "{name}: {arrival:?}");
    }
    // None of them moved the other despatch either.
    assert_eq!(office.recipient(other.id).await.state, State::Delivered);

    // The same bytes that were forged forty times, as they came: believed.
    office.gestore.place(&genuine, US).expect("placed");
    office.look(TimeDelta::seconds(1)).await;
    assert_eq!(office.recipient(waiting.id).await.state, State::Delivered);
    let case = waiting.instance.expect("a case");
    assert_eq!(office.case_state(case).await, "completed");
    office.close().await;
}

/// Mails of the gestore are ASCII: texts are easier to forge.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("a gestore writes ASCII")
}
