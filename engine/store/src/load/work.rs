//! What is due and what waits: jobs, timers, subscriptions, stored events.

use super::{limit, many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row::{self, Instant};
use crate::sql::Run;
use crate::store::Store;
use uuid::Uuid;

/// What a command of the principal with this key is answered, while it is remembered.
pub async fn command_answer(
    store: &Store,
    principal: &str,
    key: &str,
) -> Result<Option<serde_json::Value>, StoreError> {
    let found = store
        .read()
        .one(
            "SELECT answer FROM command WHERE idempotency_key = ? AND principal = ?",
            vec![text(key), text(principal)],
        )
        .await?;
    Ok(found.map(|r| Cell::get(&r, 0)).transpose()?)
}

pub async fn job(store: &Store, id: Uuid) -> Result<Option<row::Job>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Jobs of an instance in any state, oldest first.
pub async fn jobs_of_instance(store: &Store, instance: Uuid) -> Result<Vec<row::Job>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

/// The job that shows a wait; the latest when there were several.
pub async fn job_of_wait(
    store: &Store,
    instance: Uuid,
    wait: i64,
) -> Result<Option<row::Job>, StoreError> {
    one(
        store,
        "WHERE instance = ? AND wait = ? ORDER BY id DESC LIMIT 1",
        vec![instance.put(), wait.put()],
    )
    .await
}

/// Jobs of which nobody knows whether their effect happened, oldest first.
pub async fn uncertain_jobs(store: &Store, n: usize) -> Result<Vec<row::Job>, StoreError> {
    many(
        store,
        "WHERE state = 'uncertain' ORDER BY id LIMIT ?",
        vec![limit(n)],
    )
    .await
}

/// When the next waiting job is due; None: none waits.
pub async fn next_job_due(store: &Store) -> Result<Option<Instant>, StoreError> {
    let row = store
        .read()
        .one(
            "SELECT MIN(due_at) FROM job WHERE state = 'waiting'",
            vec![],
        )
        .await?;
    Ok(row.map(|r| Cell::get(&r, 0)).transpose()?.flatten())
}

pub async fn timer(store: &Store, id: Uuid) -> Result<Option<row::Timer>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Timers due by `now`, soonest first.
pub async fn timers_due(
    store: &Store,
    now: Instant,
    n: usize,
) -> Result<Vec<row::Timer>, StoreError> {
    many(
        store,
        "WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
        vec![now.put(), limit(n)],
    )
    .await
}

/// When the next timer is due; None: there is none.
pub async fn next_timer_due(store: &Store) -> Result<Option<Instant>, StoreError> {
    let row = store
        .read()
        .one("SELECT MIN(due_at) FROM timer", vec![])
        .await?;
    Ok(row.map(|r| Cell::get(&r, 0)).transpose()?.flatten())
}

pub async fn timers_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Timer>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY due_at, id",
        vec![instance.put()],
    )
    .await
}

/// Start timers of a process.
pub async fn timers_of_process(
    store: &Store,
    process: Uuid,
) -> Result<Vec<row::Timer>, StoreError> {
    many(
        store,
        "WHERE process = ? ORDER BY due_at, id",
        vec![process.put()],
    )
    .await
}

pub async fn subscription(
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Subscription>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Subscriptions of running instances to the message, with this key; oldest first.
pub async fn subscriptions_matching(
    store: &Store,
    name: &str,
    key: &str,
) -> Result<Vec<row::Subscription>, StoreError> {
    many(
        store,
        "WHERE name = ? AND \"key\" = ? AND kind = 'message' AND instance IS NOT NULL ORDER BY id",
        vec![text(name), text(key)],
    )
    .await
}

/// Subscriptions to a signal, of running instances and of start events, at most `n` after `after`.
pub async fn signal_subscriptions(
    store: &Store,
    name: &str,
    after: Option<Uuid>,
    n: usize,
) -> Result<Vec<row::Subscription>, StoreError> {
    let values = vec![text(name), after.unwrap_or(Uuid::nil()).put(), limit(n)];
    many(
        store,
        "WHERE kind = 'signal' AND name = ? AND id > ? ORDER BY id LIMIT ?",
        values,
    )
    .await
}

/// Conditional start events, by process key.
pub async fn condition_starts(store: &Store) -> Result<Vec<row::Subscription>, StoreError> {
    many(
        store,
        "WHERE kind = 'condition' ORDER BY process_key, id",
        vec![],
    )
    .await
}

/// Start subscriptions to a message name, by process key.
pub async fn start_subscriptions_named(
    store: &Store,
    name: &str,
) -> Result<Vec<row::Subscription>, StoreError> {
    many(
        store,
        "WHERE name = ? AND kind = 'message' AND process IS NOT NULL ORDER BY process_key, id",
        vec![text(name)],
    )
    .await
}

/// Start subscriptions that listen to mail in any of these boxes (keys, addresses, `*`), by process key.
pub async fn start_subscriptions_for_mailbox(
    store: &Store,
    mailbox_key: &str,
    address: &str,
) -> Result<Vec<row::Subscription>, StoreError> {
    let rest = "WHERE process IS NOT NULL AND mailbox IN (?, ?, '*') ORDER BY process_key, id";
    many(store, rest, vec![text(mailbox_key), text(address)]).await
}

pub async fn subscriptions_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Subscription>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

pub async fn subscriptions_of_process(
    store: &Store,
    process: Uuid,
) -> Result<Vec<row::Subscription>, StoreError> {
    many(store, "WHERE process = ? ORDER BY id", vec![process.put()]).await
}

pub async fn event(store: &Store, id: Uuid) -> Result<Option<row::Event>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn event_by_message_id(
    store: &Store,
    message_id: &str,
) -> Result<Option<row::Event>, StoreError> {
    one(store, "WHERE message_id = ?", vec![text(message_id)]).await
}

/// Stored messages nobody took, of this name and key, for anyone; oldest first.
pub async fn events_waiting(
    store: &Store,
    name: &str,
    key: &str,
) -> Result<Vec<row::Event>, StoreError> {
    many(
        store,
        "WHERE name = ? AND \"key\" = ? AND kind = 'message' AND state = 'waiting' AND target IS NULL ORDER BY id",
        vec![text(name), text(key)],
    )
    .await
}

/// Inbox rows of an instance, oldest first.
pub async fn events_for(
    store: &Store,
    target: Uuid,
    n: usize,
) -> Result<Vec<row::Event>, StoreError> {
    many(
        store,
        "WHERE target = ? AND state = 'waiting' ORDER BY id LIMIT ?",
        vec![target.put(), limit(n)],
    )
    .await
}

/// Instances with something in their inbox, for the heartbeat.
pub async fn targets_waiting(store: &Store, n: usize) -> Result<Vec<Uuid>, StoreError> {
    let sql = "SELECT DISTINCT target FROM event WHERE state = 'waiting' AND target IS NOT NULL ORDER BY target LIMIT ?";
    let rows = store.read().all(sql, vec![limit(n)]).await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, _>>()?)
}

