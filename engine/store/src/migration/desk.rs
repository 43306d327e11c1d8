//! What the desk shows beside its tasks: terms and notices; and who watches a mailbox.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_desk"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
ALTER TABLE instance ADD COLUMN term_at BIGINT;;
CREATE TABLE notice (id {uuid} PRIMARY KEY NOT NULL, recipient TEXT NOT NULL, instance {uuid} NOT NULL, text_it TEXT NOT NULL,
  text_en TEXT NOT NULL, created_at BIGINT NOT NULL);;
CREATE INDEX notice_recipient ON notice (recipient, id);;
CREATE INDEX notice_instance ON notice (instance);;
CREATE TABLE notice_read (id {uuid} PRIMARY KEY NOT NULL, notice {uuid} NOT NULL, login TEXT NOT NULL, at BIGINT NOT NULL);;
CREATE INDEX notice_read_notice ON notice_read (notice, login);;
CREATE TABLE watch (id {uuid} PRIMARY KEY NOT NULL, owner TEXT NOT NULL, lease_until BIGINT NOT NULL, epoch BIGINT NOT NULL);;
"#;
