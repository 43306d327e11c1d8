//! Documents to be signed: what the page shows, the document itself, and what comes back.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::approval::{ApprovalShown, standing};
use crate::route::desk::told;
use crate::route::opened::{Found, ways_to_files};
use crate::route::task::{FileShown, visible};
use crate::who::{By, Who};
use axum::extract::State;
use chrono::{DateTime, Utc};
use contract::{SignatureFormat, Signed, SignedBy};
use runtime::Given;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::row;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(sign))
        .routes(routes!(itself))
        .routes(routes!(contents))
        .routes(routes!(inner))
}

/// A document to be signed.
#[derive(Serialize, ToSchema)]
pub struct SigningShown {
    pub document: FileShown,
    /// Hex SHA-256 of the document.
    pub sha256: String,
    /// Who approved a message that carries exactly this document.
    pub approvals: Vec<ApprovalShown>,
    /// Who signed it before, where several sign one after the other.
    #[schema(value_type = Vec<crate::schema::SignedBy>)]
    pub before: Vec<SignedBy>,
    /// What was given last; it goes on when the task is concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<SignedShown>,
    /// The service that signs at a distance; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<RemoteSignerShown>,
}

/// A service that signs at a distance.
#[derive(Serialize, ToSchema)]
pub struct RemoteSignerShown {
    pub name: String,
    /// Its signatures have no legal value.
    pub test: bool,
}

/// A document that came back signed.
#[derive(Serialize, ToSchema)]
pub struct SignedShown {
    pub file: FileShown,
    /// Hex SHA-256 of the signed file.
    pub sha256: String,
    /// remote | upload
    pub way: String,
    #[schema(value_type = crate::schema::Signed)]
    pub found: Signed,
    pub given_by: PersonRef,
    pub at: DateTime<Utc>,
}

/// How the document comes to be signed: one of the two.
#[derive(Deserialize, ToSchema)]
pub struct SignAsked {
    /// Name of an uploaded file: the document, signed (`.p7m` or PDF).
    #[serde(default)]
    file: Option<String>,
    /// The remote signer signs it in this format.
    #[serde(default)]
    #[schema(value_type = Option<crate::schema::SignatureFormat>)]
    remote: Option<SignatureFormat>,
}

/// What a task has signed; None where it signs nothing, or there is no document yet.
pub async fn shown(
    app: &Shared,
    names: &Names,
    task: &row::Task,
    language: Language,
) -> Result<Option<SigningShown>, Problem> {
    let Some(found) = app.runtime.signing(task).await? else {
        return Ok(None);
    };
    Ok(Some(SigningShown {
        document: FileShown {
            name: found.document.name,
            media_type: found.document.media_type,
            size: found.document.size,
            r#ref: None,
            href: format!("/api/v1/tasks/{}/signature/document", task.id),
        },
        sha256: found.sha256,
        approvals: found
            .approvals
            .into_iter()
            .map(|a| standing(a, names))
            .collect(),
        before: found.before,
        signed: found
            .signed
            .map(|signed| given(signed, names))
            .transpose()?,
        remote: found.remote.map(|(name, test)| RemoteSignerShown {
            name: language.pick(&name.it, &name.en).into(),
            test,
        }),
    }))
}

fn given(signed: row::Signature, names: &Names) -> Result<SignedShown, Problem> {
    Ok(SignedShown {
        file: FileShown {
            name: signed.name,
            media_type: signed.media_type,
            size: signed.size.unsigned_abs(),
            r#ref: None,
            href: format!("/api/v1/tasks/{}/signature/file", signed.id),
        },
        sha256: hex::encode(signed.signed),
        way: signed.way,
        found: serde_json::from_value(signed.found).map_err(|e| Problem::broken(&e))?,
        given_by: names.doer(&signed.given_by, signed.given_for.as_ref()),
        at: signed.at,
    })
}

/// Takes a signed document for a task, or has it signed; 422 with the reason where it is not the document that was to be signed.
#[utoipa::path(post, path = "/tasks/{id}/signature", tag = "tasks", request_body = SignAsked, responses((status = 200, body = SignedShown), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn sign(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<SignAsked>,
) -> Result<Json<SignedShown>, Problem> {
    let given_now = match (asked.file, asked.remote) {
        (Some(file), None) => Given::File(Value::String(file)),
        (None, Some(format)) => Given::Remote(format),
        _ => {
            return Err(Problem::field(
                "file",
                "Caricare il file firmato, oppure scegliere il formato per la firma remota.",
                "Upload the signed file, or choose the format for the remote signature.",
            ));
        }
    };
    let signed = app.runtime.sign(&by.act, id, given_now).await;
    let signed = told(&app, &by.who, signed).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    Ok(Json(given(signed, &names)?))
}

ways_to_files! {
    (Uuid, String), "tasks";
    "The document to be signed (`document`), or the file that came back signed (`file`)."
    itself "/tasks/{id}/signature/{part}";
    "Who signed such a file, and what it holds."
    contents "/tasks/{id}/signature/{part}/contents";
    "The document inside the signed containers of such a file."
    inner "/tasks/{id}/signature/{part}/inner"
}

async fn found(app: &Shared, who: &Who, (id, part): (Uuid, String)) -> Result<Found, Problem> {
    let task = visible(app, who.viewer(), id).await?.task;
    let found = match part.as_str() {
        "document" => app
            .runtime
            .document_to_sign(&task)
            .await?
            .map(|(file, bytes)| Found {
                name: file.name,
                media_type: file.media_type,
                bytes,
                at: task.created_at,
            }),
        "file" => app
            .runtime
            .signed_document(&task)
            .await?
            .map(|(file, bytes)| Found {
                name: file.name,
                media_type: file.media_type,
                bytes,
                at: file.at,
            }),
        _ => None,
    };
    found.ok_or_else(Problem::not_found)
}
