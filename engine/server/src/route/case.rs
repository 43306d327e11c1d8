//! Cases: lists, the page of one, its history, and what is done to the whole of it.

use crate::answer::{Json, List, Paging, Path, Query, Settled};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::despatch::{DespatchSummary, summary as despatch_summary};
use crate::route::mail::{MailSummary, summary as mail_summary};
use crate::route::task::{Task, shown as task_shown};
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use bpmn::ProcessModel;
use chrono::{DateTime, Utc};
use interpreter::{Instance as Snapshot, TraceKind, trace};
use office::{Subject, Verb, Viewer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::view::{self, DespatchFilter, IncidentFilter, InstanceFilter, MailFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(history))
        .routes(routes!(variables))
        .routes(routes!(log))
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
    /// running | suspended | completed | terminated | failed
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
    pub holder: Option<Holder>,
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
    #[schema(value_type = Object)]
    pub value: Option<Value>,
}

/// A line written by `log(text)` in a script.
#[derive(Serialize, ToSchema)]
pub struct LogLine {
    pub at: DateTime<Utc>,
    pub element: Option<String>,
    pub text: String,
}

pub fn shown(item: view::InstanceItem) -> Instance {
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
    let held = all
        .iter()
        .find(|t| t.state == "open" && t.assignee.is_some());
    let holder = held.and_then(|t| t.assignee.as_ref().map(|a| (names.person(a), t.claimed_at)));
    let milestones = all
        .iter()
        .filter(|t| t.state == "completed")
        .map(|t| MilestoneShown {
            name: t.name.clone(),
            at: t.ended_at,
        });
    let summary = CaseSummary {
        milestones: milestones.collect(),
        instance: shown(item),
        holder: holder.map(|(p, since)| Holder {
            login: p.login,
            name: p.name,
            since,
        }),
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
    /// Words of the title or the business key.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Pages read on while a text search finds nothing: a request looks at this many at most.
const SEARCH_PAGES_MAX: usize = 20;

/// Whether every word of the query is somewhere in the texts; upper and lower case are one.
pub fn matches(query: Option<&str>, texts: &[&str]) -> bool {
    let Some(query) = query else { return true };
    let texts: Vec<String> = texts.iter().map(|t| t.to_lowercase()).collect();
    query
        .to_lowercase()
        .split_whitespace()
        .all(|word| texts.iter().any(|t| t.contains(word)))
}

/// A filter over pages: reads on until enough items pass, the list ends, or enough was looked at.
pub struct Search<T> {
    wanted: usize,
    cursor: Option<String>,
    found: Vec<T>,
    pages: usize,
    ended: bool,
}

impl<T> Search<T> {
    pub fn begin(paging: &Paging) -> Search<T> {
        Search {
            wanted: paging.limit().clamp(1, view::PAGE_MAX),
            cursor: paging.cursor().map(String::from),
            found: Vec::new(),
            pages: 0,
            ended: false,
        }
    }

    /// The page to read next: where it begins and how many items. As many as are still missing: a page
    /// is taken whole, so no item is lost between two answers.
    pub fn next(&self) -> Option<(Option<String>, usize)> {
        let enough =
            self.ended || self.found.len() >= self.wanted || self.pages >= SEARCH_PAGES_MAX;
        (!enough).then(|| (self.cursor.clone(), self.wanted - self.found.len()))
    }

    pub fn take(&mut self, page: view::Page<T>, passes: impl Fn(&T) -> bool) {
        self.found
            .extend(page.items.into_iter().filter(|item| passes(item)));
        self.pages += 1;
        self.ended = page.next_cursor.is_none();
        self.cursor = page.next_cursor;
    }

    /// What passed, and where the next answer begins.
    pub fn end(self) -> (Vec<T>, Option<String>) {
        (self.found, self.cursor)
    }
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
    Ok(Json(List {
        items: found.into_iter().map(shown).collect(),
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
    let title = summary.instance.title.clone();
    Ok(Json(InstanceDetail {
        tokens,
        xml_url: format!("/api/v1/processes/{process}/xml"),
        tasks: tasks
            .into_iter()
            .map(|t| task_shown(t, title.clone(), &names, None))
            .collect(),
        mails: mails.into_iter().map(|m| mail_summary(m, &names)).collect(),
        despatches: despatches
            .into_iter()
            .map(|d| despatch_summary(&d, &names))
            .collect(),
        notes: read_notes(&app, viewer, &names, id).await?,
        summary,
    }))
}

/// Steps read for one part of the history.
const TRACE_STEPS: usize = 100;

/// The history, oldest first. The cursor is the number of the next step.
#[utoipa::path(get, path = "/instances/{id}/trace", tag = "cases", params(Paging), responses((status = 200, body = List<TraceEntry>)))]
async fn history(
    State(app): State<Shared>,
    who: Who,
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
        let by = packed.principal.as_deref().map(|l| names.person(l));
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
                text: event.text,
                by: by.clone(),
                value: event.value.map(|v| v.to_json()),
            });
        }
    }
    Ok(Json(List { items, next_cursor }))
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
#[utoipa::path(get, path = "/instances/{id}/variables", tag = "cases", responses((status = 200, body = Object)))]
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
    const STEPS: usize = 1_000;
    let steps = view::trace(who.viewer(), app.runtime.store(), id, from, STEPS).await?;
    let next_cursor = (steps.len() == STEPS)
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
    Ok(List::whole(
        tasks
            .into_iter()
            .map(|t| task_shown(t, item.instance.title.clone(), &names, None))
            .collect(),
    ))
}

/// Incidents of a case in any state, newest first.
#[utoipa::path(get, path = "/instances/{id}/incidents", tag = "cases", params(Paging), responses((status = 200, body = List<crate::route::incident::Incident>)))]
async fn incidents(
    State(app): State<Shared>,
    who: Who,
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
    let items = crate::route::incident::shown(&app, who.viewer(), &names, page.items).await?;
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
            author: names.person(&n.author),
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
    steer(&app, &by.who, id, Verb::Note).await?;
    let id = app.runtime.note(&by.act, id, &note.text).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Oldest first: ids of tasks say which wait they show, not when it began.
fn by_age(mut tasks: Vec<store::row::Task>) -> Vec<store::row::Task> {
    tasks.sort_by_key(|t| (t.created_at, t.id));
    tasks
}

/// Whether the reader sees the case, and may do this to it.
async fn steer(app: &Shared, who: &Who, id: Uuid, verb: Verb) -> Result<(), Problem> {
    let item = view::instance(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let offices: Vec<String> = item.instance.office.into_iter().collect();
    who.may_on(verb, &Subject::Offices(&offices))
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
    steer(&app, &by.who, id, Verb::SteerCase).await?;
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
    steer(&app, &by.who, id, Verb::SteerCase).await?;
    Ok(settled(app.runtime.suspend(&by.act, id).await?))
}

/// Goes on with a paused process.
#[utoipa::path(post, path = "/instances/{id}/resume", tag = "cases", responses((status = 200, body = StartedShown)))]
async fn resume(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Settled<StartedShown>, Problem> {
    steer(&app, &by.who, id, Verb::SteerCase).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_all_its_words_anywhere() {
        assert!(matches(None, &[]));
        assert!(matches(Some("ATTI accesso"), &["Accesso agli atti", ""]));
        assert!(!matches(Some("atti edilizia"), &["Accesso agli atti"]));
        assert!(matches(Some("  "), &["x"]));
    }

    #[test]
    fn a_search_reads_on_and_loses_nothing() {
        let rows: Vec<u32> = (0..100).collect();
        let read = |c: Option<String>, n: usize| {
            let from: usize = c.map_or(0, |c| c.parse().unwrap());
            let items: Vec<u32> = rows.iter().skip(from).take(n).copied().collect();
            let next = from + items.len();
            view::Page {
                items,
                next_cursor: (next < rows.len()).then(|| next.to_string()),
            }
        };
        let mut paging = Paging {
            cursor: None,
            limit: Some(7),
        };
        let mut all = Vec::new();
        loop {
            let mut search = Search::begin(&paging);
            while let Some((cursor, n)) = search.next() {
                search.take(read(cursor, n), |n: &u32| n.is_multiple_of(3));
            }
            let (found, next) = search.end();
            assert!(found.len() <= 7);
            all.extend(found);
            match next {
                Some(next) => paging.cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(all, (0..100).filter(|n| n % 3 == 0).collect::<Vec<u32>>());
    }
}
