//! Links by which a person sets a password.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0070_password_link"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLE).await
    }
}

const TABLE: &str = r#"
CREATE TABLE password_link (id {uuid} PRIMARY KEY NOT NULL, person {uuid} NOT NULL REFERENCES person (id), secret {bytes} NOT NULL UNIQUE,
  state TEXT NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, closed_by TEXT, closed_at BIGINT);;
CREATE INDEX password_link_person ON password_link (person);;
"#;
