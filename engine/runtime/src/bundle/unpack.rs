//! The files of a bundle as they are sent: single files or zip archives, within limits.

use crate::{Fault, manifest::Manifest};
use bpmn::rule::bundle as rule;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use store::row;

/// Files of one bundle at most, all together, unpacked.
const BUNDLE_BYTES_MAX: u64 = 32 << 20;

const BUNDLE_FILES_MAX: usize = 500;

/// Zip files are opened, paths made plain, a single top folder taken away.
pub(super) fn unpack(files: Vec<(String, Vec<u8>)>) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
    let mut plain = BTreeMap::new();
    let mut left = BUNDLE_BYTES_MAX;
    for (name, bytes) in files {
        if name.to_lowercase().ends_with(".zip") || bytes.starts_with(b"PK\x03\x04") {
            let unreadable = |e: &dyn std::fmt::Display| {
                tracing::debug!(file = name, said = %e, "a zip that cannot be read");
                Fault::Findings(vec![rule::ZIP_UNREADABLE.finding(
                    &name,
                    None,
                    None,
                    &[
                        ("detail.it", "non è un archivio zip, o è rovinato"),
                        ("detail.en", "it is no zip archive, or it is damaged"),
                    ],
                )])
            };
            let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
            for n in 0..zip.len() {
                let entry = zip.by_index(n).map_err(|e| unreadable(&e))?;
                let Some(path) = entry.enclosed_name().filter(|_| entry.is_file()) else {
                    continue;
                };
                let path = path.to_string_lossy().replace('\\', "/");
                if path
                    .split('/')
                    .any(|part| part.starts_with('.') || part == "__MACOSX")
                {
                    continue;
                }
                let mut bytes = Vec::new();
                entry
                    .take(left + 1)
                    .read_to_end(&mut bytes)
                    .map_err(|e| unreadable(&e))?;
                left = left.checked_sub(bytes.len() as u64).ok_or_else(too_big)?;
                plain.insert(path, bytes);
            }
        } else {
            left = left.checked_sub(bytes.len() as u64).ok_or_else(too_big)?;
            plain.insert(name.trim_start_matches('/').replace('\\', "/"), bytes);
        }
        if plain.len() > BUNDLE_FILES_MAX {
            return Err(too_big());
        }
    }
    let top = plain
        .keys()
        .next()
        .and_then(|p| p.split_once('/'))
        .map(|(top, _)| format!("{top}/"));
    let known = ["forms/", "rules/", "decisions/", "letters/", "scenarios/"];
    match top {
        Some(top)
            if plain.keys().all(|p| p.starts_with(&top)) && !known.contains(&top.as_str()) =>
        {
            Ok(plain
                .into_iter()
                .map(|(p, b)| (p[top.len()..].to_string(), b))
                .collect())
        }
        _ => Ok(plain),
    }
}

fn too_big() -> Fault {
    Fault::Findings(vec![rule::BUNDLE_TOO_BIG.finding("", None, None, &[])])
}

pub(super) fn content_hash(name: &str, files: &BTreeMap<String, Vec<u8>>) -> row::Sha {
    let mut hash = Sha256::new();
    hash.update((name.len() as u64).to_be_bytes());
    hash.update(name);
    for (path, bytes) in files {
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path);
        hash.update(Sha256::digest(bytes));
    }
    hash.finalize().into()
}

/// `name` of bundle.toml, else the first BPMN file's stem.
pub(super) fn name_of(files: &BTreeMap<String, Vec<u8>>) -> String {
    // What cannot be read is told as a finding when the bundle is read.
    let from_toml = Manifest::read(files.get("bundle.toml").map(Vec::as_slice))
        .ok()
        .and_then(|m| m.name);
    let stem = || {
        files.keys().find(|p| is_bpmn(p)).map(|p| {
            p.rsplit('/')
                .next()
                .unwrap_or(p)
                .split('.')
                .next()
                .unwrap_or(p)
                .to_string()
        })
    };
    from_toml
        .filter(|n| !n.is_empty())
        .or_else(stem)
        .unwrap_or_else(|| "bundle".into())
}

pub(super) fn is_bpmn(path: &str) -> bool {
    let path = path.to_lowercase();
    [".bpmn", ".bpmn2", ".xml", ".bpmn20.xml"]
        .iter()
        .any(|end| path.ends_with(end))
}
