//! Messages that leave in parts.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0036_mailing"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE mailing (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, job {uuid} NOT NULL, instance {uuid} NOT NULL,
  mailbox {uuid} NOT NULL, state TEXT NOT NULL, subject TEXT NOT NULL, parts BIGINT NOT NULL, recipients BIGINT NOT NULL,
  size BIGINT NOT NULL, receipt TEXT, quota BIGINT NOT NULL, author TEXT, created_at BIGINT NOT NULL, paced_until BIGINT NOT NULL);;
CREATE INDEX mailing_mailbox ON mailing (mailbox, paced_until);;
CREATE INDEX mailing_instance ON mailing (instance);;
CREATE INDEX mailing_open ON mailing (id) WHERE state <> 'ended';;
ALTER TABLE despatch ADD COLUMN mailing {uuid};;
CREATE INDEX despatch_mailing ON despatch (mailing, id) WHERE mailing IS NOT NULL;;
"#;
