//! Whose an address is, found by address and name, however many share the address.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0062_holder"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, INDEX).await
    }
}

const INDEX: &str = r#"
CREATE INDEX contact_holder ON contact (address, name_key);;
DROP INDEX contact_address;;
"#;
