//! The token given by the environment to set up a new house: it acts as an administrator until the
//! first administrator logs in, and never after.

use crate::secret;

/// Shorter tokens can be guessed.
pub const LENGTH_MIN: usize = 16;

/// A bootstrap token that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("STAFFETTA_BOOTSTRAP_TOKEN is shorter than {LENGTH_MIN} characters")]
pub struct TooShort;

/// The token of this process, if any.
#[derive(Clone, Default)]
pub struct Bootstrap(Option<String>);

impl Bootstrap {
    /// None or empty: there is none.
    pub fn new(token: Option<String>) -> Result<Bootstrap, TooShort> {
        match token.filter(|t| !t.is_empty()) {
            Some(token) if token.len() < LENGTH_MIN => Err(TooShort),
            token => Ok(Bootstrap(token)),
        }
    }

    /// Whether this bearer may act as administrator. `dead`: an administrator has logged in before.
    pub fn admits(&self, presented: &str, dead: bool) -> bool {
        self.0
            .as_deref()
            .is_some_and(|token| secret::equal(token, presented))
            && !dead
    }
}

impl std::fmt::Debug for Bootstrap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() {
            "Bootstrap(set)"
        } else {
            "Bootstrap(none)"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_lives_until_the_first_administrator() {
        let token = "a-token-of-some-length";
        let bootstrap = Bootstrap::new(Some(token.into())).unwrap();
        assert!(bootstrap.admits(token, false));
        assert!(!bootstrap.admits(token, true));
        assert!(!bootstrap.admits("a-token-of-some-lengtH", false));
        assert!(!Bootstrap::new(None).unwrap().admits("", false));
        assert!(
            !Bootstrap::new(Some(String::new()))
                .unwrap()
                .admits("", false)
        );
        assert_eq!(Bootstrap::new(Some("short".into())).unwrap_err(), TooShort);
        assert!(!format!("{bootstrap:?}").contains(token));
    }
}
