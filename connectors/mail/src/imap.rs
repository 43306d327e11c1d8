//! A folder of an IMAP mailbox as a source of messages.
//!
//! Read by UIDVALIDITY and UID, never by flags: mail another program has read is still fetched.
//! The folder is opened read-only (EXAMINE) and bodies are peeked, so that reading leaves no trace;
//! only [`Inbound::settle`] changes anything. The size is asked before the message; what is over the
//! cap goes to a file in parts. After any error the connection is dropped and made anew by the next
//! call. Sources: RFC 3501, RFC 2177, RFC 4315 (UIDPLUS), RFC 6851 (MOVE), RFC 7162 (CONDSTORE).

mod bodies;
mod fault;
mod greet;
mod guard;
pub(crate) mod probe;
mod tls;
mod utf7;
mod wire;

use contract::{
    Batch, Boxed, Cursor, Disposition, Inbound, Listed, Listing, Login, Quota, Security,
    SourceError,
};
use greet::Greeted;
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::time::Duration;
use wire::{Folder, Item, Wire};

/// What a response may hold beyond the message itself.
const SLACK_BYTES: u64 = 1024 * 1024;
/// UIDs looked through by one command when the folder has gaps, at first.
const WINDOW_MIN: u64 = 1_000;
const WINDOW_MAX: u64 = 1_000_000;
/// Bytes of messages in one batch: the caller's limit counts messages, memory counts these.
const BATCH_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Longest rest when the server has no IDLE.
const POLL_MAX: Duration = Duration::from_secs(60);
/// Messages of which one command asks some header fields.
const HEADERS_STEP: u32 = 1_000;
/// Messages listed by one command.
const LIST_STEP: u32 = 20_000;

/// How a mailbox is reached for reading.
#[derive(Clone)]
pub struct ImapConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub login: Login,
    /// e.g. `INBOX`.
    pub folder: String,
    /// Where the provider keeps copies of sent mail; None when it keeps none.
    pub sent_folder: Option<String>,
    /// A further root certificate to accept (PEM).
    pub ca_pem: Option<String>,
    /// Where messages over the cap are written.
    pub spool_dir: PathBuf,
}

impl std::fmt::Debug for ImapConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "ImapConfig({}:{} {:?} {})",
            self.host, self.port, self.security, self.folder
        )
    }
}

/// One watched folder.
pub struct ImapSource {
    config: ImapConfig,
    wire: Option<Wire>,
    /// What is open on the connection.
    open: Option<Open>,
    /// The numbering the caller was last told.
    uid_validity: u64,
    /// Messages whose size was a lie: read in parts however small they claim to be.
    distrusted: BTreeSet<u64>,
    /// The folder as it was when nothing more was waiting.
    drained: Option<(Folder, u64)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    ReadOnly,
    Writable,
    Other,
}

impl ImapSource {
    pub fn new(config: ImapConfig) -> ImapSource {
        ImapSource {
            config,
            wire: None,
            open: None,
            uid_validity: 0,
            distrusted: BTreeSet::new(),
            drained: None,
        }
    }

    /// The connection, made anew after an error.
    async fn wire(&mut self) -> Result<Wire, SourceError> {
        match self.wire.take() {
            Some(wire) => Ok(wire),
            None => {
                self.open = None;
                Greeted::connect(&self.config)
                    .await?
                    .log_in(&self.config)
                    .await
            }
        }
    }

    /// Keeps the connection for the next call. Not reached after an error or when a call is dropped.
    fn keep(&mut self, wire: Wire, open: Open) {
        wire.allow_lines();
        self.wire = Some(wire);
        self.open = Some(open);
    }

    async fn list_folder(&mut self) -> Result<Listing, SourceError> {
        let mut wire = self.wire().await?;
        let listing = list_all(&mut wire, &self.config.folder).await?;
        self.keep(wire, Open::ReadOnly);
        Ok(listing)
    }

    async fn room(&mut self) -> Result<Option<Quota>, SourceError> {
        let mut wire = self.wire().await?;
        // A connection just made has no folder open.
        let open = self.open.unwrap_or(Open::Other);
        let quota = wire.quota(&self.config.folder).await?;
        self.keep(wire, open);
        Ok(quota)
    }

