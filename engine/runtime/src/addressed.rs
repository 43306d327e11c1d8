//! What is known of the addresses we write to: the address book, what receipts told, who wrote to us by PEC.

use crate::{Act, Fault, Runtime, drive::Extra, ids};
use office::{
    Verb,
    despatch::{Journey, RecipientState},
    writing::{Addressed, Channel},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{load, row};
use uuid::Uuid;

/// Suggestions while somebody types.
const SUGGESTED_MAX: usize = 12;
/// Contacts with one address that are looked at to name whose it is.
const SAME_ADDRESS_MAX: usize = 20;
/// Fewer characters suggest nobody.
const PART_MIN: usize = 2;

impl Runtime {
    /// Whom a part of a name or an address may mean, at most twelve: the address book first, then addresses we wrote to.
    pub async fn recipients_like(&self, act: &Act, part: &str) -> Result<Vec<Addressed>, Fault> {
        let _ = act.may(Verb::StartCase)?;
        let part = part.trim().to_lowercase();
        if part.chars().count() < PART_MIN {
            return Ok(Vec::new());
        }
        let (contacts, written) = tokio::try_join!(
            load::contacts_like(&self.store, &part, SUGGESTED_MAX),
            load::correspondents_like(&self.store, &part, SUGGESTED_MAX),
        )?;
        let mut addresses: Vec<String> = Vec::new();
        let found = contacts.into_iter().map(|c| c.address);
        for address in found.chain(written.into_iter().map(|c| c.address)) {
            if addresses.len() < SUGGESTED_MAX && !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        self.addressed(&addresses).await
    }

    /// What is known of each of these addresses, in their order.
    pub(crate) async fn addressed(&self, addresses: &[String]) -> Result<Vec<Addressed>, Fault> {
        let lower: Vec<String> = addresses.iter().map(|a| a.trim().to_lowercase()).collect();
        let (contacts, written, senders) = tokio::try_join!(
            load::contacts_at(&self.store, &lower, SAME_ADDRESS_MAX),
            load::correspondents_at(&self.store, &lower),
            load::certified_senders_among(&self.store, &lower),
        )?;
        // An address may be of two people: one that says PEC is believed, and named.
        let mut book: BTreeMap<&str, &row::Contact> = BTreeMap::new();
        for contact in &contacts {
            let known = book.entry(&contact.address).or_insert(contact);
            if contact.certified && !known.certified {
                *known = contact;
            }
        }
        let told: BTreeMap<&str, &row::Correspondent> =
            written.iter().map(|c| (c.address.as_str(), c)).collect();
        Ok(lower
            .iter()
            .map(|address| one(address, &book, &told, &senders))
            .collect())
    }

    /// Adds what this journey tells of its recipients, where that is news.
    pub(crate) async fn learn_of(&self, journey: &Journey, extra: &mut Extra) -> Result<(), Fault> {
        let told: Vec<(&RecipientState, bool)> = journey
            .recipients
            .iter()
            .filter_map(|r| Some((r, is_certified(r)?)))
            .collect();
        if told.is_empty() {
            return Ok(());
        }
        let addresses: Vec<String> = told.iter().map(|(r, _)| r.address.to_lowercase()).collect();
        let known: BTreeMap<String, row::Correspondent> =
            load::correspondents_at(&self.store, &addresses)
                .await?
                .into_iter()
                .map(|c| (c.address.clone(), c))
                .collect();
        for ((recipient, certified), address) in told.into_iter().zip(addresses) {
            let before = known.get(&address);
            let delivered_at = before
                .and_then(|c| c.delivered_at)
                .max(recipient.delivered_at);
            if before.is_some_and(|c| c.certified == certified && c.delivered_at == delivered_at) {
                continue;
            }
            *extra = std::mem::take(extra).put(row::Correspondent {
                id: ids::derived(Uuid::nil(), address.as_bytes(), "correspondent"),
                address,
                certified,
                delivered_at,
                learnt_at: self.clock.now(),
            });
        }
        Ok(())
    }
}

/// Whether the receipts call it a PEC box; None: they have not said.
fn is_certified(recipient: &RecipientState) -> Option<bool> {
    if recipient.state.is_delivered() {
        return Some(true);
    }
    recipient
        .r#type
        .map(|kind| kind == contract::RecipientType::Certificato)
}

fn one(
    address: &str,
    book: &BTreeMap<&str, &row::Contact>,
    told: &BTreeMap<&str, &row::Correspondent>,
    senders: &BTreeSet<String>,
) -> Addressed {
    let contact = book.get(address);
    let told = told.get(address);
    let certified = contact.is_some_and(|c| c.certified) || senders.contains(address);
    let channel = match told {
        // What a gestore said last is worth more than what the book says.
        Some(told) if told.certified => Channel::Certified,
        Some(_) => Channel::Ordinary,
        None if certified => Channel::Certified,
        None if contact.is_some() => Channel::Ordinary,
        None => Channel::Unknown,
    };
    Addressed {
        address: address.into(),
        name: contact.map(|c| c.name.clone()),
        channel,
        delivered_at: told.and_then(|c| c.delivered_at),
        source: contact.map(|c| (c.source.clone(), c.imported_at)),
    }
}
