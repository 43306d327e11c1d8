//! Signed documents: containers and PDF files, whole, altered, nested, by several people.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::{DateTime, Duration, TimeZone, Utc};
use openssl::{
    asn1::Asn1Time, base64, hash::MessageDigest, pkey::PKey, rsa::Rsa, x509::X509, x509::X509Name,
};
use proptest::prelude::*;
use signature::{Authority, NotSigned, Signer, TrustStore, open_p7m, pdf_signatures};
use std::sync::LazyLock;

static AUTHORITY: LazyLock<Authority> =
    LazyLock::new(|| Authority::create("posta-certificata@gestore.example", now()).unwrap());
static PERSON: LazyLock<Signer> = LazyLock::new(|| {
    let made = AUTHORITY.issue_person("Dario", "Esempi", "SMPDRA70A01X000X", now());
    made.unwrap()
});

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
}

fn trust() -> TrustStore {
    TrustStore::from_anchors(&[AUTHORITY.anchor(&[], now()).unwrap()]).unwrap()
}

fn container() -> Vec<u8> {
    PERSON.sign_opaque(b"delibera n. 7", now()).unwrap()
}

#[test]
fn a_container_gives_its_content_and_says_who_signed() {
    let opened = open_p7m(&container(), &trust(), now()).unwrap();
    assert_eq!(opened.content, b"delibera n. 7");
    let [by] = opened.signatures.as_slice() else {
        panic!("{:?}", opened.signatures)
    };
    assert!(by.intact, "{by:?}");
    assert_eq!(by.name, "Dario Esempi");
    assert_eq!(by.tax_code.as_deref(), Some("SMPDRA70A01X000X"));
    assert!(
        by.organisation
            .as_deref()
            .unwrap()
            .starts_with("FIRMA DI PROVA")
    );
    assert_eq!(by.signed_at, Some(now()));
    assert!(by.trusted_by.is_some(), "{:?}", by.reasons);
    assert!(by.valid_from.unwrap() < now() && by.valid_to.unwrap() > now());
}

#[test]
fn every_wrapping_is_opened() {
    let der = container();
    let letters = base64::encode_block(&der);
    let pem = format!("-----BEGIN PKCS7-----\n{letters}\n-----END PKCS7-----\n");
    for wrapped in [der, letters.into_bytes(), pem.into_bytes()] {
        let opened = open_p7m(&wrapped, &trust(), now()).unwrap();
        assert!(opened.signatures[0].intact);
    }
    let nested = PERSON.sign_opaque(&container(), now()).unwrap();
    let outer = open_p7m(&nested, &trust(), now()).unwrap();
    let inner = open_p7m(&outer.content, &trust(), now()).unwrap();
    assert_eq!(inner.content, b"delibera n. 7");
}

#[test]
fn altered_unknown_and_expired_are_told_apart() {
    let mut altered = container();
    let at = altered.windows(8).position(|w| w == b"delibera").unwrap();
    altered[at] = b'D';
    let opened = open_p7m(&altered, &trust(), now()).unwrap();
    let by = &opened.signatures[0];
    assert_eq!(
        opened.content, b"Delibera n. 7",
        "shown, and said to be altered"
    );
    assert!(!by.intact && by.trusted_by.is_none());
    assert_eq!(by.reasons, ["digest_mismatch"]);

    let nobody = open_p7m(&container(), &TrustStore::default(), now()).unwrap();
    let by = &nobody.signatures[0];
    assert!(by.intact && by.trusted_by.is_none());
    assert_eq!(by.reasons, ["unknown_issuer"]);

    let late = now() + Duration::days(365 * 15);
    let signed = PERSON.sign_opaque(b"tardi", late).unwrap();
    let by = &open_p7m(&signed, &trust(), late).unwrap().signatures[0];
    assert_eq!(by.reasons, ["certificate_expired"]);

    assert_eq!(
        open_p7m(b"%PDF-1.7", &trust(), now()),
        Err(NotSigned::NotCms)
    );
    let detached = PERSON.sign_detached(b"altrove", now()).unwrap();
    assert_eq!(
        open_p7m(&detached, &trust(), now()),
        Err(NotSigned::Detached)
    );
}

