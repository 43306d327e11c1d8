//! The connector `webhook.send`: one event to one registered webhook.

use crate::signature::{Secret, sign};
use bytes::Bytes;
use chrono::{SecondsFormat, Utc};
use contract::{Boxed, Call, InputProblem, Outbound, Outcome, Prepared, Template, Text};
use http_call::{Client, Failure, Message};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::Duration;
use url::Url;

/// The topic of the connector.
pub const KIND: &str = "webhook.send";

/// The answer of a receiver is of no interest beyond its status.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
const WITHIN: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_secs(10);

/// The inputs of an event.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Event {
    #[schemars(extend("at" = 1, "it" = ["Webhook", "Il nome di un webhook registrato da un amministratore."], "en" = ["Webhook", "The name of a webhook registered by an administrator."]))]
    pub webhook: String,
    #[schemars(extend("at" = 2, "it" = ["Evento", "Che cosa è successo, ad esempio pratica.accolta."], "en" = ["Event", "What happened, e.g. case.granted."]))]
    pub event: String,
    #[schemars(extend("at" = 3, "it" = ["Dati", "Il valore che accompagna l'evento."], "en" = ["Data", "The value that goes with the event."]))]
    pub data: Option<Value>,
}

/// Tells events, within the limits of its [`Client`].
#[derive(Clone)]
pub struct Send {
    client: Client,
}

impl Send {
    pub fn new(client: Client) -> Send {
        Send { client }
    }

    async fn tell(&self, call: &Call) -> Outcome {
        let event = match contract::parse::<Event>(&call.inputs) {
            Ok(event) => event,
            Err(outcome) => return outcome,
        };
        let Some(endpoint) = &call.endpoint else {
            return Outcome::never(
                "webhook_unknown",
                format!("no webhook is registered as «{}»", event.webhook),
            );
        };
        let message = match message(&event, call, &endpoint.url, &endpoint.secret) {
            Ok(message) => message,
            Err(reason) => return Outcome::never("webhook_settings", reason),
        };
        let again = |reason: String| Outcome::RetryAfter {
            after: PAUSE,
            reason,
        };
        match self
            .client
            .exchange(message, ANSWER_BYTES_MAX, WITHIN)
            .await
        {
            Ok(answer) if answer.status.is_success() => Outcome::Done(Map::from_iter([(
                "status".to_owned(),
                answer.status.as_u16().into(),
            )])),
            // The receiver wants no more of them (Standard Webhooks 1.0).
            Ok(answer) if answer.status == StatusCode::GONE => {
                Outcome::never("webhook_gone", answer.status.to_string())
            }
            Ok(answer) => again(answer.status.to_string()),
            Err(Failure::Forbidden(reason)) => Outcome::never("address_refused", reason),
            // The id tells the receiver that it is a repeat.
            Err(Failure::NotSent(reason) | Failure::Lost(reason)) => again(reason),
            Err(large @ Failure::TooLarge(_)) => again(large.to_string()),
        }
    }
}

impl Outbound for Send {
    fn template(&self) -> Template {
        Template {
            kind: KIND.into(),
            name: Text::new(
                "Avvisa un altro programma (webhook)",
                "Tell another program (webhook)",
            ),
            help: Text::new(
                "Manda un evento firmato a un webhook registrato; senza risposta viene ripetuto.",
                "Sends a signed event to a registered webhook; without an answer it is repeated.",
            ),
            inputs: contract::inputs_of::<Event>(),
            outputs: vec![(
                "status".into(),
                Text::new("Codice della risposta", "Status of the answer"),
            )],
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        contract::check_inputs(&self.template().inputs, inputs)
    }

    fn prepare(&self, _: &Call) -> Result<Option<Prepared>, Outcome> {
        Ok(None)
    }

    fn perform<'a>(&'a self, call: &'a Call, _: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        Box::pin(self.tell(call))
    }
}

/// The delivery; its id is the job's, its event time the job's, its own time that of the attempt.
fn message(event: &Event, call: &Call, url: &str, secret: &str) -> Result<Message, String> {
    let url = Url::parse(url).map_err(|e| format!("{url}: {e}"))?;
    let secret = Secret::read(secret).ok_or("the webhook's secret cannot be read")?;
    let body = json!({
        "type": event.event,
        "timestamp": call.now.to_rfc3339_opts(SecondsFormat::Secs, true),
        "data": event.data,
    })
    .to_string();
    let at = Utc::now().timestamp();
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LENGTH, body.len().into());
    headers.insert(USER_AGENT, HeaderValue::from_static("Staffetta"));
    for (name, value) in [
        ("webhook-id", call.job.clone()),
        ("webhook-timestamp", at.to_string()),
        (
            "webhook-signature",
            sign(&secret, &call.job, at, body.as_bytes()),
        ),
    ] {
        let value = HeaderValue::from_str(&value).map_err(|e| e.to_string())?;
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(Message {
        method: Method::POST,
        url,
        headers,
        body: Bytes::from(body),
    })
}
