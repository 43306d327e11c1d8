//! Whether a file somebody signed elsewhere is an approved document with signatures, and nothing else.

use crate::document::{DocumentSignature, NotSigned, open_p7m, over_range};
use crate::{pdf, trust::TrustStore};
use chrono::{DateTime, Utc};

/// Containers inside containers: a second signer may put one around the first.
const LAYERS_MAX: usize = 8;

/// The approved document, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedContent {
    /// Signatures inside the PDF (PAdES); otherwise a container around it (CAdES).
    pub inside: bool,
    /// At least one; the outermost container's first, or in the order they were put into the PDF.
    pub signatures: Vec<DocumentSignature>,
    /// Pages (from 1) on which a signature is seen.
    pub visible_on: Vec<usize>,
}

/// Why a file does not count as the approved document, signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTheSame {
    #[error("nobody signed it")]
    NotSigned,
    #[error("a signature without the document it signs")]
    Detached,
    #[error("what is inside is not the approved document")]
    OtherContent,
    #[error("page {0} was changed")]
    PageChanged(usize),
    #[error("object {0} of the approved document was written again")]
    Rewritten(u32),
    #[error("a signature covers too much of page {0}")]
    Covers(usize),
    #[error("a signature does not cover the document")]
    NotCovered,
    /// The digest in the signature is of other bytes, or the signature is none. Who is named by it.
    #[error("the signature of {0} does not hold")]
    Broken(String),
    #[error("the certificate of {name} was valid until {to}")]
    Expired { name: String, to: DateTime<Utc> },
    #[error("the certificate of {name} is valid from {from}")]
    NotYetValid { name: String, from: DateTime<Utc> },
    /// `approved`: the approved file; `update`, `form`, `signature`: what was added; `acts`: something that acts by itself.
    #[error("it is written in a way that is not judged: {0}")]
    Unjudged(&'static str),
}

/// Compares a file with the approved document and says who signed it. `at` (UTC) is when it came, at which every certificate must
/// be valid. Whether an anchor vouches for the signers is said, not asked.
pub fn signed_content(
    approved: &[u8],
    given: &[u8],
    trust: &TrustStore,
    at: DateTime<Utc>,
) -> Result<SignedContent, NotTheSame> {
    let found = match given.starts_with(b"%PDF-") {
        true => inside(approved, given, trust, at)?,
        false => around(approved, given, trust, at)?,
    };
    for by in &found.signatures {
        let name = || match by.name.is_empty() {
            true => "?".to_owned(),
            false => by.name.clone(),
        };
        let broken = by.reasons.iter().any(|reason| reason == "broken_digest");
        if !by.intact || broken {
            return Err(NotTheSame::Broken(name()));
        }
        match (by.valid_from, by.valid_to) {
            (_, Some(to)) if to < at => return Err(NotTheSame::Expired { name: name(), to }),
            (Some(from), _) if from > at => {
                return Err(NotTheSame::NotYetValid { name: name(), from });
            }
            (Some(_), Some(_)) => {}
            _ => return Err(NotTheSame::Broken(name())),
        }
    }
    match found.signatures.is_empty() {
        true => Err(NotTheSame::NotSigned),
        false => Ok(found),
    }
}

fn inside(
    approved: &[u8],
    given: &[u8],
    trust: &TrustStore,
    at: DateTime<Utc>,
) -> Result<SignedContent, NotTheSame> {
    if given == approved {
        return Err(NotTheSame::NotSigned);
    }
    let added = pdf::added_signatures(approved, given)?;
    let mut signatures = Vec::new();
    for range in added.ranges {
        let by = over_range(given, range, trust, at).ok_or(NotTheSame::Unjudged("signature"))?;
        if by.is_empty() {
            return Err(NotTheSame::NotSigned);
        }
        signatures.extend(by);
    }
    Ok(SignedContent {
        inside: true,
        signatures,
        visible_on: added.visible_on,
    })
}

fn around(
    approved: &[u8],
    given: &[u8],
    trust: &TrustStore,
    at: DateTime<Utc>,
) -> Result<SignedContent, NotTheSame> {
    let (mut signatures, mut bytes) = (Vec::new(), given.to_vec());
    for _ in 0..LAYERS_MAX {
        let opened = match open_p7m(&bytes, trust, at) {
            Ok(opened) => opened,
            Err(NotSigned::Detached) => return Err(NotTheSame::Detached),
            Err(NotSigned::NotCms) if signatures.is_empty() => return Err(NotTheSame::NotSigned),
            Err(NotSigned::NotCms) => return Err(NotTheSame::OtherContent),
        };
        if opened.signatures.is_empty() {
            return Err(NotTheSame::NotSigned);
        }
        signatures.extend(opened.signatures);
        if opened.content == approved {
            return Ok(SignedContent {
                inside: false,
                signatures,
                visible_on: Vec::new(),
            });
        }
        bytes = opened.content;
    }
    Err(NotTheSame::OtherContent)
}
