//! Webhooks, their deliveries, credentials, the address book, and what is known of addresses.

use super::{limit, many, one};
use crate::{
    Store, StoreError,
    cell::{Cell, text},
    row,
    search::plain,
    sql::{Run, list},
};
use sea_orm::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// By name.
pub async fn webhooks(store: &Store) -> Result<Vec<row::Webhook>, StoreError> {
    many(store, "ORDER BY name", vec![]).await
}

pub async fn webhook(store: &Store, id: Uuid) -> Result<Option<row::Webhook>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn webhook_by_name(
    store: &Store,
    name: &str,
) -> Result<Option<row::Webhook>, StoreError> {
    one(store, "WHERE name = ?", vec![text(name)]).await
}

/// By name.
pub async fn credentials(store: &Store) -> Result<Vec<row::Credential>, StoreError> {
    many(store, "ORDER BY name", vec![]).await
}

pub async fn credential(store: &Store, id: Uuid) -> Result<Option<row::Credential>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn credential_by_name(
    store: &Store,
    name: &str,
) -> Result<Option<row::Credential>, StoreError> {
    one(store, "WHERE name = ?", vec![text(name)]).await
}

/// Deliveries of a webhook that are due, the longest waiting first.
pub async fn deliveries_due(
    store: &Store,
    webhook: Uuid,
    now: row::Instant,
    limit: u64,
) -> Result<Vec<row::Delivery>, StoreError> {
    many(
        store,
        "WHERE webhook = ? AND state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
        vec![webhook.put(), now.put(), (limit as i64).put()],
    )
    .await
}

/// Deliveries that wait for a webhook that was taken away.
pub async fn deliveries_to_nobody(
    store: &Store,
    limit: u64,
) -> Result<Vec<row::Delivery>, StoreError> {
    many(
        store,
        "WHERE state = 'waiting' AND webhook NOT IN (SELECT id FROM webhook) ORDER BY id LIMIT ?",
        vec![(limit as i64).put()],
    )
    .await
}

pub async fn delivery(store: &Store, id: Uuid) -> Result<Option<row::Delivery>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// The last deliveries of a webhook, newest first.
pub async fn deliveries_of(
    store: &Store,
    webhook: Uuid,
    limit: u64,
) -> Result<Vec<row::Delivery>, StoreError> {
    many(
        store,
        "WHERE webhook = ? ORDER BY id DESC LIMIT ?",
        vec![webhook.put(), (limit as i64).put()],
    )
    .await
}

/// Deliveries whose end is older than this.
pub async fn deliveries_ended_before(
    store: &Store,
    at: row::Instant,
    limit: u64,
) -> Result<Vec<row::Delivery>, StoreError> {
    many(
        store,
        "WHERE ended_at IS NOT NULL AND ended_at < ? ORDER BY ended_at LIMIT ?",
        vec![at.put(), (limit as i64).put()],
    )
    .await
}

/// Of somebody who was not closed.
pub(super) const OPEN: &str =
    "NOT EXISTS (SELECT 1 FROM party p WHERE p.id = contact.party AND p.state = 'closed')";

/// Contacts by what is known of them; at most `limit`, by name. What is None is not asked for. Tax code
/// and address are compared whole, the name by its words' beginning or anywhere inside, whatever the case.
pub async fn contacts(
    store: &Store,
    tax_code: Option<&str>,
    address: Option<&str>,
    name: Option<&str>,
    limit: u64,
) -> Result<Vec<row::Contact>, StoreError> {
    let (mut clauses, mut values) = (Vec::new(), Vec::new());
    if let Some(tax_code) = tax_code {
        // The index has those with a code only.
        clauses.push("tax_code = ? AND tax_code <> ''");
        values.push(text(&tax_code.trim().to_uppercase()));
    }
    if let Some(address) = address {
        clauses.push("address = ?");
        values.push(text(&address.trim().to_lowercase()));
    }
    if let Some(name) = name {
        // Anywhere inside: the whole index of names is read, so each must cost little.
        clauses.push(match store.is_postgres() {
            true => "position(? in name_key) > 0",
            false => "instr(name_key, ?) > 0",
        });
        values.push(text(&name.trim().to_lowercase()));
    }
    clauses.push(OPEN);
    values.push((limit as i64).put());
    let which = clauses.join(" AND ");
    many(
        store,
        &format!("WHERE {which} ORDER BY name_key, id LIMIT ?"),
        values,
    )
    .await
}

