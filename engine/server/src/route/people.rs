//! People, and one's own settings.

use crate::answer::{IfMatch, Json, List, Path, Tagged};
use crate::app::Shared;
use crate::problem::Problem;
use crate::route::session::RoleShown;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use login::{password, secret};
use runtime::{NewPerson, PersonChange, RoleGiven};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change))
        .routes(routes!(profile))
        .routes(routes!(change_password))
        .routes(routes!(tokens, add_token))
        .routes(routes!(revoke_token))
}

#[derive(Serialize, ToSchema)]
pub struct Person {
    pub id: Uuid,
    pub revision: i64,
    pub login: String,
    pub name: String,
    pub email: Option<String>,
    /// Codice fiscale; for administrators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_code: Option<String>,
    pub language: String,
    pub active: bool,
    pub roles: Vec<RoleShown>,
}

#[derive(Deserialize, ToSchema)]
pub struct PersonAdded {
    pub login: String,
    pub name: String,
    pub email: Option<String>,
    /// Codice fiscale.
    pub tax_code: Option<String>,
    /// Absent: the person cannot log in by password.
    pub password: Option<String>,
    #[serde(default)]
    pub roles: Vec<RoleAsked>,
    pub language: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct RoleAsked {
    pub role: String,
    pub office: Option<String>,
    /// Key of an area, in all of whose offices it holds.
    pub area: Option<String>,
    /// The last day on which it holds; absent: without an end.
    pub last_day: Option<NaiveDate>,
}

#[derive(Deserialize, ToSchema)]
pub struct PersonChanged {
    pub name: Option<String>,
    pub email: Option<String>,
    /// Codice fiscale; empty takes it away.
    pub tax_code: Option<String>,
    /// Of the identity named as the person is, else of the first open one.
    pub password: Option<String>,
    pub active: Option<bool>,
    pub language: Option<String>,
    /// Replaces all roles.
    pub roles: Option<Vec<RoleAsked>>,
}

fn given(roles: Vec<RoleAsked>) -> Vec<RoleGiven> {
    roles
        .into_iter()
        .map(|r| RoleGiven {
            role: r.role,
            office: r.office,
            area: r.area,
            last_day: r.last_day,
        })
        .collect()
}

/// Hashes a new password off the async workers; a weak one is a field problem.
pub async fn hashed(new: Option<String>, login: &str) -> Result<Option<String>, Problem> {
    let Some(new) = new.filter(|p| !p.is_empty()) else {
        return Ok(None);
    };
    if let Err(weak) = password::check_new(&new, login) {
        let (it, en) = weak.texts();
        return Err(Problem::field("password", it, en));
    }
    let hash = tokio::task::spawn_blocking(move || password::hash(&new)).await;
    Ok(Some(
        hash.map_err(|e| Problem::broken(&e))?
            .map_err(|e| Problem::broken(&e))?,
    ))
}

async fn one(app: &Shared, who: &Who, id: Uuid) -> Result<Json<Person>, Problem> {
    let found = view::person(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let offices = offices(app, who).await?;
    Ok(Json(person(found, &offices)))
}

/// Keys of offices and areas by their ids.
async fn offices(app: &Shared, who: &Who) -> Result<HashMap<Uuid, String>, Problem> {
    let offices = view::offices(who.viewer(), app.runtime.store()).await?;
    let areas = crate::route::area::keys(app, who).await?;
    let offices = offices.into_iter().map(|o| (o.id, o.key));
    Ok(offices.chain(areas).collect())
}

fn person(item: view::PersonItem, offices: &HashMap<Uuid, String>) -> Person {
    let role = |m: row::Membership| RoleShown {
        role: m.role,
        last_day: m.last_day,
        office: m.office.and_then(|o| offices.get(&o).cloned()),
        area: m.area.and_then(|a| offices.get(&a).cloned()),
    };
    Person {
        id: item.person.id,
        revision: item.person.revision,
        login: item.person.login,
        name: item.person.name,
        email: item.person.email,
        tax_code: Some(item.person.tax_code).filter(|c| !c.is_empty()),
        language: item.person.language,
        active: item.person.active,
        roles: item.memberships.into_iter().map(role).collect(),
    }
}

/// Everybody who works here, by login.
#[utoipa::path(get, path = "/people", tag = "people", responses((status = 200, body = List<Person>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<Person>>, Problem> {
    let offices = offices(&app, &who).await?;
    let people = view::people(who.viewer(), app.runtime.store()).await?;
    Ok(List::whole(
        people.into_iter().map(|p| person(p, &offices)).collect(),
    ))
}

/// Adds a person.
#[utoipa::path(post, path = "/people", tag = "people", request_body = PersonAdded, responses((status = 201, body = Person)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(new): Json<PersonAdded>,
) -> Result<(StatusCode, Json<Person>), Problem> {
    // The verb asks too; here it saves hashing a password for nothing.
    by.who.may(office::Verb::ManagePeople)?;
    let password = hashed(new.password, &new.login).await?;
    let added = NewPerson {
        login: new.login,
        name: new.name,
        email: new.email,
        tax_code: new.tax_code,
        password,
        roles: given(new.roles),
        language: new.language,
    };
    let person = app.runtime.add_person(&by.act, added).await?;
    Ok((StatusCode::CREATED, one(&app, &by.who, person.id).await?))
}

