//! Archives of a mailbox and a period that people ordered.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0062_period"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE period_archive (id {uuid} PRIMARY KEY NOT NULL, mailbox {uuid} NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
  state TEXT NOT NULL, node TEXT NOT NULL, ordered_by TEXT NOT NULL, ordered_at BIGINT NOT NULL, messages BIGINT NOT NULL, withheld BIGINT NOT NULL,
  size BIGINT NOT NULL, index_sha TEXT, failure TEXT, ended_at BIGINT);;
CREATE INDEX period_archive_mailbox ON period_archive (mailbox, id);;
CREATE INDEX period_archive_waiting ON period_archive (node, id) WHERE state = 'waiting';;
"#;
