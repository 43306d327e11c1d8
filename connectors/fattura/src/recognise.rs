//! Whether a mail is one of the exchange system's: an invoice with its metadata, or a notice about one.

use crate::{Document, FileName, NoticeKind, read};
use contract::{Attachment, Sdi};

/// Looks at the notices among the attachments; `bytes` hands out one of them by its path. None: the mail is something else.
///
/// A name alone is not enough: the notice must be one inside as well.
pub fn recognise(
    attachments: &[Attachment],
    bytes: impl Fn(&[u32]) -> Option<Vec<u8>>,
) -> Option<Sdi> {
    let named = |attachment: &Attachment| FileName::read(&attachment.name);
    for attachment in attachments {
        let Some(name) = named(attachment).filter(|n| n.notice.is_some() && !n.signed) else {
            continue;
        };
        if attachment.size > crate::BYTES_MAX as u64 {
            continue;
        }
        let Some(Ok(Some(Document::Notice(notice)))) = bytes(&attachment.path).map(|b| read(&b))
        else {
            continue;
        };
        // What we answered ourselves is no notice to us.
        if notice.kind == NoticeKind::Ec {
            continue;
        }
        let invoice = attachments.iter().find(|other| match &notice.file {
            Some(file) => other.name == *file,
            None => named(other).is_some_and(|n| n.notice.is_none() && n.invoice == name.invoice),
        });
        return Some(Sdi {
            notice: notice.kind.letters().into(),
            identifier: notice.sdi,
            file: notice.file.or_else(|| invoice.map(|i| i.name.clone())),
            invoice: invoice.map(|i| i.path.clone()),
        });
    }
    None
}
