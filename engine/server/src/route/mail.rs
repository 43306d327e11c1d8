//! Incoming mail: lists, reading, downloading, sorting.

use crate::answer::{Json, List, Paging, Path, Query, file};
use crate::app::Shared;
use crate::language::Language;
use crate::names::Names;
use crate::problem::Problem;
use crate::route::case::{Made, Reason};
use crate::route::distribute::{self, BulkDone, TwinShown};
use crate::route::opened::{Found, ways_to_files};
use crate::sanitise::{HTML_BYTES_MAX, sanitise};
use crate::schema::{Arrival, VerdictStatus};
use crate::who::{By, Who};
use crate::wire;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::row;
use store::view::{self, MailFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(html))
        .routes(routes!(raw))
        .routes(routes!(attachment))
        .routes(routes!(attachment_contents))
        .routes(routes!(attachment_inner))
        .routes(routes!(start))
        .routes(routes!(link))
        .routes(routes!(archive))
        .routes(routes!(read_again))
        .routes(routes!(unlink))
        .routes(routes!(bulk))
        .routes(routes!(openings))
}

/// A mail in a list.
#[derive(Serialize, ToSchema)]
pub struct MailSummary {
    pub id: Uuid,
    /// Key of the mailbox.
    pub mailbox: String,
    /// transport | receipt | anomaly | ordinary | quarantined
    pub kind: String,
    /// new | archive | case | receipt | orphan | inbox | sorted | duplicate | quarantined
    pub state: String,
    pub from: String,
    pub from_name: String,
    pub subject: String,
    /// *Inviata*: certified, from the daticert.
    pub sent_at: Option<DateTime<Utc>>,
    /// *Giunta in casella*.
    pub arrived_at: Option<DateTime<Utc>>,
    /// *Scaricata*.
    pub fetched_at: DateTime<Utc>,
    #[schema(value_type = Option<VerdictStatus>)]
    pub verdict: Option<String>,
    pub attachments: usize,
    pub instance: Option<Uuid>,
    pub despatch: Option<Uuid>,
    /// The envelope is signed by a gestore that is trusted.
    pub certified: bool,
    /// Withheld by act: that it exists is all that is shown.
    pub withheld: bool,
}

/// A mail with everything recognised in it.
#[derive(Serialize, ToSchema)]
pub struct MailDetail {
    #[serde(flatten)]
    pub summary: MailSummary,
    /// The mail as recognised on arrival; null when it could not be read.
    #[schema(value_type = Option<Arrival>)]
    pub arrival: Value,
    pub size: i64,
    /// An earlier mail with the same bytes or Message-ID.
    pub same_as: Option<Uuid>,
    /// What a subject of a one-stop business desk (`SUAP: …`) says; it proves nothing.
    pub suap: Option<SuapShown>,
    /// The same message in other boxes of ours: each has a work item of its own.
    pub twins: Vec<TwinShown>,
    pub tags: Vec<String>,
    /// The reader may pass it on to somebody outside.
    pub may_forward: bool,
}

/// A business file as a mail names it; what does not fit the form is absent.
#[derive(Serialize, ToSchema)]
pub struct SuapShown {
    /// Id of the file, e.g. `PRVRSO80A41H501X-15032026-1030`.
    pub file: Option<String>,
    pub tax_code: Option<String>,
    pub name: Option<String>,
    /// Local time, e.g. `2026-03-15T10:30`.
    pub handed_in: Option<String>,
    /// Registration of the desk.
    pub registration: Option<String>,
}

