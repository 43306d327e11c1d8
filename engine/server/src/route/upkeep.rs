//! The care of mailboxes: what ends, what is full, what was counted, every look at them, and the page about one.

use crate::answer::{Json, List, Paging, Path, Query};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use office::Verb;
use runtime::{Kept, MailboxReport, UpkeepChange, Watched};
use serde::{Deserialize, Serialize};
use store::{load, row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(one, set))
        .routes(routes!(count))
        .routes(routes!(fetch_missing))
        .routes(routes!(looks))
        .routes(routes!(report))
        .routes(routes!(standing))
}

/// Something about a mailbox that somebody must see to.
#[derive(Serialize, ToSchema)]
pub struct UpkeepWarning {
    /// failing | missing | behind | uncounted | quarantined | hour_full | day_full | renewal | secret | quota
    pub concern: String,
    /// 0: in good time; 1: soon, or now; 2: past.
    pub degree: u8,
    /// The day it ends; absent where nothing ends.
    pub on: Option<NaiveDate>,
    /// Days that are left, per cent that are used, minutes of waiting, messages, or what the provider takes.
    pub value: i64,
}

impl From<office::upkeep::Warning> for UpkeepWarning {
    fn from(w: office::upkeep::Warning) -> UpkeepWarning {
        UpkeepWarning {
            concern: w.concern.name().into(),
            degree: w.degree,
            on: w.on,
            value: w.value,
        }
    }
}

/// A message on the server that should have been kept and was not.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct MissingMail {
    pub uid: u64,
    pub arrived_at: Option<DateTime<Utc>>,
}

/// One look at a mailbox, or several in a row that found nothing or met the same error.
#[derive(Serialize, ToSchema)]
pub struct Look {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub until_at: DateTime<Utc>,
    pub times: i64,
    /// Messages that were new on the server.
    pub seen: i64,
    pub kept: i64,
    pub bytes: i64,
    /// The longest of them.
    pub took_milliseconds: i64,
    /// When the oldest message that was still to be read had come in.
    pub oldest_at: Option<DateTime<Utc>>,
    /// More was waiting.
    pub more: bool,
    /// The server's own words.
    pub error: Option<String>,
}

impl From<row::Look> for Look {
    fn from(l: row::Look) -> Look {
        Look {
            id: l.id,
            at: l.at,
            until_at: l.until_at,
            times: l.times,
            seen: l.seen,
            kept: l.kept,
            bytes: l.bytes,
            took_milliseconds: l.took_milliseconds,
            oldest_at: l.oldest_at,
            more: l.more,
            error: l.error,
        }
    }
}

/// What is known of a mailbox's health.
#[derive(Serialize, ToSchema)]
pub struct Upkeep {
    /// The contract with the provider ends that day.
    pub renewal_on: Option<NaiveDate>,
    /// Since when the password, or the secret of OAuth2, is what it is.
    pub secret_at: Option<DateTime<Utc>>,
    /// After how many days it must be another; null: no term.
    pub secret_days: Option<i64>,
    /// The day that is.
    pub secret_until: Option<NaiveDate>,
    /// Bytes, as the server said when it was counted; null: it does not say.
    pub quota_used: Option<i64>,
    pub quota_limit: Option<i64>,
    /// When server and store were compared last; null: never.
    pub counted_at: Option<DateTime<Utc>>,
    /// What lay in the folder then, and what of it is kept.
    pub on_server: i64,
    pub in_store: i64,
    /// What was still to be read, and since when the oldest of it lay there.
    pub waiting: i64,
    pub waiting_since: Option<DateTime<Utc>>,
    pub missing: Vec<MissingMail>,
    /// Why the last comparison could not be made.
    pub count_error: Option<String>,
    pub warnings: Vec<UpkeepWarning>,
    /// The newest look.
    pub look: Option<Look>,
    /// Since when messages wait on the server, as far as the newest look tells; null: none does. After a look that
    /// failed: since the failing began.
    pub behind_since: Option<DateTime<Utc>>,
}

fn shown(kept: Kept) -> Result<Upkeep, Problem> {
    let row = kept.row;
    let missing = serde_json::from_value(row.missing).map_err(|e| Problem::broken(&e))?;
    Ok(Upkeep {
        renewal_on: row.renewal_on,
        secret_at: row.secret_at,
        secret_days: row.secret_days,
        secret_until: kept.secret_until,
        quota_used: row.quota_used,
        quota_limit: row.quota_limit,
        counted_at: row.counted_at,
        on_server: row.on_server,
        in_store: row.in_store,
        waiting: row.waiting,
        waiting_since: row.waiting_since,
        missing,
        count_error: row.count_error,
        warnings: kept.warnings.into_iter().map(UpkeepWarning::from).collect(),
        look: kept.look.map(Look::from),
        behind_since: kept.behind_since,
    })
}

