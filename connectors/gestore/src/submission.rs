//! One mail under way, as the notices about it see it.

use crate::original::Original;
use chrono::{DateTime, Utc};
use contract::ReceiptScope;
use serde::{Deserialize, Serialize};

/// One accepted or refused mail: what the notices about it say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submission {
    /// `identificativo`, without brackets.
    pub id: String,
    /// The client's `Message-ID`, without brackets.
    pub client_id: Option<String>,
    pub sender: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub recipients: Vec<String>,
    /// Recipients that are not certified; known from the acceptance on.
    pub external: Vec<String>,
    pub reply_to: String,
    pub subject: String,
    pub scope: Scope,
    /// Of acceptance; of submission until then.
    pub at: DateTime<Utc>,
}

/// `X-TipoRicevuta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    Completa,
    Breve,
    Sintetica,
}

impl Scope {
    pub fn word(self) -> &'static str {
        match self {
            Scope::Completa => "completa",
            Scope::Breve => "breve",
            Scope::Sintetica => "sintetica",
        }
    }

    /// Anything but the two other words means complete (RFC 6109 §3.3.2).
    fn read(value: Option<&str>) -> Scope {
        match value
            .map(|value| value.trim().to_ascii_lowercase())
            .as_deref()
        {
            Some("breve") => Scope::Breve,
            Some("sintetica") => Scope::Sintetica,
            _ => Scope::Completa,
        }
    }
}

impl From<ReceiptScope> for Scope {
    fn from(scope: ReceiptScope) -> Scope {
        match scope {
            ReceiptScope::Completa => Scope::Completa,
            ReceiptScope::Breve => Scope::Breve,
            ReceiptScope::Sintetica => Scope::Sintetica,
        }
    }
}

impl Submission {
    pub fn read(
        mail: &Original<'_>,
        sender: &str,
        recipients: Vec<String>,
        id: String,
        at: DateTime<Utc>,
    ) -> Submission {
        let reply_to = mail
            .addresses("reply-to")
            .and_then(|list| list.into_iter().next());
        Submission {
            id,
            client_id: mail.message_id(),
            sender: sender.to_owned(),
            to: mail.addresses("to").unwrap_or_default(),
            cc: mail.addresses("cc").unwrap_or_default(),
            recipients,
            external: Vec::new(),
            reply_to: reply_to.unwrap_or_else(|| sender.to_owned()),
            subject: mail.subject(),
            scope: Scope::read(mail.first("x-tiporicevuta")),
            at,
        }
    }

    /// `X-Riferimento-Message-ID`: the client's id, or the gestore's when the client gave none.
    pub fn reference(&self) -> &str {
        self.client_id.as_deref().unwrap_or(&self.id)
    }

    /// To, then Cc, each once, and whether it is certified. Those of the transaction when both are empty.
    pub fn destinations(&self) -> Vec<(&str, bool)> {
        let mut found: Vec<(&str, bool)> = Vec::new();
        let named = self.to.iter().chain(&self.cc);
        let spare = self
            .recipients
            .iter()
            .filter(|_| self.to.is_empty() && self.cc.is_empty());
        for address in named.chain(spare) {
            if !found.iter().any(|(known, _)| known == address) {
                found.push((address, !self.external.contains(address)));
            }
        }
        found
    }

    /// The receipt one recipient gives: Cc without To always short (RFC 6109 §3.3.2).
    pub fn scope_for(&self, recipient: &str) -> Scope {
        let only_copy =
            !self.to.iter().any(|to| to == recipient) && self.cc.iter().any(|cc| cc == recipient);
        if only_copy {
            Scope::Sintetica
        } else {
            self.scope
        }
    }
}
