//! Roles of a person, everywhere or in an office.

use super::{Field, wrong};
use crate::{Fault, Runtime};
use chrono::NaiveDate;
use office::Role;
use serde::Deserialize;
use store::{WriteSet, load, row};
use uuid::Uuid;

/// A role of a person; `office` is a key, None: everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct RoleGiven {
    pub role: String,
    #[serde(default)]
    pub office: Option<String>,
    /// Key of an area, in all of whose offices it holds; not beside an office.
    #[serde(default)]
    pub area: Option<String>,
    /// The last day on which it holds; None: without an end.
    #[serde(default)]
    pub last_day: Option<NaiveDate>,
}

impl Runtime {
    pub(super) async fn put_roles(
        &self,
        person: Uuid,
        roles: &[RoleGiven],
        set: &mut WriteSet,
        fields: &mut Vec<Field>,
    ) -> Result<(), Fault> {
        let mut given = roles.to_vec();
        given.sort();
        given.dedup();
        for RoleGiven {
            role,
            office,
            area,
            last_day,
        } in given
        {
            if Role::named(&role).is_none() {
                fields.push(wrong(
                    "roles",
                    &format!("«{role}» non è un ruolo."),
                    &format!("«{role}» is no role."),
                ));
            }
            let office = match office.filter(|o| !o.is_empty()) {
                None => None,
                Some(key) => match load::office_by_key(&self.store, &key).await? {
                    Some(found) => Some(found.id),
                    None => {
                        fields.push(wrong(
                            "roles",
                            &format!("«{key}» non è un ufficio."),
                            &format!("«{key}» is no office."),
                        ));
                        continue;
                    }
                },
            };
            let area = area.unwrap_or_default();
            if office.is_some() && !area.is_empty() {
                fields.push(wrong(
                    "roles",
                    "Un ruolo vale in un ufficio o in un'area, non in entrambi.",
                    "A role holds in an office or in an area, not in both.",
                ));
            }
            let area = self.area_named("roles", &area, fields).await?;
            set.put(row::Membership {
                id: Uuid::now_v7(),
                person,
                office,
                area,
                role,
                last_day,
            });
        }
        Ok(())
    }
}
