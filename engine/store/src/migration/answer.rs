//! What was answered to a message that may come again, and the deliveries of one webhook in due order.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0024_answer"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, CHANGES).await
    }
}

const CHANGES: &str = r#"
ALTER TABLE event ADD COLUMN answer TEXT;;
DROP INDEX delivery_due;;
CREATE INDEX delivery_due ON delivery (webhook, due_at, id) WHERE state = 'waiting';;
"#;
