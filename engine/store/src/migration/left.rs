//! When a message began to leave: what the limits of its mailbox count.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0049_left"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await
    }
}

const COLUMN: &str = r#"
ALTER TABLE despatch ADD COLUMN left_at BIGINT;;
UPDATE despatch SET left_at = submitted_at WHERE submitted_at IS NOT NULL;;
CREATE INDEX despatch_left ON despatch (mailbox, left_at) WHERE left_at IS NOT NULL;;
"#;
