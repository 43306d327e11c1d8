//! What a file that came holds: who signed it, what is inside, whether it is an invoice. Pure.
//!
//! A stranger made the bytes: [`crate::Opener`] runs this in a process of its own.

use chrono::{DateTime, Utc};
use fattura::{Document, Invoice, Notice};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signature::{Anchor, DocumentSignature, NotSigned, PdfSignature, TrustStore};
use std::io::Cursor;

/// Containers inside containers that are opened.
const LAYERS_MAX: usize = 8;
/// Text shown, in bytes of UTF-8.
const TEXT_BYTES_MAX: usize = 64 * 1024;
const ENTRIES_MAX: usize = 1_000;

/// What is to be opened, besides the bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// As the mail names it, e.g. `IT01234567890_00001.xml.p7m`.
    pub name: String,
    pub media_type: String,
    /// When the document came, UTC.
    pub at: DateTime<Utc>,
    /// Whose word on signers is taken.
    pub anchors: Vec<Anchor>,
}

/// A file, opened to its innermost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DocumentContents")]
pub struct Contents {
    /// Name of the innermost file: `x.xml` of `x.xml.p7m`.
    pub name: String,
    /// Told by its first bytes, then by its name; `application/octet-stream` when neither says.
    pub media_type: String,
    /// Of the innermost file, in bytes.
    pub size: u64,
    /// Signed containers around it, outermost first.
    pub layers: Vec<Layer>,
    pub pdf_signatures: Vec<PdfSignature>,
    pub invoice: Option<Invoice>,
    pub notice: Option<Notice>,
    /// Its first 64 KiB when it is text.
    pub text: Option<String>,
    /// What an archive says it holds; nothing is unpacked.
    pub entries: Vec<Entry>,
    pub remarks: Vec<OpenRemark>,
}

/// One signed container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DocumentLayer")]
pub struct Layer {
    pub signatures: Vec<DocumentSignature>,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DocumentEntry")]
pub struct Entry {
    pub name: String,
    /// Unpacked, as the archive states it.
    pub size: u64,
    pub encrypted: bool,
}

/// What stopped the opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenRemark {
    /// It is called `.p7m` and is no container.
    NotAContainer,
    /// A signature without the document it signs.
    DetachedSignature,
    /// More containers inside each other than are opened.
    TooDeep,
    /// It looks like an archive and cannot be read.
    DamagedArchive,
    /// More files in the archive than are listed.
    ManyEntries,
    /// It is called as the exchange system calls its files, or looks like an invoice, and cannot be read.
    UnreadableInvoice,
}

/// Opens the file and hands out its innermost bytes.
pub fn open(asked: &Asked, bytes: Vec<u8>) -> (Contents, Vec<u8>) {
    // A list that cannot be read vouches for nobody.
    let trust = TrustStore::from_anchors(&asked.anchors).unwrap_or_default();
    let mut found = Contents {
        name: asked.name.clone(),
        media_type: String::new(),
        size: 0,
        layers: Vec::new(),
        pdf_signatures: Vec::new(),
        invoice: None,
        notice: None,
        text: None,
        entries: Vec::new(),
        remarks: Vec::new(),
    };
    let inner = unwrap(&mut found, asked, bytes, &trust);
    found.size = inner.len() as u64;
    found.media_type = media_type(&found.name, &asked.media_type, &inner);
    match found.media_type.as_str() {
        "application/pdf" => {
            found.pdf_signatures = signature::pdf_signatures(&inner, &trust, asked.at);
        }
        "application/zip" => entries(&mut found, &inner),
        kind if is_xml(kind) => {
            match fattura::read(&inner) {
                Ok(Some(Document::Invoice(invoice))) => found.invoice = Some(*invoice),
                Ok(Some(Document::Notice(notice))) => found.notice = Some(notice),
                Ok(None) => {}
                Err(_) if fattura::FileName::read(&found.name).is_some() => {
                    found.remarks.push(OpenRemark::UnreadableInvoice);
                }
                Err(_) => {}
            }
            found.text = Some(shown(&inner, true));
        }
        kind if kind.starts_with("text/") || kind == "application/json" => {
            found.text = Some(shown(&inner, false));
        }
        _ => {}
    }
    (found, inner)
}

