//! What people, clocks, mailboxes and connectors do to the engine: one verb per act.
//!
//! A verb checks permission, takes its instance's turn, loads, decides on a worker, hands one write
//! set to the store, and answers after what needs nobody outside has followed (at most two seconds).
//! No network and no foreign code inside a transaction; no decision outside the pure crates.

mod addressed;
mod agree;
mod arrival;
mod automatic;
mod batch;
pub mod bundle;
mod call;
mod case;
mod clock;
mod compose;
mod consequence;
mod contact;
mod credential;
mod csv;
mod despatch;
mod document;
mod draft;
mod drive;
mod fault;
mod heartbeat;
pub mod ids;
mod incident;
mod job;
mod kinds;
mod letter;
mod look;
mod mailbox;
mod manifest;
mod message;
mod moving;
mod notice;
mod owed;
mod people;
mod period;
mod permit;
mod pool;
mod removal;
mod repeat;
mod right;
mod search;
mod session;
mod signal;
mod signature;
mod start_form;
mod tag;
mod task;
mod timer;
mod trust;
mod turn;
mod upkeep;
mod watcher;
mod webhook;
mod worker;

pub use agree::Disagreement;
pub use arrival::{Opening, Suggested};
pub use automatic::{AUTOMATIC, AutomaticSettings};
pub use batch::{BatchKind, NewBatch, Selection};
pub use case::Started;
pub use clock::Clock;
pub use compose::{BegunMessage, MESSAGE, NewMessage};
pub use contact::{
    CHECK_AFTER_DAYS, ColumnSet, Counts, Decision, Doubt, ImportOptions, Imported, LINES_MAX, Like,
    NewParty, PartyChange, Preview, Refused, Told,
};
pub use credential::{CredentialChange, NewCredential, SCHEMES};
pub use despatch::{AddedFile, Additions, Line, Outlook, Part, corrections_task};
pub use fault::{Act, Fault};
pub use heartbeat::Background;
pub use job::Acquired;
pub use kinds::Kinds;
pub use letter::Filled;
pub use mailbox::{
    Limits, MailboxChange, NewMailbox, NewProvider, OAuthSecrets, OAuthSettings, Probing, Provider,
    ProviderSettings, Settings, SmtpSettings, SourceSettings, StartingPoint, Trial, Tried, Writing,
};
pub use message::{PublishMessage, Published};
pub use moving::{Moved, MovedEvent, Onto};
pub use people::{
    AbsenceChange, Amounts, AreaChange, Belongings, Heirs, IdentityChange, ImportRow, NewAbsence,
    NewPerson, OfficeChange, PASSWORD_LINK_HOURS, PeopleImported, PersonChange, RoleGiven, WayIn,
};
pub use period::Made as ArchiveMade;
pub use permit::task_subject;
pub use removal::NewRemoval;
pub use repeat::Seen;
pub use signal::{Evaluated, Signalled};
pub use start_form::Startable;
pub use task::{
    Checked, CompareSigned, Given, Leaving, ListChange, Outgoing, Planned, RECIPIENTS_MAX,
    ReadList, RecipientList, Remark, Reply, Signing, TaskForm, ToCompare, WrongLine,
};
pub use upkeep::{Kept, MailboxReport, MissingReceipt, UpkeepChange, Watched};
pub use webhook::{EVENTS, NewWebhook, WebhookChange};

use contract::{
    Arrival, Boxed, Inbound, Listing, Login, Outbound, Probed, Proof, RemoteSigner, SourceError,
    Token, TokenAsk, TokenError,
};
use std::sync::{Arc, Mutex, RwLock};
use store::{CommandRecord, Committed, Store, WriteSet, row};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

/// Recognises a mail against the trust anchors at an instant; the error is why it must be quarantined.
pub type Recognise = dyn Fn(&[u8], &[row::Anchor], chrono::DateTime<chrono::Utc>) -> Result<Arrival, String>
    + Send
    + Sync;
/// Opens the source of a mailbox; the error is what is wrong with its settings.
pub type OpenSource =
    dyn Fn(&SourceSettings, &Login) -> Result<Box<dyn Inbound>, SourceError> + Send + Sync;
/// Tries to read and to send; the list of the folder is there when it could be made.
pub type Probe = dyn Fn(Probing) -> Boxed<'static, (Vec<Probed>, Option<Listing>)> + Send + Sync;
/// Asks a provider for an access token.
pub type AskToken = dyn Fn(TokenAsk) -> Boxed<'static, Result<Token, TokenError>> + Send + Sync;

