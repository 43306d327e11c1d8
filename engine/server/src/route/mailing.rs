//! A message to so many that it leaves in parts: the list it goes to, how far it is, what became of each recipient.

use crate::answer::{Json, List, Path, Query, file};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::task::visible;
use crate::route::upload;
use crate::who::{By, Who};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use runtime::{Line, Outlook, Part, RecipientList, corrections_task};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use store::view::{self, DespatchFilter};
use store::{load, row};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// A list of five thousand addresses with names and offices beside them.
const LIST_BYTES_MAX: usize = 2 << 20;
const LINES_MAX: usize = 200;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(one))
        .routes(routes!(recipients))
        .routes(routes!(report))
        .routes(routes!(halt))
        .routes(routes!(resume))
        .routes(routes!(list_of_task))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(read_list))
                .layer(DefaultBodyLimit::max(LIST_BYTES_MAX + (64 << 10))),
        )
}

/// A list of recipients that was read and kept, and what was left out.
#[derive(Serialize, ToSchema)]
pub struct ReadListShown {
    /// To be put into the message as `to_list`.
    #[schema(value_type = crate::schema::RecipientList)]
    pub list: RecipientList,
    /// Lines that repeat an address above them.
    pub doubled: usize,
    /// Lines that hold no address; the first twenty are in `wrong`.
    pub not_addresses: usize,
    pub wrong: Vec<WrongLineShown>,
    /// Addresses by what is known of them.
    pub certified: usize,
    pub ordinary: usize,
    pub unknown: usize,
    /// The first five, to be recognised.
    pub first: Vec<String>,
}

/// A line that holds no address.
#[derive(Serialize, ToSchema)]
pub struct WrongLineShown {
    /// From 1.
    pub line: usize,
    pub text: String,
}

/// Reads a list of recipients (plain, or CSV with one address a line) and keeps it for a message. At most 5,000 addresses.
#[utoipa::path(post, path = "/recipient-lists", tag = "mail", request_body(content = crate::schema::FileSent, content_type = "multipart/form-data"), responses((status = 201, body = ReadListShown), (status = 403), (status = 413), (status = 422)))]
async fn read_list(
    State(app): State<Shared>,
    by: By,
    multipart: Multipart,
) -> Result<(StatusCode, Json<ReadListShown>), Problem> {
    by.who.may(office::Verb::StartCase)?;
    let missing = || Problem::field("file", "Manca il file.", "The file is missing.");
    let parts = upload::read(multipart, LIST_BYTES_MAX).await?;
    let (path, _, bytes) = parts.files.into_iter().next().ok_or_else(missing)?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let read = app.runtime.keep_recipients(&by.act, name, &bytes).await?;
    let wrong = |w: runtime::WrongLine| WrongLineShown {
        line: w.line,
        text: w.text,
    };
    let shown = ReadListShown {
        list: read.list,
        doubled: read.doubled,
        not_addresses: read.not_addresses,
        wrong: read.wrong.into_iter().map(wrong).collect(),
        certified: read.certified,
        ordinary: read.ordinary,
        unknown: read.unknown,
        first: read.first,
    };
    Ok((StatusCode::CREATED, Json(shown)))
}

/// The list of the message a task drafts or approves, one address a line.
#[utoipa::path(get, path = "/tasks/{id}/recipients", tag = "tasks", responses((status = 200, content_type = "text/plain"), (status = 404)))]
async fn list_of_task(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let task = visible(&app, who.viewer(), id).await?.task;
    let message = app.runtime.task_form(&task).await?.message;
    let found = match &message {
        Some(message) => app.runtime.recipients_of(message).await?,
        None => None,
    };
    let (_, bytes) = found.ok_or_else(Problem::not_found)?;
    Ok(file("destinatari.txt", "text/plain", bytes, false))
}

