//! One deployment of one content: of two that publish the same at once, one is told that it exists.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0041_content"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, INDEX).await
    }
}

const INDEX: &str = r#"
DROP INDEX deployment_content;;
CREATE UNIQUE INDEX deployment_content ON deployment (content_hash);;
"#;
