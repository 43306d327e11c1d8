//! The connector `http.request`: asks another program and brings its JSON into the case.
//!
//! A request is repeated by itself only where that is harmless: its method says so (RFC 9110 §9.2.2),
//! or the analyst says that the other program honours `Idempotency-Key`, which is the job's id and
//! the same at every attempt. Anything else that may have arrived is *uncertain*: a person decides.

use crate::credential;
use crate::exchange::{Answer, Client, Failure, Message};
use bytes::Bytes;
use contract::{Boxed, Call, InputProblem, Outbound, Outcome, Prepared, Template, Text};
use hyper::header::{
    ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
    RETRY_AFTER, TRANSFER_ENCODING, USER_AGENT,
};
use hyper::{Method, StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

/// The topic of the connector.
pub const KIND: &str = "http.request";

/// What a case keeps of an answer: one of its values is at most 64 KiB.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
const BODY_BYTES_MAX: usize = 1024 * 1024;
const SECONDS_MAX: u64 = 120;
const PAUSE: Duration = Duration::from_secs(30);
const PAUSE_MAX: Duration = Duration::from_secs(3600);

/// The inputs of a request.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Request {
    #[schemars(extend("at" = 1, "it" = ["Indirizzo", "L'indirizzo completo, ad esempio https://servizi.example/anagrafe?cf=${cf}. Gli indirizzi della rete interna vanno consentiti da un amministratore."],
        "en" = ["Address", "The whole address, e.g. https://services.example/people?id=${id}. Addresses of the internal network must be allowed by an administrator."]))]
    pub url: String,
    #[serde(default)]
    #[schemars(extend("at" = 2, "proposed" = "GET", "it" = ["Metodo", "GET legge; gli altri cambiano qualcosa."], "en" = ["Method", "GET reads; the others change something."]))]
    pub method: Verb,
    #[schemars(extend("at" = 3, "it" = ["Intestazioni", "Una mappa di nomi e valori, ad esempio ${intestazioni}."], "en" = ["Headers", "A map of names and values, e.g. ${headers}."]))]
    pub headers: Option<Map<String, Value>>,
    #[schemars(extend("at" = 4, "it" = ["Contenuto", "Il valore da inviare, scritto in JSON."], "en" = ["Content", "The value to send, written as JSON."]))]
    pub body: Option<Value>,
    #[serde(default)]
    #[schemars(extend("at" = 5, "proposed" = "false", "it" = ["Si può ripetere", "true se l'altro programma riconosce Idempotency-Key: allora una richiesta senza risposta viene ripetuta da sola."],
        "en" = ["May be repeated", "true when the other program honours Idempotency-Key: then a request without an answer is repeated by itself."]))]
    pub repeatable: bool,
    #[schemars(extend("at" = 6, "it" = ["Secondi di attesa", "Quanto attendere la risposta, al massimo 120; se manca, 30."], "en" = ["Seconds to wait", "How long to wait for the answer, at most 120; 30 when empty."]))]
    pub timeout_seconds: Option<Value>,
    #[schemars(extend("at" = 7, "it" = ["Credenziali", "Il nome di quelle che un amministratore ha aggiunto per questo indirizzo (Amministrazione, Credenziali). Password e chiavi non si scrivono nel processo."],
        "en" = ["Credentials", "The name of those an administrator added for this address (Administration, Credentials). Passwords and keys are not written in the process."]))]
    pub credential: Option<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    #[default]
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    fn method(self) -> Method {
        match self {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Patch => Method::PATCH,
            Verb::Delete => Method::DELETE,
        }
    }
}

/// Asks other programs, within the limits of its [`Client`].
#[derive(Clone)]
pub struct Send {
    client: Client,
}

impl Send {
    pub fn new(client: Client) -> Send {
        Send { client }
    }

