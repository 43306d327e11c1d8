//! Bodies, companies and persons of the address book, and the imports they came by.

use super::{limit, many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row;
use crate::sql::{Run, list, uuids};
use crate::store::Store;
use sea_orm::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Values of one statement.
const SOME: usize = 200;

pub async fn party(store: &Store, id: Uuid) -> Result<Option<row::Party>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Whatever their state, by id.
pub async fn parties(store: &Store, ids: &[Uuid]) -> Result<Vec<row::Party>, StoreError> {
    among(store, "id", uuids(ids.iter().copied())).await
}

/// Not those that were merged into another.
pub async fn parties_by_tax_code(
    store: &Store,
    codes: &[String],
) -> Result<Vec<row::Party>, StoreError> {
    let codes = codes.iter().map(|c| text(c)).collect();
    // Said again for the index, which has those with a code only.
    among(
        store,
        "tax_code <> '' AND state <> 'merged' AND tax_code",
        codes,
    )
    .await
}

/// Not those that were merged into another.
pub async fn parties_by_ipa_code(
    store: &Store,
    codes: &[String],
) -> Result<Vec<row::Party>, StoreError> {
    let codes = codes.iter().map(|c| text(c)).collect();
    among(
        store,
        "ipa_code <> '' AND state <> 'merged' AND ipa_code",
        codes,
    )
    .await
}

/// Those that are parts of this body or work for it, by name; at most `n`.
pub async fn parties_of_body(
    store: &Store,
    body: Uuid,
    n: usize,
) -> Result<Vec<row::Party>, StoreError> {
    many(
        store,
        "WHERE body = ? ORDER BY name_key, id LIMIT ?",
        vec![body.put(), limit(n)],
    )
    .await
}

/// The addresses of these parties, by party, PEC first.
pub async fn contacts_of(store: &Store, parties: &[Uuid]) -> Result<Vec<row::Contact>, StoreError> {
    let mut found: Vec<row::Contact> =
        among(store, "party", uuids(parties.iter().copied())).await?;
    found.sort_by(|a, b| {
        (a.party, !a.certified, &a.address).cmp(&(b.party, !b.certified, &b.address))
    });
    Ok(found)
}

/// Who may be meant by these pairs of address and name, both in lower case: of each address at most `n` contacts, and
/// all that bear the name with it, so that an address thousands share costs no more than another.
pub async fn holders(
    store: &Store,
    pairs: &[(String, String)],
    n: usize,
) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut found = BTreeSet::new();
    for some in pairs.chunks(SOME) {
        let addresses: BTreeSet<&str> = some.iter().map(|(address, _)| address.as_str()).collect();
        let (_, addresses) = list(addresses.into_iter().collect());
        let (_, named) = list(some.to_vec());
        let few = "SELECT party FROM (SELECT party FROM contact WHERE address = ? LIMIT ?) AS few";
        let sql = format!(
            "{} UNION ALL SELECT c.party FROM (VALUES {}) AS v CROSS JOIN contact c WHERE c.address = v.column1 AND c.name_key = v.column2",
            vec![few; addresses.len()].join(" UNION ALL "),
            vec!["(?, ?)"; named.len()].join(", ")
        );
        let few = addresses.into_iter().flat_map(|a| [text(a), limit(n)]);
        let named = named.iter().flat_map(|(a, name)| [text(a), text(name)]);
        for found_row in &store.read().all(&sql, few.chain(named).collect()).await? {
            found.insert(Cell::get(found_row, 0)?);
        }
    }
    Ok(found)
}

/// Which of these addresses (lower case) a message came from or went to.
pub async fn addresses_used(
    store: &Store,
    addresses: &[String],
) -> Result<BTreeSet<String>, StoreError> {
    let mut found = BTreeSet::new();
    for some in addresses.chunks(SOME) {
        let (places, values) = list(some.iter().map(|a| text(a)).collect::<Vec<_>>());
        let sql = format!(
            "SELECT DISTINCT LOWER(from_address) FROM mail WHERE LOWER(from_address) IN ({places}) \
             UNION SELECT DISTINCT address FROM despatch_to WHERE address IN ({places})"
        );
        let both = [values.clone(), values].concat();
        for found_row in &store.read().all(&sql, both).await? {
            found.insert(Cell::get(found_row, 0)?);
        }
    }
    Ok(found)
}

pub async fn import(store: &Store, id: Uuid) -> Result<Option<row::Import>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Those that go on, oldest first.
pub async fn imports_under_way(store: &Store, n: usize) -> Result<Vec<row::Import>, StoreError> {
    many(
        store,
        "WHERE state IN ('running', 'undoing') ORDER BY id LIMIT ?",
        vec![limit(n)],
    )
    .await
}

pub async fn import_items(store: &Store, ids: &[Uuid]) -> Result<Vec<row::ImportItem>, StoreError> {
    among(store, "id", uuids(ids.iter().copied())).await
}

/// What imports did to these parties and was not undone.
pub async fn import_items_of_parties(
    store: &Store,
    parties: &[Uuid],
) -> Result<Vec<row::ImportItem>, StoreError> {
    let found: Vec<row::ImportItem> = among(store, "party", uuids(parties.iter().copied())).await?;
    Ok(found.into_iter().filter(|i| i.undo.is_empty()).collect())
}

/// What of an import is still to be undone: parts before their bodies, last lines first.
pub async fn import_items_to_undo(
    store: &Store,
    import: Uuid,
    n: usize,
) -> Result<Vec<row::ImportItem>, StoreError> {
    many(
        store,
        "WHERE import = ? AND undo = '' AND party IS NOT NULL ORDER BY rank DESC, line DESC, id LIMIT ?",
        vec![import.put(), limit(n)],
    )
    .await
}

/// Rows of which a column, last of these conditions, has one of these values, in the order of the values' chunks.
async fn among<T: crate::table::Stored>(
    store: &Store,
    column: &str,
    values: Vec<Value>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for some in values.chunks(SOME) {
        let (places, values) = list(some.to_vec());
        found.extend(many(store, &format!("WHERE {column} IN ({places})"), values).await?);
    }
    Ok(found)
}
