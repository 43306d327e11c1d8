//! The rows as plain data. Times are UTC; ids are UUIDv7 drawn by the runtime.
//!
//! A put writes the whole row (insert or replace); guards decide whether it may. Serialised they are what people
//! read: secrets, snapshots and packed bytes are left out.

use ::office::{Behalf, Grant};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value as Json;
use uuid::Uuid;

pub type Instant = DateTime<Utc>;
/// SHA-256 of a blob.
pub type Sha = [u8; 32];

fn hex_text<S: Serializer>(sha: &Sha, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex::encode(sha))
}

/// An object: path → hash.
fn hex_files<S: Serializer>(files: &[(String, Sha)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(files.iter().map(|(path, sha)| (path, hex::encode(sha))))
}

/// A bundle as deployed. `files` maps paths inside the bundle to blobs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deployment {
    pub id: Uuid,
    pub name: String,
    #[serde(serialize_with = "hex_text")]
    pub content_hash: Sha,
    #[serde(serialize_with = "hex_files")]
    pub files: Vec<(String, Sha)>,
    pub created_at: Instant,
    pub created_by: String,
}

/// One process of a deployment; `version` counts per key from 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Process {
    pub id: Uuid,
    pub deployment: Uuid,
    pub key: String,
    pub version: i32,
    pub name: String,
    pub file: String,
    #[serde(serialize_with = "hex_text")]
    pub xml: Sha,
    pub created_at: Instant,
}

/// A draft of the designer, one per bundle name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Draft {
    pub id: Uuid,
    pub revision: i64,
    pub name: String,
    /// path → text, as JSON object.
    pub files: Json,
    pub updated_at: Instant,
    pub updated_by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instance {
    pub id: Uuid,
    pub revision: i64,
    pub process: Uuid,
    pub process_key: String,
    pub deployment: Uuid,
    /// running | suspended | completed | terminated | failed
    pub state: String,
    pub business_key: Option<String>,
    /// What people read: subject of the mail, or process name.
    pub title: String,
    /// Office key that holds the case, when the process says.
    pub office: Option<String>,
    /// End of the legal term, when the process keeps one.
    pub term_at: Option<Instant>,
    /// The instance that called this one, and its wait that this one ends.
    pub parent: Option<Uuid>,
    pub parent_wait: Option<i64>,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub error_code: Option<String>,
    pub open_incidents: i32,
    /// Steps done so far; the next trace sequence.
    pub steps: i64,
    /// Snapshot bytes of the interpreter, empty once archived.
    #[serde(skip)]
    pub snapshot: Vec<u8>,
}

/// A segment of a large instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstancePart {
    pub instance: Uuid,
    pub part: i64,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Events of one step, packed. Append only.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    pub instance: Uuid,
    pub seq: i64,
    pub at: Instant,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Task {
    pub id: Uuid,
    pub revision: i64,
    pub instance: Uuid,
    /// The wait in the snapshot this row shows.
    pub wait: i64,
    pub process_key: String,
    pub element: String,
    pub name: String,
    /// open | completed | cancelled
    pub state: String,
    /// Login of the holder.
    pub assignee: Option<String>,
    pub candidate_users: Vec<String>,
    pub candidate_groups: Vec<String>,
    pub priority: i32,
    pub due_at: Option<Instant>,
    pub follow_up_at: Option<Instant>,
    pub form: Option<String>,
    pub drafts: Option<String>,
    pub approves: Option<String>,
    /// The variable with the document to be signed.
    pub signs: Option<String>,
    /// What a person typed and has not sent yet.
    pub draft: Option<Json>,
    pub draft_by: Option<String>,
    pub draft_at: Option<Instant>,
    pub created_at: Instant,
    pub claimed_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub ended_by: Option<String>,
    /// In whose place `ended_by` concluded it.
    pub ended_for: Option<Behalf>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    pub id: Uuid,
    pub revision: i64,
    pub instance: Uuid,
    pub wait: i64,
    pub element: String,
    pub kind: String,
    pub inputs: Json,
    /// waiting | leased | prepared | uncertain | done | failed | cancelled
    pub state: String,
    pub attempts: i32,
    pub retries_left: i32,
    pub due_at: Instant,
    pub priority: i32,
    pub lease_owner: Option<String>,
    pub lease_until: Option<Instant>,
    pub epoch: i64,
    /// The despatch whose bytes this job sends.
    pub despatch: Option<Uuid>,
    pub last_error: Option<String>,
    pub result: Option<Json>,
    pub created_at: Instant,
}

