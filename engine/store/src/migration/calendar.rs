//! The calendars of the house, its areas and offices, every version of them; and the areas.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0062_calendar"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE calendar (id {uuid} PRIMARY KEY NOT NULL, number BIGINT NOT NULL UNIQUE, scope TEXT NOT NULL, calendar TEXT NOT NULL,
  created_by TEXT NOT NULL, created_at BIGINT NOT NULL);;
CREATE INDEX calendar_scope ON calendar (scope, number);;
CREATE TABLE area (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, "key" TEXT NOT NULL UNIQUE, name TEXT NOT NULL, code TEXT NOT NULL);;
ALTER TABLE office ADD COLUMN area {uuid} REFERENCES area (id);;
ALTER TABLE mailbox ADD COLUMN area {uuid} REFERENCES area (id);;
ALTER TABLE membership ADD COLUMN area {uuid} REFERENCES area (id);;
"#;
