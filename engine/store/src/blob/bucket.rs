//! Blobs in an S3 bucket. Every put carries its SHA-256, which S3 checks before it answers.
//!
//! S3 must hold what Amazon's does: a put is whole or not there, and whoever asks or lists after an answer sees what
//! it answered for.
//!
//! # Deleting while others put
//!
//! S3 cannot delete only what is still as it was seen, and bytes put again look the same. So the two sides see each other
//! by a mark:
//!
//! - Who deletes puts a mark under `leaving/<sha>/` first, then looks at the blob's time. If it was put within the grace
//!   it stays and the mark goes. Else it is deleted within [`DELETED_WITHIN`] of the mark, in one try that is not
//!   repeated; the mark stays for [`MARKS_KEPT`].
//! - Who puts writes the bytes always, never only looks whether they are there; so their time is new. Then it lists the
//!   marks. Without one no deletion can hit: one that marks from now on sees the new time. With one it waits until the
//!   mark has gone, or no deletion under it can happen any more, and then puts again.
//!
//! Times are those of S3 alone. What remains: a delete that the network holds back longer than [`DELETED_WITHIN`] and
//! delivers after its sender gave it up.

use super::said;
use crate::fault::{BucketFault, StoreError};
use bytes::Bytes;
use chrono::TimeDelta;
use futures::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder, Checksum};
use object_store::{
    BackoffConfig, ClientOptions, Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload,
    RetryConfig, path::Path as ObjectPath,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

/// From the mark of a deletion to its end.
const DELETED_WITHIN: Duration = Duration::from_secs(10);
/// A delete is asked for this long at most, and not later than this after its mark.
const DELETE_TAKES: Duration = Duration::from_secs(4);
/// Longer than any put with the look after it.
const MARKS_KEPT: TimeDelta = TimeDelta::hours(1);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

const CONNECTED_WITHIN: Duration = Duration::from_secs(3);
/// Of the largest mail over a slow line.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);
const TRIES_AGAIN: usize = 3;
const TRIED_FOR: Duration = Duration::from_secs(10);

/// A bucket and how to reach it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// Before every key, without a slash at its ends; may be empty. Another store in this bucket has another.
    pub prefix: String,
    /// Of a server that is not Amazon's: `https://s3.example`. The bucket is named in the path then.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
    /// Of temporary credentials.
    pub session_token: Option<String>,
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket")
            .field("at", &self.to_string())
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// `s3://name/prefix`.
impl std::fmt::Display for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.prefix.is_empty() {
            true => write!(f, "s3://{}", self.name),
            false => write!(f, "s3://{}/{}", self.name, self.prefix),
        }
    }
}

impl Bucket {
    fn client(&self, retries: usize, answered_within: Duration) -> Result<AmazonS3, Error> {
        let options = ClientOptions::new()
            .with_connect_timeout(CONNECTED_WITHIN)
            .with_timeout(answered_within)
            // Whether the endpoint may be plain is judged with the settings.
            .with_allow_http(true);
        let retry = RetryConfig {
            max_retries: retries,
            retry_timeout: TRIED_FOR,
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(100),
                max_backoff: Duration::from_secs(2),
                base: 2.,
            },
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.name)
            .with_region(&self.region)
            .with_access_key_id(&self.access_key)
            .with_secret_access_key(&self.secret_key)
            .with_client_options(options)
            .with_retry(retry)
            .with_checksum_algorithm(Checksum::SHA256)
            .with_disable_bulk_delete(true);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(token) = &self.session_token {
            builder = builder.with_token(token);
        }
        builder.build()
    }
}

/// An opened bucket.
#[derive(Debug, Clone)]
pub(super) struct Objects {
    bucket: Bucket,
    files: Arc<AmazonS3>,
    /// Asks once: a delete that is repeated by itself might hit what was put since.
    once: Arc<AmazonS3>,
    /// Other nodes put into it too.
    shared: bool,
}

impl Objects {
    /// Lists, writes, reads and deletes something. [`StoreError::Bucket`] says what of it is not possible, and why.
    pub(super) async fn open(bucket: &Bucket, shared: bool) -> Result<Objects, StoreError> {
        let unusable = |e: Error| fault(bucket, &e);
        let objects = Objects {
            bucket: bucket.clone(),
            files: Arc::new(
                bucket
                    .client(TRIES_AGAIN, ANSWERED_WITHIN)
                    .map_err(unusable)?,
            ),
            once: Arc::new(bucket.client(0, DELETE_TAKES).map_err(unusable)?),
            shared,
        };
        let marks = objects.under("leaving").await.map_err(unusable)?;
        let now = objects.probed().await.map_err(unusable)?;
        objects.sweep(marks, &now).await.map_err(unusable)?;
        Ok(objects)
    }

    pub(super) fn objects(&self) -> &dyn ObjectStore {
        &*self.files
    }

    /// The whole key of one of ours.
    pub(super) fn at(&self, name: &ObjectPath) -> ObjectPath {
        ObjectPath::from(format!("{}/{name}", self.bucket.prefix))
    }

    /// See the head of this file.
    pub(super) async fn keep(&self, name: &ObjectPath, bytes: Bytes) -> Result<(), StoreError> {
        let put = || self.put(name, bytes.clone());
        let away = |e: Error| away("a blob cannot be written", &e);
        put().await.map_err(away)?;
        if !self.shared {
            return Ok(());
        }
        let mut marks = self.under(&leaving(name)).await.map_err(away)?;
        let over = Instant::now() + DELETED_WITHIN;
        while !marks.is_empty() {
            if Instant::now() >= over {
                return put().await.map_err(away);
            }
            sleep(LOOK_AGAIN).await;
            let there = self.under(&leaving(name)).await.map_err(away)?;
            marks.retain(|mark| there.iter().any(|t| t.location == mark.location));
        }
        Ok(())
    }

