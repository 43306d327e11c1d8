//! Mails found by who wrote them, and by the domain they wrote from.

use super::run;
use crate::view::domain_of_sender;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0032_beside"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_connection().get_database_backend() == DbBackend::Postgres;
        let text = format!(
            "CREATE INDEX mail_sender ON mail (LOWER(from_address), id);;\
             CREATE INDEX mail_domain ON mail ({}, id);;",
            domain_of_sender(postgres)
        );
        run(manager, &text).await
    }
}
