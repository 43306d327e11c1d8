//! E-mail: reading, composing, fetching by IMAP or from a Maildir, sending by SMTP.
//!
//! [`reading`], [`tree`], [`header`], [`compose`] and [`xml`] are pure: bytes in, values out, never a panic.
//! [`imap`] and [`maildir`] bring raw bytes in ([`contract::Inbound`]), [`smtp`] takes them out,
//! [`Send`] is the connector `mail.send`. Certified mail is not known here.

pub mod bounce;
pub mod compose;
pub mod decode;
mod encode;
pub mod header;
pub mod html;
pub mod imap;
pub mod maildir;
pub mod name;
pub mod parameter;
pub mod probe;
pub mod reading;
pub mod send;
pub mod smtp;
pub mod tree;
pub mod xml;

pub use compose::{ComposeError, Outgoing, compose, receipt_asked};
pub use imap::{ImapConfig, ImapSource};
pub use maildir::MaildirSource;
pub use probe::probe;
pub use reading::{Content, Head, HtmlBody, arrival, attachment_bytes, html_body};
pub use send::Send;
pub use smtp::Smtp;
pub use tree::{Limits, Malformed, Part, Tree};
