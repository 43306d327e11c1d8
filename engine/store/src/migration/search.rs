//! The words of mails, for searching; and the list of mails whose words are not in yet.
//!
//! A trigger puts every new mail on that list, in the commit that keeps the mail: none can be forgotten.

use super::run;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, PENDING).await?;
        match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => run(manager, POSTGRES).await,
            _ => run(manager, SQLITE).await,
        }
    }
}

const PENDING: &str = r#"
CREATE TABLE mail_pending (mail {uuid} PRIMARY KEY NOT NULL) {clustered};;
INSERT INTO mail_pending (mail) SELECT id FROM mail;;
"#;

/// The index keeps no text of its own, only which words are in which mail; `n` outlives a VACUUM, a plain rowid would not.
const SQLITE: &str = r#"
CREATE TABLE mail_indexed (n INTEGER PRIMARY KEY, mail BLOB NOT NULL UNIQUE);;
CREATE VIRTUAL TABLE mail_words USING fts5(words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');;
CREATE TRIGGER mail_to_index AFTER INSERT ON mail BEGIN INSERT INTO mail_pending (mail) VALUES (NEW.id) ON CONFLICT DO NOTHING; END;;
"#;

const POSTGRES: &str = r#"
CREATE TABLE mail_words (mail UUID PRIMARY KEY NOT NULL, words TSVECTOR NOT NULL);;
CREATE INDEX mail_words_words ON mail_words USING GIN (words);;
CREATE FUNCTION mail_to_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO mail_pending (mail) VALUES (NEW.id) ON CONFLICT DO NOTHING; RETURN NULL; END $$;;
CREATE TRIGGER mail_to_index AFTER INSERT ON mail FOR EACH ROW EXECUTE FUNCTION mail_to_index();;
"#;
