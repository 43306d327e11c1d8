//! Identities: by what a person logs in. For administrators.

use crate::answer::{IfMatch, Json, List, Path, Tagged};
use crate::app::Shared;
use crate::problem::Problem;
use crate::route::people::hashed;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use office::Verb;
use runtime::IdentityChange;
use serde::{Deserialize, Serialize};
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change))
}

/// By what a person logs in; the password is never given back.
#[derive(Serialize, ToSchema)]
pub struct Identity {
    pub id: Uuid,
    pub revision: i64,
    /// What is typed to log in.
    pub name: String,
    /// Whether one may log in by it.
    pub open: bool,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub closed_by: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
}

fn shown(identity: row::Identity) -> Identity {
    Identity {
        open: identity.is_open(),
        id: identity.id,
        revision: identity.revision,
        name: identity.name,
        created_by: identity.created_by,
        created_at: identity.created_at,
        closed_by: identity.closed_by,
        closed_at: identity.closed_at,
    }
}

#[derive(Deserialize, ToSchema)]
pub struct IdentityAsked {
    /// Lower-case letters, digits, dots and dashes; nobody else's.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub password: String,
}

/// Absent leaves as it is. Another password, or closing, ends the sessions begun by it.
#[derive(Deserialize, ToSchema)]
pub struct IdentityChanged {
    pub name: Option<String>,
    pub password: Option<String>,
    pub open: Option<bool>,
}

/// A person's identities, the oldest first.
#[utoipa::path(get, path = "/people/{id}/identities", tag = "people", responses((status = 200, body = List<Identity>), (status = 404)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<List<Identity>>, Problem> {
    who.may(Verb::ManagePeople)?;
    let found = view::identities(who.viewer(), app.runtime.store(), id).await?;
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

/// Gives a person a further identity.
#[utoipa::path(post, path = "/people/{id}/identities", tag = "people", request_body = IdentityAsked, responses((status = 201, body = Identity), (status = 404), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<IdentityAsked>,
) -> Result<(StatusCode, Json<Identity>), Problem> {
    by.who.may(Verb::ManagePeople)?;
    let password = hashed(Some(asked.password), &asked.name).await?;
    let password = password.ok_or_else(|| {
        Problem::field(
            "password",
            "Scrivere la parola d'accesso.",
            "Write the password.",
        )
    })?;
    let added = app
        .runtime
        .add_identity(&by.act, id, &asked.name, password)
        .await?;
    Ok((StatusCode::CREATED, Json(shown(added))))
}

/// Renames an identity, gives it another password, closes it or opens it again.
#[utoipa::path(patch, path = "/identities/{id}", tag = "people", request_body = IdentityChanged, responses((status = 200, body = Identity), (status = 404), (status = 412), (status = 422)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(asked): Json<IdentityChanged>,
) -> Result<Tagged<Identity>, Problem> {
    by.who.may(Verb::ManagePeople)?;
    let name = match &asked.name {
        Some(name) => name.clone(),
        None => view::identity_name(by.who.viewer(), app.runtime.store(), id)
            .await?
            .ok_or_else(Problem::not_found)?,
    };
    let change = IdentityChange {
        password: hashed(asked.password, &name).await?,
        name: asked.name,
        open: asked.open,
        revision: if_match.map(|m| m.0),
    };
    let changed = app.runtime.change_identity(&by.act, id, change).await;
    let changed = changed.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    Ok(Tagged(changed.revision, shown(changed)))
}
