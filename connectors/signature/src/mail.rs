//! Finds the signed bytes in a raw mail and has them judged.
//!
//! Works by offsets: the signed part runs from behind the line break after the first boundary line
//! to before the line break that belongs to the next one (RFC 2046 §5.1.1, RFC 1847 §2.1). The mail
//! is never parsed further and never rewritten; only when the bytes as they are do not verify,
//! bare line feeds are tried as CRLF, and the verdict says `canonicalised`.

use crate::{
    trust::TrustStore,
    verify::{invalid, verify_detached, verify_opaque},
};
use chrono::{DateTime, Utc};
use contract::{Verdict, VerdictStatus};
use std::ops::Range;

/// A mail that carries a signature.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedMail {
    pub verdict: Verdict,
    /// Where the signed entity lies in the raw mail, its MIME headers included; empty when the
    /// mail is broken or the signature is opaque.
    pub content: Range<usize>,
    /// The entity taken out of an opaque signature (`application/pkcs7-mime`).
    pub embedded: Option<Vec<u8>>,
}

impl SignedMail {
    /// The signed entity, MIME headers and body. `raw` is the mail this came from; empty when the
    /// mail is broken. Believe it only when the verdict says so.
    pub fn entity<'a>(&'a self, raw: &'a [u8]) -> &'a [u8] {
        match &self.embedded {
            Some(bytes) => bytes,
            None => raw.get(self.content.clone()).unwrap_or_default(),
        }
    }
}

/// Judges the outer signature of a raw mail (headers and body as fetched). None when the mail does
/// not say it is S/MIME signed; a mail that says so and is broken has an *invalid* verdict.
/// `at` is when the mail came, UTC. The signer is compared with the From address of the same mail.
pub fn verify_mail(raw: &[u8], trust: &TrustStore, at: DateTime<Utc>) -> Option<SignedMail> {
    let (headers, body_start) = headers(raw);
    let types: Vec<&Header> = headers
        .iter()
        .filter(|header| header.name == "content-type")
        .collect();
    let content_type = ContentType::read(&types.first()?.value);
    let protocol = content_type
        .parameter("protocol")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let detached = match content_type.media.as_str() {
        "multipart/signed" if protocol.is_empty() || protocol.contains("pkcs7-signature") => true,
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            let kind = content_type
                .parameter("smime-type")
                .unwrap_or_else(|| "signed-data".into());
            if !kind.eq_ignore_ascii_case("signed-data") {
                return None;
            }
            false
        }
        _ => return None,
    };
    let broken = |reason: &str| {
        Some(SignedMail {
            verdict: invalid(at, reason),
            content: body_start..body_start,
            embedded: None,
        })
    };
    if types.len() > 1 {
        return broken("several_content_types");
    }
    let from = match sender(&headers) {
        Ok(from) => from,
        Err(reason) => return broken(reason),
    };
    if !detached {
        let Some(der) = decode(&headers, &raw[body_start..]) else {
            return broken("malformed_mime");
        };
        let (verdict, embedded) = verify_opaque(&der, trust, &from, at);
        return Some(SignedMail {
            verdict,
            content: body_start..body_start,
            embedded,
        });
    }
    let Some(boundary) = content_type
        .parameter("boundary")
        .filter(|boundary| !boundary.is_empty())
    else {
        return broken("malformed_mime");
    };
    let parts = parts(raw, body_start, &boundary);
    let [content, signature] = match parts.as_slice() {
        [content, signature] => [content.clone(), signature.clone()],
        [_, _, ..] => return broken("extra_parts"),
        _ => return broken("malformed_mime"),
    };
    let signature = &raw[signature];
    let (signature_headers, signature_start) = self::headers(signature);
    let Some(der) = decode(&signature_headers, &signature[signature_start..]) else {
        return broken("malformed_mime");
    };
    let signed = &raw[content.clone()];
    let mut verdict = verify_detached(signed, &der, trust, &from, at);
    if verdict.status == VerdictStatus::Invalid
        && let Some(canonical) = canonicalise(signed)
    {
        let mut second = verify_detached(&canonical, &der, trust, &from, at);
        if !second
            .reasons
            .iter()
            .any(|reason| reason == "digest_mismatch" || reason == "signature_mismatch")
        {
            second.reasons.push("canonicalised".into());
            verdict = second;
        }
    }
    Some(SignedMail {
        verdict,
        content,
        embedded: None,
    })
}

