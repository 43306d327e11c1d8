//! Whether a signer's certificate was revoked, by what the file itself brings: lists (CRL) and answers (OCSP).
//!
//! What counts is signed by who issued the certificate, or by whom the issuer allowed to answer. Of several statements the
//! newest counts. That a list does not name the certificate says nothing where the list is of a part only, or was no longer
//! to be relied on at the time of the signature. The issuers' own certificates are not asked about. Nothing is fetched.
//! Sources: RFC 5280 §5, RFC 6960 §3.2 and §4.2.2.2, EN 319 122-1 §A.1.5, EN 319 142-1 §5.4.2.

use crate::{
    certificate,
    der::{self, Reader},
    signed_data::Known,
    verify::stack,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use contract::{Revocation, RevocationStatus};
use openssl::{
    asn1::Asn1GeneralizedTimeRef,
    hash::MessageDigest,
    ocsp::{OcspBasicResponse, OcspCertId, OcspCertStatus, OcspFlag, OcspResponse},
    x509::{CrlStatus, X509, X509Crl, X509ExtendedKeyUsage, X509Ref, store::X509StoreBuilder},
};

/// DER of lists, answers and further certificates, from wherever in the file they lie.
#[derive(Default)]
pub(crate) struct Material {
    pub lists: Vec<Vec<u8>>,
    pub answers: Vec<Vec<u8>>,
    pub certificates: Vec<X509>,
}

impl Material {
    pub fn add(&mut self, known: &Known<'_>) {
        self.lists.extend(known.lists.iter().map(|l| l.to_vec()));
        self.answers
            .extend(known.answers.iter().map(|a| a.to_vec()));
    }
}

/// One statement of an issuer.
struct Statement {
    as_of: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

/// What the material says of a certificate. `at`: when it signed, as far as that is proven, UTC.
pub(crate) fn judge(
    signer: &X509,
    issuer: Option<&X509>,
    material: &Material,
    at: DateTime<Utc>,
) -> Revocation {
    let Some(issuer) = issuer else {
        return Revocation::default();
    };
    let lists = material
        .lists
        .iter()
        .filter_map(|der| list(der, signer, issuer, at));
    let answers = material.answers.iter();
    let answers = answers.filter_map(|der| answer(der, signer, issuer, &material.certificates, at));
    let Some(newest) = lists.chain(answers).max_by_key(|said| said.as_of) else {
        return Revocation::default();
    };
    Revocation {
        status: match newest.revoked_at {
            None => RevocationStatus::NotRevoked,
            Some(revoked) if revoked <= at => RevocationStatus::RevokedBefore,
            Some(_) => RevocationStatus::RevokedAfter,
        },
        as_of: Some(newest.as_of),
        revoked_at: newest.revoked_at,
    }
}

/// Who issued a certificate, among these.
pub(crate) fn issuer_of(signer: &X509Ref, among: &[X509]) -> Option<X509> {
    let issued = |candidate: &&X509| {
        let key = candidate.public_key();
        same_name(signer.issuer_name(), candidate.subject_name())
            && key.is_ok_and(|key| signer.verify(&key).unwrap_or(false))
    };
    among.iter().find(issued).cloned()
}

fn same_name(one: &openssl::x509::X509NameRef, other: &openssl::x509::X509NameRef) -> bool {
    one.try_cmp(other).is_ok_and(|order| order.is_eq())
}

fn list(der: &[u8], signer: &X509, issuer: &X509, at: DateTime<Utc>) -> Option<Statement> {
    let list = X509Crl::from_der(der).ok()?;
    let key = issuer.public_key().ok()?;
    if !same_name(list.issuer_name(), issuer.subject_name()) || !list.verify(&key).unwrap_or(false)
    {
        return None;
    }
    let as_of = certificate::instant(list.last_update())?;
    let revoked_at = match list.get_by_cert(signer) {
        CrlStatus::Revoked(entry) => Some(certificate::instant(entry.revocation_date())?),
        CrlStatus::NotRevoked | CrlStatus::RemoveFromCrl(_) => {
            let until = list.next_update().and_then(certificate::instant);
            if partial(der) || until.is_some_and(|until| until < at) {
                return None;
            }
            None
        }
    };
    Some(Statement { as_of, revoked_at })
}

/// A critical extension narrows what a list is about (RFC 5280 §5.2.4, §5.2.5).
fn partial(der: &[u8]) -> bool {
    let critical = || {
        let list = Reader(der).take(der::SEQUENCE)?.content;
        let mut fields = Reader(Reader(list).take(der::SEQUENCE)?.content);
        let extensions = loop {
            let field = fields.next()?;
            if field.tag == 0xa0 {
                break field.content;
            }
        };
        let mut extensions = Reader(Reader(extensions).take(der::SEQUENCE)?.content);
        while let Some(extension) = extensions.take(der::SEQUENCE) {
            let mut parts = Reader(extension.content);
            parts.take(der::OID)?;
            if parts.take(der::BOOLEAN).is_some_and(|v| v.content != [0]) {
                return Some(());
            }
        }
        None
    };
    critical().is_some()
}

fn answer(
    der: &[u8],
    signer: &X509,
    issuer: &X509,
    others: &[X509],
    at: DateTime<Utc>,
) -> Option<Statement> {
    let basic = basic(der)?;
    if !answered(&basic, der, issuer, others) {
        return None;
    }
    for digest in [MessageDigest::sha1(), MessageDigest::sha256()] {
        let id = OcspCertId::from_cert(digest, signer, issuer).ok()?;
        let Some(found) = basic.find_status(&id) else {
            continue;
        };
        let as_of = generalized(found.this_update)?;
        let until = found.next_update().and_then(generalized);
        return match found.status {
            OcspCertStatus::REVOKED => Some(Statement {
                as_of,
                revoked_at: Some(generalized(found.revocation_time?)?),
            }),
            OcspCertStatus::GOOD if until.is_none_or(|until| until >= at) => Some(Statement {
                as_of,
                revoked_at: None,
            }),
            _ => None,
        };
    }
    None
}

/// An answer is kept whole, or as the basic part of it (`RevocationValues`).
fn basic(der: &[u8]) -> Option<OcspBasicResponse> {
    let whole = |der: &[u8]| OcspResponse::from_der(der).ok()?.basic().ok();
    if let Some(basic) = whole(der) {
        return Some(basic);
    }
    let octets = der::write(der::OCTET_STRING, &[der]);
    let bytes = der::write(der::SEQUENCE, &[&der::oid("1.3.6.1.5.5.7.48.1.1"), &octets]);
    let explicit = der::write(0xa0, &[&bytes]);
    let successful = der::write(der::ENUMERATED, &[&[0]]);
    whole(&der::write(der::SEQUENCE, &[&successful, &explicit]))
}

/// Signed by the issuer, or by one the issuer certified for answering (RFC 6960 §4.2.2.2).
fn answered(basic: &OcspBasicResponse, der: &[u8], issuer: &X509, others: &[X509]) -> bool {
    let Ok(nobody) = X509StoreBuilder::new().map(X509StoreBuilder::build) else {
        return false;
    };
    let by = |who: &X509| {
        let only = stack(std::slice::from_ref(who));
        // Exactly this certificate, whose right to answer is judged here.
        let flags = OcspFlag::NO_INTERN | OcspFlag::NO_VERIFY;
        basic.verify(&only, &nobody, flags).is_ok()
    };
    let allowed = |who: &X509| {
        who.extended_key_usage()
            .is_some_and(|usage| usage.contains(X509ExtendedKeyUsage::OCSP_SIGN))
            && issuer_of(who, std::slice::from_ref(issuer)).is_some()
    };
    let brought = brought(der);
    let mut others = brought.iter().chain(others).filter(|who| allowed(who));
    by(issuer) || others.any(by)
}

/// Certificates inside an answer, whole or basic.
fn brought(der: &[u8]) -> Vec<X509> {
    let found = || {
        let mut outer = Reader(Reader(der).take(der::SEQUENCE)?.content);
        let basic = match outer.take(der::ENUMERATED) {
            Some(_) => {
                let bytes = Reader(outer.take(0xa0)?.content).take(der::SEQUENCE)?;
                let mut bytes = Reader(bytes.content);
                bytes.take(der::OID)?;
                bytes.take(der::OCTET_STRING)?.content
            }
            None => der,
        };
        let mut parts = Reader(Reader(basic).take(der::SEQUENCE)?.content);
        for _ in 0..3 {
            parts.next()?;
        }
        let list = Reader(parts.take(0xa0)?.content).take(der::SEQUENCE)?;
        let (mut list, mut certificates) = (Reader(list.content), Vec::new());
        while let Some(value) = list.take(der::SEQUENCE).filter(|_| certificates.len() < 8) {
            certificates.extend(X509::from_der(value.whole).ok());
        }
        Some(certificates)
    };
    found().unwrap_or_default()
}

/// openssl prints it as `Mar  2 09:30:00 2026 GMT`.
fn generalized(time: &Asn1GeneralizedTimeRef) -> Option<DateTime<Utc>> {
    let text = time.to_string();
    let read = NaiveDateTime::parse_from_str(&text, "%b %e %H:%M:%S %Y GMT");
    Some(read.ok()?.and_utc())
}
