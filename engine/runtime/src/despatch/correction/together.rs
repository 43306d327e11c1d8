//! Recipients of a mailing who were not reached: one task for all of them, because a task each would be thousands.
//!
//! What is open is in the rows of the corrections; the task stands while there is one. It is looked after by
//! [`Runtime::settle_mailing`], so that parts that fail at once do not wait for each other.

use super::{ADDRESS, AGAIN, HOW, NOTE, NOTE_BYTES_MAX, OTHERWISE, concerned, id_of};
use crate::{
    Act, Fault, Runtime,
    consequence::Consequence,
    despatch::{journey, pace},
    mailbox::settings,
    task::house_task,
};
use chrono::TimeDelta;
use contract::is_address;
use office::despatch::{Journey, RecipientState, Remedy};
use serde_json::{Map as Json, Value as JsonValue, json};
use std::collections::{BTreeMap, HashMap};
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// The element of the task, and the name of its form.
pub(crate) const TOGETHER_TASK: &str = "staffetta_recapiti";
pub(crate) const TOGETHER_FORM: &str = "staffetta/recapiti";
const TITLE: &str = "Destinatari non raggiunti";
/// Recipients the form names; the page of the mailing has all of them.
const NAMED_MAX: usize = 30;

/// The task of a mailing.
pub fn task_of(mailing: Uuid) -> Uuid {
    crate::ids::derived(mailing, b"", "corrections")
}

/// A recipient who waits for somebody to deal with them.
struct Missed {
    correction: row::Correction,
    /// None: the gestore took nothing of the part.
    recipient: Option<RecipientState>,
    /// Everybody it is about.
    addresses: Vec<String>,
}

impl Missed {
    fn may_repeat(&self) -> bool {
        match &self.recipient {
            Some(recipient) => Remedy::of(recipient).is_none_or(Remedy::may_repeat),
            None => true,
        }
    }
}

impl Runtime {
    /// Adds to a set that the task of a mailing is open while one of its recipients waits, and only then.
    pub(crate) async fn keep_together(
        &self,
        mailing: &row::Mailing,
        open: &[row::Correction],
        set: &mut WriteSet,
    ) -> Result<bool, Fault> {
        let id = task_of(mailing.id);
        let task = load::task(&self.store, id).await?;
        let task = match (task, open.is_empty()) {
            (None, true) => return Ok(false),
            (None, false) => {
                set.guard(Table::Task, id, Expect::Absent);
                self.together(mailing, set.at).await?
            }
            (Some(task), false) if task.state != "open" => {
                set.guard(Table::Task, id, Expect::Revision(task.revision));
                row::Task {
                    state: "open".into(),
                    ended_at: None,
                    ended_by: None,
                    ended_for: None,
                    ..task
                }
            }
            (Some(task), true) if task.state == "open" => {
                set.guard(Table::Task, id, Expect::Revision(task.revision));
                row::Task {
                    state: "cancelled".into(),
                    ended_at: Some(set.at),
                    draft: None,
                    ..task
                }
            }
            (Some(_), _) => return Ok(false),
        };
        set.put(task);
        Ok(true)
    }

