//! One message for more recipients than a provider takes at once: it leaves in parts, at the provider's pace, and is
//! counted as one.
//!
//! The job of the case makes the parts in one commit and is done; each part is a job of no wait with a despatch of its
//! own. What the case waits for (`staffetta:receipt`) is told under the mailing's id, once every part has reached it;
//! the first delivery of any part is the first of all. Limits are those of the mailbox (RFC 6109 §3.1.1; DM 2 November
//! 2005 art. 12). Hidden copies do not exist in certified mail: the recipients of one part see each other.

use super::send::id_of;
use super::submitted::{milestone_event_of, milestone_id};
use crate::{
    Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra, ids, mailbox::settings,
    task::Outgoing,
};
use chrono::TimeDelta;
use contract::{Call, Outbound, ReceiptScope};
use interpreter::Command;
use office::despatch::Milestone;
use rules::{Map, Value};
use serde_json::{Value as JsonValue, json};
use std::sync::Arc;
use store::{Expect, Table, Write, WriteSet, load, row};
use uuid::Uuid;

/// The element of a job that sends one part: it belongs to no process.
const PART_JOB: &str = "staffetta_lotto";
const RETRIES: i32 = 10;
/// What one address adds to the head of a message, at most about.
const ADDRESS_BYTES: u64 = 80;
/// A receipt without what it gives back: text, daticert, signature.
const RECEIPT_BYTES: u64 = 8_000;

/// The mailing a job sends a part of.
pub(super) fn mailing_of(job: &row::Job) -> Option<Uuid> {
    let said = job
        .inputs
        .get("mailing")
        .filter(|_| job.element == PART_JOB);
    said?.as_str()?.parse().ok()
}

/// Whether the job sends a part of a mailing: no case steps by it.
pub(crate) fn sends_part(job: &row::Job) -> bool {
    job.wait < 0 && mailing_of(job).is_some()
}

fn part_job(job: Uuid, n: usize) -> Uuid {
    ids::derived(job, &(n as u64).to_be_bytes(), "part")
}

/// Bytes the receipts of a mailing will take in the mailbox, about.
fn quota(scope: ReceiptScope, recipients: u64, parts: u64, size: u64, text: u64) -> u64 {
    let returned = match scope {
        ReceiptScope::Completa => size,
        ReceiptScope::Breve => text.min(size),
        ReceiptScope::Sintetica => 0,
    };
    recipients * (RECEIPT_BYTES + returned) + parts * RECEIPT_BYTES
}

