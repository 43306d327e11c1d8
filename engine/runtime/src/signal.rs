//! BPMN signals and conditional starts, what is for everybody who listens; and escalations to a caller.
//!
//! A signal is stored first, by the API or in the commit of the step that throws it. Then every
//! subscription gets an inbox row, at most a hundred a commit and as bulk work, and each inbox row is
//! delivered by a verb of its own. A crash at any place leaves rows that the heartbeat takes up; an
//! instance hears a signal once, however often it subscribes again meanwhile.

use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    drive::{Birth, Extra},
    ids,
    message::{stored, variables},
};
use futures::future::join_all;
use interpreter::{Command, Env};
use office::Verb;
use rules::{Map, Value};
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

/// What an evaluation of the conditional starts began.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluated {
    pub instances: Vec<Uuid>,
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
        act.may(Verb::Integrate)?;
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
            variables: Value::Map(variables(given)?).to_json(),
            message_id: None,
            target: None,
            source: None,
            reached: None,
            state: "waiting".into(),
            created_at: self.clock.now(),
            expires_at: None,
            taken_by: None,
        };
        let mut set = self.set(act);
        set.guard(Table::Event, id, Expect::Absent).put(event);
        set.audit(audit(act, "signal.publish", "event", id, json!({})));
        self.commit(set).await?;
        let targets = self.spread(id).await?;
        let count = targets.len();
        let pending = self.settle(together(targets)).await;
        Ok(Signalled {
            id,
            targets: count,
            pending,
        })
    }

    /// Writes the inbox rows of a stored signal; answers those that are to be delivered.
    pub(crate) async fn spread(&self, id: Uuid) -> Result<Vec<Uuid>, Fault> {
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

    /// Delivers inbox rows of signals, several at a time so that their commits are shared.
    pub(crate) async fn hear_all(&self, rows: &[Uuid]) -> Result<Vec<Consequence>, Fault> {
        let mut out = Vec::new();
        let mut failed = None;
        for chunk in rows.chunks(TOGETHER) {
            for done in join_all(chunk.iter().map(|id| self.hear(*id))).await {
                match done {
                    Ok(more) => out.extend(more),
                    // A paused instance hears it when it goes on; a lost race is tried again.
                    Err(Fault::Conflict { .. }) => {}
                    Err(e) => failed = Some(e),
                }
            }
        }
        // The others are done; what failed stays stored for the heartbeat.
        match failed {
            Some(e) if out.is_empty() => Err(e),
            Some(e) => {
                tracing::warn!(error = %e, "a signal could not be delivered and will be tried again");
                Ok(out)
            }
            None => Ok(out),
        }
    }

    /// Delivers one inbox row.
    async fn hear(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        let Some(event) = load::event(&self.store, id)
            .await?
            .filter(|event| event.state == "waiting")
        else {
            return Ok(Vec::new());
        };
        let Some(target) = event.target else {
            return Err(Fault::broken(format!("signal row {id} is for nobody")));
        };
        match event.kind.as_str() {
            "signal_for" => self.hear_in(&event, target).await,
            "escalation" => self.hear_escalation(&event, target).await,
            _ => self.start_by_signal(&event, target).await,
        }
    }

    async fn hear_in(&self, event: &row::Event, instance: Uuid) -> Result<Vec<Consequence>, Fault> {
        let act = Act::system();
        let waits: Vec<u64> = load::subscriptions_of_instance(&self.store, instance)
            .await?
            .into_iter()
            .filter(|s| s.kind == "signal" && s.name == event.name)
            .map(|s| s.wait as u64)
            .collect();
        let Some(first) = waits.first().copied() else {
            // It has gone on since: nobody listens there any more.
            self.expire(event.clone()).await?;
            return Ok(Vec::new());
        };
        let taken = || {
            Extra::default()
                .guard(Table::Event, event.id, Expect::State("waiting".into()))
                .put(row::Event {
                    state: "taken".into(),
                    taken_by: Some(instance),
                    ..event.clone()
                })
        };
        let command = Command::Signal {
            name: event.name.clone(),
            waits,
            variables: stored(event)?,
        };
        match self.drive(&act, instance, command, taken()).await {
            Ok(driven) => Ok(driven.consequences),
            Err(Fault::Conflict { code, .. })
                if code == "not_waiting" || code == "instance_ended" =>
            {
                self.expire(event.clone()).await?;
                Ok(Vec::new())
            }
            // What it carries does not fit the instance: a person must hear of it.
            Err(Fault::Invalid { fields }) => {
                let message = fields
                    .first()
                    .map(|(_, it, _)| it.clone())
                    .unwrap_or_default();
                let command = Command::RaiseIncident {
                    code: "signal.refused".into(),
                    message,
                    wait: Some(first),
                };
                Ok(self
                    .drive(&act, instance, command, taken())
                    .await?
                    .consequences)
            }
            Err(e) => Err(e),
        }
    }

    /// An escalation of a called process, for the call activity that waits for it.
    async fn hear_escalation(
        &self,
        event: &row::Event,
        caller: Uuid,
    ) -> Result<Vec<Consequence>, Fault> {
        let wait = event.key.parse().map_err(Fault::broken)?;
        let extra = Extra::default()
            .guard(Table::Event, event.id, Expect::State("waiting".into()))
            .put(row::Event {
                state: "taken".into(),
                taken_by: Some(caller),
                ..event.clone()
            });
        let command = Command::Escalate {
            wait,
            code: event.name.clone(),
            variables: stored(event)?,
        };
        match self.drive(&Act::system(), caller, command, extra).await {
            Ok(driven) => Ok(driven.consequences),
            // The call is over or was taken back meanwhile.
            Err(Fault::Conflict { code, .. })
                if code == "not_waiting" || code == "instance_ended" =>
            {
                self.expire(event.clone()).await?;
                Ok(Vec::new())
            }
            Err(e) => Err(e),
        }
    }

    async fn start_by_signal(
        &self,
        event: &row::Event,
        subscription: Uuid,
    ) -> Result<Vec<Consequence>, Fault> {
        let start = load::subscription(&self.store, subscription).await?;
        let Some((start, process)) = start.and_then(|s| s.process.map(|process| (s, process)))
        else {
            // A new version of the process begins otherwise.
            self.expire(event.clone()).await?;
            return Ok(Vec::new());
        };
        let id = ids::derived(event.id, b"", "started");
        let extra = Extra::default()
            .guard(Table::Event, event.id, Expect::State("waiting".into()))
            .put(row::Event {
                state: "taken".into(),
                taken_by: Some(id),
                ..event.clone()
            });
        let (_, consequences) = self
            .begin_at(&start, process, id, None, stored(event)?, extra)
            .await?;
        Ok(consequences)
    }

    /// Starts every process whose conditional start event is true for these variables.
    pub async fn evaluate_conditions(
        &self,
        act: &Act,
        given: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Evaluated, Fault> {
        act.may(Verb::Integrate)?;
        let given = variables(given)?;
        let mut out = Evaluated {
            instances: Vec::new(),
            pending: false,
        };
        for start in load::condition_starts(&self.store).await? {
            let Some(process) = start.process else {
                continue;
            };
            let deployed = self.deployed(process).await?;
            let env = Env {
                now: self.clock.now(),
                zone: self.zone,
                principal: None,
            };
            let (compiled, element, number) = (
                deployed.process.clone(),
                start.element.clone(),
                start.wait as u32,
            );
            let known = given.clone();
            let holds = self
                .pool
                .run(false, move || {
                    compiled.start_holds(&element, number, &known, &env)
                })
                .await
                .ok_or_else(|| Fault::broken("a condition ended unexpectedly"))?;
            match holds {
                Ok(true) => {}
                Ok(false) => continue,
                Err(e) => {
                    self.open_outside(self.outside_incident(
                        start.id,
                        "start_rule_failed",
                        &format!("{} · {}: {e}", start.process_key, start.element),
                    ))
                    .await?;
                    continue;
                }
            }
            let id = Uuid::now_v7();
            let extra = Extra::default().audit(audit(
                act,
                "instance.start",
                "instance",
                id,
                json!({ "condition": start.element }),
            ));
            let (id, consequences) = self
                .begin_at(&start, process, id, None, given.clone(), extra)
                .await?;
            out.instances.push(id);
            out.pending |= self.settle(consequences).await;
        }
        Ok(out)
    }

    /// Begins a process at the trigger a start subscription shows.
    pub(crate) async fn begin_at(
        &self,
        start: &row::Subscription,
        process: Uuid,
        id: Uuid,
        business_key: Option<String>,
        variables: Map,
        extra: Extra,
    ) -> Result<(Uuid, Vec<Consequence>), Fault> {
        let deployed = self.deployed(process).await?;
        let birth = Birth {
            id,
            title: deployed.row.name.clone(),
            business_key,
        };
        let command = Command::StartBy {
            event: start.element.clone(),
            trigger: start.wait as u32,
            variables,
        };
        let driven = self
            .drive_new(&Act::system(), &deployed, birth, command, extra)
            .await?;
        Ok((driven.row.id, driven.consequences))
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
