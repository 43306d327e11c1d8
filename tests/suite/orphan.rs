//! A bounce that names nothing of ours: what it may be about is suggested, and a person puts it there, with a trace.

use crate::sc::post_office::{PostOffice, US, on_each};
use chrono::TimeDelta;
use office::despatch::State;
use office::{Role, Viewer};
use runtime::{Act, Fault};
use std::collections::BTreeSet;
use store::{load, row};
use uuid::Uuid;

const RECIPIENT: &str = "external+ugo@posta.example";
/// The server of the recipient gave back another Message-ID than ours, and speaks of two.
const BOUNCE: &str = "From: MAILER-DAEMON@mx.posta.example\nTo: protocollo@pec.comune.example\nSubject: Undelivered Mail Returned to Sender\n\
Message-ID: <dsn.1@mx.posta.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\nContent-Type: text/plain\n\nnon consegnato\n\
--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.posta.example\n\n\
Final-Recipient: rfc822; altri@posta.example\nAction: failed\nStatus: 5.1.1\n\n\
Final-Recipient: rfc822; external+ugo@posta.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\n\n\
--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <riscritto.1@mx.posta.example>\nSubject: Richiesta di informazioni\n\n--r--\n";

fn clerk() -> Act {
    let viewer = Viewer {
        person: Some(Uuid::now_v7()),
        login: "irene".into(),
        name: "irene".into(),
        roles: BTreeSet::from([(Role::Protocollista, None)]),
        groups: BTreeSet::new(),
        mailboxes: None,
        standing_in: Vec::new(),
        given: Default::default(),
    };
    Act::of(viewer, None)
}

async fn orphans(office: &PostOffice) -> Vec<row::Mail> {
    let found = load::mails_in_state(office.runtime.store(), "orphan", None, 10).await;
    found.expect("mails")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_of_nobody_is_suggested_and_put_to_its_despatch() {
    on_each(async |office| {
        let runtime = &office.runtime;
        let other = office.answer_to("studio.acero@pec.altro.example").await;
        let despatch = office.answer_to(RECIPIENT).await;
        office.pass(TimeDelta::minutes(2)).await;
        assert_eq!(
            office.recipient(despatch.id).await.state,
            State::AcceptedExternal
        );
        let bytes = BOUNCE.replace('\n', "\r\n");
        let delivered = office.gestore.deliver_ordinary(bytes.as_bytes(), US);
        delivered.expect("it is delivered");
        office.pass(TimeDelta::seconds(1)).await;
        let found = orphans(&office).await;
        let [orphan] = found.as_slice() else {
            panic!("one orphan: {found:?}")
        };
        assert_eq!(
            orphan.about.as_deref(),
            Some("riscritto.1@mx.posta.example")
        );

        let irene = || clerk();
        let suggested = runtime.suggest_despatches(&irene(), orphan.id).await;
        let suggested = suggested.expect("suggestions");
        let named: Vec<_> = suggested
            .iter()
            .map(|s| (s.despatch.id, s.because.clone()))
            .collect();
        assert_eq!(named, [(despatch.id, vec!["recipient", "time"])]);

        let attached = runtime
            .attach_receipt(&irene(), orphan.id, despatch.id)
            .await;
        attached.expect("attached");
        let recipient = office.recipient(despatch.id).await;
        assert_eq!(recipient.state, State::Bounced);
        assert!(
            recipient
                .reason
                .unwrap_or_default()
                .contains("Mailbox full")
        );
        // The other recipient it speaks of is none of this message: kept, and moves nothing.
        let receipts = load::receipts_of_despatch(runtime.store(), despatch.id).await;
        let counted: Vec<bool> = receipts
            .expect("receipts")
            .into_iter()
            .filter(|r| r.mail == orphan.id)
            .map(|r| r.counted)
            .collect();
        assert_eq!(counted.len(), 2);
        assert_eq!(counted.iter().filter(|c| **c).count(), 1);
        let mail = load::mail(runtime.store(), orphan.id).await;
        let mail = mail.expect("loads").expect("is there");
        assert_eq!(
            (mail.state.as_str(), mail.despatch, mail.about),
            ("receipt", Some(despatch.id), None)
        );
        // Once: what was put somewhere is no orphan any more, and the record says who did it.
        let again = runtime.attach_receipt(&irene(), orphan.id, other.id).await;
        assert!(
            matches!(&again, Err(Fault::Conflict { code, .. }) if code == "not_orphan"),
            "{again:?}"
        );
        assert!(orphans(&office).await.is_empty());
        office.close().await;
    })
    .await;
}
