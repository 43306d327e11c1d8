//! Triggers: what was kept is not deleted, and its identity not changed, but by the removal verbs.
//!
//! A removal row is `live` only inside the transaction that writes it; the committer ends that before its commit.

use super::run;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_kept"
    }
}

/// Table, and the columns that never change.
const KEPT: &[(&str, &[&str])] = &[
    (
        "mail",
        &[
            "id",
            "mailbox",
            "folder",
            "uid_validity",
            "uid",
            "raw",
            "size",
            "fetched_at",
        ],
    ),
    (
        "despatch",
        &[
            "id",
            "mailbox",
            "message_id",
            "raw",
            "size",
            "subject",
            "certified",
            "recipients",
            "created_at",
        ],
    ),
    (
        "receipt",
        &[
            "id",
            "mail",
            "despatch",
            "kind",
            "recipient",
            "identifier",
            "at",
            "counted",
        ],
    ),
    (
        "registration",
        &[
            "id",
            "register",
            "year",
            "number",
            "registered_at",
            "direction",
            "subject",
            "correspondent",
            "mail",
            "despatch",
            "instance",
            "origin",
            "registered_by",
        ],
    ),
];

const TEST_STORE: &str = "EXISTS (SELECT 1 FROM meta WHERE name = 'clock' AND value = 'test')";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_connection().get_database_backend();
        for (table, columns) in KEPT {
            let disposed = format!(
                "EXISTS (SELECT 1 FROM removal WHERE \"table\" = '{table}' AND object = OLD.id AND act = 'dispose' AND live)"
            );
            let changed: Vec<String> = columns
                .iter()
                .map(|c| format!("OLD.{c} IS DISTINCT FROM NEW.{c}"))
                .collect();
            refuse(
                manager,
                backend,
                table,
                "DELETE",
                &format!("NOT {disposed}"),
            )
            .await?;
            refuse(manager, backend, table, "UPDATE", &changed.join(" OR ")).await?;
        }
        refuse(manager, backend, "audit", "DELETE", "TRUE").await?;
        refuse(manager, backend, "audit", "UPDATE", "TRUE").await?;
        let disposed = "EXISTS (SELECT 1 FROM removal WHERE \"table\" = 'trace' AND object = OLD.instance AND act = 'dispose' AND live)";
        refuse(
            manager,
            backend,
            "trace",
            "DELETE",
            &format!("NOT {disposed} AND NOT {TEST_STORE}"),
        )
        .await?;
        refuse(manager, backend, "trace", "UPDATE", "TRUE").await?;
        refuse(manager, backend, "removal", "DELETE", "TRUE").await?;
        refuse(
            manager,
            backend,
            "removal",
            "UPDATE",
            "NEW.live OR OLD.act <> NEW.act OR OLD.object <> NEW.object OR OLD.at <> NEW.at",
        )
        .await
    }
}

/// A trigger that refuses when `condition` (over OLD and NEW) holds.
async fn refuse(
    manager: &SchemaManager<'_>,
    backend: DbBackend,
    table: &str,
    on: &str,
    condition: &str,
) -> Result<(), DbErr> {
    let name = format!("{table}_kept_{}", on.to_lowercase());
    let why = format!("{table} is kept: {} refused", on.to_lowercase());
    if backend != DbBackend::Postgres {
        let text = format!(
            "CREATE TRIGGER {name} BEFORE {on} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{why}'); END;;"
        );
        return run(manager, &text).await;
    }
    let answer = if on == "DELETE" { "OLD" } else { "NEW" };
    let text = format!(
        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF {condition} THEN RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END IF; RETURN {answer}; END $$;; \
         CREATE TRIGGER {name} BEFORE {on} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();;"
    );
    run(manager, &text).await?;
    if on == "DELETE" {
        let text = format!(
            "CREATE FUNCTION {name}_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END $$;; \
             CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}_all();;"
        );
        run(manager, &text).await?;
    }
    Ok(())
}
