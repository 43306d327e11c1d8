//! What receipts tell of the addresses we write to.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0036_correspondent"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE correspondent (id {uuid} PRIMARY KEY NOT NULL, address TEXT NOT NULL, certified BOOLEAN NOT NULL, delivered_at BIGINT,
  learnt_at BIGINT NOT NULL);;
CREATE INDEX correspondent_address ON correspondent (address);;
"#;