    async fn ask(&self, call: &Call) -> Outcome {
        let request = match contract::parse::<Request>(&call.inputs) {
            Ok(request) => request,
            Err(outcome) => return outcome,
        };
        let repeatable = request.repeatable || !matches!(request.method, Verb::Post | Verb::Patch);
        if call.interrupted && !repeatable {
            return Outcome::Uncertain {
                reason: "the program ended while the request was under way; it may have arrived"
                    .into(),
            };
        }
        let (mut message, within) = match message(&request, &call.job) {
            Ok(message) => message,
            Err(reason) => return Outcome::never("bad_input", reason),
        };
        if let Err(outcome) = credential::present(&mut message, &request, call) {
            return outcome;
        }
        match self
            .client
            .exchange(message, ANSWER_BYTES_MAX, within)
            .await
        {
            Ok(answer) => outcome(credential::kept_out(answer, call), repeatable),
            Err(Failure::Forbidden(reason)) => Outcome::never("address_refused", reason),
            Err(Failure::NotSent(reason)) => Outcome::RetryAfter {
                after: PAUSE,
                reason,
            },
            Err(Failure::Lost(reason)) if repeatable => Outcome::RetryAfter {
                after: PAUSE,
                reason,
            },
            Err(Failure::Lost(reason)) => Outcome::Uncertain { reason },
            Err(large @ Failure::TooLarge(_)) => {
                Outcome::never("answer_too_large", large.to_string())
            }
        }
    }
}

impl Outbound for Send {
    fn template(&self) -> Template {
        Template {
            kind: KIND.into(),
            name: Text::new("Chiama un servizio (HTTP)", "Call a service (HTTP)"),
            help: Text::new(
                "Interroga un altro programma e porta la sua risposta JSON nella pratica.",
                "Asks another program and brings its JSON answer into the case.",
            ),
            inputs: contract::inputs_of::<Request>(),
            outputs: vec![
                (
                    "status".into(),
                    Text::new("Codice della risposta", "Status of the answer"),
                ),
                (
                    "body".into(),
                    Text::new("Contenuto della risposta", "Content of the answer"),
                ),
                (
                    "content_type".into(),
                    Text::new("Tipo del contenuto", "Type of the content"),
                ),
            ],
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        let mut problems = contract::check_inputs(&self.template().inputs, inputs);
        let literal = |name: &str| {
            inputs
                .get(name)
                .and_then(Value::as_str)
                .map(str::trim)
                .filter(|s| !s.is_empty() && !s.contains("${") && !s.starts_with('='))
        };
        if let Some(url) = literal("url")
            && let Err(reason) = address(url)
        {
            problems.push(InputProblem {
                input: "url".into(),
                message: Text::new(
                    &format!("L'indirizzo `{url}` non si può chiamare: {reason}."),
                    &format!("The address `{url}` cannot be called: {reason}."),
                ),
                expected: "https://…".into(),
                fix: Text::new(
                    "Scrivi l'indirizzo completo, con https:// o http://.",
                    "Write the whole address, with https:// or http://.",
                ),
            });
        }
        if let Some(given) = literal("timeout_seconds")
            && seconds(Some(&Value::String(given.into()))).is_err()
        {
            problems.push(InputProblem {
                input: "timeout_seconds".into(),
                message: Text::new(
                    &format!("`{given}` non è un numero di secondi ammesso."),
                    &format!("`{given}` is no allowed number of seconds."),
                ),
                expected: format!("1–{SECONDS_MAX}"),
                fix: Text::new(
                    "Scrivi un numero intero da 1 a 120.",
                    "Write a whole number from 1 to 120.",
                ),
            });
        }
        problems
    }

    fn prepare(&self, _: &Call) -> Result<Option<Prepared>, Outcome> {
        Ok(None)
    }

    fn perform<'a>(&'a self, call: &'a Call, _: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        Box::pin(self.ask(call))
    }
}

fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|e| e.to_string())?;
    match (url.scheme(), url.host_str()) {
        ("http" | "https", Some(host)) if !host.is_empty() => Ok(url),
        ("http" | "https", _) => Err("it names no host".into()),
        (other, _) => Err(format!("{other} is not http or https")),
    }
}

