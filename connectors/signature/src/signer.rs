//! Signs as a gestore signs: a detached CMS over the bytes of an entity, and the mail around it.
//!
//! The SignedData is written by hand because the signing time must come from the caller's clock,
//! which openssl does not allow; openssl makes the signature itself. Same arguments and an RSA
//! key give the same bytes. Sources: RFC 5652 §5, RFC 8551 §3.5, RFC 1847.

use crate::stamp::TST_INFO;
use crate::{authority::AuthorityError, der, document, signed_data};
use chrono::{DateTime, Datelike, Utc};
use openssl::{
    base64,
    hash::{MessageDigest, hash},
    pkey::{PKey, Private},
    x509::X509,
};

/// A certificate with its key, ready to sign for one address.
#[derive(Clone)]
pub struct Signer {
    pub(crate) certificate: X509,
    pub(crate) key: PKey<Private>,
    /// Further certificates sent along, e.g. the issuer.
    pub(crate) chain: Vec<X509>,
}

/// What differs between gestori on the wire; both forms are seen in real mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// `application/x-pkcs7-signature`, `micalg=sha-256`.
    #[default]
    Legacy,
    /// `application/pkcs7-signature`, `micalg="sha256"`.
    Registered,
}

/// The digest to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Digest {
    #[default]
    Sha256,
    /// What old gestori used; it verifies and is reported as weak.
    Sha1,
}

/// What a signature can bring along to prove when it was made and that its certificate held.
#[derive(Default)]
pub struct Proofs<'a> {
    /// Who stamps the time, and the time.
    pub stamp: Option<(&'a Signer, DateTime<Utc>)>,
    /// DER of lists of revoked certificates.
    pub lists: Vec<Vec<u8>>,
    /// DER of basic OCSP answers.
    pub answers: Vec<Vec<u8>>,
}

impl Proofs<'_> {
    /// The unsigned attributes; empty where there is nothing to prove with.
    fn attributes(&self, signature: &[u8]) -> Result<Vec<u8>, AuthorityError> {
        let mut all = Vec::new();
        if let Some((stamper, at)) = self.stamp {
            let token = stamper.stamp(signature, at)?;
            all.push(attribute("1.2.840.113549.1.9.16.2.14", &token));
        }
        let tagged = |tag: u8, items: &[Vec<u8>]| match items {
            [] => Vec::new(),
            items => der::write(tag, &[&der::write(der::SEQUENCE, &[&items.concat()])]),
        };
        let values = [tagged(0xa0, &self.lists), tagged(0xa1, &self.answers)].concat();
        if !values.is_empty() {
            let values = der::write(der::SEQUENCE, &[&values]);
            all.push(attribute("1.2.840.113549.1.9.16.2.24", &values));
        }
        all.sort();
        Ok(match all.is_empty() {
            true => Vec::new(),
            false => der::write(0xa1, &[&all.concat()]),
        })
    }
}

/// Signatures a container has already.
struct Others {
    /// Algorithms of their digests.
    digests: Vec<u8>,
    certificates: Vec<u8>,
    signers: Vec<Vec<u8>>,
}

const ID_DATA: &str = "1.2.840.113549.1.7.1";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";

impl Signer {
    /// The certificate in PEM.
    pub fn certificate_pem(&self) -> Result<String, AuthorityError> {
        Ok(String::from_utf8_lossy(&self.certificate.to_pem()?).into_owned())
    }

