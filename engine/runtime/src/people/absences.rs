//! Absences and substitutes: written down by the person, or by an administrator for anybody.
//!
//! Why somebody is away is nobody's business here: only the days and the substitute are kept.

use super::{Field, entries, wrong};
use crate::{Act, Fault, Runtime, audit, fault::unchanged};
use chrono::NaiveDate;
use office::Verb;
use office::people::deputy_of;
use office::substitute::{Absence, would_ring};
use serde_json::json;
use std::collections::HashMap;
use store::{Expect, Table, Write, load, row, view};
use uuid::Uuid;

/// An absence to write down; both days count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAbsence {
    /// Login.
    pub person: String,
    /// Login; None: nobody.
    pub substitute: Option<String>,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// What may change of an absence; None leaves it. Who was a substitute stays one for the days that are over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AbsenceChange {
    /// Login; empty text: nobody.
    pub substitute: Option<String>,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    /// Refused when it is another by now; None: whatever it is.
    pub revision: Option<i64>,
}

impl Runtime {
    /// The day in the office's zone.
    pub fn today(&self) -> NaiveDate {
        self.clock.now().with_timezone(&self.zone).date_naive()
    }

    /// Absences on a day as `office` reads them. A substitute who is no longer active is none.
    pub(crate) async fn absences_on(&self, day: NaiveDate) -> Result<Vec<Absence>, Fault> {
        let rows = load::absences_on(&self.store, day).await?;
        match rows.is_empty() {
            true => Ok(Vec::new()),
            false => self.as_known(rows).await,
        }
    }

