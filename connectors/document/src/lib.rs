//! Documents: letters made here as PDF/A-2b, the connector `document.render`, opening what others sent,
//! telling whether what came back signed is what was approved, and a test signer.
//!
//! PDF/A-2b (ISO 19005-2) is what offices archive: fonts inside, no script, no outside reference.
//! Conformance is checked while writing; what cannot be written so is refused, never written wrong.
//! The font is DejaVu Sans, see NOTICE.

mod archive;
mod invoice;
mod mark;
mod open;
mod opener;
mod page;
mod render;
mod signed;
mod signer;
mod write;

pub use archive::{ArchiveWriter, archive};
pub use invoice::{OUTCOME, Outcomes, READ, Reader};
pub use open::{Asked, Contents, Entry, Layer, OpenRemark, open};
pub use opener::{COMMAND as OPEN_COMMAND, Opener, OpenerError, serve};
pub use render::{KIND, Render, Send};
pub use signed::compare;
pub use signer::TestSigner;
pub use write::{Letter, WriteError, pdf, report};
