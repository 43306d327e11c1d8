//! Writes mail into a Maildir as its standard says: tmp, fsync, rename into new, fsync of the folder.
//!
//! Names are `<seconds>.M<microseconds>P<pid>Q<count>.<host>`: unique in this process and ascending
//! in the order of writing, by the machine's clock. The file's own time is that of the event, so it is
//! what a reader takes for *giunta in casella*, also under a test clock.

use chrono::{DateTime, Utc};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Makes the three folders when missing.
pub fn create(maildir: &Path) -> io::Result<()> {
    for name in ["tmp", "new", "cur"] {
        fs::create_dir_all(maildir.join(name))?;
    }
    Ok(())
}

/// Writes one mail dated `at` and answers its path in `new`. It is on disk when this returns.
pub fn deliver(maildir: &Path, host: &str, raw: &[u8], at: DateTime<Utc>) -> io::Result<PathBuf> {
    create(maildir)?;
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let count = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let name = format!(
        "{}.M{:06}P{}Q{count:08}.{host}",
        since.as_secs(),
        since.subsec_micros(),
        std::process::id()
    );
    let (waiting, delivered) = (
        maildir.join("tmp").join(&name),
        maildir.join("new").join(&name),
    );
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .open(&waiting)?;
    file.write_all(raw)?;
    file.set_modified(at.into())?;
    file.sync_all()?;
    fs::rename(&waiting, &delivered)?;
    File::open(maildir.join("new"))?.sync_all()?;
    Ok(delivered)
}
