//! Figures at a glance: how much of each process goes on.

use super::reach::{Where, instances as reach};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::sql::Run;
use crate::store::Store;
use ::office::{Role, Viewer};
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;

/// What goes on of a process, all its versions together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstanceCount {
    /// Key of the process.
    pub process: String,
    /// Running or suspended instances.
    pub running: i64,
    /// Their open incidents.
    pub incidents: i64,
}

/// Counts of the instances that have not ended and that the viewer may see, by process; an analyst is told all.
pub async fn instance_counts(
    viewer: &Viewer,
    store: &Store,
) -> Result<Vec<InstanceCount>, StoreError> {
    let mut w = Where::default();
    w.and("i.state IN (?, ?)", [text("running"), text("suspended")]);
    // A sum names nobody, and who publishes a version must know how much runs on it.
    if !viewer.has(Role::Analista) {
        w.reach(reach(viewer));
    }
    let sql = format!(
        "SELECT i.process_key, COUNT(*), CAST(SUM(i.open_incidents) AS BIGINT) FROM instance i {} GROUP BY i.process_key ORDER BY i.process_key",
        w.sql()
    );
    let item = |r: &QueryResult| -> Result<InstanceCount, DbErr> {
        Ok(InstanceCount {
            process: Cell::get(r, 0)?,
            running: Cell::get(r, 1)?,
            incidents: Cell::get(r, 2)?,
        })
    };
    let rows = store.read().all(&sql, w.values).await?;
    Ok(rows.iter().map(item).collect::<Result<_, _>>()?)
}
