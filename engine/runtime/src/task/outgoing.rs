//! The message a person writes, and the hash an approval is given to.

use super::RecipientList;
use crate::document::reference_id;
use chrono::{DateTime, Utc};
use office::Behalf;
use rules::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as JsonValue, json};
use sha2::{Digest, Sha256};

/// The message a person writes, before it has a Message-ID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outgoing {
    /// Key of the mailbox it leaves from.
    #[serde(default)]
    pub mailbox: String,
    #[serde(default)]
    pub to: Vec<String>,
    /// A list of further recipients, kept as a document: the message leaves in parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_list: Option<RecipientList>,
    #[serde(default)]
    pub cc: Vec<String>,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub attachments: Vec<OutgoingFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<JsonValue>,
    /// completa | breve | sintetica: the delivery receipt asked for; None: as the process says, brief when it leaves in parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// Each recipient gets a message of their own and sees no other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub separately: bool,
    /// When its writer wants it to leave; None: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_at: Option<DateTime<Utc>>,
    /// Set by the server when the draft is handed over: it leaves no earlier than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_at: Option<DateTime<Utc>>,
    /// Nobody wrote it. Never of a message that a person hands over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
    /// Set by the server when the draft is handed over: it leaves from a PEC box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<bool>,
    /// Set by the server when the draft is handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// In whose place the author wrote; set with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_for: Option<Behalf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutgoingFile {
    pub name: String,
    pub media_type: String,
    pub size: u64,
    /// `{"$ref":"document","id":"…"}`, or the id alone as pages write it.
    pub r#ref: JsonValue,
}

impl OutgoingFile {
    /// What its reference names: of a kept document the hash of its bytes, hex.
    pub fn id(&self) -> Option<&str> {
        reference_id(&self.r#ref)
    }
}

impl Outgoing {
    /// Hex SHA-256 over what will leave: box, recipients, subject, text, attachments, and where they are given the list,
    /// the receipt asked for, and that each recipient gets their own. Author and the hash itself do not count.
    pub fn digest(&self) -> String {
        let mut what = json!([
            self.mailbox,
            self.to,
            self.cc,
            self.subject,
            self.body,
            self.attachments
                .iter()
                .map(|a| json!([a.name, a.r#ref]))
                .collect::<Vec<_>>()
        ]);
        if let (Some(what), true) = (
            what.as_array_mut(),
            self.to_list.is_some() || self.receipt.is_some(),
        ) {
            let list = self.to_list.as_ref().map(|list| (&list.r#ref, list.count));
            what.push(json!([list, self.receipt]));
        }
        if let (Some(what), true) = (what.as_array_mut(), self.separately) {
            what.push(json!("separately"));
        }
        hex::encode(Sha256::digest(what.to_string()))
    }

    /// Reads a variable that holds a message; None when it does not.
    pub fn from_value(value: &Value) -> Option<Outgoing> {
        serde_json::from_value(value.to_json()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_covers_what_leaves_and_nothing_else() {
        let base = Outgoing {
            mailbox: "protocollo".into(),
            to: vec!["a@pec.example".into()],
            subject: "s".into(),
            body: "b".into(),
            ..Outgoing::default()
        };
        let same = Outgoing {
            author: Some("anna".into()),
            hash: Some("x".into()),
            ..base.clone()
        };
        assert_eq!(base.digest(), same.digest());
        for changed in [
            Outgoing {
                mailbox: "urp".into(),
                ..base.clone()
            },
            Outgoing {
                to: vec!["b@pec.example".into()],
                ..base.clone()
            },
            Outgoing {
                cc: vec!["c@pec.example".into()],
                ..base.clone()
            },
            Outgoing {
                subject: "t".into(),
                ..base.clone()
            },
            Outgoing {
                body: "b ".into(),
                ..base.clone()
            },
            Outgoing {
                to_list: Some(RecipientList {
                    name: "elenco.csv".into(),
                    r#ref: "00".into(),
                    count: 2,
                }),
                ..base.clone()
            },
            Outgoing {
                receipt: Some("breve".into()),
                ..base.clone()
            },
            Outgoing {
                separately: true,
                ..base.clone()
            },
            Outgoing {
                attachments: vec![OutgoingFile {
                    name: "f".into(),
                    media_type: "text/plain".into(),
                    size: 1,
                    r#ref: json!({"$ref":"document","id":"1"}),
                }],
                ..base.clone()
            },
        ] {
            assert_ne!(base.digest(), changed.digest());
        }
    }
}