/// A mailbox, with what somebody must see to.
#[derive(Serialize, ToSchema)]
pub struct MailboxStanding {
    pub id: Uuid,
    pub key: String,
    pub address: String,
    pub certified: bool,
    /// active | paused | failing
    pub state: String,
    /// When it was looked at last; null: never.
    pub last_polled_at: Option<DateTime<Utc>>,
    /// The gravest first; empty: nothing.
    pub warnings: Vec<UpkeepWarning>,
    /// Since when it cannot be read, or messages wait on the server.
    pub since: Option<DateTime<Utc>>,
    /// Why it cannot be read, in the server's words.
    pub failing: Option<String>,
    /// Why it could not be counted, in the server's words.
    pub uncounted: Option<String>,
}

impl From<Watched> for MailboxStanding {
    fn from(w: Watched) -> MailboxStanding {
        MailboxStanding {
            id: w.mailbox.id,
            key: w.mailbox.key,
            address: w.mailbox.address,
            certified: w.mailbox.certified,
            state: w.mailbox.state,
            last_polled_at: w.mailbox.last_polled_at,
            warnings: w.warnings.into_iter().map(UpkeepWarning::from).collect(),
            since: w.since,
            failing: w.failing,
            uncounted: w.uncounted,
        }
    }
}

/// What somebody must see to in every mailbox, by key: all of them for administrators, those of their offices for
/// supervisors.
#[utoipa::path(get, path = "/mailboxes/standing", tag = "mail", responses((status = 200, body = List<MailboxStanding>), (status = 403)))]
async fn standing(
    State(app): State<Shared>,
    by: By,
) -> Result<Json<List<MailboxStanding>>, Problem> {
    let found = app.runtime.watched(&by.act).await?;
    Ok(List::whole(
        found.into_iter().map(MailboxStanding::from).collect(),
    ))
}

/// What is known of a mailbox's health; for administrators.
#[utoipa::path(get, path = "/mailboxes/{id}/upkeep", tag = "mail", responses((status = 200, body = Upkeep), (status = 403), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Upkeep>, Problem> {
    Ok(Json(shown(app.runtime.upkeep(&by.act, id).await?)?))
}

/// When the contract ends and how old a secret may be; what is null is taken away.
#[derive(Deserialize, ToSchema)]
pub struct UpkeepTerms {
    #[serde(default)]
    renewal_on: Option<NaiveDate>,
    /// From 1 to 3650.
    #[serde(default)]
    secret_days: Option<i64>,
}

/// Sets the terms of a mailbox: warnings come 30 and 7 days before.
#[utoipa::path(put, path = "/mailboxes/{id}/upkeep", tag = "mail", request_body = UpkeepTerms, responses((status = 200, body = Upkeep), (status = 403), (status = 404), (status = 422)))]
async fn set(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(terms): Json<UpkeepTerms>,
) -> Result<Json<Upkeep>, Problem> {
    let change = UpkeepChange {
        renewal_on: Some(terms.renewal_on),
        secret_days: Some(terms.secret_days),
    };
    Ok(Json(shown(
        app.runtime.change_upkeep(&by.act, id, change).await?,
    )?))
}

