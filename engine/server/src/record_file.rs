//! Links of the record as lines of a file that somebody takes away: with all that proves them.

use serde_json::json;
use store::view::RecordItem;

/// What each link's hash is made of, for whoever checks it without this program.
pub const HOW_TO_VERIFY: &str = "digest = SHA-256 over at_micros (8 bytes, big endian), actor, on_behalf_of ('+' before it; empty when absent), verb, object_kind, object, detail (as the text given here), each preceded by its length in bytes (8 bytes, big endian). hash = SHA-256 over 'staffetta audit 1', before (32 bytes; zeros for the first link), chain (16 bytes), seq (8 bytes, big endian), digest.";

/// A link with everything its hashes were made of.
pub fn link_json(item: &RecordItem) -> serde_json::Value {
    let link = &item.link;
    json!({
        "chain": link.chain, "seq": link.seq, "at": link.at, "at_micros": link.at.timestamp_micros(),
        "actor": link.actor, "on_behalf_of": link.on_behalf_of, "verb": link.verb, "object_kind": link.object_kind,
        "object": link.object, "detail": link.detail.to_string(), "first_view": item.first,
        "before": item.before, "digest": item.digest, "hash": link.hash,
    })
}

/// A cell in quotes; what a spreadsheet would take for a formula begins with an apostrophe.
pub fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
