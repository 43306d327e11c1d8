//! Signed documents: CAdES containers (`.p7m`) and signatures inside a PDF (PAdES).
//!
//! Says who signed, whether the bytes are those that were signed, whether an imported anchor vouches for the signer, what a
//! time stamp proves, and what the file itself says of revocation. The trusted lists of the Union are not read and nobody is
//! asked for revocation. Sources: ETSI EN 319 122-1 (CAdES), EN 319 142-1 (PAdES), ISO 32000-1 §12.8, RFC 5652.

use crate::revocation::{self, Material};
use crate::signed_data::{self, SignedData, SignerFacts};
use crate::verify::{Digest, Strength, holds, named, stack};
use crate::{certificate, der, pdf, stamp, trust::TrustStore};
use chrono::{DateTime, Utc};
use contract::{Revocation, SignedBy, TimeStamp};
use openssl::{base64, cms::CmsContentInfo, nid::Nid, x509::X509};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Signatures looked at in one document.
const SIGNATURES_MAX: usize = 64;
/// Places in a PDF that look like a signature.
const RANGES_MAX: usize = 256;

/// One signature of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentSignature {
    /// Common name, or given name and surname; the whole subject where both are missing.
    pub name: String,
    /// Out of the subject's serial number: `TINIT-…` (EN 319 412-1 §5.1.3) or the older `IT:…`.
    pub tax_code: Option<String>,
    pub organisation: Option<String>,
    pub issuer: String,
    pub serial: Option<String>,
    /// The certificate says of itself that it is a qualified one (ETSI EN 319 412-5, `QcCompliance`). It counts where an
    /// anchor vouches for it.
    #[serde(default)]
    pub states_qualified: bool,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_to: Option<DateTime<Utc>>,
    /// What the signer's own computer said; see `stamp` for what is proven.
    pub signed_at: Option<DateTime<Utc>>,
    /// The bytes are those that were signed with this certificate's key.
    pub intact: bool,
    /// The anchor that vouches for the signer, when one does.
    pub trusted_by: Option<String>,
    /// As in a verdict: `digest_mismatch`, `unknown_issuer`, `certificate_expired`, `weak_digest` …
    pub reasons: Vec<String>,
    /// The time stamp that counts, where the file has one.
    #[serde(default)]
    pub stamp: Option<TimeStamp>,
    /// By what the file itself brings.
    #[serde(default)]
    pub revocation: Revocation,
}

impl DocumentSignature {
    /// When it is judged: at the time a stamp proves, else when the document came.
    pub fn judged_at(&self, came: DateTime<Utc>) -> DateTime<Utc> {
        let proven = self.stamp.as_ref().filter(|stamp| stamp.proves());
        proven.map_or(came, |stamp| stamp.at)
    }
}

impl From<DocumentSignature> for SignedBy {
    fn from(signature: DocumentSignature) -> SignedBy {
        SignedBy {
            qualified: signature.states_qualified && signature.trusted_by.is_some(),
            name: signature.name,
            tax_code: signature.tax_code,
            organisation: signature.organisation,
            issuer: signature.issuer,
            serial: signature.serial,
            valid_from: signature.valid_from,
            valid_to: signature.valid_to,
            signed_at: signature.signed_at,
            trusted_by: signature.trusted_by,
            reasons: signature.reasons,
            stamp: signature.stamp,
            revocation: signature.revocation,
        }
    }
}

/// A container, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub content: Vec<u8>,
    pub signatures: Vec<DocumentSignature>,
}

/// Why there is nothing to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    #[error("not a CMS container")]
    NotCms,
    #[error("a signature without the document it signs")]
    Detached,
}

/// A signature inside a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PdfSignature {
    #[serde(flatten)]
    pub signature: DocumentSignature,
    /// It covers the file to its end; what follows a signature that does not was added later.
    pub whole: bool,
}

/// Opens a `.p7m`: DER or BER, PEM, or the Base64 some tools leave. The content is handed out whatever the signatures say.
///
/// `at` (UTC) is when the document came: the chain must hold at the time a time stamp proves, else at this one.
pub fn open_p7m(bytes: &[u8], trust: &TrustStore, at: DateTime<Utc>) -> Result<Opened, NotSigned> {
    let der = definite(bytes).ok_or(NotSigned::NotCms)?;
    let data = signed_data::read(&der).ok_or(NotSigned::NotCms)?;
    let content = data.embedded.clone().ok_or(NotSigned::Detached)?;
    let court = Court {
        trust,
        at,
        beside: &Material::default(),
        stamps: &[],
    };
    Ok(Opened {
        signatures: court.judge(&data, None, &content),
        content,
    })
}

