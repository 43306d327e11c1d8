//! BPMN messages: stored first, delivered by a second verb, so that nothing is lost in between.
//!
//! A message goes to one waiting instance of each process (by name and key); if none waits it starts
//! the processes that begin with it; else it waits until its time to live is over (BPMN 2.0.2 §8.4.2).

use crate::{Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra};
use chrono::Duration;
use interpreter::Command;
use office::Verb;
use rules::{Map, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
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

/// One delivery attempt.
#[derive(Default)]
pub(crate) struct Delivered {
    pub outcome: Option<&'static str>,
    pub instances: Vec<Uuid>,
    pub consequences: Vec<Consequence>,
}

impl Runtime {
    /// Publishes a message and says at once what became of it.
    pub async fn publish_message(
        &self,
        act: &Act,
        message: PublishMessage,
    ) -> Result<Published, Fault> {
        act.may(Verb::Integrate)?;
        let variables = variables(message.variables)?;
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
            message_id: message.message_id.clone(),
            target: None,
            source: None,
            reached: None,
            state: "waiting".into(),
            created_at: now,
            expires_at: Some(now + ttl),
            taken_by: None,
        };
        let mut set = self.set(act);
        set.guard(Table::Event, event.id, Expect::Absent)
            .put(event.clone());
        set.audit(audit(act, "message.publish", "event", event.id, json!({})));
        match self.commit(set).await {
            Ok(_) => {}
            Err(Fault::Conflict { .. }) if message.message_id.is_some() => {
                let first = load::event_by_message_id(
                    &self.store,
                    message.message_id.as_deref().unwrap_or_default(),
                )
                .await?;
                let taken = first.as_ref().and_then(|e| e.taken_by);
                let outcome = match first.map(|e| e.state).as_deref() {
                    Some("taken") => "correlated",
                    Some("waiting") => "buffered",
                    _ => "none",
                };
                return Ok(Published {
                    outcome,
                    instances: taken.into_iter().collect(),
                    pending: false,
                });
            }
            Err(e) => return Err(e),
        }
        let delivered = self.deliver(event.id).await?;
        let outcome = match delivered.outcome {
            Some(outcome) => outcome,
            None if kept(&event) => "buffered",
            None => "none",
        };
        let pending = self.settle(delivered.consequences).await;
        Ok(Published {
            outcome,
            instances: delivered.instances,
            pending,
        })
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

    /// Tries to deliver a stored event. Nobody there: it stays as it is.
    pub(crate) async fn deliver(&self, id: Uuid) -> Result<Delivered, Fault> {
        let act = Act::system();
        // A subscription may close between the look and the step: look again, a few times.
        for _ in 0..4 {
            let Some(event) = load::event(&self.store, id)
                .await?
                .filter(|e| e.state == "waiting")
            else {
                return Ok(Delivered::default());
            };
            if kept(&event) && event.expires_at.is_some_and(|at| at < self.clock.now()) {
                self.expire(event).await?;
                return Ok(Delivered::default());
            }
            let mut seen = BTreeSet::new();
            let waiting: Vec<row::Subscription> =
                load::subscriptions_matching(&self.store, &event.name, &event.key)
                    .await?
                    .into_iter()
                    .filter(|s| event.target.is_none_or(|t| s.instance == Some(t)))
                    .filter(|s| {
                        s.instance.is_some()
                            && (event.target.is_some() || seen.insert(s.process_key.clone()))
                    })
                    .collect();
            if let Some((first, rest)) = waiting.split_first() {
                let instance = first
                    .instance
                    .expect("start subscriptions were filtered out");
                let mut extra = Extra::default()
                    .guard(Table::Event, id, Expect::State("waiting".into()))
                    .put(row::Event {
                        state: "taken".into(),
                        taken_by: Some(instance),
                        ..event.clone()
                    });
                for other in rest {
                    // Each further process gets its own inbox row in the same commit.
                    let copy = row::Event {
                        id: Uuid::now_v7(),
                        message_id: None,
                        target: other.instance,
                        ..event.clone()
                    };
                    extra.events.push(copy.id);
                    extra = extra.put(copy);
                }
                let command = Command::Deliver {
                    wait: first.wait as u64,
                    name: event.name.clone(),
                    variables: stored(&event)?,
                };
                match self.drive(&act, instance, command, extra).await {
                    Ok(driven) => {
                        let instances = waiting.iter().filter_map(|s| s.instance).collect();
                        return Ok(Delivered {
                            outcome: Some("correlated"),
                            instances,
                            consequences: driven.consequences,
                        });
                    }
                    Err(Fault::Conflict { .. }) => continue,
                    Err(e) => return Err(e),
                }
            }
            if event.target.is_some() {
                return Ok(Delivered::default());
            }
            let started = self.start_by(&event).await?;
            if started.outcome.is_none() && !kept(&event) {
                self.expire(event).await?;
            }
            return Ok(started);
        }
        Ok(Delivered::default())
    }

    /// Starts the processes whose message start event has this name.
    async fn start_by(&self, event: &row::Event) -> Result<Delivered, Fault> {
        let mut delivered = Delivered::default();
        for start in load::start_subscriptions_named(&self.store, &event.name)
            .await?
            .into_iter()
            .filter(|s| s.mailbox.is_none())
        {
            let Some(process) = start.process else {
                continue;
            };
            let id = crate::ids::derived(event.id, start.process_key.as_bytes(), "started");
            let mut extra = Extra::default();
            if delivered.instances.is_empty() {
                extra = extra
                    .guard(Table::Event, event.id, Expect::State("waiting".into()))
                    .put(row::Event {
                        state: "taken".into(),
                        taken_by: Some(id),
                        ..event.clone()
                    });
            }
            let key = (!event.key.is_empty()).then(|| event.key.clone());
            let (id, consequences) = self
                .begin_at(&start, process, id, key, stored(event)?, extra)
                .await?;
            delivered.outcome = Some("started");
            delivered.instances.push(id);
            delivered.consequences.extend(consequences);
        }
        Ok(delivered)
    }

    /// Delivers the oldest stored event that a new subscription can take.
    pub(crate) async fn match_stored(
        &self,
        name: &str,
        key: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        match load::events_waiting(&self.store, name, key).await?.first() {
            Some(event) => Ok(self.deliver(event.id).await?.consequences),
            None => Ok(Vec::new()),
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
