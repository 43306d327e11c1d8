//! Electronic invoices (FatturaPA) and the notices of the exchange system (SDI), as they come by PEC.
//!
//! Pure: bytes in, values out. Amounts are decimals as written, dates are days. What the format leaves
//! optional may be missing here; what is wrong is an error that names the element. Nothing is computed
//! that the file does not state, but [`Invoice::remarks`] says where its sums disagree.
//! Sources: FatturaPA 1.2.3 and `MessaggiTypes` 1.1 of the Agenzia delle Entrate; DM 55/2013.

mod amount;
mod invoice;
mod name;
mod notice;
mod outcome;
mod recognise;
mod tree;

pub use invoice::{Attached, Body, Instalment, Invoice, Line, Order, Party, Rate, Remark};
pub use name::{FileName, NoticeKind};
pub use notice::{Notice, NoticeFault};
pub use outcome::{Judgement, Outcome, file_name};
pub use recognise::recognise;
pub use tree::XmlFault;

/// What a file of the exchange system holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    Invoice(Box<Invoice>),
    Notice(Notice),
}

/// Reads a file by its root element, whatever its name says. The bytes are those inside a `.p7m`, if it came in one.
///
/// None: well-formed XML of another kind.
pub fn read(bytes: &[u8]) -> Result<Option<Document>, XmlFault> {
    let root = tree::read(bytes)?;
    if let Some(invoice) = invoice::read(&root)? {
        return Ok(Some(Document::Invoice(Box::new(invoice))));
    }
    Ok(notice::read(&root)?.map(Document::Notice))
}

/// Largest file read: the exchange system takes 5 MB a file (Agenzia delle Entrate, technical rules §2.2).
pub const BYTES_MAX: usize = 5 * 1024 * 1024;
