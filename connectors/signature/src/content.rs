//! Whether a file somebody signed elsewhere is an approved document with signatures, and nothing else.

use crate::document::{
    DocumentSignature, NotSigned, definite, open_p7m, over_ranges, pdf_signatures,
};
use crate::{pdf, signed_data, trust::TrustStore};
use chrono::{DateTime, Utc};
use contract::RevocationStatus;

/// Containers inside containers: a second signer may put one around the first.
const LAYERS_MAX: usize = 8;

/// The approved document, signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedContent {
    /// Signatures inside the PDF (PAdES); otherwise a container around it (CAdES).
    pub inside: bool,
    /// At least one; the outermost container's first, then in the order they were put into the PDF.
    pub signatures: Vec<DocumentSignature>,
    /// Those the approved document had already: several sign one after the other.
    pub before: Vec<DocumentSignature>,
    /// The approved document is a container, and the signatures were put beside those it had.
    pub beside: bool,
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
    /// Several are to sign, and who signed last had signed before.
    #[error("{0} had signed it already")]
    SameSigner(String),
    #[error("the certificate of {name} was valid until {to}")]
    Expired { name: String, to: DateTime<Utc> },
    #[error("the certificate of {name} is valid from {from}")]
    NotYetValid { name: String, from: DateTime<Utc> },
    #[error("the certificate of {name} had been revoked on {at}")]
    Revoked { name: String, at: DateTime<Utc> },
    /// `approved`: the approved file; `update`, `form`, `signature`: what was added; `acts`: something that acts by itself.
    #[error("it is written in a way that is not judged: {0}")]
    Unjudged(&'static str),
}

/// Compares a file with the approved document and says who signed it. `at` (UTC) is when it came, at which every certificate must
/// be valid, and not revoked by what the file brings; where a trusted time stamp says when it was signed, that time counts.
/// Whether an anchor vouches for the signers is said, not asked.
pub fn signed_content(
    approved: &[u8],
    given: &[u8],
    trust: &TrustStore,
    at: DateTime<Utc>,
) -> Result<SignedContent, NotTheSame> {
    let reading = Reading {
        approved,
        trust,
        at,
    };
    let mut found = match is_pdf(given) {
        true => reading.inside(given)?,
        false => reading.around(given)?,
    };
    found.before = reading.before();
    for by in &found.signatures {
        stands(by, at)?;
    }
    let had = |by: &&DocumentSignature| {
        let mut before = found.before.iter();
        before.any(|earlier| (&earlier.issuer, &earlier.serial) == (&by.issuer, &by.serial))
    };
    if let Some(by) = found.signatures.iter().find(had)
        && found.signatures.iter().all(|by| had(&by))
    {
        return Err(NotTheSame::SameSigner(by.name.clone()));
    }
    match found.signatures.is_empty() {
        true => Err(NotTheSame::NotSigned),
        false => Ok(found),
    }
}

/// Whether a signature holds and its certificate held when it was made.
fn stands(by: &DocumentSignature, came: DateTime<Utc>) -> Result<(), NotTheSame> {
    let at = by.judged_at(came);
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
    match (by.revocation.status, by.revocation.revoked_at) {
        (RevocationStatus::RevokedBefore, Some(at)) => {
            Err(NotTheSame::Revoked { name: name(), at })
        }
        _ => Ok(()),
    }
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// One comparison.
struct Reading<'a> {
    approved: &'a [u8],
    trust: &'a TrustStore,
    at: DateTime<Utc>,
}

impl Reading<'_> {
    fn inside(&self, given: &[u8]) -> Result<SignedContent, NotTheSame> {
        if given == self.approved {
            return Err(NotTheSame::NotSigned);
        }
        let added = pdf::added_signatures(self.approved, given)?;
        let mut signatures = Vec::new();
        for (_, by) in over_ranges(given, &added.ranges, self.trust, self.at) {
            let by = by.ok_or(NotTheSame::Unjudged("signature"))?;
            if by.is_empty() {
                return Err(NotTheSame::NotSigned);
            }
            signatures.extend(by);
        }
        Ok(SignedContent {
            inside: true,
            signatures,
            before: Vec::new(),
            beside: false,
            visible_on: added.visible_on,
        })
    }

    fn around(&self, given: &[u8]) -> Result<SignedContent, NotTheSame> {
        if let Some(beside) = self.beside(given)? {
            return Ok(beside);
        }
        let (mut signatures, mut bytes) = (Vec::new(), given.to_vec());
        for _ in 0..LAYERS_MAX {
            let opened = match open_p7m(&bytes, self.trust, self.at) {
                Ok(opened) => opened,
                Err(NotSigned::Detached) => return Err(NotTheSame::Detached),
                Err(NotSigned::NotCms) if signatures.is_empty() => {
                    return Err(NotTheSame::NotSigned);
                }
                Err(NotSigned::NotCms) => return Err(NotTheSame::OtherContent),
            };
            if opened.signatures.is_empty() {
                return Err(NotTheSame::NotSigned);
            }
            signatures.extend(opened.signatures);
            if opened.content == self.approved {
                return Ok(SignedContent {
                    inside: false,
                    signatures,
                    before: Vec::new(),
                    beside: false,
                    visible_on: Vec::new(),
                });
            }
            // One signed inside the PDF, another put a container around it.
            if is_pdf(&opened.content) {
                let within = self.inside(&opened.content).map_err(|why| match why {
                    // The container itself is signed.
                    NotTheSame::NotSigned => NotTheSame::OtherContent,
                    other => other,
                })?;
                signatures.extend(within.signatures);
                return Ok(SignedContent {
                    inside: false,
                    signatures,
                    ..within
                });
            }
            bytes = opened.content;
        }
        Err(NotTheSame::OtherContent)
    }

    /// Signatures put beside those of a container that was to be signed: same content, and whoever had signed is still there.
    /// None where the file is anything else.
    fn beside(&self, given: &[u8]) -> Result<Option<SignedContent>, NotTheSame> {
        let (Some(before), Some(now)) = (definite(self.approved), definite(given)) else {
            return Ok(None);
        };
        let (Some(before), Some(now)) = (signed_data::read(&before), signed_data::read(&now))
        else {
            return Ok(None);
        };
        if before.embedded.is_none() || before.embedded != now.embedded {
            return Ok(None);
        }
        let had = |signature: &[u8]| before.signers.iter().any(|s| s.signature == signature);
        let kept = before
            .signers
            .iter()
            .all(|s| now.signers.iter().any(|n| n.signature == s.signature));
        if !kept {
            return Err(NotTheSame::OtherContent);
        }
        let opened = open_p7m(given, self.trust, self.at).map_err(|_| NotTheSame::NotSigned)?;
        let added = opened.signatures.into_iter().zip(&now.signers);
        let added = added.filter(|(_, facts)| !had(facts.signature));
        Ok(Some(SignedContent {
            inside: false,
            signatures: added.map(|(signature, _)| signature).collect(),
            before: Vec::new(),
            beside: true,
            visible_on: Vec::new(),
        }))
    }

    /// Who had signed the approved document.
    fn before(&self) -> Vec<DocumentSignature> {
        let (mut found, mut bytes) = (Vec::new(), self.approved.to_vec());
        for _ in 0..LAYERS_MAX {
            if is_pdf(&bytes) {
                let inside = pdf_signatures(&bytes, self.trust, self.at);
                found.extend(inside.into_iter().map(|s| s.signature));
                break;
            }
            let Ok(opened) = open_p7m(&bytes, self.trust, self.at) else {
                break;
            };
            found.extend(opened.signatures);
            bytes = opened.content;
        }
        found
    }
}
