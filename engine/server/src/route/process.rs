//! Processes: what is deployed, their diagrams, and beginning a case.

use crate::answer::{Json, List, Path, Query, Settled};
use crate::app::Shared;
use crate::language::Language;
use crate::problem::Problem;
use crate::route::case::StartedShown;
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use office::Verb;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{row, view};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(startable))
        .routes(routes!(versions))
        .routes(routes!(xml))
        .routes(routes!(start))
        .routes(routes!(start_by_form))
        .routes(routes!(connectors))
}

/// The latest version of a process.
#[derive(Serialize, ToSchema)]
pub struct Process {
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub version: i32,
    pub deployment: Uuid,
    pub instances: InstanceCounts,
    /// A draft of its bundle exists.
    pub draft: bool,
}

/// Of all versions, as far as the reader may see; analysts are told all, as a sum.
#[derive(Default, Serialize, ToSchema)]
pub struct InstanceCounts {
    pub running: i64,
    pub incidents: i64,
}

/// Processes by key.
#[utoipa::path(get, path = "/processes", tag = "processes", responses((status = 200, body = List<Process>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<Process>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let counts = view::instance_counts(viewer, store).await?;
    let drafts: Vec<String> = match who.may(Verb::Design) {
        Ok(()) => view::drafts(viewer, store)
            .await?
            .into_iter()
            .map(|d| d.name)
            .collect(),
        Err(_) => Vec::new(),
    };
    let mut items = Vec::new();
    for process in view::processes(viewer, store).await? {
        let found = counts.iter().find(|c| c.process == process.key);
        let bundle = if drafts.is_empty() {
            None
        } else {
            view::deployment(viewer, store, process.deployment).await?
        };
        items.push(Process {
            draft: bundle.is_some_and(|b| drafts.contains(&b.deployment.name)),
            instances: found
                .map(|c| InstanceCounts {
                    running: c.running,
                    incidents: c.incidents,
                })
                .unwrap_or_default(),
            id: process.id,
            key: process.key,
            name: process.name,
            version: process.version,
            deployment: process.deployment,
        });
    }
    Ok(List::whole(items))
}

/// A process that a person may begin by hand.
#[derive(Serialize, ToSchema)]
pub struct StartableShown {
    pub key: String,
    pub name: String,
    /// The `.form` as it lies in the bundle.
    #[schema(value_type = Option<crate::schema::FormSchema>)]
    pub form: Option<Value>,
}

/// Processes the reader may begin by hand.
#[utoipa::path(get, path = "/processes/startable", tag = "processes", responses((status = 200, body = Vec<StartableShown>)))]
async fn startable(
    State(app): State<Shared>,
    who: Who,
) -> Result<Json<Vec<StartableShown>>, Problem> {
    let found = app.runtime.startable(who.viewer()).await?;
    Ok(Json(
        found
            .into_iter()
            .map(|s| StartableShown {
                key: s.key,
                name: s.name,
                form: s.form,
            })
            .collect(),
    ))
}

/// One version of a process.
#[derive(Serialize, ToSchema)]
pub struct Version {
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub version: i32,
    pub deployment: Uuid,
    pub created_at: DateTime<Utc>,
}

