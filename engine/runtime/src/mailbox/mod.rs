//! Mailboxes: connected by an admin, watched by one task each, never touched on the server unless told.

mod access;
mod provider;
mod settings;
mod trial;

pub(crate) use access::Tokens;
pub use provider::{NewProvider, Provider, ProviderSettings};
pub use settings::{
    Limits, MailboxChange, NewMailbox, OAuthSecrets, OAuthSettings, Settings, SmtpSettings,
    SourceSettings, StartingPoint, Writing,
};
pub(crate) use trial::NewSecrets;
pub use trial::{Probing, Trial, Tried};

use crate::{Act, Fault, Runtime, audit, fault::unchanged, upkeep};
use contract::is_address;
use office::Verb;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// A change of a mailbox, or what its watcher notes there, is decided again this often when the other was faster.
pub(crate) const CHANGE_AGAIN: u32 = 8;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Secrets {
    pub password: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smtp_password: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth: Option<OAuthSecrets>,
}

pub(crate) fn settings(mailbox: &row::Mailbox) -> Result<Settings, String> {
    serde_json::from_value(mailbox.settings.clone())
        .map_err(|e| format!("settings of mailbox {}: {e}", mailbox.key))
}

impl Runtime {
    pub(crate) fn secrets(&self, mailbox: &row::Mailbox) -> Result<Secrets, String> {
        if mailbox.secrets.is_empty() {
            return Ok(Secrets::default());
        }
        let bytes = self
            .sealer
            .open_sealed(mailbox.id.as_bytes(), &mailbox.secrets)
            .map_err(|e| e.to_string())?;
        serde_json::from_slice(&bytes).map_err(|e| e.to_string())
    }

    fn seal(&self, mailbox: Uuid, secrets: &Secrets) -> Result<Vec<u8>, Fault> {
        let bytes = serde_json::to_vec(secrets).map_err(Fault::broken)?;
        Ok(self.sealer.seal(mailbox.as_bytes(), &bytes)?)
    }

    /// Connects a mailbox. Messages before the starting point become archive: they start nothing.
    pub async fn add_mailbox(&self, act: &Act, new: NewMailbox) -> Result<row::Mailbox, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let mut fields = Vec::new();
        if new.key.is_empty()
            || !new
                .key
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
        {
            fields.push((
                "key".to_string(),
                "Un nome breve: lettere minuscole, cifre, trattini.".to_string(),
                "A short name: lower-case letters, digits, dashes.".to_string(),
            ));
        } else if load::mailbox_by_key(&self.store, &new.key).await?.is_some() {
            fields.push((
                "key".into(),
                "C'è già una casella con questo nome.".into(),
                "A mailbox of this name exists.".into(),
            ));
        }
        if !is_address(new.address.trim()) {
            fields.push((
                "address".into(),
                "Indirizzo non valido.".into(),
                "Invalid address.".into(),
            ));
        }
        let area = self
            .area_named("area", new.area.trim(), &mut fields)
            .await?;
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        self.may_reach(&new.settings).await?;
        new.settings.check_writing()?;
        new.settings.check_oauth()?;
        let mut secrets = Secrets {
            password: new.password,
            smtp_password: new.smtp_password,
            oauth: new.oauth,
        };
        let survey = self.survey(&new.settings, &mut secrets).await?;
        let now = self.clock.now();
        let id = Uuid::now_v7();
        let mailbox = row::Mailbox {
            id,
            revision: 0,
            key: new.key,
            address: new.address.trim().to_lowercase(),
            display_name: new.display_name,
            certified: new.certified,
            settings: json!(new.settings),
            secrets: self.seal(id, &secrets)?,
            offices: new.offices,
            rights: Vec::new(),
            area,
            starting_point: json!(new.starting_point),
            uid_validity: survey.uid_validity as i64,
            cursor_uid: 0,
            archive_uid: match new.starting_point {
                StartingPoint::Now => survey.uid_next.saturating_sub(1) as i64,
                StartingPoint::Date { .. } | StartingPoint::All => 0,
            },
            state: "active".into(),
            last_error: None,
            last_polled_at: None,
            created_at: now,
        };
        let mut set = self.set(act);
        set.guard(Table::Mailbox, mailbox.id, Expect::Absent)
            .put(mailbox.clone());
        let upkeep = row::Upkeep {
            secret_at: Some(now),
            ..upkeep::fresh(id)
        };
        upkeep::write(&mut set, upkeep);
        set.audit(audit(
            act,
            "mailbox.create",
            "mailbox",
            mailbox.id,
            json!({ "starting_point": mailbox.starting_point }),
        ));
        self.commit(set).await?;
        self.mailboxes_wake.notify_waiters();
        Ok(mailbox)
    }

    /// Changes a mailbox; its watcher starts anew with the new settings.
    pub async fn update_mailbox(
        &self,
        act: &Act,
        id: Uuid,
        change: MailboxChange,
    ) -> Result<row::Mailbox, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        // Whoever watches the mailbox writes to its row too: what it noted meanwhile is no answer to a person.
        let tried = self.try_change(id, &change).await?;
        for _ in 0..CHANGE_AGAIN {
            match self.change_mailbox(act, id, change.clone(), &tried).await {
                Err(Fault::Conflict { code, .. }) if code == "race" => continue,
                done => return done,
            }
        }
        self.change_mailbox(act, id, change, &tried).await
    }

    async fn change_mailbox(
        &self,
        act: &Act,
        id: Uuid,
        change: MailboxChange,
        tried: &NewSecrets,
    ) -> Result<row::Mailbox, Fault> {
        let mut mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let revision = mailbox.revision;
        unchanged(change.revision, revision)?;
        if let Some(settings) = &change.settings {
            self.may_reach(settings).await?;
            settings.check_writing()?;
            settings.check_oauth()?;
        }
        if let Some(settings) = change.settings {
            mailbox.settings = json!(settings);
        }
        if tried.any() {
            let mut secrets = self.secrets(&mailbox).map_err(Fault::broken)?;
            tried.put_into(&mut secrets);
            mailbox.secrets = self.seal(id, &secrets)?;
        }
        mailbox.display_name = change.display_name.unwrap_or(mailbox.display_name);
        mailbox.offices = change.offices.unwrap_or(mailbox.offices);
        if let Some(area) = change.area {
            let mut fields = Vec::new();
            mailbox.area = self.area_named("area", area.trim(), &mut fields).await?;
            if !fields.is_empty() {
                return Err(Fault::Invalid { fields });
            }
        }
        if let Some(state) = change.state {
            if !matches!(state.as_str(), "active" | "paused") {
                return Err(Fault::Invalid {
                    fields: vec![(
                        "state".into(),
                        "active o paused".into(),
                        "active or paused".into(),
                    )],
                });
            }
            mailbox.state = state;
            mailbox.last_error = None;
        }
        let mut set = self.set(act);
        set.guard(Table::Mailbox, id, Expect::Revision(revision))
            .put(mailbox.clone());
        if tried.any() {
            let upkeep = row::Upkeep {
                secret_at: Some(self.clock.now()),
                ..self.upkeep_of(id).await?
            };
            upkeep::write(&mut set, upkeep);
        }
        let detail = json!({ "secret": tried.any() });
        set.audit(audit(act, "mailbox.update", "mailbox", id, detail));
        self.commit(set).await?;
        self.mailboxes_wake.notify_waiters();
        self.ask_again(id).await?;
        Ok(row::Mailbox {
            revision: revision + 1,
            ..mailbox
        })
    }
}
