//! An access token for a mailbox, asked of its provider with a refresh token (RFC 6749 §6).

/// What is asked, and of whom. The answer is worth what the secrets are: nothing here is logged.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenAsk {
    pub endpoint: String,
    pub client_id: String,
    /// Empty where the provider gave none.
    pub client_secret: String,
    pub refresh_token: String,
    /// Empty: that of the refresh token.
    pub scope: String,
}

/// Secrets stay out of logs.
impl std::fmt::Debug for TokenAsk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenAsk({})", self.endpoint)
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    pub access_token: String,
    /// None: the provider does not say.
    pub expires_in_seconds: Option<u64>,
    /// Another refresh token, in place of the one that was shown.
    pub refresh_token: Option<String>,
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token(for {:?} s)", self.expires_in_seconds)
    }
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The provider refuses: a person must give it other secrets. Its own words.
    #[error("the provider gives no access: {said}")]
    Refused { said: String },
    /// It could not be asked, or its answer could not be read: later, perhaps.
    #[error("the provider's token endpoint cannot be asked: {said}")]
    Unreachable { said: String },
}

impl TokenError {
    /// As `Display`, in Italian.
    pub fn it(&self) -> String {
        match self {
            TokenError::Refused { said } => format!("il gestore non concede l'accesso: {said}"),
            TokenError::Unreachable { said } => {
                format!("il gestore non risponde alla richiesta del token: {said}")
            }
        }
    }
}
