//! Documents to be signed, and those that came back signed.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0046_signature"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
ALTER TABLE task ADD COLUMN signs TEXT;;
CREATE TABLE signature (id {uuid} PRIMARY KEY NOT NULL, instance {uuid} NOT NULL, variable TEXT NOT NULL, document {bytes} NOT NULL,
  document_name TEXT NOT NULL, signed {bytes} NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size BIGINT NOT NULL, way TEXT NOT NULL,
  found TEXT NOT NULL, given_by TEXT NOT NULL, given_for TEXT, at BIGINT NOT NULL);;
CREATE INDEX signature_instance ON signature (instance);;
"#;
