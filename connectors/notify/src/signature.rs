//! The signature of a delivery (Standard Webhooks 1.0, "Signature scheme").

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The key of one webhook, written `whsec_` and base64; both sides keep it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// From its written form. None when it is not one, or shorter than 24 bytes.
    pub fn read(text: &str) -> Option<Secret> {
        let bytes = STANDARD.decode(text.trim().strip_prefix("whsec_")?).ok()?;
        (24..=64).contains(&bytes.len()).then_some(Secret(bytes))
    }

    /// The written form of a key.
    pub fn written(bytes: &[u8]) -> String {
        format!("whsec_{}", STANDARD.encode(bytes))
    }
}

/// The value of `webhook-signature`. `timestamp`: seconds since 1970.
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> String {
    let code = mac(secret, id, timestamp, body).finalize().into_bytes();
    format!("v1,{}", STANDARD.encode(code))
}

/// Whether one of the space-separated signatures is right; compared in constant time.
pub fn verify(secret: &Secret, id: &str, timestamp: i64, body: &[u8], signatures: &str) -> bool {
    signatures.split(' ').any(|signature| {
        signature
            .strip_prefix("v1,")
            .and_then(|code| STANDARD.decode(code).ok())
            .is_some_and(|code| mac(secret, id, timestamp, body).verify_slice(&code).is_ok())
    })
}

fn mac(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.0).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_openssl() {
        // printf 'msg_1.1767225600.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef01234567 -binary | base64
        let secret = Secret::read(&Secret::written(b"0123456789abcdef01234567")).unwrap();
        let signature = sign(&secret, "msg_1", 1_767_225_600, br#"{"a":1}"#);
        assert_eq!(signature, "v1,nT3LmN3/rCpSmTpSWkHSPb63GtGA0NX1d+wAjH8f6xI=");
        let holds = |id: &str, at: i64, body: &[u8]| {
            verify(&secret, id, at, body, &format!("v1,AAAA {signature}"))
        };
        assert!(holds("msg_1", 1_767_225_600, br#"{"a":1}"#));
        assert!(!holds("msg_2", 1_767_225_600, br#"{"a":1}"#));
        assert!(!holds("msg_1", 1_767_225_601, br#"{"a":1}"#));
        assert!(!holds("msg_1", 1_767_225_600, br#"{"a":2}"#));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for bad in ["", "segreto", "whsec_", "whsec_YWJj", "whsec_%%"] {
            assert!(Secret::read(bad).is_none(), "{bad}");
        }
    }
}
