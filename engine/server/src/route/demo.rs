//! Routes of the demonstration; elsewhere nobody can be clicked on, and all else is 404.

use crate::answer::Json;
use crate::app::Shared;
use crate::demo::{self, Demo, Kind, RailStep};
use crate::language::Language;
use crate::problem::Problem;
use crate::route::session::{Session, begin};
use crate::who::Who;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(people))
        .routes(routes!(log_in))
        .routes(routes!(arrive))
        .routes(routes!(rail))
}

fn only_demo(app: &Shared) -> Result<&Demo, Problem> {
    app.demo.as_ref().ok_or_else(Problem::not_found)
}

/// Somebody to be with one click.
#[derive(Serialize, ToSchema)]
pub struct DemoPerson {
    pub login: &'static str,
    pub name: &'static str,
    pub title: &'static str,
    pub offices: Vec<&'static str>,
}

/// Who can be clicked on; nobody where this is no demonstration, so that the login page may ask everywhere.
#[utoipa::path(get, path = "/demo/people", tag = "demo", security(()), responses((status = 200, body = Vec<DemoPerson>)))]
async fn people(State(app): State<Shared>, language: Language) -> Json<Vec<DemoPerson>> {
    let Some(plan) = app.demo.as_ref().map(Demo::plan) else {
        return Json(Vec::new());
    };
    let shown = |p: &demo::DemoPerson| DemoPerson {
        login: p.login,
        name: p.name,
        title: language.pick(p.title.0, p.title.1),
        offices: p
            .roles
            .iter()
            .filter_map(|(_, office)| plan.office_name((*office)?))
            .collect(),
    };
    Json(plan.people.iter().map(shown).collect())
}

#[derive(Deserialize, ToSchema)]
pub struct DemoLogin {
    pub login: String,
}

/// Logs in as somebody of the demonstration, without a password.
#[utoipa::path(post, path = "/demo/session", tag = "demo", security(()), request_body = DemoLogin, responses((status = 200, body = Session), (status = 404)))]
async fn log_in(
    State(app): State<Shared>,
    headers: HeaderMap,
    Json(asked): Json<DemoLogin>,
) -> Result<Response, Problem> {
    let plan = only_demo(&app)?.plan();
    if !plan.people.iter().any(|p| p.login == asked.login) {
        return Err(Problem::not_found());
    }
    let person = app
        .runtime
        .person_for_login(&asked.login)
        .await?
        .ok_or_else(Problem::not_found)?;
    begin(&app, person, &headers).await
}

#[derive(Default, Deserialize, ToSchema)]
pub struct ArrivalAsked {
    #[serde(default)]
    #[schema(inline)]
    pub kind: Kind,
}

/// Makes the gestore deliver a mail.
#[utoipa::path(post, path = "/demo/arrivals", tag = "demo", request_body = ArrivalAsked, responses((status = 202), (status = 404)))]
async fn arrive(
    State(app): State<Shared>,
    _who: Who,
    asked: Option<axum::Json<ArrivalAsked>>,
) -> Result<StatusCode, Problem> {
    only_demo(&app)?;
    let kind = asked.map(|a| a.0.kind).unwrap_or_default();
    let app = app.clone();
    let delivered = tokio::task::spawn_blocking(move || app.demo.as_ref().map(|d| d.arrive(kind)));
    match delivered.await.map_err(|e| Problem::broken(&e))? {
        Some(delivered) => delivered.map_err(|e| Problem::broken(&e))?,
        None => return Err(Problem::not_found()),
    }
    Ok(StatusCode::ACCEPTED)
}

#[derive(Serialize, ToSchema)]
pub struct Rail {
    pub steps: Vec<RailStep>,
}

/// The six steps, of the mail that was made to arrive last.
#[utoipa::path(get, path = "/demo/rail", tag = "demo", responses((status = 200, body = Rail), (status = 404)))]
async fn rail(State(app): State<Shared>, _who: Who) -> Result<Json<Rail>, Problem> {
    let demo = only_demo(&app)?;
    Ok(Json(Rail {
        steps: demo::rail(demo, app.runtime.store()).await?,
    }))
}
