//! What goes out to other programs: requests, webhooks; and what processes find and make by themselves.

use super::*;
use axum::http::Uri;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Mutex;

/// One request another program got.
pub(super) struct Got {
    pub path: String,
    pub headers: HeaderMap,
    body: Vec<u8>,
}

/// Another program on this machine.
pub(super) struct Other {
    pub address: SocketAddr,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Other {
    /// It answers these, in order, then the last for ever.
    pub async fn listens(answers: &[(u16, &str)]) -> Other {
        let got: Arc<Mutex<Vec<Got>>> = Arc::default();
        let left: Mutex<VecDeque<(u16, String)>> = Mutex::new(
            answers
                .iter()
                .map(|(status, body)| (*status, body.to_string()))
                .collect(),
        );
        let kept = got.clone();
        let left = Arc::new(left);
        let router = Router::new().fallback(
            move |uri: Uri, headers: HeaderMap, body: axum::body::Bytes| {
                let path = uri.path().to_string();
                let body = body.to_vec();
                kept.lock().unwrap().push(Got {
                    path,
                    headers,
                    body,
                });
                let mut left = left.lock().unwrap();
                let (status, body) = match left.len() {
                    1 => left[0].clone(),
                    _ => left.pop_front().unwrap(),
                };
                let status = StatusCode::from_u16(status).unwrap();
                std::future::ready((status, [(header::CONTENT_TYPE, "application/json")], body))
            },
        );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Other { address, got }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn take(&self) -> Vec<Got> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }
}

/// A process of one service task and a person who sees what came of it.
pub(super) fn process(topic: &str, inputs: &[(&str, &str)], outputs: &[&str]) -> String {
    let inputs: String = inputs
        .iter()
        .map(|(n, v)| format!("<camunda:inputParameter name=\"{n}\">{v}</camunda:inputParameter>"))
        .collect();
    let outputs: String = outputs
        .iter()
        .map(|n| {
            format!("<camunda:outputParameter name=\"{n}\">${{{n}}}</camunda:outputParameter>")
        })
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="prova" name="Prova" isExecutable="true">
    <startEvent id="inizio" name="Inizio"/>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="fa"/>
    <serviceTask id="fa" name="Fa" camunda:type="external" camunda:topic="{topic}"><extensionElements><camunda:inputOutput>{inputs}{outputs}</camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="fa" targetRef="vede"/>
    <userTask id="vede" name="Vede" camunda:candidateGroups="ufficio:edilizia"/>
    <sequenceFlow id="f3" sourceRef="vede" targetRef="fine"/>
    <endEvent id="fine" name="Fine"/>
  </process>
</definitions>"#
    )
}

pub(super) async fn advance(house: &House, seconds: u64) {
    let marta = house.session_of("marta").await;
    house
        .call(
            &marta,
            Method::PUT,
            "/clock",
            Some(json!({ "advance_seconds": seconds })),
        )
        .await
        .expect(200);
}

/// Deploys, begins a case and lets what is due happen; answers the case.
pub(super) async fn run(house: &House, files: &[(&str, &str)]) -> String {
    let marta = house.session_of("marta").await;
    house.deploy(&marta, files).await.expect(201);
    let begun = house
        .post(
            &marta,
            "/processes/prova/instances",
            json!({ "variables": { "cf": "AAA" } }),
        )
        .await
        .expect(201)
        .json();
    advance(house, 1).await;
    begun["id"].as_str().unwrap().into()
}

pub(super) async fn variable(house: &House, case: &str, name: &str) -> Value {
    let marta = house.session_of("marta").await;
    let all = house
        .get(&marta, &format!("/instances/{case}/variables"))
        .await
        .expect(200)
        .json();
    let item = all["items"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|v| v["name"] == name)
        .map(|v| v["value"].clone());
    item.unwrap_or_else(|| all[name].clone())
}

pub(super) async fn incidents(house: &House, case: &str) -> Value {
    let marta = house.session_of("marta").await;
    house
        .get(&marta, &format!("/instances/{case}/incidents"))
        .await
        .expect(200)
        .json()
}