impl Runtime {
    /// Makes the parts of a message its provider does not take at once; None: it leaves as one.
    pub(super) async fn split(
        &self,
        act: &Act,
        job: &row::Job,
        call: &Call,
        connector: &Arc<dyn Outbound>,
    ) -> Result<Option<Vec<Consequence>>, Fault> {
        let certified = call.mailbox.as_ref().is_some_and(|m| m.certified);
        let message: Option<Outgoing> = call
            .inputs
            .get("message")
            .and_then(|m| serde_json::from_value(m.clone()).ok());
        let (Some(message), true, true) = (message, certified, job.wait >= 0) else {
            return Ok(None);
        };
        let Some(mailbox) = self.mailbox_of(job).await? else {
            return Ok(None);
        };
        let limits = settings(&mailbox).map_err(Fault::broken)?.limits;
        let mut all: Vec<String> = Vec::new();
        for address in message.to.iter().chain(&message.cc) {
            let address = address.trim().to_lowercase();
            if !all.contains(&address) {
                all.push(address);
            }
        }
        let Some(first) = all.first() else {
            return Ok(None);
        };
        let receipt = call.inputs.get("receipt").and_then(JsonValue::as_str);
        let (word, scope) = match receipt.map(str::trim).unwrap_or_default() {
            // Complete ones would fill the mailbox: who wants them says so.
            "" | "breve" => ("breve", ReceiptScope::Breve),
            "completa" => ("completa", ReceiptScope::Completa),
            "sintetica" => ("sintetica", ReceiptScope::Sintetica),
            _ => return Ok(None),
        };
        // What one recipient gets tells the size; what is wrong with it the whole message is told.
        let mut one = call.clone();
        let single = Outgoing {
            to: vec![first.clone()],
            cc: Vec::new(),
            ..message.clone()
        };
        one.inputs.insert("message".into(), json!(single));
        let size = match connector.prepare(&one) {
            Ok(Some(prepared)) => prepared.bytes.len() as u64,
            _ => return Ok(None),
        };
        let most = u64::from(limits.recipients.max(1));
        let room = limits.bytes / (size + ADDRESS_BYTES * most.min(all.len() as u64));
        let per_part = usize::try_from(most.min(room)).unwrap_or(usize::MAX);
        if per_part == 0 || all.len() <= per_part {
            return Ok(None);
        }
        if !message.cc.is_empty() {
            let said = "a message to so many leaves in parts and has no copies: put everybody among the recipients / un messaggio a tanti parte a lotti e non ha copie: mettere tutti fra i destinatari";
            let done = self.give_up(act, job.clone(), None, "too_many_copies", said);
            return done.await.map(Some);
        }
        let now = self.clock.now();
        let gap = TimeDelta::milliseconds(60_000 / i64::from(limits.per_minute.max(1)));
        let begin = match load::mailings_paced(&self.store, mailbox.id).await? {
            Some(busy) if busy + gap > now => busy + gap,
            _ => now,
        };
        let parts = all.len().div_ceil(per_part);
        let id = ids::at(ids::derived(job.id, b"", "mailing"), job.created_at);
        let due = |n: usize| begin + gap * i32::try_from(n).unwrap_or(i32::MAX);
        let text = message.body.len() as u64 + 2_000;
        let mailing = row::Mailing {
            id,
            revision: 0,
            job: job.id,
            instance: job.instance,
            mailbox: mailbox.id,
            parts: parts as i64,
            recipients: all.len() as i64,
            size: size as i64,
            receipt: word.into(),
            quota: quota(scope, all.len() as u64, parts as u64, size, text) as i64,
            created_at: now,
            paced_until: due(parts - 1),
        };
        let approval = call.inputs.get("approval");
        let mut extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .guard(Table::Mailing, id, Expect::Absent)
            .write(Write::Delete(Table::Job, job.id))
            .put(mailing)
            .audit(audit(
                act,
                "mailing.create",
                "mailing",
                id,
                json!({ "instance": job.instance, "recipients": all.len(), "parts": parts }),
            ));
        for (n, some) in all.chunks(per_part).enumerate() {
            let part = Outgoing {
                to: some.to_vec(),
                ..message.clone()
            };
            let mut inputs = json!({ "message": part, "receipt": word, "mailing": id });
            if let Some(answered) = call.inputs.get("in_reply_to") {
                inputs["in_reply_to"] = answered.clone();
            }
            // The whole was approved, and was compared with what was approved just now.
            for (name, of) in [("approver", "by"), ("approver_for", "on_behalf_of")] {
                if let Some(said) = approval.and_then(|a| a.get(of)) {
                    inputs[name] = said.clone();
                }
            }
            extra = extra.put(row::Job {
                id: part_job(job.id, n),
                revision: 0,
                instance: job.instance,
                // No wait of the case.
                wait: -1,
                element: PART_JOB.into(),
                kind: job.kind.clone(),
                inputs,
                state: "waiting".into(),
                attempts: 0,
                retries_left: RETRIES,
                due_at: due(n),
                priority: job.priority,
                lease_owner: None,
                lease_until: None,
                epoch: 0,
                despatch: None,
                last_error: None,
                result: None,
                created_at: now,
            });
        }
        let variables = Map::from([("despatch".to_string(), Value::Text(id.to_string()))]);
        let wait = job.wait as u64;
        let command = Command::CompleteJob { wait, variables };
        let driven = self.drive(act, job.instance, command, extra).await?;
        let mut consequences = driven.consequences;
        consequences.push(Consequence::WakeJobs);
        Ok(Some(consequences))
    }

