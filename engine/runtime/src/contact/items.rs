//! What an import did to each contact, with what is needed to take it back.

use super::entry::Entry;
use super::same::Book;
use super::take::Told;
use crate::{Fault, Runtime, ids};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// What is kept of a party to put it back.
#[derive(Serialize, Deserialize)]
pub(super) struct Before {
    pub party: row::Party,
    pub contacts: Vec<row::Contact>,
}

impl Runtime {
    /// The parties that were touched, as they are now, and what was done to each.
    pub(super) async fn write_parties(
        &self,
        set: &mut WriteSet,
        import: Uuid,
        told: &[Told],
        book: &Book,
    ) -> Result<(), Fault> {
        let item = |party: Uuid| ids::derived(import, party.as_bytes(), "item");
        let touched: BTreeSet<Uuid> = told.iter().filter_map(|t| t.party).collect();
        let touched_ids: Vec<Uuid> = touched.iter().copied().collect();
        let items: Vec<Uuid> = touched.iter().map(|p| item(*p)).collect();
        let earlier: BTreeMap<Uuid, row::ImportItem> = load::import_items(&self.store, &items)
            .await?
            .into_iter()
            .map(|i| (i.id, i))
            .collect();
        let stored = load::parties(&self.store, &touched_ids).await?;
        let addresses = load::contacts_of(&self.store, &touched_ids).await?;
        for party in stored {
            // As it was before this import touched it the first time.
            let id = party.id;
            let Some(entry) = book.entry(id) else {
                continue;
            };
            let read = entry.party.revision;
            set.guard(Table::Party, id, Expect::Revision(read));
            let before = match earlier.get(&item(id)) {
                Some(known) => known.before.clone(),
                None => Some(json!(Before {
                    contacts: addresses
                        .iter()
                        .filter(|c| c.party == id)
                        .cloned()
                        .collect(),
                    party: party.clone(),
                })),
            };
            let after = read + 1;
            self.write_entry(set, import, told, entry, (before, after, &earlier));
        }
        let known: BTreeSet<Uuid> = set
            .guards
            .iter()
            .filter(|g| g.table == Table::Party)
            .map(|g| g.id)
            .collect();
        for id in touched.difference(&known) {
            if let Some(entry) = book.entry(*id) {
                self.write_entry(set, import, told, entry, (None, 0, &earlier));
            }
        }
        for (n, told) in told.iter().enumerate().filter(|(_, t)| t.party.is_none()) {
            let place = format!("{}:{n}", told.line);
            set.put(row::ImportItem {
                id: ids::derived(import, place.as_bytes(), "line"),
                import,
                line: told.line as i64,
                rank: told.rank,
                outcome: told.outcome.into(),
                name: told.name.clone(),
                party: None,
                reason_it: told.it.clone(),
                reason_en: told.en.clone(),
                before: None,
                after: 0,
                undo: String::new(),
            });
        }
        Ok(())
    }

    fn write_entry(
        &self,
        set: &mut WriteSet,
        import: Uuid,
        told: &[Told],
        entry: &Entry,
        (before, after, earlier): (
            Option<serde_json::Value>,
            i64,
            &BTreeMap<Uuid, row::ImportItem>,
        ),
    ) {
        let party = &entry.party;
        let id = ids::derived(import, party.id.as_bytes(), "item");
        let of_it = || told.iter().filter(|t| t.party == Some(party.id));
        let worth = |outcome: &str| {
            ["same", "changed", "new"]
                .iter()
                .position(|o| *o == outcome)
        };
        let known = earlier.get(&id);
        let outcomes = of_it()
            .map(|t| t.outcome)
            .chain(known.map(|k| k.outcome.as_str()));
        let outcome = outcomes.max_by_key(|o| worth(o)).unwrap_or("same");
        let line = of_it().map(|t| t.line as i64).min().unwrap_or_default();
        let rank = of_it().map(|t| t.rank).max().unwrap_or_default();
        set.put(party.clone());
        for contact in &entry.contacts {
            set.put(contact.clone());
        }
        set.put(row::ImportItem {
            id,
            import,
            line: known.map_or(line, |k| k.line.min(line)),
            rank: known.map_or(rank, |k| k.rank.max(rank)),
            outcome: outcome.into(),
            name: party.name.clone(),
            party: Some(party.id),
            reason_it: String::new(),
            reason_en: String::new(),
            before,
            after,
            undo: String::new(),
        });
    }
}
