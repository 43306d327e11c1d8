//! Who waits for an answer (*da riscontrare*): mails nobody has sorted, and cases without an answer.

use super::reach::{Where, mails as reach};
use super::{Holder, Page, page, page_size, parse_after};
use crate::cell::Cell;
use crate::fault::StoreError;
use crate::load::LEFT;
use crate::row::{self, Instant};
use crate::sql::{Run, list, uuids};
use crate::store::Store;
use ::office::Viewer;
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

/// A mail that has neither an answer nor a reason for none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unanswered {
    pub mail: Uuid,
    pub mailbox: Uuid,
    /// transport | anomaly | ordinary | quarantined
    pub kind: String,
    pub verdict: Option<String>,
    pub from_address: String,
    pub from_name: String,
    pub subject: String,
    /// When it came into the mailbox, else when it was fetched: its age counts from here.
    pub arrived_at: Instant,
    /// The case it opened or was joined to; None: nobody has sorted it.
    pub instance: Option<Uuid>,
    pub office: Option<String>,
    /// The case has ended: the head of the office has a task.
    pub ended: bool,
    /// Who holds an open task of the case.
    pub holder: Option<Holder>,
    /// Who looked at it first, and when.
    pub seen: Option<Holder>,
    pub withheld: bool,
}

const OPEN: &str = "m.id IN (SELECT id FROM mail WHERE state IN ('inbox', 'quarantined') UNION SELECT id FROM owed WHERE state = 'open')";

fn waiting(viewer: &Viewer) -> Where {
    let mut w = Where::default();
    w.and(OPEN, []);
    w.and(
        &format!("NOT EXISTS (SELECT 1 FROM despatch d WHERE d.answers = m.id AND {LEFT})"),
        [],
    );
    w.and(
        &format!("NOT EXISTS (SELECT 1 FROM owed j JOIN despatch d ON d.id = j.despatch WHERE j.id = m.id AND j.state = 'open' AND {LEFT})"),
        [],
    );
    w.reach(reach(viewer));
    w
}

/// Longest waiting first.
pub async fn unanswered(
    viewer: &Viewer,
    store: &Store,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<Unanswered>, StoreError> {
    let limit = page_size(limit);
    let mut w = waiting(viewer);
    w.and("m.id > ?", [parse_after(cursor)?.put()]);
    let sql = format!(
        "SELECT m.id, m.mailbox, m.kind, m.verdict, m.from_address, m.from_name, m.subject, COALESCE(m.arrived_at, m.fetched_at), \
         o.instance, i.office, i.ended_at, m.withheld_at FROM mail m LEFT JOIN owed o ON o.id = m.id AND o.state = 'open' \
         LEFT JOIN instance i ON i.id = o.instance {} ORDER BY m.id LIMIT {}",
        w.sql(),
        limit + 1
    );
    let item = |r: &QueryResult| -> Result<Unanswered, DbErr> {
        let withheld = r.try_get_by_index::<Option<i64>>(11)?.is_some();
        let text = |at: usize| -> Result<String, DbErr> {
            match withheld {
                true => Ok(String::new()),
                false => Cell::get(r, at),
            }
        };
        Ok(Unanswered {
            mail: Cell::get(r, 0)?,
            mailbox: Cell::get(r, 1)?,
            kind: Cell::get(r, 2)?,
            verdict: Cell::get(r, 3)?,
            from_address: text(4)?,
            from_name: text(5)?,
            subject: text(6)?,
            arrived_at: Cell::get(r, 7)?,
            instance: Cell::get(r, 8)?,
            office: Cell::get(r, 9)?,
            ended: r.try_get_by_index::<Option<i64>>(10)?.is_some(),
            holder: None,
            seen: None,
            withheld,
        })
    };
    let rows = store.read().all(&sql, w.values).await?;
    let mut items = rows.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    let mut holders = holders(store, items.iter().filter_map(|i| i.instance)).await?;
    let mut seen = super::first_looks(store, items.iter().map(|i| i.mail)).await?;
    for item in &mut items {
        item.holder = item.instance.and_then(|i| holders.remove(&i));
        item.seen = seen.remove(&item.mail);
    }
    Ok(page(items, limit, |i| i.mail.simple().to_string()))
}

/// How many wait, each counted on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct UnansweredCounts {
    /// Nobody has sorted them.
    pub to_sort: i64,
    /// Their case is under way.
    pub going: i64,
    /// Their case ended without an answer or a reason.
    pub ended: i64,
}

pub async fn unanswered_counts(
    viewer: &Viewer,
    store: &Store,
) -> Result<UnansweredCounts, StoreError> {
    let w = waiting(viewer);
    let sql = format!(
        "SELECT CASE WHEN o.instance IS NULL THEN 0 WHEN i.ended_at IS NULL THEN 1 ELSE 2 END, COUNT(*) FROM mail m \
         LEFT JOIN owed o ON o.id = m.id AND o.state = 'open' LEFT JOIN instance i ON i.id = o.instance {} GROUP BY 1",
        w.sql()
    );
    let mut counts = UnansweredCounts::default();
    for r in store.read().all(&sql, w.values).await? {
        let (kind, n): (i32, i64) = (Cell::get(&r, 0)?, Cell::get(&r, 1)?);
        match kind {
            0 => counts.to_sort = n,
            1 => counts.going = n,
            _ => counts.ended = n,
        }
    }
    Ok(counts)
}

/// How the mails of a case stand: the one that opened it, then those joined. Empty for a case without, or out of sight.
pub async fn owed_of_instance(
    viewer: &Viewer,
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Owed>, StoreError> {
    if super::instance(viewer, store, instance).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut all = crate::load::owed_of_instance(store, instance).await?;
    for owed in all.iter_mut().filter(|o| o.state == "open") {
        let answer = crate::load::answer_to(store, owed.id).await?;
        owed.despatch = answer.as_ref().map(|a| a.id);
        if answer.is_some() {
            owed.state = "answered".into();
        }
    }
    Ok(all)
}

/// Who holds an open task of each case, the one who has held longest.
pub(super) async fn holders(
    store: &Store,
    instances: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Holder>, StoreError> {
    let (places, ids) = list(uuids(instances));
    let mut holders = HashMap::new();
    if ids.is_empty() {
        return Ok(holders);
    }
    let sql = format!(
        "SELECT instance, assignee, claimed_at FROM task WHERE instance IN ({places}) AND state = 'open' AND assignee IS NOT NULL \
         ORDER BY claimed_at DESC, id DESC"
    );
    for r in store.read().all(&sql, ids).await? {
        let holder = Holder {
            login: Cell::get(&r, 1)?,
            since: Cell::get(&r, 2)?,
        };
        holders.insert(Cell::get(&r, 0)?, holder);
    }
    Ok(holders)
}
