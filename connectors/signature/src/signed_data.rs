//! What a SignedData says about itself, read from its DER: certificates, signers, signed attributes.
//!
//! Reads only; proves nothing. openssl verifies the same bytes, this names what went wrong and
//! finds the signing time, which the openssl crate does not expose. Source: RFC 5652 §5.

use crate::der::{self, Reader, Value};
use chrono::{DateTime, NaiveDate, Utc};

/// The parts of a SignedData that matter for a verdict.
pub struct SignedData<'a> {
    /// Version, digest algorithms, content and certificates as they are written.
    before_signers: Vec<&'a [u8]>,
    pub embedded: Option<Vec<u8>>,
    /// DER of each embedded X.509 certificate, at most 32.
    pub certificates: Vec<&'a [u8]>,
    pub signers: Vec<SignerFacts<'a>>,
}

pub struct SignerFacts<'a> {
    whole: &'a [u8],
    pub id: SignerId<'a>,
    /// Content bytes of the digest algorithm's object identifier.
    pub digest_oid: &'a [u8],
    pub signature_oid: &'a [u8],
    /// `messageDigest` attribute; None when there are no signed attributes.
    pub message_digest: Option<&'a [u8]>,
    pub signing_time: Option<DateTime<Utc>>,
}

pub enum SignerId<'a> {
    /// Content bytes of the serial number.
    Serial(&'a [u8]),
    KeyId(&'a [u8]),
}

/// Reads a ContentInfo with definite lengths. None when it is not a SignedData.
pub fn read(whole: &[u8]) -> Option<SignedData<'_>> {
    let mut info = Reader(Reader(whole).take(der::SEQUENCE)?.content);
    let signed_data = der::oid("1.2.840.113549.1.7.2");
    if info.take(der::OID)?.whole != signed_data {
        return None;
    }
    let mut data = Reader(
        Reader(info.take(0xa0)?.content)
            .take(der::SEQUENCE)?
            .content,
    );
    let version = data.take(der::INTEGER)?.whole;
    let digests = data.take(der::SET)?.whole;
    let encapsulated = data.take(der::SEQUENCE)?;
    let mut before_signers = vec![version, digests, encapsulated.whole];
    let mut content = Reader(encapsulated.content);
    content.take(der::OID)?;
    let embedded = match content.take(0xa0) {
        Some(explicit) => Some(octets(Reader(explicit.content).next()?)?),
        None => None,
    };
    let mut certificates = Vec::new();
    if let Some(set) = data.take(0xa0) {
        before_signers.push(set.whole);
        let mut reader = Reader(set.content);
        while let Some(value) = reader.next() {
            if value.tag == der::SEQUENCE && certificates.len() < 32 {
                certificates.push(value.whole);
            }
        }
    }
    data.take(0xa1);
    let mut signers = Vec::new();
    let mut reader = Reader(data.take(der::SET)?.content);
    while let Some(value) = reader.take(der::SEQUENCE) {
        signers.push(signer(value)?);
    }
    Some(SignedData {
        before_signers,
        embedded,
        certificates,
        signers,
    })
}

impl SignedData<'_> {
    /// The same ContentInfo with this signer only: each signature is judged by itself.
    pub fn alone(&self, signer: &SignerFacts<'_>) -> Vec<u8> {
        let mut parts = self.before_signers.clone();
        let signers = der::write(der::SET, &[signer.whole]);
        parts.push(&signers);
        let explicit = der::write(0xa0, &[&der::write(der::SEQUENCE, &parts)]);
        let signed_data = der::oid("1.2.840.113549.1.7.2");
        der::write(der::SEQUENCE, &[&signed_data, &explicit])
    }
}

/// An octet string, also one written in pieces.
fn octets(value: Value<'_>) -> Option<Vec<u8>> {
    match value.tag {
        der::OCTET_STRING => Some(value.content.to_vec()),
        0x24 => {
            let mut out = Vec::new();
            let mut reader = Reader(value.content);
            while let Some(piece) = reader.take(der::OCTET_STRING) {
                out.extend_from_slice(piece.content);
            }
            Some(out)
        }
        _ => None,
    }
}

fn signer(value: Value<'_>) -> Option<SignerFacts<'_>> {
    let mut reader = Reader(value.content);
    reader.take(der::INTEGER)?;
    let id = match reader.take(0x80) {
        Some(key) => SignerId::KeyId(key.content),
        None => {
            let mut pair = Reader(reader.take(der::SEQUENCE)?.content);
            pair.take(der::SEQUENCE)?;
            SignerId::Serial(pair.take(der::INTEGER)?.content)
        }
    };
    let digest_oid = Reader(reader.take(der::SEQUENCE)?.content)
        .take(der::OID)?
        .content;
    let (mut message_digest, mut signing_time) = (None, None);
    if let Some(attributes) = reader.take(0xa0) {
        let mut attributes = Reader(attributes.content);
        while let Some(attribute) = attributes.take(der::SEQUENCE) {
            let mut pair = Reader(attribute.content);
            let (Some(name), Some(values)) = (pair.take(der::OID), pair.take(der::SET)) else {
                continue;
            };
            let Some(first) = Reader(values.content).next() else {
                continue;
            };
            if name.whole == der::oid("1.2.840.113549.1.9.4") {
                message_digest = Some(first.content);
            } else if name.whole == der::oid("1.2.840.113549.1.9.5") {
                signing_time = time(first);
            }
        }
    }
    let signature_oid = Reader(reader.take(der::SEQUENCE)?.content)
        .take(der::OID)?
        .content;
    Some(SignerFacts {
        whole: value.whole,
        id,
        digest_oid,
        signature_oid,
        message_digest,
        signing_time,
    })
}

/// UTCTime or GeneralizedTime in the form DER asks for: seconds given, zone Z.
fn time(value: Value<'_>) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(value.content).ok()?.strip_suffix('Z')?;
    let (year, rest) = match value.tag {
        der::UTC_TIME => {
            let short: i32 = text.get(..2)?.parse().ok()?;
            (
                if short >= 50 {
                    1900 + short
                } else {
                    2000 + short
                },
                text.get(2..)?,
            )
        }
        der::GENERALIZED_TIME => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        _ => return None,
    };
    let field = |at: usize| rest.get(at..at + 2)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(year, field(0)?, field(2)?)?;
    Some(date.and_hms_opt(field(4)?, field(6)?, field(8)?)?.and_utc())
}