    async fn fetch_after(
        &mut self,
        cursor: Cursor,
        limit: u32,
        size_cap: u64,
    ) -> Result<Batch, SourceError> {
        let mut wire = self.wire().await?;
        let folder = wire.open_folder(&self.config.folder, false).await?;
        let uid_validity = folder.uid_validity;
        if uid_validity != self.uid_validity {
            self.distrusted.clear();
        }
        self.uid_validity = uid_validity;
        let renumbered = cursor.uid_validity != 0 && cursor.uid_validity != uid_validity;
        let after = if cursor.uid_validity == uid_validity {
            cursor.uid
        } else {
            0
        };
        let mut batch = Batch {
            uid_validity,
            renumbered,
            items: Vec::new(),
            more: false,
            vanished: Vec::new(),
        };
        // Nothing was added since: the server's own counters say so (RFC 7162 where it has MODSEQ).
        let unchanged = folder.highest_modseq.is_some() && self.drained == Some((folder, after));
        if !unchanged && folder.exists > 0 && (folder.uid_next == 0 || after + 1 < folder.uid_next)
        {
            let mut listed = list(&mut wire, &folder, after, limit).await?;
            batch.more = listed.len() > limit as usize;
            listed.truncate(limit as usize);
            self.read_bodies(&mut wire, listed, size_cap, &mut batch)
                .await?;
        }
        if !batch.more {
            let last = batch
                .items
                .iter()
                .map(|i| i.uid)
                .chain(batch.vanished.iter().copied())
                .max();
            self.drained = Some((folder, last.unwrap_or(after).max(after)));
        }
        self.keep(wire, Open::ReadOnly);
        Ok(batch)
    }

    async fn wait_for_news(&mut self, at_most: Duration) -> Result<(), SourceError> {
        let mut wire = self.wire().await?;
        if self.open == Some(Open::Other) || self.open.is_none() {
            wire.open_folder(&self.config.folder, false).await?;
            // What came before this moment was not announced: let the caller look.
            self.keep(wire, Open::ReadOnly);
            return Ok(());
        }
        let open = self.open.unwrap_or(Open::ReadOnly);
        if wire.news {
            self.keep(wire, open);
            return Ok(());
        }
        if wire.can("IDLE") {
            wire.idle(at_most).await?;
        } else {
            tokio::time::sleep(at_most.min(POLL_MAX)).await;
        }
        self.keep(wire, open);
        Ok(())
    }

    async fn apply(&mut self, uid: u64, disposition: &Disposition) -> Result<(), SourceError> {
        if *disposition == Disposition::Nothing {
            return Ok(());
        }
        let mut wire = self.wire().await?;
        if self.open != Some(Open::Writable) {
            let folder = wire.open_folder(&self.config.folder, true).await?;
            // The folder may hold what came since the last fetch.
            wire.news = true;
            if self.uid_validity != 0 && folder.uid_validity != self.uid_validity {
                return Err(SourceError::Protocol {
                    said: "the folder was renumbered; nothing was changed".into(),
                });
            }
        }
        match disposition {
            Disposition::Nothing => {}
            Disposition::MarkSeen => {
                wire.must(&format!("UID STORE {uid} +FLAGS.SILENT (\\Seen)"))
                    .await?
            }
            Disposition::Move(folder) => move_to(&mut wire, uid, folder).await?,
        }
        self.keep(wire, Open::Writable);
        Ok(())
    }

    async fn sent_answers(&mut self) -> Result<Option<HashSet<String>>, SourceError> {
        let sent = self.config.sent_folder.clone();
        let Some(folder) = sent.filter(|folder| !folder.is_empty()) else {
            return Ok(None);
        };
        let mut wire = self.wire().await?;
        let exists = match wire.open_folder(&folder, false).await {
            Ok(opened) => opened.exists,
            Err(SourceError::NoFolder { .. }) => {
                self.keep(wire, Open::Other);
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        let mut found = HashSet::new();
        let mut first = 1u32;
        while first <= exists {
            let last = first.saturating_add(HEADERS_STEP - 1).min(exists);
            let fields = "BODY.PEEK[HEADER.FIELDS (IN-REPLY-TO REFERENCES)]";
            let ending = wire
                .fetch(&format!("FETCH {first}:{last} (UID {fields})"), |item| {
                    found.extend(crate::header::answered(&item.header.unwrap_or_default()));
                })
                .await?;
            if !ending.ok {
                return Err(SourceError::Protocol { said: ending.said });
            }
            first = last + 1;
        }
        self.keep(wire, Open::Other);
        Ok(Some(found))
    }

    async fn search_sent(&mut self, message_id: &str) -> Result<Option<bool>, SourceError> {
        use async_imap::imap_proto::{MailboxDatum, Response};
        let Some(folder) = self.config.sent_folder.clone() else {
            return Ok(None);
        };
        let id = crate::header::bare_id(message_id);
        if id.is_empty() || !id.is_ascii() {
            return Ok(None);
        }
        let mut wire = self.wire().await?;
        match wire.open_folder(&folder, false).await {
            Ok(_) => {}
            Err(SourceError::NoFolder { .. }) => {
                self.keep(wire, Open::Other);
                return Ok(None);
            }
            Err(other) => return Err(other),
        }
        let mut found = false;
        let ending = wire
            .command(
                &format!("UID SEARCH HEADER Message-ID {}", wire::quoted(&id)?),
                |response| {
                    if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                        found |= !uids.is_empty();
                    }
                },
            )
            .await?;
        self.keep(wire, Open::Other);
        Ok(ending.ok.then_some(found))
    }
}

impl Inbound for ImapSource {
    fn list(&mut self) -> Boxed<'_, Result<Listing, SourceError>> {
        Box::pin(self.list_folder())
    }