struct Header {
    /// Lower case.
    name: String,
    /// Unfolded, lossy UTF-8.
    value: String,
}

/// The headers and where the body begins: behind the earliest empty line, be it CRLF or LF.
fn headers(raw: &[u8]) -> (Vec<Header>, usize) {
    let mut found: Vec<Header> = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let (line, next) = line(raw, at);
        if line.is_empty() {
            return (found, next);
        }
        let text = String::from_utf8_lossy(line);
        if text.starts_with([' ', '\t']) {
            if let Some(last) = found.last_mut() {
                last.value.push(' ');
                last.value.push_str(text.trim());
            }
        } else if let Some((name, value)) = text.split_once(':') {
            found.push(Header {
                name: name.trim().to_ascii_lowercase(),
                value: value.trim().to_owned(),
            });
        }
        at = next;
    }
    (found, raw.len())
}

/// The line at an offset without its line break, and where the next one begins.
fn line(raw: &[u8], at: usize) -> (&[u8], usize) {
    match raw[at..].iter().position(|byte| *byte == b'\n') {
        Some(length) => {
            let whole = &raw[at..at + length];
            (whole.strip_suffix(b"\r").unwrap_or(whole), at + length + 1)
        }
        None => (&raw[at..], raw.len()),
    }
}

/// The ranges of the parts between boundary lines, at most three. An unclosed last part ends with
/// the mail.
fn parts(raw: &[u8], body_start: usize, boundary: &str) -> Vec<Range<usize>> {
    let delimiter = [b"--", boundary.as_bytes()].concat();
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = body_start;
    while at < raw.len() && found.len() < 3 {
        let (text, next) = line(raw, at);
        if let Some(rest) = text.strip_prefix(delimiter.as_slice()) {
            let closing = rest.starts_with(b"--");
            let padding = if closing { &rest[2..] } else { rest };
            if padding.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                if let Some(start) = open {
                    found.push(start..before_break(raw, start, at));
                }
                open = (!closing).then_some(next);
                if closing {
                    break;
                }
            }
        }
        at = next;
    }
    if let Some(start) = open.filter(|start| *start < raw.len()) {
        found.push(start..raw.len());
    }
    found
}

/// The line break before a boundary line is part of the boundary, not of the part.
fn before_break(raw: &[u8], start: usize, boundary_at: usize) -> usize {
    let part = &raw[start.min(boundary_at)..boundary_at];
    let shorter = part
        .strip_suffix(b"\r\n")
        .or(part.strip_suffix(b"\n"))
        .unwrap_or(part);
    start.min(boundary_at) + shorter.len()
}

fn decode(headers: &[Header], body: &[u8]) -> Option<Vec<u8>> {
    let encoding = headers
        .iter()
        .find(|header| header.name == "content-transfer-encoding");
    match encoding
        .map(|header| header.value.to_ascii_lowercase())
        .as_deref()
    {
        Some("base64") => {
            let text: String = body
                .iter()
                .filter(|byte| !byte.is_ascii_whitespace())
                .map(|byte| char::from(*byte))
                .collect();
            openssl::base64::decode_block(&text).ok()
        }
        Some("binary" | "8bit" | "7bit") | None => Some(body.to_vec()),
        Some(_) => None,
    }
}

