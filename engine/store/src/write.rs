//! The one write path, as data: a verb hands over a [`WriteSet`], the committer groups what waits.
//!
//! A set is all or nothing. Its guards are read inside the transaction before anything is written;
//! one guard that fails refuses the whole set with [`CommitError::Conflict`] and writes nothing.
//! Within a set later writes win over earlier ones to the same row.

use crate::row::{self, Instant, Sha};
use crate::search::MailWords;
pub use crate::table::{Row, Table};
use serde_json::Value as Json;
use uuid::Uuid;

/// What must still hold of a row when the set is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Expect {
    /// The stored `revision` is this one. The put of the same row is then stored with this plus one,
    /// whatever the row says.
    Revision(i64),
    /// The stored lease `epoch` is this one (jobs): the lease was not taken by another since.
    Epoch(i64),
    /// The stored `state` is this word.
    State(String),
    /// There is such a row.
    Present,
    /// There is none; the put of the same row is an insert.
    Absent,
    /// As [`Expect::Absent`] for an id drawn at random for this set: it is not looked for. The tasks of a fresh instance
    /// are new as well. Where the row exists after all the set is refused in the same way.
    Fresh,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    pub table: Table,
    pub id: Uuid,
    pub expect: Expect,
}

/// Identity of the verb's command. A command id, or (idempotency key, principal), that is already
/// stored makes the whole set a repeat: nothing is written and the stored answer comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandRecord {
    pub id: Uuid,
    pub principal: String,
    pub on_behalf_of: Option<String>,
    pub idempotency_key: Option<String>,
    /// What a repeat is answered. Kept 48 hours.
    pub answer: Json,
}

// A set holds a handful of writes and most are puts: a box for each would cost more than the room it saves.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// Insert or replace the whole row.
    ///
    /// Traces and receipts are only ever inserted. A mail's identity (mailbox, folder, UIDVALIDITY, UID), bytes and fetch
    /// time, and a despatch's mailbox, Message-ID, bytes, subject and recipients never change: a put that would is
    /// [`CommitError::Refused`]. A mailbox that exists keeps its cursor (see [`Write::AdvanceCursor`]), a register its
    /// counter, an instance what it began as (process key, caller, start), a task its instance, wait and creation.
    Put(Row),
    /// Not for mail, receipt, despatch, registration, trace (see [`Write::Remove`]).
    Delete(Table, Uuid),
    DeletePart {
        instance: Uuid,
        part: i64,
    },
    DeleteSession(Sha),
    DeleteToken(Sha),
    /// The wait is over: its timers and subscriptions are deleted; a task still open and a job not
    /// done, failed ones too, are marked cancelled (revision + 1, `ended_at` = the set's `at`).
    CloseWait {
        instance: Uuid,
        wait: i64,
    },
    /// Draws number, year, and time; see [`Committed::registered`]. A repeat of `origin` writes nothing and
    /// answers the number drawn before.
    Register(row::Registration),
    /// Same UIDVALIDITY: the cursor moves forward, never back. Another: it is replaced, and `archive_uid`,
    /// a number of the old numbering, becomes -1.
    AdvanceCursor {
        mailbox: Uuid,
        uid_validity: i64,
        uid: i64,
    },
    /// Removal by act: `withhold` hides the content from every view, `dispose` deletes the row
    /// (and its blob when nothing else names it). Writes the removal row and an audit link.
    Remove(row::Removal),
    /// The numbers of the register's year up to `through` are declared given out and lost: they are not drawn again.
    SkipNumbers {
        register: Uuid,
        through: i64,
    },
    /// What a repeat of the principal's command with this key is answered from now on.
    Answer {
        principal: String,
        key: String,
        answer: Json,
    },
    /// What a restored copy left uncertain has been dealt with; see [`crate::Store::settle_restored`].
    RestoredSettled,
    /// What a mail is found by from now on; see [`crate::load::mails_to_index`].
    IndexMail(MailWords),
    /// Empties the search index; every mail is to be indexed again.
    ForgetWords,
    /// All rows of an instance. Refused unless the store was made with the test clock.
    EraseInstance(Uuid),
}

/// What one verb wants written, together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteSet {
    /// Office time of the verb: the time of its audit links, and of a registration unless the register
    /// already holds a later one.
    pub at: Instant,
    pub command: Option<CommandRecord>,
    pub guards: Vec<Guard>,
    pub writes: Vec<Write>,
    pub audit: Vec<row::Audit>,
    /// Bulk work gets at most half of a batch, and rests between its batches while others commit.
    pub bulk: bool,
    /// Tables of whose rows in this set nobody is told: long work of many sets tells them once, in its last.
    pub hushed: Vec<Table>,
    /// Tables told as changed in no row of their own (nil id): what hushed sets before this one changed.
    pub told: Vec<Table>,
}

impl WriteSet {
    pub fn new(at: Instant) -> WriteSet {
        WriteSet {
            at,
            command: None,
            guards: Vec::new(),
            writes: Vec::new(),
            audit: Vec::new(),
            bulk: false,
            hushed: Vec::new(),
            told: Vec::new(),
        }
    }

    pub fn command(mut self, command: CommandRecord) -> WriteSet {
        self.command = Some(command);
        self
    }

    /// The jobs it depends on or writes by their ids.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = Uuid> + '_ {
        let guarded = self.guards.iter().map(|guard| (guard.table, guard.id));
        let written = self.writes.iter().filter_map(|write| match write {
            Write::Put(Row::Job(job)) => Some((Table::Job, job.id)),
            Write::Delete(table, id) => Some((*table, *id)),
            _ => None,
        });
        let all = guarded.chain(written);
        all.filter_map(|(table, id)| (table == Table::Job).then_some(id))
    }

    pub fn guard(&mut self, table: Table, id: Uuid, expect: Expect) -> &mut WriteSet {
        self.guards.push(Guard { table, id, expect });
        self
    }

    pub fn put(&mut self, row: impl Into<Row>) -> &mut WriteSet {
        self.writes.push(Write::Put(row.into()));
        self
    }

    pub fn write(&mut self, write: Write) -> &mut WriteSet {
        self.writes.push(write);
        self
    }

    pub fn audit(&mut self, audit: row::Audit) -> &mut WriteSet {
        self.audit.push(audit);
        self
    }
}

/// A number drawn, or found again by its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Registered {
    /// The stored registration: the one found, when the origin was a repeat.
    pub id: Uuid,
    pub register: Uuid,
    pub number: i64,
    pub year: i32,
    pub at: Instant,
    pub repeat: bool,
}

/// The answer to a set that is on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed {
    /// One for each [`Write::Register`], in order.
    pub registered: Vec<Registered>,
    pub at: Instant,
    /// The command was known: nothing was written now, this is its stored answer.
    pub duplicate_of: Option<Json>,
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum CommitError {
    /// A guard failed, or a unique key is taken: load and decide again.
    #[error("{table:?} {id} is not as expected")]
    Conflict { table: Table, id: Uuid },
    /// A rule of the database refuses it (kept rows, references): deciding again does not help.
    #[error("refused by the store: {0}")]
    Refused(String),
    /// Nothing was written; try again later (disk full, locked, connection).
    #[error("the store cannot write now: {0}")]
    Unavailable(String),
    #[error("the store is broken: {0}")]
    Broken(String),
}
