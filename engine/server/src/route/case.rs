//! Cases: lists, the page of one, its history, and what is done to the whole of it.

use crate::answer::{Json, List, Paging, Path, Query, Settled};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::despatch::{DespatchSummary, summary as despatch_summary};
use crate::route::distribute::tags_of;
use crate::route::mail::{MailSummary, summary as mail_summary};
use crate::route::owed::{AnswerOwed, owed};
use crate::route::task::{OfCase, Task, shown as task_shown};
use crate::search::{Search, matches};
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use interpreter::Instance as Snapshot;
use office::Viewer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::view::{self, DespatchFilter, IncidentFilter, InstanceFilter, MailFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(tasks))
        .routes(routes!(incidents))
        .routes(routes!(notes, add_note))
        .routes(routes!(cancel))
        .routes(routes!(suspend))
        .routes(routes!(resume))
}

/// A running or ended process.
#[derive(Clone, Serialize, ToSchema)]
pub struct Instance {
    pub id: Uuid,
    /// Key of the process.
    pub process: String,
    pub process_name: String,
    pub version: i32,
    pub deployment: Uuid,
    #[schema(value_type = crate::schema::InstanceState)]
    pub state: String,
    pub business_key: Option<String>,
    pub title: String,
    pub office: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// Open ones.
    pub incidents: i32,
    pub parent: Option<Uuid>,
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// End of the legal term, where the process keeps one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_at: Option<DateTime<Utc>>,
    pub holder: Option<Holder>,
}

/// Who holds a task of a case.
#[derive(Clone, Serialize, ToSchema)]
pub struct Holder {
    pub login: String,
    pub name: String,
    pub since: Option<DateTime<Utc>>,
}

/// A case beside a task.
#[derive(Clone, Serialize, ToSchema)]
pub struct CaseSummary {
    #[serde(flatten)]
    pub instance: Instance,
    pub variables_count: usize,
    pub milestones: Vec<MilestoneShown>,
}

/// A step of the process that was completed, for a glance.
#[derive(Clone, Serialize, ToSchema)]
pub struct MilestoneShown {
    pub name: String,
    pub at: Option<DateTime<Utc>>,
}

/// Where the process stands.
#[derive(Clone, Serialize, ToSchema)]
pub struct TokenMark {
    pub element: String,
    pub count: usize,
    pub incident: bool,
}

#[derive(Serialize, ToSchema)]
pub struct Note {
    pub id: Uuid,
    pub author: PersonRef,
    pub text: String,
    pub at: DateTime<Utc>,
}

/// The page of a case.
#[derive(Serialize, ToSchema)]
pub struct InstanceDetail {
    #[serde(flatten)]
    pub summary: CaseSummary,
    pub tokens: Vec<TokenMark>,
    pub xml_url: String,
    pub tasks: Vec<Task>,
    pub mails: Vec<MailSummary>,
    pub despatches: Vec<DespatchSummary>,
    pub notes: Vec<Note>,
    pub tags: Vec<String>,
    /// Offices that read it *per conoscenza*.
    pub copies: Vec<String>,
    /// What the mail that opened it is owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerOwed>,
    /// What those that were joined to it are owed, as they were joined.
    pub joined: Vec<AnswerOwed>,
}

pub fn shown(item: view::InstanceItem, names: &Names) -> Instance {
    let instance = item.instance;
    Instance {
        id: instance.id,
        process_name: item
            .process_name
            .unwrap_or_else(|| instance.process_key.clone()),
        process: instance.process_key,
        version: item.process_version.unwrap_or_default(),
        deployment: instance.deployment,
        state: instance.state,
        business_key: instance.business_key,
        title: instance.title,
        office: instance.office,
        error_code: instance.error_code,
        incidents: instance.open_incidents,
        parent: instance.parent,
        started_at: instance.started_at,
        ended_at: instance.ended_at,
        term_at: instance.term_at,
        holder: item.holder.map(|h| Holder {
            name: names.person(&h.login).name,
            login: h.login,
            since: h.since,
        }),
    }
}

