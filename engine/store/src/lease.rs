//! Taking jobs: many at a time, in due order, each with a lease that carries an epoch.
//!
//! Whoever reports on a job later guards by that epoch: a lease that was lost refuses the late report.

use crate::committer::Request;
use crate::fault::StoreError;
use crate::row::{self, Instant};
use crate::store::Store;
use crate::write::CommitError;
use std::time::Duration;
use tokio::sync::oneshot;

/// What a worker asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Lease {
    pub kinds: Vec<String>,
    pub owner: String,
    /// Office time: jobs due by then are taken.
    pub now: Instant,
    /// Lease time: leases that ended before it are taken over, and new ones count from it.
    pub now_lease: Instant,
    pub limit: usize,
    pub lasts: Duration,
    /// The owner does these kinds alone in its process. On SQLite, which one process has, leases of other owners are
    /// then what a process left that died, and are taken over at once; on PostgreSQL they run out.
    pub inherits: bool,
}

impl Store {
    /// Takes up to `limit` jobs and answers them as stored: epoch and revision one higher, attempts one higher.
    ///
    /// A waiting job comes back as `leased`; one whose lease ran out comes back `leased` too, or still `prepared` when its
    /// bytes were already fixed. Two nodes never get the same job. Soonest due first.
    pub async fn lease_jobs(&self, lease: Lease) -> Result<Vec<row::Job>, StoreError> {
        if lease.limit == 0 || lease.kinds.is_empty() {
            return Ok(Vec::new());
        }
        let (answer, answered) = oneshot::channel();
        let closed = || StoreError::Commit(CommitError::Unavailable("the store is closed".into()));
        self.inner
            .requests
            .send(Request::Lease(Box::new(lease), answer))
            .await
            .map_err(|_| closed())?;
        Ok(answered.await.map_err(|_| closed())??)
    }
}
