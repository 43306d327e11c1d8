//! Every verdict, on mails signed here, by openssl's own writer and by the openssl command line.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::{DateTime, Duration, TimeZone, Utc};
use contract::VerdictStatus;
use openssl::{
    cms::{CMSOptions, CmsContentInfo},
    pkey::PKey,
    x509::X509,
};
use proptest::prelude::*;
use signature::{Anchor, Authority, Digest, Style, TrustStore, verify_detached, verify_mail};
use std::sync::LazyLock;

const ADDRESS: &str = "posta-certificata@gestore.example";
const ENTITY: &str =
    "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nMessaggio consegnato.\r\nFine\r\n";

static AUTHORITY: LazyLock<Authority> =
    LazyLock::new(|| Authority::create(ADDRESS, now()).unwrap());

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
}

fn trust(domains: &[&str]) -> TrustStore {
    TrustStore::from_anchors(&[AUTHORITY.anchor(domains, now()).unwrap()]).unwrap()
}

fn mail(from: &str, signed: Vec<u8>) -> Vec<u8> {
    [
        format!("From: {from}\r\nX-Ricevuta: accettazione\r\n").into_bytes(),
        signed,
    ]
    .concat()
}

fn good() -> Vec<u8> {
    mail(
        ADDRESS,
        AUTHORITY.sign_mail(ENTITY.as_bytes(), now()).unwrap(),
    )
}

fn replace(raw: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(raw.to_vec()).unwrap();
    assert!(text.contains(from), "{from} not in the mail");
    text.replacen(from, to, 1).into_bytes()
}

#[track_caller]
fn check(
    name: &str,
    raw: &[u8],
    trust: &TrustStore,
    status: VerdictStatus,
    reasons: &[&str],
) -> signature::SignedMail {
    let signed =
        verify_mail(raw, trust, now()).unwrap_or_else(|| panic!("{name}: not seen as signed"));
    assert_eq!(
        (
            signed.verdict.status,
            signed
                .verdict
                .reasons
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
        ),
        (status, reasons.to_vec()),
        "{name}"
    );
    signed
}

#[test]
fn a_good_mail_is_trusted_and_says_by_whom() {
    let raw = good();
    let signed = check(
        "good",
        &raw,
        &trust(&["gestore.example"]),
        VerdictStatus::Trusted,
        &[],
    );
    assert_eq!(signed.entity(&raw), ENTITY.as_bytes());
    let verdict = signed.verdict;
    assert_eq!(verdict.signer_address.as_deref(), Some(ADDRESS));
    assert_eq!(verdict.signed_at, Some(now()));
    assert_eq!(
        verdict.trusted_by.as_deref(),
        Some("GESTORE DI PROVA – SENZA VALORE LEGALE (2026-03-02)")
    );
    assert_eq!(verdict.algorithm.as_deref(), Some("SHA256/rsaEncryption"));
    assert_eq!(verdict.chain_pem.len(), 2);
    assert_eq!(verdict.certificate_sha256.map(|hash| hash.len()), Some(64));
    assert_eq!(
        verdict.signer.as_deref(),
        Some(
            "C=IT, O=GESTORE DI PROVA – SENZA VALORE LEGALE, CN=posta-certificata@gestore.example"
        )
    );
}

