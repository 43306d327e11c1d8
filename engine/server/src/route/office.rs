//! Offices, the record of operations, and the figures of the dashboard.

use crate::answer::{IfMatch, Json, List, Paging, Path, Query, Tagged};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{InPlaceOf, Names, PersonRef};
use crate::problem::Problem;
use crate::route::area::{key_of, keys};
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use office::{Behalf, Viewer};
use runtime::OfficeChange;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use store::row;
use store::view::{
    self, AuditFilter, DespatchFilter, IncidentFilter, MailFilter, Scope, TaskFilter,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change))
        .routes(routes!(audit))
        .routes(routes!(overview))
}

#[derive(Serialize, ToSchema)]
pub struct Office {
    pub id: Uuid,
    pub revision: i64,
    pub key: String,
    pub name: String,
    /// Key of the office above.
    pub parent: Option<String>,
    /// Key of the area it belongs to; absent: the house's only one.
    pub area: Option<String>,
    /// Logins.
    pub head: Option<String>,
    pub deputy: Option<String>,
}

/// Absent leaves as it is; empty text takes away.
#[derive(Deserialize, ToSchema)]
pub struct OfficeAsked {
    /// Only when it is made; e.g. `tributi`.
    pub key: Option<String>,
    pub name: Option<String>,
    pub parent: Option<String>,
    /// Key of the area it belongs to.
    pub area: Option<String>,
    pub head: Option<String>,
    pub deputy: Option<String>,
}

impl From<OfficeAsked> for OfficeChange {
    fn from(o: OfficeAsked) -> OfficeChange {
        OfficeChange {
            key: o.key,
            name: o.name,
            parent: o.parent,
            area: o.area,
            head: o.head,
            deputy: o.deputy,
            revision: None,
        }
    }
}

fn shown(office: row::Office, all: &[row::Office], areas: &[(Uuid, String)]) -> Office {
    let parent = office
        .parent
        .and_then(|p| all.iter().find(|o| o.id == p))
        .map(|o| o.key.clone());
    Office {
        id: office.id,
        revision: office.revision,
        key: office.key,
        name: office.name,
        parent,
        area: key_of(areas, office.area),
        head: office.head,
        deputy: office.deputy,
    }
}

/// All offices, by key.
#[utoipa::path(get, path = "/offices", tag = "people", responses((status = 200, body = List<Office>)))]
async fn list(State(app): State<Shared>, who: Who) -> Result<Json<List<Office>>, Problem> {
    let all = view::offices(who.viewer(), app.runtime.store()).await?;
    let areas = keys(&app, &who).await?;
    Ok(List::whole(
        all.iter().map(|o| shown(o.clone(), &all, &areas)).collect(),
    ))
}

/// Adds an office.
#[utoipa::path(post, path = "/offices", tag = "people", request_body = OfficeAsked, responses((status = 201, body = Office)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(new): Json<OfficeAsked>,
) -> Result<(StatusCode, Json<Office>), Problem> {
    let office = app.runtime.add_office(&by.act, new.into()).await?;
    let all = view::offices(by.who.viewer(), app.runtime.store()).await?;
    let areas = keys(&app, &by.who).await?;
    Ok((StatusCode::CREATED, Json(shown(office, &all, &areas))))
}

