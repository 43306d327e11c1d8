//! What came in: a mail as recognised, before anybody decides what to do with it.
//!
//! Promises that nothing here is trusted because a header says so: [`Verdict`] carries what the
//! signature proves. Sources: RFC 5322, RFC 6109 §3–4.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One mail, recognised. Addresses are lower case without display name; texts are UTF-8.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Arrival {
    pub kind: Kind,
    /// `Message-ID` of the outer mail without angle brackets; empty when it has none.
    pub message_id: String,
    /// `X-Riferimento-Message-ID` (outer), without brackets: the id the first sender gave.
    pub reference_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// From of the *outer* mail (for a transport envelope: the gestore's service address).
    pub envelope_from: String,
    /// The person who wrote: From (or Reply-To) of the original inside an envelope, else From.
    pub from: String,
    pub from_name: String,
    pub reply_to: Option<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    /// Subject of the original inside an envelope, else of the mail.
    pub subject: String,
    /// `Date` header of the outer mail.
    pub date: Option<DateTime<Utc>>,
    /// *Inviata*: `data` of the daticert of a transport envelope; None for ordinary mail.
    pub certified_sent_at: Option<DateTime<Utc>>,
    /// Plain text for reading and rules, at most 32 KiB, HTML converted.
    pub text: String,
    pub has_html: bool,
    /// Attachments of the original (never daticert.xml, postacert.eml or smime.p7s of the envelope).
    pub attachments: Vec<Attachment>,
    /// Present for envelopes and receipts that carry one; from the outer signed part only.
    pub daticert: Option<Daticert>,
    /// Present for everything that claims to be certified (also when the signature is absent).
    pub verdict: Option<Verdict>,
    /// Present when the mail is (or wraps, in an anomaly envelope) a delivery status notification.
    pub bounce: Option<Bounce>,
    /// Its further recipients, when it speaks of several (RFC 3464 §2.3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_bounces: Vec<Bounce>,
    /// Present when the exchange system of electronic invoices (SDI) wrote it, as its files say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdi: Option<Sdi>,
    /// A program or a list wrote it, not a person: `Auto-Submitted` other than `no` (RFC 3834 §5), a `List-` field (RFC 2369,
    /// RFC 2919), `Precedence` of bulk mail, or an empty `Return-Path`. Nobody answers it by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
    /// Oddities worth showing to a person, e.g. `daticert tipo differs from X-Ricevuta`.
    pub warnings: Vec<String>,
}

/// What a mail is, by exact header value (RFC 6109 App. A), never by subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailKind")]
#[serde(rename_all = "kebab-case", tag = "kind", content = "receipt")]
pub enum Kind {
    /// `X-Trasporto: posta-certificata`.
    Transport,
    /// `X-Ricevuta: …`.
    Receipt(ReceiptKind),
    /// `X-Trasporto: errore`: ordinary mail wrapped by the gestore.
    Anomaly,
    /// None of the above.
    Ordinary,
}

/// The eight notices (RFC 6109 §3); the 12 h and 24 h notices share one value on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptKind {
    Accettazione,
    NonAccettazione,
    PresaInCarico,
    AvvenutaConsegna,
    ErroreConsegna,
    PreavvisoErroreConsegna,
    RilevazioneVirus,
}

/// `X-TipoRicevuta` and `ricevuta/@tipo` (RFC 6109 §3.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptScope {
    Completa,
    Breve,
    Sintetica,
}

/// `destinatari/@tipo`; absent means certified (RFC 6109 §4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecipientType {
    Certificato,
    Esterno,
}

/// One recipient as the gestore saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DaticertRecipient")]
pub struct Recipient {
    pub address: String,
    pub r#type: RecipientType,
}

/// `postacert/@errore`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DaticertError")]
#[serde(rename_all = "kebab-case")]
pub enum Extra {
    Nessuno,
    NoDest,
    NoDominio,
    Virus,
    Altro,
}

