//! Receipts of nothing that left from here: which despatch one may be about, and putting it there.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(suggestions))
        .routes(routes!(attach))
}

/// A despatch a receipt may be about.
#[derive(Serialize, ToSchema)]
pub struct SuggestedDespatch {
    pub id: Uuid,
    pub subject: String,
    pub recipients: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// reference | recipient | subject | time: what speaks for it, the strongest first.
    pub because: Vec<String>,
}

/// Despatches a receipt of nobody may be about, the likeliest first, at most five. 409 `not_orphan`.
#[utoipa::path(get, path = "/mails/{id}/suggestions", tag = "mail", responses((status = 200, body = List<SuggestedDespatch>), (status = 403), (status = 404), (status = 409)))]
async fn suggestions(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<List<SuggestedDespatch>>, Problem> {
    let found = app.runtime.suggest_despatches(&by.act, id).await?;
    let shown = |s: runtime::Suggested| SuggestedDespatch {
        id: s.despatch.id,
        subject: s.despatch.subject,
        recipients: s.despatch.recipients,
        created_at: s.despatch.created_at,
        submitted_at: s.despatch.submitted_at,
        because: s.because.into_iter().map(String::from).collect(),
    };
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

#[derive(Deserialize, ToSchema)]
pub struct AttachAsked {
    pub despatch: Uuid,
}

/// Says what a receipt of nobody is about: it counts as if it had named that despatch. 409 `not_orphan`.
#[utoipa::path(post, path = "/mails/{id}/attach", tag = "mail", request_body = AttachAsked, responses((status = 204), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn attach(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<AttachAsked>,
) -> Result<StatusCode, Problem> {
    app.runtime
        .attach_receipt(&by.act, id, asked.despatch)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
