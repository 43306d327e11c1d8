//! The record of one message or one case: who saw it first, who looked, answered, passed it on or changed it, and when.
//!
//! Whoever may see the thing may read all of it; there is no way to ask by who did something.

use super::office::{AUDIT_COLUMNS, AuditItem, audit_before, audit_item, audit_place};
use super::reach::{Where, marks};
use super::{DespatchFilter, Holder, MailFilter, PAGE_MAX, Page, page, page_size};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::{Run, list};
use crate::store::Store;
use ::office::{Viewer, audit::LOOKS};
use sea_orm::{DbErr, QueryResult, Value};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordOf {
    Mail(Uuid),
    Despatch(Uuid),
    Case(Uuid),
}

/// What belongs to a record: the thing itself, its case, and the tasks, messages and despatches of that case.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordScope {
    objects: Vec<String>,
    /// There were more tasks or messages than are looked for.
    pub partial: bool,
}

impl RecordScope {
    /// Just these objects.
    pub fn of(objects: impl IntoIterator<Item = Uuid>) -> RecordScope {
        RecordScope {
            objects: objects.into_iter().map(|id| id.to_string()).collect(),
            partial: false,
        }
    }
}

/// A link of the record with what proves it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordItem {
    #[serde(flatten)]
    pub link: AuditItem,
    /// Hex SHA-256 over the link's content.
    pub digest: String,
    /// Hex; the hash of the link before it in its chain. None for the first.
    pub before: Option<String>,
    /// The first time anybody looked at this object.
    pub first: bool,
}

/// Tasks of a case whose acts are looked for.
const TASKS_MAX: usize = 10_000;
/// Messages, and despatches, of a case whose acts are looked for.
const MESSAGES_MAX: usize = 2_000;

/// What the record of this thing is made of; None when the viewer may not see it.
pub async fn record_scope(
    viewer: &Viewer,
    store: &Store,
    of: RecordOf,
) -> Result<Option<RecordScope>, StoreError> {
    let (own, case) = match of {
        RecordOf::Mail(id) => match super::mail(viewer, store, id).await? {
            Some(found) => (id, found.mail.instance),
            None => return Ok(None),
        },
        RecordOf::Despatch(id) => match super::despatch(viewer, store, id).await? {
            Some(found) => (id, found.despatch.instance),
            None => return Ok(None),
        },
        RecordOf::Case(id) => match super::instance(viewer, store, id).await? {
            Some(_) => (id, Some(id)),
            None => return Ok(None),
        },
    };
    let mut objects = BTreeSet::from([own]);
    let mut partial = false;
    if let Some(case) = case {
        objects.insert(case);
        // Acts on tasks hold no text: whoever may see a message may know who answered it and who passed it on.
        let tasks = crate::load::task_ids_of_instance(store, case, TASKS_MAX + 1).await?;
        partial |= tasks.len() > TASKS_MAX;
        objects.extend(tasks.into_iter().take(TASKS_MAX));
        let filter = DespatchFilter {
            instance: Some(case),
            ..Default::default()
        };
        let (mut cursor, mut n) = (None, 0);
        while n < MESSAGES_MAX {
            let found =
                super::despatches(viewer, store, &filter, cursor.as_deref(), PAGE_MAX).await?;
            objects.extend(found.items.iter().map(|d| d.despatch.id));
            cursor = found.next_cursor;
            n += PAGE_MAX;
            if cursor.is_none() {
                break;
            }
        }
        partial |= cursor.is_some();
        let filter = MailFilter {
            instance: Some(case),
            ..Default::default()
        };
        // A message is told with its own case, not with the other messages of it.
        let (mut cursor, mut n) = (None, 0);
        while n < MESSAGES_MAX && matches!(of, RecordOf::Case(_)) {
            let found = super::mails(viewer, store, &filter, cursor.as_deref(), PAGE_MAX).await?;
            objects.extend(found.items.iter().map(|m| m.mail.id));
            cursor = found.next_cursor;
            n += PAGE_MAX;
            if cursor.is_none() {
                break;
            }
        }
        partial |= cursor.is_some();
    }
    Ok(Some(RecordScope {
        objects: objects.iter().map(Uuid::to_string).collect(),
        partial,
    }))
}

