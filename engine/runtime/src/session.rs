//! Who is there: sessions, API tokens, and the viewer a person is at this moment.
//!
//! Secrets come in as SHA-256 only; how long a session lasts is the caller's rule, and its times are
//! lease time. Roles, groups and mailboxes are read anew at every request: a right that is taken away
//! is gone at once.

use crate::people::entries;
use crate::{Act, Fault, Runtime, audit};
use chrono::{DateTime, Utc};
use office::people::{groups_of, head_group};
use office::substitute::stands_in_for;
use office::{Given, Role, StandIn, Verb, Viewer};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// Marks in the table of tokens that an administrator has logged in. No secret hashes to zeros, and the
/// row has expired when it is written: it admits nobody.
const BOOTSTRAP_SPENT: row::Sha = [0; 32];

/// Roles whose holders read the mailboxes of their offices, and all when held everywhere.
const MAIL_READERS: [Role; 5] = [
    Role::Operatore,
    Role::Protocollista,
    Role::Supervisore,
    Role::Consultazione,
    Role::Amministratore,
];

impl Runtime {
    /// The person of this name, if active. Names are compared in lower case. By what one logs in: [`Runtime::identity_for_login`].
    pub async fn person_for_login(&self, login: &str) -> Result<Option<row::Person>, Fault> {
        let person = load::person_by_login(&self.store, &login.trim().to_lowercase()).await?;
        Ok(person.filter(|p| p.active))
    }

    /// Keeps a new session and ends the one it replaces. The first session of an administrator spends the
    /// bootstrap token for good (in the same commit).
    pub async fn open_session(
        &self,
        viewer: &Viewer,
        session: row::Session,
        replaces: Option<row::Sha>,
    ) -> Result<(), Fault> {
        let act = Act::of(viewer.clone(), None);
        let mut set = self.set(&act);
        if let Some(old) = replaces {
            set.write(Write::DeleteSession(old));
        }
        if viewer.has(Role::Amministratore) && !self.bootstrap_spent().await? {
            set.put(row::Token {
                id: BOOTSTRAP_SPENT,
                person: session.person,
                name: "bootstrap spent".into(),
                created_at: session.created_at,
                expires_at: Some(session.created_at),
            });
        }
        let mut detail = json!({});
        if let Some(identity) = session.identity {
            // Closed meanwhile, it opens nothing any more.
            set.guard(Table::Identity, identity, Expect::State("open".into()));
            detail["identity"] = json!(identity);
        }
        set.audit(audit(
            &act,
            "session.create",
            "person",
            session.person,
            detail,
        ));
        set.put(session);
        self.commit(set).await.map(|_| ())
    }

    /// Writes down that a session is in use.
    pub async fn touch_session(&self, session: row::Session) -> Result<(), Fault> {
        let mut set = self.own_set();
        set.put(session);
        self.commit(set).await.map(|_| ())
    }