/// Takes containers off, one after the other.
fn unwrap(found: &mut Contents, asked: &Asked, bytes: Vec<u8>, trust: &TrustStore) -> Vec<u8> {
    let mut bytes = bytes;
    loop {
        let lower = found.name.to_ascii_lowercase();
        let named = lower.ends_with(".p7m") || (found.layers.is_empty() && is_pkcs7(asked));
        let looks = bytes.starts_with(&[0x30, 0x80]) || bytes.starts_with(&[0x30, 0x82]);
        if !named && !looks {
            return bytes;
        }
        if found.layers.len() == LAYERS_MAX {
            found.remarks.push(OpenRemark::TooDeep);
            return bytes;
        }
        match signature::open_p7m(&bytes, trust, asked.at) {
            Ok(opened) => {
                found.layers.push(Layer {
                    signatures: opened.signatures,
                });
                if lower.ends_with(".p7m") {
                    found.name.truncate(found.name.len() - 4);
                }
                bytes = opened.content;
            }
            Err(_) if !named => return bytes,
            Err(NotSigned::NotCms) => {
                found.remarks.push(OpenRemark::NotAContainer);
                return bytes;
            }
            Err(NotSigned::Detached) => {
                found.remarks.push(OpenRemark::DetachedSignature);
                return bytes;
            }
        }
    }
}

fn is_pkcs7(asked: &Asked) -> bool {
    let kind = asked.media_type.to_ascii_lowercase();
    kind.starts_with("application/pkcs7-mime") || kind.starts_with("application/x-pkcs7-mime")
}

/// By the first bytes, which a sender cannot choose freely; then by name; then as it was declared when that is text.
fn media_type(name: &str, declared: &str, bytes: &[u8]) -> String {
    let by_bytes = match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [b'P', b'K', 3, 4, ..] => Some("application/zip"),
        _ => None,
    };
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    let office = match ending.as_deref() {
        Some("docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp") => Some("application/octet-stream"),
        _ => None,
    };
    if let Some(kind) = by_bytes {
        // Office files are archives in which nobody wants to read.
        return match (kind, office) {
            ("application/zip", Some(other)) => other,
            _ => kind,
        }
        .into();
    }
    let start = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let text = !bytes.contains(&0) || start.starts_with(b"<?xml");
    let declared = declared.split(';').next().unwrap_or_default().trim();
    let known = match ending.as_deref() {
        Some("xml") => "application/xml",
        Some("json") => "application/json",
        Some("csv") => "text/csv",
        Some("txt" | "log" | "md") => "text/plain",
        _ if start.starts_with(b"<?xml") => "application/xml",
        _ if declared.eq_ignore_ascii_case("text/plain") => "text/plain",
        _ => return "application/octet-stream".into(),
    };
    if text {
        known
    } else {
        "application/octet-stream"
    }
    .into()
}

fn is_xml(kind: &str) -> bool {
    kind == "application/xml"
}

fn shown(bytes: &[u8], xml: bool) -> String {
    let some = &bytes[..bytes.len().min(TEXT_BYTES_MAX)];
    let mut text = match xml {
        true => mail::decode::xml(some),
        false => mail::decode::text(some, None),
    };
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

fn entries(found: &mut Contents, bytes: &[u8]) {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        found.remarks.push(OpenRemark::DamagedArchive);
        return;
    };
    if archive.len() > ENTRIES_MAX {
        found.remarks.push(OpenRemark::ManyEntries);
    }
    for n in 0..archive.len().min(ENTRIES_MAX) {
        let Ok(entry) = archive.by_index_raw(n) else {
            found.remarks.push(OpenRemark::DamagedArchive);
            return;
        };
        let name = entry.name().map_or_else(
            |_| String::from_utf8_lossy(entry.name_raw()).into_owned(),
            |n| n.into_owned(),
        );
        found.entries.push(Entry {
            name: name.chars().take(500).collect(),
            size: entry.size(),
            encrypted: entry.encrypted(),
        });
    }
}
