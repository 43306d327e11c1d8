//! One page about a mailbox: what lies in it, what nobody answered, what lies in other boxes, too.

use super::{PAGE_MAX, must};
use crate::cell::Cell;
use crate::fault::StoreError;
use crate::load::LEFT;
use crate::row::Instant;
use crate::sql::Run;
use crate::store::Store;
use ::office::{Role, Viewer};
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;
use std::collections::HashSet;
use uuid::Uuid;

/// Messages of one kind in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// transport | receipt | anomaly | ordinary | quarantined
    pub kind: String,
    /// new | archive | case | receipt | orphan | inbox | sorted | duplicate | quarantined
    pub state: String,
    pub count: i64,
    pub bytes: i64,
    pub first_at: Option<Instant>,
    pub last_at: Option<Instant>,
}

/// A message that is named in the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    pub mail: Uuid,
    pub from_address: String,
    pub subject: String,
    pub arrived_at: Instant,
    pub withheld: bool,
}

/// Of a set of messages: how many, and the oldest of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Several {
    pub count: i64,
    pub oldest: Vec<Named>,
}

/// What the store knows of a mailbox.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MailboxCounts {
    pub counted: Vec<Counted>,
    /// Of what somebody wrote: nobody answered from here, and no message that left names it.
    pub unanswered: Several,
    /// The same message lies in another mailbox of the house.
    pub elsewhere: Several,
    /// Messages that left from it.
    pub left: i64,
}

/// Messages named at most in each part.
const NAMED_MAX: usize = 10;

/// Counts a mailbox, for administrators. `answered`: mails that somebody answered by another program.
pub async fn mailbox_counts(
    viewer: &Viewer,
    store: &Store,
    mailbox: Uuid,
    answered: &HashSet<Uuid>,
) -> Result<MailboxCounts, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    let sql = "SELECT kind, state, COUNT(*), CAST(SUM(size) AS BIGINT), MIN(COALESCE(arrived_at, fetched_at)), \
               MAX(COALESCE(arrived_at, fetched_at)) FROM mail WHERE mailbox = ? GROUP BY kind, state ORDER BY kind, state";
    let rows = store.read().all(sql, vec![mailbox.put()]).await?;
    let counted = |r: &QueryResult| -> Result<Counted, DbErr> {
        Ok(Counted {
            kind: Cell::get(r, 0)?,
            state: Cell::get(r, 1)?,
            count: Cell::get(r, 2)?,
            bytes: Cell::get(r, 3)?,
            first_at: Cell::get(r, 4)?,
            last_at: Cell::get(r, 5)?,
        })
    };
    let unanswered = unanswered();
    let elsewhere = "m.mailbox = ? AND m.kind <> 'receipt' AND m.message_id <> '' AND m.state <> 'duplicate' AND EXISTS \
                     (SELECT 1 FROM mail o WHERE o.message_id = m.message_id AND o.mailbox <> m.mailbox)";
    let left = "SELECT COUNT(*) FROM despatch WHERE mailbox = ? AND submitted_at IS NOT NULL";
    let left = store.read().one(left, vec![mailbox.put()]).await?;
    Ok(MailboxCounts {
        counted: rows.iter().map(counted).collect::<Result<_, _>>()?,
        unanswered: several(store, &unanswered, mailbox, answered).await?,
        elsewhere: several(store, elsewhere, mailbox, &HashSet::new()).await?,
        left: left.map(|r| Cell::get(&r, 0)).transpose()?.unwrap_or(0),
    })
}

/// What somebody wrote to a mailbox and no message that left answers.
fn unanswered() -> String {
    format!(
        "m.mailbox = ? AND m.kind IN ('transport', 'ordinary', 'anomaly') AND m.state NOT IN ('duplicate', 'orphan') \
         AND NOT EXISTS (SELECT 1 FROM despatch d WHERE d.answers = m.id AND {LEFT}) \
         AND NOT EXISTS (SELECT 1 FROM owed o JOIN despatch d ON d.id = o.despatch WHERE o.id = m.id AND {LEFT})"
    )
}

/// Mails of a mailbox that no message which left from here answers, after the one named, oldest first: id, Message-ID,
/// and the mail as recognised.
pub async fn unanswered_in(
    store: &Store,
    mailbox: Uuid,
    after: Uuid,
    n: usize,
) -> Result<Vec<(Uuid, String, serde_json::Value)>, StoreError> {
    let sql = format!(
        "SELECT m.id, m.message_id, m.arrival FROM mail m WHERE {} AND m.id > ? ORDER BY m.id LIMIT {n}",
        unanswered()
    );
    let rows = store
        .read()
        .all(&sql, vec![mailbox.put(), after.put()])
        .await?;
    let read = |r: &QueryResult| -> Result<_, DbErr> {
        Ok((Cell::get(r, 0)?, Cell::get(r, 1)?, Cell::get(r, 2)?))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Those of a mailbox for which the condition holds, but for some.
async fn several(
    store: &Store,
    condition: &str,
    mailbox: Uuid,
    without: &HashSet<Uuid>,
) -> Result<Several, StoreError> {
    let count = format!("SELECT COUNT(*) FROM mail m WHERE {condition}");
    let count = store.read().one(&count, vec![mailbox.put()]).await?;
    let count: i64 = count.map(|r| Cell::get(&r, 0)).transpose()?.unwrap_or(0);
    let sql = format!(
        "SELECT m.id, m.from_address, m.subject, COALESCE(m.arrived_at, m.fetched_at), m.withheld_at FROM mail m \
         WHERE {condition} AND m.id > ? ORDER BY m.id LIMIT {PAGE_MAX}"
    );
    let named = |r: &QueryResult| -> Result<Named, DbErr> {
        let withheld = r.try_get_by_index::<Option<i64>>(4)?.is_some();
        let text = |at: usize| -> Result<String, DbErr> {
            match withheld {
                true => Ok(String::new()),
                false => Cell::get(r, at),
            }
        };
        Ok(Named {
            mail: Cell::get(r, 0)?,
            from_address: text(1)?,
            subject: text(2)?,
            arrived_at: Cell::get(r, 3)?,
            withheld,
        })
    };
    let (mut oldest, mut after) = (Vec::new(), Uuid::nil());
    while oldest.len() < NAMED_MAX {
        let rows = store
            .read()
            .all(&sql, vec![mailbox.put(), after.put()])
            .await?;
        let page = rows.iter().map(named).collect::<Result<Vec<Named>, _>>()?;
        let Some(last) = page.last() else { break };
        after = last.mail;
        oldest.extend(page.into_iter().filter(|m| !without.contains(&m.mail)));
    }
    oldest.truncate(NAMED_MAX);
    Ok(Several {
        count: count - without.len() as i64,
        oldest,
    })
}