/// Compares what lies on the server with what is kept, now. What is missing is an alarm.
#[utoipa::path(post, path = "/mailboxes/{id}/count", tag = "mail", responses((status = 200, body = Upkeep), (status = 403), (status = 404), (status = 422, description = "it does not connect")))]
async fn count(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Upkeep>, Problem> {
    Ok(Json(shown(app.runtime.count_mailbox(&by.act, id).await?)?))
}

/// Fetches what the last comparison found missing, at most 200 messages, and compares again.
#[utoipa::path(post, path = "/mailboxes/{id}/fetch-missing", tag = "mail", responses((status = 200, body = Upkeep), (status = 403), (status = 404), (status = 422, description = "it does not connect")))]
async fn fetch_missing(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Upkeep>, Problem> {
    Ok(Json(shown(app.runtime.fetch_missing(&by.act, id).await?)?))
}

/// The log of looks at a mailbox, newest first; for administrators. The newest 2000 lines are kept.
#[utoipa::path(get, path = "/mailboxes/{id}/looks", tag = "mail", params(Paging), responses((status = 200, body = List<Look>), (status = 403), (status = 404)))]
async fn looks(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Look>>, Problem> {
    who.may(Verb::ManageMailboxes)?;
    let before = match paging.cursor() {
        Some(cursor) => Some(cursor.parse().map_err(|_| Problem::not_found())?),
        None => None,
    };
    let limit = paging.limit().clamp(1, view::PAGE_MAX);
    let store = app.runtime.store();
    let mut found = load::looks(store, id, before, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = found.last().filter(|_| more).map(|l| l.id.to_string());
    Ok(Json(List {
        items: found.into_iter().map(Look::from).collect(),
        next_cursor,
    }))
}

/// Messages of one kind in one state.
#[derive(Serialize, ToSchema)]
pub struct ReportCount {
    /// transport | receipt | anomaly | ordinary | quarantined
    pub kind: String,
    /// new | archive | case | receipt | orphan | inbox | sorted | duplicate | quarantined
    pub state: String,
    pub count: i64,
    pub bytes: i64,
    pub first_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
}

/// A message that is named in the report.
#[derive(Serialize, ToSchema)]
pub struct ReportMail {
    pub id: Uuid,
    pub from: String,
    pub subject: String,
    pub arrived_at: DateTime<Utc>,
    pub withheld: bool,
}

/// How many, and the oldest of them.
#[derive(Serialize, ToSchema)]
pub struct ReportPart {
    pub count: i64,
    pub oldest: Vec<ReportMail>,
}

/// Something that left, was accepted, and is neither delivered nor refused for somebody.
#[derive(Serialize, ToSchema)]
pub struct ReportReceipt {
    /// Message-ID of what left.
    pub message_id: String,
    pub subject: String,
    pub accepted_at: Option<DateTime<Utc>>,
    /// Certified recipients of whom nothing is known.
    pub recipients: Vec<String>,
}

/// One page about a mailbox.
#[derive(Serialize, ToSchema)]
pub struct MailboxReportShown {
    pub address: String,
    pub display_name: String,
    pub certified: bool,
    pub made_at: DateTime<Utc>,
    pub counts: Vec<ReportCount>,
    /// What somebody wrote and nobody answered, from here or as the sent folder tells.
    pub unanswered: ReportPart,
    /// Messages that mails in the sent folder answer, sent by other programs; null: no such folder is set, or it could
    /// not be read.
    pub answered_elsewhere: Option<usize>,
    /// Why the sent folder could not be read.
    pub sent_error: Option<String>,
    /// The same message lies in another mailbox of the house.
    pub elsewhere: ReportPart,
    /// Messages that left from it, through this program.
    pub left: i64,
    pub receipts_missing: usize,
    pub receipts_missing_of: Vec<ReportReceipt>,
}

fn part(several: view::Several) -> ReportPart {
    let mail = |m: view::Named| ReportMail {
        id: m.mail,
        from: m.from_address,
        subject: m.subject,
        arrived_at: m.arrived_at,
        withheld: m.withheld,
    };
    ReportPart {
        count: several.count,
        oldest: several.oldest.into_iter().map(mail).collect(),
    }
}

fn report_shown(r: MailboxReport) -> MailboxReportShown {
    let count = |c: view::Counted| ReportCount {
        kind: c.kind,
        state: c.state,
        count: c.count,
        bytes: c.bytes,
        first_at: c.first_at,
        last_at: c.last_at,
    };
    let receipt = |m: runtime::MissingReceipt| ReportReceipt {
        message_id: m.message_id,
        subject: m.subject,
        accepted_at: m.accepted_at,
        recipients: m.recipients,
    };
    MailboxReportShown {
        address: r.mailbox.address,
        display_name: r.mailbox.display_name,
        certified: r.mailbox.certified,
        made_at: r.made_at,
        counts: r.counts.counted.into_iter().map(count).collect(),
        unanswered: part(r.counts.unanswered),
        answered_elsewhere: r.answered_elsewhere,
        sent_error: r.sent_error,
        elsewhere: part(r.counts.elsewhere),
        left: r.counts.left,
        receipts_missing: r.receipts_missing,
        receipts_missing_of: r.receipts_missing_of.into_iter().map(receipt).collect(),
    }
}

/// One page about a mailbox: what is there, what nobody answered, receipts that never came, what lies elsewhere too.
#[utoipa::path(get, path = "/mailboxes/{id}/report", tag = "mail", responses((status = 200, body = MailboxReportShown), (status = 403), (status = 404)))]
async fn report(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<MailboxReportShown>, Problem> {
    Ok(Json(report_shown(
        app.runtime.mailbox_report(&by.act, id).await?,
    )))
}
