//! What a person does with a task: take, put back, hand over, write, conclude.

use crate::answer::{IfMatch, Json, Paging, Path, Settled, Tagged};
use crate::app::Shared;
use crate::language::Language;
use crate::names::Names;
use crate::problem::Problem;
use crate::route::opened::{Found, ways_to_files};
use crate::route::task::{Filter, OfCase, Task, Wanted, find, shown, task_list, visible};
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(next))
        .routes(routes!(claim))
        .routes(routes!(release))
        .routes(routes!(unclaim))
        .routes(routes!(assign))
        .routes(routes!(complete))
        .routes(routes!(save_draft))
        .routes(routes!(attachment))
        .routes(routes!(attachment_contents))
        .routes(routes!(attachment_inner))
        .routes(routes!(letters))
        .routes(routes!(fill_letter))
}

/// What is asked of the next task.
#[derive(Default, Deserialize, ToSchema)]
pub struct NextAsked {
    #[serde(default)]
    #[schema(inline)]
    pub filter: Filter,
    /// Key of an area: a task of its offices.
    #[serde(default)]
    pub area: Option<String>,
}

/// Takes the next task that is due and answers it; 204 when none waits.
#[utoipa::path(post, path = "/tasks/next", tag = "tasks", request_body = NextAsked, responses((status = 200, body = Task), (status = 204)))]
async fn next(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<NextAsked>,
) -> Result<Response, Problem> {
    let viewer = by.who.viewer();
    let area = asked.area.filter(|a| !a.is_empty());
    let task = match asked.filter {
        Filter::Mine => {
            let paging = Paging {
                cursor: None,
                limit: Some(1),
            };
            let wanted = Wanted {
                filter: Filter::Mine,
                area: area.as_deref(),
                ..Wanted::default()
            };
            find(&app, viewer, wanted, &paging)
                .await?
                .0
                .into_iter()
                .next()
                .map(|t| t.task.id)
        }
        _ => app.runtime.take_next(&by.act, area).await?.map(|t| t.id),
    };
    match task {
        Some(id) => Ok(answer(&app, &by.who, id).await?.into_response()),
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

async fn answer(app: &Shared, who: &Who, id: Uuid) -> Result<Json<Task>, Problem> {
    let item = visible(app, who.viewer(), id).await?;
    task_list(app, who.viewer(), vec![item])
        .await?
        .into_iter()
        .next()
        .map(Json)
        .ok_or_else(Problem::not_found)
}

/// A lost race names the holder by name.
pub async fn told<T>(
    app: &Shared,
    who: &Who,
    result: Result<T, runtime::Fault>,
) -> Result<T, Problem> {
    match result {
        Ok(done) => Ok(done),
        Err(fault) => {
            let problem = Problem::from(fault);
            let names = Names::load(app, who.viewer()).await?;
            Err(names.holder(problem))
        }
    }
}

/// Takes a task; 409 `task_taken` with the holder when somebody was faster.
#[utoipa::path(post, path = "/tasks/{id}/claim", tag = "tasks", responses((status = 200, body = Task), (status = 403), (status = 409)))]
async fn claim(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Task>, Problem> {
    told(&app, &by.who, app.runtime.claim(&by.act, id).await).await?;
    answer(&app, &by.who, id).await
}

/// Puts a task back for its group; the draft stays.
#[utoipa::path(post, path = "/tasks/{id}/release", tag = "tasks", responses((status = 200, body = Task), (status = 403)))]
async fn release(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Task>, Problem> {
    told(&app, &by.who, app.runtime.release(&by.act, id).await).await?;
    answer(&app, &by.who, id).await
}

/// The same as release.
#[utoipa::path(post, path = "/tasks/{id}/unclaim", tag = "tasks", responses((status = 200, body = Task), (status = 403)))]
async fn unclaim(state: State<Shared>, by: By, id: Path<Uuid>) -> Result<Json<Task>, Problem> {
    release(state, by, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct AssignAsked {
    pub login: String,
}

/// Gives a task to a person.
#[utoipa::path(post, path = "/tasks/{id}/assign", tag = "tasks", request_body = AssignAsked, responses((status = 200, body = Task), (status = 403), (status = 422)))]
async fn assign(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<AssignAsked>,
) -> Result<Json<Task>, Problem> {
    let names = Names::load(&app, by.who.viewer()).await?;
    let task = told(
        &app,
        &by.who,
        app.runtime.assign(&by.act, id, &asked.login).await,
    )
    .await?;
    // Handed over, it may be out of sight now: the answer is what was done.
    match answer(&app, &by.who, id).await {
        Ok(task) => Ok(task),
        Err(_) => Ok(Json(shown(task, OfCase::default(), &names, None))),
    }
}

#[derive(Deserialize, ToSchema)]
pub struct CompleteAsked {
    /// Values of the form's fields, and the message of a drafting task.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub data: Map<String, Value>,
    /// Hash of the message that was shown, for an approval.
    pub draft_hash: Option<String>,
    /// Which list the next task is looked for in.
    #[serde(default)]
    #[schema(inline)]
    pub filter: Option<Filter>,
}

#[derive(Serialize, ToSchema)]
pub struct Completed {
    /// The next task of the same list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Uuid>,
}

/// Concludes a task.
#[utoipa::path(post, path = "/tasks/{id}/complete", tag = "tasks", request_body = CompleteAsked,
    responses((status = 200, body = Completed), (status = 403), (status = 409, description = "held by another, ended, or the message changed"), (status = 422, description = "fields")))]
async fn complete(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<CompleteAsked>,
) -> Result<Settled<Completed>, Problem> {
    let pending = told(
        &app,
        &by.who,
        app.runtime
            .complete(&by.act, id, asked.data, asked.draft_hash.as_deref())
            .await,
    )
    .await?;
    let paging = Paging {
        cursor: None,
        limit: Some(1),
    };
    let wanted = Wanted {
        filter: asked.filter.unwrap_or(Filter::Mine),
        ..Wanted::default()
    };
    let (next, _) = find(&app, by.who.viewer(), wanted, &paging).await?;
    Ok(Settled::ok(
        pending,
        Completed {
            next: next.first().map(|t| t.task.id),
        },
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct DraftAsked {
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub data: Value,
}

#[derive(Serialize, ToSchema)]
pub struct DraftSaved {
    pub revision: i64,
    pub at: Option<DateTime<Utc>>,
}

/// Keeps what was typed so far. With `If-Match`, 412 when somebody else saved since.
#[utoipa::path(put, path = "/tasks/{id}/draft", tag = "tasks", request_body = DraftAsked, responses((status = 200, body = DraftSaved), (status = 409), (status = 412)))]
async fn save_draft(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(asked): Json<DraftAsked>,
) -> Result<Tagged<DraftSaved>, Problem> {
    let saved = app
        .runtime
        .save_draft(&by.act, id, asked.data, if_match.map(|m| m.0))
        .await;
    let task = told(&app, &by.who, saved)
        .await
        .map_err(|p| p.if_match(if_match.is_some()))?;
    Ok(Tagged(
        task.revision,
        DraftSaved {
            revision: task.revision,
            at: task.draft_at,
        },
    ))
}

ways_to_files! {
    (Uuid, usize), "tasks";
    "A file of the message the task drafts or approves, by its place in the list (from 0)."
    attachment "/tasks/{id}/attachments/{n}";
    "Who signed a file of the message the task drafts or approves, and what it holds."
    attachment_contents "/tasks/{id}/attachments/{n}/contents";
    "The file inside the signed containers of such a file."
    attachment_inner "/tasks/{id}/attachments/{n}/inner"
}

async fn found(app: &Shared, who: &Who, (id, n): (Uuid, usize)) -> Result<Found, Problem> {
    let item = visible(app, who.viewer(), id).await?;
    let (listed, bytes) = app
        .runtime
        .task_attachment(&item.task, n)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Found {
        name: listed.name,
        media_type: listed.media_type,
        bytes,
        at: item.task.created_at,
    })
}

#[derive(Serialize, ToSchema)]
pub struct LetterShown {
    pub key: String,
    pub title: String,
}

/// Letter templates for a drafting task.
#[utoipa::path(get, path = "/tasks/{id}/letters", tag = "tasks", responses((status = 200, body = Vec<LetterShown>)))]
async fn letters(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<Json<Vec<LetterShown>>, Problem> {
    let item = visible(&app, who.viewer(), id).await?;
    let form = app.runtime.task_form(&item.task).await?;
    Ok(Json(
        form.letters
            .into_iter()
            .map(|l| LetterShown {
                key: l.key,
                title: language.pick(&l.title.it, &l.title.en).into(),
            })
            .collect(),
    ))
}

#[derive(Serialize, ToSchema)]
pub struct LetterFilled {
    pub subject: String,
    /// Who else the letter goes to; empty when it names nobody.
    pub cc: Vec<String>,
    pub body: String,
}

/// A letter filled in with the variables of the case.
#[utoipa::path(post, path = "/tasks/{id}/letters/{key}", tag = "tasks", responses((status = 200, body = LetterFilled), (status = 404), (status = 422)))]
async fn fill_letter(
    State(app): State<Shared>,
    by: By,
    Path((id, key)): Path<(Uuid, String)>,
) -> Result<Json<LetterFilled>, Problem> {
    let item = visible(&app, by.who.viewer(), id).await?;
    let filled = app.runtime.fill_letter(&item.task, &key).await?;
    Ok(Json(LetterFilled {
        subject: filled.subject,
        cc: filled.cc,
        body: filled.body,
    }))
}
