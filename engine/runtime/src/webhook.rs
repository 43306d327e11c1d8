//! Webhooks: programs of others that are told what happens here.
//!
//! What is told is a row written in the commit in which it happened, so nothing that happened is left
//! untold and nothing that did not is told. Rows hold ids and states, never personal text: whoever is
//! told asks the API for the rest. Deliveries are repeated with growing pauses and logged.

use crate::{Act, Fault, Runtime, audit, ids};
use chrono::Duration;
use contract::{Call, Endpoint, Outcome};
use office::Verb;
use serde_json::{Map, Value, json};
use std::sync::{Arc, PoisonError};
use store::{Expect, Row, Table, Write, WriteSet, load, row};
use uuid::Uuid;

/// Kind of the connector that tells.
pub(crate) const WEBHOOK: &str = "webhook.send";
/// The events there are.
pub const EVENTS: [&str; 8] = [
    "instance.started",
    "instance.ended",
    "task.created",
    "task.ended",
    "mail.kept",
    "despatch.changed",
    "incident.opened",
    "incident.resolved",
];
/// After attempt n this many seconds pass; then it is given up (about a day and a half in all).
const PAUSES: [i64; 9] = [5, 30, 120, 600, 1_800, 3_600, 10_800, 36_000, 86_400];
/// A delivery that is under way is nobody else's for this long.
const UNDER_WAY: i64 = 60;
const AT_ONCE: usize = 16;
/// The log is kept this many days.
const LOG_DAYS: i64 = 30;

/// What an administrator registers.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    pub name: String,
    pub url: String,
    pub events: Vec<String>,
}

/// What may be changed later; the name stays.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    pub url: Option<String>,
    pub events: Option<Vec<String>>,
    /// active | paused
    pub state: Option<String>,
}

impl Runtime {
    /// Registers a webhook. The second value is its secret, shown this once.
    pub async fn add_webhook(
        &self,
        act: &Act,
        new: NewWebhook,
    ) -> Result<(row::Webhook, String), Fault> {
        act.may(Verb::Integrate)?;
        let mut fields = Vec::new();
        let name = new.name.trim();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        if name.is_empty() || !name.chars().all(fits) {
            fields.push((
                "name".to_string(),
                "Un nome breve: lettere minuscole, cifre, trattini.".to_string(),
                "A short name: lower-case letters, digits, dashes.".to_string(),
            ));
        } else if load::webhook_by_name(&self.store, name).await?.is_some() {
            fields.push((
                "name".into(),
                "C'è già un webhook con questo nome.".into(),
                "A webhook of this name exists.".into(),
            ));
        }
        check(Some(&new.url), Some(&new.events), &mut fields);
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let id = Uuid::now_v7();
        let secret = self.new_secret();
        let webhook = row::Webhook {
            id,
            revision: 0,
            name: name.into(),
            url: new.url.trim().into(),
            secret: self.sealer.seal(id.as_bytes(), secret.as_bytes())?,
            events: new.events,
            state: "active".into(),
            created_at: self.clock.now(),
            created_by: act.viewer.login.clone(),
        };
        let mut set = self.set(act);
        set.guard(Table::Webhook, id, Expect::Absent)
            .put(webhook.clone());
        set.audit(audit(
            act,
            "webhook.create",
            "webhook",
            id,
            json!({ "events": webhook.events }),
        ));
        self.commit(set).await?;
        self.read_webhooks().await?;
        Ok((webhook, secret))
    }

