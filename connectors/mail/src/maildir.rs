//! A Maildir as a source of messages.
//!
//! Maildir has no numbers, so each name gets one when it is first seen, kept in the index file
//! `.staffetta-uids` beside `new` and `cur`. A lost index counts as renumbering. Nothing is moved
//! or flagged but by [`Inbound::settle`]. Source: the Maildir convention (new, cur, tmp; `:2,` flags)
//! and Maildir++ for folders.

mod index;

use crate::{header, tree::Tree};
use chrono::{DateTime, Utc};
use contract::{
    Batch, Boxed, Cursor, Disposition, Fetched, Inbound, Listed, Listing, Quota, Raw, SourceError,
};
use index::Index;
use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the folder is looked at while waiting.
const POLL: Duration = Duration::from_millis(250);
/// Directory times nearer than this to the scan prove nothing.
const TIME_GRAIN: Duration = Duration::from_secs(1);
/// Sent mails looked through for a Message-ID, newest first.
const SENT_MAILS_MAX: usize = 2_000;
/// Bytes of a sent mail read to find its header.
const HEADER_BYTES_MAX: u64 = 256 * 1024;

/// A Maildir folder.
pub struct MaildirSource {
    folder: PathBuf,
    sent_folder: Option<PathBuf>,
    spool_dir: PathBuf,
    /// Directory times when the folder was last scanned, and when that was.
    seen: Option<(Times, SystemTime)>,
    index: Option<Index>,
    /// Base name → file, as of the last scan.
    files: HashMap<String, PathBuf>,
}

/// Modification times of `new` and `cur`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Times(Option<SystemTime>, Option<SystemTime>);

impl MaildirSource {
    /// `folder` holds `new` and `cur`; `sent_folder` likewise, when sent mail is kept in one.
    /// Messages over the cap are copied into `spool_dir`.
    pub fn new(
        folder: impl Into<PathBuf>,
        sent_folder: Option<PathBuf>,
        spool_dir: impl Into<PathBuf>,
    ) -> MaildirSource {
        MaildirSource {
            folder: folder.into(),
            sent_folder,
            spool_dir: spool_dir.into(),
            seen: None,
            index: None,
            files: HashMap::new(),
        }
    }

    /// Lists the folder and numbers what is new.
    async fn scan(&mut self) -> Result<(), SourceError> {
        let folder = self.folder.clone();
        let index = self.index.take();
        let started = SystemTime::now();
        let times = Times::of(&folder);
        let (index, files) = blocking(move || -> Result<_, SourceError> {
            let files = list(&folder)?;
            let mut index = match index {
                Some(index) if index.is_current() => index,
                _ => Index::open(&folder)?,
            };
            let mut unknown: Vec<(SystemTime, &String)> = files
                .iter()
                .filter(|(name, _)| !index.knows(name))
                .map(|(name, (_, time))| (*time, name))
                .collect();
            unknown.sort();
            index.add(unknown.into_iter().map(|(_, name)| name.as_str()))?;
            Ok((
                index,
                files
                    .into_iter()
                    .map(|(name, (path, _))| (name, path))
                    .collect(),
            ))
        })
        .await??;
        self.index = Some(index);
        self.files = files;
        self.seen = Some((times, started));
        Ok(())
    }

    fn index(&self) -> Result<&Index, SourceError> {
        self.index
            .as_ref()
            .ok_or_else(|| lost(&self.folder, "the folder was not scanned"))
    }

    /// Reads one message; None when it is gone.
    async fn read(
        &self,
        path: &Path,
        uid: u64,
        size_cap: u64,
    ) -> Result<Option<Fetched>, SourceError> {
        let meta = match tokio::fs::metadata(path).await {
            Ok(meta) => meta,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(lost(path, &e.to_string())),
        };
        let internal_date = meta.modified().ok().map(DateTime::<Utc>::from);
        let raw = if meta.len() > size_cap {
            let file = self
                .spool_dir
                .join(format!("maildir-{}-{uid}.eml", self.index()?.uid_validity));
            tokio::fs::create_dir_all(&self.spool_dir)
                .await
                .map_err(|e| disk(&self.spool_dir, &e))?;
            match tokio::fs::copy(path, &file).await {
                Ok(size) => Raw::Oversize { file, size },
                Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
                Err(e) => return Err(disk(&file, &e)),
            }
        } else {
            match tokio::fs::read(path).await {
                Ok(bytes) => Raw::Whole(bytes),
                Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
                Err(e) => return Err(lost(path, &e.to_string())),
            }
        };
        Ok(Some(Fetched {
            uid,
            internal_date,
            raw,
        }))
    }

