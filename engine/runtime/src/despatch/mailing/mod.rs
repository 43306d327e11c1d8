//! One message for more recipients than a provider takes at once, or of which each recipient gets their own: it leaves in
//! parts, at the provider's pace, and is counted as one.
//!
//! The job of the case makes the parts in one commit and is done; each part is a job of no wait with a despatch of its
//! own. What the case waits for (`staffetta:receipt`) is told under the mailing's id, see [`told`]. Limits are those of
//! the mailbox (RFC 6109 §3.1.1; DM 2 November 2005 art. 12). Hidden copies do not exist in certified mail: the
//! recipients of one part see each other, so whoever wants that nobody sees the others sends to each separately.

mod control;
mod cost;
mod report;
mod told;

pub(crate) use cost::{Bulk, per_part, quota};
pub use report::{Line, Outlook};
pub use told::Part;

use super::{pace::pace, send::id_of};
use crate::{
    Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra, ids, mailbox::settings,
    task::Outgoing,
};
use contract::{Call, Outbound, ReceiptScope};
use interpreter::Command;
use rules::{Map, Value};
use serde_json::{Value as JsonValue, json};
use std::{collections::HashSet, sync::Arc};
use store::{Expect, Table, Write, row};
use uuid::Uuid;

/// The element of a job that sends one part: it belongs to no process.
const PART_JOB: &str = "staffetta_lotto";
const RETRIES: i32 = 10;

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

/// The jobs of its parts, in order.
pub(in crate::despatch) fn part_jobs(mailing: &row::Mailing) -> Vec<Uuid> {
    let parts = u64::try_from(mailing.parts).unwrap_or_default();
    (0..parts)
        .map(|n| ids::derived(mailing.job, &n.to_be_bytes(), "part"))
        .collect()
}

/// The despatches its parts have or will have, in order.
pub(super) fn part_despatches(mailing: &row::Mailing) -> Vec<Uuid> {
    part_jobs(mailing)
        .into_iter()
        .map(|job| id_of(job, mailing.created_at))
        .collect()
}

/// The receipt asked for: as the writer chose, else the process, else a brief one. Complete ones would fill the mailbox.
fn asked(message: &Outgoing, input: Option<&JsonValue>) -> Option<(&'static str, ReceiptScope)> {
    let said = |word: &str| match word.trim() {
        "completa" => Some(("completa", ReceiptScope::Completa)),
        "breve" | "" => Some(("breve", ReceiptScope::Breve)),
        "sintetica" => Some(("sintetica", ReceiptScope::Sintetica)),
        _ => None,
    };
    match &message.receipt {
        Some(chosen) => said(chosen),
        None => said(input.and_then(JsonValue::as_str).unwrap_or_default()),
    }
}

/// Whether each recipient gets a message of their own: as the writer chose, or the process says.
fn separately(message: &Outgoing, input: Option<&JsonValue>) -> bool {
    message.separately
        || input.is_some_and(|said| said.as_bool() == Some(true) || said.as_str() == Some("true"))
}

