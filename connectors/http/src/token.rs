//! Asking a provider for an access token with a refresh token (RFC 6749 §6).

use crate::{Client, Failure, Message};
use bytes::Bytes;
use contract::{Token, TokenAsk, TokenError};
use hyper::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, StatusCode};
use serde::Deserialize;
use std::time::Duration;
use url::{Url, form_urlencoded};

const WITHIN: Duration = Duration::from_secs(20);
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Of what a provider says, as much as a person reads.
const SAID_CHARACTERS_MAX: usize = 300;

#[derive(Deserialize)]
struct Given {
    access_token: String,
    token_type: Option<String>,
    expires_in: Option<u64>,
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct Denied {
    error: String,
    error_description: Option<String>,
}

/// Asks for a token. Client id and secret go in the body (RFC 6749 §2.3.1), which providers of mail take.
pub async fn token(client: &Client, ask: &TokenAsk) -> Result<Token, TokenError> {
    let unreachable = |said: String| TokenError::Unreachable { said };
    let url =
        Url::parse(&ask.endpoint).map_err(|e| unreachable(format!("{}: {e}", ask.endpoint)))?;
    let body = form(ask);
    let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    let headers = HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static("application/json")),
        (CONTENT_TYPE, form_type),
        (CONTENT_LENGTH, HeaderValue::from(body.len())),
    ]);
    let message = Message {
        method: Method::POST,
        url,
        headers,
        body: Bytes::from(body),
    };
    let answer = client
        .exchange(message, BODY_BYTES_MAX, WITHIN)
        .await
        .map_err(|e: Failure| unreachable(e.to_string()))?;
    read(answer.status, &answer.body)
}

/// The question, as a form.
fn form(ask: &TokenAsk) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token")
        .append_pair("refresh_token", &ask.refresh_token)
        .append_pair("client_id", &ask.client_id);
    for (name, value) in [("client_secret", &ask.client_secret), ("scope", &ask.scope)] {
        if !value.is_empty() {
            form.append_pair(name, value);
        }
    }
    form.finish()
}

fn read(status: StatusCode, body: &[u8]) -> Result<Token, TokenError> {
    if status.is_success() {
        let given: Given = serde_json::from_slice(body).map_err(|e| TokenError::Unreachable {
            said: format!("its answer is no token: {e}"),
        })?;
        let other = given
            .token_type
            .filter(|kind| !kind.eq_ignore_ascii_case("bearer"));
        return match other {
            Some(kind) => Err(TokenError::Unreachable {
                said: format!(
                    "it gives a token of the sort `{}`, not `Bearer`",
                    short(&kind)
                ),
            }),
            None => Ok(Token {
                access_token: given.access_token,
                expires_in_seconds: given.expires_in,
                refresh_token: given.refresh_token.filter(|t| !t.is_empty()),
            }),
        };
    }
    match serde_json::from_slice::<Denied>(body) {
        // RFC 6749 §5.2: what the provider decided. Its own troubles are 5xx.
        Ok(denied) if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS => {
            let words = denied.error_description.unwrap_or_default();
            Err(TokenError::Refused {
                said: short(&format!("{} {words}", denied.error))
                    .trim()
                    .to_owned(),
            })
        }
        _ => Err(TokenError::Unreachable {
            said: format!("it answered {status}"),
        }),
    }
}

fn short(text: &str) -> String {
    let clean = text.chars().filter(|c| !c.is_control());
    clean.take(SAID_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_provider_decided_is_told_from_its_troubles() {
        let refused = |said: &str| Err(TokenError::Refused { said: said.into() });
        let rows: [(u16, &str, Result<(&str, Option<u64>), TokenError>); 4] = [
            (
                200,
                r#"{"access_token":"a","token_type":"bearer","expires_in":3600}"#,
                Ok(("a", Some(3600))),
            ),
            (200, r#"{"access_token":"a"}"#, Ok(("a", None))),
            (
                400,
                r#"{"error":"invalid_grant","error_description":"revoked"}"#,
                refused("invalid_grant revoked"),
            ),
            (
                401,
                r#"{"error":"invalid_client"}"#,
                refused("invalid_client"),
            ),
        ];
        for (status, body, expected) in rows {
            let status = StatusCode::from_u16(status).expect("a status");
            let found = read(status, body.as_bytes());
            let found = found.map(|t| (t.access_token, t.expires_in_seconds));
            let expected = expected.map(|(token, s)| (token.to_owned(), s));
            assert_eq!(found, expected, "{status} {body}");
        }
        for (status, body) in [
            (503, r#"{"error":"temporarily_unavailable"}"#),
            (200, "<html>"),
            (404, "not here"),
            (200, r#"{"access_token":"a","token_type":"mac"}"#),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            let found = read(status, body.as_bytes());
            assert!(
                matches!(found, Err(TokenError::Unreachable { .. })),
                "{status} {body}: {found:?}"
            );
        }
    }
}
