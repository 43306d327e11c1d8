//! Documents made here: letters as PDF/A-2b, and the connector `document.render`.
//!
//! PDF/A-2b (ISO 19005-2) is what offices archive: fonts inside, no script, no outside reference.
//! Conformance is checked while writing; what cannot be written so is refused, never written wrong.
//! The font is DejaVu Sans, see NOTICE.

mod page;
mod render;
mod write;

pub use render::{KIND, Render, Send};
pub use write::{Letter, WriteError, pdf};
