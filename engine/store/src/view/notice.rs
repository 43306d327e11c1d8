//! Notices to a person or to a group of theirs, each read by each for themselves.

use super::reach::marks;
use super::{Page, page, page_size, parse_before};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::{Run, columns};
use crate::store::Store;
use crate::table::{Stored, Table};
use ::office::Viewer;
use sea_orm::Value;
use serde::Serialize;
use uuid::Uuid;

/// A notice with the title of its case, and when the viewer read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NoticeItem {
    #[serde(flatten)]
    pub notice: row::Notice,
    pub instance_title: String,
    pub read_at: Option<row::Instant>,
}

/// Unread notices are counted up to this many.
pub const UNREAD_MAX: i64 = 100;

/// `m:<login>` and `g:<group>` of the viewer and of those in whose place the viewer works.
fn recipients(viewer: &Viewer) -> Vec<Value> {
    let of = |v: &Viewer| {
        std::iter::once(text(&format!("m:{}", v.login)))
            .chain(v.groups.iter().map(|g| text(&format!("g:{g}"))))
            .collect::<Vec<_>>()
    };
    viewer.each().flat_map(of).collect()
}

/// Notices to the viewer, newest first.
pub async fn notices(
    viewer: &Viewer,
    store: &Store,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<NoticeItem>, StoreError> {
    let limit = page_size(limit);
    let to = recipients(viewer);
    let mut values = vec![text(&viewer.login), parse_before(cursor)?.put()];
    let condition = format!("n.id < ? AND n.recipient IN ({})", marks(to.len()));
    values.extend(to);
    let items = read(store, &condition, values, limit + 1).await?;
    Ok(page(items, limit, |n| n.notice.id.simple().to_string()))
}

/// One notice, if it is to the viewer.
pub async fn notice(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<NoticeItem>, StoreError> {
    let to = recipients(viewer);
    let mut values = vec![text(&viewer.login), id.put()];
    let condition = format!("n.id = ? AND n.recipient IN ({})", marks(to.len()));
    values.extend(to);
    Ok(read(store, &condition, values, 1).await?.pop())
}

async fn read(
    store: &Store,
    condition: &str,
    values: Vec<Value>,
    limit: usize,
) -> Result<Vec<NoticeItem>, StoreError> {
    let sql = format!(
        "SELECT {}, COALESCE(i.title, ''), r.at FROM notice n LEFT JOIN instance i ON i.id = n.instance \
         LEFT JOIN notice_read r ON r.notice = n.id AND r.login = ? WHERE {condition} ORDER BY n.id DESC LIMIT {limit}",
        columns(Table::Notice, "n.")
    );
    let at = Table::Notice.columns().len();
    let item = |r: &sea_orm::QueryResult| -> Result<NoticeItem, sea_orm::DbErr> {
        Ok(NoticeItem {
            notice: row::Notice::read(r)?,
            instance_title: Cell::get(r, at)?,
            read_at: Cell::get(r, at + 1)?,
        })
    };
    let rows = store.read().all(&sql, values).await?;
    Ok(rows.iter().map(item).collect::<Result<_, _>>()?)
}

/// How many notices the viewer has not read, up to [`UNREAD_MAX`].
pub async fn notices_unread(viewer: &Viewer, store: &Store) -> Result<i64, StoreError> {
    let mut values = recipients(viewer);
    let places = marks(values.len());
    values.push(text(&viewer.login));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notice n WHERE n.recipient IN ({places}) \
         AND NOT EXISTS (SELECT 1 FROM notice_read r WHERE r.notice = n.id AND r.login = ?) LIMIT {UNREAD_MAX}) AS unread"
    );
    let row = store.read().one(&sql, values).await?;
    Ok(row.map(|r| Cell::get(&r, 0)).transpose()?.unwrap_or(0))
}
