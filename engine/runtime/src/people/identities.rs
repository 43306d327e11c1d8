//! Identities: by what a person logs in, apart from the person, whom every act names.
//!
//! A person may have several, at the same time or one after another. The name of a closed one stays taken, so that no
//! record of a login can be read as another person's.

use super::{Field, is_word, wrong};
use crate::{Act, Fault, Runtime, audit, fault::unchanged};
use office::Verb;
use serde_json::json;
use store::{Expect, Table, Write, WriteSet, load, row};
use uuid::Uuid;

/// What may change of an identity; None leaves it. `password` is a PHC string.
#[derive(Debug, Clone, Default)]
pub struct IdentityChange {
    pub name: Option<String>,
    pub password: Option<String>,
    /// Whether one may log in by it.
    pub open: Option<bool>,
    /// Refused when it is another by now; None: whatever it is.
    pub revision: Option<i64>,
}

impl Runtime {
    /// The open identity of this name with its person, if active. Names are compared in lower case.
    pub async fn identity_for_login(
        &self,
        name: &str,
    ) -> Result<Option<(row::Identity, row::Person)>, Fault> {
        let name = name.trim().to_lowercase();
        let found = load::identity_by_name(&self.store, &name).await?;
        let Some(identity) = found.filter(row::Identity::is_open) else {
            return Ok(None);
        };
        let person = load::person(&self.store, identity.person).await?;
        Ok(person.filter(|p| p.active).map(|p| (identity, p)))
    }

    /// The identity a person's own password belongs to: that of the session, else [`Runtime::first_identity`].
    pub async fn own_identity(
        &self,
        person: &row::Person,
        session: Option<&row::Session>,
    ) -> Result<Option<row::Identity>, Fault> {
        let all = load::identities_of(&self.store, person.id).await?;
        let of_session = session.and_then(|s| s.identity);
        let found = all.iter().find(|i| Some(i.id) == of_session && i.is_open());
        Ok(found.cloned().or_else(|| first(&person.login, &all)))
    }

