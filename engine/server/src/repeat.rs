//! `Idempotency-Key`: who sends the same request again gets the first answer, status and body.
//!
//! One layer for every unsafe route. What was refused is not kept: a repeat is tried again. The same
//! key with another request is refused. Forms of many parts count as the same whatever their boundary.

use crate::app::Shared;
use crate::problem::Problem;
use crate::who::{self, Known};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use runtime::{Act, Seen};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// No route takes more.
const BODY_BYTES_MAX: usize = 35 << 20;
/// Larger answers are given and not kept; none of ours is.
const ANSWER_BYTES_MAX: usize = 4 << 20;
/// Two of the same at once: the second waits so long for the first one's answer.
const WAIT_AT_MOST: Duration = Duration::from_secs(3);
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// SHA-256 (hex) of the request, beside it for [`who::By`].
#[derive(Clone)]
pub struct Fingerprint(pub String);

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

const KEPT_HEADERS: [HeaderName; 3] = [
    header::CONTENT_TYPE,
    header::ETAG,
    HeaderName::from_static("staffetta-pending"),
];

/// Answers repeats; lets everything else through and keeps what came of it.
pub async fn answer_repeats(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let unsafe_verb = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let known = request.extensions().get::<Arc<Known>>().cloned();
    let (Some(known), Ok(Some(key)), true) =
        (known, who::idempotency_key(request.headers()), unsafe_verb)
    else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let print = fingerprint(&parts, &body);
    let act = Act {
        request: Some(print.clone()),
        ..Act::of(known.viewer.clone(), Some(key))
    };
    match app.runtime.seen(&act).await {
        Ok(Seen::Answered(kept)) => return again(&kept),
        Ok(Seen::Never | Seen::Done) => {}
        Err(fault) => return Problem::from(fault).into_response(),
    }
    parts.extensions.insert(Fingerprint(print));
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    // Overtaken by its own twin, or carried out before.
    if response.status() == StatusCode::CONFLICT {
        return match wait_for_first(&app, &act).await {
            Some(first) => first,
            None => response,
        };
    }
    // A cookie is for one browser and one moment.
    if response.status().is_success() && !response.headers().contains_key(header::SET_COOKIE) {
        return keep(&app, &act, response).await;
    }
    response
}

async fn wait_for_first(app: &Shared, act: &Act) -> Option<Response> {
    let end = Instant::now() + WAIT_AT_MOST;
    while Instant::now() < end {
        match app.runtime.seen(act).await {
            Ok(Seen::Answered(kept)) => return Some(again(&kept)),
            Ok(Seen::Never) => return None,
            Ok(Seen::Done) => sleep(LOOK_EVERY).await,
            Err(fault) => return Some(Problem::from(fault).into_response()),
        }
    }
    None
}

async fn keep(app: &Shared, act: &Act, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = match to_bytes(body, ANSWER_BYTES_MAX).await {
        Ok(body) => body,
        Err(error) => return Problem::broken(&error).into_response(),
    };
    let text = |name: &HeaderName| {
        let value = parts.headers.get(name)?.to_str().ok()?;
        Some((name.to_string(), value.to_string()))
    };
    let kept = Kept {
        status: parts.status.as_u16(),
        headers: KEPT_HEADERS.iter().filter_map(text).collect(),
        body: STANDARD.encode(&body),
    };
    let written = match serde_json::to_vec(&kept) {
        Ok(bytes) => app.runtime.keep_answer(act, &bytes).await,
        Err(error) => return Problem::broken(&error).into_response(),
    };
    if let Err(error) = written {
        // What was asked is done and said; a repeat will be told that it was done.
        tracing::warn!(%error, "the answer to a request with a key could not be kept");
    }
    Response::from_parts(parts, Body::from(body))
}

/// The answer as it was given the first time, and that it is.
fn again(kept: &[u8]) -> Response {
    let read = || -> Option<Response> {
        let kept: Kept = serde_json::from_slice(kept).ok()?;
        let mut response = Response::new(Body::from(STANDARD.decode(kept.body).ok()?));
        *response.status_mut() = StatusCode::from_u16(kept.status).ok()?;
        for (name, value) in kept.headers {
            response
                .headers_mut()
                .insert(HeaderName::try_from(name).ok()?, value.parse().ok()?);
        }
        response.headers_mut().insert(
            HeaderName::from_static("idempotent-replayed"),
            HeaderValue::from_static("true"),
        );
        Some(response)
    };
    read().unwrap_or_else(|| Problem::broken(&"a kept answer cannot be read").into_response())
}

/// Over method, address, type and body; a boundary drawn anew each time does not count.
fn fingerprint(parts: &axum::http::request::Parts, body: &[u8]) -> String {
    let media_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .map_or(&[][..], HeaderValue::as_bytes);
    let boundary = std::str::from_utf8(media_type)
        .ok()
        .and_then(|t| t.split_once("boundary="))
        .map(|(_, b)| b.trim_matches('"').as_bytes())
        .filter(|b| !b.is_empty());
    let mut hash = Sha256::new()
        .chain_update(parts.method.as_str())
        .chain_update([0])
        .chain_update(parts.uri.to_string())
        .chain_update([0]);
    match boundary {
        None => hash.update(body),
        Some(boundary) => {
            let mut rest = body;
            while let Some(at) = find(rest, boundary) {
                hash.update(&rest[..at]);
                hash.update([0]);
                rest = &rest[at + boundary.len()..];
            }
            hash.update(rest);
        }
    }
    hex::encode(hash.finalize())
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|w| w == word)
}