    async fn fetch_after(
        &mut self,
        cursor: Cursor,
        limit: u32,
        size_cap: u64,
    ) -> Result<Batch, SourceError> {
        self.scan().await?;
        let uid_validity = self.index()?.uid_validity;
        let renumbered = cursor.uid_validity != 0 && cursor.uid_validity != uid_validity;
        let after = if cursor.uid_validity == uid_validity {
            cursor.uid
        } else {
            0
        };
        let mut waiting: Vec<(u64, String)> = self
            .index()?
            .after(after)
            .filter(|(_, name)| self.files.contains_key(*name))
            .map(|(uid, name)| (uid, name.to_owned()))
            .take(limit as usize + 1)
            .collect();
        let more = waiting.len() > limit as usize;
        waiting.truncate(limit as usize);
        let (mut items, mut vanished) = (Vec::new(), Vec::new());
        for (uid, name) in waiting {
            let mut read = match self.files.get(&name).cloned() {
                Some(path) => self.read(&path, uid, size_cap).await?,
                None => None,
            };
            if read.is_none() {
                // Another program moved it from `new` to `cur`, or flagged it, since the scan.
                self.scan().await?;
                if let Some(path) = self.files.get(&name).cloned() {
                    read = self.read(&path, uid, size_cap).await?;
                }
            }
            match read {
                Some(fetched) => items.push(fetched),
                None => vanished.push(uid),
            }
        }
        Ok(Batch {
            uid_validity,
            renumbered,
            items,
            more,
            vanished,
        })
    }

    async fn list_folder(&mut self) -> Result<Listing, SourceError> {
        self.scan().await?;
        let index = self.index()?;
        let (uid_validity, uid_next) = (index.uid_validity, index.uid_next());
        let numbered: Vec<(u64, PathBuf)> = self
            .files
            .iter()
            .filter_map(|(name, path)| Some((index.uid(name)?, path.clone())))
            .collect();
        let items = blocking(move || {
            let mut items: Vec<Listed> = numbered
                .into_iter()
                .filter_map(|(uid, path)| {
                    let time = path.metadata().and_then(|m| m.modified()).ok()?;
                    Some(Listed {
                        uid,
                        internal_date: Some(time.into()),
                    })
                })
                .collect();
            items.sort_by_key(|item| item.uid);
            items
        })
        .await?;
        Ok(Listing {
            uid_validity,
            uid_next,
            items,
        })
    }

    async fn changed(&mut self, at_most: Duration) -> Result<(), SourceError> {
        let deadline = tokio::time::Instant::now() + at_most;
        loop {
            let times = Times::of(&self.folder);
            match self.seen {
                Some((seen, at)) if seen == times && times.older_than(at) => {}
                Some((seen, _)) if seen == times => {
                    // A file may have come within the grain of the clock: look again, unhurriedly.
                    tokio::time::sleep(POLL.min(at_most)).await;
                    return Ok(());
                }
                _ => return Ok(()),
            }
            let now = tokio::time::Instant::now();
            if now >= deadline {
                return Ok(());
            }
            tokio::time::sleep(POLL.min(deadline - now)).await;
        }
    }

    async fn apply(&mut self, uid: u64, disposition: &Disposition) -> Result<(), SourceError> {
        if *disposition == Disposition::Nothing {
            return Ok(());
        }
        self.scan().await?;
        let Some(name) = self.index()?.name(uid).map(str::to_owned) else {
            return Ok(());
        };
        let Some(path) = self.files.get(&name).cloned() else {
            return Ok(());
        };
        let flags = flags_of(&path);
        let target = match disposition {
            Disposition::Nothing => return Ok(()),
            Disposition::MarkSeen
                if flags.contains('S') && path.parent() == Some(&self.folder.join("cur")) =>
            {
                return Ok(());
            }
            Disposition::MarkSeen => {
                let mut letters: Vec<char> = flags.chars().chain(['S']).collect();
                letters.sort_unstable();
                letters.dedup();
                self.folder.join("cur").join(format!(
                    "{name}:2,{}",
                    letters.into_iter().collect::<String>()
                ))
            }
            Disposition::Move(folder) => {
                let to = self.subfolder(folder)?;
                for part in ["tmp", "new", "cur"] {
                    tokio::fs::create_dir_all(to.join(part))
                        .await
                        .map_err(|e| disk(&to, &e))?;
                }
                to.join("cur").join(format!("{name}:2,{flags}"))
            }
        };
        match tokio::fs::rename(&path, &target).await {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            Err(e) => Err(disk(&target, &e)),
        }
    }

