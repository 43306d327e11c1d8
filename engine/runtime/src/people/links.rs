//! Links by which a person sets a password of their own: made by an administrator, opened once, within 48 hours.
//!
//! The secret is drawn by the caller and only its SHA-256 comes here. A person has one open link at most. Whatever
//! else changes how the person comes in takes it back ([`Runtime::end_sessions`]). Times are lease time.

use crate::{Act, Fault, Runtime, audit};
use office::Verb;
use serde_json::json;
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// How long a link can be opened.
pub const PASSWORD_LINK_HOURS: i64 = 48;

impl Runtime {
    /// Makes a link for an active person, in place of the one they may have. `secret`: SHA-256; `now`: lease time.
    pub async fn make_password_link(
        &self,
        act: &Act,
        person: Uuid,
        secret: row::Sha,
        now: row::Instant,
    ) -> Result<row::PasswordLink, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let person = load::person(&self.store, person)
            .await?
            .ok_or_else(|| Fault::not_found("person"))?;
        if !person.active {
            return Err(Fault::refused(
                "person_inactive",
                "La persona non è attiva: prima renderla attiva.",
                "The person is not active: make them so first.",
            ));
        }
        let mut set = self.set(act);
        self.take_back_links(act, person.id, now, &mut set).await?;
        let link = self.put_link(act, person.id, secret, now, &mut set);
        self.commit(set).await?;
        Ok(link)
    }

    /// Takes back a link that was not used.
    pub async fn revoke_password_link(
        &self,
        act: &Act,
        id: Uuid,
        now: row::Instant,
    ) -> Result<(), Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let link = load::password_link(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("password_link"))?;
        if link.state != "open" {
            return Err(spent());
        }
        let mut set = self.set(act);
        close(act, link, "revoked", now, &mut set);
        self.commit(set).await.map(|_| ())
    }

    /// The person a link that can still be opened is for. `now`: lease time.
    pub async fn password_link(
        &self,
        secret: &row::Sha,
        now: row::Instant,
    ) -> Result<(row::PasswordLink, row::Person), Fault> {
        let link = load::password_link_by_secret(&self.store, secret).await?;
        let link = link.filter(|l| l.state == "open" && l.expires_at > now);
        let link = link.ok_or_else(spent)?;
        let person = load::person(&self.store, link.person).await?;
        let person = person.filter(|p| p.active).ok_or_else(spent)?;
        Ok((link, person))
    }

    /// Sets the password of the link's person, who acts, and spends the link; every session of theirs ends.
    /// `password`: a PHC string. Of two who use one link at once the second is refused.
    pub async fn use_password_link(
        &self,
        secret: &row::Sha,
        password: String,
        now: row::Instant,
    ) -> Result<row::Person, Fault> {
        let (link, person) = self.password_link(secret, now).await?;
        let act = &Act::of(self.viewer(&person).await?, None);
        let mut set = self.set(act);
        self.put_password(act, &person, password, &mut set).await?;
        self.drop_sessions(person.id, None, &mut set).await?;
        close(act, link, "used", now, &mut set);
        match self.commit(set).await {
            Ok(_) => Ok(person),
            // Somebody was faster, with the link or in taking it back.
            Err(fault) => Err(match self.password_link(secret, now).await {
                Err(spent) => spent,
                Ok(_) => fault,
            }),
        }
    }

    /// A new link in the set, with its audit line.
    pub(super) fn put_link(
        &self,
        act: &Act,
        person: Uuid,
        secret: row::Sha,
        now: row::Instant,
        set: &mut WriteSet,
    ) -> row::PasswordLink {
        let link = row::PasswordLink {
            id: Uuid::now_v7(),
            person,
            secret,
            state: "open".into(),
            created_by: act.viewer.login.clone(),
            created_at: now,
            expires_at: now + chrono::Duration::hours(PASSWORD_LINK_HOURS),
            closed_by: None,
            closed_at: None,
        };
        set.guard(Table::PasswordLink, link.id, Expect::Absent)
            .put(link.clone());
        set.audit(audit(
            act,
            "password.link_create",
            "person",
            person,
            json!({ "link": link.id }),
        ));
        link
    }

    /// Takes back what links the person has left.
    pub(super) async fn take_back_links(
        &self,
        act: &Act,
        person: Uuid,
        now: row::Instant,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        for link in load::password_links_of(&self.store, person).await? {
            if link.state == "open" {
                close(act, link, "revoked", now, set);
            }
        }
        Ok(())
    }
}

fn close(act: &Act, link: row::PasswordLink, state: &str, now: row::Instant, set: &mut WriteSet) {
    let verb = match state {
        "used" => "password.link_use",
        _ => "password.link_revoke",
    };
    set.audit(audit(
        act,
        verb,
        "person",
        link.person,
        json!({ "link": link.id }),
    ));
    set.guard(Table::PasswordLink, link.id, Expect::State("open".into()))
        .put(row::PasswordLink {
            state: state.into(),
            closed_by: Some(act.viewer.login.clone()),
            closed_at: Some(now),
            ..link
        });
}

fn spent() -> Fault {
    Fault::conflict(
        "password_link_spent",
        "Il collegamento non vale più: è stato usato, ritirato o è scaduto. Chiederne un altro a un amministratore.",
        "The link opens nothing any more: it was used, taken back or has expired. Ask an administrator for another one.",
    )
}