impl Runtime {
    /// Makes the parts of a message its provider does not take at once, that names a list, or that each recipient gets
    /// separately; None: it leaves as one.
    pub(super) async fn split(
        &self,
        act: &Act,
        job: &row::Job,
        call: &Call,
        connector: &Arc<dyn Outbound>,
    ) -> Result<Option<Vec<Consequence>>, Fault> {
        let message: Option<Outgoing> = call
            .inputs
            .get("message")
            .and_then(|m| serde_json::from_value(m.clone()).ok());
        let (Some(message), true) = (message, job.wait >= 0) else {
            return Ok(None);
        };
        let Some(mailbox) = self.mailbox_of(job).await? else {
            return Ok(None);
        };
        let separately = separately(&message, call.inputs.get("separately"));
        let listed = match &message.to_list {
            Some(list) => match self.listed(list).await? {
                Ok(addresses) => addresses,
                Err(reason) => {
                    let done =
                        self.give_up(act, job.clone(), None, "recipient_list_missing", &reason);
                    return done.await.map(Some);
                }
            },
            None if mailbox.certified || separately => Vec::new(),
            None => return Ok(None),
        };
        let limits = settings(&mailbox).map_err(Fault::broken)?.limits;
        let mut seen = HashSet::new();
        let all: Vec<String> = message
            .to
            .iter()
            .chain(&message.cc)
            .map(|address| address.trim().to_lowercase())
            .chain(listed)
            .filter(|address| seen.insert(address.clone()))
            .collect();
        let (Some(first), Some((word, scope))) =
            (all.first(), asked(&message, call.inputs.get("receipt")))
        else {
            return Ok(None);
        };
        // What one recipient gets tells the size; what is wrong with it the whole message is told.
        let mut one = call.clone();
        let single = Outgoing {
            to: vec![first.clone()],
            cc: Vec::new(),
            to_list: None,
            ..message.clone()
        };
        one.inputs.insert("message".into(), json!(single));
        one.inputs.insert("receipt".into(), json!(word));
        let size = match connector.prepare(&one) {
            Ok(Some(prepared)) => prepared.bytes.len() as u64,
            Ok(None) => return Ok(None),
            Err(outcome) => {
                let done = self.written_off(act, job.clone(), None, outcome);
                return done.await.map(Some);
            }
        };
        let bulk = Bulk {
            certified: mailbox.certified,
            size,
            recipients: all.len(),
            separately,
        };
        let per_part = per_part(&limits, bulk);
        if message.to_list.is_none() && (per_part == 0 || all.len() <= per_part) {
            return Ok(None);
        }
        let refused = match () {
            _ if !message.cc.is_empty() => Some((
                "too_many_copies",
                "what leaves in parts, or separately to each, has no copies: put everybody among the recipients / ciò che parte a lotti, o separatamente a ciascuno, non ha copie: mettere tutti fra i destinatari",
            )),
            _ if per_part == 0 => Some((
                "too_big",
                "the message is bigger than the mailbox may send even to one recipient: smaller attachments are needed / il messaggio supera ciò che la casella può spedire anche a un solo destinatario: servono allegati più piccoli",
            )),
            _ => None,
        };
        if let Some((code, reason)) = refused {
            let done = self.give_up(act, job.clone(), None, code, reason);
            return done.await.map(Some);
        }
        // The plan of one mailing is seen by the next.
        let _turn = self.turns.take(mailbox.id).await;
        let now = self.clock.now();
        let parts = all.len().div_ceil(per_part);
        let before = self.planned(&mailbox, &limits, None).await?;
        let due = pace(&limits, before, now, parts);
        let id = ids::at(ids::derived(job.id, b"", "mailing"), job.created_at);
        let costs = |scope| quota(scope, all.len(), parts, size, message.body.len() as u64);
        let mailing = row::Mailing {
            id,
            revision: 0,
            job: job.id,
            instance: job.instance,
            mailbox: mailbox.id,
            state: "open".into(),
            subject: message.subject.clone(),
            parts: parts as i64,
            recipients: all.len() as i64,
            size: size as i64,
            receipt: mailbox.certified.then(|| word.into()),
            quota: match mailbox.certified {
                true => costs(scope) as i64,
                false => 0,
            },
            author: message.author.clone(),
            created_at: now,
            paced_until: due.last().copied().unwrap_or(now),
        };
        let mut extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Epoch(job.epoch))
            .guard(Table::Mailing, id, Expect::Absent)
            .write(Write::Delete(Table::Job, job.id))
            .audit(audit(
                act,
                "mailing.create",
                "mailing",
                id,
                json!({ "instance": job.instance, "recipients": all.len(), "parts": parts }),
            ));
        // The whole was approved, and was compared with what was approved just now.
        if let Some(release) = self.let_out(id, job, call).await? {
            extra = extra.put(release);
        }
        let jobs = part_jobs(&mailing);
        for ((some, part), due_at) in all.chunks(per_part).zip(jobs).zip(due) {
            extra = extra.put(row::Job {
                id: part,
                revision: 0,
                instance: job.instance,
                // No wait of the case.
                wait: -1,
                element: PART_JOB.into(),
                kind: job.kind.clone(),
                inputs: part_inputs(job, &mailing, word, some),
                state: "waiting".into(),
                attempts: 0,
                retries_left: RETRIES,
                due_at,
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
        extra = extra.put(mailing);
        let variables = Map::from([("despatch".to_string(), Value::Text(id.to_string()))]);
        let wait = job.wait as u64;
        let command = Command::CompleteJob { wait, variables };
        let driven = self.drive(act, job.instance, command, extra).await?;
        let mut consequences = driven.consequences;
        consequences.push(Consequence::WakeJobs);
        Ok(Some(consequences))
    }
}

/// What the job of a part is given: what the whole was given, with its own recipients.
fn part_inputs(
    job: &row::Job,
    mailing: &row::Mailing,
    receipt: &str,
    recipients: &[String],
) -> JsonValue {
    let mut inputs = job.inputs.clone();
    let approval = job.inputs.get("approval").cloned();
    inputs["message"]["to"] = json!(recipients);
    inputs["message"]["cc"] = json!([]);
    if let Some(message) = inputs["message"].as_object_mut() {
        for of_the_whole in ["to_list", "receipt", "separately"] {
            message.remove(of_the_whole);
        }
    }
    if let Some(inputs) = inputs.as_object_mut() {
        inputs.remove("approval");
        inputs.insert("receipt".into(), json!(receipt));
        inputs.insert("mailing".into(), json!(mailing.id));
        for (name, of) in [("approver", "by"), ("approver_for", "on_behalf_of")] {
            if let Some(said) = approval.as_ref().and_then(|a| a.get(of)) {
                inputs.insert(name.into(), said.clone());
            }
        }
    }
    inputs
}
