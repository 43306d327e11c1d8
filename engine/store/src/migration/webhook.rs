//! Webhooks with the log of what was told them, and the address book.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0020_webhook"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE webhook (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
  secret {bytes} NOT NULL, events TEXT NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL, created_by TEXT NOT NULL);;
CREATE TABLE delivery (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, webhook {uuid} NOT NULL, event TEXT NOT NULL, data TEXT NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL, due_at BIGINT NOT NULL, answer TEXT, created_at BIGINT NOT NULL, ended_at BIGINT);;
CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 'waiting';;
CREATE INDEX delivery_webhook ON delivery (webhook, id);;
CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at IS NOT NULL;;
CREATE TABLE contact (id {uuid} PRIMARY KEY NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL, tax_code TEXT NOT NULL, address TEXT NOT NULL,
  certified BOOLEAN NOT NULL, source TEXT NOT NULL, imported_at BIGINT NOT NULL);;
CREATE INDEX contact_tax_code ON contact (tax_code) WHERE tax_code <> '';;
CREATE INDEX contact_address ON contact (address);;
CREATE INDEX contact_name ON contact (name_key, id);;
"#;
