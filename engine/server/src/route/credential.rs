//! Credentials for other programs: registered by administrators, named by processes, never shown.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use runtime::{CredentialChange, NewCredential};
use serde::{Deserialize, Serialize};
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change, remove))
}

/// What is known of credentials; their secret is never given back.
#[derive(Serialize, ToSchema)]
pub struct Credential {
    pub id: Uuid,
    /// By which processes name them.
    pub name: String,
    /// bearer | basic | header
    pub scheme: String,
    /// The only address they are sent to, e.g. `https://services.example`.
    pub address: String,
    /// The user (basic) or the name of the header (header); empty for bearer.
    pub account: String,
    pub created_at: DateTime<Utc>,
    pub created_by: String,
    pub changed_at: DateTime<Utc>,
}

fn shown(credential: row::Credential) -> Credential {
    Credential {
        id: credential.id,
        name: credential.name,
        scheme: credential.scheme,
        address: credential.address,
        account: credential.account,
        created_at: credential.created_at,
        created_by: credential.created_by,
        changed_at: credential.changed_at,
    }
}

/// Credentials, by name; for administrators.
#[utoipa::path(get, path = "/credentials", tag = "integration", responses((status = 200, body = List<Credential>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<Credential>>, Problem> {
    let found = view::credentials(who.viewer(), app.runtime.store()).await?;
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

/// What an administrator registers.
#[derive(Deserialize, ToSchema)]
pub struct CredentialAsked {
    /// Lower-case letters, digits, dashes; processes name it so.
    #[serde(default)]
    name: String,
    /// bearer | basic | header
    #[serde(default)]
    scheme: String,
    /// `https://` and the server's name, with an optional port.
    #[serde(default)]
    address: String,
    /// The user (basic) or the name of the header (header).
    #[serde(default)]
    account: String,
    #[serde(default)]
    secret: String,
}

/// What is left out stays. Another address needs the secret again.
#[derive(Deserialize, ToSchema)]
pub struct CredentialChanged {
    address: Option<String>,
    account: Option<String>,
    secret: Option<String>,
}

/// Keeps a secret, sealed, under a name that processes use (`http.request`, input `credential`).
#[utoipa::path(post, path = "/credentials", tag = "integration", request_body = CredentialAsked, responses((status = 201, body = Credential), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<CredentialAsked>,
) -> Result<(StatusCode, Json<Credential>), Problem> {
    let new = NewCredential {
        name: asked.name,
        scheme: asked.scheme,
        address: asked.address,
        account: asked.account,
        secret: asked.secret,
    };
    let credential = app.runtime.add_credential(&by.act, new).await?;
    Ok((StatusCode::CREATED, Json(shown(credential))))
}

/// Changes credentials: jobs that begin afterwards use what is new.
#[utoipa::path(patch, path = "/credentials/{id}", tag = "integration", request_body = CredentialChanged, responses((status = 200, body = Credential), (status = 404), (status = 422)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<CredentialChanged>,
) -> Result<Json<Credential>, Problem> {
    let change = CredentialChange {
        address: asked.address,
        account: asked.account,
        secret: asked.secret,
    };
    let changed = app.runtime.change_credential(&by.act, id, change).await?;
    Ok(Json(shown(changed)))
}

/// Forgets credentials.
#[utoipa::path(delete, path = "/credentials/{id}", tag = "integration", responses((status = 204), (status = 404)))]
async fn remove(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.remove_credential(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
