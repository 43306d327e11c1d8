//! One operation on many cases or errors, and how far it is.

use crate::answer::{Json, List, Paging, Path, Query, Settled};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::moving::PlanShown;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use interpreter::MigrationPlan;
use runtime::{BatchKind, NewBatch, Onto, Selection};
use serde::{Deserialize, Serialize};
use store::row;
use store::view::{self, InstanceFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(one))
        .routes(routes!(items))
        .routes(routes!(stop))
}

#[derive(Deserialize, ToSchema)]
pub struct BatchAsked {
    /// retry_incidents | cancel_instances | suspend_instances | resume_instances | migrate_instances
    #[schema(value_type = String)]
    pub kind: BatchKind,
    /// Cases, or errors to retry; at most 10,000.
    pub ids: Option<Vec<Uuid>>,
    /// Instead of ids: all that fit and are the person's to steer.
    pub filter: Option<BatchFilter>,
    /// Needed to cancel.
    pub reason: Option<String>,
    /// Id of the version to go to, for a migration.
    pub process: Option<Uuid>,
    /// Absent: the one proposed by ids for each case.
    pub plan: Option<PlanShown>,
}

#[derive(Deserialize, ToSchema)]
pub struct BatchFilter {
    /// Key of the process.
    pub process: Option<String>,
    pub deployment: Option<Uuid>,
    pub state: Option<String>,
    pub business_key: Option<String>,
    pub office: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Batch {
    pub id: Uuid,
    pub kind: String,
    /// running | completed | stopped
    pub state: String,
    pub waiting: i64,
    pub done: i64,
    pub failed: i64,
    pub created_by: PersonRef,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

async fn shown(
    app: &Shared,
    who: &Who,
    names: &Names,
    batch: row::Batch,
) -> Result<Batch, Problem> {
    let progress = view::batch_progress(who.viewer(), app.runtime.store(), batch.id).await?;
    Ok(Batch {
        id: batch.id,
        kind: batch.kind,
        state: batch.state,
        waiting: progress.waiting,
        done: progress.done,
        failed: progress.failed,
        created_by: names.person(&batch.created_by),
        created_at: batch.created_at,
        ended_at: batch.ended_at,
    })
}

/// Begins an operation on many things; small ones are done when this answers.
#[utoipa::path(post, path = "/batches", tag = "operations", request_body = BatchAsked, responses((status = 201, body = Batch), (status = 422, description = "nothing to do it to, or too much")))]
async fn begin(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<BatchAsked>,
) -> Result<Settled<Batch>, Problem> {
    let selection = match (asked.ids, asked.filter) {
        (Some(ids), None) => Selection::Ids(ids),
        (None, Some(f)) => Selection::Filter(InstanceFilter {
            process: f.process,
            deployment: f.deployment,
            state: f.state,
            business_key: f.business_key,
            office: f.office,
            area: None,
            parent: None,
            tag: None,
        }),
        _ => {
            return Err(Problem::field(
                "ids",
                "Indicare `ids` oppure `filter`.",
                "Give either `ids` or `filter`.",
            ));
        }
    };
    let plan = asked.plan.map(MigrationPlan::from);
    let new = NewBatch {
        kind: asked.kind,
        selection,
        reason: asked.reason,
        onto: asked.process.map(|process| Onto { process, plan }),
    };
    let (batch, pending) = app.runtime.begin_batch(&by.act, new).await?;
    let names = Names::load(&app, by.who.viewer()).await?;
    let body = shown(&app, &by.who, &names, batch).await?;
    Ok(Settled::created(pending, body))
}

/// One's own operations, newest first; all of them for an administrator.
#[utoipa::path(get, path = "/batches", tag = "operations", params(Paging), responses((status = 200, body = List<Batch>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Batch>>, Problem> {
    let store = app.runtime.store();
    let page = view::batches(who.viewer(), store, paging.cursor(), paging.limit()).await?;
    let names = Names::load(&app, who.viewer()).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for batch in page.items {
        items.push(shown(&app, &who, &names, batch).await?);
    }
    Ok(Json(List {
        items,
        next_cursor: page.next_cursor,
    }))
}

async fn visible(app: &Shared, who: &Who, id: Uuid) -> Result<row::Batch, Problem> {
    view::batch(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// How far an operation is.
#[utoipa::path(get, path = "/batches/{id}", tag = "operations", responses((status = 200, body = Batch), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<Batch>, Problem> {
    let batch = visible(&app, &who, id).await?;
    let names = Names::load(&app, who.viewer()).await?;
    Ok(Json(shown(&app, &who, &names, batch).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemQuery {
    /// waiting | done | failed
    state: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// One thing an operation is done to.
#[derive(Serialize, ToSchema)]
pub struct BatchItem {
    /// The case or the error.
    pub object: Uuid,
    /// The case, also of an error.
    pub instance: Option<Uuid>,
    /// What the case is about; absent where the reader may not see it.
    pub title: Option<String>,
    /// waiting | done | failed
    pub state: String,
    /// Why it could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// What an operation is done to, in order.
#[utoipa::path(get, path = "/batches/{id}/items", tag = "operations", params(ItemQuery), responses((status = 200, body = List<BatchItem>), (status = 404)))]
async fn items(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
    Query(query): Query<ItemQuery>,
) -> Result<Json<List<BatchItem>>, Problem> {
    visible(&app, &who, id).await?;
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    let state = query.state.as_deref();
    let store = app.runtime.store();
    let page = view::batch_items(
        who.viewer(),
        store,
        id,
        state,
        paging.cursor(),
        paging.limit(),
    )
    .await?;
    let mut items = Vec::with_capacity(page.items.len());
    for item in page.items {
        let instance = case_of(&app, &who, item.object).await?;
        items.push(BatchItem {
            object: item.object,
            instance: instance.as_ref().map(|i| i.id),
            title: instance.map(|i| i.title),
            state: item.state,
            failure: match (item.failure_it, item.failure_en) {
                (Some(it), Some(en)) => Some(language.pick(&it, &en).to_string()),
                _ => None,
            },
        });
    }
    Ok(Json(List {
        items,
        next_cursor: page.next_cursor,
    }))
}

/// The case an item is, or whose error it is.
async fn case_of(app: &Shared, who: &Who, object: Uuid) -> Result<Option<row::Instance>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    if let Some(item) = view::instance(viewer, store, object).await? {
        return Ok(Some(item.instance));
    }
    let Some(case) = view::incident(viewer, store, object)
        .await?
        .and_then(|incident| incident.instance)
    else {
        return Ok(None);
    };
    let item = view::instance(viewer, store, case).await?;
    Ok(item.map(|item| item.instance))
}

/// Ends an operation before all is done; what is done stays done.
#[utoipa::path(post, path = "/batches/{id}/stop", tag = "operations", responses((status = 204), (status = 404), (status = 409)))]
async fn stop(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.stop_batch(&by.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
