//! Signals: subscriptions and stored events say of which sort they are.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_signal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
ALTER TABLE subscription ADD COLUMN kind TEXT NOT NULL DEFAULT 'message';;
CREATE INDEX subscription_signal ON subscription (name, id) WHERE kind = 'signal';;
CREATE INDEX subscription_condition ON subscription (id) WHERE kind = 'condition';;
ALTER TABLE event ADD COLUMN kind TEXT NOT NULL DEFAULT 'message';;
ALTER TABLE event ADD COLUMN source {uuid};;
ALTER TABLE event ADD COLUMN reached {uuid};;
CREATE INDEX event_signal ON event (id) WHERE state = 'waiting' AND kind <> 'message';;
"#;
