//! Operations on many things at once: one's own, or all for an administrator.

use super::reach::Where;
use super::{Page, page, page_size, parse_before};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::Run;
use crate::store::Store;
use ::office::{Role, Viewer};
use sea_orm::DbErr;
use serde::Serialize;
use uuid::Uuid;

/// How far a batch is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub waiting: i64,
    pub done: i64,
    pub failed: i64,
}

fn own(viewer: &Viewer, w: &mut Where) {
    if viewer.person.is_some() && !viewer.has(Role::Amministratore) {
        w.and("created_by = ?", [text(&viewer.login)]);
    }
}

/// Newest first.
pub async fn batches(
    viewer: &Viewer,
    store: &Store,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<row::Batch>, StoreError> {
    let limit = page_size(limit);
    let mut w = Where::default();
    w.and("id < ?", [parse_before(cursor)?.put()]);
    own(viewer, &mut w);
    let rest = format!("{} ORDER BY id DESC LIMIT {}", w.sql(), limit + 1);
    let items = store.read().rows(&rest, w.values).await?;
    Ok(page(items, limit, |b: &row::Batch| {
        b.id.simple().to_string()
    }))
}

pub async fn batch(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Batch>, StoreError> {
    let mut w = Where::default();
    w.and("id = ?", [id.put()]);
    own(viewer, &mut w);
    Ok(store.read().row(&w.sql(), w.values).await?)
}

/// Of a batch the viewer may see; nothing of another.
pub async fn batch_progress(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Progress, StoreError> {
    let mut progress = Progress::default();
    if batch(viewer, store, id).await?.is_none() {
        return Ok(progress);
    }
    let sql = "SELECT state, COUNT(*) FROM batch_item WHERE batch = ? GROUP BY state";
    for found in store.read().all(sql, vec![id.put()]).await? {
        let read = || -> Result<(String, i64), DbErr> {
            Ok((Cell::get(&found, 0)?, Cell::get(&found, 1)?))
        };
        let (state, count) = read()?;
        match state.as_str() {
            "waiting" => progress.waiting = count,
            "done" => progress.done = count,
            _ => progress.failed = count,
        }
    }
    Ok(progress)
}

/// What a batch is done to, in the order it is done.
pub async fn batch_items(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
    state: Option<&str>,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<row::BatchItem>, StoreError> {
    let limit = page_size(limit);
    if batch(viewer, store, id).await?.is_none() {
        return Ok(page(Vec::new(), limit, |_| String::new()));
    }
    let after = cursor.map_or(Ok(Uuid::nil()), |c| {
        Uuid::try_parse(c).map_err(|_| StoreError::Cursor)
    })?;
    let mut w = Where::default();
    w.and("batch = ? AND id > ?", [id.put(), after.put()]);
    w.equals("state", state.map(text));
    let rest = format!("{} ORDER BY id LIMIT {}", w.sql(), limit + 1);
    let items = store.read().rows(&rest, w.values).await?;
    Ok(page(items, limit, |i: &row::BatchItem| {
        i.id.simple().to_string()
    }))
}
