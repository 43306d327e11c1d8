//! BPMN messages: stored first, delivered by a second verb, so that nothing is lost in between.
//!
//! A message goes to one waiting instance of each process (by name and key); if none waits it starts
//! the processes that begin with it; else it waits until its time to live is over (BPMN 2.0.2 §8.4.2).

mod deliver;

pub(crate) use deliver::Answer;

use crate::{Act, Fault, Runtime, audit};
use chrono::Duration;
use office::Verb;
use rules::{INSTANCE_BYTES_MAX, Map, VALUE_BYTES_MAX, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

#[derive(Debug, Clone, Deserialize)]
pub struct PublishMessage {
    pub name: String,
    #[serde(default)]
    pub correlation_key: Option<String>,
    #[serde(default)]
    pub variables: serde_json::Map<String, serde_json::Value>,
    /// 0: not kept when nobody waits.
    #[serde(default)]
    pub ttl_seconds: u64,
    /// A second message with the same id is the same message.
    #[serde(default)]
    pub message_id: Option<String>,
}

/// What became of a message.
#[derive(Debug, Clone, Serialize)]
pub struct Published {
    /// correlated | started | buffered | none
    pub outcome: &'static str,
    pub instances: Vec<Uuid>,
    #[serde(skip)]
    pub pending: bool,
}

impl Runtime {
    /// Publishes a message and says at once what became of it.
    pub async fn publish_message(
        &self,
        act: &Act,
        message: PublishMessage,
    ) -> Result<Published, Fault> {
        let act = &act.may(Verb::Integrate)?;
        // An empty id names no message: all without one would be the same.
        let message_id = message.message_id.filter(|id| !id.trim().is_empty());
        let variables = from_outside(message.variables)?;
        let now = self.clock.now();
        let ttl = Duration::try_seconds(i64::try_from(message.ttl_seconds).unwrap_or(i64::MAX))
            .filter(|d| *d < Duration::days(36_500))
            .unwrap_or_else(|| Duration::days(36_500));
        let event = row::Event {
            id: Uuid::now_v7(),
            kind: "message".into(),
            name: message.name,
            key: message.correlation_key.unwrap_or_default(),
            variables: Value::Map(variables).to_json(),
            message_id: message_id.clone(),
            target: None,
            source: None,
            reached: None,
            state: "waiting".into(),
            created_at: now,
            expires_at: Some(now + ttl),
            taken_by: None,
            answer: None,
        };
        let event = row::Event {
            answer: kept(&event).then(|| told("buffered", &[])),
            ..event
        };
        let mut set = self.set(act);
        set.guard(Table::Event, event.id, Expect::Absent)
            .put(event.clone());
        set.audit(audit(act, "message.publish", "event", event.id, json!({})));
        let id = match self.commit(set).await {
            Ok(_) => event.id,
            // The same message again: what was not delivered yet is tried, what was is told again.
            Err(Fault::Conflict { code, .. }) if code == "race" && message_id.is_some() => {
                let message_id = message_id.as_deref().unwrap_or_default();
                match load::event_by_message_id(&self.store, message_id).await? {
                    Some(first) => first.id,
                    None => return Ok(heard(None)),
                }
            }
            Err(e) => return Err(e),
        };
        let delivered = self.deliver(id, Answer::Now).await?;
        let pending = self.settle(delivered.consequences).await;
        let said = match delivered.outcome {
            Some(outcome) => Published {
                outcome,
                instances: delivered.instances,
                pending,
            },
            // Nobody took it now: it waits, it is gone, or somebody took it meanwhile or long ago.
            None => heard(load::event(&self.store, id).await?),
        };
        Ok(Published { pending, ..said })
    }

    /// Marks an event nobody took; a subscription that opened meanwhile wins.
    pub(crate) async fn expire(&self, event: row::Event) -> Result<(), Fault> {
        let mut set = self.own_set();
        set.guard(Table::Event, event.id, Expect::State("waiting".into()))
            .put(row::Event {
                state: "expired".into(),
                ..event
            });
        match self.commit(set).await {
            Ok(_) | Err(Fault::Conflict { .. }) => Ok(()),
            Err(e) => Err(e),
        }
    }
}

/// Request variables as values; refuses what a process cannot hold, naming the variable.
pub(crate) fn variables(given: serde_json::Map<String, serde_json::Value>) -> Result<Map, Fault> {
    let mut map = Map::new();
    let mut fields = Vec::new();
    for (name, value) in given {
        match Value::from_json(value) {
            Ok(value) => {
                map.insert(name, value);
            }
            Err(e) => fields.push((
                name,
                format!("Valore non ammesso: {e}"),
                format!("Value not allowed: {e}"),
            )),
        }
    }
    if fields.is_empty() {
        Ok(map)
    } else {
        Err(Fault::Invalid { fields })
    }
}

/// As [`variables`], from a program outside: what no case could keep is refused at the door, with the variable.
pub(crate) fn from_outside(
    given: serde_json::Map<String, serde_json::Value>,
) -> Result<Map, Fault> {
    let map = variables(given)?;
    let mut fields = Vec::new();
    let mut total = 0;
    for (name, value) in &map {
        let size = value.size_bytes();
        total += name.len() + size;
        if size > VALUE_BYTES_MAX {
            fields.push((
                name.to_string(),
                format!("Ha {size} byte; al massimo {VALUE_BYTES_MAX}."),
                format!("It has {size} bytes; at most {VALUE_BYTES_MAX}."),
            ));
        }
    }
    if fields.is_empty() && total > INSTANCE_BYTES_MAX {
        fields.push((
            "variables".into(),
            format!("Insieme hanno {total} byte; al massimo {INSTANCE_BYTES_MAX}."),
            format!("Together they have {total} bytes; at most {INSTANCE_BYTES_MAX}."),
        ));
    }
    if fields.is_empty() {
        Ok(map)
    } else {
        Err(Fault::Invalid { fields })
    }
}

fn told(outcome: &str, instances: &[Uuid]) -> serde_json::Value {
    json!({ "outcome": outcome, "instances": instances })
}

/// What the publisher of a stored message hears, the first time and every time it comes again.
fn heard(event: Option<row::Event>) -> Published {
    const OUTCOMES: [&str; 3] = ["correlated", "started", "buffered"];
    let answer = event.and_then(|e| e.answer).unwrap_or_default();
    let outcome = answer["outcome"].as_str();
    Published {
        outcome: OUTCOMES
            .into_iter()
            .find(|o| Some(*o) == outcome)
            .unwrap_or("none"),
        instances: serde_json::from_value(answer["instances"].clone()).unwrap_or_default(),
        pending: false,
    }
}

/// Whether a message waits for somebody at all: one without a time to live is only tried once.
fn kept(event: &row::Event) -> bool {
    event.expires_at.is_none_or(|at| at > event.created_at)
}

pub(crate) fn stored(event: &row::Event) -> Result<Map, Fault> {
    match Value::from_json(event.variables.clone()) {
        Ok(Value::Map(map)) => Ok(map),
        Ok(_) => Ok(Map::new()),
        Err(e) => Err(Fault::broken(format!(
            "variables of event {}: {e}",
            event.id
        ))),
    }
}