    /// Adds what a mailing reaches by what one of its parts has just reached. Answers what follows.
    pub(crate) async fn mailing_reached(
        &self,
        part: &row::Despatch,
        reached: &[Milestone],
        set: &mut WriteSet,
    ) -> Result<Vec<Consequence>, Fault> {
        let mut follows = Vec::new();
        let (Some(id), false) = (part.mailing, reached.is_empty()) else {
            return Ok(follows);
        };
        let Some(mailing) = load::mailing(&self.store, id).await? else {
            return Ok(follows);
        };
        for milestone in reached {
            let others: Vec<Uuid> = (0..usize::try_from(mailing.parts).unwrap_or_default())
                .map(|n| id_of(part_job(mailing.job, n), mailing.created_at))
                .filter(|other| *other != part.id)
                .map(|other| milestone_id(other, *milestone))
                .collect();
            let told = self.is_told(id, *milestone).await?;
            let all = *milestone == Milestone::Consegna
                || load::events_known(&self.store, &others).await?.len() == others.len();
            if told || !all {
                continue;
            }
            let variables = self.mailing_variables(&mailing, part, *milestone).await?;
            let event = milestone_event_of(id, *milestone, variables, set.at);
            follows.push(Consequence::Event(event.id));
            set.put(event);
        }
        // Two parts that end the mailing at once see each other.
        set.guard(Table::Mailing, id, Expect::Revision(mailing.revision))
            .put(mailing);
        Ok(follows)
    }

    /// What a process learns of a mailing, named as for one message. `part` is as it will be.
    async fn mailing_variables(
        &self,
        mailing: &row::Mailing,
        part: &row::Despatch,
        milestone: Milestone,
    ) -> Result<JsonValue, Fault> {
        let mut despatches = load::despatches_of_mailing(&self.store, mailing.id).await?;
        despatches.retain(|d| d.id != part.id);
        despatches.push(part.clone());
        let (mut delivered, mut failed) = (0, Vec::new());
        for despatch in &despatches {
            let journey = super::journey(despatch)?;
            delivered += journey.delivered().0;
            let lost = journey.recipients.iter().filter(|r| r.state.is_failed());
            failed.extend(lost.map(|r| r.address.clone()));
        }
        let all = usize::try_from(mailing.recipients).unwrap_or_default();
        let outcome = match () {
            _ if delivered >= all => "consegnata",
            _ if failed.len() >= all => "non_consegnata",
            _ if delivered > 0 || !failed.is_empty() => "parziale",
            _ if milestone == Milestone::Esito => "solo_esterni",
            _ => "in_attesa",
        };
        // A variable holds no list without end; the report does.
        failed.truncate(500);
        Ok(
            json!({ "esito_spedizione": outcome, "falliti": failed, "consegnati": delivered, "destinatari": all, "tappa": milestone.name() }),
        )
    }

    /// A part that will not leave: its row stays, an error to resolve says how many it was for.
    pub(crate) async fn part_failed(
        &self,
        act: &Act,
        job: row::Job,
        code: &str,
        message: &str,
    ) -> Result<(), Fault> {
        let id = mailing_of(&job)
            .ok_or_else(|| Fault::broken(format!("job {} is part of no mailing", job.id)))?;
        let to = job.inputs["message"]["to"].as_array().map_or(0, Vec::len);
        let mut set = self.own_set();
        set.guard(Table::Job, job.id, Expect::Epoch(job.epoch));
        set.put(self.outside_incident(
            job.despatch.unwrap_or(id),
            "mailing_part_failed",
            &format!("a part of a mailing for {to} recipients did not leave: {message} / un lotto per {to} destinatari non è partito: {message}"),
        ));
        set.audit(audit(
            act,
            "job.fail",
            "job",
            job.id,
            json!({ "instance": job.instance, "code": code }),
        ));
        set.put(row::Job {
            state: "failed".into(),
            epoch: job.epoch + 1,
            retries_left: 0,
            lease_owner: None,
            lease_until: None,
            last_error: Some(message.to_owned()),
            ..job
        });
        self.commit(set).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_follows_what_the_receipts_give_back() {
        let of = |scope| quota(scope, 5_000, 100, 2_000_000, 3_000);
        assert_eq!(of(ReceiptScope::Sintetica), 5_100 * 8_000);
        assert_eq!(of(ReceiptScope::Breve), 5_100 * 8_000 + 5_000 * 3_000);
        assert_eq!(
            of(ReceiptScope::Completa),
            5_100 * 8_000 + 5_000 * 2_000_000
        );
    }
}
