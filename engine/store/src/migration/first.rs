//! The tables of `row.rs`, those of the store itself, and the indices the reads need.

use super::run;
use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

const TABLES: &str = r#"
CREATE TABLE person (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT,
  password TEXT, active BOOLEAN NOT NULL, language TEXT NOT NULL, created_at BIGINT NOT NULL);;
CREATE TABLE office (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, "key" TEXT NOT NULL UNIQUE, name TEXT NOT NULL, parent {uuid},
  head TEXT, deputy TEXT);;
CREATE TABLE membership (id {uuid} PRIMARY KEY NOT NULL, person {uuid} NOT NULL REFERENCES person (id), office {uuid}, role TEXT NOT NULL);;
CREATE INDEX membership_person ON membership (person);;
CREATE INDEX membership_office ON membership (office);;
CREATE TABLE session (id {bytes} PRIMARY KEY NOT NULL, person {uuid} NOT NULL, csrf TEXT NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, seen_at BIGINT NOT NULL);;
CREATE INDEX session_person ON session (person);;
CREATE INDEX session_expires ON session (expires_at);;
CREATE TABLE token (id {bytes} PRIMARY KEY NOT NULL, person {uuid} NOT NULL, name TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT);;
CREATE INDEX token_person ON token (person);;
CREATE TABLE anchor (id {uuid} PRIMARY KEY NOT NULL, name TEXT NOT NULL, pem TEXT NOT NULL, domains TEXT NOT NULL, imported_at BIGINT NOT NULL,
  imported_by TEXT NOT NULL);;
CREATE TABLE mailbox (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, "key" TEXT NOT NULL UNIQUE, address TEXT NOT NULL,
  display_name TEXT NOT NULL, certified BOOLEAN NOT NULL, settings TEXT NOT NULL, secrets {bytes} NOT NULL, offices TEXT NOT NULL,
  starting_point TEXT NOT NULL, uid_validity BIGINT NOT NULL, cursor_uid BIGINT NOT NULL, archive_uid BIGINT NOT NULL, state TEXT NOT NULL,
  last_error TEXT, last_polled_at BIGINT, created_at BIGINT NOT NULL);;
CREATE TABLE register (id {uuid} PRIMARY KEY NOT NULL, "key" TEXT NOT NULL UNIQUE, name TEXT NOT NULL, year INTEGER NOT NULL,
  last_number BIGINT NOT NULL, last_at BIGINT);;
CREATE TABLE deployment (id {uuid} PRIMARY KEY NOT NULL, name TEXT NOT NULL, content_hash {bytes} NOT NULL, files TEXT NOT NULL,
  created_at BIGINT NOT NULL, created_by TEXT NOT NULL);;
CREATE INDEX deployment_content ON deployment (content_hash);;
CREATE TABLE process (id {uuid} PRIMARY KEY NOT NULL, deployment {uuid} NOT NULL REFERENCES deployment (id), "key" TEXT NOT NULL,
  version INTEGER NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, xml {bytes} NOT NULL, created_at BIGINT NOT NULL, UNIQUE ("key", version));;
CREATE INDEX process_deployment ON process (deployment);;
CREATE TABLE draft (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, name TEXT NOT NULL UNIQUE, files TEXT NOT NULL,
  updated_at BIGINT NOT NULL, updated_by TEXT NOT NULL);;
CREATE TABLE instance (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, process {uuid} NOT NULL, process_key TEXT NOT NULL,
  deployment {uuid} NOT NULL, state TEXT NOT NULL, business_key TEXT, title TEXT NOT NULL, office TEXT, parent {uuid}, started_at BIGINT NOT NULL,
  ended_at BIGINT, error_code TEXT, open_incidents INTEGER NOT NULL, steps BIGINT NOT NULL, snapshot {bytes} NOT NULL);;
CREATE INDEX instance_state ON instance (state, id);;
CREATE INDEX instance_process ON instance (process_key, id);;
CREATE INDEX instance_deployment ON instance (deployment, id);;
CREATE INDEX instance_business ON instance (business_key, id) WHERE business_key IS NOT NULL;;
CREATE INDEX instance_office ON instance (office, id) WHERE office IS NOT NULL;;
CREATE INDEX instance_parent ON instance (parent) WHERE parent IS NOT NULL;;
CREATE TABLE instance_part (instance {uuid} NOT NULL, part BIGINT NOT NULL, bytes {bytes} NOT NULL, PRIMARY KEY (instance, part));;
CREATE TABLE trace (instance {uuid} NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, bytes {bytes} NOT NULL, PRIMARY KEY (instance, seq));;
CREATE TABLE task (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, instance {uuid} NOT NULL, wait BIGINT NOT NULL,
  process_key TEXT NOT NULL, element TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, assignee TEXT, candidate_users TEXT NOT NULL,
  candidate_groups TEXT NOT NULL, priority INTEGER NOT NULL, due_at BIGINT, follow_up_at BIGINT, form TEXT, drafts TEXT, approves TEXT, draft TEXT,
  draft_by TEXT, draft_at BIGINT, created_at BIGINT NOT NULL, claimed_at BIGINT, ended_at BIGINT, ended_by TEXT);;
