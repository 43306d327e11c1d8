//! Our own outgoing mail: from a call's inputs to the exact bytes that will leave.
//!
//! Pure and deterministic: the same [`Outgoing`] gives the same bytes, because the bytes are kept in
//! the outbox before anything leaves and must be what is sent. A control character in anything that
//! becomes a header is refused, never repaired. Sources: RFC 5322, RFC 2045–2047, RFC 2231; for
//! certified mail RFC 6109 §3.1.1, §3.3.2 (no Bcc, `X-TipoRicevuta` written by the client).

use crate::{encode, header, name};
use chrono::{DateTime, Utc};
use contract::{Call, Document, Outcome, Prepared, ReceiptScope};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// References kept in a mail; the oldest are dropped.
const REFERENCES_MAX: usize = 20;

/// A message to be written.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Without brackets.
    pub message_id: String,
    pub date: DateTime<Utc>,
    pub sender: String,
    pub sender_name: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub subject: String,
    /// Plain text; any newline convention.
    pub body: String,
    pub attachments: Vec<Document>,
    /// Without brackets.
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    /// Certified mail only: which delivery receipt is asked for.
    pub receipt: Option<ReceiptScope>,
    /// Nobody wrote it: it says so, and no program answers it (RFC 3834 §3.1.7).
    pub automatic: bool,
    /// A message composed here before: its text and files are taken byte for byte, `body` and `attachments` are not.
    pub again: Option<Vec<u8>>,
}

/// Why a message cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    #[error("the input `message` is missing or is not a map")]
    NoMessage,
    #[error("`{field}` is not {expected}")]
    WrongInput {
        field: String,
        expected: &'static str,
    },
    #[error("the job names no mailbox to send from")]
    NoMailbox,
    #[error("there is no recipient")]
    NoRecipient,
    #[error("there is no recipient in `to`")]
    NoTo,
    #[error("`{address}` in `{field}` is not a mail address")]
    BadAddress { field: String, address: String },
    #[error("hidden copies (`bcc`) are not allowed")]
    Bcc,
    #[error("`{field}` contains a line break or another control character")]
    ControlCharacter { field: String },
    #[error("`{id}` cannot be a Message-ID")]
    BadMessageId { id: String },
    #[error("the message to send again was not written here")]
    NotOurs,
    #[error("`receipt` is `{value}`, not one of completa, breve, sintetica")]
    BadReceipt { value: String },
}

impl ComposeError {
    /// Machine-readable word, the key of the text shown to people.
    pub fn code(&self) -> &'static str {
        match self {
            ComposeError::NoMessage => "message_missing",
            ComposeError::WrongInput { .. } => "input_wrong_type",
            ComposeError::NoMailbox => "mailbox_missing",
            ComposeError::NoRecipient => "no_recipient",
            ComposeError::NoTo => "no_to",
            ComposeError::BadAddress { .. } => "bad_address",
            ComposeError::Bcc => "bcc_not_allowed",
            ComposeError::ControlCharacter { .. } => "control_character",
            ComposeError::BadMessageId { .. } => "bad_message_id",
            ComposeError::NotOurs => "not_ours",
            ComposeError::BadReceipt { .. } => "bad_receipt",
        }
    }

    /// The same for Italian readers.
    fn in_italian(&self) -> String {
        match self {
            ComposeError::NoMessage => "manca `message`, o non è una mappa".into(),
            ComposeError::WrongInput { field, .. } => {
                format!("`{field}` non è del tipo che serve")
            }
            ComposeError::NoMailbox => "non è detto da quale casella spedire".into(),
            ComposeError::NoRecipient => "non c'è nessun destinatario".into(),
            ComposeError::NoTo => "non c'è nessun destinatario in `to`".into(),
            ComposeError::BadAddress { field, address } => {
                format!("«{address}» in `{field}` non è un indirizzo di posta")
            }
            ComposeError::Bcc => "i destinatari nascosti (`bcc`) non sono ammessi".into(),
            ComposeError::ControlCharacter { field } => {
                format!("`{field}` contiene un a capo o un altro carattere di controllo")
            }
            ComposeError::BadMessageId { id } => format!("«{id}» non può essere un Message-ID"),
            ComposeError::NotOurs => "il messaggio da rispedire non è stato scritto qui".into(),
            ComposeError::BadReceipt { value } => {
                format!("`receipt` è «{value}», non completa, breve o sintetica")
            }
        }
    }
}

impl From<ComposeError> for Outcome {
    fn from(error: ComposeError) -> Outcome {
        Outcome::Never {
            code: error.code().into(),
            reason: format!("{error} / {}", error.in_italian()),
        }
    }
}

