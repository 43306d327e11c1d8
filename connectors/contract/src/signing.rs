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
    /// The certificate says it is a qualified one and an anchor vouches for it. Revocation is not asked.
    pub qualified: bool,
    /// `unknown_issuer`, `weak_digest` … as in the verdict of any signed file.
    pub reasons: Vec<String>,
}

/// An approved document that came back signed, with nothing else changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signed {
    pub format: SignatureFormat,
    /// At least one.
    pub by: Vec<SignedBy>,
    /// Pages (from 1) on which a signature is seen.
    pub visible_on: Vec<usize>,
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
