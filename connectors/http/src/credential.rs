//! Credentials of a request: sent to their own address only, and kept out of what comes back.

use crate::exchange::{Answer, Message};
use crate::request::Request;
use contract::{Call, Outcome};
use hyper::header::{HeaderName, HeaderValue};
use url::Url;

/// Shorter ones could be any word of an answer.
const HIDDEN_FROM: usize = 6;
/// What stands in an answer where a secret stood.
const HIDDEN: &str = "•••";

/// Puts the credentials that the request names into its head, as what no log shows and no redirect elsewhere keeps.
pub(crate) fn present(
    message: &mut Message,
    request: &Request,
    call: &Call,
) -> Result<(), Outcome> {
    let Some(name) = request.credential.as_deref().map(str::trim) else {
        return Ok(());
    };
    if name.is_empty() {
        return Ok(());
    }
    let Some(credential) = &call.credential else {
        let reason = format!("there are no credentials `{name}`");
        return Err(Outcome::never("credential_missing", reason));
    };
    let own = Url::parse(&credential.address).map(|url| url.origin());
    if own.as_ref() != Ok(&message.url.origin()) {
        return Err(Outcome::never(
            "credential_elsewhere",
            format!(
                "Le credenziali «{name}» valgono solo per {0}, non per {1}. / The credentials `{name}` are for {0} only, not for {1}.",
                credential.address,
                message.url.origin().ascii_serialization(),
            ),
        ));
    }
    let bad = |e: String| Outcome::never("bad_input", format!("credential: {name}: {e}"));
    let header =
        HeaderName::from_bytes(credential.header.as_bytes()).map_err(|e| bad(e.to_string()))?;
    let mut value = HeaderValue::from_str(&credential.value).map_err(|e| bad(e.to_string()))?;
    value.set_sensitive(true);
    message.headers.insert(header, value);
    Ok(())
}

/// The answer without the secret, should the other program repeat what it was sent.
pub(crate) fn kept_out(mut answer: Answer, call: &Call) -> Answer {
    let Some(credential) = &call.credential else {
        return answer;
    };
    let last_word = credential.value.rsplit(' ').next().unwrap_or_default();
    for secret in [credential.value.as_str(), last_word, &credential.secret] {
        if secret.len() < HIDDEN_FROM {
            continue;
        }
        if let Ok(text) = std::str::from_utf8(&answer.body)
            && text.contains(secret)
        {
            answer.body = text.replace(secret, HIDDEN).into();
        }
    }
    answer
}
