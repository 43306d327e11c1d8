//! Who is away and who works in their place; in whose place something was done.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0031_absence"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE absence (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, person {uuid} NOT NULL REFERENCES person (id),
  substitute {uuid} REFERENCES person (id), first_day TEXT NOT NULL, last_day TEXT, created_by TEXT NOT NULL, created_at BIGINT NOT NULL);;
CREATE INDEX absence_person ON absence (person);;
CREATE INDEX absence_last ON absence (last_day);;
ALTER TABLE task ADD COLUMN ended_for TEXT;;
ALTER TABLE despatch ADD COLUMN author_for TEXT;;
ALTER TABLE despatch ADD COLUMN approver_for TEXT;;
ALTER TABLE note ADD COLUMN author_for TEXT;;
"#;
