//! Deployments, processes, instances and what belongs to them.

use super::{limit, many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::{Run, list, uuids};
use crate::store::Store;
use sea_orm::Value;
use std::collections::HashMap;
use uuid::Uuid;

pub async fn instance(store: &Store, id: Uuid) -> Result<Option<row::Instance>, StoreError> {
    store.inner.instances.ask(store, id).await
}

/// As [`instances`], by id.
pub(crate) async fn instances_by_id(
    store: Store,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, row::Instance>, StoreError> {
    let found = instances(&store, &ids).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// Those of the instances that exist, in no order. At most 512 ids.
pub async fn instances(store: &Store, ids: &[Uuid]) -> Result<Vec<row::Instance>, StoreError> {
    let (places, ids) = list(uuids(ids.iter().copied()));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    many(store, &format!("WHERE id IN ({places})"), ids).await
}

/// The segments asked for that exist, by number.
pub async fn parts(
    store: &Store,
    instance: Uuid,
    parts: &[i64],
) -> Result<Vec<row::InstancePart>, StoreError> {
    let mut found = Vec::with_capacity(parts.len());
    for chunk in parts.chunks(512) {
        let (places, numbers) = list(chunk.iter().map(Cell::put).collect());
        let values: Vec<Value> = std::iter::once(instance.put()).chain(numbers).collect();
        found.extend(
            many::<row::InstancePart>(
                store,
                &format!("WHERE instance = ? AND part IN ({places}) ORDER BY part"),
                values,
            )
            .await?,
        );
    }
    Ok(found)
}

/// The trace from `seq` on, oldest first.
pub async fn trace(store: &Store, instance: Uuid, seq: i64) -> Result<Vec<row::Trace>, StoreError> {
    many(
        store,
        "WHERE instance = ? AND seq >= ? ORDER BY seq",
        vec![instance.put(), seq.put()],
    )
    .await
}

pub async fn children(store: &Store, parent: Uuid) -> Result<Vec<row::Instance>, StoreError> {
    many(store, "WHERE parent = ? ORDER BY id", vec![parent.put()]).await
}

/// Instances of a deployment after `after`, by id: to work through them in portions.
pub async fn instances_of_deployment(
    store: &Store,
    deployment: Uuid,
    after: Option<Uuid>,
    n: usize,
) -> Result<Vec<row::Instance>, StoreError> {
    let after = after.unwrap_or(Uuid::nil());
    many(
        store,
        "WHERE deployment = ? AND id > ? ORDER BY id LIMIT ?",
        vec![deployment.put(), after.put(), limit(n)],
    )
    .await
}

/// Instances that have not ended, after `after`, by id: to work through them in portions.
pub async fn instances_going(
    store: &Store,
    after: Option<Uuid>,
    n: usize,
) -> Result<Vec<row::Instance>, StoreError> {
    let after = after.unwrap_or(Uuid::nil());
    many(
        store,
        "WHERE ended_at IS NULL AND id > ? ORDER BY id LIMIT ?",
        vec![after.put(), limit(n)],
    )
    .await
}

pub async fn instances_of_business_key(
    store: &Store,
    business_key: &str,
) -> Result<Vec<row::Instance>, StoreError> {
    many(
        store,
        "WHERE business_key = ? ORDER BY id",
        vec![text(business_key)],
    )
    .await
}

pub async fn has_instances(store: &Store, deployment: Uuid) -> Result<bool, StoreError> {
    Ok(store
        .read()
        .one(
            "SELECT 1 FROM instance WHERE deployment = ? LIMIT 1",
            vec![deployment.put()],
        )
        .await?
        .is_some())
}

pub async fn deployment(store: &Store, id: Uuid) -> Result<Option<row::Deployment>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// The latest deployment with this content.
pub async fn deployment_by_content(
    store: &Store,
    content_hash: &row::Sha,
) -> Result<Option<row::Deployment>, StoreError> {
    one(
        store,
        "WHERE content_hash = ? ORDER BY id DESC LIMIT 1",
        vec![content_hash.put()],
    )
    .await
}

/// All, oldest first.
pub async fn deployments(store: &Store) -> Result<Vec<row::Deployment>, StoreError> {
    many(store, "ORDER BY created_at, id", vec![]).await
}

/// The blob of a file of a deployment.
pub async fn deployment_file(
    store: &Store,
    deployment_id: Uuid,
    path: &str,
) -> Result<Option<row::Sha>, StoreError> {
    let found = deployment(store, deployment_id).await?;
    Ok(found.and_then(|d| {
        d.files
            .into_iter()
            .find(|(p, _)| p == path)
            .map(|(_, sha)| sha)
    }))
}

pub async fn process(store: &Store, id: Uuid) -> Result<Option<row::Process>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn latest_process(store: &Store, key: &str) -> Result<Option<row::Process>, StoreError> {
    one(
        store,
        "WHERE \"key\" = ? ORDER BY version DESC LIMIT 1",
        vec![text(key)],
    )
    .await
}

/// All versions of a process, oldest first.
pub async fn process_versions(store: &Store, key: &str) -> Result<Vec<row::Process>, StoreError> {
    many(store, "WHERE \"key\" = ? ORDER BY version", vec![text(key)]).await
}

pub async fn processes_of_deployment(
    store: &Store,
    deployment: Uuid,
) -> Result<Vec<row::Process>, StoreError> {
    many(
        store,
        "WHERE deployment = ? ORDER BY \"key\", version",
        vec![deployment.put()],
    )
    .await
}

/// The latest version of every process, by key.
pub async fn latest_processes(store: &Store) -> Result<Vec<row::Process>, StoreError> {
    many(store, "WHERE version = (SELECT MAX(p.version) FROM process p WHERE p.\"key\" = process.\"key\") ORDER BY \"key\"", vec![]).await
}

pub async fn draft(store: &Store, name: &str) -> Result<Option<row::Draft>, StoreError> {
    one(store, "WHERE name = ?", vec![text(name)]).await
}

pub async fn task(store: &Store, id: Uuid) -> Result<Option<row::Task>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Those of these tasks that are open. At most 512 ids.
pub async fn tasks_open(store: &Store, ids: &[Uuid]) -> Result<Vec<row::Task>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (places, values) = list(uuids(ids.iter().copied()));
    many(
        store,
        &format!("WHERE state = 'open' AND id IN ({places})"),
        values,
    )
    .await
}

/// Tasks of an instance in any state, oldest first.
pub async fn tasks_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Task>, StoreError> {
    let found = store.inner.tasks_of_instance.ask(store, instance).await?;
    Ok(found.unwrap_or_default())
}

pub(crate) async fn tasks_by_instance(
    store: Store,
    instances: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<row::Task>>, StoreError> {
    let (places, ids) = list(uuids(instances));
    let tasks: Vec<row::Task> = many(
        &store,
        &format!("WHERE instance IN ({places}) ORDER BY id"),
        ids,
    )
    .await?;
    let mut found: HashMap<Uuid, Vec<row::Task>> = HashMap::new();
    for task in tasks {
        found.entry(task.instance).or_default().push(task);
    }
    Ok(found)
}

/// The task that shows a wait; the latest when there were several.
pub async fn task_of_wait(
    store: &Store,
    instance: Uuid,
    wait: i64,
) -> Result<Option<row::Task>, StoreError> {
    one(
        store,
        "WHERE instance = ? AND wait = ? ORDER BY id DESC LIMIT 1",
        vec![instance.put(), wait.put()],
    )
    .await
}

pub async fn incident(store: &Store, id: Uuid) -> Result<Option<row::Incident>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Incidents of an instance in any state, oldest first.
pub async fn incidents_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Incident>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

/// Open incidents about a mailbox or a mail.
pub async fn incidents_of_subject(
    store: &Store,
    subject: Uuid,
) -> Result<Vec<row::Incident>, StoreError> {
    many(
        store,
        "WHERE subject = ? AND state = 'open' ORDER BY id",
        vec![subject.put()],
    )
    .await
}

pub async fn notes(store: &Store, instance: Uuid) -> Result<Vec<row::Note>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

/// Notices of an instance, oldest first.
pub async fn notice(store: &Store, id: Uuid) -> Result<Option<row::Notice>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn notices_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Notice>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

/// Who writes the answer of this id, or wrote the last.
pub async fn reply(store: &Store, id: Uuid) -> Result<Option<row::Reply>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}