/// A due instant. Start timers have a process and no instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timer {
    pub id: Uuid,
    pub instance: Option<Uuid>,
    pub process: Option<Uuid>,
    /// The wait in the snapshot; for a start timer which trigger of the start event, from 0.
    pub wait: i64,
    pub element: String,
    pub due_at: Instant,
    /// Zone and rule it was computed from, for people.
    pub rule: String,
}

/// Open subscription to a message, a signal or (start events) a condition. Start subscriptions have a
/// process and no instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subscription {
    pub id: Uuid,
    /// message | signal | condition
    pub kind: String,
    pub instance: Option<Uuid>,
    pub process: Option<Uuid>,
    pub process_key: String,
    /// The wait in the snapshot; for a start subscription which trigger of the start event, from 0.
    pub wait: i64,
    pub element: String,
    pub name: String,
    /// Empty when there is none.
    pub key: String,
    /// Start events only: mailbox key, address or `*`.
    pub mailbox: Option<String>,
}

/// A BPMN message or signal or an internal delivery, stored first and delivered by a second verb.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub id: Uuid,
    /// message | signal (to be told to all who wait) | signal_for (to one instance) |
    /// signal_start (to one start subscription) | escalation (to the caller; the key is its wait)
    pub kind: String,
    pub name: String,
    pub key: String,
    pub variables: Json,
    /// Deduplicates: unique where not null.
    pub message_id: Option<String>,
    /// Deliver to this instance only (inbox row), or to this start subscription.
    pub target: Option<Uuid>,
    /// The instance that threw it.
    pub source: Option<Uuid>,
    /// A signal: the last subscription that has its inbox row.
    pub reached: Option<Uuid>,
    /// waiting | taken | expired
    pub state: String,
    pub created_at: Instant,
    pub expires_at: Option<Instant>,
    pub taken_by: Option<Uuid>,
    /// What a repeat of the same `message_id` hears: outcome and instances.
    pub answer: Option<Json>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incident {
    pub id: Uuid,
    pub instance: Option<Uuid>,
    /// Number in the snapshot; 0 for incidents without an instance (a mailbox, a quarantined mail).
    pub number: i64,
    pub process_key: Option<String>,
    pub element: Option<String>,
    pub phase: Option<String>,
    pub code: String,
    pub message: String,
    /// open | resolved
    pub state: String,
    /// Mailbox or mail it is about, when not an instance.
    pub subject: Option<Uuid>,
    pub created_at: Instant,
    pub resolved_at: Option<Instant>,
    pub resolved_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mailbox {
    pub id: Uuid,
    pub revision: i64,
    /// Short name used in processes and URLs, e.g. `protocollo`.
    pub key: String,
    pub address: String,
    pub display_name: String,
    pub certified: bool,
    /// Connection settings without secrets (imap | maildir, smtp, folder, disposition).
    pub settings: Json,
    /// Sealed secrets.
    #[serde(skip)]
    pub secrets: Vec<u8>,
    /// Office keys whose people may read and answer.
    pub offices: Vec<String>,
    /// Rights given one by one; empty: by office and role.
    pub rights: Vec<Grant>,
    /// The area it belongs to; None: the house's only one.
    pub area: Option<Uuid>,
    /// now | date | all, with the date.
    pub starting_point: Json,
    pub uid_validity: i64,
    pub cursor_uid: i64,
    /// UIDs up to here are archive; -1 once the server renumbered the folder, when only dates tell.
    pub archive_uid: i64,
    /// active | paused | failing
    pub state: String,
    pub last_error: Option<String>,
    pub last_polled_at: Option<Instant>,
    pub created_at: Instant,
}

/// A mail that came in. Unique: (mailbox, folder, uid_validity, uid).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mail {
    pub id: Uuid,
    pub mailbox: Uuid,
    pub folder: String,
    pub uid_validity: i64,
    pub uid: i64,
    #[serde(serialize_with = "hex_text")]
    pub raw: Sha,
    pub size: i64,
    /// transport | receipt | anomaly | ordinary | quarantined
    pub kind: String,
    pub message_id: String,
    pub from_address: String,
    pub from_name: String,
    pub subject: String,
    /// *Inviata* (daticert), *giunta in casella*, *scaricata*.
    pub sent_at: Option<Instant>,
    pub arrived_at: Option<Instant>,
    pub fetched_at: Instant,
    /// `contract::Arrival` as JSON; null when quarantined.
    pub arrival: Json,
    pub verdict: Option<String>,
    /// new | archive | case | receipt | orphan | inbox | sorted | duplicate | quarantined
    pub state: String,
    pub instance: Option<Uuid>,
    pub despatch: Option<Uuid>,
    /// Same bytes or same Message-ID as this earlier mail (state tells which: duplicate / collision warning).
    pub same_as: Option<Uuid>,
    /// Of a receipt or bounce without a despatch: the id by which the gestore, or the server, names the message.
    pub about: Option<String>,
}

