//! Writes MIME: header lines, encoded words, text bodies and multiparts. CRLF, lines up to 78.
//!
//! Only writes. Reading a submitted mail is `original`; the client's reader is another crate's.
//! Sources: RFC 5322 §2.2.3, RFC 2045, RFC 2046 §5.1, RFC 2047.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Rome;
use std::fmt::Write;

/// One header line, folded at spaces. `value` must be ASCII; line breaks become spaces.
pub fn header(out: &mut String, name: &str, value: &str) {
    let mut line = format!("{name}:");
    for word in value.split_ascii_whitespace() {
        if line.len() + 1 + word.len() > 78 && line.len() > name.len() + 1 {
            out.push_str(&line);
            out.push_str("\r\n");
            line.clear();
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push_str("\r\n");
}

/// A header of free text: as it is when ASCII, else encoded words in UTF-8.
pub fn text_header(out: &mut String, name: &str, text: &str) {
    let plain = text.chars().all(|c| c.is_ascii() && !c.is_ascii_control()) && !text.contains("=?");
    if plain && text.split(' ').all(|word| word.len() < 900) {
        header(out, name, text);
    } else {
        header(out, name, &encoded_words(text));
    }
}

/// Base64 encoded words of at most 64 characters, so one fits behind its header name; never splitting a character.
pub fn encoded_words(text: &str) -> String {
    let mut words = Vec::new();
    let mut piece = String::new();
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if piece.len() + c.len_utf8() > 39 {
            words.push(std::mem::take(&mut piece));
        }
        piece.push(c);
    }
    words.push(piece);
    words
        .iter()
        .map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// `Mon, 02 Mar 2026 10:30:00 +0100`, legal time of Italy.
pub fn date(at: DateTime<Utc>) -> String {
    at.with_timezone(&Rome)
        .format("%a, %d %b %Y %H:%M:%S %z")
        .to_string()
}

/// A part of ISO-8859-1 text in quoted-printable (RFC 6109 §2.1). Characters the set lacks are replaced.
pub fn latin_text(media: &str, text: &str) -> Vec<u8> {
    let mut out = format!(
        "Content-Type: {media}; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    );
    out.push_str(&quoted_printable(&latin(text)));
    out.into_bytes()
}

fn latin(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2013}' | '\u{2014}' => out.push(b'-'),
            '\u{2018}' | '\u{2019}' => out.push(b'\''),
            '\u{201c}' | '\u{201d}' => out.push(b'"'),
            '\u{20ac}' => out.extend_from_slice(b"EUR"),
            c => out.push(u8::try_from(u32::from(c)).unwrap_or(b'?')),
        }
    }
    out
}

/// Quoted-printable with CRLF for every line feed of the input.
pub fn quoted_printable(bytes: &[u8]) -> String {
    let mut out = String::new();
    let text: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| *byte != b'\r')
        .collect();
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if index > 0 {
            out.push_str("\r\n");
        }
        let mut width = 0;
        for (at, byte) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let literal = matches!(byte, b'!'..=b'<' | b'>'..=b'~')
                || (matches!(byte, b' ' | b'\t') && !last);
            let size = if literal { 1 } else { 3 };
            if width + size > 75 {
                out.push_str("=\r\n");
                width = 0;
            }
            if literal {
                out.push(char::from(*byte));
            } else {
                write!(out, "={byte:02X}").expect("writing to a String cannot fail");
            }
            width += size;
        }
    }
    out
}

/// A base64 body in lines of 76.
pub fn base64_body(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 3 / 2);
    for line in STANDARD.encode(bytes).as_bytes().chunks(76) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// A named part of bytes in base64.
pub fn file(media: &str, disposition: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = String::new();
    head.push_str(&format!(
        "Content-Type: {media};{}\r\n",
        parameter("name", name)
    ));
    head.push_str("Content-Transfer-Encoding: base64\r\n");
    head.push_str(&format!(
        "Content-Disposition: {disposition};{}\r\n\r\n",
        parameter("filename", name)
    ));
    [head.into_bytes(), base64_body(bytes)].concat()
}

/// A quoted parameter; names beyond ASCII in the form of RFC 2231.
fn parameter(key: &str, value: &str) -> String {
    if value
        .bytes()
        .all(|byte| byte.is_ascii_graphic() || byte == b' ')
    {
        return format!("\r\n {key}=\"{}\"", value.replace(['\\', '"'], "_"));
    }
    let mut encoded = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a String cannot fail");
        }
    }
    format!("\r\n {key}*=utf-8''{encoded}")
}

/// A whole mail as a `message/rfc822` part, its bytes unchanged.
pub fn message(name: &str, raw: &[u8]) -> Vec<u8> {
    let encoding = if raw.is_ascii() { "7bit" } else { "8bit" };
    let head = format!(
        "Content-Type: message/rfc822;\r\n name=\"{name}\"\r\nContent-Transfer-Encoding: {encoding}\r\n\
         Content-Disposition: attachment;\r\n filename=\"{name}\"\r\n\r\n"
    );
    [head.as_bytes(), raw].concat()
}

/// A multipart entity. `kind` is the subtype with its parameters (`mixed`, `report; report-type=…`);
/// the boundary comes from `seed`, so the same parts and seed give the same bytes.
pub fn multipart(kind: &str, seed: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let mark = hex::encode(&Sha256::digest(format!("{kind}\n{seed}").as_bytes())[..12]);
    let boundary = format!("----=_parte_{mark}");
    let mut out =
        format!("Content-Type: multipart/{kind};\r\n boundary=\"{boundary}\"\r\n\r\n").into_bytes();
    for part in parts {
        out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        out.extend_from_slice(part);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_headers_are_folded_and_other_alphabets_encoded() {
        let mut out = String::new();
        header(&mut out, "To", &["uno@pec.example,"; 9].join(" "));
        assert!(out.lines().all(|line| line.len() <= 78), "{out}");
        let mut out = String::new();
        text_header(
            &mut out,
            "Subject",
            "Città di Sanmartino – richiesta di accesso agli atti, prot. n. 12/2026, urgente",
        );
        assert!(
            out.is_ascii() && out.lines().all(|line| line.len() <= 78),
            "{out}"
        );
    }

    #[test]
    fn a_subject_cannot_bring_a_header_along() {
        let mut out = String::new();
        text_header(&mut out, "Subject", "x\r\nBcc: y@z.example");
        assert_eq!(out.matches("\r\n").count(), 1, "{out}");
    }

    #[test]
    fn quoted_printable_keeps_lines_short_and_trailing_blanks() {
        assert_eq!(
            quoted_printable(&latin("perché – no \nà=")),
            "perch=E9 - no=20\r\n=E0=3D"
        );
        assert!(
            quoted_printable(&[b'x'; 500])
                .split("\r\n")
                .all(|line| line.len() <= 76)
        );
    }
}
