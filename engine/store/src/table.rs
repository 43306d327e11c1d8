//! Every table of rows on one screen: its struct, its name, its key and its columns.
//!
//! Columns are named as the fields. The order of the enum is the order of writing (parents first)
//! and of locking.

use crate::{cell::Cell, row};
use sea_orm::{DbErr, QueryResult, Value};
use uuid::Uuid;

/// A row struct as the database sees it.
pub(crate) trait Stored: Sized {
    const TABLE: Table;
    /// Values in the order of [`Table::columns`].
    fn cells(&self) -> Vec<Value>;
    /// From a result whose columns from `first` on are [`Table::columns`].
    fn read_from(result: &QueryResult, first: usize) -> Result<Self, DbErr>;
    /// From a result whose first columns are [`Table::columns`].
    fn read(result: &QueryResult) -> Result<Self, DbErr> {
        Self::read_from(result, 0)
    }
}

/// How a put behaves when the row exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnRepeat {
    Replace,
    /// A second insert is an error.
    Refuse,
    /// Only these columns are replaced.
    Only(&'static [&'static str]),
}

macro_rules! tables {
    ($( $row:ident $name:literal $repeat:expr; $($key:ident)+ => $($field:ident)+; )+) => {
        /// The kinds of rows, in the order they are locked and written.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Table { $($row),+ }

        /// A row of any table.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Row { $($row(row::$row)),+ }

        impl Table {
            pub(crate) const ALL: &[Table] = &[$(Table::$row),+];

            /// The table's name, e.g. `instance_part`.
            pub fn name(self) -> &'static str {
                match self { $(Table::$row => $name),+ }
            }
            pub(crate) fn columns(self) -> &'static [&'static str] {
                match self { $(Table::$row => &[$(stringify!($field)),+]),+ }
            }
            pub(crate) fn keys(self) -> &'static [&'static str] {
                match self { $(Table::$row => &[$(stringify!($key)),+]),+ }
            }
            pub(crate) fn on_repeat(self) -> OnRepeat {
                match self { $(Table::$row => $repeat),+ }
            }
        }

        impl Row {
            pub fn table(&self) -> Table {
                match self { $(Row::$row(_) => Table::$row),+ }
            }
            pub(crate) fn cells(&self) -> Vec<Value> {
                match self { $(Row::$row(r) => r.cells()),+ }
            }
        }

        $(
            impl From<row::$row> for Row {
                fn from(r: row::$row) -> Row { Row::$row(r) }
            }
            impl Stored for row::$row {
                const TABLE: Table = Table::$row;
                fn cells(&self) -> Vec<Value> { vec![$(self.$field.put()),+] }
                fn read_from(result: &QueryResult, first: usize) -> Result<Self, DbErr> {
                    let mut at = first..;
                    let mut next = || at.next().unwrap_or_default();
                    Ok(row::$row { $($field: Cell::get(result, next())?),+ })
                }
            }
        )+
    };
}

use OnRepeat::{Only, Refuse, Replace};

