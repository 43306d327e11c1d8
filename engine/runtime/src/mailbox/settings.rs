//! What an administrator writes of a mailbox: where it is read, where it sends, how it logs in, what it may.

use crate::{Fault, automatic::AutomaticSettings, signature};
use chrono::{DateTime, Utc};
use contract::{Disposition, Login, Security, SmtpEndpoint};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// How it logs in with OAuth2; None: with passwords.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth: Option<OAuthSettings>,
    #[serde(default)]
    pub limits: Limits,
}

/// OAuth2 at the provider (RFC 6749); its secrets are kept apart, sealed. Reading and sending log in by XOAUTH2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailboxOAuth")]
pub struct OAuthSettings {
    /// `https://…`: where access tokens are asked for.
    pub token_endpoint: String,
    pub client_id: String,
    /// Empty: that of the refresh token.
    #[serde(default)]
    pub scope: String,
}

/// The secrets of OAuth2, written and never shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailboxOAuthSecrets")]
pub struct OAuthSecrets {
    /// Empty where the provider gave none.
    #[serde(default)]
    pub client_secret: String,
    pub refresh_token: String,
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
    /// Refuses what would let nothing leave, or more than any gestore takes.
    pub(crate) fn check(&self) -> Result<(), Fault> {
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
        if !(1_000_000..=200_000_000).contains(&self.bytes) {
            wrong(
                "bytes",
                "Da 1 a 200 MB, come byte del messaggio per i destinatari.",
                "From 1 to 200 MB, as bytes of the message times its recipients.",
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

impl SmtpSettings {
    /// The server with a login.
    pub(crate) fn endpoint(self, login: Login) -> SmtpEndpoint {
        SmtpEndpoint {
            host: self.host,
            port: self.port,
            security: self.security,
            user: self.user,
            login,
            ca_pem: self.ca_pem,
        }
    }
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
    pub oauth: Option<OAuthSecrets>,
    #[serde(default)]
    pub offices: Vec<String>,
    /// Key of the area it belongs to; empty: the house's only one.
    #[serde(default)]
    pub area: String,
    #[serde(default = "now")]
    pub starting_point: StartingPoint,
}

fn now() -> StartingPoint {
    StartingPoint::Now
}

impl Settings {
    /// Refuses a token endpoint that secrets must not be sent to.
    pub(crate) fn check_oauth(&self) -> Result<(), Fault> {
        let Some(oauth) = &self.oauth else {
            return Ok(());
        };
        let host = oauth.token_endpoint.split_once("://").map(|(_, rest)| {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            rest[..end].to_owned()
        });
        let secure = oauth.token_endpoint.starts_with("https://")
            || oauth.token_endpoint.starts_with("http://127.0.0.1:");
        let mut fields = Vec::new();
        if !secure || host.is_none_or(|h| h.is_empty() || h.contains('@')) {
            fields.push((
                "token_endpoint".to_owned(),
                "Un indirizzo https://…, come lo indica il gestore.".to_owned(),
                "An address https://…, as the provider gives it.".to_owned(),
            ));
        }
        if oauth.client_id.trim().is_empty() {
            fields.push((
                "client_id".into(),
                "Indicare l'identificativo dell'applicazione, come lo dà il gestore.".into(),
                "Give the client id, as the provider gives it.".into(),
            ));
        }
        match fields.is_empty() {
            true => Ok(()),
            false => Err(Fault::Invalid { fields }),
        }
    }

    /// Refuses words that cannot be filled in or sent.
    pub(crate) fn check_writing(&self) -> Result<(), Fault> {
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
    pub oauth: Option<OAuthSecrets>,
    pub offices: Option<Vec<String>>,
    /// Key of the area it belongs to; empty takes it away.
    pub area: Option<String>,
    /// active | paused
    pub state: Option<String>,
    /// Refused when it is another by now; None: whatever it is.
    #[serde(skip)]
    pub revision: Option<i64>,
}
