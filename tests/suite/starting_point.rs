//! From which message on a mailbox starts work. What is older is archive: it is kept and found, and
//! starts nothing, whatever the server does with its numbers. A real Maildir, read by hand.

use chrono::{DateTime, TimeDelta, Utc};
use office::Viewer;
use runtime::{Act, Clock, NewMailbox, Runtime, Settings, SourceSettings, StartingPoint};
use server::{Config, wire};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{load, view};
use uuid::Uuid;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:prova">
  <message id="m" name="posta.arrivata"/>
  <process id="posta" isExecutable="true">
    <startEvent id="arriva"><messageEventDefinition messageRef="m" staffetta:mailbox="posta" staffetta:accepts="any"/></startEvent>
    <sequenceFlow id="f1" sourceRef="arriva" targetRef="esamina"/>
    <userTask id="esamina"/>
    <sequenceFlow id="f2" sourceRef="esamina" targetRef="fine"/>
    <endEvent id="fine"/>
  </process>
</definitions>"#;

/// An organisation that watches one Maildir.
struct Postbox {
    folder: tempfile::TempDir,
    runtime: Runtime,
    now: DateTime<Utc>,
}

impl Postbox {
    async fn new() -> Postbox {
        let folder = tempfile::tempdir().expect("a folder");
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(folder.path().join("posta").join(part)).expect("a Maildir");
        }
        let now = Utc::now();
        let config = Config {
            data: folder.path().join("data"),
            ..Config::default()
        };
        let runtime = wire::open(&config, Clock::test(now), true)
            .await
            .expect("a new organisation opens");
        let files = vec![("posta.bpmn".to_string(), PROCESS.as_bytes().to_vec())];
        runtime
            .deploy(&Act::system(), None, files)
            .await
            .expect("the process deploys");
        Postbox {
            folder,
            runtime,
            now,
        }
    }

    fn maildir(&self) -> PathBuf {
        self.folder.path().join("posta")
    }

    /// A file of the Maildir that arrived so many days from now.
    fn lay(&self, name: &str, days: i64, raw: &str) {
        let path = self.maildir().join("new").join(name);
        std::fs::write(&path, raw).expect("it is written");
        let file = std::fs::File::options()
            .write(true)
            .open(&path)
            .expect("it is there");
        file.set_modified((self.now + TimeDelta::days(days)).into())
            .expect("its time is set");
    }

    fn mail(&self, name: &str, days: i64) {
        let raw = format!(
            "From: lina@posta.example\r\nTo: posta@comune.example\r\nMessage-ID: <{name}@posta.example>\r\nSubject: {name}\r\n\r\nBuongiorno.\r\n"
        );
        self.lay(name, days, &raw);
    }

    async fn connect(&self, starting_point: StartingPoint) -> Uuid {
        let new = NewMailbox {
            key: "posta".into(),
            address: "posta@comune.example".into(),
            display_name: String::new(),
            certified: false,
            settings: Settings {
                source: SourceSettings::Maildir {
                    path: self.maildir().display().to_string(),
                },
                smtp: None,
                disposition: contract::Disposition::default(),
                writing: Default::default(),
                limits: Default::default(),
            },
            password: String::new(),
            smtp_password: None,
            offices: Vec::new(),
            starting_point,
        };
        let made = self.runtime.add_mailbox(&Act::system(), new).await;
        made.expect("the mailbox connects").id
    }

    async fn read(&self, mailbox: Uuid) {
        let read = self.runtime.read_mailbox(&Act::system(), mailbox).await;
        read.expect("it is read to its end");
    }

    /// State of each kept mail by subject (its name); repeats apart.
    async fn states(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for state in ["archive", "case", "inbox", "new", "quarantined"] {
            let mails = load::mails_in_state(self.runtime.store(), state, None, 10_000).await;
            for mail in mails.expect("mails") {
                found.insert(mail.subject, mail.state);
            }
        }
        found
    }

    async fn alarms(&self) -> Vec<String> {
        let filter = view::IncidentFilter::default();
        let everybody = Viewer::system();
        let page = view::incidents(&everybody, self.runtime.store(), &filter, None, 100);
        let page = page.await.expect("incidents");
        page.items.into_iter().map(|i| i.code).collect()
    }
}

