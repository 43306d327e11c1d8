//! The town hall of SC-05, SC-06, SC-07 and of silence: a certified mailbox at a gestore whose clock and ours are moved
//! together, the processes of the house, an address book.

use crate::program::binary;
use chrono::{TimeDelta, Utc};
use contract::Security;
use document::Opener;
use gestore::{Clock as GestoreClock, Config as GestoreConfig, Gestore, Handle, Letter};
use office::despatch::{Journey, RecipientState};
use office::{Role, Viewer};
use runtime::{
    Act, Clock, NewMailbox, Runtime, Settings, SmtpSettings, SourceSettings, StartingPoint,
};
use serde_json::{Map, Value, json};
use server::{Config, wire};
use std::collections::BTreeSet;
use std::future::Future;
use std::path::Path;
use store::{load, row};
use tests::postgres::Postgres;
use uuid::Uuid;

pub const US: &str = "protocollo@pec.comune.example";
/// A colleague with a mailbox at the same gestore.
pub const COLLEAGUE: &str = "mario@pec.comune.example";
/// Who writes to us.
pub const STUDIO: &str = "studio.olmo@pec.altro.example";
/// What an open corrective task is.
pub const CORRECTION: &str = "staffetta_recapito";
/// One person, two addresses: one leads nowhere.
const BOOK: &str = "nome;pec;codice_fiscale\n\
    Rossi Costruzioni;rossi@pec.nonesiste.example;00000000017\n\
    Rossi Costruzioni;rossi@pec.altro.example;00000000017\n";

pub struct PostOffice {
    pub runtime: Runtime,
    pub gestore: Handle,
    mailbox: Uuid,
    _folder: tempfile::TempDir,
}

/// Runs a scenario on each database there is.
pub async fn on_each<F: Future>(scenario: impl Fn(PostOffice) -> F) {
    Box::pin(scenario(PostOffice::open(None).await)).await;
    if let Some(postgres) = Postgres::start() {
        let office = PostOffice::open(Some(postgres.database("posta"))).await;
        Box::pin(scenario(office)).await;
    }
}

/// A town hall on SQLite, for a scenario that is long or asks for one database only.
pub async fn one() -> PostOffice {
    PostOffice::open(None).await
}

/// Runs a scenario that is long on one database.
pub async fn on_sqlite<F: Future>(scenario: impl Fn(PostOffice) -> F) {
    Box::pin(scenario(one().await)).await;
}

/// The files of a bundle of `processes/`.
pub fn bundle(name: &str) -> Vec<(String, Vec<u8>)> {
    fn below(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(root, &path, files);
                continue;
            }
            let name = path.strip_prefix(root).expect("below").to_string_lossy();
            files.push((name.into_owned(), std::fs::read(&path).expect("a file")));
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../processes")
        .join(name);
    let mut files = Vec::new();
    below(&root, &root, &mut files);
    files
}

/// A clerk or a head of the URP.
pub fn person(login: &str, group: &str) -> Act {
    let viewer = Viewer {
        person: Some(Uuid::now_v7()),
        login: login.into(),
        name: login.into(),
        roles: BTreeSet::from([(Role::Operatore, None)]),
        groups: [group.to_string()].into_iter().collect(),
        mailboxes: None,
        standing_in: Vec::new(),
        given: Default::default(),
    };
    Act::of(viewer, None)
}

