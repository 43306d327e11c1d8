//! Webhooks: programs of others that are told what happens here.
//!
//! What is told is a row written in the commit in which it happened, so nothing that happened is left
//! untold and nothing that did not is told. Rows hold ids and states, never personal text: whoever is
//! told asks the API for the rest. Deliveries are repeated with growing pauses and logged.

mod announce;
mod tell;

pub(crate) use tell::Telling;

use crate::{Act, Fault, Runtime, audit};
use contract::Endpoint;
use office::Verb;
use serde_json::json;
use std::sync::{Arc, PoisonError};
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// Kind of the connector that tells.
pub(crate) const WEBHOOK: &str = "webhook.send";
/// The events there are.
pub const EVENTS: [&str; 9] = [
    "instance.started",
    "instance.ended",
    "task.created",
    "task.ended",
    "mail.kept",
    "despatch.changed",
    "incident.opened",
    "incident.resolved",
    "notice.created",
];
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
        let act = &act.may(Verb::Integrate)?;
        let mut fields = Vec::new();
        let name = new.name.trim();
        if !is_short_name(name) {
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
        let act = &act.may(Verb::Integrate)?;
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
        let act = &act.may(Verb::Integrate)?;
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
        let act = &act.may(Verb::Integrate)?;
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
}

/// By which processes name what an administrator registered: lower-case letters, digits, `-_.`.
pub(crate) fn is_short_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    !name.is_empty() && name.chars().all(fits)
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