    fn quota(&mut self) -> Boxed<'_, Result<Option<Quota>, SourceError>> {
        Box::pin(self.room())
    }

    fn fetch(
        &mut self,
        cursor: Cursor,
        limit: u32,
        size_cap: u64,
    ) -> Boxed<'_, Result<Batch, SourceError>> {
        Box::pin(self.fetch_after(cursor, limit, size_cap))
    }

    fn wait(&mut self, at_most: Duration) -> Boxed<'_, Result<(), SourceError>> {
        Box::pin(self.wait_for_news(at_most))
    }

    fn settle<'a>(
        &'a mut self,
        uid: u64,
        disposition: &'a Disposition,
    ) -> Boxed<'a, Result<(), SourceError>> {
        Box::pin(self.apply(uid, disposition))
    }

    fn answered(&mut self) -> Boxed<'_, Result<Option<HashSet<String>>, SourceError>> {
        Box::pin(self.sent_answers())
    }

    fn sent_contains<'a>(
        &'a mut self,
        message_id: &'a str,
    ) -> Boxed<'a, Result<Option<bool>, SourceError>> {
        Box::pin(self.search_sent(message_id))
    }
}

/// Every message of a folder, some at a time.
async fn list_all(wire: &mut Wire, folder: &str) -> Result<Listing, SourceError> {
    let folder = wire.open_folder(folder, false).await?;
    let mut items: Vec<Listed> = Vec::new();
    let mut first = 1u32;
    while first <= folder.exists {
        let last = first.saturating_add(LIST_STEP - 1).min(folder.exists);
        let ending = wire
            .fetch(
                &format!("FETCH {first}:{last} (UID INTERNALDATE)"),
                |item: Item| {
                    items.push(Listed {
                        uid: item.uid,
                        internal_date: item.internal_date,
                    });
                },
            )
            .await?;
        if !ending.ok {
            return Err(SourceError::Protocol { said: ending.said });
        }
        first = last + 1;
    }
    items.sort_by_key(|item| item.uid);
    items.dedup_by_key(|item| item.uid);
    let highest = items.last().map_or(0, |item| item.uid);
    Ok(Listing {
        uid_validity: folder.uid_validity,
        uid_next: folder.uid_next.max(highest + 1),
        items,
    })
}

/// Sizes and dates of the messages after a UID, ascending; one more than `limit` when there are more.
/// Goes through the numbers in windows, so that a first look at a huge folder costs what it shows.
async fn list(
    wire: &mut Wire,
    folder: &Folder,
    after: u64,
    limit: u32,
) -> Result<Vec<Item>, SourceError> {
    let mut listed: Vec<Item> = Vec::new();
    let mut first = after + 1;
    let mut window = WINDOW_MIN.max(u64::from(limit) * 2);
    loop {
        let last = first.saturating_add(window - 1);
        let whole = folder.uid_next == 0 || last >= folder.uid_next - 1;
        let range = if whole {
            format!("{first}:*")
        } else {
            format!("{first}:{last}")
        };
        let ending = wire
            .fetch(
                &format!("UID FETCH {range} (UID INTERNALDATE RFC822.SIZE)"),
                |item| {
                    // `n:*` always names the last message, even when its number is below n.
                    if item.uid >= first && item.size.is_some() {
                        listed.push(item);
                    }
                },
            )
            .await?;
        if !ending.ok {
            return Err(SourceError::Protocol { said: ending.said });
        }
        if whole || listed.len() > limit as usize {
            listed.sort_by_key(|item| item.uid);
            listed.dedup_by_key(|item| item.uid);
            return Ok(listed);
        }
        first = last + 1;
        window = (window * 4).min(WINDOW_MAX);
    }
}

/// Moves a message; without MOVE it is copied and then removed, never with what others deleted.
async fn move_to(wire: &mut Wire, uid: u64, folder: &str) -> Result<(), SourceError> {
    let to = wire::quoted(folder)?;
    let verb = if wire.can("MOVE") { "MOVE" } else { "COPY" };
    let command = format!("UID {verb} {uid} {to}");
    let mut ending = wire.command(&command, |_| {}).await?;
    if !ending.ok && ending.try_create {
        wire.must(&format!("CREATE {to}")).await?;
        ending = wire.command(&command, |_| {}).await?;
    }
    if !ending.ok {
        return Err(SourceError::NoFolder {
            folder: folder.to_owned(),
            said: ending.said,
        });
    }
    if verb == "COPY" {
        wire.must(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"))
            .await?;
        if wire.can("UIDPLUS") {
            wire.must(&format!("UID EXPUNGE {uid}")).await?;
        }
    }
    Ok(())
}
