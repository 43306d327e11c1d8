//! PDF files as far as a signature needs them: objects, cross-reference tables, and what was added after the approved bytes.
//!
//! Reads classic cross-reference tables only. What is written otherwise (compressed cross-references, encryption) is not
//! judged, and what is not judged is refused. Source: ISO 32000-1 §7.3, §7.5, §12.8; ETSI EN 319 142-1.

mod account;
mod dss;
mod file;
mod object;
mod sign;
mod update;

pub(crate) use dss::validation_data;
pub use sign::Mark;
pub(crate) use update::added_signatures;
