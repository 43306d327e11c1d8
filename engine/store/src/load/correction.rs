//! Recipients who were not reached, and whom else the address book holds.

use super::{limit, many, one, outward::OPEN};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::store::Store;
use uuid::Uuid;

/// The id is the task's too.
pub async fn correction(store: &Store, id: Uuid) -> Result<Option<row::Correction>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Of one despatch, by id.
pub async fn corrections_of_despatch(
    store: &Store,
    despatch: Uuid,
) -> Result<Vec<row::Correction>, StoreError> {
    many(
        store,
        "WHERE despatch = ? ORDER BY id",
        vec![despatch.put()],
    )
    .await
}

/// The despatches that repeat this one, oldest first.
pub async fn despatches_resending(
    store: &Store,
    despatch: Uuid,
) -> Result<Vec<row::Despatch>, StoreError> {
    many(store, "WHERE resends = ? ORDER BY id", vec![despatch.put()]).await
}

/// Certified contacts of somebody open with the same name before the `@` or at the same domain, by address; at most `n`.
pub async fn contacts_near(
    store: &Store,
    address: &str,
    n: usize,
) -> Result<Vec<row::Contact>, StoreError> {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let plain = |t: &str| t.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    many(
        store,
        &format!(
            "WHERE certified = ? AND (address LIKE ? ESCAPE '!' OR address LIKE ? ESCAPE '!') AND {OPEN} ORDER BY address, id LIMIT ?"
        ),
        vec![
            true.put(),
            text(&format!("{}@%", plain(local))),
            text(&format!("%@{}", plain(domain))),
            limit(n),
        ],
    )
    .await
}
