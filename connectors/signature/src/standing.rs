//! What the test authority says of its certificates: lists of revoked ones, OCSP answers; and who stamps times for it.
//!
//! Written by hand, as signatures are, because the times come from the caller. Sources: RFC 5280 §5.1, RFC 6960 §4.2, RFC 3161 §2.3.

use crate::{
    authority::{Authority, AuthorityError, name},
    der,
    signer::{Signer, time},
};
use chrono::{DateTime, Duration, Utc};
use openssl::{
    hash::MessageDigest,
    pkey::{PKey, Private},
    x509::{
        X509Ref,
        extension::{ExtendedKeyUsage, KeyUsage},
    },
};

/// How long a list or an answer may be relied on.
const LIFE: Duration = Duration::days(7);

impl Authority {
    /// Who stamps times, under this authority, RSA-2048.
    pub fn issue_stamper(&self, now: DateTime<Utc>) -> Result<Signer, AuthorityError> {
        let mut usage = ExtendedKeyUsage::new();
        usage.critical().time_stamping();
        self.issue_for("Marca temporale di prova", &usage, now)
    }

    /// Who answers whether certificates are revoked in its place, RSA-2048.
    pub fn issue_responder(&self, now: DateTime<Utc>) -> Result<Signer, AuthorityError> {
        let mut usage = ExtendedKeyUsage::new();
        usage.other("OCSPSigning");
        self.issue_for("Risponditore di prova", &usage, now)
    }

    fn issue_for(
        &self,
        common_name: &str,
        usage: &ExtendedKeyUsage,
        now: DateTime<Utc>,
    ) -> Result<Signer, AuthorityError> {
        let usages = vec![
            KeyUsage::new().critical().digital_signature().build()?,
            usage.build()?,
        ];
        self.issue(&name(common_name)?, usages, now)
    }

    /// The list of its revoked certificates (DER) as of a time, good for seven days.
    pub fn list(
        &self,
        revoked: &[(&Signer, DateTime<Utc>)],
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, AuthorityError> {
        let mut entries = Vec::new();
        for (signer, since) in revoked {
            entries.extend(der::write(
                der::SEQUENCE,
                &[&signer.serial()?, &time(*since)],
            ));
        }
        let entries = match entries.is_empty() {
            true => Vec::new(),
            false => der::write(der::SEQUENCE, &[&entries]),
        };
        let issuer = self.certificate.subject_name().to_der()?;
        let list = der::write(
            der::SEQUENCE,
            &[
                &der::write(der::INTEGER, &[&[1]]),
                &ecdsa(),
                &issuer,
                &time(at),
                &time(at + LIFE),
                &entries,
            ],
        );
        signed(&list, &self.key, &ecdsa(), &[])
    }

    /// A basic OCSP answer (DER) of a certificate as of a time, good for seven days; `by`: who answers in its place.
    pub fn answer(
        &self,
        of: &Signer,
        revoked: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
        by: Option<&Signer>,
    ) -> Result<Vec<u8>, AuthorityError> {
        let null = der::write(der::NULL, &[]);
        let sha1 = der::write(der::SEQUENCE, &[&der::oid("1.3.14.3.2.26"), &null]);
        let octets = |bytes: &[u8]| der::write(der::OCTET_STRING, &[bytes]);
        let id = der::write(
            der::SEQUENCE,
            &[
                &sha1,
                &octets(&crate::sha1(&self.certificate.subject_name().to_der()?)),
                &octets(key_hash(&self.certificate)),
                &of.serial()?,
            ],
        );
        let status = match revoked {
            None => der::write(0x80, &[]),
            Some(since) => der::write(0xa1, &[&generalized(since)]),
        };
        let until = der::write(0xa0, &[&generalized(at + LIFE)]);
        let one = der::write(der::SEQUENCE, &[&id, &status, &generalized(at), &until]);
        let answers_as = by.map_or(&self.certificate, |by| &by.certificate);
        let response = der::write(
            der::SEQUENCE,
            &[
                &der::write(0xa1, &[&answers_as.subject_name().to_der()?]),
                &generalized(at),
                &der::write(der::SEQUENCE, &[&one]),
            ],
        );
        match by {
            None => signed(&response, &self.key, &ecdsa(), &[]),
            Some(by) => {
                let rsa = der::write(der::SEQUENCE, &[&der::oid("1.2.840.113549.1.1.11"), &null]);
                let certificate = der::write(der::SEQUENCE, &[&by.certificate.to_der()?]);
                signed(&response, &by.key, &rsa, &der::write(0xa0, &[&certificate]))
            }
        }
    }
}

/// `ecdsa-with-SHA256`, the authority's own.
fn ecdsa() -> Vec<u8> {
    der::write(der::SEQUENCE, &[&der::oid("1.2.840.10045.4.3.2")])
}

/// The bytes, the algorithm, the signature, and what follows it.
fn signed(
    bytes: &[u8],
    key: &PKey<Private>,
    algorithm: &[u8],
    after: &[u8],
) -> Result<Vec<u8>, AuthorityError> {
    let mut signing = openssl::sign::Signer::new(MessageDigest::sha256(), key)?;
    let signature = signing.sign_oneshot_to_vec(bytes)?;
    let bits = der::write(der::BIT_STRING, &[&[0], &signature]);
    Ok(der::write(der::SEQUENCE, &[bytes, algorithm, &bits, after]))
}

fn generalized(at: DateTime<Utc>) -> Vec<u8> {
    let text = at.format("%Y%m%d%H%M%SZ").to_string();
    der::write(der::GENERALIZED_TIME, &[text.as_bytes()])
}

/// SHA-1 of the issuer's key, which is how its identifier is made.
fn key_hash(issuer: &X509Ref) -> &[u8] {
    issuer.subject_key_id().map_or(&[], |id| id.as_slice())
}
