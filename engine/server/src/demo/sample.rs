//! Mails that can be made to arrive. People, firms and facts are invented; domains are reserved.

use super::plan::{Plan, Text};
use crate::wire::{GestoreHandle, Letter};
use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// What arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A request by PEC.
    #[default]
    Istanza,
    /// A matter of money by PEC.
    Tributi,
    /// A technical matter by PEC.
    Edilizia,
    /// An e-mail to the desk.
    Ordinaria,
    /// Ordinary mail to the certified box: an anomaly envelope.
    Anomalia,
    /// An electronic invoice from the exchange system.
    Fattura,
}

/// One mail, ready to be delivered.
pub struct Sample {
    kind: Kind,
    plan: &'static Plan,
    of: &'static Text,
    subject: String,
}

/// The mailbox of whoever is in copy of a followed mail is full at their gestore: the tour shows one
/// recipient that fails.
const FULL: &str = "full@pec.altro.example";

impl Sample {
    /// The `number`-th arrival of this kind, from 1; the number tells the later ones from the first. None: nothing of
    /// this kind comes to this organisation.
    pub fn of(plan: &'static Plan, kind: Kind, number: usize) -> Option<Sample> {
        let (_, of) = plan.samples.iter().find(|(k, _)| *k == kind)?;
        Some(Sample {
            kind,
            plan,
            of,
            subject: match number {
                ..=1 => of.subject.into(),
                _ => format!("{} ({number})", of.subject),
            },
        })
    }

    /// Delivers it; answers the Message-ID of the envelope when it is one the rail can follow.
    pub fn deliver(&self, gestore: &GestoreHandle) -> anyhow::Result<Option<String>> {
        match self.kind {
            Kind::Istanza | Kind::Tributi | Kind::Edilizia => {
                let delivered = gestore
                    .inject(&self.letter())
                    .context("delivering a certified mail")?;
                Ok(Some(delivered.identificativo))
            }
            Kind::Ordinaria => {
                let desk = self.plan.desk;
                gestore
                    .place(&self.ordinary(desk), desk)
                    .context("delivering an e-mail")?;
                Ok(None)
            }
            Kind::Anomalia => {
                let certified = self.plan.certified;
                gestore
                    .deliver_ordinary(&self.ordinary(certified), certified)
                    .context("delivering an e-mail to the certified box")?;
                Ok(None)
            }
            // Comes from the exchange system, with files of its own.
            Kind::Fattura => anyhow::bail!("an invoice is no letter"),
        }
    }

    /// The mail as its writer's gestore takes it; whoever is in copy of it the letters of the bundle answer, too.
    pub fn letter(&self) -> Letter {
        let (of, to) = (self.of, self.plan.certified);
        let mut letter = Letter::new(of.from, to, &self.subject, of.text);
        letter.from_name = of.from_name.into();
        letter.cc.push(FULL.into());
        match of.attachment {
            Some((name, text)) => letter.attach(name, "text/plain", text.as_bytes()),
            None => letter,
        }
    }

    fn ordinary(&self, to: &str) -> Vec<u8> {
        let of = self.of;
        ordinary(
            of.from,
            of.from_name,
            to,
            &self.subject,
            of.text,
            Utc::now(),
        )
    }
}

/// An e-mail as it comes into an ordinary mailbox.
pub fn ordinary(
    from: &str,
    from_name: &str,
    to: &str,
    subject: &str,
    text: &str,
    at: DateTime<Utc>,
) -> Vec<u8> {
    let id = uuid::Uuid::now_v7();
    let subject = encoded(subject);
    let date = at.to_rfc2822();
    format!(
        "From: {from_name} <{from}>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}@posta.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        text.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// RFC 2047, for the accents of a subject.
fn encoded(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    if text.is_ascii() {
        text.into()
    } else {
        format!("=?utf-8?B?{}?=", STANDARD.encode(text))
    }
}
