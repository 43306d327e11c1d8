//! How many messages an archive under way will have.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0063_progress"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await
    }
}

const COLUMN: &str = r#"
ALTER TABLE period_archive ADD COLUMN expected BIGINT NOT NULL DEFAULT 0;;
"#;