/// The signatures of a PDF in the order they stand in the file; none for a PDF nobody signed.
pub fn pdf_signatures(pdf: &[u8], trust: &TrustStore, at: DateTime<Utc>) -> Vec<PdfSignature> {
    let ranges: Vec<[usize; 4]> = memchr::memmem::find_iter(pdf, b"/ByteRange")
        .take(RANGES_MAX)
        .filter_map(|at| byte_range(&pdf[at + 10..]))
        .collect();
    let mut found = Vec::new();
    for (range, signatures) in over_ranges(pdf, &ranges, trust, at) {
        let whole = range[2].saturating_add(range[3]) >= pdf.trim_ascii_end().len();
        let signatures = signatures.into_iter().flatten();
        found.extend(signatures.map(|signature| PdfSignature { signature, whole }));
        if found.len() >= SIGNATURES_MAX {
            break;
        }
    }
    found
}

/// What lies in the holes of these ranges: signatures, None where there are none to be read. A range that holds a time stamp of
/// the document is left out; it tells the time of the signatures it covers.
pub(crate) fn over_ranges(
    pdf: &[u8],
    ranges: &[[usize; 4]],
    trust: &TrustStore,
    at: DateTime<Utc>,
) -> Vec<([usize; 4], Option<Vec<DocumentSignature>>)> {
    let read = |range: &[usize; 4]| {
        let (pieces, cms) = pieces(pdf, *range)?;
        Some((pieces.concat(), definite(&cms)?))
    };
    let read: Vec<_> = ranges.iter().map(|range| (*range, read(range))).collect();
    let is_stamp = |der: &[u8]| {
        signed_data::read(der).is_some_and(|data| data.content_type == der::oid(stamp::TST_INFO))
    };
    let (stamps, signatures): (Vec<_>, Vec<_>) = read
        .into_iter()
        .partition(|(_, read)| read.as_ref().is_some_and(|(_, der)| is_stamp(der)));
    let stamps: Vec<([usize; 4], TimeStamp)> = stamps
        .into_iter()
        .filter_map(|(range, read)| {
            let (signed, der) = read?;
            Some((range, stamp::read(&der, &signed, trust)?))
        })
        .collect();
    let beside = pdf::validation_data(pdf);
    let judged = |range: [usize; 4], signed: &[u8], der: &[u8]| {
        let data = signed_data::read(der)?;
        let end = range[2].saturating_add(range[3]);
        let over = stamps.iter().filter(|(of, _)| of[1] >= end);
        let over: Vec<TimeStamp> = over.map(|(_, stamp)| stamp.clone()).collect();
        let court = Court {
            trust,
            at,
            beside: &beside,
            stamps: &over,
        };
        Some(court.judge(&data, Some(signed), signed))
    };
    signatures
        .into_iter()
        .map(|(range, read)| {
            let found = read.and_then(|(signed, der)| judged(range, &signed, &der));
            (range, found)
        })
        .collect()
}

/// DER of whatever wrapping the bytes came in.
pub(crate) fn definite(bytes: &[u8]) -> Option<Vec<u8>> {
    let plain = |bytes: &[u8]| CmsContentInfo::from_der(bytes).ok()?.to_der().ok();
    if bytes.first() == Some(&0x30) {
        return plain(bytes);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let letters: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .flat_map(|line| line.chars().filter(|c| !c.is_whitespace()))
        .collect();
    plain(&base64::decode_block(&letters).ok()?)
}

/// By what signatures are judged.
struct Court<'a> {
    trust: &'a TrustStore,
    /// When the document came.
    at: DateTime<Utc>,
    /// What the file brings along, beside the CMS.
    beside: &'a Material,
    /// Time stamps over the whole signature.
    stamps: &'a [TimeStamp],
}