/// Changes an office.
#[utoipa::path(patch, path = "/offices/{id}", tag = "people", request_body = OfficeAsked, responses((status = 200, body = Office), (status = 412)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(new): Json<OfficeAsked>,
) -> Result<Tagged<Office>, Problem> {
    let change = OfficeChange {
        revision: if_match.map(|m| m.0),
        ..new.into()
    };
    let office = app.runtime.change_office(&by.act, id, change).await;
    let office = office.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    let all = view::offices(by.who.viewer(), app.runtime.store()).await?;
    let areas = keys(&app, &by.who).await?;
    Ok(Tagged(office.revision, shown(office, &all, &areas)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// e.g. `task.complete`.
    verb: Option<String>,
    /// Id. Who looked at something is told only of one object at a time.
    object: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// One link of the record of operations.
#[derive(Serialize, ToSchema)]
pub struct AuditEntry {
    pub seq: i64,
    pub at: DateTime<Utc>,
    /// The verb, e.g. `task.complete`.
    pub act: String,
    /// Its name in the reader's language.
    pub text: String,
    pub by: PersonRef,
    pub on_behalf_of: Option<InPlaceOf>,
    /// What sort of thing it was done to.
    pub kind: String,
    pub object: String,
    /// What it is called now, where it is a person, office, mailbox, draft or deployment that still exists.
    pub name: Option<String>,
    #[schema(value_type = Value)]
    pub detail: serde_json::Value,
    /// Hex SHA-256 of the link.
    pub hash: String,
}

/// The record of operations, newest first. Nobody is asked for by name: there is no list of what one person did.
#[utoipa::path(get, path = "/audit", tag = "operations", params(AuditQuery), responses((status = 200, body = List<AuditEntry>)))]
async fn audit(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Query(query): Query<AuditQuery>,
) -> Result<Json<List<AuditEntry>>, Problem> {
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    app.runtime.looks_written().await?;
    let filter = AuditFilter {
        verb: query.verb,
        object: query.object,
    };
    let page = view::audit(
        who.viewer(),
        app.runtime.store(),
        &filter,
        paging.cursor(),
        paging.limit(),
    )
    .await?;
    let names = Names::load(&app, who.viewer()).await?;
    let called = called(&app, who.viewer(), &page.items).await?;
    let entry = |a: view::AuditItem| {
        let (it, en) = office::audit::name(&a.verb);
        AuditEntry {
            seq: a.seq,
            at: a.at,
            text: language.pick(it, en).into(),
            by: names.person(&a.actor),
            on_behalf_of: behalf(&a).map(|b| names.in_place_of(&b)),
            kind: a.object_kind,
            name: called.get(&a.object).cloned(),
            object: a.object,
            detail: a.detail,
            hash: a.hash,
            act: a.verb,
        }
    };
    Ok(Json(List {
        items: page.items.into_iter().map(entry).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// In whose place it was done; the substitutes between are in the detail.
pub fn behalf(link: &view::AuditItem) -> Option<Behalf> {
    let via = link.detail.get("via").cloned().unwrap_or_default();
    Some(Behalf {
        of: link.on_behalf_of.clone()?,
        via: serde_json::from_value(via).unwrap_or_default(),
    })
}

/// The names of what was acted on, by id; cases and messages are known by their pages, not by a name.
async fn called(
    app: &Shared,
    viewer: &Viewer,
    items: &[view::AuditItem],
) -> Result<HashMap<String, String>, Problem> {
    let store = app.runtime.store();
    let mut found = HashMap::new();
    let mut add = |id: Uuid, name: String| found.insert(id.to_string(), name);
    for person in view::people(viewer, store).await? {
        add(person.person.id, person.person.name);
    }
    for office in view::offices(viewer, store).await? {
        add(office.id, office.name);
    }
    for mailbox in view::mailboxes(viewer, store).await? {
        add(mailbox.id, mailbox.address);
    }
    for draft in view::drafts(viewer, store).await? {
        add(draft.id, draft.name);
    }
    let deployments: BTreeSet<Uuid> = items
        .iter()
        .filter(|item| item.object_kind == "deployment")
        .filter_map(|item| item.object.parse().ok())
        .collect();
    for id in deployments {
        if let Some(item) = view::deployment(viewer, store, id).await? {
            add(id, item.deployment.name);
        }
    }
    Ok(found)
}

/// Each figure counts what the reader may see, up to 1,000.
#[derive(Serialize, ToSchema)]
pub struct Overview {
    pub open_tasks: usize,
    pub overdue: usize,
    pub open_incidents: usize,
    pub mails_today: usize,
    pub undelivered: usize,
}

const COUNT_MAX: usize = 1_000;

/// Counts items that pass, page by page, until the list ends, `stop` says so, or 1,000 were counted.
macro_rules! count {
    ($call:expr, $passes:expr, $stop:expr) => {{
        let (mut found, mut cursor) = (0usize, None::<String>);
        'pages: loop {
            let page = $call(cursor.as_deref()).await?;
            for item in &page.items {
                if $stop(item) {
                    break 'pages;
                }
                found += usize::from($passes(item));
            }
            match page.next_cursor {
                Some(next) if found < COUNT_MAX => cursor = Some(next),
                _ => break,
            }
        }
        found.min(COUNT_MAX)
    }};
}

/// The figures of the first page.
#[utoipa::path(get, path = "/statistics/overview", tag = "operations", responses((status = 200, body = Overview)))]
async fn overview(State(app): State<Shared>, who: Who) -> Result<Json<Overview>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let now = app.runtime.clock().now();
    let zone = app.config.zone;
    let today = now.with_timezone(&zone).date_naive();
    let all = TaskFilter {
        scope: Scope::All,
        ..TaskFilter::default()
    };
    let open_tasks = count!(
        |c| view::tasks(viewer, store, &all, c, 200),
        |_: &view::TaskItem| true,
        |_: &view::TaskItem| false
    );
    // Due first: the list may stop at the first task that is not late.
    let late = |t: &view::TaskItem| t.task.due_at.is_some_and(|due| due < now);
    let overdue = count!(
        |c| view::tasks(viewer, store, &all, c, 200),
        late,
        |t: &view::TaskItem| !late(t)
    );
    let open = IncidentFilter {
        state: Some("open".into()),
        ..Default::default()
    };
    let open_incidents = count!(
        |c| view::incidents(viewer, store, &open, c, 200),
        |_: &row::Incident| true,
        |_: &row::Incident| false
    );
    let of_today =
        |m: &view::MailItem| m.mail.fetched_at.with_timezone(&zone).date_naive() == today;
    let any = MailFilter::default();
    let mails_today = count!(
        |c| view::mails(viewer, store, &any, c, 200),
        of_today,
        |m: &view::MailItem| m.mail.fetched_at.with_timezone(&zone).date_naive() < today
    );
    let mut undelivered = 0;
    for outcome in ["some_failed", "all_failed", "not_accepted"] {
        let filter = DespatchFilter {
            outcome: Some(outcome.into()),
            ..Default::default()
        };
        undelivered += count!(
            |c| view::despatches(viewer, store, &filter, c, 200),
            |_: &view::DespatchItem| true,
            |_: &view::DespatchItem| false
        );
    }
    Ok(Json(Overview {
        open_tasks,
        overdue,
        open_incidents,
        mails_today,
        undelivered,
    }))
}
