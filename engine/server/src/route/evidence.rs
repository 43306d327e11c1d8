//! *Prova della PEC*: everything kept about a message that left, in one file.

use crate::answer::{Path, file};
use crate::app::Shared;
use crate::evidence;
use crate::language::Language;
use crate::names::Names;
use crate::problem::Problem;
use crate::who::Who;
use axum::extract::State;
use axum::response::Response;
use store::view;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(evidence))
}

/// The message as it left, who approved it and what was added, who signed its attachments, every receipt, verdicts, hashes and
/// timeline as a zip, with a report (PDF) that also says what is not proven.
#[utoipa::path(get, path = "/despatches/{id}/evidence", tag = "mail", responses((status = 200, content_type = "application/zip"), (status = 404)))]
async fn evidence(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let item = view::despatch(who.viewer(), app.runtime.store(), id)
        .await?
        .filter(|item| !item.withheld)
        .ok_or_else(Problem::not_found)?;
    let names = Names::load(&app, who.viewer()).await?;
    let (name, bytes) = evidence::archive(&app, who.viewer(), &item, &names, language).await?;
    let what = serde_json::json!({ "what": "evidence" });
    app.runtime
        .looked(who.viewer(), "despatch.download", "despatch", id, what);
    Ok(file(&name, "application/zip", bytes, false))
}
