//! Whom the addresses of the book belong to; imports that can be undone; and which despatches went to which address.
//!
//! A trigger notes the recipients of every new despatch, in the commit that makes it, and forgets them with it.

use super::run;
use crate::cell::{Cell, text};
use crate::search::plain;
use crate::sql::Run;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};
use uuid::Uuid;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0048_party"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_connection().get_database_backend() == DbBackend::Postgres;
        run(manager, TABLES).await?;
        let joined = match postgres {
            true => "string_agg(o.address, ' ')",
            false => "group_concat(o.address, ' ')",
        };
        run(manager, &KNOWN.replace("{joined}", joined)).await?;
        fold_names(manager).await?;
        match postgres {
            true => run(manager, POSTGRES).await,
            false => run(manager, SQLITE).await,
        }
    }
}

/// SQL knows no accents: names that have some are folded here.
async fn fold_names(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let sql = "SELECT id, name_key, find_key FROM party";
    for found in connection.all(sql, vec![]).await? {
        let (id, name, find): (Uuid, String, String) = (
            Cell::get(&found, 0)?,
            Cell::get(&found, 1)?,
            Cell::get(&found, 2)?,
        );
        if !name.is_ascii() {
            let values = vec![text(&plain(&name)), text(&plain(&find)), id.put()];
            let sql = "UPDATE party SET name_key = ?, find_key = ? WHERE id = ?";
            connection.run(sql, values).await?;
        }
    }
    Ok(())
}

const TABLES: &str = r#"
CREATE TABLE party (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
  tax_code TEXT NOT NULL, ipa_code TEXT NOT NULL, body {uuid}, position TEXT NOT NULL, note TEXT NOT NULL, state TEXT NOT NULL, merged_into {uuid},
  source TEXT NOT NULL, checked_at BIGINT NOT NULL, certified BOOLEAN NOT NULL, find_key TEXT NOT NULL, changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL);;
CREATE INDEX party_tax_code ON party (tax_code) WHERE tax_code <> '';;
CREATE INDEX party_ipa_code ON party (ipa_code) WHERE ipa_code <> '';;
CREATE INDEX party_body ON party (body) WHERE body IS NOT NULL;;
CREATE INDEX party_source ON party (source);;
ALTER TABLE contact ADD COLUMN party {uuid};;
CREATE TABLE import (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, source TEXT NOT NULL, file {bytes} NOT NULL, options TEXT NOT NULL,
  state TEXT NOT NULL, next_byte BIGINT NOT NULL, next_line BIGINT NOT NULL, counts TEXT NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL,
  ended_at BIGINT, undone_by TEXT);;
CREATE INDEX import_state ON import (state, id);;
CREATE TABLE import_item (id {uuid} PRIMARY KEY NOT NULL, import {uuid} NOT NULL, line BIGINT NOT NULL, rank INTEGER NOT NULL, outcome TEXT NOT NULL,
  name TEXT NOT NULL, party {uuid}, reason_it TEXT NOT NULL, reason_en TEXT NOT NULL, before TEXT, after BIGINT NOT NULL, undo TEXT NOT NULL);;
CREATE INDEX import_item_party ON import_item (party) WHERE party IS NOT NULL;;
CREATE INDEX import_item_undo ON import_item (import, undo, rank, line);;
CREATE INDEX import_item_outcome ON import_item (import, outcome, line, id);;
CREATE TABLE despatch_to (address TEXT NOT NULL, despatch {uuid} NOT NULL, PRIMARY KEY (address, despatch)) {clustered};;
CREATE INDEX despatch_to_despatch ON despatch_to (despatch);;
"#;

/// What is in the book already: those of one tax code are one.
const KNOWN: &str = r#"
INSERT INTO party (id, revision, kind, name, name_key, tax_code, ipa_code, position, note, state, source, checked_at, certified, find_key, changed_by,
  changed_at) SELECT c.id, 0, CASE WHEN LENGTH(c.tax_code) <> 11 THEN 'person' WHEN c.tax_code LIKE '8%' OR c.tax_code LIKE '9%' THEN 'body'
  ELSE 'company' END, c.name, c.name_key, c.tax_code, '', '', '', 'open', c.source, c.imported_at, c.certified,
  c.name_key || ' ' || LOWER(c.tax_code) || ' ' || c.address, 'system', c.imported_at FROM contact c
  WHERE NOT EXISTS (SELECT 1 FROM contact d WHERE d.tax_code = c.tax_code AND c.tax_code <> '' AND d.id < c.id);;
UPDATE contact SET party = COALESCE((SELECT p.id FROM party p WHERE p.tax_code = contact.tax_code AND contact.tax_code <> ''), id);;
CREATE INDEX contact_party ON contact (party);;
UPDATE party SET certified = TRUE WHERE EXISTS (SELECT 1 FROM contact o WHERE o.party = party.id AND o.certified);;
UPDATE party SET find_key = name_key || ' ' || LOWER(tax_code) || ' ' ||
  (SELECT {joined} FROM contact o WHERE o.party = party.id) WHERE tax_code <> '';;
"#;

/// The index holds all that a search asks for, so that typing reads it alone.
const SQLITE: &str = r#"
CREATE INDEX party_find ON party (name_key, id, state, kind, certified, checked_at, source, find_key);;
INSERT INTO despatch_to (address, despatch) SELECT DISTINCT LOWER(r.value), d.id FROM despatch d, json_each(d.recipients) r;;
CREATE TRIGGER despatch_to_add AFTER INSERT ON despatch BEGIN
  INSERT INTO despatch_to (address, despatch) SELECT DISTINCT LOWER(r.value), NEW.id FROM json_each(NEW.recipients) r WHERE TRUE ON CONFLICT DO NOTHING; END;;
CREATE TRIGGER despatch_to_forget AFTER DELETE ON despatch BEGIN DELETE FROM despatch_to WHERE despatch = OLD.id; END;;
"#;

const POSTGRES: &str = r#"
CREATE INDEX party_find ON party (name_key, id);;
INSERT INTO despatch_to (address, despatch) SELECT DISTINCT LOWER(r.value), d.id FROM despatch d, json_array_elements_text(d.recipients::json) r;;
CREATE FUNCTION despatch_to_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO despatch_to (address, despatch) SELECT DISTINCT LOWER(r.value), NEW.id FROM json_array_elements_text(NEW.recipients::json) r
  ON CONFLICT DO NOTHING; RETURN NULL; END $$;;
CREATE TRIGGER despatch_to_add AFTER INSERT ON despatch FOR EACH ROW EXECUTE FUNCTION despatch_to_add();;
CREATE FUNCTION despatch_to_forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM despatch_to WHERE despatch = OLD.id; RETURN NULL; END $$;;
CREATE TRIGGER despatch_to_forget AFTER DELETE ON despatch FOR EACH ROW EXECUTE FUNCTION despatch_to_forget();;
"#;
