//! People, offices and roles; trust anchors; the audit page.

use super::{Page, must, page, page_size, parse_place, place};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row::{self, Instant};
use crate::sql::Run;
use crate::store::Store;
use ::office::{Role, Viewer, audit::LOOKS};
use chrono::NaiveDate;
use sea_orm::{DbErr, QueryResult};
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::HashMap;
use uuid::Uuid;

/// A person with roles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonItem {
    #[serde(flatten)]
    pub person: row::Person,
    pub memberships: Vec<row::Membership>,
}

/// By login. Everybody sees who is there; only an administrator sees who is no longer active.
pub async fn people(viewer: &Viewer, store: &Store) -> Result<Vec<PersonItem>, StoreError> {
    let (memberships, found) =
        tokio::try_join!(crate::load::memberships(store), crate::load::people(store))?;
    let mut held: HashMap<Uuid, Vec<row::Membership>> = HashMap::new();
    for membership in memberships {
        held.entry(membership.person).or_default().push(membership);
    }
    let admin = viewer.has(Role::Amministratore);
    let item = |mut person: row::Person| {
        // Nobody else needs it.
        if !admin {
            person.tax_code.clear();
        }
        let memberships = held.remove(&person.id).unwrap_or_default();
        PersonItem {
            person,
            memberships,
        }
    };
    Ok(found
        .into_iter()
        .filter(|p| p.active || admin)
        .map(item)
        .collect())
}

pub async fn person(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<PersonItem>, StoreError> {
    Ok(people(viewer, store)
        .await?
        .into_iter()
        .find(|p| p.person.id == id))
}

/// A person's identities, the oldest first; for administrators.
pub async fn identities(
    viewer: &Viewer,
    store: &Store,
    person: Uuid,
) -> Result<Vec<row::Identity>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    crate::load::identities_of(store, person).await
}

/// The name of an identity; for administrators.
pub async fn identity_name(
    viewer: &Viewer,
    store: &Store,
    id: Uuid,
) -> Result<Option<String>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    Ok(crate::load::identity(store, id).await?.map(|i| i.name))
}

/// Links by which a person can set a password, the newest first; for administrators.
pub async fn password_links(
    viewer: &Viewer,
    store: &Store,
    person: Uuid,
) -> Result<Vec<row::PasswordLink>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    crate::load::password_links_of(store, person).await
}

/// The last imports of people, the newest first; for administrators.
pub async fn person_imports(
    viewer: &Viewer,
    store: &Store,
) -> Result<Vec<row::PersonImport>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    crate::load::person_imports(store).await
}

/// (login, name) of everybody who works here or did: what they did stays named.
pub async fn names(_viewer: &Viewer, store: &Store) -> Result<Vec<(String, String)>, StoreError> {
    let found = crate::load::people(store).await?;
    Ok(found.into_iter().map(|p| (p.login, p.name)).collect())
}

/// Absences that are not over on this day, by their first day. An administrator sees all; others their own, those in
/// which they are the substitute, and who is away today. What is over is nobody's to look up.
pub async fn absences(
    viewer: &Viewer,
    store: &Store,
    today: NaiveDate,
) -> Result<Vec<row::Absence>, StoreError> {
    let mut found = crate::load::absences(store, today).await?;
    if !viewer.has(Role::Amministratore) {
        found.retain(|a| {
            viewer.person.is_none()
                || [Some(a.person), a.substitute].contains(&viewer.person)
                || a.first_day <= today
        });
    }
    Ok(found)
}

/// By key.
pub async fn offices(_viewer: &Viewer, store: &Store) -> Result<Vec<row::Office>, StoreError> {
    crate::load::offices(store).await
}

/// Areas, by key.
pub async fn areas(_viewer: &Viewer, store: &Store) -> Result<Vec<row::Area>, StoreError> {
    crate::load::areas(store).await
}

/// The newest calendar of each scope, by number: everybody may know when an office works.
pub async fn calendars(_viewer: &Viewer, store: &Store) -> Result<Vec<row::Calendar>, StoreError> {
    crate::load::calendars(store).await
}

/// Trust anchors, by name; for administrators.
pub async fn anchors(viewer: &Viewer, store: &Store) -> Result<Vec<row::Anchor>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    crate::load::anchors(store).await
}

/// Webhooks, by name; for administrators.
pub async fn webhooks(viewer: &Viewer, store: &Store) -> Result<Vec<row::Webhook>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    crate::load::webhooks(store).await
}

/// Credentials for other programs, by name; for administrators.
pub async fn credentials(
    viewer: &Viewer,
    store: &Store,
) -> Result<Vec<row::Credential>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    crate::load::credentials(store).await
}

