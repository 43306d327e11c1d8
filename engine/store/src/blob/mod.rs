//! Bytes by their SHA-256, in a folder or an S3 bucket, each on disk there before its hash is given out.
//!
//! A blob is written once and never rewritten; the row in table `blob` follows with the next commit.

mod bucket;
mod folder;

pub use bucket::Bucket;

use crate::crash::{Point, crash_point};
use crate::fault::StoreError;
use crate::health::{self, Health};
use crate::row::{Instant, Sha};
use bucket::Objects;
use bytes::Bytes;
use folder::Folder;
use object_store::{ObjectStore, ObjectStoreExt, path::Path as ObjectPath};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{OwnedRwLockWriteGuard, RwLock, Semaphore};

/// Puts that may be under way at once.
const PUTS_MAX: usize = 32;

/// Where the blobs are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRoot {
    /// Holds the anchors of the audit chain and, without a bucket, the blobs and the boot counter.
    pub folder: PathBuf,
    /// Holds the blobs and the boot counter instead.
    pub bucket: Option<Bucket>,
}

impl BlobRoot {
    /// Everything in a folder.
    pub fn folder(folder: impl Into<PathBuf>) -> BlobRoot {
        BlobRoot {
            folder: folder.into(),
            bucket: None,
        }
    }
}

/// Held while bytes are deleted.
pub(crate) type Door = OwnedRwLockWriteGuard<()>;

/// A blob's row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept {
    pub size: i64,
    pub codec: &'static str,
    pub key_id: Option<String>,
    pub at: Instant,
}

#[derive(Debug, Clone)]
enum Place {
    Folder(Folder),
    Bucket(Box<Objects>),
}

#[derive(Debug, Clone)]
pub struct Blobs {
    root: PathBuf,
    place: Place,
    puts: Arc<Semaphore>,
    /// Puts go through it together, the deletion of disposed bytes alone.
    door: Arc<RwLock<()>>,
    /// Put since the last commit; the next one writes their rows.
    fresh: Arc<Mutex<BTreeMap<Sha, Kept>>>,
    health: Health,
}

impl Blobs {
    /// Opens the folder or bucket, making the folder when `create`. `shared`: other nodes may put there too.
    pub(crate) async fn open(
        root: &BlobRoot,
        create: bool,
        shared: bool,
        health: Health,
    ) -> Result<Blobs, StoreError> {
        let folder = &root.folder;
        let place = match &root.bucket {
            None => Place::Folder(Folder::open(folder, create)?),
            Some(bucket) => {
                if create {
                    std::fs::create_dir_all(folder)
                        .map_err(|e| StoreError::file("make the folder of the anchors", e))?;
                }
                Place::Bucket(Box::new(Objects::open(bucket, shared).await?))
            }
        };
        Ok(Blobs {
            root: folder.clone(),
            place,
            puts: Arc::new(Semaphore::new(PUTS_MAX)),
            door: Arc::default(),
            fresh: Arc::default(),
            health,
        })
    }

