//! A recipient who was not reached is a task: look for the right address, send again, or say how else.
//!
//! There is one for each recipient, whatever comes about them, and one for the whole message when the gestore took
//! nothing of it. Sending again is a new message linked to the old one, never an edit. A delivery that comes late
//! closes what it makes needless. When every recipient was reached or dealt with the milestone `rimedio` is reached.

mod form;
mod near;
mod resend;
mod settled;
mod together;

pub(crate) use resend::sends_again;
pub(super) use resend::{repeats_mailing, sent_before};
pub use together::task_of;
pub(crate) use together::{TOGETHER_FORM, TOGETHER_TASK};

use crate::{Act, Fault, Runtime, audit, consequence::Consequence, ids, task::house_task};
use contract::is_address;
use office::despatch::{Applied, Journey, RecipientState, Remedy};
use serde_json::{Map as Json, Value as JsonValue, json};
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// The element of a corrective task: it belongs to no process.
pub(crate) const CORRECTION_TASK: &str = "staffetta_recapito";
/// The name of its form, and its fields.
pub(crate) const CORRECTION_FORM: &str = "staffetta/recapito";
const HOW: &str = "rimedio";
const AGAIN: &str = "rispedisci";
const OTHERWISE: &str = "altrimenti";
const PROPOSED: &str = "proposto";
const ADDRESS: &str = "indirizzo";
const NOTE: &str = "nota";
const NOTE_BYTES_MAX: usize = 4_000;

/// The row, and task, of a recipient; of the whole message when it has none.
pub(crate) fn id_of(despatch: Uuid, recipient: Option<&str>) -> Uuid {
    ids::derived(
        despatch,
        recipient.unwrap_or_default().as_bytes(),
        "correction",
    )
}

/// What a despatch needs, by row: the whole message, or single recipients.
fn needs(despatch: Uuid, journey: &Journey) -> Vec<(Uuid, Remedy)> {
    if journey.not_accepted.is_some() {
        return vec![(id_of(despatch, None), Remedy::NotAccepted)];
    }
    let need = |r: &RecipientState| Some((id_of(despatch, Some(&r.address)), Remedy::of(r)?));
    journey.recipients.iter().filter_map(need).collect()
}

/// The recipients a correction is about.
fn concerned<'a>(correction: &row::Correction, journey: &'a Journey) -> Vec<&'a RecipientState> {
    let whole = correction.id == id_of(correction.despatch, None);
    let of = |r: &&RecipientState| {
        whole || correction.id == id_of(correction.despatch, Some(&r.address))
    };
    journey.recipients.iter().filter(of).collect()
}

impl Runtime {
    /// Adds a task for each recipient that needs one now, and closes those that a late delivery made needless.
    /// Answers the corrections it writes.
    pub(crate) async fn correct(
        &self,
        despatch: &row::Despatch,
        journey: &Journey,
        applied: &Applied,
        set: &mut WriteSet,
    ) -> Result<Vec<row::Correction>, Fault> {
        let mut written = Vec::new();
        let Some(instance) = despatch.instance else {
            return Ok(written);
        };
        if !applied.failed.is_empty() || !applied.unexpected_external.is_empty() {
            for (id, remedy) in needs(despatch.id, journey) {
                if load::correction(&self.store, id).await?.is_none() {
                    written.push(self.raise(despatch, instance, id, remedy, set).await?);
                }
            }
        }
        if let Some(id) = despatch.mailing.filter(|_| !written.is_empty()) {
            // What was reached as a whole is not, any more: its task is looked after again.
            let mailing = load::mailing(&self.store, id).await?;
            if let Some(ended) = mailing.filter(|m| m.state == "ended") {
                set.guard(Table::Mailing, id, Expect::Revision(ended.revision));
                set.put(row::Mailing {
                    state: "open".into(),
                    ..ended
                });
            }
        }
        for address in &applied.delivered_late {
            let id = id_of(despatch.id, Some(address));
            let open = load::correction(&self.store, id).await?;
            if let Some(open) = open.filter(|c| c.state == "open") {
                let delivered = row::Correction {
                    state: "delivered".into(),
                    ..open.clone()
                };
                written.push(self.close(&Act::system(), open, delivered, set).await?);
            }
        }
        Ok(written)
    }

