//! What a provider takes in an hour and in a day: single messages and mailings are counted together, and what waits says
//! until when, and why.

use crate::mailing::{PROCESS, addresses_of, left, send, send_message};
use crate::sc::post_office::{PostOffice, on_each};
use chrono::{DateTime, TimeDelta, Utc};
use runtime::{Act, Limits, MailboxChange};
use serde_json::json;
use std::collections::BTreeSet;
use store::{load, row};
use uuid::Uuid;

async fn limit(office: &PostOffice, per_hour: Option<u32>, per_day: Option<u32>) {
    let store = office.runtime.store();
    let mailbox = load::mailbox_by_key(store, "protocollo").await;
    let mailbox = mailbox.expect("loads").expect("the mailbox");
    let mut settings: runtime::Settings =
        serde_json::from_value(mailbox.settings).expect("settings");
    settings.limits = Limits {
        per_hour,
        per_day,
        ..Limits::default()
    };
    let change = MailboxChange {
        settings: Some(settings),
        ..MailboxChange::default()
    };
    let system = Act::system();
    let changed = office.runtime.update_mailbox(&system, mailbox.id, change);
    changed.await.expect("the limits are kept");
}

/// A case that sends one message to one recipient.
async fn single(office: &PostOffice, n: usize) -> Uuid {
    let to = format!("solo{n}@pec.altro.example");
    let message =
        json!({ "mailbox": "protocollo", "to": [to], "subject": "Esito", "body": "Accolta." });
    send_message(office, message).await
}

async fn despatch(office: &PostOffice, case: Uuid) -> row::Despatch {
    let found = load::despatches_of_instance(office.runtime.store(), case).await;
    found.expect("despatches").pop().expect("it was made")
}

/// When a message that waits is tried, and what is said of it.
async fn waits(office: &PostOffice, case: Uuid) -> (DateTime<Utc>, String) {
    let despatch = despatch(office, case).await;
    assert_eq!(despatch.state, "queued");
    assert_eq!((despatch.submitted_at, despatch.left_at), (None, None));
    let job = load::job(office.runtime.store(), despatch.job.expect("a job")).await;
    let job = job.expect("loads").expect("it waits");
    assert_eq!((job.state.as_str(), job.attempts), ("waiting", 0));
    (job.due_at, job.last_error.expect("a reason"))
}

#[tokio::test(flavor = "multi_thread")]
async fn above_what_the_provider_takes_in_an_hour_a_message_waits_for_its_place() {
    on_each(async |office| {
        office.deploy("invio.bpmn", PROCESS).await;
        limit(&office, Some(3), None).await;
        let mut cases = Vec::new();
        for n in 0..5 {
            cases.push(single(&office, n).await);
        }
        let mut first = Vec::new();
        for case in &cases[..3] {
            first.push(despatch(&office, *case).await.left_at.expect("it left"));
        }
        // Each that waits has a place of its own: an hour after the message it follows.
        for (case, before) in cases[3..].iter().zip(&first) {
            let (due, reason) = waits(&office, *case).await;
            assert_eq!(due, *before + TimeDelta::hours(1));
            assert!(
                reason.contains("i 3 messaggi che il gestore accetta in un'ora"),
                "{reason}"
            );
            assert!(
                reason.contains("the 3 messages its provider takes in an hour"),
                "{reason}"
            );
        }
        office.pass(TimeDelta::minutes(59)).await;
        waits(&office, cases[3]).await;
        office.pass(TimeDelta::minutes(2)).await;
        for case in &cases {
            let left = despatch(&office, *case).await;
            assert!(left.submitted_at.is_some(), "{:?}", left.state);
        }
        // The hour moves on: two left just now.
        let next = single(&office, 5).await;
        assert!(despatch(&office, next).await.submitted_at.is_some());
        let full = single(&office, 6).await;
        waits(&office, full).await;
        // Its provider takes more than was written: what waits leaves at once.
        limit(&office, Some(30), None).await;
        office.look(TimeDelta::zero()).await;
        assert!(despatch(&office, full).await.submitted_at.is_some());
        office.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_shared_by_mailings_and_single_messages() {
    on_each(async |office| {
        limit(&office, None, Some(4)).await;
        let all = addresses_of(150);
        let begun = office.runtime.clock().now();
        let mailing = send(&office, &all, true).await;
        office.pass(TimeDelta::seconds(10)).await;
        assert_eq!(left(&office, mailing).await.len(), 3);
        let fourth = single(&office, 0).await;
        assert!(despatch(&office, fourth).await.submitted_at.is_some());
        // Full, for a message and for the plan of a further mailing.
        let fifth = single(&office, 1).await;
        let (due, reason) = waits(&office, fifth).await;
        assert!(
            reason.contains("i 4 messaggi che il gestore accetta in un giorno"),
            "{reason}"
        );
        assert!(due >= begun + TimeDelta::days(1), "{due} {begun}");
        let other = send(&office, &all, true).await;
        office.pass(TimeDelta::hours(23)).await;
        assert_eq!(left(&office, other).await.len(), 0);
        waits(&office, fifth).await;
        office.pass(TimeDelta::hours(2)).await;
        assert!(despatch(&office, fifth).await.submitted_at.is_some());
        assert_eq!(left(&office, other).await.len(), 3);
        let store = office.runtime.store();
        let mailbox = load::mailbox_by_key(store, "protocollo").await;
        let mailbox = mailbox.expect("loads").expect("the mailbox").id;
        let last = office.runtime.clock().now() - TimeDelta::days(1);
        let in_a_day = load::left(store, mailbox, last, 100).await.expect("times");
        assert!(in_a_day.len() <= 4, "{in_a_day:?}");
        office.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_whose_place_a_single_message_took_leaves_later_and_once() {
    on_each(async |office| {
        limit(&office, Some(4), None).await;
        let all = addresses_of(150);
        // One part leaves at once, the others two seconds apart: three messages come in between.
        let mailing = send(&office, &all, true).await;
        assert_eq!(left(&office, mailing).await.len(), 1);
        let system = Act::system();
        for n in 0..3 {
            let to = format!("solo{n}@pec.altro.example");
            let message = json!({ "mailbox": "protocollo", "to": [to], "subject": "Esito", "body": "Accolta." });
            let given = json!({ "message": message }).as_object().cloned();
            let started = office.runtime.start(&system, "invio", None, given.unwrap_or_default(), None);
            started.await.expect("the case begins");
        }
        office.look(TimeDelta::zero()).await;
        office.pass(TimeDelta::minutes(5)).await;
        assert_eq!(left(&office, mailing).await.len(), 1);
        let parts = load::mailings_of_instance(office.runtime.store(), mailing).await;
        let parts = office.runtime.parts_of(&parts.expect("mailings")[0]).await.expect("parts");
        let waiting: Vec<&row::Job> = parts.iter().filter_map(|p| p.job.as_ref()).collect();
        assert_eq!(waiting.len(), 2);
        for job in waiting {
            let reason = job.last_error.as_deref().unwrap_or_default();
            assert!(reason.contains("in un'ora"), "{reason}");
        }
        office.pass(TimeDelta::minutes(70)).await;
        let told: Vec<String> = left(&office, mailing).await.into_iter().flat_map(|d| d.recipients).collect();
        assert_eq!(told.len(), 150);
        assert_eq!(told.into_iter().collect::<BTreeSet<_>>().len(), 150);
        office.close().await;
    })
    .await;
}