#[test]
fn what_was_changed_or_does_not_belong_together_is_invalid() {
    use VerdictStatus::{Invalid, Trusted, UntrustedChain};
    let all = trust(&[]);
    let registered = AUTHORITY
        .signer()
        .sign_mail(ENTITY.as_bytes(), now(), Style::Registered)
        .unwrap();
    let lf_inside = replace(&good(), "consegnato.\r\nFine\r\n", "consegnato.\nFine\n");
    let other = Authority::create(ADDRESS, now()).unwrap();
    let stranger = AUTHORITY
        .issue_signer("posta-certificata@altro.example", now())
        .unwrap();
    let strange = stranger
        .sign_mail(ENTITY.as_bytes(), now(), Style::Legacy)
        .unwrap();
    let future = AUTHORITY
        .sign_mail(ENTITY.as_bytes(), now() + Duration::days(3))
        .unwrap();
    let late = AUTHORITY
        .sign_mail(ENTITY.as_bytes(), now() - Duration::days(365 * 3))
        .unwrap();
    type Row<'a> = (
        &'a str,
        Vec<u8>,
        &'a TrustStore,
        VerdictStatus,
        Vec<&'a str>,
    );
    let rows: Vec<Row<'_>> = vec![
        (
            "other style",
            mail(ADDRESS, registered),
            &all,
            Trusted,
            vec![],
        ),
        (
            "display name",
            mail(
                &format!("\"Per conto di: a@x.example\" <{}>", ADDRESS.to_uppercase()),
                good()[ADDRESS.len() + 8..].to_vec(),
            ),
            &all,
            Trusted,
            vec![],
        ),
        (
            "one letter changed",
            replace(&good(), "consegnato", "consegnatO"),
            &all,
            Invalid,
            vec!["digest_mismatch"],
        ),
        (
            "a line added",
            replace(&good(), "Fine\r\n", "Fine\r\n\r\n"),
            &all,
            Invalid,
            vec!["digest_mismatch"],
        ),
        (
            "bare line feeds",
            lf_inside,
            &all,
            Trusted,
            vec!["canonicalised"],
        ),
        (
            "unix file",
            String::from_utf8(good())
                .unwrap()
                .replace("\r\n", "\n")
                .into_bytes(),
            &all,
            Trusted,
            vec!["canonicalised"],
        ),
        (
            "other From",
            replace(&good(), ADDRESS, "posta-certificata@gestore2.example"),
            &all,
            Invalid,
            vec!["signer_address_differs"],
        ),
        (
            "two Froms",
            mail("x@y.example", good()),
            &all,
            Invalid,
            vec!["several_from"],
        ),
        (
            "no From",
            good()[ADDRESS.len() + 8..].to_vec(),
            &all,
            Invalid,
            vec!["from_missing"],
        ),
        (
            "two content types",
            [
                b"Content-Type: multipart/signed; boundary=x\r\n".to_vec(),
                good(),
            ]
            .concat(),
            &all,
            Invalid,
            vec!["several_content_types"],
        ),
        (
            "other authority",
            mail(ADDRESS, other.sign_mail(ENTITY.as_bytes(), now()).unwrap()),
            &all,
            UntrustedChain,
            vec!["unknown_issuer"],
        ),
        (
            "right authority, wrong signer",
            mail(ADDRESS, strange),
            &all,
            Invalid,
            vec!["signer_address_differs"],
        ),
        (
            "signed in the future",
            mail(ADDRESS, future),
            &all,
            Trusted,
            vec!["signed_in_future"],
        ),
        (
            "signed before the certificate",
            mail(ADDRESS, late),
            &all,
            UntrustedChain,
            vec!["certificate_not_yet_valid"],
        ),
        (
            "no boundary",
            b"From: a@b.example\r\nContent-Type: multipart/signed\r\n\r\n".to_vec(),
            &all,
            Invalid,
            vec!["malformed_mime"],
        ),
        (
            "cut",
            good()[..300].to_vec(),
            &all,
            Invalid,
            vec!["malformed_mime"],
        ),
    ];
    for (name, raw, trust, status, reasons) in rows {
        check(name, &raw, trust, status, &reasons);
    }
    check(
        "domain limit",
        &good(),
        &trust(&["altro.example"]),
        UntrustedChain,
        &["domain_not_covered"],
    );
    check(
        "nobody trusted",
        &good(),
        &TrustStore::default(),
        UntrustedChain,
        &["unknown_issuer"],
    );
}

#[test]
fn a_third_part_is_refused() {
    let text = String::from_utf8(good()).unwrap();
    let boundary = text
        .split("boundary=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let raw = text.replace(
        &format!("--{boundary}--"),
        &format!("--{boundary}\r\n\r\nmore\r\n--{boundary}--"),
    );
    check(
        "third part",
        raw.as_bytes(),
        &trust(&[]),
        VerdictStatus::Invalid,
        &["extra_parts"],
    );
}

#[test]
fn a_garbled_signature_is_malformed_and_a_foreign_one_does_not_match() {
    let verdict = verify_detached(ENTITY.as_bytes(), b"not a cms", &trust(&[]), ADDRESS, now());
    assert_eq!(
        (verdict.status, verdict.reasons),
        (
            VerdictStatus::Invalid,
            vec!["malformed_signature".to_owned()]
        )
    );
    let mut der = AUTHORITY
        .signer()
        .sign_detached(ENTITY.as_bytes(), now())
        .unwrap();
    let last = der.len() - 1;
    der[last] ^= 1;
    let verdict = verify_detached(ENTITY.as_bytes(), &der, &trust(&[]), ADDRESS, now());
    assert_eq!(
        (verdict.status, verdict.reasons),
        (
            VerdictStatus::Invalid,
            vec!["signature_mismatch".to_owned()]
        )
    );
}

