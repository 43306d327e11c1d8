//! Undoes transfer encodings and encoded words, leniently: what is not well formed stays as it is.
//!
//! Sources: RFC 2045 §6, RFC 2047, RFC 2231.

use base64::{Engine, engine::general_purpose};

/// Percent escapes as UTF-8 (RFC 2231).
pub fn percent(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let pair = value.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A body in its transfer encoding (lower case); unknown ones count as plain.
pub fn body(encoding: &str, body: &[u8]) -> Vec<u8> {
    match encoding {
        "base64" => from_base64(body),
        "quoted-printable" => from_quoted(body, false),
        _ => body.to_vec(),
    }
}

/// Decodes whole quantums as far as they are base64; a virus scan must not need perfect input.
fn from_base64(body: &[u8]) -> Vec<u8> {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut letters: Vec<u8> = body.iter().copied().filter(letter).collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    let lenient = general_purpose::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        general_purpose::NO_PAD.with_decode_allow_trailing_bits(true),
    );
    lenient.decode(&letters).unwrap_or_default()
}

fn from_quoted(body: &[u8], word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        match (body[at], body.get(at + 1..at + 3)) {
            (b'=', Some(b"\r\n")) => at += 3,
            (b'=', Some([b'\n', _])) => at += 2,
            (b'=', Some(pair)) => {
                let digits = std::str::from_utf8(pair)
                    .ok()
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok());
                out.push(digits.unwrap_or(b'='));
                at += if digits.is_some() { 3 } else { 1 };
            }
            (b'_', _) if word => {
                out.push(b' ');
                at += 1;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// Encoded words of UTF-8, US-ASCII, ISO-8859-1(5) and windows-1252; others stay as they are.
pub fn words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, tail) = rest.split_at(start);
        let Some((text, length)) = word(tail) else {
            out.push_str(before);
            out.push_str("=?");
            rest = &tail[2..];
            after_word = false;
            continue;
        };
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&text);
        rest = &tail[length..];
        after_word = true;
    }
    out.push_str(rest);
    out
}

/// One encoded word at the beginning of `text`, decoded, with its length.
fn word(text: &str) -> Option<(String, usize)> {
    let mut pieces = text[2..].splitn(3, '?');
    let (charset, encoding, tail) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let end = tail.find("?=")?;
    let payload = &tail[..end];
    let bytes = match encoding {
        "B" | "b" => from_base64(payload.as_bytes()),
        "Q" | "q" => from_quoted(payload.as_bytes(), true),
        _ => return None,
    };
    let decoded = match charset.split('*').next()?.to_ascii_lowercase().as_str() {
        "utf-8" | "us-ascii" => String::from_utf8_lossy(&bytes).into_owned(),
        "iso-8859-1" | "iso-8859-15" | "windows-1252" => {
            bytes.iter().map(|byte| char::from(*byte)).collect()
        }
        _ => return None,
    };
    Some((
        decoded,
        2 + charset.len() + 1 + encoding.len() + 1 + end + 2,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nearly_encoded_words_never_panic(text in "[=?UTF8BQbq_*% é0A\\r\\n-]{0,80}") {
            let _ = (words(&text), percent(&text));
            for encoding in ["base64", "quoted-printable", "x"] {
                let _ = body(encoding, text.as_bytes());
            }
        }
    }
}
