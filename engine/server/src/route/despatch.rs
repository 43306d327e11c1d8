//! Outgoing mail and what became of it, recipient by recipient.

use crate::answer::{Json, List, Paging, Path, Query, file};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::approval::{self, ReleaseShown};
use crate::route::mail::mailbox_of;
use crate::route::opened::{Found, ways_to_files};
use crate::route::task::FileShown;
use crate::search::{Search, matches};
use crate::who::{By, Who};
use crate::wire;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Months, Utc};
use contract::Proof;
use office::despatch::Journey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;
use store::load;
use store::view::{self, DespatchFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(raw))
        .routes(routes!(attachment))
        .routes(routes!(attachment_contents))
        .routes(routes!(attachment_inner))
        .routes(routes!(resolve))
}

#[derive(Serialize, ToSchema)]
pub struct DespatchSummary {
    pub id: Uuid,
    /// Key of the mailbox it leaves from.
    pub mailbox: String,
    /// Withheld by an act: that it left is all that is shown.
    pub withheld: bool,
    pub subject: String,
    pub recipients: Vec<String>,
    /// queued | submitting | submitted | unknown | rejected | accepted | not_accepted
    pub state: String,
    /// pending | all_delivered | partial | some_failed | all_failed | not_accepted | external_only
    pub outcome: String,
    pub delivered: usize,
    pub total: usize,
    pub certified: bool,
    pub created_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub instance: Option<Uuid>,
    pub author: Option<PersonRef>,
    pub approver: Option<PersonRef>,
    /// The mailing it is a part of.
    pub mailing: Option<Uuid>,
}

/// A receipt that came back.
#[derive(Serialize, ToSchema)]
pub struct ReceiptShown {
    pub id: Uuid,
    pub mail: Uuid,
    pub kind: String,
    pub recipient: Option<String>,
    pub at: DateTime<Utc>,
    /// It is verified, new, and moved the journey.
    pub counted: bool,
    /// What it gives back, compared with what left.
    #[schema(value_type = Option<crate::schema::Proof>)]
    pub proof: Option<Proof>,
}

#[derive(Serialize, ToSchema)]
pub struct DespatchDetail {
    #[serde(flatten)]
    pub summary: DespatchSummary,
    pub message_id: String,
    pub body: String,
    pub attachments: Vec<FileShown>,
    /// Per recipient: state, flags, legal times, history.
    #[schema(value_type = crate::schema::Journey)]
    pub journey: Value,
    pub receipts: Vec<ReceiptShown>,
    pub last_error: Option<String>,
    /// While it waits to leave: when it is tried, and why it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
    /// By what it was let out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseShown>,
    /// The despatch this one repeats, for a recipient it did not reach.
    pub resends: Option<Uuid>,
    /// The despatches that repeat this one, oldest first.
    pub resent_by: Vec<Uuid>,
    /// What recipients who were not reached leave to do, and what was done.
    pub corrections: Vec<CorrectionShown>,
    /// Until then the gestore can be asked for copies of the receipts; None: nothing certified was sent.
    pub copies_until: Option<DateTime<Utc>>,
}

/// Why a message that is ready has not left yet.
#[derive(Serialize, ToSchema)]
pub struct Waits {
    /// When it is tried.
    pub until: DateTime<Utc>,
    /// In the words of whoever held it back: the limits of the mailbox, or the server.
    pub reason: Option<String>,
}

