//! The web app: files embedded in the binary, and `index.html` for the app's own routes.

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Asked again each time, answered 304 when it is the same.
const ASK_AGAIN: &str = "no-cache";

/// Serves a file of the app. A path without a dot in its last part is a route of the app.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let is_route = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let found = designer::file(path).filter(|_| !path.is_empty());
    let Some(file) = found.or_else(|| is_route.then(|| designer::file("index.html")).flatten())
    else {
        return match is_route {
            true => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The web app is not built: run `make web`.\n",
            )
                .into_response(),
            false => StatusCode::NOT_FOUND.into_response(),
        };
    };
    let cache = if file.immutable { FOR_EVER } else { ASK_AGAIN };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    if known.is_some_and(|tags| {
        tags.split(',')
            .any(|t| t.trim().trim_start_matches("W/") == file.etag)
    }) {
        return (
            StatusCode::NOT_MODIFIED,
            [
                (header::ETAG, file.etag),
                (header::CACHE_CONTROL, cache.into()),
            ],
        )
            .into_response();
    }
    let body = match file.bytes {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let headers = [
        (header::CONTENT_TYPE, file.mime),
        (header::ETAG, file.etag),
        (header::CACHE_CONTROL, cache.into()),
    ];
    (headers, body).into_response()
}