    /// See the head of this file. False: it was put within `grace` and stays.
    pub(super) async fn take_away(
        &self,
        name: &ObjectPath,
        grace: Duration,
    ) -> Result<bool, StoreError> {
        let away = |e: Error| away("a blob cannot be deleted", &e);
        if !self.shared {
            return gone(self.once.delete(&self.at(name)).await).map_err(away);
        }
        let mark = ObjectPath::from(format!("{}/{}", leaving(name), Uuid::new_v4()));
        let since = Instant::now();
        self.put(&mark, Bytes::new()).await.map_err(away)?;
        let now = self.files.head(&self.at(&mark)).await.map_err(away)?;
        let marks = self.under("leaving").await.map_err(away)?;
        self.sweep(marks, &now).await.map_err(away)?;
        let age = match self.files.head(&self.at(name)).await {
            Ok(meta) => now.last_modified - meta.last_modified,
            Err(Error::NotFound { .. }) => return self.unmark(&mark, true).await,
            Err(e) => return Err(away(e)),
        };
        let grace = TimeDelta::from_std(grace).unwrap_or(TimeDelta::MAX);
        if age < grace || since.elapsed() > DELETE_TAKES {
            return self.unmark(&mark, false).await;
        }
        match timeout(DELETE_TAKES, self.once.delete(&self.at(name))).await {
            Ok(done) => gone(done).map_err(away),
            Err(_) => Err(StoreError::Unavailable(
                "a blob cannot be deleted: no answer".into(),
            )),
        }
    }

    async fn unmark(&self, mark: &ObjectPath, answer: bool) -> Result<bool, StoreError> {
        gone(self.files.delete(&self.at(mark)).await)
            .map_err(|e| away("a mark cannot be deleted", &e))?;
        Ok(answer)
    }

    /// Deletes the marks of deletions long over.
    async fn sweep(&self, marks: Vec<ObjectMeta>, now: &ObjectMeta) -> Result<(), Error> {
        for mark in marks {
            if now.last_modified - mark.last_modified > MARKS_KEPT {
                gone(self.files.delete(&mark.location).await)?;
            }
        }
        Ok(())
    }

    async fn under(&self, name: &str) -> Result<Vec<ObjectMeta>, Error> {
        let under = self.at(&ObjectPath::from(name));
        self.files.list(Some(&under)).try_collect().await
    }

    async fn put(&self, name: &ObjectPath, bytes: Bytes) -> Result<(), Error> {
        let payload = PutPayload::from_bytes(bytes);
        self.files.put(&self.at(name), payload).await.map(drop)
    }

    pub(super) async fn mark(&self, file: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.at(&ObjectPath::from(file));
        let found = async { self.files.get(&path).await?.bytes().await };
        match found.await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(fault(&self.bucket, &e)),
        }
    }

    pub(super) async fn set_mark(&self, file: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.put(&ObjectPath::from(file), Bytes::copy_from_slice(bytes))
            .await
            .map_err(|e| fault(&self.bucket, &e))
    }

    /// Whether it can be written.
    pub(super) async fn probe(&self) -> Result<(), StoreError> {
        self.probed()
            .await
            .map(drop)
            .map_err(|e| away("the bucket cannot be written", &e))
    }

    async fn probed(&self) -> Result<ObjectMeta, Error> {
        let path = self.at(&ObjectPath::from(format!("probe/{}", Uuid::new_v4())));
        let put = self
            .files
            .put(&path, PutPayload::from_static(b"probe"))
            .await?;
        if put.version.is_some_and(|version| version != "null") {
            tracing::warn!(
                bucket = %self.bucket,
                "the bucket keeps versions: bytes that are disposed of stay in them"
            );
        }
        let found = self.files.get(&path).await?;
        let meta = found.meta.clone();
        found.bytes().await?;
        gone(self.files.delete(&path).await)?;
        Ok(meta)
    }
}

/// Where the marks of its deletions are.
fn leaving(name: &ObjectPath) -> String {
    format!("leaving/{}", name.filename().unwrap_or_default())
}

/// Whoever wants it away is content that it is.
fn gone(deleted: Result<(), Error>) -> Result<bool, Error> {
    match deleted {
        Ok(()) | Err(Error::NotFound { .. }) => Ok(true),
        Err(e) => Err(e),
    }
}

fn away(what: &str, error: &Error) -> StoreError {
    StoreError::Unavailable(format!("{what}: {}", said(error)))
}

/// Why a bucket cannot be used, as far as its answer says.
fn fault(bucket: &Bucket, error: &Error) -> StoreError {
    let (place, said) = (bucket.to_string(), said(error));
    let endpoint = bucket.endpoint.clone();
    let endpoint = endpoint.unwrap_or_else(|| format!("S3, {}", bucket.region));
    // Only some requests have a variant of their own for it.
    let whole = error.to_string();
    let has = |parts: &[&str]| parts.iter().any(|part| whole.contains(part));
    StoreError::Bucket(if has(&["NoSuchBucket", "status code: 404"]) {
        BucketFault::Missing { place, said }
    } else if has(&["status code: 401", "status code: 403"]) {
        BucketFault::Refused { place, said }
    } else if has(&["status code", "<Code>"]) {
        BucketFault::Unusable { place, said }
    } else {
        BucketFault::Unreachable { endpoint, said }
    })
}
