//! Telling what is due: each webhook by a teller of its own, so that a receiver that takes its time
//! holds up nobody but itself.

use super::WEBHOOK;
use crate::{Fault, Runtime};
use chrono::Duration;
use contract::{Call, Outcome};
use futures::future::join_all;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Expect, Table, Write, load, row};
use tokio::sync::Mutex as Turn;
use uuid::Uuid;

/// After attempt n this many seconds pass; then it is given up (about a day and a half in all).
const PAUSES: [i64; 9] = [5, 30, 120, 600, 1_800, 3_600, 10_800, 36_000, 86_400];
/// A delivery that is under way is nobody else's for this long.
const UNDER_WAY: i64 = 60;
/// Deliveries to one receiver at the same time.
const AT_ONCE: u64 = 8;
/// The log is kept this many days.
const LOG_DAYS: i64 = 30;

/// One teller a webhook.
#[derive(Default)]
pub(crate) struct Telling(Mutex<HashMap<Uuid, Arc<Turn<()>>>>);

impl Telling {
    fn turn(&self, webhook: Uuid) -> Arc<Turn<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.entry(webhook).or_default().clone()
    }

    /// Forgets webhooks that are gone.
    fn keep(&self, webhooks: &[row::Webhook]) {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|id, _| webhooks.iter().any(|w| w.id == *id));
    }
}

impl Runtime {
    /// Sends the tellers out that are not under way, and waits for none.
    pub(crate) fn tell_due(&self) {
        for webhook in self.told_now() {
            let Ok(turn) = self.telling.turn(webhook).try_lock_owned() else {
                continue;
            };
            let runtime = self.clone();
            tokio::spawn(async move {
                let _turn = turn;
                if let Err(error) = runtime.tell_all(webhook).await {
                    tracing::warn!(%webhook, %error, "a webhook could not be told and will be again");
                }
            });
        }
    }

    /// Tells everybody what is due, and waits until they have been told.
    pub(crate) async fn tell_due_now(&self) -> Result<(), Fault> {
        let told = self.told_now().into_iter().map(|webhook| async move {
            let _turn = self.telling.turn(webhook).lock_owned().await;
            self.tell_all(webhook).await
        });
        join_all(told).await.into_iter().collect()
    }

    fn told_now(&self) -> Vec<Uuid> {
        let webhooks = self
            .webhooks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        self.telling.keep(&webhooks);
        let active = |w: &&row::Webhook| w.state == "active";
        webhooks.iter().filter(active).map(|w| w.id).collect()
    }

    /// What is due for one webhook, some at a time, until nothing is or it stopped being active.
    async fn tell_all(&self, webhook: Uuid) -> Result<(), Fault> {
        while !self.stopping() {
            let Some(to) = load::webhook(&self.store, webhook)
                .await?
                .filter(|w| w.state == "active")
            else {
                break;
            };
            let due = load::deliveries_due(&self.store, webhook, self.clock.now(), AT_ONCE).await?;
            if due.is_empty() {
                break;
            }
            for told in join_all(due.into_iter().map(|delivery| self.tell(&to, delivery))).await {
                match told {
                    // Another node was faster, or somebody asked for it again meanwhile.
                    Ok(()) | Err(Fault::Conflict { .. }) => {}
                    Err(e) => return Err(e),
                }
            }
        }
        Ok(())
    }

    async fn tell(&self, webhook: &row::Webhook, delivery: row::Delivery) -> Result<(), Fault> {
        let now = self.clock.now();
        let Some(connector) = self.kinds.outbound(WEBHOOK) else {
            return Err(Fault::broken("nothing here tells webhooks"));
        };
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
            endpoint: Some(self.endpoint(webhook)?),
            letter: None,
            credential: None,
            again: None,
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

    /// Ends what waits for a webhook that was taken away, and lets go of what ended long ago.
    pub(crate) async fn shorten_log(&self) -> Result<(), Fault> {
        for delivery in load::deliveries_to_nobody(&self.store, 500).await? {
            self.told(delivery, "failed", "the webhook was taken away".into())
                .await?;
        }
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
