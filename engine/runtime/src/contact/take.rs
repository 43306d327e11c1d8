//! What becomes of the lines of a file: found in the book by the rule of `same.rs`, put into it, or left with a reason.
//! What the rule leaves in doubt, whoever imports may have decided line by line.

use super::columns::Columns;
use super::doubt::{Doubt, Like, fresh, placed};
use super::entry::{Entry, Said};
use super::import::ImportOptions;
use super::line::{self, Draft};
use super::same::{Book, Change, Doubtful, Found, SHARED_MAX};
use crate::csv::Record;
use crate::{Fault, Runtime};
use std::borrow::Cow;
use std::collections::BTreeSet;
use store::{load, row};
use uuid::Uuid;

/// What becomes, or would become, of something a line names.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// From 1, with the line of names.
    pub line: usize,
    /// Which of those the line names, from 0.
    pub place: usize,
    /// new | changed | same | doubtful | refused
    pub outcome: &'static str,
    pub name: String,
    pub addresses: Vec<(String, bool)>,
    /// Why it is doubtful or refused; else empty.
    pub it: String,
    pub en: String,
    /// Of somebody doubtful: whom it may be.
    pub like: Vec<Like>,
    pub(super) party: Option<Uuid>,
    pub(super) rank: i32,
}

impl Runtime {
    /// What becomes of some lines, written into the book; what the book needs for it is loaded.
    pub(super) async fn take(
        &self,
        (import, begun): (Uuid, row::Instant),
        columns: &Columns,
        some: &[Record],
        options: &ImportOptions,
        said: &Said<'_>,
        book: &mut Book,
    ) -> Result<Vec<Told>, Fault> {
        let kind = options.kind.as_deref();
        let given: Vec<(usize, line::Given)> = some
            .iter()
            .filter(|r| !is_empty(r))
            .map(|r| (r.line, of_record(columns, r, kind)))
            .collect();
        let drafts: Vec<&Draft> = given.iter().flat_map(|(_, g)| &g.drafts).collect();
        self.learn_of_book(book, &drafts).await?;
        let mut told = Vec::new();
        for (line, given) in given {
            let mut ids: Vec<Option<Uuid>> = Vec::new();
            for (n, draft) in given.drafts.iter().enumerate() {
                let mut one = Told {
                    line,
                    place: n,
                    outcome: "doubtful",
                    name: draft.name.clone(),
                    addresses: draft.addresses.clone(),
                    it: String::new(),
                    en: String::new(),
                    like: Vec::new(),
                    party: None,
                    rank: draft.rank(),
                };
                let own = fresh(import, (line, n), begun);
                let mut draft = Cow::Borrowed(draft);
                let into = match book.find(&draft) {
                    Found::One(id) => Some(id),
                    Found::Nobody => Some(own),
                    Found::Doubtful(doubtful) => {
                        let chosen = |into: &str| placed(into, import, begun);
                        match options.decided(line, n, &doubtful, chosen) {
                            (Doubt::Apart, _) => Some(own),
                            (Doubt::Merge, Some(id)) => {
                                draft.to_mut().yields_to(book.entry(id));
                                Some(id)
                            }
                            _ => {
                                one.like = like(book, &doubtful);
                                (one.it, one.en) = (doubtful.it, doubtful.en);
                                None
                            }
                        }
                    }
                };
                ids.push(into);
                let draft = draft.as_ref();
                if let Some(into) = into {
                    let body = draft.body.and_then(|b| ids.get(b).copied().flatten());
                    let known = book.knows(into);
                    let at = draft.checked_at.unwrap_or(said.at);
                    let change = book.put(into, draft, body, &Said { at, ..said.clone() });
                    if draft.only_named && known {
                        continue;
                    }
                    one.outcome = match change {
                        Change::New => "new",
                        Change::Changed => "changed",
                        Change::Same => "same",
                    };
                    if change == Change::New {
                        book.brings(into, (line, n));
                    }
                    one.party = Some(into);
                    one.name = book.entry(into).map_or(one.name, |e| e.party.name.clone());
                }
                told.push(one);
            }
            told.extend(given.refused.into_iter().map(|(it, en)| Told {
                line,
                place: 0,
                outcome: "refused",
                name: String::new(),
                addresses: Vec::new(),
                it,
                en,
                like: Vec::new(),
                party: None,
                rank: 0,
            }));
        }
        Ok(told)
    }

    /// Loads whoever these may be, as far as the book does not know them.
    pub(super) async fn learn_of_book(
        &self,
        book: &mut Book,
        drafts: &[&Draft],
    ) -> Result<(), Fault> {
        let set = |of: &dyn Fn(&Draft) -> Vec<String>| -> Vec<String> {
            let all: BTreeSet<String> = drafts.iter().flat_map(|d| of(d)).collect();
            all.into_iter().filter(|k| !k.is_empty()).collect()
        };
        let tax_codes = set(&|d| vec![d.tax_code.clone()]);
        let ipa_codes = set(&|d| vec![d.ipa_code.clone()]);
        let pairs: BTreeSet<(String, String)> = drafts
            .iter()
            .flat_map(|d| {
                let name = d.name.to_lowercase();
                let addresses = d.addresses.iter();
                addresses.map(move |a| (a.0.clone(), name.clone()))
            })
            .collect();
        let pairs: Vec<(String, String)> = pairs.into_iter().collect();
        let mut found = load::parties_by_tax_code(&self.store, &tax_codes).await?;
        found.extend(load::parties_by_ipa_code(&self.store, &ipa_codes).await?);
        let holders = load::holders(&self.store, &pairs, SHARED_MAX).await?;
        let holders: Vec<Uuid> = holders.into_iter().collect();
        found.extend(load::parties(&self.store, &holders).await?);
        found.retain(|p| !book.knows(p.id));
        let ids: BTreeSet<Uuid> = found.iter().map(|p| p.id).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let contacts = load::contacts_of(&self.store, &ids).await?;
        for party in found {
            if !book.knows(party.id) {
                let own = contacts.iter().filter(|c| c.party == party.id);
                let contacts = own.cloned().collect();
                book.learn(Entry { party, contacts });
            }
        }
        Ok(())
    }
}

/// Whom somebody doubtful may be, as people and a later import of the same file name them.
fn like(book: &Book, doubtful: &Doubtful) -> Vec<Like> {
    let known = doubtful.like.iter().filter_map(|id| book.entry(*id));
    let told = known.map(|entry| Like::of(entry, book.brought_by(entry.party.id)));
    told.collect()
}

fn of_record(columns: &Columns, record: &Record, kind: Option<&str>) -> line::Given {
    if record.unclosed {
        return line::Given {
            refused: vec![(
                "le virgolette aperte qui non si chiudono: il resto del file non si può leggere"
                    .into(),
                "the quotes opened here are never closed: the rest of the file cannot be read"
                    .into(),
            )],
            ..line::Given::default()
        };
    }
    line::read(columns, &record.fields, kind)
}

pub(super) fn is_empty(record: &Record) -> bool {
    record.fields.iter().all(|f| f.trim().is_empty())
}
