//! Several files as one zip archive.

use crate::write::WriteError;
use chrono::{DateTime, Datelike, Timelike, Utc};
use contract::Document;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// In the order given, each under its name (folders with `/`), dated `at` in UTC. Same files, same bytes.
pub fn archive(files: &[Document], at: DateTime<Utc>) -> Result<Vec<u8>, WriteError> {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    let date = zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or_default(),
        small(at.month()),
        small(at.day()),
        small(at.hour()),
        small(at.minute()),
        small(at.second()),
    );
    let writer = |e: &dyn std::error::Error| WriteError::Writer(e.to_string());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(date.map_err(|e| writer(&e))?);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        zip.start_file(file.name.as_str(), options)
            .map_err(|e| writer(&e))?;
        zip.write_all(&file.bytes).map_err(|e| writer(&e))?;
    }
    Ok(zip.finish().map_err(|e| writer(&e))?.into_inner())
}
