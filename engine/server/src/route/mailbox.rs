//! Mailboxes: connected, watched, paused by administrators.

use crate::answer::{IfMatch, Json, List, Path, Tagged};
use crate::app::Shared;
use crate::bundled;
use crate::language::Language;
use crate::problem::Problem;
use crate::route::area::{key_of, keys};
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use office::permission::{may_archive, rights_over};
use office::{Grant, Right, Verb, Viewer};
use runtime::{AUTOMATIC, MailboxChange, NewMailbox, OAuthSecrets, Settings, Trial, Tried};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(try_out))
        .routes(routes!(change))
        .routes(routes!(give_rights))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(test))
}

#[derive(Serialize, ToSchema)]
pub struct Mailbox {
    pub id: Uuid,
    pub revision: i64,
    pub key: String,
    pub address: String,
    pub display_name: String,
    pub certified: bool,
    /// active | paused | failing
    pub state: String,
    /// The server's own words.
    pub last_error: Option<String>,
    pub last_polled_at: Option<DateTime<Utc>>,
    #[schema(value_type = crate::schema::StartingPoint)]
    pub starting_point: Value,
    /// Without secrets; for administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::MailboxSettings>)]
    pub settings: Option<Value>,
    pub offices: Vec<String>,
    /// Key of the area it belongs to; absent: the house's only one.
    pub area: Option<String>,
    /// What the reader may with messages of some class here.
    #[schema(value_type = Vec<crate::schema::MailboxRight>)]
    pub may: Vec<Right>,
    /// The reader may order archives of it.
    pub archives: bool,
    /// Rights given one by one, empty where it goes by office and role; for administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<crate::schema::MailboxGrant>>)]
    pub rights: Option<Vec<Grant>>,
}

fn shown(mailbox: row::Mailbox, viewer: &Viewer, admin: bool, areas: &[(Uuid, String)]) -> Mailbox {
    Mailbox {
        may: rights_over(viewer, mailbox.id, &mailbox.offices),
        archives: may_archive(viewer, mailbox.id, &mailbox.offices),
        rights: admin.then_some(mailbox.rights),
        id: mailbox.id,
        revision: mailbox.revision,
        key: mailbox.key,
        address: mailbox.address,
        display_name: mailbox.display_name,
        certified: mailbox.certified,
        state: mailbox.state,
        last_error: mailbox.last_error,
        last_polled_at: mailbox.last_polled_at,
        starting_point: mailbox.starting_point,
        settings: admin.then_some(mailbox.settings),
        offices: mailbox.offices,
        area: key_of(areas, mailbox.area),
    }
}

fn is_admin(who: &Who) -> bool {
    who.may(Verb::ManageMailboxes).is_ok()
}

/// Mailboxes the reader has any right in, by key; all of them for administrators.
#[utoipa::path(get, path = "/mailboxes", tag = "mail", responses((status = 200, body = List<Mailbox>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<Mailbox>>, Problem> {
    let areas = keys(&app, &who).await?;
    let found = view::mailboxes(who.viewer(), app.runtime.store()).await?;
    Ok(List::whole(
        found
            .into_iter()
            .map(|m| shown(m, who.viewer(), is_admin(&who), &areas))
            .collect(),
    ))
}

/// One check of a mailbox.
#[derive(Serialize, ToSchema)]
pub struct MailboxCheck {
    /// token | dns | tls | login | folders | count | smtp
    #[schema(value_type = String)]
    pub check: contract::Check,
    pub ok: bool,
    pub took_milliseconds: u64,
    /// What is wrong; what a server said stays in its words.
    pub said: Option<String>,
}

/// What came of trying a mailbox: what follows a check that failed was not looked at.
#[derive(Serialize, ToSchema)]
pub struct MailboxTried {
    pub ok: bool,
    pub checks: Vec<MailboxCheck>,
    /// What lies in the folder, where it could be counted.
    pub per_year: BTreeMap<i32, u64>,
    pub total: Option<u64>,
}

