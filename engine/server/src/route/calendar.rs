//! When the house, its areas and its offices work: read by everybody, set by administrators.

use crate::answer::{IfMatch, Json, List, Path, Query, Tagged};
use crate::app::Shared;
use crate::language::Language;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use office::calendar::{Calendar, Scope};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::view;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(set, clear))
        .routes(routes!(days))
}

/// The calendar of a scope that has one of its own; the house always has.
#[derive(Serialize, ToSchema)]
pub struct CalendarShown {
    /// `casa`, `aoo:KEY` or `ufficio:KEY`.
    pub scope: String,
    /// Of its version, over all scopes; 0: nobody ever set it.
    pub number: i64,
    #[schema(value_type = crate::schema::Calendar)]
    pub calendar: Calendar,
    pub changed_by: Option<String>,
    pub changed_at: Option<DateTime<Utc>>,
}

/// Calendars that were set, the house's first, then by scope. An office that is not listed goes by its area's, an area by
/// the house's.
#[utoipa::path(get, path = "/calendars", tag = "people", responses((status = 200, body = List<CalendarShown>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<CalendarShown>>, Problem> {
    Ok(List::whole(all(&app, &who).await?))
}

async fn all(app: &Shared, who: &Who) -> Result<Vec<CalendarShown>, Problem> {
    let stored = view::calendars(who.viewer(), app.runtime.store()).await?;
    let house = Scope::House.name();
    let mut shown = vec![CalendarShown {
        scope: house.clone(),
        number: stored
            .iter()
            .find(|c| c.scope == house)
            .map_or(0, |c| c.number),
        calendar: Calendar::default(),
        changed_by: None,
        changed_at: None,
    }];
    let mut own: Vec<_> = stored
        .into_iter()
        .filter(|c| !c.calendar.is_null())
        .collect();
    own.sort_by(|a, b| a.scope.cmp(&b.scope));
    for row in own {
        let one = CalendarShown {
            number: row.number,
            calendar: serde_json::from_value(row.calendar).map_err(|e| Problem::broken(&e))?,
            changed_by: Some(row.created_by),
            changed_at: Some(row.created_at),
            scope: row.scope,
        };
        match one.scope == house {
            true => shown[0] = one,
            false => shown.push(one),
        }
    }
    Ok(shown)
}

/// Sets the calendar of the house (`casa`), of an area (`aoo:KEY`) or an office (`ufficio:KEY`). Terms and timers that are
/// computed from now on go by it; what was computed stays.
#[utoipa::path(put, path = "/calendars/{scope}", tag = "people", request_body = crate::schema::Calendar, responses((status = 200, body = CalendarShown), (status = 404), (status = 412), (status = 422)))]
async fn set(
    State(app): State<Shared>,
    by: By,
    Path(scope): Path<String>,
    if_match: Option<IfMatch>,
    Json(calendar): Json<Calendar>,
) -> Result<Tagged<CalendarShown>, Problem> {
    let set = app
        .runtime
        .set_calendar(&by.act, &scope, Some(calendar), if_match.map(|m| m.0))
        .await
        .map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    let found = all(&app, &by.who).await?;
    let shown = found.into_iter().find(|c| c.scope == set.scope);
    Ok(Tagged(set.number, shown.ok_or_else(Problem::not_found)?))
}

/// Takes a calendar back: the scope goes by the one above it again, the house by the usual one.
#[utoipa::path(delete, path = "/calendars/{scope}", tag = "people", responses((status = 204), (status = 404)))]
async fn clear(
    State(app): State<Shared>,
    by: By,
    Path(scope): Path<String>,
) -> Result<StatusCode, Problem> {
    app.runtime
        .set_calendar(&by.act, &scope, None, None)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Year {
    /// Absent: this year.
    pub year: Option<i32>,
}

/// A day on which nobody works though the week says so, or a public holiday on any day.
#[derive(Serialize, ToSchema)]
pub struct RestDay {
    pub day: NaiveDate,
    /// Why, in the reader's language.
    pub name: String,
}

/// The days of rest of a year beside those of the week, by the calendar a scope goes by.
#[utoipa::path(get, path = "/calendars/{scope}/days", tag = "people", params(Year), responses((status = 200, body = List<RestDay>), (status = 404)))]
async fn days(
    State(app): State<Shared>,
    _who: Who,
    language: Language,
    Path(scope): Path<String>,
    Query(asked): Query<Year>,
) -> Result<Json<List<RestDay>>, Problem> {
    let calendar = goes_by(&app, &scope).await?;
    let year = asked.year.unwrap_or_else(|| app.runtime.today().year());
    let first = NaiveDate::from_ymd_opt(year, 1, 1)
        .filter(|_| (1900..=2200).contains(&year))
        .ok_or_else(Problem::not_found)?;
    let rests = |day: NaiveDate| {
        let (it, en) = calendar.rest(day)?;
        let name = match language {
            Language::It => it,
            Language::En => en,
        };
        Some(RestDay { day, name })
    };
    let days = first.iter_days().take_while(|d| d.year() == year);
    Ok(List::whole(days.filter_map(rests).collect()))
}

/// The calendar a scope goes by, its own or the one above.
async fn goes_by(app: &Shared, scope: &str) -> Result<Arc<Calendar>, Problem> {
    let calendars = app.runtime.calendars();
    match Scope::named(scope).ok_or_else(Problem::not_found)? {
        Scope::House => Ok(calendars.house.clone()),
        Scope::Office(key) => Ok(calendars.of(Some(&key)).clone()),
        Scope::Area(key) => {
            let stored = view::calendars(&office::Viewer::system(), app.runtime.store()).await?;
            let name = Scope::Area(key).name();
            let own = stored.into_iter().find(|c| c.scope == name);
            match own.filter(|c| !c.calendar.is_null()) {
                Some(row) => {
                    Ok(serde_json::from_value(row.calendar).map_err(|e| Problem::broken(&e))?)
                }
                None => Ok(calendars.house.clone()),
            }
        }
    }
}
