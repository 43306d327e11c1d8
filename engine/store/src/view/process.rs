//! Cases, what happened in them, what is stuck, and the processes they follow.

use super::owed::holders;
use super::reach::{Where, everywhere, instances as reach};
use super::{Page, must, page, page_size, parse_before};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::{Run, columns};
use crate::store::Store;
use crate::table::{Stored, Table};
use ::office::{Role, Viewer};
use serde::Serialize;
use uuid::Uuid;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct InstanceFilter {
    /// Process key.
    pub process: Option<String>,
    pub deployment: Option<Uuid>,
    pub state: Option<String>,
    pub business_key: Option<String>,
    pub office: Option<String>,
    /// Key of an area: cases of its offices.
    pub area: Option<String>,
    pub parent: Option<Uuid>,
    pub tag: Option<String>,
}

/// A case with the version of its process. The snapshot is not read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstanceItem {
    #[serde(flatten)]
    pub instance: row::Instance,
    pub process_version: Option<i32>,
    pub process_name: Option<String>,
    /// Who holds an open task of it, and since when; the one who has held longest.
    pub holder: Option<Holder>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    pub login: String,
    pub since: Option<row::Instant>,
}

fn select(store: &Store) -> String {
    let nothing = if store.is_postgres() {
        "''::bytea"
    } else {
        "x''"
    };
    let columns = columns(Table::Instance, "i.").replace("i.\"snapshot\"", nothing);
    format!(
        "SELECT {columns}, p.version, p.name FROM instance i LEFT JOIN process p ON p.id = i.process"
    )
}

