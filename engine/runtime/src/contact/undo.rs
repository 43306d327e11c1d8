//! Taking a whole import back: what it brought goes, what it changed is as before; what was changed since stays and is
//! named with the reason.

use super::entry::Entry;
use super::import::quietly;
use super::items::Before;
use crate::{Act, Fault, Runtime, audit, consequence::Consequence};
use office::Verb;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use store::{Expect, Table, Write, WriteSet, load, row};
use uuid::Uuid;

/// Parties of one commit.
const CHUNK: usize = 100;
/// How long commits follow each other before others get their turn.
const ROUND: Duration = Duration::from_secs(1);

/// Why something is left, in both languages.
type Left = (&'static str, &'static str);

const CHANGED: Left = ("cambiato dopo l'importazione", "changed since the import");
const WRITTEN: Left = (
    "ci sono messaggi con i suoi indirizzi: si può chiudere",
    "there are messages with its addresses: it can be closed",
);
const BODY: Left = (
    "ci sono altri contatti che ne fanno parte",
    "other contacts belong to it",
);

impl Runtime {
    /// Takes an import back, one that is under way too. Refused when it was taken back before.
    pub async fn undo_import(&self, act: &Act, id: Uuid) -> Result<(row::Import, bool), Fault> {
        let act = &act.may(Verb::KeepContacts)?;
        let import = load::import(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("import"))?;
        if !["running", "done"].contains(&import.state.as_str()) {
            return Err(Fault::conflict(
                "import_undone",
                "L'importazione è già stata annullata.",
                "The import was undone already.",
            ));
        }
        let mut set = self.set(act);
        set.guard(Table::Import, id, Expect::Revision(import.revision))
            .put(row::Import {
                state: "undoing".into(),
                undone_by: Some(act.viewer.login.clone()),
                ..import.clone()
            });
        set.audit(audit(act, "contact.undo", "import", id, json!({})));
        self.commit(set).await?;
        let pending = self.settle(vec![Consequence::Import(id)]).await;
        let now = load::import(&self.store, id).await?;
        Ok((now.unwrap_or(import), pending))
    }

    /// Some commits of an undoing; true: there is more.
    pub(super) async fn undo_some(&self, mut import: row::Import) -> Result<bool, Fault> {
        let begun = Instant::now();
        loop {
            let items = load::import_items_to_undo(&self.store, import.id, CHUNK).await?;
            let done = items.is_empty();
            let next = row::Import {
                state: if done { "undone" } else { "undoing" }.into(),
                ended_at: done.then(|| self.clock.now()).or(import.ended_at),
                ..import
            };
            let mut set = self.own_set();
            let round = begun.elapsed() >= ROUND;
            quietly(&mut set, round, done);
            set.guard(Table::Import, next.id, Expect::Revision(next.revision))
                .put(next.clone());
            // One depth at a time: whether a body still has parts is known when they are gone.
            let rank = items.first().map(|i| i.rank);
            let items = items.into_iter().filter(|i| Some(i.rank) == rank).collect();
            self.put_items_back(&mut set, items).await?;
            self.commit(set).await?;
            if done || self.stopping() {
                return Ok(false);
            }
            if round {
                return Ok(true);
            }
            import = row::Import {
                revision: next.revision + 1,
                ..next
            };
        }
    }

    async fn put_items_back(
        &self,
        set: &mut WriteSet,
        items: Vec<row::ImportItem>,
    ) -> Result<(), Fault> {
        let ids: Vec<Uuid> = items.iter().filter_map(|i| i.party).collect();
        let mut contacts: BTreeMap<Uuid, Vec<row::Contact>> = BTreeMap::new();
        for contact in load::contacts_of(&self.store, &ids).await? {
            contacts.entry(contact.party).or_default().push(contact);
        }
        let mut entries: BTreeMap<Uuid, Entry> = BTreeMap::new();
        for party in load::parties(&self.store, &ids).await? {
            let contacts = contacts.remove(&party.id).unwrap_or_default();
            entries.insert(party.id, Entry { party, contacts });
        }
        let all = entries.values().flat_map(|e| &e.contacts);
        let addresses: Vec<String> = all.map(|c| c.address.clone()).collect();
        let used = load::addresses_used(&self.store, &addresses).await?;
        let others = load::import_items_of_parties(&self.store, &ids).await?;
        for item in items {
            let entry = item.party.and_then(|id| entries.get(&id));
            let left = match entry {
                None => None,
                Some(entry) => self.put_one_back(set, &item, entry, &used, &others).await?,
            };
            let (it, en) = left.unwrap_or_default();
            set.put(row::ImportItem {
                undo: if left.is_some() { "left" } else { "undone" }.into(),
                reason_it: it.into(),
                reason_en: en.into(),
                ..item
            });
        }
        Ok(())
    }

    /// Writes one party as it was before; or why it is left.
    async fn put_one_back(
        &self,
        set: &mut WriteSet,
        item: &row::ImportItem,
        entry: &Entry,
        used: &BTreeSet<String>,
        others: &[row::ImportItem],
    ) -> Result<Option<Left>, Fault> {
        let (id, now) = (entry.party.id, entry.party.revision);
        if now != item.after {
            // What was only said again, and is another since, has nothing to be put back.
            return Ok((item.outcome != "same").then_some(CHANGED));
        }
        let before: Option<Before> = item
            .before
            .clone()
            .map(serde_json::from_value)
            .transpose()
            .map_err(Fault::broken)?;
        let kept: BTreeSet<Uuid> = before
            .iter()
            .flat_map(|b| b.contacts.iter().map(|c| c.id))
            .collect();
        let gone: Vec<&row::Contact> = entry
            .contacts
            .iter()
            .filter(|c| !kept.contains(&c.id))
            .collect();
        if gone.iter().any(|c| used.contains(&c.address)) {
            return Ok(Some(WRITTEN));
        }
        if before.is_none() && !load::parties_of_body(&self.store, id, 1).await?.is_empty() {
            return Ok(Some(BODY));
        }
        set.guard(Table::Party, id, Expect::Revision(now));
        for contact in gone {
            set.write(Write::Delete(Table::Contact, contact.id));
        }
        match before {
            None => {
                set.write(Write::Delete(Table::Party, id));
            }
            Some(before) => {
                // It is again as an earlier import left it, which can be taken back in its turn.
                let earlier = others.iter().filter(|o| {
                    o.party == Some(id) && o.id != item.id && o.after == before.party.revision
                });
                for other in earlier {
                    set.put(row::ImportItem {
                        after: now + 1,
                        ..other.clone()
                    });
                }
                let mut entry = Entry {
                    party: row::Party {
                        revision: now,
                        ..before.party
                    },
                    contacts: before.contacts,
                };
                entry.settle();
                set.put(entry.party);
                for contact in entry.contacts {
                    set.put(contact);
                }
            }
        }
        Ok(None)
    }
}
