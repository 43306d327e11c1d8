//! The program as a whole: how soon it answers, and what waiting cases cost: processor time, memory, time to read one.

use crate::serving::{Running, TOKEN};
use runtime::{Act, Clock, NewMailbox, Runtime, Settings, SourceSettings, StartingPoint};
use server::{Config, wire};
use std::path::Path;
use std::time::{Duration, Instant};
use tests::dovecot::{Dovecot, PASSWORD, USER};
use tests::figure;
use uuid::Uuid;

const WAITING: usize = 10_000;
const MANY_WAITING: usize = 100_000;
const GETS: usize = 2_000;
const STARTS: usize = 9;
/// After a start everything that is left is done by then.
const SETTLES_IN: Duration = Duration::from_secs(15);
const IDLE_FOR: Duration = Duration::from_secs(60);

const MODEL: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:bench">
<message id="m" name="sveglia"/>
<process id="attesa" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="r"/>
<receiveTask id="r" messageRef="m"/><sequenceFlow id="g" sourceRef="r" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

async fn prepare(data: &Path, dovecot: Option<&Dovecot>) {
    let config = Config {
        data: data.to_path_buf(),
        ..Config::default()
    };
    let runtime = wire::open(&config, Clock::System, true)
        .await
        .expect("a fresh folder");
    let files = vec![("attesa.bpmn".to_string(), MODEL.as_bytes().to_vec())];
    runtime
        .deploy(&Act::system(), None, files)
        .await
        .expect("it deploys");
    wait(&runtime, WAITING).await;
    if let Some(dovecot) = dovecot {
        let mailbox = NewMailbox {
            key: "info".into(),
            address: "ufficio@comune.example".into(),
            display_name: "Comune di Esempio".into(),
            certified: false,
            settings: Settings {
                source: SourceSettings::Imap {
                    host: "localhost".into(),
                    port: dovecot.imaps,
                    security: contract::Security::Tls,
                    user: USER.into(),
                    folder: "INBOX".into(),
                    sent_folder: None,
                    ca_pem: Some(dovecot.ca_pem.clone()),
                },
                smtp: None,
                disposition: contract::Disposition::Nothing,
                writing: Default::default(),
                limits: Default::default(),
            },
            password: PASSWORD.into(),
            smtp_password: None,
            offices: Vec::new(),
            starting_point: StartingPoint::Now,
        };
        runtime
            .add_mailbox(&Act::system(), mailbox)
            .await
            .expect("the mailbox connects");
    }
    runtime.store().close().await;
}

/// Starts cases that wait for a message; answers one of them.
async fn wait(runtime: &Runtime, cases: usize) -> Uuid {
    let starts = (0..cases).map(|_| async {
        let started = runtime
            .start(&Act::system(), "attesa", None, Default::default(), None)
            .await
            .expect("it starts");
        assert_eq!(started.state, "running");
        started.id
    });
    use futures::StreamExt;
    let ids: Vec<Uuid> = futures::stream::iter(starts)
        .buffer_unordered(256)
        .collect()
        .await;
    ids[cases / 2]
}

fn cold_start(data: &Path) -> f64 {
    let mut times: Vec<f64> = (0..STARTS)
        .map(|_| {
            let start = Instant::now();
            let mut running = Running::start(data);
            running.until_ready();
            start.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[STARTS / 2]
}

/// Memory with many cases waiting beside none, and the time to read one of them over HTTP.
async fn many() {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let config = Config {
        data: folder.path().to_path_buf(),
        ..Config::default()
    };
    let open = |create| wire::open(&config, Clock::System, create);
    let runtime = open(true).await.expect("a fresh folder");
    let files = vec![("attesa.bpmn".to_string(), MODEL.as_bytes().to_vec())];
    runtime
        .deploy(&Act::system(), None, files)
        .await
        .expect("it deploys");
    runtime.store().close().await;
    let idle = {
        let mut running = Running::start(folder.path());
        running.until_ready();
        std::thread::sleep(SETTLES_IN);
        running.memory_mb()
    };
    let runtime = open(false).await.expect("the store opens again");
    let case = wait(&runtime, MANY_WAITING).await;
    runtime.store().close().await;
    let mut running = Running::start(folder.path());
    running.until_ready();
    std::thread::sleep(SETTLES_IN);
    figure::print("waiting_100k_mb", running.memory_mb() - idle, "MB");
    let client = reqwest::Client::new();
    let url = running.url(&format!("/api/v1/instances/{case}"));
    let mut times = Vec::with_capacity(GETS);
    for _ in 0..GETS {
        let began = Instant::now();
        let answer = client
            .get(&url)
            .bearer_auth(TOKEN)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .expect("the case is read");
        let body = answer.bytes().await.expect("a whole answer");
        times.push(began.elapsed());
        assert!(body.windows(7).any(|w| w == b"running"));
    }
    times.sort();
    let middle = times[GETS / 2].as_secs_f64() * 1e3;
    figure::print("waiting_get_ms", middle, "ms");
}

pub async fn run() {
    many().await;
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let dovecot = Dovecot::start();
    prepare(folder.path(), dovecot.as_ref()).await;
    figure::print("cold_start_ms", cold_start(folder.path()), "ms");
    let mut running = Running::start(folder.path());
    running.until_ready();
    std::thread::sleep(SETTLES_IN);
    let before = running.worked();
    std::thread::sleep(IDLE_FOR);
    let percent = (running.worked() - before) / IDLE_FOR.as_secs_f64() * 100.0;
    match dovecot {
        Some(_) => figure::print("idle_cpu_percent", percent, "%"),
        None => println!(
            "idle_cpu_percent is left out: it needs Dovecot ({percent:.2} % without a mailbox)"
        ),
    }
}