    /// Keeps the bytes and answers their hash, once they are on disk. Putting them again does nothing.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<Sha, StoreError> {
        let bytes = bytes.into();
        let sha: Sha = Sha256::digest(&bytes).into();
        let size = bytes.len() as i64;
        let _permit = self
            .puts
            .acquire()
            .await
            .map_err(|e| StoreError::Broken(e.to_string()))?;
        let _open = self.door.read().await;
        crash_point(Point::BlobBefore);
        let kept = match &self.place {
            Place::Folder(folder) => folder.keep(&object(&sha), bytes).await,
            Place::Bucket(bucket) => bucket.keep(&object(&sha), bytes).await,
        };
        kept.inspect_err(|error| self.health.failed(&error.to_string()))?;
        crash_point(Point::BlobAfter);
        let kept = Kept {
            size,
            codec: "raw",
            key_id: None,
            at: chrono::Utc::now(),
        };
        self.fresh().insert(sha, kept);
        Ok(sha)
    }

    /// Keeps a file's bytes.
    pub async fn put_file(&self, file: &Path) -> Result<Sha, StoreError> {
        let bytes = tokio::fs::read(file)
            .await
            .map_err(|e| StoreError::file(file.display().to_string(), e))?;
        self.put(bytes).await
    }

    /// The bytes, checked against their hash.
    pub async fn get(&self, sha: &Sha) -> Result<Bytes, StoreError> {
        let (files, path) = self.at(sha);
        let mut answer = files.get(&path).await;
        if matches!(answer, Err(object_store::Error::NotFound { .. })) {
            // Perhaps it was aside for a moment, see `Folder::take_away`.
            tokio::time::sleep(Duration::from_millis(20)).await;
            answer = files.get(&path).await;
        }
        let bytes = match answer {
            Ok(found) => found.bytes().await.map_err(|e| unreadable(&e))?,
            Err(object_store::Error::NotFound { .. }) => {
                return Err(StoreError::NoBlob(hex::encode(sha)));
            }
            Err(e) => return Err(unreadable(&e)),
        };
        if Sha::from(Sha256::digest(&bytes)) != *sha {
            return Err(StoreError::DamagedBlob(hex::encode(sha)));
        }
        Ok(bytes)
    }

    pub async fn exists(&self, sha: &Sha) -> Result<bool, StoreError> {
        let (files, path) = self.at(sha);
        match files.head(&path).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(e) => Err(unreadable(&e)),
        }
    }

    /// After a disposal that left no row naming it. Bytes put again within `grace` stay and are answered with false: another
    /// node, whose puts the door does not keep out, may be about to commit a row that names them.
    pub(crate) async fn delete(
        &self,
        _door: &Door,
        sha: &Sha,
        grace: Duration,
    ) -> Result<bool, StoreError> {
        match &self.place {
            Place::Folder(folder) => folder.take_away(&object(sha), grace).await,
            Place::Bucket(bucket) => bucket.take_away(&object(sha), grace).await,
        }
    }

    /// Whether blobs and anchors can be written.
    pub(crate) async fn probe(&self) -> Result<(), StoreError> {
        let root = self.root.clone();
        tokio::task::spawn_blocking(move || health::probe_files(&root))
            .await
            .map_err(|e| StoreError::Broken(e.to_string()))?
            .map_err(|e| StoreError::file("probe", e))?;
        match &self.place {
            Place::Folder(_) => Ok(()),
            Place::Bucket(bucket) => bucket.probe().await,
        }
    }

    /// A small file beside the blobs, and None when it is not there.
    pub(crate) async fn mark(&self, file: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match &self.place {
            Place::Folder(folder) => folder.mark(file),
            Place::Bucket(bucket) => bucket.mark(file).await,
        }
    }

    /// Replaces it, whole or not at all.
    pub(crate) async fn set_mark(&self, file: &str, bytes: &[u8]) -> Result<(), StoreError> {
        match &self.place {
            Place::Folder(folder) => folder.set_mark(file, bytes),
            Place::Bucket(bucket) => bucket.set_mark(file, bytes).await,
        }
    }

    /// Where a blob is read.
    fn at(&self, sha: &Sha) -> (&dyn ObjectStore, ObjectPath) {
        match &self.place {
            Place::Folder(folder) => (folder.objects(), object(sha)),
            Place::Bucket(bucket) => (bucket.objects(), bucket.at(&object(sha))),
        }
    }

    /// Waits for the puts under way and keeps others out.
    pub(crate) async fn shut(&self) -> Door {
        self.door.clone().write_owned().await
    }

    /// Put, and its row not committed yet.
    pub(crate) fn is_fresh(&self, sha: &Sha) -> bool {
        self.fresh().contains_key(sha)
    }

    /// The folder of the anchors.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Blobs whose rows are still to be written.
    pub(crate) fn fresh_rows(&self) -> Vec<(Sha, Kept)> {
        self.fresh()
            .iter()
            .map(|(sha, kept)| (*sha, kept.clone()))
            .collect()
    }

    /// Their rows are committed.
    pub(crate) fn settled(&self, rows: &[(Sha, Kept)]) {
        let mut fresh = self.fresh();
        for (sha, _) in rows {
            fresh.remove(sha);
        }
    }

    fn fresh(&self) -> std::sync::MutexGuard<'_, BTreeMap<Sha, Kept>> {
        self.fresh
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// `sha256/ab/abcdef…`.
fn object(sha: &Sha) -> ObjectPath {
    let name = hex::encode(sha);
    ObjectPath::from(format!("sha256/{}/{name}", &name[..2]))
}

fn unreadable(error: &object_store::Error) -> StoreError {
    StoreError::Unavailable(format!("a blob cannot be read: {}", said(error)))
}

/// What went wrong, without what wraps it: the code and text an S3 server answered, else the innermost cause.
fn said(error: &object_store::Error) -> String {
    let whole = error.to_string();
    let part = |name: &str| {
        let (_, rest) = whole.split_once(&format!("<{name}>"))?;
        Some(rest.split_once(&format!("</{name}>"))?.0)
    };
    if let Some(code) = part("Code") {
        return match part("Message") {
            Some(text) if !text.is_empty() => format!("{code}: {text}"),
            _ => code.into(),
        };
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(below) = cause.source() {
        cause = below;
    }
    cause.to_string()
}
