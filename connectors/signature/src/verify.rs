//! One signature against one trust list: the verdict that is kept for ever with the mail.
//!
//! The signature is checked against exactly the certificate whose chain and address are judged
//! afterwards (openssl is forbidden to look for another one), so two certificates with one serial
//! number cannot be played against each other. Sources: RFC 5652 §5, RFC 6109 §2.1 and §7.

use crate::{
    certificate,
    signed_data::{self, SignedData, SignerId},
    trust::TrustStore,
};
use chrono::{DateTime, Duration, Utc};
use contract::{Verdict, VerdictStatus};
use openssl::{
    cms::{CMSOptions, CmsContentInfo},
    hash::{MessageDigest, hash},
    nid::Nid,
    stack::Stack,
    x509::{X509, X509KeyUsage},
};

/// Signatures larger than this are not read.
const SIGNATURE_BYTES_MAX: usize = 1 << 20;

/// Judges a detached signature.
///
/// `signed_part` are the raw bytes that were signed, `p7s_der` the CMS (DER or BER), `from` the bare
/// From address of the mail, `at` when the mail came (UTC): the chain must hold at the signing time,
/// or at `at` when the signature names none or one in the future. Never fails: see the reasons in
/// the crate's documentation.
pub fn verify_detached(
    signed_part: &[u8],
    p7s_der: &[u8],
    trust: &TrustStore,
    from: &str,
    at: DateTime<Utc>,
) -> Verdict {
    if p7s_der.len() > SIGNATURE_BYTES_MAX {
        return invalid(at, "malformed_signature");
    }
    judge(Some(signed_part), p7s_der, trust, from, at).0
}

/// Judges an opaque signature (`smime.p7m`) and hands out the content it carries, also when the
/// verdict is bad; None when there is no content to read.
pub fn verify_opaque(
    p7m_der: &[u8],
    trust: &TrustStore,
    from: &str,
    at: DateTime<Utc>,
) -> (Verdict, Option<Vec<u8>>) {
    judge(None, p7m_der, trust, from, at)
}

/// A verdict of which nothing is known but why it is bad.
pub(crate) fn invalid(at: DateTime<Utc>, reason: &str) -> Verdict {
    Verdict {
        status: VerdictStatus::Invalid,
        signer: None,
        signer_address: None,
        certificate_sha256: None,
        serial: None,
        algorithm: None,
        signed_at: None,
        verified_at: at,
        chain_pem: Vec::new(),
        trusted_by: None,
        reasons: vec![reason.to_owned()],
    }
}

fn judge(
    detached: Option<&[u8]>,
    cms_bytes: &[u8],
    trust: &TrustStore,
    from: &str,
    at: DateTime<Utc>,
) -> (Verdict, Option<Vec<u8>>) {
    // Java gestori write BER with indefinite lengths; openssl reads it and writes plain DER.
    let parsed = CmsContentInfo::from_der(cms_bytes).and_then(|cms| Ok((cms.to_der()?, cms)));
    let Ok((der, mut cms)) = parsed else {
        return (invalid(at, "malformed_signature"), None);
    };
    let Some(data) = signed_data::read(&der) else {
        return (invalid(at, "malformed_signature"), None);
    };
    let embedded = data.embedded.clone();
    let Some(content) = detached.or(embedded.as_deref()) else {
        return (invalid(at, "malformed_signature"), None);
    };
    let verdict = judge_content(
        content,
        detached.is_some(),
        &data,
        &mut cms,
        trust,
        from,
        at,
    );
    (verdict, embedded)
}

fn judge_content(
    content: &[u8],
    detached: bool,
    data: &SignedData<'_>,
    cms: &mut CmsContentInfo,
    trust: &TrustStore,
    from: &str,
    at: DateTime<Utc>,
) -> Verdict {
    let facts = match data.signers.as_slice() {
        [] => return invalid(at, "no_signer"),
        [one] => one,
        // A gestore signs alone; a second signer could only confuse who is meant.
        _ => return invalid(at, "several_signers"),
    };
    let embedded: Vec<X509> = data
        .certificates
        .iter()
        .filter_map(|der| X509::from_der(der).ok())
        .collect();
    let mut candidates: Vec<&X509> = embedded
        .iter()
        .filter(|candidate| named(&facts.id, candidate))
        .collect();
    if candidates.is_empty() {
        candidates = trust
            .certificates()
            .filter(|candidate| named(&facts.id, candidate))
            .collect();
    }
    let Some(mut signer) = candidates.first().copied() else {
        return invalid(at, "certificate_missing");
    };
    let mut verified = false;
    for candidate in candidates.iter().copied().take(8) {
        if holds(cms, candidate, detached.then_some(content)) {
            (signer, verified) = (candidate, true);
            break;
        }
    }

    let mut fatal: Vec<&'static str> = Vec::new();
    let mut notes: Vec<&'static str> = Vec::new();
    let digest = Digest::of(facts.digest_oid);
    if !verified {
        let differs = match (facts.message_digest, digest.map(|digest| digest.compute)) {
            (Some(claimed), Some(compute)) => {
                hash(compute(), content).is_ok_and(|actual| *actual != *claimed)
            }
            _ => false,
        };
        fatal.push(if differs {
            "digest_mismatch"
        } else {
            "signature_mismatch"
        });
    }
    match digest.map(|digest| digest.strength) {
        Some(Strength::Good) => {}
        Some(Strength::Weak) => notes.push("weak_digest"),
        Some(Strength::Broken) | None => fatal.push("broken_digest"),
    }

    let from = from.trim().to_ascii_lowercase();
    let addresses = certificate::addresses(signer);
    if addresses.is_empty() {
        fatal.push("signer_address_absent");
    } else if !addresses.contains(&from) {
        fatal.push("signer_address_differs");
    }
    if signer
        .key_usage()
        .is_some_and(|usage| !usage.contains(X509KeyUsage::DIGITAL_SIGNATURE))
    {
        fatal.push("key_usage");
    }
    if signer
        .public_key()
        .is_ok_and(|key| key.rsa().is_ok() && key.bits() < 2048)
    {
        notes.push("weak_key");
    }

    let mut instant = facts.signing_time.unwrap_or(at);
    if instant > at + Duration::hours(24) {
        notes.push("signed_in_future");
        instant = at;
    }
    if certificate::expired(signer, at) && !certificate::expired(signer, instant) {
        notes.push("certificate_expired_since");
    }
    let domain = from
        .rsplit_once('@')
        .map(|(_, domain)| domain)
        .unwrap_or_default();
    let checked = trust.check(signer, &stack(&embedded), domain, instant);

    let status = if !fatal.is_empty() {
        VerdictStatus::Invalid
    } else if checked.trusted_by.is_none() {
        VerdictStatus::UntrustedChain
    } else {
        VerdictStatus::Trusted
    };
    let chain: Vec<X509> = if checked.chain.is_empty() {
        chain_of(signer, &embedded)
    } else {
        checked.chain
    };
    Verdict {
        status,
        signer: Some(certificate::one_line(signer.subject_name())),
        signer_address: addresses
            .iter()
            .find(|address| **address == from)
            .or(addresses.first())
            .cloned(),
        certificate_sha256: certificate::sha256(signer),
        serial: certificate::serial(signer),
        algorithm: Some(algorithm(facts.digest_oid, facts.signature_oid)),
        signed_at: facts.signing_time,
        verified_at: at,
        chain_pem: chain
            .iter()
            .filter_map(|link| certificate::pem(link))
            .collect(),
        trusted_by: if status == VerdictStatus::Trusted {
            checked.trusted_by
        } else {
            None
        },
        reasons: fatal
            .into_iter()
            .chain(checked.reasons)
            .chain(notes)
            .map(str::to_owned)
            .collect(),
    }
}

