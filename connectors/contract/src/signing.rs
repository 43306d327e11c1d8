//! Signing a document: what a remote signer is, and what is told of a document that came back signed.

use crate::{Boxed, Document, Text};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a signature lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureFormat {
    /// Inside the PDF.
    Pades,
    /// A container around it (`.p7m`).
    Cades,
}

/// A service that signs for a person who is not at its side: it asks them by means of its own (a code, a telephone).
pub trait RemoteSigner: Send + Sync {
    /// Its name on a button.
    fn name(&self) -> Text;
    /// Its signatures have no legal value.
    fn is_test(&self) -> bool;
    /// The document, signed. What it gives is checked as a stranger's file is.
    fn sign<'a>(&'a self, asked: &'a ToSign) -> Boxed<'a, Result<Document, SigningRefusal>>;
}

/// What a remote signer is given.
#[derive(Debug, Clone)]
pub struct ToSign {
    pub document: Document,
    pub format: SignatureFormat,
    /// Login and name of who signs.
    pub login: String,
    pub name: String,
    pub at: DateTime<Utc>,
}

/// A time stamp (RFC 3161) over a signature, or over the document after it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimeStamp {
    /// The signature was there at this time, says who stamped it; UTC.
    pub at: DateTime<Utc>,
    /// Name in the certificate that stamped.
    pub by: String,
    /// The anchor that vouches for it; None: the stamp proves nothing.
    pub trusted_by: Option<String>,
    /// Why it proves nothing: `imprint_differs`, `signature_mismatch`, `unknown_issuer` … as in a verdict.
    pub reasons: Vec<String>,
}

impl TimeStamp {
    /// Whether the time is proven.
    pub fn proves(&self) -> bool {
        self.trusted_by.is_some()
    }
}

/// What the file itself says of whether a signer's certificate was revoked. Nobody else is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Revocation {
    pub status: RevocationStatus,
    /// When who issued the certificate said so, UTC.
    pub as_of: Option<DateTime<Utc>>,
    /// UTC.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Before and after are told by the time stamp where one proves a time, else by when the file came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RevocationStatus {
    /// The file holds no list and no answer of who issued the certificate that still held.
    #[default]
    NotVerified,
    NotRevoked,
    RevokedBefore,
    RevokedAfter,
}

/// One signature on a document that was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignedBy {
    pub name: String,
    pub tax_code: Option<String>,
    pub organisation: Option<String>,
    pub issuer: String,
    /// Serial number of the certificate, hex.
    pub serial: Option<String>,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_to: Option<DateTime<Utc>>,
    /// What the signer's own computer said.
    pub signed_at: Option<DateTime<Utc>>,
    /// The anchor that vouches for the signer, when one does.
    pub trusted_by: Option<String>,
    /// The certificate says it is a qualified one and an anchor vouches for it.
    pub qualified: bool,
    /// `unknown_issuer`, `weak_digest` … as in the verdict of any signed file.
    pub reasons: Vec<String>,
    #[serde(default)]
    pub stamp: Option<TimeStamp>,
    #[serde(default)]
    pub revocation: Revocation,
}

/// An approved document that came back signed, with nothing else changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signed {
    pub format: SignatureFormat,
    /// At least one.
    pub by: Vec<SignedBy>,
    /// Who had signed the document that was to be signed, where somebody had: each signs what the one before signed.
    #[serde(default)]
    pub before: Vec<SignedBy>,
    /// The signatures were put beside those of the container that was to be signed, not around it.
    #[serde(default)]
    pub beside: bool,
    /// Pages (from 1) on which a signature is seen.
    pub visible_on: Vec<usize>,
}

impl Signed {
    /// Everybody who signed, in the order they did.
    pub fn everybody(&self) -> impl Iterator<Item = &SignedBy> {
        self.before.iter().chain(&self.by)
    }
}

/// Why a document does not count as signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningRefusal {
    /// For programs, e.g. `signed_other_content`.
    pub code: String,
    pub reason: Text,
}

impl SigningRefusal {
    pub fn new(code: &str, it: &str, en: &str) -> SigningRefusal {
        SigningRefusal {
            code: code.into(),
            reason: Text::new(it, en),
        }
    }
}
