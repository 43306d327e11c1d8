//! People, offices, roles, sessions and tokens.

use super::{many, one};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::row::{self, Instant, Sha};
use crate::sql::Run;
use crate::store::Store;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

/// All, by login, password hashes with them.
pub async fn people(store: &Store) -> Result<Vec<row::Person>, StoreError> {
    many(store, "ORDER BY login", vec![]).await
}

pub async fn person(store: &Store, id: Uuid) -> Result<Option<row::Person>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn person_by_login(
    store: &Store,
    login: &str,
) -> Result<Option<row::Person>, StoreError> {
    one(store, "WHERE login = ?", vec![text(login)]).await
}

/// Of a person, the oldest first, closed ones too.
pub async fn identities_of(store: &Store, person: Uuid) -> Result<Vec<row::Identity>, StoreError> {
    many(
        store,
        "WHERE person = ? ORDER BY created_at, id",
        vec![person.put()],
    )
    .await
}

pub async fn identity(store: &Store, id: Uuid) -> Result<Option<row::Identity>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// Also one that is closed.
pub async fn identity_by_name(
    store: &Store,
    name: &str,
) -> Result<Option<row::Identity>, StoreError> {
    one(store, "WHERE name = ?", vec![text(name)]).await
}

/// (name, person) of every identity, closed ones too.
pub async fn identity_names(store: &Store) -> Result<BTreeMap<String, Uuid>, StoreError> {
    let all: Vec<row::Identity> = many(store, "ORDER BY name", vec![]).await?;
    Ok(all.into_iter().map(|i| (i.name, i.person)).collect())
}

/// Links of a person by which a password can be set, the newest first, spent ones too.
pub async fn password_links_of(
    store: &Store,
    person: Uuid,
) -> Result<Vec<row::PasswordLink>, StoreError> {
    many(
        store,
        "WHERE person = ? ORDER BY created_at DESC, id DESC",
        vec![person.put()],
    )
    .await
}

pub async fn password_link(
    store: &Store,
    id: Uuid,
) -> Result<Option<row::PasswordLink>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// By SHA-256 of its secret; also one that is spent.
pub async fn password_link_by_secret(
    store: &Store,
    secret: &Sha,
) -> Result<Option<row::PasswordLink>, StoreError> {
    one(store, "WHERE secret = ?", vec![secret.put()]).await
}

pub async fn person_import(
    store: &Store,
    id: Uuid,
) -> Result<Option<row::PersonImport>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

/// The last fifty, the newest first.
pub async fn person_imports(store: &Store) -> Result<Vec<row::PersonImport>, StoreError> {
    many(store, "ORDER BY id DESC LIMIT 50", vec![]).await
}

/// All, by key.
pub async fn offices(store: &Store) -> Result<Vec<row::Office>, StoreError> {
    many(store, "ORDER BY \"key\"", vec![]).await
}

pub async fn office_by_key(store: &Store, key: &str) -> Result<Option<row::Office>, StoreError> {
    one(store, "WHERE \"key\" = ?", vec![text(key)]).await
}

/// Areas, by key.
pub async fn areas(store: &Store) -> Result<Vec<row::Area>, StoreError> {
    many(store, "ORDER BY \"key\"", vec![]).await
}

pub async fn area_by_key(store: &Store, key: &str) -> Result<Option<row::Area>, StoreError> {
    one(store, "WHERE \"key\" = ?", vec![text(key)]).await
}

/// The newest calendar of each scope, by number.
pub async fn calendars(store: &Store) -> Result<Vec<row::Calendar>, StoreError> {
    many(
        store,
        "WHERE number IN (SELECT MAX(number) FROM calendar GROUP BY scope) ORDER BY number",
        vec![],
    )
    .await
}

/// All memberships of everybody, by person.
pub async fn memberships(store: &Store) -> Result<Vec<row::Membership>, StoreError> {
    many(store, "ORDER BY person, id", vec![]).await
}

pub async fn memberships_of(
    store: &Store,
    person: Uuid,
) -> Result<Vec<row::Membership>, StoreError> {
    many(store, "WHERE person = ? ORDER BY id", vec![person.put()]).await
}

/// All absences that have a day from `from` on, by their first day.
pub async fn absences(store: &Store, from: NaiveDate) -> Result<Vec<row::Absence>, StoreError> {
    many(
        store,
        "WHERE last_day IS NULL OR last_day >= ? ORDER BY first_day, id",
        vec![from.put()],
    )
    .await
}

/// Absences on this day.
pub async fn absences_on(store: &Store, day: NaiveDate) -> Result<Vec<row::Absence>, StoreError> {
    many(
        store,
        "WHERE (last_day IS NULL OR last_day >= ?) AND first_day <= ? ORDER BY first_day, id",
        vec![day.put(), day.put()],
    )
    .await
}

/// By SHA-256 of the cookie; also one that has expired.
pub async fn session(store: &Store, id: &Sha) -> Result<Option<row::Session>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn sessions_of(store: &Store, person: Uuid) -> Result<Vec<row::Session>, StoreError> {
    many(
        store,
        "WHERE person = ? ORDER BY created_at",
        vec![person.put()],
    )
    .await
}

/// Sessions that ended before `now` (lease time), to be deleted.
pub async fn sessions_expired(store: &Store, now: Instant) -> Result<Vec<Sha>, StoreError> {
    let rows = store
        .read()
        .all(
            "SELECT id FROM session WHERE expires_at < ? LIMIT 1000",
            vec![now.put()],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, _>>()?)
}

/// By SHA-256 of the token; also one that has expired.
pub async fn token(store: &Store, id: &Sha) -> Result<Option<row::Token>, StoreError> {
    one(store, "WHERE id = ?", vec![id.put()]).await
}

pub async fn tokens_of(store: &Store, person: Uuid) -> Result<Vec<row::Token>, StoreError> {
    many(
        store,
        "WHERE person = ? ORDER BY created_at",
        vec![person.put()],
    )
    .await
}
