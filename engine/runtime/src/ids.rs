//! Ids that follow from other ids, so that a repeat of the same act names the same row.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The row of a wait, incident or timer of an instance: same arguments, same id. It keeps the time
/// prefix of the instance's id, so rows of one instance lie together in the index.
pub fn of_instance(instance: Uuid, number: u64, sort: &str) -> Uuid {
    derived(instance, &number.to_be_bytes(), sort)
}

/// The row of a message of a folder: the same message always gets the same id.
pub(crate) fn of_mail(mailbox: Uuid, folder: &str, uid_validity: u64, uid: u64) -> Uuid {
    derived(
        mailbox,
        format!("{folder}\0{uid_validity}\0{uid}").as_bytes(),
        "mail",
    )
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
