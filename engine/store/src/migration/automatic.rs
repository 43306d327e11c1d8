//! What mailboxes have answered by themselves.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0037_automatic"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE automatic_reply (id {uuid} PRIMARY KEY NOT NULL, mail {uuid} NOT NULL, mailbox {uuid} NOT NULL, address TEXT NOT NULL,
  instance {uuid} NOT NULL, at BIGINT NOT NULL);;
CREATE INDEX automatic_reply_hour ON automatic_reply (mailbox, at);;
"#;
