//! Notices to the reader and to the reader's groups.

use crate::answer::{Json, Paging, Path, Query};
use crate::app::Shared;
use crate::language::Language;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::view;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read))
}

#[derive(Serialize, ToSchema)]
pub struct Notice {
    pub id: Uuid,
    /// The case it is about.
    pub instance: Uuid,
    pub title: String,
    /// In the reader's language.
    pub text: String,
    /// The group it went to; absent when it went to the reader by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub created_at: DateTime<Utc>,
    /// When the reader read it.
    pub read_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct Notices {
    pub items: Vec<Notice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Of all, counted up to 100.
    pub unread: i64,
}

/// Notices to the reader, newest first.
#[utoipa::path(get, path = "/notices", tag = "tasks", params(Paging), responses((status = 200, body = Notices)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Query(paging): Query<Paging>,
) -> Result<Json<Notices>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let page = view::notices(viewer, store, paging.cursor(), paging.limit()).await?;
    let shown = |n: view::NoticeItem| Notice {
        id: n.notice.id,
        instance: n.notice.instance,
        title: n.instance_title,
        text: language.pick(&n.notice.text_it, &n.notice.text_en).into(),
        group: n.notice.recipient.strip_prefix("g:").map(String::from),
        created_at: n.notice.created_at,
        read_at: n.read_at,
    };
    Ok(Json(Notices {
        items: page.items.into_iter().map(shown).collect(),
        next_cursor: page.next_cursor,
        unread: view::notices_unread(viewer, store).await?,
    }))
}

/// Marks a notice as read by the reader.
#[utoipa::path(post, path = "/notices/{id}/read", tag = "tasks", responses((status = 204), (status = 404)))]
async fn read(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.read_notice(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