/// The last hundred deliveries of a webhook, newest first; for administrators.
pub async fn deliveries(
    viewer: &Viewer,
    store: &Store,
    webhook: Uuid,
) -> Result<Vec<row::Delivery>, StoreError> {
    must(viewer, &[Role::Amministratore])?;
    crate::load::deliveries_of(store, webhook, 100).await
}

/// Contacts by what is known of them, at most fifty; for everybody of the house.
pub async fn contacts(
    _viewer: &Viewer,
    store: &Store,
    tax_code: Option<&str>,
    address: Option<&str>,
    name: Option<&str>,
) -> Result<Vec<row::Contact>, StoreError> {
    crate::load::contacts(store, tax_code, address, name, 50).await
}

/// The viewer's own API tokens, without the tokens.
pub async fn tokens(viewer: &Viewer, store: &Store) -> Result<Vec<row::Token>, StoreError> {
    match viewer.person {
        Some(person) => crate::load::tokens_of(store, person).await,
        None => Ok(Vec::new()),
    }
}

/// Never by who did it: no list says what one person did all day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFilter {
    pub verb: Option<String>,
    pub object: Option<String>,
}

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditItem {
    pub chain: Uuid,
    pub seq: i64,
    pub at: Instant,
    pub actor: String,
    pub on_behalf_of: Option<String>,
    pub verb: String,
    pub object_kind: String,
    pub object: String,
    pub detail: Json,
    /// Hex.
    pub hash: String,
}

pub(super) const AUDIT_COLUMNS: &str = "a.chain, a.seq, a.at, a.actor, a.on_behalf_of, a.verb, a.object_kind, a.object, a.detail, a.hash";

pub(super) fn audit_item(r: &QueryResult) -> Result<AuditItem, DbErr> {
    Ok(AuditItem {
        chain: Cell::get(r, 0)?,
        seq: Cell::get(r, 1)?,
        at: Cell::get(r, 2)?,
        actor: Cell::get(r, 3)?,
        on_behalf_of: Cell::get(r, 4)?,
        verb: Cell::get(r, 5)?,
        object_kind: Cell::get(r, 6)?,
        object: Cell::get(r, 7)?,
        detail: Cell::get(r, 8)?,
        hash: hex::encode(Cell::get(r, 9).map(|sha: row::Sha| sha)?),
    })
}

/// Where a list of links goes on: (time, chain) with the sequence behind, as one commit may write many links of one chain
/// at one time.
pub(super) fn audit_place(a: &AuditItem) -> String {
    format!("{}{}", place(a.at.timestamp_micros(), a.chain), a.seq)
}

pub(super) fn audit_before(
    w: &mut super::reach::Where,
    cursor: Option<&str>,
) -> Result<(), StoreError> {
    if let Some(cursor) = cursor {
        let (head, seq) = cursor.split_at_checked(48).ok_or(StoreError::Cursor)?;
        let (at, chain) = parse_place(head)?;
        let seq: i64 = seq.parse().map_err(|_| StoreError::Cursor)?;
        w.and(
            "(a.at, a.chain, a.seq) < (?, ?, ?)",
            [at.put(), chain.put(), seq.put()],
        );
    }
    Ok(())
}

/// Newest first; for administrators, and for supervisors of everything. Who looked at what is told only of one object
/// at a time.
pub async fn audit(
    viewer: &Viewer,
    store: &Store,
    filter: &AuditFilter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<AuditItem>, StoreError> {
    let supervises_all = |v: &Viewer| v.roles.contains(&(Role::Supervisore, None));
    if !viewer.each().any(supervises_all) {
        must(viewer, &[Role::Amministratore])?;
    }
    let limit = page_size(limit);
    let mut w = super::reach::Where::default();
    audit_before(&mut w, cursor)?;
    w.equals("a.verb", filter.verb.as_deref().map(text));
    w.equals("a.object", filter.object.as_deref().map(text));
    if filter.object.is_none() {
        let looks = super::reach::marks(LOOKS.len());
        w.and(&format!("a.verb NOT IN ({looks})"), LOOKS.map(text));
    }
    let sql = format!(
        "SELECT {AUDIT_COLUMNS} FROM audit a {} ORDER BY a.at DESC, a.chain DESC, a.seq DESC LIMIT {}",
        w.sql(),
        limit + 1
    );
    let rows = store.read().all(&sql, w.values).await?;
    let items = rows.iter().map(audit_item).collect::<Result<Vec<_>, _>>()?;
    Ok(page(items, limit, audit_place))
}
