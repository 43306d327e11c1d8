//! The data folder in one pair of hands: whoever opens it holds its lock until the end.

use super::speech::doing;
use crate::config::Config;
use crate::language::words;
use crate::wire;
use anyhow::Context;
use runtime::{Clock, Runtime};
use std::fs::{File, OpenOptions, TryLockError};

/// The folder's lock. The operating system takes it back when the process ends, however it ends.
pub struct Lock(#[expect(dead_code, reason = "held, never read")] File);

/// Takes the data folder, making it when `create`. Refuses when a server has it.
pub fn take(config: &Config, create: bool) -> anyhow::Result<Lock> {
    let folder = &config.data;
    if create {
        std::fs::create_dir_all(folder)
            .with_context(|| doing("creando la cartella", "making the folder", folder))?;
    } else if !folder.is_dir() {
        return Err(words!(
            "in {} non c'è Staffetta: STAFFETTA_DATA o staffetta.toml dicono un'altra cartella?",
            "there is no Staffetta in {}: do STAFFETTA_DATA or staffetta.toml name another folder?",
            folder.display()
        )
        .into());
    }
    let path = folder.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| doing("aprendo", "opening", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(words!(
            "un server è in funzione su {}: fermarlo, o parlargli con --url e --token",
            "a server is running on {}: stop it, or speak to it with --url and --token",
            folder.display()
        )
        .into()),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| doing("riservando", "locking", &path))
        }
    }
}

/// Opens the house for one command.
pub async fn open(config: &Config, create: bool) -> anyhow::Result<(Lock, Runtime)> {
    let lock = take(config, create)?;
    let runtime = wire::open(config, Clock::System, create).await?;
    Ok((lock, runtime))
}

/// Ends what [`open`] began, so that everything is on disk.
pub async fn close(runtime: Runtime) {
    runtime.shut_down();
    runtime.store().close().await;
}
