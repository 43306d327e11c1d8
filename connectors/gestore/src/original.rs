//! Reads a submitted mail as far as a gestore must: headers, named parts, marks of a virus.
//!
//! Works on offsets of the bytes as they came; what is handed on is a copy with a few headers
//! changed (RFC 6109 §2.2.1) or named parts replaced by their hashes (§3.3.2). Depth and number of
//! parts are limited. Independent of the reader the client uses, on purpose.

use crate::{address, decode, mime};
use std::ops::Range;

/// A text that makes this gestore find a virus.
pub const VIRUS_MARK: &str = "VIRUS-DI-PROVA";

const DEPTH_MAX: usize = 20;
const PARTS_MAX: usize = 1000;

/// A mail in its raw form with its headers found.
pub struct Original<'a> {
    pub raw: &'a [u8],
    headers: Vec<Header>,
    body_start: usize,
}

struct Header {
    /// Lower case.
    name: String,
    /// Unfolded, encoded words left as they are.
    value: String,
    range: Range<usize>,
}

/// A part that is no multipart.
struct Part {
    media: String,
    name: Option<String>,
    encoding: String,
    /// MIME headers and body.
    whole: Range<usize>,
    body: Range<usize>,
    /// Lies under the signature part of a user's own S/MIME mail, or is opaque: never replaced.
    kept: bool,
}

impl<'a> Original<'a> {
    pub fn read(raw: &'a [u8]) -> Original<'a> {
        let (headers, body_start) = headers(raw, 0..raw.len());
        Original {
            raw,
            headers,
            body_start,
        }
    }

    /// Every value of a header, in order, unfolded.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|header| header.name == name)
            .map(|header| header.value.as_str())
            .collect()
    }

    pub fn first(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|header| header.name == name)
            .map(|header| header.value.as_str())
    }

    /// Addresses of all headers of this name. None when one of them is not valid.
    pub fn addresses(&self, name: &str) -> Option<Vec<String>> {
        let mut found = Vec::new();
        for value in self.all(name) {
            found.extend(address::list(value)?);
        }
        Some(found)
    }

    /// The subject with its encoded words decoded; empty when there is none.
    pub fn subject(&self) -> String {
        decode::words(self.first("subject").unwrap_or_default())
    }

    /// `Message-ID` without brackets.
    pub fn message_id(&self) -> Option<String> {
        let id = self
            .first("message-id")?
            .trim()
            .trim_start_matches('<')
            .trim_end_matches('>')
            .trim();
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// The raw header lines of this name, line breaks included.
    pub fn lines(&self, name: &str) -> Vec<&'a [u8]> {
        self.headers
            .iter()
            .filter(|header| header.name == name)
            .map(|header| &self.raw[header.range.clone()])
            .collect()
    }

    /// Headers only, for a bounce.
    pub fn head(&self) -> &'a [u8] {
        &self.raw[..self.body_start]
    }

    /// A copy whose headers of these names are gone and `lines` (ready header lines) stand first.
    pub fn with_headers(&self, without: &[&str], lines: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.raw.len() + lines.len());
        out.extend_from_slice(lines.as_bytes());
        let mut at = 0;
        for header in self
            .headers
            .iter()
            .filter(|header| without.contains(&header.name.as_str()))
        {
            out.extend_from_slice(&self.raw[at..header.range.start]);
            at = header.range.end;
        }
        out.extend_from_slice(&self.raw[at..]);
        out
    }

    /// The boundary of the outermost multipart.
    pub fn boundary(&self) -> Option<String> {
        parameter(&parameters(self.first("content-type")?).1, "boundary")
    }

    /// The raw bytes of the first part of the outermost multipart.
    pub fn first_part(&self) -> Option<&'a [u8]> {
        let body = self.body_start..self.raw.len();
        let first = children(self.raw, body, &self.boundary()?)
            .into_iter()
            .next()?;
        Some(&self.raw[first])
    }

    /// Whether the mark stands in the subject, in a name or in decoded text.
    pub fn infected(&self) -> bool {
        self.subject().contains(VIRUS_MARK)
            || self.parts().iter().any(|part| {
                part.name
                    .as_ref()
                    .is_some_and(|name| name.contains(VIRUS_MARK))
                    || contains(
                        &decode::body(&part.encoding, &self.raw[part.body.clone()]),
                        VIRUS_MARK.as_bytes(),
                    )
            })
    }

    /// A copy for a brief receipt: every named part replaced by the SHA-1 of its encoded body.
    pub fn brief(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.raw.len());
        let mut at = 0;
        for part in self.parts() {
            let Some(name) = part.name.filter(|_| !part.kept) else {
                continue;
            };
            let encoded = &self.raw[part.body];
            let digest = hex::encode(signature::sha1(encoded));
            let name = format!("{name}.hash");
            let text = mime::file("text/plain", "attachment", &name, digest.as_bytes());
            out.extend_from_slice(&self.raw[at..part.whole.start]);
            out.extend_from_slice(text.strip_suffix(b"\r\n").unwrap_or(&text));
            at = part.whole.end;
        }
        out.extend_from_slice(&self.raw[at..]);
        out
    }

    fn parts(&self) -> Vec<Part> {
        let mut found = Vec::new();
        walk(self.raw, 0..self.raw.len(), 0, false, &mut found);
        found
    }
}

