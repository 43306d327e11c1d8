//! Who looks, and what they may see. Every read of the store takes a [`Viewer`] first.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Roles are combinable; each holds for one office or, without one, everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Works tasks and messages.
    Operatore,
    /// Registers and sorts.
    Protocollista,
    /// Sees all cases of the office, reassigns, gets alarms.
    Supervisore,
    /// Reads.
    Consultazione,
    /// Draws and publishes processes.
    Analista,
    /// Mailboxes, people, deployments, incidents.
    Amministratore,
}

impl Role {
    pub const ALL: [Role; 6] = [
        Role::Operatore,
        Role::Protocollista,
        Role::Supervisore,
        Role::Consultazione,
        Role::Analista,
        Role::Amministratore,
    ];

    /// The word kept in rows and groups.
    pub fn name(self) -> &'static str {
        match self {
            Role::Operatore => "operatore",
            Role::Protocollista => "protocollista",
            Role::Supervisore => "supervisore",
            Role::Consultazione => "consultazione",
            Role::Analista => "analista",
            Role::Amministratore => "amministratore",
        }
    }

    /// The role of this name; None for any other word.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// A person as far as reading and permission are concerned; made per request from stored rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// None: the engine itself (jobs, heartbeat).
    pub person: Option<Uuid>,
    pub login: String,
    pub name: String,
    /// (role, office key); office None: everywhere.
    pub roles: BTreeSet<(Role, Option<String>)>,
    /// Candidate groups the person belongs to now: `ufficio:<key>`, `responsabile:<key>`, `ruolo:<role>`.
    pub groups: BTreeSet<String>,
    /// Mailboxes the person may read; None: all.
    pub mailboxes: Option<BTreeSet<Uuid>>,
}

impl Viewer {
    /// The engine itself: sees everything, is nobody.
    pub fn system() -> Viewer {
        Viewer {
            person: None,
            login: "system".into(),
            name: "Staffetta".into(),
            roles: BTreeSet::new(),
            groups: BTreeSet::new(),
            mailboxes: None,
        }
    }

    /// Whether the person has the role in any office, or is the engine.
    pub fn has(&self, role: Role) -> bool {
        self.person.is_none() || self.roles.iter().any(|(r, _)| *r == role)
    }

    /// Whether the person has the role for this office (or everywhere), or is the engine.
    pub fn has_in(&self, role: Role, office: &str) -> bool {
        self.person.is_none()
            || self
                .roles
                .iter()
                .any(|(r, o)| *r == role && o.as_deref().is_none_or(|o| o == office))
    }
}
