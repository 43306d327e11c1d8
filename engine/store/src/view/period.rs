//! Messages of a mailbox and a period, in the order they were kept, for an archive of them.

use super::mail::{despatch_item, mail_item};
use super::reach::{Where, despatches as despatch_reach, mails as mail_reach};
use super::{DespatchItem, MailItem};
use crate::cell::Cell;
use crate::fault::StoreError;
use crate::row::Instant;
use crate::sql::{Run, columns};
use crate::store::Store;
use crate::table::Table;
use ::office::Viewer;
use uuid::Uuid;

/// A mailbox, and times from (included) to (excluded).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub mailbox: Uuid,
    pub from: Instant,
    pub to: Instant,
}

/// Mails that came to the box in the period, receipts too, after this one; by the time they came to the box, else were
/// fetched. Those kept twice are given once.
pub async fn mails_of_period(
    viewer: &Viewer,
    store: &Store,
    period: Period,
    after: Uuid,
    limit: usize,
) -> Result<Vec<MailItem>, StoreError> {
    let mut w = Where::default();
    w.and(
        "m.mailbox = ? AND m.id > ? AND m.state <> 'duplicate'",
        [period.mailbox.put(), after.put()],
    );
    let at = "COALESCE(m.arrived_at, m.fetched_at)";
    w.and(
        &format!("{at} >= ? AND {at} < ?"),
        [period.from.put(), period.to.put()],
    );
    w.reach(mail_reach(viewer));
    let columns = columns(Table::Mail, "m.").replace("m.\"arrival\"", "'null'");
    let sql = format!(
        "SELECT {columns}, m.withheld_at, {} FROM mail m {} ORDER BY m.id LIMIT {limit}",
        match store.is_postgres() {
            true => "0::bigint",
            false => "0",
        },
        w.sql()
    );
    let rows = store.read().all(&sql, w.values).await?;
    Ok(rows.iter().map(mail_item).collect::<Result<_, _>>()?)
}

/// How many messages came to the box and left it in the period, those withheld too.
pub async fn count_of_period(
    _viewer: &Viewer,
    store: &Store,
    period: Period,
) -> Result<i64, StoreError> {
    let sql = "SELECT (SELECT COUNT(*) FROM mail WHERE mailbox = ? AND state <> 'duplicate' \
         AND COALESCE(arrived_at, fetched_at) >= ? AND COALESCE(arrived_at, fetched_at) < ?) + \
         (SELECT COUNT(*) FROM despatch WHERE mailbox = ? AND COALESCE(submitted_at, created_at) >= ? \
         AND COALESCE(submitted_at, created_at) < ?)";
    let of = || [period.mailbox.put(), period.from.put(), period.to.put()];
    let rows = store.read().all(sql, [of(), of()].concat()).await?;
    Ok(match rows.first() {
        Some(row) => Cell::get(row, 0)?,
        None => 0,
    })
}

/// Messages that left the box in the period, after this one; by the time the server took them, else they were made.
pub async fn despatches_of_period(
    viewer: &Viewer,
    store: &Store,
    period: Period,
    after: Uuid,
    limit: usize,
) -> Result<Vec<DespatchItem>, StoreError> {
    let mut w = Where::default();
    w.and(
        "m.mailbox = ? AND m.id > ?",
        [period.mailbox.put(), after.put()],
    );
    let at = "COALESCE(m.submitted_at, m.created_at)";
    w.and(
        &format!("{at} >= ? AND {at} < ?"),
        [period.from.put(), period.to.put()],
    );
    w.reach(despatch_reach(viewer));
    let sql = format!(
        "SELECT {}, m.withheld_at FROM despatch m {} ORDER BY m.id LIMIT {limit}",
        columns(Table::Despatch, "m."),
        w.sql()
    );
    let rows = store.read().all(&sql, w.values).await?;
    Ok(rows.iter().map(despatch_item).collect::<Result<_, _>>()?)
}
