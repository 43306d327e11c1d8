//! Calls against a real server on loopback, which must be allowed for it, and against addresses that are not.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use contract::{Call, Outbound, Outcome};
use http_call::{Client, Reach, Send};
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers each path with fixed bytes and keeps what it was sent.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `answers`: path → status line and headers, body; no answer at all where it is empty.
    async fn start(answers: Vec<(&'static str, String, String)>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = seen.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = Vec::new();
                let text = loop {
                    let mut chunk = [0; 4096];
                    let n = stream.read(&mut chunk).await.unwrap();
                    bytes.extend_from_slice(&chunk[..n]);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else {
                        continue;
                    };
                    let length = head
                        .lines()
                        .find_map(|l| l.strip_prefix("content-length: "))
                        .map_or(0, |l| l.parse().unwrap());
                    if n == 0 || body.len() >= length {
                        break text;
                    }
                };
                let path = text.split(' ').nth(1).unwrap().to_string();
                kept.lock().unwrap().push(text);
                let Some((_, head, body)) = answers.iter().find(|(p, _, _)| *p == path) else {
                    continue;
                };
                if head.is_empty() {
                    continue;
                }
                let answer = format!(
                    "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Server { address, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn client(named: &[String]) -> Client {
    Client::new(Reach::new(named, false).unwrap(), None).unwrap()
}

fn call(inputs: Value) -> Call {
    Call {
        kind: "http.request".into(),
        job: "018f-lavoro".into(),
        attempt: 1,
        now: chrono::Utc::now(),
        inputs: inputs.as_object().unwrap().clone(),
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
    }
}

async fn ask(client: &Client, inputs: Value) -> Outcome {
    Send::new(client.clone()).perform(&call(inputs), None).await
}

#[track_caller]
fn done(outcome: Outcome) -> Map<String, Value> {
    match outcome {
        Outcome::Done(result) => result,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn never(outcome: Outcome) -> (String, String) {
    match outcome {
        Outcome::Never { code, reason } => (code, reason),
        other => panic!("{other:?}"),
    }
}

const JSON: &str = "200 OK\r\nContent-Type: application/json; charset=utf-8";

#[tokio::test]
async fn json_goes_out_and_comes_in_under_one_key() {
    let server = Server::start(vec![("/a?x=1", JSON.into(), r#"{"nome":"Ada"}"#.into())]).await;
    let client = client(&[server.address.to_string()]);
    let inputs = json!({
        "url": server.url("/a?x=1"), "method": "POST", "body": { "cf": "AAA" },
        "headers": { "X-Prova": "sì", "X-Numero": 7 }, "repeatable": "false",
    });
    let result = done(ask(&client, inputs).await);
    assert_eq!(
        (&result["status"], &result["body"]),
        (&json!(200), &json!({ "nome": "Ada" }))
    );
    let seen = server.seen();
    for wanted in [
        "POST /a?x=1 HTTP/1.1\r\n",
        "idempotency-key: 018f-lavoro\r\n",
        "content-type: application/json\r\n",
        "x-numero: 7\r\n",
        "\r\n\r\n{\"cf\":\"AAA\"}",
    ] {
        assert!(seen[0].contains(wanted), "{wanted}: {}", seen[0]);
    }
    assert!(seen[0].contains(&format!("host: {}\r\n", server.address)));
}

#[tokio::test]
async fn every_answer_has_the_outcome_it_deserves() {
    let server = Server::start(vec![
        ("/nothing", "204 No Content".into(), String::new()),
        (
            "/text",
            "200 OK\r\nContent-Type: text/plain".into(),
            "ciao".into(),
        ),
        ("/lie", JSON.into(), "{".into()),
        ("/missing", "404 Not Found".into(), "non c'è".into()),
        (
            "/busy",
            "503 Service Unavailable\r\nRetry-After: 90".into(),
            String::new(),
        ),
        ("/broken", "500 Internal Server Error".into(), String::new()),
        (
            "/large",
            JSON.into(),
            format!("\"{}\"", "x".repeat(300_000)),
        ),
        ("/silent", String::new(), String::new()),
    ])
    .await;
    let client = client(&[server.address.to_string()]);
    let get = |path: &str| ask(&client, json!({ "url": server.url(path) }));
    let post = |path: &str, repeatable: bool| {
        let inputs = json!({ "url": server.url(path), "method": "POST", "repeatable": repeatable });
        ask(&client, inputs)
    };
    assert_eq!(done(get("/nothing").await)["body"], Value::Null);
    assert_eq!(done(get("/text").await)["body"], "ciao");
    assert_eq!(never(get("/lie").await).0, "bad_answer");
    let (code, reason) = never(get("/missing").await);
    assert_eq!(code, "http_404");
    assert!(reason.contains("non c'è"), "{reason}");
    assert!(matches!(
        post("/busy", false).await,
        Outcome::RetryAfter { after, .. } if after == Duration::from_secs(90)
    ));
    assert!(matches!(get("/broken").await, Outcome::RetryAfter { .. }));
    assert!(matches!(
        post("/broken", true).await,
        Outcome::RetryAfter { .. }
    ));
    assert!(matches!(
        post("/broken", false).await,
        Outcome::Uncertain { .. }
    ));
    assert!(matches!(get("/silent").await, Outcome::RetryAfter { .. }));
    assert!(matches!(
        post("/silent", false).await,
        Outcome::Uncertain { .. }
    ));
    assert!(matches!(
        post("/silent", true).await,
        Outcome::RetryAfter { .. }
    ));
    assert_eq!(never(get("/large").await).0, "answer_too_large");

    // Nobody listens: nothing was sent, whatever the method.
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = gone.local_addr().unwrap();
    drop(gone);
    let nobody = self::client(&[closed.to_string()]);
    let inputs = json!({ "url": format!("http://{closed}/"), "method": "POST" });
    assert!(matches!(
        ask(&nobody, inputs).await,
        Outcome::RetryAfter { .. }
    ));
}

#[tokio::test]
async fn what_may_have_arrived_before_a_crash_is_not_sent_again() {
    let server = Server::start(vec![("/a", JSON.into(), "1".into())]).await;
    let connector = Send::new(client(&[server.address.to_string()]));
    let mut again = call(json!({ "url": server.url("/a"), "method": "POST" }));
    again.interrupted = true;
    assert!(matches!(
        connector.perform(&again, None).await,
        Outcome::Uncertain { .. }
    ));
    assert!(server.seen().is_empty());
    again.inputs.insert("repeatable".into(), json!("true"));
    done(connector.perform(&again, None).await);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_server_that_takes_its_time_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let client = client(&[address.to_string()]);
    let inputs = |method: &str| json!({ "url": format!("http://{address}/"), "method": method, "timeout_seconds": "1" });
    assert!(matches!(
        ask(&client, inputs("GET")).await,
        Outcome::RetryAfter { reason, .. } if reason.contains("within 1 s")
    ));
    assert!(matches!(
        ask(&client, inputs("POST")).await,
        Outcome::Uncertain { .. }
    ));
}

#[tokio::test]
async fn what_is_not_public_is_refused_however_it_is_written() {
    let server = Server::start(vec![("/", JSON.into(), "1".into())]).await;
    let port = server.address.port();
    let closed = client(&[]);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "[fd00::1]",
    ] {
        let (code, reason) =
            never(ask(&closed, json!({ "url": format!("http://{host}:{port}/") })).await);
        assert_eq!(code, "address_refused", "{host}: {reason}");
    }
    // A name that leads inside, whatever it is called.
    for inside in ["127.0.0.1", "10.0.0.7", "::1", "::ffff:169.254.169.254"] {
        let address = SocketAddr::new(inside.parse().unwrap(), port);
        let named = closed
            .clone()
            .resolving(move |_, _| Box::pin(async move { Ok(vec![address]) }));
        let (code, reason) = never(
            ask(
                &named,
                json!({ "url": format!("http://www.posta.example:{port}/") }),
            )
            .await,
        );
        assert_eq!(code, "address_refused", "{inside}");
        assert!(reason.contains("www.posta.example"), "{reason}");
    }
    for bad in [
        "file:///etc/passwd",
        "ftp://posta.example/",
        "gopher://x",
        "/a",
        "http://",
    ] {
        assert_eq!(
            never(ask(&closed, json!({ "url": bad })).await).0,
            "bad_input",
            "{bad}"
        );
    }
    assert!(server.seen().is_empty(), "nothing was let through");
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_the_address_that_was_judged_is_the_one_called() {
    let server = Server::start(vec![("/", JSON.into(), "1".into())]).await;
    let (address, port) = (server.address, server.address.port());
    let asked = Arc::new(Mutex::new(0));
    let count = asked.clone();
    // The second answer would be another machine.
    let client = client(&["intranet.example".into()]).resolving(move |_, _| {
        let mut n = count.lock().unwrap();
        *n += 1;
        let answer = if *n == 1 {
            address
        } else {
            "127.0.0.2:1".parse().unwrap()
        };
        Box::pin(async move { Ok(vec![answer]) })
    });
    done(
        ask(
            &client,
            json!({ "url": format!("http://intranet.example:{port}/") }),
        )
        .await,
    );
    assert_eq!(*asked.lock().unwrap(), 1);
    assert!(server.seen()[0].contains(&format!("host: intranet.example:{port}\r\n")));
}

#[tokio::test]
async fn redirects_are_judged_like_the_first_address() {
    let inner = Server::start(vec![("/segreti", JSON.into(), "\"segreti\"".into())]).await;
    let to = |status: &str, place: String| format!("{status}\r\nLocation: {place}");
    let server = Server::start(vec![
        ("/in", to("302 Found", inner.url("/segreti")), String::new()),
        (
            "/cloud",
            to(
                "307 Temporary Redirect",
                "http://169.254.169.254/latest".into(),
            ),
            String::new(),
        ),
        (
            "/file",
            to("302 Found", "file:///etc/passwd".into()),
            String::new(),
        ),
        ("/circle", to("302 Found", "/circle".into()), String::new()),
        (
            "/here",
            to("308 Permanent Redirect", "/end".into()),
            String::new(),
        ),
        ("/see", to("303 See Other", "/end".into()), String::new()),
        ("/end", JSON.into(), "1".into()),
    ])
    .await;
    let client = client(&[server.address.to_string()]);
    for (path, word) in [
        ("/in", "may not be called"),
        ("/cloud", "169.254.169.254"),
        ("/file", "only https may follow"),
        ("/circle", "redirects"),
    ] {
        let (code, reason) = never(ask(&client, json!({ "url": server.url(path) })).await);
        assert_eq!(code, "address_refused", "{path}");
        assert!(reason.contains(word), "{path}: {reason}");
    }
    assert!(inner.seen().is_empty(), "the inner server heard nothing");
    let post =
        |path: &str| json!({ "url": server.url(path), "method": "POST", "body": { "a": 1 } });
    assert_eq!(
        never(ask(&client, post("/circle")).await).0,
        "address_refused"
    );
    done(ask(&client, post("/here")).await);
    done(ask(&client, post("/see")).await);
    let seen = server.seen();
    let ends: Vec<&str> = seen
        .iter()
        .filter(|s| s.contains(" /end "))
        .map(|s| s.split(' ').next().unwrap())
        .collect();
    assert_eq!(ends, ["POST", "GET"]);
}

#[tokio::test]
async fn credentials_do_not_follow_to_another_machine() {
    let other = Server::start(vec![("/b", JSON.into(), "1".into())]).await;
    let place = format!("307 Temporary Redirect\r\nLocation: {}", other.url("/b"));
    let first = Server::start(vec![("/a", place, String::new())]).await;
    let client = client(&[first.address.to_string(), other.address.to_string()]);
    let inputs = json!({ "url": first.url("/a"), "headers": { "Authorization": "Bearer x", "X-Altro": "y" } });
    done(ask(&client, inputs).await);
    assert!(first.seen()[0].contains("authorization: Bearer x"));
    assert!(!other.seen()[0].contains("authorization"));
    assert!(other.seen()[0].contains("x-altro: y"));
}

#[test]
fn literals_are_checked_at_deployment() {
    let connector = Send::new(client(&[]));
    let check = |inputs: Value| -> Vec<String> {
        connector
            .check(inputs.as_object().unwrap())
            .into_iter()
            .map(|p| p.input)
            .collect()
    };
    assert!(check(json!({ "url": "https://x.example/${cf}", "method": "GET" })).is_empty());
    assert!(check(json!({ "url": "${indirizzo}", "timeout_seconds": "${n}" })).is_empty());
    assert_eq!(
        check(
            json!({ "url": "ftp://x.example", "method": "PRENDI", "timeout_seconds": "0", "urll": "" })
        ),
        ["method", "urll", "url", "timeout_seconds"]
    );
    assert_eq!(check(json!({})), ["url"]);
    let template = connector.template();
    assert!(
        template
            .inputs
            .iter()
            .all(|i| !i.label.it.is_empty() && !i.label.en.is_empty())
    );
}

#[tokio::test]
async fn a_redirect_elsewhere_does_not_get_the_credentials() {
    let away = Server::start(vec![("/b", JSON.into(), "1".into())]).await;
    let there = format!("302 Found\r\nLocation: {}", away.url("/b"));
    let home = Server::start(vec![
        ("/a", there, String::new()),
        ("/c", "302 Found\r\nLocation: /d".into(), String::new()),
        ("/d", JSON.into(), r#"{"chiave":"segreto-lungo"}"#.into()),
    ])
    .await;
    let client = client(&[home.address.to_string(), away.address.to_string()]);
    let ask = async |path: &str| {
        let mut call = call(json!({ "url": home.url(path), "credential": "prova" }));
        call.credential = Some(contract::Credential {
            address: format!("http://{}", home.address),
            header: "X-Api-Key".into(),
            value: "segreto-lungo".into(),
            secret: "segreto-lungo".into(),
        });
        assert!(!format!("{call:?}").contains("segreto"), "not in a log");
        done(Send::new(client.clone()).perform(&call, None).await)
    };
    ask("/a").await;
    assert!(home.seen()[0].contains("x-api-key: segreto-lungo"));
    assert!(!away.seen()[0].contains("segreto"), "{}", away.seen()[0]);
    // At its own address it goes along, and does not come back.
    let result = ask("/c").await;
    assert!(home.seen()[2].contains("x-api-key: segreto-lungo"));
    assert_eq!(result["body"], json!({ "chiave": "•••" }));
}
