//! Mail in and out, receipts, mailboxes, registrations.
//!
//! What was withheld by act shows that it exists and nothing of what it says.

use super::reach::{Where, despatches as despatch_reach, mails as reach};
use super::{Page, must, page, page_size, parse_before};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::search;
use crate::sql::{Run, columns, list, uuids};
use crate::store::Store;
use crate::table::{Stored, Table};
use ::office::{Role, Viewer};
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::HashMap;
use uuid::Uuid;

/// Every kind but receipts, in [`MailFilter::kind`].
pub const MESSAGES: &str = "message";

#[derive(Debug, Clone, Default, PartialEq)]
pub struct MailFilter {
    pub mailbox: Option<Uuid>,
    /// Key of an area: mails of its mailboxes.
    pub area: Option<String>,
    pub state: Option<String>,
    /// A kind, or [`MESSAGES`].
    pub kind: Option<String>,
    pub instance: Option<Uuid>,
    pub tag: Option<String>,
    /// Words and `"phrases"` that are all in it; a mail that came just now is found a moment later.
    pub words: Option<String>,
}

/// A mail; `arrival` is null in lists.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MailItem {
    #[serde(flatten)]
    pub mail: row::Mail,
    pub withheld: bool,
    /// How many there are; nothing when withheld.
    pub attachments: usize,
}

/// Counts the attachments inside the recognised mail, without reading it into memory.
fn attachment_count(store: &Store) -> &'static str {
    if store.is_postgres() {
        "COALESCE(json_array_length(m.\"arrival\"::json -> 'attachments'), 0)::bigint"
    } else {
        "COALESCE(json_array_length(m.\"arrival\", '$.attachments'), 0)"
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct DespatchFilter {
    pub mailbox: Option<Uuid>,
    /// Key of an area: what left from its mailboxes.
    pub area: Option<String>,
    pub state: Option<String>,
    pub outcome: Option<String>,
    pub instance: Option<Uuid>,
    pub mailing: Option<Uuid>,
}

/// A despatch; `receipts` only in the detail, by time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DespatchItem {
    #[serde(flatten)]
    pub despatch: row::Despatch,
    pub withheld: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipts: Option<Vec<row::Receipt>>,
}

/// Only what belongs to mailboxes of this area.
fn of_area(w: &mut Where, area: Option<&str>) {
    if let Some(area) = area {
        w.and(
            "m.mailbox IN (SELECT b.id FROM mailbox b JOIN area a ON a.id = b.area WHERE a.\"key\" = ?)",
            [text(area)],
        );
    }
}

