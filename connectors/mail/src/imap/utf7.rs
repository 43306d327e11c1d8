//! Folder names on the wire: IMAP's modified UTF-7 (RFC 3501 §5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

/// A folder name as ASCII.
pub fn encode(name: &str) -> String {
    let engine = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
    let mut out = String::new();
    let mut pending: Vec<u8> = Vec::new();
    let flush = |out: &mut String, pending: &mut Vec<u8>| {
        if !pending.is_empty() {
            out.push('&');
            out.push_str(&engine.encode(&*pending));
            out.push('-');
            pending.clear();
        }
    };
    for c in name.chars() {
        if c.is_ascii() {
            flush(&mut out, &mut pending);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0u16; 2];
            pending.extend(
                c.encode_utf16(&mut units)
                    .iter()
                    .flat_map(|u| u.to_be_bytes()),
            );
        }
    }
    flush(&mut out, &mut pending);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_become_ascii() {
        let rows = [
            ("INBOX", "INBOX"),
            ("R&D", "R&-D"),
            ("Già fatti", "Gi&AOA- fatti"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ];
        for (name, wire) in rows {
            assert_eq!(super::encode(name), wire);
        }
    }
}
