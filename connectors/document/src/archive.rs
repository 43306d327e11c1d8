//! Several files as one zip archive: small ones in memory, large ones written to disk file by file.

use crate::write::WriteError;
use chrono::{DateTime, Datelike, Timelike, Utc};
use contract::Document;
use std::fs::File;
use std::io::{BufWriter, Cursor, Read, Seek, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// In the order given, each under its name (folders with `/`), dated `at` in UTC. Same files, same bytes.
pub fn archive(files: &[Document], at: DateTime<Utc>) -> Result<Vec<u8>, WriteError> {
    let mut zip = ArchiveWriter::over(Cursor::new(Vec::new()), at)?;
    for file in files {
        zip.add(&file.name, &mut file.bytes.as_slice())?;
    }
    Ok(zip.end()?.into_inner())
}

/// An archive that is written as its files come: of them only the one being added is in memory, and of that as much as
/// its reader gives at once. Beyond 4 GiB, or 65,535 files, it is a zip64 by itself.
pub struct ArchiveWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
    options: SimpleFileOptions,
}

impl ArchiveWriter<BufWriter<File>> {
    /// A new file at this path; what was there is replaced.
    pub fn create(path: &Path, at: DateTime<Utc>) -> Result<Self, WriteError> {
        let file = File::create(path).map_err(|e| writer(&e))?;
        ArchiveWriter::over(BufWriter::new(file), at)
    }

    /// Ends the archive and brings it to disk; its size in bytes.
    pub fn finish(self) -> Result<u64, WriteError> {
        let file = self.end()?.into_inner().map_err(|e| writer(&e))?;
        file.sync_all().map_err(|e| writer(&e))?;
        Ok(file.metadata().map_err(|e| writer(&e))?.len())
    }
}

impl<W: Write + Seek> ArchiveWriter<W> {
    /// Files are dated `at` in UTC.
    fn over(inner: W, at: DateTime<Utc>) -> Result<Self, WriteError> {
        let small = |n: u32| u8::try_from(n).unwrap_or_default();
        let date = zip::DateTime::from_date_and_time(
            u16::try_from(at.year()).unwrap_or_default(),
            small(at.month()),
            small(at.day()),
            small(at.hour()),
            small(at.minute()),
            small(at.second()),
        );
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(date.map_err(|e| writer(&e))?);
        Ok(ArchiveWriter {
            zip: ZipWriter::new(inner),
            options,
        })
    }

    /// Adds a file of less than 4 GiB under its name (folders with `/`).
    pub fn add(&mut self, name: &str, from: &mut dyn Read) -> Result<(), WriteError> {
        self.zip
            .start_file(name, self.options)
            .map_err(|e| writer(&e))?;
        std::io::copy(from, &mut self.zip).map_err(|e| writer(&e))?;
        Ok(())
    }

    fn end(self) -> Result<W, WriteError> {
        self.zip.finish().map_err(|e| writer(&e))
    }
}

fn writer(e: &dyn std::error::Error) -> WriteError {
    WriteError::Writer(e.to_string())
}
