//! Who writes the answer to a message; whose mails are found by sender.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0030_reply"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE reply (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, state TEXT NOT NULL, task {uuid} NOT NULL, instance {uuid} NOT NULL,
  holder TEXT NOT NULL, held_since BIGINT NOT NULL, held_until BIGINT NOT NULL);;
CREATE INDEX reply_instance ON reply (instance);;
"#;