pub(super) async fn allowing(other: &Other) -> House {
    let address = other.address.to_string();
    House::with(|config| config.http_allow = vec![address]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_asks_another_program_and_keeps_what_it_says() {
    let other = Other::listens(&[(503, "{}"), (200, r#"{"nome":"Ada","anni":[1,2]}"#)]).await;
    let house = allowing(&other).await;
    let url = other.url("/anagrafe");
    let xml = process(
        "http.request",
        &[("url", &format!("{url}?cf=${{cf}}")), ("method", "GET")],
        &["status", "body"],
    );
    let case = run(&house, &[("p.bpmn", &xml)]).await;
    assert_eq!(other.take().len(), 1, "asked, and told to come again");
    advance(&house, 120).await;
    let got = other.take();
    assert_eq!((got.len(), got[0].path.as_str()), (1, "/anagrafe"));
    assert!(got[0].headers.contains_key("idempotency-key"));
    assert_eq!(variable(&house, &case, "status").await, 200);
    assert_eq!(
        variable(&house, &case, "body").await,
        json!({ "nome": "Ada", "anni": [1, 2] })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_the_house_is_refused_unless_it_is_allowed() {
    let other = Other::listens(&[(200, "{}")]).await;
    let house = House::new().await;
    let url = other.url("/segreti");
    let xml = process("http.request", &[("url", &url)], &["body"]);
    let case = run(&house, &[("p.bpmn", &xml)]).await;
    let told = incidents(&house, &case).await;
    assert_eq!(told["items"][0]["code"], "address_refused", "{told}");
    let words = told["items"][0]["message"].as_str().unwrap();
    assert!(words.contains("http_allow"), "{words}");
    assert!(other.take().is_empty());

    // What cannot work is told when it is deployed.
    let marta = house.session_of("marta").await;
    let bad = process("http.request", &[("url", "ftp://x.example")], &[]);
    let refused = house
        .deploy(&marta, &[("p.bpmn", &bad)])
        .await
        .expect(422)
        .json();
    assert!(refused.to_string().contains("ftp"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_book_answers_processes_and_people() {
    let house = House::new().await;
    let marta = house.session_of("marta").await;
    let csv = "nome;pec;codice_fiscale\nStudio Olmo;olmo@pec.altro.example;AAA\nStudio Pino;pino@pec.altro.example;BBB\nSenza;niente;CCC\n";
    let done = house
        .post(
            &marta,
            "/contacts/import",
            json!({ "source": "prova.csv", "csv": csv }),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&done["kept"], &done["refused"][0]["line"]),
        (&json!(2), &json!(4)),
        "{done}"
    );
    house
        .post(&marta, "/contacts/import", json!({ "csv": csv }))
        .await
        .expect(200);
    let anna = house.session_of("anna").await;
    let both = house
        .get(&anna, "/contacts?name=STUDIO")
        .await
        .expect(200)
        .json();
    assert_eq!(both["items"].as_array().unwrap().len(), 2, "{both}");
    let none = house.get(&anna, "/contacts?name=%25").await.json();
    assert_eq!(none["items"], json!([]), "a wildcard is a character");

    let xml = process(
        "contact.lookup",
        &[("tax_code", "${cf}")],
        &["contact", "found"],
    );
    let case = run(&house, &[("p.bpmn", &xml)]).await;
    assert_eq!(variable(&house, &case, "found").await, 1);
    assert_eq!(
        variable(&house, &case, "contact").await["address"],
        "olmo@pec.altro.example"
    );
    let nothing = process("contact.lookup", &[("tax_code", "")], &["contact"]);
    let case = run(&house, &[("p.bpmn", &nothing)]).await;
    assert_eq!(
        incidents(&house, &case).await["items"][0]["code"],
        "bad_input"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_of_the_bundle_becomes_a_document() {
    let house = House::new().await;
    let xml = process(
        "document.render",
        &[("letter", "esito"), ("name", "esito")],
        &["document"],
    );
    let letter = "Oggetto: Esito per {{ cf }}\n\nSi comunica l'esito per {{ cf }}.\n";
    let case = run(&house, &[("p.bpmn", &xml), ("letters/esito.txt", letter)]).await;
    let document = variable(&house, &case, "document").await;
    assert_eq!(
        (&document["name"], &document["media_type"]),
        (&json!("esito.pdf"), &json!("application/pdf")),
        "{document} {}",
        incidents(&house, &case).await
    );
    let bytes = house
        .app
        .runtime
        .document(&document["ref"])
        .await
        .unwrap()
        .expect("it is kept");
    assert!(bytes.starts_with(b"%PDF-1.7"));
    assert_eq!(json!(bytes.len()), document["size"]);
    let none = process("document.render", &[("letter", "altra")], &["document"]);
    let case = run(&house, &[("p.bpmn", &none), ("letters/esito.txt", letter)]).await;
    assert_eq!(
        incidents(&house, &case).await["items"][0]["code"],
        "letter_missing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_told_signed_repeated_and_logged() {
    let other = Other::listens(&[(500, ""), (204, "")]).await;
    let house = allowing(&other).await;
    let marta = house.session_of("marta").await;
    let bad = json!({ "name": "A B", "url": "ftp://x", "events": ["niente"] });
    let refused = house
        .post(&marta, "/webhooks", bad)
        .await
        .expect(422)
        .json();
    for field in ["name", "url", "events"] {
        assert!(refused.to_string().contains(field), "{refused}");
    }
    let new =
        json!({ "name": "registro", "url": other.url("/eventi"), "events": ["task.created"] });
    let made = house
        .post(&marta, "/webhooks", new)
        .await
        .expect(201)
        .json();
    let id = made["id"].as_str().unwrap();
    let secret = notify::Secret::read(made["secret"].as_str().unwrap()).unwrap();
    let listed = house.get(&marta, "/webhooks").await.expect(200).json();
    assert!(listed["items"][0].get("secret").is_none(), "shown once");

    let xml = process("contact.lookup", &[("name", "nessuno")], &["found"]);
    let case = run(&house, &[("p.bpmn", &xml)]).await;
    let log = async || {
        let path = format!("/webhooks/{id}/deliveries");
        house.get(&marta, &path).await.expect(200).json()["items"].clone()
    };
    let first = other.take();
    assert_eq!(first.len(), 1);
    let waiting = log().await;
    assert_eq!(
        (&waiting[0]["state"], &waiting[0]["attempts"]),
        (&json!("waiting"), &json!(1)),
        "{waiting}"
    );
    assert!(waiting[0]["answer"].as_str().unwrap().contains("500"));
    advance(&house, 60).await;
    let second = other.take();
    assert_eq!(second.len(), 1);
    assert_eq!(
        first[0].headers["webhook-id"], second[0].headers["webhook-id"],
        "a repeat is told by its id"
    );
    for got in first.iter().chain(&second) {
        let text = |name: &str| got.headers[name].to_str().unwrap();
        let at = text("webhook-timestamp").parse().unwrap();
        assert!(notify::verify(
            &secret,
            text("webhook-id"),
            at,
            &got.body,
            text("webhook-signature")
        ));
        let told: Value = serde_json::from_slice(&got.body).unwrap();
        assert_eq!(told["type"], "task.created");
        assert_eq!(told["data"]["instance"], json!(case));
    }
    let delivered = log().await;
    assert_eq!(delivered[0]["state"], "delivered", "{delivered}");
    assert_eq!(delivered.as_array().unwrap().len(), 1);

    // Told again when asked; a paused one is told nothing new; one taken away is gone.
    let retry = format!("/deliveries/{}/retry", delivered[0]["id"].as_str().unwrap());
    house.post(&marta, &retry, json!({})).await.expect(204);
    advance(&house, 1).await;
    assert_eq!(other.take().len(), 1);
    let path = format!("/webhooks/{id}");
    house
        .call(
            &marta,
            Method::PATCH,
            &path,
            Some(json!({ "state": "paused" })),
        )
        .await
        .expect(200);
    let more = xml.replace("name=\"Vede\"", "name=\"Guarda\"");
    run(&house, &[("p.bpmn", &more)]).await;
    assert!(other.take().is_empty());

    house
        .call(&marta, Method::DELETE, &path, None)
        .await
        .expect(204);
    assert_eq!(
        house.get(&marta, "/webhooks").await.json()["items"],
        json!([])
    );
}

/// A person and a term: after a day the office is too late.
const TERM: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="prova" name="Prova" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
  <userTask id="t" camunda:candidateGroups="ufficio:edilizia"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"/>
  <boundaryEvent id="late" attachedToRef="t"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
  <sequenceFlow id="c" sourceRef="late" targetRef="t2"/><userTask id="t2"/></process></definitions>"#;

async fn webhook(house: &House, name: &str, url: &str, events: &[&str]) {
    let marta = house.session_of("marta").await;
    let new = json!({ "name": name, "url": url, "events": events });
    house.post(&marta, "/webhooks", new).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_closed_by_its_term_or_with_its_case_is_told_as_ended() {
    let other = Other::listens(&[(204, "")]).await;
    let house = allowing(&other).await;
    webhook(&house, "registro", &other.url("/x"), &["task.ended"]).await;
    let case = run(&house, &[("p.bpmn", TERM)]).await;
    let told = |got: Vec<Got>| -> Vec<(Value, Value)> {
        got.iter()
            .map(|g| serde_json::from_slice::<Value>(&g.body).unwrap())
            .map(|b| (b["data"]["element"].clone(), b["data"]["state"].clone()))
            .collect()
    };
    assert!(other.take().is_empty());
    advance(&house, 86_400).await;
    assert_eq!(told(other.take()), [(json!("t"), json!("cancelled"))]);
    let marta = house.session_of("marta").await;
    house
        .post(
            &marta,
            &format!("/instances/{case}/cancel"),
            json!({ "reason": "ritirata" }),
        )
        .await
        .expect(200);
    advance(&house, 1).await;
    assert_eq!(told(other.take()), [(json!("t2"), json!("cancelled"))]);
    // Who concludes a task is told of once, not again by the wait that is over.
    let again = house
        .post(&marta, "/processes/prova/instances", json!({}))
        .await
        .expect(201)
        .json();
    let path = format!("/instances/{}/tasks", again["id"].as_str().unwrap());
    let task = house.get(&marta, &path).await.json()["items"][0]["id"].clone();
    let path = format!("/tasks/{}", task.as_str().unwrap());
    let anna = house.session_of("anna").await;
    for verb in ["claim", "complete"] {
        let url = format!("{path}/{verb}");
        house.post(&anna, &url, json!({})).await.expect(200);
    }
    advance(&house, 1).await;
    assert_eq!(told(other.take()), [(json!("t"), json!("completed"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_never_answers_holds_up_no_other() {
    let other = Other::listens(&[(204, "")]).await;
    // It takes the connection and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((connection, _)) = silent.accept().await {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            held.push(connection);
        }
    });
    let allow = vec![other.address.to_string(), address.to_string()];
    let house = House::with(|config| config.http_allow = allow).await;
    webhook(
        &house,
        "a",
        &format!("http://{address}/"),
        &["task.created"],
    )
    .await;
    webhook(&house, "b", &other.url("/"), &["task.created"]).await;
    let marta = house.session_of("marta").await;
    house.deploy(&marta, &[("p.bpmn", TERM)]).await.expect(201);
    let background = house.app.runtime.run().await.unwrap();
    for round in 1..=3 {
        house
            .post(&marta, "/processes/prova/instances", json!({}))
            .await
            .expect(201);
        let soon = std::time::Instant::now() + std::time::Duration::from_secs(6);
        while other.take().is_empty() {
            assert!(std::time::Instant::now() < soon, "round {round} is held up");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    assert!(
        asked.load(std::sync::atomic::Ordering::SeqCst) > 0,
        "the silent one was asked"
    );
    house.app.runtime.shut_down();
    background.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_tells_a_webhook_by_name() {
    let other = Other::listens(&[(200, "{}")]).await;
    let house = allowing(&other).await;
    let marta = house.session_of("marta").await;
    let new = json!({ "name": "registro", "url": other.url("/"), "events": ["incident.opened"] });
    house.post(&marta, "/webhooks", new).await.expect(201);
    let inputs = [
        ("webhook", "registro"),
        ("event", "pratica.accolta"),
        ("data", "${cf}"),
    ];
    let xml = process("webhook.send", &inputs, &["status"]);
    let case = run(&house, &[("p.bpmn", &xml)]).await;
    assert_eq!(variable(&house, &case, "status").await, 200);
    let got = other.take();
    let told: Value = serde_json::from_slice(&got[0].body).unwrap();
    assert_eq!(
        (&told["type"], &told["data"]),
        (&json!("pratica.accolta"), &json!("AAA"))
    );
    let unknown = xml.replace("registro", "altro");
    let case = run(&house, &[("p.bpmn", &unknown)]).await;
    assert_eq!(
        incidents(&house, &case).await["items"][0]["code"],
        "webhook_unknown"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_told_without_its_text() {
    let other = Other::listens(&[(204, "")]).await;
    let house = allowing(&other).await;
    webhook(&house, "portale", &other.url("/"), &["notice.created"]).await;
    let inputs = [("to", "anna"), ("text_it", "Il termine è vicino")];
    let background = house.app.runtime.run().await.unwrap();
    let case = run(&house, &[("p.bpmn", &process("notify", &inputs, &[]))]).await;
    let soon = std::time::Instant::now() + std::time::Duration::from_secs(6);
    let told = loop {
        if let Some(told) = other.take().pop() {
            break told;
        }
        assert!(std::time::Instant::now() < soon, "nothing is told");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let body = String::from_utf8(told.body).unwrap();
    assert!(body.contains("m:anna") && body.contains(&case), "{body}");
    assert!(!body.contains("termine"), "{body}");
    house.app.runtime.shut_down();
    background.ended().await;
}