/// A mail that leaves. The bytes are fixed before it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Despatch {
    pub id: Uuid,
    pub revision: i64,
    pub job: Option<Uuid>,
    pub instance: Option<Uuid>,
    pub mailbox: Uuid,
    /// Unique, without brackets.
    pub message_id: String,
    /// The gestore's id (`identificativo`), once learnt.
    pub pec_id: Option<String>,
    #[serde(serialize_with = "hex_text")]
    pub raw: Sha,
    pub size: i64,
    pub subject: String,
    pub certified: bool,
    /// queued | submitting | submitted | unknown | rejected | accepted | not_accepted
    pub state: String,
    /// `office::despatch` state of every recipient (JSON), the truth for the two derived columns below.
    pub journey: Json,
    /// Aggregate: pending | all_delivered | partial | some_failed | all_failed | not_accepted | external_only
    pub outcome: String,
    pub recipients: Vec<String>,
    /// Who wrote and who approved it (logins).
    pub author: Option<String>,
    pub approver: Option<String>,
    /// In whose place each of them did.
    pub author_for: Option<Behalf>,
    pub approver_for: Option<Behalf>,
    pub answers: Option<Uuid>,
    /// The despatch this one repeats for a recipient it did not reach: a new message, never an edit.
    pub resends: Option<Uuid>,
    /// The mailing it is a part of.
    pub mailing: Option<Uuid>,
    pub last_error: Option<String>,
    pub created_at: Instant,
    pub submitted_at: Option<Instant>,
    /// When it was handed to a server that did not refuse it: what the limits of its mailbox count.
    pub left_at: Option<Instant>,
    /// When its silence is looked at next; None: nothing to look for.
    pub watch_at: Option<Instant>,
}

/// Links a kept receipt to its despatch. Unique: (despatch, kind, recipient, identifier).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Receipt {
    pub id: Uuid,
    pub mail: Uuid,
    pub despatch: Uuid,
    pub kind: String,
    pub recipient: Option<String>,
    pub identifier: String,
    pub at: Instant,
    /// It moved a state (verified, not a repeat).
    pub counted: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Person {
    pub id: Uuid,
    pub revision: i64,
    pub login: String,
    pub name: String,
    pub email: Option<String>,
    /// Codice fiscale, upper case; empty when not known.
    pub tax_code: String,
    pub active: bool,
    pub language: String,
    pub created_at: Instant,
}

/// By what a person logs in. A person may have several; acts name the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Identity {
    pub id: Uuid,
    pub revision: i64,
    pub person: Uuid,
    /// What is typed to log in, lower case; nobody else's, though it be closed.
    pub name: String,
    /// PHC string.
    #[serde(skip)]
    pub password: String,
    /// open | closed
    pub state: String,
    pub created_by: String,
    pub created_at: Instant,
    pub closed_by: Option<String>,
    pub closed_at: Option<Instant>,
}

impl Identity {
    /// Whether one may log in by it.
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// A link by which a person sets a password: it opens once, until it expires, and only its hash is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PasswordLink {
    pub id: Uuid,
    pub person: Uuid,
    /// SHA-256 of the secret in the link.
    #[serde(skip)]
    pub secret: Sha,
    /// open | used | revoked; one that expired stays open and opens nothing.
    pub state: String,
    pub created_by: String,
    /// Lease time, as `expires_at` is.
    pub created_at: Instant,
    pub expires_at: Instant,
    pub closed_by: Option<String>,
    pub closed_at: Option<Instant>,
}

