//! When two are the same contact: the one place that says so.
//!
//! 1. The same code of the IPA.
//! 2. Else the same tax code or VAT number, unless both have a code of the IPA and these differ. A part of a body has
//!    no tax code of its own and is never known by the body's.
//! 3. Else the same PEC address and the same name; an extract without names is content with the address.
//! 4. Else the same ordinary address and the same name.
//!
//! A PEC address that is somebody else's by name or code, or a code that several have, is *doubtful*: a person decides.
//! Names are the same without regard to case, accents and what is no letter or digit. Of an address that more than
//! [`SHARED_MAX`] contacts of the book have, the others are known by the name as written only.

use super::entry::{Entry, Said, set_address};
use super::line::Draft;
use std::collections::{BTreeSet, HashMap};
use store::row;
use uuid::Uuid;

/// Contacts with one address that are looked at to say whose it is.
pub(super) const SHARED_MAX: usize = 20;
/// Contacts somebody doubtful may be, that are told.
const LIKE_MAX: usize = 5;

/// What somebody named by a source is to the book.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    Nobody,
    One(Uuid),
    Doubtful(Doubtful),
}

/// Why a person must decide, in both languages, and whom it may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Doubtful {
    pub it: String,
    pub en: String,
    pub like: Vec<Uuid>,
}

/// What putting a draft into the book did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    New,
    Changed,
    Same,
}

/// The part of the address book that some lines may be about.
#[derive(Debug, Default)]
pub(super) struct Book {
    entries: HashMap<Uuid, Entry>,
    by_tax_code: HashMap<String, BTreeSet<Uuid>>,
    by_ipa_code: HashMap<String, BTreeSet<Uuid>>,
    by_address: HashMap<String, BTreeSet<Uuid>>,
    /// By address and name as compared: many may share an address.
    by_address_and_name: HashMap<(String, String), BTreeSet<Uuid>>,
    /// Which line, and which of those it names, brought a contact.
    brought: HashMap<Uuid, (usize, usize)>,
}

