//! The committer: one task that owns the writing connection and puts what waits on disk together.
//!
//! Callers hand over sets and wait; nobody can cancel a set under way. One batch is one transaction and one sync.
//! What fails as a batch is halved until the set at fault stands alone, so that others never pay for it.

mod apply;
mod attempt;
mod batch;
pub(crate) mod chain;
mod guard;
pub(crate) mod lane;
mod leasing;
mod plan;
pub(crate) mod register;
mod removal;
mod script;
mod upkeep;

use crate::blob::{Blobs, Door};
use crate::connect::{Purpose, connect};
use crate::fault::{Sort, StoreError, sort};
use crate::health::Health;
use crate::lease::Lease;
use crate::row;
use crate::table::Table;
use crate::write::{CommitError, Committed, Write, WriteSet};
use attempt::{Failure, Outcome};
use batch::{Queue, Waiting};
use chain::Chain;
use sea_orm::{DatabaseConnection, DbBackend, DbErr};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout_at};
use upkeep::Upkeep;
use uuid::Uuid;

/// Something committed: which row (nil: several, told at once), and its revision where rows of its table have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub table: Table,
    pub id: Uuid,
    pub revision: Option<i64>,
}

pub(crate) type Answer = oneshot::Sender<Result<Committed, CommitError>>;
pub(crate) type Leased = oneshot::Sender<Result<Vec<row::Job>, CommitError>>;

pub(crate) enum Request {
    Commit(Box<WriteSet>, Answer),
    Lease(Box<Lease>, Leased),
    /// Anchor the heads of the audit chains now.
    Checkpoint(oneshot::Sender<Result<(), CommitError>>),
    Close(oneshot::Sender<()>),
}

/// How long a batch waits for half as many callers as the last one had.
const GATHER: Duration = Duration::from_millis(1);
/// Runs of one batch that lost against other transactions before its callers are told to come back.
const ATTEMPTS_MAX: u32 = 6;
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);
/// From a put on another node to the commit that says so.
const OTHER_NODES_COMMIT_WITHIN: Duration = Duration::from_secs(60);
/// How often a store that could not be written is tried.
const PROBE_EVERY: Duration = Duration::from_secs(1);

pub(crate) struct Committer {
    url: String,
    writer: DatabaseConnection,
    /// On SQLite.
    upkeep: Option<Upkeep>,
    /// The connection may hold a dead transaction: make another before the next batch.
    stale: bool,
    blobs: Blobs,
    changes: broadcast::Sender<Change>,
    clock_test: bool,
    health: Health,
    /// Opened with the first batch.
    chain: Option<Chain>,
    /// A removal may have left bytes to delete.
    disposed: bool,
    requests: mpsc::Receiver<Request>,
    queue: Queue,
    leases: VecDeque<(Lease, Leased)>,
    checkpoints: Vec<oneshot::Sender<Result<(), CommitError>>>,
    closing: Option<oneshot::Sender<()>>,
}

/// Starts the committer's task, and on SQLite the one that checkpoints the WAL.
pub(crate) fn start(
    url: &str,
    writer: DatabaseConnection,
    upkeep: Option<(DatabaseConnection, PathBuf)>,
    blobs: Blobs,
    changes: broadcast::Sender<Change>,
    clock_test: bool,
    health: Health,
) -> mpsc::Sender<Request> {
    let (sender, requests) = mpsc::channel(4_096);
    let committer = Committer {
        url: url.to_string(),
        writer,
        upkeep: upkeep.map(|(connection, path)| Upkeep::start(connection, path)),
        stale: false,
        blobs,
        changes,
        clock_test,
        health,
        chain: None,
        disposed: true,
        requests,
        queue: Queue::default(),
        leases: VecDeque::new(),
        checkpoints: Vec::new(),
        closing: None,
    };
    tokio::spawn(committer.run());
    sender
}

