//! Mailboxes, mails, despatches, receipts, registers.

use super::{limit, many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row::{self, Sha};
use crate::sql::{Run, list, uuids};
use crate::store::Store;
use std::collections::HashMap;
use uuid::Uuid;

/// All, by key, sealed secrets with them.
pub async fn mailboxes(store: &Store) -> Result<Vec<row::Mailbox>, StoreError> {
    many(store, "ORDER BY \"key\"", vec![]).await
}

pub async fn mailbox(store: &Store, id: Uuid) -> Result<Option<row::Mailbox>, StoreError> {
    store.inner.mailboxes.ask(store, id).await
}

pub(crate) async fn mailboxes_by_id(
    store: Store,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, row::Mailbox>, StoreError> {
    let (places, ids) = list(uuids(ids));
    let found: Vec<row::Mailbox> = many(&store, &format!("WHERE id IN ({places})"), ids).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

pub async fn mailbox_by_key(store: &Store, key: &str) -> Result<Option<row::Mailbox>, StoreError> {
    one(store, "WHERE \"key\" = ?", vec![text(key)]).await
}

/// Who watches a mailbox.
pub async fn watch(store: &Store, mailbox: Uuid) -> Result<Option<row::Watch>, StoreError> {
    one(store, "WHERE id = ?", vec![mailbox.put()]).await
}

pub async fn mail(store: &Store, id: Uuid) -> Result<Option<row::Mail>, StoreError> {
    store.inner.mails.ask(store, id).await
}

pub(crate) async fn mails_by_id(
    store: Store,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, row::Mail>, StoreError> {
    let (places, ids) = list(uuids(ids));
    let found: Vec<row::Mail> = many(&store, &format!("WHERE id IN ({places})"), ids).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// The mail at this place of the server.
pub async fn mail_at(
    store: &Store,
    mailbox: Uuid,
    folder: &str,
    uid_validity: i64,
    uid: i64,
) -> Result<Option<row::Mail>, StoreError> {
    let values = vec![mailbox.put(), text(folder), uid_validity.put(), uid.put()];
    one(
        store,
        "WHERE mailbox = ? AND folder = ? AND uid_validity = ? AND uid = ?",
        values,
    )
    .await
}

/// Those of `ids` that are kept already.
pub async fn mails_kept(store: &Store, ids: Vec<Uuid>) -> Result<Vec<Uuid>, StoreError> {
    let (places, values) = list(uuids(ids));
    let sql = format!("SELECT id FROM mail WHERE id IN ({places})");
    let rows = store.read().all(&sql, values).await?;
    let found: Result<Vec<Uuid>, _> = rows.iter().map(|r| Cell::get(r, 0)).collect();
    Ok(found?)
}

/// Mails with any of these bytes, oldest first.
pub async fn mails_by_shas(store: &Store, raws: &[Sha]) -> Result<Vec<row::Mail>, StoreError> {
    let (places, values) = list(raws.iter().map(Cell::put).collect());
    many(
        store,
        &format!("WHERE raw IN ({places}) ORDER BY id"),
        values,
    )
    .await
}

/// Mails with any of these Message-IDs, oldest first.
pub async fn mails_by_message_ids(
    store: &Store,
    message_ids: &[&str],
) -> Result<Vec<row::Mail>, StoreError> {
    if message_ids.is_empty() {
        return Ok(Vec::new());
    }
    let (places, values) = list(message_ids.iter().map(|id| text(id)).collect());
    many(
        store,
        &format!("WHERE message_id IN ({places}) ORDER BY id"),
        values,
    )
    .await
}

pub async fn mails_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Mail>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

/// The oldest mail of an instance that is no receipt: what its answer answers.
pub async fn first_mail_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Option<row::Mail>, StoreError> {
    one(
        store,
        "WHERE instance = ? AND kind <> 'receipt' ORDER BY id LIMIT 1",
        vec![instance.put()],
    )
    .await
}

/// Receipts and bounces without a despatch that name it by this id, oldest first.
pub async fn orphans_about(
    store: &Store,
    about: &str,
    n: usize,
) -> Result<Vec<row::Mail>, StoreError> {
    many(
        store,
        "WHERE about = ? AND state = 'orphan' ORDER BY id LIMIT ?",
        vec![text(about), limit(n)],
    )
    .await
}

/// Mails in a state (e.g. `new`, `orphan`), oldest first.
pub async fn mails_in_state(
    store: &Store,
    state: &str,
    after: Option<Uuid>,
    n: usize,
) -> Result<Vec<row::Mail>, StoreError> {
    let values = vec![text(state), after.unwrap_or(Uuid::nil()).put(), limit(n)];
    many(
        store,
        "WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
        values,
    )
    .await
}

/// Mails whose words are not in the search index yet, oldest first.
pub async fn mails_to_index(store: &Store, n: usize) -> Result<Vec<row::Mail>, StoreError> {
    many(
        store,
        "WHERE id IN (SELECT mail FROM mail_pending ORDER BY mail LIMIT ?) ORDER BY id",
        vec![limit(n)],
    )
    .await
}

pub async fn despatch(store: &Store, id: Uuid) -> Result<Option<row::Despatch>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// By Message-ID without brackets.
pub async fn despatch_by_message_id(
    store: &Store,
    message_id: &str,
) -> Result<Option<row::Despatch>, StoreError> {
    one(store, "WHERE message_id = ?", vec![text(message_id)]).await
}

/// By the gestore's `identificativo`.
pub async fn despatch_by_pec_id(
    store: &Store,
    pec_id: &str,
) -> Result<Option<row::Despatch>, StoreError> {
    one(
        store,
        "WHERE pec_id = ? ORDER BY id LIMIT 1",
        vec![text(pec_id)],
    )
    .await
}

pub async fn despatches_of_instance(
    store: &Store,
    instance: Uuid,
) -> Result<Vec<row::Despatch>, StoreError> {
    many(
        store,
        "WHERE instance = ? ORDER BY id",
        vec![instance.put()],
    )
    .await
}

/// Despatches whose silence is to be looked at by now, the longest due first.
pub async fn despatches_to_watch(
    store: &Store,
    now: row::Instant,
    n: usize,
) -> Result<Vec<row::Despatch>, StoreError> {
    many(
        store,
        "WHERE watch_at <= ? ORDER BY watch_at, id LIMIT ?",
        vec![now.put(), limit(n)],
    )
    .await
}

/// Which of these addresses (lower case) the address book holds as PEC.
pub async fn certified_among(
    store: &Store,
    addresses: &[String],
) -> Result<std::collections::BTreeSet<String>, StoreError> {
    let mut found = std::collections::BTreeSet::new();
    for some in addresses.chunks(200) {
        let (places, mut values) = list(some.iter().map(|a| text(a)).collect());
        values.push(true.put());
        let contacts: Vec<row::Contact> = many(
            store,
            &format!("WHERE address IN ({places}) AND certified = ?"),
            values,
        )
        .await?;
        found.extend(contacts.into_iter().map(|c| c.address));
    }
    Ok(found)
}

pub async fn receipts_of_despatch(
    store: &Store,
    despatch: Uuid,
) -> Result<Vec<row::Receipt>, StoreError> {
    many(
        store,
        "WHERE despatch = ? ORDER BY at, id",
        vec![despatch.put()],
    )
    .await
}

pub async fn receipt_of_mail(store: &Store, mail: Uuid) -> Result<Vec<row::Receipt>, StoreError> {
    many(store, "WHERE mail = ? ORDER BY id", vec![mail.put()]).await
}

/// All, by key.
pub async fn registers(store: &Store) -> Result<Vec<row::Register>, StoreError> {
    many(store, "ORDER BY \"key\"", vec![]).await
}

pub async fn register_by_key(
    store: &Store,
    key: &str,
) -> Result<Option<row::Register>, StoreError> {
    one(store, "WHERE \"key\" = ?", vec![text(key)]).await
}

pub async fn registration(
    store: &Store,
    id: Uuid,
) -> Result<Option<row::Registration>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn registration_by_origin(
    store: &Store,
    origin: &str,
) -> Result<Option<row::Registration>, StoreError> {
    one(store, "WHERE origin = ?", vec![text(origin)]).await
}

/// All anchors, by name.
pub async fn anchors(store: &Store) -> Result<Vec<row::Anchor>, StoreError> {
    many(store, "ORDER BY name, id", vec![]).await
}

pub async fn receipt(store: &Store, id: Uuid) -> Result<Option<row::Receipt>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn removal_proposal(
    store: &Store,
    id: Uuid,
) -> Result<Option<row::RemovalProposal>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// The automatic answer of this id.
pub async fn automatic_reply(
    store: &Store,
    id: Uuid,
) -> Result<Option<row::AutomaticReply>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Automatic answers of a mailbox since an instant, at most `n`.
pub async fn automatic_replies_since(
    store: &Store,
    mailbox: Uuid,
    at: row::Instant,
    n: usize,
) -> Result<Vec<row::AutomaticReply>, StoreError> {
    many(
        store,
        "WHERE mailbox = ? AND at > ? ORDER BY at, id LIMIT ?",
        vec![mailbox.put(), at.put(), limit(n)],
    )
    .await
}

/// Whether the sender of this mail (address in lower case) wrote to its mailbox before it.
pub async fn wrote_before(store: &Store, mail: &row::Mail) -> Result<bool, StoreError> {
    let before: Option<row::Mail> = one(
        store,
        "WHERE LOWER(from_address) = ? AND mailbox = ? AND kind IN ('transport', 'ordinary') \
         AND NOT (uid_validity = ? AND uid >= ?) LIMIT 1",
        vec![
            text(&mail.from_address.to_lowercase()),
            mail.mailbox.put(),
            mail.uid_validity.put(),
            mail.uid.put(),
        ],
    )
    .await?;
    Ok(before.is_some())
}
