//! Versions of what is written in a case, and what approvers decided about them.

use super::{many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::store::Store;
use uuid::Uuid;

/// Versions of the message this variable holds, oldest first.
pub async fn versions(
    store: &Store,
    instance: Uuid,
    variable: &str,
) -> Result<Vec<row::Version>, StoreError> {
    many(
        store,
        "WHERE instance = ? AND variable = ? ORDER BY number",
        vec![instance.put(), text(variable)],
    )
    .await
}

/// The newest version of the message this variable holds.
pub async fn last_version(
    store: &Store,
    instance: Uuid,
    variable: &str,
) -> Result<Option<row::Version>, StoreError> {
    one(
        store,
        "WHERE instance = ? AND variable = ? ORDER BY number DESC LIMIT 1",
        vec![instance.put(), text(variable)],
    )
    .await
}

/// What was decided in a case, about whatever it writes, oldest first.
pub async fn approvals(store: &Store, instance: Uuid) -> Result<Vec<row::Approval>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY at, id",
        vec![instance.put()],
    )
    .await
}

/// What a signing task was given.
pub async fn signature(store: &Store, task: Uuid) -> Result<Option<row::Signature>, StoreError> {
    one(store, "WHERE id = ?", vec![task.put()]).await
}

/// Documents of a case that came back signed, oldest first.
pub async fn signatures(store: &Store, instance: Uuid) -> Result<Vec<row::Signature>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY at, id",
        vec![instance.put()],
    )
    .await
}

/// By what a despatch was let out.
pub async fn release(store: &Store, despatch: Uuid) -> Result<Option<row::Release>, StoreError> {
    one(store, "WHERE id = ?", vec![despatch.put()]).await
}
