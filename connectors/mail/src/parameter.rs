//! Values with parameters: `Content-Type`, `Content-Disposition`.
//!
//! Continuations are joined as bytes before their charset is undone, because mailers cut characters
//! of more than one byte across them. Encoded words in quoted values, which RFC 2047 §5 forbids and
//! many mailers write, are read too. Sources: RFC 2045 §5.1, RFC 2231.

use crate::{decode, header};
use std::collections::BTreeMap;

/// Longest value read; what comes after is passed over.
const BYTES_MAX: usize = 16 * 1024;
/// Parameters read at most.
const PARAMETERS_MAX: usize = 200;

/// A value with parameters, such as `text/plain; charset=utf-8`. `value` is lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameterised {
    pub value: String,
    /// Lower-case name and decoded value; the first of a name wins.
    pub parameters: Vec<(String, String)>,
}

impl Parameterised {
    /// The parameter of this (lower case) name, decoded.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

/// One `name*2*=value` of a continued parameter.
struct Piece {
    text: String,
    extended: bool,
}

/// Reads the raw value of a field; None when it is empty.
pub fn read(value: &[u8]) -> Option<Parameterised> {
    let flat = header::unfolded(&value[..value.len().min(BYTES_MAX)]);
    let flat = decode::undeclared(&flat);
    let mut segments = segments(&flat).into_iter();
    let value: String = segments
        .next()?
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    if value.is_empty() {
        return None;
    }
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut continued: BTreeMap<String, BTreeMap<u32, Piece>> = BTreeMap::new();
    for segment in segments.take(PARAMETERS_MAX) {
        let Some((name, text)) = segment.split_once('=') else {
            continue;
        };
        let name = name.trim().to_lowercase();
        let text = unquoted(text.trim());
        match name.split_once('*') {
            None => {
                if !parameters.iter().any(|(n, _)| *n == name) {
                    parameters.push((name, header::text(text.as_bytes())));
                }
            }
            Some((base, index)) => {
                let extended = index.is_empty() || index.ends_with('*');
                let index = index.trim_end_matches('*').parse().unwrap_or(0);
                continued
                    .entry(base.to_owned())
                    .or_default()
                    .entry(index)
                    .or_insert(Piece { text, extended });
            }
        }
    }
    // The extended form wins over a plain one sent beside it for old readers.
    for (name, pieces) in continued {
        let value = joined(&pieces);
        parameters.retain(|(n, _)| *n != name);
        parameters.push((name, value));
    }
    Some(Parameterised {
        value: header::printable(&value).to_lowercase(),
        parameters,
    })
}

/// Splits at semicolons outside quotes; comments outside quotes are dropped.
fn segments(value: &str) -> Vec<String> {
    let mut segments = vec![String::new()];
    let (mut quoted, mut escaped, mut comment) = (false, false, 0usize);
    for c in value.chars() {
        let last = segments.len() - 1;
        if quoted {
            segments[last].push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '(' if segments[last].ends_with([' ', '\t']) || comment > 0 => comment += 1,
            ')' if comment > 0 => comment -= 1,
            _ if comment > 0 => {}
            ';' => segments.push(String::new()),
            '"' => {
                quoted = true;
                segments[last].push(c);
            }
            c => segments[last].push(c),
        }
    }
    segments
}

fn unquoted(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"') else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            // Windows paths are sent unescaped: a backslash escapes only a quote or itself.
            '\\' => match chars.clone().next() {
                Some(next @ ('"' | '\\')) => {
                    chars.next();
                    out.push(next);
                }
                _ => out.push(c),
            },
            c => out.push(c),
        }
    }
    out
}

/// Joins the pieces of one parameter and undoes percent codes and charset.
fn joined(pieces: &BTreeMap<u32, Piece>) -> String {
    let mut bytes = Vec::new();
    let mut charset = None;
    for (position, piece) in pieces.values().enumerate() {
        let mut text = piece.text.as_str();
        if position == 0 && piece.extended {
            let mut fields = text.splitn(3, '\'');
            if let (Some(name), Some(_), Some(rest)) = (fields.next(), fields.next(), fields.next())
            {
                charset = (!name.is_empty()).then(|| name.to_owned());
                text = rest;
            }
        }
        if piece.extended {
            percent(text, &mut bytes)
        } else {
            bytes.extend_from_slice(text.as_bytes())
        }
    }
    header::printable(&decode::text(&bytes, charset.as_deref()))
}

fn percent(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .and_then(|d| std::str::from_utf8(d).ok())
            .and_then(|d| u8::from_str_radix(d, 16).ok());
        match code {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = &tail[2..];
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn parameters_of_every_kind_are_read() {
        let rows: &[(&str, &[u8], &str, Option<&str>)] = &[
            (
                "plain",
                b" attachment; filename=a.pdf",
                "filename",
                Some("a.pdf"),
            ),
            (
                "quoted",
                b" attachment; filename=\"a; b.pdf\"",
                "filename",
                Some("a; b.pdf"),
            ),
            (
                "2231",
                b" attachment; filename*=utf-8''citt%C3%A0.pdf",
                "filename",
                Some("città.pdf"),
            ),
            (
                "2231 latin",
                b" attachment; filename*=iso-8859-1'it'citt%E0.pdf",
                "filename",
                Some("città.pdf"),
            ),
            (
                "continued",
                b" attachment; filename*0=\"uno \";\r\n filename*1=due.pdf",
                "filename",
                Some("uno due.pdf"),
            ),
            (
                "continued 2231",
                b" attachment; filename*0*=utf-8''citt%C3;\r\n filename*1*=%A0.pdf",
                "filename",
                Some("città.pdf"),
            ),
            (
                "2047 in quotes",
                b" attachment; filename=\"=?utf-8?Q?citt=C3=A0.pdf?=\"",
                "filename",
                Some("città.pdf"),
            ),
            (
                "cut 2047 in quotes",
                b" attachment; filename=\"=?utf-8?B?Y2l0dMM=?= =?utf-8?B?oC5wZGY=?=\"",
                "filename",
                Some("città.pdf"),
            ),
            (
                "raw utf-8",
                " attachment; filename=\"città.pdf\"".as_bytes(),
                "filename",
                Some("città.pdf"),
            ),
            (
                "backslashes",
                b" attachment; filename=\"C:\\temp\\a.pdf\"",
                "filename",
                Some("C:\\temp\\a.pdf"),
            ),
            (
                "escaped quote",
                b" attachment; filename=\"a\\\"b.pdf\"",
                "filename",
                Some("a\"b.pdf"),
            ),
            (
                "blanks without quotes",
                b" attachment; filename=la mia.pdf ;x=1",
                "filename",
                Some("la mia.pdf"),
            ),
            (
                "comment",
                b" text/plain; charset=utf-8 (yes; really)",
                "charset",
                Some("utf-8"),
            ),
            (
                "never closed",
                b" attachment; filename=\"a.pdf",
                "filename",
                Some("a.pdf"),
            ),
            (
                "plain beside extended",
                b" attachment; filename=x.pdf; filename*=utf-8''%C3%A0.pdf",
                "filename",
                Some("à.pdf"),
            ),
            ("none", b" attachment", "filename", None),
        ];
        for (name, value, parameter, expected) in rows {
            let read = read(value).expect(name);
            assert_eq!(read.parameter(parameter), *expected, "{name}: {read:?}");
        }
    }
}