/// The join the heartbeat repeats: stored messages that some instance waits for or that start a process, and copies
/// for one of these; oldest first.
pub async fn deliverable(store: &Store, n: usize) -> Result<Vec<row::Event>, StoreError> {
    many(
        store,
        "WHERE kind = 'message' AND state = 'waiting' AND EXISTS (SELECT 1 FROM subscription s \
         WHERE s.name = event.name AND s.kind = 'message' \
         AND ((s.instance IS NOT NULL AND s.\"key\" = event.\"key\" AND (event.target IS NULL OR event.target = s.instance)) \
         OR (s.process IS NOT NULL AND s.mailbox IS NULL AND (event.target IS NULL OR event.target = s.id)))) ORDER BY id LIMIT ?",
        vec![limit(n)],
    )
    .await
}

/// Signals and their deliveries that are still to be done, at most `n` after `after`; oldest first.
pub async fn signals_waiting(
    store: &Store,
    after: Option<Uuid>,
    n: usize,
) -> Result<Vec<row::Event>, StoreError> {
    many(
        store,
        "WHERE state = 'waiting' AND kind <> 'message' AND id > ? ORDER BY id LIMIT ?",
        vec![after.unwrap_or(Uuid::nil()).put(), limit(n)],
    )
    .await
}

/// Which of these events exist already, in any state.
pub async fn events_known(store: &Store, ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let places = vec!["?"; ids.len()].join(", ");
    let found: Vec<row::Event> = if ids.is_empty() {
        Vec::new()
    } else {
        many(
            store,
            &format!("WHERE id IN ({places})"),
            ids.iter().map(|id| id.put()).collect(),
        )
        .await?
    };
    Ok(found.into_iter().map(|event| event.id).collect())
}

/// Stored messages whose time to live has passed, soonest first.
pub async fn events_expired(
    store: &Store,
    now: Instant,
    n: usize,
) -> Result<Vec<row::Event>, StoreError> {
    many(
        store,
        "WHERE state = 'waiting' AND expires_at <= ? ORDER BY expires_at, id LIMIT ?",
        vec![now.put(), limit(n)],
    )
    .await
}

/// The next expiry; None: nothing stored expires.
pub async fn next_expiry(store: &Store) -> Result<Option<Instant>, StoreError> {
    let row = store
        .read()
        .one(
            "SELECT MIN(expires_at) FROM event WHERE state = 'waiting'",
            vec![],
        )
        .await?;
    Ok(row.map(|r| Cell::get(&r, 0)).transpose()?.flatten())
}

/// The tasks of a case, the newest first, open and ended; at most `limit`.
pub async fn task_ids_of_instance(
    store: &Store,
    instance: Uuid,
    limit: usize,
) -> Result<Vec<Uuid>, StoreError> {
    let sql = format!("SELECT id FROM task WHERE instance = ? ORDER BY id DESC LIMIT {limit}");
    let rows = store.read().all(&sql, vec![instance.put()]).await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, sea_orm::DbErr>>()?)
}

/// Open tasks offered to one of these groups that nobody holds, up to `n`.
pub async fn tasks_offered(
    store: &Store,
    groups: &[String],
    n: usize,
) -> Result<Vec<row::Task>, StoreError> {
    let (places, mut values) = crate::sql::list(
        groups
            .iter()
            .map(|g| crate::cell::text(&format!("g:{g}")))
            .collect(),
    );
    values.push(limit(n));
    many(
        store,
        &format!(
            "WHERE id IN (SELECT DISTINCT task FROM task_lane WHERE lane IN ({places}) LIMIT ?)"
        ),
        values,
    )
    .await
}
