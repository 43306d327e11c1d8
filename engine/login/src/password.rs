//! Passwords: argon2id, as PHC strings.
//!
//! 19 MiB of memory, 2 passes, 1 lane, 16 bytes of salt: the first choice of the OWASP password
//! storage cheat sheet, about 30 ms on one core. A login that does not exist costs the same time as a
//! wrong password, so that names cannot be found out.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::OnceLock;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// NIST SP 800-63B: length counts, rules of composition do not.
pub const LENGTH_MIN: usize = 10;
/// Longer input is refused, not cut: hashing it would be a way to keep the server busy.
pub const LENGTH_MAX: usize = 256;

/// A new password that is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    #[error("shorter than {LENGTH_MIN} characters")]
    TooShort,
    #[error("longer than {LENGTH_MAX} bytes")]
    TooLong,
    #[error("contains the login name, or is one character repeated")]
    Guessable,
}

impl Weak {
    /// For the person, in Italian and English.
    pub fn texts(self) -> (&'static str, &'static str) {
        match self {
            Weak::TooShort => (
                "Servono almeno 10 caratteri.",
                "At least 10 characters are needed.",
            ),
            Weak::TooLong => ("Al massimo 256 byte.", "At most 256 bytes."),
            Weak::Guessable => (
                "Non può contenere il nome utente né ripetere un solo carattere.",
                "It cannot contain the login name nor repeat one character.",
            ),
        }
    }
}

/// The machine could not hash (memory), or what is stored is no PHC string.
#[derive(Debug, thiserror::Error)]
#[error("password hashing failed: {0}")]
pub struct HashError(String);

/// Whether a new password will do for this login.
pub fn check_new(password: &str, login: &str) -> Result<(), Weak> {
    let lower = password.to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next();
    match () {
        _ if password.chars().count() < LENGTH_MIN => Err(Weak::TooShort),
        _ if password.len() > LENGTH_MAX => Err(Weak::TooLong),
        _ if letters.all(|c| Some(c) == first) => Err(Weak::Guessable),
        _ if login.len() > 3 && lower.contains(&login.to_lowercase()) => Err(Weak::Guessable),
        _ => Ok(()),
    }
}

/// The PHC string to keep. Takes about 30 ms of one core: call it off the async workers.
pub fn hash(password: &str) -> Result<String, HashError> {
    let phc: PasswordHash = argon2()?
        .hash_password(password.as_bytes())
        .map_err(|e| HashError(e.to_string()))?;
    Ok(phc.to_string())
}

/// Whether the password is the stored one. `stored` None (no such person, or no password) takes the
/// same time and answers false. Call it off the async workers.
pub fn verify(password: &str, stored: Option<&str>) -> Result<bool, HashError> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    if password.len() > LENGTH_MAX {
        return Ok(false);
    }
    let nobody = match NOBODY.get() {
        Some(nobody) => nobody,
        None => {
            let made = hash("the password of nobody at all")?;
            NOBODY.get_or_init(|| made)
        }
    };
    let phc = PasswordHash::new(stored.unwrap_or(nobody)).map_err(|e| HashError(e.to_string()))?;
    let matches = match argon2()?.verify_password(password.as_bytes(), &phc) {
        Ok(()) => true,
        Err(argon2::password_hash::Error::PasswordInvalid) => false,
        Err(e) => return Err(HashError(e.to_string())),
    };
    Ok(matches && stored.is_some())
}

fn argon2() -> Result<Argon2<'static>, HashError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|e| HashError(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let stored = hash("cavallo batteria graffetta").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("cavallo batteria graffetta", Some(&stored)).unwrap());
        assert!(!verify("cavallo batteria graffettA", Some(&stored)).unwrap());
        assert_ne!(
            stored,
            hash("cavallo batteria graffetta").unwrap(),
            "each hash has its own salt"
        );
    }

    #[test]
    fn nobody_has_no_password_and_takes_as_long() {
        verify("warm up", None).unwrap();
        let stored = hash("cavallo batteria graffetta").unwrap();
        let time = |stored: Option<&str>| {
            let start = std::time::Instant::now();
            assert!(!verify("the password of nobody at all", stored).unwrap());
            start.elapsed().as_secs_f64()
        };
        let best = |stored: Option<&str>| (0..5).map(|_| time(stored)).fold(f64::MAX, f64::min);
        let (known, unknown) = (best(Some(&stored)), best(None));
        assert!(
            unknown > known / 3.0 && unknown < known * 3.0,
            "{known} {unknown}"
        );
    }

    #[test]
    fn what_is_stored_must_be_a_hash() {
        assert!(verify("anything", Some("plain text")).is_err());
    }

    #[test]
    fn new_passwords() {
        let rows = [
            ("corta", Err(Weak::TooShort)),
            ("aaaaaaaaaaaa", Err(Weak::Guessable)),
            ("Anna.Neri2026", Err(Weak::Guessable)),
            ("perché no dieci", Ok(())),
        ];
        for (password, expected) in rows {
            assert_eq!(check_new(password, "anna.neri"), expected, "{password}");
        }
        assert_eq!(check_new(&"ab".repeat(200), "x"), Err(Weak::TooLong));
    }
}