/// Two people over the same bytes, as the openssl command line writes it.
#[test]
fn each_of_several_signers_is_judged_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for who in ["anna", "bruno"] {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        let mut name = X509Name::builder().unwrap();
        name.append_entry_by_text("CN", who).unwrap();
        let name = name.build();
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        let mut serial = openssl::bn::BigNum::new().unwrap();
        serial.rand(64, openssl::bn::MsbOption::ONE, false).unwrap();
        builder
            .set_serial_number(&serial.to_asn1_integer().unwrap())
            .unwrap();
        builder.set_subject_name(&name).unwrap();
        builder.set_issuer_name(&name).unwrap();
        builder.set_pubkey(&key).unwrap();
        let day = |days| Asn1Time::days_from_now(days).unwrap();
        builder.set_not_before(&day(0)).unwrap();
        builder.set_not_after(&day(30)).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        std::fs::write(
            path(&format!("{who}.pem")),
            builder.build().to_pem().unwrap(),
        )
        .unwrap();
        let pem = key.private_key_to_pem_pkcs8().unwrap();
        std::fs::write(path(&format!("{who}.key")), pem).unwrap();
    }
    std::fs::write(path("atto.txt"), "atto").unwrap();
    let made = std::process::Command::new("openssl")
        .args(["cms", "-sign", "-binary", "-nodetach", "-outform", "DER"])
        .args(["-in", &path("atto.txt"), "-out", &path("atto.p7m")])
        .args(["-signer", &path("anna.pem"), "-inkey", &path("anna.key")])
        .args(["-signer", &path("bruno.pem"), "-inkey", &path("bruno.key")])
        .output();
    let made = match made {
        Ok(made) => made,
        Err(error) => {
            eprintln!("openssl command line not found ({error}): this check did not run");
            return;
        }
    };
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let bytes = std::fs::read(path("atto.p7m")).unwrap();
    let opened = open_p7m(&bytes, &TrustStore::default(), Utc::now()).unwrap();
    let mut names: Vec<_> = opened
        .signatures
        .iter()
        .map(|s| (s.name.as_str(), s.intact))
        .collect();
    names.sort_unstable();
    assert_eq!(names, [("anna", true), ("bruno", true)]);
}

/// A PDF with a signature field whose range leaves out what stands between `<` and `>`.
fn signed_pdf(body: &str) -> Vec<u8> {
    const ROOM: usize = 16_384;
    let head = format!("%PDF-1.7\n{body}\n1 0 obj\n<< /Type /Sig /SubFilter /ETSI.CAdES.detached ");
    let range = |second: usize, length: usize, first: usize| {
        format!("/ByteRange [0 {first:010} {second:010} {length:010}] /Contents ")
    };
    let first = head.len() + range(0, 0, 0).len();
    let tail = " >>\nendobj\n%%EOF\n";
    let second = first + ROOM + 2;
    let start = format!("{head}{}", range(second, tail.len(), first));
    let signed = [start.as_bytes(), tail.as_bytes()].concat();
    let cms = hex::encode(PERSON.sign_detached(&signed, now()).unwrap());
    format!("{start}<{cms:0<ROOM$}>{tail}").into_bytes()
}

#[test]
fn signatures_inside_a_pdf_are_judged_and_what_was_added_after_is_seen() {
    let pdf = signed_pdf("testo");
    let [by] = pdf_signatures(&pdf, &trust(), now()).try_into().unwrap();
    assert!(by.whole && by.signature.intact, "{by:?}");
    assert_eq!(by.signature.name, "Dario Esempi");

    let mut altered = pdf.clone();
    let at = altered.windows(5).position(|w| w == b"testo").unwrap();
    altered[at] = b'T';
    let [by] = pdf_signatures(&altered, &trust(), now())
        .try_into()
        .unwrap();
    assert!(!by.signature.intact);

    let added = [pdf.as_slice(), b"2 0 obj\n(aggiunto)\nendobj\n%%EOF\n"].concat();
    let [by] = pdf_signatures(&added, &trust(), now()).try_into().unwrap();
    assert!(by.signature.intact && !by.whole);

    assert_eq!(pdf_signatures(b"%PDF-1.7 nothing", &trust(), now()), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Nothing a stranger sends stops the readers.
    #[test]
    fn any_bytes_have_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..20_000) {
        let trust = TrustStore::default();
        let _ = open_p7m(&bytes, &trust, now());
        let _ = pdf_signatures(&bytes, &trust, now());
        for mut whole in [container(), signed_pdf("x")] {
            let at = at.min(whole.len() - 1);
            whole.splice(at..at, bytes.clone());
            let _ = open_p7m(&whole, &trust, now());
            let _ = pdf_signatures(&whole, &trust, now());
        }
    }
}
