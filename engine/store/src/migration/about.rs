//! What a receipt or a bounce of nobody says it is about.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0036_about"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await
    }
}

const COLUMN: &str = r#"
ALTER TABLE mail ADD COLUMN about TEXT;;
CREATE INDEX mail_about ON mail (about, id) WHERE about IS NOT NULL AND state = 'orphan';;
"#;