CREATE INDEX task_wait ON task (instance, wait);;
CREATE TABLE task_lane (lane TEXT NOT NULL, due BIGINT NOT NULL, task {uuid} NOT NULL, PRIMARY KEY (lane, due, task)) {clustered};;
CREATE INDEX task_lane_task ON task_lane (task);;
CREATE TABLE job (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, instance {uuid} NOT NULL, wait BIGINT NOT NULL, element TEXT NOT NULL,
  kind TEXT NOT NULL, inputs TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, retries_left INTEGER NOT NULL, due_at BIGINT NOT NULL,
  priority INTEGER NOT NULL, lease_owner TEXT, lease_until BIGINT, epoch BIGINT NOT NULL, despatch {uuid}, last_error TEXT, result TEXT,
  created_at BIGINT NOT NULL);;
CREATE INDEX job_waiting ON job (kind, due_at, id) WHERE state = 'waiting';;
CREATE INDEX job_leased ON job (kind, lease_until, id) WHERE state IN ('leased', 'prepared');;
CREATE INDEX job_wait ON job (instance, wait);;
CREATE INDEX job_despatch ON job (despatch) WHERE despatch IS NOT NULL;;
CREATE INDEX job_uncertain ON job (id) WHERE state = 'uncertain';;
CREATE TABLE timer (id {uuid} PRIMARY KEY NOT NULL, instance {uuid}, process {uuid}, wait BIGINT NOT NULL, element TEXT NOT NULL,
  due_at BIGINT NOT NULL, rule TEXT NOT NULL);;
CREATE INDEX timer_due ON timer (due_at, id);;
CREATE INDEX timer_wait ON timer (instance, wait);;
CREATE INDEX timer_process ON timer (process) WHERE process IS NOT NULL;;
CREATE TABLE subscription (id {uuid} PRIMARY KEY NOT NULL, instance {uuid}, process {uuid}, process_key TEXT NOT NULL, wait BIGINT NOT NULL,
  element TEXT NOT NULL, name TEXT NOT NULL, "key" TEXT NOT NULL, mailbox TEXT);;
CREATE INDEX subscription_name ON subscription (name, "key");;
CREATE INDEX subscription_wait ON subscription (instance, wait);;
CREATE INDEX subscription_process ON subscription (process) WHERE process IS NOT NULL;;
CREATE TABLE event (id {uuid} PRIMARY KEY NOT NULL, name TEXT NOT NULL, "key" TEXT NOT NULL, variables TEXT NOT NULL, message_id TEXT UNIQUE,
  target {uuid}, state TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT, taken_by {uuid});;
CREATE INDEX event_name ON event (name, "key", id) WHERE state = 'waiting';;
CREATE INDEX event_target ON event (target, id) WHERE state = 'waiting';;
CREATE INDEX event_expires ON event (expires_at) WHERE state = 'waiting';;
CREATE TABLE incident (id {uuid} PRIMARY KEY NOT NULL, instance {uuid}, number BIGINT NOT NULL, process_key TEXT, element TEXT, phase TEXT,
  code TEXT NOT NULL, message TEXT NOT NULL, state TEXT NOT NULL, subject {uuid}, created_at BIGINT NOT NULL, resolved_at BIGINT, resolved_by TEXT);;
CREATE INDEX incident_state ON incident (state, id);;
CREATE INDEX incident_instance ON incident (instance) WHERE instance IS NOT NULL;;
CREATE INDEX incident_subject ON incident (subject) WHERE subject IS NOT NULL;;
CREATE TABLE despatch (id {uuid} PRIMARY KEY NOT NULL, revision BIGINT NOT NULL, job {uuid}, instance {uuid}, mailbox {uuid} NOT NULL,
  message_id TEXT NOT NULL UNIQUE, pec_id TEXT, raw {bytes} NOT NULL, size BIGINT NOT NULL, subject TEXT NOT NULL, certified BOOLEAN NOT NULL,
  state TEXT NOT NULL, journey TEXT NOT NULL, outcome TEXT NOT NULL, recipients TEXT NOT NULL, author TEXT, approver TEXT, answers {uuid},
  last_error TEXT, created_at BIGINT NOT NULL, submitted_at BIGINT, withheld_at BIGINT);;
