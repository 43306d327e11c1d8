//! Which characters the bytes are: byte order mark first, then the XML declaration, then UTF-8.
//!
//! Source: XML 1.0 (fifth edition), appendix F.

use super::limits::FILE_BYTES_MAX;
use crate::report::{Place, Report};
use crate::rule;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The file as text without its byte order mark, or None with a finding.
pub(crate) fn decode(bytes: &[u8], report: &mut Report) -> Option<String> {
    if bytes.len() > FILE_BYTES_MAX {
        let size = bytes.len().to_string();
        report.add(&rule::FILE_TOO_BIG, Place::default(), &[("size", &size)]);
        return None;
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        report.add(&rule::XML_EMPTY, Place::at(1, 1), &[]);
        return None;
    }
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.starts_with(&[b'<', 0]) => UTF_16LE,
        None if bytes.starts_with(&[0, b'<']) => UTF_16BE,
        None => match declared(bytes) {
            None => UTF_8,
            Some(label) => match Encoding::for_label(label) {
                // A declaration that can be read byte by byte is no UTF-16, whatever it says.
                Some(e) if e == UTF_16LE || e == UTF_16BE => UTF_8,
                Some(encoding) => encoding,
                None => {
                    let label = String::from_utf8_lossy(label).into_owned();
                    report.add(
                        &rule::XML_ENCODING_UNKNOWN,
                        Place::at(1, 1),
                        &[("encoding", &label)],
                    );
                    return None;
                }
            },
        },
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        let line = text.find('\u{FFFD}').map_or(1, |at| {
            text[..at].bytes().filter(|b| *b == b'\n').count() + 1
        });
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        report.add(
            &rule::XML_ENCODING_BROKEN,
            Place::at(line, 1),
            &[("encoding", encoding.name())],
        );
        return None;
    }
    Some(text.into_owned())
}

/// The encoding label of an XML declaration in an ASCII-compatible file.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..bytes.len().min(300))?;
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|w| w == b"?>")?;
    let head = &head[..end];
    let at = head.windows(8).position(|w| w == b"encoding")? + 8;
    let rest = &head[at..];
    let open = rest.iter().position(|b| matches!(b, b'"' | b'\''))?;
    let quote = rest[open];
    let value = &rest[open + 1..];
    let close = value.iter().position(|b| *b == quote)?;
    Some(&value[..close])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (Option<String>, Vec<String>) {
        let mut report = Report::new("a.bpmn");
        let text = decode(bytes, &mut report);
        (
            text,
            report.into_findings().into_iter().map(|f| f.code).collect(),
        )
    }

    #[test]
    fn every_encoding_gives_the_same_letters() {
        let rows: [(&str, Vec<u8>); 7] = [
            ("utf-8", "<a>però</a>".as_bytes().to_vec()),
            (
                "utf-8 with mark",
                [b"\xEF\xBB\xBF", "<a>però</a>".as_bytes()].concat(),
            ),
            ("utf-16 le with mark", {
                let mut b = vec![0xFF, 0xFE];
                b.extend("<a>però</a>".encode_utf16().flat_map(u16::to_le_bytes));
                b
            }),
            ("utf-16 be with mark", {
                let mut b = vec![0xFE, 0xFF];
                b.extend("<a>però</a>".encode_utf16().flat_map(u16::to_be_bytes));
                b
            }),
            (
                "utf-16 le without mark",
                "<a>però</a>"
                    .encode_utf16()
                    .flat_map(u16::to_le_bytes)
                    .collect(),
            ),
            (
                "latin-1",
                b"<?xml version='1.0' encoding='ISO-8859-1'?><a>per\xF2</a>".to_vec(),
            ),
            (
                "windows-1252",
                b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>per\xF2</a>".to_vec(),
            ),
        ];
        for (name, bytes) in rows {
            let (text, codes) = text(&bytes);
            assert!(
                text.as_deref().is_some_and(|t| t.ends_with("<a>però</a>")),
                "{name}: {text:?} {codes:?}"
            );
        }
    }

    #[test]
    fn bytes_that_are_not_their_encoding_are_refused_with_a_line() {
        assert_eq!(
            text(b"<a>\n per\xF2</a>"),
            (None, vec!["XML003".to_owned()])
        );
        assert_eq!(
            text(b"<?xml version='1.0' encoding='klingon'?><a/>"),
            (None, vec!["XML002".to_owned()])
        );
        assert_eq!(text(b" \n"), (None, vec!["XML001".to_owned()]));
        assert_eq!(
            text(&vec![b' '; FILE_BYTES_MAX + 1]).1,
            vec!["LIM001".to_owned()]
        );
    }
}