    async fn together(&self, mailing: &row::Mailing, at: row::Instant) -> Result<row::Task, Fault> {
        let case = load::instance(&self.store, mailing.instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        Ok(row::Task {
            candidate_users: Vec::from_iter(mailing.author.clone()),
            candidate_groups: self.looked_after_by(&case).await?,
            ..house_task(
                &case,
                task_of(mailing.id),
                TITLE,
                at,
                (TOGETHER_TASK, TOGETHER_FORM),
            )
        })
    }

    /// The mailing a task of this kind is about.
    async fn mailing_of_task(&self, task: &row::Task) -> Result<row::Mailing, Fault> {
        load::mailings_of_instance(&self.store, task.instance)
            .await?
            .into_iter()
            .find(|mailing| task_of(mailing.id) == task.id)
            .ok_or_else(|| Fault::broken(format!("task {} is of no mailing", task.id)))
    }

    async fn missed(
        &self,
        mailing: Uuid,
    ) -> Result<(Vec<Missed>, HashMap<Uuid, (row::Despatch, Journey)>), Fault> {
        let open = load::corrections_open_of_mailing(&self.store, mailing).await?;
        let mut ids: Vec<Uuid> = open.iter().map(|c| c.despatch).collect();
        ids.dedup();
        let mut despatches = HashMap::new();
        for despatch in load::despatches(&self.store, &ids).await? {
            let journeyed = journey(&despatch)?;
            despatches.insert(despatch.id, (despatch, journeyed));
        }
        let mut missed = Vec::new();
        for correction in open {
            let Some((despatch, journeyed)) = despatches.get(&correction.despatch) else {
                continue;
            };
            let whole = correction.id == id_of(despatch.id, None);
            let about = concerned(&correction, journeyed);
            missed.push(Missed {
                recipient: about.first().filter(|_| !whole).map(|r| (*r).clone()),
                addresses: about.iter().map(|r| r.address.clone()).collect(),
                correction,
            });
        }
        Ok((missed, despatches))
    }

    /// The form, in Italian and in English.
    pub(crate) async fn together_forms(&self, task: &row::Task) -> Result<[JsonValue; 2], Fault> {
        let mailing = self.mailing_of_task(task).await?;
        let (missed, _) = self.missed(mailing.id).await?;
        Ok([form(&missed, true), form(&missed, false)])
    }

    /// Deals with those who were not reached: sends again to whom that may help, or takes the note of how else for all.
    /// The task stays while somebody is left.
    pub(crate) async fn conclude_together(
        &self,
        act: &Act,
        task: &row::Task,
        submitted: Json<String, JsonValue>,
    ) -> Result<(), Fault> {
        let mailing = self.mailing_of_task(task).await?;
        let (missed, despatches) = self.missed(mailing.id).await?;
        let text = |field: &str| {
            let said = submitted.get(field).and_then(JsonValue::as_str);
            said.unwrap_or_default().trim().to_string()
        };
        let invalid = |field: &str, it: String, en: String| Fault::Invalid {
            fields: vec![(field.into(), it, en)],
        };
        let note = text(NOTE);
        if note.len() > NOTE_BYTES_MAX {
            return Err(invalid(
                NOTE,
                "Al più 4.000 caratteri.".into(),
                "At most 4,000 characters.".into(),
            ));
        }
        let mut set = self.set(act);
        let mut written = Vec::new();
        let left = match text(HOW).as_str() {
            AGAIN => {
                let others = other_addresses(&text(ADDRESS), &missed)
                    .map_err(|(it, en)| invalid(ADDRESS, it, en))?;
                self.send_together(
                    act,
                    (missed, &despatches),
                    &others,
                    (&mut set, &mut written),
                )
                .await?
            }
            OTHERWISE if note.is_empty() => {
                return Err(invalid(
                    NOTE,
                    "Scrivere come sono stati raggiunti, o perché non si può.".into(),
                    "Write how they were reached, or why that cannot be.".into(),
                ));
            }
            OTHERWISE => {
                for one in missed {
                    let waived = row::Correction {
                        state: "waived".into(),
                        reason: Some(note.clone()),
                        ..one.correction.clone()
                    };
                    let closed = self.close(act, one.correction, waived, &mut set);
                    written.push(closed.await?);
                }
                0
            }
            _ => {
                return Err(invalid(
                    HOW,
                    "Scegliere che cosa fare.".into(),
                    "Choose what to do.".into(),
                ));
            }
        };
        if !note.is_empty() {
            set.put(row::Note {
                id: Uuid::now_v7(),
                instance: task.instance,
                author: act.viewer.login.clone(),
                author_for: act.behalf.clone(),
                text: note,
                at: set.at,
            });
        }
        set.guard(Table::Task, task.id, Expect::Revision(task.revision));
        set.put(match left {
            0 => row::Task {
                state: "completed".into(),
                ended_at: Some(set.at),
                ended_by: act.login(),
                ended_for: act.behalf.clone(),
                draft: None,
                ..task.clone()
            },
            _ => row::Task {
                draft: None,
                ..task.clone()
            },
        });
        let mut follows = vec![Consequence::Mailing(mailing.id)];
        for (despatch, journeyed) in despatches.values() {
            let events = self.remedied(despatch, journeyed, &written, &mut set);
            follows.extend(events.await?);
        }
        self.commit(set).await?;
        self.jobs_wake.notify_one();
        self.settle(follows).await;
        Ok(())
    }

    /// Sends again to those whom another address was given for, or whose own may be tried again: one message for those
    /// of a part. Answers how many are left.
    async fn send_together(
        &self,
        act: &Act,
        (missed, despatches): (Vec<Missed>, &HashMap<Uuid, (row::Despatch, Journey)>),
        others: &HashMap<String, String>,
        (set, written): (&mut WriteSet, &mut Vec<row::Correction>),
    ) -> Result<usize, Fault> {
        let mut again: BTreeMap<Uuid, (Vec<row::Correction>, Vec<String>)> = BTreeMap::new();
        let all = missed.len();
        for one in missed {
            let given = one.addresses.first().and_then(|a| others.get(a));
            let to = match given {
                Some(other) => vec![other.clone()],
                None if one.may_repeat() => one.addresses.clone(),
                None => continue,
            };
            let (corrections, recipients) = again.entry(one.correction.despatch).or_default();
            corrections.push(one.correction);
            for address in to {
                if !recipients.contains(&address) {
                    recipients.push(address);
                }
            }
        }
        if again.is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    ADDRESS.into(),
                    "A nessuno di questi si può rispedire allo stesso indirizzo: scrivere gli indirizzi giusti, uno per riga, come «vecchio;nuovo».".into(),
                    "None of these can be sent to again at the same address: write the right ones, one a line, as `old;new`.".into(),
                )],
            });
        }
        let mut due = set.at;
        for (id, (corrections, to)) in again {
            let (old, _) = &despatches[&id];
            let ids: Vec<Uuid> = corrections.iter().map(|c| c.id).collect();
            let resent = self.send_again(act, old, (&ids, to), due, set).await?;
            due += self.gap_of(old.mailbox).await?;
            for open in corrections {
                let done = row::Correction {
                    state: "resent".into(),
                    resent: Some(resent),
                    ..open.clone()
                };
                written.push(self.close(act, open, done, set).await?);
            }
        }
        Ok(all - written.len())
    }

    /// Time between two messages of a mailbox.
    async fn gap_of(&self, mailbox: Uuid) -> Result<TimeDelta, Fault> {
        let limits = match load::mailbox(&self.store, mailbox).await? {
            Some(mailbox) => settings(&mailbox).map_err(Fault::broken)?.limits,
            None => Default::default(),
        };
        Ok(pace::gap(&limits))
    }
}

