//! How requests are read and answers written, the same everywhere.

use crate::problem::Problem;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A JSON body; what cannot be read is a problem of its own.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The query of the address.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

/// The parts of the path; an id that is none is answered 404.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

/// Part of a list; `next_cursor` leads to the next part.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A list that is short by nature.
    pub fn whole(items: Vec<T>) -> Json<List<T>> {
        Json(List {
            items,
            next_cursor: None,
        })
    }
}

/// Where a part of a list begins and how long it is.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// From the list before; absent: from the start.
    pub cursor: Option<String>,
    /// At most 200; 50 when absent.
    pub limit: Option<usize>,
}

impl Paging {
    pub fn limit(&self) -> usize {
        self.limit.unwrap_or(50)
    }

    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref().filter(|c| !c.is_empty())
    }
}

/// An answer whose consequences may still be under way: then the header `Staffetta-Pending: true`.
pub struct Settled<T> {
    pub status: StatusCode,
    pub pending: bool,
    pub body: T,
}

impl<T> Settled<T> {
    pub fn ok(pending: bool, body: T) -> Settled<T> {
        Settled {
            status: StatusCode::OK,
            pending,
            body,
        }
    }

    pub fn created(pending: bool, body: T) -> Settled<T> {
        Settled {
            status: StatusCode::CREATED,
            pending,
            body,
        }
    }
}

impl<T: Serialize> IntoResponse for Settled<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        if self.pending {
            response.headers_mut().insert(
                HeaderName::from_static("staffetta-pending"),
                HeaderValue::from_static("true"),
            );
        }
        response
    }
}

/// Something people edit, with its revision as `ETag`.
pub struct Tagged<T>(pub i64, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        (
            [(header::ETAG, format!("\"{}\"", self.0))],
            axum::Json(self.1),
        )
            .into_response()
    }
}

/// The revision of `If-Match`.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);

impl<S: Send + Sync> OptionalFromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Option<IfMatch>, Problem> {
        let Some(tag) = parts.headers.get(header::IF_MATCH) else {
            return Ok(None);
        };
        let tag = tag
            .to_str()
            .ok()
            .map(|t| t.trim().trim_start_matches("W/").trim_matches('"'));
        match tag.and_then(|t| t.parse().ok()) {
            Some(revision) => Ok(Some(IfMatch(revision))),
            None => Err(Problem::bad_request(
                "if_match_unreadable",
                "If-Match non è leggibile.",
                "If-Match cannot be read.",
            )),
        }
    }
}

/// A file to open or to save. Only types that cannot act are shown in the page; everything else is
/// saved under its name (RFC 6266), and no type is guessed.
pub fn file(name: &str, media_type: &str, bytes: Vec<u8>, inline: bool) -> Response {
    const SHOWN: [&str; 7] = [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
        "text/plain",
        "message/rfc822",
    ];
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let known = SHOWN.contains(&essence.as_str());
    let shown = if known {
        essence.as_str()
    } else {
        "application/octet-stream"
    };
    let how = if known && inline && essence != "message/rfc822" {
        "inline"
    } else {
        "attachment"
    };
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(shown)
            .unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    if let Ok(disposition) = HeaderValue::from_str(&disposition(how, name)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    // A document opened by itself may load nothing and run nothing; PDF readers are not ours to style.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors 'self'"));
    headers.insert(
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    (headers, bytes).into_response()
}

fn disposition(how: &str, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._- ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                encoded.push(byte as char)
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_of_the_header() {
        let rows = [
            (
                "atto.pdf",
                "attachment; filename=\"atto.pdf\"; filename*=UTF-8''atto.pdf",
            ),
            (
                "città \"x\".pdf",
                "attachment; filename=\"citt_ _x_.pdf\"; filename*=UTF-8''citt%C3%A0%20%22x%22.pdf",
            ),
            (
                "a\r\nSet-Cookie: x",
                "attachment; filename=\"a__Set-Cookie_ x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x",
            ),
        ];
        for (name, expected) in rows {
            assert_eq!(disposition("attachment", name), expected);
        }
    }

    #[test]
    fn only_harmless_types_are_shown() {
        let rows = [
            ("image/png", true, "image/png", "inline"),
            ("image/png", false, "image/png", "attachment"),
            (
                "image/svg+xml",
                true,
                "application/octet-stream",
                "attachment",
            ),
            (
                "text/html; charset=utf-8",
                true,
                "application/octet-stream",
                "attachment",
            ),
            ("application/pdf", true, "application/pdf", "inline"),
            ("message/rfc822", true, "message/rfc822", "attachment"),
            ("text/plain; charset=x", true, "text/plain", "inline"),
        ];
        for (media_type, inline, expected, how) in rows {
            let response = file("x", media_type, vec![], inline);
            assert_eq!(
                response.headers()[header::CONTENT_TYPE],
                expected,
                "{media_type}"
            );
            assert!(
                response.headers()[header::CONTENT_DISPOSITION]
                    .to_str()
                    .unwrap()
                    .starts_with(how),
                "{media_type}"
            );
        }
    }
}