/// All versions of a process, newest first.
#[utoipa::path(get, path = "/processes/{key}/versions", tag = "processes", responses((status = 200, body = List<Version>)))]
async fn versions(
    State(app): State<Shared>,
    who: Who,
    Path(key): Path<String>,
) -> Result<Json<List<Version>>, Problem> {
    let found = view::process_versions(who.viewer(), app.runtime.store(), &key).await?;
    let version = |p: row::Process| Version {
        id: p.id,
        key: p.key,
        name: p.name,
        version: p.version,
        deployment: p.deployment,
        created_at: p.created_at,
    };
    Ok(List::whole(found.into_iter().map(version).collect()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct XmlQuery {
    /// With a key: the version; the latest when absent.
    version: Option<i32>,
}

/// The diagram as it was deployed, byte for byte; by id of a version or by key.
#[utoipa::path(get, path = "/processes/{key}/xml", tag = "processes", params(XmlQuery), responses((status = 200, content_type = "application/xml"), (status = 404)))]
async fn xml(
    State(app): State<Shared>,
    who: Who,
    Path(key): Path<String>,
    Query(query): Query<XmlQuery>,
) -> Result<Response, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let found = match key.parse::<Uuid>() {
        Ok(id) => view::process(viewer, store, id).await?,
        Err(_) => view::process_versions(viewer, store, &key)
            .await?
            .into_iter()
            .find(|p| query.version.is_none_or(|v| p.version == v)),
    };
    let process = found.ok_or_else(Problem::not_found)?;
    let bytes = store.blobs().get(&process.xml).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/xml"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
    ];
    Ok((headers, bytes).into_response())
}

#[derive(Deserialize, ToSchema)]
pub struct StartAsked {
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub variables: Map<String, Value>,
    pub business_key: Option<String>,
    /// Id of a start event; absent: the none start.
    pub event: Option<String>,
}

/// Starts the latest version of a process. One that fails at once answers 201 with state `failed`.
#[utoipa::path(post, path = "/processes/{key}/instances", tag = "processes", request_body = StartAsked, responses((status = 201, body = StartedShown), (status = 404), (status = 422)))]
async fn start(
    State(app): State<Shared>,
    by: By,
    Path(key): Path<String>,
    Json(asked): Json<StartAsked>,
) -> Result<Settled<StartedShown>, Problem> {
    let started = app
        .runtime
        .start(
            &by.act,
            &key,
            asked.event,
            asked.variables,
            asked.business_key,
        )
        .await?;
    Ok(Settled::created(
        started.pending,
        StartedShown {
            id: started.id,
            state: started.state,
        },
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct FormSent {
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub data: Map<String, Value>,
}

/// Begins a case with a filled-in form.
#[utoipa::path(post, path = "/processes/{key}/start-form", tag = "processes", request_body = FormSent, responses((status = 201, body = StartedShown), (status = 404), (status = 422, description = "fields")))]
async fn start_by_form(
    State(app): State<Shared>,
    by: By,
    Path(key): Path<String>,
    Json(asked): Json<FormSent>,
) -> Result<Settled<StartedShown>, Problem> {
    let started = app.runtime.start_by_form(&by.act, &key, asked.data).await?;
    Ok(Settled::created(
        started.pending,
        StartedShown {
            id: started.id,
            state: started.state,
        },
    ))
}

/// A kind of service task, for the designer.
#[derive(Serialize, ToSchema)]
pub struct Connector {
    pub kind: String,
    pub name: String,
    pub help: String,
    pub inputs: Vec<ConnectorInput>,
    pub outputs: Vec<ConnectorOutput>,
    /// C7 element template (its `$schema` says which).
    #[schema(value_type = crate::schema::ElementTemplate)]
    pub element_template: Value,
}

/// What a connector is given.
#[derive(Serialize, ToSchema)]
pub struct ConnectorInput {
    pub name: String,
    pub label: String,
    pub help: String,
    #[schema(value_type = crate::schema::InputKind)]
    pub kind: contract::InputKind,
    pub required: bool,
    pub default: Option<String>,
}

/// What a connector gives back.
#[derive(Serialize, ToSchema)]
pub struct ConnectorOutput {
    pub name: String,
    pub help: String,
}

/// Connector kinds with their element templates, in the reader's language.
#[utoipa::path(get, path = "/connectors", tag = "processes", responses((status = 200, body = List<Connector>)))]
async fn connectors(
    State(app): State<Shared>,
    _who: Who,
    language: Language,
) -> Json<List<Connector>> {
    let kinds = app.runtime.kinds();
    let templates = kinds.element_templates(language.code());
    let say = |text: &contract::Text| language.pick(&text.it, &text.en).to_string();
    let one = |(template, element_template): (&contract::Template, Value)| Connector {
        kind: template.kind.clone(),
        name: say(&template.name),
        help: say(&template.help),
        inputs: template
            .inputs
            .iter()
            .map(|i| ConnectorInput {
                name: i.name.clone(),
                label: say(&i.label),
                help: say(&i.help),
                kind: i.kind.clone(),
                required: i.required,
                default: i.default.clone(),
            })
            .collect(),
        outputs: template
            .outputs
            .iter()
            .map(|(name, text)| ConnectorOutput {
                name: name.clone(),
                help: say(text),
            })
            .collect(),
        element_template,
    };
    List::whole(kinds.templates().iter().zip(templates).map(one).collect())
}

/// 201 or, for the same content again, 200.
pub fn status(existed: bool) -> StatusCode {
    if existed {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    }
}
