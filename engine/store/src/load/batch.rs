//! Batches that are worked, and what of them is still to be done.

use super::{limit, many, one};
use crate::cell::Cell;
use crate::fault::StoreError;
use crate::row;
use crate::store::Store;
use uuid::Uuid;

pub async fn batch(store: &Store, id: Uuid) -> Result<Option<row::Batch>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Oldest first.
pub async fn batches_running(store: &Store, n: usize) -> Result<Vec<row::Batch>, StoreError> {
    many(
        store,
        "WHERE state = 'running' ORDER BY id LIMIT ?",
        vec![limit(n)],
    )
    .await
}

pub async fn batch_items_waiting(
    store: &Store,
    batch: Uuid,
    n: usize,
) -> Result<Vec<row::BatchItem>, StoreError> {
    many(
        store,
        "WHERE batch = ? AND state = 'waiting' ORDER BY id LIMIT ?",
        vec![batch.put(), limit(n)],
    )
    .await
}
