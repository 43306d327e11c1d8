//! For those who look after the machine: alive, ready, figures.

use crate::app::Shared;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Instant;

/// The process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers and can be written. Why not is in the log: this door is open to everybody.
pub async fn ready(State(app): State<Shared>) -> Response {
    match app.runtime.store().ping().await {
        Ok(()) if app.runtime.store().unwritable().is_none() => "ready\n".into_response(),
        Ok(()) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "nothing can be written: the disk is full or read-only, or the database is away\n",
        )
            .into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}

/// Prometheus text. Counts and durations only: no names, no addresses.
pub async fn metrics(State(app): State<Shared>) -> Response {
    let writable = app.runtime.store().unwritable().is_none();
    metrics::gauge!("staffetta_store_writable").set(f64::from(u8::from(writable)));
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        app.metrics.render(),
    )
        .into_response()
}

/// Counts requests and how long they took, by route and status.
pub async fn count(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().to_string();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("page", MatchedPath::as_str)
        .to_string();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("staffetta_http_requests_total", "method" => method.clone(), "path" => path.clone(), "status" => status).increment(1);
    metrics::histogram!("staffetta_http_seconds", "method" => method, "path" => path)
        .record(start.elapsed().as_secs_f64());
    response
}
