//! Archives of a mailbox and a period.

use super::{limit, many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::store::Store;
use uuid::Uuid;

pub async fn period_archive(
    store: &Store,
    id: Uuid,
) -> Result<Option<row::PeriodArchive>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Of a mailbox, newest first, at most `n`.
pub async fn period_archives(
    store: &Store,
    mailbox: Uuid,
    n: usize,
) -> Result<Vec<row::PeriodArchive>, StoreError> {
    let rest = "WHERE mailbox = ? ORDER BY id DESC LIMIT ?";
    many(store, rest, vec![mailbox.put(), limit(n)]).await
}

/// The oldest that this node has still to make.
pub async fn period_archive_waiting(
    store: &Store,
    node: &str,
) -> Result<Option<row::PeriodArchive>, StoreError> {
    let rest = "WHERE state = 'waiting' AND node = ? ORDER BY id LIMIT 1";
    one(store, rest, vec![text(node)]).await
}
