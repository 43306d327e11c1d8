//! Receipts and bounces of nothing that left from here: which despatch one may belong to, and putting it there.
//!
//! What names a despatch by its id was folded by itself. What is left names none: recipient, subject and time only
//! suggest (pec.md §2.5), and a person decides.

use super::decide::evidence_of;
use crate::{Act, Fault, Runtime};
use chrono::TimeDelta;
use contract::Arrival;
use office::{Verb, despatch::Evidence};
use std::collections::HashSet;
use store::{load, row, view};
use uuid::Uuid;

/// A receipt comes at most this long after what it is about; what lies further back is looked for by hand.
const BEFORE: TimeDelta = TimeDelta::days(4);
/// Clocks differ.
const AFTER: TimeDelta = TimeDelta::minutes(10);
const LOOKED_AT: usize = 500;
const SUGGESTED_MAX: usize = 5;
/// Putting it there is decided again this often when another receipt was faster.
const AGAIN: u32 = 5;

/// A despatch a receipt of nobody may be about, and what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested {
    pub despatch: row::Despatch,
    /// `reference` | `recipient` | `subject` | `time`, the strongest first.
    pub because: Vec<&'static str>,
}

impl Runtime {
    /// Despatches this receipt or bounce may be about, the likeliest first; empty: nothing that left looks like it.
    pub async fn suggest_despatches(&self, act: &Act, id: Uuid) -> Result<Vec<Suggested>, Fault> {
        let (_, mail, arrival) = self.orphan(act, id).await?;
        let evidence = evidence_of(&mail, &arrival);
        let at = evidence
            .iter()
            .map(|e| e.at)
            .min()
            .unwrap_or(mail.fetched_at);
        let window = (at - BEFORE, at + AFTER);
        let mut found =
            load::despatches_between(&self.store, mail.mailbox, window, LOOKED_AT).await?;
        for id in named(&arrival) {
            found.extend(load::despatch_by_message_id(&self.store, &id).await?);
            found.extend(load::despatch_by_pec_id(&self.store, &id).await?);
        }
        let clue = Clue::of(&arrival, &evidence, at);
        let mut seen = HashSet::new();
        let mut suggested: Vec<(i64, Suggested)> = Vec::new();
        for despatch in found {
            let (weight, because) = clue.weigh(&despatch);
            // That it left at about the time says nothing alone.
            if weight < 2 || !seen.insert(despatch.id) {
                continue;
            }
            suggested.push((weight, Suggested { despatch, because }));
        }
        suggested.sort_by_key(|(weight, s)| (-weight, (s.despatch.created_at - at).abs()));
        let mut visible = Vec::new();
        for (_, one) in suggested.into_iter().take(2 * SUGGESTED_MAX) {
            let seen = view::despatch(&act.viewer, &self.store, one.despatch.id).await?;
            if seen.is_some_and(|item| !item.withheld) && visible.len() < SUGGESTED_MAX {
                visible.push(one);
            }
        }
        Ok(visible)
    }

    /// A person says what a receipt or bounce of nobody is about: it counts as if it had named it, and the record says who
    /// decided so.
    pub async fn attach_receipt(&self, act: &Act, id: Uuid, despatch: Uuid) -> Result<(), Fault> {
        let (act, mail, arrival) = &self.orphan(act, id).await?;
        let chosen = view::despatch(&act.viewer, &self.store, despatch)
            .await?
            .filter(|d| !d.withheld)
            .ok_or_else(|| Fault::not_found("despatch"))?
            .despatch;
        if chosen.mailbox != mail.mailbox {
            return Err(Fault::refused(
                "other_mailbox",
                "La spedizione è partita da un'altra casella: una ricevuta torna alla casella da cui si è spedito.",
                "The despatch left from another mailbox: a receipt comes back to the one it was sent from.",
            ));
        }
        let evidence = evidence_of(mail, arrival);
        if evidence.is_empty() {
            return Err(Fault::refused(
                "no_receipt",
                "Questo messaggio non è una ricevuta né un mancato recapito.",
                "This message is neither a receipt nor a bounce.",
            ));
        }
        let mut tries = 0;
        let follows = loop {
            tries += 1;
            let folded = self.fold(act, mail, arrival, evidence.clone(), despatch);
            match folded.await {
                Err(Fault::Conflict { code, .. }) if code == "race" && tries < AGAIN => {
                    // Somebody else sorted the mail: nothing is left to do again.
                    let _ = self.orphan(act, id).await?;
                }
                Err(e) => return Err(e),
                Ok(follows) => break follows,
            }
        };
        self.settle(follows).await;
        Ok(())
    }