/// The case as a task shows it, with its tokens; 404 when the reader may not see it.
pub async fn summary(
    app: &Shared,
    viewer: &Viewer,
    names: &Names,
    id: Uuid,
) -> Result<(CaseSummary, Vec<TokenMark>, Uuid), Problem> {
    let store = app.runtime.store();
    let item = view::instance(viewer, store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let process = item.instance.process;
    let full = view::snapshot(viewer, store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let (tokens, variables_count) = match Snapshot::from_bytes(&full.snapshot) {
        Ok(snapshot) => (tokens(&snapshot), snapshot.variables().len()),
        // An archived case keeps no snapshot: it stands nowhere any more.
        Err(_) if full.snapshot.is_empty() => (Vec::new(), 0),
        Err(error) => return Err(Problem::broken(&error)),
    };
    let all = by_age(view::tasks_of_instance(viewer, store, id).await?);
    let milestones = all
        .iter()
        .filter(|t| t.state == "completed")
        .map(|t| MilestoneShown {
            name: t.name.clone(),
            at: t.ended_at,
        });
    let summary = CaseSummary {
        milestones: milestones.collect(),
        instance: shown(item, names),
        variables_count,
    };
    Ok((summary, tokens, process))
}

fn tokens(snapshot: &Snapshot) -> Vec<TokenMark> {
    let mut marks: BTreeMap<String, TokenMark> = BTreeMap::new();
    let mut mark = |element: String, incident: bool| {
        let fresh = TokenMark {
            element: element.clone(),
            count: 0,
            incident: false,
        };
        let mark = marks.entry(element).or_insert(fresh);
        mark.incident |= incident;
        mark.count += usize::from(!incident);
    };
    for wait in snapshot.waits() {
        mark(wait.element, false);
    }
    for incident in snapshot.incidents() {
        mark(incident.element, true);
    }
    marks
        .into_values()
        .map(|m| TokenMark {
            count: m.count.max(1),
            ..m
        })
        .collect()
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InstanceQuery {
    /// Key of the process.
    process: Option<String>,
    deployment: Option<Uuid>,
    state: Option<String>,
    business_key: Option<String>,
    office: Option<String>,
    /// Key of an area: cases of its offices.
    area: Option<String>,
    tag: Option<String>,
    /// Words of the title or the business key.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Cases the reader may see, newest first.
#[utoipa::path(get, path = "/instances", tag = "cases", params(InstanceQuery), responses((status = 200, body = List<Instance>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(query): Query<InstanceQuery>,
) -> Result<Json<List<Instance>>, Problem> {
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    let filter = InstanceFilter {
        process: query.process,
        deployment: query.deployment,
        state: query.state,
        business_key: query.business_key,
        office: query.office,
        area: query.area.filter(|a| !a.is_empty()),
        tag: query.tag,
        parent: None,
    };
    let passes = |i: &view::InstanceItem| {
        matches(
            query.q.as_deref(),
            &[
                &i.instance.title,
                i.instance.business_key.as_deref().unwrap_or_default(),
            ],
        )
    };
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let mut search = Search::begin(&paging);
    while let Some((cursor, n)) = search.next() {
        search.take(
            view::instances(viewer, store, &filter, cursor.as_deref(), n).await?,
            passes,
        );
    }
    let (found, next_cursor) = search.end();
    let names = Names::load(&app, viewer).await?;
    Ok(Json(List {
        items: found.into_iter().map(|i| shown(i, &names)).collect(),
        next_cursor,
    }))
}

/// One case with its tasks, mails and despatches.
#[utoipa::path(get, path = "/instances/{id}", tag = "cases", responses((status = 200, body = InstanceDetail), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<InstanceDetail>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let names = Names::load(&app, viewer).await?;
    let (summary, tokens, process) = summary(&app, viewer, &names, id).await?;
    app.runtime.looked(
        viewer,
        "instance.view",
        "instance",
        id,
        serde_json::json!({}),
    );
    let tasks = by_age(view::tasks_of_instance(viewer, store, id).await?);
    let mails = view::mails(
        viewer,
        store,
        &MailFilter {
            instance: Some(id),
            ..Default::default()
        },
        None,
        200,
    )
    .await?
    .items;
    let despatches = view::despatches(
        viewer,
        store,
        &DespatchFilter {
            instance: Some(id),
            ..Default::default()
        },
        None,
        200,
    )
    .await?
    .items;
    let of_case = OfCase {
        title: summary.instance.title.clone(),
        office: summary.instance.office.clone(),
        term_at: summary.instance.term_at,
    };
    let (joined, opened): (Vec<store::row::Owed>, Vec<store::row::Owed>) =
        view::owed_of_instance(viewer, store, id)
            .await?
            .into_iter()
            .partition(|o| o.joined_at.is_some());
    let answer = opened.into_iter().next().map(|row| owed(row, &names));
    let joined = joined.into_iter().map(|row| owed(row, &names)).collect();
    Ok(Json(InstanceDetail {
        tokens,
        xml_url: format!("/api/v1/processes/{process}/xml"),
        tasks: tasks
            .into_iter()
            .map(|t| task_shown(t, of_case.clone(), &names, None))
            .collect(),
        mails: mails.into_iter().map(|m| mail_summary(m, &names)).collect(),
        despatches: despatches
            .into_iter()
            .map(|d| despatch_summary(&d, &names))
            .collect(),
        notes: read_notes(&app, viewer, &names, id).await?,
        tags: tags_of(&app, id).await?,
        copies: store::load::copies_of_instance(store, id)
            .await?
            .into_iter()
            .map(|c| c.office)
            .collect(),
        answer,
        joined,
        summary,
    }))
}

/// Tasks of a case in any state, oldest first.
#[utoipa::path(get, path = "/instances/{id}/tasks", tag = "cases", responses((status = 200, body = List<Task>)))]
async fn tasks(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<List<Task>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let item = view::instance(viewer, store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let names = Names::load(&app, viewer).await?;
    let tasks = by_age(view::tasks_of_instance(viewer, store, id).await?);
    let of_case = OfCase {
        title: item.instance.title.clone(),
        office: item.instance.office.clone(),
        term_at: item.instance.term_at,
    };
    Ok(List::whole(
        tasks
            .into_iter()
            .map(|t| task_shown(t, of_case.clone(), &names, None))
            .collect(),
    ))
}

/// Incidents of a case in any state, newest first.
#[utoipa::path(get, path = "/instances/{id}/incidents", tag = "cases", params(Paging), responses((status = 200, body = List<crate::route::incident::Incident>)))]
async fn incidents(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<crate::route::incident::Incident>>, Problem> {
    view::instance(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let filter = IncidentFilter {
        instance: Some(id),
        ..Default::default()
    };
    let page = view::incidents(
        who.viewer(),
        app.runtime.store(),
        &filter,
        paging.cursor(),
        paging.limit(),
    )
    .await?;
    let names = Names::load(&app, who.viewer()).await?;
    let items =
        crate::route::incident::shown(&app, who.viewer(), &names, language, page.items).await?;
    Ok(Json(List {
        items,
        next_cursor: page.next_cursor,
    }))
}

async fn read_notes(
    app: &Shared,
    viewer: &Viewer,
    names: &Names,
    id: Uuid,
) -> Result<Vec<Note>, Problem> {
    let notes = view::notes(viewer, app.runtime.store(), id).await?;
    Ok(notes
        .into_iter()
        .map(|n| Note {
            id: n.id,
            author: names.doer(&n.author, n.author_for.as_ref()),
            text: n.text,
            at: n.at,
        })
        .collect())
}

/// Remarks on a case, oldest first.
#[utoipa::path(get, path = "/instances/{id}/notes", tag = "cases", responses((status = 200, body = List<Note>)))]
async fn notes(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<List<Note>>, Problem> {
    view::instance(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let names = Names::load(&app, who.viewer()).await?;
    Ok(List::whole(
        read_notes(&app, who.viewer(), &names, id).await?,
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct NoteAsked {
    pub text: String,
}

/// The id of what was made.
#[derive(Serialize, ToSchema)]
pub struct Made {
    pub id: Uuid,
}

/// Adds a remark.
#[utoipa::path(post, path = "/instances/{id}/notes", tag = "cases", request_body = NoteAsked, responses((status = 201, body = Made)))]
async fn add_note(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(note): Json<NoteAsked>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let id = app.runtime.note(&by.act, id, &note.text).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Oldest first: ids of tasks say which wait they show, not when it began.
fn by_age(mut tasks: Vec<store::row::Task>) -> Vec<store::row::Task> {
    tasks.sort_by_key(|t| (t.created_at, t.id));
    tasks
}

#[derive(Deserialize, ToSchema)]
pub struct Reason {
    pub reason: String,
}

/// Stops a process for good.
#[utoipa::path(post, path = "/instances/{id}/cancel", tag = "cases", request_body = Reason, responses((status = 200, body = StartedShown)))]
async fn cancel(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(given): Json<Reason>,
) -> Result<Settled<StartedShown>, Problem> {
    Ok(settled(
        app.runtime.cancel(&by.act, id, &given.reason).await?,
    ))
}

/// Pauses a process.
#[utoipa::path(post, path = "/instances/{id}/suspend", tag = "cases", responses((status = 200, body = StartedShown)))]
async fn suspend(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Settled<StartedShown>, Problem> {
    Ok(settled(app.runtime.suspend(&by.act, id).await?))
}

/// Goes on with a paused process.
#[utoipa::path(post, path = "/instances/{id}/resume", tag = "cases", responses((status = 200, body = StartedShown)))]
async fn resume(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Settled<StartedShown>, Problem> {
    Ok(settled(app.runtime.resume(&by.act, id).await?))
}

/// A case and its state after what followed by itself.
#[derive(Serialize, ToSchema)]
pub struct StartedShown {
    pub id: Uuid,
    pub state: String,
}

pub fn settled(started: runtime::Started) -> Settled<StartedShown> {
    Settled::ok(
        started.pending,
        StartedShown {
            id: started.id,
            state: started.state,
        },
    )
}
