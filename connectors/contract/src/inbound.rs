//! Where messages come from: one source is one folder of one mailbox.
//!
//! A source never changes anything on the server but by [`Inbound::settle`], which is called only
//! after the commit that keeps the message.

use crate::Boxed;
use chrono::{DateTime, Datelike, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::{path::PathBuf, time::Duration};

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

impl Survey {
    /// What a list of the folder tells.
    pub fn of(listing: &Listing) -> Survey {
        let mut per_year = BTreeMap::new();
        for date in listing.items.iter().filter_map(|i| i.internal_date) {
            *per_year.entry(date.year()).or_insert(0) += 1;
        }
        Survey {
            uid_validity: listing.uid_validity,
            uid_next: listing.uid_next,
            total: listing.items.len() as u64,
            per_year,
        }
    }
}

/// Every message of the folder, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub uid_validity: u64,
    /// One past the highest UID.
    pub uid_next: u64,
    /// By UID, ascending.
    pub items: Vec<Listed>,
}

/// One message of a [`Listing`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    pub uid: u64,
    /// *Giunta in casella*.
    pub internal_date: Option<DateTime<Utc>>,
}

/// How much of its room a mailbox takes, in bytes (RFC 2087).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub used: u64,
    pub limit: u64,
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
    #[error("{host} is not trusted: {why}")]
    Untrusted { host: String, why: Distrust },
    #[error("login refused: {said}")]
    LoginRefused { said: String },
    #[error("folder {folder}: {said}")]
    NoFolder { folder: String, said: String },
    #[error("{path} is no Maildir: it needs the folders new and cur")]
    NoMaildir { path: String },
    #[error("connection lost: {said}")]
    Lost { said: String },
    #[error("the server answered what the protocol does not allow: {said}")]
    Protocol { said: String },
    #[error("cannot write {path}: {said}")]
    Disk { path: String, said: String },
}

/// What is wrong with the certificate a server shows (RFC 5280 §6.1, RFC 9525).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    #[error(
        "its certificate is signed by an unknown authority; add that authority's certificate (PEM)"
    )]
    Authority,
    #[error("its certificate is for another name; give the name the certificate is for")]
    Name,
    #[error("its certificate has expired; whoever runs it must renew it")]
    Expired,
    #[error("its certificate is not valid yet; check the clocks")]
    Early,
    #[error(
        "it shows the certificate of an authority as its own; whoever runs it must give it one of its own (CA:FALSE)"
    )]
    IsAuthority,
    #[error("its certificate cannot be used: {0}")]
    Other(String),
}

impl SourceError {
    /// As `Display`, in Italian; what the server said stays in its words.
    pub fn it(&self) -> String {
        match self {
            SourceError::Unreachable { host, said } => format!("{host} non risponde: {said}"),
            SourceError::Untrusted { host, why } => {
                format!("{host} non è affidabile: {}", why.it())
            }
            SourceError::LoginRefused { said } => {
                format!("nome utente o password rifiutati dal server: {said}")
            }
            SourceError::NoFolder { folder, said } => format!("cartella {folder}: {said}"),
            SourceError::NoMaildir { path } => {
                format!("{path} non è una Maildir: servono le cartelle new e cur")
            }
            SourceError::Lost { said } => format!("il server ha chiuso il collegamento: {said}"),
            SourceError::Protocol { said } => {
                format!("il server ha risposto in un modo che il protocollo non ammette: {said}")
            }
            SourceError::Disk { path, said } => format!("non si può scrivere in {path}: {said}"),
        }
    }
}

impl Distrust {
    fn it(&self) -> String {
        match self {
            Distrust::Authority => "il certificato è firmato da un’autorità sconosciuta; aggiungere il certificato di quell’autorità (PEM)".into(),
            Distrust::Name => "il certificato è di un altro nome; indicare il nome che sta nel certificato".into(),
            Distrust::Expired => "il certificato è scaduto; chi gestisce il server deve rinnovarlo".into(),
            Distrust::Early => "il certificato non vale ancora; controllare gli orologi".into(),
            Distrust::IsAuthority => "il server mostra come proprio il certificato di un’autorità; chi lo gestisce deve dargliene uno suo (CA:FALSE)".into(),
            Distrust::Other(said) => format!("il certificato non è utilizzabile: {said}"),
        }
    }
}

/// A folder that is read. One task owns it; calls never overlap. A source reconnects by itself on
/// the call after an error; backoff is the caller's.
pub trait Inbound: Send {
    /// Lists what lies there without reading any message.
    fn list(&mut self) -> Boxed<'_, Result<Listing, SourceError>>;
    /// How full the mailbox is. None: the server does not say, or sets no limit.
    fn quota(&mut self) -> Boxed<'_, Result<Option<Quota>, SourceError>>;
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
    /// Which Message-IDs (no brackets) the mails of the sent folder name as what they answer. None: there is no such folder.
    fn answered(&mut self) -> Boxed<'_, Result<Option<HashSet<String>>, SourceError>>;
    /// Whether a mail with this Message-ID (no brackets) lies in the sent folder. None: cannot tell.
    fn sent_contains<'a>(
        &'a mut self,
        message_id: &'a str,
    ) -> Boxed<'a, Result<Option<bool>, SourceError>>;
}
