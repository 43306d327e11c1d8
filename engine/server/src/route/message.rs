//! BPMN messages from other programs.

use crate::answer::{Json, Settled};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::State;
use axum::http::StatusCode;
use office::Verb;
use runtime::PublishMessage;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(publish))
        .routes(routes!(signal))
}

#[derive(Deserialize, ToSchema)]
pub struct MessageAsked {
    pub name: String,
    pub correlation_key: Option<String>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub variables: Map<String, Value>,
    /// 0: not kept when nobody waits.
    #[serde(default)]
    pub ttl_seconds: u64,
    /// A repeat with the same id changes nothing.
    pub message_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PublishedShown {
    /// correlated | started | buffered | none
    pub outcome: String,
    pub instances: Vec<Uuid>,
}

/// Publishes a message and says at once what became of it.
#[utoipa::path(post, path = "/messages", tag = "integration", request_body = MessageAsked, responses((status = 200, body = PublishedShown)))]
async fn publish(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<MessageAsked>,
) -> Result<Settled<PublishedShown>, Problem> {
    let message = PublishMessage {
        name: asked.name,
        correlation_key: asked.correlation_key,
        variables: asked.variables,
        ttl_seconds: asked.ttl_seconds,
        message_id: asked.message_id,
    };
    let published = app.runtime.publish_message(&by.act, message).await?;
    Ok(Settled::ok(
        published.pending,
        PublishedShown {
            outcome: published.outcome.into(),
            instances: published.instances,
        },
    ))
}

/// Signals are not executed yet: refused by name.
#[utoipa::path(post, path = "/signals", tag = "integration", request_body = Object, responses((status = 422)))]
async fn signal(by: By) -> Result<StatusCode, Problem> {
    by.who.may(Verb::Integrate)?;
    Err(Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "signals_unsupported",
        "I segnali BPMN non sono ancora eseguiti.",
        "BPMN signals are not executed yet.",
    ))
}