/// CRLF line ends throughout; None when nothing would change.
fn canonicalise(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    for (index, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' && (index == 0 || bytes[index - 1] != b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    (out.len() != bytes.len()).then_some(out)
}

/// The one From address, lower case. More than one From is refused: whoever shows the mail could
/// show the other one.
fn sender(headers: &[Header]) -> Result<String, &'static str> {
    let mut found = headers.iter().filter(|header| header.name == "from");
    let value = &found.next().ok_or("from_missing")?.value;
    if found.next().is_some() {
        return Err("several_from");
    }
    let mut addresses = addresses(value);
    match addresses.len() {
        0 => Err("from_missing"),
        1 => Ok(addresses.remove(0)),
        _ => Err("several_from"),
    }
}

/// Addresses of a header value: what stands in angle brackets, else the bare word; quoted strings
/// and comments are skipped.
fn addresses(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut bare, mut angle): (String, Option<String>) = (String::new(), None);
    let (mut quoted, mut escaped, mut comment, mut inside) = (false, false, 0u32, false);
    for c in value.chars().chain([',']) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted || comment > 0 => escaped = true,
            '"' if comment == 0 && !inside => quoted = !quoted,
            _ if quoted => {}
            '(' if !inside => comment += 1,
            ')' if comment > 0 => comment -= 1,
            _ if comment > 0 => {}
            '<' => (angle, inside) = (Some(String::new()), true),
            '>' => inside = false,
            ',' | ';' if !inside => {
                let word = angle.take().unwrap_or_else(|| std::mem::take(&mut bare));
                let word = word.trim().to_ascii_lowercase();
                if word.contains('@') {
                    found.push(word);
                }
                bare.clear();
            }
            _ if inside => angle.get_or_insert_default().push(c),
            _ => bare.push(c),
        }
    }
    found
}

struct ContentType {
    /// Lower case, e.g. `multipart/signed`.
    media: String,
    parameters: Vec<(String, String)>,
}

impl ContentType {
    fn read(value: &str) -> ContentType {
        let mut pieces: Vec<String> = vec![String::new()];
        let (mut quoted, mut escaped) = (false, false);
        for c in value.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => {
                    escaped = true;
                    continue;
                }
                '"' => {
                    quoted = !quoted;
                    continue;
                }
                ';' if !quoted => {
                    pieces.push(String::new());
                    continue;
                }
                _ => {}
            }
            if let Some(last) = pieces.last_mut() {
                last.push(c);
            }
        }
        let mut pieces = pieces.into_iter();
        let media = pieces
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let parameters = pieces
            .filter_map(|piece| {
                let (name, value) = piece.split_once('=')?;
                Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            })
            .collect();
        ContentType { media, parameters }
    }

    fn parameter(&self, name: &str) -> Option<String> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_what_stands_in_angle_brackets_outside_quotes() {
        let rows = [
            (
                r#""Per conto di: a@x.example" <posta-certificata@g.example>"#,
                vec!["posta-certificata@g.example"],
            ),
            ("Posta@G.example", vec!["posta@g.example"]),
            (
                r#""<evil@x.example>" <b@y.example> (c@z.example)"#,
                vec!["b@y.example"],
            ),
            (
                "a@x.example, b@y.example",
                vec!["a@x.example", "b@y.example"],
            ),
            (r#""a, b" <c@z.example>"#, vec!["c@z.example"]),
            ("nobody", vec![]),
        ];
        for (value, expected) in rows {
            assert_eq!(addresses(value), expected, "{value}");
        }
    }

    #[test]
    fn the_line_break_before_a_boundary_is_not_signed() {
        for eol in ["\r\n", "\n"] {
            let mail = [
                "H: v", "", "preamble", "--b", "one", "", "--bb", "--b  ", "two", "--b--", "",
            ]
            .join(eol);
            let (_, body) = headers(mail.as_bytes());
            let found: Vec<&str> = parts(mail.as_bytes(), body, "b")
                .into_iter()
                .map(|range| &mail[range])
                .collect();
            assert_eq!(found, [format!("one{eol}{eol}--bb"), "two".to_owned()]);
        }
    }
}