fn tried(tried: Tried, language: Language) -> MailboxTried {
    let ok = tried.went_well();
    let checks = tried.checks.into_iter().map(|c| MailboxCheck {
        check: c.check,
        ok: c.result.is_ok(),
        took_milliseconds: c.took_milliseconds,
        said: c
            .result
            .err()
            .map(|said| language.pick(&said.it, &said.en).to_string()),
    });
    MailboxTried {
        ok,
        checks: checks.collect(),
        total: tried.survey.as_ref().map(|s| s.total),
        per_year: tried.survey.map(|s| s.per_year).unwrap_or_default(),
    }
}

/// What is to be tried. Secrets that are left out are those the mailbox keeps, for the servers they were given for.
#[derive(Deserialize, ToSchema)]
pub struct TrialAsked {
    #[schema(value_type = crate::schema::MailboxSettings)]
    settings: Value,
    password: Option<String>,
    smtp_password: Option<String>,
    #[schema(value_type = Option<crate::schema::MailboxOAuthSecrets>)]
    oauth: Option<OAuthSecrets>,
    /// The mailbox these settings are of; absent: it is not connected yet.
    mailbox: Option<Uuid>,
}

/// Reads what the runtime takes; what does not fit is told in the reader's words.
fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|e| {
        Problem::field(
            "settings",
            &format!("Dati di collegamento incompleti: {e}"),
            &format!("Incomplete connection settings: {e}"),
        )
    })
}

/// Tries every part of a mailbox within a minute, reading no message: token, name, connection, login, folders, count, sending.
#[utoipa::path(post, path = "/mailboxes/try", tag = "mail", request_body = TrialAsked, responses((status = 200, body = MailboxTried), (status = 403), (status = 422)))]
async fn try_out(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<TrialAsked>,
) -> Result<Json<MailboxTried>, Problem> {
    by.who.may(Verb::ManageMailboxes)?;
    let trial = Trial {
        settings: read(asked.settings)?,
        password: asked.password,
        smtp_password: asked.smtp_password,
        oauth: asked.oauth,
        mailbox: asked.mailbox,
    };
    let done = app.runtime.try_mailbox(&by.act, trial).await?;
    Ok(Json(tried(done, language)))
}

/// A starting date may be a day: its first instant in the office's zone.
fn with_instant(mut body: Value, zone: chrono_tz::Tz) -> Value {
    let day = body
        .pointer("/starting_point/date")
        .and_then(Value::as_str)
        .and_then(|d| d.parse::<NaiveDate>().ok());
    let instant = day.and_then(|d| {
        zone.from_local_datetime(&d.and_time(NaiveTime::MIN))
            .earliest()
    });
    if let (Some(instant), Some(place)) = (instant, body.pointer_mut("/starting_point/date")) {
        *place = Value::String(instant.with_timezone(&Utc).to_rfc3339());
    }
    body
}

/// Publishes what automatic answers are sent by, where one is asked for and the office has nothing of its own.
async fn provide_automatic(
    app: &Shared,
    by: &By,
    settings: Option<&Settings>,
) -> Result<(), Problem> {
    if settings.is_none_or(|s| s.writing.automatic.is_none()) {
        return Ok(());
    }
    by.who.may(Verb::ManageMailboxes)?;
    app.runtime
        .provide_process(AUTOMATIC, || bundled::bundle("risposta-automatica"))
        .await?;
    Ok(())
}

/// Connects a mailbox. The date of a starting point may be a day: its first instant in the zone of the office.
#[utoipa::path(post, path = "/mailboxes", tag = "mail", request_body = crate::schema::NewMailbox, responses((status = 201, body = Mailbox), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(body): Json<Value>,
) -> Result<(StatusCode, Json<Mailbox>), Problem> {
    let new: NewMailbox = read(with_instant(body, app.config.zone))?;
    provide_automatic(&app, &by, Some(&new.settings)).await?;
    let made = app.runtime.add_mailbox(&by.act, new).await?;
    let areas = keys(&app, &by.who).await?;
    Ok((
        StatusCode::CREATED,
        Json(shown(made, by.who.viewer(), true, &areas)),
    ))
}