fn walk(raw: &[u8], whole: Range<usize>, depth: usize, kept: bool, found: &mut Vec<Part>) {
    if depth > DEPTH_MAX || found.len() >= PARTS_MAX {
        return;
    }
    let (headers, body_start) = headers(raw, whole.clone());
    let value = |name: &str| {
        headers
            .iter()
            .find(|header| header.name == name)
            .map(|header| header.value.as_str())
    };
    let (media, parameters) = parameters(value("content-type").unwrap_or("text/plain"));
    let boundary = parameter(&parameters, "boundary");
    if let Some(boundary) = boundary.filter(|_| media.starts_with("multipart/")) {
        for (index, child) in children(raw, body_start..whole.end, &boundary)
            .into_iter()
            .enumerate()
        {
            // Of a user's own signed mail only the first part is looked into (RFC 6109 §3.3.2).
            walk(
                raw,
                child,
                depth + 1,
                kept || (media == "multipart/signed" && index > 0),
                found,
            );
        }
        return;
    }
    let disposition = self::parameters(value("content-disposition").unwrap_or_default()).1;
    let name = parameter(&disposition, "filename").or_else(|| parameter(&parameters, "name"));
    let opaque = media == "application/pkcs7-mime" || media == "application/x-pkcs7-mime";
    found.push(Part {
        name: name.map(|name| decode::words(&name)),
        encoding: value("content-transfer-encoding")
            .unwrap_or("7bit")
            .trim()
            .to_ascii_lowercase(),
        body: body_start..whole.end,
        whole,
        // The top entity has no boundary around it to be replaced within.
        kept: kept || opaque || depth == 0,
        media,
    });
    if let Some(part) = found.last()
        && part.media == "message/rfc822"
        && part.name.is_none()
    {
        let body = part.body.clone();
        walk(raw, body, depth + 1, true, found);
    }
}

/// Headers of the entity in a range, and where its body begins.
fn headers(raw: &[u8], range: Range<usize>) -> (Vec<Header>, usize) {
    let mut found: Vec<Header> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let end = raw[at..range.end]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(range.end, |length| at + length + 1);
        let line = &raw[at..end];
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.is_empty() {
            return (found, end);
        }
        let text = String::from_utf8_lossy(text);
        if text.starts_with([' ', '\t']) {
            if let Some(last) = found.last_mut() {
                last.value.push(' ');
                last.value.push_str(text.trim());
                last.range.end = end;
            }
        } else if let Some((name, value)) = text.split_once(':') {
            let header = Header {
                name: name.trim().to_ascii_lowercase(),
                value: value.trim().to_owned(),
                range: at..end,
            };
            found.push(header);
        }
        at = end;
    }
    (found, range.end)
}

/// The parts of a multipart: between boundary lines, without the line break before the next one.
fn children(raw: &[u8], body: Range<usize>, boundary: &str) -> Vec<Range<usize>> {
    let delimiter = format!("--{boundary}");
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = body.start;
    while at < body.end && found.len() < PARTS_MAX {
        let end = raw[at..body.end]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(body.end, |length| at + length + 1);
        if let Some(rest) = raw[at..end].strip_prefix(delimiter.as_bytes()) {
            let rest = rest.trim_ascii_end();
            if rest.is_empty() || rest == b"--" {
                if let Some(start) = open.take() {
                    let part = &raw[start..at];
                    let shorter = part
                        .strip_suffix(b"\r\n")
                        .or(part.strip_suffix(b"\n"))
                        .unwrap_or(part);
                    found.push(start..start + shorter.len());
                }
                if rest == b"--" {
                    return found;
                }
                open = Some(end);
            }
        }
        at = end;
    }
    if let Some(start) = open.filter(|start| *start < body.end) {
        found.push(start..body.end);
    }
    found
}