    /// Gives a person a further identity. `password` is a PHC string.
    pub async fn add_identity(
        &self,
        act: &Act,
        person: Uuid,
        name: &str,
        password: String,
    ) -> Result<row::Identity, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let person = load::person(&self.store, person)
            .await?
            .ok_or_else(|| Fault::not_found("person"))?;
        let mut fields = Vec::new();
        let name = self
            .free_name("name", name, Some(person.id), &mut fields)
            .await?;
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let mut set = self.set(act);
        let identity = self.put_identity(act, person.id, name, password, &mut set);
        self.commit(set).await?;
        Ok(identity)
    }

    /// Renames an identity, gives it another password, closes it or opens it again. What makes it another lock ends
    /// the sessions begun by it. Refuses to close the last way in of the last administrator.
    pub async fn change_identity(
        &self,
        act: &Act,
        id: Uuid,
        change: IdentityChange,
    ) -> Result<row::Identity, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let mut identity = load::identity(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("identity"))?;
        let revision = identity.revision;
        unchanged(change.revision, revision)?;
        let mut fields = Vec::new();
        if let Some(name) = change.name.filter(|n| n.trim() != identity.name) {
            identity.name = self
                .free_name("name", &name, Some(identity.person), &mut fields)
                .await?;
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let locks = change.password.is_some() || change.open == Some(false);
        identity.password = change.password.unwrap_or(identity.password);
        match change.open {
            Some(false) if identity.is_open() => {
                let others = load::identities_of(&self.store, identity.person).await?;
                let only = !others.iter().any(|i| i.id != id && i.is_open());
                if only && self.is_last_administrator(identity.person).await? {
                    return Err(super::persons::last_administrator());
                }
                close(&mut identity, act, self.clock.now());
            }
            Some(true) => {
                identity.state = "open".into();
                (identity.closed_by, identity.closed_at) = (None, None);
            }
            _ => {}
        }
        let mut set = self.set(act);
        if locks {
            self.take_back_links(act, identity.person, chrono::Utc::now(), &mut set)
                .await?;
            for session in load::sessions_of(&self.store, identity.person).await? {
                if session.identity == Some(id) {
                    set.write(Write::DeleteSession(session.id));
                }
            }
        }
        set.guard(Table::Identity, id, Expect::Revision(revision))
            .put(identity.clone());
        set.audit(audit(
            act,
            "identity.update",
            "person",
            identity.person,
            json!({ "identity": id, "state": identity.state }),
        ));
        self.commit(set).await?;
        Ok(row::Identity {
            revision: revision + 1,
            ..identity
        })
    }

    /// A new identity in the set, with its audit line.
    pub(super) fn put_identity(
        &self,
        act: &Act,
        person: Uuid,
        name: String,
        password: String,
        set: &mut WriteSet,
    ) -> row::Identity {
        let identity = row::Identity {
            id: Uuid::now_v7(),
            revision: 0,
            person,
            name,
            password,
            state: "open".into(),
            created_by: act.viewer.login.clone(),
            created_at: self.clock.now(),
            closed_by: None,
            closed_at: None,
        };
        set.guard(Table::Identity, identity.id, Expect::Absent)
            .put(identity.clone());
        set.audit(audit(
            act,
            "identity.create",
            "person",
            person,
            json!({ "identity": identity.id }),
        ));
        identity
    }

    /// Sets the password of a person who is not named by an identity: of the one named as the person is, else of the
    /// first open one; where none is open, the one named as the person is opened again, or made.
    pub(super) async fn put_password(
        &self,
        act: &Act,
        person: &row::Person,
        password: String,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        let all = load::identities_of(&self.store, person.id).await?;
        let own = || all.iter().find(|i| i.name == person.login).cloned();
        match first(&person.login, &all).or_else(own) {
            Some(identity) => {
                set.guard(
                    Table::Identity,
                    identity.id,
                    Expect::Revision(identity.revision),
                )
                .put(row::Identity {
                    password,
                    state: "open".into(),
                    closed_by: None,
                    closed_at: None,
                    ..identity
                });
            }
            None => {
                let mut fields = Vec::new();
                let name = self
                    .free_name("password", &person.login, Some(person.id), &mut fields)
                    .await?;
                if !fields.is_empty() {
                    return Err(Fault::Invalid { fields });
                }
                self.put_identity(act, person.id, name, password, set);
            }
        }
        Ok(())
    }

    /// Closes every way in of a person.
    pub(super) async fn close_identities(
        &self,
        act: &Act,
        person: Uuid,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        for mut identity in load::identities_of(&self.store, person).await? {
            if !identity.is_open() {
                continue;
            }
            let expect = Expect::Revision(identity.revision);
            close(&mut identity, act, self.clock.now());
            set.guard(Table::Identity, identity.id, expect)
                .put(identity);
        }
        Ok(())
    }

    /// The name as it is kept, when nobody else has it: neither as an identity, open or closed, nor as a person.
    pub(super) async fn free_name(
        &self,
        field: &str,
        name: &str,
        of: Option<Uuid>,
        fields: &mut Vec<Field>,
    ) -> Result<String, Fault> {
        let name = name.trim().to_lowercase();
        if !is_word(&name) {
            fields.push(wrong(
                field,
                "Lettere minuscole, cifre, punti e trattini.",
                "Lower-case letters, digits, dots and dashes.",
            ));
            return Ok(name);
        }
        let (identity, person) = tokio::try_join!(
            load::identity_by_name(&self.store, &name),
            load::person_by_login(&self.store, &name),
        )?;
        if identity.is_some() || person.is_some_and(|p| Some(p.id) != of) {
            fields.push(wrong(
                field,
                "Questo nome per entrare c'è già, anche se chiuso.",
                "This name to log in by exists already, though it may be closed.",
            ));
        }
        Ok(name)
    }
}

fn close(identity: &mut row::Identity, act: &Act, now: row::Instant) {
    identity.state = "closed".into();
    identity.closed_by = Some(act.viewer.login.clone());
    identity.closed_at = Some(now);
}

/// The open one named as the person is, else the first open one.
fn first(login: &str, all: &[row::Identity]) -> Option<row::Identity> {
    let mut open = all.iter().filter(|i| i.is_open());
    let named = open.clone().find(|i| i.name == login);
    named.or_else(|| open.next()).cloned()
}
