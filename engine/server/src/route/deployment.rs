//! Deployments: bundles uploaded, listed, read, removed; checks without deploying.

use crate::answer::{Json, List, Paging, Path, Query};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::{FindingShown, Problem, findings_shown};
use crate::route::process::status;
use crate::route::upload::{Parts, read};
use crate::who::{By, Who};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use office::Verb;
use runtime::bundle::DeployedBundle;
use serde::{Deserialize, Serialize};
use store::view;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// A zip may be as large as its files.
const BUNDLE_BYTES_MAX: usize = 34 << 20;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, deploy))
        .routes(routes!(file))
        .routes(routes!(undeploy))
        .routes(routes!(check))
        .routes(routes!(check_script))
        .layer(DefaultBodyLimit::max(BUNDLE_BYTES_MAX))
}

#[derive(Serialize, ToSchema)]
pub struct DeployedShown {
    pub id: Uuid,
    pub name: String,
    pub processes: Vec<ProcessRef>,
    /// Warnings.
    pub findings: Vec<FindingShown>,
}

#[derive(Serialize, ToSchema)]
pub struct ProcessRef {
    pub id: Uuid,
    pub key: String,
    pub version: i32,
}

/// The answer to a deployment, whoever made it.
pub fn answer(deployed: DeployedBundle, language: Language) -> (StatusCode, Json<DeployedShown>) {
    let process = |p: runtime::bundle::DeployedProcess| ProcessRef {
        id: p.id,
        key: p.key,
        version: p.version,
    };
    let shown = DeployedShown {
        id: deployed.id,
        name: deployed.name,
        processes: deployed.processes.into_iter().map(process).collect(),
        findings: findings_shown(&deployed.findings, language),
    };
    (status(deployed.existed), Json(shown))
}

fn files(parts: Parts) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    match parts.files.is_empty() {
        true => Err(Problem::field(
            "files",
            "Mancano i file.",
            "The files are missing.",
        )),
        false => Ok(parts
            .files
            .into_iter()
            .map(|(path, _, bytes)| (path, bytes))
            .collect()),
    }
}

/// Deploys a bundle: files or a zip, in any field; an optional field `name`. The same content again answers 200.
#[utoipa::path(post, path = "/deployments", tag = "processes", request_body(content = crate::schema::BundleSent, content_type = "multipart/form-data"),
    responses((status = 201, body = DeployedShown), (status = 200, body = DeployedShown, description = "the same content was there"), (status = 422, description = "findings")))]
async fn deploy(
    State(app): State<Shared>,
    by: By,
    language: Language,
    multipart: Multipart,
) -> Result<(StatusCode, Json<DeployedShown>), Problem> {
    // The verb asks too; here it saves reading 32 MiB for nothing.
    by.who.may(Verb::Deploy)?;
    let parts = read(multipart, BUNDLE_BYTES_MAX).await?;
    let name = parts.name.clone();
    let deployed = app.runtime.deploy(&by.act, name, files(parts)?).await?;
    Ok(answer(deployed, language))
}

#[derive(Serialize, ToSchema)]
pub struct Deployment {
    pub id: Uuid,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub created_by: PersonRef,
    pub processes: Vec<ProcessRef>,
    /// Paths inside the bundle.
    pub files: Vec<String>,
}

