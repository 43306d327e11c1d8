//! A contact with its addresses, and what follows from both.

use super::line::ADDRESSES_MAX;
use crate::ids;
use std::collections::BTreeMap;
use store::row;
use uuid::Uuid;

/// A party with its addresses, as known so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub party: row::Party,
    pub contacts: Vec<row::Contact>,
}

/// Where and when a source said it, and who reads it.
#[derive(Debug, Clone)]
pub(super) struct Said<'s> {
    pub source: &'s str,
    pub at: row::Instant,
    pub now: row::Instant,
    pub by: &'s str,
}

/// The address is theirs, and this source said so. What was called a PEC stays one.
pub(super) fn set_address(entry: &mut Entry, address: &str, certified: bool, said: &Said) {
    let room = entry.contacts.len() < ADDRESSES_MAX;
    match entry.contacts.iter_mut().find(|c| c.address == address) {
        Some(known) => {
            known.certified |= certified;
            known.source = said.source.into();
            known.imported_at = known.imported_at.max(said.at);
        }
        None if room => {
            entry
                .contacts
                .push(contact(entry.party.id, address, certified, said));
        }
        None => {}
    }
}

/// An address of a party; its name and code come with [`Entry::settle`].
pub(super) fn contact(party: Uuid, address: &str, certified: bool, said: &Said) -> row::Contact {
    row::Contact {
        id: ids::derived(party, address.as_bytes(), "contact"),
        party,
        name: String::new(),
        name_key: String::new(),
        tax_code: String::new(),
        address: address.into(),
        certified,
        source: said.source.into(),
        imported_at: said.at,
    }
}

impl Entry {
    /// Writes again what follows from the rest: keys to look up by, and what its addresses repeat.
    pub(super) fn settle(&mut self) {
        let party = &mut self.party;
        party.name_key = store::plain(&party.name);
        party.certified = self.contacts.iter().any(|c| c.certified);
        let addresses = self.contacts.iter().map(|c| c.address.as_str());
        let codes = [party.tax_code.to_lowercase(), party.ipa_code.to_lowercase()];
        let words = [party.name_key.as_str(), &codes[0], &codes[1]]
            .into_iter()
            .chain(addresses)
            .filter(|w| !w.is_empty());
        party.find_key = words.collect::<Vec<_>>().join(" ");
        for contact in &mut self.contacts {
            contact.party = party.id;
            contact.name = party.name.clone();
            contact.name_key = party.name.to_lowercase();
            contact.tax_code = party.tax_code.clone();
        }
    }

    /// Nothing but source and dates differs.
    pub(super) fn says_the_same(&self, other: &Entry) -> bool {
        let party = |e: &Entry| {
            let p = &e.party;
            (
                p.kind.clone(),
                p.name.clone(),
                p.tax_code.clone(),
                p.ipa_code.clone(),
                p.body,
                p.position.clone(),
            )
        };
        let addresses = |e: &Entry| -> BTreeMap<String, bool> {
            let all = e.contacts.iter();
            all.map(|c| (c.address.clone(), c.certified)).collect()
        };
        party(self) == party(other) && addresses(self) == addresses(other)
    }
}
