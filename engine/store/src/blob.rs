//! Bytes by their SHA-256, in a folder, each synced before its hash is given out.
//!
//! A blob is written once and never rewritten; the row in table `blob` follows with the next commit.

use crate::crash::{Point, crash_point};
use crate::fault::StoreError;
use crate::health::Health;
use crate::row::{Instant, Sha};
use bytes::Bytes;
use object_store::{ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as ObjectPath};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock, Semaphore};

/// Puts that may be under way at once.
const PUTS_MAX: usize = 32;

/// The folder that holds the blobs, the boot counter and the anchors of the audit chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRoot(pub PathBuf);

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
pub struct Blobs {
    root: PathBuf,
    files: Arc<LocalFileSystem>,
    puts: Arc<Semaphore>,
    /// Puts go through it together, the deletion of disposed bytes alone.
    door: Arc<RwLock<()>>,
    /// Put since the last commit; the next one writes their rows.
    fresh: Arc<Mutex<BTreeMap<Sha, Kept>>>,
    health: Health,
}

impl Blobs {
    /// Opens the folder, making it when `create`.
    pub(crate) fn open(root: &BlobRoot, create: bool, health: Health) -> Result<Blobs, StoreError> {
        let root = root.0.clone();
        if create {
            make(&root).map_err(|e| StoreError::file("make the blob root", e))?;
        }
        if !root.join("sha256").is_dir() {
            return Err(StoreError::Missing(root.display().to_string()));
        }
        let files = LocalFileSystem::new_with_prefix(&root)
            .map_err(|e| StoreError::file("open the blob root", e))?
            .with_fsync(true);
        assert!(
            format!("{files:?}").contains("fsync: true"),
            "blobs are synced before their hash is given out"
        );
        Ok(Blobs {
            root,
            files: Arc::new(files),
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
        let path = object(&sha);
        crash_point(Point::BlobBefore);
        // One of another size was damaged outside and is written anew; so is one that another node is deleting.
        let there = matches!(self.files.head(&path).await, Ok(meta) if meta.size == size as u64);
        if !there || !touch(self.root.join(path.as_ref())).await? {
            self.files
                .put(&path, PutPayload::from_bytes(bytes))
                .await
                .map_err(|error| {
                    self.health.failed(&error.to_string());
                    unwritable(error)
                })?;
        }
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
        let mut answer = self.files.get(&object(sha)).await;
        if matches!(answer, Err(object_store::Error::NotFound { .. })) {
            // Perhaps it was aside for a moment, see `take_away`.
            tokio::time::sleep(Duration::from_millis(20)).await;
            answer = self.files.get(&object(sha)).await;
        }
        let bytes = match answer {
            Ok(found) => found
                .bytes()
                .await
                .map_err(|e| StoreError::Unavailable(e.to_string()))?,
            Err(object_store::Error::NotFound { .. }) => {
                return Err(StoreError::NoBlob(hex::encode(sha)));
            }
            Err(e) => return Err(StoreError::Unavailable(e.to_string())),
        };
        if Sha::from(Sha256::digest(&bytes)) != *sha {
            return Err(StoreError::DamagedBlob(hex::encode(sha)));
        }
        Ok(bytes)
    }

    pub async fn exists(&self, sha: &Sha) -> Result<bool, StoreError> {
        match self.files.head(&object(sha)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(e) => Err(StoreError::Unavailable(e.to_string())),
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
        let file = self.root.join(object(sha).as_ref());
        let shown = file.display().to_string();
        tokio::task::spawn_blocking(move || take_away(&file, grace))
            .await
            .map_err(|e| StoreError::Broken(e.to_string()))?
            .map_err(|e| StoreError::Unavailable(format!("{shown}: {e}")))
    }

    /// Waits for the puts under way and keeps others out.
    pub(crate) async fn shut(&self) -> Door {
        self.door.clone().write_owned().await
    }

    /// Put, and its row not committed yet.
    pub(crate) fn is_fresh(&self, sha: &Sha) -> bool {
        self.fresh().contains_key(sha)
    }

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

/// The folder with one for each first byte of a hash, synced: a put then syncs its own folder only.
fn make(root: &Path) -> std::io::Result<()> {
    let blobs = root.join("sha256");
    if blobs.join("ff").is_dir() {
        return Ok(());
    }
    for first in 0..=u8::MAX {
        std::fs::create_dir_all(blobs.join(hex::encode([first])))?;
    }
    for folder in [&blobs, root] {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Syncs a blob that was there already (the put that made it may have died before it synced) and says by its time that it
/// was put just now. False: it has gone meanwhile.
async fn touch(file: PathBuf) -> Result<bool, StoreError> {
    let shown = file.display().to_string();
    let touch = move || -> std::io::Result<()> {
        let there = std::fs::File::options().write(true).open(&file)?;
        there.set_modified(SystemTime::now())?;
        there.sync_all()?;
        // Renamed away since it was opened, it is no longer the one by this name.
        std::fs::metadata(&file)?;
        file.parent()
            .map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
    };
    let done = tokio::task::spawn_blocking(touch)
        .await
        .map_err(|e| StoreError::Broken(e.to_string()))?;
    match done {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(StoreError::Unavailable(format!("{shown}: {e}"))),
    }
}

/// Out of sight first, then looked at: who puts the bytes again from now on writes a file of their own.
fn take_away(file: &Path, grace: Duration) -> std::io::Result<bool> {
    let aside = file.with_extension("leaving");
    match std::fs::rename(file, &aside) {
        Ok(()) => {}
        // Gone, or a crash left it aside.
        Err(e) if e.kind() == ErrorKind::NotFound => {}
        Err(e) => return Err(e),
    }
    let age = match std::fs::metadata(&aside) {
        Ok(meta) => meta.modified()?.elapsed().unwrap_or_default(),
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(true),
        Err(e) => return Err(e),
    };
    if age < grace {
        std::fs::rename(&aside, file)?;
        return Ok(false);
    }
    std::fs::remove_file(&aside)?;
    Ok(true)
}

/// `sha256/ab/abcdef…`.
fn object(sha: &Sha) -> ObjectPath {
    let name = hex::encode(sha);
    ObjectPath::from(format!("sha256/{}/{name}", &name[..2]))
}

fn unwritable(error: object_store::Error) -> StoreError {
    StoreError::Unavailable(format!("a blob cannot be written: {error}"))
}