/// The decoded bytes of one part of a raw mail.
pub type Extract = dyn Fn(&[u8], &[u32]) -> Option<Vec<u8>> + Send + Sync;

/// Whether a PEM holds an authority of the gestore di prova, whose signatures prove nothing.
pub type TestAuthority = dyn Fn(&str) -> bool + Send + Sync;
/// What a delivery receipt gives back, compared with the mail that left; None when it is nothing.
pub type Compare = dyn Fn(&[u8], &[u8]) -> Option<Proof> + Send + Sync;

/// What the runtime needs from outside; `wire.rs` of the server fills it in.
pub struct Wiring {
    pub store: Store,
    pub clock: Clock,
    pub zone: chrono_tz::Tz,
    pub outbound: Vec<Arc<dyn Outbound>>,
    pub recognise: Arc<Recognise>,
    /// (raw mail, path of child indices) → decoded bytes of that part.
    pub extract: Arc<Extract>,
    pub test_authority: Arc<TestAuthority>,
    /// (raw receipt, raw mail that left) → comparison.
    pub compare: Arc<Compare>,
    /// Compares what came back signed with what was to be signed.
    pub compare_signed: Arc<CompareSigned>,
    /// Who signs for people who are not at its side; None: they sign outside and bring the file.
    pub signer: Option<Arc<dyn RemoteSigner>>,
    /// (settings, login) → source.
    pub open_source: Arc<OpenSource>,
    pub probe: Arc<Probe>,
    pub token: Arc<AskToken>,
    /// Largest message kept in memory; above it goes to `spool` and is quarantined.
    pub mail_size_cap: u64,
    /// Seals mailbox passwords; its key lies outside the database.
    pub sealer: store::Sealer,
    /// Threads that step instances; 0: one per core.
    pub workers: usize,
    /// How long a node that vanished keeps what it took: jobs and mailboxes. Longer than any connector takes.
    pub lease: std::time::Duration,
    /// How long an answer stays with whoever writes it after their last sign of life.
    pub reply_lease: std::time::Duration,
    /// How many working hours a task may wait for somebody to take it before its office is told.
    pub unclaimed_hours: u32,
    /// How long an e-mail waits before it leaves, so that whoever sent it can take it back; in office time.
    pub undo: chrono::TimeDelta,
    /// Name of this node among those on the same database: the same after a restart, no other's.
    pub node: String,
}

/// The engine of one organisation. Cheap to clone.
#[derive(Clone)]
pub struct Runtime(Arc<Inner>);

/// Behind [`Runtime`]; fields are for the verbs of this crate only.
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) zone: chrono_tz::Tz,
    pub(crate) kinds: Arc<Kinds>,
    pub(crate) recognise: Arc<Recognise>,
    pub(crate) extract: Arc<Extract>,
    pub(crate) test_authority: Arc<TestAuthority>,
    pub(crate) compare: Arc<Compare>,
    pub(crate) compare_signed: Arc<CompareSigned>,
    pub(crate) signer: Option<Arc<dyn RemoteSigner>>,
    pub(crate) open_source: Arc<OpenSource>,
    pub(crate) probe: Arc<Probe>,
    pub(crate) token: Arc<AskToken>,
    /// Access tokens of mailboxes.
    pub(crate) tokens: mailbox::Tokens,
    pub(crate) mail_size_cap: u64,
    pub(crate) sealer: store::Sealer,
    pub(crate) pool: pool::Pool,
    pub(crate) turns: turn::Turns,
    pub(crate) cache: Mutex<bundle::Cache>,
    /// Who is told what happens, as last read.
    pub(crate) webhooks: RwLock<Arc<Vec<row::Webhook>>>,
    /// When the offices work, as last read.
    pub(crate) calendars: RwLock<Arc<office::calendar::Calendars>>,
    pub(crate) telling: webhook::Telling,
    /// Something may be due: the job worker looks at once.
    pub(crate) jobs_wake: Notify,
    pub(crate) mailboxes_wake: Notify,
    pub(crate) lease: std::time::Duration,
    pub(crate) reply_lease: std::time::Duration,
    pub(crate) unclaimed_hours: u32,
    pub(crate) undo: chrono::TimeDelta,
    /// Owner name of this process's leases.
    pub(crate) owner: String,
    /// Owner name of this node's mailboxes.
    pub(crate) node: String,
    pub(crate) stop: watch::Sender<bool>,
    /// Batches that somebody here works on.
    pub(crate) batches: Mutex<std::collections::HashSet<Uuid>>,
    pub(crate) looks: look::Looks,
    /// One clock move at a time.
    pub(crate) clock_moves: tokio::sync::Mutex<()>,
}