/// People taken from a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonImport {
    pub id: Uuid,
    /// Name of the file.
    pub source: String,
    /// Ids of those it made.
    pub created: Vec<String>,
    /// How many it changed, and how many lines it refused.
    pub changed: i32,
    pub refused: i32,
    /// done | undone
    pub state: String,
    pub imported_by: String,
    pub imported_at: Instant,
    pub undone_by: Option<String>,
    pub undone_at: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Office {
    pub id: Uuid,
    pub revision: i64,
    pub key: String,
    pub name: String,
    pub parent: Option<Uuid>,
    /// The homogeneous organisational area it belongs to; None: the house's only one.
    pub area: Option<Uuid>,
    /// Logins.
    pub head: Option<String>,
    pub deputy: Option<String>,
}

/// A homogeneous organisational area (AOO): offices and mailboxes that share their registers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    pub id: Uuid,
    pub revision: i64,
    pub key: String,
    pub name: String,
    /// Its code in the index of public bodies (IPA); empty where it has none.
    pub code: String,
}

/// A calendar as it was set once; the newest of a scope counts. Never changed: steps name the number they went by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calendar {
    pub id: Uuid,
    /// From 1, over all scopes.
    pub number: i64,
    /// `office::calendar::Scope` by name.
    pub scope: String,
    /// `office::calendar::Calendar`; null: the scope goes by the one above it again.
    pub calendar: Json,
    pub created_by: String,
    pub created_at: Instant,
}

/// A role of a person; neither office nor area: everywhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Membership {
    pub id: Uuid,
    pub person: Uuid,
    pub office: Option<Uuid>,
    /// In every office of this area, and with its mailboxes.
    pub area: Option<Uuid>,
    pub role: String,
    /// The last day on which it holds; None: without an end.
    pub last_day: Option<NaiveDate>,
}

impl Membership {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.last_day.is_none_or(|last| day <= last)
    }
}

/// Days on which a person is away, and who works in their place. Times are days of the office's zone; both count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Absence {
    pub id: Uuid,
    pub revision: i64,
    pub person: Uuid,
    pub substitute: Option<Uuid>,
    pub first_day: NaiveDate,
    /// None: the person left, and does not come back.
    pub last_day: Option<NaiveDate>,
    pub created_by: String,
    pub created_at: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Session {
    /// SHA-256 of the cookie.
    #[serde(skip)]
    pub id: Sha,
    pub person: Uuid,
    /// By which the person logged in; None: without one (the demonstration).
    pub identity: Option<Uuid>,
    #[serde(skip)]
    pub csrf: String,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub seen_at: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Token {
    /// SHA-256 of the token.
    #[serde(skip)]
    pub id: Sha,
    pub person: Uuid,
    pub name: String,
    pub created_at: Instant,
    pub expires_at: Option<Instant>,
}

/// A register and its counter (drawn by the committer only).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Register {
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub year: i32,
    pub last_number: i64,
    pub last_at: Option<Instant>,
}

/// A registration. `number`, `year` and `registered_at` are drawn by the committer: pass 0 and now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Registration {
    pub id: Uuid,
    pub register: Uuid,
    pub year: i32,
    pub number: i64,
    pub registered_at: Instant,
    /// in | out | internal
    pub direction: String,
    pub subject: String,
    pub correspondent: String,
    pub mail: Option<Uuid>,
    pub despatch: Option<Uuid>,
    pub instance: Option<Uuid>,
    /// Unique: a repeat of the same origin gets the same number.
    pub origin: String,
    pub registered_by: String,
}

/// A trust anchor (gestore CA or pinned certificate) for signatures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Anchor {
    pub id: Uuid,
    pub name: String,
    pub pem: String,
    /// Domains the gestore may sign for; empty: any.
    pub domains: Vec<String>,
    pub imported_at: Instant,
    pub imported_by: String,
}

/// What happened, for the chain. Ids and hashes only, never personal text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// Login, or `system`.
    pub actor: String,
    pub on_behalf_of: Option<String>,
    /// e.g. `task.complete`.
    pub verb: String,
    pub object_kind: String,
    pub object: String,
    pub detail: Json,
}