tables! {
    Area "area" Replace; id => id revision key name code;
    Person "person" Replace; id => id revision login name email tax_code active language created_at;
    Identity "identity" Replace; id => id revision person name password state created_by created_at closed_by closed_at;
    PasswordLink "password_link" Replace; id => id person secret state created_by created_at expires_at closed_by closed_at;
    PersonImport "person_import" Replace; id => id source created changed refused state imported_by imported_at undone_by undone_at;
    Office "office" Replace; id => id revision key name parent area head deputy;
    Membership "membership" Replace; id => id person office area role last_day;
    Calendar "calendar" Refuse; id => id number scope calendar created_by created_at;
    Absence "absence" Replace; id => id revision person substitute first_day last_day created_by created_at;
    Session "session" Replace; id => id person identity csrf created_at expires_at seen_at;
    Token "token" Replace; id => id person name created_at expires_at;
    Anchor "anchor" Replace; id => id name pem domains imported_at imported_by;
    Mailbox "mailbox" Only(&["revision", "key", "address", "display_name", "certified", "settings", "secrets", "offices", "rights",
        "area", "starting_point", "state", "last_error", "last_polled_at"]);
        id => id revision key address display_name certified settings secrets offices rights area starting_point uid_validity cursor_uid archive_uid
        state last_error last_polled_at created_at;
    Register "register" Only(&["key", "name"]); id => id key name year last_number last_at;
    Deployment "deployment" Replace; id => id name content_hash files created_at created_by;
    Process "process" Replace; id => id deployment key version name file xml created_at;
    Draft "draft" Replace; id => id revision name files updated_at updated_by;
    Instance "instance" Only(&["revision", "process", "deployment", "state", "business_key", "title", "office", "term_at", "ended_at",
        "error_code", "open_incidents", "steps", "snapshot"]); id => id revision process process_key deployment state business_key title office term_at parent parent_wait started_at ended_at
        error_code open_incidents steps snapshot;
    InstancePart "instance_part" Replace; instance part => instance part bytes;
    Trace "trace" Refuse; instance seq => instance seq at bytes;
    Task "task" Only(&["revision", "process_key", "element", "name", "state", "assignee", "candidate_users", "candidate_groups", "priority",
        "due_at", "follow_up_at", "form", "drafts", "approves", "signs", "draft", "draft_by", "draft_at", "claimed_at", "ended_at", "ended_by", "ended_for"]); id => id revision instance wait process_key element name state assignee candidate_users candidate_groups priority due_at
        follow_up_at form drafts approves signs draft draft_by draft_at created_at claimed_at ended_at ended_by ended_for;
    Job "job" Replace; id => id revision instance wait element kind inputs state attempts retries_left due_at priority lease_owner lease_until
        epoch despatch last_error result created_at;
    Timer "timer" Replace; id => id instance process wait element due_at rule;
    Subscription "subscription" Replace; id => id kind instance process process_key wait element name key mailbox;
    Event "event" Replace; id => id kind name key variables message_id target source reached state created_at expires_at
        taken_by answer;
    Incident "incident" Replace; id => id instance number process_key element phase code message state subject created_at resolved_at resolved_by;
    Despatch "despatch" Replace;
        id => id revision job instance mailbox message_id pec_id raw size subject certified state journey outcome recipients author approver
        author_for approver_for answers resends mailing last_error created_at submitted_at left_at watch_at;
    Mail "mail" Replace;
        id => id mailbox folder uid_validity uid raw size kind message_id from_address from_name subject sent_at arrived_at fetched_at arrival
        verdict state instance despatch same_as about;
    Receipt "receipt" Refuse; id => id mail despatch kind recipient identifier at counted;
    Notice "notice" Replace; id => id recipient instance text_it text_en created_at;
    NoticeRead "notice_read" Replace; id => id notice login at;
    Webhook "webhook" Replace; id => id revision name url secret events state created_at created_by;
    Delivery "delivery" Replace; id => id revision webhook event data state attempts due_at answer created_at ended_at;
    Credential "credential" Replace; id => id revision name scheme address account secret created_at created_by changed_at;
    Party "party" Replace; id => id revision kind name name_key tax_code ipa_code body position note state merged_into source checked_at certified
        find_key changed_by changed_at;
    Import "import" Replace; id => id revision source file options state next_byte next_line counts created_by created_at ended_at undone_by;
    ImportItem "import_item" Replace; id => id import line rank outcome name party reason_it reason_en before after undo;
    Contact "contact" Replace; id => id party name name_key tax_code address certified source imported_at;
    Correspondent "correspondent" Replace; id => id address certified delivered_at learnt_at;
    AutomaticReply "automatic_reply" Refuse; id => id mail mailbox address instance at;
    Provider "provider" Replace; id => id revision key name settings hidden changed_at changed_by;
    Upkeep "upkeep" Replace; id => id revision renewal_on secret_at secret_days quota_used quota_limit counted_at on_server in_store waiting
        waiting_since missing count_error;
    Look "look" Replace; id => id mailbox at until_at times seen kept bytes took_milliseconds oldest_at more error;
    Watch "watch" Replace; id => id owner lease_until epoch;
    Batch "batch" Replace; id => id kind given state created_by created_at ended_at;
    BatchItem "batch_item" Replace; id => id batch object state failure_it failure_en;
    PeriodArchive "period_archive" Replace; id => id mailbox first_day last_day state node ordered_by ordered_at expected messages withheld size index_sha
        failure ended_at;
    RemovalProposal "removal_proposal" Replace; id => id act kind object reason reference state asked_by asked_at decided_by decided_at;
    Note "note" Replace; id => id instance author author_for text at;
    Owed "owed" Replace; id => id state instance joined_at task despatch reason closed_by closed_at;
    Assignment "assignment" Replace; id => id task instance office kind state sorted_by sorted_at before_office before_users before_groups
        closed_by closed_at reason;
    Opinion "opinion" Replace; id => id task instance state asked_by asked_of question asked_at opinion answered_at;
    Version "version" Replace; id => id instance variable number hash message author author_for at;
    Approval "approval" Replace; id => id instance variable number hash element name decision remarks decided_by decided_for at void_at;
    Signature "signature" Replace; id => id instance variable document document_name signed name media_type size way found given_by given_for at;
    Release "release" Replace; id => id approved approvals additions;
    Mailing "mailing" Replace; id => id revision job instance mailbox state subject parts recipients size receipt quota author created_at
        paced_until;
    Correction "correction" Replace; id => id despatch instance kind state resent reason closed_by closed_at;
    PutOff "put_off" Replace; id => id login until;
    Tag "tag" Replace; id => id object kind word set_by set_at;
    Reply "reply" Replace; id => id revision state task instance holder held_since held_until;
    Registration "registration" Refuse; id => id register year number registered_at direction subject correspondent mail despatch instance origin
        registered_by;
    Removal "removal" Refuse; id => id act table object reason reference asked_by confirmed_by at;
}