impl Committer {
    async fn run(mut self) {
        let mut checkpoint_at = Instant::now() + CHECKPOINT_EVERY;
        let mut probe_at = Instant::now();
        let mut failing = self.health.watch();
        let mut last = 0;
        loop {
            if failing.borrow_and_update().is_some() && Instant::now() >= probe_at {
                self.probe().await;
                probe_at = Instant::now() + PROBE_EVERY;
            }
            if Instant::now() >= checkpoint_at {
                self.checkpoint().await.unwrap_or_else(
                    |error| tracing::warn!(%error, "the audit chain was not anchored"),
                );
                self.sweep().await;
                checkpoint_at = Instant::now() + CHECKPOINT_EVERY;
            }
            let now = Instant::now();
            let ready_at = self.queue.ready_at(now);
            let resting = ready_at.is_none_or(|at| at > now);
            if resting && self.leases.is_empty() && self.checkpoints.is_empty() {
                if self.closing.is_some() && ready_at.is_none() {
                    break;
                }
                let wake_at = match self.health.state() {
                    Some(_) => probe_at.min(checkpoint_at),
                    None => checkpoint_at,
                };
                let wake_at = wake_at.min(ready_at.unwrap_or(wake_at));
                tokio::select! {
                    request = self.requests.recv(), if self.closing.is_none() => match request {
                        Some(request) => self.take(request),
                        None => break,
                    },
                    () = sleep_until(wake_at) => continue,
                    _ = failing.changed() => continue,
                }
            }
            self.gather(last).await;
            let now = Instant::now();
            let batch = self.queue.pick(now);
            last = batch.len();
            let bulk = batch.iter().any(|waiting| waiting.set.bulk);
            let leases: Vec<(Lease, Leased)> = self.leases.drain(..).collect();
            if !batch.is_empty() || !leases.is_empty() {
                self.write(batch, leases).await;
            }
            if bulk {
                self.queue.rest(Instant::now(), now.elapsed());
            }
            for asked in std::mem::take(&mut self.checkpoints) {
                asked.send(self.checkpoint().await).ok();
            }
        }
        self.checkpoint().await.unwrap_or_else(
            |error| tracing::warn!(%error, "the audit chain was not anchored at the end"),
        );
        if let Some(upkeep) = self.upkeep {
            upkeep.end().await;
        }
        if let Err(error) = self.writer.close().await {
            tracing::warn!(%error, "the writing connection did not close");
        }
        if let Some(closing) = self.closing {
            closing.send(()).ok();
        }
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::Commit(set, answer) => self.queue.push(Waiting::new(*set, answer)),
            Request::Lease(lease, answer) => self.leases.push_back((*lease, answer)),
            Request::Checkpoint(answer) => self.checkpoints.push(answer),
            Request::Close(answer) => {
                // What was sent before is still answered; what comes later finds the door shut.
                self.requests.close();
                self.closing = Some(answer);
            }
        }
    }

    /// Takes what waits. When the last batch was much larger than what waits now, its callers are about to come back: a
    /// moment spent here saves a sync. Half of them are enough: the others decide while these are written.
    async fn gather(&mut self, last: usize) {
        while let Ok(request) = self.requests.try_recv() {
            self.take(request);
        }
        let until = Instant::now() + GATHER;
        while self.queue.len() < last / 2 && !self.queue.is_full() && self.closing.is_none() {
            match timeout_at(until, self.requests.recv()).await {
                Ok(Some(request)) => self.take(request),
                Ok(None) | Err(_) => break,
            }
        }
    }

    /// Writes a batch and answers everyone in it. Halves what cannot be written together.
    async fn write(&mut self, batch: Vec<Waiting>, leases: Vec<(Lease, Leased)>) {
        let mut work = VecDeque::from([(batch, leases)]);
        while let Some((batch, leases)) = work.pop_front() {
            match self.persist(&batch, &leases).await {
                Ok((outcomes, jobs)) => {
                    let mut spent = Vec::with_capacity(batch.len());
                    for (waiting, outcome) in batch.into_iter().zip(outcomes) {
                        spent.push(self.settle(waiting, outcome));
                    }
                    // The next batch does not wait until many rows are let go.
                    if spent.len() > 1 {
                        tokio::spawn(async move { drop(spent) });
                    }
                    for ((_, answer), jobs) in leases.into_iter().zip(jobs) {
                        answer.send(Ok(jobs)).ok();
                    }
                }
                Err(error) if splits(&error) && batch.len() + leases.len() > 1 => {
                    let mut first = batch;
                    let rest = first.split_off(first.len().div_ceil(2));
                    if rest.is_empty() {
                        // One set and some leases.
                        work.push_front((Vec::new(), leases));
                        work.push_front((first, Vec::new()));
                    } else {
                        work.push_front((rest, leases));
                        work.push_front((first, Vec::new()));
                    }
                }
                Err(error) => {
                    if matches!(sort(&error), Sort::Unavailable | Sort::Connection) {
                        self.health.failed(&error.to_string());
                    }
                    for waiting in batch {
                        let verdict = verdict(&error, &waiting.set);
                        if !matches!(verdict, CommitError::Conflict { .. }) {
                            tracing::warn!(error = %verdict, "a write set was not written");
                        }
                        waiting.answer.send(Err(verdict)).ok();
                    }
                    for (_, answer) in leases {
                        answer
                            .send(Err(CommitError::Unavailable(error.to_string())))
                            .ok();
                    }
                }
            }
        }
        self.sweep().await;
    }

    /// Tells the caller; gives back what was written.
    fn settle(&mut self, waiting: Waiting, outcome: Outcome) -> WriteSet {
        match outcome {
            Outcome::Committed { committed, changes } => {
                let act = |w: &Write| matches!(w, Write::Remove(_));
                self.disposed |= waiting.set.writes.iter().any(act);
                // Whoever listens is told first, so that the caller never sees a list older than its answer.
                for change in changes {
                    self.changes.send(change).ok();
                }
                waiting.answer.send(Ok(committed)).ok();
            }
            Outcome::Refused(error) => {
                waiting.answer.send(Err(error)).ok();
            }
        }
        waiting.set
    }

    /// Runs the batch until it is on disk, is known not to be, or cannot be.
    async fn persist(
        &mut self,
        batch: &[Waiting],
        leases: &[(Lease, Leased)],
    ) -> Result<attempt::Answers, DbErr> {
        let sets: Vec<&WriteSet> = batch.iter().map(|w| &w.set).collect();
        let leases: Vec<&Lease> = leases.iter().map(|(lease, _)| lease).collect();
        let mut run = 0;
        loop {
            run += 1;
            let failure = match self.try_once(&sets, &leases).await {
                Ok(answers) => return Ok(answers),
                Err(failure) => *failure,
            };
            let kind = sort(&failure.error);
            if kind == Sort::Connection || kind == Sort::Unavailable {
                self.stale = true;
            }
            // Sent to COMMIT and not answered: the chain's row says whether it happened.
            if let Some(done) = failure.sent
                && let Some(chain) = &done.chain
            {
                match self.happened(chain).await {
                    Ok(true) => {
                        self.chain = done.chain;
                        return Ok(done.answers);
                    }
                    Ok(false) => {}
                    Err(error) => {
                        // Not to be known now. The command ids decide when the callers come back.
                        self.chain = None;
                        return Err(error);
                    }
                }
            }
            let again =
                matches!(kind, Sort::Serialization | Sort::Connection) && run < ATTEMPTS_MAX;
            if !again {
                return Err(failure.error);
            }
            tokio::time::sleep(Duration::from_millis(u64::from(run * run) * 20)).await;
        }
    }

    async fn try_once(
        &mut self,
        sets: &[&WriteSet],
        leases: &[&Lease],
    ) -> Result<attempt::Answers, Box<Failure>> {
        self.renew().await.map_err(Failure::before)?;
        let done = attempt::attempt(self, sets, leases).await?;
        self.chain = done.chain;
        Ok(done.answers)
    }

    /// A transaction the database ended by itself (disk full, I/O error) leaves the driver believing it is still open.
    async fn renew(&mut self) -> Result<(), DbErr> {
        if self.stale {
            let fresh = connect(&self.url, Purpose::Write, false)
                .await
                .map_err(|e| DbErr::Conn(sea_orm::RuntimeErr::Internal(e.to_string())))?;
            let old = std::mem::replace(&mut self.writer, fresh);
            tokio::spawn(async move { old.close().await.ok() });
            self.stale = false;
        }
        Ok(())
    }

    /// Tries what failed: a row in the database and a blob. Only both end the alarm.
    async fn probe(&mut self) {
        if self.blobs.probe().await.is_err() || self.renew().await.is_err() {
            return;
        }
        let now = chrono::Utc::now().to_rfc3339();
        match crate::boot::set(&self.writer, "probe", &now).await {
            Ok(()) => self.health.healed(),
            Err(_) => self.stale = true,
        }
    }

    async fn happened(&mut self, expected: &Chain) -> Result<bool, DbErr> {
        let mut last = DbErr::Conn(sea_orm::RuntimeErr::Internal("no attempt".into()));
        for pause in [50, 200, 1_000, 3_000] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            self.stale = true;
            let answer = match self.renew().await {
                Ok(()) => chain::is_stored(&self.writer, expected).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(happened) => return Ok(happened),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Deletes disposed bytes that no row names any more. What fails is tried again with the next batch.
    async fn sweep(&mut self) {
        if !self.disposed || self.stale {
            return;
        }
        // No put is under way meanwhile: bytes that come again are either seen here or written anew.
        let door = self.blobs.shut().await;
        match self.sweep_shut(&door).await {
            Ok(left) => self.disposed = left,
            Err(error) => {
                tracing::warn!(%error, "disposed bytes are still there; they are tried again")
            }
        }
    }

    /// Answers whether some are left for later.
    async fn sweep_shut(&self, door: &Door) -> Result<bool, StoreError> {
        let grace = match self.is_postgres() {
            true => OTHER_NODES_COMMIT_WITHIN,
            false => Duration::ZERO,
        };
        let mut left = false;
        for (sha, named) in apply::disposed(&self.writer).await? {
            if named {
                apply::undispose(&self.writer, &sha, false).await?;
            } else if !self.blobs.is_fresh(&sha) && self.blobs.delete(door, &sha, grace).await? {
                apply::undispose(&self.writer, &sha, true).await?;
            } else {
                left = true;
            }
        }
        Ok(left)
    }

    fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Postgres
    }
}

fn splits(error: &DbErr) -> bool {
    matches!(sort(error), Sort::Unique | Sort::Rule | Sort::Broken)
}

/// What the set that stood alone is told.
fn verdict(error: &DbErr, set: &WriteSet) -> CommitError {
    match sort(error) {
        Sort::Unique => {
            let guarded = set.guards.first().map(|g| (g.table, g.id));
            let (table, id) = batch::unique_suspect(set, &error.to_string())
                .or(guarded)
                .unwrap_or((Table::Instance, Uuid::nil()));
            CommitError::Conflict { table, id }
        }
        Sort::Rule => CommitError::Refused(error.to_string()),
        Sort::Serialization | Sort::Connection | Sort::Unavailable => {
            CommitError::Unavailable(error.to_string())
        }
        Sort::Broken => CommitError::Broken(error.to_string()),
    }
}
