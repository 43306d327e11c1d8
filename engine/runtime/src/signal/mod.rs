//! BPMN signals and conditional starts, what is for everybody who listens; and escalations to a caller.
//!
//! A signal is stored first, by the API or in the commit of the step that throws it. Then every
//! subscription gets an inbox row, at most a hundred a commit and as bulk work, and each inbox row is
//! delivered by a verb of its own. A crash at any place leaves rows that the heartbeat takes up; an
//! instance hears a signal once, however often it subscribes again meanwhile.

mod condition;
mod hear;

pub use condition::Evaluated;

use crate::{Act, Fault, Runtime, audit, consequence::Consequence, ids, message::from_outside};
use office::Verb;
use rules::Value;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;
use store::{
    Expect, Table,
    crash::{Point, crash_point},
    load, row,
};
use uuid::Uuid;

/// Inbox rows written in one commit.
const AT_ONCE: usize = 100;

/// Deliveries under way at the same time.
const TOGETHER: usize = 32;

/// What became of a signal so far.
#[derive(Debug, Clone, Serialize)]
pub struct Signalled {
    pub id: Uuid,
    /// Instances and start events it goes to.
    pub targets: usize,
    #[serde(skip)]
    pub pending: bool,
}

impl Runtime {
    /// Tells a signal to all instances that wait for it, and starts the processes that begin with it.
    pub async fn broadcast(
        &self,
        act: &Act,
        name: &str,
        given: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Signalled, Fault> {
        let act = &act.may(Verb::Integrate)?;
        if name.trim().is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "name".into(),
                    "Indicare il nome del segnale.".into(),
                    "Give the name of the signal.".into(),
                )],
            });
        }
        let id = Uuid::now_v7();
        let event = row::Event {
            id,
            kind: "signal".into(),
            name: name.trim().into(),
            key: String::new(),
            variables: Value::Map(from_outside(given)?).to_json(),
            message_id: None,
            target: None,
            source: None,
            reached: None,
            state: "waiting".into(),
            created_at: self.clock.now(),
            expires_at: None,
            taken_by: None,
            answer: None,
        };
        let mut set = self.set(act);
        set.guard(Table::Event, id, Expect::Absent).put(event);
        set.audit(audit(act, "signal.publish", "event", id, json!({})));
        // From before it is stored: the heartbeat that finds it waits, so that all it goes to are counted here.
        let turn = self.turns.take(id).await;
        self.commit(set).await?;
        let since = tokio::time::Instant::now();
        let targets = self.spread_in_turn(id).await?;
        drop(turn);
        let count = targets.len();
        let pending = self.settle_since(since, together(targets)).await;
        Ok(Signalled {
            id,
            targets: count,
            pending,
        })
    }

    /// Writes the inbox rows of a stored signal, one at a time for each signal; answers those that are to be delivered.
    pub(crate) async fn spread(&self, id: Uuid) -> Result<Vec<Uuid>, Fault> {
        let _turn = self.turns.take(id).await;
        self.spread_in_turn(id).await
    }

    async fn spread_in_turn(&self, id: Uuid) -> Result<Vec<Uuid>, Fault> {
        let mut out = Vec::new();
        loop {
            let Some(event) = load::event(&self.store, id)
                .await?
                .filter(|event| event.kind == "signal" && event.state == "waiting")
            else {
                return Ok(out);
            };
            let found =
                load::signal_subscriptions(&self.store, &event.name, event.reached, AT_ONCE)
                    .await?;
            let mut rows: Vec<row::Event> = Vec::new();
            for subscription in &found {
                let (kind, target) = match subscription.instance {
                    // The instance that threw it has had it in the same step.
                    Some(instance) if Some(instance) == event.source => continue,
                    Some(instance) => ("signal_for", instance),
                    None => ("signal_start", subscription.id),
                };
                let row = ids::derived(event.id, target.as_bytes(), kind);
                if rows.iter().all(|other| other.id != row) {
                    rows.push(row::Event {
                        id: row,
                        kind: kind.into(),
                        target: Some(target),
                        reached: None,
                        ..event.clone()
                    });
                }
            }
            let wanted: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let known = load::events_known(&self.store, &wanted).await?;
            rows.retain(|row| !known.contains(&row.id));
            let mut set = self.own_set();
            set.bulk = true;
            set.guard(Table::Event, event.id, Expect::State("waiting".into()));
            for row in &rows {
                set.guard(Table::Event, row.id, Expect::Absent)
                    .put(row.clone());
            }
            let done = found.len() < AT_ONCE;
            set.put(row::Event {
                reached: found.last().map(|last| last.id).or(event.reached),
                state: if done { "taken" } else { "waiting" }.into(),
                ..event
            });
            match self.commit(set).await {
                Ok(_) => out.extend(rows.into_iter().map(|row| row.id)),
                // Another node spreads it too: look where it stands now.
                Err(Fault::Conflict { .. }) => continue,
                Err(e) => return Err(e),
            }
            crash_point(Point::SignalSpread);
        }
    }

    /// What a crash may have left of signals: those not spread and those not delivered.
    pub(crate) async fn join_signals(&self) -> Result<(), Fault> {
        let mut after = None;
        let mut seen = BTreeSet::new();
        loop {
            let waiting = load::signals_waiting(&self.store, after, 200).await?;
            let Some(last) = waiting.last() else {
                return Ok(());
            };
            after = Some(last.id);
            for event in waiting.iter().filter(|event| seen.insert(event.id)) {
                let next = match event.kind.as_str() {
                    "signal" => Consequence::Signal(event.id),
                    _ => Consequence::Hear(vec![event.id]),
                };
                self.settle(vec![next]).await;
            }
        }
    }
}

/// Deliveries in groups.
pub(crate) fn together(rows: Vec<Uuid>) -> Vec<Consequence> {
    rows.chunks(TOGETHER)
        .map(|chunk| Consequence::Hear(chunk.to_vec()))
        .collect()
}
