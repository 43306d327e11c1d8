//! Facts of one certificate in the words of a verdict. Reads only.

use crate::der::{self, Reader};
use chrono::{DateTime, Utc};
use openssl::{
    asn1::{Asn1Time, Asn1TimeRef},
    hash::MessageDigest,
    nid::Nid,
    x509::{X509NameRef, X509Ref},
};

/// Addresses the certificate vouches for, lower case: SAN rfc822Name, else emailAddress of the subject.
pub fn addresses(certificate: &X509Ref) -> Vec<String> {
    let named: Vec<String> = certificate
        .subject_alt_names()
        .map(|names| {
            names
                .iter()
                .filter_map(|name| name.email().map(str::to_ascii_lowercase))
                .collect()
        })
        .unwrap_or_default();
    if !named.is_empty() {
        return named;
    }
    certificate
        .subject_name()
        .entries_by_nid(Nid::PKCS9_EMAILADDRESS)
        .filter_map(|entry| entry.data().to_string().ok())
        .map(|address| address.to_ascii_lowercase())
        .collect()
}

/// Distinguished name on one line, `C=IT, O=…, CN=…`, control characters replaced.
pub fn one_line(name: &X509NameRef) -> String {
    let entries = name.entries().map(|entry| {
        let key = entry
            .object()
            .nid()
            .short_name()
            .unwrap_or("OID")
            .to_owned();
        let value = entry.data().to_string().unwrap_or_default();
        let clean: String = value
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c })
            .collect();
        format!("{key}={clean}")
    });
    entries.collect::<Vec<_>>().join(", ")
}

/// Hex SHA-256 of the DER.
pub fn sha256(certificate: &X509Ref) -> Option<String> {
    certificate
        .digest(MessageDigest::sha256())
        .ok()
        .map(hex::encode)
}

/// Serial number as lower-case hex.
pub fn serial(certificate: &X509Ref) -> Option<String> {
    let number = certificate.serial_number().to_bn().ok()?;
    number
        .to_hex_str()
        .ok()
        .map(|text| text.to_ascii_lowercase())
}

pub fn pem(certificate: &X509Ref) -> Option<String> {
    certificate
        .to_pem()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
}

pub fn at_or_before(limit: &Asn1TimeRef, instant: DateTime<Utc>) -> bool {
    Asn1Time::from_unix(instant.timestamp())
        .is_ok_and(|instant| limit.compare(&instant).is_ok_and(|order| order.is_le()))
}

/// Whether the certificate's own dates cover the instant.
pub fn covers(certificate: &X509Ref, instant: DateTime<Utc>) -> bool {
    at_or_before(certificate.not_before(), instant) && !expired(certificate, instant)
}

pub fn expired(certificate: &X509Ref, instant: DateTime<Utc>) -> bool {
    Asn1Time::from_unix(instant.timestamp()).is_ok_and(|instant| {
        certificate
            .not_after()
            .compare(&instant)
            .is_ok_and(|order| order.is_lt())
    })
}

/// A field of the subject, e.g. the common name; None when it is missing or empty.
pub fn subject(certificate: &X509Ref, field: Nid) -> Option<String> {
    let entry = certificate.subject_name().entries_by_nid(field).next()?;
    let text = entry.data().to_string().ok()?;
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// Whether it says that it is qualified: `QcCompliance` among its QCStatements (RFC 3739 §3.2.6, ETSI EN 319 412-5 §4.2.1).
pub fn states_qualified(certificate: &X509Ref) -> bool {
    let Ok(der) = certificate.to_der() else {
        return false;
    };
    let statements = || {
        let body = Reader(Reader(&der).take(der::SEQUENCE)?.content)
            .take(der::SEQUENCE)?
            .content;
        let mut body = Reader(body);
        let mut extensions = loop {
            let value = body.next()?;
            if value.tag == 0xa3 {
                break Reader(Reader(value.content).take(der::SEQUENCE)?.content);
            }
        };
        let wanted = der::oid("1.3.6.1.5.5.7.1.3");
        loop {
            let mut extension = Reader(extensions.take(der::SEQUENCE)?.content);
            if extension.next()?.whole == wanted {
                extension.take(1);
                let octets = extension.take(der::OCTET_STRING)?;
                return Some(Reader(octets.content).take(der::SEQUENCE)?.content);
            }
        }
    };
    let Some(statements) = statements() else {
        return false;
    };
    let (mut statements, compliance) = (Reader(statements), der::oid("0.4.0.1862.1.1"));
    while let Some(statement) = statements.take(der::SEQUENCE) {
        if Reader(statement.content).next().map(|v| v.whole) == Some(&compliance) {
            return true;
        }
    }
    false
}

/// A time of a certificate or list, UTC.
pub fn instant(time: &Asn1TimeRef) -> Option<DateTime<Utc>> {
    let since = Asn1Time::from_unix(0).ok()?.diff(time).ok()?;
    DateTime::from_timestamp(i64::from(since.days) * 86_400 + i64::from(since.secs), 0)
}

/// First and last instant of its life.
pub fn life(certificate: &X509Ref) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Some((
        instant(certificate.not_before())?,
        instant(certificate.not_after())?,
    ))
}