#[test]
fn sha1_is_verified_and_reported_as_weak() {
    let der = AUTHORITY
        .signer()
        .sign_with(ENTITY.as_bytes(), now(), Digest::Sha1, false)
        .unwrap();
    let verdict = verify_detached(ENTITY.as_bytes(), &der, &trust(&[]), ADDRESS, now());
    assert_eq!(
        (verdict.status, verdict.reasons),
        (VerdictStatus::Trusted, vec!["weak_digest".to_owned()])
    );
}

#[test]
fn an_opaque_mail_hands_out_its_content() {
    let der = AUTHORITY
        .signer()
        .sign_opaque(ENTITY.as_bytes(), now())
        .unwrap();
    let body = openssl::base64::encode_block(&der);
    let raw = format!(
        "From: {ADDRESS}\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
    );
    let signed = check(
        "opaque",
        raw.as_bytes(),
        &trust(&[]),
        VerdictStatus::Trusted,
        &[],
    );
    assert_eq!(signed.entity(raw.as_bytes()), ENTITY.as_bytes());
}

#[test]
fn a_pinned_certificate_is_trusted_without_its_authority() {
    let pem = AUTHORITY.signer().certificate_pem().unwrap();
    let pinned = Anchor {
        name: "pinned".into(),
        pem,
        domains: vec!["Gestore.example".into()],
        imported_at: now(),
    };
    let store = TrustStore::from_anchors(&[pinned]).unwrap();
    let signed = check("pinned", &good(), &store, VerdictStatus::Trusted, &[]);
    assert_eq!(
        signed.verdict.trusted_by.as_deref(),
        Some("pinned (2026-03-02)")
    );
}

#[test]
fn an_expired_certificate_is_judged_at_the_signing_time() {
    let raw = good();
    let store = trust(&[]);
    let later = verify_mail(&raw, &store, now() + Duration::days(365 * 11))
        .unwrap()
        .verdict;
    assert_eq!(
        (later.status, later.reasons),
        (
            VerdictStatus::Trusted,
            vec!["certificate_expired_since".to_owned()]
        )
    );
    let signed_late = mail(
        ADDRESS,
        AUTHORITY
            .sign_mail(ENTITY.as_bytes(), now() + Duration::days(365 * 11))
            .unwrap(),
    );
    let late = verify_mail(&signed_late, &store, now() + Duration::days(365 * 11))
        .unwrap()
        .verdict;
    assert_eq!(
        (late.status, late.reasons),
        (
            VerdictStatus::UntrustedChain,
            vec!["certificate_expired".to_owned()]
        )
    );
}

#[test]
fn mails_without_a_signature_are_not_judged() {
    for raw in [&b""[..], b"From: a@b.example\r\n\r\nx", b"Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=x\r\n\r\n", b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\n"] {
        assert!(verify_mail(raw, &TrustStore::default(), now()).is_none());
    }
}

#[test]
fn an_anchor_without_a_certificate_is_refused_by_name() {
    let bad = Anchor {
        name: "empty".into(),
        pem: "no".into(),
        domains: vec![],
        imported_at: now(),
    };
    assert!(
        TrustStore::from_anchors(&[bad]).is_err_and(|error| error.to_string().contains("empty"))
    );
}

#[test]
fn a_signature_written_by_openssl_itself_verifies() {
    let folder = tempfile::tempdir().unwrap();
    AUTHORITY.save(folder.path()).unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let (certificate, key) = (
        X509::from_pem(&read("signer.pem")).unwrap(),
        PKey::private_key_from_pem(&read("signer.key")).unwrap(),
    );
    let cms = CmsContentInfo::sign(
        Some(&certificate),
        Some(&key),
        None,
        Some(ENTITY.as_bytes()),
        CMSOptions::BINARY | CMSOptions::DETACHED,
    )
    .unwrap();
    let at = Utc::now();
    let verdict = verify_detached(
        ENTITY.as_bytes(),
        &cms.to_der().unwrap(),
        &trust(&[]),
        ADDRESS,
        at,
    );
    assert_eq!(
        (verdict.status, verdict.reasons),
        (VerdictStatus::Trusted, vec![])
    );
    assert!((verdict.signed_at.unwrap() - at).num_minutes().abs() < 5);
}