    async fn raise(
        &self,
        despatch: &row::Despatch,
        instance: Uuid,
        id: Uuid,
        remedy: Remedy,
        set: &mut WriteSet,
    ) -> Result<row::Correction, Fault> {
        let case = load::instance(&self.store, instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        let correction = row::Correction {
            id,
            despatch: despatch.id,
            instance,
            kind: remedy.name().into(),
            state: "open".into(),
            resent: None,
            reason: None,
            closed_by: None,
            closed_at: None,
        };
        match despatch.mailing {
            // One task stands for all of a mailing.
            Some(_) => {
                set.guard(Table::Correction, id, Expect::Absent);
            }
            None => {
                set.guard(Table::Task, id, Expect::Absent);
                let names = (CORRECTION_TASK, CORRECTION_FORM);
                set.put(row::Task {
                    candidate_users: Vec::from_iter(despatch.author.clone()),
                    candidate_groups: self.looked_after_by(&case).await?,
                    ..house_task(&case, id, remedy.title(), set.at, names)
                });
            }
        }
        set.put(correction.clone());
        set.audit(audit(
            &Act::system(),
            "correction.open",
            "despatch",
            despatch.id,
            json!({ "task": id, "kind": remedy.name() }),
        ));
        Ok(correction)
    }

    /// Closes a correction and its task: by who acts, or as needless when nobody does.
    async fn close(
        &self,
        act: &Act,
        open: row::Correction,
        closed: row::Correction,
        set: &mut WriteSet,
    ) -> Result<row::Correction, Fault> {
        let done = act.viewer.person.is_some();
        let closed = row::Correction {
            closed_by: Some(act.viewer.login.clone()),
            closed_at: Some(set.at),
            ..closed
        };
        set.guard(Table::Correction, open.id, Expect::State("open".into()));
        let task = load::task(&self.store, open.id).await?;
        if let Some(task) = task.filter(|t| t.state == "open") {
            set.guard(Table::Task, task.id, Expect::Revision(task.revision));
            set.put(row::Task {
                state: if done { "completed" } else { "cancelled" }.into(),
                ended_at: Some(set.at),
                ended_by: act.login().filter(|_| done),
                ended_for: act.behalf.clone().filter(|_| done),
                draft: None,
                ..task
            });
        }
        set.audit(audit(
            act,
            &format!("correction.{}", closed.state),
            "despatch",
            open.despatch,
            json!({ "task": open.id, "resent": closed.resent }),
        ));
        set.put(closed.clone());
        Ok(closed)
    }

    /// Concludes a corrective task: sends again, or takes the note of how else.
    pub(crate) async fn conclude_correction(
        &self,
        act: &Act,
        task: &row::Task,
        submitted: Json<String, JsonValue>,
    ) -> Result<(), Fault> {
        let open = load::correction(&self.store, task.id)
            .await?
            .ok_or_else(|| Fault::broken(format!("task {} corrects nothing", task.id)))?;
        // What was disposed of by an act is there no more; the task can still be closed.
        let despatch = load::despatch(&self.store, open.despatch).await?;
        let text = |field: &str| {
            let said = submitted.get(field).and_then(JsonValue::as_str);
            said.unwrap_or_default().trim().to_string()
        };
        let invalid = |field: &str, it: &str, en: &str| Fault::Invalid {
            fields: vec![(field.into(), it.into(), en.into())],
        };
        let note = text(NOTE);
        if note.len() > NOTE_BYTES_MAX {
            return Err(invalid(
                NOTE,
                "Al più 4.000 caratteri.",
                "At most 4,000 characters.",
            ));
        }
        let mut set = self.set(act);
        let closed = match text(HOW).as_str() {
            AGAIN => {
                let to = match text(PROPOSED).as_str() {
                    "" | "altro" => text(ADDRESS).to_lowercase(),
                    proposed => proposed.to_lowercase(),
                };
                let old = despatch
                    .as_ref()
                    .ok_or_else(|| Fault::not_found("despatch"))?;
                let to = new_recipients(&open, &super::journey(old)?, to)?;
                let now = set.at;
                let resent = self
                    .send_again(act, old, (&[open.id], to), now, &mut set)
                    .await?;
                row::Correction {
                    state: "resent".into(),
                    resent: Some(resent),
                    reason: Some(note.clone()).filter(|n| !n.is_empty()),
                    ..open.clone()
                }
            }
            OTHERWISE if note.is_empty() => {
                return Err(invalid(
                    NOTE,
                    "Scrivere come è stato raggiunto il destinatario, o perché non si può.",
                    "Write how the recipient was reached, or why that cannot be.",
                ));
            }
            OTHERWISE => row::Correction {
                state: "waived".into(),
                reason: Some(note.clone()),
                ..open.clone()
            },
            _ => {
                return Err(invalid(
                    HOW,
                    "Scegliere che cosa fare.",
                    "Choose what to do.",
                ));
            }
        };
        if !note.is_empty() {
            set.put(row::Note {
                id: Uuid::now_v7(),
                instance: open.instance,
                author: act.viewer.login.clone(),
                author_for: act.behalf.clone(),
                text: note,
                at: set.at,
            });
        }
        let closed = self.close(act, open, closed, &mut set).await?;
        let written = std::slice::from_ref(&closed);
        let events = match &despatch {
            Some(old) => {
                self.remedied(old, &super::journey(old)?, written, &mut set)
                    .await?
            }
            None => Vec::new(),
        };
        self.commit(set).await?;
        self.jobs_wake.notify_one();
        self.settle(events).await;
        Ok(())
    }

    /// Sending again came to nothing: what it was to settle is open once more, and its task says why.
    pub(crate) async fn resend_failed(
        &self,
        act: &Act,
        job: row::Job,
        code: &str,
        message: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        let mut set = self.own_set();
        set.guard(Table::Job, job.id, Expect::Epoch(job.epoch));
        set.audit(audit(
            act,
            "job.fail",
            "job",
            job.id,
            json!({ "instance": job.instance, "code": code }),
        ));
        set.writes.push(store::Write::Delete(Table::Job, job.id));
        for id in resend::corrections_of(&job) {
            let found = load::correction(&self.store, id).await?;
            let Some(found) = found.filter(|c| c.state == "resent") else {
                continue;
            };
            if let Some(task) = load::task(&self.store, id).await? {
                set.guard(Table::Task, id, Expect::Revision(task.revision));
                set.put(row::Task {
                    state: "open".into(),
                    ended_at: None,
                    ended_by: None,
                    ended_for: None,
                    ..task
                });
            }
            set.put(row::Correction {
                state: "open".into(),
                resent: None,
                reason: Some(message.to_owned()),
                closed_by: None,
                closed_at: None,
                ..found
            });
        }
        self.commit(set).await?;
        Ok(repeats_mailing(&job)
            .map(Consequence::Mailing)
            .into_iter()
            .collect())
    }
}

/// Whom the new message goes to: everybody again when nothing was accepted, else the address given.
fn new_recipients(
    open: &row::Correction,
    journey: &Journey,
    given: String,
) -> Result<Vec<String>, Fault> {
    let invalid = |it: String, en: String| Fault::Invalid {
        fields: vec![(ADDRESS.into(), it, en)],
    };
    let concerned = concerned(open, journey);
    if open.kind == Remedy::NotAccepted.name() {
        return Ok(concerned.iter().map(|r| r.address.clone()).collect());
    }
    if !is_address(&given) {
        return Err(match given.as_str() {
            "" => invalid(
                "Scegliere un indirizzo fra quelli proposti, o scriverne uno.".into(),
                "Choose one of the addresses proposed, or write one.".into(),
            ),
            _ => invalid(
                format!("«{given}» non è un indirizzo."),
                format!("«{given}» is not an address."),
            ),
        });
    }
    let wrong =
        |r: &&RecipientState| r.address == given && !Remedy::of(r).is_some_and(Remedy::may_repeat);
    if concerned.iter().any(wrong) {
        return Err(invalid(
            "È l'indirizzo che non ha ricevuto: indicarne un altro.".into(),
            "This is the address that did not receive it: give another.".into(),
        ));
    }
    let reached = |r: &RecipientState| r.address == given && r.state.is_delivered();
    if journey.recipients.iter().any(reached) {
        return Err(invalid(
            "Questo indirizzo ha già ricevuto il messaggio.".into(),
            "This address has received the message already.".into(),
        ));
    }
    Ok(vec![given])
}
