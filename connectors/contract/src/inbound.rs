//! Where messages come from: one source is one folder of one mailbox.
//!
//! A source never changes anything on the server but by [`Inbound::settle`], which is called only
//! after the commit that keeps the message.

use crate::Boxed;
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// How far a folder was read. `uid` is the last one kept; 0 means from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cursor {
    pub uid_validity: u64,
    pub uid: u64,
}

/// What lies in the folder, shown to the admin before a starting point is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub uid_validity: u64,
    /// One past the highest UID.
    pub uid_next: u64,
    pub total: u64,
    /// Messages per year of their internal date.
    pub per_year: BTreeMap<i32, u64>,
}

/// The bytes of one message.
#[derive(Debug)]
pub enum Raw {
    Whole(Vec<u8>),
    /// Over the cap: fetched in parts into this file, which the caller moves or removes.
    Oversize {
        file: PathBuf,
        size: u64,
    },
}

/// One message as it lies on the server.
#[derive(Debug)]
pub struct Fetched {
    pub uid: u64,
    /// *Giunta in casella*: INTERNALDATE, or the file time of a Maildir.
    pub internal_date: Option<DateTime<Utc>>,
    pub raw: Raw,
}

/// Messages after the cursor in ascending UID order.
#[derive(Debug)]
pub struct Batch {
    pub uid_validity: u64,
    /// The server renumbered the folder: items start from the first message again.
    pub renumbered: bool,
    pub items: Vec<Fetched>,
    /// More messages are waiting beyond this batch.
    pub more: bool,
    /// Listed but gone before it could be read (another client moved or deleted it).
    pub vanished: Vec<u64>,
}

/// What may be done to a message on the server once it is kept. Default: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "do", content = "folder")]
pub enum Disposition {
    #[default]
    Nothing,
    MarkSeen,
    Move(String),
}

/// Why a source could not be read; `said` holds the server's own words.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SourceError {
    #[error("cannot reach {host}: {said}")]
    Unreachable { host: String, said: String },
    #[error("login refused: {said}")]
    LoginRefused { said: String },
    #[error("folder {folder}: {said}")]
    NoFolder { folder: String, said: String },
    #[error("connection lost: {said}")]
    Lost { said: String },
    #[error("the server answered what the protocol does not allow: {said}")]
    Protocol { said: String },
    #[error("cannot write {path}: {said}")]
    Disk { path: String, said: String },
}

/// A folder that is read. One task owns it; calls never overlap. A source reconnects by itself on
/// the call after an error; backoff is the caller's.
pub trait Inbound: Send {
    /// Counts what lies there without reading any message.
    fn survey(&mut self) -> Boxed<'_, Result<Survey, SourceError>>;
    /// Reads at most `limit` messages after `cursor`. Messages over `size_cap` bytes go to a file.
    fn fetch(
        &mut self,
        cursor: Cursor,
        limit: u32,
        size_cap: u64,
    ) -> Boxed<'_, Result<Batch, SourceError>>;
    /// Returns when something may have arrived or after `at_most`, whichever is first. A hint only.
    fn wait(&mut self, at_most: Duration) -> Boxed<'_, Result<(), SourceError>>;
    /// Applies the mailbox's disposition to a kept message; repeating it is harmless.
    fn settle<'a>(
        &'a mut self,
        uid: u64,
        disposition: &'a Disposition,
    ) -> Boxed<'a, Result<(), SourceError>>;
    /// Whether a mail with this Message-ID (no brackets) lies in the sent folder. None: cannot tell.
    fn sent_contains<'a>(
        &'a mut self,
        message_id: &'a str,
    ) -> Boxed<'a, Result<Option<bool>, SourceError>>;
}