impl std::ops::Deref for Runtime {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Runtime {
    /// Builds the runtime; nothing runs in the background until [`Runtime::run`].
    pub fn new(wiring: Wiring) -> Result<Runtime, Fault> {
        let kinds = Kinds::new(wiring.outbound)
            .map_err(|kind| Fault::broken(format!("connector kind {kind} is registered twice")))?;
        let workers = match wiring.workers {
            0 => std::thread::available_parallelism().map_or(2, usize::from),
            n => n,
        };
        Ok(Runtime(Arc::new(Inner {
            store: wiring.store,
            clock: wiring.clock,
            zone: wiring.zone,
            kinds: Arc::new(kinds),
            recognise: wiring.recognise,
            extract: wiring.extract,
            test_authority: wiring.test_authority,
            compare: wiring.compare,
            compare_signed: wiring.compare_signed,
            signer: wiring.signer,
            open_source: wiring.open_source,
            probe: wiring.probe,
            token: wiring.token,
            tokens: mailbox::Tokens::default(),
            mail_size_cap: wiring.mail_size_cap,
            sealer: wiring.sealer,
            pool: pool::Pool::start(workers).map_err(Fault::broken)?,
            turns: turn::Turns::default(),
            cache: Mutex::default(),
            webhooks: RwLock::default(),
            calendars: RwLock::default(),
            telling: webhook::Telling::default(),
            jobs_wake: Notify::new(),
            mailboxes_wake: Notify::new(),
            lease: wiring.lease,
            reply_lease: wiring.reply_lease,
            unclaimed_hours: wiring.unclaimed_hours,
            undo: wiring.undo,
            owner: format!("{}-{}", std::process::id(), Uuid::now_v7()),
            node: wiring.node,
            stop: watch::channel(false).0,
            batches: Mutex::default(),
            looks: look::Looks::default(),
            clock_moves: tokio::sync::Mutex::default(),
        })))
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Tells every background task to end after what it is doing.
    pub fn shut_down(&self) {
        self.stop.send_replace(true);
        self.jobs_wake.notify_waiters();
        self.mailboxes_wake.notify_waiters();
    }

    /// Becomes true when [`Runtime::shut_down`] is called: for streams that would otherwise never end.
    pub fn stop_signal(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    pub(crate) fn stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// An empty write set for this act, with its command record. The engine's own acts have none:
    /// their repeats are told by guards.
    pub(crate) fn set(&self, act: &Act) -> WriteSet {
        let set = WriteSet::new(self.clock.now());
        if act.viewer.person.is_none() {
            return set;
        }
        set.command(CommandRecord {
            id: act.command,
            principal: act.viewer.login.clone(),
            on_behalf_of: act.behalf.as_ref().map(|b| b.of.clone()),
            idempotency_key: act.idempotency_key.clone(),
            answer: repeat::first(act),
        })
    }

    /// A write set of the engine itself; repeats are told by guards, not by a command id.
    pub(crate) fn own_set(&self) -> WriteSet {
        WriteSet::new(self.clock.now())
    }

    /// The one write path. A lost guard is [`Fault::Conflict`] with code `race`; a command that was
    /// carried out before is told so with `already_done`, and nothing is written twice.
    pub(crate) async fn commit(&self, mut set: WriteSet) -> Result<Committed, Fault> {
        self.announce(&mut set).await?;
        let committed = self.store.commit(set).await.map_err(drive::commit_fault)?;
        match committed.duplicate_of {
            None => Ok(committed),
            Some(_) => Err(repeat::already_done()),
        }
    }
}

/// An audit line of this act. `detail` holds ids and hashes only; substitutes between are its `via`.
pub(crate) fn audit(
    act: &Act,
    verb: &str,
    kind: &str,
    object: impl ToString,
    mut detail: serde_json::Value,
) -> row::Audit {
    if let Some(behalf) = act.behalf.as_ref().filter(|b| !b.via.is_empty()) {
        detail["via"] = serde_json::json!(behalf.via);
    }
    row::Audit {
        actor: act.viewer.login.clone(),
        on_behalf_of: act.behalf.as_ref().map(|b| b.of.clone()),
        verb: verb.into(),
        object_kind: kind.into(),
        object: object.to_string(),
        detail,
    }
}
