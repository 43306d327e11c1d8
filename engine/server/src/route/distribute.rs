//! Giving work around: to offices, back to who sorted it, an opinion, later; many at once.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::case::{Made, Reason};
use crate::route::desk::told;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use runtime::{Act, Fault};
use serde::{Deserialize, Serialize};
use store::view::TaskItem;
use store::{load, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// What one request may be about at most.
const AT_ONCE: usize = 100;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(distribute))
        .routes(routes!(refuse))
        .routes(routes!(ask_opinion))
        .routes(routes!(snooze))
        .routes(routes!(bulk))
        .routes(routes!(tags))
}

/// Who gave a task to the office that has it.
#[derive(Serialize, ToSchema)]
pub struct AssignmentShown {
    pub office: String,
    pub by: PersonRef,
    pub at: DateTime<Utc>,
    /// The reader may refuse it.
    pub may_refuse: bool,
}

/// A colleague's opinion, asked for or given.
#[derive(Serialize, ToSchema)]
pub struct OpinionShown {
    pub id: Uuid,
    pub of: PersonRef,
    pub question: String,
    pub asked_at: DateTime<Utc>,
    pub opinion: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
}

pub async fn assignment(
    app: &Shared,
    who: &Who,
    names: &Names,
    item: &TaskItem,
) -> Result<Option<AssignmentShown>, Problem> {
    let found = load::assignment_of_task(app.runtime.store(), item.task.id).await?;
    let subject = office::Subject::Task(runtime::task_subject(item, None));
    let may_refuse = item.task.state == "open"
        && office::may(who.viewer(), office::Verb::RefuseAssignment, &subject).is_ok();
    Ok(found.map(|a| AssignmentShown {
        office: a.office,
        by: names.person(&a.sorted_by),
        at: a.sorted_at,
        may_refuse,
    }))
}

pub async fn opinions(
    app: &Shared,
    names: &Names,
    task: Uuid,
) -> Result<Vec<OpinionShown>, Problem> {
    let found = load::opinions_of_task(app.runtime.store(), task).await?;
    Ok(found
        .into_iter()
        .map(|o| OpinionShown {
            id: o.id,
            of: names.person(&o.asked_of),
            question: o.question,
            asked_at: o.asked_at,
            opinion: o.opinion,
            answered_at: o.answered_at,
        })
        .collect())
}

#[derive(Deserialize, ToSchema)]
pub struct DistributeAsked {
    /// Key of the office that must act (*per competenza*).
    pub office: String,
    /// Keys of offices that only read (*per conoscenza*).
    #[serde(default)]
    pub copies: Vec<String>,
}

