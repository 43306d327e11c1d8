//! Leases inside the committer's transaction: on PostgreSQL rows that another node has locked are passed over.

use crate::cell::{Cell, text};
use crate::lease::Lease;
use crate::row;
use crate::sql::{Run, columns, list, uuids};
use crate::table::{Stored, Table};
use sea_orm::{DatabaseTransaction, DbErr};
use std::collections::HashSet;
use uuid::Uuid;

/// Takes the soonest due of the kinds and stores the lease. Each kind is read by its own index range.
///
/// `touched`: jobs that the sets of the same batch depend on or write. They are left for the next look: what a set writes
/// of a job was decided before, and would give it back the epoch it had.
pub(super) async fn take(
    tx: &DatabaseTransaction,
    lease: &Lease,
    touched: &HashSet<Uuid>,
    postgres: bool,
) -> Result<Vec<row::Job>, DbErr> {
    let skip = if postgres {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let limit = i64::try_from(lease.limit).unwrap_or(i64::MAX);
    let mut found: Vec<(i64, Uuid)> = Vec::new();
    for kind in &lease.kinds {
        let waiting = format!(
            "SELECT due_at, id FROM job WHERE state = 'waiting' AND kind = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?{skip}"
        );
        let ended = format!(
            "SELECT due_at, id FROM job WHERE state IN ('leased', 'prepared') AND kind = ? AND lease_until < ? ORDER BY lease_until, id LIMIT ?{skip}"
        );
        let left = "SELECT due_at, id FROM job WHERE state IN ('leased', 'prepared') AND kind = ? AND lease_until IS NOT NULL AND lease_owner <> ? ORDER BY lease_until, id LIMIT ?";
        let mut ways = vec![
            (waiting.as_str(), lease.now.put()),
            (ended.as_str(), lease.now_lease.put()),
        ];
        if lease.inherits && !postgres {
            ways.push((left, text(&lease.owner)));
        }
        for (sql, value) in ways {
            for job in tx.all(sql, vec![text(kind), value, limit.put()]).await? {
                found.push((Cell::get(&job, 0)?, Cell::get(&job, 1)?));
            }
        }
    }
    found.retain(|(_, id)| !touched.contains(id));
    found.sort_unstable();
    found.dedup();
    found.truncate(lease.limit);
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let lasts = chrono::TimeDelta::from_std(lease.lasts).map_err(|e| DbErr::Type(e.to_string()))?;
    let (places, ids) = list(uuids(found.iter().map(|(_, id)| *id)));
    let sql = format!(
        "UPDATE job SET state = CASE WHEN state = 'prepared' THEN 'prepared' ELSE 'leased' END, lease_owner = ?, lease_until = ?, \
         epoch = epoch + 1, revision = revision + 1, attempts = attempts + 1 WHERE id IN ({places}) RETURNING {}",
        columns(Table::Job, "")
    );
    let mut values = vec![text(&lease.owner), (lease.now_lease + lasts).put()];
    values.extend(ids);
    let mut jobs: Vec<row::Job> = tx
        .all(&sql, values)
        .await?
        .iter()
        .map(row::Job::read)
        .collect::<Result<_, _>>()?;
    jobs.sort_by_key(|job| (job.due_at, job.id));
    Ok(jobs)
}
