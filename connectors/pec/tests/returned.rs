//! What a delivery receipt gives back is compared with what left, whichever way the gestore hashes.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use contract::{Matched, Proof};
use pec::compare;

/// What left: a text, a PDF in base64 and an attached mail.
const SENT: &str = "From: uff@pec.comune.example\r\nTo: anna@pec.example\r\nSubject: Atti\r\n\
Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain\r\n\r\nIn allegato.\r\n\
--o\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
Content-Disposition: attachment; filename=\"atto.pdf\"\r\n\r\nJVBERi0xLjQK\r\n\
--o\r\nContent-Type: message/rfc822; name=\"mail.eml\"\r\n\r\nSubject: dentro\r\n\r\nciao\r\n--o--\r\n";

fn hash(bytes: &str) -> String {
    signature::sha1(bytes.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// A receipt around what the gestore gives back; the gestore has put its own ids into the head.
fn receipt(original: &str) -> Vec<u8> {
    let original = format!("X-Riferimento-Message-ID: <m1@comune.example>\r\n{original}");
    format!(
        "X-Ricevuta: avvenuta-consegna\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\
Content-Type: text/plain\r\n\r\nTesto del gestore\r\n--m\r\n\
Content-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\n{original}\r\n--m--\r\n"
    )
    .into_bytes()
}

/// The message with its PDF and its mail replaced by hash files.
fn brief(pdf: &str, mail: &str) -> String {
    let file = |name: &str, hash: &str| {
        format!("Content-Type: text/plain; name=\"{name}.hash\"\r\n\r\n{hash}")
    };
    SENT.replace(
        "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
Content-Disposition: attachment; filename=\"atto.pdf\"\r\n\r\nJVBERi0xLjQK",
        &file("atto.pdf", pdf),
    )
    .replace(
        "Content-Type: message/rfc822; name=\"mail.eml\"\r\n\r\nSubject: dentro\r\n\r\nciao",
        &file("mail.eml", mail),
    )
}

fn matched(proof: &Proof) -> Vec<Matched> {
    proof.parts.iter().map(|part| part.matched).collect()
}

#[test]
fn the_hashes_of_this_test_are_those_of_sha1sum() {
    assert_eq!(hash("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    // printf JVBERi0xLjQK | sha1sum
    assert_eq!(
        hash("JVBERi0xLjQK"),
        "592f6e5d5caf0eca94171054fe1bc0da020a3f29"
    );
}

#[test]
fn a_complete_receipt_gives_back_the_bytes_that_left() {
    let proof = compare(&receipt(SENT), SENT.as_bytes()).unwrap();
    assert!(proof.same);
    assert_eq!(matched(&proof), [Matched::Bytes; 3]);
    let names: Vec<&str> = proof.parts.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["", "atto.pdf", "mail.eml"]);
}

#[test]
fn another_encoding_of_the_same_content_is_still_the_content() {
    let plain = SENT.replace(
        "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"atto.pdf\"\r\n\r\nJVBERi0xLjQK",
        "Content-Disposition: attachment; filename=\"atto.pdf\"\r\n\r\n%PDF-1.4\n",
    );
    let proof = compare(&receipt(&plain), SENT.as_bytes()).unwrap();
    assert!(proof.same);
    assert_eq!(proof.parts[1].matched, Matched::Content);
}

#[test]
fn a_brief_receipt_is_compared_by_each_way_of_hashing() {
    let mail = hash("Subject: dentro\r\n\r\nciao");
    for (pdf, way) in [
        (hash("JVBERi0xLjQK"), Matched::HashEncoded),
        (hash("JVBERi0xLjQK\r\n"), Matched::HashEncodedWithLineEnd),
        (hash("%PDF-1.4\n"), Matched::HashDecoded),
        (hash("%PDF-1.4\n").to_uppercase(), Matched::HashDecoded),
    ] {
        let proof = compare(&receipt(&brief(&pdf, &mail)), SENT.as_bytes()).unwrap();
        assert!(proof.same, "{proof:?}");
        assert_eq!(
            matched(&proof),
            [Matched::Bytes, way, Matched::HashEncoded],
            "{pdf}"
        );
    }
}

#[test]
fn what_was_changed_left_out_or_added_is_told_by_name() {
    let mail = hash("Subject: dentro\r\n\r\nciao");
    let other = compare(&receipt(&brief(&hash("altro"), &mail)), SENT.as_bytes()).unwrap();
    assert!(!other.same);
    assert_eq!(other.parts[1].matched, Matched::Differs);

    let no_digits = compare(&receipt(&brief("nessuna impronta", &mail)), SENT.as_bytes()).unwrap();
    assert_eq!(no_digits.parts[1].matched, Matched::Differs);

    let text = compare(
        &receipt(&SENT.replace("In allegato.", "Nulla in allegato.")),
        SENT.as_bytes(),
    )
    .unwrap();
    assert_eq!(text.parts[0].matched, Matched::Differs);

    let cut = SENT.replace(
        "--o\r\nContent-Type: message/rfc822; name=\"mail.eml\"\r\n\r\nSubject: dentro\r\n\r\nciao\r\n",
        "",
    );
    let less = compare(&receipt(&cut), SENT.as_bytes()).unwrap();
    assert_eq!(
        matched(&less),
        [Matched::Bytes, Matched::Bytes, Matched::Missing]
    );
    let more = compare(&receipt(SENT), cut.as_bytes()).unwrap();
    assert!(!more.same);
    assert_eq!(
        matched(&more),
        [Matched::Bytes, Matched::Bytes, Matched::Added]
    );
}

#[test]
fn a_short_receipt_gives_nothing_back() {
    let short = "X-Ricevuta: avvenuta-consegna\r\n\r\nTesto del gestore\r\n";
    assert_eq!(compare(short.as_bytes(), SENT.as_bytes()), None);
    assert_eq!(compare(b"", SENT.as_bytes()), None);
}