/// Media type (lower case) and parameters of a structured header value.
fn parameters(value: &str) -> (String, Vec<(String, String)>) {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in value.chars() {
        let last = pieces.last_mut().expect("there is always a piece");
        match c {
            _ if escaped => {
                last.push(c);
                escaped = false;
            }
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => pieces.push(String::new()),
            c => last.push(c),
        }
    }
    let mut pieces = pieces.into_iter();
    let media = pieces
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let rest = pieces.filter_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    });
    (media, rest.collect())
}

/// A parameter in plain form, in the form of RFC 2231 (`name*=utf-8''…`) or in pieces (`name*0=`).
fn parameter(parameters: &[(String, String)], name: &str) -> Option<String> {
    let find = |key: &str| {
        parameters
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.as_str())
    };
    if let Some(value) = find(name) {
        return Some(value.to_owned());
    }
    if let Some(value) = find(&format!("{name}*")) {
        return Some(decode::percent(
            value.splitn(3, '\'').last().unwrap_or(value),
        ));
    }
    let mut joined: Option<String> = None;
    for index in 0..50 {
        if let Some(value) = find(&format!("{name}*{index}")) {
            joined.get_or_insert_default().push_str(value);
        } else if let Some(value) = find(&format!("{name}*{index}*")) {
            let value = if index == 0 {
                value.splitn(3, '\'').last().unwrap_or(value)
            } else {
                value
            };
            joined
                .get_or_insert_default()
                .push_str(&decode::percent(value));
        } else {
            break;
        }
    }
    joined
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, engine::general_purpose};
    use proptest::prelude::*;

    const MAIL: &str = "From: a@x.example\r\nSubject: =?UTF-8?Q?Citt=C3=A0?= =?iso-8859-1?B?6A==?=\r\n b\r\nMessage-ID: <M1@x>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\ntesto\r\n--b\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nVklSVVMtREktUFJPVkE=\r\n--b--\r\n";

    #[test]
    fn headers_are_read_and_replaced_without_touching_the_rest() {
        let mail = Original::read(MAIL.as_bytes());
        assert_eq!(mail.subject(), "Cittàè b");
        assert_eq!(mail.message_id().as_deref(), Some("M1@x"));
        let changed = mail.with_headers(&["message-id"], "Message-ID: <P@g>\r\n");
        assert_eq!(
            String::from_utf8(changed).unwrap(),
            format!(
                "Message-ID: <P@g>\r\n{}",
                MAIL.replace("Message-ID: <M1@x>\r\n", "")
            )
        );
    }

    #[test]
    fn the_mark_is_found_in_encoded_attachments() {
        assert!(Original::read(MAIL.as_bytes()).infected());
        assert!(!Original::read(MAIL.replace("VklS", "AAAA").as_bytes()).infected());
    }

    #[test]
    fn a_brief_copy_holds_the_hash_of_the_encoded_body() {
        let brief = String::from_utf8(Original::read(MAIL.as_bytes()).brief()).unwrap();
        // sha1 of the encoded text, by the openssl command line.
        let hash = hex::encode(signature::sha1(b"VklSVVMtREktUFJPVkE="));
        assert!(brief.contains("filename=\"a.pdf.hash\""), "{brief}");
        assert!(
            brief.contains(&general_purpose::STANDARD.encode(&hash)[..40]),
            "{brief}"
        );
        assert!(
            brief.contains("testo")
                && !brief.contains("VklSVVM")
                && brief.ends_with("\r\n--b--\r\n"),
            "{brief}"
        );
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..600), text in ".{0,300}") {
            for raw in [bytes.as_slice(), text.as_bytes(), &[MAIL.as_bytes(), &bytes].concat()] {
                let mail = Original::read(raw);
                let _ = (mail.subject(), mail.infected(), mail.brief(), mail.addresses("from"));
            }
        }
    }
}
