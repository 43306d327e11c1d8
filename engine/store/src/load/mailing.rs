//! Messages that leave in parts.

use super::{limit, many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row::{self, Instant};
use crate::sql::{Run, list, uuids};
use crate::store::Store;
use crate::table::Stored;
use sea_orm::DbErr;
use uuid::Uuid;

/// Ids asked for in one statement.
const AT_ONCE: usize = 200;

pub async fn mailing(store: &Store, id: Uuid) -> Result<Option<row::Mailing>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Mailings not all of whose recipients were reached or dealt with, by id.
pub async fn mailings_open(
    store: &Store,
    after: Option<Uuid>,
    n: usize,
) -> Result<Vec<row::Mailing>, StoreError> {
    let values = vec![after.unwrap_or(Uuid::nil()).put(), limit(n)];
    many(
        store,
        "WHERE state <> 'ended' AND id > ? ORDER BY id LIMIT ?",
        values,
    )
    .await
}

/// By id.
pub async fn mailings_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Mailing>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

/// Mailings of this mailbox with parts due to leave after that, the last to end first.
pub async fn mailings_leaving(
    store: &Store,
    mailbox: Uuid,
    after: Instant,
) -> Result<Vec<row::Mailing>, StoreError> {
    many(
        store,
        "WHERE mailbox = ? AND paced_until > ? ORDER BY paced_until DESC",
        vec![mailbox.put(), after.put()],
    )
    .await
}

/// By id.
pub async fn despatches_of_mailing(
    store: &Store,
    mailing: Uuid,
) -> Result<Vec<row::Despatch>, StoreError> {
    many(store, "WHERE mailing = ? ORDER BY id", vec![mailing.put()]).await
}

/// Those of these that are there, in no order.
pub async fn despatches(store: &Store, ids: &[Uuid]) -> Result<Vec<row::Despatch>, StoreError> {
    among(store, ids).await
}

/// Those of these that are there, in no order.
pub async fn jobs(store: &Store, ids: &[Uuid]) -> Result<Vec<row::Job>, StoreError> {
    among(store, ids).await
}

async fn among<T: Stored>(store: &Store, ids: &[Uuid]) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let (places, values) = list(uuids(some.iter().copied()));
        found.extend(many(store, &format!("WHERE id IN ({places})"), values).await?);
    }
    Ok(found)
}

/// When the last messages of this mailbox left after that, newest first.
pub async fn left(
    store: &Store,
    mailbox: Uuid,
    after: Instant,
    n: usize,
) -> Result<Vec<Instant>, StoreError> {
    let sql = "SELECT left_at FROM despatch WHERE mailbox = ? AND left_at > ? ORDER BY left_at DESC LIMIT ?";
    instants(store, sql, vec![mailbox.put(), after.put(), limit(n)]).await
}

/// When the messages of this mailbox that are in the outbox and wait are tried, those that are due later than that.
pub async fn held(
    store: &Store,
    mailbox: Uuid,
    after: Instant,
) -> Result<Vec<Instant>, StoreError> {
    let sql = "SELECT j.due_at FROM despatch d JOIN job j ON j.id = d.job \
               WHERE d.state = 'queued' AND d.mailbox = ? AND j.state = 'waiting' AND j.due_at > ?";
    instants(store, sql, vec![mailbox.put(), after.put()]).await
}

/// The jobs of [`held`], those due first; at most `n`.
pub async fn jobs_held(
    store: &Store,
    mailbox: Uuid,
    after: Instant,
    n: usize,
) -> Result<Vec<row::Job>, StoreError> {
    many(
        store,
        "WHERE state = 'waiting' AND due_at > ? AND id IN (SELECT job FROM despatch WHERE state = 'queued' AND mailbox = ?) \
         ORDER BY due_at, id LIMIT ?",
        vec![after.put(), mailbox.put(), limit(n)],
    )
    .await
}

async fn instants(
    store: &Store,
    sql: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<Instant>, StoreError> {
    let rows = store.read().all(sql, values).await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, DbErr>>()?)
}

/// What recipients of a mailing left to do, and what was done.
pub async fn corrections_of_mailing(
    store: &Store,
    mailing: Uuid,
) -> Result<Vec<row::Correction>, StoreError> {
    many(
        store,
        "WHERE despatch IN (SELECT id FROM despatch WHERE mailing = ?) ORDER BY despatch, id",
        vec![mailing.put()],
    )
    .await
}

/// Recipients of a mailing who wait for somebody to deal with them, by despatch.
pub async fn corrections_open_of_mailing(
    store: &Store,
    mailing: Uuid,
) -> Result<Vec<row::Correction>, StoreError> {
    many(
        store,
        "WHERE state = ? AND despatch IN (SELECT id FROM despatch WHERE mailing = ?) ORDER BY despatch, id",
        vec![text("open"), mailing.put()],
    )
    .await
}

/// Despatches of this mailbox made between two instants, newest first.
pub async fn despatches_between(
    store: &Store,
    mailbox: Uuid,
    (from, to): (Instant, Instant),
    n: usize,
) -> Result<Vec<row::Despatch>, StoreError> {
    many(
        store,
        "WHERE mailbox = ? AND created_at >= ? AND created_at <= ? ORDER BY id DESC LIMIT ?",
        vec![mailbox.put(), from.put(), to.put(), limit(n)],
    )
    .await
}
