//! What those who write to us are owed.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0031_owed"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

// Cases that run take part from now on; what ended before is not dug up.
const TABLES: &str = r#"
CREATE TABLE owed (id {uuid} PRIMARY KEY NOT NULL, state TEXT NOT NULL, instance {uuid}, task {uuid}, despatch {uuid}, reason TEXT,
  closed_by TEXT, closed_at BIGINT);;
CREATE INDEX owed_open ON owed (id) WHERE state = 'open';;
CREATE INDEX owed_instance ON owed (instance) WHERE instance IS NOT NULL;;
CREATE INDEX owed_despatch ON owed (despatch) WHERE despatch IS NOT NULL;;
CREATE INDEX despatch_answers ON despatch (answers) WHERE answers IS NOT NULL;;
INSERT INTO owed (id, state, instance) SELECT m.id, 'open', m.instance FROM mail m JOIN instance i ON i.id = m.instance
  WHERE m.state = 'case' AND m.kind <> 'receipt' AND i.ended_at IS NULL AND i.parent IS NULL
  AND NOT EXISTS (SELECT 1 FROM mail e WHERE e.instance = m.instance AND e.kind <> 'receipt' AND e.id < m.id);;
"#;
