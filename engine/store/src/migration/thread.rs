//! Which messages a mail names as those it follows (References, In-Reply-To), so that a conversation is found from any of them.
//!
//! A trigger reads them from what was recognised, in the commit that keeps the mail.

use super::run;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0061_thread"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLE).await?;
        match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => run(manager, POSTGRES).await,
            _ => run(manager, SQLITE).await,
        }
    }
}

const TABLE: &str = r#"
CREATE TABLE mail_reference (message_id TEXT NOT NULL, mail {uuid} NOT NULL, PRIMARY KEY (message_id, mail)) {clustered};;
CREATE INDEX mail_reference_mail ON mail_reference (mail);;
"#;

/// What could not be read (`arrival` null) names nothing.
const SQLITE: &str = r#"
INSERT OR IGNORE INTO mail_reference (message_id, mail)
  SELECT r.value, m.id FROM mail m, json_each(m.arrival, '$.references') r WHERE m.kind <> 'receipt' AND r.type = 'text' AND r.value <> '';;
INSERT OR IGNORE INTO mail_reference (message_id, mail)
  SELECT r.value, m.id FROM mail m, json_each(m.arrival, '$.in_reply_to') r WHERE m.kind <> 'receipt' AND r.type = 'text' AND r.value <> '';;
CREATE TRIGGER mail_references AFTER INSERT ON mail WHEN NEW.kind <> 'receipt' BEGIN
  INSERT OR IGNORE INTO mail_reference (message_id, mail)
    SELECT value, NEW.id FROM json_each(NEW.arrival, '$.references') WHERE type = 'text' AND value <> '';
  INSERT OR IGNORE INTO mail_reference (message_id, mail)
    SELECT value, NEW.id FROM json_each(NEW.arrival, '$.in_reply_to') WHERE type = 'text' AND value <> '';
END;;
CREATE TRIGGER mail_references_gone AFTER DELETE ON mail BEGIN DELETE FROM mail_reference WHERE mail = OLD.id; END;;
"#;

const POSTGRES: &str = r#"
CREATE FUNCTION mail_names(arrival TEXT) RETURNS SETOF TEXT LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT name FROM (VALUES ('references'), ('in_reply_to')) AS part (word),
    LATERAL json_array_elements_text(CASE json_typeof(arrival::json -> word) WHEN 'array' THEN arrival::json -> word ELSE '[]'::json END) AS name
  WHERE name <> '' $$;;
INSERT INTO mail_reference (message_id, mail) SELECT name, m.id FROM mail m, LATERAL mail_names(m.arrival) AS name WHERE m.kind <> 'receipt';;
CREATE FUNCTION mail_references() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.kind <> 'receipt' THEN
    INSERT INTO mail_reference (message_id, mail) SELECT name, NEW.id FROM mail_names(NEW.arrival) AS name ON CONFLICT DO NOTHING;
  END IF; RETURN NULL; END $$;;
CREATE TRIGGER mail_references AFTER INSERT ON mail FOR EACH ROW EXECUTE FUNCTION mail_references();;
CREATE FUNCTION mail_references_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM mail_reference WHERE mail = OLD.id; RETURN NULL; END $$;;
CREATE TRIGGER mail_references_gone AFTER DELETE ON mail FOR EACH ROW EXECUTE FUNCTION mail_references_gone();;
"#;
