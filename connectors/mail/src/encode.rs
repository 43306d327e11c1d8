//! Writing header values and bodies as ASCII lines.
//!
//! Every value written here reads back as the text it was made of. Sources: RFC 2045 §6.7–6.8,
//! RFC 2047, RFC 2231, RFC 5322 §2.2.3 (folding), §3.2.4 (quoted strings).

use base64::{Engine, engine::general_purpose::STANDARD};

/// Preferred line length without CRLF.
const LINE: usize = 76;
/// Bytes of UTF-8 in one encoded word: 45 bytes make 60 letters, 72 with `=?utf-8?B?` and `?=`.
const WORD_BYTES: usize = 45;

/// Free text such as a subject. `used` is how much of the first line is taken.
pub fn unstructured(used: usize, text: &str) -> String {
    let plain = text.bytes().all(|b| (0x20..0x7f).contains(&b))
        && !text.contains("=?")
        && !text.contains("  ")
        && text.split(' ').all(|w| w.len() <= LINE - 2);
    if plain {
        folded(used, text)
    } else {
        words(text)
    }
}

/// `Display Name <address>`, or the address alone.
pub fn person(used: usize, name: &str, address: &str) -> String {
    if name.is_empty() {
        return address.to_owned();
    }
    let atoms = name.split(' ').all(|w| {
        !w.is_empty()
            && w.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    });
    let ascii = name.bytes().all(|b| (0x20..0x7f).contains(&b))
        && !name.contains("=?")
        && !name.contains("  ");
    let name = match (atoms && ascii, ascii) {
        (true, _) => name.to_owned(),
        (_, true) => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
        _ => words(name),
    };
    let first_line = used + name.len();
    if name.contains("\r\n") || first_line + address.len() + 3 > LINE {
        format!("{name}\r\n <{address}>")
    } else {
        format!("{name} <{address}>")
    }
}

/// Addresses separated by commas, folded.
pub fn list(used: usize, addresses: &[String]) -> String {
    let mut out = String::new();
    let mut line = used;
    for (index, address) in addresses.iter().enumerate() {
        if index > 0 {
            out.push(',');
            if line + address.len() + 3 > LINE {
                out.push_str("\r\n ");
                line = 1;
            } else {
                out.push(' ');
                line += 2;
            }
        }
        out.push_str(address);
        line += address.len();
    }
    out
}

/// Base64 encoded words, one a line, cut between characters.
fn words(text: &str) -> String {
    let mut pieces: Vec<String> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let piece = crate::reading::cut(rest, WORD_BYTES);
        pieces.push(format!("=?utf-8?B?{}?=", STANDARD.encode(piece)));
        rest = &rest[piece.len()..];
    }
    pieces.join("\r\n ")
}

fn folded(used: usize, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut line = used;
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            // A line of blanks only is forbidden, so a fold needs a word after it.
            if line + 1 + word.len() > LINE && !word.is_empty() {
                out.push_str("\r\n");
                line = 0;
            }
            out.push(' ');
            line += 1;
        }
        out.push_str(word);
        line += word.len();
    }
    out
}

/// `name=…` of a Content-Type: an encoded word where needed, which every mail program reads.
pub fn name_parameter(name: &str) -> String {
    if name.is_ascii() {
        format!("name=\"{}\"", escaped(name))
    } else {
        format!("name=\"{}\"", words(name))
    }
}

/// `filename=…` of a Content-Disposition, by RFC 2231 where needed.
pub fn file_name_parameter(name: &str) -> String {
    if name.is_ascii() {
        return format!("filename=\"{}\"", escaped(name));
    }
    let mut pieces: Vec<String> = vec![String::new()];
    for byte in name.bytes() {
        let code = if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        };
        if pieces[pieces.len() - 1].len() + code.len() > 50 {
            pieces.push(String::new());
        }
        let last = pieces.len() - 1;
        pieces[last].push_str(&code);
    }
    if pieces.len() == 1 {
        return format!("filename*=utf-8''{}", pieces[0]);
    }
    let numbered: Vec<String> = pieces
        .iter()
        .enumerate()
        .map(|(n, piece)| {
            format!(
                "filename*{n}*={}{piece}",
                if n == 0 { "utf-8''" } else { "" }
            )
        })
        .collect();
    numbered.join(";\r\n ")
}

fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Base64 in lines of 76, each with CRLF.
pub fn base64_lines(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 38 + 4);
    for chunk in bytes.chunks(LINE / 4 * 3) {
        STANDARD.encode_string(chunk, &mut out);
        out.push_str("\r\n");
    }
    out
}

/// Quoted-printable of a text: newlines of any convention become CRLF; ends in CRLF.
pub fn quoted_printable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for line in text.strip_suffix('\n').unwrap_or(&text).split('\n') {
        let bytes = line.as_bytes();
        let mut used = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let last = at + 1 == bytes.len();
            let blank = matches!(byte, b' ' | b'\t');
            // A dot or `From ` at the start of a line is changed by some servers in transit.
            let risky = at == 0 && (*byte == b'.' || line.starts_with("From "));
            let plain =
                (blank && !last) || ((0x21..0x7f).contains(byte) && *byte != b'=' && !risky);
            let width = if plain { 1 } else { 3 };
            if used + width > LINE - 1 {
                out.push_str("=\r\n");
                used = 0;
            }
            if plain {
                out.push(char::from(*byte));
            } else {
                out.push_str(&format!("={byte:02X}"));
            }
            used += width;
        }
        out.push_str("\r\n");
    }
    out
}
