//! The bytes of an instance: JSON, `format` first, elements by id through a dictionary of its own.
//!
//! Format 1. One-letter keys inside tokens and waits keep a segment small; what has its usual value
//! is left out. Ids of the same page are written without the page. Unknown formats are refused; a
//! reader of a later version keeps reading this one (`tests/fixtures`).

mod bind;
mod read;
mod rows;
mod write;

pub(crate) use bind::bind;

use crate::command::PartId;
use crate::instance::{Instance, Page};
use crate::process::Ix;
use read::{read_page, read_work};
use rows::{InstanceRow, PartRow};
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::Arc;
use write::{write_page, write_work};

pub const FORMAT: u64 = 1;

/// Why bytes are not an instance, a part or a trace.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("format {0} is not known to this version")]
    Unknown(u64),
    #[error("part {0} does not belong here")]
    WrongPart(PartId),
    #[error("the bytes name element {0} that is not in their dictionary")]
    Dictionary(u32),
    #[error("the bytes are damaged")]
    Broken(#[from] serde_json::Error),
}

impl Instance {
    /// The snapshot, without its parts (those are in `Step::parts`).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut words = Dictionary::default();
        let page = write_page(&self.main, &mut words);
        let queue = self
            .queue
            .iter()
            .map(|work| write_work(work, &mut words))
            .collect();
        let row = InstanceRow {
            format: FORMAT,
            process: Cow::Borrowed(&self.process),
            ids: words.ids(&self.main.names),
            started: self.started,
            opening: self.opening,
            suspended: self.suspended,
            state: self.state,
            error_code: self.error_code.as_deref().map(Cow::Borrowed),
            variables: Cow::Borrowed(&self.variables),
            bytes: self.bytes,
            activations: self.activations,
            last_part: self.last_part,
            queue,
            page,
        };
        serde_json::to_vec(&row).expect("a snapshot is always JSON: its keys are text")
    }

    /// Reads a snapshot. Its parts are supplied when a step asks for them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Instance, FormatError> {
        known_format(bytes)?;
        let row: InstanceRow = serde_json::from_slice(bytes)?;
        let names: Arc<[Arc<str>]> = row.ids.iter().map(|id| Arc::from(id.as_ref())).collect();
        let main = read_page(row.page, 0, names)?;
        let queue = row
            .queue
            .into_iter()
            .map(|work| read_work(work, &main.names))
            .collect::<Result<_, _>>()?;
        Ok(Instance {
            process: row.process.into_owned(),
            started: row.started,
            opening: row.opening,
            suspended: row.suspended,
            state: row.state,
            error_code: row.error_code.map(Cow::into_owned),
            variables: row.variables.into_owned(),
            bytes: row.bytes,
            activations: row.activations,
            last_part: row.last_part,
            queue,
            main,
            loaded: Vec::new(),
        })
    }

    /// Gives a part that [`Refusal::Need`] asked for; a second time replaces it.
    pub fn supply_part(&mut self, part: PartId, bytes: &[u8]) -> Result<(), FormatError> {
        known_format(bytes)?;
        let row: PartRow = serde_json::from_slice(bytes)?;
        let id = u32::try_from(part).map_err(|_| FormatError::WrongPart(part))?;
        if id == 0 || row.part != id || id > self.last_part {
            return Err(FormatError::WrongPart(part));
        }
        let names: Arc<[Arc<str>]> = row.ids.iter().map(|id| Arc::from(id.as_ref())).collect();
        let page = read_page(row.page, id, names)?;
        self.loaded.retain(|page| page.id != id);
        self.loaded.push(page);
        Ok(())
    }
}

/// The row of a part.
pub(crate) fn part_to_bytes(page: &Page) -> Vec<u8> {
    let mut words = Dictionary::default();
    let row = write_page(page, &mut words);
    let row = PartRow {
        format: FORMAT,
        part: page.id,
        ids: words.ids(&page.names),
        page: row,
    };
    serde_json::to_vec(&row).expect("a part is always JSON: its keys are text")
}

fn known_format(bytes: &[u8]) -> Result<(), FormatError> {
    if bytes.starts_with(b"{\"format\":1,") {
        return Ok(());
    }
    #[derive(Deserialize)]
    struct Head {
        format: u64,
    }
    match serde_json::from_slice::<Head>(bytes)?.format {
        FORMAT => Ok(()),
        other => Err(FormatError::Unknown(other)),
    }
}

/// Indices in the order of their first use.
#[derive(Default)]
struct Dictionary(Vec<Ix>);

impl Dictionary {
    fn add(&mut self, ix: Ix) -> u32 {
        match self.0.iter().rposition(|other| *other == ix) {
            Some(at) => at as u32,
            None => {
                self.0.push(ix);
                self.0.len() as u32 - 1
            }
        }
    }

    fn ids<'a>(&self, names: &'a [Arc<str>]) -> Vec<Cow<'a, str>> {
        self.0
            .iter()
            .map(|ix| Cow::Borrowed(&*names[*ix as usize]))
            .collect()
    }
}

/// Strips or adds the page of an id: its own page's ids become small, others stay whole.
fn near(page: u32, id: u64) -> u64 {
    id ^ (u64::from(page) << 32)
}
