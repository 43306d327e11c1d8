//! Files read into the address book: looked at first, taken as one, taken back as one.

use crate::answer::{Json, List, Paging, Path, Query, Settled};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::upload;
use crate::who::{By, Who};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use office::Verb;
use runtime::{Counts, Decision, Doubt, ImportOptions, Like};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{row, view};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The units of the whole IPA are some 60 MB.
const FILE_BYTES_MAX: usize = 100 << 20;
/// Lines of one outcome that are told.
const LINES_SHOWN: usize = 1_000;

pub fn routes() -> OpenApiRouter<Shared> {
    let files = OpenApiRouter::new()
        .routes(routes!(keep))
        .layer(DefaultBodyLimit::max(FILE_BYTES_MAX + (64 << 10)));
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(preview))
        .routes(routes!(one))
        .routes(routes!(lines))
        .routes(routes!(undo))
        .merge(files)
}

/// A file kept, to be named in an import.
#[derive(Serialize, ToSchema)]
pub struct ImportFile {
    pub r#ref: String,
    pub name: String,
    pub size: usize,
}

/// Keeps a file to import; at most 100 MB.
#[utoipa::path(post, path = "/imports/files", tag = "mail", request_body(content = crate::schema::FileSent, content_type = "multipart/form-data"), responses((status = 201, body = ImportFile), (status = 413)))]
async fn keep(
    State(app): State<Shared>,
    by: By,
    multipart: Multipart,
) -> Result<(StatusCode, Json<ImportFile>), Problem> {
    // Before a large body is read.
    by.who.may(Verb::KeepContacts)?;
    let parts = upload::read(multipart, FILE_BYTES_MAX).await?;
    let (path, _, bytes) = parts
        .files
        .into_iter()
        .next()
        .ok_or_else(|| Problem::field("file", "Manca il file.", "The file is missing."))?;
    let name = path.rsplit('/').next().unwrap_or_default().to_string();
    let size = bytes.len();
    let sha = app.runtime.keep_upload(&by.act, bytes).await?;
    let file = ImportFile {
        r#ref: hex::encode(sha),
        name,
        size,
    };
    Ok((StatusCode::CREATED, Json(file)))
}

/// A file and how it is read.
#[derive(Deserialize, ToSchema)]
pub struct ContactImportAsked {
    /// The `ref` of a file kept before.
    #[serde(default)]
    file: String,
    /// Shown beside each contact, e.g. the name of the file.
    #[serde(default)]
    source: String,
    /// Field to column, where the columns have other names; fields: name, surname, tax_code, pec, email, kind, position, checked.
    #[serde(default)]
    mapping: BTreeMap<String, String>,
    /// body, company or person, of those the file does not tell.
    kind: Option<String>,
    /// The day the file was made; absent: today.
    checked_on: Option<NaiveDate>,
    /// What becomes of the doubtful that are not decided one by one; absent: skip.
    doubtful: Option<DoubtAsked>,
    /// What was decided of the doubtful one by one, at most 500.
    #[serde(default)]
    decisions: Vec<DoubtDecided>,
}

/// What becomes of somebody doubtful: left out and named, a contact of their own, or one with a contact they may be (of
/// several, the one chosen).
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DoubtAsked {
    Skip,
    Apart,
    Merge,
}

impl From<DoubtAsked> for Doubt {
    fn from(asked: DoubtAsked) -> Doubt {
        match asked {
            DoubtAsked::Skip => Doubt::Skip,
            DoubtAsked::Apart => Doubt::Apart,
            DoubtAsked::Merge => Doubt::Merge,
        }
    }
}

/// What was decided of somebody a line names.
#[derive(Deserialize, ToSchema)]
pub struct DoubtDecided {
    line: usize,
    /// `place` of the line of the preview.
    #[serde(default)]
    place: usize,
    doubt: DoubtAsked,
    /// Of merge: `into` of one of its `like`; absent: the only one.
    into: Option<String>,
}

