//! What a mailing has reached: told to the case once for all parts, as for one message.
//!
//! A milestone of the whole holds when that of every part was told; the first delivery of any part is the first of all.
//! It is looked at after each part that reaches one, and by the heartbeat: nothing of it is written with the part, so
//! that parts never wait for each other.

use super::{part_despatches, part_jobs};
use crate::{
    Fault, Runtime,
    consequence::Consequence,
    despatch::{
        journey,
        submitted::{milestone_event_of, milestone_id},
    },
};
use office::despatch::{Journey, Milestone};
use serde_json::{Value as JsonValue, json};
use std::collections::HashMap;
use store::{Expect, Table, load, row};
use uuid::Uuid;

const ALL: [Milestone; 4] = [
    Milestone::Accettazione,
    Milestone::Consegna,
    Milestone::Esito,
    Milestone::Rimedio,
];
/// Mailings, and ids, looked at together.
const AT_ONCE: usize = 200;
/// A variable holds no list without end; the report does.
const FAILED_MAX: usize = 500;

/// A part of a mailing as it stands.
#[derive(Debug, Clone)]
pub struct Part {
    /// From 1.
    pub number: usize,
    pub recipients: Vec<String>,
    /// The job that sends it, until a server has it.
    pub job: Option<row::Job>,
    pub despatch: Option<(row::Despatch, Journey)>,
}

impl Runtime {
    /// Tells what open mailings have reached and nobody was told.
    pub(crate) async fn watch_mailings(&self) -> Result<(), Fault> {
        let mut after = None;
        loop {
            let open = load::mailings_open(&self.store, after, AT_ONCE).await?;
            let Some(last) = open.last() else {
                return Ok(());
            };
            after = Some(last.id);
            for mailing in &open {
                self.settle(vec![Consequence::Mailing(mailing.id)]).await;
            }
        }
    }

    /// Tells what this mailing has reached and nobody was told yet.
    pub(crate) async fn settle_mailing(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        let Some(mailing) = load::mailing(&self.store, id).await? else {
            return Ok(Vec::new());
        };
        let open = load::corrections_open_of_mailing(&self.store, id).await?;
        if mailing.state == "ended" && open.is_empty() {
            return Ok(Vec::new());
        }
        let parts = part_despatches(&mailing);
        let own: Vec<Uuid> = ALL.iter().map(|m| milestone_id(id, *m)).collect();
        let told = load::events_known(&self.store, &own).await?;
        let told = |m: Milestone| told.contains(&milestone_id(id, m));
        let mut reached = Vec::new();
        for milestone in ALL {
            if !told(milestone) && self.holds(&parts, milestone).await? {
                reached.push(milestone);
            }
        }
        let mut set = self.own_set();
        let task = self.keep_together(&mailing, &open, &mut set).await?;
        let remedied = told(Milestone::Rimedio) || reached.contains(&Milestone::Rimedio);
        let state = match remedied && open.is_empty() {
            true => "ended",
            false if mailing.state == "ended" => "open",
            false => mailing.state.as_str(),
        };
        if reached.is_empty() && !task && state == mailing.state {
            return Ok(Vec::new());
        }
        let known = match reached.is_empty() {
            true => Vec::new(),
            false => self.parts_of(&mailing).await?,
        };
        // Two that see the end of it at once see each other.
        set.guard(Table::Mailing, id, Expect::Revision(mailing.revision));
        let mut follows = Vec::new();
        for milestone in &reached {
            let variables = variables(&mailing, &known, *milestone);
            let event = milestone_event_of(id, *milestone, variables, set.at);
            follows.push(Consequence::Event(event.id));
            set.put(event);
        }
        set.put(row::Mailing {
            state: state.into(),
            ..mailing
        });
        self.commit(set).await?;
        Ok(follows)
    }

    /// Whether a mailing of these parts has reached a milestone. Thousands of parts are asked about as few times as may be:
    /// the last ones leave last, so while it goes on the first look at them tells.
    async fn holds(&self, parts: &[Uuid], milestone: Milestone) -> Result<bool, Fault> {
        let names: Vec<Uuid> = parts.iter().map(|p| milestone_id(*p, milestone)).collect();
        if milestone == Milestone::Consegna {
            for some in names.chunks(AT_ONCE) {
                if !load::events_known(&self.store, some).await?.is_empty() {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        for some in names.rchunks(AT_ONCE) {
            if load::events_known(&self.store, some).await?.len() < some.len() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every part of a mailing as it stands, in order. Recipients of a part that is removed by an act are none.
    pub async fn parts_of(&self, mailing: &row::Mailing) -> Result<Vec<Part>, Fault> {
        let (jobs, despatches) = (part_jobs(mailing), part_despatches(mailing));
        // What is sent between the two reads is seen as sent.
        let mut waiting: HashMap<Uuid, row::Job> = load::jobs(&self.store, &jobs)
            .await?
            .into_iter()
            .map(|job| (job.id, job))
            .collect();
        let mut sent: HashMap<Uuid, row::Despatch> = load::despatches(&self.store, &despatches)
            .await?
            .into_iter()
            .map(|despatch| (despatch.id, despatch))
            .collect();
        let mut parts = Vec::new();
        for (n, (job, despatch)) in jobs.into_iter().zip(despatches).enumerate() {
            let job = waiting.remove(&job);
            let despatch = match sent.remove(&despatch) {
                Some(found) => {
                    let journeyed = journey(&found)?;
                    Some((found, journeyed))
                }
                None => None,
            };
            let recipients = match (&despatch, &job) {
                (Some((despatch, _)), _) => despatch.recipients.clone(),
                (None, Some(job)) => {
                    serde_json::from_value(job.inputs["message"]["to"].clone()).unwrap_or_default()
                }
                (None, None) => Vec::new(),
            };
            parts.push(Part {
                number: n + 1,
                recipients,
                job,
                despatch,
            });
        }
        Ok(parts)
    }
}

/// What a process learns of a mailing, named as for one message.
fn variables(mailing: &row::Mailing, parts: &[Part], milestone: Milestone) -> JsonValue {
    let (mut delivered, mut failed) = (0, Vec::new());
    for (_, journey) in parts.iter().filter_map(|p| p.despatch.as_ref()) {
        delivered += journey.delivered().0;
        let lost = journey.recipients.iter().filter(|r| r.state.is_failed());
        failed.extend(lost.map(|r| r.address.clone()));
    }
    let all = usize::try_from(mailing.recipients).unwrap_or_default();
    let outcome = match () {
        _ if delivered >= all => "consegnata",
        _ if failed.len() >= all => "non_consegnata",
        _ if delivered > 0 || !failed.is_empty() => "parziale",
        _ if milestone >= Milestone::Esito => "solo_esterni",
        _ => "in_attesa",
    };
    let many = failed.len();
    failed.truncate(FAILED_MAX);
    json!({ "esito_spedizione": outcome, "falliti": failed, "numero_falliti": many, "consegnati": delivered, "destinatari": all, "tappa": milestone.name() })
}
