//! From the mail server to the desk: mails of 76 kB in a Dovecot, fetched over TLS, kept, recognised, given to a process,
//! until each has its open task. Beside it what fetching alone gives from the same server.

use contract::{Cursor, Disposition, Inbound, Raw, Security};
use gestore::{Gestore, Letter};
use runtime::{Act, Clock, NewMailbox, Runtime, Settings, SourceSettings, StartingPoint};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use server::{Config, wire};
use std::path::Path;
use std::time::{Duration, Instant};
use tests::dovecot::{Dovecot, PASSWORD, USER};
use tests::figure;

const MAIL_BYTES: usize = 76_000;
const FETCHED_AT_ONCE: u32 = 64;
const GIVES_UP_AFTER: Duration = Duration::from_secs(300);

/// Bytes that do not repeat, as an attachment has them.
fn attachment(number: usize) -> Vec<u8> {
    let mut state = number as u64 + 1;
    // Base64 and line ends make four thirds of it.
    (0..MAIL_BYTES * 73 / 100)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as u8
        })
        .collect()
}

fn letter(number: usize) -> Letter {
    Letter::new(
        &format!("cittadino{number}@pec.altro.example"),
        "protocollo@pec.comune.example",
        &format!("Richiesta n. {number}"),
        "Si chiede copia degli atti.",
    )
    .attach("allegato.pdf", "application/pdf", attachment(number))
}

pub fn ordinary(number: usize) -> Vec<u8> {
    use mail_builder::MessageBuilder;
    MessageBuilder::new()
        .from(format!("cittadino{number}@posta.example"))
        .to("ufficio@comune.example")
        .message_id(format!("m{number}@posta.example"))
        .subject(format!("Richiesta n. {number}"))
        .text_body("Si chiede copia degli atti.")
        .attachment("application/pdf", "allegato.pdf", attachment(number))
        .write_to_vec()
        .expect("a mail in memory")
}

fn bundle(name: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../processes")
        .join(name);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a bundle").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(&root)
                .expect("below it")
                .to_string_lossy()
                .into_owned();
            files.push((name, std::fs::read(&path).expect("a file of the bundle")));
        }
    }
    files
}

/// A store in the folder with the process deployed, which believes the gestore.
pub async fn organisation(folder: &Path, process: &str, gestore: &gestore::Handle) -> Runtime {
    let config = Config {
        data: folder.to_path_buf(),
        ..Config::default()
    };
    let runtime = wire::open(&config, Clock::System, true)
        .await
        .expect("a fresh folder");
    for anchor in gestore.anchors().expect("the test authority") {
        runtime
            .add_anchor(&Act::system(), &anchor.name, &anchor.pem, anchor.domains)
            .await
            .expect("the anchor is kept");
    }
    runtime
        .deploy(&Act::system(), None, bundle(process))
        .await
        .expect("the bundle deploys");
    runtime
}

pub fn mailbox(dovecot: &Dovecot, certified: bool) -> NewMailbox {
    NewMailbox {
        key: if certified { "protocollo" } else { "urp" }.into(),
        address: if certified {
            "protocollo@pec.comune.example"
        } else {
            "ufficio@comune.example"
        }
        .into(),
        display_name: "Comune di Esempio".into(),
        certified,
        settings: Settings {
            source: SourceSettings::Imap {
                host: "localhost".into(),
                port: dovecot.imaps,
                security: Security::Tls,
                user: USER.into(),
                folder: "INBOX".into(),
                sent_folder: None,
                ca_pem: Some(dovecot.ca_pem.clone()),
            },
            smtp: None,
            disposition: Disposition::Nothing,
            writing: Default::default(),
            limits: Default::default(),
        },
        password: PASSWORD.into(),
        smtp_password: None,
        offices: vec!["urp".into()],
        starting_point: StartingPoint::All,
    }
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .expect("the store is read")
        .expect("a count");
    row.try_get_by_index(0).expect("a number")
}

/// Mails a second by fetching and throwing away.
async fn fetching_alone(dovecot: &Dovecot, mails: usize) -> f64 {
    let mut source = mail::ImapSource::new(dovecot.config());
    let mut cursor = Cursor::default();
    let (mut seen, start) = (0, Instant::now());
    loop {
        let batch = source
            .fetch(cursor, FETCHED_AT_ONCE, 60 << 20)
            .await
            .expect("the server answers");
        for item in &batch.items {
            assert!(matches!(&item.raw, Raw::Whole(bytes) if bytes.len() > MAIL_BYTES / 2));
            cursor = Cursor {
                uid_validity: batch.uid_validity,
                uid: item.uid,
            };
        }
        seen += batch.items.len();
        if !batch.more {
            break;
        }
    }
    assert_eq!(seen, mails);
    mails as f64 / start.elapsed().as_secs_f64()
}

async fn measure(
    name: &str,
    process: &str,
    certified: bool,
    mails: usize,
    gestore: &gestore::Handle,
) {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let Some(dovecot) = Dovecot::start() else {
        println!("{name} is left out: it needs Dovecot");
        return;
    };
    let raws: Vec<Vec<u8>> = (0..mails)
        .map(|n| {
            if certified {
                gestore.compose(&letter(n)).expect("a PEC")
            } else {
                ordinary(n)
            }
        })
        .collect();
    let bytes = raws.iter().map(Vec::len).sum::<usize>() / mails;
    dovecot.deliver_all("INBOX", raws.iter().map(Vec::as_slice));
    drop(raws);
    // The server indexes its folder at the first look, which is its work and not ours.
    fetching_alone(&dovecot, mails).await;
    let limit = fetching_alone(&dovecot, mails).await;

    let runtime = organisation(folder.path(), process, gestore).await;
    runtime
        .add_mailbox(&Act::system(), mailbox(&dovecot, certified))
        .await
        .expect("the mailbox connects");
    let db = Database::connect(format!(
        "sqlite://{}",
        folder.path().join("staffetta.db").display()
    ))
    .await
    .expect("the store's file");
    let start = Instant::now();
    let background = runtime.run().await.expect("the background starts");
    let wanted = mails as i64;
    let took = loop {
        let cases = count(
            &db,
            "SELECT COUNT(DISTINCT instance) FROM task WHERE state = 'open'",
        )
        .await;
        if cases >= wanted {
            break start.elapsed();
        }
        assert!(
            start.elapsed() < GIVES_UP_AFTER,
            "{cases} of {wanted} mails have a task"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(count(&db, "SELECT COUNT(*) FROM instance").await, wanted);
    figure::print(&format!("{name}_bytes"), bytes as f64, "bytes");
    figure::print_beside(name, mails as f64 / took.as_secs_f64(), "mails/s", limit);
    db.close().await.expect("it closes");
    runtime.shut_down();
    background.ended().await;
    runtime.store().close().await;
}

pub async fn run() {
    let folder = tempfile::tempdir().expect("a folder");
    let gestore = Gestore::start(
        gestore::Config::new(folder.path(), "gestore.example", &["pec.comune.example"])
            .account("protocollo@pec.comune.example", "segreta"),
    )
    .await
    .expect("the gestore starts");
    let mails = (figure::seconds() * 500.0) as usize;
    measure(
        "mail_to_task_76k",
        "posta-ordinaria",
        false,
        mails,
        &gestore,
    )
    .await;
    measure("pec_to_task_76k", "istanza-pec", true, mails, &gestore).await;
    gestore.stop().await;
}
