//! Our own letters, signed by the test signer: accepted as what they are, and nothing that was put beside.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Utc};
use contract::{Document, RemoteSigner, SignatureFormat, Signed, SigningRefusal, ToSign};
use document::{Asked, Letter, TestSigner, compare, pdf};
use std::sync::LazyLock;

static SIGNER: LazyLock<TestSigner> = LazyLock::new(TestSigner::default);

fn now() -> DateTime<Utc> {
    "2026-03-02T09:30:00Z".parse().unwrap()
}

fn letter(text: &str) -> Vec<u8> {
    let letter = Letter {
        title: "Chiusura di via Lunga".into(),
        text: text.into(),
        language: "it-IT".into(),
        created_at: now(),
    };
    pdf(&letter).unwrap()
}

async fn signed(bytes: &[u8], format: SignatureFormat) -> Document {
    let asked = ToSign {
        document: Document {
            name: "lettera.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: bytes.to_vec(),
        },
        format,
        login: "elena".into(),
        name: "Elena Riva".into(),
        at: now(),
    };
    SIGNER.sign(&asked).await.unwrap()
}

fn check(approved: &[u8], given: &[u8]) -> Result<Signed, SigningRefusal> {
    let asked = Asked {
        name: String::new(),
        media_type: String::new(),
        at: now(),
        anchors: Vec::new(),
    };
    compare(&asked, approved, given)
}

#[tokio::test]
async fn the_test_signer_says_what_it_is_and_changes_nothing_else() {
    // One page, and several.
    for text in ["La strada chiude lunedì.".to_owned(), "Riga.\n".repeat(300)] {
        let approved = letter(&text);
        for (format, name) in [
            (SignatureFormat::Pades, "lettera.pdf"),
            (SignatureFormat::Cades, "lettera.pdf.p7m"),
        ] {
            let given = signed(&approved, format).await;
            assert_eq!(given.name, name);
            let found = check(&approved, &given.bytes).unwrap();
            assert_eq!(found.format, format);
            let [by] = found.by.as_slice() else {
                panic!("{found:?}")
            };
            assert_eq!(by.name, "FIRMA DI PROVA – Elena Riva");
            let organisation = by.organisation.as_deref().unwrap();
            assert!(organisation.contains("SENZA VALORE LEGALE"));
            assert!(by.trusted_by.is_none() && !by.qualified);
            if format == SignatureFormat::Pades {
                assert_eq!(found.visible_on, [1]);
                let added = &given.bytes[approved.len()..];
                let added = String::from_utf8_lossy(added);
                assert!(
                    !added.contains("/Font"),
                    "an archived file brings its fonts along"
                );
            }
        }
    }
}

#[tokio::test]
async fn another_letter_is_refused_in_both_languages() {
    let approved = letter("La strada chiude lunedì.");
    let other = letter("La strada chiude martedì.");
    for format in [SignatureFormat::Pades, SignatureFormat::Cades] {
        let given = signed(&other, format).await;
        let refusal = check(&approved, &given.bytes).unwrap_err();
        assert_eq!(refusal.code, "signed_other_content");
        assert!(refusal.reason.it.contains("non è quello approvato"));
        assert!(refusal.reason.en.contains("not the approved one"));
    }
    let given = signed(&approved, SignatureFormat::Pades).await;
    let cut = &given.bytes[..given.bytes.len() - 40];
    assert!(check(&approved, cut).is_err());
}
