//! What proves to another program who we are: processes name it, its secret is kept sealed.
//!
//! The secret goes into no variable, history, log or answer: it is opened when a connector acts, and sent to the one
//! address it belongs to, so that naming it in a process does not give it away.

use crate::{Act, Fault, Runtime, audit, webhook::is_short_name};
use base64::{Engine, engine::general_purpose::STANDARD};
use office::Verb;
use serde_json::json;
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// How a secret is shown to the other program (RFC 6750, RFC 7617, or a header of its own).
pub const SCHEMES: [&str; 3] = ["bearer", "basic", "header"];

const SECRET_CHARACTERS_MAX: usize = 4_096;
/// Headers that belong to the connection or to the request itself.
const NO_HEADERS: [&str; 8] = [
    "accept",
    "connection",
    "content-length",
    "content-type",
    "host",
    "idempotency-key",
    "transfer-encoding",
    "user-agent",
];

/// What an administrator registers.
#[derive(Clone)]
pub struct NewCredential {
    pub name: String,
    /// One of [`SCHEMES`].
    pub scheme: String,
    /// `https://host` with an optional port: nobody else gets it.
    pub address: String,
    /// The user (basic) or the name of the header (header); empty for bearer.
    pub account: String,
    pub secret: String,
}

/// What may be changed later; name and scheme stay. None leaves what is there.
#[derive(Clone, Default)]
pub struct CredentialChange {
    pub address: Option<String>,
    pub account: Option<String>,
    pub secret: Option<String>,
}

impl Runtime {
    /// Keeps a secret under a name. Refused with the field that does not fit.
    pub async fn add_credential(
        &self,
        act: &Act,
        new: NewCredential,
    ) -> Result<row::Credential, Fault> {
        let act = &act.may(Verb::Integrate)?;
        let mut fields = Vec::new();
        let name = new.name.trim();
        if !is_short_name(name) {
            fields.push(said(
                "name",
                "Un nome breve: lettere minuscole, cifre, trattini.",
                "A short name: lower-case letters, digits, dashes.",
            ));
        } else if load::credential_by_name(&self.store, name).await?.is_some() {
            fields.push(said(
                "name",
                "Ci sono già credenziali con questo nome.",
                "Credentials of this name exist.",
            ));
        }
        if !SCHEMES.contains(&new.scheme.as_str()) {
            fields.push(said(
                "scheme",
                "bearer, basic o header",
                "bearer, basic or header",
            ));
        }
        let address = address(&new.address, &mut fields);
        let account = account(&new.scheme, &new.account, &mut fields);
        secret(&new.scheme, &new.secret, &mut fields);
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let (id, now) = (Uuid::now_v7(), self.clock.now());
        let credential = row::Credential {
            id,
            revision: 0,
            name: name.into(),
            scheme: new.scheme,
            address,
            account,
            secret: self.sealer.seal(id.as_bytes(), new.secret.as_bytes())?,
            created_at: now,
            created_by: act.viewer.login.clone(),
            changed_at: now,
        };
        let mut set = self.set(act);
        set.guard(Table::Credential, id, Expect::Absent)
            .put(credential.clone());
        set.audit(audit(act, "credential.create", "credential", id, json!({})));
        self.commit(set).await?;
        Ok(credential)
    }