/// The identity of a row, whatever the shape of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    Id(Uuid),
    Hash(row::Sha),
    Pair(Uuid, i64),
}

impl Row {
    pub(crate) fn key(&self) -> Key {
        match self {
            Row::Session(r) => Key::Hash(r.id),
            Row::Token(r) => Key::Hash(r.id),
            Row::InstancePart(r) => Key::Pair(r.instance, r.part),
            Row::Trace(r) => Key::Pair(r.instance, r.seq),
            Row::Person(row::Person { id, .. })
            | Row::Area(row::Area { id, .. })
            | Row::Identity(row::Identity { id, .. })
            | Row::PasswordLink(row::PasswordLink { id, .. })
            | Row::PersonImport(row::PersonImport { id, .. })
            | Row::Calendar(row::Calendar { id, .. })
            | Row::Office(row::Office { id, .. })
            | Row::Membership(row::Membership { id, .. })
            | Row::Absence(row::Absence { id, .. })
            | Row::Anchor(row::Anchor { id, .. })
            | Row::Mailbox(row::Mailbox { id, .. })
            | Row::Register(row::Register { id, .. })
            | Row::Deployment(row::Deployment { id, .. })
            | Row::Process(row::Process { id, .. })
            | Row::Draft(row::Draft { id, .. })
            | Row::Instance(row::Instance { id, .. })
            | Row::Task(row::Task { id, .. })
            | Row::Job(row::Job { id, .. })
            | Row::Timer(row::Timer { id, .. })
            | Row::Subscription(row::Subscription { id, .. })
            | Row::Event(row::Event { id, .. })
            | Row::Incident(row::Incident { id, .. })
            | Row::Despatch(row::Despatch { id, .. })
            | Row::Mail(row::Mail { id, .. })
            | Row::Receipt(row::Receipt { id, .. })
            | Row::PeriodArchive(row::PeriodArchive { id, .. })
            | Row::RemovalProposal(row::RemovalProposal { id, .. })
            | Row::Note(row::Note { id, .. })
            | Row::Owed(row::Owed { id, .. })
            | Row::Assignment(row::Assignment { id, .. })
            | Row::Opinion(row::Opinion { id, .. })
            | Row::Version(row::Version { id, .. })
            | Row::Approval(row::Approval { id, .. })
            | Row::Signature(row::Signature { id, .. })
            | Row::Release(row::Release { id, .. })
            | Row::Mailing(row::Mailing { id, .. })
            | Row::Correction(row::Correction { id, .. })
            | Row::PutOff(row::PutOff { id, .. })
            | Row::Tag(row::Tag { id, .. })
            | Row::Reply(row::Reply { id, .. })
            | Row::Notice(row::Notice { id, .. })
            | Row::NoticeRead(row::NoticeRead { id, .. })
            | Row::Webhook(row::Webhook { id, .. })
            | Row::Delivery(row::Delivery { id, .. })
            | Row::Credential(row::Credential { id, .. })
            | Row::Party(row::Party { id, .. })
            | Row::Import(row::Import { id, .. })
            | Row::ImportItem(row::ImportItem { id, .. })
            | Row::Contact(row::Contact { id, .. })
            | Row::Correspondent(row::Correspondent { id, .. })
            | Row::AutomaticReply(row::AutomaticReply { id, .. })
            | Row::Provider(row::Provider { id, .. })
            | Row::Upkeep(row::Upkeep { id, .. })
            | Row::Look(row::Look { id, .. })
            | Row::Watch(row::Watch { id, .. })
            | Row::Batch(row::Batch { id, .. })
            | Row::BatchItem(row::BatchItem { id, .. })
            | Row::Registration(row::Registration { id, .. })
            | Row::Removal(row::Removal { id, .. }) => Key::Id(*id),
        }
    }

    /// Sets the revision, where the row has one.
    pub(crate) fn revise(&mut self, to: i64) {
        match self {
            Row::Person(r) => r.revision = to,
            Row::Area(r) => r.revision = to,
            Row::Identity(r) => r.revision = to,
            Row::Office(r) => r.revision = to,
            Row::Absence(r) => r.revision = to,
            Row::Mailbox(r) => r.revision = to,
            Row::Draft(r) => r.revision = to,
            Row::Instance(r) => r.revision = to,
            Row::Task(r) => r.revision = to,
            Row::Job(r) => r.revision = to,
            Row::Despatch(r) => r.revision = to,
            Row::Mailing(r) => r.revision = to,
            Row::Reply(r) => r.revision = to,
            Row::Webhook(r) => r.revision = to,
            Row::Delivery(r) => r.revision = to,
            Row::Credential(r) => r.revision = to,
            Row::Party(r) => r.revision = to,
            Row::Import(r) => r.revision = to,
            Row::Provider(r) => r.revision = to,
            Row::Upkeep(r) => r.revision = to,
            _ => {}
        }
    }
}