    /// Maildir++ folder of this name; a name that would leave the Maildir is refused.
    fn subfolder(&self, name: &str) -> Result<PathBuf, SourceError> {
        let dotted = name.trim_matches(['.', '/']).replace('/', ".");
        let ok = !dotted.is_empty() && !name.contains("..") && !dotted.contains(['\\', '\0']);
        if !ok {
            return Err(SourceError::NoFolder {
                folder: name.to_owned(),
                said: "not a folder name".into(),
            });
        }
        Ok(self.folder.join(format!(".{dotted}")))
    }

    async fn sent_answers(&self) -> Result<Option<HashSet<String>>, SourceError> {
        let Some(folder) = self.sent_folder.clone().filter(|f| f.exists()) else {
            return Ok(None);
        };
        blocking(move || {
            let files = list(&folder)?;
            let heads = files.into_values().filter_map(|(path, _)| head_of(&path));
            Ok(Some(heads.flat_map(|h| header::answered(&h)).collect()))
        })
        .await?
    }

    async fn sent(&self, message_id: &str) -> Result<Option<bool>, SourceError> {
        let Some(folder) = self.sent_folder.clone() else {
            return Ok(None);
        };
        let wanted = header::bare_id(message_id);
        blocking(move || {
            let files = match list(&folder) {
                Ok(files) => files,
                Err(_) if !folder.exists() => return Ok(None),
                Err(e) => return Err(e),
            };
            let mut newest: Vec<(SystemTime, PathBuf)> = files
                .into_values()
                .map(|(path, time)| (time, path))
                .collect();
            newest.sort_unstable_by(|a, b| b.cmp(a));
            let all = newest.len() <= SENT_MAILS_MAX;
            let found = newest
                .iter()
                .take(SENT_MAILS_MAX)
                .any(|(_, path)| message_id_of(path).as_deref() == Some(&*wanted));
            Ok(if found {
                Some(true)
            } else {
                all.then_some(false)
            })
        })
        .await?
    }
}

impl Inbound for MaildirSource {
    fn list(&mut self) -> Boxed<'_, Result<Listing, SourceError>> {
        Box::pin(self.list_folder())
    }

    fn quota(&mut self) -> Boxed<'_, Result<Option<Quota>, SourceError>> {
        // Folders have no limit of their own; the disk is watched elsewhere.
        Box::pin(async { Ok(None) })
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
        Box::pin(self.changed(at_most))
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
        Box::pin(self.sent(message_id))
    }
}

impl Times {
    fn of(folder: &Path) -> Times {
        let time = |name: &str| folder.join(name).metadata().and_then(|m| m.modified()).ok();
        Times(time("new"), time("cur"))
    }

    /// Whether both were last changed long enough before `at` for equal times to mean no change.
    fn older_than(&self, at: SystemTime) -> bool {
        [self.0, self.1]
            .into_iter()
            .flatten()
            .all(|t| t + TIME_GRAIN < at)
    }
}

/// Base name → file and its time, in `new` and `cur`. Symbolic links and dot files are passed over.
fn list(folder: &Path) -> Result<HashMap<String, (PathBuf, SystemTime)>, SourceError> {
    let mut files = HashMap::new();
    for part in ["new", "cur"] {
        let dir = folder.join(part);
        let entries = std::fs::read_dir(&dir).map_err(|e| SourceError::NoFolder {
            folder: dir.display().to_string(),
            said: e.to_string(),
        })?;
        for entry in entries {
            let entry = entry.map_err(|e| lost(&dir, &e.to_string()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(meta) = entry.path().symlink_metadata() else {
                continue;
            };
            if name.starts_with('.') || !meta.is_file() {
                continue;
            }
            let base = name.split(":2,").next().unwrap_or(&name).to_owned();
            files.insert(
                base,
                (
                    entry.path(),
                    meta.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                ),
            );
        }
    }
    Ok(files)
}

fn flags_of(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    name.split_once(":2,")
        .map_or(String::new(), |(_, flags)| flags.to_owned())
}

fn head_of(path: &Path) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut start = Vec::new();
    std::fs::File::open(path)
        .ok()?
        .take(HEADER_BYTES_MAX)
        .read_to_end(&mut start)
        .ok()?;
    Some(start)
}

fn message_id_of(path: &Path) -> Option<String> {
    let head = head_of(path)?;
    let tree = Tree::read(&head).ok()?;
    tree.value(0, "message-id")
        .and_then(|v| header::ids(v).into_iter().next())
}

/// Runs file work off the runtime's threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, SourceError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| SourceError::Lost {
            said: e.to_string(),
        })
}

fn lost(path: &Path, said: &str) -> SourceError {
    SourceError::Lost {
        said: format!("{}: {said}", path.display()),
    }
}

fn disk(path: &Path, error: &std::io::Error) -> SourceError {
    SourceError::Disk {
        path: path.display().to_string(),
        said: error.to_string(),
    }
}
