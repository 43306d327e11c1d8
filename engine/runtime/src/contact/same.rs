//! When two are the same contact: the one place that says so.
//!
//! 1. The same code of the IPA.
//! 2. Else the same tax code or VAT number, unless both have a code of the IPA and these differ. A part of a body has
//!    no tax code of its own and is never known by the body's.
//! 3. Else the same PEC address and the same name; an extract without names is content with the address.
//! 4. Else the same ordinary address and the same name.
//!
//! A PEC address that is somebody else's by name or code, or a code that several have, is *doubtful*: a person decides.
//! Names are the same without regard to case, accents and what is no letter or digit.

use super::entry::{Entry, Said, set_address};
use super::line::Draft;
use std::collections::{BTreeSet, HashMap};
use store::row;
use uuid::Uuid;

/// What somebody named by a source is to the book.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    Nobody,
    One(Uuid),
    /// Why, in both languages.
    Doubtful(String, String),
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
        for contact in &entry.contacts {
            of(&mut self.by_address, &contact.address);
        }
        self.entries.insert(id, entry);
    }

    fn those(&self, map: &HashMap<String, BTreeSet<Uuid>>, key: &str) -> Vec<&Entry> {
        let ids = map.get(key).into_iter().flatten();
        ids.filter_map(|id| self.entries.get(id)).collect()
    }

    /// Who of the book it is; what is needed of the book must have been learnt.
    pub(super) fn find(&self, draft: &Draft) -> Found {
        if !draft.ipa_code.is_empty() {
            match self.those(&self.by_ipa_code, &draft.ipa_code).as_slice() {
                [] => {}
                [one] => return Found::One(one.party.id),
                _ => return several("il codice IPA", "the code of the IPA", &draft.ipa_code),
            }
        }
        if !draft.tax_code.is_empty() {
            let differs = |e: &&Entry| !draft.ipa_code.is_empty() && !e.party.ipa_code.is_empty();
            let mut same = self.those(&self.by_tax_code, &draft.tax_code);
            same.retain(|e| !differs(e));
            match same.as_slice() {
                [] => {}
                [one] => return Found::One(one.party.id),
                _ => return several("il codice fiscale", "the tax code", &draft.tax_code),
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
        let named = |e: &Entry| wanted.is_empty() || name_key(&e.party.name) == wanted;
        let mut taken = None;
        for (address, certified) in &draft.addresses {
            let there = self.those(&self.by_address, address);
            let same: Vec<&&Entry> = there.iter().filter(|e| fits(e) && named(e)).collect();
            match same.as_slice() {
                [one] => return Found::One(one.party.id),
                [] => {}
                _ => return several("l'indirizzo", "the address", address),
            }
            // A PEC belongs to one; an ordinary address may be shared.
            if *certified && let Some(other) = there.first() {
                taken.get_or_insert((address, other.party.name.as_str()));
            }
        }
        // Codes make clear that it is somebody else.
        match taken {
            Some((address, name)) if draft.tax_code.is_empty() && draft.ipa_code.is_empty() => {
                Found::Doubtful(
                    format!("la PEC {address} è già di «{name}»"),
                    format!("the PEC {address} is that of «{name}» already"),
                )
            }
            Some((address, name)) if self.lacks_code(address) => Found::Doubtful(
                format!("la PEC {address} è già di «{name}», senza codice"),
                format!("the PEC {address} is that of «{name}» already, who has no code"),
            ),
            _ => Found::Nobody,
        }
    }

    /// Somebody with this address has neither code.
    fn lacks_code(&self, address: &str) -> bool {
        self.those(&self.by_address, address)
            .iter()
            .any(|e| e.party.tax_code.is_empty() && e.party.ipa_code.is_empty())
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

fn several(it: &str, en: &str, what: &str) -> Found {
    Found::Doubtful(
        format!("{it} {what} è di più contatti"),
        format!("several contacts have {en} {what}"),
    )
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
                Found::Doubtful(..) => None,
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