/// A message that leaves in parts, how far it is. Every recipient is in one of the six counts.
#[derive(Serialize, ToSchema)]
pub struct MailingShown {
    pub id: Uuid,
    pub instance: Uuid,
    pub subject: String,
    /// Key of the mailbox it leaves from.
    pub mailbox: String,
    /// open | halted | ended
    pub state: String,
    pub recipients: i64,
    /// Each recipient gets a message of their own and sees no other.
    pub separately: bool,
    pub unsent: usize,
    pub awaited: usize,
    pub delivered: usize,
    /// Accepted for mailboxes whose delivery cannot be certified.
    pub external: usize,
    /// Not reached, and nobody has dealt with it.
    pub failed: usize,
    /// Not reached, and somebody sent again or said how else.
    pub dealt_with: usize,
    pub parts_total: usize,
    /// Parts a server has, or may have.
    pub parts_left: usize,
    /// In order. Where each recipient gets a message of their own only those that are `uncertain` or `failed`: the others
    /// are lines of the recipients.
    pub parts: Vec<MailingPart>,
    /// completa | breve | sintetica; null: from an ordinary mailbox.
    pub receipt: Option<String>,
    /// Bytes its receipts will take in the mailbox, about.
    pub quota_bytes: i64,
    pub author: Option<PersonRef>,
    pub created_at: DateTime<Utc>,
    /// When the last part is due to leave, at the pace of the mailbox.
    pub paced_until: DateTime<Utc>,
    /// The task of those who were not reached, while it is open.
    pub task: Option<Uuid>,
    /// The reader may halt and resume it.
    pub may_steer: bool,
}

/// A part of it.
#[derive(Serialize, ToSchema)]
pub struct MailingPart {
    /// From 1.
    pub number: usize,
    /// waiting | leaving | sent | uncertain | halted | failed
    pub state: String,
    pub recipients: usize,
    pub delivered: usize,
    pub failed: usize,
    /// While it waits.
    pub due_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// Once it was made.
    pub despatch: Option<Uuid>,
    pub last_error: Option<String>,
}

