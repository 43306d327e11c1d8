//! A mail another gestore's user writes to one of our mailboxes.

use crate::{
    mime, original,
    submission::{Scope, Submission},
};
use chrono::{DateTime, Utc};
use contract::{Document, ReceiptScope};

/// What the other user writes. Addresses bare; texts UTF-8.
#[derive(Debug, Clone)]
pub struct Letter {
    pub from: String,
    /// Display name; empty for none.
    pub from_name: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub subject: String,
    pub text: String,
    pub attachments: Vec<Document>,
    /// When it was sent; None: now.
    pub sent_at: Option<DateTime<Utc>>,
    /// The receipt the writer asks for.
    pub scope: ReceiptScope,
    /// Without brackets; None draws one.
    pub message_id: Option<String>,
    /// Message-ID of the mail answered, without brackets.
    pub in_reply_to: Option<String>,
}

/// What was delivered.
#[derive(Debug, Clone)]
pub struct Injected {
    /// The writer's Message-ID (`X-Riferimento-Message-ID`), without brackets.
    pub message_id: String,
    /// The gestore's id (`Message-ID` of the envelope), without brackets.
    pub identificativo: String,
    /// One file in `new` for each of our mailboxes, in the order of the recipients.
    pub files: Vec<std::path::PathBuf>,
}

impl Letter {
    pub fn new(from: &str, to: &str, subject: &str, text: &str) -> Letter {
        Letter {
            from: from.to_ascii_lowercase(),
            from_name: String::new(),
            to: vec![to.to_ascii_lowercase()],
            cc: Vec::new(),
            subject: subject.into(),
            text: text.into(),
            attachments: Vec::new(),
            sent_at: None,
            scope: ReceiptScope::Completa,
            message_id: None,
            in_reply_to: None,
        }
    }

    /// Adds an attachment.
    pub fn attach(mut self, name: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> Letter {
        self.attachments.push(Document {
            name: name.into(),
            media_type: media_type.into(),
            bytes: bytes.into(),
        });
        self
    }

    /// The mail as the writer's program made it.
    pub(crate) fn original(&self, message_id: &str, at: DateTime<Utc>) -> Vec<u8> {
        let mut head = String::new();
        mime::header(&mut head, "Date", &mime::date(at));
        let author = if self.from_name.is_empty() {
            self.from.clone()
        } else if self
            .from_name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == ' ')
        {
            format!("{} <{}>", self.from_name, self.from)
        } else {
            format!("{} <{}>", mime::encoded_words(&self.from_name), self.from)
        };
        mime::header(&mut head, "From", &author);
        mime::header(&mut head, "To", &self.to.join(", "));
        if !self.cc.is_empty() {
            mime::header(&mut head, "Cc", &self.cc.join(", "));
        }
        mime::text_header(&mut head, "Subject", &self.subject);
        mime::header(&mut head, "Message-ID", &format!("<{message_id}>"));
        if let Some(answered) = &self.in_reply_to {
            mime::header(&mut head, "In-Reply-To", &format!("<{answered}>"));
            mime::header(&mut head, "References", &format!("<{answered}>"));
        }
        mime::header(&mut head, "X-TipoRicevuta", Scope::from(self.scope).word());
        mime::header(&mut head, "MIME-Version", "1.0");
        let text = format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
            mime::quoted_printable(self.text.as_bytes())
        );
        let mut parts = vec![text.into_bytes()];
        parts.extend(
            self.attachments
                .iter()
                .map(|file| mime::file(&file.media_type, "attachment", &file.name, &file.bytes)),
        );
        let body = match parts.len() {
            1 => parts.remove(0),
            _ => mime::multipart("mixed", message_id, &parts),
        };
        [head.into_bytes(), body].concat()
    }

    /// The facts the writer's gestore certifies.
    pub(crate) fn submission(
        &self,
        raw: &[u8],
        id: String,
        recipients: Vec<String>,
        at: DateTime<Utc>,
    ) -> Submission {
        Submission::read(
            &original::Original::read(raw),
            &self.from,
            recipients,
            id,
            at,
        )
    }
}
