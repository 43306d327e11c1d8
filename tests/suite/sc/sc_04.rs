//! SC-04 Outgoing delibera to 50 recipients with approval by two people, without its number in the register. On both databases.
//!
//! Draft + PDF/A p7m; 47 certified, 1 certified full box, 1 mistyped domain, 1 ordinary mail; approval 1 (Dario) then 2 (Elena),
//! first rejects with comment, version 2 approved. Outcome: table 47/50 delivered, 1 FAILED (full), 1 BOUNCED ("expected
//! certified, got external"), 1 ACCEPTED_EXTERNAL; corrective tasks created automatically for the two; both approvers'
//! identity, version hash and time on record; edit after approval invalidates the approval; sent text byte-equal to
//! approved version.

mod house;

use super::post_office::CORRECTION;
use house::{MISTYPED, object, on_each, until};
use office::despatch::{Flag, Journey, State};
use serde_json::json;
use sha2::{Digest, Sha256};
use signature::{Authority, TrustStore};
use store::{load, row};

const FULL: &str = "full+ditta@pec.altro.example";
const ORDINARY: &str = "rosa@esterno.example";
const TEXT: &str = "Si trasmette la delibera n. 7.\n\nPerché così è stato deciso: € 1.500,00.";

/// A letter as PDF/A, signed into a `.p7m`.
fn delibera() -> Vec<u8> {
    let now = chrono::Utc::now();
    let letter = document::Letter {
        title: "Delibera n. 7".into(),
        text: "La strada chiude.".into(),
        language: "it-IT".into(),
        created_at: now,
    };
    let pdf = document::pdf(&letter).expect("a PDF/A");
    let authority = Authority::create("posta-certificata@gestore.example", now).expect("a CA");
    let signer = authority.issue_person("Dario", "Esempi", "SMPDRA70A01X000X", now);
    signer
        .expect("a signer")
        .sign_opaque(&pdf, now)
        .expect("signed")
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_04_fifty_recipients_approved_by_two() {
    on_each(|house| async move {
        let store = house.runtime.store();
        let case = house.begin().await;
        let p7m = delibera();
        let kept = house
            .runtime
            .keep_upload(&house.act("franco").await, p7m.clone())
            .await
            .expect("kept");
        let mut to: Vec<String> = (1..=47)
            .map(|n| format!("destinatario{n}@pec.altro.example"))
            .collect();
        to.extend([FULL.into(), MISTYPED.into(), ORDINARY.into()]);
        let letter = |body: &str| {
            json!({
                "mailbox": "protocollo", "to": to, "subject": "Trasmissione della delibera n. 7", "body": body,
                "attachments": [{ "name": "delibera.pdf.p7m", "media_type": "application/pkcs7-mime", "size": p7m.len(), "ref": hex::encode(kept) }],
            })
        };

        house.write(case, letter("Si trasmette la delibera.")).await;
        let comment = json!({ "esito": "rimanda", "osservazioni": "Manca il numero." });
        house.decide("dario", case, comment).await.expect("sent back");
        house.write(case, letter(TEXT)).await;
        house
            .decide("dario", case, json!({ "esito": "approva" }))
            .await
            .expect("approval 1");
        house
            .decide("elena", case, json!({ "esito": "approva" }))
            .await
            .expect("approval 2");
        let approved = house.letter(case).await;

        // Both approvers' identity, version hash and time on record; the comment too.
        let decided = load::approvals(store, case).await.expect("read");
        let hash = approved.digest();
        let told: Vec<_> = decided
            .iter()
            .map(|a| (a.decided_by.as_str(), a.decision.as_str(), a.number))
            .collect();
        assert_eq!(
            told,
            [
                ("dario", "sent_back", 1),
                ("dario", "approved", 2),
                ("elena", "approved", 2)
            ]
        );
        assert_eq!(decided[0].remarks.as_deref(), Some("Manca il numero."));
        assert!(decided[1..].iter().all(|a| a.hash == hash && a.void_at.is_none()));
        assert!(decided.windows(2).all(|two| two[0].at <= two[1].at));
        let versions = load::versions(store, case, "lettera").await.expect("read");
        assert_eq!(versions.len(), 2);
        assert_ne!(versions[0].hash, hash);
        assert_eq!(versions[1].hash, hash);

        house.number(case, "").await;
        let despatch = until("every outcome", || async {
            let mut of_case = load::despatches_of_instance(store, case).await.ok()?;
            let found = of_case.pop()?;
            let journey: Journey = serde_json::from_value(found.journey.clone()).ok()?;
            let receipts = load::receipts_of_despatch(store, found.id).await.ok()?;
            (journey.recipients.iter().all(|r| r.state.is_terminal()) && receipts.len() >= 50)
                .then_some(found)
        })
        .await;
        let journey: Journey =
            serde_json::from_value(despatch.journey.clone()).expect("a journey");
        assert_eq!(journey.delivered(), (47, 50));
        let at = |address: &str| {
            let found = journey.recipients.iter().find(|r| r.address == address);
            let found = found.unwrap_or_else(|| panic!("{address}"));
            (found.state, found.flags.contains(&Flag::ExpectedCertified))
        };
        assert_eq!(at(FULL), (State::Failed, false));
        assert_eq!(at(MISTYPED), (State::Bounced, true));
        assert_eq!(at(ORDINARY), (State::AcceptedExternal, false));
        let receipts = load::receipts_of_despatch(store, despatch.id)
            .await
            .expect("read");
        let count = |kind: &str| receipts.iter().filter(|r| r.kind == kind).count();
        assert_eq!(
            (
                count("accettazione"),
                count("avvenuta-consegna"),
                count("errore-consegna")
            ),
            (1, 47, 1)
        );
        assert_eq!(receipts.len(), 50, "and the bounce");

        // Corrective tasks for the two, each naming its recipient.
        until("two corrective tasks", || async {
            let open = house.open_tasks(case, CORRECTION).await;
            (open.len() == 2).then_some(())
        })
        .await;
        let corrections = house.runtime.corrections(&despatch).await.expect("read");
        let mut named: Vec<String> = corrections
            .into_iter()
            .filter(|(_, c)| c.state == "open")
            .filter_map(|(recipient, _)| recipient)
            .collect();
        named.sort();
        assert_eq!(named, [FULL, MISTYPED]);

        // What left is what was approved, byte for byte; nothing was added, and all of it is on record.
        let raw = store.blobs().get(&despatch.raw).await.expect("kept");
        let read = pec::recognise(&raw, &TrustStore::default(), chrono::Utc::now());
        let read = read.expect("a mail");
        assert_eq!(read.subject, approved.subject);
        assert_eq!(read.text.replace("\r\n", "\n").trim_end_matches('\n'), TEXT);
        let sent_to: Vec<String> = read.to.iter().map(|a| a.to_lowercase()).collect();
        assert_eq!(sent_to, to);
        let [letter, file] = read.attachments.as_slice() else {
            panic!("{:?}", read.attachments)
        };
        // The text as PDF/A was approved with the rest.
        assert_eq!(letter.name, "lettera.pdf");
        assert_eq!(approved.attachments[0].r#ref["id"], letter.sha256.as_str());
        let bytes = mail::attachment_bytes(&raw, &file.path).expect("read");
        assert!(bytes.expect("a part") == p7m, "the p7m is the approved one");
        let release = load::release(store, despatch.id).await.expect("read");
        let release = release.expect("a record");
        assert_eq!(release.approved.as_deref(), Some(hash.as_str()));
        assert_eq!(
            release.additions,
            json!({ "subject_prefix": "", "attachments": [] })
        );
        let by: Vec<&str> = release
            .approvals
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|a| a["decided_by"].as_str())
            .collect();
        assert_eq!(by, ["dario", "elena"]);
        let sha: row::Sha = Sha256::digest(&raw).into();
        assert_eq!(sha, despatch.raw, "the sent hash is the despatch's");
        house.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_04_an_edit_after_approval_voids_it_and_only_what_is_declared_is_added() {
    on_each(|house| async move {
        let store = house.runtime.store();
        let case = house.begin().await;
        let letter = |body: &str| {
            json!({ "mailbox": "protocollo", "to": ["ditta@pec.altro.example"], "subject": "Delibera", "body": body })
        };
        let yes = || json!({ "esito": "approva" });
        house.write(case, letter(TEXT)).await;
        house.decide("dario", case, yes()).await.expect("approval 1");
        house.decide("elena", case, yes()).await.expect("approval 2");
        let mut edited = house.letter(case).await;
        edited.body.push_str("\nE molto altro.");
        let variables = object(json!({ "lettera": edited }));
        let elena = house.act("elena").await;
        let edit = house.runtime.set_variables(&elena, case, variables);
        edit.await.expect("somebody edits the text");
        house.number(case, "Prot. 7/2026").await;

        // It does not leave: the approvals are void and the letter is written anew.
        house.task(case, "scrivi").await;
        assert!(load::despatches_of_instance(store, case).await.expect("read").is_empty());
        let decided = load::approvals(store, case).await.expect("read");
        assert!(decided.len() == 2 && decided.iter().all(|a| a.void_at.is_some()), "{decided:?}");

        house.write(case, letter(TEXT)).await;
        house.decide("dario", case, yes()).await.expect("approval 1");
        house.decide("elena", case, yes()).await.expect("approval 2");
        let approved = house.letter(case).await;
        house.number(case, "Prot. 7/2026").await;
        let despatch = until("the despatch", || async {
            load::despatches_of_instance(store, case).await.ok()?.pop()
        })
        .await;
        let raw = store.blobs().get(&despatch.raw).await.expect("kept");
        let read = pec::recognise(&raw, &TrustStore::default(), chrono::Utc::now());
        let read = read.expect("a mail");
        assert_eq!(read.subject, "Prot. 7/2026 Delibera");
        assert_eq!(read.text.replace("\r\n", "\n").trim_end_matches('\n'), TEXT);
        let release = load::release(store, despatch.id).await.expect("read").expect("a record");
        assert_eq!(release.approved, Some(approved.digest()));
        assert_eq!(
            release.additions,
            json!({ "subject_prefix": "Prot. 7/2026", "attachments": [] })
        );
        house.close().await;
    })
    .await;
}