/// Addresses of open contacts whose name, codes or addresses hold all words of this text; at most `n`, by name, of each
/// contact those that hold the text first, then PEC.
pub async fn contacts_like(
    store: &Store,
    part: &str,
    n: usize,
) -> Result<Vec<row::Contact>, StoreError> {
    let (holds, mut values) = holding(store, part);
    let first = match store.is_postgres() {
        true => "position(? in address) > 0",
        false => "instr(address, ?) > 0",
    };
    let rest = format!(
        "WHERE party IN (SELECT id FROM party WHERE state = 'open'{holds} ORDER BY name_key, id LIMIT ?) \
         ORDER BY name_key, party, {first} DESC, certified DESC, address LIMIT ?"
    );
    values.extend([limit(n), text(part), limit(n)]);
    many(store, &rest, values).await
}

/// Words of a search that are looked at.
const WORDS_MAX: usize = 8;

/// That a party holds each word of this text in name, codes or addresses, whatever case and accents: `AND …`, with its
/// values. Anywhere inside: the whole index may be read, so each must cost little.
pub(crate) fn holding(store: &Store, asked: &str) -> (String, Vec<Value>) {
    let holds = match store.is_postgres() {
        true => " AND position(? in find_key) > 0",
        false => " AND instr(find_key, ?) > 0",
    };
    let asked = plain(asked);
    let words = asked.split_whitespace().take(WORDS_MAX);
    let values: Vec<Value> = words.map(text).collect();
    (holds.repeat(values.len()), values)
}

/// Addresses we wrote to that hold this text (lower case) anywhere; at most `n`, the last delivered first.
pub async fn correspondents_like(
    store: &Store,
    part: &str,
    n: usize,
) -> Result<Vec<row::Correspondent>, StoreError> {
    let rest = match store.is_postgres() {
        true => "WHERE position(? in address) > 0 ORDER BY learnt_at DESC, id LIMIT ?",
        false => "WHERE instr(address, ?) > 0 ORDER BY learnt_at DESC, id LIMIT ?",
    };
    many(store, rest, vec![text(part), limit(n)]).await
}

/// The contacts that have these addresses (lower case), at most `n` of each: thousands may share one.
pub async fn contacts_at(
    store: &Store,
    addresses: &[String],
    n: usize,
) -> Result<Vec<row::Contact>, StoreError> {
    let mut found = Vec::new();
    for some in addresses.chunks(200) {
        let (_, some) = list(some.to_vec());
        let few = "SELECT id FROM (SELECT id FROM contact WHERE address = ? LIMIT ?) AS few";
        let few = vec![few; some.len()].join(" UNION ALL ");
        let values = some.iter().flat_map(|a| [text(a), limit(n)]);
        let rest = format!("WHERE id IN ({few}) ORDER BY address, id");
        found.extend(many(store, &rest, values.collect()).await?);
    }
    Ok(found)
}

/// What receipts have told of these addresses (lower case).
pub async fn correspondents_at(
    store: &Store,
    addresses: &[String],
) -> Result<Vec<row::Correspondent>, StoreError> {
    let mut found = Vec::new();
    for some in addresses.chunks(200) {
        let (places, values) = list(some.iter().map(|a| text(a)).collect());
        let rest = format!("WHERE address IN ({places}) ORDER BY address");
        found.extend(many(store, &rest, values).await?);
    }
    Ok(found)
}

/// Which of these addresses (lower case) wrote to us by an envelope whose signature is trusted.
pub async fn certified_senders_among(
    store: &Store,
    addresses: &[String],
) -> Result<BTreeSet<String>, StoreError> {
    let mut found = BTreeSet::new();
    for some in addresses.chunks(200) {
        let (places, values) = list(some.iter().map(|a| text(a)).collect());
        let rows = store
            .read()
            .all(
                &format!(
                    "SELECT DISTINCT LOWER(from_address) FROM mail WHERE LOWER(from_address) IN ({places}) \
                     AND kind = 'transport' AND verdict = 'trusted'"
                ),
                values,
            )
            .await?;
        for row in &rows {
            found.insert(Cell::get(row, 0)?);
        }
    }
    Ok(found)
}
