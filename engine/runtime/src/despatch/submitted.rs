//! The server has it: the despatch is submitted and its job done, milestones become events.

use crate::{Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra, ids};
use interpreter::Command;
use office::despatch::{Applied, Journey, Milestone, Outcome as Journeyed};
use rules::{Map, Value};
use serde_json::{Value as JsonValue, json};
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

const DECIDE_AGAIN: u32 = 5;

/// Milestones wait this long for a process that asks for them later.
const MILESTONE_KEPT: chrono::Duration = chrono::Duration::days(3650);

impl Runtime {
    /// The server has it: the despatch is submitted and its job done, in one commit. Harmless to repeat.
    pub(crate) async fn complete_sent(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        let act = Act::system();
        for _ in 0..DECIDE_AGAIN {
            let despatch = load::despatch(&self.store, id)
                .await?
                .ok_or_else(|| Fault::not_found("despatch"))?;
            let job = match despatch.job {
                Some(job) => load::job(&self.store, job)
                    .await?
                    .filter(|j| !matches!(j.state.as_str(), "done" | "cancelled")),
                None => None,
            };
            let now = self.clock.now();
            let mut sent = despatch.clone();
            let mut reached = Vec::new();
            let mut extra = Extra::default();
            if matches!(
                despatch.state.as_str(),
                "queued" | "submitting" | "unknown" | "rejected"
            ) {
                let mut journey = journey(&despatch)?;
                let applied = journey.submitted(now);
                sent.state = "submitted".into();
                sent.submitted_at = Some(now);
                sent.left_at = sent.left_at.or(Some(now));
                sent.last_error = None;
                self.put_journey(&mut sent, &journey, &applied, &mut extra)?;
                reached = applied.reached;
                extra = extra
                    .guard(Table::Despatch, id, Expect::Revision(despatch.revision))
                    .put(sent.clone())
                    .audit(audit(
                        &act,
                        "despatch.submitted",
                        "despatch",
                        id,
                        json!({ "raw": hex::encode(despatch.raw) }),
                    ));
            }
            // A job of the house belongs to no wait: no case steps.
            let house = job.as_ref().filter(|j| j.wait < 0);
            if let Some(job) = house {
                extra = extra
                    .guard(Table::Job, job.id, Expect::Revision(job.revision))
                    .write(Write::Delete(Table::Job, job.id));
            }
            let Some(job) = job.as_ref().filter(|j| j.wait >= 0) else {
                if extra.writes.is_empty() {
                    return Ok(Vec::new());
                }
                let mut set = self.own_set();
                set.guards = extra.guards;
                set.writes = extra.writes;
                set.audit = extra.audit;
                let mut follows: Vec<Consequence> =
                    extra.events.into_iter().map(Consequence::Event).collect();
                if !reached.is_empty() {
                    follows.extend(sent.mailing.map(Consequence::Mailing));
                }
                if sent.resends.is_some() {
                    let journey = journey(&sent)?;
                    follows.extend(self.remedied(&sent, &journey, &[], &mut set).await?);
                }
                match self.commit(set).await {
                    Ok(_) => return Ok(follows),
                    Err(Fault::Conflict { .. }) => continue,
                    Err(e) => return Err(e),
                }
            };
            extra = extra
                .guard(Table::Job, job.id, Expect::Revision(job.revision))
                .write(Write::Delete(Table::Job, job.id));
            let mut variables = Map::new();
            variables.insert("despatch".into(), Value::Text(id.to_string()));
            variables.insert("message_id".into(), Value::Text(sent.message_id.clone()));
            match self
                .drive(
                    &act,
                    job.instance,
                    Command::CompleteJob {
                        wait: job.wait as u64,
                        variables,
                    },
                    extra,
                )
                .await
            {
                Ok(driven) => return Ok(driven.consequences),
                Err(Fault::Conflict { code, .. })
                    if code == "not_waiting" || code == "instance_ended" =>
                {
                    // The case no longer waits for it; that it left is still true.
                    self.drop_job(job).await?;
                }
                Err(Fault::Conflict { .. }) => {}
                Err(e) => return Err(e),
            }
        }
        Err(Fault::conflict(
            "race",
            "La spedizione viene cambiata da altri.",
            "The despatch is being changed by others.",
        ))
    }

    /// Copies a journey into its row, whose state is known already, with an event for each milestone now reached.
    pub(crate) fn put_journey(
        &self,
        despatch: &mut row::Despatch,
        journey: &Journey,
        applied: &Applied,
        extra: &mut Extra,
    ) -> Result<(), Fault> {
        despatch.outcome = journey.outcome().name().into();
        despatch.journey = serde_json::to_value(journey).map_err(Fault::broken)?;
        if despatch.pec_id.is_none() {
            despatch.pec_id = journey.identifier.clone();
        }
        despatch.watch_at = match despatch.state.as_str() {
            "submitted" | "accepted" => journey.next_look(),
            // What the server made of it is not known yet: that is looked after on its own.
            "unknown" => despatch.watch_at,
            _ => None,
        };
        let now = self.clock.now();
        for milestone in &applied.reached {
            let event = milestone_event(despatch.id, *milestone, journey, now);
            extra.events.push(event.id);
            extra.writes.push(Write::Put(event.into()));
        }
        Ok(())
    }
}

pub(super) fn milestone_id(despatch: Uuid, milestone: Milestone) -> Uuid {
    ids::derived(despatch, milestone.name().as_bytes(), "milestone")
}

/// A milestone as it is told to processes: once for each despatch.
pub(super) fn milestone_event(
    despatch: Uuid,
    milestone: Milestone,
    journey: &Journey,
    now: row::Instant,
) -> row::Event {
    let variables = milestone_variables(milestone, journey);
    milestone_event_of(despatch, milestone, variables, now)
}

/// As [`milestone_event`], of a despatch or of a mailing, with what is told.
pub(super) fn milestone_event_of(
    of: Uuid,
    milestone: Milestone,
    variables: JsonValue,
    now: row::Instant,
) -> row::Event {
    row::Event {
        id: milestone_id(of, milestone),
        kind: "message".into(),
        name: format!("receipt.{}", milestone.name()),
        key: of.to_string(),
        variables,
        message_id: Some(format!("receipt:{of}:{}", milestone.name())),
        target: None,
        source: None,
        reached: None,
        state: "waiting".into(),
        created_at: now,
        expires_at: Some(now + MILESTONE_KEPT),
        taken_by: None,
        answer: None,
    }
}

pub(crate) fn journey(despatch: &row::Despatch) -> Result<Journey, Fault> {
    serde_json::from_value(despatch.journey.clone())
        .map_err(|e| Fault::broken(format!("journey of despatch {}: {e}", despatch.id)))
}

/// What a process learns at a milestone.
fn milestone_variables(milestone: Milestone, journey: &Journey) -> JsonValue {
    let outcome = match journey.outcome() {
        Journeyed::AllDelivered => "consegnata",
        Journeyed::Partial | Journeyed::SomeFailed => "parziale",
        Journeyed::AllFailed => "non_consegnata",
        Journeyed::NotAccepted => "non_accettata",
        Journeyed::ExternalOnly => "solo_esterni",
        Journeyed::Pending => "in_attesa",
    };
    let failed: Vec<&str> = journey
        .recipients
        .iter()
        .filter(|r| r.state.is_failed())
        .map(|r| r.address.as_str())
        .collect();
    let (delivered, all) = journey.delivered();
    json!({ "esito_spedizione": outcome, "falliti": failed, "consegnati": delivered, "destinatari": all, "tappa": milestone.name() })
}
