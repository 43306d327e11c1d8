//! Everything that lasts. See [`row`] for the rows, [`write`] for the one write path, [`load`] for what
//! verbs need, [`view`] for what people read (each takes a `&Viewer` first), [`blob`] for bytes.
//!
//! One organisation is one database (SQLite or PostgreSQL, by URL) and one blob root.

pub mod audit;
pub mod backup;
pub mod blob;
mod boot;
mod cell;
mod committer;
mod connect;
pub mod crash;
mod fault;
mod gather;
mod health;
pub mod lease;
pub mod load;
mod migration;
mod restored;
pub mod row;
pub mod seal;
mod search;
mod sql;
mod store;
mod table;
pub mod view;
pub mod write;

pub use audit::{AuditFault, AuditReport};
pub use backup::{Manifest, restore};
pub use blob::{BlobRoot, Blobs, Bucket};
pub use boot::Boot;
pub use committer::Change;
pub use fault::{BackupFault, BucketFault, StoreError};
pub use health::Unwritable;
pub use lease::Lease;
pub use restored::{Gap, Restored};
pub use seal::Sealer;
pub use search::{MailWords, plain};
pub use store::{OpenOptions, Store};
pub use write::{
    CommandRecord, CommitError, Committed, Expect, Guard, Registered, Row, Table, Write, WriteSet,
};