/// Removal of kept data by act (withhold, dispose): without it the triggers refuse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Removal {
    pub id: Uuid,
    /// withhold | dispose
    pub act: String,
    pub table: String,
    pub object: Uuid,
    pub reason: String,
    pub reference: String,
    pub asked_by: String,
    pub confirmed_by: String,
    pub at: Instant,
}

/// A removal that somebody asked for and a second person decides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RemovalProposal {
    pub id: Uuid,
    /// withhold | dispose
    pub act: String,
    /// mail | despatch | registration | receipt | trace (the history of a case)
    pub kind: String,
    pub object: Uuid,
    pub reason: String,
    pub reference: String,
    /// open | done | withdrawn
    pub state: String,
    pub asked_by: String,
    pub asked_at: Instant,
    pub decided_by: Option<String>,
    pub decided_at: Option<Instant>,
}

/// Something a person or a group should know about a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notice {
    pub id: Uuid,
    /// `m:<login>` or `g:<group>`.
    pub recipient: String,
    pub instance: Uuid,
    pub text_it: String,
    pub text_en: String,
    pub created_at: Instant,
}

/// That a person has read a notice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NoticeRead {
    pub id: Uuid,
    pub notice: Uuid,
    pub login: String,
    pub at: Instant,
}

/// A provider of mail as an administrator changed, added or hid it; the id follows from the key.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provider {
    pub id: Uuid,
    pub revision: i64,
    pub key: String,
    pub name: String,
    /// Servers, ports, security and limits.
    pub settings: Json,
    /// One of the house's that is not offered.
    pub hidden: bool,
    pub changed_at: Instant,
    pub changed_by: String,
}

/// What is known of a mailbox's health; the id is the mailbox's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Upkeep {
    pub id: Uuid,
    pub revision: i64,
    /// The contract with the provider ends that day.
    pub renewal_on: Option<NaiveDate>,
    /// Since when the password, or the secret of OAuth2, is what it is.
    pub secret_at: Option<Instant>,
    /// After how many days it must be another.
    pub secret_days: Option<i64>,
    /// Bytes, as the server said last.
    pub quota_used: Option<i64>,
    pub quota_limit: Option<i64>,
    /// When server and store were compared last.
    pub counted_at: Option<Instant>,
    /// What lay in the folder then.
    pub on_server: i64,
    /// What the store kept of it.
    pub in_store: i64,
    /// What was still to be read, and since when the oldest of it lay there.
    pub waiting: i64,
    pub waiting_since: Option<Instant>,
    /// What should have been kept and was not: a list of `{uid, arrived_at}`.
    pub missing: Json,
    /// Why the last comparison could not be made.
    pub count_error: Option<String>,
}

/// One look at a mailbox, or several in a row that found nothing, or met the same error.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Look {
    pub id: Uuid,
    pub mailbox: Uuid,
    /// The first of them.
    pub at: Instant,
    /// The last of them.
    pub until_at: Instant,
    pub times: i64,
    /// Messages that were new on the server.
    pub seen: i64,
    /// Those that were kept; the others had vanished.
    pub kept: i64,
    pub bytes: i64,
    /// The longest of them.
    pub took_milliseconds: i64,
    /// When the oldest message that was still to be read had come in.
    pub oldest_at: Option<Instant>,
    /// More was waiting.
    pub more: bool,
    pub error: Option<String>,
}

/// Which node watches a mailbox; the id is the mailbox's. Times are lease time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Watch {
    pub id: Uuid,
    pub owner: String,
    pub lease_until: Instant,
    /// One more each time another node takes it: what an older one still does is refused.
    pub epoch: i64,
}

/// One operation on many cases or errors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Batch {
    pub id: Uuid,
    /// e.g. `cancel_instances`.
    pub kind: String,
    /// What the operation needs beside its objects: reason, version, plan.
    pub given: Json,
    /// running | completed | stopped
    pub state: String,
    pub created_by: String,
    pub created_at: Instant,
    pub ended_at: Option<Instant>,
}

/// One case or error of a batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchItem {
    pub id: Uuid,
    pub batch: Uuid,
    pub object: Uuid,
    /// waiting | done | failed
    pub state: String,
    /// Why it failed, in both languages.
    pub failure_it: Option<String>,
    pub failure_en: Option<String>,
}

