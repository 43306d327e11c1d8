//! The house of SC-04: Franco writes, Dario heads the office, Elena oversees; a gestore plays the recipients.

use contract::Security;
use gestore::{Config as GestoreConfig, Gestore, Handle};
use runtime::{
    Act, Clock, Fault, NewMailbox, NewPerson, OfficeChange, Outgoing, RoleGiven, Runtime, Settings,
    SmtpSettings, SourceSettings, StartingPoint,
};
use serde_json::{Map, Value, json};
use server::{Config, wire};
use std::{future::Future, path::Path, time::Duration};
use store::{load, row};
use tests::postgres::Postgres;
use uuid::Uuid;

const BOX: &str = "protocollo@pec.comune.example";
pub const MISTYPED: &str = "studio@pec.alltro.example";

pub struct House {
    pub runtime: Runtime,
    gestore: Handle,
    background: Option<runtime::Background>,
    folder: tempfile::TempDir,
}

pub async fn on_each<F: Future>(test: impl Fn(House) -> F) {
    test(House::open(None).await).await;
    if let Some(postgres) = Postgres::start() {
        test(House::open(Some(postgres.database("delibera"))).await).await;
    }
}

pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, look: impl Fn() -> F) -> T {
    for _ in 0..1_200 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited 60 s for {what}");
}

pub fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

/// The files of `processes/invio-con-approvazione`.
fn bundle() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../processes/invio-con-approvazione");
    let read = |path: &Path| {
        let name = path.strip_prefix(&root).expect("below");
        (
            name.display().to_string(),
            std::fs::read(path).expect("a file"),
        )
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&root).expect("the bundle") {
        let path = entry.expect("an entry").path();
        match std::fs::read_dir(&path) {
            Ok(inside) => files.extend(inside.map(|e| read(&e.expect("an entry").path()))),
            Err(_) => files.push(read(&path)),
        }
    }
    files
}