/// Newest first.
pub async fn mails(
    viewer: &Viewer,
    store: &Store,
    filter: &MailFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<MailItem>, StoreError> {
    let limit = page_size(limit);
    let mut w = Where::default();
    w.and("m.id < ?", [parse_before(cursor)?.put()]);
    w.equals("m.mailbox", filter.mailbox.map(|m| m.put()));
    of_area(&mut w, filter.area.as_deref());
    match filter.state.as_deref() {
        Some(state) => w.equals("m.state", Some(text(state))),
        // The bytes are there already: a box numbered anew gives every mail again.
        None => w.and("m.state <> 'duplicate'", []),
    }
    match filter.kind.as_deref() {
        Some(MESSAGES) => w.and("m.kind <> 'receipt'", []),
        kind => w.equals("m.kind", kind.map(text)),
    }
    w.equals("m.instance", filter.instance.map(|i| i.put()));
    if let Some(tag) = &filter.tag {
        w.and(
            "m.id IN (SELECT object FROM tag WHERE kind = 'mail' AND word = ?)",
            [text(&tag.trim().to_lowercase())],
        );
    }
    if let Some(question) = filter.words.as_deref().filter(|q| !q.trim().is_empty()) {
        match search::condition(store.is_postgres(), question) {
            Some((condition, value)) => w.and(condition, [value]),
            None => return Ok(page(Vec::new(), limit, |_| String::new())),
        }
        // What was withheld is found by nothing, even before its words have left.
        w.and("m.withheld_at IS NULL", []);
    }
    w.reach(reach(viewer));
    let items = newest(store, w, limit + 1).await?;
    Ok(page(items, limit, |m| m.mail.id.simple().to_string()))
}

/// Newest first, at most `limit`.
pub(super) async fn newest(
    store: &Store,
    w: Where,
    limit: usize,
) -> Result<Vec<MailItem>, StoreError> {
    let columns = columns(Table::Mail, "m.").replace("m.\"arrival\"", "'null'");
    let sql = format!(
        "SELECT {columns}, m.withheld_at, {} FROM mail m {} ORDER BY m.id DESC LIMIT {limit}",
        attachment_count(store),
        w.sql(),
    );
    let rows = store.read().all(&sql, w.values).await?;
    Ok(rows.iter().map(mail_item).collect::<Result<_, _>>()?)
}

/// The oldest mail of each of these cases that is no receipt, of those the viewer may see. At most 512 cases.
pub async fn first_mails(
    viewer: &Viewer,
    store: &Store,
    instances: &[Uuid],
) -> Result<HashMap<Uuid, MailItem>, StoreError> {
    if instances.is_empty() {
        return Ok(HashMap::new());
    }
    let (places, values) = list(uuids(instances.iter().copied()));
    let mut w = Where::default();
    w.and(&format!("m.instance IN ({places})"), values);
    w.and("m.kind <> 'receipt'", []);
    w.reach(reach(viewer));
    let columns = columns(Table::Mail, "m.").replace("m.\"arrival\"", "'null'");
    let sql = format!(
        "SELECT * FROM (SELECT {columns}, m.withheld_at, {}, ROW_NUMBER() OVER (PARTITION BY m.instance ORDER BY m.id) AS nth \
         FROM mail m {}) AS f WHERE nth = 1",
        attachment_count(store),
        w.sql()
    );
    let rows = store.read().all(&sql, w.values).await?;
    let mut found = HashMap::new();
    for row in &rows {
        let item = mail_item(row)?;
        if let Some(instance) = item.mail.instance {
            found.insert(instance, item);
        }
    }
    Ok(found)
}

/// One mail with all that was recognised in it.
pub async fn mail(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<MailItem>, StoreError> {
    let mut w = Where::default();
    w.and("m.id = ?", [id.put()]);
    w.reach(reach(viewer));
    let sql = format!(
        "SELECT {}, m.withheld_at, {} FROM mail m {}",
        columns(Table::Mail, "m."),
        attachment_count(store),
        w.sql()
    );
    Ok(store
        .read()
        .one(&sql, w.values)
        .await?
        .as_ref()
        .map(mail_item)
        .transpose()?)
}

pub(super) fn mail_item(result: &QueryResult) -> Result<MailItem, DbErr> {
    let mut mail = row::Mail::read(result)?;
    let withheld = result
        .try_get_by_index::<Option<i64>>(Table::Mail.columns().len())?
        .is_some();
    if withheld {
        mail.about = None;
        mail.arrival = Json::Null;
        mail.raw = [0; 32];
        for text in [
            &mut mail.subject,
            &mut mail.from_address,
            &mut mail.from_name,
            &mut mail.message_id,
        ] {
            text.clear();
        }
    }
    let attachments: i64 = result.try_get_by_index(Table::Mail.columns().len() + 1)?;
    let attachments = if withheld {
        0
    } else {
        usize::try_from(attachments).unwrap_or(0)
    };
    Ok(MailItem {
        mail,
        withheld,
        attachments,
    })
}

/// The same message in other boxes: same sender and Message-ID.
pub async fn twins(viewer: &Viewer, store: &Store, id: Uuid) -> Result<Vec<MailItem>, StoreError> {
    let Some(own) = mail(viewer, store, id)
        .await?
        .filter(|m| !m.withheld && !m.mail.message_id.is_empty())
    else {
        return Ok(Vec::new());
    };
    let mut w = Where::default();
    w.and(
        "m.message_id = ? AND LOWER(m.from_address) = ? AND m.mailbox <> ? AND m.kind <> 'receipt' AND m.state <> 'duplicate'",
        [
            text(&own.mail.message_id),
            text(&own.mail.from_address.to_lowercase()),
            own.mail.mailbox.put(),
        ],
    );
    w.reach(reach(viewer));
    newest(store, w, 20).await
}

/// The blob of a mail the viewer may see and that is not withheld.
pub async fn mail_raw(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Sha>, StoreError> {
    Ok(mail(viewer, store, id)
        .await?
        .filter(|m| !m.withheld)
        .map(|m| m.mail.raw))
}

/// Newest first.
pub async fn despatches(
    viewer: &Viewer,
    store: &Store,
    filter: &DespatchFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<DespatchItem>, StoreError> {
    let limit = page_size(limit);
    let mut w = Where::default();
    w.and("m.id < ?", [parse_before(cursor)?.put()]);
    w.equals("m.mailbox", filter.mailbox.map(|m| m.put()));
    of_area(&mut w, filter.area.as_deref());
    w.equals("m.state", filter.state.as_deref().map(text));
    w.equals("m.outcome", filter.outcome.as_deref().map(text));
    w.equals("m.instance", filter.instance.map(|i| i.put()));
    w.equals("m.mailing", filter.mailing.map(|i| i.put()));
    w.reach(despatch_reach(viewer));
    let items = newest_despatches(store, w, limit + 1).await?;
    Ok(page(items, limit, |d| d.despatch.id.simple().to_string()))
}

/// Newest first, at most `limit`.
pub(super) async fn newest_despatches(
    store: &Store,
    w: Where,
    limit: usize,
) -> Result<Vec<DespatchItem>, StoreError> {
    let sql = format!(
        "SELECT {}, m.withheld_at FROM despatch m {} ORDER BY m.id DESC LIMIT {limit}",
        columns(Table::Despatch, "m."),
        w.sql(),
    );
    let rows = store.read().all(&sql, w.values).await?;
    Ok(rows.iter().map(despatch_item).collect::<Result<_, _>>()?)
}

/// A message that leaves in parts, seen as what leaves from its mailbox and belongs to its case.
pub async fn mailing(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Mailing>, StoreError> {
    let mut w = Where::default();
    w.and("m.id = ?", [id.put()]);
    w.reach(despatch_reach(viewer));
    let sql = format!(
        "SELECT {} FROM mailing m {}",
        columns(Table::Mailing, "m."),
        w.sql()
    );
    let found = store.read().one(&sql, w.values).await?;
    Ok(found.as_ref().map(row::Mailing::read).transpose()?)
}

/// One despatch with its receipts.
pub async fn despatch(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<DespatchItem>, StoreError> {
    let mut w = Where::default();
    w.and("m.id = ?", [id.put()]);
    w.reach(despatch_reach(viewer));
    let sql = format!(
        "SELECT {}, m.withheld_at FROM despatch m {}",
        columns(Table::Despatch, "m."),
        w.sql()
    );
    let Some(found) = store.read().one(&sql, w.values).await? else {
        return Ok(None);
    };
    let mut item = despatch_item(&found)?;
    if !item.withheld {
        item.receipts = Some(crate::load::receipts_of_despatch(store, id).await?);
    }
    Ok(Some(item))
}

pub(super) fn despatch_item(result: &QueryResult) -> Result<DespatchItem, DbErr> {
    let mut despatch = row::Despatch::read(result)?;
    let withheld = result
        .try_get_by_index::<Option<i64>>(Table::Despatch.columns().len())?
        .is_some();
    if withheld {
        despatch.journey = Json::Null;
        despatch.recipients.clear();
        despatch.subject.clear();
        despatch.message_id.clear();
        despatch.raw = [0; 32];
    }
    Ok(DespatchItem {
        despatch,
        withheld,
        receipts: None,
    })
}

/// Receipts that belong to a mail, for the page of that mail; empty when it may not be seen.
pub async fn receipts_of_mail(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Vec<row::Receipt>, StoreError> {
    match mail(viewer, store, id).await? {
        Some(m) if !m.withheld => crate::load::receipt_of_mail(store, id).await,
        _ => Ok(Vec::new()),
    }
}

/// Mailboxes the viewer has any right in; all of them for an administrator. Secrets are never read.
pub async fn mailboxes(viewer: &Viewer, store: &Store) -> Result<Vec<row::Mailbox>, StoreError> {
    let mut found: Vec<row::Mailbox> = store.read().rows("ORDER BY \"key\"", vec![]).await?;
    if !viewer.has(Role::Amministratore) {
        found.retain(|m| viewer.knows_mailbox(m.id));
    }
    found.iter_mut().for_each(|m| m.secrets.clear());
    Ok(found)
}

pub async fn mailbox(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Mailbox>, StoreError> {
    Ok(mailboxes(viewer, store)
        .await?
        .into_iter()
        .find(|m| m.id == id))
}

/// How many mails there are in each state, of the mailboxes the viewer may read.
pub async fn mail_counts(viewer: &Viewer, store: &Store) -> Result<Vec<(String, i64)>, StoreError> {
    let mut w = Where::default();
    w.reach(reach(viewer));
    let rows = store
        .read()
        .all(
            &format!(
                "SELECT m.state, COUNT(*) FROM mail m {} GROUP BY m.state ORDER BY m.state",
                w.sql()
            ),
            w.values,
        )
        .await?;
    Ok(rows
        .iter()
        .map(|r| Ok((Cell::get(r, 0)?, Cell::get(r, 1)?)))
        .collect::<Result<_, DbErr>>()?)
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegistrationFilter {
    pub register: Option<Uuid>,
    pub year: Option<i32>,
    pub direction: Option<String>,
    pub mail: Option<Uuid>,
    pub despatch: Option<Uuid>,
    pub instance: Option<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegistrationItem {
    #[serde(flatten)]
    pub registration: row::Registration,
    pub register_key: String,
    pub withheld: bool,
}

const REGISTER_READERS: [Role; 4] = [
    Role::Protocollista,
    Role::Supervisore,
    Role::Consultazione,
    Role::Amministratore,
];

/// Highest number of the latest year first; for those who work with the register.
pub async fn registrations(
    viewer: &Viewer,
    store: &Store,
    filter: &RegistrationFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<RegistrationItem>, StoreError> {
    must(viewer, &REGISTER_READERS)?;
    let limit = page_size(limit);
    let mut w = Where::default();
    if let Some(cursor) = cursor {
        let (number, id) = super::parse_place(cursor)?;
        let year = i32::try_from(number >> 40).map_err(|_| StoreError::Cursor)?;
        w.and(
            "(r.year, r.number, r.id) < (?, ?, ?)",
            [year.put(), (number & ((1 << 40) - 1)).put(), id.put()],
        );
    }
    w.equals("r.register", filter.register.map(|x| x.put()));
    w.equals("r.year", filter.year.map(|x| x.put()));
    w.equals("r.direction", filter.direction.as_deref().map(text));
    w.equals("r.mail", filter.mail.map(|x| x.put()));
    w.equals("r.despatch", filter.despatch.map(|x| x.put()));
    w.equals("r.instance", filter.instance.map(|x| x.put()));
    let sql = format!(
        "SELECT {}, r.withheld_at, g.\"key\" FROM registration r JOIN register g ON g.id = r.register {} ORDER BY r.year DESC, r.number DESC, r.id DESC LIMIT {}",
        columns(Table::Registration, "r."),
        w.sql(),
        limit + 1
    );
    let at = Table::Registration.columns().len();
    let item = |r: &QueryResult| -> Result<RegistrationItem, DbErr> {
        let mut registration = row::Registration::read(r)?;
        let withheld = r.try_get_by_index::<Option<i64>>(at)?.is_some();
        if withheld {
            registration.subject.clear();
            registration.correspondent.clear();
        }
        Ok(RegistrationItem {
            registration,
            register_key: Cell::get(r, at + 1)?,
            withheld,
        })
    };
    let items = store
        .read()
        .all(&sql, w.values)
        .await?
        .iter()
        .map(item)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(page(items, limit, |r| {
        super::place(
            (i64::from(r.registration.year) << 40) | r.registration.number,
            r.registration.id,
        )
    }))
}

/// By key; for those who work with them.
pub async fn registers(viewer: &Viewer, store: &Store) -> Result<Vec<row::Register>, StoreError> {
    must(viewer, &REGISTER_READERS)?;
    crate::load::registers(store).await
}