impl ContactImportAsked {
    fn read(self) -> Result<(row::Sha, String, ImportOptions), Problem> {
        let mut sha = row::Sha::default();
        hex::decode_to_slice(self.file.trim(), &mut sha)
            .map_err(|_| Problem::field("file", "Manca il file.", "The file is missing."))?;
        let options = ImportOptions {
            mapping: self.mapping,
            kind: self.kind.filter(|k| !k.is_empty()),
            checked_on: self.checked_on,
            doubtful: self.doubtful.map(Doubt::from).unwrap_or_default(),
            decisions: self
                .decisions
                .into_iter()
                .map(|d| Decision {
                    line: d.line,
                    place: d.place,
                    doubt: d.doubt.into(),
                    into: d.into,
                })
                .collect(),
        };
        Ok((sha, self.source, options))
    }
}

/// How many of what a file names became what.
#[derive(Serialize, ToSchema)]
pub struct ImportCounts {
    pub new: usize,
    pub changed: usize,
    /// Known already; only source and date are read again.
    pub same: usize,
    /// Left out until a person decides.
    pub doubtful: usize,
    pub refused: usize,
}

impl From<Counts> for ImportCounts {
    fn from(c: Counts) -> ImportCounts {
        ImportCounts {
            new: c.new,
            changed: c.changed,
            same: c.same,
            doubtful: c.doubtful,
            refused: c.refused,
        }
    }
}

/// What becomes of somebody a line names.
#[derive(Serialize, ToSchema)]
pub struct ImportLine {
    /// From 1, with the line of names.
    pub line: i64,
    /// Which of those the line names, from 0; 0 but in a preview.
    pub place: usize,
    /// new | changed | same | doubtful | refused
    pub outcome: String,
    pub name: String,
    /// Why it is doubtful, refused or left; else empty.
    pub reason: String,
    /// In a preview, with whether each is a PEC.
    pub addresses: Vec<ImportAddress>,
    /// In a preview, of somebody doubtful: whom it may be.
    pub like: Vec<ImportLike>,
    /// Absent in a preview.
    pub party: Option<Uuid>,
    /// Once it is undone: undone | left; else empty.
    pub undo: String,
}

#[derive(Serialize, ToSchema)]
pub struct ImportAddress {
    pub address: String,
    pub certified: bool,
}

/// Whom somebody doubtful may be.
#[derive(Serialize, ToSchema)]
pub struct ImportLike {
    /// What a decision names it by.
    pub into: String,
    pub name: String,
    /// A code, else an address.
    pub mark: String,
    /// The line of the same file that brings it; absent: it is in the book.
    pub line: Option<usize>,
}

/// What an import would do.
#[derive(Serialize, ToSchema)]
pub struct ImportPreview {
    /// ipa_bodies | ipa_aoo | ipa_uo | ipa_old | domiciles | roll | plain
    #[schema(value_type = String)]
    pub set: runtime::ColumnSet,
    /// The names of the first line.
    pub columns: Vec<String>,
    /// UTF-8 | Windows-1252
    pub encoding: String,
    pub counts: ImportCounts,
    /// The first fifty of each outcome, of the doubtful the first 500.
    pub lines: Vec<ImportLine>,
}

/// A file read into the address book.
#[derive(Serialize, ToSchema)]
pub struct ContactImport {
    pub id: Uuid,
    pub source: String,
    /// running | done | undoing | undone
    pub state: String,
    pub counts: ImportCounts,
    /// Lines read so far, with the line of names.
    pub lines_read: i64,
    pub created_by: PersonRef,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub undone_by: Option<PersonRef>,
}

fn shown(import: row::Import, names: &Names) -> ContactImport {
    let counts: Counts = serde_json::from_value(import.counts).unwrap_or_default();
    ContactImport {
        id: import.id,
        source: import.source,
        state: import.state,
        counts: counts.into(),
        lines_read: import.next_line - 1,
        created_by: names.person(&import.created_by),
        created_at: import.created_at,
        ended_at: import.ended_at,
        undone_by: import.undone_by.map(|login| names.person(&login)),
    }
}

