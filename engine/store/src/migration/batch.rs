//! Operations on many cases or errors at once, and each thing they are done to.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_batch"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE batch (id {uuid} PRIMARY KEY NOT NULL, kind TEXT NOT NULL, given TEXT NOT NULL, state TEXT NOT NULL, created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL, ended_at BIGINT);;
CREATE INDEX batch_running ON batch (id) WHERE state = 'running';;
CREATE TABLE batch_item (id {uuid} PRIMARY KEY NOT NULL, batch {uuid} NOT NULL, object {uuid} NOT NULL, state TEXT NOT NULL,
  failure_it TEXT, failure_en TEXT);;
CREATE INDEX batch_item_state ON batch_item (batch, state, id);;
"#;
