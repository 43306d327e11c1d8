//! Contacts written, changed and closed by people. Nobody deletes one: a closed contact is found no more while one
//! types, and what was exchanged with it stays under its name.

use super::entry::{Entry, Said, contact};
use super::line::{ADDRESSES_MAX, Draft, KINDS, code};
use super::same::{Book, Found, name_key};
use crate::fault::unchanged;
use crate::{Act, Fault, Runtime, audit};
use contract::is_address;
use office::Verb;
use serde_json::json;
use std::collections::BTreeSet;
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// The source of what somebody typed.
pub(super) const BY_HAND: &str = "manual";

const NAME_CHARS_MAX: usize = 300;
const NOTE_CHARS_MAX: usize = 2_000;

/// Somebody to be written down.
#[derive(Debug, Clone, Default)]
pub struct NewParty {
    /// body | company | person
    pub kind: String,
    pub name: String,
    pub tax_code: String,
    pub ipa_code: String,
    /// The body it is a part of, or works for.
    pub body: Option<Uuid>,
    pub position: String,
    pub note: String,
    /// With whether it is a PEC mailbox.
    pub addresses: Vec<(String, bool)>,
}

/// What is changed; None stays. Addresses that stay keep their source and date, others were typed now.
#[derive(Debug, Clone, Default)]
pub struct PartyChange {
    pub kind: Option<String>,
    pub name: Option<String>,
    pub tax_code: Option<String>,
    pub ipa_code: Option<String>,
    /// `Some(None)`: of no body.
    pub body: Option<Option<Uuid>>,
    pub position: Option<String>,
    pub note: Option<String>,
    pub addresses: Option<Vec<(String, bool)>>,
    /// Addresses somebody has looked up again just now.
    pub checked: Vec<String>,
}

type Fields = Vec<(String, String, String)>;

fn say(fields: &mut Fields, field: &str, it: &str, en: &str) {
    fields.push((field.into(), it.into(), en.into()));
}

impl Runtime {
    /// Writes somebody down. Refused with the contact (`contact`) when it is there already by the rule of `same.rs`.
    pub async fn add_party(&self, act: &Act, new: NewParty) -> Result<Uuid, Fault> {
        let act = &act.may(Verb::EditContact)?;
        let now = self.clock.now();
        let id = Uuid::now_v7();
        let mut entry = Entry {
            party: row::Party {
                id,
                revision: 0,
                kind: new.kind,
                name: new.name,
                name_key: String::new(),
                tax_code: code(&new.tax_code),
                ipa_code: code(&new.ipa_code),
                body: new.body,
                position: new.position.trim().into(),
                note: new.note.trim().into(),
                state: "open".into(),
                merged_into: None,
                source: BY_HAND.into(),
                checked_at: now,
                certified: false,
                find_key: String::new(),
                changed_by: act.viewer.login.clone(),
                changed_at: now,
            },
            contacts: Vec::new(),
        };
        let mut fields = Fields::new();
        self.set_addresses(act, &mut entry, &new.addresses, &mut fields);
        self.check_party(&mut entry, &mut fields).await?;
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let mut set = self.set(act);
        set.guard(Table::Party, id, Expect::Absent).put(entry.party);
        for contact in entry.contacts {
            set.put(contact);
        }
        set.audit(audit(act, "contact.create", "contact", id, json!({})));
        self.commit(set).await?;
        Ok(id)
    }

