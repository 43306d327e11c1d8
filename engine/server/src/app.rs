//! What every request can reach, and the layers every request passes.

use crate::config::Config;
use crate::demo::Demo;
use crate::{header, health, page, problem, repeat, route, schema, who};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::get;
use login::{Attempts, Bootstrap};
use metrics_exporter_prometheus::PrometheusHandle;
use runtime::Runtime;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

/// Bodies that are not uploads.
const BODY_BYTES_MAX: usize = 2 << 20;

/// One organisation's server.
pub struct App {
    pub runtime: Runtime,
    pub config: Config,
    pub attempts: Attempts,
    pub bootstrap: Bootstrap,
    /// Present in `demo` only.
    pub demo: Option<Demo>,
    pub metrics: PrometheusHandle,
    pub opener: crate::wire::Opener,
}

pub type Shared = Arc<App>;

/// The whole site: API, health, metrics, pages.
pub fn site(app: Shared) -> Router {
    let (api, _) = route::api().split_for_parts();
    let api = api
        .route("/api/v1/openapi.json", get(described))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            repeat::answer_repeats,
        ))
        .layer(middleware::from_fn_with_state(app.clone(), who::identify))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    let secure = app.config.is_secure();
    Router::new()
        .merge(api)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(who::outside_api)
        .with_state(app)
        .layer(middleware::from_fn(problem::speak))
        .layer(CatchPanicLayer::custom(
            |panic: Box<dyn std::any::Any + Send>| {
                let said = panic
                    .downcast_ref::<&str>()
                    .map(|s| s.to_string())
                    .or_else(|| panic.downcast_ref::<String>().cloned());
                axum::response::IntoResponse::into_response(problem::Problem::broken(&format!(
                    "panic: {}",
                    said.unwrap_or_default()
                )))
            },
        ))
        .layer(CompressionLayer::new().gzip(true))
        .layer(middleware::from_fn_with_state(secure, header::protect))
        .layer(middleware::from_fn(health::count))
        .layer(TraceLayer::new_for_http())
}

/// The description of the API as pretty JSON, as it is committed beside the pages.
pub fn openapi() -> anyhow::Result<String> {
    let (_, mut openapi) = route::api().split_for_parts();
    route::describe(&mut openapi);
    Ok(serde_json::to_string_pretty(&schema::document(&openapi)?)?)
}

async fn described() -> Result<impl axum::response::IntoResponse, problem::Problem> {
    let text = openapi().map_err(|e| problem::Problem::broken(&e))?;
    Ok((
        [(axum::http::header::CONTENT_TYPE, "application/json")],
        text,
    ))
}

/// Pages, for everything that is not the API.
pub async fn pages(
    method: axum::http::Method,
    uri: axum::http::Uri,
    headers: axum::http::HeaderMap,
) -> axum::response::Response {
    page::serve(method, uri, headers).await
}
