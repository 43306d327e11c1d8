//! Blobs in a folder: each file synced before its hash is given out.

use super::said;
use crate::fault::StoreError;
use bytes::Bytes;
use object_store::{
    ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as ObjectPath,
};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
    files: Arc<LocalFileSystem>,
}

impl Folder {
    /// Opens it, making it when `create`.
    pub(super) fn open(root: &Path, create: bool) -> Result<Folder, StoreError> {
        if create {
            make(root).map_err(|e| StoreError::file("make the blob root", e))?;
        }
        if !root.join("sha256").is_dir() {
            return Err(StoreError::Missing(root.display().to_string()));
        }
        let files = LocalFileSystem::new_with_prefix(root)
            .map_err(|e| StoreError::file("open the blob root", e))?
            .with_fsync(true);
        assert!(
            format!("{files:?}").contains("fsync: true"),
            "blobs are synced before their hash is given out"
        );
        Ok(Folder {
            root: root.to_path_buf(),
            files: Arc::new(files),
        })
    }

    pub(super) fn objects(&self) -> &dyn ObjectStore {
        &*self.files
    }

    pub(super) async fn keep(&self, name: &ObjectPath, bytes: Bytes) -> Result<(), StoreError> {
        // One of another size was damaged outside and is written anew; so is one that another node is deleting.
        let size = bytes.len() as u64;
        let there = matches!(self.files.head(name).await, Ok(meta) if meta.size == size);
        if there && touch(self.root.join(name.as_ref())).await? {
            return Ok(());
        }
        self.files
            .put(name, PutPayload::from_bytes(bytes))
            .await
            .map(drop)
            .map_err(|e| StoreError::Unavailable(format!("a blob cannot be written: {}", said(&e))))
    }

    pub(super) async fn take_away(
        &self,
        name: &ObjectPath,
        grace: Duration,
    ) -> Result<bool, StoreError> {
        let file = self.root.join(name.as_ref());
        let shown = file.display().to_string();
        tokio::task::spawn_blocking(move || take_away(&file, grace))
            .await
            .map_err(|e| StoreError::Broken(e.to_string()))?
            .map_err(|e| StoreError::Unavailable(format!("{shown}: {e}")))
    }

    pub(super) fn mark(&self, file: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match std::fs::read(self.root.join(file)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(StoreError::file(file, e)),
        }
    }

    /// Whole or not at all: a new file, synced, takes the old one's place.
    pub(super) fn set_mark(&self, file: &str, bytes: &[u8]) -> Result<(), StoreError> {
        use std::io::Write as _;
        let fresh = self.root.join(format!("{file}.new"));
        let swap = || -> std::io::Result<()> {
            let mut new = std::fs::File::create(&fresh)?;
            new.write_all(bytes)?;
            new.sync_all()?;
            std::fs::rename(&fresh, self.root.join(file))?;
            std::fs::File::open(&self.root)?.sync_all()
        };
        swap().map_err(|e| StoreError::file(file, e))
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