/// The mailing, its parts, and a line for each recipient of those that were not withheld.
async fn seen(
    app: &Shared,
    who: &Who,
    id: Uuid,
) -> Result<(row::Mailing, Vec<Part>, Vec<Line>), Problem> {
    let (store, runtime) = (app.runtime.store(), &app.runtime);
    let mailing = view::mailing(who.viewer(), store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let filter = DespatchFilter {
        mailing: Some(id),
        ..DespatchFilter::default()
    };
    let (mut withheld, mut cursor) = (HashSet::new(), None::<String>);
    loop {
        let page = view::despatches(who.viewer(), store, &filter, cursor.as_deref(), 200).await?;
        let hidden = page.items.iter().filter(|d| d.withheld);
        withheld.extend(hidden.map(|d| d.despatch.id));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let mut parts = runtime.parts_of(&mailing).await?;
    let is_withheld = |part: &Part| {
        let despatch = part.despatch.as_ref();
        despatch.is_some_and(|(d, _)| withheld.contains(&d.id))
    };
    parts.retain(|part| !is_withheld(part));
    let lines = runtime.lines_of(id, &parts).await?;
    Ok((mailing, parts, lines))
}

/// Recipients of each part who were reached, and who were not.
fn by_part(lines: &[Line]) -> HashMap<usize, (usize, usize)> {
    let mut counts: HashMap<usize, (usize, usize)> = HashMap::new();
    for line in lines {
        let (delivered, failed) = counts.entry(line.part).or_default();
        match line.outlook {
            Outlook::Delivered => *delivered += 1,
            Outlook::Failed | Outlook::DealtWith => *failed += 1,
            Outlook::Unsent | Outlook::Awaited | Outlook::External => {}
        }
    }
    counts
}

fn part_shown(part: &Part, (delivered, failed): (usize, usize), halted: bool) -> MailingPart {
    let despatch = part.despatch.as_ref().map(|(d, _)| d);
    let job = part.job.as_ref();
    let state = match (despatch, job) {
        (Some(d), _) if d.state == "unknown" => "uncertain",
        (Some(d), _) if d.submitted_at.is_some() => "sent",
        (_, Some(job)) if job.state == "failed" => "failed",
        (_, Some(job)) if matches!(job.state.as_str(), "leased" | "prepared") => "leaving",
        (_, Some(_)) if halted => "halted",
        (_, Some(_)) => "waiting",
        (Some(_), None) => "sent",
        (None, None) => "failed",
    };
    MailingPart {
        number: part.number,
        state: state.into(),
        recipients: part.recipients.len(),
        delivered,
        failed,
        due_at: job.filter(|_| state == "waiting").map(|j| j.due_at),
        submitted_at: despatch.and_then(|d| d.submitted_at),
        despatch: despatch.map(|d| d.id),
        last_error: job
            .and_then(|j| j.last_error.clone())
            .or_else(|| despatch.and_then(|d| d.last_error.clone())),
    }
}

/// How far a message that leaves in parts is.
#[utoipa::path(get, path = "/mailings/{id}", tag = "mail", responses((status = 200, body = MailingShown), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<MailingShown>, Problem> {
    let (mailing, parts, lines) = seen(&app, &by.who, id).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    let count = |outlook: Outlook| lines.iter().filter(|l| l.outlook == outlook).count();
    let task = load::task(app.runtime.store(), corrections_task(id)).await?;
    let halted = mailing.state == "halted";
    // A part may wait longer than was planned: single messages came in between.
    let waiting = parts.iter().filter_map(|p| p.job.as_ref());
    let waiting = waiting.filter(|job| job.state == "waiting");
    let last = waiting.map(|job| job.due_at).max();
    let separately = mailing.recipients > 1 && mailing.parts == mailing.recipients;
    let counts = by_part(&lines);
    let shown = |part: &Part| {
        let counted = counts.get(&part.number).copied().unwrap_or_default();
        part_shown(part, counted, halted)
    };
    let mut all: Vec<MailingPart> = parts.iter().map(shown).collect();
    let is = |part: &MailingPart, states: [&str; 2]| states.contains(&part.state.as_str());
    let (parts_total, parts_left) = (
        all.len(),
        all.iter().filter(|p| is(p, ["sent", "uncertain"])).count(),
    );
    if separately {
        all.retain(|part| is(part, ["uncertain", "failed"]));
    }
    Ok(Json(MailingShown {
        id,
        instance: mailing.instance,
        mailbox: names.mailbox(mailing.mailbox),
        may_steer: app.runtime.may_steer_mailing(&by.act, &mailing).await?,
        unsent: count(Outlook::Unsent),
        awaited: count(Outlook::Awaited),
        delivered: count(Outlook::Delivered),
        external: count(Outlook::External),
        failed: count(Outlook::Failed),
        dealt_with: count(Outlook::DealtWith),
        parts: all,
        author: mailing.author.as_deref().map(|l| names.person(l)),
        subject: mailing.subject,
        state: mailing.state,
        recipients: mailing.recipients,
        receipt: mailing.receipt,
        quota_bytes: mailing.quota,
        created_at: mailing.created_at,
        paced_until: last.map_or(mailing.paced_until, |at| at.max(mailing.paced_until)),
        separately,
        parts_total,
        parts_left,
        task: task.filter(|t| t.state == "open").map(|t| t.id),
    }))
}

/// One recipient of a mailing.
#[derive(Serialize, ToSchema)]
pub struct MailingRecipient {
    pub address: String,
    /// Number of the part it is in.
    pub part: usize,
    /// unsent | awaited | delivered | external | failed | dealt_with
    #[schema(value_type = crate::schema::Outlook)]
    pub outlook: Outlook,
    /// As for a recipient of one message; null: the part was not made yet.
    #[schema(value_type = Option<crate::schema::RecipientState>)]
    pub state: Option<office::despatch::State>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub delivered_at: Option<DateTime<Utc>>,
    /// The gestore's own words.
    pub reason: Option<String>,
    pub despatch: Option<Uuid>,
    /// The despatch that was sent to them again.
    pub resent: Option<Uuid>,
    /// What whoever dealt with it otherwise wrote.
    pub note: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecipientsQuery {
    /// Only those who stand so.
    #[param(value_type = Option<String>)]
    outlook: Option<Outlook>,
    /// A part of the address.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// The recipients of a mailing, in the order of the message.
#[utoipa::path(get, path = "/mailings/{id}/recipients", tag = "mail", params(RecipientsQuery), responses((status = 200, body = List<MailingRecipient>), (status = 404)))]
async fn recipients(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
    Query(query): Query<RecipientsQuery>,
) -> Result<Json<List<MailingRecipient>>, Problem> {
    let (_, _, lines) = seen(&app, &who, id).await?;
    let words = query.q.unwrap_or_default().trim().to_lowercase();
    let from = match query.cursor.as_deref().filter(|c| !c.is_empty()) {
        Some(cursor) => cursor.parse::<usize>().map_err(|_| {
            Problem::field(
                "cursor",
                "Il segno della pagina non è valido.",
                "The mark of the page is not valid.",
            )
        })?,
        None => 0,
    };
    let limit = query.limit.unwrap_or(50).clamp(1, LINES_MAX);
    let passes = |l: &Line| {
        query.outlook.is_none_or(|outlook| l.outlook == outlook) && l.address.contains(&words)
    };
    let mut found = lines.into_iter().filter(passes).skip(from);
    let items: Vec<MailingRecipient> = found.by_ref().take(limit).map(line_shown).collect();
    let more = found.next().is_some();
    Ok(Json(List {
        next_cursor: more.then(|| (from + items.len()).to_string()),
        items,
    }))
}

fn line_shown(line: Line) -> MailingRecipient {
    MailingRecipient {
        address: line.address,
        part: line.part,
        outlook: line.outlook,
        state: line.state,
        accepted_at: line.accepted_at,
        delivered_at: line.delivered_at,
        reason: line.reason,
        despatch: line.despatch,
        resent: line.resent,
        note: line.note,
    }
}

/// What became of each recipient, as CSV separated by semicolons.
#[utoipa::path(get, path = "/mailings/{id}/report", tag = "mail", responses((status = 200, content_type = "text/csv"), (status = 404)))]
async fn report(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let (_, _, lines) = seen(&app, &who, id).await?;
    let mut rows = vec![match language {
        Language::It => {
            "destinatario;lotto;esito;accettata;consegnata;parole del gestore;nota;message-id;rispedita"
        }
        Language::En => {
            "recipient;part;outcome;accepted;delivered;words of the gestore;note;message-id;sent again"
        }
    }
    .to_string()];
    for line in lines {
        let time = |at: Option<DateTime<Utc>>| at.map(|t| t.to_rfc3339()).unwrap_or_default();
        let fields = [
            line.address,
            line.part.to_string(),
            word(line.outlook, language).to_string(),
            time(line.accepted_at),
            time(line.delivered_at),
            line.reason.unwrap_or_default(),
            line.note.unwrap_or_default(),
            line.message_id.unwrap_or_default(),
            line.resent.map(|id| id.to_string()).unwrap_or_default(),
        ];
        rows.push(fields.map(|f| quoted(&f)).join(";"));
    }
    rows.push(String::new());
    // The mark by which a spreadsheet knows UTF-8.
    let csv = format!("\u{feff}{}", rows.join("\r\n")).into_bytes();
    Ok(file(&format!("invio-{id}.csv"), "text/csv", csv, false))
}

fn word(outlook: Outlook, language: Language) -> &'static str {
    let (it, en) = match outlook {
        Outlook::Unsent => ("da spedire", "to be sent"),
        Outlook::Awaited => ("in attesa di esito", "outcome to come"),
        Outlook::Delivered => ("consegnata", "delivered"),
        Outlook::External => ("accettata, posta ordinaria", "accepted, ordinary mail"),
        Outlook::Failed => ("non raggiunto", "not reached"),
        Outlook::DealtWith => ("non raggiunto, gestito", "not reached, dealt with"),
    };
    language.pick(it, en)
}

/// A field of CSV (RFC 4180). What a spreadsheet would take for a formula is kept a text.
fn quoted(text: &str) -> String {
    let text = match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.into(),
    };
    match text.contains(['"', ';', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// Halts a mailing: no further part leaves until it is resumed. 409 `mailing_left` when all of it has.
#[utoipa::path(post, path = "/mailings/{id}/halt", tag = "mail", responses((status = 204), (status = 403), (status = 404), (status = 409)))]
async fn halt(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.halt_mailing(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When a resumed mailing ends.
#[derive(Serialize, ToSchema)]
pub struct Resumed {
    /// When the last part is due to leave.
    pub paced_until: DateTime<Utc>,
}

/// Resumes a mailing that was halted, or parts of which did not leave. 409 `mailing_going` when nothing is at rest.
#[utoipa::path(post, path = "/mailings/{id}/resume", tag = "mail", responses((status = 200, body = Resumed), (status = 403), (status = 404), (status = 409)))]
async fn resume(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Resumed>, Problem> {
    let paced_until = app.runtime.resume_mailing(&by.act, id).await?;
    Ok(Json(Resumed { paced_until }))
}