/// Deployments, newest first.
#[utoipa::path(get, path = "/deployments", tag = "processes", params(Paging), responses((status = 200, body = List<Deployment>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Deployment>>, Problem> {
    let page = view::deployments(
        who.viewer(),
        app.runtime.store(),
        paging.cursor(),
        paging.limit(),
    )
    .await?;
    let names = Names::load(&app, who.viewer()).await?;
    let shown = |d: view::DeploymentItem| Deployment {
        id: d.deployment.id,
        name: d.deployment.name,
        created_at: d.deployment.created_at,
        created_by: names.person(&d.deployment.created_by),
        processes: d
            .processes
            .into_iter()
            .map(|p| ProcessRef {
                id: p.id,
                key: p.key,
                version: p.version,
            })
            .collect(),
        files: d
            .deployment
            .files
            .into_iter()
            .map(|(path, _)| path)
            .collect(),
    };
    Ok(Json(List {
        items: page.items.into_iter().map(shown).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// One file of a deployment, byte for byte.
#[utoipa::path(get, path = "/deployments/{id}/files/{*path}", tag = "processes", responses((status = 200, content_type = "application/octet-stream"), (status = 404)))]
async fn file(
    State(app): State<Shared>,
    who: Who,
    Path((id, path)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let found = view::deployment(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let (_, sha) = found
        .deployment
        .files
        .into_iter()
        .find(|(p, _)| *p == path)
        .ok_or_else(Problem::not_found)?;
    let bytes = app.runtime.store().blobs().get(&sha).await?;
    let media_type = match path.rsplit('.').next() {
        Some("bpmn" | "dmn" | "xml") => "application/xml",
        Some("form" | "json") => "application/json",
        _ => "text/plain; charset=utf-8",
    };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
    ];
    Ok((headers, bytes).into_response())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UndeployQuery {
    /// Removes the instances too; only under the test clock.
    #[serde(default)]
    cascade: bool,
}

/// Removes a deployment; 409 while instances of it exist.
#[utoipa::path(delete, path = "/deployments/{id}", tag = "processes", params(UndeployQuery), responses((status = 204), (status = 409)))]
async fn undeploy(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Query(query): Query<UndeployQuery>,
) -> Result<StatusCode, Problem> {
    app.runtime.undeploy(&by.act, id, query.cascade).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a check found; empty when all is well.
#[derive(Serialize, ToSchema)]
pub struct Checked {
    pub findings: Vec<FindingShown>,
}

/// Checks a bundle without deploying it.
#[utoipa::path(post, path = "/check", tag = "processes", request_body(content = crate::schema::BundleSent, content_type = "multipart/form-data"), responses((status = 200, body = Checked)))]
async fn check(
    State(app): State<Shared>,
    by: By,
    language: Language,
    multipart: Multipart,
) -> Result<Json<Checked>, Problem> {
    // As above: before the files are read.
    by.who.may(Verb::Design)?;
    let files = files(read(multipart, BUNDLE_BYTES_MAX).await?)?;
    let findings = match app.runtime.check(&by.act, files).await {
        Err(runtime::Fault::Findings(findings)) => findings,
        other => other?,
    };
    Ok(Json(Checked {
        findings: findings_shown(&findings, language),
    }))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScriptKind {
    Condition,
    Script,
}

#[derive(Deserialize, ToSchema)]
pub struct ScriptAsked {
    pub text: String,
    pub kind: ScriptKind,
}

#[derive(Serialize, ToSchema)]
pub struct ScriptChecked {
    pub problems: Vec<ScriptProblem>,
}

#[derive(Serialize, ToSchema)]
pub struct ScriptProblem {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

const SCRIPT_BYTES_MAX: usize = 64 << 10;

/// Compiles a condition or script while it is typed.
#[utoipa::path(post, path = "/scripts/check", tag = "processes", request_body = ScriptAsked, responses((status = 200, body = ScriptChecked)))]
async fn check_script(
    by: By,
    language: Language,
    Json(asked): Json<ScriptAsked>,
) -> Result<Json<ScriptChecked>, Problem> {
    by.who.may(Verb::Design)?;
    if asked.text.len() > SCRIPT_BYTES_MAX {
        return Err(Problem::field(
            "text",
            "Al massimo 64 KiB.",
            "At most 64 KiB.",
        ));
    }
    let compiled = tokio::task::spawn_blocking(move || match asked.kind {
        ScriptKind::Condition => rules::Expression::compile(&asked.text, rules::Syntax::Rhai)
            .map(|_| ())
            .map_err(|p| vec![p]),
        ScriptKind::Script => {
            let library = rules::Library::compile(&[])?;
            rules::Script::compile(&asked.text, &library).map(|_| ())
        }
    });
    let problems = compiled
        .await
        .map_err(|e| Problem::broken(&e))?
        .err()
        .unwrap_or_default();
    // What is typed is checked alone: which functions its bundle has is known when the bundle is checked.
    let alone = problems.into_iter().filter(|p| p.function.is_none());
    let shown = |p: rules::ScriptProblem| ScriptProblem {
        line: p.line,
        column: p.column,
        message: language.pick(&p.it, &p.en).into(),
    };
    Ok(Json(ScriptChecked {
        problems: alone.map(shown).collect(),
    }))
}
