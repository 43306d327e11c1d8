//! *Registro* of a message, a despatch or a case: who saw it first, who looked, answered, passed it on or changed it.
//!
//! Whoever may see the thing reads all of it and may take it away with what proves it. It is asked for by the thing only:
//! nothing here or elsewhere lists what one person did.

use crate::answer::{Json, Paging, Path, Query, file};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::record_file::{HOW_TO_VERIFY, cell, link_json};
use crate::route::office::behalf;
use crate::who::Who;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::view::{self, RecordItem, RecordOf, RecordScope};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(of_mail))
        .routes(routes!(of_despatch))
        .routes(routes!(of_case))
        .routes(routes!(mail_export))
        .routes(routes!(despatch_export))
        .routes(routes!(case_export))
}

/// Something somebody did.
#[derive(Serialize, ToSchema)]
pub struct RecordEntry {
    pub at: DateTime<Utc>,
    /// The verb, e.g. `mail.view`.
    pub act: String,
    /// Its name in the reader's language.
    pub text: String,
    pub by: PersonRef,
    /// Who wrote the message, where the act is of the program and the message of a person.
    pub author: Option<PersonRef>,
    /// mail | despatch | instance | task
    pub kind: String,
    pub object: Uuid,
    /// The first time anybody looked at this object (*prima lettura*).
    pub first: bool,
    /// Number of the link in its chain.
    pub seq: i64,
    /// Hex SHA-256 of the link.
    pub hash: String,
}

/// A part of a record, newest first.
#[derive(Serialize, ToSchema)]
pub struct RecordShown {
    pub items: Vec<RecordEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The case has more tasks or messages than are looked for: their acts are in the records of their own.
    pub partial: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    Json,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// csv: for people; json: with all that a program needs to prove it.
    #[param(inline)]
    format: Format,
}

/// Links of one export at most.
const EXPORTED_MAX: usize = 100_000;

async fn scope(app: &Shared, who: &Who, of: RecordOf) -> Result<RecordScope, Problem> {
    // What was looked at a moment ago is in it.
    app.runtime.looks_written().await?;
    view::record_scope(who.viewer(), app.runtime.store(), of)
        .await?
        .ok_or_else(Problem::not_found)
}

async fn record(
    app: &Shared,
    who: &Who,
    language: Language,
    of: RecordOf,
    paging: &Paging,
) -> Result<Json<RecordShown>, Problem> {
    let scope = scope(app, who, of).await?;
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let found = view::record(viewer, store, &scope, paging.cursor(), paging.limit()).await?;
    let names = Names::load(app, viewer).await?;
    Ok(Json(RecordShown {
        partial: scope.partial,
        items: found
            .items
            .into_iter()
            .filter_map(|item| entry(item, &names, language))
            .collect(),
        next_cursor: found.next_cursor,
    }))
}

fn entry(item: RecordItem, names: &Names, language: Language) -> Option<RecordEntry> {
    let link = item.link;
    let (it, en) = office::audit::name(&link.verb);
    let author = link.detail.get("author").and_then(|a| a.as_str());
    Some(RecordEntry {
        at: link.at,
        text: language.pick(it, en).into(),
        by: names.doer(&link.actor, behalf(&link).as_ref()),
        author: author.map(|login| names.person(login)),
        kind: link.object_kind,
        object: link.object.parse().ok()?,
        first: item.first,
        seq: link.seq,
        hash: link.hash,
        act: link.verb,
    })
}

