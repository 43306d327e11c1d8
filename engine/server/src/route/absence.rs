//! Absences and substitutes: one's own, and for an administrator everybody's.

use crate::answer::{IfMatch, Json, List, Path, Tagged};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use office::Viewer;
use office::substitute::{Absence, Chain, periods};
use runtime::{AbsenceChange, NewAbsence};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change, withdraw))
}

/// Days on which a person is away; both count.
#[derive(Serialize, ToSchema)]
pub struct AbsenceShown {
    pub id: Uuid,
    pub revision: i64,
    pub person: PersonRef,
    pub substitute: Option<PersonRef>,
    pub first_day: NaiveDate,
    /// Absent: the person left.
    pub last_day: Option<NaiveDate>,
    /// Who works in the person's place from today on, day by day.
    pub covered: Vec<Covered>,
}

/// Days in a row on which the same people work in somebody's place.
#[derive(Serialize, ToSchema)]
pub struct Covered {
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// None: nobody, because the last of `via` (or the person) is away and names nobody.
    pub by: Option<PersonRef>,
    /// Names of the substitutes between, absent themselves.
    pub via: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct AbsenceAsked {
    /// Login; absent: oneself.
    pub person: Option<String>,
    /// Login; absent: nobody.
    pub substitute: Option<String>,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// Absent leaves as it is.
#[derive(Deserialize, ToSchema)]
pub struct AbsenceChanged {
    /// Login; empty: nobody.
    pub substitute: Option<String>,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
}

async fn shown(
    app: &Shared,
    viewer: &Viewer,
    rows: Vec<row::Absence>,
) -> Result<Vec<AbsenceShown>, Problem> {
    let names = Names::load(app, viewer).await?;
    let store = app.runtime.store();
    let system = Viewer::system();
    let people: HashMap<Uuid, (String, bool)> = view::people(&system, store)
        .await?
        .into_iter()
        .map(|p| (p.person.id, (p.person.login, p.person.active)))
        .collect();
    let today = app.runtime.today();
    // Whose absences the reader may not list still decide who works.
    let all = view::absences(&system, store, today).await?;
    let all = app.runtime.as_known(all).await?;
    let known = app.runtime.as_known(rows.clone()).await?;
    let covered = |a: &Absence| {
        let told = periods(a, &all, today).into_iter().map(|p| {
            let (by, mut via) = match p.chain {
                Chain::By(mut path) => (path.pop(), path),
                Chain::Nobody(path) | Chain::Ring(path) => (None, path),
                Chain::Present => (None, Vec::new()),
            };
            via.iter_mut().for_each(|l| *l = names.person(l).name);
            Covered {
                first_day: p.first,
                last_day: p.last,
                by: by.map(|l| names.person(&l)),
                via,
            }
        });
        told.collect()
    };
    let one = |(a, known): (row::Absence, Absence)| AbsenceShown {
        id: a.id,
        revision: a.revision,
        covered: covered(&known),
        person: names.person(&known.login),
        substitute: a
            .substitute
            .and_then(|id| people.get(&id))
            .map(|(login, _)| names.person(login)),
        first_day: a.first_day,
        last_day: a.last_day,
    };
    Ok(rows.into_iter().zip(known).map(one).collect())
}

async fn only(app: &Shared, viewer: &Viewer, row: row::Absence) -> Result<AbsenceShown, Problem> {
    let mut one = shown(app, viewer, vec![row]).await?;
    one.pop().ok_or_else(Problem::not_found)
}

/// Absences that are not over, by their first day: one's own, those in which one is the substitute, and who is away
/// today; for an administrator all.
#[utoipa::path(get, path = "/absences", tag = "people", responses((status = 200, body = List<AbsenceShown>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<AbsenceShown>>, Problem> {
    let rows = view::absences(who.viewer(), app.runtime.store(), app.runtime.today()).await?;
    Ok(List::whole(shown(&app, who.viewer(), rows).await?))
}

/// Writes down an absence.
#[utoipa::path(post, path = "/absences", tag = "people", request_body = AbsenceAsked, responses((status = 201, body = AbsenceShown), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(new): Json<AbsenceAsked>,
) -> Result<(StatusCode, Json<AbsenceShown>), Problem> {
    let new = NewAbsence {
        person: new.person.unwrap_or_else(|| by.who.viewer().login.clone()),
        substitute: new.substitute,
        first_day: new.first_day,
        last_day: new.last_day,
    };
    let row = app.runtime.add_absence(&by.act, new).await?;
    let absence = only(&app, by.who.viewer(), row).await?;
    Ok((StatusCode::CREATED, Json(absence)))
}

/// Changes an absence that is not over. Another substitute works from today on; days that are over stay as they were.
#[utoipa::path(patch, path = "/absences/{id}", tag = "people", request_body = AbsenceChanged, responses((status = 200, body = AbsenceShown), (status = 404), (status = 412)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(asked): Json<AbsenceChanged>,
) -> Result<Tagged<AbsenceShown>, Problem> {
    let change = AbsenceChange {
        substitute: asked.substitute,
        first_day: asked.first_day,
        last_day: asked.last_day,
        revision: if_match.map(|m| m.0),
    };
    let row = app.runtime.change_absence(&by.act, id, change).await;
    let row = row.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    Ok(Tagged(
        row.revision,
        only(&app, by.who.viewer(), row).await?,
    ))
}

/// Takes back an absence that has not begun.
#[utoipa::path(delete, path = "/absences/{id}", tag = "people", responses((status = 204), (status = 404)))]
async fn withdraw(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.withdraw_absence(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
