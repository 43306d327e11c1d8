//! Runs every example against the real parts.

#[path = "connector.rs"]
mod connector;
#[path = "embed.rs"]
mod embed;
#[path = "read_pec.rs"]
mod read_pec;
#[path = "worker.rs"]
mod worker;

use contract::{Call, Outbound, Outcome};
use gestore::{Config, Gestore, Letter};
use runtime::Kinds;
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

#[test]
fn the_interpreter_runs_by_itself() {
    assert_eq!(embed::run(2).unwrap(), "concesso");
    assert_eq!(embed::run(5).unwrap(), "negato");
}

#[tokio::test]
async fn a_connector_of_ones_own_is_offered_checked_and_performed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.txt");
    let journal = Arc::new(connector::Journal { file: file.clone() });
    let kinds = Kinds::new(vec![journal.clone()]).unwrap();
    assert!(kinds.templates().iter().any(|t| t.kind == "journal.write"));
    assert_eq!(journal.check(&Map::new())[0].input, "line");
    let call = Call {
        kind: "journal.write".into(),
        job: "1".into(),
        attempt: 1,
        now: chrono::Utc::now(),
        inputs: Map::from_iter([("line".to_string(), json!("Tettoia"))]),
        mailbox: None,
        attachments: Vec::new(),
        in_reply_to: None,
        references: Vec::new(),
        message_id: String::new(),
        interrupted: false,
        endpoint: None,
        letter: None,
        credential: None,
        again: None,
    };
    assert_eq!(journal.prepare(&call), Ok(None));
    assert!(matches!(
        journal.perform(&call, None).await,
        Outcome::Done(_)
    ));
    assert!(
        std::fs::read_to_string(file)
            .unwrap()
            .ends_with("Tettoia\n")
    );
}

#[tokio::test]
async fn a_pec_is_read_with_what_its_signature_proves() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new(folder.path(), "gestore.example", &["pec.example"]);
    let gestore = Gestore::start(config).await.unwrap();
    let letter = Letter::new(
        "anna@pec.example",
        "urp@pec.example",
        "Istanza",
        "Buongiorno",
    )
    .attach("pianta.pdf", "application/pdf", b"%PDF-1.7".to_vec());
    let raw = gestore.compose(&letter).unwrap();
    let mail = read_pec::read(&raw, gestore.ca_pem()).unwrap();
    let lines = read_pec::tell(&mail).join("\n");
    assert!(lines.contains("kind: Transport"), "{lines}");
    assert!(lines.contains("signature: holds"), "{lines}");
    assert!(lines.contains("attachment: pianta.pdf"), "{lines}");
    let stranger = signature::Authority::create("x@altro.example", chrono::Utc::now()).unwrap();
    let doubted = read_pec::read(&raw, &stranger.ca_pem().unwrap()).unwrap();
    let lines = read_pec::tell(&doubted).join("\n");
    assert!(lines.contains("nothing in the mail is proved"), "{lines}");
}

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:example">
  <process id="visura" isExecutable="true">
    <startEvent id="inizio"/>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="chiedi"/>
    <serviceTask id="chiedi" camunda:type="external" camunda:topic="catasto.visura">
      <extensionElements><camunda:inputOutput><camunda:inputParameter name="particella">${particella}</camunda:inputParameter></camunda:inputOutput></extensionElements>
    </serviceTask>
    <sequenceFlow id="f2" sourceRef="chiedi" targetRef="fine"/>
    <endEvent id="fine"/>
  </process>
</definitions>"#;

/// The program, ended with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.0.kill().and_then(|()| self.0.wait()) {
            eprintln!("the server did not end: {error}");
        }
    }
}

/// The program of this target folder on a free port; it prints its address.
fn server(data: &std::path::Path, token: &str) -> (Server, String) {
    let test = std::env::current_exe().expect("this test is a file");
    let binary = test
        .ancestors()
        .nth(2)
        .expect("below a profile's folder")
        .join("staffetta");
    assert!(
        binary.exists(),
        "run `cargo build --workspace` first: {} is missing",
        binary.display()
    );
    let mut child = Command::new(binary)
        .args(["serve", "--clock", "test"])
        .env("STAFFETTA_DATA", data)
        .env("STAFFETTA_BOOTSTRAP_TOKEN", token)
        .env("PORT", "0")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output is read here");
    let server = Server(child);
    BufReader::new(out)
        .read_line(&mut line)
        .expect("it says its address");
    let url = line
        .split_whitespace()
        .last()
        .expect("it says its address")
        .to_string();
    (server, url)
}

#[tokio::test]
async fn a_worker_does_the_jobs_of_its_topic_over_http() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let token = "a-token-for-the-examples";
    let (_server, url) = server(folder.path(), token);
    let client = reqwest::Client::new();
    let send = async |path: &str, body: reqwest::RequestBuilder| -> Value {
        let answer = body.bearer_auth(token).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    };
    let file = reqwest::multipart::Part::text(PROCESS).file_name("visura.bpmn");
    let form = reqwest::multipart::Form::new().part("file", file);
    let path = format!("{url}/api/v1/deployments");
    send(&path, client.post(&path).multipart(form)).await;
    let path = format!("{url}/api/v1/processes/visura/instances");
    let started = json!({ "variables": { "particella": 12 } });
    let instance = send(&path, client.post(&path).json(&started)).await;
    assert_eq!(instance["state"], "running");

    assert_eq!(worker::once(&client, &url, token, 10).await.unwrap(), 1);
    assert_eq!(worker::once(&client, &url, token, 0).await.unwrap(), 0);

    let path = format!(
        "{url}/api/v1/instances/{}",
        instance["id"].as_str().unwrap()
    );
    assert_eq!(send(&path, client.get(&path)).await["state"], "completed");
    let path = format!("{path}/variables");
    let variables = send(&path, client.get(&path)).await;
    assert_eq!(variables["visura"], "Particella 12");
}
