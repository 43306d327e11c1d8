//! Delivering inbox rows: each to its instance or its caller, each a verb of its own.

use super::TOGETHER;
use crate::{Act, Fault, Runtime, consequence::Consequence, drive::Extra, ids, message::stored};
use futures::future::join_all;
use interpreter::Command;
use store::{Expect, Table, load, row};
use uuid::Uuid;

impl Runtime {
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
                    after: None,
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
}
