//! The numbers of a Maildir's messages: `name → uid`, kept in an append-only file.
//!
//! First line `staffetta-uids 1 <uidvalidity>`, then `<uid> <name>` a line. A number is durable
//! (fsync) before anybody sees it. A torn last line is cut off and its number never given again.

use contract::SourceError;
use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const FILE: &str = ".staffetta-uids";

pub struct Index {
    pub uid_validity: u64,
    path: PathBuf,
    file: File,
    /// Length of the file as we know it: another length means that somebody replaced it.
    len: u64,
    by_name: HashMap<String, u64>,
    by_uid: BTreeMap<u64, String>,
    next: u64,
}

impl Index {
    /// Reads the index of a Maildir, or starts one.
    pub fn open(folder: &Path) -> Result<Index, SourceError> {
        let path = folder.join(FILE);
        let text = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(e) if e.kind() == ErrorKind::NotFound => String::new(),
            Err(e) => return Err(disk(&path, &e)),
        };
        // Everything after the last newline was torn by a crash.
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let mut lines = whole.lines();
        let validity = lines
            .next()
            .and_then(|l| l.strip_prefix("staffetta-uids 1 "))
            .and_then(|v| v.trim().parse().ok());
        let Some(uid_validity) = validity else {
            return Index::start(path);
        };
        let (mut by_name, mut by_uid, mut next) = (HashMap::new(), BTreeMap::new(), 1);
        for line in lines {
            let Some((uid, name)) = line
                .split_once(' ')
                .and_then(|(uid, name)| Some((uid.parse::<u64>().ok()?, name)))
            else {
                continue;
            };
            next = next.max(uid + 1);
            by_name.insert(name.to_owned(), uid);
            by_uid.insert(uid, name.to_owned());
        }
        let mut file = OpenOptions::new()
            .append(true)
            .open(&path)
            .map_err(|e| disk(&path, &e))?;
        if whole.len() < text.len() {
            file.write_all(b"\n").map_err(|e| disk(&path, &e))?;
            next += 1;
        }
        let len = file.metadata().map_err(|e| disk(&path, &e))?.len();
        Ok(Index {
            uid_validity,
            path,
            file,
            len,
            by_name,
            by_uid,
            next,
        })
    }

    /// A new index, written beside and renamed, so that a crash leaves none or a whole one.
    fn start(path: PathBuf) -> Result<Index, SourceError> {
        // Fine enough that an index lost right after it was made never gets its old numbering again.
        let uid_validity = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(1, |d| u64::try_from(d.as_micros()).unwrap_or(1).max(1));
        let fresh = path.with_extension("new");
        let head = format!("staffetta-uids 1 {uid_validity}\n");
        let write = || -> std::io::Result<File> {
            let mut file = File::create(&fresh)?;
            file.write_all(head.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)?;
            if let Some(folder) = path.parent() {
                File::open(folder)?.sync_all()?;
            }
            OpenOptions::new().append(true).open(&path)
        };
        let file = write().map_err(|e| disk(&path, &e))?;
        let len = head.len() as u64;
        Ok(Index {
            uid_validity,
            path,
            file,
            len,
            by_name: HashMap::new(),
            by_uid: BTreeMap::new(),
            next: 1,
        })
    }

    /// Whether the file is still the one that was read.
    pub fn is_current(&self) -> bool {
        self.path.metadata().is_ok_and(|m| m.len() == self.len)
    }

    pub fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Numbers these names in their order; durable when this returns.
    pub fn add<'a>(&mut self, names: impl Iterator<Item = &'a str>) -> Result<(), SourceError> {
        let mut lines = String::new();
        let mut added = Vec::new();
        for name in names.filter(|n| !n.contains('\n')) {
            lines.push_str(&format!("{} {name}\n", self.next));
            added.push((self.next, name.to_owned()));
            self.next += 1;
        }
        if added.is_empty() {
            return Ok(());
        }
        self.file
            .write_all(lines.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|e| disk(&self.path, &e))?;
        self.len += lines.len() as u64;
        for (uid, name) in added {
            self.by_name.insert(name.clone(), uid);
            self.by_uid.insert(uid, name);
        }
        Ok(())
    }

    pub fn uid(&self, name: &str) -> Option<u64> {
        self.by_name.get(name).copied()
    }

    pub fn name(&self, uid: u64) -> Option<&str> {
        self.by_uid.get(&uid).map(String::as_str)
    }

    /// Numbers above `uid` in ascending order.
    pub fn after(&self, uid: u64) -> impl Iterator<Item = (u64, &str)> {
        self.by_uid
            .range(uid.saturating_add(1)..)
            .map(|(uid, name)| (*uid, name.as_str()))
    }

    pub fn uid_next(&self) -> u64 {
        self.next
    }
}

fn disk(path: &Path, error: &std::io::Error) -> SourceError {
    SourceError::Disk {
        path: path.display().to_string(),
        said: error.to_string(),
    }
}