/// `daticert.xml` in full (RFC 6109 §4.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Daticert {
    /// `@tipo` as written.
    pub tipo: String,
    pub errore: Extra,
    pub mittente: String,
    pub destinatari: Vec<Recipient>,
    pub risposte: String,
    pub oggetto: Option<String>,
    pub gestore_emittente: String,
    /// `data` with its zone, in UTC.
    pub data: Option<DateTime<Utc>>,
    pub identificativo: String,
    /// `msgid` without brackets.
    pub msgid: Option<String>,
    pub ricevuta: Option<ReceiptScope>,
    /// Recipient of a per-recipient notice.
    pub consegna: Option<String>,
    pub ricezione: Vec<String>,
    pub errore_esteso: Option<String>,
}

/// A part a person can open. `path` leads to it from the raw mail: child indices, outermost first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "MailAttachment")]
pub struct Attachment {
    pub path: Vec<u32>,
    /// Base name only: no folder, no control characters; never empty.
    pub name: String,
    pub media_type: String,
    /// Decoded size in bytes.
    pub size: u64,
    /// Hex SHA-256 of the decoded bytes.
    pub sha256: String,
}

/// What the signature of the gestore proves, fixed on arrival (RFC 6109 §2.1, §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    pub status: VerdictStatus,
    /// Distinguished name of the signer, one line.
    pub signer: Option<String>,
    pub signer_address: Option<String>,
    /// Hex SHA-256 of the signer's certificate.
    pub certificate_sha256: Option<String>,
    pub serial: Option<String>,
    pub algorithm: Option<String>,
    pub signed_at: Option<DateTime<Utc>>,
    pub verified_at: DateTime<Utc>,
    /// PEM of signer and intermediates, signer first.
    pub chain_pem: Vec<String>,
    /// Name of the trust anchor list and the day it was imported, when one matched.
    pub trusted_by: Option<String>,
    /// Machine-readable reasons, e.g. `digest_mismatch`, `unknown_issuer`, `signer_address_differs`, `weak_digest`.
    pub reasons: Vec<String>,
}

/// Only [`VerdictStatus::Trusted`] may move a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictStatus {
    /// Integrity holds, chain ends in an imported anchor, signer address equals From.
    Trusted,
    /// Integrity holds, the chain does not end in an imported anchor.
    UntrustedChain,
    /// Bytes or signer do not match.
    Invalid,
    /// It claims to be certified and carries no signature.
    Absent,
}

/// What the files of a certified mail of the exchange system say about an electronic invoice. Who reads them judges the
/// sender first: the form alone proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sdi {
    /// `MT` metadata of an invoice received; `DT`, `SE`, `RC`, `NS`, `MC`, `NE`, `AT`: a notice about one.
    pub notice: String,
    /// `IdentificativoSdI`: joins the notices of one invoice.
    pub identifier: String,
    /// Name of the invoice file the notice speaks of.
    pub file: Option<String>,
    /// Where the invoice stands among the attachments, when it came along.
    pub invoice: Option<Vec<u32>>,
}

/// What a delivery status notification (RFC 3464) says of one recipient of a despatch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bounce {
    pub action: BounceAction,
    pub recipient: String,
    /// e.g. `5.1.1`.
    pub status: Option<String>,
    pub diagnostic: Option<String>,
    /// Message-ID of the returned mail, without brackets.
    pub original_id: Option<String>,
}

impl Arrival {
    /// Of each recipient the notification speaks of: failed ones first. Empty: it is none.
    pub fn bounces(&self) -> impl Iterator<Item = &Bounce> {
        self.bounce.iter().chain(&self.further_bounces)
    }

    /// Takes what a notification says, failed recipients first.
    pub fn take_bounces(&mut self, mut all: Vec<Bounce>) {
        self.further_bounces = match all.is_empty() {
            true => Vec::new(),
            false => all.split_off(1),
        };
        self.bounce = all.pop();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BounceAction {
    Failed,
    Delayed,
    Other,
}