#[test]
fn the_folder_gives_back_the_same_authority() {
    let folder = tempfile::tempdir().unwrap();
    let first = Authority::open_or_create(folder.path(), ADDRESS, now()).unwrap();
    let again = Authority::open_or_create(folder.path(), ADDRESS, now()).unwrap();
    assert_eq!(first.ca_pem().unwrap(), again.ca_pem().unwrap());
    assert_eq!(
        first.sign_mail(ENTITY.as_bytes(), now()).unwrap(),
        again.sign_mail(ENTITY.as_bytes(), now()).unwrap()
    );
    assert!(Authority::load(folder.path(), "posta-certificata@altro.example").is_err());
}

/// The openssl command line reads what we write and we read what it writes, BER included.
#[test]
fn the_openssl_command_line_agrees() {
    let folder = tempfile::tempdir().unwrap();
    AUTHORITY.save(folder.path()).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("entity"), ENTITY).unwrap();
    std::fs::write(
        path("ours.eml"),
        AUTHORITY.sign_mail(ENTITY.as_bytes(), Utc::now()).unwrap(),
    )
    .unwrap();
    let run = |arguments: &[&str]| match std::process::Command::new("openssl")
        .args(arguments)
        .output()
    {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("openssl command line not found ({error}): this check did not run");
            None
        }
    };
    let Some(output) = run(&[
        "cms",
        "-verify",
        "-in",
        &path("ours.eml"),
        "-CAfile",
        &path("ca.pem"),
        "-out",
        "/dev/null",
    ]) else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for (form, extra) in [
        ("cms", vec!["-stream"]),
        ("cms", vec![]),
        ("smime", vec![]),
        ("cms", vec!["-keyid"]),
    ] {
        let [entity, signer, key, theirs] =
            ["entity", "signer.pem", "signer.key", "theirs.eml"].map(path);
        let mut arguments = vec![
            form, "-sign", "-binary", "-md", "sha256", "-in", &entity, "-signer", &signer,
            "-inkey", &key, "-from", ADDRESS, "-out", &theirs,
        ];
        arguments.extend(&extra);
        assert!(run(&arguments).is_some_and(|output| output.status.success()));
        let raw = std::fs::read(&theirs).unwrap();
        let verdict = verify_mail(&raw, &trust(&[]), Utc::now()).unwrap().verdict;
        assert_eq!(
            (verdict.status, verdict.reasons),
            (VerdictStatus::Trusted, vec![]),
            "{form} {extra:?}"
        );
    }
}

proptest! {
    #[test]
    fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = verify_mail(&bytes, &trust(&[]), now());
        let verdict = verify_detached(b"x", &bytes, &trust(&[]), ADDRESS, now());
        prop_assert_eq!(verdict.status, VerdictStatus::Invalid);
    }

    #[test]
    fn a_changed_mail_never_panics_and_changed_content_is_never_trusted(at in 0usize..10_000, byte in any::<u8>()) {
        let raw = good();
        let mut changed = raw.clone();
        let at = at % raw.len();
        changed[at] = byte;
        if let Some(signed) = verify_mail(&changed, &trust(&[]), now()) && signed.verdict.status == VerdictStatus::Trusted {
            prop_assert_eq!(signed.entity(&changed).replace_lf(), ENTITY.as_bytes().replace_lf());
        }
    }

    #[test]
    fn a_changed_signature_never_verifies_other_content(at in 0usize..10_000, byte in any::<u8>()) {
        let mut der = AUTHORITY.signer().sign_detached(ENTITY.as_bytes(), now()).unwrap();
        let at = at % der.len();
        der[at] = byte;
        let verdict = verify_detached(b"other", &der, &trust(&[]), ADDRESS, now());
        prop_assert_eq!(verdict.status, VerdictStatus::Invalid);
    }
}

trait ReplaceLf {
    fn replace_lf(&self) -> Vec<u8>;
}
impl ReplaceLf for [u8] {
    fn replace_lf(&self) -> Vec<u8> {
        self.iter().copied().filter(|byte| *byte != b'\r').collect()
    }
}