/// A name as it is compared.
pub(super) fn name_key(name: &str) -> String {
    let plain = store::plain(name);
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Book {
    pub(super) fn knows(&self, party: Uuid) -> bool {
        self.entries.contains_key(&party)
    }

    pub(super) fn entry(&self, party: Uuid) -> Option<&Entry> {
        self.entries.get(&party)
    }

    /// A line of the file brings this contact.
    pub(super) fn brings(&mut self, party: Uuid, place: (usize, usize)) {
        self.brought.insert(party, place);
    }

    /// The line of the file that brought a contact, and which of those it names.
    pub(super) fn brought_by(&self, party: Uuid) -> Option<(usize, usize)> {
        self.brought.get(&party).copied()
    }

    /// As if it were not there.
    pub(super) fn forget(&mut self, party: Uuid) {
        self.entries.remove(&party);
    }

    pub(super) fn learn(&mut self, entry: Entry) {
        let id = entry.party.id;
        let of = |map: &mut HashMap<String, BTreeSet<Uuid>>, key: &str| {
            if !key.is_empty() {
                map.entry(key.to_owned()).or_default().insert(id);
            }
        };
        of(&mut self.by_tax_code, &entry.party.tax_code);
        of(&mut self.by_ipa_code, &entry.party.ipa_code);
        let name = name_key(&entry.party.name);
        for contact in &entry.contacts {
            of(&mut self.by_address, &contact.address);
            let both = (contact.address.clone(), name.clone());
            let named = self.by_address_and_name.entry(both).or_default();
            named.insert(id);
        }
        self.entries.insert(id, entry);
    }

    fn those(&self, map: &HashMap<String, BTreeSet<Uuid>>, key: &str) -> Vec<&Entry> {
        self.entries_of(map.get(key)).collect()
    }

    fn entries_of(&self, ids: Option<&BTreeSet<Uuid>>) -> impl Iterator<Item = &Entry> {
        let ids = ids.into_iter().flatten();
        ids.filter_map(|id| self.entries.get(id))
    }

    /// Who of the book it is; what is needed of the book must have been learnt.
    pub(super) fn find(&self, draft: &Draft) -> Found {
        if !draft.ipa_code.is_empty() {
            match self.those(&self.by_ipa_code, &draft.ipa_code).as_slice() {
                [] => {}
                [one] => return Found::One(one.party.id),
                all => {
                    let what = ("il codice IPA", "the code of the IPA");
                    return several(what, &draft.ipa_code, all);
                }
            }
        }
        if !draft.tax_code.is_empty() {
            let differs = |e: &&Entry| !draft.ipa_code.is_empty() && !e.party.ipa_code.is_empty();
            let mut same = self.those(&self.by_tax_code, &draft.tax_code);
            same.retain(|e| !differs(e));
            match same.as_slice() {
                [] => {}
                [one] => return Found::One(one.party.id),
                all => {
                    let what = ("il codice fiscale", "the tax code");
                    return several(what, &draft.tax_code, all);
                }
            }
        }
        self.find_by_address(draft)
    }

    fn find_by_address(&self, draft: &Draft) -> Found {
        // Another code is another party, whatever else they share.
        let fits = |e: &Entry| {
            let agree = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
            agree(&e.party.tax_code, &draft.tax_code) && agree(&e.party.ipa_code, &draft.ipa_code)
        };
        let wanted = name_key(&draft.name);
        let mut taken: Option<(&String, Vec<&Entry>)> = None;
        for (address, certified) in &draft.addresses {
            let there = || self.entries_of(self.by_address.get(address));
            let same: Vec<&Entry> = match wanted.is_empty() {
                true => there().filter(|e| fits(e)).take(SHARED_MAX).collect(),
                false => {
                    let both = (address.clone(), wanted.clone());
                    let named = self.entries_of(self.by_address_and_name.get(&both));
                    named
                        .filter(|e| fits(e) && name_key(&e.party.name) == wanted)
                        .collect()
                }
            };
            match same.as_slice() {
                [one] => return Found::One(one.party.id),
                [] => {}
                all => return several(("l'indirizzo", "the address"), address, all),
            }
            // A PEC belongs to one; an ordinary address may be shared.
            if *certified && taken.is_none() {
                let holders: Vec<&Entry> = there().take(SHARED_MAX).collect();
                taken = (!holders.is_empty()).then_some((address, holders));
            }
        }
        let Some((address, holders)) = taken else {
            return Found::Nobody;
        };
        // Codes make clear that it is somebody else, unless who has the address has none.
        let coded = !draft.tax_code.is_empty() || !draft.ipa_code.is_empty();
        let codeless = |e: &&Entry| e.party.tax_code.is_empty() && e.party.ipa_code.is_empty();
        let like: Vec<&Entry> = match coded {
            true => holders.into_iter().filter(codeless).collect(),
            false => holders,
        };
        let Some(name) = like.first().map(|e| e.party.name.as_str()) else {
            return Found::Nobody;
        };
        let (it, en) = match coded {
            true => (", senza codice", ", who has no code"),
            false => ("", ""),
        };
        Found::Doubtful(Doubtful {
            it: format!("la PEC {address} è già di «{name}»{it}"),
            en: format!("the PEC {address} is that of «{name}» already{en}"),
            like: alike(&like),
        })
    }

    /// Puts what a source says in: into this party, or into a new one with this id. The body is known already.
    pub(super) fn put(
        &mut self,
        into: Uuid,
        draft: &Draft,
        body: Option<Uuid>,
        said: &Said,
    ) -> Change {
        let known = self.entries.get(&into).cloned();
        if draft.only_named && known.is_some() {
            return Change::Same;
        }
        let mut entry = known.clone().unwrap_or_else(|| Entry {
            party: row::Party {
                id: into,
                revision: 0,
                kind: draft.kind.into(),
                name: String::new(),
                name_key: String::new(),
                tax_code: String::new(),
                ipa_code: String::new(),
                body: None,
                position: String::new(),
                note: String::new(),
                state: "open".into(),
                merged_into: None,
                source: said.source.into(),
                checked_at: said.at,
                certified: false,
                find_key: String::new(),
                changed_by: said.by.into(),
                changed_at: said.now,
            },
            contacts: Vec::new(),
        });
        let party = &mut entry.party;
        let fill = |into: &mut String, with: &str| {
            if !with.is_empty() {
                *into = with.to_owned();
            }
        };
        fill(&mut party.name, &draft.name);
        if party.name.is_empty() {
            party.name = draft.tax_code.clone();
        }
        fill(&mut party.tax_code, &draft.tax_code);
        fill(&mut party.ipa_code, &draft.ipa_code);
        fill(&mut party.position, &draft.position);
        party.body = body.or(party.body);
        for (address, certified) in &draft.addresses {
            set_address(&mut entry, address, *certified, said);
        }
        entry.settle();
        let change = match &known {
            None => Change::New,
            Some(before) if before.says_the_same(&entry) => Change::Same,
            Some(_) => Change::Changed,
        };
        // What it says it says now, new or not.
        let party = &mut entry.party;
        party.source = said.source.into();
        party.checked_at = party.checked_at.max(said.at);
        if change != Change::Same {
            party.changed_by = said.by.into();
            party.changed_at = said.now;
        }
        self.learn(entry);
        change
    }
}

fn several((it, en): (&str, &str), what: &str, all: &[&Entry]) -> Found {
    Found::Doubtful(Doubtful {
        it: format!("{it} {what} è di più contatti"),
        en: format!("several contacts have {en} {what}"),
        like: alike(all),
    })
}

fn alike(all: &[&Entry]) -> Vec<Uuid> {
    let some = all.iter().take(LIKE_MAX);
    some.map(|e| e.party.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;

    fn draft(name: &str, tax_code: &str, ipa_code: &str, pec: &str, email: &str) -> Draft {
        let some = |a: &str, certified| (!a.is_empty()).then(|| (a.to_string(), certified));
        Draft {
            kind: "body",
            name: name.into(),
            tax_code: tax_code.into(),
            ipa_code: ipa_code.into(),
            addresses: [some(pec, true), some(email, false)]
                .into_iter()
                .flatten()
                .collect(),
            ..Draft::default()
        }
    }

    #[test]
    fn who_is_the_same_is_said_by_the_rule() {
        let now = Utc::now();
        let said = Said {
            source: "prova",
            at: now,
            now,
            by: "anna",
        };
        let mut book = Book::default();
        let n = Uuid::from_u128;
        for (id, d) in [
            (
                1,
                draft("Comune di Prova", "80000000001", "C_X", "c@pec.example", ""),
            ),
            (
                2,
                draft(
                    "Studio Olmo",
                    "",
                    "",
                    "olmo@pec.example",
                    "posta@olmo.example",
                ),
            ),
            (3, draft("Scuola A", "80000000009", "SC_A", "", "")),
            (
                4,
                draft("Pino SRL", "01234567890", "", "pino@pec.example", ""),
            ),
            (5, draft("Doppio", "00000000017", "", "", "")),
            (6, draft("Doppio", "00000000017", "", "", "")),
        ] {
            book.put(n(id), &d, None, &said);
        }
        let doubt = None;
        let rows = [
            (
                "IPA code, other name",
                draft("PROVA", "", "C_X", "", ""),
                Some(1),
            ),
            ("tax code", draft("x", "80000000001", "", "", ""), Some(1)),
            (
                "tax code, another IPA code",
                draft("Scuola B", "80000000009", "SC_B", "", ""),
                Some(0),
            ),
            (
                "code of several",
                draft("Doppio", "00000000017", "", "", ""),
                doubt,
            ),
            (
                "PEC and name, any case",
                draft("STUDIO  Òlmo", "", "", "olmo@pec.example", ""),
                Some(2),
            ),
            (
                "PEC and name, now with code",
                draft("Studio Olmo", "09876543210", "", "olmo@pec.example", ""),
                Some(2),
            ),
            (
                "PEC of another name",
                draft("Studio Pino", "", "", "olmo@pec.example", ""),
                doubt,
            ),
            (
                "PEC of one without code",
                draft("Altri", "09876543210", "", "olmo@pec.example", ""),
                doubt,
            ),
            (
                "PEC of one with another code",
                draft("Pino SAS", "09876543210", "", "pino@pec.example", ""),
                Some(0),
            ),
            (
                "PEC without a name",
                draft("", "", "", "olmo@pec.example", ""),
                Some(2),
            ),
            (
                "address and name",
                draft("studio olmo", "", "", "", "posta@olmo.example"),
                Some(2),
            ),
            (
                "shared address",
                draft("Rosa", "", "", "", "posta@olmo.example"),
                Some(0),
            ),
            (
                "nobody",
                draft("Nuovo", "1", "", "n@pec.example", ""),
                Some(0),
            ),
        ];
        for (what, draft, expected) in rows {
            let found = match book.find(&draft) {
                Found::Nobody => Some(0),
                Found::One(id) => Some(id.as_u128()),
                Found::Doubtful(_) => None,
            };
            assert_eq!(found, expected, "{what}");
        }
    }

    #[test]
    fn what_is_said_again_changes_only_its_date() {
        let now = Utc::now();
        let said = |source, at| Said {
            source,
            at,
            now: at,
            by: "anna",
        };
        let mut book = Book::default();
        let id = Uuid::from_u128(1);
        let first = draft("Olmo", "01234567890", "", "olmo@pec.example", "");
        assert_eq!(book.put(id, &first, None, &said("a", now)), Change::New);
        let later = now + chrono::TimeDelta::days(1);
        assert_eq!(book.put(id, &first, None, &said("b", later)), Change::Same);
        let entry = book.entry(id).unwrap();
        assert_eq!(
            (entry.party.checked_at, entry.party.changed_at),
            (later, now)
        );
        assert_eq!(entry.contacts[0].source, "b");
        let more = draft("Olmo", "", "", "olmo@pec.example", "posta@olmo.example");
        assert_eq!(
            book.put(id, &more, None, &said("c", later)),
            Change::Changed
        );
        let entry = book.entry(id).unwrap();
        assert!(entry.party.find_key.contains("posta@olmo.example"));
        assert_eq!(entry.party.tax_code, "01234567890", "kept");
        assert!(entry.contacts.iter().all(|c| c.name == "Olmo"));
    }
}
