//! What happened in a case: its history, what scripts wrote, its variables.

use crate::answer::{Json, List, Paging, Path, Query, Settled};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::case::{StartedShown, settled};
use crate::who::{By, Who};
use axum::extract::State;
use bpmn::ProcessModel;
use chrono::{DateTime, Utc};
use interpreter::{TraceKind, trace};
use office::{Behalf, Viewer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::view;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(history))
        .routes(routes!(variables, set_variables))
        .routes(routes!(variable_history))
        .routes(routes!(log))
}

/// One line of a case's history.
#[derive(Serialize, ToSchema)]
pub struct TraceEntry {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub value: Option<Value>,
}

/// A line written by `log(text)` in a script.
#[derive(Serialize, ToSchema)]
pub struct LogLine {
    pub at: DateTime<Utc>,
    pub element: Option<String>,
    pub text: String,
}

/// Steps read for one part of the history.
const TRACE_STEPS: usize = 100;
/// Of which few lines are shown.
const LOG_STEPS: usize = 1_000;

/// The history, oldest first. The cursor is the number of the next step.
#[utoipa::path(get, path = "/instances/{id}/trace", tag = "cases", params(Paging), responses((status = 200, body = List<TraceEntry>)))]
async fn history(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<TraceEntry>>, Problem> {
    let viewer = who.viewer();
    let from = first_step(&paging)?;
    let steps = view::trace(viewer, app.runtime.store(), id, from, TRACE_STEPS).await?;
    if steps.is_empty() {
        view::instance(viewer, app.runtime.store(), id)
            .await?
            .ok_or_else(Problem::not_found)?;
    }
    let names = Names::load(&app, viewer).await?;
    let elements = Elements::of(&app, viewer, id).await?;
    let next_cursor = (steps.len() == TRACE_STEPS)
        .then(|| steps.last().map(|s| (s.seq + 1).to_string()))
        .flatten();
    let mut items = Vec::new();
    for step in steps {
        let packed = trace::unpack(&step.bytes).map_err(|e| Problem::broken(&e))?;
        let by = doer(&names, &packed);
        for event in packed.events {
            let is_variable = event.kind == TraceKind::Variable;
            let is_flow = event.kind == TraceKind::Flow;
            items.push(TraceEntry {
                seq: step.seq,
                at: step.at,
                kind: serde_json::to_value(event.kind)
                    .ok()
                    .and_then(|k| k.as_str().map(String::from))
                    .unwrap_or_default(),
                element_name: if is_variable || is_flow {
                    None
                } else {
                    elements.name(&event.id)
                },
                variable: is_variable.then(|| event.id.to_string()),
                element: (!is_variable).then(|| event.id.to_string()),
                text: event.text.map(|text| told(language, event.kind, text)),
                by: by.clone(),
                value: event.value.map(|v| v.to_json()),
            });
        }
    }
    Ok(Json(List { items, next_cursor }))
}

/// Who asked for a step, and in whose place; None for the engine itself.
pub fn doer(names: &Names, step: &trace::Packed) -> Option<PersonRef> {
    let behalf = Behalf::of_chain(step.in_place_of.clone());
    let login = step.principal.as_deref()?;
    Some(names.doer(login, behalf.as_ref()))
}

/// An incident is traced as `code: words`; of words in two languages one is shown.
fn told(language: Language, kind: TraceKind, text: String) -> String {
    match text.split_once(": ") {
        Some((code, said)) if kind == TraceKind::Incident => {
            format!("{code}: {}", language.of_engine(code, said))
        }
        _ => text,
    }
}

fn first_step(paging: &Paging) -> Result<i64, Problem> {
    paging.cursor().map_or(Ok(0), |c| {
        c.parse()
            .map_err(|_| Problem::from(store::StoreError::Cursor))
    })
}

/// Names of a process's elements.
pub struct Elements(BTreeMap<String, String>);

impl Elements {
    async fn of(app: &Shared, viewer: &Viewer, instance: Uuid) -> Result<Elements, Problem> {
        match view::instance(viewer, app.runtime.store(), instance).await? {
            Some(item) => Elements::of_process(app, item.instance.process).await,
            None => Ok(Elements(BTreeMap::new())),
        }
    }

    pub async fn of_process(app: &Shared, process: Uuid) -> Result<Elements, Problem> {
        let deployed = app.runtime.deployed(process).await?;
        let model: &ProcessModel = deployed.model();
        let named = model
            .nodes
            .iter()
            .filter_map(|n| n.name.clone().map(|name| (n.id.clone(), name)));
        Ok(Elements(named.collect()))
    }

    pub fn name(&self, id: &str) -> Option<String> {
        self.0.get(id).cloned()
    }
}

/// The variables of a case.
#[utoipa::path(get, path = "/instances/{id}/variables", tag = "cases", responses((status = 200, body = BTreeMap<String, Value>)))]
async fn variables(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<Map<String, Value>>, Problem> {
    let full = view::snapshot(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if full.snapshot.is_empty() {
        return Ok(Json(Map::new()));
    }
    let variables = app.runtime.instance_variables(&full).await?;
    Ok(Json(
        variables
            .iter()
            .map(|(name, value)| (name.clone(), value.to_json()))
            .collect(),
    ))
}

/// Values to write; the other variables stay as they are.
#[derive(Deserialize, ToSchema)]
pub struct VariablesAsked {
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub variables: Map<String, Value>,
}

/// Writes variables of a case.
#[utoipa::path(patch, path = "/instances/{id}/variables", tag = "cases", request_body = VariablesAsked, responses((status = 200, body = StartedShown), (status = 409), (status = 422)))]
async fn set_variables(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<VariablesAsked>,
) -> Result<Settled<StartedShown>, Problem> {
    let done = app
        .runtime
        .set_variables(&by.act, id, asked.variables)
        .await?;
    Ok(settled(done))
}

/// A value a variable got.
#[derive(Serialize, ToSchema)]
pub struct VariableWritten {
    /// Number of the step.
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub name: String,
    pub value: Value,
    /// Who asked for the step; absent for the engine itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonRef>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VariableQuery {
    /// Only this one; absent: all.
    name: Option<String>,
    cursor: Option<String>,
}

/// Every value the variables of a case had, oldest first; readable after the end.
#[utoipa::path(get, path = "/instances/{id}/variables/history", tag = "cases", params(VariableQuery), responses((status = 200, body = List<VariableWritten>)))]
async fn variable_history(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
    Query(query): Query<VariableQuery>,
) -> Result<Json<List<VariableWritten>>, Problem> {
    let paging = Paging {
        cursor: query.cursor,
        limit: None,
    };
    let from = first_step(&paging)?;
    view::instance(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let steps = view::trace(who.viewer(), app.runtime.store(), id, from, LOG_STEPS).await?;
    let next_cursor = (steps.len() == LOG_STEPS)
        .then(|| steps.last().map(|s| (s.seq + 1).to_string()))
        .flatten();
    let names = Names::load(&app, who.viewer()).await?;
    let mut items = Vec::new();
    for step in steps {
        let packed = trace::unpack(&step.bytes).map_err(|e| Problem::broken(&e))?;
        let by = doer(&names, &packed);
        let written = packed.events.into_iter().filter(|e| {
            e.kind == TraceKind::Variable && query.name.as_deref().is_none_or(|n| n == &*e.id)
        });
        items.extend(written.map(|event| VariableWritten {
            seq: step.seq,
            at: step.at,
            name: event.id.to_string(),
            value: event.value.map_or(Value::Null, |v| v.to_json()),
            by: by.clone(),
        }));
    }
    Ok(Json(List { items, next_cursor }))
}

/// What scripts wrote with `log(text)`, oldest first; readable after the end.
#[utoipa::path(get, path = "/instances/{id}/log", tag = "cases", params(Paging), responses((status = 200, body = List<LogLine>)))]
async fn log(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<LogLine>>, Problem> {
    let from = first_step(&paging)?;
    view::instance(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let steps = view::trace(who.viewer(), app.runtime.store(), id, from, LOG_STEPS).await?;
    let next_cursor = (steps.len() == LOG_STEPS)
        .then(|| steps.last().map(|s| (s.seq + 1).to_string()))
        .flatten();
    let mut items = Vec::new();
    for step in steps {
        let packed = trace::unpack(&step.bytes).map_err(|e| Problem::broken(&e))?;
        for event in packed
            .events
            .into_iter()
            .filter(|e| e.kind == TraceKind::Log)
        {
            items.push(LogLine {
                at: step.at,
                element: Some(event.id.to_string()),
                text: event.text.unwrap_or_default(),
            });
        }
    }
    Ok(Json(List { items, next_cursor }))
}
