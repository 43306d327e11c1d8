//! Secrets at rest: ChaCha20-Poly1305 (RFC 8439) with a key in a file outside the database.
//!
//! Sealed bytes are: version (1), key id (8), nonce (12), ciphertext with tag. The context, e.g. the mailbox's id, is
//! authenticated, so that a sealed secret moved to another row does not open.

use crate::fault::StoreError;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};
use std::path::Path;

const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 8;

/// A key that seals and opens.
pub struct Sealer {
    key: LessSafeKey,
    id: [u8; ID_BYTES],
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer({})", hex::encode(self.id))
    }
}

impl Sealer {
    /// Reads the key file (32 bytes as hex); makes it, readable by its owner only, when `create` and it is not there.
    pub fn open(file: &Path, create: bool) -> Result<Sealer, StoreError> {
        let shown = file.display().to_string();
        if create && !file.exists() {
            write_key(file).map_err(|e| StoreError::file(&shown, e))?;
        }
        let text = std::fs::read_to_string(file).map_err(|e| StoreError::file(&shown, e))?;
        let bytes = hex::decode(text.trim()).map_err(|e| StoreError::file(&shown, e))?;
        let unbound = UnboundKey::new(&CHACHA20_POLY1305, &bytes)
            .map_err(|_| StoreError::file(&shown, "not a key of 32 bytes"))?;
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&Sha256::digest(&bytes)[..ID_BYTES]);
        Ok(Sealer {
            key: LessSafeKey::new(unbound),
            id,
        })
    }

    /// First bytes of the key's hash, as hex.
    pub fn key_id(&self) -> String {
        hex::encode(self.id)
    }

    pub fn seal(&self, context: &[u8], secret: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| StoreError::Unavailable("no random bytes".into()))?;
        let mut body = secret.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut body,
            )
            .map_err(|_| StoreError::Unsealable)?;
        Ok([&[VERSION][..], &self.id, &nonce, &body].concat())
    }

    /// [`StoreError::Unsealable`]: another key, another context, or changed bytes.
    pub fn open_sealed(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let head = 1 + ID_BYTES + NONCE_LEN;
        let (head, body) = sealed
            .split_at_checked(head)
            .ok_or(StoreError::Unsealable)?;
        if head[0] != VERSION || head[1..=ID_BYTES] != self.id {
            return Err(StoreError::Unsealable);
        }
        let nonce = Nonce::try_assume_unique_for_key(&head[1 + ID_BYTES..])
            .map_err(|_| StoreError::Unsealable)?;
        let mut body = body.to_vec();
        let opened = self
            .key
            .open_in_place(nonce, Aad::from(context), &mut body)
            .map_err(|_| StoreError::Unsealable)?;
        Ok(opened.to_vec())
    }
}

fn write_key(file: &Path) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut key = [0; KEY_BYTES];
    SystemRandom::new()
        .fill(&mut key)
        .map_err(|_| std::io::Error::other("no random bytes"))?;
    let mut out = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    out.write_all(hex::encode(key).as_bytes())?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_context_open() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        let sealer = Sealer::open(&one, true).unwrap();
        let sealed = sealer.seal(b"box", b"parola").unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"parola"));
        assert_eq!(
            Sealer::open(&one, false)
                .unwrap()
                .open_sealed(b"box", &sealed)
                .unwrap(),
            b"parola"
        );
        assert!(sealer.open_sealed(b"other", &sealed).is_err());
        assert!(
            Sealer::open(&two, true)
                .unwrap()
                .open_sealed(b"box", &sealed)
                .is_err()
        );
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(sealer.open_sealed(b"box", &changed).is_err(), "byte {at}");
        }
        assert!(Sealer::open(&folder.path().join("three"), false).is_err());
    }
}
