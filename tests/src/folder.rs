//! A folder for a test, in the place for temporary files.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

const TRIES_MAX: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Deleted with the value, also while a store in it that was let go without being closed still writes its last files.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A fresh, empty one.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a folder can be made").keep())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for _ in 0..TRIES_MAX {
            match std::fs::remove_dir_all(&self.0) {
                Ok(()) => return,
                Err(e) if e.kind() == ErrorKind::NotFound && !self.0.exists() => return,
                // A file came while the others went.
                Err(_) => std::thread::sleep(PAUSE),
            }
        }
        eprintln!("{} could not be deleted", self.0.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_although_somebody_still_writes_there() {
        let folder = Folder::new();
        let path = folder.path().to_path_buf();
        let below = path.join("below");
        std::fs::create_dir(&below).unwrap();
        let writer = std::thread::spawn(move || {
            let mut n = 0;
            while std::fs::write(below.join(format!("{n}")), b"late").is_ok() && n < 5_000 {
                n += 1;
            }
        });
        drop(folder);
        assert!(!path.exists());
        writer.join().unwrap();
        assert!(!path.exists());
    }
}
