//! What proves to other programs who we are, sealed.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0040_credential"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE credential (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, name TEXT NOT NULL UNIQUE, scheme TEXT NOT NULL,
  address TEXT NOT NULL, account TEXT NOT NULL, secret {bytes} NOT NULL, created_at BIGINT NOT NULL, created_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL);;
"#;
