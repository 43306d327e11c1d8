//! When a signature was made and whether its certificate held: time stamps, lists of revoked certificates and OCSP answers that
//! the file itself brings, inside a container and inside a PDF.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::{DateTime, Duration, TimeZone, Utc};
use contract::RevocationStatus;
use signature::{
    Authority, DocumentSignature, Mark, NotTheSame, Proofs, SignedContent, Signer, TrustStore,
    open_p7m, pdf_signatures, signed_content,
};
use std::sync::LazyLock;

const YEAR: i64 = 365;

/// Its certificates may be fourteen years old.
static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let then = now() - Duration::days(YEAR * 14);
    Authority::create("posta-certificata@gestore.example", then).unwrap()
});
static PERSON: LazyLock<Signer> = LazyLock::new(|| person(now()));
/// The certificate was valid until four years ago.
static RETIRED: LazyLock<Signer> = LazyLock::new(|| person(now() - Duration::days(YEAR * 14)));
static STAMPER: LazyLock<Signer> = LazyLock::new(|| AUTHORITY.issue_stamper(now()).unwrap());
static OLD_STAMPER: LazyLock<Signer> = LazyLock::new(|| AUTHORITY.issue_stamper(then()).unwrap());

fn person(at: DateTime<Utc>) -> Signer {
    let made = AUTHORITY.issue_person("Dario", "Esempi", "SMPDRA70A01X000X", at);
    made.unwrap()
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
}

/// When the certificate of who retired was valid.
fn then() -> DateTime<Utc> {
    now() - Duration::days(YEAR * 6)
}

fn trust() -> TrustStore {
    TrustStore::from_anchors(&[AUTHORITY.anchor(&[], now()).unwrap()]).unwrap()
}

fn file() -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (n, body) in [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842]>>",
        "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <<>>>>",
        "<</Length 13>>\nstream\n0 0 m 9 9 l S\nendstream",
    ]
    .iter()
    .enumerate()
    {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{body}\nendobj\n", n + 1).bytes());
    }
    let table = out.len();
    out.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<</Size 5 /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

/// An update with a store of validation data: one stream each, packed where `flate`.
fn with_store(pdf: &[u8], lists: &[Vec<u8>], answers: &[Vec<u8>], flate: bool) -> Vec<u8> {
    let text = String::from_utf8_lossy(pdf);
    // The catalogue as it stands now, with the store added.
    let at = text.rfind("\n1 0 obj\n").unwrap() + 9;
    let end = at + text[at..].find("\nendobj").unwrap();
    let previous: usize = {
        let at = text.rfind("startxref").unwrap();
        text[at..]
            .split_whitespace()
            .nth(1)
            .unwrap()
            .parse()
            .unwrap()
    };
    let numbers = |from: usize, many: usize| {
        let all = (from..from + many).map(|n| format!("{n} 0 R "));
        all.collect::<String>()
    };
    let catalogue = text[at..end].strip_suffix(">>").unwrap();
    let catalogue = format!("{catalogue} /DSS 50 0 R>>");
    let store = format!(
        "<</Type /DSS /CRLs [{}] /OCSPs [{}]>>",
        numbers(51, lists.len()),
        numbers(51 + lists.len(), answers.len())
    );
    let stream = |data: &[u8]| {
        let (data, filter) = match flate {
            true => (packed(data), "/Filter /FlateDecode "),
            false => (data.to_vec(), ""),
        };
        let mut body = format!("<<{filter}/Length {}>>\nstream\n", data.len()).into_bytes();
        body.extend(data);
        body.extend(b"\nendstream");
        body
    };
    let mut objects = vec![(1, catalogue.into_bytes()), (50, store.into_bytes())];
    for (n, data) in lists.iter().chain(answers).enumerate() {
        objects.push((51 + n, stream(data)));
    }
    let (mut out, mut table) = (pdf.to_vec(), String::from("xref\n"));
    for (number, body) in &objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(table.bytes());
    out.extend(
        format!("trailer\n<</Size 60 /Root 1 0 R /Prev {previous}>>\nstartxref\n{start}\n%%EOF\n")
            .bytes(),
    );
    out
}

fn packed(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(data).unwrap();
    packer.finish().unwrap()
}

fn unseen() -> Mark {
    Mark {
        width: 0.0,
        height: 0.0,
        operators: Vec::new(),
    }
}