/// The links of a record, newest first.
pub async fn record(
    _viewer: &Viewer,
    store: &Store,
    scope: &RecordScope,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<RecordItem>, StoreError> {
    let limit = page_size(limit);
    let (places, values) = list(scope.objects.iter().map(|o| text(o)).collect());
    let mut w = Where::default();
    w.and(&format!("a.object IN ({places})"), values);
    audit_before(&mut w, cursor)?;
    let sql = format!(
        "SELECT {AUDIT_COLUMNS}, a.digest, b.hash FROM audit a LEFT JOIN audit b ON b.chain = a.chain AND b.seq = a.seq - 1 {} \
         ORDER BY a.at DESC, a.chain DESC, a.seq DESC LIMIT {}",
        w.sql(),
        limit + 1
    );
    let rows = store.read().all(&sql, w.values).await?;
    let mut items = rows
        .iter()
        .map(record_item)
        .collect::<Result<Vec<_>, _>>()?;
    mark_first(store, &mut items).await?;
    Ok(page(items, limit, |i| audit_place(&i.link)))
}

fn record_item(r: &QueryResult) -> Result<RecordItem, DbErr> {
    let digest: row::Sha = Cell::get(r, 10)?;
    let before: Option<Vec<u8>> = r.try_get_by_index(11)?;
    Ok(RecordItem {
        link: audit_item(r)?,
        digest: hex::encode(digest),
        before: before.map(hex::encode),
        first: false,
    })
}

/// Who looked first at each of these, and when; those nobody looked at are left out.
pub(super) async fn first_looks(
    store: &Store,
    objects: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Holder>, StoreError> {
    let objects: BTreeSet<String> = objects.map(|id| id.to_string()).collect();
    if objects.is_empty() {
        return Ok(HashMap::new());
    }
    let (places, mut values) = list(objects.iter().map(|o| text(o)).collect::<Vec<Value>>());
    values.extend(LOOKS.map(text));
    let sql = format!(
        "SELECT object, actor, at FROM (SELECT object, actor, at, ROW_NUMBER() OVER (PARTITION BY object ORDER BY at, chain, seq) AS nth \
         FROM audit WHERE object IN ({places}) AND verb IN ({})) AS f WHERE nth = 1",
        marks(LOOKS.len())
    );
    let mut firsts = HashMap::new();
    for r in &store.read().all(&sql, values).await? {
        let (object, login): (String, String) = (Cell::get(r, 0)?, Cell::get(r, 1)?);
        let Ok(id) = Uuid::try_parse(&object) else {
            continue;
        };
        let since = Some(Cell::get(r, 2)?);
        firsts.insert(id, Holder { login, since });
    }
    Ok(firsts)
}

/// Of each object looked at in these links, the first look there ever was.
async fn mark_first(store: &Store, items: &mut [RecordItem]) -> Result<(), StoreError> {
    let is_look = |i: &RecordItem| LOOKS.contains(&i.link.verb.as_str());
    let looked: BTreeSet<&str> = items
        .iter()
        .filter(|i| is_look(i))
        .map(|i| i.link.object.as_str())
        .collect();
    if looked.is_empty() {
        return Ok(());
    }
    let (places, mut values) = list(looked.into_iter().map(text).collect::<Vec<Value>>());
    values.extend(LOOKS.map(text));
    let sql = format!(
        "SELECT object, chain, seq FROM (SELECT object, chain, seq, ROW_NUMBER() OVER (PARTITION BY object ORDER BY at, chain, seq) AS nth \
         FROM audit WHERE object IN ({places}) AND verb IN ({})) AS f WHERE nth = 1",
        marks(LOOKS.len())
    );
    let mut firsts: HashMap<String, (Uuid, i64)> = HashMap::new();
    for r in &store.read().all(&sql, values).await? {
        firsts.insert(Cell::get(r, 0)?, (Cell::get(r, 1)?, Cell::get(r, 2)?));
    }
    for item in items {
        let here = (item.link.chain, item.link.seq);
        item.first = firsts.get(&item.link.object) == Some(&here);
    }
    Ok(())
}
