//! The address book as people read it. Who is in it everybody of the house may see; what was exchanged with them only
//! as far as each message and case may be seen.

use super::reach::{
    Where, despatches as despatch_reach, instances as instances_reach, mails as mails_reach, marks,
};
use super::{DespatchItem, InstanceItem, MailItem, Page, must, page, page_size, parse_before};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::Run;
use crate::store::Store;
use ::office::{Role, Viewer};
use uuid::Uuid;

/// Sources that are told.
const SOURCES_MAX: usize = 100;
/// Who may read imports: those who keep the book.
const KEEPERS: [Role; 2] = [Role::Protocollista, Role::Amministratore];

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartyFilter {
    /// Words that must all be in name, codes or addresses, anywhere.
    pub text: Option<String>,
    /// body | company | person
    pub kind: Option<String>,
    /// Only those with a PEC mailbox.
    pub certified: bool,
    pub source: Option<String>,
    /// Only those checked before this.
    pub checked_before: Option<row::Instant>,
    /// Closed ones instead of the open.
    pub closed: bool,
}

/// By name.
pub async fn parties(
    _viewer: &Viewer,
    store: &Store,
    filter: &PartyFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<row::Party>, StoreError> {
    let limit = page_size(limit);
    let mut w = Where::default();
    if let Some(cursor) = cursor {
        let (name, id) = parse_name(cursor)?;
        w.and("(name_key, id) > (?, ?)", [text(&name), id.put()]);
    }
    let state = if filter.closed { "closed" } else { "open" };
    w.and("state = ?", [text(state)]);
    w.equals("kind", filter.kind.as_deref().map(text));
    w.equals("source", filter.source.as_deref().map(text));
    if filter.certified {
        w.and("certified = ?", [true.put()]);
    }
    if let Some(at) = filter.checked_before {
        w.and("checked_at < ?", [at.put()]);
    }
    let (holds, words) = crate::load::holding(store, filter.text.as_deref().unwrap_or_default());
    // The ids come from the index alone; the rows of one page follow.
    let rest = format!(
        "WHERE id IN (SELECT id FROM party {}{holds} ORDER BY name_key, id LIMIT {}) ORDER BY name_key, id",
        w.sql(),
        limit + 1
    );
    let values = w.values.into_iter().chain(words).collect();
    let items = store.read().rows(&rest, values).await?;
    Ok(page(items, limit, |p: &row::Party| {
        format!("{}{}", hex::encode(&p.name_key), p.id.simple())
    }))
}

/// A place in a list by (name, id).
fn parse_name(cursor: &str) -> Result<(String, Uuid), StoreError> {
    let at = cursor.len().checked_sub(32).ok_or(StoreError::Cursor)?;
    let (name, id) = cursor.split_at_checked(at).ok_or(StoreError::Cursor)?;
    let name = hex::decode(name).map_err(|_| StoreError::Cursor)?;
    Ok((
        String::from_utf8(name).map_err(|_| StoreError::Cursor)?,
        Uuid::try_parse(id).map_err(|_| StoreError::Cursor)?,
    ))
}

/// A party with all its addresses, PEC first.
#[derive(Debug, Clone, PartialEq)]
pub struct PartyItem {
    pub party: row::Party,
    pub contacts: Vec<row::Contact>,
}

pub async fn party(
    _viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<PartyItem>, StoreError> {
    let Some(party) = crate::load::party(store, id).await? else {
        return Ok(None);
    };
    let contacts = crate::load::contacts_of(store, &[id]).await?;
    Ok(Some(PartyItem { party, contacts }))
}

/// Each with all its addresses, in the order given.
pub async fn with_contacts(
    _viewer: &Viewer,
    store: &Store,
    parties: Vec<row::Party>,
) -> Result<Vec<PartyItem>, StoreError> {
    let ids: Vec<Uuid> = parties.iter().map(|p| p.id).collect();
    let contacts = crate::load::contacts_of(store, &ids).await?;
    let of = |id: Uuid| contacts.iter().filter(|c| c.party == id).cloned().collect();
    Ok(parties
        .into_iter()
        .map(|party| PartyItem {
            contacts: of(party.id),
            party,
        })
        .collect())
}

/// Whose this address is; open ones first.
pub async fn parties_at(
    _viewer: &Viewer,
    store: &Store,
    address: &str,
) -> Result<Vec<row::Party>, StoreError> {
    let found = store
        .read()
        .rows(
            "WHERE id IN (SELECT party FROM contact WHERE address = ?) AND state <> 'merged' ORDER BY state DESC, name_key, id LIMIT 20",
            vec![text(&address.trim().to_lowercase())],
        )
        .await?;
    Ok(found)
}

/// Its parts and people, by name; open ones, at most `n`.
pub async fn people_of(
    _viewer: &Viewer,
    store: &Store,
    body: Uuid,
    n: usize,
) -> Result<Vec<row::Party>, StoreError> {
    let rest = format!("WHERE body = ? AND state = 'open' ORDER BY kind, name_key, id LIMIT {n}");
    Ok(store.read().rows(&rest, vec![body.put()]).await?)
}

/// Where those of the book come from, with how many each.
pub async fn party_sources(
    _viewer: &Viewer,
    store: &Store,
) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = format!(
        "SELECT source, COUNT(*) FROM party WHERE state = 'open' GROUP BY source ORDER BY source LIMIT {SOURCES_MAX}"
    );
    let rows = store.read().all(&sql, vec![]).await?;
    let read = |r: &sea_orm::QueryResult| -> Result<(String, i64), sea_orm::DbErr> {
        Ok((Cell::get(r, 0)?, Cell::get(r, 1)?))
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Messages and cases with somebody, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exchanged {
    /// Receipts left out.
    pub mails: Vec<MailItem>,
    pub despatches: Vec<DespatchItem>,
    /// Cases that one of their messages belongs to.
    pub cases: Vec<InstanceItem>,
}

/// All that was exchanged with these addresses (lower case), as far as the viewer may see it; at most `limit` of each.
pub async fn exchanged(
    viewer: &Viewer,
    store: &Store,
    addresses: &[String],
    limit: usize,
) -> Result<Exchanged, StoreError> {
    if addresses.is_empty() {
        return Ok(Exchanged::default());
    }
    let values = || addresses.iter().map(|a| text(a));
    let places = marks(addresses.len());
    let from = format!("IN ({places})");
    let to = format!("IN (SELECT despatch FROM despatch_to WHERE address IN ({places}))");

    let mut w = Where::default();
    w.and(&format!("LOWER(m.from_address) {from}"), values());
    w.and("m.kind <> 'receipt' AND m.withheld_at IS NULL", []);
    w.reach(mails_reach(viewer));
    let mails = super::mail::newest(store, w, limit).await?;

    let mut w = Where::default();
    w.and(&format!("m.id {to}"), values());
    w.and("m.withheld_at IS NULL", []);
    w.reach(despatch_reach(viewer));
    let despatches = super::mail::newest_despatches(store, w, limit).await?;

    let mut w = Where::default();
    w.and(
        &format!(
            "i.id IN (SELECT instance FROM mail WHERE instance IS NOT NULL AND kind <> 'receipt' AND withheld_at IS NULL \
             AND LOWER(from_address) {from} UNION SELECT instance FROM despatch WHERE instance IS NOT NULL AND withheld_at IS NULL AND id {to})"
        ),
        values().chain(values()),
    );
    w.reach(instances_reach(viewer));
    Ok(Exchanged {
        mails,
        despatches,
        cases: super::process::newest(store, w, limit).await?,
    })
}

/// Newest first; for those who keep the book.
pub async fn imports(
    viewer: &Viewer,
    store: &Store,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<row::Import>, StoreError> {
    must(viewer, &KEEPERS)?;
    let limit = page_size(limit);
    let rest = format!("WHERE id < ? ORDER BY id DESC LIMIT {}", limit + 1);
    let items = store
        .read()
        .rows(&rest, vec![parse_before(cursor)?.put()])
        .await?;
    Ok(page(items, limit, |i: &row::Import| {
        i.id.simple().to_string()
    }))
}

/// For those who keep the book.
pub async fn import(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Import>, StoreError> {
    must(viewer, &KEEPERS)?;
    crate::load::import(store, id).await
}

/// What an import did, by line: of one outcome, or what its undoing left; at most `n`. For those who keep the book.
pub async fn import_lines(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
    outcome: &str,
    n: usize,
) -> Result<Vec<row::ImportItem>, StoreError> {
    must(viewer, &KEEPERS)?;
    let column = match outcome {
        "left" | "undone" => "undo",
        _ => "outcome",
    };
    let rest = format!("WHERE import = ? AND {column} = ? ORDER BY line, id LIMIT {n}");
    let values = vec![id.put(), text(outcome)];
    Ok(store.read().rows(&rest, values).await?)
}
