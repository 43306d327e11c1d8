//! Opening a store, and the handle everyone holds.

use crate::blob::{BlobRoot, Blobs};
use crate::boot::{self, Boot};
use crate::committer::{self, Change, Request};
use crate::connect::{Purpose, connect};
use crate::fault::StoreError;
use crate::gather::Gather;
use crate::health::{Health, Unwritable};
use crate::migration::Migrator;
use crate::row;
use crate::sql::Run;
use crate::write::{CommitError, Committed, WriteSet};
use sea_orm::{DatabaseConnection, DbBackend};
use sea_orm_migration::MigratorTrait;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// The server runs with `--clock test`. A store made so opens only so, and no other does.
    pub clock_test: bool,
    /// Make what is missing: the SQLite file, the blob root. Without it a missing store is refused.
    pub create: bool,
}

/// One organisation's database and blobs. Cloning gives another handle to the same.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub url: String,
    pub readers: DatabaseConnection,
    pub blobs: Blobs,
    pub requests: mpsc::Sender<Request>,
    pub changes: broadcast::Sender<Change>,
    pub boot: Boot,
    pub clock_test: bool,
    pub health: Health,
    pub instances: Gather<row::Instance>,
    pub tasks: Gather<(row::Task, row::Instance)>,
    pub tasks_of_instance: Gather<Vec<row::Task>>,
    pub mails: Gather<row::Mail>,
    pub mailboxes: Gather<row::Mailbox>,
}

impl Store {
    /// Opens `sqlite://path` or `postgres://…`, brings the schema up to date, counts the boot and starts the committer.
    ///
    /// Refuses a store made with the other clock ([`StoreError::MadeForTestClock`], [`StoreError::NotMadeForTestClock`]),
    /// and one that is missing unless `create`.
    pub async fn open(
        url: &str,
        blobs: &BlobRoot,
        options: OpenOptions,
    ) -> Result<Store, StoreError> {
        let path = url
            .strip_prefix("sqlite://")
            .map(|p| p.split('?').next().unwrap_or(p));
        if let Some(path) = path
            && !options.create
            && !std::path::Path::new(path).is_file()
        {
            return Err(StoreError::Missing(path.to_string()));
        }
        let writer = connect(url, Purpose::Write, options.create).await?;
        if !options.create && !boot::exists(&writer).await? {
            return Err(StoreError::Missing("no tables in this database".into()));
        }
        migrate(&writer).await?;
        let health = Health::new();
        let shared = writer.get_database_backend() == DbBackend::Postgres;
        let blobs = Blobs::open(blobs, options.create, shared, health.clone()).await?;
        let boot = boot::count(&writer, &blobs, options.clock_test).await?;
        let readers = connect(url, Purpose::Read, false).await?;
        let upkeep = match writer.get_database_backend() {
            DbBackend::Sqlite => Some((
                connect(url, Purpose::Upkeep, false).await?,
                std::path::PathBuf::from(path.unwrap_or_default()),
            )),
            _ => None,
        };
        let (changes, _) = broadcast::channel(4_096);
        let requests = committer::start(
            url,
            writer,
            upkeep,
            blobs.clone(),
            changes.clone(),
            options.clock_test,
            health.clone(),
        );
        let inner = Inner {
            url: url.to_string(),
            readers,
            blobs,
            requests,
            changes,
            boot,
            clock_test: options.clock_test,
            health,
            instances: Gather::new(|store, ids| Box::pin(crate::load::instances_by_id(store, ids))),
            tasks: Gather::new(|store, ids| Box::pin(crate::view::tasks_and_cases(store, ids))),
            tasks_of_instance: Gather::new(|store, ids| {
                Box::pin(crate::load::tasks_by_instance(store, ids))
            }),
            mails: Gather::new(|store, ids| Box::pin(crate::load::mails_by_id(store, ids))),
            mailboxes: Gather::new(|store, ids| Box::pin(crate::load::mailboxes_by_id(store, ids))),
        };
        Ok(Store {
            inner: Arc::new(inner),
        })
    }

    /// Writes the set, together with what else waits, and answers when it is on disk.
    ///
    /// A caller that goes away does not stop its set. [`CommitError::Conflict`]: nothing was written, load and decide again.
    pub async fn commit(&self, set: WriteSet) -> Result<Committed, CommitError> {
        let (answer, answered) = oneshot::channel();
        let gone = |_| CommitError::Unavailable("the store is closed".into());
        self.inner
            .requests
            .send(Request::Commit(Box::new(set), answer))
            .await
            .map_err(|_| gone(()))?;
        answered.await.map_err(|_| gone(()))?
    }

    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// What was committed, from now on: for server-sent events and schedulers. A receiver that lags looks for itself.
    pub fn notify(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    pub fn boot(&self) -> &Boot {
        &self.inner.boot
    }

    pub fn is_clock_test(&self) -> bool {
        self.inner.clock_test
    }

    /// Whether the database answers: for `/readyz`.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read().all("SELECT 1", vec![]).await?;
        Ok(())
    }

    /// Why nothing can be written now (disk full, read-only, database away); None when writing works, as far as is
    /// known. It is lowered by itself within seconds after the cause is gone.
    pub fn unwritable(&self) -> Option<Unwritable> {
        self.inner.health.state()
    }

    /// Completes when writing works again after it did not: the moment to repeat what waits.
    pub async fn healed(&self) {
        let mut health = self.inner.health.watch();
        let raised = health.wait_for(Option::is_some).await.is_ok();
        if !raised || health.wait_for(Option::is_none).await.is_err() {
            // The store is going away: nothing heals any more.
            std::future::pending::<()>().await;
        }
    }

    /// Lets the committer finish what it has, anchors the chain and closes the connections. Later commits are refused.
    ///
    /// Afterwards nothing of this process has the database open: a SQLite file is whole without its WAL and may be
    /// copied or replaced.
    pub async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self
            .inner
            .requests
            .send(Request::Close(answer))
            .await
            .is_ok()
        {
            answered.await.ok();
        }
        if let Err(error) = self.inner.readers.close_by_ref().await {
            tracing::warn!(%error, "the reading connections did not close");
        }
    }

    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.inner.readers
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.inner.readers.get_database_backend() == DbBackend::Postgres
    }
}

/// Two nodes may start at once on PostgreSQL: the one that loses the race looks again.
async fn migrate(writer: &DatabaseConnection) -> Result<(), StoreError> {
    let mut left = 5;
    loop {
        match Migrator::up(writer, None).await {
            Ok(()) => return Ok(()),
            Err(error) if left == 0 => return Err(error.into()),
            Err(error) => {
                tracing::info!(%error, "the schema is being changed by another node; looking again");
                left -= 1;
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            }
        }
    }
}
