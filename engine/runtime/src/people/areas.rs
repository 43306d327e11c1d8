//! Homogeneous organisational areas (AOO): offices and mailboxes belong to one, and to the house's only one where there
//! is none. A role in an area is one in each of its offices, and with its mailboxes.

use super::{Field, is_word, wrong};
use crate::{Act, Fault, Runtime, audit, fault::unchanged};
use office::Verb;
use serde_json::json;
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// An area to add or change; None leaves it.
#[derive(Debug, Clone, Default)]
pub struct AreaChange {
    /// Only when it is made; e.g. `scuola`.
    pub key: Option<String>,
    pub name: Option<String>,
    /// Its code in the index of public bodies; empty text takes it away.
    pub code: Option<String>,
    /// Refused when it is another by now; None: whatever it is.
    pub revision: Option<i64>,
}

impl Runtime {
    /// Adds an area.
    pub async fn add_area(&self, act: &Act, change: AreaChange) -> Result<row::Area, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let key = change.key.clone().unwrap_or_default().trim().to_lowercase();
        let mut fields = Vec::new();
        if !is_word(&key) {
            fields.push(wrong(
                "key",
                "Lettere minuscole, cifre, punti e trattini.",
                "Lower-case letters, digits, dots and dashes.",
            ));
        } else if load::area_by_key(&self.store, &key).await?.is_some() {
            fields.push(wrong(
                "key",
                "C'è già un'area con questo nome.",
                "An area of this name exists.",
            ));
        }
        let area = row::Area {
            id: Uuid::now_v7(),
            revision: 0,
            key,
            name: String::new(),
            code: String::new(),
        };
        self.put_area(act, area, change, fields, true).await
    }

    /// Changes an area; its key stays.
    pub async fn change_area(
        &self,
        act: &Act,
        id: Uuid,
        change: AreaChange,
    ) -> Result<row::Area, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let area = self.area(id).await?;
        unchanged(change.revision, area.revision)?;
        self.put_area(act, area, change, Vec::new(), false).await
    }

    /// Takes an area away that nothing belongs to.
    pub async fn remove_area(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let area = self.area(id).await?;
        let (offices, mailboxes, roles) = tokio::try_join!(
            load::offices(&self.store),
            load::mailboxes(&self.store),
            load::memberships(&self.store),
        )?;
        if offices.iter().any(|o| o.area == Some(id))
            || mailboxes.iter().any(|m| m.area == Some(id))
            || roles.iter().any(|m| m.area == Some(id))
        {
            return Err(Fault::refused(
                "area_in_use",
                "All'area appartengono uffici, caselle o ruoli: prima spostarli.",
                "Offices, mailboxes or roles belong to the area: move them first.",
            ));
        }
        let mut set = self.set(act);
        set.guard(Table::Area, id, Expect::Revision(area.revision))
            .write(Write::Delete(Table::Area, id));
        set.audit(audit(
            act,
            "area.remove",
            "area",
            id,
            json!({ "key": area.key }),
        ));
        self.commit(set).await?;
        self.read_calendars().await
    }

    async fn area(&self, id: Uuid) -> Result<row::Area, Fault> {
        let areas = load::areas(&self.store).await?;
        areas
            .into_iter()
            .find(|a| a.id == id)
            .ok_or_else(|| Fault::not_found("area"))
    }

    /// The area of a key; empty: none. An unknown one is a problem of the field.
    pub(crate) async fn area_named(
        &self,
        field: &str,
        key: &str,
        fields: &mut Vec<Field>,
    ) -> Result<Option<Uuid>, Fault> {
        if key.is_empty() {
            return Ok(None);
        }
        let found = load::area_by_key(&self.store, key).await?;
        if found.is_none() {
            fields.push(wrong(
                field,
                &format!("«{key}» non è un'area."),
                &format!("«{key}» is no area."),
            ));
        }
        Ok(found.map(|a| a.id))
    }

    async fn put_area(
        &self,
        act: &Act,
        mut area: row::Area,
        change: AreaChange,
        mut fields: Vec<Field>,
        new: bool,
    ) -> Result<row::Area, Fault> {
        area.name = change.name.map_or(area.name, |n| n.trim().to_string());
        area.code = change.code.map_or(area.code, |c| c.trim().to_uppercase());
        if area.name.is_empty() || area.name.chars().count() > 200 {
            fields.push(wrong(
                "name",
                "Scrivere il nome dell'area, in breve.",
                "Write the name of the area, in short.",
            ));
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if area.code.len() > 40 || !area.code.chars().all(fits) {
            fields.push(wrong(
                "code",
                "Il codice dell'indice IPA: lettere e cifre.",
                "The code of the IPA index: letters and digits.",
            ));
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let expect = match new {
            true => Expect::Absent,
            false => Expect::Revision(area.revision),
        };
        let mut set = self.set(act);
        set.guard(Table::Area, area.id, expect).put(area.clone());
        let verb = if new { "area.create" } else { "area.update" };
        set.audit(audit(
            act,
            verb,
            "area",
            area.id,
            json!({ "key": area.key }),
        ));
        self.commit(set).await?;
        Ok(row::Area {
            revision: if new { 0 } else { area.revision + 1 },
            ..area
        })
    }
}