impl Court<'_> {
    fn judge(
        &self,
        data: &SignedData<'_>,
        detached: Option<&[u8]>,
        content: &[u8],
    ) -> Vec<DocumentSignature> {
        let embedded = stamp::certificates(data);
        let signers = data.signers.iter().take(SIGNATURES_MAX);
        signers
            .map(
                |facts| match embedded.iter().find(|c| named(&facts.id, c)) {
                    Some(signer) => self.one(data, facts, signer, &embedded, detached, content),
                    None => unknown(facts.signing_time),
                },
            )
            .collect()
    }

    fn one(
        &self,
        data: &SignedData<'_>,
        facts: &SignerFacts<'_>,
        signer: &X509,
        embedded: &[X509],
        detached: Option<&[u8]>,
        content: &[u8],
    ) -> DocumentSignature {
        let intact = CmsContentInfo::from_der(&data.alone(facts))
            .is_ok_and(|mut cms| holds(&mut cms, signer, detached));
        let mut reasons: Vec<&'static str> = Vec::new();
        let digest = Digest::of(facts.digest_oid);
        if !intact {
            let differs = match (facts.message_digest, digest) {
                (Some(claimed), Some(digest)) => openssl::hash::hash((digest.compute)(), content)
                    .is_ok_and(|actual| *actual != *claimed),
                _ => false,
            };
            reasons.push(if differs {
                "digest_mismatch"
            } else {
                "signature_mismatch"
            });
        }
        match digest.map(|d| d.strength) {
            Some(Strength::Good) => {}
            Some(Strength::Weak) => reasons.push("weak_digest"),
            Some(Strength::Broken) | None => reasons.push("broken_digest"),
        }
        let own = facts.stamps.iter();
        let own = own.filter_map(|token| stamp::read(token, facts.signature, self.trust));
        let stamp = stamp::first(own.chain(self.stamps.iter().cloned()).collect());
        let proven = stamp.as_ref().filter(|s| s.proves()).map(|s| s.at);
        let instant = proven.unwrap_or(self.at);

        let around = [embedded, &self.beside.certificates].concat();
        let checked = self.trust.check(signer, &stack(&around), "", instant);
        let issuer = match checked.chain.get(1) {
            Some(issuer) => Some(issuer.clone()),
            None => revocation::issuer_of(signer, &around),
        };
        let mut material = Material {
            certificates: around,
            lists: self.beside.lists.clone(),
            answers: self.beside.answers.clone(),
        };
        material.add(&data.known);
        material.add(&facts.known);
        reasons.extend(checked.reasons);
        let life = certificate::life(signer);
        DocumentSignature {
            name: name_of(signer),
            tax_code: certificate::subject(signer, Nid::SERIALNUMBER).and_then(tax_code),
            organisation: certificate::subject(signer, Nid::ORGANIZATIONNAME),
            issuer: certificate::one_line(signer.issuer_name()),
            serial: certificate::serial(signer),
            states_qualified: certificate::states_qualified(signer),
            valid_from: life.map(|(from, _)| from),
            valid_to: life.map(|(_, to)| to),
            signed_at: facts.signing_time,
            intact,
            trusted_by: checked.trusted_by.filter(|_| intact),
            reasons: reasons.into_iter().map(str::to_owned).collect(),
            stamp,
            revocation: revocation::judge(signer, issuer.as_ref(), &material, instant),
        }
    }
}

/// A signature that came without its certificate.
fn unknown(signed_at: Option<DateTime<Utc>>) -> DocumentSignature {
    DocumentSignature {
        name: String::new(),
        tax_code: None,
        organisation: None,
        issuer: String::new(),
        serial: None,
        states_qualified: false,
        valid_from: None,
        valid_to: None,
        signed_at,
        intact: false,
        trusted_by: None,
        reasons: vec!["certificate_missing".into()],
        stamp: None,
        revocation: Revocation::default(),
    }
}

pub(crate) fn name_of(signer: &X509) -> String {
    let part = |field| certificate::subject(signer, field);
    let whole = match (part(Nid::GIVENNAME), part(Nid::SURNAME)) {
        (Some(given), Some(surname)) => Some(format!("{given} {surname}")),
        _ => part(Nid::COMMONNAME),
    };
    whole.unwrap_or_else(|| certificate::one_line(signer.subject_name()))
}

fn tax_code(serial_number: String) -> Option<String> {
    ["TINIT-", "IT:"]
        .iter()
        .find_map(|mark| serial_number.strip_prefix(mark))
        .map(str::to_owned)
}

/// Offset and length of the two pieces a signature covers: `[0 840 960 240]`.
fn byte_range(rest: &[u8]) -> Option<[usize; 4]> {
    let start = rest.iter().take(20).position(|b| *b == b'[')? + 1;
    let end = start + rest[start..].iter().take(80).position(|b| *b == b']')?;
    let text = std::str::from_utf8(&rest[start..end]).ok()?;
    let mut numbers = text.split_ascii_whitespace().map(|n| n.parse().ok());
    let range = [
        numbers.next()??,
        numbers.next()??,
        numbers.next()??,
        numbers.next()??,
    ];
    numbers.next().is_none().then_some(range)
}

/// The bytes that were signed and the CMS between them.
fn pieces(pdf: &[u8], range: [usize; 4]) -> Option<([&[u8]; 2], Vec<u8>)> {
    let [first, first_length, second, second_length] = range;
    let (first_end, end) = (
        first.checked_add(first_length)?,
        second.checked_add(second_length)?,
    );
    if first != 0 || first_end > second || end > pdf.len() {
        return None;
    }
    let hex_text = pdf[first_end..second]
        .trim_ascii()
        .strip_prefix(b"<")?
        .strip_suffix(b">")?;
    // Room that was kept for the signature and not used is filled with zeros.
    let cms = hex::decode(hex_text).ok()?;
    Some(([&pdf[..first_end], &pdf[second..end]], cms))
}
