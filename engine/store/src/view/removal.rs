//! What was removed by act, and what is asked to be.

use super::{Page, despatch, mail, must, page, page_size, parse_before};
use crate::cell::Cell;
use crate::fault::StoreError;
use crate::row;
use crate::sql::Run;
use crate::store::Store;
use ::office::{Role, Viewer};
use uuid::Uuid;

/// Removals asked for, newest first; for those who ask and decide.
pub async fn removal_proposals(
    viewer: &Viewer,
    store: &Store,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<row::RemovalProposal>, StoreError> {
    must(viewer, &[Role::Protocollista, Role::Amministratore])?;
    let limit = page_size(limit);
    let found = store
        .read()
        .rows(
            &format!("WHERE id < ? ORDER BY id DESC LIMIT {}", limit + 1),
            vec![parse_before(cursor)?.put()],
        )
        .await?;
    Ok(page(found, limit, |p: &row::RemovalProposal| {
        p.id.simple().to_string()
    }))
}

/// What was removed of a message by act: of one that is still there, when the viewer may see it; of one that is gone,
/// whoever knows its id. Oldest first.
pub async fn removals_of(
    viewer: &Viewer,
    store: &Store,
    object: Uuid,
) -> Result<Vec<row::Removal>, StoreError> {
    let there = "SELECT 1 FROM mail WHERE id = ? UNION ALL SELECT 1 FROM despatch WHERE id = ?";
    let there = store
        .read()
        .one(there, vec![object.put(), object.put()])
        .await?;
    let seen = there.is_none()
        || mail(viewer, store, object).await?.is_some()
        || despatch(viewer, store, object).await?.is_some();
    if !seen {
        return Ok(Vec::new());
    }
    let rest = "WHERE object = ? AND \"table\" IN ('mail', 'despatch') ORDER BY at, id";
    Ok(store.read().rows(rest, vec![object.put()]).await?)
}