    /// Ends a session.
    pub async fn close_session(&self, act: &Act, id: row::Sha) -> Result<(), Fault> {
        let mut set = self.set(act);
        set.write(Write::DeleteSession(id));
        set.audit(audit(
            act,
            "session.end",
            "person",
            act.viewer.person.unwrap_or_default(),
            json!({}),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// Removes sessions that ended; `now` is lease time.
    pub async fn sweep_sessions(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let expired = load::sessions_expired(&self.store, now).await?;
        for ids in expired.chunks(100) {
            let mut set = self.own_set();
            set.bulk = true;
            set.writes
                .extend(ids.iter().map(|id| Write::DeleteSession(*id)));
            self.commit(set).await?;
        }
        Ok(())
    }

    /// The session of a cookie's hash with its person, if active. Whether it is still alive is the caller's rule.
    pub async fn session(
        &self,
        id: &row::Sha,
    ) -> Result<Option<(row::Session, row::Person)>, Fault> {
        let Some(session) = load::session(&self.store, id).await? else {
            return Ok(None);
        };
        let person = load::person(&self.store, session.person).await?;
        Ok(person.filter(|p| p.active).map(|p| (session, p)))
    }

    /// The active person behind an API token that has not expired; `now` is lease time.
    pub async fn token_owner(
        &self,
        id: &row::Sha,
        now: DateTime<Utc>,
    ) -> Result<Option<row::Person>, Fault> {
        let token = load::token(&self.store, id).await?;
        let Some(token) = token.filter(|t| t.expires_at.is_none_or(|at| at > now)) else {
            return Ok(None);
        };
        Ok(load::person(&self.store, token.person)
            .await?
            .filter(|p| p.active))
    }

    /// Takes one of the person's own API tokens away; 404 where there is none.
    pub async fn revoke_token(&self, act: &Act, id: row::Sha) -> Result<(), Fault> {
        let person = act.viewer.person.ok_or_else(|| Fault::not_found("token"))?;
        let token = load::token(&self.store, &id)
            .await?
            .filter(|t| t.person == person)
            .ok_or_else(|| Fault::not_found("token"))?;
        let mut set = self.set(act);
        set.write(Write::DeleteToken(token.id));
        set.audit(audit(
            act,
            "token.revoke",
            "person",
            person,
            json!({ "token": hex::encode(token.id) }),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// Keeps an API token: a person's own, or, by an administrator, anybody's.
    pub async fn add_token(&self, act: &Act, token: row::Token) -> Result<(), Fault> {
        let act = &match act.viewer.person == Some(token.person) {
            true => act.clone(),
            false => act.may(Verb::ManagePeople)?,
        };
        let mut set = self.set(act);
        set.audit(audit(
            act,
            "token.create",
            "person",
            token.person,
            json!({ "token": hex::encode(token.id) }),
        ));
        set.put(token);
        self.commit(set).await.map(|_| ())
    }

    /// Whether an administrator has ever logged in here.
    pub async fn bootstrap_spent(&self) -> Result<bool, Fault> {
        Ok(load::token(&self.store, &BOOTSTRAP_SPENT).await?.is_some())
    }

    /// What the person may see and do now, by themselves and in the place of those who are absent today.
    pub async fn viewer(&self, person: &row::Person) -> Result<Viewer, Fault> {
        let house = House::load(self).await?;
        let mut viewer = house.viewer(self, person).await?;
        let absences = self.absences_on(self.today()).await?;
        for behalf in stands_in_for(&person.login, self.today(), &absences) {
            if let Some(absent) = load::person_by_login(&self.store, &behalf.of).await? {
                viewer.standing_in.push(StandIn {
                    viewer: house.viewer(self, &absent).await?,
                    via: behalf.via,
                });
            }
        }
        Ok(viewer)
    }
}

/// What everybody's rights are read from.
struct House {
    offices: Vec<row::Office>,
    mailboxes: Vec<row::Mailbox>,
}

impl House {
    async fn load(runtime: &Runtime) -> Result<House, Fault> {
        let (offices, mailboxes) = tokio::try_join!(
            load::offices(&runtime.store),
            load::mailboxes(&runtime.store)
        )?;
        Ok(House { offices, mailboxes })
    }

    /// The person alone, in nobody's place.
    async fn viewer(&self, runtime: &Runtime, person: &row::Person) -> Result<Viewer, Fault> {
        let keys: BTreeMap<Uuid, &str> = self
            .offices
            .iter()
            .map(|o| (o.id, o.key.as_str()))
            .collect();
        let today = runtime.today();
        // Whose mailboxes are read whatever office they belong to.
        let mut areas: BTreeSet<Uuid> = BTreeSet::new();
        let memberships: Vec<(Role, Option<String>)> =
            load::memberships_of(&runtime.store, person.id)
                .await?
                .iter()
                .filter(|m| m.holds_on(today))
                .flat_map(|m| {
                    let offices: Vec<Option<String>> = match (m.office, m.area) {
                        // A role in an office that is gone holds nowhere, not everywhere.
                        (Some(id), _) => Vec::from_iter(keys.get(&id).map(|k| Some(k.to_string()))),
                        (None, Some(area)) => self
                            .offices
                            .iter()
                            .filter(|o| o.area == Some(area))
                            .map(|o| Some(o.key.clone()))
                            .collect(),
                        (None, None) => vec![None],
                    };
                    let role = Role::named(&m.role);
                    if let (Some(area), Some(role)) = (m.area, role)
                        && MAIL_READERS.contains(&role)
                    {
                        areas.insert(area);
                    }
                    offices
                        .into_iter()
                        .filter_map(move |office| Some((role?, office)))
                })
                .collect();
        let groups = groups_of(&person.login, &memberships, &entries(&self.offices));
        let reads = |office: Option<&str>| {
            memberships
                .iter()
                .any(|(r, o)| MAIL_READERS.contains(r) && o.as_deref() == office)
        };
        let mine = |key: &String| reads(Some(key)) || groups.contains(&head_group(key));
        let mailboxes = match reads(None) {
            true => None,
            false => Some(
                self.mailboxes
                    .iter()
                    .filter(|m| {
                        m.offices.iter().any(mine) || m.area.is_some_and(|a| areas.contains(&a))
                    })
                    .map(|m| m.id)
                    .collect::<BTreeSet<_>>(),
            ),
        };
        let governed = self.mailboxes.iter().filter(|m| !m.rights.is_empty());
        let given = governed.map(|m| (m.id, Given::to(&person.login, &groups, &m.rights, today)));
        Ok(Viewer {
            person: Some(person.id),
            given: given.collect(),
            login: person.login.clone(),
            name: person.name.clone(),
            roles: memberships.into_iter().collect(),
            groups,
            mailboxes,
            standing_in: Vec::new(),
        })
    }
}
