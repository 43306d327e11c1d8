//! Undoing transfer encodings and charsets.
//!
//! Never fails and never panics: a byte that makes no sense is left out or replaced, because a
//! mail with one broken character is still a mail somebody wrote. Sources: RFC 2045 §6, RFC 2046 §4.1.2.

use mail_parser::decoders::{base64::base64_decode, charsets::map::charset_decoder};
use std::borrow::Cow;

/// `Content-Transfer-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// 7bit, 8bit, binary and whatever nobody knows.
    Identity,
    Base64,
    QuotedPrintable,
}

impl Encoding {
    /// Reads the raw value of the header field.
    pub fn of(value: &[u8]) -> Encoding {
        // Comments after the word are seen in the wild: `base64 (encoded)`.
        let word = value
            .trim_ascii()
            .split(|b| b.is_ascii_whitespace() || *b == b';' || *b == b'(')
            .next();
        match word
            .unwrap_or_default()
            .trim_ascii_end()
            .to_ascii_lowercase()
            .as_slice()
        {
            b"base64" => Encoding::Base64,
            b"quoted-printable" => Encoding::QuotedPrintable,
            _ => Encoding::Identity,
        }
    }

    pub fn is_identity(self) -> bool {
        self == Encoding::Identity
    }
}

/// Undoes a transfer encoding.
pub fn transfer(body: &[u8], encoding: Encoding) -> Cow<'_, [u8]> {
    match encoding {
        Encoding::Identity => Cow::Borrowed(body),
        Encoding::Base64 => Cow::Owned(base64(body)),
        Encoding::QuotedPrintable => Cow::Owned(quoted_printable(body)),
    }
}

/// Base64 with anything outside the alphabet passed over.
pub fn base64(body: &[u8]) -> Vec<u8> {
    if let Some(clean) = base64_decode(body) {
        return clean;
    }
    let letters: Vec<u8> = body
        .iter()
        .copied()
        .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        .collect();
    base64_decode(&letters).unwrap_or_default()
}

/// Quoted-printable; an `=` that starts no code is kept as it is.
pub fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|b| *b == b'\n') {
        let (content, newline) = match line {
            [content @ .., b'\r', b'\n'] => (content, &b"\r\n"[..]),
            [content @ .., b'\n'] => (content, &b"\n"[..]),
            content => (content, &b""[..]),
        };
        // Blanks at the end of a line were added in transport (RFC 2045 §6.7 rule 3).
        let content = if newline.is_empty() {
            content
        } else {
            trim_blanks(content)
        };
        let (content, soft) = match content {
            [head @ .., b'='] => (head, true),
            all => (all, false),
        };
        let mut rest = content;
        while let [first, tail @ ..] = rest {
            match (first, tail) {
                (b'=', [high, low, after @ ..])
                    if nibble(*high).is_some() && nibble(*low).is_some() =>
                {
                    out.push(nibble(*high).unwrap_or(0) << 4 | nibble(*low).unwrap_or(0));
                    rest = after;
                }
                _ => {
                    out.push(*first);
                    rest = tail;
                }
            }
        }
        if !soft {
            out.extend_from_slice(newline);
        }
    }
    out
}

fn trim_blanks(line: &[u8]) -> &[u8] {
    let end = line
        .iter()
        .rposition(|b| *b != b' ' && *b != b'\t')
        .map_or(0, |n| n + 1);
    &line[..end]
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Bytes to text. An unknown or missing charset is taken as UTF-8 where it is valid, else as
/// Windows-1252, which has a character for every byte that western mailers send undeclared.
pub fn text(bytes: &[u8], charset: Option<&str>) -> String {
    if let Some(name) = charset
        .map(str::trim)
        .filter(|n| !n.is_empty() && n.len() <= 40)
    {
        let name = name.trim_matches(|c| c == '"' || c == '\'');
        let declared_ascii =
            name.eq_ignore_ascii_case("us-ascii") || name.eq_ignore_ascii_case("ascii");
        if !declared_ascii {
            if let Some(encoding) = encoding_rs::Encoding::for_label(name.as_bytes()) {
                return encoding.decode(bytes).0.into_owned();
            }
            if let Some(decoder) = charset_decoder(name.as_bytes()) {
                return decoder(bytes);
            }
        }
    }
    undeclared(bytes).into_owned()
}

/// The text of an XML file by the encoding its declaration names, without the byte order mark.
pub fn xml(bytes: &[u8]) -> String {
    let whole = text(bytes, declared_encoding(bytes).as_deref());
    match whole.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => whole,
    }
}

fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration = start.split("?>").next()?;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// UTF-8 where valid, else Windows-1252.
pub fn undeclared(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfer_encodings_are_undone_even_when_broken() {
        let rows: &[(&str, &[u8], Encoding, &[u8])] = &[
            ("plain base64", b"Y2lhbw==", Encoding::Base64, b"ciao"),
            (
                "base64 with junk",
                b"Y2*l\r\nh!bw",
                Encoding::Base64,
                b"ciao",
            ),
            (
                "two padded runs",
                b"Y2lhbw==\r\nY2lhbw==",
                Encoding::Base64,
                b"ciaociao",
            ),
            (
                "soft break",
                b"ci=\r\nao",
                Encoding::QuotedPrintable,
                b"ciao",
            ),
            (
                "blanks before the newline",
                b"ciao=20 \r\nx",
                Encoding::QuotedPrintable,
                b"ciao \r\nx",
            ),
            (
                "lower case and a lone equals sign",
                b"citt=c3=a0 2=2=zz=",
                Encoding::QuotedPrintable,
                "città 2=2=zz".as_bytes(),
            ),
            (
                "soft break with blanks",
                b"ci= \t\r\nao",
                Encoding::QuotedPrintable,
                b"ciao",
            ),
        ];
        for (name, body, encoding, expected) in rows {
            assert_eq!(
                String::from_utf8_lossy(&transfer(body, *encoding)),
                String::from_utf8_lossy(expected),
                "{name}"
            );
        }
    }

    #[test]
    fn a_charset_that_lies_still_gives_text() {
        assert_eq!(text(b"perch\xe9", Some("us-ascii")), "perché");
        assert_eq!(text("perché".as_bytes(), Some("us-ascii")), "perché");
        assert_eq!(text(b"perch\xe9", Some("x-nobody-knows")), "perché");
        assert_eq!(text(b"10 \x80", Some("iso-8859-1")), "10 €");
        assert_eq!(text(b"\xa4", Some("ISO-8859-15")), "€");
        assert_eq!(text(b"perch+AOk-", Some("utf-7")), "perché");
    }

    #[test]
    fn encoding_names_carry_rubbish() {
        assert_eq!(Encoding::of(b" BASE64 \r\n"), Encoding::Base64);
        assert_eq!(
            Encoding::of(b" quoted-printable; x=1\r\n"),
            Encoding::QuotedPrintable
        );
        assert_eq!(Encoding::of(b" 8bit"), Encoding::Identity);
    }
}
