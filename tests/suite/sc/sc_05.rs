//! SC-05 PEC to a non-existent address.
//!
//! `rossi@pec.nonesiste.example`. Certified domain, unknown user → errore-consegna `no-dest` within minutes; unknown domain →
//! accettazione `esterno`, then wrapped DSN. Outcome: recipient FAILED/BOUNCED with provider's text, task "verify address"
//! proposing IPA/INI-PEC values; resend creates a *new* message linked to the same case, not an edit.

use super::post_office::{CORRECTION, PostOffice, map, on_each, person};
use chrono::TimeDelta;
use office::despatch::{Flag, State};
use serde_json::{Value, json};
use store::{load, row};

const RIGHT: &str = "rossi@pec.altro.example";

#[tokio::test(flavor = "multi_thread")]
async fn sc_05_unknown_user() {
    on_each(unknown_user).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_05_unknown_domain() {
    on_each(unknown_domain).await;
}

async fn unknown_user(office: PostOffice) {
    let wrong = "rossi@pec.comune.example";
    let despatch = office.answer_to(wrong).await;
    office.pass(TimeDelta::minutes(2)).await;
    let recipient = office.recipient(despatch.id).await;
    assert_eq!(recipient.state, State::Failed);
    corrected(&office, despatch, wrong, "indirizzo non valido").await;
    office.close().await;
}

async fn unknown_domain(office: PostOffice) {
    let wrong = "rossi@pec.nonesiste.example";
    let despatch = office.answer_to(wrong).await;
    office.pass(TimeDelta::minutes(2)).await;
    let recipient = office.recipient(despatch.id).await;
    assert_eq!(recipient.state, State::Bounced);
    // The book said PEC, the acceptance said esterno: told before the bounce came.
    assert!(recipient.flags.contains(&Flag::ExpectedCertified));
    corrected(&office, despatch, wrong, "Host or domain name not found").await;
    office.close().await;
}

/// The gestore's words, the task with its proposals, the new message.
async fn corrected(office: &PostOffice, old: row::Despatch, wrong: &str, words: &str) {
    let (runtime, store) = (&office.runtime, office.runtime.store());
    let case = old.instance.expect("a case");
    let recipient = office.recipient(old.id).await;
    let reason = recipient.reason.unwrap_or_default();
    assert!(reason.contains(words), "{reason}");

    let open = office.open_tasks(case).await;
    assert_eq!(open.len(), 1, "one task for one recipient: {open:?}");
    let task = office.task(case, CORRECTION).await;
    let name = task.name.to_lowercase();
    assert!(name.contains("verifica l'indirizzo"), "{}", task.name);
    assert_eq!(task.candidate_groups, ["ufficio:urp"]);
    let form = runtime.task_form(&task).await.expect("a form");
    for schema in [form.schema, form.schema_en] {
        let schema = schema.expect("in both languages").to_string();
        assert!(schema.contains(words) && schema.contains(wrong), "{schema}");
        let proposed = format!("{RIGHT} (Rossi Costruzioni, INI-PEC)");
        assert!(schema.contains(&proposed), "{schema}");
    }

    // What cannot be is refused, by field; nothing left meanwhile.
    let anna = || person("anna", "ufficio:urp");
    for (data, field) in [
        (json!({}), "rimedio"),
        (json!({ "rimedio": "altrimenti" }), "nota"),
        (json!({ "rimedio": "rispedisci" }), "indirizzo"),
        (
            json!({ "rimedio": "rispedisci", "indirizzo": "rossi" }),
            "indirizzo",
        ),
        (
            json!({ "rimedio": "rispedisci", "indirizzo": wrong }),
            "indirizzo",
        ),
    ] {
        let refused = runtime.complete(&anna(), task.id, map(data), None).await;
        let Err(runtime::Fault::Invalid { fields }) = refused else {
            panic!("{field} is asked for: {refused:?}")
        };
        assert_eq!(fields[0].0, field);
    }

    let again = json!({ "rimedio": "rispedisci", "proposto": RIGHT });
    runtime
        .complete(&anna(), task.id, map(again), None)
        .await
        .expect("sent again");
    office.pass(TimeDelta::seconds(1)).await;
    office.pass(TimeDelta::minutes(1)).await;
    let resent = load::despatches_resending(store, old.id).await;
    let resent = resent.expect("despatches");
    let [new] = resent.as_slice() else {
        panic!("one new message: {resent:?}")
    };
    // A new message, linked to the old one and to its case; the old one is as it was.
    assert_eq!((new.resends, new.instance), (Some(old.id), Some(case)));
    assert_ne!(new.message_id, old.message_id);
    assert_eq!(new.recipients, [RIGHT]);
    assert_eq!(new.answers, old.answers);
    assert_eq!(new.author.as_deref(), Some("anna"));
    let before = office.despatch(old.id).await;
    assert_eq!(
        (before.raw, &before.recipients, &before.message_id),
        (old.raw, &old.recipients, &old.message_id)
    );
    // Its text is the approved one, byte for byte.
    let content = async |d: &row::Despatch| {
        let raw = store.blobs().get(&d.raw).await.expect("bytes").to_vec();
        let raw = String::from_utf8(raw).expect("ASCII");
        let at = raw.find("MIME-Version").expect("a MIME message");
        (raw[at..].to_string(), raw)
    };
    let ((text, whole), (text_before, _)) = (content(new).await, content(&old).await);
    assert_eq!(text, text_before);
    assert!(whole.contains(&format!("To: {RIGHT}")) && !whole.contains(wrong));
    assert!(whole.contains("X-TipoRicevuta: completa"));
    assert_eq!(office.recipient(new.id).await.state, State::Delivered);
    // Everybody was reached in the end, so the case is over; the record says who did what.
    assert_eq!(office.case_state(case).await, "completed");
    assert!(office.open_tasks(case).await.is_empty());
    let done = load::correction(store, task.id).await.expect("loads");
    let done = done.expect("is there");
    assert_eq!(
        (done.state.as_str(), done.resent, done.closed_by.as_deref()),
        ("resent", Some(new.id), Some("anna"))
    );
    let owed = load::owed(store, old.answers.expect("an answer")).await;
    let state: Value = json!(owed.expect("loads").expect("owed").state);
    assert_eq!(state, "answered");
}
