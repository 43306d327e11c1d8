//! Meaning of header values: text, addresses, ids, dates. Parameters are in [`crate::parameter`].
//!
//! Values are cleaned first (folding undone, bare CR and NUL made blanks, undeclared 8-bit bytes
//! read as UTF-8 or Windows-1252, neighbouring encoded words joined), then read by `mail-parser`.
//! Sources: RFC 5322 §2.2–3.6, RFC 2047.

use crate::decode;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeZone, Utc};
use mail_parser::{Address, HeaderValue, parsers::MessageStream};

/// Addresses read from one field at most; the rest is passed over.
const ADDRESSES_MAX: usize = 10_000;

/// A display name and an address. The address is lower case and may be empty when unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    pub name: String,
    pub address: String,
}

/// Free text such as a subject, on one line, without control characters.
pub fn text(value: &[u8]) -> String {
    let value = cleaned(value);
    match MessageStream::new(&value).parse_unstructured() {
        HeaderValue::Text(text) => printable(&text),
        HeaderValue::TextList(list) => printable(&list.join(" ")),
        _ => String::new(),
    }
}

/// A keyword such as `X-Ricevuta`: trimmed, as written.
pub fn keyword(value: &[u8]) -> String {
    printable(&decode::undeclared(&unfolded(value)))
}

/// Addresses with groups flattened.
pub fn people(value: &[u8]) -> Vec<Person> {
    let value = cleaned(value);
    let HeaderValue::Address(address) = MessageStream::new(&value).parse_address() else {
        return Vec::new();
    };
    let list: Vec<_> = match address {
        Address::List(list) => list,
        Address::Group(groups) => groups.into_iter().flat_map(|g| g.addresses).collect(),
    };
    list.into_iter()
        .take(ADDRESSES_MAX)
        .filter_map(|a| {
            let name = a.name.as_deref().map(printable).unwrap_or_default();
            let address = a
                .address
                .as_deref()
                .map(printable)
                .unwrap_or_default()
                .to_lowercase();
            (!name.is_empty() || !address.is_empty()).then_some(Person { name, address })
        })
        .collect()
}

/// Message ids without angle brackets, in order.
pub fn ids(value: &[u8]) -> Vec<String> {
    let value = cleaned(value);
    let list = match MessageStream::new(&value).parse_id() {
        HeaderValue::Text(id) => vec![id.into_owned()],
        HeaderValue::TextList(list) => list.into_iter().map(|id| id.into_owned()).collect(),
        _ => Vec::new(),
    };
    list.iter()
        .map(|id| bare_id(id))
        .filter(|id| !id.is_empty())
        .take(ADDRESSES_MAX)
        .collect()
}

/// An id without brackets and blanks around it.
pub fn bare_id(id: &str) -> String {
    printable(id)
        .trim_matches(|c: char| c == '<' || c == '>' || c.is_whitespace())
        .to_owned()
}

/// A date in UTC; None when it is not one.
pub fn date(value: &[u8]) -> Option<DateTime<Utc>> {
    let value = cleaned(value);
    match MessageStream::new(&value).parse_date() {
        HeaderValue::DateTime(d) if d.is_valid() && (1970..10_000).contains(&d.year) => {
            Utc.timestamp_opt(d.to_timestamp(), 0).single()
        }
        _ => None,
    }
}

/// One line without control characters, ends trimmed.
pub(crate) fn printable(text: &str) -> String {
    let flat: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    flat.trim().to_owned()
}

/// Line ends before a continuation go (RFC 5322 §2.2.3); a bare CR, LF or NUL becomes a blank.
pub(crate) fn unfolded(value: &[u8]) -> Vec<u8> {
    let blank = |at: usize| value.get(at).is_none_or(|b| *b == b' ' || *b == b'\t');
    let mut out = Vec::with_capacity(value.len());
    for (at, byte) in value.iter().enumerate() {
        match byte {
            b'\r' if value.get(at + 1) == Some(&b'\n') => {}
            b'\n' if blank(at + 1) => {}
            b'\r' | b'\n' | 0 => out.push(b' '),
            b => out.push(*b),
        }
    }
    out
}

/// One unfolded UTF-8 line with its newline, as `mail-parser` wants it.
fn cleaned(value: &[u8]) -> Vec<u8> {
    let flat = unfolded(value);
    let mut line = join_words(&decode::undeclared(&flat)).into_bytes();
    line.push(b'\n');
    line
}

/// An encoded word (RFC 2047 §2) and where it ends.
struct Word<'a> {
    charset: &'a str,
    base64: bool,
    payload: &'a str,
    len: usize,
}

fn word_at(text: &str) -> Option<Word<'_>> {
    let rest = text.strip_prefix("=?")?;
    let (charset, rest) = rest.split_once('?')?;
    let (kind, rest) = rest.split_once('?')?;
    let (payload, _) = rest.split_once("?=")?;
    let base64 = match kind {
        "B" | "b" => true,
        "Q" | "q" => false,
        _ => return None,
    };
    if charset.is_empty()
        || charset.len() > 60
        || charset.contains(char::is_whitespace)
        || payload.contains(' ')
    {
        return None;
    }
    let len = 2 + charset.len() + 1 + kind.len() + 1 + payload.len() + 2;
    Some(Word {
        charset,
        base64,
        payload,
        len,
    })
}

