//! Offices: a tree with head and deputy.

use super::{Field, is_word, wrong};
use crate::{Act, Fault, Runtime, audit, fault::unchanged};
use office::Verb;
use office::people::{OfficeEntry, would_be_ring};
use serde::Deserialize;
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// An office to add or change; parent by key, head and deputy by login. Empty text takes away.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct OfficeChange {
    pub key: Option<String>,
    pub name: Option<String>,
    pub parent: Option<String>,
    /// Key of the area it belongs to.
    pub area: Option<String>,
    pub head: Option<String>,
    pub deputy: Option<String>,
    /// Refused when it is another by now; None: whatever it is.
    #[serde(skip)]
    pub revision: Option<i64>,
}

impl Runtime {
    /// Adds an office.
    pub async fn add_office(&self, act: &Act, change: OfficeChange) -> Result<row::Office, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let key = change.key.clone().unwrap_or_default().trim().to_lowercase();
        let mut fields = Vec::new();
        if !is_word(&key) {
            fields.push(wrong(
                "key",
                "Lettere minuscole, cifre, punti e trattini.",
                "Lower-case letters, digits, dots and dashes.",
            ));
        } else if load::office_by_key(&self.store, &key).await?.is_some() {
            fields.push(wrong(
                "key",
                "C'è già un ufficio con questo nome.",
                "An office of this name exists.",
            ));
        }
        if change.name.as_deref().unwrap_or_default().trim().is_empty() {
            fields.push(wrong(
                "name",
                "Scrivere il nome dell'ufficio.",
                "Write the name of the office.",
            ));
        }
        let office = row::Office {
            id: Uuid::now_v7(),
            revision: 0,
            key,
            name: String::new(),
            parent: None,
            area: None,
            head: None,
            deputy: None,
        };
        self.put_office(act, office, change, fields, true).await
    }

    /// Changes an office; its key stays.
    pub async fn change_office(
        &self,
        act: &Act,
        id: Uuid,
        change: OfficeChange,
    ) -> Result<row::Office, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let offices = load::offices(&self.store).await?;
        let office = offices
            .into_iter()
            .find(|o| o.id == id)
            .ok_or_else(|| Fault::not_found("office"))?;
        unchanged(change.revision, office.revision)?;
        self.put_office(act, office, change, Vec::new(), false)
            .await
    }

    async fn put_office(
        &self,
        act: &Act,
        mut office: row::Office,
        change: OfficeChange,
        mut fields: Vec<Field>,
        new: bool,
    ) -> Result<row::Office, Fault> {
        let all = load::offices(&self.store).await?;
        if let Some(name) = change.name.filter(|n| !n.trim().is_empty()) {
            office.name = name.trim().into();
        }
        if let Some(parent) = change.parent {
            office.parent = match all.iter().find(|o| o.key == parent) {
                _ if parent.is_empty() => None,
                Some(found) if would_be_ring(&office.key, &parent, &entries(&all)) => {
                    fields.push(wrong(
                        "parent",
                        "Un ufficio non può stare sotto se stesso.",
                        "An office cannot be below itself.",
                    ));
                    Some(found.id)
                }
                Some(found) => Some(found.id),
                None => {
                    fields.push(wrong("parent", "Ufficio sconosciuto.", "Unknown office."));
                    None
                }
            };
        }
        if let Some(area) = change.area {
            office.area = self.area_named("area", area.trim(), &mut fields).await?;
        }
        for (name, given, place) in [
            ("head", change.head, &mut office.head),
            ("deputy", change.deputy, &mut office.deputy),
        ] {
            let Some(login) = given.map(|l| l.trim().to_lowercase()) else {
                continue;
            };
            if !login.is_empty()
                && load::person_by_login(&self.store, &login)
                    .await?
                    .is_none_or(|p| !p.active)
            {
                fields.push(wrong(
                    name,
                    "Persona sconosciuta o non attiva.",
                    "Unknown or inactive person.",
                ));
            }
            *place = Some(login).filter(|l| !l.is_empty());
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let expect = if new {
            Expect::Absent
        } else {
            Expect::Revision(office.revision)
        };
        let mut set = self.set(act);
        set.guard(Table::Office, office.id, expect)
            .put(office.clone());
        set.audit(audit(
            act,
            if new {
                "office.create"
            } else {
                "office.update"
            },
            "office",
            office.id,
            json!({ "key": office.key }),
        ));
        self.commit(set).await?;
        self.read_calendars().await?;
        Ok(row::Office {
            revision: if new { 0 } else { office.revision + 1 },
            ..office
        })
    }
}

/// The tree as `office` reads it.
pub(crate) fn entries(offices: &[row::Office]) -> Vec<OfficeEntry> {
    let key_of = |id: Uuid| offices.iter().find(|o| o.id == id).map(|o| o.key.clone());
    offices
        .iter()
        .map(|o| OfficeEntry {
            key: o.key.clone(),
            parent: o.parent.and_then(key_of),
            head: o.head.clone(),
            deputy: o.deputy.clone(),
        })
        .collect()
}