/// What a recipient who was not reached leaves to do.
#[derive(Serialize, ToSchema)]
pub struct CorrectionShown {
    pub id: Uuid,
    /// Its task; of a mailing there is one for all.
    pub task: Uuid,
    /// None: the whole message.
    pub recipient: Option<String>,
    /// address | full_box | expected_certified | undelivered | virus | not_accepted | other
    pub kind: String,
    /// open | resent | waived | delivered
    pub state: String,
    /// The despatch that repeats it.
    pub resent: Option<Uuid>,
    pub closed_by: Option<PersonRef>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// How long a gestore keeps its logs (DPR 68/2005 art. 11, RFC 6109 §2.3).
const LOGS_KEPT: Months = Months::new(30);

pub fn summary(item: &view::DespatchItem, names: &Names) -> DespatchSummary {
    let despatch = &item.despatch;
    let journey: Option<Journey> = serde_json::from_value(despatch.journey.clone()).ok();
    let (delivered, total) = journey.map_or((0, despatch.recipients.len()), |j| j.delivered());
    DespatchSummary {
        id: despatch.id,
        mailbox: names.mailbox(despatch.mailbox),
        withheld: item.withheld,
        subject: despatch.subject.clone(),
        recipients: despatch.recipients.clone(),
        state: despatch.state.clone(),
        outcome: despatch.outcome.clone(),
        delivered,
        total,
        certified: despatch.certified,
        created_at: despatch.created_at,
        submitted_at: despatch.submitted_at,
        instance: despatch.instance,
        mailing: despatch.mailing,
        author: despatch
            .author
            .as_deref()
            .map(|l| names.doer(l, despatch.author_for.as_ref())),
        approver: despatch
            .approver
            .as_deref()
            .map(|l| names.doer(l, despatch.approver_for.as_ref())),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DespatchQuery {
    /// Key or id of the mailbox.
    mailbox: Option<String>,
    /// Key of an area: what left from its mailboxes.
    area: Option<String>,
    state: Option<String>,
    outcome: Option<String>,
    instance: Option<Uuid>,
    /// Words of the subject or of a recipient.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Despatches the reader may see, newest first.
#[utoipa::path(get, path = "/despatches", tag = "mail", params(DespatchQuery), responses((status = 200, body = List<DespatchSummary>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(query): Query<DespatchQuery>,
) -> Result<Json<List<DespatchSummary>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let names = Names::load(&app, viewer).await?;
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    let filter = DespatchFilter {
        mailbox: mailbox_of(&names, query.mailbox.as_deref()),
        area: query.area.filter(|a| !a.is_empty()),
        state: query.state,
        outcome: query.outcome,
        instance: query.instance,
        mailing: None,
    };
    let passes = |d: &view::DespatchItem| {
        matches(
            query.q.as_deref(),
            &[&d.despatch.subject, &d.despatch.recipients.join(" ")],
        )
    };
    let mut search = Search::begin(&paging);
    while let Some((cursor, n)) = search.next() {
        search.take(
            view::despatches(viewer, store, &filter, cursor.as_deref(), n).await?,
            passes,
        );
    }
    let (found, next_cursor) = search.end();
    Ok(Json(List {
        items: found.iter().map(|d| summary(d, &names)).collect(),
        next_cursor,
    }))
}

async fn visible(app: &Shared, who: &Who, id: Uuid) -> Result<view::DespatchItem, Problem> {
    view::despatch(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// One despatch with its journey and receipts.
#[utoipa::path(get, path = "/despatches/{id}", tag = "mail", responses((status = 200, body = DespatchDetail), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<DespatchDetail>, Problem> {
    let item = visible(&app, &who, id).await?;
    app.runtime
        .looked(who.viewer(), "despatch.view", "despatch", id, json!({}));
    let names = Names::load(&app, who.viewer()).await?;
    let (body, attachments) = match item.withheld {
        true => (String::new(), Vec::new()),
        false => {
            let raw = app.runtime.store().blobs().get(&item.despatch.raw).await?;
            let read = tokio::task::spawn_blocking(move || wire::sent_content(&raw))
                .await
                .map_err(|e| Problem::broken(&e))?;
            let shown = |(n, a): (usize, contract::Attachment)| FileShown {
                href: format!("/api/v1/despatches/{id}/attachments/{n}"),
                name: a.name,
                media_type: a.media_type,
                size: a.size,
                r#ref: None,
            };
            (read.0, read.1.into_iter().enumerate().map(shown).collect())
        }
    };
    let mut journey = item.despatch.journey.clone();
    if let Some(journey) = journey.as_object_mut() {
        // The evidence is shown as history and receipts.
        journey.remove("evidence");
    }
    let proofs: HashMap<Uuid, Proof> =
        serde_json::from_value::<Journey>(item.despatch.journey.clone())
            .ok()
            .iter()
            .flat_map(Journey::evidence)
            .filter_map(|e| Some((e.mail?, e.proof.clone()?)))
            .collect();
    let receipts = item.receipts.as_deref().unwrap_or_default().iter();
    let receipts = receipts.map(|r| ReceiptShown {
        id: r.id,
        mail: r.mail,
        kind: r.kind.clone(),
        recipient: r.recipient.clone(),
        at: r.at,
        counted: r.counted,
        proof: proofs.get(&r.mail).cloned(),
    });
    let release = match item.withheld {
        true => None,
        false => approval::release(&app, &names, &item.despatch).await?,
    };
    let store = app.runtime.store();
    let (mut corrections, mut resent_by) = (Vec::new(), Vec::new());
    if !item.withheld {
        for (recipient, c) in app.runtime.corrections(&item.despatch).await? {
            corrections.push(CorrectionShown {
                id: c.id,
                task: item
                    .despatch
                    .mailing
                    .map_or(c.id, runtime::corrections_task),
                recipient,
                kind: c.kind,
                state: c.state,
                resent: c.resent,
                closed_by: c.closed_by.as_deref().map(|l| names.person(l)),
                closed_at: c.closed_at,
            });
        }
        let found = load::despatches_resending(store, id).await?;
        resent_by.extend(found.into_iter().map(|d| d.id));
    }
    let job = match (item.despatch.state.as_str(), item.despatch.job) {
        ("queued", Some(job)) => load::job(store, job).await?,
        _ => None,
    };
    let waits = job.filter(|job| job.state == "waiting").map(|job| Waits {
        until: job.due_at,
        reason: job.last_error,
    });
    let sent = item
        .despatch
        .submitted_at
        .filter(|_| item.despatch.certified);
    Ok(Json(DespatchDetail {
        release,
        waits,
        resends: item.despatch.resends,
        resent_by,
        corrections,
        copies_until: sent.and_then(|at| at.checked_add_months(LOGS_KEPT)),
        message_id: item.despatch.message_id.clone(),
        body,
        attachments,
        journey,
        receipts: receipts.collect(),
        last_error: item.despatch.last_error.clone(),
        summary: summary(&item, &names),
    }))
}

/// The message as it left, byte for byte.
#[utoipa::path(get, path = "/despatches/{id}/raw", tag = "mail", responses((status = 200, content_type = "message/rfc822"), (status = 404)))]
async fn raw(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let item = visible(&app, &who, id).await?;
    if item.withheld {
        return Err(Problem::not_found());
    }
    let bytes = app.runtime.store().blobs().get(&item.despatch.raw).await?;
    app.runtime
        .looked(who.viewer(), "despatch.download", "despatch", id, json!({}));
    Ok(file(
        &format!("{id}.eml"),
        "message/rfc822",
        bytes.to_vec(),
        false,
    ))
}

ways_to_files! {
    (Uuid, usize), "mail";
    "A file of the message as it left, by its place in the list (from 0)."
    attachment "/despatches/{id}/attachments/{n}";
    "Who signed a file of the message as it left, and what it holds."
    attachment_contents "/despatches/{id}/attachments/{n}/contents";
    "The file inside the signed containers of a file that left."
    attachment_inner "/despatches/{id}/attachments/{n}/inner"
}

async fn found(app: &Shared, who: &Who, (id, n): (Uuid, usize)) -> Result<Found, Problem> {
    let item = visible(app, who, id).await?;
    if item.withheld {
        return Err(Problem::not_found());
    }
    let raw = app.runtime.store().blobs().get(&item.despatch.raw).await?;
    let part = tokio::task::spawn_blocking(move || {
        let listed = wire::sent_content(&raw).1.into_iter().nth(n)?;
        let bytes = wire::part(&raw, &listed.path)?;
        Some((listed, bytes))
    });
    let (listed, bytes) = part
        .await
        .map_err(|e| Problem::broken(&e))?
        .ok_or_else(Problem::not_found)?;
    app.runtime.looked(
        who.viewer(),
        "despatch.attachment",
        "despatch",
        id,
        json!({ "file": n }),
    );
    Ok(Found {
        name: listed.name,
        media_type: listed.media_type,
        bytes,
        at: item.despatch.created_at,
    })
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It left: evidence was found elsewhere.
    Sent,
    /// It did not leave: send it again.
    Resend,
}

#[derive(Deserialize, ToSchema)]
pub struct ResolveAsked {
    pub how: How,
    pub reason: String,
}

/// Decides about a despatch whose outcome is unknown.
#[utoipa::path(post, path = "/despatches/{id}/resolve", tag = "mail", request_body = ResolveAsked, responses((status = 204), (status = 409)))]
async fn resolve(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<ResolveAsked>,
) -> Result<StatusCode, Problem> {
    app.runtime
        .resolve_despatch(&by.act, id, matches!(asked.how, How::Resend), &asked.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
