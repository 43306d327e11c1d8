//! The schema, as migrations for both back ends. A migration that was released is never edited.
//!
//! The texts are the same for SQLite and PostgreSQL but for a few words in braces, see [`words`].

mod about;
mod absence;
mod answer;
mod approval;
mod automatic;
mod batch;
mod beside;
mod calendar;
mod child;
mod content;
mod correction;
mod correspondent;
mod credential;
mod desk;
mod distribution;
mod first;
mod guard;
mod holder;
mod identity;
mod joined;
mod left;
mod mailing;
mod owed;
mod party;
mod password_link;
mod period;
mod progress;
mod removal;
mod reply;
mod right;
mod role_end;
mod search;
mod signal;
mod signature;
mod thread;
mod upkeep;
mod watch;
mod webhook;

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager, async_trait};

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(first::Migration),
            Box::new(guard::Migration),
            Box::new(desk::Migration),
            Box::new(child::Migration),
            Box::new(signal::Migration),
            Box::new(search::Migration),
            Box::new(batch::Migration),
            Box::new(webhook::Migration),
            Box::new(answer::Migration),
            Box::new(watch::Migration),
            Box::new(removal::Migration),
            Box::new(reply::Migration),
            Box::new(credential::Migration),
            Box::new(content::Migration),
            Box::new(absence::Migration),
            Box::new(owed::Migration),
            Box::new(beside::Migration),
            Box::new(distribution::Migration),
            Box::new(right::Migration),
            Box::new(correspondent::Migration),
            Box::new(automatic::Migration),
            Box::new(role_end::Migration),
            Box::new(approval::Migration),
            Box::new(correction::Migration),
            Box::new(party::Migration),
            Box::new(calendar::Migration),
            Box::new(identity::Migration),
            Box::new(thread::Migration),
            Box::new(period::Migration),
            Box::new(signature::Migration),
            Box::new(upkeep::Migration),
            Box::new(mailing::Migration),
            Box::new(about::Migration),
            Box::new(holder::Migration),
            Box::new(progress::Migration),
            Box::new(left::Migration),
            Box::new(joined::Migration),
            Box::new(password_link::Migration),
        ]
    }
}

/// `{uuid}`, `{bytes}`: column types; `{clustered}`: rows lie in the order of the primary key.
fn words(backend: DbBackend, text: &str) -> String {
    let (uuid, bytes, clustered) = match backend {
        DbBackend::Postgres => ("UUID", "BYTEA", ""),
        _ => ("BLOB", "BLOB", "WITHOUT ROWID"),
    };
    text.replace("{uuid}", uuid)
        .replace("{bytes}", bytes)
        .replace("{clustered}", clustered)
}

/// Runs statements that end in a line of `;;`.
async fn run(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let text = words(connection.get_database_backend(), text);
    for statement in text.split(";;").map(str::trim).filter(|s| !s.is_empty()) {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}
