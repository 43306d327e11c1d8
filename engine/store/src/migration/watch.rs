//! When the silence after a despatch is looked at next.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0025_watch"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await
    }
}

const COLUMN: &str = r#"
ALTER TABLE despatch ADD COLUMN watch_at BIGINT;;
UPDATE despatch SET watch_at = created_at WHERE state = 'unknown' OR (state IN ('submitted', 'accepted') AND outcome IN ('pending', 'partial'));;
CREATE INDEX despatch_watch ON despatch (watch_at, id) WHERE watch_at IS NOT NULL;;
"#;