/// Tells what importing a file would do; writes nothing.
#[utoipa::path(post, path = "/imports/preview", tag = "mail", request_body = ContactImportAsked, responses((status = 200, body = ImportPreview), (status = 422)))]
async fn preview(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<ContactImportAsked>,
) -> Result<Json<ImportPreview>, Problem> {
    by.who.may(Verb::KeepContacts)?;
    let (file, source, options) = asked.read()?;
    let runtime = &app.runtime;
    let found = runtime
        .preview_import(&by.act, &file, &source, &options)
        .await?;
    let address = |(address, certified)| ImportAddress { address, certified };
    let like = |l: Like| ImportLike {
        into: l.into,
        name: l.name,
        mark: l.mark,
        line: l.line,
    };
    let lines = found.lines.into_iter().map(|l| ImportLine {
        line: l.line as i64,
        place: l.place,
        outcome: l.outcome.into(),
        reason: language.pick(&l.it, &l.en).to_string(),
        name: l.name,
        addresses: l.addresses.into_iter().map(address).collect(),
        like: l.like.into_iter().map(like).collect(),
        party: None,
        undo: String::new(),
    });
    Ok(Json(ImportPreview {
        set: found.set,
        columns: found.columns,
        encoding: found.encoding.into(),
        counts: found.counts.into(),
        lines: lines.collect(),
    }))
}

/// Imports a file as one; a small one is done when this answers.
#[utoipa::path(post, path = "/imports", tag = "mail", request_body = ContactImportAsked, responses((status = 201, body = ContactImport), (status = 422)))]
async fn begin(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<ContactImportAsked>,
) -> Result<Settled<ContactImport>, Problem> {
    by.who.may(Verb::KeepContacts)?;
    let (file, source, options) = asked.read()?;
    let (import, pending) = app
        .runtime
        .begin_import(&by.act, file, &source, options)
        .await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    Ok(Settled::created(pending, shown(import, &names)))
}

/// Imports, newest first; for those who keep the address book.
#[utoipa::path(get, path = "/imports", tag = "mail", params(Paging), responses((status = 200, body = List<ContactImport>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(paging): Query<Paging>,
) -> Result<Json<List<ContactImport>>, Problem> {
    let store = app.runtime.store();
    let page = view::imports(who.viewer(), store, paging.cursor(), paging.limit()).await?;
    let names = Names::load(&app, who.viewer()).await?;
    Ok(Json(List {
        items: page.items.into_iter().map(|i| shown(i, &names)).collect(),
        next_cursor: page.next_cursor,
    }))
}

async fn visible(app: &Shared, who: &Who, id: Uuid) -> Result<row::Import, Problem> {
    view::import(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// How far an import is.
#[utoipa::path(get, path = "/imports/{id}", tag = "mail", responses((status = 200, body = ContactImport), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<ContactImport>, Problem> {
    let import = visible(&app, &who, id).await?;
    let names = Names::load(&app, who.viewer()).await?;
    Ok(Json(shown(import, &names)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LinesQuery {
    /// new | changed | same | doubtful | refused; or, once undone, left | undone. Absent: refused.
    outcome: Option<String>,
}

/// What an import did, by line; at most a thousand.
#[utoipa::path(get, path = "/imports/{id}/lines", tag = "mail", params(LinesQuery), responses((status = 200, body = List<ImportLine>), (status = 404)))]
async fn lines(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
    Query(query): Query<LinesQuery>,
) -> Result<Json<List<ImportLine>>, Problem> {
    visible(&app, &who, id).await?;
    let outcome = query.outcome.as_deref().unwrap_or("refused");
    let store = app.runtime.store();
    let found = view::import_lines(who.viewer(), store, id, outcome, LINES_SHOWN).await?;
    let shown = |l: row::ImportItem| ImportLine {
        line: l.line,
        place: 0,
        reason: language.pick(&l.reason_it, &l.reason_en).to_string(),
        outcome: l.outcome,
        name: l.name,
        addresses: Vec::new(),
        like: Vec::new(),
        party: l.party,
        undo: l.undo,
    };
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

/// Takes an import back; what was changed since is left and named.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "mail", responses((status = 200, body = ContactImport), (status = 404), (status = 409)))]
async fn undo(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Settled<ContactImport>, Problem> {
    let (import, pending) = app.runtime.undo_import(&by.act, id).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    Ok(Settled::ok(pending, shown(import, &names)))
}
