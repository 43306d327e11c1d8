//! Providers as administrators know them, what is known of each mailbox's health, and the log of looks at it.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0061_upkeep"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE provider (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, "key" TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  settings TEXT NOT NULL, hidden BOOLEAN NOT NULL, changed_at BIGINT NOT NULL, changed_by TEXT NOT NULL);;
CREATE TABLE upkeep (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, renewal_on TEXT, secret_at BIGINT, secret_days BIGINT,
  quota_used BIGINT, quota_limit BIGINT, counted_at BIGINT, on_server BIGINT NOT NULL, in_store BIGINT NOT NULL, waiting BIGINT NOT NULL,
  waiting_since BIGINT, missing TEXT NOT NULL, count_error TEXT);;
CREATE TABLE look (id {uuid} PRIMARY KEY NOT NULL, mailbox {uuid} NOT NULL, at BIGINT NOT NULL, until_at BIGINT NOT NULL, times BIGINT NOT NULL,
  seen BIGINT NOT NULL, kept BIGINT NOT NULL, bytes BIGINT NOT NULL, took_milliseconds BIGINT NOT NULL, oldest_at BIGINT, more BOOLEAN NOT NULL,
  error TEXT);;
CREATE INDEX look_mailbox ON look (mailbox, id);;
"#;
