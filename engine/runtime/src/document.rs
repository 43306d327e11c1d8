//! Bytes that people hand over or take along: files for an answer, and copies of the whole house.

use crate::{Act, Fault, Runtime};
use office::Verb;
use std::path::Path;
use store::{Manifest, row};

impl Runtime {
    /// Keeps a file that a person attaches to an answer; its hash names it.
    pub async fn keep_upload(&self, act: &Act, bytes: Vec<u8>) -> Result<row::Sha, Fault> {
        act.may(Verb::StartCase)?;
        Ok(self.store.blobs().put(bytes).await?)
    }

    /// Writes a consistent copy of database and blobs into `folder` while everybody works on.
    pub async fn back_up(&self, act: &Act, folder: &Path) -> Result<Manifest, Fault> {
        act.may(Verb::ManagePeople)?;
        Ok(self.store.backup(folder).await?)
    }
}