/// Changes a person. A new password, or `active: false`, ends the person's sessions.
#[utoipa::path(patch, path = "/people/{id}", tag = "people", request_body = PersonChanged, responses((status = 200, body = Person), (status = 412)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(new): Json<PersonChanged>,
) -> Result<Tagged<Person>, Problem> {
    by.who.may(office::Verb::ManagePeople)?;
    let login = view::person(by.who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?
        .person
        .login;
    let password = hashed(new.password, &login).await?;
    let change = PersonChange {
        name: new.name,
        email: new.email,
        tax_code: new.tax_code,
        password,
        active: new.active,
        language: new.language,
        roles: new.roles.map(given),
        revision: if_match.map(|m| m.0),
    };
    let changed = app.runtime.change_person(&by.act, id, change).await;
    changed.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    let Json(person) = one(&app, &by.who, id).await?;
    Ok(Tagged(person.revision, person))
}

#[derive(Deserialize, ToSchema)]
pub struct Profile {
    /// `it` or `en`.
    pub language: Option<String>,
}

/// One's own settings.
#[utoipa::path(put, path = "/profile", tag = "people", request_body = Profile, responses((status = 204)))]
async fn profile(
    State(app): State<Shared>,
    by: By,
    Json(new): Json<Profile>,
) -> Result<StatusCode, Problem> {
    app.runtime
        .change_profile(&by.act, new.language, None, None)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct PasswordChange {
    pub current: String,
    pub password: String,
}

/// One's own password. All other sessions of the person end.
#[utoipa::path(put, path = "/profile/password", tag = "people", request_body = PasswordChange, responses((status = 204), (status = 422, description = "current password wrong, or new one weak")))]
async fn change_password(
    State(app): State<Shared>,
    by: By,
    Json(new): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let person = by.who.0.person.clone().ok_or_else(Problem::not_found)?;
    let identity = app
        .runtime
        .own_identity(&person, by.who.0.session.as_ref())
        .await?;
    let name = identity.as_ref().map_or(&person.login, |i| &i.name).clone();
    app.attempts
        .admit(&name, "profile", std::time::Instant::now())
        .map_err(Problem::too_many)?;
    let stored = identity.as_ref().map(|i| i.password.clone());
    let right =
        tokio::task::spawn_blocking(move || password::verify(&new.current, stored.as_deref()))
            .await;
    if !right
        .map_err(|e| Problem::broken(&e))?
        .map_err(|e| Problem::broken(&e))?
    {
        return Err(Problem::field(
            "current",
            "La parola d'accesso attuale non è questa.",
            "This is not the current password.",
        ));
    }
    app.attempts.succeeded(&name, "profile");
    let hash = hashed(Some(new.password), &name).await?;
    let hash = hash.ok_or_else(|| {
        Problem::field(
            "password",
            "Scrivere la nuova parola d'accesso.",
            "Write the new password.",
        )
    })?;
    let identity = identity.ok_or_else(Problem::not_found)?;
    app.runtime
        .change_profile(
            &by.act,
            None,
            Some((identity, hash)),
            by.who.0.session.as_ref().map(|s| s.id),
        )
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
pub struct Token {
    /// Names it when it is taken away; it opens nothing.
    pub id: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// One's own API tokens, without the tokens.
#[utoipa::path(get, path = "/profile/tokens", tag = "people", responses((status = 200, body = List<Token>)))]
async fn tokens(State(app): State<Shared>, who: Who) -> Result<Json<List<Token>>, Problem> {
    let all = view::tokens(who.viewer(), app.runtime.store()).await?;
    let shown = all.into_iter().filter(|t| t.id != [0; 32]);
    Ok(List::whole(
        shown
            .map(|t| Token {
                id: hex::encode(t.id),
                name: t.name,
                created_at: t.created_at,
                expires_at: t.expires_at,
            })
            .collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct TokenAsked {
    /// What it is for.
    pub name: String,
    /// Absent: it lasts until it is taken away.
    pub days: Option<u16>,
}

#[derive(Serialize, ToSchema)]
pub struct TokenMade {
    /// Shown this once.
    pub token: String,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Makes an API token that acts as oneself.
#[utoipa::path(post, path = "/profile/tokens", tag = "people", request_body = TokenAsked, responses((status = 201, body = TokenMade)))]
async fn add_token(
    State(app): State<Shared>,
    by: By,
    Json(new): Json<TokenAsked>,
) -> Result<(StatusCode, Json<TokenMade>), Problem> {
    let person = by.who.0.person.as_ref().ok_or_else(Problem::not_found)?;
    if new.name.trim().is_empty() || new.name.len() > 100 {
        return Err(Problem::field(
            "name",
            "Scrivere a che cosa serve, in breve.",
            "Write what it is for, in short.",
        ));
    }
    let token = secret::draw_token().map_err(|e| Problem::broken(&e))?;
    let now = Utc::now();
    let expires_at = new.days.map(|d| now + chrono::Duration::days(d.into()));
    let row = row::Token {
        id: secret::fingerprint(&token),
        person: person.id,
        name: new.name.trim().into(),
        created_at: now,
        expires_at,
    };
    app.runtime.add_token(&by.act, row).await?;
    Ok((StatusCode::CREATED, Json(TokenMade { token, expires_at })))
}

/// Takes one of one's own API tokens away, by the id of the list.
#[utoipa::path(delete, path = "/profile/tokens/{id}", tag = "people", responses((status = 204), (status = 404)))]
async fn revoke_token(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let mut sha = [0; 32];
    hex::decode_to_slice(&id, &mut sha).map_err(|_| Problem::not_found())?;
    app.runtime.revoke_token(&by.act, sha).await?;
    Ok(StatusCode::NO_CONTENT)
}