fn seconds(given: Option<&Value>) -> Result<Duration, String> {
    let number = match given {
        None => return Ok(Duration::from_secs(30)),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(value) => value.as_u64(),
    };
    number
        .filter(|n| (1..=SECONDS_MAX).contains(n))
        .map(Duration::from_secs)
        .ok_or_else(|| format!("timeout_seconds: a number from 1 to {SECONDS_MAX}"))
}

fn message(request: &Request, job: &str) -> Result<(Message, Duration), String> {
    let url = address(&request.url)?;
    let within = seconds(request.timeout_seconds.as_ref())?;
    let mut headers = HeaderMap::new();
    let mut body = Bytes::new();
    if let Some(value) = &request.body {
        // Text that is JSON already goes as it is; any other value is written as JSON.
        let bytes = match value.as_str() {
            Some(text) if serde_json::from_str::<Value>(text).is_ok() => text.as_bytes().to_vec(),
            _ => serde_json::to_vec(value).map_err(|e| e.to_string())?,
        };
        if bytes.len() > BODY_BYTES_MAX {
            return Err(format!("body: more than {BODY_BYTES_MAX} bytes"));
        }
        body = bytes.into();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static("Staffetta"));
    if !body.is_empty() || matches!(request.method, Verb::Post | Verb::Put | Verb::Patch) {
        headers.insert(CONTENT_LENGTH, body.len().into());
    }
    let key = HeaderValue::from_str(job).map_err(|e| e.to_string())?;
    headers.insert(HeaderName::from_static("idempotency-key"), key);
    for (name, value) in request.headers.iter().flatten() {
        let bad = |e: String| format!("headers: {name}: {e}");
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|e| bad(e.to_string()))?;
        if [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION].contains(&name) {
            return Err(bad("is set by the connection itself".into()));
        }
        let value = HeaderValue::from_str(&text).map_err(|e| bad(e.to_string()))?;
        headers.insert(name, value);
    }
    Ok((
        Message {
            method: request.method.method(),
            url,
            headers,
            body,
        },
        within,
    ))
}

fn outcome(answer: Answer, repeatable: bool) -> Outcome {
    let status = answer.status;
    let said = || {
        let text = String::from_utf8_lossy(&answer.body);
        format!("{status}: {}", text.chars().take(300).collect::<String>())
    };
    if status.is_success() {
        return done(&answer);
    }
    match status {
        // It was not acted upon (RFC 9110 §15.5.9, RFC 8470, RFC 6585, RFC 9110 §15.6.4).
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_EARLY
        | StatusCode::TOO_MANY_REQUESTS
        | StatusCode::SERVICE_UNAVAILABLE => Outcome::RetryAfter {
            after: asked_pause(&answer.headers),
            reason: said(),
        },
        _ if status.is_server_error() && repeatable => Outcome::RetryAfter {
            after: asked_pause(&answer.headers),
            reason: said(),
        },
        _ if status.is_server_error() => Outcome::Uncertain { reason: said() },
        _ => Outcome::never(&format!("http_{}", status.as_u16()), said()),
    }
}

fn asked_pause(headers: &HeaderMap) -> Duration {
    headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map_or(PAUSE, Duration::from_secs)
        .min(PAUSE_MAX)
}

fn done(answer: &Answer) -> Outcome {
    let media = answer
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let essence = media.split(';').next().unwrap_or_default().trim();
    let is_json = essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json");
    let body = if answer.body.is_empty() {
        Value::Null
    } else if is_json {
        match serde_json::from_slice(&answer.body) {
            Ok(value) => value,
            // It was acted upon: the answer alone is unreadable, and a repeat would not mend it.
            Err(e) => return Outcome::never("bad_answer", format!("the answer is not JSON: {e}")),
        }
    } else {
        match std::str::from_utf8(&answer.body) {
            Ok(text) => Value::String(text.to_owned()),
            Err(_) => {
                return Outcome::never(
                    "bad_answer",
                    format!("the answer is neither JSON nor UTF-8 text ({media})"),
                );
            }
        }
    };
    Outcome::Done(Map::from_iter([
        ("status".to_owned(), answer.status.as_u16().into()),
        ("body".to_owned(), body),
        ("content_type".to_owned(), media.into()),
    ]))
}
