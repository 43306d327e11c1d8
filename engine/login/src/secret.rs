//! Secrets of the server's making: cookies, CSRF values, API tokens. 256 random bits each.
//!
//! Only the SHA-256 of a secret is kept: with so much randomness a slow hash would add nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

/// API tokens begin so, that a scanner of sources can find one left behind.
pub const TOKEN_PREFIX: &str = "staffetta_";

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("no randomness: {0}")]
pub struct NoRandomness(String);

/// 256 random bits as 43 URL-safe characters.
pub fn draw() -> Result<String, NoRandomness> {
    let mut bytes = [0u8; 32];
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|e| NoRandomness(e.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A new API token, shown once.
pub fn draw_token() -> Result<String, NoRandomness> {
    Ok(format!("{TOKEN_PREFIX}{}", draw()?))
}

/// What is kept of a secret, and what it is looked up by.
pub fn fingerprint(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Compares without telling by its duration where the difference is.
pub fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (fingerprint(a), fingerprint(b));
    a.iter()
        .zip(b)
        .fold(0, |differences, (x, y)| differences | (x ^ y))
        == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_compare() {
        let (a, b) = (draw().unwrap(), draw().unwrap());
        assert_eq!(a.len(), 43);
        assert!(!equal(&a, &b) && equal(&a, &a.clone()));
        assert!(!equal("", &a));
        assert_eq!(draw_token().unwrap().len(), 53);
    }
}
