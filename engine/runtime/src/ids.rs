//! Ids that follow from other ids, so that a repeat of the same act names the same row.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The row of a wait, incident or timer of an instance: same arguments, same id. It keeps the time
/// prefix of the instance's id, so rows of one instance lie together in the index.
pub fn of_instance(instance: Uuid, number: u64, sort: &str) -> Uuid {
    derived(instance, &number.to_be_bytes(), sort)
}

/// The row of a message of a folder: the same message with the same arrival always gets the same id.
/// It begins with the time of arrival, so that lists by id are lists by age.
pub(crate) fn of_mail(
    mailbox: Uuid,
    folder: &str,
    uid_validity: u64,
    uid: u64,
    arrived_at: DateTime<Utc>,
) -> Uuid {
    let id = derived(
        mailbox,
        format!("{folder}\0{uid_validity}\0{uid}").as_bytes(),
        "mail",
    );
    at(id, arrived_at)
}

/// Puts a time in front of a derived id, so that it sorts by time like every other.
pub(crate) fn at(id: Uuid, at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    let mut bytes = *id.as_bytes();
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    Uuid::from_bytes(bytes)
}

/// A further id from one id and a name.
pub(crate) fn derived(base: Uuid, part: &[u8], sort: &str) -> Uuid {
    let digest = Sha256::new()
        .chain_update(base.as_bytes())
        .chain_update(sort.as_bytes())
        .chain_update([0])
        .chain_update(part)
        .finalize();
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&base.as_bytes()[..6]);
    bytes[6..].copy_from_slice(&digest[..10]);
    Builder::from_custom_bytes(bytes).into_uuid()
}