    /// A detached CMS SignedData (DER) over these bytes, with signing time, SHA-256.
    pub fn sign_detached(
        &self,
        content: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, AuthorityError> {
        self.sign_with(content, at, Digest::Sha256, false)
    }

    /// An opaque CMS SignedData (DER) that carries the bytes itself, as `smime.p7m` does.
    pub fn sign_opaque(
        &self,
        content: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, AuthorityError> {
        self.sign_with(content, at, Digest::Sha256, true)
    }

    /// As [`Signer::sign_detached`] with a chosen digest; `carry` puts the content into the CMS.
    pub fn sign_with(
        &self,
        content: &[u8],
        at: DateTime<Utc>,
        digest: Digest,
        carry: bool,
    ) -> Result<Vec<u8>, AuthorityError> {
        let one = self.signature_over(content, at, digest, ID_DATA, &Proofs::default())?;
        self.signed_data(ID_DATA, carry.then_some(content), one, None)
    }

    /// An opaque CMS as [`Signer::sign_opaque`], or a detached one, which also brings what proves its time and that the certificate held.
    pub fn sign_proven(
        &self,
        content: &[u8],
        at: DateTime<Utc>,
        carry: bool,
        proofs: &Proofs<'_>,
    ) -> Result<Vec<u8>, AuthorityError> {
        let one = self.signature_over(content, at, Digest::Sha256, ID_DATA, proofs)?;
        self.signed_data(ID_DATA, carry.then_some(content), one, None)
    }

    /// The container with this signature beside those it has (RFC 5652 §5.1); None where it is no container with its content.
    pub fn sign_beside(
        &self,
        container: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>, AuthorityError> {
        let Some(der) = document::definite(container) else {
            return Ok(None);
        };
        let Some(data) = signed_data::read(&der) else {
            return Ok(None);
        };
        let Some(content) = &data.embedded else {
            return Ok(None);
        };
        let one = self.signature_over(content, at, Digest::Sha256, ID_DATA, &Proofs::default())?;
        let others = Others {
            digests: data.digests.to_vec(),
            certificates: data.certificates.concat(),
            signers: data.signers.iter().map(|s| s.whole.to_vec()).collect(),
        };
        self.signed_data(ID_DATA, Some(content), one, Some(others))
            .map(Some)
    }

    /// A time-stamp token over these bytes (RFC 3161 §2.4.2).
    pub fn stamp(&self, bytes: &[u8], at: DateTime<Utc>) -> Result<Vec<u8>, AuthorityError> {
        let sha256 = der::write(
            der::SEQUENCE,
            &[&der::oid(SHA256), &der::write(der::NULL, &[])],
        );
        let imprint = hash(MessageDigest::sha256(), bytes)?;
        let imprint = der::write(der::OCTET_STRING, &[&imprint]);
        let serial = openssl::sha::sha256(bytes);
        let info = der::write(
            der::SEQUENCE,
            &[
                &der::write(der::INTEGER, &[&[1]]),
                // The policy of openssl's own test authority: nobody's.
                &der::oid("1.2.3.4.1"),
                &der::write(der::SEQUENCE, &[&sha256, &imprint]),
                &der::write(der::INTEGER, &[&[1], &serial[..8]]),
                &der::write(
                    der::GENERALIZED_TIME,
                    &[at.format("%Y%m%d%H%M%SZ").to_string().as_bytes()],
                ),
            ],
        );
        let none = Proofs::default();
        let one = self.signature_over(&info, at, Digest::Sha256, TST_INFO, &none)?;
        self.signed_data(TST_INFO, Some(&info), one, None)
    }

    /// A SignerInfo over the content, and the digest's algorithm.
    fn signature_over(
        &self,
        content: &[u8],
        at: DateTime<Utc>,
        digest: Digest,
        content_type: &str,
        proofs: &Proofs<'_>,
    ) -> Result<(Vec<u8>, Vec<u8>), AuthorityError> {
        let (message_digest, digest_oid) = match digest {
            Digest::Sha256 => (MessageDigest::sha256(), SHA256),
            Digest::Sha1 => (MessageDigest::sha1(), "1.3.14.3.2.26"),
        };
        let rsa = self.key.rsa().is_ok();
        let signature_oid = match (rsa, digest) {
            (true, _) => "1.2.840.113549.1.1.1",
            (false, Digest::Sha256) => "1.2.840.10045.4.3.2",
            (false, Digest::Sha1) => "1.2.840.10045.4.1",
        };
        let content_digest = hash(message_digest, content)?;
        let mut attributes = vec![
            attribute("1.2.840.113549.1.9.3", &der::oid(content_type)),
            attribute("1.2.840.113549.1.9.5", &time(at)),
            attribute(
                "1.2.840.113549.1.9.4",
                &der::write(der::OCTET_STRING, &[&content_digest]),
            ),
        ];
        if content_type == TST_INFO {
            // Which certificate stamped (RFC 3161 §2.4.1, RFC 5035 §3).
            let certificate = openssl::sha::sha256(&self.certificate.to_der()?);
            let mut named = der::write(der::OCTET_STRING, &[&certificate]);
            for _ in 0..3 {
                named = der::write(der::SEQUENCE, &[&named]);
            }
            attributes.push(attribute("1.2.840.113549.1.9.16.2.47", &named));
        }
        attributes.sort();
        let attributes = attributes.concat();
        // What is signed is the SET, what is stored is the same content under [0] (RFC 5652 §5.4).
        let mut signing = openssl::sign::Signer::new(message_digest, &self.key)?;
        let signature = signing.sign_oneshot_to_vec(&der::write(der::SET, &[&attributes]))?;

        let null = der::write(der::NULL, &[]);
        let digest_algorithm = der::write(der::SEQUENCE, &[&der::oid(digest_oid), &null]);
        let parameters: &[u8] = if rsa { &null } else { &[] };
        let signature_algorithm =
            der::write(der::SEQUENCE, &[&der::oid(signature_oid), parameters]);
        let issuer = self.certificate.issuer_name().to_der()?;
        let signer_info = der::write(
            der::SEQUENCE,
            &[
                &der::write(der::INTEGER, &[&[1]]),
                &der::write(der::SEQUENCE, &[&issuer, &self.serial()?]),
                &digest_algorithm,
                &der::write(0xa0, &[&attributes]),
                &signature_algorithm,
                &der::write(der::OCTET_STRING, &[&signature]),
                &proofs.attributes(&signature)?,
            ],
        );
        Ok((signer_info, digest_algorithm))
    }

    /// The ContentInfo around a signature, with those that were there before.
    fn signed_data(
        &self,
        content_type: &str,
        carried: Option<&[u8]>,
        (signer_info, digest_algorithm): (Vec<u8>, Vec<u8>),
        before: Option<Others>,
    ) -> Result<Vec<u8>, AuthorityError> {
        let (mut digests, mut certificates, mut signers) = before
            .map(|others| (others.digests, others.certificates, others.signers))
            .unwrap_or_default();
        if memchr::memmem::find(&digests, &digest_algorithm).is_none() {
            digests.extend(digest_algorithm);
        }
        certificates.extend(self.certificate.to_der()?);
        for link in &self.chain {
            certificates.extend(link.to_der()?);
        }
        signers.push(signer_info);
        // A SET is written in order (X.690 §11.6).
        signers.sort();
        let id = der::oid(content_type);
        let encapsulated = match carried {
            Some(content) => {
                let octets = der::write(der::OCTET_STRING, &[content]);
                der::write(der::SEQUENCE, &[&id, &der::write(0xa0, &[&octets])])
            }
            None => der::write(der::SEQUENCE, &[&id]),
        };
        // Version 3 where the content is no plain data (RFC 5652 §5.1).
        let version = if content_type == ID_DATA { 1 } else { 3 };
        let signed_data = der::write(
            der::SEQUENCE,
            &[
                &der::write(der::INTEGER, &[&[version]]),
                &der::write(der::SET, &[&digests]),
                &encapsulated,
                &der::write(0xa0, &[&certificates]),
                &der::write(der::SET, &[&signers.concat()]),
            ],
        );
        let explicit = der::write(0xa0, &[&signed_data]);
        Ok(der::write(
            der::SEQUENCE,
            &[&der::oid("1.2.840.113549.1.7.2"), &explicit],
        ))
    }

    /// The mail around a signed entity: MIME headers, empty line and body, CRLF throughout.
    ///
    /// `entity` is a MIME entity with its headers, CRLF line ends, no trailing line break needed.
    /// The caller puts From, To, Subject and the like in front of the answer.
    pub fn sign_mail(
        &self,
        entity: &[u8],
        at: DateTime<Utc>,
        style: Style,
    ) -> Result<Vec<u8>, AuthorityError> {
        let p7s = self.sign_detached(entity, at)?;
        Ok(wrap(entity, &p7s, style))
    }

    pub(crate) fn serial(&self) -> Result<Vec<u8>, AuthorityError> {
        let mut digits = self.certificate.serial_number().to_bn()?.to_vec();
        if digits.first().is_none_or(|first| *first >= 0x80) {
            digits.insert(0, 0);
        }
        Ok(der::write(der::INTEGER, &[&digits]))
    }
}

fn wrap(entity: &[u8], p7s: &[u8], style: Style) -> Vec<u8> {
    let mark = openssl::sha::sha256(p7s);
    let boundary = format!("----=_firma_{}", hex::encode(&mark[..12]).to_uppercase());
    let (media, micalg) = match style {
        Style::Legacy => ("application/x-pkcs7-signature", "sha-256"),
        Style::Registered => ("application/pkcs7-signature", "\"sha256\""),
    };
    let mut out = format!(
        "MIME-Version: 1.0\r\n\
         Content-Type: multipart/signed; protocol=\"{media}\";\r\n micalg={micalg}; boundary=\"{boundary}\"\r\n\
         \r\n\
         This is an S/MIME signed message\r\n\
         \r\n\
         --{boundary}\r\n"
    )
    .into_bytes();
    out.extend_from_slice(entity);
    out.extend_from_slice(
        format!(
            "\r\n--{boundary}\r\n\
             Content-Type: {media}; name=\"smime.p7s\"\r\n\
             Content-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\
             \r\n"
        )
        .as_bytes(),
    );
    let text = base64::encode_block(p7s);
    for line in text.as_bytes().chunks(64) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    out
}

fn attribute(oid: &str, value: &[u8]) -> Vec<u8> {
    der::write(
        der::SEQUENCE,
        &[&der::oid(oid), &der::write(der::SET, &[value])],
    )
}

/// UTCTime up to 2049, GeneralizedTime from 2050 (RFC 5652 §11.3).
pub(crate) fn time(at: DateTime<Utc>) -> Vec<u8> {
    let (tag, form) = if (1950..2050).contains(&at.year()) {
        (der::UTC_TIME, "%y%m%d%H%M%SZ")
    } else {
        (der::GENERALIZED_TIME, "%Y%m%d%H%M%SZ")
    };
    der::write(tag, &[at.format(form).to_string().as_bytes()])
}
