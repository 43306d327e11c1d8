//! The thinnest thread through all rooms, without pages: a signed PEC comes into a Maildir, becomes a
//! case of `processes/istanza-pec`, is answered, approved, sent by SMTP, and its receipts end it.

use contract::Security;
use gestore::{Config as GestoreConfig, Gestore, Letter};
use office::{Role, Viewer};
use runtime::{
    Act, Clock, NewMailbox, Runtime, Settings, SmtpSettings, SourceSettings, StartingPoint,
};
use serde_json::{Map, Value, json};
use server::{Config, wire};
use std::{collections::BTreeSet, path::Path, time::Duration};
use store::load;
use uuid::Uuid;

fn person(login: &str, groups: &[&str]) -> Act {
    let viewer = Viewer {
        person: Some(Uuid::now_v7()),
        login: login.into(),
        name: login.into(),
        roles: BTreeSet::from([(Role::Operatore, None)]),
        groups: groups.iter().map(|g| g.to_string()).collect(),
        mailboxes: None,
        given: Default::default(),
        standing_in: Vec::new(),
    };
    Act::of(viewer, None)
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

async fn runtime_in(folder: &Path) -> Runtime {
    let config = Config {
        data: folder.join("data"),
        ..Config::default()
    };
    wire::open(&config, Clock::System, true)
        .await
        .expect("a new organisation opens")
}

/// Waits for something that must come; says what did not.
async fn until<T, F: Future<Output = Option<T>>>(what: &str, look: impl Fn() -> F) -> T {
    for _ in 0..600 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited 30 s for {what}");
}

fn bundle(name: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../processes")
        .join(name);
    let mut files = Vec::new();
    let mut todo = vec![root.clone()];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("a folder of processes/")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                todo.push(path);
            } else {
                let name = path
                    .strip_prefix(&root)
                    .expect("below")
                    .to_string_lossy()
                    .into_owned();
                files.push((name, std::fs::read(path).expect("a file")));
            }
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pec_is_kept_routed_answered_approved_sent_and_reconciled() {
    let folder = tempfile::tempdir().expect("a folder");
    let gestore = Gestore::start(
        GestoreConfig::new(
            folder.path().join("gestore"),
            "gestore.example",
            &["pec.comune.example"],
        )
        .account("protocollo@pec.comune.example", "segreta")
        .account("mario@pec.comune.example", "x"),
    )
    .await
    .expect("the gestore starts");
    let runtime = runtime_in(folder.path()).await;
    let store = runtime.store();
    for anchor in gestore.anchors().expect("anchors") {
        runtime
            .add_anchor(&Act::system(), &anchor.name, &anchor.pem, anchor.domains)
            .await
            .expect("the anchor is kept");
    }
    runtime
        .deploy(&Act::system(), None, bundle("istanza-pec"))
        .await
        .expect("the bundle deploys");
    let maildir = gestore
        .maildir("protocollo@pec.comune.example")
        .expect("a maildir");
    let submission = gestore.submission();
    runtime
        .add_mailbox(
            &Act::system(),
            NewMailbox {
                key: "protocollo".into(),
                address: "protocollo@pec.comune.example".into(),
                display_name: "Comune di Esempio".into(),
                certified: true,
                settings: Settings {
                    source: SourceSettings::Maildir {
                        path: maildir.display().to_string(),
                    },
                    smtp: Some(SmtpSettings {
                        host: "localhost".into(),
                        port: submission.port(),
                        security: Security::StartTls,
                        user: "protocollo@pec.comune.example".into(),
                        ca_pem: Some(gestore.ca_pem().into()),
                    }),
                    disposition: contract::Disposition::Nothing,
                    writing: Default::default(),
                    limits: Default::default(),
                },
                password: "segreta".into(),
                smtp_password: None,
                offices: vec!["urp".into(), "edilizia".into()],
                starting_point: StartingPoint::Now,
            },
        )
        .await
        .expect("the mailbox connects");
    let background = runtime.run().await.expect("the background starts");

    gestore
        .inject(&Letter::new(
            "mario.rossi@pec.altro.example",
            "protocollo@pec.comune.example",
            "Accesso agli atti: permesso di costruire 12/2024",
            "Chiedo copia del permesso.",
        ))
        .expect("a PEC comes in");
    let instance = until("the case", || async {
        load::latest_process(store, "istanza_pec")
            .await
            .ok()
            .flatten()?;
        load::instances_of_deployment(
            store,
            load::latest_process(store, "istanza_pec")
                .await
                .ok()
                .flatten()?
                .deployment,
            None,
            10,
        )
        .await
        .ok()?
        .into_iter()
        .next()
    })
    .await;
    let mail = load::mails_of_instance(store, instance.id)
        .await
        .expect("mails")
        .remove(0);
    assert_eq!(
        (
            mail.kind.as_str(),
            mail.verdict.as_deref(),
            mail.state.as_str()
        ),
        ("transport", Some("trusted"), "case")
    );
    assert!(mail.sent_at.is_some() && mail.arrived_at.is_some());
    assert_eq!(
        instance.office.as_deref(),
        Some("edilizia"),
        "the rhai rule routed it"
    );

    let open = |element: &'static str| async move {
        load::tasks_of_instance(store, instance.id)
            .await
            .ok()?
            .into_iter()
            .find(|t| t.state == "open" && t.element == element)
    };
    let draft = until("the draft task", || open("prepara_risposta")).await;
    let anna = person("anna", &["ufficio:edilizia"]);
    runtime.claim(&anna, draft.id).await.expect("claimed");
    let form = runtime.task_form(&draft).await.expect("a form");
    let mut answer = form.data["risposta"].clone();
    assert_eq!(answer["to"], json!(["mario.rossi@pec.altro.example"]));
    answer["body"] = json!("Si trasmette copia del permesso.");
    answer["to"] = json!(["mario.rossi@pec.altro.example", "full@pec.altro.example"]);
    runtime
        .complete(
            &person("anna", &["ufficio:edilizia"]),
            draft.id,
            map(json!({ "risposta": answer })),
            None,
        )
        .await
        .expect("the draft is handed over");

    let approval = until("the approval", || open("approva_risposta")).await;
    assert_eq!(approval.candidate_groups, ["responsabile:edilizia"]);
    let dario = person("dario", &["responsabile:edilizia"]);
    runtime.claim(&dario, approval.id).await.expect("claimed");
    let shown = runtime.task_form(&approval).await.expect("a form");
    assert_eq!(
        shown.message.as_ref().expect("the message is shown").body,
        "Si trasmette copia del permesso."
    );
    assert!(
        runtime
            .complete(
                &person("dario", &["responsabile:edilizia"]),
                approval.id,
                map(json!({ "esito": "approva" })),
                Some("another")
            )
            .await
            .is_err(),
        "an approval of another text is refused"
    );
    runtime
        .complete(
            &person("dario", &["responsabile:edilizia"]),
            approval.id,
            map(json!({ "esito": "approva" })),
            shown.message_hash.as_deref(),
        )
        .await
        .expect("approved");

    let despatch = until("the receipts", || async {
        let d = load::despatches_of_instance(store, instance.id)
            .await
            .ok()?
            .into_iter()
            .next()?;
        // Both recipients have their outcome, in whichever order the two notices came.
        let told = load::receipts_of_despatch(store, d.id).await.ok()?.len();
        (d.outcome == "some_failed" && d.state == "accepted" && told == 3).then_some(d)
    })
    .await;
    assert_eq!(
        (
            despatch.state.as_str(),
            despatch.author.as_deref(),
            despatch.approver.as_deref()
        ),
        ("accepted", Some("anna"), Some("dario"))
    );
    let receipts = load::receipts_of_despatch(store, despatch.id)
        .await
        .expect("receipts");
    let mut kinds: Vec<&str> = receipts.iter().map(|r| r.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        ["accettazione", "avvenuta-consegna", "errore-consegna"]
    );

    let journey: office::despatch::Journey =
        serde_json::from_value(despatch.journey.clone()).expect("a journey");
    let proofs: Vec<_> = journey
        .evidence()
        .filter_map(|e| e.proof.as_ref())
        .collect();
    assert_eq!(proofs.len(), 1, "one complete receipt came back");
    assert!(proofs[0].same, "{proofs:?}");

    let failed = until("the corrective task", || open("staffetta_recapito")).await;
    let corrected = map(json!({ "rimedio": "altrimenti", "nota": "Consegnata a mano." }));
    runtime
        .complete(
            &person("anna", &["ufficio:edilizia"]),
            failed.id,
            corrected,
            None,
        )
        .await
        .expect("corrected");
    let ended = load::instance(store, instance.id)
        .await
        .expect("loads")
        .expect("is there");
    assert_eq!(
        (ended.state.as_str(), ended.open_incidents),
        ("completed", 0)
    );
    assert!(store.audit_verify().await.expect("verifies").is_sound());
    runtime.shut_down();
    background.ended().await;
    gestore.stop().await;
}
