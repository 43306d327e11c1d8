//! One page about a mailbox, for whoever has just connected it.

use crate::{Act, Fault, Runtime};
use contract::{Arrival, Kind, ReceiptKind, RecipientType};
use office::Verb;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::{load, row, view};
use uuid::Uuid;

/// Receipts read at once.
const AT_ONCE: usize = 500;
/// Messages without all their receipts that are named.
const NAMED_MAX: usize = 20;

/// What left a certified mailbox and is not settled: accepted, and neither delivered nor refused for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingReceipt {
    /// Message-ID of what left, without brackets.
    pub message_id: String,
    pub subject: String,
    pub accepted_at: Option<row::Instant>,
    /// Certified recipients of whom nothing is known.
    pub recipients: Vec<String>,
}

/// What the house knows of a mailbox.
#[derive(Debug, Clone)]
pub struct MailboxReport {
    pub mailbox: row::Mailbox,
    pub made_at: row::Instant,
    pub counts: view::MailboxCounts,
    /// Messages that mails in the sent folder answer, sent by other programs; None: there is no such folder.
    pub answered_elsewhere: Option<usize>,
    /// Why the sent folder could not be read.
    pub sent_error: Option<String>,
    pub receipts_missing: usize,
    /// The oldest of them.
    pub receipts_missing_of: Vec<MissingReceipt>,
}

/// What receipts tell of one message that left.
#[derive(Default)]
struct Told {
    subject: String,
    accepted_at: Option<row::Instant>,
    awaited: BTreeSet<String>,
    settled: BTreeSet<String>,
}

impl Runtime {
    /// Counts a mailbox: what is there, what nobody answered, which receipts never came, what lies elsewhere too.
    ///
    /// Receipts are read as they lie there, those from before the starting point too: what was sent by other programs
    /// is known by its acceptance alone.
    pub async fn mailbox_report(&self, act: &Act, id: Uuid) -> Result<MailboxReport, Fault> {
        let act = act.may(Verb::ManageMailboxes)?;
        let mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let (answered, sent_error) = match self.answers_of(&mailbox).await {
            Ok(answered) => (answered, None),
            Err(Fault::Refused { en, .. }) => (None, Some(en)),
            Err(e) => return Err(e),
        };
        let without = answered.clone().unwrap_or_default();
        let counts = view::mailbox_counts(&act.viewer, &self.store, id, &without).await?;
        let mut told: BTreeMap<String, Told> = BTreeMap::new();
        let mut after = Uuid::nil();
        loop {
            let receipts = load::receipts_in(&self.store, id, after, AT_ONCE).await?;
            let Some(last) = receipts.last() else { break };
            after = last.id;
            for receipt in &receipts {
                hear(receipt, &mut told);
            }
        }
        let mut missing: Vec<MissingReceipt> = told
            .into_iter()
            .filter_map(|(message_id, t)| {
                let recipients: Vec<String> = t.awaited.difference(&t.settled).cloned().collect();
                (t.accepted_at.is_some() && !recipients.is_empty()).then_some(MissingReceipt {
                    message_id,
                    subject: t.subject,
                    accepted_at: t.accepted_at,
                    recipients,
                })
            })
            .collect();
        missing.sort_by_key(|one| one.accepted_at);
        let receipts_missing = missing.len();
        missing.truncate(NAMED_MAX);
        Ok(MailboxReport {
            mailbox,
            made_at: self.clock.now(),
            counts,
            answered_elsewhere: answered.map(|a| a.len()),
            sent_error,
            receipts_missing,
            receipts_missing_of: missing,
        })
    }
}

impl Runtime {
    /// Mails without an answer from here that the sent folder of the mailbox answers; None: it has no such folder.
    async fn answers_of(&self, mailbox: &row::Mailbox) -> Result<Option<HashSet<Uuid>>, Fault> {
        let mut source = self.source_of(mailbox).await?;
        let named = source
            .answered()
            .await
            .map_err(|e| Fault::refused("source", &e.it(), &e.to_string()))?;
        let Some(named) = named else {
            return Ok(None);
        };
        let (mut found, mut after) = (HashSet::new(), Uuid::nil());
        loop {
            let page = view::unanswered_in(&self.store, mailbox.id, after, AT_ONCE).await?;
            let Some((last, ..)) = page.last() else { break };
            after = *last;
            for (id, message_id, arrival) in page {
                // A program answers the id the sender gave, which a gestore keeps beside its own.
                let given = arrival.get("reference_id").and_then(|v| v.as_str());
                if named.contains(&message_id) || given.is_some_and(|id| named.contains(id)) {
                    found.insert(id);
                }
            }
        }
        Ok(Some(found))
    }
}

fn hear(receipt: &row::Mail, told: &mut BTreeMap<String, Told>) {
    let Ok(arrival) = serde_json::from_value::<Arrival>(receipt.arrival.clone()) else {
        return;
    };
    let (Kind::Receipt(kind), Some(daticert)) = (arrival.kind, &arrival.daticert) else {
        return;
    };
    let Some(of) = daticert.msgid.clone().or(arrival.reference_id.clone()) else {
        return;
    };
    let one = told.entry(of).or_default();
    let recipient = daticert.consegna.as_ref().map(|a| a.to_lowercase());
    match kind {
        ReceiptKind::Accettazione => {
            one.subject = daticert.oggetto.clone().unwrap_or_default();
            one.accepted_at = daticert
                .data
                .or(receipt.arrived_at)
                .or(Some(receipt.fetched_at));
            let certified = daticert
                .destinatari
                .iter()
                .filter(|d| d.r#type == RecipientType::Certificato);
            one.awaited
                .extend(certified.map(|d| d.address.to_lowercase()));
        }
        ReceiptKind::AvvenutaConsegna | ReceiptKind::ErroreConsegna => match recipient {
            Some(recipient) => {
                one.settled.insert(recipient);
            }
            // Of whom it speaks is not said: nobody is said to be missing.
            None => {
                let all = daticert.destinatari.iter();
                one.settled.extend(all.map(|d| d.address.to_lowercase()));
            }
        },
        // A virus stops it for everybody.
        ReceiptKind::RilevazioneVirus => {
            let all = daticert.destinatari.iter();
            one.settled.extend(all.map(|d| d.address.to_lowercase()));
        }
        ReceiptKind::NonAccettazione
        | ReceiptKind::PresaInCarico
        | ReceiptKind::PreavvisoErroreConsegna => {}
    }
}