impl House {
    /// Franco writes for the URP, Dario heads it, Elena oversees.
    async fn open(database_url: Option<String>) -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let config = GestoreConfig::new(
            folder.path().join("gestore"),
            "gestore.example",
            &["pec.comune.example"],
        );
        let gestore = Gestore::start(config.account(BOX, "segreta"))
            .await
            .expect("the gestore starts");
        let config = Config {
            data: folder.path().join("data"),
            database_url,
            ..Config::default()
        };
        let runtime = wire::open(&config, Clock::System, true)
            .await
            .expect("a new organisation opens");
        let system = Act::system();
        for anchor in gestore.anchors().expect("anchors") {
            let kept = runtime.add_anchor(&system, &anchor.name, &anchor.pem, anchor.domains);
            kept.await.expect("the anchor is kept");
        }
        let mut offices = Vec::new();
        for key in ["urp", "edilizia", "tributi"] {
            let change = OfficeChange {
                key: Some(key.into()),
                name: Some(key.to_uppercase()),
                ..OfficeChange::default()
            };
            offices.push(runtime.add_office(&system, change).await.expect("kept"));
        }
        for (login, role, office) in [
            ("franco", "operatore", Some("urp")),
            ("dario", "operatore", Some("urp")),
            ("elena", "supervisore", None),
        ] {
            let new = NewPerson {
                login: login.into(),
                name: login.into(),
                roles: vec![RoleGiven {
                    role: role.into(),
                    office: office.map(String::from),
                    last_day: None,
                }],
                ..NewPerson::default()
            };
            runtime.add_person(&system, new).await.expect("kept");
        }
        let head = OfficeChange {
            head: Some("dario".into()),
            ..OfficeChange::default()
        };
        let headed = runtime.change_office(&system, offices[0].id, head).await;
        headed.expect("he heads it");
        let submission = gestore.submission();
        let new = NewMailbox {
            key: "protocollo".into(),
            address: BOX.into(),
            display_name: "Comune di Esempio".into(),
            certified: true,
            settings: Settings {
                source: SourceSettings::Maildir {
                    path: gestore
                        .maildir(BOX)
                        .expect("a Maildir")
                        .display()
                        .to_string(),
                },
                smtp: Some(SmtpSettings {
                    host: "localhost".into(),
                    port: submission.port(),
                    security: Security::StartTls,
                    user: BOX.into(),
                    ca_pem: Some(gestore.ca_pem().into()),
                }),
                disposition: contract::Disposition::Nothing,
                writing: Default::default(),
                limits: Default::default(),
            },
            password: "segreta".into(),
            smtp_password: None,
            offices: vec!["urp".into()],
            starting_point: StartingPoint::Now,
        };
        runtime.add_mailbox(&system, new).await.expect("connected");
        // The book holds the mistyped address as a PEC: somebody typed it so.
        let book = format!("nome;pec\nStudio;{MISTYPED}\n");
        let imported = runtime.import_contacts(&system, "rubrica.csv", &book).await;
        assert_eq!(imported.expect("imported").kept, 1);
        runtime
            .deploy(&system, None, bundle())
            .await
            .expect("it deploys");
        let background = runtime.run().await.expect("the background starts");
        House {
            runtime,
            gestore,
            background: Some(background),
            folder,
        }
    }

    pub async fn act(&self, login: &str) -> Act {
        let person = self.runtime.person_for_login(login).await.expect("read");
        let viewer = self.runtime.viewer(&person.expect("a person")).await;
        Act::of(viewer.expect("read"), None)
    }

    pub async fn begin(&self) -> Uuid {
        let given = json!({ "oggetto": "Delibera n. 7", "ufficio": "urp", "ordine": "in_ordine" });
        let key = "invio_con_approvazione";
        let by = self.act("franco").await;
        let started = self.runtime.start(&by, key, None, object(given), None);
        started.await.expect("it starts").id
    }

    /// The open tasks of an element.
    pub async fn open_tasks(&self, case: Uuid, element: &str) -> Vec<row::Task> {
        let tasks = load::tasks_of_instance(self.runtime.store(), case).await;
        let mut tasks = tasks.expect("read");
        tasks.retain(|t| t.state == "open" && t.element == element);
        tasks
    }

    pub async fn task(&self, case: Uuid, element: &str) -> row::Task {
        until(element, || async {
            self.open_tasks(case, element).await.into_iter().next()
        })
        .await
    }

    pub async fn write(&self, case: Uuid, message: Value) {
        let task = self.task(case, "scrivi").await;
        let data = object(json!({ "lettera": message }));
        let by = self.act("franco").await;
        let done = self.runtime.complete(&by, task.id, data, None).await;
        done.expect("it is handed over");
    }

    pub async fn decide(&self, login: &str, case: Uuid, data: Value) -> Result<(), Fault> {
        let task = self.task(case, "approva_in_ordine").await;
        let shown = self.runtime.task_form(&task).await?;
        let by = self.act(login).await;
        let seen = shown.message_hash.as_deref();
        self.runtime
            .complete(&by, task.id, object(data), seen)
            .await
            .map(drop)
    }

    /// The office sends, with a number before the subject or none.
    pub async fn number(&self, case: Uuid, number: &str) {
        let task = self.task(case, "numera").await;
        let data = object(json!({ "numero": number }));
        let by = self.act("franco").await;
        let done = self.runtime.complete(&by, task.id, data, None).await;
        done.expect("it leaves");
    }

    pub async fn letter(&self, case: Uuid) -> Outgoing {
        let row = load::instance(self.runtime.store(), case).await;
        let row = row.expect("read").expect("a case");
        let variables = self.runtime.instance_variables(&row).await.expect("read");
        serde_json::from_value(variables["lettera"].to_json()).expect("a letter")
    }

    pub async fn close(mut self) {
        let audit = self.runtime.store().audit_verify().await;
        assert!(audit.expect("verifies").is_sound());
        self.runtime.shut_down();
        if let Some(background) = self.background.take() {
            background.ended().await;
        }
        self.gestore.stop().await;
        drop(self.folder);
    }
}
