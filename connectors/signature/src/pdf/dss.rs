//! What a PDF brings along to judge its signatures: certificates, lists of revoked ones, OCSP answers.
//!
//! Source: ETSI EN 319 142-1 §5.4.2 (document security store), ISO 32000-1 §7.4.4.

use super::file::{File, Found};
use super::object::Object;
use crate::revocation::Material;
use flate2::read::ZlibDecoder;
use openssl::x509::X509;
use std::io::Read;

/// Entries of one list.
const ENTRIES_MAX: usize = 64;
/// One entry, unpacked. Lists of large issuers have some hundred thousand bytes.
const BYTES_MAX: u64 = 8 << 20;

/// Empty where the PDF has no store, or is written in a way that is not read here.
pub(crate) fn validation_data(pdf: &[u8]) -> Material {
    if memchr::memmem::find(pdf, b"/DSS").is_none() {
        return Material::default();
    }
    read(pdf).unwrap_or_default()
}

fn read(pdf: &[u8]) -> Option<Material> {
    let file = File::read(pdf)?;
    let catalogue = file.dict(file.root()?)?;
    let store = file.get(catalogue.get(b"DSS".as_slice())?)?.dict()?;
    let entries = |name: &str| -> Vec<Vec<u8>> {
        let list = store
            .get(name.as_bytes())
            .and_then(|list| file.get(list)?.array());
        let numbers = list.into_iter().flatten().take(ENTRIES_MAX);
        numbers
            .filter_map(|entry| stream(pdf, file.objects.get(&entry.reference()?.0)?))
            .collect()
    };
    Some(Material {
        lists: entries("CRLs"),
        answers: entries("OCSPs"),
        certificates: entries("Certs")
            .iter()
            .filter_map(|der| X509::from_der(der).ok())
            .collect(),
    })
}

/// A stream, unpacked; None where it is packed in another way, or too large.
fn stream(pdf: &[u8], found: &Found) -> Option<Vec<u8>> {
    let data = pdf
        .get(found.data.0..found.data.1)
        .filter(|_| found.stream)?;
    let filter = found.object.dict()?.get(b"Filter".as_slice());
    let name = match filter {
        None => return Some(data.to_vec()),
        Some(Object::Array(filters)) => match filters.as_slice() {
            [] => return Some(data.to_vec()),
            [one] => one.name(),
            _ => None,
        },
        Some(other) => other.name(),
    };
    if name != Some(b"FlateDecode".as_slice()) {
        return None;
    }
    let mut out = Vec::new();
    let read = ZlibDecoder::new(data)
        .take(BYTES_MAX + 1)
        .read_to_end(&mut out);
    (read.is_ok() && out.len() as u64 <= BYTES_MAX).then_some(out)
}
