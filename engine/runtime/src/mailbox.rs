//! Mailboxes: connected by an admin, watched by one task each, never touched on the server unless told.

use crate::{
    Act, Fault, Runtime, audit, automatic::AutomaticSettings, fault::unchanged, signature,
};
use chrono::{DateTime, Utc};
use contract::{Disposition, Security, Survey, is_address};
use office::Verb;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// A change of a mailbox, or what its watcher notes there, is decided again this often when the other was faster.
pub(crate) const CHANGE_AGAIN: u32 = 8;

/// Connection settings as stored; secrets are kept apart, sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailboxSettings")]
pub struct Settings {
    pub source: SourceSettings,
    #[serde(default)]
    pub smtp: Option<SmtpSettings>,
    #[serde(default)]
    pub disposition: Disposition,
    #[serde(default)]
    pub writing: Writing,
    /// What its provider takes at once.
    #[serde(default)]
    pub limits: Limits,
}

/// How messages that leave from a mailbox are written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailboxWriting")]
pub struct Writing {
    /// Stands under them; may name `{{ nome }}`, `{{ ufficio }}`, `{{ casella }}` and `{{ indirizzo }}`. None: name, office
    /// and box on a line each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// What the mailbox answers by itself to a person's first message; None: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatic: Option<AutomaticSettings>,
}

/// What a provider takes. Above it a certified message leaves in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailboxLimits")]
#[serde(default)]
pub struct Limits {
    /// Recipients of one message.
    pub recipients: u32,
    /// Bytes of a message times its recipients.
    pub bytes: u64,
    /// Parts of a message that leave in a minute.
    pub per_minute: u32,
    /// Messages of the mailbox that leave in an hour, parts or not; None: as many as there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_hour: Option<u32>,
    /// The same in a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_day: Option<u32>,
}

impl Default for Limits {
    /// What every gestore must take (RFC 6109 §3.1.1; DM 2 November 2005 art. 12), and a pace none of them minds.
    fn default() -> Limits {
        Limits {
            recipients: 50,
            bytes: 30_000_000,
            per_minute: 30,
            per_hour: None,
            per_day: None,
        }
    }
}

