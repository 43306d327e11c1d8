//! The task list (*scrivania*) and one task.

use super::reach::{Where, all_lanes, held_lanes, offered_lanes, own_lanes};
use super::{Page, page, page_size, parse_place, place};
use crate::cell::{Cell, text};
use crate::committer::lane;
use crate::fault::StoreError;
use crate::row;
use crate::sql::{Run, columns, list, uuids};
use crate::store::Store;
use crate::table::{Stored, Table};
use ::office::{Role, Viewer};
use sea_orm::Value;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Which tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Held by the viewer, or by those in whose place the viewer works.
    Mine,
    /// Offered to the viewer or their groups, held by nobody.
    Group,
    /// Both.
    #[default]
    Desk,
    /// Every open task of the offices the viewer oversees, and their own.
    All,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskFilter {
    pub scope: Scope,
    pub process: Option<String>,
    /// Key of an area: tasks of cases of its offices, and those offered to its offices of cases that name no office.
    pub area: Option<String>,
    /// Office time; tasks one holds and put off until later are left out, or are all there is. None: all.
    pub now: Option<row::Instant>,
    pub put_off: bool,
}

/// A task with what a list shows of its case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskItem {
    #[serde(flatten)]
    pub task: row::Task,
    pub instance_title: String,
    pub business_key: Option<String>,
    pub office: Option<String>,
    /// End of the legal term of the case.
    pub term_at: Option<row::Instant>,
}

/// How many open tasks, each counted up to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TaskCounts {
    pub mine: i64,
    pub group: i64,
    pub all: i64,
    /// Held by the viewer and put off; not among `mine`.
    pub put_off: i64,
}

fn lanes(viewer: &Viewer, scope: Scope) -> Vec<String> {
    match scope {
        Scope::Mine => held_lanes(viewer),
        Scope::Group => offered_lanes(viewer),
        Scope::Desk => own_lanes(viewer),
        Scope::All => all_lanes(viewer),
    }
}

