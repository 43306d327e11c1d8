//! Removals that wait for a second person.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0025_removal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE removal_proposal (id {uuid} PRIMARY KEY NOT NULL, act TEXT NOT NULL, kind TEXT NOT NULL, object {uuid} NOT NULL, reason TEXT NOT NULL,
  reference TEXT NOT NULL, state TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT);;
"#;
