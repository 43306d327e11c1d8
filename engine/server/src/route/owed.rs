//! Who waits for an answer: the report *da riscontrare*, and the reason why somebody gets none.

use crate::answer::{Json, List, Paging, Path, Query};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::case::Reason;
use crate::schema::VerdictStatus;
use crate::search::Search;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::{row, view};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(counts))
        .routes(routes!(waive))
}

/// A mail that has neither an answer nor a reason for none.
#[derive(Serialize, ToSchema)]
pub struct UnansweredMail {
    pub mail: Uuid,
    /// Key of the mailbox.
    pub mailbox: String,
    /// transport | anomaly | ordinary | quarantined
    pub kind: String,
    #[schema(value_type = Option<VerdictStatus>)]
    pub verdict: Option<String>,
    pub from: String,
    pub from_name: String,
    pub subject: String,
    /// When it came; its age counts from here.
    pub arrived_at: DateTime<Utc>,
    /// Whole days since then, by the office's clock.
    pub age_days: i64,
    /// to_sort (nobody has sorted it) | going (its case is under way) | ended (its case is over)
    pub state: String,
    pub instance: Option<Uuid>,
    pub office: Option<String>,
    pub holder: Option<PersonRef>,
    /// Since when they hold it.
    pub held_since: Option<DateTime<Utc>>,
    /// Who looked at it first; null: nobody has seen it.
    pub seen_by: Option<PersonRef>,
    pub seen_at: Option<DateTime<Utc>>,
    pub withheld: bool,
}

/// How many wait for an answer, by where they stand.
#[derive(Serialize, ToSchema)]
pub struct UnansweredCounts {
    pub to_sort: i64,
    pub going: i64,
    pub ended: i64,
}

/// What the mail that opened a case is owed.
#[derive(Serialize, ToSchema)]
pub struct AnswerOwed {
    pub mail: Uuid,
    /// open | answered | waived
    pub state: String,
    pub despatch: Option<Uuid>,
    /// Why there is no answer, and who said so; nobody when the process did.
    pub reason: Option<String>,
    pub by: Option<PersonRef>,
    pub at: Option<DateTime<Utc>>,
}

pub fn owed(row: row::Owed, names: &Names) -> AnswerOwed {
    AnswerOwed {
        mail: row.id,
        state: row.state,
        despatch: row.despatch,
        reason: row.reason,
        by: row
            .closed_by
            .filter(|by| by != "system")
            .map(|by| names.person(&by)),
        at: row.closed_at,
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnansweredQuery {
    /// `true`: only what somebody has looked at; `false`: only what nobody has.
    seen: Option<bool>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Mails without an answer that the reader may see, longest waiting first.
#[utoipa::path(get, path = "/unanswered", tag = "mail", params(UnansweredQuery), responses((status = 200, body = List<UnansweredMail>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(query): Query<UnansweredQuery>,
) -> Result<Json<List<UnansweredMail>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let names = Names::load(&app, viewer).await?;
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    let mut search = Search::begin(&paging);
    while let Some((cursor, n)) = search.next() {
        let page = view::unanswered(viewer, store, cursor.as_deref(), n).await?;
        search.take(page, |u| {
            query.seen.is_none_or(|seen| seen == u.seen.is_some())
        });
    }
    let (found, next_cursor) = search.end();
    let now = app.runtime.clock().now();
    let item = |u: view::Unanswered| UnansweredMail {
        mail: u.mail,
        mailbox: names.mailbox(u.mailbox),
        kind: u.kind,
        verdict: u.verdict,
        from: u.from_address,
        from_name: u.from_name,
        subject: u.subject,
        arrived_at: u.arrived_at,
        age_days: (now - u.arrived_at).num_days().max(0),
        state: match (u.instance, u.ended) {
            (None, _) => "to_sort",
            (Some(_), false) => "going",
            (Some(_), true) => "ended",
        }
        .into(),
        instance: u.instance,
        office: u.office,
        held_since: u.holder.as_ref().and_then(|h| h.since),
        holder: u.holder.map(|h| names.person(&h.login)),
        seen_at: u.seen.as_ref().and_then(|s| s.since),
        seen_by: u.seen.map(|s| names.person(&s.login)),
        withheld: u.withheld,
    };
    Ok(Json(List {
        items: found.into_iter().map(item).collect(),
        next_cursor,
    }))
}

/// How many wait for an answer.
#[utoipa::path(get, path = "/unanswered/counts", tag = "mail", responses((status = 200, body = UnansweredCounts)))]
async fn counts(State(app): State<Shared>, who: Who) -> Result<Json<UnansweredCounts>, Problem> {
    let found = view::unanswered_counts(who.viewer(), app.runtime.store()).await?;
    Ok(Json(UnansweredCounts {
        to_sort: found.to_sort,
        going: found.going,
        ended: found.ended,
    }))
}

/// Says why the mail that opened a case gets no answer.
#[utoipa::path(post, path = "/mails/{id}/no-answer", tag = "mail", request_body = Reason, responses((status = 204), (status = 409), (status = 422)))]
async fn waive(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<Reason>,
) -> Result<StatusCode, Problem> {
    app.runtime.waive(&by.act, id, &asked.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
