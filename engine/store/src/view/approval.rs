//! What somebody may approve, and what they are to have signed.

use super::reach::own_lanes;
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::sql::{Run, list};
use crate::store::Store;
use ::office::Viewer;
use std::collections::HashSet;
use uuid::Uuid;

/// Of the version that stands now.
const NEWEST: &str = "(SELECT MAX(n.number) FROM version n WHERE n.instance = t.instance AND n.variable = t.approves)";

/// Approvals on the viewer's desk, held or offered, at most 1,000. Without those of a version the viewer wrote or has
/// approved already: these wait for somebody else.
pub async fn to_approve(viewer: &Viewer, store: &Store) -> Result<HashSet<Uuid>, StoreError> {
    let (places, mut values) = list(own_lanes(viewer).iter().map(|l| text(l)).collect());
    values.extend([text(&viewer.login), text(&viewer.login)]);
    let sql = format!(
        "SELECT DISTINCT t.id FROM task_lane l JOIN task t ON t.id = l.task WHERE l.lane IN ({places}) AND t.approves IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM version v WHERE v.instance = t.instance AND v.variable = t.approves AND v.author = ? AND v.number = {NEWEST}) \
         AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.instance = t.instance AND a.variable = t.approves AND a.decided_by = ? \
           AND a.decision = 'approved' AND a.void_at IS NULL AND a.number = {NEWEST}) LIMIT 1000"
    );
    let rows = store.read().all(&sql, values).await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, sea_orm::DbErr>>()?)
}

/// Documents to be signed on the viewer's desk, held or offered, at most 1,000.
pub async fn to_sign(viewer: &Viewer, store: &Store) -> Result<HashSet<Uuid>, StoreError> {
    let (places, values) = list(own_lanes(viewer).iter().map(|l| text(l)).collect());
    let sql = format!(
        "SELECT DISTINCT t.id FROM task_lane l JOIN task t ON t.id = l.task WHERE l.lane IN ({places}) AND t.signs IS NOT NULL LIMIT 1000"
    );
    let rows = store.read().all(&sql, values).await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, sea_orm::DbErr>>()?)
}
