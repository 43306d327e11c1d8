//! Persons: added and changed by administrators; language and password by the person.

use super::{Field, roles::RoleGiven, wrong};
use crate::{Act, Fault, Runtime, audit, fault::unchanged};
use contract::is_address;
use office::tax_code::is_tax_code;
use office::{Role, Verb};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Expect, Table, Write, WriteSet, load, row};
use uuid::Uuid;

/// A person to add. `password` is a PHC string already.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    pub login: String,
    pub name: String,
    pub email: Option<String>,
    /// Codice fiscale.
    pub tax_code: Option<String>,
    /// With one the person gets an identity of the same name, by which to log in.
    pub password: Option<String>,
    pub roles: Vec<RoleGiven>,
    pub language: Option<String>,
}

/// What may change of a person; None leaves it.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    pub name: Option<String>,
    pub email: Option<String>,
    /// Codice fiscale; empty takes it away.
    pub tax_code: Option<String>,
    /// Of the identity named as the person is, else of the first open one; where there is none, one is made.
    pub password: Option<String>,
    pub active: Option<bool>,
    pub language: Option<String>,
    pub roles: Option<Vec<RoleGiven>>,
    /// Refused when it is another by now; None: whatever it is.
    pub revision: Option<i64>,
}

impl Runtime {
    /// Adds a person with roles. Refuses a login that exists or is no login, and unknown roles or offices.
    pub async fn add_person(&self, act: &Act, new: NewPerson) -> Result<row::Person, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let mut fields = Vec::new();
        let login = self
            .free_name("login", &new.login, None, &mut fields)
            .await?;
        if new.name.trim().is_empty() {
            fields.push(wrong("name", "Scrivere nome e cognome.", "Write the name."));
        }
        check_email(new.email.as_deref(), &mut fields);
        let tax_code = self
            .tax_code(new.tax_code.as_deref(), None, &mut fields)
            .await?;
        let person = row::Person {
            id: Uuid::now_v7(),
            revision: 0,
            login,
            name: new.name.trim().into(),
            email: kept_email(new.email),
            tax_code: tax_code.unwrap_or_default(),
            active: true,
            language: language(new.language.as_deref(), &mut fields).unwrap_or_else(|| "it".into()),
            created_at: self.clock.now(),
        };
        let mut set = self.set(act);
        self.put_roles(person.id, &new.roles, &mut set, &mut fields)
            .await?;
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        set.guard(Table::Person, person.id, Expect::Absent)
            .put(person.clone());
        if let Some(password) = new.password {
            self.put_identity(act, person.id, person.login.clone(), password, &mut set);
        }
        set.audit(audit(
            act,
            "person.create",
            "person",
            person.id,
            json!({ "roles": new.roles.len() }),
        ));
        self.commit(set).await?;
        Ok(person)
    }

    /// Changes a person; roles, when given, replace all. A person made inactive loses every session and token.
    /// Refuses to take the last administrator away.
    pub async fn change_person(
        &self,
        act: &Act,
        id: Uuid,
        change: PersonChange,
    ) -> Result<row::Person, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let mut fields = Vec::new();
        let was = load::person(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("person"))?;
        unchanged(change.revision, was.revision)?;
        check_email(change.email.as_deref(), &mut fields);
        if change.name.as_deref().is_some_and(|n| n.trim().is_empty()) {
            fields.push(wrong("name", "Scrivere nome e cognome.", "Write the name."));
        }
        let stays_admin = match &change.roles {
            Some(roles) => roles.iter().any(|r| {
                r.role == Role::Amministratore.name()
                    && r.last_day.is_none()
                    && r.area.as_deref().unwrap_or_default().is_empty()
            }),
            None => true,
        };
        if !(stays_admin && change.active.unwrap_or(true)) && self.is_last_administrator(id).await?
        {
            return Err(last_administrator());
        }
        let language = language(change.language.as_deref(), &mut fields);
        let tax_code = self
            .tax_code(change.tax_code.as_deref(), Some(id), &mut fields)
            .await?;
        let was_active = was.active;
        let changes_login_rights = change.password.is_some() || change.active == Some(false);
        let person = row::Person {
            name: change.name.map_or(was.name, |n| n.trim().to_string()),
            email: match change.email {
                Some(email) => kept_email(Some(email)),
                None => was.email,
            },
            tax_code: tax_code.unwrap_or(was.tax_code),
            active: change.active.unwrap_or(was.active),
            language: language.unwrap_or(was.language),
            ..was
        };
        let mut set = self.set(act);
        if let Some(roles) = &change.roles {
            for old in load::memberships_of(&self.store, id).await? {
                set.write(Write::Delete(Table::Membership, old.id));
            }
            self.put_roles(id, roles, &mut set, &mut fields).await?;
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        if let Some(password) = change.password {
            self.put_password(act, &person, password, &mut set).await?;
        }
        if change.active == Some(true) && !was_active {
            self.returns(id, &mut set).await?;
        }
        if changes_login_rights {
            self.end_sessions(act, id, None, &mut set).await?;
        }
        if !person.active {
            for token in load::tokens_of(&self.store, id).await? {
                set.write(Write::DeleteToken(token.id));
            }
        }
        set.guard(Table::Person, id, Expect::Revision(person.revision))
            .put(person.clone());
        set.audit(audit(
            act,
            "person.update",
            "person",
            id,
            json!({ "active": person.active, "roles": change.roles.map(|r| r.len()) }),
        ));
        self.commit(set).await?;
        Ok(row::Person {
            revision: person.revision + 1,
            ..person
        })
    }

    /// The code as it is kept, when it is one and nobody else's; None: nothing was said.
    async fn tax_code(
        &self,
        given: Option<&str>,
        of: Option<Uuid>,
        fields: &mut Vec<Field>,
    ) -> Result<Option<String>, Fault> {
        let Some(code) = given.map(|c| c.trim().to_uppercase()) else {
            return Ok(None);
        };
        if !code.is_empty() && !is_tax_code(&code) {
            fields.push(wrong(
                "tax_code",
                "Il codice fiscale non è giusto: controllare i sedici caratteri.",
                "The tax code is wrong: check its sixteen characters.",
            ));
        } else if !code.is_empty() {
            let people = load::people(&self.store).await?;
            if people
                .iter()
                .any(|p| p.tax_code == code && Some(p.id) != of)
            {
                fields.push(wrong(
                    "tax_code",
                    "C'è già una persona con questo codice fiscale.",
                    "A person with this tax code exists.",
                ));
            }
        }
        Ok(Some(code))
    }

    /// A person's own settings. `password`: an identity of the person's and the PHC string of its new password; changing it
    /// ends the person's other sessions.
    pub async fn change_profile(
        &self,
        act: &Act,
        language_code: Option<String>,
        password: Option<(row::Identity, String)>,
        keep: Option<row::Sha>,
    ) -> Result<row::Person, Fault> {
        let id = act
            .viewer
            .person
            .ok_or_else(|| Fault::not_found("person"))?;
        let was = load::person(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("person"))?;
        let mut fields = Vec::new();
        let language = language(language_code.as_deref(), &mut fields);
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let mut set = self.set(act);
        let verb = if password.is_some() {
            "password.change"
        } else {
            "person.update"
        };
        if password.is_some() {
            self.end_sessions(act, id, keep, &mut set).await?;
        }
        let person = row::Person {
            language: language.unwrap_or(was.language),
            ..was
        };
        if let Some((identity, password)) = password {
            if identity.person != id {
                return Err(Fault::not_found("identity"));
            }
            let revision = Expect::Revision(identity.revision);
            set.guard(Table::Identity, identity.id, revision)
                .put(row::Identity {
                    password,
                    ..identity
                });
        }
        set.guard(Table::Person, id, Expect::Revision(person.revision))
            .put(person.clone());
        set.audit(audit(act, verb, "person", id, json!({})));
        self.commit(set).await?;
        Ok(row::Person {
            revision: person.revision + 1,
            ..person
        })
    }

    /// Ends what the person came in by before: sessions, and a link not used yet.
    pub(super) async fn end_sessions(
        &self,
        act: &Act,
        person: Uuid,
        keep: Option<row::Sha>,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        // Links live by lease time, which this is: no test clock moves it.
        self.take_back_links(act, person, chrono::Utc::now(), set)
            .await?;
        self.drop_sessions(person, keep, set).await
    }

    pub(super) async fn drop_sessions(
        &self,
        person: Uuid,
        keep: Option<row::Sha>,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        for session in load::sessions_of(&self.store, person)
            .await?
            .into_iter()
            .filter(|s| Some(s.id) != keep)
        {
            set.write(Write::DeleteSession(session.id));
        }
        Ok(())
    }

    /// Who had left is there again: nobody stands in for them any more.
    async fn returns(&self, person: Uuid, set: &mut WriteSet) -> Result<(), Fault> {
        for absence in load::absences(&self.store, self.today()).await? {
            if absence.person == person && absence.last_day.is_none() {
                self.end_absence(&absence, set);
            }
        }
        Ok(())
    }

    pub(super) async fn is_last_administrator(&self, id: Uuid) -> Result<bool, Fault> {
        Ok(self.last_administrator().await? == Some(id))
    }

    /// The only person left who is an administrator without an end; None: there are several, or none.
    pub(super) async fn last_administrator(&self) -> Result<Option<Uuid>, Fault> {
        let active: BTreeMap<Uuid, bool> = load::people(&self.store)
            .await?
            .into_iter()
            .map(|p| (p.id, p.active))
            .collect();
        let admins = load::memberships(&self.store).await?;
        let mut admins = admins
            .iter()
            .filter(|m| {
                // One whose role ends, or holds in an area only, does not keep the house open.
                m.role == Role::Amministratore.name()
                    && m.last_day.is_none()
                    && m.area.is_none()
                    && active.get(&m.person) == Some(&true)
            })
            .map(|m| m.person);
        let first = admins.next();
        Ok(first.filter(|id| admins.all(|other| other == *id)))
    }
}

pub(super) fn last_administrator() -> Fault {
    Fault::refused(
        "last_administrator",
        "È l'ultimo amministratore: prima nominarne un altro.",
        "The last administrator: appoint another one first.",
    )
}

fn check_email(email: Option<&str>, fields: &mut Vec<Field>) {
    if email.is_some_and(|e| !e.trim().is_empty() && !is_address(e.trim())) {
        fields.push(wrong("email", "Indirizzo non valido.", "Invalid address."));
    }
}

/// As it is kept: without the spaces around it; empty text takes it away.
fn kept_email(email: Option<String>) -> Option<String> {
    email
        .map(|e| e.trim().to_string())
        .filter(|e| !e.is_empty())
}

fn language(code: Option<&str>, fields: &mut Vec<Field>) -> Option<String> {
    match code {
        None | Some("it" | "en") => code.map(String::from),
        Some(_) => {
            fields.push(wrong("language", "it oppure en", "it or en"));
            None
        }
    }
}
