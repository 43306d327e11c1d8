//! What a delivery receipt gives back, compared part by part with the exact bytes that left.
//!
//! Headers of the message are not compared: the gestore writes its own ids into them (RFC 6109
//! §2.2.1). A brief receipt holds `<name>.hash` with the SHA-1 of a part in its place (§3.3.2);
//! gestori hash the encoded body with or without its last line end, or the decoded content.

use crate::recognise::original_of;
use contract::{Matched, Proof, ProofPart};
use mail::Tree;

/// Compares a delivery receipt with the message it is about. None: it gives nothing back (a short
/// receipt), or one of the two cannot be read.
pub fn compare(receipt: &[u8], sent: &[u8]) -> Option<Proof> {
    let receipt = Tree::read(receipt).ok()?;
    let sent = Tree::read(sent).ok()?;
    let original = original_of(&receipt)?;
    let base = receipt.parts[original].path.clone();
    let mut parts: Vec<ProofPart> = leaves(&sent, 0)
        .into_iter()
        .map(|index| {
            let part = &sent.parts[index];
            let place = [base.as_slice(), part.path.as_slice()].concat();
            let matched = match receipt.at(&place) {
                Some(back) => matched(&sent, index, &receipt, back),
                None => Matched::Missing,
            };
            ProofPart {
                name: name(&sent, index),
                media_type: part.media_type.clone(),
                matched,
            }
        })
        .collect();
    parts.extend(
        leaves(&receipt, original)
            .into_iter()
            .filter(|index| {
                let place = &receipt.parts[*index].path[base.len()..];
                // Where a multipart left, whatever came back in its place was answered as missing.
                sent.at(place)
                    .is_none_or(|left| sent.parts[left].is_multipart())
            })
            .map(|index| ProofPart {
                name: name(&receipt, index),
                media_type: receipt.parts[index].media_type.clone(),
                matched: Matched::Added,
            }),
    );
    Some(Proof {
        same: parts.iter().all(|part| part.matched.proves()),
        parts,
    })
}

/// The parts below a root that are no multipart, in order. A mail inside is one part.
fn leaves(tree: &Tree<'_>, root: usize) -> Vec<usize> {
    let (mut found, mut waiting) = (Vec::new(), vec![root]);
    while let Some(index) = waiting.pop() {
        let part = &tree.parts[index];
        if part.is_multipart() {
            waiting.extend(part.children.iter().rev());
        } else {
            found.push(index);
        }
    }
    found
}

fn name(tree: &Tree<'_>, index: usize) -> String {
    tree.parts[index]
        .file_name
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn matched(sent: &Tree<'_>, left: usize, receipt: &Tree<'_>, back: usize) -> Matched {
    let encoded = sent.body(left);
    if let Some(hash) = hash(sent, left, receipt, back) {
        let is = |bytes: &[u8]| signature::sha1(bytes) == hash;
        let ended = |bytes: &[u8]| is(&[bytes, b"\r\n"].concat());
        let bare = encoded.trim_ascii_end();
        return if is(encoded) || is(bare) {
            Matched::HashEncoded
        } else if ended(encoded) || ended(bare) {
            Matched::HashEncodedWithLineEnd
        } else if is(&sent.content(left)) {
            Matched::HashDecoded
        } else {
            Matched::Differs
        };
    }
    if receipt.parts[back].is_multipart() {
        Matched::Differs
    } else if encoded == receipt.body(back) {
        Matched::Bytes
    } else if sent.content(left) == receipt.content(back) {
        Matched::Content
    } else {
        Matched::Differs
    }
}

/// The hash that stands in the place of a named part: 40 hexadecimal digits under its name and `.hash`.
fn hash(sent: &Tree<'_>, left: usize, receipt: &Tree<'_>, back: usize) -> Option<[u8; 20]> {
    let left = name(sent, left);
    if left.is_empty() || name(receipt, back) != format!("{left}.hash") {
        return None;
    }
    let content = receipt.content(back);
    let digits = std::str::from_utf8(&content).ok()?.trim().as_bytes();
    if digits.len() != 40 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut hash = [0u8; 20];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(hash)
}
