//! The address book.

use crate::answer::{Json, List, Query};
use crate::app::Shared;
use crate::language::Language;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::view;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(import))
}

#[derive(Serialize, ToSchema)]
pub struct Contact {
    pub id: Uuid,
    pub name: String,
    pub address: String,
    /// Empty when not known.
    pub tax_code: String,
    /// The address is said to be a PEC mailbox.
    pub certified: bool,
    /// Where it comes from.
    pub source: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactQuery {
    /// A part of the name.
    name: Option<String>,
    /// The whole address.
    address: Option<String>,
    /// The whole tax code or VAT number.
    tax_code: Option<String>,
}

/// Contacts by what is known of them; at most fifty, by name.
#[utoipa::path(get, path = "/contacts", tag = "mail", params(ContactQuery), responses((status = 200, body = List<Contact>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(query): Query<ContactQuery>,
) -> Result<Json<List<Contact>>, Problem> {
    let given = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
    let (tax_code, address, name) = (
        given(&query.tax_code),
        given(&query.address),
        given(&query.name),
    );
    let found = view::contacts(
        who.viewer(),
        app.runtime.store(),
        tax_code.as_deref(),
        address.as_deref(),
        name.as_deref(),
    )
    .await?;
    let shown = |c: store::row::Contact| Contact {
        id: c.id,
        name: c.name,
        address: c.address,
        tax_code: c.tax_code,
        certified: c.certified,
        source: c.source,
    };
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

#[derive(Deserialize, ToSchema)]
pub struct ImportAsked {
    /// Where it comes from, e.g. the name of the file.
    #[serde(default)]
    source: String,
    /// CSV with a first line of names: name (nome), pec or email, tax_code (codice_fiscale); files of the IPA and extracts of INI-PEC and INAD as they are.
    #[serde(default)]
    csv: String,
}

/// What an import did.
#[derive(Serialize, ToSchema)]
pub struct Imported {
    /// New, changed, or said again.
    pub kept: usize,
    /// At most a thousand, doubtful ones among them.
    pub refused: Vec<RefusedLine>,
}

#[derive(Serialize, ToSchema)]
pub struct RefusedLine {
    /// From 1, with the line of names.
    pub line: usize,
    pub message: String,
}

/// Imports contacts and waits until it is done, for programs; it can be undone as an import is.
#[utoipa::path(post, path = "/contacts/import", tag = "mail", request_body = ImportAsked, responses((status = 200, body = Imported), (status = 422)))]
async fn import(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<ImportAsked>,
) -> Result<Json<Imported>, Problem> {
    let done = app
        .runtime
        .import_contacts(&by.act, &asked.source, &asked.csv)
        .await?;
    Ok(Json(Imported {
        kept: done.kept,
        refused: done
            .refused
            .into_iter()
            .map(|r| RefusedLine {
                line: r.line,
                message: language.pick(&r.it, &r.en).to_string(),
            })
            .collect(),
    }))
}