async fn export(
    app: &Shared,
    who: &Who,
    language: Language,
    (kind, of, id): (&'static str, RecordOf, Uuid),
    format: Format,
) -> Result<Response, Problem> {
    let scope = scope(app, who, of).await?;
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let (mut links, mut cursor) = (Vec::new(), None);
    loop {
        let page = view::record(viewer, store, &scope, cursor.as_deref(), view::PAGE_MAX).await?;
        links.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() || links.len() >= EXPORTED_MAX {
            break;
        }
    }
    // A record is read from its beginning.
    links.reverse();
    let detail = json!({ "links": links.len() });
    app.runtime
        .looked(viewer, "record.export", kind, id, detail);
    let partial = scope.partial || cursor.is_some();
    let names = Names::load(app, viewer).await?;
    match format {
        Format::Csv => {
            let text = csv(&links, &names, language);
            let name = format!("registro-{id}.csv");
            Ok(file(&name, "text/csv", text.into_bytes(), false))
        }
        Format::Json => {
            let links: Vec<_> = links.iter().map(link_json).collect();
            let whole = json!({ "kind": kind, "object": id, "made_at": app.runtime.clock().now(), "partial": partial,
                "how_to_verify": HOW_TO_VERIFY, "links": links });
            let bytes = serde_json::to_vec_pretty(&whole).map_err(|e| Problem::broken(&e))?;
            let name = format!("registro-{id}.json");
            Ok(file(&name, "application/json", bytes, false))
        }
    }
}

fn csv(links: &[RecordItem], names: &Names, language: Language) -> String {
    let head = language.pick(
        "quando;chi;in sostituzione di;atto;che cosa;su;oggetto;prima lettura;catena;numero;impronta precedente;impronta",
        "when;who;in place of;act;what;on;object;first view;chain;number;hash before;hash",
    );
    let yes = language.pick("sì", "yes");
    let mut text = format!("\u{feff}{head}\r\n");
    for item in links {
        let link = &item.link;
        let by = names.doer(&link.actor, behalf(link).as_ref());
        let (it, en) = office::audit::name(&link.verb);
        let cells = [
            link.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            by.name,
            by.in_place_of.map(|p| p.name).unwrap_or_default(),
            link.verb.clone(),
            language.pick(it, en).to_string(),
            link.object_kind.clone(),
            link.object.clone(),
            if item.first { yes } else { "" }.to_string(),
            link.chain.to_string(),
            link.seq.to_string(),
            item.before.clone().unwrap_or_default(),
            link.hash.clone(),
        ];
        text += &cells.map(|c| cell(&c)).join(";");
        text += "\r\n";
    }
    text
}

/// The record of one sort of thing: read, and taken away as a file with the hashes of its links. Each with what it is,
/// its name and its path.
macro_rules! record_of {
    ($of:path, $kind:tt, $tag:tt;
     $about:tt $read:ident $path:tt;
     $about_export:tt $export:ident $export_path:tt) => {
        #[doc = $about]
        #[utoipa::path(get, path = $path, tag = $tag, params(Paging), responses((status = 200, body = RecordShown), (status = 404)))]
        async fn $read(
            State(app): State<Shared>,
            who: Who,
            language: Language,
            Path(id): Path<Uuid>,
            Query(paging): Query<Paging>,
        ) -> Result<Json<RecordShown>, Problem> {
            record(&app, &who, language, $of(id), &paging).await
        }

        #[doc = $about_export]
        #[utoipa::path(get, path = $export_path, tag = $tag, params(ExportQuery), responses((status = 200, content_type = "application/octet-stream"), (status = 404)))]
        async fn $export(
            State(app): State<Shared>,
            who: Who,
            language: Language,
            Path(id): Path<Uuid>,
            Query(query): Query<ExportQuery>,
        ) -> Result<Response, Problem> {
            export(&app, &who, language, ($kind, $of(id), id), query.format).await
        }
    };
}

record_of! {
    RecordOf::Mail, "mail", "mail";
    "Who saw a mail, and what was done with it and its case."
    of_mail "/mails/{id}/record";
    "The record of a mail as a file, with the hashes of its links."
    mail_export "/mails/{id}/record/export"
}

record_of! {
    RecordOf::Despatch, "despatch", "mail";
    "Who saw a message that left, and what was done with it and its case."
    of_despatch "/despatches/{id}/record";
    "The record of a message that left as a file, with the hashes of its links."
    despatch_export "/despatches/{id}/record/export"
}

record_of! {
    RecordOf::Case, "instance", "cases";
    "Who saw a case, its tasks and those of its messages the reader may see, and what was done with them."
    of_case "/instances/{id}/record";
    "The record of a case as a file, with the hashes of its links."
    case_export "/instances/{id}/record/export"
}
