//! Homogeneous organisational areas (AOO).

use crate::answer::{IfMatch, Json, List, Path, Tagged};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use runtime::AreaChange;
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

/// An area, to which offices and mailboxes belong.
#[derive(Serialize, ToSchema)]
pub struct Area {
    pub id: Uuid,
    pub revision: i64,
    pub key: String,
    pub name: String,
    /// Its code in the index of public bodies (IPA); may be empty.
    pub code: String,
}

/// Absent leaves as it is.
#[derive(Deserialize, ToSchema)]
pub struct AreaAsked {
    /// Only when it is made; e.g. `scuola`.
    pub key: Option<String>,
    pub name: Option<String>,
    /// Empty text takes it away.
    pub code: Option<String>,
}

impl AreaAsked {
    fn change(self, revision: Option<i64>) -> AreaChange {
        AreaChange {
            key: self.key,
            name: self.name,
            code: self.code,
            revision,
        }
    }
}

fn shown(area: row::Area) -> Area {
    Area {
        id: area.id,
        revision: area.revision,
        key: area.key,
        name: area.name,
        code: area.code,
    }
}

/// (id, key) of every area.
pub async fn keys(app: &Shared, who: &Who) -> Result<Vec<(Uuid, String)>, Problem> {
    let areas = view::areas(who.viewer(), app.runtime.store()).await?;
    Ok(areas.into_iter().map(|a| (a.id, a.key)).collect())
}

/// The key of an area by its id.
pub fn key_of(areas: &[(Uuid, String)], id: Option<Uuid>) -> Option<String> {
    let found = areas.iter().find(|(area, _)| Some(*area) == id)?;
    Some(found.1.clone())
}

/// Areas, by key; none where the house is one.
#[utoipa::path(get, path = "/areas", tag = "people", responses((status = 200, body = List<Area>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<Area>>, Problem> {
    let areas = view::areas(who.viewer(), app.runtime.store()).await?;
    Ok(List::whole(areas.into_iter().map(shown).collect()))
}

/// Adds an area.
#[utoipa::path(post, path = "/areas", tag = "people", request_body = AreaAsked, responses((status = 201, body = Area), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(new): Json<AreaAsked>,
) -> Result<(StatusCode, Json<Area>), Problem> {
    let area = app.runtime.add_area(&by.act, new.change(None)).await?;
    Ok((StatusCode::CREATED, Json(shown(area))))
}

/// Changes an area.
#[utoipa::path(patch, path = "/areas/{id}", tag = "people", request_body = AreaAsked, responses((status = 200, body = Area), (status = 404), (status = 412), (status = 422)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(new): Json<AreaAsked>,
) -> Result<Tagged<Area>, Problem> {
    let change = new.change(if_match.map(|m| m.0));
    let area = app.runtime.change_area(&by.act, id, change).await;
    let area = area.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    Ok(Tagged(area.revision, shown(area)))
}

/// Takes an area away that no office, mailbox or role belongs to.
#[utoipa::path(delete, path = "/areas/{id}", tag = "people", responses((status = 204), (status = 404), (status = 422)))]
async fn remove(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.remove_area(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