/// All messages of a mailbox and a period as one file, ordered by a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeriodArchive {
    pub id: Uuid,
    pub mailbox: Uuid,
    /// First and last day, both included, in the zone of the house.
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// waiting | ready | failed | deleted
    pub state: String,
    /// The node that makes it and keeps its file.
    pub node: String,
    pub ordered_by: String,
    pub ordered_at: Instant,
    /// Messages and receipts of the period when it was begun; 0 before.
    pub expected: i64,
    /// Messages and receipts in it, so far.
    pub messages: i64,
    /// Left out because they are withheld by act.
    pub withheld: i64,
    /// Bytes of the file.
    pub size: i64,
    /// Hex SHA-256 of the list of hashes inside.
    pub index_sha: Option<String>,
    pub failure: Option<String>,
    pub ended_at: Option<Instant>,
}

/// A remark of a person on a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    pub id: Uuid,
    pub instance: Uuid,
    pub author: String,
    /// In whose place the author wrote it.
    pub author_for: Option<Behalf>,
    pub text: String,
    pub at: Instant,
}

/// Who writes the answer to a message, or wrote the last one. Times are lease time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// Of the message that is answered, whatever boxes it came to; of the case when no message began it.
    pub id: Uuid,
    pub revision: i64,
    /// writing | free | sent
    pub state: String,
    /// The task it is written in, and its case.
    pub task: Uuid,
    pub instance: Uuid,
    /// Login of who writes, put it down or sent it.
    pub holder: String,
    /// When they began, put it down or sent it.
    pub held_since: Instant,
    /// Until when nobody else may write, while it is being written.
    pub held_until: Instant,
}

/// What somebody who wrote to us is owed: an answer, or the reason why there is none. One for each mail that
/// opened a case or was joined to one, and for each that was set aside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Owed {
    /// Of the mail.
    pub id: Uuid,
    /// open | answered | waived
    pub state: String,
    /// The case the mail opened or was joined to.
    pub instance: Option<Uuid>,
    /// When it was joined; None: it opened the case.
    pub joined_at: Option<Instant>,
    /// The task of who is to look after it: the office's head, once the case ended without an answer, or the office,
    /// when it came into a case nobody holds.
    pub task: Option<Uuid>,
    /// The mail that answers. While it is open: the one that would, when it leaves.
    pub despatch: Option<Uuid>,
    /// Why there is no answer.
    pub reason: Option<String>,
    /// Login of who gave the reason; `system`: the process did.
    pub closed_by: Option<String>,
    pub closed_at: Option<Instant>,
}

/// A task given to an office, or a case shown to one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assignment {
    pub id: Uuid,
    pub task: Uuid,
    pub instance: Uuid,
    /// Key of the office.
    pub office: String,
    /// competence | copy
    pub kind: String,
    /// open | refused | replaced
    pub state: String,
    /// Login of who sorted it.
    pub sorted_by: String,
    pub sorted_at: Instant,
    /// What refusing it brings back.
    pub before_office: Option<String>,
    pub before_users: Vec<String>,
    pub before_groups: Vec<String>,
    pub closed_by: Option<String>,
    pub closed_at: Option<Instant>,
    pub reason: Option<String>,
}

/// An opinion asked of a colleague; the id is that of the colleague's task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opinion {
    pub id: Uuid,
    /// The task it is about.
    pub task: Uuid,
    pub instance: Uuid,
    /// open | answered
    pub state: String,
    pub asked_by: String,
    pub asked_of: String,
    pub question: String,
    pub asked_at: Instant,
    pub opinion: Option<String>,
    pub answered_at: Option<Instant>,
}

/// A message as a task handed it over; the id follows from the task's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    pub id: Uuid,
    pub instance: Uuid,
    /// Variable of the case that holds it.
    pub variable: String,
    /// From 1, in the order they were handed over.
    pub number: i64,
    /// Hex SHA-256 over what would leave.
    pub hash: String,
    /// All of it, author included.
    pub message: Json,
    pub author: String,
    pub author_for: Option<Behalf>,
    pub at: Instant,
}