/// Newest first.
pub async fn instances(
    viewer: &Viewer,
    store: &Store,
    filter: &InstanceFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<InstanceItem>, StoreError> {
    let limit = page_size(limit);
    let mut w = Where::default();
    w.and("i.id < ?", [parse_before(cursor)?.put()]);
    w.equals("i.process_key", filter.process.as_deref().map(text));
    w.equals("i.deployment", filter.deployment.map(|d| d.put()));
    w.equals("i.state", filter.state.as_deref().map(text));
    w.equals("i.business_key", filter.business_key.as_deref().map(text));
    w.equals("i.office", filter.office.as_deref().map(text));
    if let Some(area) = &filter.area {
        w.and(
            "i.office IN (SELECT o.\"key\" FROM office o JOIN area a ON a.id = o.area WHERE a.\"key\" = ?)",
            [text(area)],
        );
    }
    w.equals("i.parent", filter.parent.map(|p| p.put()));
    if let Some(tag) = &filter.tag {
        w.and(
            "i.id IN (SELECT object FROM tag WHERE kind = 'instance' AND word = ?)",
            [text(&tag.trim().to_lowercase())],
        );
    }
    w.reach(reach(viewer));
    let items = read(
        store,
        &w,
        &format!("ORDER BY i.id DESC LIMIT {}", limit + 1),
    )
    .await?;
    Ok(page(items, limit, |i| i.instance.id.simple().to_string()))
}

pub async fn instance(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<InstanceItem>, StoreError> {
    let mut w = Where::default();
    w.and("i.id = ?", [id.put()]);
    w.reach(reach(viewer));
    Ok(read(store, &w, "").await?.pop())
}

/// Newest first, at most `limit`.
pub(super) async fn newest(
    store: &Store,
    w: Where,
    limit: usize,
) -> Result<Vec<InstanceItem>, StoreError> {
    read(store, &w, &format!("ORDER BY i.id DESC LIMIT {limit}")).await
}

async fn read(store: &Store, w: &Where, rest: &str) -> Result<Vec<InstanceItem>, StoreError> {
    let at = Table::Instance.columns().len();
    let rows = store
        .read()
        .all(
            &format!("{} {} {rest}", select(store), w.sql()),
            w.values.clone(),
        )
        .await?;
    let item = |r: &sea_orm::QueryResult| -> Result<InstanceItem, sea_orm::DbErr> {
        Ok(InstanceItem {
            instance: row::Instance::read(r)?,
            process_version: r.try_get_by_index(at)?,
            process_name: Cell::get(r, at + 1)?,
            holder: None,
        })
    };
    let mut items = rows.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    add_holders(store, &mut items).await?;
    Ok(items)
}

async fn add_holders(store: &Store, items: &mut [InstanceItem]) -> Result<(), StoreError> {
    let going = items.iter().filter(|i| i.instance.ended_at.is_none());
    let mut holders = holders(store, going.map(|i| i.instance.id)).await?;
    for item in items {
        item.holder = holders.remove(&item.instance.id);
    }
    Ok(())
}

/// The stored snapshot, for the page of variables; None when the case may not be seen.
pub async fn snapshot(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Instance>, StoreError> {
    if instance(viewer, store, id).await?.is_none() {
        return Ok(None);
    }
    crate::load::instance(store, id).await
}

/// The packed trace from `seq` on, oldest first; empty when the case may not be seen.
pub async fn trace(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
    seq: i64,
    limit: usize,
) -> Result<Vec<row::Trace>, StoreError> {
    if instance(viewer, store, id).await?.is_none() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(store
        .read()
        .rows(
            "WHERE instance = ? AND seq >= ? ORDER BY seq LIMIT ?",
            vec![id.put(), seq.put(), limit.put()],
        )
        .await?)
}

/// Remarks on a case, oldest first.
pub async fn notes(viewer: &Viewer, store: &Store, id: Uuid) -> Result<Vec<row::Note>, StoreError> {
    if instance(viewer, store, id).await?.is_none() {
        return Ok(Vec::new());
    }
    crate::load::notes(store, id).await
}

/// Jobs of a case, oldest first.
pub async fn jobs(viewer: &Viewer, store: &Store, id: Uuid) -> Result<Vec<row::Job>, StoreError> {
    if instance(viewer, store, id).await?.is_none() {
        return Ok(Vec::new());
    }
    crate::load::jobs_of_instance(store, id).await
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct IncidentFilter {
    pub state: Option<String>,
    pub instance: Option<Uuid>,
    pub process: Option<String>,
}

/// Newest first. Those of a mailbox or a mail are for administrators.
pub async fn incidents(
    viewer: &Viewer,
    store: &Store,
    filter: &IncidentFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<row::Incident>, StoreError> {
    let limit = page_size(limit);
    let mut w = Where::default();
    w.and("id < ?", [parse_before(cursor)?.put()]);
    w.equals("state", filter.state.as_deref().map(text));
    w.equals("instance", filter.instance.map(|i| i.put()));
    w.equals("process_key", filter.process.as_deref().map(text));
    incident_reach(viewer, &mut w);
    let items = store
        .read()
        .rows(
            &format!("{} ORDER BY id DESC LIMIT {}", w.sql(), limit + 1),
            w.values,
        )
        .await?;
    Ok(page(items, limit, |i: &row::Incident| {
        i.id.simple().to_string()
    }))
}

pub async fn incident(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Incident>, StoreError> {
    let mut w = Where::default();
    w.and("id = ?", [id.put()]);
    incident_reach(viewer, &mut w);
    Ok(store.read().row(&w.sql(), w.values).await?)
}

fn incident_reach(viewer: &Viewer, w: &mut Where) {
    if everywhere(viewer) || viewer.has(Role::Amministratore) {
        return;
    }
    if let Some((condition, values)) = reach(viewer) {
        w.and(
            &format!(
                "EXISTS (SELECT 1 FROM instance i WHERE i.id = incident.instance AND {condition})"
            ),
            values,
        );
    }
}

/// The latest version of every process, by key; for everybody who is logged in.
pub async fn processes(_viewer: &Viewer, store: &Store) -> Result<Vec<row::Process>, StoreError> {
    crate::load::latest_processes(store).await
}

/// All versions of a process, newest first.
pub async fn process_versions(
    _viewer: &Viewer,
    store: &Store,
    key: &str,
) -> Result<Vec<row::Process>, StoreError> {
    let mut versions = crate::load::process_versions(store, key).await?;
    versions.reverse();
    Ok(versions)
}

pub async fn process(
    _viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Process>, StoreError> {
    crate::load::process(store, id).await
}

/// A bundle as deployed, with its processes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeploymentItem {
    #[serde(flatten)]
    pub deployment: row::Deployment,
    pub processes: Vec<row::Process>,
}

/// Newest first; for analysts and overseers.
pub async fn deployments(
    viewer: &Viewer,
    store: &Store,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<DeploymentItem>, StoreError> {
    must(
        viewer,
        &[
            Role::Analista,
            Role::Amministratore,
            Role::Supervisore,
            Role::Consultazione,
        ],
    )?;
    let limit = page_size(limit);
    let sql = format!("WHERE id < ? ORDER BY id DESC LIMIT {}", limit + 1);
    let found: Vec<row::Deployment> = store
        .read()
        .rows(&sql, vec![parse_before(cursor)?.put()])
        .await?;
    let mut items = Vec::with_capacity(found.len());
    for deployment in found {
        let processes = crate::load::processes_of_deployment(store, deployment.id).await?;
        items.push(DeploymentItem {
            deployment,
            processes,
        });
    }
    Ok(page(items, limit, |d| d.deployment.id.simple().to_string()))
}

pub async fn deployment(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<DeploymentItem>, StoreError> {
    must(
        viewer,
        &[
            Role::Analista,
            Role::Amministratore,
            Role::Supervisore,
            Role::Consultazione,
        ],
    )?;
    let Some(deployment) = crate::load::deployment(store, id).await? else {
        return Ok(None);
    };
    let processes = crate::load::processes_of_deployment(store, id).await?;
    Ok(Some(DeploymentItem {
        deployment,
        processes,
    }))
}

/// Drafts of the designer, by name; for analysts.
pub async fn drafts(viewer: &Viewer, store: &Store) -> Result<Vec<row::Draft>, StoreError> {
    must(viewer, &[Role::Analista, Role::Amministratore])?;
    Ok(store.read().rows("ORDER BY name", vec![]).await?)
}
