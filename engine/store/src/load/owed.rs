//! What those who write to us are owed, and whether a mail that left answers them.

use super::{limit, many, one};
use crate::cell::Cell;
use crate::fault::StoreError;
use crate::row;
use crate::store::Store;
use uuid::Uuid;

/// Of a despatch `d`: a gestore or a server has it, and not every recipient is known to have missed it.
pub(crate) const LEFT: &str =
    "d.state IN ('submitted', 'accepted') AND d.outcome NOT IN ('all_failed', 'not_accepted')";

/// Of a despatch `d`: it answers this mail (twice the same place holder).
const ANSWERS: &str = "(d.answers = ? OR d.id = (SELECT o.despatch FROM owed o WHERE o.id = ?))";

pub async fn owed(store: &Store, mail: Uuid) -> Result<Option<row::Owed>, StoreError> {
    one(store, "WHERE id = ?", vec![mail.put()]).await
}

/// For the mails of this case: the one that opened it, then those that were joined to it.
pub async fn owed_of_instance(store: &Store, instance: Uuid) -> Result<Vec<row::Owed>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY COALESCE(joined_at, 0), id",
        vec![instance.put()],
    )
    .await
}

/// The first mail that left and answers this one: by itself, or because it names it among others of its case.
pub async fn answer_to(store: &Store, mail: Uuid) -> Result<Option<row::Despatch>, StoreError> {
    one(
        store,
        &format!("AS d WHERE {ANSWERS} AND {LEFT} ORDER BY d.id LIMIT 1"),
        vec![mail.put(), mail.put()],
    )
    .await
}

/// Whether a mail that answers this one is about to leave, or nobody knows yet whether it did.
pub async fn answer_under_way(store: &Store, mail: Uuid) -> Result<bool, StoreError> {
    let found: Option<row::Despatch> = one(
        store,
        &format!("AS d WHERE {ANSWERS} AND d.state IN ('queued', 'submitting', 'unknown') LIMIT 1"),
        vec![mail.put(), mail.put()],
    )
    .await?;
    Ok(found.is_some())
}

/// Open ones whose case has ended and of which nobody has a task yet, or that have a task and were answered since.
pub async fn owed_to_settle(store: &Store, n: usize) -> Result<Vec<row::Owed>, StoreError> {
    let sql = format!(
        "AS o WHERE o.state = 'open' AND ((o.task IS NULL AND EXISTS (SELECT 1 FROM instance i WHERE i.id = o.instance AND i.ended_at IS NOT NULL)) \
         OR (o.task IS NOT NULL AND (EXISTS (SELECT 1 FROM despatch d WHERE d.answers = o.id AND {LEFT}) \
         OR EXISTS (SELECT 1 FROM despatch d WHERE d.id = o.despatch AND {LEFT})))) ORDER BY o.id LIMIT ?"
    );
    many(store, &sql, vec![limit(n)]).await
}

/// Answered ones whose answer turned out not to have been delivered to anybody.
pub async fn owed_missed(store: &Store, n: usize) -> Result<Vec<row::Owed>, StoreError> {
    many(
        store,
        "WHERE state = 'answered' AND despatch IN (SELECT id FROM despatch WHERE outcome IN ('all_failed', 'not_accepted')) ORDER BY id LIMIT ?",
        vec![limit(n)],
    )
    .await
}
