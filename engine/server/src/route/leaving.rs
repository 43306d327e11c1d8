//! Leaving the organisation: what goes to whom, and the act.

use crate::answer::{IfMatch, Json, Path};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::area::key_of;
use crate::route::session::RoleShown;
use crate::who::By;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use runtime::{Belongings, Heirs};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(belongings))
        .routes(routes!(leave))
}

/// What a person has that goes to somebody else when they leave.
#[derive(Serialize, ToSchema)]
pub struct BelongingsShown {
    pub person: PersonRef,
    pub revision: i64,
    pub active: bool,
    pub tasks: Vec<TaskHad>,
    pub offices: Vec<OfficeLed>,
    pub roles: Vec<RoleShown>,
    /// Roles that nobody else has there: their groups would be empty.
    pub alone: Vec<RoleShown>,
    /// Absences of others in which the person is the substitute.
    pub substitutes: Vec<SubstituteOf>,
}

/// An open task held by or offered to the person by name.
#[derive(Serialize, ToSchema)]
pub struct TaskHad {
    pub id: Uuid,
    pub instance: Uuid,
    pub title: String,
    pub name: String,
    pub due_at: Option<DateTime<Utc>>,
    /// False: only offered.
    pub held: bool,
    /// Something was typed and not sent yet.
    pub draft: bool,
    pub approval: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OfficeLed {
    pub key: String,
    pub name: String,
    /// False: the deputy.
    pub head: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SubstituteOf {
    pub person: PersonRef,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
}

/// To whom it goes.
#[derive(Deserialize, ToSchema)]
pub struct LeaveAsked {
    /// Login: tasks, drafts, approvals, substitutions, and what processes assign to the person later.
    pub successor: String,
    /// Login of who leads the person's offices from now on; absent: the successor.
    pub head: Option<String>,
    /// The successor gets the person's roles too, and so belongs to the groups.
    #[serde(default)]
    pub roles: bool,
}

async fn shown(app: &Shared, by: &By, had: Belongings) -> Result<BelongingsShown, Problem> {
    let (viewer, store) = (by.who.viewer(), app.runtime.store());
    let names = Names::load(app, viewer).await?;
    let keys: HashMap<Uuid, String> = view::offices(viewer, store)
        .await?
        .into_iter()
        .map(|o| (o.id, o.key))
        .collect();
    let areas: Vec<(Uuid, String)> = view::areas(viewer, store)
        .await?
        .into_iter()
        .map(|a| (a.id, a.key))
        .collect();
    let logins: HashMap<Uuid, String> = view::people(viewer, store)
        .await?
        .into_iter()
        .map(|p| (p.person.id, p.person.login))
        .collect();
    let role = |m: row::Membership| RoleShown {
        role: m.role,
        last_day: m.last_day,
        office: m.office.and_then(|o| keys.get(&o).cloned()),
        area: key_of(&areas, m.area),
    };
    let login = had.person.login.clone();
    Ok(BelongingsShown {
        person: names.person(&login),
        revision: had.person.revision,
        active: had.person.active,
        tasks: had
            .tasks
            .into_iter()
            .map(|item| TaskHad {
                id: item.task.id,
                instance: item.task.instance,
                title: item.instance_title,
                held: item.task.assignee.as_ref() == Some(&login),
                draft: item.task.draft_by.is_some(),
                approval: item.task.approves.is_some(),
                name: item.task.name,
                due_at: item.task.due_at,
            })
            .collect(),
        offices: had
            .offices
            .into_iter()
            .map(|o| OfficeLed {
                head: o.head.as_ref() == Some(&login),
                key: o.key,
                name: o.name,
            })
            .collect(),
        roles: had.roles.into_iter().map(role).collect(),
        alone: had.alone.into_iter().map(role).collect(),
        substitutes: had
            .substitutes
            .into_iter()
            .filter_map(|a| {
                Some(SubstituteOf {
                    person: names.person(logins.get(&a.person)?),
                    first_day: a.first_day,
                    last_day: a.last_day,
                })
            })
            .collect(),
    })
}

/// What would go to others if the person left. Changes nothing.
#[utoipa::path(get, path = "/people/{id}/belongings", tag = "people", responses((status = 200, body = BelongingsShown), (status = 404)))]
async fn belongings(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<BelongingsShown>, Problem> {
    let had = app.runtime.belongings(&by.act, id).await?;
    Ok(Json(shown(&app, &by, had).await?))
}

/// Hands everything over and closes the door; answers what was handed over. What the person did stays named.
#[utoipa::path(post, path = "/people/{id}/leave", tag = "people", request_body = LeaveAsked, responses((status = 200, body = BelongingsShown), (status = 404), (status = 409), (status = 412), (status = 422)))]
async fn leave(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(asked): Json<LeaveAsked>,
) -> Result<Json<BelongingsShown>, Problem> {
    let heirs = Heirs {
        successor: asked.successor,
        head: asked.head.filter(|h| !h.trim().is_empty()),
        roles: asked.roles,
        revision: if_match.map(|m| m.0),
    };
    let had = app.runtime.leave(&by.act, id, heirs).await;
    let had = had.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    Ok(Json(shown(&app, &by, had).await?))
}
