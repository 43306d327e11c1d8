//! What a delivery receipt gives back of a message, compared with the bytes that left.
//!
//! A complete receipt holds the message itself, a brief one the hashes of its attachments (RFC 6109
//! §3.3.2). Which bytes a gestore hashes is not said there precisely, so the way that matched is kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One comparison, kept with the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proof {
    /// Every part that left came back, itself or as its hash, and nothing else did.
    pub same: bool,
    /// In the order of the message; nested mails count as one part.
    pub parts: Vec<ProofPart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProofPart {
    /// File name as it left; empty for a text without one.
    pub name: String,
    pub media_type: String,
    pub matched: Matched,
}

/// How a part of the receipt answers to a part that left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// The encoded bytes came back as they left.
    Bytes,
    /// The decoded content is the same, written in another encoding.
    Content,
    /// SHA-1 of the encoded body as it left.
    HashEncoded,
    /// SHA-1 of the encoded body with the line end that follows it.
    HashEncodedWithLineEnd,
    /// SHA-1 of the decoded content.
    HashDecoded,
    /// Something else came back in its place.
    Differs,
    /// Nothing came back in its place.
    Missing,
    /// It came back and never left.
    Added,
}

impl Matched {
    /// Whether the receipt proves this part.
    pub fn proves(self) -> bool {
        !matches!(self, Matched::Differs | Matched::Missing | Matched::Added)
    }
}
