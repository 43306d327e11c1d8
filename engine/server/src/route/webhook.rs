//! Webhooks: registered by administrators; what was told them and what they answered.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use runtime::{NewWebhook, WebhookChange};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change, remove))
        .routes(routes!(deliveries))
        .routes(routes!(redeliver))
}

#[derive(Serialize, ToSchema)]
pub struct Webhook {
    pub id: Uuid,
    pub name: String,
    pub url: String,
    /// Names of events, or `*`.
    pub events: Vec<String>,
    /// active | paused
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    /// `whsec_…`; only in the answer that registers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// One event told, or to be told, to one webhook.
#[derive(Serialize, ToSchema)]
pub struct Delivery {
    /// The `webhook-id` the receiver sees.
    pub id: Uuid,
    pub event: String,
    pub data: Value,
    /// waiting | delivered | failed
    pub state: String,
    pub attempts: i32,
    pub due_at: DateTime<Utc>,
    /// The receiver's last status, or why there was none.
    pub answer: Option<String>,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

fn shown(webhook: row::Webhook, secret: Option<String>) -> Webhook {
    Webhook {
        id: webhook.id,
        name: webhook.name,
        url: webhook.url,
        events: webhook.events,
        state: webhook.state,
        created_at: webhook.created_at,
        created_by: webhook.created_by,
        secret,
    }
}

/// Webhooks, by name; for administrators.
#[utoipa::path(get, path = "/webhooks", tag = "integration", responses((status = 200, body = List<Webhook>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<Webhook>>, Problem> {
    let found = view::webhooks(who.viewer(), app.runtime.store()).await?;
    Ok(List::whole(
        found.into_iter().map(|w| shown(w, None)).collect(),
    ))
}

/// What an administrator registers.
#[derive(Deserialize, ToSchema)]
pub struct WebhookAsked {
    /// Lower-case letters, digits, dashes; processes name it so.
    #[serde(default)]
    name: String,
    #[serde(default)]
    url: String,
    /// Names of events, or `*`.
    #[serde(default)]
    events: Vec<String>,
}

/// What is left out stays.
#[derive(Deserialize, ToSchema)]
pub struct WebhookChanged {
    url: Option<String>,
    events: Option<Vec<String>>,
    /// active | paused
    state: Option<String>,
}

/// Registers a webhook. Deliveries are signed as Standard Webhooks 1.0 with the secret of the answer.
#[utoipa::path(post, path = "/webhooks", tag = "integration", request_body = WebhookAsked, responses((status = 201, body = Webhook), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<WebhookAsked>,
) -> Result<(StatusCode, Json<Webhook>), Problem> {
    let new = NewWebhook {
        name: asked.name,
        url: asked.url,
        events: asked.events,
    };
    let (webhook, secret) = app.runtime.add_webhook(&by.act, new).await?;
    Ok((StatusCode::CREATED, Json(shown(webhook, Some(secret)))))
}

/// Changes or pauses a webhook.
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "integration", request_body = WebhookChanged, responses((status = 200, body = Webhook), (status = 404), (status = 422)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<WebhookChanged>,
) -> Result<Json<Webhook>, Problem> {
    let change = WebhookChange {
        url: asked.url,
        events: asked.events,
        state: asked.state,
    };
    let changed = app.runtime.change_webhook(&by.act, id, change).await?;
    Ok(Json(shown(changed, None)))
}

/// Takes a webhook away.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "integration", responses((status = 204), (status = 404)))]
async fn remove(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.remove_webhook(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The last hundred deliveries of a webhook, newest first. Ended ones are kept for 30 days.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "integration", responses((status = 200, body = List<Delivery>)))]
async fn deliveries(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<List<Delivery>>, Problem> {
    let found = view::deliveries(who.viewer(), app.runtime.store(), id).await?;
    let shown = |d: row::Delivery| Delivery {
        id: d.id,
        event: d.event,
        data: d.data,
        state: d.state,
        attempts: d.attempts,
        due_at: d.due_at,
        answer: d.answer,
        created_at: d.created_at,
        ended_at: d.ended_at,
    };
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

/// Tells an event again, under the same id.
#[utoipa::path(post, path = "/deliveries/{id}/retry", tag = "integration", responses((status = 204), (status = 404)))]
async fn redeliver(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.redeliver(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
