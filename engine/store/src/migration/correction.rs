//! Recipients who were not reached, and messages sent again.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0035_correction"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE correction (id {uuid} PRIMARY KEY NOT NULL, despatch {uuid} NOT NULL, instance {uuid} NOT NULL, kind TEXT NOT NULL,
  state TEXT NOT NULL, resent {uuid}, reason TEXT, closed_by TEXT, closed_at BIGINT);;
CREATE INDEX correction_despatch ON correction (despatch, id);;
ALTER TABLE despatch ADD COLUMN resends {uuid};;
CREATE INDEX despatch_resends ON despatch (resends) WHERE resends IS NOT NULL;;
"#;