pub fn map(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

impl PostOffice {
    async fn open(database_url: Option<String>) -> PostOffice {
        PostOffice::trusting(database_url, &[]).await
    }

    /// Signatures of the gestori are believed for these domains only; empty: for any.
    pub async fn trusting(database_url: Option<String>, domains: &[&str]) -> PostOffice {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Utc::now();
        let config = GestoreConfig::new(
            folder.path().join("gestore"),
            "gestore.example",
            &["pec.comune.example"],
        )
        .account(US, "segreta")
        .account(COLLEAGUE, "x")
        .clock(GestoreClock::at(now));
        let gestore = Gestore::start(config).await.expect("the gestore starts");
        let config = Config {
            data: folder.path().join("data"),
            database_url,
            ..Config::default()
        };
        // This program opens no strangers' files: the real one does.
        let opener = Opener::new(binary().to_path_buf());
        let runtime = wire::open_with(&config, Clock::test(now), true, opener)
            .await
            .expect("a new organisation opens");
        let system = Act::system();
        for anchor in gestore.anchors().expect("anchors") {
            let domains = domains.iter().map(|d| d.to_string()).collect();
            runtime
                .add_anchor(&system, &anchor.name, &anchor.pem, domains)
                .await
                .expect("the anchor is kept");
        }
        for name in ["istanza-pec", "posta-ordinaria", "invio-con-approvazione"] {
            runtime
                .deploy(&system, None, bundle(name))
                .await
                .expect("the bundle deploys");
        }
        runtime
            .import_contacts(&system, "INI-PEC", BOOK)
            .await
            .expect("imported");
        let new = NewMailbox {
            key: "protocollo".into(),
            address: US.into(),
            display_name: "Comune di Esempio".into(),
            certified: true,
            settings: Settings {
                source: SourceSettings::Maildir {
                    path: gestore.maildir(US).expect("ours").display().to_string(),
                },
                smtp: Some(SmtpSettings {
                    host: "localhost".into(),
                    port: gestore.submission().port(),
                    security: Security::StartTls,
                    user: US.into(),
                    ca_pem: Some(gestore.ca_pem().into()),
                }),
                disposition: contract::Disposition::Nothing,
                writing: Default::default(),
                oauth: None,
                limits: Default::default(),
            },
            password: "segreta".into(),
            smtp_password: None,
            oauth: None,
            offices: vec!["urp".into()],
            area: String::new(),
            starting_point: StartingPoint::All,
        };
        let mailbox = runtime
            .add_mailbox(&system, new)
            .await
            .expect("the mailbox connects")
            .id;
        PostOffice {
            runtime,
            gestore,
            mailbox,
            _folder: folder,
        }
    }

    /// Time passes for the gestore and for us; what it wrote is read, what is due is done.
    pub async fn pass(&self, by: TimeDelta) {
        let clock = self.gestore.clock();
        clock.advance(by).expect("the gestore's clock");
        self.gestore.tick().await.expect("the gestore works");
        self.look(by).await;
        // What left just now.
        self.gestore.tick().await.expect("the gestore works");
        self.look(TimeDelta::zero()).await;
    }

    /// The box is read, and our clock moves.
    pub async fn look(&self, by: TimeDelta) {
        let system = Act::system();
        self.runtime
            .read_mailbox(&system, self.mailbox)
            .await
            .expect("the mailbox is read");
        self.runtime
            .advance_clock(&system, by)
            .await
            .expect("our clock");
    }

    /// A PEC comes, Anna answers it to this address, Elena approves: what left.
    pub async fn answer_to(&self, to: &str) -> row::Despatch {
        let letter = Letter::new(
            STUDIO,
            US,
            "Richiesta di informazioni",
            "Chiedo gli orari di apertura.",
        );
        let came = self.gestore.inject(&letter).expect("it is delivered");
        self.pass(TimeDelta::seconds(1)).await;
        let ids = [came.identificativo.as_str()];
        let mails = load::mails_by_message_ids(self.runtime.store(), &ids).await;
        let mail = mails.expect("mails").pop().expect("the PEC");
        let case = mail.instance.expect("it opened a case");
        let draft = self.task(case, "prepara_risposta").await;
        let mut answer =
            self.runtime.task_form(&draft).await.expect("a form").data["risposta"].clone();
        answer["to"] = json!([to]);
        answer["body"] = json!("Dal lunedì al venerdì, ore 9–12.");
        let anna = person("anna", "ufficio:urp");
        self.runtime
            .complete(&anna, draft.id, map(json!({ "risposta": answer })), None)
            .await
            .expect("handed over");
        let approval = self.task(case, "approva_risposta").await;
        let seen = self.runtime.task_form(&approval).await.expect("a form");
        let elena = person("elena", "responsabile:urp");
        let approves = map(json!({ "esito": "approva" }));
        self.runtime
            .complete(&elena, approval.id, approves, seen.message_hash.as_deref())
            .await
            .expect("approved");
        self.pass(TimeDelta::seconds(1)).await;
        let sent = load::despatches_of_instance(self.runtime.store(), case).await;
        let sent = sent.expect("despatches").pop().expect("one left");
        assert_ne!(sent.state, "queued", "{:?}", sent.last_error);
        sent
    }

    /// Publishes a process of one file.
    pub async fn deploy(&self, name: &str, process: &str) {
        let files = vec![(name.to_string(), process.as_bytes().to_vec())];
        let deployed = self.runtime.deploy(&Act::system(), None, files).await;
        deployed.expect("the process deploys");
    }

    pub async fn despatch(&self, id: Uuid) -> row::Despatch {
        let found = load::despatch(self.runtime.store(), id).await;
        found.expect("loads").expect("is there")
    }

    /// Its only recipient.
    pub async fn recipient(&self, despatch: Uuid) -> RecipientState {
        let journey = self.despatch(despatch).await.journey;
        let journey: Journey = serde_json::from_value(journey).expect("a journey");
        let [one] = journey.recipients.as_slice() else {
            panic!("one recipient: {journey:?}")
        };
        one.clone()
    }

    pub async fn open_tasks(&self, case: Uuid) -> Vec<row::Task> {
        let tasks = load::tasks_of_instance(self.runtime.store(), case).await;
        let mut tasks = tasks.expect("tasks");
        tasks.retain(|t| t.state == "open");
        tasks
    }

    pub async fn task(&self, case: Uuid, element: &str) -> row::Task {
        let open = self.open_tasks(case).await;
        let found = open.iter().find(|t| t.element == element).cloned();
        found.unwrap_or_else(|| panic!("no open task {element}: {open:?}"))
    }

    pub async fn case_state(&self, case: Uuid) -> String {
        let found = load::instance(self.runtime.store(), case).await;
        found.expect("loads").expect("is there").state
    }

    /// What it leaves holds together: the record, and the rows against the snapshots.
    pub async fn close(self) {
        let store = self.runtime.store();
        assert!(store.audit_verify().await.expect("verifies").is_sound());
        self.runtime.shut_down();
        self.gestore.stop().await;
    }
}
