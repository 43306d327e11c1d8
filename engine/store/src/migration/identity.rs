//! By what a person logs in, apart from the person; imports of people, and their tax codes.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0063_identity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

/// The first identity of a person who had a password has the person's id.
const TABLES: &str = r#"
CREATE TABLE identity (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, person {uuid} NOT NULL REFERENCES person (id),
  name TEXT NOT NULL UNIQUE, password TEXT NOT NULL, state TEXT NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL,
  closed_by TEXT, closed_at BIGINT);;
CREATE INDEX identity_person ON identity (person);;
INSERT INTO identity (id, revision, person, name, password, state, created_by, created_at)
  SELECT id, 0, id, login, password, 'open', 'system', created_at FROM person WHERE password IS NOT NULL;;
ALTER TABLE person DROP COLUMN password;;
ALTER TABLE person ADD COLUMN tax_code TEXT NOT NULL DEFAULT '';;
ALTER TABLE session ADD COLUMN identity {uuid};;
UPDATE session SET identity = (SELECT id FROM identity WHERE identity.id = session.person);;
CREATE TABLE person_import (id {uuid} PRIMARY KEY NOT NULL, source TEXT NOT NULL, created TEXT NOT NULL, changed INTEGER NOT NULL,
  refused INTEGER NOT NULL, state TEXT NOT NULL, imported_by TEXT NOT NULL, imported_at BIGINT NOT NULL, undone_by TEXT, undone_at BIGINT);;
"#;
