//! Time stamps: a token of an authority that says when certain bytes were there.
//!
//! A stamp proves its time where the token is of exactly these bytes, its signature holds and an imported anchor vouches for
//! who stamped, as one who may stamp times. Sources: RFC 3161 §2.4.2, EN 319 122-1 §5.3, EN 319 142-1 §5.4.3.

use crate::der::{self, Reader};
use crate::verify::{Digest, Strength, holds, named, stack};
use crate::{document, signed_data, trust::TrustStore};
use chrono::{DateTime, Utc};
use contract::TimeStamp;
use openssl::{
    cms::CmsContentInfo,
    hash::hash,
    x509::{X509, X509ExtendedKeyUsage},
};

/// What the content of a token is called: `id-ct-TSTInfo`.
pub(crate) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

/// What a token says of the bytes it should be of; None where it is no token.
pub(crate) fn read(token: &[u8], stamped: &[u8], trust: &TrustStore) -> Option<TimeStamp> {
    let der = document::definite(token)?;
    let data = signed_data::read(&der)?;
    if data.content_type != der::oid(TST_INFO) {
        return None;
    }
    let said = info(data.embedded.as_deref()?)?;
    let mut reasons: Vec<&'static str> = Vec::new();
    match Digest::of(&said.digest_oid) {
        Some(digest) => {
            if matches!(digest.strength, Strength::Weak) {
                reasons.push("weak_digest");
            }
            let same = hash((digest.compute)(), stamped).is_ok_and(|is| *is == *said.imprint);
            if matches!(digest.strength, Strength::Broken) {
                return Some(nothing(said.at, "broken_digest"));
            } else if !same {
                return Some(nothing(said.at, "imprint_differs"));
            }
        }
        None => return Some(nothing(said.at, "broken_digest")),
    }
    // Exactly one signs a token (RFC 3161 §2.4.2).
    let [facts] = data.signers.as_slice() else {
        return Some(nothing(said.at, "several_signers"));
    };
    let embedded = certificates(&data);
    let signer = embedded
        .iter()
        .find(|candidate| named(&facts.id, candidate))
        .or_else(|| trust.certificates().find(|c| named(&facts.id, c)));
    let Some(signer) = signer else {
        return Some(nothing(said.at, "certificate_missing"));
    };
    let good = Digest::of(facts.digest_oid).map(|d| d.strength);
    let whole = CmsContentInfo::from_der(&der).is_ok_and(|mut cms| holds(&mut cms, signer, None))
        && matches!(good, Some(Strength::Good | Strength::Weak));
    if !whole {
        reasons.push("signature_mismatch");
    }
    let stamps = signer
        .extended_key_usage()
        .is_some_and(|usage| usage.contains(X509ExtendedKeyUsage::TIMESTAMP));
    if !stamps {
        reasons.push("key_usage");
    }
    let checked = trust.check_stamper(signer, &stack(&embedded), said.at);
    reasons.extend(checked.reasons);
    Some(TimeStamp {
        at: said.at,
        by: document::name_of(signer),
        trusted_by: checked.trusted_by.filter(|_| whole && stamps),
        reasons: reasons.into_iter().map(str::to_owned).collect(),
    })
}

/// The stamp that counts: the first that proves its time, else the first at all.
pub(crate) fn first(stamps: Vec<TimeStamp>) -> Option<TimeStamp> {
    let proven = stamps.iter().filter(|s| s.proves()).min_by_key(|s| s.at);
    proven.cloned().or_else(|| stamps.into_iter().next())
}

pub(crate) fn certificates(data: &signed_data::SignedData<'_>) -> Vec<X509> {
    let der = data.certificates.iter();
    der.filter_map(|der| X509::from_der(der).ok()).collect()
}

fn nothing(at: DateTime<Utc>, reason: &str) -> TimeStamp {
    TimeStamp {
        at,
        by: String::new(),
        trusted_by: None,
        reasons: vec![reason.to_owned()],
    }
}

/// The parts of a `TSTInfo` that matter here.
struct Info {
    digest_oid: Vec<u8>,
    imprint: Vec<u8>,
    at: DateTime<Utc>,
}

fn info(content: &[u8]) -> Option<Info> {
    let mut fields = Reader(Reader(content).take(der::SEQUENCE)?.content);
    fields.take(der::INTEGER)?;
    fields.take(der::OID)?;
    let mut imprint = Reader(fields.take(der::SEQUENCE)?.content);
    let algorithm = imprint.take(der::SEQUENCE)?.content;
    let digest_oid = Reader(algorithm).take(der::OID)?.content.to_vec();
    let imprint = imprint.take(der::OCTET_STRING)?.content.to_vec();
    fields.take(der::INTEGER)?;
    let at = signed_data::time(fields.take(der::GENERALIZED_TIME)?)?;
    Some(Info {
        digest_oid,
        imprint,
        at,
    })
}
