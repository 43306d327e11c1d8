//! Signed files against the approved document: true ones, and every way of smuggling other content in that we know.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::{DateTime, Duration, TimeZone, Utc};
use signature::{Authority, Mark, NotTheSame, SignedContent, Signer, TrustStore, signed_content};
use std::sync::LazyLock;

static AUTHORITY: LazyLock<Authority> =
    LazyLock::new(|| Authority::create("posta-certificata@gestore.example", now()).unwrap());
static PERSON: LazyLock<Signer> = LazyLock::new(|| person(now()));

fn person(at: DateTime<Utc>) -> Signer {
    let made = AUTHORITY.issue_person("Dario", "Esempi", "SMPDRA70A01X000X", at);
    made.unwrap()
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
}

fn trust() -> TrustStore {
    TrustStore::from_anchors(&[AUTHORITY.anchor(&[], now()).unwrap()]).unwrap()
}

/// Objects from 1 on, as a file of one table. Hand-made.
fn file(objects: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (n, body) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{body}\nendobj\n", n + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(
        format!("trailer\n<</Size {size} /Root 1 0 R /Info 6 0 R>>\nstartxref\n{table}\n%%EOF\n")
            .bytes(),
    );
    out
}

fn approved() -> Vec<u8> {
    file(&[
        "<</Type /Catalog /Pages 2 0 R /Metadata 7 0 R>>",
        "<</Type /Pages /Kids [3 0 R 5 0 R] /Count 2 /MediaBox [0 0 595 842]>>",
        "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <<>>>>",
        "<</Length 13>>\nstream\n0 0 m 9 9 l S\nendstream",
        "<</Type /Page /Parent 2 0 R /Contents [4 0 R 40 0 R] /Resources <<>>>>",
        "<</Title (Atto)>>",
        "<</Type /Metadata /Subtype /XML /Length 4>>\nstream\n<x/>\nendstream",
    ])
}

fn mark() -> Mark {
    Mark {
        width: 200.0,
        height: 30.0,
        operators: b"0 0 200 30 re S".to_vec(),
    }
}

fn pades(pdf: &[u8]) -> Vec<u8> {
    PERSON.sign_pdf(pdf, now(), &mark()).unwrap().unwrap()
}

fn check(given: &[u8]) -> Result<SignedContent, NotTheSame> {
    signed_content(&approved(), given, &trust(), now())
}

