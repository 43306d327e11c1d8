//! What leaves: a job is prepared (pure, kept in the outbox) and then performed (outside).
//!
//! Nothing is ever performed twice blindly: an outcome that may have happened is [`Outcome::Uncertain`].

use crate::{Boxed, InputProblem, Template};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A connector kind, named by the topic of a service task (`pec.send`).
pub trait Outbound: Send + Sync {
    /// Label, help and inputs, in both languages: the designer's element template comes from it.
    fn template(&self) -> Template;
    /// Checks literal inputs at deployment. `inputs` maps names to the *source text* of each input.
    fn check(&self, inputs: &serde_json::Map<String, serde_json::Value>) -> Vec<InputProblem>;
    /// Fixes the exact bytes before anything leaves. Pure: same call, same result. None: nothing to fix.
    fn prepare(&self, call: &Call) -> Result<Option<Prepared>, Outcome>;
    /// Does it. `prepared` is what [`Outbound::prepare`] answered, unchanged since.
    fn perform<'a>(&'a self, call: &'a Call, prepared: Option<&'a Prepared>) -> Boxed<'a, Outcome>;
}

/// One job to perform. Times in UTC.
#[derive(Debug, Clone)]
pub struct Call {
    pub kind: String,
    /// The job id as text.
    pub job: String,
    pub attempt: u32,
    pub now: DateTime<Utc>,
    pub inputs: serde_json::Map<String, serde_json::Value>,
    /// The mailbox to send from, credentials opened; None for kinds that need none.
    pub mailbox: Option<MailboxAccess>,
    pub attachments: Vec<Document>,
    /// For an answer: Message-ID and References of the mail answered (no brackets).
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    /// The Message-ID to use, without brackets; drawn by the engine.
    pub message_id: String,
    /// An earlier attempt began and its end was never written down: it may have happened.
    pub interrupted: bool,
    /// The registered webhook the inputs name, its secret opened; None when there is none.
    pub endpoint: Option<Endpoint>,
    /// The letter of the bundle the inputs name, filled in for the case; None when there is none.
    pub letter: Option<Letter>,
    /// The credentials the inputs name, opened; None when they name none.
    pub credential: Option<Credential>,
    /// The bytes of a message that left, whose text and files are to leave once more for other recipients.
    pub again: Option<Vec<u8>>,
}

/// What proves to another program who we are. It is sent as one header, to one address.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// `https://host` with an optional port: nobody else gets it.
    pub address: String,
    pub header: String,
    /// What the header says.
    pub value: String,
    /// The secret inside, so that it can be kept out of what comes back.
    pub secret: String,
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credential({})", self.address)
    }
}

/// A letter ready to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub body: String,
}

/// Where events are told to.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub url: String,
    /// `whsec_…`.
    pub secret: String,
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// How a mailbox is reached for sending.
#[derive(Debug, Clone)]
pub struct MailboxAccess {
    pub address: String,
    pub display_name: String,
    pub certified: bool,
    /// Bytes of a message times its recipients that its provider takes.
    pub bytes_max: u64,
    pub smtp: SmtpEndpoint,
}

/// How a user proves to a mail server who they are.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A password, or one that the provider made for this program alone.
    Password(String),
    /// An access token, shown by XOAUTH2.
    Token(String),
}

impl Login {
    /// The secret itself.
    pub fn secret(&self) -> &str {
        match self {
            Login::Password(secret) | Login::Token(secret) => secret,
        }
    }
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Login::Password(_) => "Password(…)",
            Login::Token(_) => "Token(…)",
        })
    }
}

#[derive(Debug, Clone)]
pub struct SmtpEndpoint {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub login: Login,
    /// A further root certificate to accept (PEM), e.g. of an internal server.
    pub ca_pem: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte (465, 993).
    Tls,
    /// STARTTLS, required.
    StartTls,
    /// No encryption: refused for any host that is not loopback.
    Plain,
}

/// The exact message that will leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Without brackets.
    pub message_id: String,
    pub sender: String,
    /// Every envelope recipient; To first, then Cc.
    pub recipients: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub subject: String,
    pub bytes: Vec<u8>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It happened; the values become the job's result.
    Done(serde_json::Map<String, serde_json::Value>),
    /// It happened, and this came of it: kept, it becomes the job's result `document`.
    Made(Document),
    /// It did not happen; try again not before this much time.
    RetryAfter { after: Duration, reason: String },
    /// It did not happen and will not: a person must look.
    Never { code: String, reason: String },
    /// It may have happened: look for evidence before anything else.
    Uncertain { reason: String },
}

impl Outcome {
    /// It will not happen: `code` for programs and boundary events, `reason` for a person.
    pub fn never(code: &str, reason: impl Into<String>) -> Outcome {
        Outcome::Never {
            code: code.into(),
            reason: reason.into(),
        }
    }
}
