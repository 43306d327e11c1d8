//! BPMN messages, signals and conditions from other programs.

use crate::answer::{Json, Settled};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::State;
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
        .routes(routes!(evaluate))
}

#[derive(Deserialize, ToSchema)]
pub struct MessageAsked {
    pub name: String,
    pub correlation_key: Option<String>,
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
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

#[derive(Deserialize, ToSchema)]
pub struct SignalAsked {
    pub name: String,
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub variables: Map<String, Value>,
}

#[derive(Serialize, ToSchema)]
pub struct SignalledShown {
    pub id: Uuid,
    /// Instances and start events the signal goes to.
    pub targets: usize,
}

/// Tells a signal to everybody who waits for it, and starts the processes that begin with it.
#[utoipa::path(post, path = "/signals", tag = "integration", request_body = SignalAsked, responses((status = 200, body = SignalledShown)))]
async fn signal(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<SignalAsked>,
) -> Result<Settled<SignalledShown>, Problem> {
    let done = app
        .runtime
        .broadcast(&by.act, &asked.name, asked.variables)
        .await?;
    Ok(Settled::ok(
        done.pending,
        SignalledShown {
            id: done.id,
            targets: done.targets,
        },
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct EvaluationAsked {
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub variables: Map<String, Value>,
}

#[derive(Serialize, ToSchema)]
pub struct EvaluatedShown {
    /// Started because their conditional start event is true.
    pub instances: Vec<Uuid>,
}

/// Evaluates the conditional start events with these variables and starts those that are true.
#[utoipa::path(post, path = "/conditions", tag = "integration", request_body = EvaluationAsked, responses((status = 200, body = EvaluatedShown)))]
async fn evaluate(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<EvaluationAsked>,
) -> Result<Settled<EvaluatedShown>, Problem> {
    let done = app
        .runtime
        .evaluate_conditions(&by.act, asked.variables)
        .await?;
    Ok(Settled::ok(
        done.pending,
        EvaluatedShown {
            instances: done.instances,
        },
    ))
}
