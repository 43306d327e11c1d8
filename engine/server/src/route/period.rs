//! Archives of a mailbox and a period: ordered here, made in the background, downloaded as a stream.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::period;
use crate::problem::Problem;
use crate::who::By;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use store::row;
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, order))
        .routes(routes!(download))
        .routes(routes!(delete))
}

/// An archive that was ordered, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct ArchiveShown {
    pub id: Uuid,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// waiting | ready | failed | deleted
    pub state: String,
    pub ordered_by: PersonRef,
    pub ordered_at: DateTime<Utc>,
    /// Messages and receipts of the period when it was begun; 0 before.
    pub expected: i64,
    /// Messages and receipts in it, so far.
    pub messages: i64,
    /// Left out because they are withheld by act.
    pub withheld: i64,
    /// Bytes.
    pub size: i64,
    /// Hex SHA-256 of `impronte.sha256` inside, which has the hashes of all files.
    pub index_sha: Option<String>,
    /// Why it could not be made, and what to do.
    pub failure: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
}

fn shown(a: row::PeriodArchive, names: &Names, language: Language) -> ArchiveShown {
    let failure = a.failure.map(|code| period::failure(&code));
    ArchiveShown {
        id: a.id,
        first_day: a.first_day,
        last_day: a.last_day,
        state: a.state,
        ordered_by: names.person(&a.ordered_by),
        ordered_at: a.ordered_at,
        expected: a.expected,
        messages: a.messages,
        withheld: a.withheld,
        size: a.size,
        index_sha: a.index_sha,
        failure: failure.map(|(it, en)| language.pick(&it, &en).to_string()),
        ended_at: a.ended_at,
    }
}

/// Archives of a mailbox, newest first.
#[utoipa::path(get, path = "/mailboxes/{id}/archives", tag = "mail", responses((status = 200, body = List<ArchiveShown>), (status = 403), (status = 404)))]
async fn list(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<Json<List<ArchiveShown>>, Problem> {
    let found = app.runtime.archives(&by.act, id).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    let items = found.into_iter();
    Ok(List::whole(
        items.map(|a| shown(a, &names, language)).collect(),
    ))
}

/// The days of an archive, both included.
#[derive(Deserialize, ToSchema)]
pub struct ArchiveAsked {
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
}

/// Orders an archive of all that came to and left a mailbox in these days, with its record and hashes.
#[utoipa::path(post, path = "/mailboxes/{id}/archives", tag = "mail", request_body = ArchiveAsked, responses((status = 202, body = ArchiveShown), (status = 403), (status = 404), (status = 422)))]
async fn order(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Path(id): Path<Uuid>,
    Json(asked): Json<ArchiveAsked>,
) -> Result<(StatusCode, Json<ArchiveShown>), Problem> {
    let ordered = app
        .runtime
        .order_archive(&by.act, id, asked.first_day, asked.last_day)
        .await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    Ok((StatusCode::ACCEPTED, Json(shown(ordered, &names, language))))
}

/// The file of an archive.
#[utoipa::path(get, path = "/archives/{id}/file", tag = "mail", responses((status = 200, content_type = "application/zip"), (status = 403), (status = 404), (status = 409)))]
async fn download(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let archive = app.runtime.take_archive(&by.act, id).await?;
    let file = tokio::fs::File::open(period::path(&app.config.data, id))
        .await
        .map_err(|e| Problem::broken(&e))?;
    let name = format!("archivio-{}-{}.zip", archive.first_day, archive.last_day);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_string()),
        (header::CONTENT_LENGTH, archive.size.to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}

/// Deletes the file of an archive; that it was there stays known.
#[utoipa::path(delete, path = "/archives/{id}", tag = "mail", responses((status = 204), (status = 403), (status = 404)))]
async fn delete(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.delete_archive(&by.act, id).await?;
    period::remove(&app, id).await;
    Ok(StatusCode::NO_CONTENT)
}