impl Outgoing {
    /// Reads the inputs of a call: `message` {to, cc?, subject?, body?} with lists or comma text;
    /// the attachments' bytes come in the call. A `bcc` that is not empty is refused.
    pub fn from_call(call: &Call) -> Result<Outgoing, ComposeError> {
        let message = call
            .inputs
            .get("message")
            .and_then(Value::as_object)
            .ok_or(ComposeError::NoMessage)?;
        let mailbox = call.mailbox.as_ref().ok_or(ComposeError::NoMailbox)?;
        if !addresses("bcc", message.get("bcc"))?.is_empty() {
            return Err(ComposeError::Bcc);
        }
        Ok(Outgoing {
            message_id: call.message_id.clone(),
            date: call.now,
            sender: mailbox.address.trim().to_lowercase(),
            sender_name: mailbox.display_name.clone(),
            to: addresses("to", message.get("to"))?,
            cc: addresses("cc", message.get("cc"))?,
            subject: text("subject", message.get("subject"))?,
            body: text("body", message.get("body"))?,
            attachments: call.attachments.clone(),
            in_reply_to: call.in_reply_to.clone(),
            references: call.references.clone(),
            receipt: None,
            automatic: message.get("automatic") == Some(&Value::Bool(true)),
            again: call.again.clone(),
        })
    }
}

/// Writes the message. Every address once: To before Cc. Lines end in CRLF, none is longer than 998
/// bytes, all bytes are ASCII.
pub fn compose(message: &Outgoing) -> Result<Prepared, ComposeError> {
    if !valid_id(&message.message_id) {
        return Err(ComposeError::BadMessageId {
            id: header::printable(&message.message_id),
        });
    }
    let sender = valid_address("sender", &message.sender)?;
    refuse_controls("display name", &message.sender_name)?;
    refuse_controls("subject", &message.subject)?;
    let to = valid_list("to", &message.to, &[])?;
    let cc = valid_list("cc", &message.cc, &to)?;
    if to.is_empty() {
        return Err(if cc.is_empty() {
            ComposeError::NoRecipient
        } else {
            ComposeError::NoTo
        });
    }
    let subject = message.subject.trim().to_owned();
    let mut out = String::new();
    field(&mut out, "Date", &message.date.to_rfc2822());
    field(
        &mut out,
        "From",
        &encode::person("From: ".len(), message.sender_name.trim(), &sender),
    );
    field(&mut out, "To", &encode::list("To: ".len(), &to));
    if !cc.is_empty() {
        field(&mut out, "Cc", &encode::list("Cc: ".len(), &cc));
    }
    field(
        &mut out,
        "Subject",
        &encode::unstructured("Subject: ".len(), &subject),
    );
    field(&mut out, "Message-ID", &format!("<{}>", message.message_id));
    if let Some(answered) = message.in_reply_to.as_deref().filter(|id| valid_id(id)) {
        field(&mut out, "In-Reply-To", &format!("<{answered}>"));
    }
    let references = references(message);
    if !references.is_empty() {
        let bracketed: Vec<String> = references.iter().map(|id| format!("<{id}>")).collect();
        field(&mut out, "References", &bracketed.join("\r\n "));
    }
    if message.automatic {
        field(&mut out, "Auto-Submitted", "auto-replied");
    }
    if let Some(receipt) = message.receipt {
        field(&mut out, "X-TipoRicevuta", receipt_word(receipt));
    }
    out.push_str(MIME);
    match &message.again {
        Some(raw) => out.push_str(content(raw)?),
        None => body(&mut out, message)?,
    }
    let recipients = to.iter().chain(&cc).cloned().collect();
    Ok(Prepared {
        message_id: message.message_id.clone(),
        sender,
        recipients,
        to,
        cc,
        subject,
        bytes: out.into_bytes(),
    })
}

/// The last field that is written before what the message holds.
const MIME: &str = "MIME-Version: 1.0\r\n";

/// What a message composed here holds, from its content type on.
fn content(raw: &[u8]) -> Result<&str, ComposeError> {
    let text = std::str::from_utf8(raw).map_err(|_| ComposeError::NotOurs)?;
    let (head, _) = text.split_once("\r\n\r\n").ok_or(ComposeError::NotOurs)?;
    // A folded line begins with a space, so no other field can look like this one.
    let at = head
        .match_indices(MIME)
        .find(|(at, _)| *at == 0 || head[..*at].ends_with("\r\n"))
        .ok_or(ComposeError::NotOurs)?
        .0;
    Ok(&text[at + MIME.len()..])
}

/// The receipt a message composed here asked for; None when it asked for none.
pub fn receipt_asked(raw: &[u8]) -> Option<ReceiptScope> {
    let text = std::str::from_utf8(raw).ok()?;
    let (head, _) = text.split_once("\r\n\r\n")?;
    let word = head
        .lines()
        .find_map(|line| line.strip_prefix("X-TipoRicevuta: "))?;
    [
        ReceiptScope::Completa,
        ReceiptScope::Breve,
        ReceiptScope::Sintetica,
    ]
    .into_iter()
    .find(|scope| receipt_word(*scope) == word)
}

/// `X-TipoRicevuta` as it is written.
pub fn receipt_word(receipt: ReceiptScope) -> &'static str {
    match receipt {
        ReceiptScope::Completa => "completa",
        ReceiptScope::Breve => "breve",
        ReceiptScope::Sintetica => "sintetica",
    }
}

fn field(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    out.push_str(": ");
    out.push_str(value);
    out.push_str("\r\n");
}