    /// Changes or pauses a webhook. What waits for a paused one goes on when it is active again.
    pub async fn change_webhook(
        &self,
        act: &Act,
        id: Uuid,
        change: WebhookChange,
    ) -> Result<row::Webhook, Fault> {
        act.may(Verb::Integrate)?;
        let found = self.webhook(id).await?;
        let mut fields = Vec::new();
        check(change.url.as_deref(), change.events.as_deref(), &mut fields);
        if change
            .state
            .as_deref()
            .is_some_and(|s| !matches!(s, "active" | "paused"))
        {
            fields.push((
                "state".into(),
                "active o paused".into(),
                "active or paused".into(),
            ));
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let changed = row::Webhook {
            url: change.url.map_or(found.url, |url| url.trim().into()),
            events: change.events.unwrap_or(found.events),
            state: change.state.unwrap_or(found.state),
            ..found
        };
        let mut set = self.set(act);
        set.guard(Table::Webhook, id, Expect::Revision(changed.revision))
            .put(changed.clone());
        set.audit(audit(
            act,
            "webhook.update",
            "webhook",
            id,
            json!({ "events": changed.events, "state": changed.state }),
        ));
        self.commit(set).await?;
        self.read_webhooks().await?;
        Ok(row::Webhook {
            revision: changed.revision + 1,
            ..changed
        })
    }

    /// Takes a webhook away; its log goes with the days.
    pub async fn remove_webhook(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        act.may(Verb::Integrate)?;
        let found = self.webhook(id).await?;
        let mut set = self.set(act);
        set.guard(Table::Webhook, id, Expect::Revision(found.revision))
            .write(Write::Delete(Table::Webhook, id));
        set.audit(audit(act, "webhook.delete", "webhook", id, json!({})));
        self.commit(set).await?;
        self.read_webhooks().await
    }

    /// Sends a delivery again that was told or given up, with the same id.
    pub async fn redeliver(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        act.may(Verb::Integrate)?;
        let found = load::delivery(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("delivery"))?;
        let mut set = self.set(act);
        set.guard(Table::Delivery, id, Expect::Revision(found.revision))
            .put(row::Delivery {
                state: "waiting".into(),
                attempts: 0,
                due_at: self.clock.now(),
                ended_at: None,
                ..found
            });
        set.audit(audit(act, "webhook.redeliver", "delivery", id, json!({})));
        self.commit(set).await.map(|_| ())
    }

    async fn webhook(&self, id: Uuid) -> Result<row::Webhook, Fault> {
        load::webhook(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("webhook"))
    }

    fn new_secret(&self) -> String {
        use base64::{Engine, engine::general_purpose::STANDARD};
        // Two random ids: 244 bits.
        let bytes = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
        format!("whsec_{}", STANDARD.encode(bytes))
    }

    /// Where a webhook is reached, its secret opened.
    pub(crate) fn endpoint(&self, webhook: &row::Webhook) -> Result<Endpoint, Fault> {
        let secret = self
            .sealer
            .open_sealed(webhook.id.as_bytes(), &webhook.secret)?;
        Ok(Endpoint {
            url: webhook.url.clone(),
            secret: String::from_utf8(secret).map_err(Fault::broken)?,
        })
    }

    /// Reads again who wants to be told; commits look at the list in memory.
    pub(crate) async fn read_webhooks(&self) -> Result<(), Fault> {
        let found = Arc::new(load::webhooks(&self.store).await?);
        *self
            .webhooks
            .write()
            .unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }

    /// Adds to a write set a delivery for each event in it that somebody wants to be told.
    pub(crate) fn announce(&self, set: &mut WriteSet) {
        let webhooks = self
            .webhooks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if webhooks.is_empty() {
            return;
        }
        let told: Vec<(&str, Uuid, Value)> = set.writes.iter().filter_map(event_of).collect();
        let mut deliveries = Vec::new();
        for (event, subject, data) in told {
            let wants = |w: &&row::Webhook| {
                w.state == "active" && w.events.iter().any(|e| e == event || e == "*")
            };
            for webhook in webhooks.iter().filter(wants) {
                // Only the set that is committed tells; the same state reached again is told again.
                let name = format!("{event}\0{subject}\0{data}\0{}", set.at);
                let id = ids::derived(webhook.id, name.as_bytes(), "delivery");
                deliveries.push(row::Delivery {
                    id: ids::at(id, set.at),
                    revision: 0,
                    webhook: webhook.id,
                    event: event.into(),
                    data: data.clone(),
                    state: "waiting".into(),
                    attempts: 0,
                    due_at: set.at,
                    answer: None,
                    created_at: set.at,
                    ended_at: None,
                });
            }
        }
        for delivery in deliveries {
            set.put(delivery);
        }
    }

    /// Tells what is due, several at once, and waits for the slowest of them: a receiver that takes its time holds up the
    /// next round for all, within the connector's limit of time.
    pub(crate) async fn tell_due(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let due = load::deliveries_due(&self.store, now, AT_ONCE as u64).await?;
        let told = due.into_iter().map(|delivery| self.tell(delivery));
        for result in futures::future::join_all(told).await {
            match result {
                // Another node was faster, or the webhook was changed meanwhile.
                Ok(()) | Err(Fault::Conflict { .. }) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    async fn tell(&self, delivery: row::Delivery) -> Result<(), Fault> {
        let now = self.clock.now();
        let webhook = load::webhook(&self.store, delivery.webhook).await?;
        let (Some(webhook), Some(connector)) = (webhook, self.kinds.outbound(WEBHOOK)) else {
            return self
                .told(delivery, "failed", "the webhook was taken away".into())
                .await;
        };
        if webhook.state != "active" {
            // Asked for again when it may be active.
            let later = row::Delivery {
                due_at: now + Duration::seconds(UNDER_WAY),
                ..delivery
            };
            return self.put_delivery(later).await.map(|_| ());
        }
        let begun = row::Delivery {
            attempts: delivery.attempts + 1,
            due_at: now + Duration::seconds(UNDER_WAY),
            ..delivery
        };
        let begun = self.put_delivery(begun).await?;
        let inputs = Map::from_iter([
            ("webhook".to_owned(), json!(webhook.name)),
            ("event".to_owned(), json!(begun.event)),
            ("data".to_owned(), begun.data.clone()),
        ]);
        let call = Call {
            kind: WEBHOOK.into(),
            job: begun.id.to_string(),
            attempt: begun.attempts.max(0) as u32,
            now: begun.created_at,
            inputs,
            mailbox: None,
            attachments: Vec::new(),
            in_reply_to: None,
            references: Vec::new(),
            message_id: String::new(),
            interrupted: false,
            endpoint: Some(self.endpoint(&webhook)?),
            letter: None,
        };
        match connector.perform(&call, None).await {
            Outcome::Done(result) => {
                let status = result.get("status").map(Value::to_string);
                self.told(begun, "delivered", status.unwrap_or_default())
                    .await
            }
            Outcome::Made(_) => Err(Fault::broken("a webhook makes no document")),
            Outcome::Never { reason, .. } => self.told(begun, "failed", reason).await,
            Outcome::RetryAfter { reason, .. } | Outcome::Uncertain { reason } => {
                let tried = begun.attempts.max(1) as usize;
                match PAUSES.get(tried - 1) {
                    Some(pause) => {
                        let later = row::Delivery {
                            due_at: self.clock.now() + Duration::seconds(*pause),
                            answer: Some(reason),
                            ..begun
                        };
                        self.put_delivery(later).await.map(|_| ())
                    }
                    None => self.told(begun, "failed", reason).await,
                }
            }
        }
    }

    async fn told(&self, delivery: row::Delivery, state: &str, said: String) -> Result<(), Fault> {
        let ended = row::Delivery {
            state: state.into(),
            answer: Some(said.chars().take(500).collect()),
            ended_at: Some(self.clock.now()),
            ..delivery
        };
        self.put_delivery(ended).await.map(|_| ())
    }

    async fn put_delivery(&self, delivery: row::Delivery) -> Result<row::Delivery, Fault> {
        let mut set = self.own_set();
        set.guard(
            Table::Delivery,
            delivery.id,
            Expect::Revision(delivery.revision),
        )
        .put(delivery.clone());
        self.commit(set).await?;
        Ok(row::Delivery {
            revision: delivery.revision + 1,
            ..delivery
        })
    }

    /// Lets go of what ended long ago.
    pub(crate) async fn shorten_log(&self) -> Result<(), Fault> {
        let before = self.clock.now() - Duration::days(LOG_DAYS);
        let old = load::deliveries_ended_before(&self.store, before, 500).await?;
        if old.is_empty() {
            return Ok(());
        }
        let mut set = self.own_set();
        for delivery in old {
            set.write(Write::Delete(Table::Delivery, delivery.id));
        }
        self.commit(set).await.map(|_| ())
    }
}

fn check(url: Option<&str>, events: Option<&[String]>, fields: &mut Vec<(String, String, String)>) {
    let web = |url: &str| url.trim().starts_with("https://") || url.trim().starts_with("http://");
    if url.is_some_and(|url| !web(url)) {
        fields.push((
            "url".into(),
            "L'indirizzo completo, con https://.".into(),
            "The whole address, with https://.".into(),
        ));
    }
    let known = |e: &String| e == "*" || EVENTS.contains(&e.as_str());
    if events.is_some_and(|events| events.is_empty() || !events.iter().all(known)) {
        fields.push((
            "events".into(),
            format!("Uno o più di: *, {}.", EVENTS.join(", ")),
            format!("One or more of: *, {}.", EVENTS.join(", ")),
        ));
    }
}

/// What a write means to others: event, subject, data.
fn event_of(write: &Write) -> Option<(&'static str, Uuid, Value)> {
    let Write::Put(row) = write else { return None };
    Some(match row {
        Row::Instance(i) if i.ended_at.is_some() => (
            "instance.ended",
            i.id,
            json!({ "instance": i.id, "process": i.process_key, "state": i.state, "error_code": i.error_code }),
        ),
        Row::Instance(i) if i.revision == 0 && i.steps <= 1 => (
            "instance.started",
            i.id,
            json!({ "instance": i.id, "process": i.process_key }),
        ),
        Row::Task(t) if t.state == "open" && t.revision == 0 => (
            "task.created",
            t.id,
            json!({ "task": t.id, "instance": t.instance, "process": t.process_key, "element": t.element }),
        ),
        Row::Task(t) if t.ended_at.is_some() => (
            "task.ended",
            t.id,
            json!({ "task": t.id, "instance": t.instance, "process": t.process_key, "element": t.element, "state": t.state }),
        ),
        Row::Mail(m) if m.state == "new" => (
            "mail.kept",
            m.id,
            json!({ "mail": m.id, "mailbox": m.mailbox, "kind": m.kind }),
        ),
        Row::Despatch(d) => (
            "despatch.changed",
            d.id,
            json!({ "despatch": d.id, "instance": d.instance, "state": d.state, "outcome": d.outcome }),
        ),
        Row::Incident(i) => (
            match i.state.as_str() {
                "open" => "incident.opened",
                _ => "incident.resolved",
            },
            i.id,
            json!({ "incident": i.id, "instance": i.instance, "code": i.code }),
        ),
        _ => return None,
    })
}