    /// Rows as `office` reads them, in their order. A substitute who is no longer active is none; where there is none the
    /// deputy stands in for an absent head.
    pub async fn as_known(&self, rows: Vec<row::Absence>) -> Result<Vec<Absence>, Fault> {
        let offices = entries(&load::offices(&self.store).await?);
        let people: HashMap<Uuid, row::Person> = load::people(&self.store)
            .await?
            .into_iter()
            .map(|p| (p.id, p))
            .collect();
        let known = |a: row::Absence| {
            let login = people.get(&a.person)?.login.clone();
            let named = a.substitute.and_then(|id| people.get(&id));
            let deputy = || {
                let deputy = deputy_of(&login, &offices)?;
                people.values().find(|p| p.login == deputy)
            };
            let active = |p: &&row::Person| p.active;
            let substitute = named
                .filter(active)
                .or_else(|| deputy().filter(active))
                .map(|p| p.login.clone());
            Some(Absence {
                login,
                substitute,
                first: a.first_day,
                last: a.last_day,
            })
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// Writes down an absence. Refuses days that are over, a second absence on a day, and substitutes in a ring.
    pub async fn add_absence(&self, act: &Act, new: NewAbsence) -> Result<row::Absence, Fault> {
        let mut fields = Vec::new();
        let login = new.person.trim().to_lowercase();
        let person = load::person_by_login(&self.store, &login)
            .await?
            .filter(|p| p.active);
        let Some(person) = person else {
            return Err(Fault::Invalid {
                fields: vec![unknown("person")],
            });
        };
        let act = &self.may_write_absence(act, person.id)?;
        if new.first_day < self.today() {
            fields.push(wrong(
                "first_day",
                "Il primo giorno non può essere passato.",
                "The first day cannot be over.",
            ));
        }
        let absence = row::Absence {
            id: Uuid::now_v7(),
            revision: 0,
            person: person.id,
            substitute: self.substitute(new.substitute, &mut fields).await?,
            first_day: new.first_day,
            last_day: Some(new.last_day),
            created_by: act.viewer.login.clone(),
            created_at: self.clock.now(),
        };
        self.put_absence(act, absence, fields, Expect::Absent).await
    }

    /// Changes an absence that is not over; days that are over stay as they were.
    pub async fn change_absence(
        &self,
        act: &Act,
        id: Uuid,
        change: AbsenceChange,
    ) -> Result<row::Absence, Fault> {
        let was = self.open_absence(act, id).await?;
        let act = &self.may_write_absence(act, was.person)?;
        unchanged(change.revision, was.revision)?;
        let mut fields = Vec::new();
        let today = self.today();
        let begun = was.first_day <= today;
        let last_day = change.last_day.or(was.last_day);
        let first_day = change.first_day.unwrap_or(was.first_day);
        if begun && first_day != was.first_day || !begun && first_day < today {
            fields.push(wrong(
                "first_day",
                "Il primo giorno non può essere passato.",
                "The first day cannot be over.",
            ));
        }
        let yesterday = today.pred_opt().unwrap_or(today);
        if begun && last_day.is_some_and(|last| last < yesterday) {
            fields.push(wrong(
                "last_day",
                "Si può chiudere l'assenza al più presto a ieri.",
                "An absence can be ended yesterday at the earliest.",
            ));
        }
        let substitute = match change.substitute {
            Some(login) => self.substitute(Some(login), &mut fields).await?,
            None => was.substitute,
        };
        let expect = Expect::Revision(was.revision);
        let now = row::Absence {
            substitute,
            first_day,
            last_day,
            ..was.clone()
        };
        // Who was a substitute before today must stay so: the record says in whose place things were done.
        if begun && first_day < today && substitute != was.substitute {
            return self.split_absence(act, was, now, fields).await;
        }
        self.put_absence(act, now, fields, expect).await
    }

    /// Takes back an absence that has not begun.
    pub async fn withdraw_absence(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let absence = self.open_absence(act, id).await?;
        let act = &self.may_write_absence(act, absence.person)?;
        if absence.first_day < self.today() {
            return Err(Fault::refused(
                "absence_begun",
                "L'assenza è cominciata: cambiarne l'ultimo giorno.",
                "The absence has begun: change its last day.",
            ));
        }
        let mut set = self.set(act);
        set.guard(Table::Absence, id, Expect::Revision(absence.revision))
            .write(Write::Delete(Table::Absence, id));
        set.audit(told(act, "absence.withdraw", &absence));
        self.commit(set).await.map(|_| ())
    }

    /// One that is not over, and not that of somebody who left; what the person may not see is not there.
    async fn open_absence(&self, act: &Act, id: Uuid) -> Result<row::Absence, Fault> {
        view::absences(&act.viewer, &self.store, self.today())
            .await?
            .into_iter()
            .find(|a| a.id == id && a.last_day.is_some())
            .ok_or_else(|| Fault::not_found("absence"))
    }

    fn may_write_absence(&self, act: &Act, person: Uuid) -> Result<Act, Fault> {
        match act.viewer.person == Some(person) {
            true => Ok(act.clone()),
            false => act.may(Verb::ManagePeople),
        }
    }

    async fn substitute(
        &self,
        given: Option<String>,
        fields: &mut Vec<Field>,
    ) -> Result<Option<Uuid>, Fault> {
        let Some(login) = given
            .map(|l| l.trim().to_lowercase())
            .filter(|l| !l.is_empty())
        else {
            return Ok(None);
        };
        let found = load::person_by_login(&self.store, &login).await?;
        match found.filter(|p| p.active) {
            Some(person) => Ok(Some(person.id)),
            None => {
                fields.push(unknown("substitute"));
                Ok(None)
            }
        }
    }

    /// Ends the absence yesterday and goes on with the new substitute from today.
    async fn split_absence(
        &self,
        act: &Act,
        was: row::Absence,
        now: row::Absence,
        fields: Vec<Field>,
    ) -> Result<row::Absence, Fault> {
        let today = self.today();
        let ended = row::Absence {
            last_day: today.pred_opt(),
            ..was.clone()
        };
        let goes_on = row::Absence {
            id: Uuid::now_v7(),
            revision: 0,
            first_day: today,
            created_by: act.viewer.login.clone(),
            created_at: self.clock.now(),
            ..now
        };
        self.check_absence(&goes_on, Some(was.id), fields).await?;
        let mut set = self.set(act);
        set.guard(Table::Absence, was.id, Expect::Revision(was.revision))
            .guard(Table::Absence, goes_on.id, Expect::Absent)
            .put(ended)
            .put(goes_on.clone());
        set.audit(told(act, "absence.update", &goes_on));
        self.commit(set).await?;
        Ok(goes_on)
    }

    async fn put_absence(
        &self,
        act: &Act,
        absence: row::Absence,
        fields: Vec<Field>,
        expect: Expect,
    ) -> Result<row::Absence, Fault> {
        self.check_absence(&absence, Some(absence.id), fields)
            .await?;
        let new = expect == Expect::Absent;
        let mut set = self.set(act);
        set.guard(Table::Absence, absence.id, expect)
            .put(absence.clone());
        let verb = if new {
            "absence.create"
        } else {
            "absence.update"
        };
        set.audit(told(act, verb, &absence));
        self.commit(set).await?;
        Ok(row::Absence {
            revision: if new { 0 } else { absence.revision + 1 },
            ..absence
        })
    }

    /// Refuses an absence that meets another of the same person (but `besides`), or closes a ring.
    async fn check_absence(
        &self,
        absence: &row::Absence,
        besides: Option<Uuid>,
        mut fields: Vec<Field>,
    ) -> Result<(), Fault> {
        if absence.last_day.is_some_and(|l| l < absence.first_day) {
            fields.push(wrong(
                "last_day",
                "L'ultimo giorno viene prima del primo.",
                "The last day comes before the first.",
            ));
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let mut others = load::absences(&self.store, absence.first_day).await?;
        others.retain(|a| Some(a.id) != besides);
        let others = self.as_known(others).await?;
        let mut new = self.as_known(vec![absence.clone()]).await?;
        let Some(new) = new.pop() else {
            return Err(Fault::not_found("person"));
        };
        if let Some(other) = others
            .iter()
            .find(|o| o.login == new.login && o.meets(&new))
        {
            let (from, to) = (other.first, other.last);
            let until = to.map_or(String::new(), |to| format!(" – {}", to.format("%d/%m/%Y")));
            let days = format!("{}{until}", from.format("%d/%m/%Y"));
            return Err(Fault::Invalid {
                fields: vec![wrong(
                    "first_day",
                    &format!("In quei giorni c'è già un'assenza ({days})."),
                    &format!("There is an absence on those days already ({days})."),
                )],
            });
        }
        if let Some((day, ring)) = would_ring(&new, &others) {
            let ring = self.names_of(&ring).await?.join(" → ");
            let day = day.format("%d/%m/%Y");
            return Err(Fault::Invalid {
                fields: vec![wrong(
                    "substitute",
                    &format!(
                        "Il {day} i sostituti formerebbero un cerchio: {ring}. Scegliere un'altra persona."
                    ),
                    &format!(
                        "On {day} the substitutes would form a ring: {ring}. Choose another person."
                    ),
                )],
            });
        }
        Ok(())
    }

    async fn names_of(&self, logins: &[String]) -> Result<Vec<String>, Fault> {
        let names: HashMap<String, String> = load::people(&self.store)
            .await?
            .into_iter()
            .map(|p| (p.login, p.name))
            .collect();
        let name = |login: &String| names.get(login).unwrap_or(login).clone();
        Ok(logins.iter().map(name).collect())
    }
}

fn unknown(field: &str) -> Field {
    wrong(
        field,
        "Persona sconosciuta o non attiva.",
        "Unknown or inactive person.",
    )
}

fn told(act: &Act, verb: &str, absence: &row::Absence) -> row::Audit {
    audit(
        act,
        verb,
        "person",
        absence.person,
        json!({
            "absence": absence.id,
            "substitute": absence.substitute,
            "first_day": absence.first_day,
            "last_day": absence.last_day,
        }),
    )
}