fn body(out: &mut String, message: &Outgoing) -> Result<(), ComposeError> {
    if message.attachments.is_empty() {
        text_part(out, &message.body);
        return Ok(());
    }
    // `=_` never occurs in quoted-printable or base64, so no content can contain the boundary.
    let boundary = format!(
        "=_staffetta_{}",
        &hex::encode(Sha256::digest(message.message_id.as_bytes()))[..32]
    );
    field(
        out,
        "Content-Type",
        &format!("multipart/mixed;\r\n boundary=\"{boundary}\""),
    );
    out.push_str(&format!("\r\n--{boundary}\r\n"));
    text_part(out, &message.body);
    for document in &message.attachments {
        out.push_str(&format!("\r\n--{boundary}\r\n"));
        attachment(out, document)?;
    }
    out.push_str(&format!("\r\n--{boundary}--\r\n"));
    Ok(())
}

fn text_part(out: &mut String, text: &str) {
    field(out, "Content-Type", "text/plain; charset=utf-8");
    field(out, "Content-Transfer-Encoding", "quoted-printable");
    out.push_str("\r\n");
    out.push_str(&encode::quoted_printable(text));
}

fn attachment(out: &mut String, document: &Document) -> Result<(), ComposeError> {
    refuse_controls("attachment name", &document.name)?;
    let given = name::sanitised(&document.name);
    let media_type = media_type(&document.media_type);
    let name = if given.is_empty() {
        name::of(None, None, &media_type, 1)
    } else {
        given
    };
    field(
        out,
        "Content-Type",
        &format!("{media_type};\r\n {}", encode::name_parameter(&name)),
    );
    field(
        out,
        "Content-Disposition",
        &format!("attachment;\r\n {}", encode::file_name_parameter(&name)),
    );
    field(out, "Content-Transfer-Encoding", "base64");
    out.push_str("\r\n");
    out.push_str(&encode::base64_lines(&document.bytes));
    Ok(())
}

/// The declared type when it is a plain one. Mails and multiparts may not be base64 (RFC 2046 §5.2.1),
/// so they travel as bytes, and keep their name.
fn media_type(declared: &str) -> String {
    let lower = declared
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let token = |t: &str| {
        !t.is_empty()
            && t.len() < 100
            && t.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match lower.split_once('/') {
        Some((kind, sub))
            if token(kind) && token(sub) && kind != "message" && kind != "multipart" =>
        {
            lower
        }
        _ => "application/octet-stream".into(),
    }
}

fn references(message: &Outgoing) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for id in message.references.iter().chain(&message.in_reply_to) {
        if valid_id(id) && !list.contains(id) {
            list.push(id.clone());
        }
    }
    list.split_off(list.len().saturating_sub(REFERENCES_MAX))
}

/// An id that can stand between brackets on one line. Ids of foreign mails that cannot are left out.
fn valid_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 250
        && id.contains('@')
        && id.bytes().all(|b| {
            b.is_ascii_graphic()
                && !matches!(b, b'<' | b'>' | b'"' | b'\\' | b'(' | b')' | b',' | b';')
        })
}

fn refuse_controls(field: &str, value: &str) -> Result<(), ComposeError> {
    if value.chars().any(char::is_control) {
        return Err(ComposeError::ControlCharacter {
            field: field.into(),
        });
    }
    Ok(())
}

/// Lower case, without the spaces around it.
fn valid_address(field: &str, address: &str) -> Result<String, ComposeError> {
    refuse_controls(field, address)?;
    let lower = address.trim().to_lowercase();
    if !contract::is_address(&lower) {
        return Err(ComposeError::BadAddress {
            field: field.into(),
            address: header::printable(address),
        });
    }
    Ok(lower)
}

fn valid_list(
    field: &str,
    list: &[String],
    before: &[String],
) -> Result<Vec<String>, ComposeError> {
    let mut out: Vec<String> = Vec::new();
    for address in list {
        let valid = valid_address(field, address)?;
        if !out.contains(&valid) && !before.contains(&valid) {
            out.push(valid);
        }
    }
    Ok(out)
}

/// A list of texts or a text with commas or semicolons; `Name <a@b>` is reduced to its address.
fn addresses(field: &str, value: Option<&Value>) -> Result<Vec<String>, ComposeError> {
    let wrong = || ComposeError::WrongInput {
        field: field.into(),
        expected: "a list of addresses or a text with commas",
    };
    let mut list = Vec::new();
    let entries: Vec<&str> = match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items
            .iter()
            .map(|i| i.as_str().ok_or_else(wrong))
            .collect::<Result<_, _>>()?,
        Some(_) => return Err(wrong()),
    };
    for entry in entries {
        refuse_controls(field, entry)?;
        for person in header::people(entry.replace(';', ",").as_bytes()) {
            let address = if person.address.is_empty() {
                person.name
            } else {
                person.address
            };
            list.push(address);
        }
    }
    Ok(list)
}

fn text(field: &str, value: Option<&Value>) -> Result<String, ComposeError> {
    match value {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(_) => Err(ComposeError::WrongInput {
            field: field.into(),
            expected: "a text",
        }),
    }
}