/// Assigns a task to one office and lets others read its case.
#[utoipa::path(post, path = "/tasks/{id}/distribute", tag = "tasks", request_body = DistributeAsked, responses((status = 204), (status = 403), (status = 409), (status = 422)))]
async fn distribute(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<DistributeAsked>,
) -> Result<StatusCode, Problem> {
    let done = app
        .runtime
        .assign_to_office(&by.act, id, &asked.office, &asked.copies)
        .await;
    told(&app, &by.who, done).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses an assignment: the task goes back to who sorted it.
#[utoipa::path(post, path = "/tasks/{id}/refuse", tag = "tasks", request_body = Reason, responses((status = 204), (status = 403), (status = 409), (status = 422)))]
async fn refuse(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<Reason>,
) -> Result<StatusCode, Problem> {
    let done = app
        .runtime
        .refuse_assignment(&by.act, id, &asked.reason)
        .await;
    told(&app, &by.who, done).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct OpinionAsked {
    pub login: String,
    pub question: String,
}

/// Asks a colleague's opinion; the task stays with its holder.
#[utoipa::path(post, path = "/tasks/{id}/opinion", tag = "tasks", request_body = OpinionAsked, responses((status = 201, body = Made), (status = 403), (status = 422)))]
async fn ask_opinion(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<OpinionAsked>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let done = app
        .runtime
        .ask_opinion(&by.act, id, &asked.login, &asked.question)
        .await;
    let id = told(&app, &by.who, done).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

#[derive(Deserialize, ToSchema)]
pub struct SnoozeAsked {
    /// In the future; null: now.
    pub until: Option<DateTime<Utc>>,
}

/// Puts a task one holds out of sight until then.
#[utoipa::path(post, path = "/tasks/{id}/snooze", tag = "tasks", request_body = SnoozeAsked, responses((status = 204), (status = 403), (status = 422)))]
async fn snooze(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<SnoozeAsked>,
) -> Result<StatusCode, Problem> {
    let done = app.runtime.snooze(&by.act, id, asked.until).await;
    told(&app, &by.who, done).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is done to many tasks.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    Claim,
    Release,
    Assign,
    Distribute,
    Snooze,
}

#[derive(Deserialize, ToSchema)]
pub struct BulkAsked {
    /// At most 100 tasks.
    pub ids: Vec<Uuid>,
    #[schema(inline)]
    pub act: BulkAct,
    /// Of the person, for `assign`.
    #[serde(default)]
    pub login: String,
    /// Of the office, for `distribute`.
    #[serde(default)]
    pub office: String,
    /// For `snooze`.
    pub until: Option<DateTime<Utc>>,
}

/// What came of each, in the order asked.
#[derive(Serialize, ToSchema)]
pub struct BulkDone {
    pub results: Vec<BulkResult>,
}

#[derive(Serialize, ToSchema)]
pub struct BulkResult {
    pub id: Uuid,
    pub done: bool,
    /// Why not, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

pub async fn result(
    app: &Shared,
    who: &Who,
    language: Language,
    id: Uuid,
    done: Result<(), Fault>,
) -> Result<BulkResult, Problem> {
    match told(app, who, done).await {
        Ok(()) => Ok(BulkResult {
            id,
            done: true,
            code: None,
            detail: None,
        }),
        // What is not about this one ends the whole.
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => Ok(BulkResult {
            id,
            done: false,
            detail: Some(language.pick(&problem.it, &problem.en).to_string()),
            code: Some(problem.code),
        }),
    }
}

pub fn few<T>(ids: &[T]) -> Result<(), Problem> {
    match ids.len() {
        1..=AT_ONCE => Ok(()),
        _ => Err(Problem::field(
            "ids",
            "Da 1 a 100 alla volta.",
            "From 1 to 100 at a time.",
        )),
    }
}

/// The same act, on one of many: a command of its own, so that each counts alone.
pub fn one_of(act: &Act) -> Act {
    Act::of(act.viewer.clone(), None)
}

/// Does one thing to many tasks, each by itself; answers what came of each.
#[utoipa::path(post, path = "/tasks/bulk", tag = "tasks", request_body = BulkAsked, responses((status = 200, body = BulkDone), (status = 422)))]
async fn bulk(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<BulkAsked>,
) -> Result<Json<BulkDone>, Problem> {
    few(&asked.ids)?;
    let mut results = Vec::with_capacity(asked.ids.len());
    for id in asked.ids {
        let act = one_of(&by.act);
        let runtime = &app.runtime;
        let done = match asked.act {
            BulkAct::Claim => runtime.claim(&act, id).await.map(|_| ()),
            BulkAct::Release => runtime.release(&act, id).await.map(|_| ()),
            BulkAct::Assign => runtime.assign(&act, id, &asked.login).await.map(|_| ()),
            BulkAct::Distribute => runtime.assign_to_office(&act, id, &asked.office, &[]).await,
            BulkAct::Snooze => runtime.snooze(&act, id, asked.until).await,
        };
        results.push(result(&app, &by.who, language, id, done).await?);
    }
    Ok(Json(BulkDone { results }))
}

#[derive(Deserialize, ToSchema)]
pub struct TagsAsked {
    /// instance | mail
    pub kind: String,
    /// At most 100.
    pub ids: Vec<Uuid>,
    #[serde(default)]
    pub add: Vec<String>,
    #[serde(default)]
    pub remove: Vec<String>,
}

/// Puts tags on cases or mails, or takes them away; answers what came of each.
#[utoipa::path(post, path = "/tags", tag = "cases", request_body = TagsAsked, responses((status = 200, body = BulkDone), (status = 422)))]
async fn tags(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<TagsAsked>,
) -> Result<Json<BulkDone>, Problem> {
    few(&asked.ids)?;
    let mut results = Vec::with_capacity(asked.ids.len());
    for id in asked.ids {
        let act = one_of(&by.act);
        let done = app
            .runtime
            .tag(&act, &asked.kind, id, &asked.add, &asked.remove)
            .await;
        results.push(result(&app, &by.who, language, id, done).await?);
    }
    Ok(Json(BulkDone { results }))
}

/// The tags of something the reader may see already.
pub async fn tags_of(app: &Shared, object: Uuid) -> Result<Vec<String>, Problem> {
    let found = load::tags(app.runtime.store(), object).await?;
    Ok(found.into_iter().map(|t| t.word).collect())
}

/// The same message in other boxes of ours, as far as the reader may see it.
#[derive(Serialize, ToSchema)]
pub struct TwinShown {
    pub mail: Uuid,
    /// Key of the mailbox.
    pub mailbox: String,
    pub instance: Option<Uuid>,
    pub state: String,
}

pub async fn twins(
    app: &Shared,
    who: &Who,
    names: &Names,
    mail: Uuid,
) -> Result<Vec<TwinShown>, Problem> {
    let found = view::twins(who.viewer(), app.runtime.store(), mail).await?;
    Ok(found
        .into_iter()
        .map(|m| TwinShown {
            mail: m.mail.id,
            mailbox: names.mailbox(m.mail.mailbox),
            instance: m.mail.instance,
            state: m.mail.state,
        })
        .collect())
}