    /// A receipt of nobody the person sees and may sort.
    async fn orphan(&self, act: &Act, id: Uuid) -> Result<(Act, row::Mail, Arrival), Fault> {
        let mail = view::mail(&act.viewer, &self.store, id)
            .await?
            .filter(|m| !m.withheld)
            .ok_or_else(|| Fault::not_found("mail"))?
            .mail;
        let act = self.may_with_mail(act, Verb::SortMail, &mail).await?;
        if mail.state != "orphan" {
            return Err(Fault::conflict(
                "not_orphan",
                "Questo messaggio non è fra le ricevute senza corrispondenza: forse qualcuno l'ha già sistemato.",
                "This message is not among the receipts of nobody: perhaps somebody has dealt with it.",
            ));
        }
        let arrival = serde_json::from_value(mail.arrival.clone())
            .map_err(|e| Fault::broken(format!("arrival of mail {id}: {e}")))?;
        Ok((act, mail, arrival))
    }
}

/// The ids a receipt or bounce names, whoever gave them.
fn named(arrival: &Arrival) -> Vec<String> {
    let daticert = arrival.daticert.as_ref();
    let bounced = arrival.bounces().filter_map(|b| b.original_id.clone());
    let mut ids: Vec<String> = arrival
        .reference_id
        .iter()
        .cloned()
        .chain(daticert.and_then(|d| d.msgid.clone()))
        .chain(daticert.map(|d| d.identificativo.clone()))
        .chain(arrival.in_reply_to.iter().cloned())
        .chain(arrival.references.iter().cloned())
        .chain(bounced)
        .filter(|id| !id.is_empty())
        .collect();
    ids.sort();
    ids.dedup();
    ids.truncate(20);
    ids
}

/// What a receipt tells of the message it is about.
struct Clue {
    ids: Vec<String>,
    recipients: HashSet<String>,
    subject: String,
    at: row::Instant,
}

impl Clue {
    fn of(arrival: &Arrival, evidence: &[Evidence], at: row::Instant) -> Clue {
        let daticert = arrival.daticert.as_ref();
        let about = evidence.iter().filter_map(|e| e.recipient.clone());
        let listed = daticert.iter().flat_map(|d| &d.destinatari);
        Clue {
            ids: named(arrival),
            recipients: about
                .chain(listed.map(|r| r.address.trim().to_lowercase()))
                .collect(),
            subject: bare(
                daticert
                    .and_then(|d| d.oggetto.as_deref())
                    .unwrap_or(&arrival.subject),
            ),
            at,
        }
    }

    /// How much speaks for this despatch, and what.
    fn weigh(&self, despatch: &row::Despatch) -> (i64, Vec<&'static str>) {
        let named = self.ids.contains(&despatch.message_id)
            || despatch
                .pec_id
                .as_ref()
                .is_some_and(|id| self.ids.contains(id));
        let recipient = despatch
            .recipients
            .iter()
            .any(|r| self.recipients.contains(&r.to_lowercase()));
        let subject = !self.subject.is_empty() && bare(&despatch.subject) == self.subject;
        let near = (self.at - despatch.created_at).abs() <= TimeDelta::hours(24);
        let mut because = Vec::new();
        let mut weight = 0;
        for (holds, word, counts) in [
            (named, "reference", 8),
            (recipient, "recipient", 3),
            (subject, "subject", 2),
            (near, "time", 1),
        ] {
            if holds {
                because.push(word);
                weight += counts;
            }
        }
        (weight, because)
    }
}

/// A subject without what gestori and programs put before it.
fn bare(subject: &str) -> String {
    let mut rest = subject.trim();
    while let Some((before, after)) = rest.split_once(':') {
        let word = before.trim().to_uppercase();
        let known = [
            "ACCETTAZIONE",
            "CONSEGNA",
            "AVVISO DI MANCATA CONSEGNA",
            "AVVISO DI NON ACCETTAZIONE",
            "ANOMALIA MESSAGGIO",
            "POSTA CERTIFICATA",
            "RE",
            "R",
            "FW",
            "FWD",
            "I",
        ];
        if !known.contains(&word.as_str()) {
            break;
        }
        rest = after.trim();
    }
    rest.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_subject_is_compared_without_what_was_put_before_it() {
        for (subject, expected) in [
            ("CONSEGNA: Avviso", "avviso"),
            ("ANOMALIA MESSAGGIO: Re: Avviso", "avviso"),
            ("Prot. 12: Avviso", "prot. 12: avviso"),
            (" ", ""),
        ] {
            assert_eq!(bare(subject), expected);
        }
    }
}