/// What somebody decided about a version; the id is that of their task.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Approval {
    pub id: Uuid,
    pub instance: Uuid,
    /// Variable of the case that holds the message.
    pub variable: String,
    /// Number of the version.
    pub number: i64,
    /// Of the message as it was read, hex SHA-256.
    pub hash: String,
    /// Where in the process, and what the task was called.
    pub element: String,
    pub name: String,
    /// approved | sent_back
    pub decision: String,
    /// Of who sent it back.
    pub remarks: Option<String>,
    pub decided_by: String,
    pub decided_for: Option<Behalf>,
    pub at: Instant,
    /// When it was found that the message is another than the approved one.
    pub void_at: Option<Instant>,
}

/// A document that came back signed; the id is that of the signing task, which keeps the last one given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signature {
    pub id: Uuid,
    pub instance: Uuid,
    /// Variable of the case that holds the document.
    pub variable: String,
    /// Of the document that was to be signed.
    pub document: Sha,
    pub document_name: String,
    /// Of the signed file.
    pub signed: Sha,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// remote | upload
    pub way: String,
    /// Format, who signed and what was seen of it, as `contract::Signed`.
    pub found: Json,
    /// Login of who had it signed or brought it.
    pub given_by: String,
    pub given_for: Option<Behalf>,
    pub at: Instant,
}

/// By what a despatch was let out; the id is the despatch's. The hash of what left is the despatch's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Release {
    pub id: Uuid,
    /// Hash of the approved message; None: the process asked for no approval.
    pub approved: Option<String>,
    /// Who approved it, as the rows of [`Approval`] were.
    pub approvals: Json,
    /// What the process added to it.
    pub additions: Json,
}

/// A message to more recipients than a provider takes at once: it leaves in parts, a despatch each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mailing {
    pub id: Uuid,
    pub revision: i64,
    /// The job of the case that made it: the ids of its parts follow from it.
    pub job: Uuid,
    pub instance: Uuid,
    pub mailbox: Uuid,
    /// open | halted | ended: every recipient was reached or dealt with.
    pub state: String,
    pub subject: String,
    pub parts: i64,
    pub recipients: i64,
    /// Bytes of the message for one recipient.
    pub size: i64,
    /// completa | breve | sintetica; None: from an ordinary mailbox.
    pub receipt: Option<String>,
    /// Bytes its receipts will take in the mailbox, about.
    pub quota: i64,
    pub author: Option<String>,
    pub created_at: Instant,
    /// When the last part is due to leave.
    pub paced_until: Instant,
}

/// What a recipient who was not reached leaves to do; the id is that of the task, and follows from despatch and
/// address, so that no address is kept here.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    pub id: Uuid,
    pub despatch: Uuid,
    pub instance: Uuid,
    /// `office::despatch::Remedy` by name: address | full_box | expected_certified | undelivered | virus | not_accepted | other
    pub kind: String,
    /// open | resent | waived | delivered
    pub state: String,
    /// The despatch that repeats it.
    pub resent: Option<Uuid>,
    /// How the recipient was reached otherwise or why not; of an open one, why sending again failed.
    pub reason: Option<String>,
    pub closed_by: Option<String>,
    pub closed_at: Option<Instant>,
}

/// A task its holder put off; the id is the task's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PutOff {
    pub id: Uuid,
    /// Who put it off: nobody else's list changes by it.
    pub login: String,
    /// Office time.
    pub until: Instant,
}

/// A word somebody put on a case or a mail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tag {
    pub id: Uuid,
    pub object: Uuid,
    /// instance | mail
    pub kind: String,
    /// Lower case.
    pub word: String,
    pub set_by: String,
    pub set_at: Instant,
}

/// A program of others that is told events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Webhook {
    pub id: Uuid,
    pub revision: i64,
    pub name: String,
    pub url: String,
    /// Sealed.
    #[serde(skip)]
    pub secret: Vec<u8>,
    /// e.g. `incident.opened`, or `*`.
    pub events: Vec<String>,
    /// active | paused
    pub state: String,
    pub created_at: Instant,
    pub created_by: String,
}

/// What proves to another program who we are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Credential {
    pub id: Uuid,
    pub revision: i64,
    pub name: String,
    /// bearer | basic | header
    pub scheme: String,
    /// `https://host` with an optional port: sent to nobody else.
    pub address: String,
    /// The user (basic) or the name of the header (header).
    pub account: String,
    /// Sealed.
    #[serde(skip)]
    pub secret: Vec<u8>,
    pub created_at: Instant,
    pub created_by: String,
    pub changed_at: Instant,
}

