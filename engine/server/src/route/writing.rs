//! Writing a message: whom a name may mean, a message begun or passed on, and what is to be seen before it leaves.

use crate::answer::{Json, List, Path, Query};
use crate::app::Shared;
use crate::bundled;
use crate::language::Language;
use crate::problem::Problem;
use crate::route::party::old_before;
use crate::route::task::visible;
use crate::who::By;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use office::writing::{Addressed, Channel};
use runtime::{Checked, Leaving, MESSAGE, NewMessage, Outgoing, Planned, Remark};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(recipients))
        .routes(routes!(begin))
        .routes(routes!(discard))
        .routes(routes!(check))
        .routes(routes!(take_back))
}

/// An address, and what is known of it.
#[derive(Serialize, ToSchema)]
pub struct Recipient {
    pub address: String,
    /// As the address book names whoever has it.
    pub name: Option<String>,
    /// A PEC box, ordinary mail, or nobody knows yet.
    #[schema(value_type = crate::schema::Channel)]
    pub channel: Channel,
    /// Legal time of the last certified delivery.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Where the address book has it from.
    pub source: Option<String>,
    pub source_at: Option<DateTime<Utc>>,
    /// That was so long ago that it is to be checked again before a notification.
    pub old: bool,
}

fn recipient(known: Addressed, old_before: DateTime<Utc>) -> Recipient {
    let (source, source_at) = known.source.unzip();
    Recipient {
        old: source_at.is_some_and(|at| at < old_before),
        address: known.address,
        name: known.name,
        channel: known.channel,
        delivered_at: known.delivered_at,
        source,
        source_at,
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecipientQuery {
    /// A part of a name or an address; shorter than two characters finds nobody.
    #[serde(default)]
    q: String,
}

/// Whom a part of a name or an address may mean: the address book, then addresses that were written to. At most twelve.
#[utoipa::path(get, path = "/recipients", tag = "mail", params(RecipientQuery), responses((status = 200, body = List<Recipient>), (status = 403)))]
async fn recipients(
    State(app): State<Shared>,
    by: By,
    Query(query): Query<RecipientQuery>,
) -> Result<Json<List<Recipient>>, Problem> {
    let found = app.runtime.recipients_like(&by.act, &query.q).await?;
    let old = old_before(&app);
    let found = found.into_iter();
    Ok(List::whole(found.map(|r| recipient(r, old)).collect()))
}

/// A message to begin.
#[derive(Default, Deserialize, ToSchema)]
pub struct WritingAsked {
    /// Key of the box it leaves from; absent: chosen by the recipients and the writer's office.
    mailbox: Option<String>,
    #[serde(default)]
    to: Vec<String>,
    /// The mail it passes on, with its attachments.
    forward: Option<Uuid>,
}

/// A message that was begun.
#[derive(Serialize, ToSchema)]
pub struct Begun {
    pub instance: Uuid,
    /// The task it is written in.
    pub task: Uuid,
}

/// Begins a message that answers nobody: a case whose task holds the draft.
#[utoipa::path(post, path = "/writings", tag = "mail", request_body = WritingAsked, responses((status = 201, body = Begun), (status = 403), (status = 404), (status = 422)))]
async fn begin(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<WritingAsked>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    by.who.may(office::Verb::SendFrom)?;
    app.runtime
        .provide_process(MESSAGE, || bundled::bundle(MESSAGE))
        .await?;
    let new = NewMessage {
        mailbox: asked.mailbox,
        to: asked.to,
        forward: asked.forward,
    };
    let begun = app.runtime.begin_message(&by.act, new).await?;
    let shown = Begun {
        instance: begun.instance,
        task: begun.task,
    };
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Throws away a message that was begun by [`begin`] and not handed over.
#[utoipa::path(delete, path = "/writings/{task}", tag = "mail", responses((status = 204), (status = 403), (status = 404), (status = 422)))]
async fn discard(
    State(app): State<Shared>,
    by: By,
    Path(task): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.discard_message(&by.act, task).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something about a message that stops it, or that its sender should have seen.
#[derive(Serialize, ToSchema)]
pub struct RemarkShown {
    /// Machine-readable, e.g. `no_attachment`.
    pub code: String,
    /// Field of the message.
    pub field: String,
    /// It cannot be handed over like this.
    pub stops: bool,
    pub message: String,
}

/// How a message to many will leave, and what it costs.
#[derive(Serialize, ToSchema)]
pub struct PlannedShown {
    pub recipients: usize,
    pub parts: usize,
    pub per_part: usize,
    /// Each recipient gets a message of their own and sees no other.
    pub separately: bool,
    /// completa | breve | sintetica: as it is now; null: from an ordinary mailbox.
    pub receipt: Option<String>,
    /// Bytes the receipts will take in the mailbox, about, by the receipt asked for.
    pub quota_completa: u64,
    pub quota_breve: u64,
    pub quota_sintetica: u64,
    /// When the last part leaves if the first does now, at the pace of the mailbox.
    pub until: DateTime<Utc>,
}

impl From<Planned> for PlannedShown {
    fn from(planned: Planned) -> PlannedShown {
        let [quota_completa, quota_breve, quota_sintetica] = planned.quota;
        PlannedShown {
            recipients: planned.recipients,
            parts: planned.parts,
            per_part: planned.per_part,
            separately: planned.separately,
            receipt: planned.receipt,
            quota_completa,
            quota_breve,
            quota_sintetica,
            until: planned.until,
        }
    }
}

/// A message looked through before it leaves.
#[derive(Serialize, ToSchema)]
pub struct CheckedShown {
    /// Those in To, then those in Cc.
    pub recipients: Vec<Recipient>,
    /// Key of the box the house would choose; null: it has none that fits.
    pub mailbox: Option<String>,
    /// It leaves from a PEC box.
    pub certified: bool,
    /// Somebody else approves it before it leaves.
    pub approved: bool,
    /// Encoded; for a PEC this times the recipients counts against `bytes_max`.
    pub bytes: u64,
    pub bytes_max: u64,
    /// How it leaves when it is too much for one message, or goes to a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<PlannedShown>,
    /// What the box asks to be written under a message.
    pub signature: String,
    pub remarks: Vec<RemarkShown>,
}

fn shown(checked: Checked, old: DateTime<Utc>, language: Language) -> CheckedShown {
    let remark = |r: Remark| RemarkShown {
        code: r.code.into(),
        field: r.field.into(),
        stops: r.stops,
        message: language.pick(&r.it, &r.en).to_string(),
    };
    CheckedShown {
        recipients: checked
            .recipients
            .into_iter()
            .map(|r| recipient(r, old))
            .collect(),
        mailbox: checked.mailbox,
        certified: checked.certified,
        approved: checked.approved,
        bytes: checked.bytes,
        bytes_max: checked.bytes_max,
        planned: checked.planned.map(PlannedShown::from),
        signature: checked.signature,
        remarks: checked.remarks.into_iter().map(remark).collect(),
    }
}

/// Looks a message through that is written in this task: who its recipients are, which box it should leave from, what
/// stops it. Nothing is kept.
#[utoipa::path(post, path = "/tasks/{id}/check", tag = "tasks", request_body = crate::schema::Outgoing, responses((status = 200, body = CheckedShown), (status = 404), (status = 422)))]
async fn check(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Path(id): Path<Uuid>,
    Json(body): Json<Value>,
) -> Result<Json<CheckedShown>, Problem> {
    let item = visible(&app, by.who.viewer(), id).await?;
    let message: Outgoing = serde_json::from_value(body).map_err(|e| {
        Problem::field(
            "body",
            &format!("Messaggio non leggibile: {e}"),
            &format!("Unreadable message: {e}"),
        )
    })?;
    let checked = app.runtime.preflight(&by.act, &item.task, &message).await?;
    Ok(Json(shown(checked, old_before(&app), language)))
}

/// When a message leaves that was handed over.
#[derive(Serialize, ToSchema)]
pub struct LeavingShown {
    pub at: DateTime<Utc>,
    pub certified: bool,
    /// The reader may take it back until then.
    pub may_take_back: bool,
}

impl From<Leaving> for LeavingShown {
    fn from(leaving: Leaving) -> LeavingShown {
        LeavingShown {
            at: leaving.at,
            certified: leaving.certified,
            may_take_back: leaving.may_take_back,
        }
    }
}

/// Where a message is written again.
#[derive(Serialize, ToSchema)]
pub struct TakenBack {
    pub task: Uuid,
}

/// Takes a message back that this concluded task handed over and that has not left; 409 `message_left` when it has.
#[utoipa::path(post, path = "/tasks/{id}/take-back", tag = "tasks", responses((status = 200, body = TakenBack), (status = 403), (status = 404), (status = 409)))]
async fn take_back(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<TakenBack>, Problem> {
    let task = app.runtime.take_back(&by.act, id).await?;
    Ok(Json(TakenBack { task }))
}
