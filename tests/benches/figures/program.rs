//! The program as a whole: how soon it answers, and what it costs when nothing happens.

use runtime::{Act, Clock, NewMailbox, Settings, SourceSettings, StartingPoint};
use server::{Config, wire};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tests::dovecot::{Dovecot, PASSWORD, USER};
use tests::figure;

const WAITING: usize = 10_000;
const STARTS: usize = 9;
/// After a start everything that is left is done by then.
const SETTLES_IN: Duration = Duration::from_secs(15);
const IDLE_FOR: Duration = Duration::from_secs(60);
/// Clock ticks of `/proc/<pid>/stat` a second, on every Linux.
const TICKS: f64 = 100.0;

const MODEL: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:bench">
<message id="m" name="sveglia"/>
<process id="attesa" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="r"/>
<receiveTask id="r" messageRef="m"/><sequenceFlow id="g" sourceRef="r" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

/// The program beside this bench: `target/release/staffetta` for `target/release/deps/program-…`.
fn program() -> PathBuf {
    let here = std::env::current_exe().expect("this program");
    let folder = here.ancestors().nth(2).expect("target/<profile>");
    let program = folder.join("staffetta");
    assert!(
        program.exists(),
        "build the workspace first: {} is missing",
        program.display()
    );
    program
}

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
    let starts = (0..WAITING).map(|_| {
        let runtime = runtime.clone();
        async move {
            let started = runtime
                .start(&Act::system(), "attesa", None, Default::default(), None)
                .await;
            assert_eq!(started.expect("it starts").state, "running");
        }
    });
    use futures::StreamExt;
    futures::stream::iter(starts)
        .buffer_unordered(256)
        .collect::<Vec<()>>()
        .await;
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

struct Running(Child, u16);

impl Running {
    fn start(data: &Path) -> Running {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        let child = Command::new(program())
            .arg("serve")
            .current_dir(data)
            .env("STAFFETTA_DATA", data)
            .env("PORT", port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        Running(child, port)
    }

    /// Asks `/readyz` until it says 200.
    fn until_ready(&mut self) {
        loop {
            if let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.1)) {
                let mut answer = String::new();
                let asked = stream.write_all(
                    b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                );
                if asked.is_ok()
                    && stream.read_to_string(&mut answer).is_ok()
                    && answer.starts_with("HTTP/1.1 200")
                {
                    return;
                }
            }
            assert!(
                self.0.try_wait().expect("its state").is_none(),
                "the program ended at its start"
            );
            std::thread::sleep(Duration::from_micros(500));
        }
    }

    /// Seconds of processor time so far.
    fn worked(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).expect("it runs");
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .expect("after its name")
            .split_whitespace()
            .collect();
        fields[11..13]
            .iter()
            .map(|ticks| ticks.parse::<f64>().expect("ticks"))
            .sum::<f64>()
            / TICKS
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("the program is ours");
        self.0.wait().expect("it ends");
    }
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

pub async fn run() {
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
