//! Providers of mail: where their servers are and what they take, offered when a mailbox is connected.
//!
//! The house knows some; an administrator changes them, adds others, hides what nobody uses. What is changed lies in a
//! row of the same key, before the house's own.

use super::Limits;
use crate::{Act, Fault, Runtime, audit, fault::unchanged, ids, webhook::is_short_name};
use contract::Security;
use office::Verb;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// A server and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ProviderServer")]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
}

/// What fills the fields of a mailbox of this provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ProviderSettings")]
pub struct ProviderSettings {
    /// Its boxes are PEC.
    pub certified: bool,
    pub imap: Server,
    pub smtp: Server,
    /// The user is the address; false: the provider gives another name.
    pub user_is_address: bool,
    /// Where it keeps what was sent by other programs; empty: unknown.
    #[serde(default)]
    pub sent_folder: String,
    /// Access tokens are asked for here; empty: passwords only.
    #[serde(default)]
    pub token_endpoint: String,
    #[serde(default)]
    pub scope: String,
    #[serde(default)]
    pub limits: Limits,
    /// What whoever connects a box of it should know.
    #[serde(default)]
    pub note: String,
}

/// A provider as offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provider {
    pub key: String,
    pub name: String,
    pub settings: ProviderSettings,
    /// One of the house's.
    pub of_the_house: bool,
    /// Changed or added by an administrator.
    pub changed: bool,
    /// Not offered.
    pub hidden: bool,
    pub revision: i64,
}

/// What an administrator writes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(rename = "NewProvider")]
pub struct NewProvider {
    pub name: String,
    pub settings: ProviderSettings,
    #[serde(default)]
    pub hidden: bool,
    /// Refused when it is another by now; None: whatever it is.
    #[serde(skip)]
    pub revision: Option<i64>,
}

/// (key, name, IMAP, SMTP, user is the address). From public programs that use them; ports of RFC 8314. None of them is
/// vouched for by the provider: whoever connects a box tries it.
const HOUSE: [(&str, &str, &str, &str, bool); 5] = [
    (
        "aruba-pec",
        "Aruba PEC",
        "imaps.pec.aruba.it",
        "smtps.pec.aruba.it",
        true,
    ),
    (
        "legalmail",
        "Legalmail",
        "mbox.cert.legalmail.it",
        "sendm.cert.legalmail.it",
        false,
    ),
    (
        "namirial-pec",
        "Namirial PEC",
        "imaps.sicurezzapostale.it",
        "smtps.sicurezzapostale.it",
        true,
    ),
    (
        "poste-pec",
        "Poste Italiane PEC",
        "mail.postecert.it",
        "mail.postecert.it",
        true,
    ),
    (
        "register-pec",
        "Register PEC",
        "imap.pec-email.com",
        "smtp.pec-email.com",
        true,
    ),
];

fn of_the_house() -> impl Iterator<Item = Provider> {
    HOUSE.into_iter().map(|(key, name, imap, smtp, address)| {
        let server = |host: &str, port| Server {
            host: host.into(),
            port,
            security: Security::Tls,
        };
        Provider {
            key: key.into(),
            name: name.into(),
            settings: ProviderSettings {
                certified: true,
                imap: server(imap, 993),
                smtp: server(smtp, 465),
                user_is_address: address,
                sent_folder: String::new(),
                token_endpoint: String::new(),
                scope: String::new(),
                limits: Limits::default(),
                note: String::new(),
            },
            of_the_house: true,
            changed: false,
            hidden: false,
            revision: -1,
        }
    })
}

fn id_of(key: &str) -> Uuid {
    ids::derived(Uuid::nil(), key.as_bytes(), "provider")
}

impl Runtime {
    /// All of them by name, hidden ones too.
    pub async fn providers(&self, act: &Act) -> Result<Vec<Provider>, Fault> {
        let _ = act.may(Verb::ManageMailboxes)?;
        let mut all: Vec<Provider> = of_the_house().collect();
        for row in load::providers(&self.store).await? {
            let settings = serde_json::from_value(row.settings).map_err(Fault::broken)?;
            let house = all.iter().position(|p| p.key == row.key);
            let found = Provider {
                key: row.key,
                name: row.name,
                settings,
                of_the_house: house.is_some(),
                changed: true,
                hidden: row.hidden,
                revision: row.revision,
            };
            match house {
                Some(at) => all[at] = found,
                None => all.push(found),
            }
        }
        all.sort_by_key(|p| p.name.to_lowercase());
        Ok(all)
    }

    /// Changes a provider, or adds one. Mailboxes that are connected keep what they have.
    pub async fn put_provider(
        &self,
        act: &Act,
        key: &str,
        new: NewProvider,
    ) -> Result<Provider, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let fields = wrong(key, &new);
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let id = id_of(key);
        let found = load::provider(&self.store, id).await?;
        unchanged(new.revision, found.as_ref().map_or(-1, |f| f.revision))?;
        let changed = row::Provider {
            id,
            revision: 0,
            key: key.into(),
            name: new.name.trim().into(),
            settings: json!(new.settings),
            hidden: new.hidden,
            changed_at: self.clock.now(),
            changed_by: act.viewer.login.clone(),
        };
        let expect = match &found {
            Some(found) => Expect::Revision(found.revision),
            None => Expect::Absent,
        };
        let mut set = self.set(act);
        set.guard(Table::Provider, id, expect).put(changed.clone());
        let detail = json!({ "key": key });
        set.audit(audit(act, "provider.update", "provider", id, detail));
        self.commit(set).await?;
        Ok(Provider {
            key: changed.key,
            name: changed.name,
            settings: new.settings,
            of_the_house: HOUSE.iter().any(|(house, ..)| *house == key),
            changed: true,
            hidden: changed.hidden,
            revision: found.map_or(0, |f| f.revision + 1),
        })
    }

    /// Takes back what was changed: one of the house's is as it was, another is gone.
    pub async fn remove_provider(&self, act: &Act, key: &str) -> Result<(), Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let id = id_of(key);
        if load::provider(&self.store, id).await?.is_none() {
            return Err(Fault::not_found("provider"));
        }
        let mut set = self.set(act);
        set.guard(Table::Provider, id, Expect::Present)
            .write(Write::Delete(Table::Provider, id));
        let detail = json!({ "key": key });
        set.audit(audit(act, "provider.delete", "provider", id, detail));
        self.commit(set).await.map(|_| ())
    }
}

fn wrong(key: &str, new: &NewProvider) -> Vec<(String, String, String)> {
    let mut fields = Vec::new();
    let mut said = |field: &str, it: &str, en: &str| {
        fields.push((field.to_owned(), it.to_owned(), en.to_owned()));
    };
    if !is_short_name(key) {
        said(
            "key",
            "Un nome breve: lettere minuscole, cifre, trattini.",
            "A short name: lower-case letters, digits, dashes.",
        );
    }
    if new.name.trim().is_empty() {
        said("name", "Indicare il nome.", "Give the name.");
    }
    for (field, server) in [
        ("imap_host", &new.settings.imap),
        ("smtp_host", &new.settings.smtp),
    ] {
        let host = server.host.as_str();
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/@".contains(c)) {
            said(
                field,
                "Il nome del server, per esempio imap.gestore.example.",
                "The name of the server, e.g. imap.provider.example.",
            );
        }
    }
    let endpoint = &new.settings.token_endpoint;
    if !endpoint.is_empty() && !endpoint.starts_with("https://") {
        said(
            "token_endpoint",
            "Un indirizzo https://…, o niente.",
            "An address https://…, or nothing.",
        );
    }
    fields
}