/// One event for one webhook, and what came of telling it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// The `webhook-id`: the same at every attempt.
    pub id: Uuid,
    pub revision: i64,
    pub webhook: Uuid,
    pub event: String,
    pub data: Json,
    /// waiting | delivered | failed
    pub state: String,
    pub attempts: i32,
    pub due_at: Instant,
    /// The receiver's last status, or why there was none.
    pub answer: Option<String>,
    pub created_at: Instant,
    pub ended_at: Option<Instant>,
}

/// A body, a company or a person of the address book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    pub id: Uuid,
    pub revision: i64,
    /// body | company | person
    pub kind: String,
    pub name: String,
    /// The name in lower case without accents, for order.
    pub name_key: String,
    /// Codice fiscale or partita IVA, upper case; empty when not known.
    pub tax_code: String,
    /// Code of the IPA, upper case: `C_X123` of a body, `AOO:…` and `UO:…` of its parts; else empty.
    pub ipa_code: String,
    /// The body it is a part of, or works for.
    pub body: Option<Uuid>,
    /// What somebody is there; else empty.
    pub position: String,
    pub note: String,
    /// open | closed | merged
    pub state: String,
    pub merged_into: Option<Uuid>,
    /// Where it was read last, e.g. the name of the file.
    pub source: String,
    /// When that said so.
    pub checked_at: Instant,
    /// One of its addresses is said to be a PEC mailbox.
    pub certified: bool,
    /// All it is found by, in lower case without accents.
    pub find_key: String,
    pub changed_by: String,
    pub changed_at: Instant,
}

/// A file read into the address book as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    pub id: Uuid,
    pub revision: i64,
    pub source: String,
    pub file: Sha,
    /// How it is read.
    pub options: Json,
    /// running | done | undoing | undone
    pub state: String,
    /// Where it goes on, in bytes of the text.
    pub next_byte: i64,
    /// Line of that place, from 1.
    pub next_line: i64,
    /// Lines by outcome.
    pub counts: Json,
    pub created_by: String,
    pub created_at: Instant,
    pub ended_at: Option<Instant>,
    pub undone_by: Option<String>,
}

/// What an import did to one party, or why it did not take a line.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportItem {
    /// Derived from the import and the party or line.
    pub id: Uuid,
    pub import: Uuid,
    /// The first that named it.
    pub line: i64,
    /// How deep below a body it is; the deepest are undone first.
    pub rank: i32,
    /// new | changed | same | doubtful | refused
    pub outcome: String,
    pub name: String,
    pub party: Option<Uuid>,
    pub reason_it: String,
    pub reason_en: String,
    /// The party and its addresses before; None: there was none.
    pub before: Option<Json>,
    /// Revision of the party after.
    pub after: i64,
    /// Empty, undone or left.
    pub undo: String,
}

/// An address of somebody in the address book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub id: Uuid,
    /// Whose it is.
    pub party: Uuid,
    pub name: String,
    /// The name in lower case, for looking up.
    #[serde(skip)]
    pub name_key: String,
    /// Codice fiscale or partita IVA, upper case; empty when not known.
    pub tax_code: String,
    /// Lower case.
    pub address: String,
    /// The address is said to be a PEC mailbox.
    pub certified: bool,
    /// Where it comes from, e.g. the name of the file.
    pub source: String,
    pub imported_at: Instant,
}

/// What receipts have told of an address we wrote to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correspondent {
    /// Derived from the address.
    pub id: Uuid,
    /// Lower case.
    pub address: String,
    /// As the gestore called it last: a PEC box, or not.
    pub certified: bool,
    /// Legal time of the last delivery.
    pub delivered_at: Option<Instant>,
    pub learnt_at: Instant,
}

/// That a mailbox told somebody by itself that their message has come in; one a day for each address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AutomaticReply {
    /// Derived from address and day.
    pub id: Uuid,
    pub mail: Uuid,
    pub mailbox: Uuid,
    /// Lower case.
    pub address: String,
    /// The case that sent it.
    pub instance: Uuid,
    pub at: Instant,
}
