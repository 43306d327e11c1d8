//! External workers: take jobs, report on them. A lease must come back with the report.

use crate::answer::{Json, List, Path, Settled};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(acquire))
        .routes(routes!(complete))
        .routes(routes!(fail))
        .routes(routes!(bpmn_error))
        .routes(routes!(extend))
}

#[derive(Deserialize, ToSchema)]
pub struct AcquireAsked {
    pub topics: Vec<String>,
    /// Name of the worker, for people.
    pub worker: String,
    #[serde(default = "ten")]
    pub max: usize,
    #[serde(default = "sixty")]
    pub lease_seconds: u64,
    /// Waits so long for a job.
    #[serde(default)]
    pub wait_seconds: u64,
}

fn ten() -> usize {
    10
}

fn sixty() -> u64 {
    60
}

/// Takes jobs of the given topics.
#[utoipa::path(post, path = "/jobs/acquire", tag = "integration", request_body = AcquireAsked, responses((status = 200, body = List<crate::schema::Acquired>)))]
async fn acquire(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<AcquireAsked>,
) -> Result<Json<List<runtime::Acquired>>, Problem> {
    let (lease, wait) = (
        Duration::from_secs(asked.lease_seconds.clamp(1, 86_400)),
        Duration::from_secs(asked.wait_seconds),
    );
    let jobs = app
        .runtime
        .acquire_jobs(
            &by.act,
            asked.topics,
            &asked.worker,
            asked.max.clamp(1, 100),
            lease,
            wait,
        )
        .await?;
    Ok(List::whole(jobs))
}

#[derive(Deserialize, ToSchema)]
pub struct JobCompleteAsked {
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub variables: Map<String, Value>,
    /// As it was acquired; refused when the job was taken by another since.
    pub lease: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Reported {
    pub id: Uuid,
}

/// The job is done.
#[utoipa::path(post, path = "/jobs/{id}/complete", tag = "integration", request_body = JobCompleteAsked, responses((status = 200, body = Reported), (status = 409)))]
async fn complete(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<JobCompleteAsked>,
) -> Result<Settled<Reported>, Problem> {
    let pending = app
        .runtime
        .complete_job(&by.act, id, asked.lease, asked.variables)
        .await?;
    Ok(Settled::ok(pending, Reported { id }))
}

#[derive(Deserialize, ToSchema)]
pub struct FailAsked {
    pub message: String,
    /// How many tries are left; absent: one less than before.
    pub retries: Option<i32>,
    #[serde(default)]
    pub retry_after_seconds: u64,
    pub lease: Option<i64>,
}

/// The job failed: tried again while tries are left, then an error to resolve.
#[utoipa::path(post, path = "/jobs/{id}/fail", tag = "integration", request_body = FailAsked, responses((status = 200, body = Reported), (status = 409)))]
async fn fail(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<FailAsked>,
) -> Result<Settled<Reported>, Problem> {
    let after = Duration::from_secs(asked.retry_after_seconds.min(30 * 86_400));
    let pending = app
        .runtime
        .fail_job(
            &by.act,
            id,
            asked.lease,
            &asked.message,
            asked.retries,
            after,
        )
        .await?;
    Ok(Settled::ok(pending, Reported { id }))
}

#[derive(Deserialize, ToSchema)]
pub struct BpmnErrorAsked {
    pub code: String,
    pub message: Option<String>,
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub variables: Map<String, Value>,
    pub lease: Option<i64>,
}

/// The job met a BPMN error.
#[utoipa::path(post, path = "/jobs/{id}/bpmn-error", tag = "integration", request_body = BpmnErrorAsked, responses((status = 200, body = Reported), (status = 409)))]
async fn bpmn_error(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<BpmnErrorAsked>,
) -> Result<Settled<Reported>, Problem> {
    let pending = app
        .runtime
        .bpmn_error(
            &by.act,
            id,
            asked.lease,
            asked.code,
            asked.message,
            asked.variables,
        )
        .await?;
    Ok(Settled::ok(pending, Reported { id }))
}

#[derive(Deserialize, ToSchema)]
pub struct ExtendAsked {
    pub lease_seconds: u64,
    pub lease: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Extended {
    pub until: DateTime<Utc>,
}

/// Prolongs a lease, counted from now.
#[utoipa::path(post, path = "/jobs/{id}/extend", tag = "integration", request_body = ExtendAsked, responses((status = 200, body = Extended), (status = 409)))]
async fn extend(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<ExtendAsked>,
) -> Result<Json<Extended>, Problem> {
    let until = app
        .runtime
        .extend_job(
            &by.act,
            id,
            asked.lease,
            Duration::from_secs(asked.lease_seconds.clamp(1, 86_400)),
        )
        .await?;
    Ok(Json(Extended { until }))
}