/// `old;new` a line; the error names the line and what is wrong with it.
fn other_addresses(
    text: &str,
    missed: &[Missed],
) -> Result<HashMap<String, String>, (String, String)> {
    let mut others = HashMap::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let wrong =
            |it: &str, en: &str| Err((format!("«{line}»: {it}"), format!("«{line}»: {en}")));
        let Some((old, new)) = line.split_once([';', ',', '\t']) else {
            return wrong(
                "servono due indirizzi, vecchio e nuovo, separati da un punto e virgola.",
                "two addresses are needed, old and new, with a semicolon between.",
            );
        };
        let (old, new) = (old.trim().to_lowercase(), new.trim().to_lowercase());
        if !is_address(&new) {
            return wrong(
                "il secondo non è un indirizzo.",
                "the second is not an address.",
            );
        }
        let single = |m: &&Missed| m.recipient.as_ref().is_some_and(|r| r.address == old);
        if !missed.iter().any(|m| single(&m)) {
            return wrong(
                "il primo non è fra quelli non raggiunti.",
                "the first is not among those who were not reached.",
            );
        }
        others.insert(old, new);
    }
    Ok(others)
}

fn form(missed: &[Missed], italian: bool) -> JsonValue {
    let w = |it: &str, en: &str| if italian { it } else { en }.to_string();
    let total: usize = missed.iter().map(|m| m.addresses.len()).sum();
    let fixed = missed.iter().filter(|m| !m.may_repeat()).count();
    let mut lines = vec![match italian {
        true => {
            format!("**{total}** destinatari non raggiunti; per {fixed} serve un altro indirizzo.")
        }
        false => format!("**{total}** recipients were not reached; {fixed} need another address."),
    }];
    let named = missed.iter().take(NAMED_MAX).map(|m| {
        let reason = m.recipient.as_ref().and_then(|r| r.reason.as_deref());
        let said = match (reason, m.recipient.is_some()) {
            (Some(reason), _) => plain(reason),
            (None, true) => w("nessuna parola del gestore", "no words of the gestore"),
            (None, false) => w(
                "lotto non accettato dal gestore",
                "part not accepted by the gestore",
            ),
        };
        format!("- {}: {said}", plain(&m.addresses.join(", ")))
    });
    lines.push(named.collect::<Vec<_>>().join("\n"));
    if missed.len() > NAMED_MAX {
        lines.push(w(
            "Tutti gli altri sono nella pagina dell'invio e nel suo resoconto.",
            "All the others are on the page of the mailing and in its report.",
        ));
    }
    json!({ "type": "default", "schemaVersion": 18, "components": [
        { "type": "text", "id": "spiega", "text": lines.join("\n\n") },
        { "type": "radio", "id": HOW, "key": HOW, "label": w("Che cosa fare", "What to do"), "validate": { "required": true },
          "values": [
            { "value": AGAIN, "label": w("Spedire di nuovo, a chi si può: chi ha bisogno di un altro indirizzo e non l'ha resta qui", "Send again, to whom it may help: who needs another address and has none stays here") },
            { "value": OTHERWISE, "label": w("Raggiungere tutti questi in un altro modo, o spiegare perché non si può", "Reach all of these another way, or say why that cannot be") },
          ] },
        { "type": "textarea", "id": ADDRESS, "key": ADDRESS,
          "conditional": { "hide": format!("={HOW} != \"{AGAIN}\"") },
          "label": w("Altri indirizzi, uno per riga: vecchio;nuovo", "Other addresses, one a line: old;new") },
        { "type": "textarea", "id": NOTE, "key": NOTE,
          "conditional": { "hide": format!("={HOW} != \"{OTHERWISE}\"") },
          "label": w("Come sono stati raggiunti, o perché non si può (resta tra le note della pratica)", "How they were reached, or why that cannot be (kept among the notes of the case)") },
    ] })
}

/// One line of what others wrote.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
