//! Providers, the health of mailboxes, the log of looks at them.

use super::{limit, many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::Run;
use crate::store::Store;
use uuid::Uuid;

/// Those an administrator changed, added or hid, by key.
pub async fn providers(store: &Store) -> Result<Vec<row::Provider>, StoreError> {
    many(store, "ORDER BY \"key\"", vec![]).await
}

pub async fn provider(store: &Store, id: Uuid) -> Result<Option<row::Provider>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// What is known of every mailbox's health.
pub async fn upkeeps(store: &Store) -> Result<Vec<row::Upkeep>, StoreError> {
    many(store, "ORDER BY id", vec![]).await
}

/// What is known of a mailbox's health.
pub async fn upkeep(store: &Store, mailbox: Uuid) -> Result<Option<row::Upkeep>, StoreError> {
    one(store, "WHERE id = ?", vec![mailbox.put()]).await
}

/// Looks at a mailbox, newest first, before the one named.
pub async fn looks(
    store: &Store,
    mailbox: Uuid,
    before: Option<Uuid>,
    n: usize,
) -> Result<Vec<row::Look>, StoreError> {
    let values = vec![mailbox.put(), before.unwrap_or(Uuid::max()).put(), limit(n)];
    many(
        store,
        "WHERE mailbox = ? AND id < ? ORDER BY id DESC LIMIT ?",
        values,
    )
    .await
}

/// Ids of looks that lie behind the newest `keep` of their mailbox, at most `n`.
pub async fn looks_beyond(
    store: &Store,
    mailbox: Uuid,
    keep: usize,
    n: usize,
) -> Result<Vec<Uuid>, StoreError> {
    let values = vec![mailbox.put(), limit(n), limit(keep)];
    let sql = "SELECT id FROM look WHERE mailbox = ? ORDER BY id DESC LIMIT ? OFFSET ?";
    let rows = store.read().all(sql, values).await?;
    let found: Result<Vec<Uuid>, _> = rows.iter().map(|r| Cell::get(r, 0)).collect();
    Ok(found?)
}

/// UIDs of what is kept of a folder under a numbering, ascending.
pub async fn kept_uids(
    store: &Store,
    mailbox: Uuid,
    folder: &str,
    uid_validity: i64,
) -> Result<Vec<i64>, StoreError> {
    let sql =
        "SELECT uid FROM mail WHERE mailbox = ? AND folder = ? AND uid_validity = ? ORDER BY uid";
    let values = vec![mailbox.put(), text(folder), uid_validity.put()];
    let rows = store.read().all(sql, values).await?;
    let found: Result<Vec<i64>, _> = rows.iter().map(|r| Cell::get(r, 0)).collect();
    Ok(found?)
}

/// Those of these objects that were removed by act.
pub async fn removed_among(store: &Store, objects: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let mut found = Vec::new();
    for some in objects.chunks(200) {
        let (places, values) = crate::sql::list(crate::sql::uuids(some.iter().copied()));
        let sql = format!("SELECT object FROM removal WHERE object IN ({places})");
        for row in store.read().all(&sql, values).await? {
            found.push(Cell::get(&row, 0)?);
        }
    }
    Ok(found)
}

/// Of each mailbox that has any: messages that could not be read and whose alarm nobody has closed.
pub async fn quarantined(store: &Store) -> Result<Vec<(Uuid, i64)>, StoreError> {
    let sql = "SELECT m.mailbox, COUNT(*) FROM incident i JOIN mail m ON m.id = i.subject \
               WHERE i.state = 'open' AND i.code = 'mail_quarantined' GROUP BY m.mailbox";
    let rows = store.read().all(sql, vec![]).await?;
    let found: Result<Vec<(Uuid, i64)>, _> = rows
        .iter()
        .map(|r| Ok((Cell::get(r, 0)?, Cell::get(r, 1)?)))
        .collect();
    found
}

/// Receipts of a mailbox after the one named, oldest first, as recognised.
pub async fn receipts_in(
    store: &Store,
    mailbox: Uuid,
    after: Uuid,
    n: usize,
) -> Result<Vec<row::Mail>, StoreError> {
    let values = vec![mailbox.put(), after.put(), limit(n)];
    many(
        store,
        "WHERE mailbox = ? AND kind = 'receipt' AND state <> 'duplicate' AND id > ? ORDER BY id LIMIT ?",
        values,
    )
    .await
}
