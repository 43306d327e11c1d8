//! Work given to offices, opinions and tags.

use super::{many, one};
use crate::cell::Cell;
use crate::fault::StoreError;
use crate::row;
use crate::store::Store;
use uuid::Uuid;

/// The assignment *per competenza* under which an office has this task now.
pub async fn assignment_of_task(
    store: &Store,
    task: Uuid,
) -> Result<Option<row::Assignment>, StoreError> {
    one(
        store,
        "WHERE task = ? AND kind = 'competence' AND state = 'open' ORDER BY id DESC LIMIT 1",
        vec![task.put()],
    )
    .await
}

/// Offices that may read a case *per conoscenza*, oldest first.
pub async fn copies_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Assignment>, StoreError> {
    many(
        store,
        "WHERE instance = ? AND kind = 'copy' ORDER BY id",
        vec![instance.put()],
    )
    .await
}

pub async fn opinion(store: &Store, id: Uuid) -> Result<Option<row::Opinion>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Oldest first.
pub async fn opinions_of_task(store: &Store, task: Uuid) -> Result<Vec<row::Opinion>, StoreError> {
    many(store, "WHERE task = ? ORDER BY id", vec![task.put()]).await
}

pub async fn put_off(store: &Store, task: Uuid) -> Result<Option<row::PutOff>, StoreError> {
    one(store, "WHERE id = ?", vec![task.put()]).await
}

/// By word.
pub async fn tags(store: &Store, object: Uuid) -> Result<Vec<row::Tag>, StoreError> {
    many(store, "WHERE object = ? ORDER BY word", vec![object.put()]).await
}
