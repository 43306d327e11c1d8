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
    /// Algorithms of all digests.
    pub digests: &'a [u8],
    /// Object identifier of the content, whole.
    pub content_type: &'a [u8],
    pub embedded: Option<Vec<u8>>,
    /// DER of each embedded X.509 certificate, at most 32.
    pub certificates: Vec<&'a [u8]>,
    pub signers: Vec<SignerFacts<'a>>,
    /// Lists of revoked certificates and OCSP answers sent along, at most 32 of each.
    pub known: Known<'a>,
}

/// What a signature brings along about revocation: DER of each list and of each answer, the latter whole or basic.
#[derive(Default)]
pub struct Known<'a> {
    pub lists: Vec<&'a [u8]>,
    pub answers: Vec<&'a [u8]>,
}

/// Of each, in one place.
const KNOWN_MAX: usize = 32;

impl<'a> Known<'a> {
    fn list(&mut self, der: &'a [u8]) {
        if self.lists.len() < KNOWN_MAX {
            self.lists.push(der);
        }
    }

    fn answer(&mut self, der: &'a [u8]) {
        if self.answers.len() < KNOWN_MAX {
            self.answers.push(der);
        }
    }

    /// Two tagged sequences, of lists and of answers: `RevocationValues` (RFC 5126 §6.3.4), and what Adobe's programs write.
    fn values(&mut self, value: Value<'a>) {
        let mut parts = Reader(value.content);
        while let Some(part) = parts.next() {
            let mut items = match Reader(part.content).take(der::SEQUENCE) {
                Some(sequence) => Reader(sequence.content),
                None => continue,
            };
            while let Some(item) = items.take(der::SEQUENCE) {
                match part.tag {
                    0xa0 => self.list(item.whole),
                    0xa1 => self.answer(item.whole),
                    _ => {}
                }
            }
        }
    }
}

pub struct SignerFacts<'a> {
    pub whole: &'a [u8],
    pub id: SignerId<'a>,
    /// Content bytes of the digest algorithm's object identifier.
    pub digest_oid: &'a [u8],
    pub signature_oid: &'a [u8],
    /// `messageDigest` attribute; None when there are no signed attributes.
    pub message_digest: Option<&'a [u8]>,
    pub signing_time: Option<DateTime<Utc>>,
    /// The signature itself, over which a time stamp is made.
    pub signature: &'a [u8],
    /// Time-stamp tokens over it, at most 8 (RFC 3161 Appendix A).
    pub stamps: Vec<&'a [u8]>,
    pub known: Known<'a>,
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
    let digests = data.take(der::SET)?;
    let encapsulated = data.take(der::SEQUENCE)?;
    let mut before_signers = vec![version, digests.whole, encapsulated.whole];
    let mut content = Reader(encapsulated.content);
    let content_type = content.take(der::OID)?.whole;
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
    let mut known = Known::default();
    if let Some(set) = data.take(0xa1) {
        let mut reader = Reader(set.content);
        let ocsp = der::oid("1.3.6.1.5.5.7.16.2");
        while let Some(value) = reader.next() {
            if value.tag == der::SEQUENCE {
                known.list(value.whole);
            } else if value.tag == 0xa1 {
                // OtherRevocationInfoFormat (RFC 5940 §2.1).
                let mut other = Reader(value.content);
                if other.take(der::OID).is_some_and(|name| name.whole == ocsp)
                    && let Some(answer) = other.take(der::SEQUENCE)
                {
                    known.answer(answer.whole);
                }
            }
        }
    }
    let mut signers = Vec::new();
    let mut reader = Reader(data.take(der::SET)?.content);
    while let Some(value) = reader.take(der::SEQUENCE) {
        signers.push(signer(value)?);
    }
    Some(SignedData {
        before_signers,
        digests: digests.content,
        content_type,
        embedded,
        certificates,
        signers,
        known,
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
    let mut known = Known::default();
    for (name, values) in attributes(reader.take(0xa0)) {
        let Some(first) = Reader(values.content).next() else {
            continue;
        };
        if name == der::oid("1.2.840.113549.1.9.4") {
            message_digest = Some(first.content);
        } else if name == der::oid("1.2.840.113549.1.9.5") {
            signing_time = time(first);
        } else if name == der::oid("1.2.840.113583.1.1.8") {
            known.values(first);
        }
    }
    let signature_oid = Reader(reader.take(der::SEQUENCE)?.content)
        .take(der::OID)?
        .content;
    let signature = reader.take(der::OCTET_STRING)?.content;
    let mut stamps = Vec::new();
    for (name, values) in attributes(reader.take(0xa1)) {
        let mut values = Reader(values.content);
        if name == der::oid("1.2.840.113549.1.9.16.2.14") {
            while let Some(token) = values.next().filter(|_| stamps.len() < STAMPS_MAX) {
                stamps.push(token.whole);
            }
        } else if name == der::oid("1.2.840.113549.1.9.16.2.24")
            && let Some(first) = values.next()
        {
            known.values(first);
        }
    }
    Some(SignerFacts {
        whole: value.whole,
        id,
        digest_oid,
        signature_oid,
        message_digest,
        signing_time,
        signature,
        stamps,
        known,
    })
}

/// Time stamps over one signature.
const STAMPS_MAX: usize = 8;

/// Name (whole) and values of each attribute of a set.
fn attributes<'a>(set: Option<Value<'a>>) -> Vec<(&'a [u8], Value<'a>)> {
    let mut reader = Reader(set.map_or(&[], |set| set.content));
    let mut found = Vec::new();
    while let Some(attribute) = reader.take(der::SEQUENCE) {
        let mut pair = Reader(attribute.content);
        if let (Some(name), Some(values)) = (pair.take(der::OID), pair.take(der::SET)) {
            found.push((name.whole, values));
        }
    }
    found
}

/// UTCTime or GeneralizedTime in the form DER asks for: seconds given, zone Z.
pub fn time(value: Value<'_>) -> Option<DateTime<Utc>> {
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