/// Open tasks, soonest due first, those without a due date last. Drafts are left out.
pub async fn tasks(
    viewer: &Viewer,
    store: &Store,
    filter: &TaskFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<TaskItem>, StoreError> {
    let limit = page_size(limit);
    let mut after = cursor
        .map(parse_place)
        .transpose()?
        .unwrap_or((i64::MIN, Uuid::nil()));
    let lanes = lanes(viewer, filter.scope);
    let later = match filter.now {
        Some(now) => put_off(viewer, store, now).await?,
        None => HashSet::new(),
    };
    let area = match &filter.area {
        Some(key) => Some(offices_of(store, key).await?),
        None => None,
    };
    let mut items: Vec<TaskItem> = Vec::new();
    // A filter by process or area reads on until the page is full.
    while items.len() <= limit {
        let found = merge(store, &lanes, after, limit + 1).await?;
        let Some(last) = found.last().copied() else {
            break;
        };
        let ids: Vec<Uuid> = found.iter().map(|(_, id)| *id).collect();
        let full = found.len() > limit;
        items.extend(by_ids(store, &ids).await?.into_iter().filter(|t| {
            filter
                .process
                .as_ref()
                .is_none_or(|p| *p == t.task.process_key)
                && area.as_ref().is_none_or(|offices| is_of(t, offices))
                && (filter.now.is_none()
                    || (t.task.assignee.as_deref() == Some(&viewer.login)
                        && later.contains(&t.task.id))
                        == filter.put_off)
        }));
        after = last;
        if !full {
            break;
        }
    }
    Ok(page(items, limit, |t| place(lane::due(&t.task), t.task.id)))
}

/// Keys of the offices of an area.
async fn offices_of(store: &Store, area: &str) -> Result<HashSet<String>, StoreError> {
    let rows = store
        .read()
        .all(
            "SELECT o.\"key\" FROM office o JOIN area a ON a.id = o.area WHERE a.\"key\" = ?",
            vec![text(area)],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, sea_orm::DbErr>>()?)
}

/// Whether a task is of one of these offices: its case's, or without one those it is offered to.
fn is_of(item: &TaskItem, offices: &HashSet<String>) -> bool {
    match &item.office {
        Some(office) => offices.contains(office),
        None => item.task.candidate_groups.iter().any(|group| {
            let key = group.split_once(':').map_or("", |(_, key)| key);
            (group.starts_with("ufficio:") || group.starts_with("responsabile:"))
                && offices.contains(key)
        }),
    }
}

/// Tasks the viewer has put off until after `now`.
async fn put_off(
    viewer: &Viewer,
    store: &Store,
    now: row::Instant,
) -> Result<HashSet<Uuid>, StoreError> {
    let rows = store
        .read()
        .all(
            "SELECT id FROM put_off WHERE login = ? AND until > ?",
            vec![text(&viewer.login), now.put()],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, sea_orm::DbErr>>()?)
}

/// The next `n` of the lanes after a place, each lane by its index range, each task once.
async fn merge(
    store: &Store,
    lanes: &[String],
    after: (i64, Uuid),
    n: usize,
) -> Result<Vec<(i64, Uuid)>, StoreError> {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let one = "SELECT * FROM (SELECT due, task FROM task_lane WHERE lane = ? AND (due, task) > (?, ?) ORDER BY due, task LIMIT ?) AS l";
    let sql = format!(
        "{} ORDER BY 1, 2 LIMIT ?",
        vec![one; lanes.len()].join(" UNION ")
    );
    let mut values: Vec<Value> = lanes
        .iter()
        .flat_map(|lane| [text(lane), after.0.put(), after.1.put(), n.put()])
        .collect();
    values.push(n.put());
    let rows = store.read().all(&sql, values).await?;
    Ok(rows
        .iter()
        .map(|r| Ok((Cell::get(r, 0)?, Cell::get(r, 1)?)))
        .collect::<Result<_, sea_orm::DbErr>>()?)
}

/// In the order of the ids, without drafts.
async fn by_ids(store: &Store, ids: &[Uuid]) -> Result<Vec<TaskItem>, StoreError> {
    let (places, values) = list(uuids(ids.iter().copied()));
    let sql = format!(
        "SELECT {}, i.title, i.business_key, i.office, i.term_at FROM task t JOIN instance i ON i.id = t.instance WHERE t.id IN ({places})",
        columns(Table::Task, "t.")
    );
    let of_task = Table::Task.columns().len();
    let mut by_id: HashMap<Uuid, TaskItem> = HashMap::with_capacity(ids.len());
    for r in store.read().all(&sql, values).await? {
        let mut task = row::Task::read(&r)?;
        task.draft = None;
        let item = TaskItem {
            task,
            instance_title: Cell::get(&r, of_task)?,
            business_key: Cell::get(&r, of_task + 1)?,
            office: Cell::get(&r, of_task + 2)?,
            term_at: Cell::get(&r, of_task + 3)?,
        };
        by_id.insert(item.task.id, item);
    }
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Every open task held by or offered to this person by name, soonest due first; for administrators.
pub async fn tasks_of_person(
    viewer: &Viewer,
    store: &Store,
    login: &str,
) -> Result<Vec<TaskItem>, StoreError> {
    super::must(viewer, &[Role::Amministratore])?;
    let lanes = [format!("m:{login}"), format!("u:{login}")];
    let (mut items, mut after) = (Vec::new(), (i64::MIN, Uuid::nil()));
    loop {
        let found = merge(store, &lanes, after, 500).await?;
        let Some(last) = found.last().copied() else {
            return Ok(items);
        };
        let ids: Vec<Uuid> = found.iter().map(|(_, id)| *id).collect();
        items.extend(by_ids(store, &ids).await?);
        after = last;
    }
}

/// `now`: office time.
pub async fn task_counts(
    viewer: &Viewer,
    store: &Store,
    now: row::Instant,
) -> Result<TaskCounts, StoreError> {
    let count = async |scope| -> Result<i64, StoreError> {
        let found = merge(store, &lanes(viewer, scope), (i64::MIN, Uuid::nil()), 1_000).await?;
        Ok(i64::try_from(found.len()).unwrap_or(i64::MAX))
    };
    let later = store
        .read()
        .one(
            "SELECT COUNT(*) FROM put_off p JOIN task t ON t.id = p.id WHERE p.login = ? AND p.until > ? AND t.state = 'open' AND t.assignee = p.login",
            vec![text(&viewer.login), now.put()],
        )
        .await?;
    let put_off: i64 = later.map(|r| Cell::get(&r, 0)).transpose()?.unwrap_or(0);
    Ok(TaskCounts {
        mine: (count(Scope::Mine).await? - put_off).max(0),
        put_off,
        group: count(Scope::Group).await?,
        all: count(Scope::All).await?,
    })
}

/// One task in any state; its draft only for who typed it or holds it.
pub async fn task(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<TaskItem>, StoreError> {
    let found = task_and_case(viewer, store, id).await?;
    Ok(found.map(|(item, _)| item))
}

/// As [`task`], with the whole row of its case: what concluding it needs, in one read.
pub async fn task_and_case(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<(TaskItem, row::Instance)>, StoreError> {
    let Some((mut task, case)) = store.inner.tasks.ask(store, id).await? else {
        return Ok(None);
    };
    let own = viewer.person.is_none()
        || [&task.assignee, &task.ended_by]
            .into_iter()
            .flatten()
            .chain(&task.candidate_users)
            .any(|login| viewer.acts_as(login))
        || task.candidate_groups.iter().any(|g| viewer.in_group(g));
    if !own
        && super::instance(viewer, store, task.instance)
            .await?
            .is_none()
        && !on_lanes(viewer, store, id).await?
    {
        return Ok(None);
    }
    let writes = [&task.draft_by, &task.assignee]
        .into_iter()
        .flatten()
        .any(|login| viewer.acts_as(login));
    // A message is the office's from its first letter on; what is typed into a form is the holder's until it is handed over.
    let team = task.drafts.is_some() && task.candidate_groups.iter().any(|g| viewer.in_group(g));
    if !writes && !team && viewer.person.is_some() {
        task.draft = None;
    }
    let item = TaskItem {
        task,
        instance_title: case.title.clone(),
        business_key: case.business_key.clone(),
        office: case.office.clone(),
        term_at: case.term_at,
    };
    Ok(Some((item, case)))
}

/// Rows of tasks and of their cases, by the tasks' ids, whoever looks.
pub(crate) async fn tasks_and_cases(
    store: Store,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, (row::Task, row::Instance)>, StoreError> {
    let (places, ids) = list(uuids(ids));
    let sql = format!(
        "SELECT {}, {} FROM task t JOIN instance i ON i.id = t.instance WHERE t.id IN ({places})",
        columns(Table::Task, "t."),
        columns(Table::Instance, "i.")
    );
    let of_task = Table::Task.columns().len();
    let mut found = HashMap::new();
    for r in store.read().all(&sql, ids).await? {
        let task = row::Task::read(&r)?;
        found.insert(task.id, (task, row::Instance::read_from(&r, of_task)?));
    }
    Ok(found)
}

async fn on_lanes(viewer: &Viewer, store: &Store, id: Uuid) -> Result<bool, StoreError> {
    let (places, lanes) = list(all_lanes(viewer).iter().map(|l| text(l)).collect());
    let values = std::iter::once(id.put()).chain(lanes).collect();
    Ok(store
        .read()
        .one(
            &format!("SELECT 1 FROM task_lane WHERE task = ? AND lane IN ({places}) LIMIT 1"),
            values,
        )
        .await?
        .is_some())
}

/// Tasks of a case in any state, oldest first, without drafts.
pub async fn tasks_of_instance(
    viewer: &Viewer,
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Task>, StoreError> {
    if super::instance(viewer, store, instance).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut filter = Where::default();
    filter.and("instance = ?", [instance.put()]);
    let mut tasks: Vec<row::Task> = store
        .read()
        .rows(&format!("{} ORDER BY id", filter.sql()), filter.values)
        .await?;
    tasks.iter_mut().for_each(|t| t.draft = None);
    Ok(tasks)
}
