//! Errors to resolve.

use crate::answer::{Json, List, Paging, Path, Query, Settled};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::case::Reason;
use crate::route::history::Elements;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use office::Viewer;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::row;
use store::view::{self, IncidentFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(retry))
        .routes(routes!(dismiss))
}

#[derive(Serialize, ToSchema)]
pub struct Incident {
    pub id: Uuid,
    pub instance: Option<Uuid>,
    pub process_key: Option<String>,
    pub element: Option<String>,
    pub element_name: Option<String>,
    pub phase: Option<String>,
    pub code: String,
    pub message: String,
    /// open | resolved
    pub state: String,
    /// Mailbox or mail it is about, when it belongs to no case.
    pub subject: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub resolved_by: Option<PersonRef>,
    /// Title of the case, or address of the mailbox.
    pub title: Option<String>,
}

/// Rows as shown, with the names of elements and cases.
pub async fn shown(
    app: &Shared,
    viewer: &Viewer,
    names: &Names,
    language: Language,
    rows: Vec<row::Incident>,
) -> Result<Vec<Incident>, Problem> {
    let mut cases: HashMap<Uuid, (String, Elements)> = HashMap::new();
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(id) = row.instance.filter(|id| !cases.contains_key(id))
            && let Some(item) = view::instance(viewer, app.runtime.store(), id).await?
        {
            let elements = Elements::of_process(app, item.instance.process).await?;
            cases.insert(id, (item.instance.title, elements));
        }
        let case = row.instance.and_then(|id| cases.get(&id));
        let mailbox = row
            .subject
            .map(|id| names.mailbox(id))
            .filter(|key| !key.is_empty());
        items.push(Incident {
            element_name: case.and_then(|(_, elements)| elements.name(row.element.as_deref()?)),
            title: case.map(|(title, _)| title.clone()).or(mailbox),
            id: row.id,
            instance: row.instance,
            process_key: row.process_key,
            element: row.element,
            phase: row.phase,
            message: language.of_engine(&row.code, &row.message).into(),
            code: row.code,
            state: row.state,
            subject: row.subject,
            created_at: row.created_at,
            resolved_at: row.resolved_at,
            resolved_by: row.resolved_by.as_deref().map(|l| names.person(l)),
        });
    }
    Ok(items)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    /// open | resolved
    state: Option<String>,
    instance: Option<Uuid>,
    /// Key of the process.
    process: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Incidents the reader may see, newest first.
#[utoipa::path(get, path = "/incidents", tag = "operations", params(IncidentQuery), responses((status = 200, body = List<Incident>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Query(query): Query<IncidentQuery>,
) -> Result<Json<List<Incident>>, Problem> {
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    let filter = IncidentFilter {
        state: query.state,
        instance: query.instance,
        process: query.process,
    };
    let page = view::incidents(
        who.viewer(),
        app.runtime.store(),
        &filter,
        paging.cursor(),
        paging.limit(),
    )
    .await?;
    let names = Names::load(&app, who.viewer()).await?;
    let items = shown(&app, who.viewer(), &names, language, page.items).await?;
    Ok(Json(List {
        items,
        next_cursor: page.next_cursor,
    }))
}

#[derive(Serialize, ToSchema)]
pub struct Retried {
    pub id: Uuid,
}

/// Tries the failed phase again.
#[utoipa::path(post, path = "/incidents/{id}/retry", tag = "operations", responses((status = 200, body = Retried), (status = 409)))]
async fn retry(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Settled<Retried>, Problem> {
    let pending = app.runtime.retry(&by.act, id).await?;
    Ok(Settled::ok(pending, Retried { id }))
}

/// Sets aside an error that belongs to no case, with a reason.
#[utoipa::path(post, path = "/incidents/{id}/dismiss", tag = "operations", request_body = Reason, responses((status = 204), (status = 409), (status = 422)))]
async fn dismiss(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<Reason>,
) -> Result<StatusCode, Problem> {
    app.runtime.dismiss(&by.act, id, &asked.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