fn check(given: &[u8]) -> Result<SignedContent, NotTheSame> {
    signed_content(&file(), given, &trust(), now())
}

fn only(found: SignedContent) -> DocumentSignature {
    let [by] = <[_; 1]>::try_from(found.signatures).unwrap();
    by
}

/// The document signed by somebody, in a container and inside, with the same proofs.
fn both(signer: &Signer, at: DateTime<Utc>, proofs: impl Fn() -> Proofs<'static>) -> [Vec<u8>; 2] {
    [
        signer.sign_proven(&file(), at, true, &proofs()).unwrap(),
        signer
            .sign_pdf_proven(&file(), at, &unseen(), &proofs())
            .unwrap()
            .unwrap(),
    ]
}

fn stamped(stamper: &'static Signer, at: DateTime<Utc>) -> Proofs<'static> {
    Proofs {
        stamp: Some((stamper, at)),
        ..Proofs::default()
    }
}

#[test]
fn a_stamp_says_when_and_who_and_without_one_the_arrival_counts() {
    for given in both(&PERSON, now(), || {
        stamped(&STAMPER, now() - Duration::hours(1))
    }) {
        let by = only(check(&given).unwrap());
        let stamp = by.stamp.clone().unwrap();
        assert!(stamp.proves(), "{stamp:?}");
        assert_eq!(stamp.at, now() - Duration::hours(1));
        assert_eq!(stamp.by, "Marca temporale di prova");
        assert_eq!(by.judged_at(now()), stamp.at);
    }
    for given in both(&PERSON, now(), Proofs::default) {
        let by = only(check(&given).unwrap());
        assert_eq!((by.stamp.clone(), by.judged_at(now())), (None, now()));
        assert_eq!(by.revocation.status, RevocationStatus::NotVerified);
    }
}

#[test]
fn a_certificate_that_has_expired_since_a_good_stamp_is_taken() {
    for given in both(&RETIRED, then(), || stamped(&OLD_STAMPER, then())) {
        let by = only(check(&given).unwrap());
        assert!(by.intact && by.trusted_by.is_some(), "{by:?}");
        assert!(by.valid_to.unwrap() < now());
    }
    // Without one, or with one that proves nothing, it is refused: what the signer's computer says proves nothing.
    for given in both(&RETIRED, then(), Proofs::default) {
        assert!(matches!(check(&given), Err(NotTheSame::Expired { .. })));
    }
    for given in both(&RETIRED, then(), || stamped(&OLD_STAMPER, now())) {
        // The stamp itself came after the certificate had ended.
        assert!(matches!(check(&given), Err(NotTheSame::Expired { .. })));
    }
    // Signed by somebody who may not stamp.
    for given in both(&RETIRED, then(), || stamped(&PERSON, then())) {
        assert!(matches!(check(&given), Err(NotTheSame::Expired { .. })));
        let by = viewed(&given);
        assert!(
            by.stamp
                .clone()
                .unwrap()
                .reasons
                .contains(&"key_usage".into()),
            "{by:?}"
        );
    }
    // Nobody vouches for the stamp.
    let [given, _] = both(&RETIRED, then(), || stamped(&OLD_STAMPER, then()));
    let nobody = signed_content(&file(), &given, &TrustStore::default(), now());
    assert!(matches!(nobody, Err(NotTheSame::Expired { .. })));
}

/// As the viewer sees it, whatever the comparison says.
fn viewed(given: &[u8]) -> DocumentSignature {
    match given.starts_with(b"%PDF-") {
        true => pdf_signatures(given, &trust(), now()).remove(0).signature,
        false => open_p7m(given, &trust(), now())
            .unwrap()
            .signatures
            .remove(0),
    }
}

#[test]
fn a_stamp_of_other_bytes_proves_nothing() {
    let one = PERSON
        .sign_proven(&file(), now(), true, &stamped(&STAMPER, now()))
        .unwrap();
    assert!(viewed(&one).stamp.unwrap().proves());
    // The imprint is the SHA-256 of what was stamped: changing one bit of it breaks the stamp and leaves the signature whole.
    let mut altered = one;
    let tst = [6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
    let at = memchr::memmem::find(&altered, &tst).unwrap();
    let octets = [4, 32];
    let imprint = at + memchr::memmem::find(&altered[at..], &octets).unwrap() + 2;
    altered[imprint] ^= 1;
    let by = only(check(&altered).unwrap());
    assert!(by.intact, "{by:?}");
    let stamp = by.stamp.unwrap();
    assert!(!stamp.proves());
    assert_eq!(stamp.reasons, ["imprint_differs"]);
}

#[test]
fn a_stamp_over_the_document_counts_for_those_who_signed_before() {
    let signed = RETIRED
        .sign_pdf(&file(), then(), &unseen())
        .unwrap()
        .unwrap();
    assert!(matches!(check(&signed), Err(NotTheSame::Expired { .. })));
    let stamped = OLD_STAMPER.stamp_pdf(&signed, then()).unwrap().unwrap();
    let by = only(check(&stamped).unwrap());
    assert_eq!(by.stamp.clone().unwrap().at, then());
    assert!(by.trusted_by.is_some(), "{by:?}");
    // Who signs after the stamp is not covered by it.
    let late = RETIRED
        .sign_pdf(&stamped, now(), &unseen())
        .unwrap()
        .unwrap();
    assert!(matches!(check(&late), Err(NotTheSame::Expired { .. })));
    // A stamp is nobody's signature.
    let alone = STAMPER.stamp_pdf(&file(), now()).unwrap().unwrap();
    assert_eq!(check(&alone), Err(NotTheSame::NotSigned));
    assert_eq!(pdf_signatures(&stamped, &trust(), now()).len(), 1);
    // What was changed under the stamp is seen.
    let mut altered = stamped.clone();
    let at = memchr::memmem::find(&altered, b"/T (Firma").unwrap() + 4;
    altered[at] = b'G';
    assert!(check(&altered).is_err());
}

/// What the authority says, as a list and as an answer of its own and of who answers for it.
fn said(
    of: &Signer,
    revoked: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> [(Vec<Vec<u8>>, Vec<Vec<u8>>); 3] {
    let responder = AUTHORITY.issue_responder(now()).unwrap();
    let list: Vec<_> = revoked.map(|since| (of, since)).into_iter().collect();
    [
        (vec![AUTHORITY.list(&list, at).unwrap()], Vec::new()),
        (
            Vec::new(),
            vec![AUTHORITY.answer(of, revoked, at, None).unwrap()],
        ),
        (
            Vec::new(),
            vec![AUTHORITY.answer(of, revoked, at, Some(&responder)).unwrap()],
        ),
    ]
}

#[test]
fn what_the_file_says_of_revocation_is_read_in_containers_and_in_the_store_of_a_pdf() {
    let day = Duration::days(1);
    for (revoked, expected) in [
        (None, RevocationStatus::NotRevoked),
        (Some(now() - day), RevocationStatus::RevokedBefore),
        (Some(now() + day), RevocationStatus::RevokedAfter),
    ] {
        for (n, (lists, answers)) in said(&PERSON, revoked, now()).into_iter().enumerate() {
            let proofs = || Proofs {
                stamp: Some((&*STAMPER, now())),
                lists: lists.clone(),
                answers: answers.clone(),
            };
            let signed = PERSON.sign_pdf(&file(), now(), &unseen()).unwrap().unwrap();
            let [container, inside] = both(&PERSON, now(), proofs);
            let rows = [
                container,
                inside,
                with_store(&signed, &lists, &answers, false),
                with_store(&signed, &lists, &answers, true),
            ];
            for (place, given) in rows.iter().enumerate() {
                let by = viewed(given);
                let said = (
                    by.revocation.status,
                    by.revocation.as_of,
                    by.revocation.revoked_at,
                );
                assert_eq!(
                    said,
                    (expected, Some(now()), revoked),
                    "{n} {place}: {by:?}"
                );
                match (check(given), expected) {
                    (Err(NotTheSame::Revoked { name, at }), RevocationStatus::RevokedBefore) => {
                        assert_eq!((name.as_str(), Some(at)), ("Dario Esempi", revoked));
                    }
                    (Ok(_), RevocationStatus::NotRevoked | RevocationStatus::RevokedAfter) => {}
                    other => panic!("{n} {place}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn what_does_not_count_leaves_revocation_unverified() {
    let of_others = Authority::create("posta-certificata@gestore.example", now()).unwrap();
    let other = person(now());
    let stranger = of_others.issue_responder(now()).unwrap();
    let month = Duration::days(30);
    let answer = |of: &Signer, at, by: Option<&Signer>| AUTHORITY.answer(of, None, at, by).unwrap();
    let mut altered = AUTHORITY.list(&[], now()).unwrap();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    let rows: [(&str, Vec<Vec<u8>>, Vec<Vec<u8>>); 8] = [
        (
            "a list of another issuer of the same name",
            vec![of_others.list(&[], now()).unwrap()],
            vec![],
        ),
        ("a list that was altered", vec![altered], vec![]),
        (
            "a list that had ended",
            vec![AUTHORITY.list(&[], now() - month).unwrap()],
            vec![],
        ),
        (
            "an answer that had ended",
            vec![],
            vec![answer(&PERSON, now() - month, None)],
        ),
        (
            "an answer about somebody else",
            vec![],
            vec![answer(&other, now(), None)],
        ),
        (
            "an answer of who may not answer",
            vec![],
            vec![answer(&PERSON, now(), Some(&*STAMPER))],
        ),
        (
            "an answer of another's responder",
            vec![],
            vec![answer(&PERSON, now(), Some(&stranger))],
        ),
        (
            "no list at all",
            vec![b"0\x03\x02\x01\x01".to_vec()],
            vec![b"0\x03\x02\x01\x01".to_vec()],
        ),
    ];
    for (name, lists, answers) in rows {
        let proofs = Proofs {
            stamp: None,
            lists,
            answers,
        };
        let given = PERSON.sign_proven(&file(), now(), true, &proofs).unwrap();
        let by = only(check(&given).unwrap());
        assert_eq!(
            by.revocation.status,
            RevocationStatus::NotVerified,
            "{name}"
        );
        assert_eq!(by.revocation.as_of, None);
    }
    // The newest statement counts: revoked since an older list said nothing.
    let proofs = Proofs {
        stamp: None,
        lists: vec![AUTHORITY.list(&[], now() - Duration::days(2)).unwrap()],
        answers: vec![
            AUTHORITY
                .answer(&PERSON, Some(now() - Duration::days(1)), now(), None)
                .unwrap(),
        ],
    };
    let given = PERSON.sign_proven(&file(), now(), true, &proofs).unwrap();
    assert!(matches!(check(&given), Err(NotTheSame::Revoked { .. })));
}

#[test]
fn a_stamp_from_before_the_revocation_saves_the_signature() {
    let (signed, revoked) = (now() - Duration::days(10), now() - Duration::days(3));
    let lists = vec![AUTHORITY.list(&[(&*PERSON, revoked)], now()).unwrap()];
    let with = |stamp| Proofs {
        stamp,
        lists: lists.clone(),
        answers: Vec::new(),
    };
    let stamped = PERSON
        .sign_proven(&file(), signed, true, &with(Some((&*STAMPER, signed))))
        .unwrap();
    let by = only(check(&stamped).unwrap());
    assert_eq!(by.revocation.status, RevocationStatus::RevokedAfter);
    let bare = PERSON
        .sign_proven(&file(), signed, true, &with(None))
        .unwrap();
    assert!(matches!(check(&bare), Err(NotTheSame::Revoked { .. })));
}

/// The openssl command line agrees with what we write and read.
#[test]
fn openssl_reads_our_tokens_and_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("ca.pem"), AUTHORITY.ca_pem().unwrap()).unwrap();
    std::fs::write(path("atto.txt"), b"atto").unwrap();
    std::fs::write(path("token.der"), STAMPER.stamp(b"atto", now()).unwrap()).unwrap();
    std::fs::write(
        path("list.der"),
        AUTHORITY.list(&[(&*PERSON, now())], now()).unwrap(),
    )
    .unwrap();
    let at = now().timestamp().to_string();
    let rows: [&[&str]; 2] = [
        &[
            "ts",
            "-verify",
            "-token_in",
            "-in",
            &path("token.der"),
            "-data",
            &path("atto.txt"),
            "-CAfile",
            &path("ca.pem"),
            "-attime",
            &at,
        ],
        &[
            "crl",
            "-inform",
            "DER",
            "-in",
            &path("list.der"),
            "-CAfile",
            &path("ca.pem"),
            "-noout",
            "-verify",
        ],
    ];
    for arguments in rows {
        let said = match std::process::Command::new("openssl")
            .args(arguments)
            .output()
        {
            Ok(said) => said,
            Err(error) => {
                eprintln!("openssl command line not found ({error}): this check did not run");
                return;
            }
        };
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.status.success(), "{arguments:?}: {text}");
    }
}
