//! What a recipient does with a mail, by its local part.

use serde::{Deserialize, Serialize};

/// What comes back for one recipient after the acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Delivered at once.
    Deliver,
    /// The mailbox is full.
    Full,
    /// There is no such mailbox.
    Unknown,
    /// The domain does not exist (any more).
    NoDomain,
    /// 12 h notice, 24 h notice, nothing else.
    Slow,
    /// 12 h notice, delivery after 14 h.
    Late,
    /// 24 h notice, delivery after 25 h.
    VeryLate,
    /// 12 h notice, 24 h notice, delivery after 25 h.
    Belated,
    /// The recipient's gestore finds a virus.
    Virus,
    /// Nothing at all comes back.
    Silent,
}

impl Behaviour {
    /// `external@` is no PEC mailbox, whatever its domain: an ordinary one that takes the mail.
    pub(crate) fn is_external(address: &str) -> bool {
        name(address) == "external"
    }

    /// By local part, ignoring a `+suffix`; None for an ordinary name.
    pub(crate) fn of(address: &str) -> Option<Behaviour> {
        match name(address) {
            "full" => Some(Behaviour::Full),
            "unknown" => Some(Behaviour::Unknown),
            "slow" => Some(Behaviour::Slow),
            "late" => Some(Behaviour::Late),
            "verylate" => Some(Behaviour::VeryLate),
            "belated" => Some(Behaviour::Belated),
            "virus" => Some(Behaviour::Virus),
            "silent" => Some(Behaviour::Silent),
            _ => None,
        }
    }
}

/// The local part without its `+suffix`.
fn name(address: &str) -> &str {
    let local = address.split('@').next().unwrap_or_default();
    local.split('+').next().unwrap_or_default()
}
