//! A certification authority for demos and tests: it issues what a gestore needs and is worth nothing.
//!
//! Every certificate says GESTORE DI PROVA – SENZA VALORE LEGALE in its subject. Keys lie
//! unencrypted in the folder (mode 0600), which is right for a test and wrong for anything else.
//! Profiles: RFC 5280, RFC 8550 for the signer (RFC 6109 §5.5).

use crate::{signer::Signer, trust::Anchor};
use chrono::{DateTime, Duration, Utc};
use openssl::{
    asn1::Asn1Time,
    bn::{BigNum, MsbOption},
    ec::{EcGroup, EcKey},
    error::ErrorStack,
    hash::MessageDigest,
    nid::Nid,
    pkey::{PKey, Private},
    rsa::Rsa,
    x509::{
        X509, X509Builder, X509Extension, X509Name, X509Ref,
        extension::{
            AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage,
            SubjectAlternativeName, SubjectKeyIdentifier,
        },
    },
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The organisation in every subject.
pub const ORGANISATION: &str = "GESTORE DI PROVA – SENZA VALORE LEGALE";
/// Organisation in the certificates of test signers.
const TEST_SIGNATURE: &str = "FIRMA DI PROVA – SENZA VALORE LEGALE";

/// The authority with its own certificate, the gestore's signer and the TLS certificate.
pub struct Authority {
    pub(crate) certificate: X509,
    pub(crate) key: PKey<Private>,
    signer: Signer,
    tls: TlsIdentity,
    address: String,
}

/// A server certificate and its key in PEM, for `localhost`, `127.0.0.1` and `::1`.
#[derive(Clone)]
pub struct TlsIdentity {
    /// Server certificate, then the authority's.
    pub chain_pem: String,
    /// PKCS#8.
    pub key_pem: String,
}

#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("openssl: {0}")]
    Crypto(#[from] ErrorStack),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: not a certificate of this authority", path.display())]
    Foreign { path: PathBuf },
}

/// Names of the files in the folder.
const FILES: [&str; 6] = [
    "ca.pem",
    "ca.key",
    "signer.pem",
    "signer.key",
    "tls.pem",
    "tls.key",
];

impl Authority {
    /// Makes a new authority, valid from two years before `now` to twenty years after, and the
    /// signing certificate for `address` (`posta-certificata@…`, lower case).
    pub fn create(address: &str, now: DateTime<Utc>) -> Result<Authority, AuthorityError> {
        let key = elliptic()?;
        let name = name("CA di prova")?;
        let mut builder = builder(&name, &name, &key, around_both(now, 20))?;
        builder.append_extension(BasicConstraints::new().critical().ca().build()?)?;
        builder.append_extension(
            KeyUsage::new()
                .critical()
                .key_cert_sign()
                .crl_sign()
                .build()?,
        )?;
        let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
        builder.append_extension(identifier)?;
        builder.sign(&key, MessageDigest::sha256())?;
        let certificate = builder.build();
        let signer = issue_signer(&certificate, &key, address, now)?;
        let tls = issue_tls(&certificate, &key, now)?;
        Ok(Authority {
            certificate,
            key,
            signer,
            tls,
            address: address.to_owned(),
        })
    }

    /// Loads the authority of a folder, or creates one and writes it there.
    pub fn open_or_create(
        folder: &Path,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Authority, AuthorityError> {
        if folder.join(FILES[0]).exists() {
            return Authority::load(folder, address);
        }
        let authority = Authority::create(address, now)?;
        authority.save(folder)?;
        Ok(authority)
    }

    /// Reads the six PEM files of [`Authority::save`]. Refuses a signer that is for another address.
    pub fn load(folder: &Path, address: &str) -> Result<Authority, AuthorityError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| AuthorityError::File { path, source })
        };
        let certificate = X509::from_pem(&read(FILES[0])?)?;
        let key = PKey::private_key_from_pem(&read(FILES[1])?)?;
        let signer = Signer {
            certificate: X509::from_pem(&read(FILES[2])?)?,
            key: PKey::private_key_from_pem(&read(FILES[3])?)?,
            chain: vec![certificate.clone()],
        };
        let known = crate::certificate::addresses(&signer.certificate);
        if !known.iter().any(|known| known == address) {
            return Err(AuthorityError::Foreign {
                path: folder.join(FILES[2]),
            });
        }
        let text =
            |name: &str| read(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let tls = TlsIdentity {
            chain_pem: text(FILES[4])?,
            key_pem: text(FILES[5])?,
        };
        Ok(Authority {
            certificate,
            key,
            signer,
            tls,
            address: address.to_owned(),
        })
    }

    /// Writes `ca.pem ca.key signer.pem signer.key tls.pem tls.key` into the folder.
    pub fn save(&self, folder: &Path) -> Result<(), AuthorityError> {
        fs::create_dir_all(folder).map_err(|source| AuthorityError::File {
            path: folder.into(),
            source,
        })?;
        let contents = [
            self.certificate.to_pem()?,
            self.key.private_key_to_pem_pkcs8()?,
            self.signer.certificate.to_pem()?,
            self.signer.key.private_key_to_pem_pkcs8()?,
            self.tls.chain_pem.clone().into_bytes(),
            self.tls.key_pem.clone().into_bytes(),
        ];
        // ca.pem last: its presence says the folder is complete.
        for (name, bytes) in FILES.iter().zip(&contents).rev() {
            let path = folder.join(name);
            write_private(&path, bytes).map_err(|source| AuthorityError::File { path, source })?;
        }
        Ok(())
    }

    /// The authority's own certificate in PEM.
    pub fn ca_pem(&self) -> Result<String, AuthorityError> {
        Ok(String::from_utf8_lossy(&self.certificate.to_pem()?).into_owned())
    }

    /// The anchor that makes its signatures trusted, limited to these domains (empty: any).
    pub fn anchor(
        &self,
        domains: &[&str],
        imported_at: DateTime<Utc>,
    ) -> Result<Anchor, AuthorityError> {
        Ok(Anchor {
            name: ORGANISATION.into(),
            pem: self.ca_pem()?,
            domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
            imported_at,
        })
    }

    /// The gestore's signer.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The address the signer signs for.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The certificate to serve TLS with on loopback.
    pub fn tls(&self) -> &TlsIdentity {
        &self.tls
    }

    /// A signer for another address under the same authority, RSA-2048. Not kept in the folder.
    pub fn issue_signer(
        &self,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Signer, AuthorityError> {
        issue_signer(&self.certificate, &self.key, address, now)
    }

    /// A signer for documents under the same authority: a person's certificate that says FIRMA DI PROVA.
    pub fn issue_person(
        &self,
        given: &str,
        surname: &str,
        tax_code: &str,
        now: DateTime<Utc>,
    ) -> Result<Signer, AuthorityError> {
        let mut subject = X509Name::builder()?;
        let whole = format!("{given} {surname}");
        for (field, text) in [
            ("C", "IT"),
            ("O", TEST_SIGNATURE),
            ("SN", surname),
            ("GN", given),
            ("serialNumber", &format!("TINIT-{tax_code}")),
            ("CN", &whole),
        ] {
            subject.append_entry_by_text(field, &text.chars().take(64).collect::<String>())?;
        }
        let usage = KeyUsage::new().critical().non_repudiation().build()?;
        self.issue(&subject.build(), vec![usage], now)
    }

    /// A certificate of this authority for a key of its own, good for these usages, for ten years after `now`.
    pub(crate) fn issue(
        &self,
        subject: &X509Name,
        usages: Vec<X509Extension>,
        now: DateTime<Utc>,
    ) -> Result<Signer, AuthorityError> {
        let key = PKey::from_rsa(Rsa::generate(2048)?)?;
        let issuer = self.certificate.subject_name();
        let mut builder = builder(subject, issuer, &key, around(now, 10))?;
        for usage in usages {
            builder.append_extension(usage)?;
        }
        let context = builder.x509v3_context(Some(&self.certificate), None);
        let identifiers = [
            SubjectKeyIdentifier::new().build(&context)?,
            AuthorityKeyIdentifier::new().keyid(true).build(&context)?,
        ];
        for identifier in identifiers {
            builder.append_extension(identifier)?;
        }
        builder.sign(&self.key, MessageDigest::sha256())?;
        Ok(Signer {
            certificate: builder.build(),
            key,
            chain: vec![self.certificate.clone()],
        })
    }

    /// Puts a signature of the gestore around an entity: see [`Signer::sign_mail`].
    pub fn sign_mail(&self, entity: &[u8], at: DateTime<Utc>) -> Result<Vec<u8>, AuthorityError> {
        self.signer
            .sign_mail(entity, at, crate::signer::Style::Legacy)
    }
}

fn issue_signer(
    issuer: &X509Ref,
    issuer_key: &PKey<Private>,
    address: &str,
    now: DateTime<Utc>,
) -> Result<Signer, AuthorityError> {
    let key = PKey::from_rsa(Rsa::generate(2048)?)?;
    let mut builder = builder(
        &name(address)?,
        issuer.subject_name(),
        &key,
        around(now, 10),
    )?;
    builder.append_extension(
        KeyUsage::new()
            .critical()
            .digital_signature()
            .non_repudiation()
            .build()?,
    )?;
    builder.append_extension(ExtendedKeyUsage::new().email_protection().build()?)?;
    let context = builder.x509v3_context(Some(issuer), None);
    let alternative = SubjectAlternativeName::new()
        .email(address)
        .build(&context)?;
    let identifiers = [
        SubjectKeyIdentifier::new().build(&context)?,
        AuthorityKeyIdentifier::new().keyid(true).build(&context)?,
    ];
    builder.append_extension(alternative)?;
    for identifier in identifiers {
        builder.append_extension(identifier)?;
    }
    builder.sign(issuer_key, MessageDigest::sha256())?;
    Ok(Signer {
        certificate: builder.build(),
        key,
        chain: vec![issuer.to_owned()],
    })
}

fn issue_tls(
    issuer: &X509Ref,
    issuer_key: &PKey<Private>,
    now: DateTime<Utc>,
) -> Result<TlsIdentity, AuthorityError> {
    let key = elliptic()?;
    let mut builder = builder(
        &name("localhost")?,
        issuer.subject_name(),
        &key,
        around_both(now, 10),
    )?;
    builder.append_extension(BasicConstraints::new().critical().build()?)?;
    builder.append_extension(KeyUsage::new().critical().digital_signature().build()?)?;
    builder.append_extension(ExtendedKeyUsage::new().server_auth().build()?)?;
    let context = builder.x509v3_context(Some(issuer), None);
    let alternative = SubjectAlternativeName::new()
        .dns("localhost")
        .ip("127.0.0.1")
        .ip("::1")
        .build(&context)?;
    let identifier = AuthorityKeyIdentifier::new().keyid(true).build(&context)?;
    builder.append_extension(alternative)?;
    builder.append_extension(identifier)?;
    builder.sign(issuer_key, MessageDigest::sha256())?;
    let chain = [builder.build().to_pem()?, issuer.to_pem()?].concat();
    Ok(TlsIdentity {
        chain_pem: String::from_utf8_lossy(&chain).into_owned(),
        key_pem: String::from_utf8_lossy(&key.private_key_to_pem_pkcs8()?).into_owned(),
    })
}

/// From two years before, because a demo shows mail of past weeks, to so many years after.
fn around(now: DateTime<Utc>, years: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    (now - Duration::days(730), now + Duration::days(365 * years))
}

/// The same around a test clock and the machine's: TLS clients look at the machine's.
fn around_both(now: DateTime<Utc>, years: i64) -> (DateTime<Utc>, DateTime<Utc>) {
    let machine = Utc::now();
    (
        around(now.min(machine), years).0,
        around(now.max(machine), years).1,
    )
}

fn builder(
    subject: &X509Name,
    issuer: &openssl::x509::X509NameRef,
    key: &PKey<Private>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<X509Builder, ErrorStack> {
    let mut serial = BigNum::new()?;
    serial.rand(127, MsbOption::ONE, false)?;
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_serial_number(&*serial.to_asn1_integer()?)?;
    builder.set_subject_name(subject)?;
    builder.set_issuer_name(issuer)?;
    builder.set_pubkey(key)?;
    builder.set_not_before(&*Asn1Time::from_unix(from.timestamp())?)?;
    builder.set_not_after(&*Asn1Time::from_unix(to.timestamp())?)?;
    Ok(builder)
}

pub(crate) fn name(common_name: &str) -> Result<X509Name, ErrorStack> {
    let mut builder = X509Name::builder()?;
    builder.append_entry_by_text("C", "IT")?;
    builder.append_entry_by_text("O", ORGANISATION)?;
    // X.520 allows 64 characters; the whole address stands in the alternative name anyway.
    builder.append_entry_by_text("CN", &common_name.chars().take(64).collect::<String>())?;
    Ok(builder.build())
}

fn elliptic() -> Result<PKey<Private>, ErrorStack> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    PKey::from_ec_key(EcKey::generate(&group)?)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
