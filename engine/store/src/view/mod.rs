//! What people read. Every function takes the [`Viewer`] first and answers only what they may see; what they may not
//! see looks as if it were not there.
//!
//! Lists are pages by keyset: stable while rows come and go. Names in JSON are those of the rows.

mod approval;
mod batch;
mod beside;
mod glance;
mod mail;
mod notice;
mod office;
mod owed;
mod party;
mod period;
mod process;
mod reach;
mod record;
mod removal;
mod report;
mod task;
mod thread;

pub use approval::*;
pub use batch::*;
pub use beside::*;
pub use glance::*;
pub use mail::*;
pub use notice::*;
pub use office::*;
pub use owed::*;
pub use party::*;
pub use period::*;
pub use process::*;
use record::first_looks;
pub use record::*;
pub use removal::*;
pub use report::*;
pub use task::*;
pub use thread::*;

use crate::fault::StoreError;
use ::office::{Role, Viewer};
use serde::Serialize;
use uuid::Uuid;

/// Part of a list, and where the next part begins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// URL-safe text for the next call; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Items a page holds at most.
pub const PAGE_MAX: usize = 200;

fn page_size(limit: usize) -> usize {
    limit.clamp(1, PAGE_MAX)
}

/// A page from one item too many.
fn page<T>(mut items: Vec<T>, limit: usize, place: impl Fn(&T) -> String) -> Page<T> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items.last().filter(|_| more).map(place);
    Page { items, next_cursor }
}

/// A place in a list by (number, id).
fn place(number: i64, id: Uuid) -> String {
    format!("{:016x}{}", number as u64, id.simple())
}

fn parse_place(cursor: &str) -> Result<(i64, Uuid), StoreError> {
    let (number, id) = cursor.split_at_checked(16).ok_or(StoreError::Cursor)?;
    let number = u64::from_str_radix(number, 16).map_err(|_| StoreError::Cursor)?;
    Ok((
        number as i64,
        Uuid::try_parse(id).map_err(|_| StoreError::Cursor)?,
    ))
}

/// A place in a list of newest first.
fn parse_before(cursor: Option<&str>) -> Result<Uuid, StoreError> {
    cursor.map_or(Ok(Uuid::max()), |c| {
        Uuid::try_parse(c).map_err(|_| StoreError::Cursor)
    })
}

/// A place in a list of oldest first.
fn parse_after(cursor: Option<&str>) -> Result<Uuid, StoreError> {
    cursor.map_or(Ok(Uuid::nil()), |c| {
        Uuid::try_parse(c).map_err(|_| StoreError::Cursor)
    })
}

fn must(viewer: &Viewer, roles: &[Role]) -> Result<(), StoreError> {
    if viewer.person.is_none() || roles.iter().any(|role| viewer.has(*role)) {
        Ok(())
    } else {
        Err(StoreError::Hidden)
    }
}