impl Limits {
    /// Refuses what would let nothing leave, or more than a gestore takes.
    fn check(&self) -> Result<(), Fault> {
        let mut fields = Vec::new();
        let mut wrong = |field: &str, it: &str, en: &str| {
            fields.push((format!("limits.{field}"), it.to_string(), en.to_string()))
        };
        if !(1..=1_000).contains(&self.recipients) {
            wrong(
                "recipients",
                "Da 1 a 1.000 destinatari per messaggio.",
                "From 1 to 1,000 recipients in a message.",
            );
        }
        if !(1_000_000..=30_000_000).contains(&self.bytes) {
            wrong(
                "bytes",
                "Da 1 a 30 MB, come byte del messaggio per i destinatari.",
                "From 1 to 30 MB, as bytes of the message times its recipients.",
            );
        }
        if !(1..=600).contains(&self.per_minute) {
            wrong(
                "per_minute",
                "Da 1 a 600 messaggi al minuto.",
                "From 1 to 600 messages a minute.",
            );
        }
        for (field, said) in [("per_hour", self.per_hour), ("per_day", self.per_day)] {
            if said == Some(0) {
                wrong(
                    field,
                    "Almeno 1, o vuoto se il gestore non ha un limite.",
                    "At least 1, or empty where the provider has no limit.",
                );
            }
        }
        match fields.is_empty() {
            true => Ok(()),
            false => Err(Fault::Invalid { fields }),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailboxSource")]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SourceSettings {
    Imap {
        host: String,
        port: u16,
        security: Security,
        user: String,
        #[serde(default = "inbox")]
        folder: String,
        #[serde(default)]
        sent_folder: Option<String>,
        #[serde(default)]
        ca_pem: Option<String>,
    },
    Maildir {
        path: String,
    },
}

fn inbox() -> String {
    "INBOX".into()
}

impl SourceSettings {
    /// Name of the folder, part of a message's identity.
    pub fn folder(&self) -> &str {
        match self {
            SourceSettings::Imap { folder, .. } => folder,
            SourceSettings::Maildir { .. } => "INBOX",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    #[serde(default)]
    pub ca_pem: Option<String>,
}

/// From which message on mails start work; older ones are archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum StartingPoint {
    Now,
    Date { date: DateTime<Utc> },
    All,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct NewMailbox {
    pub key: String,
    pub address: String,
    #[serde(default)]
    pub display_name: String,
    pub certified: bool,
    pub settings: Settings,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub smtp_password: Option<String>,
    #[serde(default)]
    pub offices: Vec<String>,
    #[serde(default = "now")]
    pub starting_point: StartingPoint,
}

fn now() -> StartingPoint {
    StartingPoint::Now
}

impl Settings {
    /// Refuses words that cannot be filled in or sent, and limits that cannot be kept.
    fn check_writing(&self) -> Result<(), Fault> {
        self.limits.check()?;
        if let Some(text) = &self.writing.signature {
            signature::checked(text)?;
        }
        match &self.writing.automatic {
            Some(automatic) => automatic.check(self.smtp.is_some()),
            None => Ok(()),
        }
    }

    /// Whether mail comes from and leaves to this machine only.
    pub(crate) fn on_this_machine(&self) -> bool {
        let here = |host: &str| {
            host.eq_ignore_ascii_case("localhost")
                || host
                    .trim_matches(['[', ']'])
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|ip| ip.is_loopback())
        };
        let source = match &self.source {
            SourceSettings::Imap { host, .. } => here(host),
            SourceSettings::Maildir { .. } => true,
        };
        source && self.smtp.as_ref().is_none_or(|smtp| here(&smtp.host))
    }
}

/// What an admin may change later; the starting point and the address stay.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct MailboxChange {
    pub display_name: Option<String>,
    pub settings: Option<Settings>,
    pub password: Option<String>,
    pub smtp_password: Option<String>,
    pub offices: Option<Vec<String>>,
    /// active | paused
    pub state: Option<String>,
    /// Refused when it is another by now; None: whatever it is.
    #[serde(skip)]
    pub revision: Option<i64>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Secrets {
    pub password: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smtp_password: Option<String>,
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

    /// Connects and counts what lies there, without reading any message.
    pub async fn survey_mailbox(
        &self,
        act: &Act,
        settings: &Settings,
        password: &str,
    ) -> Result<Survey, Fault> {
        let _ = act.may(Verb::ManageMailboxes)?;
        let mut source = (self.open_source)(&settings.source, password)
            .map_err(|e| cannot_connect(&e.it(), &e.to_string()))?;
        source
            .survey()
            .await
            .map_err(|e| cannot_connect(&e.it(), &e.to_string()))
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
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        self.may_reach(&new.settings).await?;
        new.settings.check_writing()?;
        let survey = self
            .survey_mailbox(act, &new.settings, &new.password)
            .await?;
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
            secrets: self.seal(
                id,
                &Secrets {
                    password: new.password,
                    smtp_password: new.smtp_password,
                },
            )?,
            offices: new.offices,
            rights: Vec::new(),
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
        for _ in 0..CHANGE_AGAIN {
            match self.change_mailbox(act, id, change.clone()).await {
                Err(Fault::Conflict { code, .. }) if code == "race" => continue,
                done => return done,
            }
        }
        self.change_mailbox(act, id, change).await
    }

    async fn change_mailbox(
        &self,
        act: &Act,
        id: Uuid,
        change: MailboxChange,
    ) -> Result<row::Mailbox, Fault> {
        let mut mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let revision = mailbox.revision;
        unchanged(change.revision, revision)?;
        if let Some(settings) = &change.settings {
            self.may_reach(settings).await?;
            settings.check_writing()?;
        }
        let mut secrets = self.secrets(&mailbox).map_err(Fault::broken)?;
        if let Some(password) = change.password {
            secrets.password = password;
        }
        if change.smtp_password.is_some() {
            secrets.smtp_password = change.smtp_password;
        }
        if let Some(settings) = change.settings {
            mailbox.settings = json!(settings);
        }
        mailbox.secrets = self.seal(id, &secrets)?;
        mailbox.display_name = change.display_name.unwrap_or(mailbox.display_name);
        mailbox.offices = change.offices.unwrap_or(mailbox.offices);
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
        set.audit(audit(act, "mailbox.update", "mailbox", id, json!({})));
        self.commit(set).await?;
        self.mailboxes_wake.notify_waiters();
        Ok(row::Mailbox {
            revision: revision + 1,
            ..mailbox
        })
    }
}

fn cannot_connect(it: &str, en: &str) -> Fault {
    Fault::refused(
        "mailbox_unreachable",
        &format!("La casella non si può leggere: {it}"),
        &format!("The mailbox cannot be read: {en}"),
    )
}
