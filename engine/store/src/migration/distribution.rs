//! Work given to offices, opinions, tags, and tasks put off.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0033_distribution"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE assignment (id {uuid} PRIMARY KEY NOT NULL, task {uuid} NOT NULL, instance {uuid} NOT NULL, office TEXT NOT NULL, kind TEXT NOT NULL,
  state TEXT NOT NULL, sorted_by TEXT NOT NULL, sorted_at BIGINT NOT NULL, before_office TEXT, before_users TEXT NOT NULL,
  before_groups TEXT NOT NULL, closed_by TEXT, closed_at BIGINT, reason TEXT);;
CREATE INDEX assignment_task ON assignment (task, id);;
CREATE INDEX assignment_instance ON assignment (instance);;
CREATE INDEX assignment_copy ON assignment (office, instance) WHERE kind = 'copy';;
CREATE TABLE opinion (id {uuid} PRIMARY KEY NOT NULL, task {uuid} NOT NULL, instance {uuid} NOT NULL, state TEXT NOT NULL, asked_by TEXT NOT NULL,
  asked_of TEXT NOT NULL, question TEXT NOT NULL, asked_at BIGINT NOT NULL, opinion TEXT, answered_at BIGINT);;
CREATE INDEX opinion_task ON opinion (task, id);;
CREATE INDEX opinion_instance ON opinion (instance);;
CREATE TABLE tag (id {uuid} PRIMARY KEY NOT NULL, object {uuid} NOT NULL, kind TEXT NOT NULL, word TEXT NOT NULL, set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL);;
CREATE INDEX tag_object ON tag (object, word);;
CREATE INDEX tag_word ON tag (kind, word, object);;
CREATE TABLE put_off (id {uuid} PRIMARY KEY NOT NULL, login TEXT NOT NULL, until BIGINT NOT NULL);;
CREATE INDEX put_off_login ON put_off (login, until);;
"#;
