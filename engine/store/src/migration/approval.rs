//! Versions of what is written, what approvers decided about them, and what left by it.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0034_approval"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE version (id {uuid} PRIMARY KEY NOT NULL, instance {uuid} NOT NULL, variable TEXT NOT NULL, number BIGINT NOT NULL, hash TEXT NOT NULL,
  message TEXT NOT NULL, author TEXT NOT NULL, author_for TEXT, at BIGINT NOT NULL);;
CREATE INDEX version_instance ON version (instance, variable, number);;
CREATE TABLE approval (id {uuid} PRIMARY KEY NOT NULL, instance {uuid} NOT NULL, variable TEXT NOT NULL, number BIGINT NOT NULL, hash TEXT NOT NULL,
  element TEXT NOT NULL, name TEXT NOT NULL, decision TEXT NOT NULL, remarks TEXT, decided_by TEXT NOT NULL, decided_for TEXT, at BIGINT NOT NULL,
  void_at BIGINT);;
CREATE INDEX approval_instance ON approval (instance, variable, number);;
CREATE TABLE release (id {uuid} PRIMARY KEY NOT NULL, approved TEXT, approvals TEXT NOT NULL, additions TEXT NOT NULL);;
"#;
