//! Coming in and going out.

use crate::answer::Json;
use crate::app::{App, Shared};
use crate::names::PersonRef;
use crate::problem::Problem;
use crate::who::{Address, By, Known, Who, cookie, set_cookie};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{NaiveDate, Utc};
use login::{password, secret, session};
use office::permission::{PARTS, Permission};
use runtime::Act;
use serde::{Deserialize, Serialize};
use std::time::Instant;
use store::row;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(log_in, log_out, current))
}

#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    pub login: String,
    pub password: String,
}

/// Who is logged in, and what the pages may show.
#[derive(Serialize, ToSchema)]
pub struct Session {
    pub person: SessionPerson,
    pub roles: Vec<RoleShown>,
    pub groups: Vec<String>,
    /// Absent people in whose place the person works today.
    pub standing_in: Vec<PersonRef>,
    /// To be sent as `X-CSRF-Token` with every unsafe verb. Empty for bearers, who need none.
    pub csrf: String,
    pub demo: bool,
    pub clock_test: bool,
    pub organisation: String,
    #[schema(value_type = Vec<crate::schema::Permission>)]
    pub permissions: Vec<Permission>,
    /// Who may open what: a page that is closed to this person names those it is open to.
    pub parts: Vec<PartShown>,
}

/// A part of the application and the roles that open it.
#[derive(Serialize, ToSchema)]
pub struct PartShown {
    #[schema(value_type = crate::schema::Permission)]
    pub permission: Permission,
    pub roles: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
pub struct SessionPerson {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub email: Option<String>,
    pub language: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RoleShown {
    pub role: String,
    pub office: Option<String>,
    /// Key of an area, in all of whose offices it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The last day on which it holds, where it has an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<NaiveDate>,
}

impl Session {
    pub fn of(app: &App, known: &Known) -> Session {
        let viewer = &known.viewer;
        let person = known.person.as_ref();
        Session {
            person: SessionPerson {
                id: viewer.person.unwrap_or_default(),
                login: viewer.login.clone(),
                name: viewer.name.clone(),
                email: person.and_then(|p| p.email.clone()),
                language: person.map(|p| p.language.clone()),
            },
            roles: viewer
                .roles
                .iter()
                .map(|(role, office)| RoleShown {
                    role: role.name().into(),
                    office: office.clone(),
                    area: None,
                    last_day: None,
                })
                .collect(),
            groups: viewer.groups.iter().cloned().collect(),
            standing_in: viewer
                .standing_in
                .iter()
                .map(|s| PersonRef {
                    login: s.viewer.login.clone(),
                    name: s.viewer.name.clone(),
                    in_place_of: None,
                })
                .collect(),
            csrf: known
                .session
                .as_ref()
                .map(|s| s.csrf.clone())
                .unwrap_or_default(),
            demo: app.demo.is_some(),
            clock_test: app.runtime.clock().is_test(),
            organisation: app.config.organisation.clone(),
            permissions: office::permission::permissions(viewer),
            parts: PARTS
                .iter()
                .map(|(permission, roles)| PartShown {
                    permission: *permission,
                    roles: roles.iter().map(|role| role.name()).collect(),
                })
                .collect(),
        }
    }
}

/// Logs in by password; the answer sets the cookie.
#[utoipa::path(post, path = "/session", tag = "session", request_body = Credentials, security(()),
    responses((status = 200, body = Session), (status = 401, description = "login or password wrong"), (status = 429, description = "too many attempts")))]
async fn log_in(
    State(app): State<Shared>,
    Address(address): Address,
    headers: HeaderMap,
    Json(given): Json<Credentials>,
) -> Result<Response, Problem> {
    let account = given.login.trim().to_lowercase();
    app.attempts
        .admit(&account, &address, Instant::now())
        .map_err(Problem::too_many)?;
    let known = app.runtime.identity_for_login(&account).await?;
    let stored = known
        .as_ref()
        .map(|(identity, _)| identity.password.clone());
    let verified =
        tokio::task::spawn_blocking(move || password::verify(&given.password, stored.as_deref()))
            .await;
    let verified = verified
        .map_err(|e| Problem::broken(&e))?
        .map_err(|e| Problem::broken(&e))?;
    match known {
        Some((identity, person)) if verified => {
            app.attempts.succeeded(&account, &address);
            begin(&app, person, Some(identity.id), &headers).await
        }
        _ => {
            metrics::counter!("staffetta_logins_refused_total").increment(1);
            Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "login_wrong",
                "Nome di accesso o password non riconosciuti.",
                "Login or password wrong.",
            ))
        }
    }
}

/// Opens a session for a person who proved to be that person, in place of the one the browser had. `identity`: by what
/// the person logged in; None: without one.
pub async fn begin(
    app: &Shared,
    person: row::Person,
    identity: Option<Uuid>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let now = Utc::now();
    let value = secret::draw().map_err(|e| Problem::broken(&e))?;
    let session = row::Session {
        id: secret::fingerprint(&value),
        person: person.id,
        identity,
        csrf: secret::draw().map_err(|e| Problem::broken(&e))?,
        created_at: now,
        expires_at: session::expires_at(now),
        seen_at: now,
    };
    let viewer = app.runtime.viewer(&person).await?;
    app.runtime
        .open_session(
            &viewer,
            session.clone(),
            cookie(headers).map(secret::fingerprint),
        )
        .await?;
    let known = Known {
        viewer,
        person: Some(person),
        session: Some(session),
    };
    let cookie = set_cookie(&value, app.config.is_secure());
    Ok((
        [(header::SET_COOKIE, cookie)],
        Json(Session::of(app, &known)),
    )
        .into_response())
}

/// Logs out.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
async fn log_out(State(app): State<Shared>, by: By) -> Result<Response, Problem> {
    if let Some(session) = &by.who.0.session {
        app.runtime
            .close_session(&Act::of(by.who.viewer().clone(), None), session.id)
            .await?;
    }
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, set_cookie("", app.config.is_secure()))],
    )
        .into_response())
}

/// Who is logged in.
#[utoipa::path(get, path = "/session", tag = "session", responses((status = 200, body = Session), (status = 401, description = "nobody")))]
async fn current(State(app): State<Shared>, who: Who) -> Json<Session> {
    Json(Session::of(&app, &who.0))
}