/// Objects written again or anew after a file, as an update with its own table.
fn update(pdf: &[u8], objects: &[(u32, &str)], more: &str) -> Vec<u8> {
    let at = memchr::memmem::rfind(pdf, b"startxref").unwrap();
    let text = String::from_utf8_lossy(&pdf[at..]).into_owned();
    let previous: usize = text.split_whitespace().nth(1).unwrap().parse().unwrap();
    let mut out = pdf.to_vec();
    let mut table = String::from("xref\n");
    for (number, body) in objects {
        table.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    let start = out.len();
    out.extend(table.bytes());
    out.extend(
        format!(
            "trailer\n<</Size 60 /Root 1 0 R /Info 6 0 R /Prev {previous}{more}>>\nstartxref\n{start}\n%%EOF\n"
        )
        .bytes(),
    );
    out
}

#[test]
fn the_approved_document_signed_inside_or_around_it_is_taken() {
    for (given, inside) in [
        (pades(&approved()), true),
        (PERSON.sign_opaque(&approved(), now()).unwrap(), false),
    ] {
        let found = check(&given).unwrap();
        assert_eq!(found.inside, inside);
        let [by] = found.signatures.as_slice() else {
            panic!("{found:?}")
        };
        assert!(by.intact && by.trusted_by.is_some(), "{by:?}");
        assert!(!by.states_qualified, "the test authority issues none");
        assert_eq!(by.name, "Dario Esempi");
        assert_eq!(found.visible_on.is_empty(), !inside);
    }
}

#[test]
fn a_second_signer_is_taken_too() {
    let twice = pades(&pades(&approved()));
    assert_eq!(check(&twice).unwrap().signatures.len(), 2);
    let around = PERSON
        .sign_opaque(&PERSON.sign_opaque(&approved(), now()).unwrap(), now())
        .unwrap();
    assert_eq!(check(&around).unwrap().signatures.len(), 2);
    // Validation data and a title added afterwards change nothing that is read.
    let signed = pades(&approved());
    let validated = update(
        &signed,
        &[(50, "<</Type /DSS>>"), (6, "<</Title (Altro titolo)>>")],
        "",
    );
    assert_eq!(check(&validated).unwrap().signatures.len(), 1);
}

/// Dario signs, then Elena signs what Dario signed: everybody is named, in whatever way the two are combined.
#[test]
fn whoever_signs_after_another_signs_what_the_other_signed() {
    let elena = AUTHORITY.issue_person("Elena", "Riva", "RVILNE70A41X000X", now());
    let elena = elena.unwrap();
    let inside = |pdf: &[u8]| elena.sign_pdf(pdf, now(), &mark()).unwrap().unwrap();
    let around = |bytes: &[u8]| elena.sign_opaque(bytes, now()).unwrap();
    let beside = |bytes: &[u8]| elena.sign_beside(bytes, now()).unwrap().unwrap();
    let first_inside = pades(&approved());
    let first_around = PERSON.sign_opaque(&approved(), now()).unwrap();
    for (name, first, second, is_beside) in [
        (
            "inside, inside",
            &first_inside,
            inside(&first_inside),
            false,
        ),
        (
            "inside, around",
            &first_inside,
            around(&first_inside),
            false,
        ),
        (
            "around, around",
            &first_around,
            around(&first_around),
            false,
        ),
        ("around, beside", &first_around, beside(&first_around), true),
    ] {
        let names = |found: &[signature::DocumentSignature]| -> Vec<String> {
            assert!(
                found.iter().all(|s| s.intact && s.trusted_by.is_some()),
                "{name}"
            );
            found.iter().map(|s| s.name.clone()).collect()
        };
        // Against what the first signed: one new signature, one from before.
        let found = signed_content(first, &second, &trust(), now());
        let found = found.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(names(&found.signatures), ["Elena Riva"], "{name}");
        assert_eq!(names(&found.before), ["Dario Esempi"], "{name}");
        assert_eq!(found.beside, is_beside, "{name}");
        // Against the document nobody had signed: both.
        let found = check(&second).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut both = names(&found.signatures);
        both.sort();
        assert_eq!(both, ["Dario Esempi", "Elena Riva"], "{name}");
        assert!(found.before.is_empty() && !found.beside, "{name}");
        // The first alone is no second signature.
        let again = signed_content(first, first, &trust(), now());
        assert_eq!(again, Err(NotTheSame::NotSigned), "{name}");
        // Nor does the second do without the first.
        let without = match second.starts_with(b"%PDF-") {
            true => inside(&approved()),
            false => around(&approved()),
        };
        let without = signed_content(first, &without, &trust(), now());
        assert_eq!(without, Err(NotTheSame::OtherContent), "{name}");
    }
    // The same person once more, a minute later, is nobody else.
    let later = now() + Duration::minutes(1);
    for again in [
        (&first_inside, pades(&first_inside)),
        (
            &first_around,
            PERSON.sign_beside(&first_around, later).unwrap().unwrap(),
        ),
        (
            &first_around,
            PERSON.sign_opaque(&first_around, later).unwrap(),
        ),
    ] {
        let same = signed_content(again.0, &again.1, &trust(), now());
        assert_eq!(same, Err(NotTheSame::SameSigner("Dario Esempi".into())));
    }
    // A third beside two, and a digest of another kind beside.
    let third = beside(&beside(&first_around));
    assert_eq!(check(&third).unwrap().signatures.len(), 3);
    let old = PERSON.sign_with(&approved(), now(), signature::Digest::Sha1, true);
    assert_eq!(check(&beside(&old.unwrap())).unwrap().signatures.len(), 2);
}

#[test]
fn content_changed_between_two_signatures_is_refused() {
    let elena = AUTHORITY.issue_person("Elena", "Riva", "RVILNE70A41X000X", now());
    let elena = elena.unwrap();
    let first = pades(&approved());
    // A page written again after the first signature, then signed.
    let page = "<</Type /Page /Parent 2 0 R /Contents 50 0 R /Resources <<>>>>";
    let drawing = "<</Length 3>>\nstream\n0 g\nendstream";
    let between = update(&first, &[(3, page), (50, drawing)], "");
    let given = elena.sign_pdf(&between, now(), &mark()).unwrap().unwrap();
    assert!(check(&given).is_err());
    let refused = signed_content(&first, &given, &trust(), now());
    assert!(refused.is_err(), "{refused:?}");
    let around = elena.sign_opaque(&between, now()).unwrap();
    assert!(check(&around).is_err());
    // Other content in the container, with the first signature kept beside.
    let container = PERSON.sign_opaque(&approved(), now()).unwrap();
    let mut altered = container.clone();
    let at = memchr::memmem::find(&altered, b"9 9 l").unwrap();
    altered[at] = b'8';
    let given = elena.sign_beside(&altered, now()).unwrap().unwrap();
    for against in [&approved(), &container] {
        let refused = signed_content(against, &given, &trust(), now());
        assert_eq!(refused, Err(NotTheSame::OtherContent));
    }
    // The first signature is damaged, and the second holds.
    let mut damaged = elena.sign_beside(&container, now()).unwrap().unwrap();
    let tail = &container[container.len() - 40..];
    let place = memchr::memmem::find(&damaged, tail).unwrap();
    damaged[place + 20] ^= 1;
    assert_eq!(
        check(&damaged),
        Err(NotTheSame::Broken("Dario Esempi".into()))
    );
    let against = signed_content(&container, &damaged, &trust(), now());
    assert_eq!(against, Err(NotTheSame::OtherContent));
}

#[test]
fn other_content_is_refused() {
    let other = file(&[
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [] /Count 0>>",
    ]);
    for given in [
        PERSON.sign_opaque(&other, now()).unwrap(),
        PERSON.sign_opaque(b"altro", now()).unwrap(),
    ] {
        assert_eq!(check(&given), Err(NotTheSame::OtherContent));
    }
    let mut altered = approved();
    let at = memchr::memmem::find(&altered, b"9 9 l").unwrap();
    altered[at] = b'8';
    assert_eq!(check(&pades(&altered)), Err(NotTheSame::OtherContent));
    for unsigned in [approved(), b"niente".to_vec(), Vec::new()] {
        assert_eq!(check(&unsigned), Err(NotTheSame::NotSigned));
    }
    let detached = PERSON.sign_detached(&approved(), now()).unwrap();
    assert_eq!(check(&detached), Err(NotTheSame::Detached));
}

#[test]
fn an_update_that_changes_what_is_read_is_refused_before_and_after_signing() {
    let page = "<</Type /Page /Parent 2 0 R /Contents 50 0 R /Resources <<>>>>";
    let drawing = "<</Length 3>>\nstream\n0 g\nendstream";
    let rows: [(&str, &[(u32, &str)], NotTheSame); 11] = [
        (
            "other contents",
            &[(3, page), (50, drawing)],
            NotTheSame::PageChanged(1),
        ),
        ("its stream", &[(4, drawing)], NotTheSame::Rewritten(4)),
        (
            "other pages",
            &[(
                2,
                "<</Type /Pages /Kids [5 0 R] /Count 1 /MediaBox [0 0 595 842]>>",
            )],
            NotTheSame::Rewritten(2),
        ),
        (
            "another tree of pages",
            &[
                (1, "<</Type /Catalog /Pages 50 0 R /Metadata 7 0 R>>"),
                (50, "<</Type /Pages /Kids [5 0 R] /Count 1>>"),
            ],
            NotTheSame::Rewritten(1),
        ),
        (
            "hidden layers",
            &[(
                1,
                "<</Type /Catalog /Pages 2 0 R /Metadata 7 0 R /OCProperties <<>>>>",
            )],
            NotTheSame::Rewritten(1),
        ),
        (
            "a script",
            &[(50, "<</S /JavaScript /JS (app.alert)>>")],
            NotTheSame::Unjudged("acts"),
        ),
        (
            "a number the approved file speaks of",
            &[(40, drawing)],
            NotTheSame::Unjudged("update"),
        ),
        (
            "a note",
            &[
                (
                    3,
                    "<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <<>> /Annots [50 0 R]>>",
                ),
                (
                    50,
                    "<</Type /Annot /Subtype /FreeText /Rect [0 0 100 100]>>",
                ),
            ],
            NotTheSame::PageChanged(1),
        ),
        (
            "a box over the page",
            &[
                (
                    5,
                    "<</Type /Page /Parent 2 0 R /Contents [4 0 R 40 0 R] /Resources <<>> /Annots [50 0 R]>>",
                ),
                (
                    50,
                    "<</Type /Annot /Subtype /Widget /FT /Sig /Rect [0 0 595 842]>>",
                ),
            ],
            NotTheSame::Covers(2),
        ),
        (
            "a field to be filled in",
            &[
                (
                    1,
                    "<</Type /Catalog /Pages 2 0 R /Metadata 7 0 R /AcroForm 51 0 R>>",
                ),
                (50, "<</FT /Tx /T (a)>>"),
                (51, "<</Fields [50 0 R]>>"),
            ],
            NotTheSame::Unjudged("form"),
        ),
        (
            "objects inside objects",
            &[(
                50,
                "<</Type /ObjStm /N 0 /First 0 /Length 0>>\nstream\n\nendstream",
            )],
            NotTheSame::Unjudged("acts"),
        ),
    ];
    for (name, objects, expected) in rows {
        let before = pades(&update(&approved(), objects, ""));
        assert_eq!(check(&before), Err(expected.clone()), "{name}, then signed");
        // The forms of the two differ where the signature has made one already.
        let after = check(&update(&pades(&approved()), objects, ""));
        assert!(after.is_err(), "{name}, once signed: {after:?}");
    }
}

#[test]
fn bytes_nobody_accounts_for_are_refused() {
    let signed = pades(&approved());
    let mut rows = vec![
        (
            "text at the end",
            [signed.clone(), b"%altro\n".to_vec()].concat(),
        ),
        ("a table of a new kind", update(&signed, &[], " /XRefStm 9")),
        ("encryption", update(&signed, &[], " /Encrypt 9 0 R")),
        ("no way back to the approved table", {
            let text = update(&approved(), &[(50, "<<>>")], "");
            let at = memchr::memmem::rfind(&text, b"/Prev ").unwrap();
            let mut text = text;
            text[at + 6] = b'9';
            text
        }),
    ];
    // An object that lies in the file and in no table.
    let at = memchr::memmem::rfind(&signed, b"xref\n9")
        .or(memchr::memmem::rfind(&signed, b"\nxref\n"))
        .unwrap()
        + 1;
    let mut hidden = signed.clone();
    hidden.splice(at..at, *b"99 0 obj\nnull\nendobj\n");
    rows.push(("an object in no table", hidden));
    for (name, given) in rows {
        assert!(check(&given).is_err(), "{name}");
    }
}

#[test]
fn a_signature_that_does_not_hold_is_refused() {
    let mut altered = pades(&approved());
    let at = memchr::memmem::rfind(&altered, b"/T (Firma").unwrap() + 4;
    altered[at] = b'G';
    assert_eq!(
        check(&altered),
        Err(NotTheSame::Broken("Dario Esempi".into()))
    );
    let mut container = PERSON.sign_opaque(&approved(), now()).unwrap();
    let last = container.len() - 3;
    container[last] ^= 1;
    assert_eq!(
        check(&container),
        Err(NotTheSame::Broken("Dario Esempi".into()))
    );
    // The hole is wider than the signature: what lies there is covered by nobody.
    let mut wide = pades(&approved());
    let at = memchr::memmem::rfind(&wide, b"/ByteRange [0 ").unwrap() + 14;
    let end = at + wide[at..].iter().position(|b| *b == b' ').unwrap();
    let hole: usize = String::from_utf8_lossy(&wide[at..end]).parse().unwrap();
    let smaller = format!("{}", hole - 40);
    wide[at..end].copy_from_slice(smaller.as_bytes());
    assert!(check(&wide).is_err());
}

#[test]
fn a_certificate_that_is_out_of_time_is_refused_and_named() {
    let long_ago = person(now() - Duration::days(365 * 14));
    let expired = long_ago.sign_opaque(&approved(), now()).unwrap();
    let Err(NotTheSame::Expired { name, to }) = check(&expired) else {
        panic!("{:?}", check(&expired))
    };
    assert!(name == "Dario Esempi" && to < now());
    let to_come = person(now() + Duration::days(365 * 5));
    let early = to_come
        .sign_pdf(&approved(), now(), &mark())
        .unwrap()
        .unwrap();
    assert!(matches!(check(&early), Err(NotTheSame::NotYetValid { .. })));
    // Nobody vouches: said, not refused.
    let given = PERSON.sign_opaque(&approved(), now()).unwrap();
    let unknown = signed_content(&approved(), &given, &TrustStore::default(), now()).unwrap();
    assert_eq!(unknown.signatures[0].trusted_by, None);
    assert_eq!(unknown.signatures[0].reasons, ["unknown_issuer"]);
}

proptest::proptest! {
    /// Whatever is changed in what was added, it is refused or says the same: nothing else is ever taken.
    #[test]
    fn no_single_changed_byte_of_an_update_is_taken_for_another_document(at in 0usize..20_000, byte in 0u8..) {
        let approved = approved();
        let mut signed = pades_once().to_vec();
        let place = approved.len() + at % (signed.len() - approved.len());
        signed[place] = byte;
        if let Ok(found) = check(&signed) {
            proptest::prop_assert!(found.signatures.iter().all(|s| s.intact));
        }
    }
}

fn pades_once() -> &'static [u8] {
    static ONCE: LazyLock<Vec<u8>> = LazyLock::new(|| pades(&approved()));
    &ONCE
}
