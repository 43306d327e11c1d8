//! When the house, its areas and its offices work: set by administrators, counted by processes.
//!
//! A calendar is never changed: setting one keeps a new version, and every step's trace names the version it went by.

use super::wrong;
use crate::{Act, Fault, Runtime, audit, fault::unchanged, ids};
use office::Verb;
use office::calendar::{Calendar, Calendars, Scope};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use store::{Expect, Table, load, row};
use uuid::Uuid;

impl Runtime {
    /// By which working days and hours are counted now.
    pub fn calendars(&self) -> Arc<Calendars> {
        self.calendars
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Sets the calendar of a scope (`casa`, `aoo:KEY`, `ufficio:KEY`); None: it goes by the one above it again, the house
    /// by the usual one. `seen`: number of the version that was changed (0: there was none); None: whatever it is.
    pub async fn set_calendar(
        &self,
        act: &Act,
        scope: &str,
        calendar: Option<Calendar>,
        seen: Option<i64>,
    ) -> Result<row::Calendar, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let scope = Scope::named(scope).ok_or_else(|| Fault::not_found("calendar"))?;
        let known = match &scope {
            Scope::House => true,
            Scope::Area(key) => load::area_by_key(&self.store, key).await?.is_some(),
            Scope::Office(key) => load::office_by_key(&self.store, key).await?.is_some(),
        };
        if !known {
            return Err(Fault::not_found("calendar"));
        }
        let problems = calendar.iter().flat_map(Calendar::problems);
        let fields: Vec<_> = problems.map(|(f, it, en)| wrong(f, it, en)).collect();
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let stored = load::calendars(&self.store).await?;
        let name = scope.name();
        let current = stored.iter().find(|c| c.scope == name);
        unchanged(seen, current.map_or(0, |c| c.number))?;
        let number = stored.iter().map(|c| c.number).max().unwrap_or(0) + 1;
        let row = row::Calendar {
            // Two that draw the same number see each other by its id.
            id: ids::derived(Uuid::nil(), &number.to_be_bytes(), "calendar"),
            number,
            scope: name,
            calendar: calendar.map_or(Json::Null, |c| json!(c)),
            created_by: act.viewer.login.clone(),
            created_at: self.clock.now(),
        };
        let mut set = self.set(act);
        set.guard(Table::Calendar, row.id, Expect::Absent)
            .put(row.clone());
        set.audit(audit(
            act,
            "calendar.update",
            "calendar",
            &row.scope,
            json!({ "number": number }),
        ));
        self.commit(set).await?;
        self.read_calendars().await?;
        Ok(row)
    }

    /// Reads them again: after a change, and now and then, because another node may have changed them.
    pub(crate) async fn read_calendars(&self) -> Result<(), Fault> {
        let (stored, offices, areas) = tokio::try_join!(
            load::calendars(&self.store),
            load::offices(&self.store),
            load::areas(&self.store),
        )?;
        let version = stored.iter().map(|c| c.number).max().unwrap_or(0);
        let mut by_scope = BTreeMap::new();
        for row in stored.into_iter().filter(|c| !c.calendar.is_null()) {
            let calendar = serde_json::from_value(row.calendar)
                .map_err(|e| Fault::broken(format!("calendar {}: {e}", row.number)))?;
            if let Some(scope) = Scope::named(&row.scope) {
                by_scope.insert(scope, calendar);
            }
        }
        let area_of = |o: &row::Office| {
            let area = areas.iter().find(|a| Some(a.id) == o.area);
            (o.key.clone(), area.map(|a| a.key.clone()))
        };
        let offices: Vec<_> = offices.iter().map(area_of).collect();
        let found = Calendars::new(version.unsigned_abs(), by_scope, &offices);
        let mut kept = self
            .calendars
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if **kept != found {
            *kept = Arc::new(found);
        }
        Ok(())
    }
}