    /// Changes somebody. `revision`: what the change was written against; None: whatever is there.
    pub async fn change_party(
        &self,
        act: &Act,
        id: Uuid,
        revision: Option<i64>,
        change: PartyChange,
    ) -> Result<(), Fault> {
        let act = &act.may(Verb::EditContact)?;
        let mut entry = self.party_entry(id).await?;
        unchanged(revision, entry.party.revision)?;
        let before: BTreeSet<Uuid> = entry.contacts.iter().map(|c| c.id).collect();
        let (party, now) = (&mut entry.party, self.clock.now());
        let trimmed = |text: String| text.trim().to_owned();
        if let Some(kind) = change.kind {
            party.kind = kind;
        }
        if let Some(name) = change.name {
            party.name = name;
        }
        if let Some(tax_code) = change.tax_code {
            party.tax_code = code(&tax_code);
        }
        if let Some(ipa_code) = change.ipa_code {
            party.ipa_code = code(&ipa_code);
        }
        party.body = change.body.unwrap_or(party.body);
        if let Some(position) = change.position {
            party.position = trimmed(position);
        }
        if let Some(note) = change.note {
            party.note = trimmed(note);
        }
        party.changed_by = act.viewer.login.clone();
        party.changed_at = now;
        let mut fields = Fields::new();
        if let Some(addresses) = &change.addresses {
            self.set_addresses(act, &mut entry, addresses, &mut fields);
        }
        let checked: BTreeSet<String> = change.checked.iter().map(|a| a.to_lowercase()).collect();
        for contact in &mut entry.contacts {
            if checked.contains(&contact.address) {
                contact.imported_at = now;
                entry.party.checked_at = now;
            }
        }
        self.check_party(&mut entry, &mut fields).await?;
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let mut set = self.set(act);
        set.guard(Table::Party, id, Expect::Revision(entry.party.revision))
            .put(entry.party);
        let after: BTreeSet<Uuid> = entry.contacts.iter().map(|c| c.id).collect();
        for gone in before.difference(&after) {
            set.write(Write::Delete(Table::Contact, *gone));
        }
        for contact in entry.contacts {
            set.put(contact);
        }
        set.audit(audit(
            act,
            "contact.update",
            "contact",
            id,
            json!({ "checked": checked.len() }),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// Closes somebody, or opens them again.
    pub async fn close_party(&self, act: &Act, id: Uuid, closed: bool) -> Result<(), Fault> {
        let act = &act.may(Verb::EditContact)?;
        let entry = self.party_entry(id).await?;
        let (state, verb) = match closed {
            true => ("closed", "contact.close"),
            false => ("open", "contact.reopen"),
        };
        if entry.party.state == state {
            return Ok(());
        }
        let mut set = self.set(act);
        set.guard(Table::Party, id, Expect::Revision(entry.party.revision))
            .put(row::Party {
                state: state.into(),
                changed_by: act.viewer.login.clone(),
                changed_at: self.clock.now(),
                ..entry.party
            });
        set.audit(audit(act, verb, "contact", id, json!({})));
        self.commit(set).await.map(|_| ())
    }

    /// A party with its addresses. Refused when it is one with another by now.
    pub(super) async fn party_entry(&self, id: Uuid) -> Result<Entry, Fault> {
        let party = load::party(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("contact"))?;
        if party.state == "merged" {
            return Err(Fault::conflict(
                "contact_merged",
                "Il contatto è stato unito a un altro.",
                "The contact was made one with another.",
            ));
        }
        let contacts = load::contacts_of(&self.store, &[id]).await?;
        Ok(Entry { party, contacts })
    }

    fn set_addresses(
        &self,
        act: &Act,
        entry: &mut Entry,
        addresses: &[(String, bool)],
        fields: &mut Fields,
    ) {
        if addresses.len() > ADDRESSES_MAX {
            say(
                fields,
                "addresses",
                "Al più 20 indirizzi.",
                "At most 20 addresses.",
            );
            return;
        }
        let now = self.clock.now();
        let said = Said {
            source: BY_HAND,
            at: now,
            now,
            by: &act.viewer.login,
        };
        let mut kept: Vec<row::Contact> = Vec::new();
        for (n, (address, certified)) in addresses.iter().enumerate() {
            let address = address.trim().to_lowercase();
            let field = format!("addresses.{n}");
            if !is_address(&address) {
                let it = format!("«{address}» non è un indirizzo.");
                say(
                    fields,
                    &field,
                    &it,
                    &format!("«{address}» is not an address."),
                );
            } else if kept.iter().any(|c| c.address == address) {
                say(
                    fields,
                    &field,
                    "L'indirizzo è ripetuto.",
                    "The address is given twice.",
                );
            } else {
                let known = entry.contacts.iter().find(|c| c.address == address);
                let new = || contact(entry.party.id, &address, *certified, &said);
                kept.push(match known.filter(|c| c.certified == *certified) {
                    Some(known) => known.clone(),
                    None => row::Contact {
                        id: known.map_or_else(|| new().id, |c| c.id),
                        ..new()
                    },
                });
            }
        }
        entry.contacts = kept;
    }

    /// Looks at the whole and writes again what follows from it.
    async fn check_party(&self, entry: &mut Entry, fields: &mut Fields) -> Result<(), Fault> {
        let party = &mut entry.party;
        party.name = party.name.trim().to_owned();
        let kind = KINDS.iter().find(|k| **k == party.kind);
        if kind.is_none() {
            say(
                fields,
                "kind",
                "Indicare ente, impresa o persona (body, company, person).",
                "Give body, company or person.",
            );
        }
        if name_key(&party.name).is_empty() || party.name.chars().count() > NAME_CHARS_MAX {
            say(
                fields,
                "name",
                "Indicare il nome, in al più 300 caratteri.",
                "Give the name, in at most 300 characters.",
            );
        }
        let long = [
            ("position", &party.position, NAME_CHARS_MAX),
            ("note", &party.note, NOTE_CHARS_MAX),
        ];
        for (field, text, max) in long {
            if text.chars().count() > max {
                let it = format!("Al più {max} caratteri.");
                say(fields, field, &it, &format!("At most {max} characters."));
            }
        }
        if let Some(body) = party.body {
            let found = load::party(&self.store, body).await?;
            let is_body = found.is_some_and(|b| b.kind != "person" && b.state != "merged");
            if !is_body || body == party.id {
                say(
                    fields,
                    "body",
                    "L'ente o l'impresa non è in rubrica.",
                    "The body or company is not in the address book.",
                );
            }
        }
        if !fields.is_empty() {
            return Ok(());
        }
        entry.settle();
        self.refuse_known(entry, kind.copied().unwrap_or("person"))
            .await
    }

    /// Refuses what is somebody else of the book by the rule.
    async fn refuse_known(&self, entry: &Entry, kind: &'static str) -> Result<(), Fault> {
        let party = &entry.party;
        let draft = Draft {
            kind,
            name: party.name.clone(),
            tax_code: party.tax_code.clone(),
            ipa_code: party.ipa_code.clone(),
            addresses: entry
                .contacts
                .iter()
                .map(|c| (c.address.clone(), c.certified))
                .collect(),
            ..Draft::default()
        };
        let mut book = Book::default();
        self.learn_of_book(&mut book, &[&draft]).await?;
        book.forget(party.id);
        let Found::One(known) = book.find(&draft) else {
            return Ok(());
        };
        let name = book.entry(known).map_or("", |e| e.party.name.as_str());
        Err(Fault::Refused {
            code: "contact_known".into(),
            it: format!(
                "È già in rubrica: «{name}». Aggiungere lì gli indirizzi, o unire i due contatti."
            ),
            en: format!(
                "It is in the address book already: «{name}». Add the addresses there, or make one contact of the two."
            ),
            extra: [("contact".to_string(), json!(known))]
                .into_iter()
                .collect(),
        })
    }
}
