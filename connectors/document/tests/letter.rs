//! Letters as PDF/A-2b: what is inside, how long texts break, what is refused.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use document::{Letter, WriteError, pdf};

fn letter(title: &str, text: &str) -> Letter {
    Letter {
        title: title.into(),
        text: text.into(),
        language: "it-IT".into(),
        created_at: "2026-03-02T09:30:00Z".parse().unwrap(),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_letter_is_a_pdf_for_the_archive() {
    let made = pdf(&letter(
        "Riscontro alla richiesta n. 12 — città",
        "Spett.le Ditta,\n\nperché così è: 1.500,00 €.\n\nDistinti saluti.",
    ))
    .unwrap();
    assert!(made.starts_with(b"%PDF-1.7"));
    let inside = text(&made);
    // ISO 19005-2 §6.6.4: the file says of itself what it conforms to; §6.2.3: an output intent.
    assert!(inside.contains("<pdfaid:part>2</pdfaid:part>"), "XMP part");
    assert!(inside.contains("<pdfaid:conformance>B</pdfaid:conformance>"));
    assert!(inside.contains("/OutputIntents"));
    assert!(inside.contains("/FontFile2"), "the font is inside");
    assert!(!inside.contains("/JavaScript") && !inside.contains("/URI"));
    let again = pdf(&letter(
        "Riscontro alla richiesta n. 12 — città",
        "Spett.le Ditta,\n\nperché così è: 1.500,00 €.\n\nDistinti saluti.",
    ));
    assert_eq!(again.unwrap(), made, "same letter, same bytes");
}

#[test]
fn long_texts_break_into_pages() {
    let pages = |text: &str| {
        self::text(&pdf(&letter("Titolo", text)).unwrap())
            .matches("/Type/Page/")
            .count()
    };
    assert_eq!(pages("una riga"), 1);
    let many = "una frase che si ripete molte volte fino a riempire la riga ".repeat(300);
    assert!(pages(&many) > 2);
    assert!(pages(&"x".repeat(20_000)) > 2, "a word without end is cut");
    assert_eq!(pages(""), 1);
}

#[test]
fn what_cannot_be_written_is_refused_by_name() {
    assert_eq!(
        pdf(&letter("Titolo", "ciao 漢")),
        Err(WriteError::Character('漢', 0x6F22))
    );
    assert_eq!(
        pdf(&letter("Titolo", &"a".repeat(600_000))),
        Err(WriteError::TooLong)
    );
}
