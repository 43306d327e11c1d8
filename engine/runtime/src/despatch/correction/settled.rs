//! Whether every recipient was reached or dealt with, through all messages sent again.

use super::super::{
    journey,
    submitted::{milestone_event, milestone_id},
};
use super::{id_of, needs};
use crate::{Fault, Runtime, consequence::Consequence};
use office::despatch::{Journey, Milestone};
use std::collections::HashMap;
use store::{Expect, Row, Table, Write, WriteSet, load, row};
use uuid::Uuid;

/// Corrections as they will be once the set is written.
type Corrections = HashMap<Uuid, row::Correction>;

/// Whether the set writes this event or despatch already.
fn writes(set: &WriteSet, id: Uuid) -> bool {
    set.writes.iter().any(|write| match write {
        Write::Put(Row::Event(event)) => event.id == id,
        Write::Put(Row::Despatch(despatch)) => despatch.id == id,
        _ => false,
    })
}

impl Runtime {
    /// Adds the milestone `rimedio` of this despatch, and of those it repeats, as far as it is reached by what the
    /// set writes. Answers what follows.
    pub(crate) async fn remedied(
        &self,
        despatch: &row::Despatch,
        known: &Journey,
        written: &[row::Correction],
        set: &mut WriteSet,
    ) -> Result<Vec<Consequence>, Fault> {
        let written: Corrections = written.iter().map(|c| (c.id, c.clone())).collect();
        let mut settled = Vec::new();
        let mut follows = Vec::new();
        let (mut at, mut journeyed) = (despatch.clone(), known.clone());
        while self.is_settled(&at, &journeyed, &written, &settled).await? {
            settled.push(at.id);
            let event = milestone_event(at.id, Milestone::Rimedio, &journeyed, set.at);
            let own = journeyed.milestones().contains(&Milestone::Rimedio);
            // What a journey reaches by itself is told with the journey.
            let told = writes(set, event.id) || self.is_told(at.id, Milestone::Rimedio).await?;
            if !own && !told {
                follows.push(Consequence::Event(event.id));
                set.put(event);
                follows.extend(at.mailing.map(Consequence::Mailing));
            }
            let Some(parent) = at.resends else { break };
            let Some(parent) = load::despatch(&self.store, parent).await? else {
                break;
            };
            // Two that settle the same at once see each other; one that settles several of them writes it once.
            if !writes(set, parent.id) {
                set.guard(
                    Table::Despatch,
                    parent.id,
                    Expect::Revision(parent.revision),
                )
                .put(parent.clone());
            }
            journeyed = journey(&parent)?;
            at = parent;
        }
        Ok(follows)
    }

    pub(crate) async fn is_told(&self, id: Uuid, milestone: Milestone) -> Result<bool, Fault> {
        let event = milestone_id(id, milestone);
        Ok(load::event(&self.store, event).await?.is_some())
    }

    async fn is_settled(
        &self,
        despatch: &row::Despatch,
        journeyed: &Journey,
        written: &Corrections,
        settled: &[Uuid],
    ) -> Result<bool, Fault> {
        if !journeyed.milestones().contains(&Milestone::Esito) {
            return Ok(false);
        }
        for (id, _) in needs(despatch.id, journeyed) {
            let correction = match written.get(&id) {
                Some(written) => Some(written.clone()),
                None => load::correction(&self.store, id).await?,
            };
            let dealt_with = match correction {
                None => false,
                Some(c) => match (c.state.as_str(), c.resent) {
                    ("waived" | "delivered", _) => true,
                    ("resent", Some(again)) => {
                        settled.contains(&again) || self.resent_settled(again, written).await?
                    }
                    _ => false,
                },
            };
            if !dealt_with {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn resent_settled(&self, again: Uuid, written: &Corrections) -> Result<bool, Fault> {
        match load::despatch(&self.store, again).await? {
            // Not fixed in the outbox yet.
            None => Ok(false),
            Some(found) => {
                let journeyed = journey(&found)?;
                Box::pin(self.is_settled(&found, &journeyed, written, &[])).await
            }
        }
    }

    /// What is open or was done about the recipients of a despatch, by address; the whole message without one.
    pub async fn corrections(
        &self,
        despatch: &row::Despatch,
    ) -> Result<Vec<(Option<String>, row::Correction)>, Fault> {
        let journeyed = journey(despatch)?;
        let names: HashMap<Uuid, &str> = journeyed
            .recipients
            .iter()
            .map(|r| (id_of(despatch.id, Some(&r.address)), r.address.as_str()))
            .collect();
        let found = load::corrections_of_despatch(&self.store, despatch.id).await?;
        Ok(found
            .into_iter()
            .map(|c| (names.get(&c.id).map(|a| a.to_string()), c))
            .collect())
    }
}
