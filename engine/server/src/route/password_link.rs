//! Links by which a person sets a password: made and taken back by administrators, used by whoever has one.
//!
//! The secret stands behind the `#` of the address, which browsers send to nobody, and comes here in a body.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::problem::Problem;
use crate::route::people::hashed;
use crate::who::{Address, By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use login::{password, secret};
use office::Verb;
use serde::{Deserialize, Serialize};
use std::time::Instant;
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(revoke))
        .routes(routes!(look))
        .routes(routes!(spend))
}

/// A link that was made for a person; its address is not kept.
#[derive(Serialize, ToSchema)]
pub struct PasswordLink {
    pub id: Uuid,
    /// open | used | revoked | expired
    pub state: String,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub closed_by: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct PasswordLinkMade {
    pub id: Uuid,
    /// Of the page, from the root of this server; shown this once.
    pub path: String,
    pub expires_at: DateTime<Utc>,
}

#[derive(Deserialize, ToSchema)]
pub struct LinkSecret {
    /// What stands behind the `#` of the address.
    #[serde(default)]
    pub secret: String,
}

/// For whom a link is, and what is asked of a password.
#[derive(Serialize, ToSchema)]
pub struct LinkOpened {
    pub login: String,
    pub name: String,
    pub expires_at: DateTime<Utc>,
    /// Fewest characters of a password.
    pub characters_min: usize,
}

#[derive(Deserialize, ToSchema)]
pub struct LinkUsed {
    /// What stands behind the `#` of the address.
    #[serde(default)]
    pub secret: String,
    #[serde(default)]
    pub password: String,
}

/// By what the person now logs in.
#[derive(Serialize, ToSchema)]
pub struct PasswordSet {
    pub login: String,
}

fn shown(link: row::PasswordLink) -> PasswordLink {
    let lapsed = link.state == "open" && link.expires_at <= Utc::now();
    PasswordLink {
        id: link.id,
        state: if lapsed { "expired".into() } else { link.state },
        created_by: link.created_by,
        created_at: link.created_at,
        expires_at: link.expires_at,
        closed_by: link.closed_by,
        closed_at: link.closed_at,
    }
}

/// The address of the page behind a secret.
pub fn page(secret: &str) -> String {
    format!("/parola#{secret}")
}

/// Links made for a person, the newest first.
#[utoipa::path(get, path = "/people/{id}/password-links", tag = "people", responses((status = 200, body = List<PasswordLink>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<List<PasswordLink>>, Problem> {
    who.may(Verb::ManagePeople)?;
    let found = view::password_links(who.viewer(), app.runtime.store(), id).await?;
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

/// Makes a link that opens once, within 48 hours; one made before opens nothing any more.
#[utoipa::path(post, path = "/people/{id}/password-links", tag = "people", responses((status = 201, body = PasswordLinkMade), (status = 404), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<(StatusCode, Json<PasswordLinkMade>), Problem> {
    let drawn = secret::draw().map_err(|e| Problem::broken(&e))?;
    let link = app
        .runtime
        .make_password_link(&by.act, id, secret::fingerprint(&drawn), Utc::now())
        .await?;
    let made = PasswordLinkMade {
        id: link.id,
        path: page(&drawn),
        expires_at: link.expires_at,
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Takes a link back that was not used.
#[utoipa::path(delete, path = "/password-links/{id}", tag = "people", responses((status = 204), (status = 404), (status = 409)))]
async fn revoke(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime
        .revoke_password_link(&by.act, id, Utc::now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Counts a try; the same bucket of the address as a login has, and one for the link.
fn admit(app: &Shared, fingerprint: &row::Sha, address: &str) -> Result<String, Problem> {
    let account = format!("link:{}", hex::encode(fingerprint));
    app.attempts
        .admit(&account, address, Instant::now())
        .map_err(Problem::too_many)?;
    Ok(account)
}

/// Says whom a link is for. It stays usable.
#[utoipa::path(post, path = "/password-links/look", tag = "session", request_body = LinkSecret, security(()),
    responses((status = 200, body = LinkOpened), (status = 409, description = "used, taken back, expired or none"), (status = 429, description = "too many attempts")))]
async fn look(
    State(app): State<Shared>,
    Address(address): Address,
    Json(asked): Json<LinkSecret>,
) -> Result<Json<LinkOpened>, Problem> {
    let fingerprint = secret::fingerprint(&asked.secret);
    let account = admit(&app, &fingerprint, &address)?;
    let (link, person) = app.runtime.password_link(&fingerprint, Utc::now()).await?;
    app.attempts.succeeded(&account, &address);
    Ok(Json(LinkOpened {
        login: person.login,
        name: person.name,
        expires_at: link.expires_at,
        characters_min: password::LENGTH_MIN,
    }))
}

/// Sets the password of the link's person and spends the link. Every session of theirs ends.
#[utoipa::path(post, path = "/password-links/use", tag = "session", request_body = LinkUsed, security(()),
    responses((status = 200, body = PasswordSet), (status = 409, description = "used, taken back, expired or none"), (status = 422, description = "the password is weak"), (status = 429, description = "too many attempts")))]
async fn spend(
    State(app): State<Shared>,
    Address(address): Address,
    Json(asked): Json<LinkUsed>,
) -> Result<Json<PasswordSet>, Problem> {
    let fingerprint = secret::fingerprint(&asked.secret);
    let account = admit(&app, &fingerprint, &address)?;
    // Asked before the slow hash, so that a spent link costs nothing.
    let (_, person) = app.runtime.password_link(&fingerprint, Utc::now()).await?;
    let hash = hashed(Some(asked.password), &person.login).await?;
    let hash = hash.ok_or_else(|| {
        Problem::field(
            "password",
            "Scrivere la parola d'accesso.",
            "Write the password.",
        )
    })?;
    let login = app
        .runtime
        .use_password_link(&fingerprint, hash, Utc::now())
        .await?
        .login;
    app.attempts.succeeded(&account, &address);
    app.attempts.succeeded(&login, &address);
    Ok(Json(PasswordSet { login }))
}