/// Changes a mailbox; what is left out stays.
#[utoipa::path(patch, path = "/mailboxes/{id}", tag = "mail", request_body = crate::schema::MailboxChange, responses((status = 200, body = Mailbox), (status = 412), (status = 422)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(body): Json<Value>,
) -> Result<Tagged<Mailbox>, Problem> {
    let change = MailboxChange {
        revision: if_match.map(|m| m.0),
        ..read(body)?
    };
    provide_automatic(&app, &by, change.settings.as_ref()).await?;
    let changed = app.runtime.update_mailbox(&by.act, id, change).await;
    let mailbox = changed.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    let areas = keys(&app, &by.who).await?;
    Ok(Tagged(
        mailbox.revision,
        shown(mailbox, by.who.viewer(), true, &areas),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct RightsGiven {
    /// All of them, in place of what was given before; empty: by office and role.
    #[schema(value_type = Vec<crate::schema::MailboxGrant>)]
    rights: Vec<Grant>,
}

/// Gives rights over a mailbox's messages one by one.
#[utoipa::path(put, path = "/mailboxes/{id}/rights", tag = "mail", request_body = RightsGiven, responses((status = 200, body = Mailbox), (status = 404), (status = 422)))]
async fn give_rights(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(given): Json<RightsGiven>,
) -> Result<Json<Mailbox>, Problem> {
    let changed = app.runtime.give_rights(&by.act, id, given.rights).await?;
    // What was just given may be given to whoever gave it.
    let viewer = match &by.who.0.person {
        Some(person) => app.runtime.viewer(person).await?,
        None => by.who.viewer().clone(),
    };
    let areas = keys(&app, &by.who).await?;
    Ok(Json(shown(changed, &viewer, true, &areas)))
}

async fn set_state(app: &Shared, by: &By, id: Uuid, state: &str) -> Result<Json<Mailbox>, Problem> {
    let change = MailboxChange {
        state: Some(state.into()),
        ..MailboxChange::default()
    };
    let changed = app.runtime.update_mailbox(&by.act, id, change).await?;
    let areas = keys(app, &by.who).await?;
    Ok(Json(shown(changed, by.who.viewer(), true, &areas)))
}

/// Stops reading a mailbox.
#[utoipa::path(post, path = "/mailboxes/{id}/pause", tag = "mail", responses((status = 200, body = Mailbox)))]
async fn pause(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Mailbox>, Problem> {
    set_state(&app, &by, id, "paused").await
}

/// Goes on reading a mailbox.
#[utoipa::path(post, path = "/mailboxes/{id}/resume", tag = "mail", responses((status = 200, body = Mailbox)))]
async fn resume(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Mailbox>, Problem> {
    set_state(&app, &by, id, "active").await
}

/// Tries a mailbox with what is kept, reading no message.
#[utoipa::path(post, path = "/mailboxes/{id}/test", tag = "mail", responses((status = 200, body = MailboxTried), (status = 403), (status = 404)))]
async fn test(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<Json<MailboxTried>, Problem> {
    let done = app.runtime.test_mailbox(&by.act, id).await?;
    Ok(Json(tried(done, language)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_day_begins_at_local_midnight() {
        let body = json!({ "starting_point": { "kind": "date", "date": "2026-07-01" } });
        let made = with_instant(body, chrono_tz::Europe::Rome);
        assert_eq!(made["starting_point"]["date"], "2026-06-30T22:00:00+00:00");
        let now = json!({ "starting_point": { "kind": "now" } });
        assert_eq!(with_instant(now.clone(), chrono_tz::Europe::Rome), now);
    }
}
