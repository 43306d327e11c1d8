//! What of a write set is told to others.

use crate::{Fault, Runtime, ids};
use serde_json::{Value, json};
use std::sync::PoisonError;
use store::{Row, Write, WriteSet, load, row};
use uuid::Uuid;

const TASK_ENDED: &str = "task.ended";

/// Event, subject, data.
type Event = (&'static str, Uuid, Value);

impl Runtime {
    /// Adds to a write set a delivery for each event in it that somebody wants to be told.
    pub(crate) async fn announce(&self, set: &mut WriteSet) -> Result<(), Fault> {
        let webhooks = self
            .webhooks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let wants = |webhook: &row::Webhook, event: &str| {
            webhook.state == "active" && webhook.events.iter().any(|e| e == event || e == "*")
        };
        if webhooks.is_empty() {
            return Ok(());
        }
        let mut told: Vec<Event> = set.writes.iter().filter_map(event_of).collect();
        if webhooks.iter().any(|w| wants(w, TASK_ENDED)) {
            told.extend(self.tasks_closed(set).await?);
        }
        let mut deliveries = Vec::new();
        for (event, subject, data) in told {
            for webhook in webhooks.iter().filter(|w| wants(w, event)) {
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
        Ok(())
    }

    /// Tasks that end because their wait is over (a boundary event, a cancelled case): the store closes them.
    ///
    /// A task ends only by a step of its case, so what is open now is open until the set is written: it is
    /// guarded by the case's revision.
    async fn tasks_closed(&self, set: &WriteSet) -> Result<Vec<Event>, Fault> {
        let concluded = |id: &Uuid| {
            set.writes
                .iter()
                .any(|w| matches!(w, Write::Put(Row::Task(t)) if t.id == *id))
        };
        let closed: Vec<Uuid> = set
            .writes
            .iter()
            .filter_map(|write| match write {
                Write::CloseWait { instance, wait } => {
                    Some(ids::of_instance(*instance, *wait as u64, "task"))
                }
                _ => None,
            })
            .filter(|id| !concluded(id))
            .collect();
        let mut told = Vec::new();
        for ids in closed.chunks(512) {
            let open = load::tasks_open(&self.store, ids).await?;
            told.extend(open.iter().map(|task| task_ended(task, "cancelled")));
        }
        Ok(told)
    }
}

fn task_ended(t: &row::Task, state: &str) -> Event {
    (
        TASK_ENDED,
        t.id,
        json!({ "task": t.id, "instance": t.instance, "process": t.process_key, "element": t.element, "state": state }),
    )
}

/// What a write means to others.
fn event_of(write: &Write) -> Option<Event> {
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
        Row::Task(t) if t.ended_at.is_some() => task_ended(t, &t.state),
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
        // Its text stays in the house; whoever is told this way looks it up there.
        Row::Notice(n) => (
            "notice.created",
            n.id,
            json!({ "notice": n.id, "instance": n.instance, "to": n.recipient }),
        ),
        _ => return None,
    })
}