/// Whether this certificate's key made the signature over the content. The chain is not asked here.
pub(crate) fn holds(cms: &mut CmsContentInfo, certificate: &X509, detached: Option<&[u8]>) -> bool {
    let only = stack(std::slice::from_ref(certificate));
    let options = CMSOptions::BINARY | CMSOptions::NO_SIGNER_CERT_VERIFY | CMSOptions::NOINTERN;
    cms.verify(Some(&only), None, detached, None, options)
        .is_ok()
}

pub(crate) fn named(id: &SignerId<'_>, certificate: &X509) -> bool {
    match id {
        SignerId::Serial(serial) => certificate.serial_number().to_bn().is_ok_and(|number| {
            let digits: &[u8] = &serial[serial.iter().take_while(|byte| **byte == 0).count()..];
            number.to_vec() == digits
        }),
        SignerId::KeyId(key) => certificate
            .subject_key_id()
            .is_some_and(|own| own.as_slice() == *key),
    }
}

pub(crate) fn stack(certificates: &[X509]) -> Stack<X509> {
    let mut stack = Stack::new().expect("an empty stack is only an allocation");
    for certificate in certificates {
        stack
            .push(certificate.clone())
            .expect("a push is only an allocation");
    }
    stack
}

fn chain_of(signer: &X509, embedded: &[X509]) -> Vec<X509> {
    let own = certificate::sha256(signer);
    let others = embedded
        .iter()
        .filter(|link| certificate::sha256(link) != own)
        .cloned();
    std::iter::once(signer.clone()).chain(others).collect()
}

#[derive(Clone, Copy)]
pub(crate) enum Strength {
    Good,
    Weak,
    Broken,
}

#[derive(Clone, Copy)]
pub(crate) struct Digest {
    pub strength: Strength,
    pub compute: fn() -> MessageDigest,
}

impl Digest {
    /// Known digests by object identifier; None for anything else, which is never trusted.
    pub fn of(oid: &[u8]) -> Option<Digest> {
        let (strength, compute): (Strength, fn() -> MessageDigest) = match oid {
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1] => (Strength::Good, MessageDigest::sha256),
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2] => (Strength::Good, MessageDigest::sha384),
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3] => (Strength::Good, MessageDigest::sha512),
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4] => (Strength::Good, MessageDigest::sha224),
            [0x2b, 0x0e, 3, 2, 0x1a] => (Strength::Weak, MessageDigest::sha1),
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5] => (Strength::Broken, MessageDigest::md5),
            _ => return None,
        };
        Some(Digest { strength, compute })
    }
}

/// `SHA256/rsaEncryption`: names as openssl prints them, dotted when it has none.
fn algorithm(digest_oid: &[u8], signature_oid: &[u8]) -> String {
    let name = |content: &[u8]| {
        let mut text = dotted(content);
        if let Ok(object) = openssl::asn1::Asn1Object::from_str(&text)
            && object.nid() != Nid::UNDEF
            && let Ok(short) = object.nid().short_name()
        {
            text = short.to_owned();
        }
        text
    };
    format!("{}/{}", name(digest_oid), name(signature_oid))
}

fn dotted(content: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc: u64 = 0;
    for byte in content {
        arc = arc.wrapping_shl(7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            match arcs.is_empty() {
                true => arcs.extend([(arc / 40).min(2), arc - 40 * (arc / 40).min(2)]),
                false => arcs.push(arc),
            }
            arc = 0;
        }
    }
    arcs.iter()
        .map(u64::to_string)
        .collect::<Vec<_>>()
        .join(".")
}
