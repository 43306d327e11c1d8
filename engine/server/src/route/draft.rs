//! Drafts of the designer.

use crate::answer::{IfMatch, Json, List, Path, Tagged};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::{Problem, findings_shown};
use crate::route::deployment::{Checked, DeployedShown, answer};
use crate::who::{By, Who};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(one, save, delete))
        .routes(routes!(check))
        .routes(routes!(publish))
        .layer(DefaultBodyLimit::max(10 << 20))
}

#[derive(Serialize, ToSchema)]
pub struct DraftItem {
    pub name: String,
    /// Name of the first process in it, or its own.
    pub title: String,
    pub updated_at: DateTime<Utc>,
    pub updated_by: PersonRef,
}

#[derive(Serialize, ToSchema)]
pub struct DraftFiles {
    pub name: String,
    pub revision: i64,
    /// Path → text.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub files: Value,
    pub updated_at: DateTime<Utc>,
    pub updated_by: PersonRef,
}

#[derive(Serialize, ToSchema)]
pub struct DraftFilesSaved {
    pub revision: i64,
}

fn title(draft: &row::Draft) -> String {
    let diagrams = draft
        .files
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(path, _)| path.ends_with(".bpmn"));
    let name_of = |text: &str| {
        bpmn::read(text.as_bytes(), "draft.bpmn")
            .definitions?
            .processes
            .into_iter()
            .find_map(|p| p.name)
    };
    let named = diagrams
        .filter_map(|(_, text)| name_of(text.as_str()?))
        .next();
    named.unwrap_or_else(|| draft.name.clone())
}

/// Drafts, by name.
#[utoipa::path(get, path = "/drafts", tag = "processes", responses((status = 200, body = List<DraftItem>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<DraftItem>>, Problem> {
    let found = view::drafts(who.viewer(), app.runtime.store()).await?;
    let names = Names::load(&app, who.viewer()).await?;
    let item = |d: row::Draft| DraftItem {
        title: title(&d),
        updated_by: names.person(&d.updated_by),
        name: d.name,
        updated_at: d.updated_at,
    };
    Ok(List::whole(found.into_iter().map(item).collect()))
}

#[derive(Deserialize, ToSchema)]
pub struct DraftBegun {
    /// An empty draft of this name…
    pub name: Option<String>,
    /// …or one with the files of the newest deployment of this name.
    pub from_deployment: Option<String>,
}

/// Makes a draft.
#[utoipa::path(post, path = "/drafts", tag = "processes", request_body = DraftBegun, responses((status = 201, body = DraftFiles), (status = 409)))]
async fn make(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<DraftBegun>,
) -> Result<Response, Problem> {
    let (name, from) = match (asked.from_deployment, asked.name) {
        (Some(deployment), _) => (deployment, true),
        (None, Some(name)) => (name, false),
        (None, None) => {
            return Err(Problem::field(
                "name",
                "Scrivere il nome.",
                "Write the name.",
            ));
        }
    };
    let draft = app.runtime.new_draft(&by.act, &name, from).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    Ok((StatusCode::CREATED, shown(draft, &names)).into_response())
}

fn shown(draft: row::Draft, names: &Names) -> Tagged<DraftFiles> {
    Tagged(
        draft.revision,
        DraftFiles {
            name: draft.name,
            revision: draft.revision,
            files: draft.files,
            updated_at: draft.updated_at,
            updated_by: names.person(&draft.updated_by),
        },
    )
}

/// One draft with its files.
#[utoipa::path(get, path = "/drafts/{name}", tag = "processes", responses((status = 200, body = DraftFiles), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(name): Path<String>,
) -> Result<Tagged<DraftFiles>, Problem> {
    let found = view::drafts(who.viewer(), app.runtime.store()).await?;
    let names = Names::load(&app, who.viewer()).await?;
    found
        .into_iter()
        .find(|d| d.name == name)
        .map(|draft| shown(draft, &names))
        .ok_or_else(Problem::not_found)
}

#[derive(Deserialize, ToSchema)]
pub struct FilesAsked {
    /// Path → text; replaces all files.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub files: Map<String, Value>,
}

/// Saves all files of a draft. With `If-Match`, 412 when somebody else saved since.
#[utoipa::path(put, path = "/drafts/{name}", tag = "processes", request_body = FilesAsked, responses((status = 200, body = DraftFilesSaved), (status = 412)))]
async fn save(
    State(app): State<Shared>,
    by: By,
    Path(name): Path<String>,
    if_match: Option<IfMatch>,
    Json(asked): Json<FilesAsked>,
) -> Result<Tagged<DraftFilesSaved>, Problem> {
    let saved = app
        .runtime
        .save_draft_bundle(&by.act, &name, asked.files, if_match.map(|m| m.0))
        .await;
    let draft = saved.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    Ok(Tagged(
        draft.revision,
        DraftFilesSaved {
            revision: draft.revision,
        },
    ))
}

/// Throws a draft away; what is deployed stays.
#[utoipa::path(delete, path = "/drafts/{name}", tag = "processes", responses((status = 204), (status = 404)))]
async fn delete(
    State(app): State<Shared>,
    by: By,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    app.runtime.delete_draft(&by.act, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the check says of a draft.
#[utoipa::path(post, path = "/drafts/{name}/check", tag = "processes", responses((status = 200, body = Checked)))]
async fn check(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Path(name): Path<String>,
) -> Result<Json<Checked>, Problem> {
    let findings = match app.runtime.check_draft(&by.act, &name).await {
        Err(runtime::Fault::Findings(findings)) => findings,
        other => other?,
    };
    Ok(Json(Checked {
        findings: findings_shown(&findings, language),
    }))
}

/// Deploys a draft.
#[utoipa::path(post, path = "/drafts/{name}/publish", tag = "processes", responses((status = 201, body = DeployedShown), (status = 200, body = DeployedShown), (status = 422, description = "findings")))]
async fn publish(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Path(name): Path<String>,
) -> Result<(StatusCode, Json<DeployedShown>), Problem> {
    Ok(answer(
        app.runtime.publish_draft(&by.act, &name).await?,
        language,
    ))
}