    /// Changes where it is sent, for whom, or the secret itself. Jobs that begin afterwards use it.
    pub async fn change_credential(
        &self,
        act: &Act,
        id: Uuid,
        change: CredentialChange,
    ) -> Result<row::Credential, Fault> {
        let act = &act.may(Verb::Integrate)?;
        let found = self.credential(id).await?;
        let mut fields = Vec::new();
        let address = change
            .address
            .as_deref()
            .map(|given| address(given, &mut fields));
        let account = change
            .account
            .as_deref()
            .map(|given| account(&found.scheme, given, &mut fields));
        // Whoever may change where a secret goes must not get one they do not know.
        if address.as_ref().is_some_and(|a| *a != found.address) && change.secret.is_none() {
            fields.push(said(
                "secret",
                "Con un altro indirizzo va riscritto anche il segreto.",
                "With another address the secret must be written again.",
            ));
        }
        if let Some(given) = &change.secret {
            secret(&found.scheme, given, &mut fields);
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let sealed = match &change.secret {
            Some(given) => self.sealer.seal(id.as_bytes(), given.as_bytes())?,
            None => found.secret,
        };
        let changed = row::Credential {
            address: address.unwrap_or(found.address),
            account: account.unwrap_or(found.account),
            secret: sealed,
            changed_at: self.clock.now(),
            ..found
        };
        let mut set = self.set(act);
        set.guard(Table::Credential, id, Expect::Revision(changed.revision))
            .put(changed.clone());
        let what = json!({ "secret": change.secret.is_some() });
        set.audit(audit(act, "credential.update", "credential", id, what));
        self.commit(set).await?;
        Ok(row::Credential {
            revision: changed.revision + 1,
            ..changed
        })
    }

    /// Forgets a secret. Jobs that name it become errors to resolve.
    pub async fn remove_credential(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let act = &act.may(Verb::Integrate)?;
        let found = self.credential(id).await?;
        let mut set = self.set(act);
        set.guard(Table::Credential, id, Expect::Revision(found.revision))
            .write(Write::Delete(Table::Credential, id));
        set.audit(audit(act, "credential.delete", "credential", id, json!({})));
        self.commit(set).await.map(|_| ())
    }

    async fn credential(&self, id: Uuid) -> Result<row::Credential, Fault> {
        load::credential(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("credential"))
    }

    /// As a connector sends it, opened.
    pub(crate) fn opened(&self, row: &row::Credential) -> Result<contract::Credential, Fault> {
        let secret = self.sealer.open_sealed(row.id.as_bytes(), &row.secret)?;
        let secret = String::from_utf8(secret).map_err(Fault::broken)?;
        let (header, value) = match row.scheme.as_str() {
            "basic" => {
                let pair = format!("{}:{secret}", row.account);
                (
                    "authorization".into(),
                    format!("Basic {}", STANDARD.encode(pair)),
                )
            }
            "header" => (row.account.clone(), secret.clone()),
            _ => ("authorization".into(), format!("Bearer {secret}")),
        };
        Ok(contract::Credential {
            address: row.address.clone(),
            header,
            value,
            secret,
        })
    }
}

type Fields = Vec<(String, String, String)>;

fn said(field: &str, it: &str, en: &str) -> (String, String, String) {
    (field.into(), it.into(), en.into())
}

/// The address in one spelling: scheme, host and port, nothing after them.
fn address(given: &str, fields: &mut Fields) -> String {
    let given = given.trim().trim_end_matches('/').to_lowercase();
    let host = given
        .strip_prefix("https://")
        .map(|host| (host, false))
        .or_else(|| given.strip_prefix("http://").map(|host| (host, true)));
    let name = |host: &str| host.split(':').next().unwrap_or_default().to_owned();
    let fits = host.is_some_and(|(host, plain)| {
        let odd = |c: char| c.is_whitespace() || "/?#@\\".contains(c);
        let here = ["localhost", "127.0.0.1"].contains(&name(host).as_str());
        !name(host).is_empty() && !host.contains(odd) && (!plain || here)
    });
    if !fits {
        fields.push(said(
            "address",
            "Solo https:// e il nome del server, ad esempio https://servizi.example (http:// soltanto su questa macchina).",
            "Only https:// and the name of the server, e.g. https://services.example (http:// on this machine only).",
        ));
    }
    given
}

fn account(scheme: &str, given: &str, fields: &mut Fields) -> String {
    let given = given.trim();
    let token = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    match scheme {
        "basic" if given.is_empty() || given.contains(':') || given.contains(char::is_control) => {
            fields.push(said(
                "account",
                "Il nome dell'utente, senza due punti.",
                "The name of the user, without a colon.",
            ));
        }
        "header"
            if given.is_empty()
                || !given.chars().all(token)
                || NO_HEADERS.contains(&given.to_lowercase().as_str()) =>
        {
            fields.push(said(
                "account",
                "Il nome dell'intestazione, ad esempio X-Api-Key.",
                "The name of the header, e.g. X-Api-Key.",
            ));
        }
        "bearer" => return String::new(),
        _ => {}
    }
    given.into()
}

fn secret(scheme: &str, given: &str, fields: &mut Fields) {
    // A header holds visible ASCII; a password of RFC 7617 may hold anything but control characters.
    let fits = |c: char| match scheme {
        "basic" => !c.is_control(),
        _ => c.is_ascii_graphic() || c == ' ',
    };
    let trimmed = given.trim() == given;
    if given.is_empty()
        || given.chars().count() > SECRET_CHARACTERS_MAX
        || !given.chars().all(fits)
        || !trimmed
    {
        fields.push(said(
            "secret",
            "Il segreto così com'è, senza spazi in testa o in coda né a capo.",
            "The secret as it is, without spaces around it or line breaks.",
        ));
    }
}
