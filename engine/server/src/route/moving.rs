//! Moving a case by hand, and taking it to another version of its process; each may be tried first.

use crate::answer::{Json, Path, Query, Settled};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::State;
use interpreter::{Change, MigrationPlan, TaskAspect};
use runtime::{Moved, Onto};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(modify))
        .routes(routes!(migrate))
        .routes(routes!(plan))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Trial {
    /// Only says what would happen.
    #[serde(default)]
    dry_run: bool,
}

#[derive(Deserialize, ToSchema)]
pub struct ModifyAsked {
    /// All or none; what begins is begun before anything is taken back.
    pub changes: Vec<ChangeAsked>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum ChangeAsked {
    /// A token arrives at the element.
    StartBefore { element: String },
    /// A token leaves the element by the flows it would take now.
    StartAfter { element: String },
    /// Everything at the element is taken back, or one token of the case.
    Cancel { element: String, token: Option<u64> },
}

impl From<ChangeAsked> for Change {
    fn from(asked: ChangeAsked) -> Change {
        match asked {
            ChangeAsked::StartBefore { element } => Change::StartBefore { element },
            ChangeAsked::StartAfter { element } => Change::StartAfter { element },
            ChangeAsked::Cancel { element, token } => Change::Cancel { element, token },
        }
    }
}

/// A move that was done, or would be.
#[derive(Serialize, ToSchema)]
pub struct MovedShown {
    pub id: Uuid,
    pub dry_run: bool,
    /// After a trial: as it is now.
    pub state: String,
    /// Where the case stands after it.
    pub tokens: Vec<TokenShown>,
    /// What happened on the way, in order.
    pub events: Vec<EventShown>,
}

#[derive(Serialize, ToSchema)]
pub struct TokenShown {
    pub token: u64,
    pub element: String,
    /// One item of a multi-instance activity.
    pub item: bool,
}

#[derive(Serialize, ToSchema)]
pub struct EventShown {
    /// As in the history, e.g. `waiting`.
    pub kind: String,
    pub element: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn shown(id: Uuid, dry_run: bool, moved: Moved) -> Settled<MovedShown> {
    let kind = |kind| {
        let value = serde_json::to_value(kind).ok();
        value.and_then(|v| v.as_str().map(String::from))
    };
    let events = moved.events.into_iter().map(|event| EventShown {
        kind: kind(event.kind).unwrap_or_default(),
        element: event.element,
        text: event.text,
    });
    let tokens = moved.tokens.into_iter().map(|t| TokenShown {
        token: t.token,
        element: t.element,
        item: t.item,
    });
    Settled::ok(
        moved.pending,
        MovedShown {
            id,
            dry_run,
            state: moved.state,
            tokens: tokens.collect(),
            events: events.collect(),
        },
    )
}

/// Moves a case by hand.
#[utoipa::path(post, path = "/instances/{id}/modify", tag = "cases", params(Trial), request_body = ModifyAsked, responses((status = 200, body = MovedShown), (status = 409), (status = 422, description = "the element and why it cannot be done")))]
async fn modify(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Query(trial): Query<Trial>,
    Json(asked): Json<ModifyAsked>,
) -> Result<Settled<MovedShown>, Problem> {
    let changes = asked.changes.into_iter().map(Change::from).collect();
    let moved = app
        .runtime
        .modify(&by.act, id, changes, trial.dry_run)
        .await?;
    Ok(shown(id, trial.dry_run, moved))
}

#[derive(Deserialize, ToSchema)]
pub struct MigrateAsked {
    /// Id of the version to go to.
    pub process: Uuid,
    /// Absent: the one proposed by ids.
    pub plan: Option<PlanShown>,
}

/// What differs between two versions. Elements that are not named keep their id.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PlanShown {
    /// Id in the old version → id in the new.
    #[serde(default)]
    pub moves: BTreeMap<String, String>,
    /// Boundary events and event subprocesses that are new: armed where their activity runs.
    #[serde(default)]
    pub arm: Vec<String>,
    /// Those that are no more: closed.
    #[serde(default)]
    pub close: Vec<String>,
    /// Elements whose job has another topic: made anew.
    #[serde(default)]
    pub renew: Vec<String>,
    /// User tasks the new version describes otherwise: what of their open tasks changes (`name`, `assignee`,
    /// `candidate_users`, `candidate_groups`, `due_date`, `follow_up_date`, `priority`, `form`, `drafts`, `approves`).
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub tasks: BTreeMap<String, Vec<TaskAspect>>,
}

impl From<PlanShown> for MigrationPlan {
    fn from(plan: PlanShown) -> MigrationPlan {
        MigrationPlan {
            moves: plan.moves,
            arm: plan.arm,
            close: plan.close,
            renew: plan.renew,
            tasks: plan.tasks,
        }
    }
}

/// Takes a case to another version of its process.
#[utoipa::path(post, path = "/instances/{id}/migrate", tag = "cases", params(Trial), request_body = MigrateAsked, responses((status = 200, body = MovedShown), (status = 409), (status = 422, description = "the element that cannot go")))]
async fn migrate(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Query(trial): Query<Trial>,
    Json(asked): Json<MigrateAsked>,
) -> Result<Settled<MovedShown>, Problem> {
    let onto = Onto {
        process: asked.process,
        plan: asked.plan.map(MigrationPlan::from),
    };
    let moved = app
        .runtime
        .migrate(&by.act, id, onto, trial.dry_run)
        .await?;
    Ok(shown(id, trial.dry_run, moved))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Versions {
    /// Id of the version cases follow now.
    from: Uuid,
    /// Id of the version they are to follow.
    to: Uuid,
}

/// A plan by ids, and what it leaves to a person.
#[derive(Serialize, ToSchema)]
pub struct Proposed {
    pub plan: PlanShown,
    /// Elements of the old version without one of the same id and sort in the new: a case that stands there cannot
    /// go over until the plan moves it.
    pub without_counterpart: Vec<String>,
}

/// Proposes the plan of a migration from ids.
#[utoipa::path(get, path = "/migrations/plan", tag = "cases", params(Versions), responses((status = 200, body = Proposed), (status = 404), (status = 422)))]
async fn plan(
    State(app): State<Shared>,
    by: By,
    Query(versions): Query<Versions>,
) -> Result<Json<Proposed>, Problem> {
    let proposed = app
        .runtime
        .propose_migration(&by.act, versions.from, versions.to)
        .await?;
    Ok(Json(Proposed {
        plan: PlanShown {
            moves: proposed.plan.moves,
            arm: proposed.plan.arm,
            close: proposed.plan.close,
            renew: proposed.plan.renew,
            tasks: proposed.plan.tasks,
        },
        without_counterpart: proposed.without_counterpart,
    }))
}
