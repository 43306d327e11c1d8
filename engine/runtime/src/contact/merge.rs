//! One contact of two: addresses, people and parts go over; the other stays as a sign to the first.

use super::entry::Entry;
use crate::{Act, Fault, Runtime, audit};
use office::Verb;
use serde_json::json;
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// Parts and people that go over with a body.
const PEOPLE_MAX: usize = 1_000;

impl Runtime {
    /// Makes one contact of two: `other` becomes part of `keep`, which keeps its name and takes codes it lacks. Refused
    /// where both have a code and these differ.
    pub async fn merge_parties(&self, act: &Act, keep: Uuid, other: Uuid) -> Result<(), Fault> {
        let act = &act.may(Verb::KeepContacts)?;
        if keep == other {
            return Err(Fault::refused(
                "contact_itself",
                "Un contatto non si unisce a se stesso.",
                "A contact is not made one with itself.",
            ));
        }
        let (mut kept, gone) = (
            self.party_entry(keep).await?,
            self.party_entry(other).await?,
        );
        for (a, b) in [
            (&kept.party.tax_code, &gone.party.tax_code),
            (&kept.party.ipa_code, &gone.party.ipa_code),
        ] {
            if !a.is_empty() && !b.is_empty() && a != b {
                return Err(Fault::refused(
                    "contacts_differ",
                    "Hanno codici diversi: sono due contatti.",
                    "Their codes differ: they are two contacts.",
                ));
            }
        }
        let people = load::parties_of_body(&self.store, other, PEOPLE_MAX + 1).await?;
        if people.len() > PEOPLE_MAX {
            return Err(Fault::refused(
                "contact_too_large",
                "Ne fanno parte più di 1.000 contatti: unire nell'altro verso.",
                "More than 1,000 contacts belong to it: merge the other way round.",
            ));
        }
        let now = self.clock.now();
        let mut set = self.set(act);
        for contact in &gone.contacts {
            match kept
                .contacts
                .iter_mut()
                .find(|c| c.address == contact.address)
            {
                Some(known) => {
                    known.certified |= contact.certified;
                    known.imported_at = known.imported_at.max(contact.imported_at);
                    set.write(Write::Delete(Table::Contact, contact.id));
                }
                None => kept.contacts.push(contact.clone()),
            }
        }
        let fill = |into: &mut String, with: &String| {
            if into.is_empty() {
                into.clone_from(with);
            }
        };
        let party = &mut kept.party;
        fill(&mut party.tax_code, &gone.party.tax_code);
        fill(&mut party.ipa_code, &gone.party.ipa_code);
        fill(&mut party.position, &gone.party.position);
        fill(&mut party.note, &gone.party.note);
        party.body = party.body.or(gone.party.body).filter(|b| *b != keep);
        party.checked_at = party.checked_at.max(gone.party.checked_at);
        party.changed_by = act.viewer.login.clone();
        party.changed_at = now;
        kept.settle();
        let Entry { party, contacts } = kept;
        set.guard(Table::Party, keep, Expect::Revision(party.revision))
            .put(party);
        for contact in contacts {
            set.put(contact);
        }
        set.guard(Table::Party, other, Expect::Revision(gone.party.revision))
            .put(row::Party {
                state: "merged".into(),
                merged_into: Some(keep),
                changed_by: act.viewer.login.clone(),
                changed_at: now,
                ..gone.party
            });
        for person in people.into_iter().filter(|p| p.id != keep) {
            set.guard(Table::Party, person.id, Expect::Revision(person.revision))
                .put(row::Party {
                    body: Some(keep),
                    ..person
                });
        }
        set.audit(audit(
            act,
            "contact.merge",
            "contact",
            keep,
            json!({ "other": other }),
        ));
        self.commit(set).await.map(|_| ())
    }
}
