//! Removals: asked for by one person, decided by another.

use crate::answer::{Json, List, Paging, Path, Query};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use runtime::NewRemoval;
use serde::{Deserialize, Serialize};
use store::{row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, ask))
        .routes(routes!(confirm))
        .routes(routes!(withdraw))
        .routes(routes!(of_object))
}

/// A removal asked for, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct Removal {
    pub id: Uuid,
    /// withhold | dispose
    pub act: String,
    /// mail | despatch | registration | receipt | trace
    pub kind: String,
    pub object: Uuid,
    pub reason: String,
    pub reference: String,
    /// open | done | withdrawn
    pub state: String,
    pub asked_by: PersonRef,
    pub asked_at: DateTime<Utc>,
    pub decided_by: Option<PersonRef>,
    pub decided_at: Option<DateTime<Utc>>,
}

fn shown(p: row::RemovalProposal, names: &Names) -> Removal {
    Removal {
        id: p.id,
        act: p.act,
        kind: p.kind,
        object: p.object,
        reason: p.reason,
        reference: p.reference,
        state: p.state,
        asked_by: names.person(&p.asked_by),
        asked_at: p.asked_at,
        decided_by: p.decided_by.map(|login| names.person(&login)),
        decided_at: p.decided_at,
    }
}

/// Removals asked for, newest first.
#[utoipa::path(get, path = "/removals", tag = "operations", params(Paging), responses((status = 200, body = List<Removal>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Removal>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let page = view::removal_proposals(viewer, store, paging.cursor(), paging.limit()).await?;
    let names = Names::load(&app, viewer).await?;
    Ok(Json(List {
        items: page.items.into_iter().map(|p| shown(p, &names)).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// What is to be removed, why, and which act orders it.
#[derive(Deserialize, ToSchema)]
pub struct RemovalAsked {
    /// withhold (stays, shown to nobody) | dispose (gone with its bytes)
    #[serde(default)]
    act: String,
    /// mail | despatch | registration; to dispose of also receipt | trace (the history of a case)
    #[serde(default)]
    kind: String,
    #[serde(default)]
    object: Uuid,
    #[serde(default)]
    reason: String,
    /// E.g. `Determina 12/2026`.
    #[serde(default)]
    reference: String,
}

/// Asks for a removal; nothing is removed before another person confirms it.
#[utoipa::path(post, path = "/removals", tag = "operations", request_body = RemovalAsked, responses((status = 201, body = Removal), (status = 404), (status = 422)))]
async fn ask(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<RemovalAsked>,
) -> Result<(StatusCode, Json<Removal>), Problem> {
    let new = NewRemoval {
        act: asked.act,
        kind: asked.kind,
        object: asked.object,
        reason: asked.reason,
        reference: asked.reference,
    };
    let proposal = app.runtime.ask_removal(&by.act, new).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    Ok((StatusCode::CREATED, Json(shown(proposal, &names))))
}

/// The second person confirms: it is removed now.
#[utoipa::path(post, path = "/removals/{id}/confirm", tag = "operations", responses((status = 200, body = Removal), (status = 403), (status = 404), (status = 409)))]
async fn confirm(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<Removal>, Problem> {
    let done = app.runtime.confirm_removal(&by.act, id).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    Ok(Json(shown(done, &names)))
}

/// Takes a removal back that was not decided.
#[utoipa::path(post, path = "/removals/{id}/withdraw", tag = "operations", responses((status = 204), (status = 404), (status = 409)))]
async fn withdraw(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.withdraw_removal(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What stays of a message that was withheld or disposed of. The reason is for those who decide.
#[derive(Serialize, ToSchema)]
pub struct RemovalTrace {
    /// withhold | dispose
    pub act: String,
    pub at: DateTime<Utc>,
    /// The act that ordered it.
    pub reference: String,
    pub asked_by: PersonRef,
    pub confirmed_by: PersonRef,
}

/// What was removed of a message, shown where it was; oldest first. Empty: nothing was, or the reader may not see it.
#[utoipa::path(get, path = "/removals/of/{id}", tag = "operations", responses((status = 200, body = List<RemovalTrace>)))]
async fn of_object(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<List<RemovalTrace>>, Problem> {
    let found = view::removals_of(who.viewer(), app.runtime.store(), id).await?;
    let names = Names::load(&app, who.viewer()).await?;
    let trace = |r: row::Removal| RemovalTrace {
        act: r.act,
        at: r.at,
        reference: r.reference,
        asked_by: names.person(&r.asked_by),
        confirmed_by: names.person(&r.confirmed_by),
    };
    Ok(Json(List {
        items: found.into_iter().map(trace).collect(),
        next_cursor: None,
    }))
}