CREATE INDEX despatch_pec ON despatch (pec_id) WHERE pec_id IS NOT NULL;;
CREATE INDEX despatch_state ON despatch (state, id);;
CREATE INDEX despatch_outcome ON despatch (outcome, id);;
CREATE INDEX despatch_mailbox ON despatch (mailbox, id);;
CREATE INDEX despatch_instance ON despatch (instance) WHERE instance IS NOT NULL;;
CREATE INDEX despatch_raw ON despatch (raw);;
CREATE TABLE mail (id {uuid} PRIMARY KEY NOT NULL, mailbox {uuid} NOT NULL REFERENCES mailbox (id), folder TEXT NOT NULL,
  uid_validity BIGINT NOT NULL, uid BIGINT NOT NULL, raw {bytes} NOT NULL, size BIGINT NOT NULL, kind TEXT NOT NULL, message_id TEXT NOT NULL,
  from_address TEXT NOT NULL, from_name TEXT NOT NULL, subject TEXT NOT NULL, sent_at BIGINT, arrived_at BIGINT, fetched_at BIGINT NOT NULL,
  arrival TEXT NOT NULL, verdict TEXT, state TEXT NOT NULL, instance {uuid}, despatch {uuid}, same_as {uuid}, withheld_at BIGINT,
  UNIQUE (mailbox, folder, uid_validity, uid));;
CREATE INDEX mail_mailbox ON mail (mailbox, id);;
CREATE INDEX mail_state ON mail (state, id);;
CREATE INDEX mail_kind ON mail (kind, id);;
CREATE INDEX mail_raw ON mail (raw);;
CREATE INDEX mail_message ON mail (message_id);;
CREATE INDEX mail_instance ON mail (instance) WHERE instance IS NOT NULL;;
CREATE TABLE receipt (id {uuid} PRIMARY KEY NOT NULL, mail {uuid} NOT NULL, despatch {uuid} NOT NULL, kind TEXT NOT NULL, recipient TEXT,
  identifier TEXT NOT NULL, at BIGINT NOT NULL, counted BOOLEAN NOT NULL);;
CREATE UNIQUE INDEX receipt_once ON receipt (despatch, kind, COALESCE(recipient, ''), identifier);;
CREATE INDEX receipt_mail ON receipt (mail);;
CREATE TABLE note (id {uuid} PRIMARY KEY NOT NULL, instance {uuid} NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL);;
CREATE INDEX note_instance ON note (instance, id);;
CREATE TABLE registration (id {uuid} PRIMARY KEY NOT NULL, register {uuid} NOT NULL REFERENCES register (id), year INTEGER NOT NULL,
  number BIGINT NOT NULL, registered_at BIGINT NOT NULL, direction TEXT NOT NULL, subject TEXT NOT NULL, correspondent TEXT NOT NULL, mail {uuid},
  despatch {uuid}, instance {uuid}, origin TEXT NOT NULL UNIQUE, registered_by TEXT NOT NULL, withheld_at BIGINT, UNIQUE (register, year, number));;
CREATE INDEX registration_mail ON registration (mail) WHERE mail IS NOT NULL;;
CREATE INDEX registration_despatch ON registration (despatch) WHERE despatch IS NOT NULL;;
CREATE INDEX registration_instance ON registration (instance) WHERE instance IS NOT NULL;;
CREATE TABLE removal (id {uuid} PRIMARY KEY NOT NULL, act TEXT NOT NULL, "table" TEXT NOT NULL, object {uuid} NOT NULL, reason TEXT NOT NULL,
  reference TEXT NOT NULL, asked_by TEXT NOT NULL, confirmed_by TEXT NOT NULL, at BIGINT NOT NULL, live BOOLEAN NOT NULL DEFAULT TRUE,
  CHECK (asked_by <> confirmed_by), CHECK (reason <> ''), CHECK (reference <> ''), CHECK (act IN ('withhold', 'dispose')));;
CREATE INDEX removal_object ON removal (object);;
CREATE INDEX removal_live ON removal (id) WHERE live;;
CREATE TABLE command (id {uuid} PRIMARY KEY NOT NULL, principal TEXT NOT NULL, on_behalf_of TEXT, idempotency_key TEXT, answer TEXT NOT NULL,
  at BIGINT NOT NULL, UNIQUE (idempotency_key, principal));;
CREATE INDEX command_at ON command (at);;
CREATE TABLE chain (id {uuid} PRIMARY KEY NOT NULL, opened_at BIGINT NOT NULL, seq BIGINT NOT NULL, head {bytes} NOT NULL, batches BIGINT NOT NULL,
  anchored_seq BIGINT NOT NULL);;
CREATE INDEX chain_loose ON chain (id) WHERE anchored_seq < seq;;
CREATE TABLE audit (chain {uuid} NOT NULL REFERENCES chain (id), seq BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, on_behalf_of TEXT,
  verb TEXT NOT NULL, object_kind TEXT NOT NULL, object TEXT NOT NULL, detail TEXT NOT NULL, digest {bytes} NOT NULL, hash {bytes} NOT NULL,
  PRIMARY KEY (chain, seq));;
CREATE INDEX audit_at ON audit (at, chain, seq);;
CREATE INDEX audit_object ON audit (object, at);;
CREATE TABLE blob (sha {bytes} PRIMARY KEY NOT NULL, size BIGINT NOT NULL, codec TEXT NOT NULL, key_id TEXT, created_at BIGINT NOT NULL, disposed_at BIGINT);;
CREATE INDEX blob_disposed ON blob (sha) WHERE disposed_at IS NOT NULL;;
CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);;
"#;