fn files(maildir: &Path) -> Vec<String> {
    let mut names: Vec<String> = ["new", "cur"]
        .iter()
        .flat_map(|part| std::fs::read_dir(maildir.join(part)).expect("a Maildir"))
        .map(|file| file.expect("a file").path().display().to_string())
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lay_there_before_is_archive_and_what_comes_after_is_worked() {
    // (starting point, what becomes of mails 400 and 100 days old and of one that comes later)
    let rows = [
        (StartingPoint::Now, ["archive", "archive", "case"]),
        (
            StartingPoint::Date {
                date: Utc::now() - TimeDelta::days(200),
            },
            ["archive", "case", "case"],
        ),
        (StartingPoint::All, ["case", "case", "case"]),
    ];
    for (point, expected) in rows {
        let house = Postbox::new().await;
        house.mail("a", -400);
        house.mail("b", -100);
        let id = house.connect(point).await;
        house.read(id).await;
        house.mail("c", 0);
        let before = files(&house.maildir());
        house.read(id).await;
        let states: Vec<String> = house.states().await.into_values().collect();
        assert_eq!(states, expected, "{point:?}");
        // On the server nothing is flagged, moved or deleted.
        assert_eq!(files(&house.maildir()), before, "{point:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_numbers_archive_nothing_new_and_start_nothing_old() {
    let house = Postbox::new().await;
    for n in 0..100 {
        house.mail(&format!("a{n:03}"), -30);
    }
    let id = house.connect(StartingPoint::Now).await;
    house.read(id).await;
    assert!(house.states().await.values().all(|s| s == "archive"));

    // Most of it is cleared away, new mail comes, and the server numbers anew: more than one batch of it.
    for n in 50..100 {
        std::fs::remove_file(house.maildir().join("new").join(format!("a{n:03}")))
            .expect("it was there");
    }
    for n in 0..40 {
        house.mail(&format!("b{n:03}"), 1);
    }
    // One that was never seen, and lay there before the mailbox was connected.
    house.mail("a-late", -20);
    std::fs::remove_file(house.maildir().join(".staffetta-uids")).expect("the index");
    house.read(id).await;
    let told = |states: &BTreeMap<String, String>, start: &str, state: &str| {
        states
            .iter()
            .filter(|(name, s)| name.starts_with(start) && *s == state)
            .count()
    };
    let states = house.states().await;
    assert_eq!(told(&states, "b", "case"), 40, "{states:?}");
    assert_eq!(told(&states, "a", "archive"), 101, "{states:?}");

    // What comes later still has a number below the old starting point.
    house.mail("c", 1);
    house.read(id).await;
    assert_eq!(told(&house.states().await, "c", "case"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_mail_alarms_nobody_when_it_is_archive() {
    let nested: String = (0..80)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    let bomb = |n: u32| format!("From: x@posta.example\r\nX-N: {n}\r\n{nested}\r\nfine\r\n");
    let house = Postbox::new().await;
    house.lay("a", -30, &bomb(1));
    let id = house.connect(StartingPoint::Now).await;
    house.read(id).await;
    let kept = async || {
        let kept = load::mails_in_state(house.runtime.store(), "quarantined", None, 10).await;
        kept.expect("mails").len()
    };
    assert_eq!((kept().await, house.alarms().await), (1, vec![]));
    house.lay("b", 0, &bomb(2));
    house.read(id).await;
    assert_eq!(
        (kept().await, house.alarms().await),
        (2, vec!["mail_quarantined".to_string()])
    );
}