fn suap(arrival: &Value) -> Option<SuapShown> {
    let text = |name: &str| {
        arrival
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let files = arrival.get("attachments").and_then(Value::as_array);
    let names = files
        .into_iter()
        .flatten()
        .filter_map(|a| a.get("name").and_then(Value::as_str));
    let suap = office::suap::read(text("subject"), text("text"), names)?;
    Some(SuapShown {
        file: suap.file,
        tax_code: suap.tax_code,
        name: suap.name,
        handed_in: suap
            .handed_in
            .map(|at| at.format("%Y-%m-%dT%H:%M").to_string()),
        registration: suap.registration,
    })
}

/// Whether the envelope proves what it claims, as judged on arrival.
pub fn is_certified(mail: &row::Mail) -> bool {
    mail.kind == "transport" && mail.verdict.as_deref() == Some("trusted")
}

pub fn summary(item: view::MailItem, names: &Names) -> MailSummary {
    let mail = item.mail;
    let attachments = mail
        .arrival
        .get("attachments")
        .and_then(Value::as_array)
        .map_or(item.attachments, Vec::len);
    MailSummary {
        id: mail.id,
        mailbox: names.mailbox(mail.mailbox),
        certified: is_certified(&mail),
        kind: mail.kind,
        state: mail.state,
        from: mail.from_address,
        from_name: mail.from_name,
        subject: mail.subject,
        sent_at: mail.sent_at,
        arrived_at: mail.arrived_at,
        fetched_at: mail.fetched_at,
        verdict: mail.verdict,
        attachments,
        instance: mail.instance,
        despatch: mail.despatch,
        withheld: item.withheld,
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MailQuery {
    /// Key or id of the mailbox.
    mailbox: Option<String>,
    /// Key of an area: mails of its mailboxes.
    area: Option<String>,
    /// Without it all but `duplicate`.
    state: Option<String>,
    /// `message`: all but receipts.
    kind: Option<String>,
    instance: Option<Uuid>,
    tag: Option<String>,
    /// Words and "phrases" of subject, addresses, text and names of attachments; all must be there, each may go on.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A mailbox named in a query, by key or id. One that is not there has no mails.
pub fn mailbox_of(names: &Names, given: Option<&str>) -> Option<Uuid> {
    given.filter(|m| !m.is_empty()).map(|m| {
        m.parse()
            .ok()
            .or_else(|| names.mailbox_id(m))
            .unwrap_or(Uuid::nil())
    })
}

/// Mails the reader may see, newest first.
#[utoipa::path(get, path = "/mails", tag = "mail", params(MailQuery), responses((status = 200, body = List<MailSummary>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(query): Query<MailQuery>,
) -> Result<Json<List<MailSummary>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let names = Names::load(&app, viewer).await?;
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    let filter = MailFilter {
        mailbox: mailbox_of(&names, query.mailbox.as_deref()),
        area: query.area.filter(|a| !a.is_empty()),
        state: query.state,
        kind: query.kind,
        instance: query.instance,
        tag: query.tag,
        words: query.q,
    };
    let found = view::mails(viewer, store, &filter, paging.cursor(), paging.limit()).await?;
    Ok(Json(List {
        items: found
            .items
            .into_iter()
            .map(|m| summary(m, &names))
            .collect(),
        next_cursor: found.next_cursor,
    }))
}

async fn visible(app: &Shared, who: &Who, id: Uuid) -> Result<view::MailItem, Problem> {
    view::mail(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// One mail.
#[utoipa::path(get, path = "/mails/{id}", tag = "mail", responses((status = 200, body = MailDetail), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<MailDetail>, Problem> {
    let item = visible(&app, &who, id).await?;
    app.runtime
        .looked(who.viewer(), "mail.view", "mail", id, json!({}));
    let names = Names::load(&app, who.viewer()).await?;
    let may_forward = app.runtime.may_pass_on(who.viewer(), &item.mail).await?;
    let (arrival, size, same_as) = (item.mail.arrival.clone(), item.mail.size, item.mail.same_as);
    Ok(Json(MailDetail {
        summary: summary(item, &names),
        suap: suap(&arrival),
        arrival,
        size,
        same_as,
        twins: distribute::twins(&app, &who, &names, id).await?,
        tags: distribute::tags_of(&app, id).await?,
        may_forward,
    }))
}

/// The body to show in a frame without scripts.
#[derive(Serialize, ToSchema)]
pub struct MailBody {
    /// Made harmless on the server; absent when the mail has none, or one too large to show.
    pub html: Option<String>,
    pub text: String,
    /// Pictures of other servers that were left out.
    pub remote_images: usize,
}

async fn bytes(app: &Shared, who: &Who, id: Uuid) -> Result<Vec<u8>, Problem> {
    let sha = view::mail_raw(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(app.runtime.store().blobs().get(&sha).await?.to_vec())
}

/// The body of a mail, safe to show.
#[utoipa::path(get, path = "/mails/{id}/html", tag = "mail", responses((status = 200, body = MailBody), (status = 404)))]
async fn html(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<MailBody>, Problem> {
    let item = visible(&app, &who, id).await?;
    app.runtime
        .looked(who.viewer(), "mail.view", "mail", id, json!({}));
    let text = item
        .mail
        .arrival
        .get("text")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_string();
    if item.mail.kind == "quarantined" {
        return Ok(Json(MailBody {
            html: None,
            text,
            remote_images: 0,
        }));
    }
    let raw = bytes(&app, &who, id).await?;
    let made = tokio::task::spawn_blocking(move || {
        let body = wire::html_body(&raw).filter(|b| b.html.len() <= HTML_BYTES_MAX)?;
        let images = body
            .cids
            .iter()
            .filter_map(|(cid, path)| Some((cid.clone(), wire::inline_image(&raw, path)?)));
        Some(sanitise(&body.html, images.collect()))
    });
    let made = made.await.map_err(|e| Problem::broken(&e))?;
    let remote_images = made.as_ref().map_or(0, |m| m.remote_images);
    Ok(Json(MailBody {
        html: made.map(|m| m.html),
        text,
        remote_images,
    }))
}

/// The mail as it came, byte for byte.
#[utoipa::path(get, path = "/mails/{id}/raw", tag = "mail", responses((status = 200, content_type = "message/rfc822"), (status = 404)))]
async fn raw(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let bytes = bytes(&app, &who, id).await?;
    app.runtime
        .looked(who.viewer(), "mail.download", "mail", id, json!({}));
    Ok(file(&format!("{id}.eml"), "message/rfc822", bytes, false))
}

ways_to_files! {
    (Uuid, String), "mail";
    "An attachment; `path` as in the mail's list, e.g. `0.1.2`."
    attachment "/mails/{id}/attachments/{path}";
    "Who signed an attachment, and what it holds: the file inside containers, an invoice, text, the list of an archive."
    attachment_contents "/mails/{id}/attachments/{path}/contents";
    "The file inside the signed containers of an attachment."
    attachment_inner "/mails/{id}/attachments/{path}/inner"
}

async fn found(app: &Shared, who: &Who, (id, at): (Uuid, String)) -> Result<Found, Problem> {
    let item = visible(app, who, id).await?;
    let path: Vec<u32> = at
        .split('.')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::not_found())?;
    let arrival: contract::Arrival =
        serde_json::from_value(item.mail.arrival.clone()).map_err(|_| Problem::not_found())?;
    let listed = arrival
        .attachments
        .into_iter()
        .find(|a| a.path == path)
        .ok_or_else(Problem::not_found)?;
    let raw = bytes(app, who, id).await?;
    let bytes = tokio::task::spawn_blocking(move || wire::part(&raw, &path))
        .await
        .map_err(|e| Problem::broken(&e))?
        .ok_or_else(Problem::not_found)?;
    app.runtime.looked(
        who.viewer(),
        "mail.attachment",
        "mail",
        id,
        json!({ "part": at }),
    );
    Ok(Found {
        name: listed.name,
        media_type: listed.media_type,
        bytes,
        at: item.mail.arrived_at.unwrap_or(item.mail.fetched_at),
    })
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OpeningsAsked {
    /// Ids of mails, comma separated; at most 100.
    #[serde(default)]
    ids: String,
}

/// A process that a case may be opened of from a mail.
#[derive(Serialize, ToSchema)]
pub struct OpeningShown {
    pub key: String,
    pub name: String,
}

/// Processes that a case may be opened of from each of some mails: those that mails of their box and kind begin, and those the
/// reader may begin by hand.
#[utoipa::path(get, path = "/mails/openings", tag = "mail", params(OpeningsAsked), responses((status = 200, body = Vec<OpeningShown>), (status = 404), (status = 422)))]
async fn openings(
    State(app): State<Shared>,
    who: Who,
    Query(asked): Query<OpeningsAsked>,
) -> Result<Json<Vec<OpeningShown>>, Problem> {
    let ids = asked
        .ids
        .split(',')
        .map(str::trim)
        .filter(|i| !i.is_empty());
    let ids: Vec<Uuid> = ids
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::not_found())?;
    distribute::few(&ids)?;
    let found = app.runtime.openings(who.viewer(), &ids).await?;
    Ok(Json(
        found
            .into_iter()
            .map(|o| OpeningShown {
                key: o.key,
                name: o.name,
            })
            .collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct MailStartAsked {
    /// Key of the process.
    pub process: String,
    /// Key of the office the first task goes to (*per competenza*); without: as the process says.
    #[serde(default)]
    pub office: Option<String>,
}

/// Opens a case from a mail that started none.
#[utoipa::path(post, path = "/mails/{id}/start", tag = "mail", request_body = MailStartAsked, responses((status = 201, body = Made), (status = 409)))]
async fn start(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<MailStartAsked>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let runtime = &app.runtime;
    let id = match asked.office.as_deref().filter(|o| !o.is_empty()) {
        Some(office) => {
            runtime
                .start_for_office(&by.act, id, &asked.process, office)
                .await?
        }
        None => runtime.start_from_mail(&by.act, id, &asked.process).await?,
    };
    Ok((StatusCode::CREATED, Json(Made { id })))
}

#[derive(Deserialize, ToSchema)]
pub struct LinkAsked {
    pub instance: Uuid,
}

/// Links a mail to a case.
#[utoipa::path(post, path = "/mails/{id}/link", tag = "mail", request_body = LinkAsked, responses((status = 204), (status = 409)))]
async fn link(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<LinkAsked>,
) -> Result<StatusCode, Problem> {
    app.runtime.link_mail(&by.act, id, asked.instance).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is done to many mails.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailAct {
    /// Opens a case of `process` from each, for `office` where one is named.
    Start,
    /// Joins each to the case `instance`.
    Link,
    /// Sets each aside with `reason`.
    Archive,
}

#[derive(Deserialize, ToSchema)]
pub struct MailsBulkAsked {
    /// At most 100.
    pub ids: Vec<Uuid>,
    #[schema(inline)]
    pub act: MailAct,
    #[serde(default)]
    pub process: String,
    #[serde(default)]
    pub office: String,
    #[serde(default)]
    pub instance: Uuid,
    #[serde(default)]
    pub reason: String,
}

/// Sorts many mails, each by itself; answers what came of each.
#[utoipa::path(post, path = "/mails/bulk", tag = "mail", request_body = MailsBulkAsked, responses((status = 200, body = BulkDone), (status = 422)))]
async fn bulk(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<MailsBulkAsked>,
) -> Result<Json<BulkDone>, Problem> {
    distribute::few(&asked.ids)?;
    let mut results = Vec::with_capacity(asked.ids.len());
    for id in asked.ids {
        let act = distribute::one_of(&by.act);
        let (runtime, process) = (&app.runtime, asked.process.as_str());
        let done = match asked.act {
            MailAct::Start if asked.office.is_empty() => {
                runtime.start_from_mail(&act, id, process).await.map(|_| ())
            }
            MailAct::Start => runtime
                .start_for_office(&act, id, process, &asked.office)
                .await
                .map(|_| ()),
            MailAct::Link => runtime.link_mail(&act, id, asked.instance).await,
            MailAct::Archive => runtime.archive_mail(&act, id, &asked.reason).await,
        };
        results.push(distribute::result(&app, &by.who, language, id, done).await?);
    }
    Ok(Json(BulkDone { results }))
}

/// Undoes a wrong join, with a reason: the mail is to be sorted again.
#[utoipa::path(post, path = "/mails/{id}/unlink", tag = "mail", request_body = Reason, responses((status = 204), (status = 409), (status = 422)))]
async fn unlink(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<Reason>,
) -> Result<StatusCode, Problem> {
    app.runtime.unlink_mail(&by.act, id, &asked.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets a mail aside, with a reason.
#[utoipa::path(post, path = "/mails/{id}/archive", tag = "mail", request_body = Reason, responses((status = 204), (status = 409)))]
async fn archive(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<Reason>,
) -> Result<StatusCode, Problem> {
    app.runtime.archive_mail(&by.act, id, &asked.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads a quarantined mail again; 422 with the reason when it still cannot be read.
#[utoipa::path(post, path = "/mails/{id}/read-again", tag = "mail", responses((status = 204), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn read_again(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.read_again(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
