//! Submissions that are not finished, on disk and in order of what is due.
//!
//! Two files each: `<key>.eml`, the bytes as submitted, and `<key>.json`, the facts and what is still
//! to come. Both are on disk before SMTP answers 250. A crash between an act and its note here repeats
//! that act after the restart: a receipt may come twice, as it may in life, and is never lost.

use crate::{provider::Act, submission::Submission};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The waiting acts of all submissions.
pub struct Spool {
    folder: PathBuf,
    entries: HashMap<String, Entry>,
    /// By due instant, then in the order they were added.
    queue: BTreeMap<(DateTime<Utc>, u64), String>,
    count: u64,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    submission: Submission,
    pending: Vec<Pending>,
}

#[derive(Serialize, Deserialize)]
struct Pending {
    due: DateTime<Utc>,
    #[serde(skip)]
    number: u64,
    act: Act,
}

/// An act whose time has come.
pub struct Due {
    pub key: String,
    pub number: u64,
    pub at: DateTime<Utc>,
    pub act: Act,
    pub submission: Submission,
}

impl Spool {
    /// Reads what an earlier run left. A file that cannot be read is an error, never skipped.
    pub fn open(folder: &Path) -> io::Result<Spool> {
        fs::create_dir_all(folder)?;
        let mut spool = Spool {
            folder: folder.into(),
            entries: HashMap::new(),
            queue: BTreeMap::new(),
            count: 0,
        };
        let mut files: Vec<PathBuf> = fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        files.sort();
        for file in files
            .iter()
            .filter(|file| file.extension().is_some_and(|kind| kind == "json"))
        {
            let mut entry: Entry = serde_json::from_slice(&fs::read(file)?)?;
            let key = file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            for pending in &mut entry.pending {
                pending.number = spool.count;
                spool.queue.insert((pending.due, spool.count), key.clone());
                spool.count += 1;
            }
            spool.entries.insert(key, entry);
        }
        Ok(spool)
    }

    /// Keeps a submission with its first act; on disk when this returns.
    pub fn add(
        &mut self,
        submission: Submission,
        raw: &[u8],
        due: DateTime<Utc>,
        act: Act,
    ) -> io::Result<()> {
        // The key sorts by time of submission, so a restart keeps the order.
        let key = uuid::Uuid::now_v7().simple().to_string();
        write_whole(&self.folder, &format!("{key}.eml"), raw)?;
        self.entries.insert(
            key.clone(),
            Entry {
                submission,
                pending: Vec::new(),
            },
        );
        self.push(&key, vec![(due, act)]);
        self.write(&key)
    }

    /// When the next act is due.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.queue.keys().next().map(|(due, _)| *due)
    }

    /// The first act due at `now`, left in place until [`Spool::done`].
    pub fn due(&self, now: DateTime<Utc>) -> Option<Due> {
        let ((at, number), key) = self.queue.first_key_value()?;
        let entry = self.entries.get(key).filter(|_| *at <= now)?;
        let pending = entry
            .pending
            .iter()
            .find(|pending| pending.number == *number)?;
        let (act, submission) = (pending.act.clone(), entry.submission.clone());
        Some(Due {
            key: key.clone(),
            number: *number,
            at: *at,
            act,
            submission,
        })
    }

    /// The bytes as submitted.
    pub fn raw(&self, key: &str) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(format!("{key}.eml")))
    }

    /// Notes that an act was done, what the submission is now and what follows.
    pub fn done(
        &mut self,
        due: &Due,
        submission: Submission,
        follow: Vec<(DateTime<Utc>, Act)>,
    ) -> io::Result<()> {
        self.queue.remove(&(due.at, due.number));
        self.push(&due.key, follow);
        let Some(entry) = self.entries.get_mut(&due.key) else {
            return Ok(());
        };
        entry.submission = submission;
        entry.pending.retain(|pending| pending.number != due.number);
        if !entry.pending.is_empty() {
            return self.write(&due.key);
        }
        self.entries.remove(&due.key);
        fs::remove_file(self.folder.join(format!("{}.json", due.key)))?;
        fs::remove_file(self.folder.join(format!("{}.eml", due.key)))
    }

    fn push(&mut self, key: &str, acts: Vec<(DateTime<Utc>, Act)>) {
        let Some(entry) = self.entries.get_mut(key) else {
            return;
        };
        for (due, act) in acts {
            self.queue.insert((due, self.count), key.to_owned());
            entry.pending.push(Pending {
                due,
                number: self.count,
                act,
            });
            self.count += 1;
        }
    }

    fn write(&self, key: &str) -> io::Result<()> {
        let Some(entry) = self.entries.get(key) else {
            return Ok(());
        };
        write_whole(
            &self.folder,
            &format!("{key}.json"),
            &serde_json::to_vec(entry)?,
        )
    }
}

/// Writes beside, syncs and renames: a reader never sees half a file.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let beside = folder.join(format!("{name}.part"));
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, folder.join(name))?;
    File::open(folder)?.sync_all()
}