/// Joins neighbouring encoded words of one charset and encoding: mailers cut characters of more
/// than one byte across words, which RFC 2047 §5 forbids and everybody meets.
fn join_words(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find("=?") {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(first) = word_at(rest) else {
            out.push_str("=?");
            rest = &rest[2..];
            continue;
        };
        let mut payloads = vec![first.payload];
        let mut after = &rest[first.len..];
        while let Some(next) = word_at(after.trim_start()) {
            if next.base64 != first.base64 || !next.charset.eq_ignore_ascii_case(first.charset) {
                break;
            }
            payloads.push(next.payload);
            after = &after.trim_start()[next.len..];
        }
        if payloads.len() == 1 {
            out.push_str(&rest[..first.len]);
        } else if first.base64 {
            let bytes: Vec<u8> = payloads
                .iter()
                .flat_map(|p| decode::base64(p.as_bytes()))
                .collect();
            out.push_str(&format!(
                "=?{}?B?{}?=",
                first.charset,
                STANDARD.encode(bytes)
            ));
        } else {
            out.push_str(&format!("=?{}?Q?{}?=", first.charset, payloads.concat()));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The Message-IDs (no brackets) a head names in In-Reply-To and References; none when it cannot be read.
pub fn answered(head: &[u8]) -> Vec<String> {
    let Ok(tree) = crate::tree::Tree::read(head) else {
        return Vec::new();
    };
    let named = |field: &str| tree.value(0, field).map(ids).unwrap_or_default();
    let mut found = named("in-reply-to");
    found.extend(named("references"));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_read_as_their_writer_meant() {
        let rows: &[(&str, &[u8], &str)] = &[
            ("plain", b" Ciao\r\n", "Ciao"),
            ("q word", b" =?iso-8859-1?Q?Perch=E9_no?=\r\n", "Perché no"),
            (
                "character cut across words",
                b" =?utf-8?B?Y2l0dMM=?=\r\n =?utf-8?B?oCBiZWxsYQ==?=\r\n",
                "città bella",
            ),
            (
                "q character cut across words",
                b" =?UTF-8?Q?citt=C3?= =?utf-8?Q?=A0?=\r\n",
                "città",
            ),
            ("raw utf-8", " Città\r\n".as_bytes(), "Città"),
            ("raw latin-1", b" Citt\xe0\r\n", "Città"),
            ("folded", b" uno\r\n due\r\n", "uno due"),
            ("bare CR and NUL", b" uno\rdue\0tre\r\n", "uno due tre"),
            ("not a word", b" a =?b c\r\n", "a =?b c"),
            ("empty", b"\r\n", ""),
            ("unknown charset", b" =?x-none?Q?abc?=\r\n", "abc"),
        ];
        for (name, value, expected) in rows {
            assert_eq!(&text(value), expected, "{name}");
        }
    }

    #[test]
    fn addresses_come_out_lower_case_and_flat() {
        type People<'a> = &'a [(&'a str, &'a str)];
        let rows: &[(&str, &[u8], People)] = &[
            (
                "bare",
                b" Anna@Comune.EXAMPLE\r\n",
                &[("", "anna@comune.example")],
            ),
            (
                "named",
                b" \"Rossi, Anna\" <a@b.example>, c@d.example\r\n",
                &[("Rossi, Anna", "a@b.example"), ("", "c@d.example")],
            ),
            (
                "group",
                b" gruppo: a@b.example, C <c@d.example>;\r\n",
                &[("", "a@b.example"), ("C", "c@d.example")],
            ),
            (
                "encoded",
                b" =?utf-8?Q?Citt=C3=A0?= <a@b.example>\r\n",
                &[("Città", "a@b.example")],
            ),
            (
                "on behalf",
                b" \"Per conto di: anna@ente.example\" <posta-certificata@gestore.example>\r\n",
                &[(
                    "Per conto di: anna@ente.example",
                    "posta-certificata@gestore.example",
                )],
            ),
            ("nothing", b" \r\n", &[]),
        ];
        for (name, value, expected) in rows {
            let read: Vec<_> = people(value)
                .into_iter()
                .map(|p| (p.name, p.address))
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(n, a)| (n.to_string(), a.to_string()))
                .collect();
            assert_eq!(read, expected, "{name}");
        }
    }

    #[test]
    fn ids_lose_their_brackets() {
        assert_eq!(
            ids(b" <a@b.example>\r\n <c@d.example>\r\n"),
            ["a@b.example", "c@d.example"]
        );
        assert_eq!(ids(b" a@b.example\r\n"), ["a@b.example"]);
        assert!(ids(b" \r\n").is_empty());
    }

    #[test]
    fn dates_are_utc_or_nothing() {
        assert_eq!(
            date(b" Mon, 2 Mar 2026 10:00:00 +0100\r\n")
                .map(|d| d.to_rfc3339())
                .as_deref(),
            Some("2026-03-02T09:00:00+00:00")
        );
        assert_eq!(date(b" yesterday\r\n"), None);
    }
}
