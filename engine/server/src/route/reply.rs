//! Who writes the answer of a task: take it, put it down, ask for it, take it over.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::case::Reason;
use crate::route::desk::told;
use crate::route::task::visible;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use office::{Subject, Verb, may};
use runtime::task_subject;
use serde::{Deserialize, Serialize};
use store::view::TaskItem;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(take, put_down))
        .routes(routes!(take_over))
        .routes(routes!(ask))
}

/// How the answer of a task stands. One person writes at a time; times are the machine's.
#[derive(Serialize, ToSchema)]
pub struct ReplyShown {
    /// free | mine | held | lapsed (who wrote gave no sign of life for too long) | sent
    pub state: String,
    /// Who writes, or sent it.
    pub holder: Option<PersonRef>,
    /// Since when they write, or when it was sent.
    pub since: Option<DateTime<Utc>>,
    /// Until when nobody else may write, unless they give a sign of life.
    pub until: Option<DateTime<Utc>>,
    /// How long that is from now, by the server's clock.
    pub left_seconds: i64,
    /// When fewer are left, whoever writes is warned.
    pub warn_seconds: i64,
    /// The case it is written in or was sent from.
    pub instance: Option<Uuid>,
    /// It was sent from another case of the same message: a second one must be taken deliberately.
    pub sent_elsewhere: bool,
    pub may: MayReply,
}

/// What the person may do about the answer now.
#[derive(Serialize, ToSchema)]
pub struct MayReply {
    pub take: bool,
    pub take_over: bool,
    pub ask: bool,
}

/// How the answer stands for the reader; None for a task that writes none.
pub async fn shown(
    app: &Shared,
    who: &Who,
    names: &Names,
    item: &TaskItem,
) -> Result<Option<ReplyShown>, Problem> {
    let act = runtime::Act::of(who.viewer().clone(), None);
    let Some(reply) = app.runtime.reply(&act, &item.task).await? else {
        return Ok(None);
    };
    let now = Utc::now();
    let state = match &reply.row {
        Some(row) if row.state == "sent" => "sent",
        Some(row) if row.state == "writing" => match (reply.mine, reply.live) {
            (true, _) => "mine",
            (false, true) => "held",
            (false, false) => "lapsed",
        },
        _ => "free",
    };
    let subject = Subject::Task(task_subject(item, None));
    let open = item.task.state == "open";
    let allowed = |verb| open && may(who.viewer(), verb, &subject).is_ok();
    let writes = matches!(state, "mine" | "held" | "lapsed");
    let row = reply.row.filter(|_| state != "free");
    let left = |until: DateTime<Utc>| (until - now).num_seconds().max(0);
    Ok(Some(ReplyShown {
        state: state.into(),
        holder: row.as_ref().map(|r| names.person(&r.holder)),
        since: row.as_ref().map(|r| r.held_since),
        until: row.as_ref().filter(|_| writes).map(|r| r.held_until),
        left_seconds: row
            .as_ref()
            .filter(|_| writes)
            .map_or(0, |r| left(r.held_until)),
        warn_seconds: reply
            .warn_at
            .zip(row.as_ref())
            .map_or(0, |(warn, r)| (r.held_until - warn).num_seconds()),
        instance: row.as_ref().map(|r| r.instance),
        sent_elsewhere: reply.sent_elsewhere,
        may: MayReply {
            take: state != "held" && allowed(Verb::WriteReply),
            take_over: state == "held" && allowed(Verb::TakeOverReply),
            ask: state == "held" && allowed(Verb::WriteReply),
        },
    }))
}

async fn answer(app: &Shared, who: &Who, id: Uuid) -> Result<Json<ReplyShown>, Problem> {
    let item = visible(app, who.viewer(), id).await?;
    let names = Names::load(app, who.viewer()).await?;
    shown(app, who, &names, &item)
        .await?
        .map(Json)
        .ok_or_else(Problem::not_found)
}

/// Takes the answer of a task, or prolongs it; 409 `reply_held` with holder, since and until while another writes.
#[utoipa::path(put, path = "/tasks/{id}/reply", tag = "tasks", responses((status = 200, body = ReplyShown), (status = 403), (status = 409)))]
async fn take(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<ReplyShown>, Problem> {
    told(
        &app,
        &by.who,
        app.runtime.take_reply(&by.act, id, None).await,
    )
    .await?;
    answer(&app, &by.who, id).await
}

/// Puts the answer down; the draft and the task stay.
#[utoipa::path(delete, path = "/tasks/{id}/reply", tag = "tasks", responses((status = 204), (status = 409)))]
async fn put_down(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.put_down_reply(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the answer from whoever writes it, with a reason; they are told.
#[utoipa::path(post, path = "/tasks/{id}/reply/take-over", tag = "tasks", request_body = Reason, responses((status = 200, body = ReplyShown), (status = 403), (status = 422)))]
async fn take_over(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<Reason>,
) -> Result<Json<ReplyShown>, Problem> {
    let taken = app
        .runtime
        .take_reply(&by.act, id, Some(&asked.reason))
        .await;
    told(&app, &by.who, taken).await?;
    answer(&app, &by.who, id).await
}

#[derive(Default, Deserialize, ToSchema)]
pub struct ReplyAsked {
    /// What is said with it; may be empty.
    #[serde(default)]
    pub text: String,
}

/// Asks whoever writes the answer to leave it to the reader; they get a notice.
#[utoipa::path(post, path = "/tasks/{id}/reply/ask", tag = "tasks", request_body = ReplyAsked, responses((status = 204), (status = 403), (status = 409)))]
async fn ask(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<ReplyAsked>,
) -> Result<StatusCode, Problem> {
    app.runtime.ask_for_reply(&by.act, id, &asked.text).await?;
    Ok(StatusCode::NO_CONTENT)
}
