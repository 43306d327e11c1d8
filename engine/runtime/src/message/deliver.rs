//! Delivering a stored message: to one waiting instance of each process, else to those that begin with it.

use super::{kept, stored, told};
use crate::{Act, Fault, Runtime, consequence::Consequence, drive::Extra, ids};
use interpreter::Command;
use std::collections::BTreeSet;
use store::{
    Expect, Table,
    crash::{Point, crash_point},
    load, row,
};
use uuid::Uuid;

/// Whether somebody hears at once what becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// By who publishes it now.
    Now,
    /// Who published it was answered before, or never will be.
    Given,
}

/// One delivery attempt.
#[derive(Default)]
pub(crate) struct Delivered {
    pub outcome: Option<&'static str>,
    pub instances: Vec<Uuid>,
    pub consequences: Vec<Consequence>,
}

impl Runtime {
    /// Tries to deliver a stored event. Nobody there: it stays as it is.
    pub(crate) async fn deliver(&self, id: Uuid, answer: Answer) -> Result<Delivered, Fault> {
        let act = Act::system();
        // A subscription may close between the look and the step: look again, a few times.
        for _ in 0..4 {
            let Some(event) = load::event(&self.store, id)
                .await?
                .filter(|e| e.state == "waiting")
            else {
                return Ok(Delivered::default());
            };
            if self.is_over(&event) {
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
                let instances: Vec<Uuid> = waiting.iter().filter_map(|s| s.instance).collect();
                let mut extra = taken(&event, instance, "correlated", &instances, answer);
                for other in rest {
                    extra = inbox(extra, &event, Uuid::now_v7(), other.instance);
                }
                let command = Command::Deliver {
                    wait: first.wait as u64,
                    name: event.name.clone(),
                    variables: stored(&event)?,
                };
                match self.drive(&act, instance, command, extra).await {
                    Ok(driven) => {
                        crash_point(Point::MessageTaken);
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
            let started = match self.start_by(&event, answer).await {
                Ok(started) => started,
                Err(Fault::Conflict { .. }) => continue,
                Err(e) => return Err(e),
            };
            if started.outcome.is_none() && !kept(&event) {
                self.expire(event).await?;
            }
            return Ok(started);
        }
        Ok(Delivered::default())
    }

    /// Starts the processes whose message start event has this name: the first at once, each other by an
    /// inbox row of its own, written in the same commit.
    async fn start_by(&self, event: &row::Event, answer: Answer) -> Result<Delivered, Fault> {
        let starts: Vec<(row::Subscription, Uuid)> =
            load::start_subscriptions_named(&self.store, &event.name)
                .await?
                .into_iter()
                .filter(|s| s.mailbox.is_none() && event.target.is_none_or(|t| s.id == t))
                .filter_map(|s| s.process.map(|process| (s, process)))
                .collect();
        let Some(((first, process), rest)) = starts.split_first() else {
            return Ok(Delivered::default());
        };
        // Known before they are born, so that the answer is kept in the commit that takes the message.
        let born = |event: Uuid, start: &row::Subscription| {
            ids::derived(event, start.process_key.as_bytes(), "started")
        };
        let rows: Vec<Uuid> = rest.iter().map(|_| Uuid::now_v7()).collect();
        let id = born(event.id, first);
        let others = rest.iter().zip(&rows);
        let instances: Vec<Uuid> = std::iter::once(id)
            .chain(others.map(|((start, _), row)| born(*row, start)))
            .collect();
        let mut extra = taken(event, id, "started", &instances, answer);
        for ((start, _), row) in rest.iter().zip(&rows) {
            extra = inbox(extra, event, *row, Some(start.id));
        }
        let key = (!event.key.is_empty()).then(|| event.key.clone());
        let (_, consequences) = self
            .begin_at(first, *process, id, key, stored(event)?, extra)
            .await?;
        crash_point(Point::MessageTaken);
        Ok(Delivered {
            outcome: Some("started"),
            instances,
            consequences,
        })
    }

    /// Whether the time to live of a message that waits is over.
    fn is_over(&self, event: &row::Event) -> bool {
        kept(event) && event.expires_at.is_some_and(|at| at < self.clock.now())
    }

    /// Delivers the oldest stored event that a new subscription can take.
    pub(crate) async fn match_stored(
        &self,
        name: &str,
        key: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        for event in load::events_waiting(&self.store, name, key).await? {
            let over = self.is_over(&event);
            let delivered = self.deliver(event.id, Answer::Given).await?;
            // One whose time is over does not stand before the next.
            if !over {
                return Ok(delivered.consequences);
            }
        }
        Ok(Vec::new())
    }
}

/// The event is taken by this instance, if it still waits.
fn taken(event: &row::Event, by: Uuid, outcome: &str, instances: &[Uuid], answer: Answer) -> Extra {
    let first = event.answer.clone().filter(|_| answer == Answer::Given);
    Extra::default()
        .guard(Table::Event, event.id, Expect::State("waiting".into()))
        .put(row::Event {
            state: "taken".into(),
            taken_by: Some(by),
            answer: first.or_else(|| Some(told(outcome, instances))),
            ..event.clone()
        })
}

/// A copy of a message for one instance, or for one start event.
fn inbox(mut extra: Extra, event: &row::Event, id: Uuid, target: Option<Uuid>) -> Extra {
    extra.events.push(id);
    extra.put(row::Event {
        id,
        message_id: None,
        target,
        answer: None,
        ..event.clone()
    })
}
