//! Who looks, and what they may see. Every read of the store takes a [`Viewer`] first.

use crate::{Behalf, Given, MessageClass, Right};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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
    /// Mailboxes the person may read by office and role; None: all. Those of `given` go by what is given there.
    pub mailboxes: Option<BTreeSet<Uuid>>,
    /// Mailboxes that give rights one by one, with what the person has there.
    pub given: BTreeMap<Uuid, Given>,
    /// Absent people in whose place the person works today. What they may, the person may in their name.
    pub standing_in: Vec<StandIn>,
}

/// An absent person, as far as the substitute is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    /// The absent person; stands in for nobody.
    pub viewer: Viewer,
    /// Logins of the substitutes between, absent themselves.
    pub via: Vec<String>,
}

impl StandIn {
    pub fn behalf(&self) -> Behalf {
        Behalf {
            of: self.viewer.login.clone(),
            via: self.via.clone(),
        }
    }
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
            given: BTreeMap::new(),
            standing_in: Vec::new(),
        }
    }

    /// The person, then everybody in whose place they work.
    pub fn each(&self) -> impl Iterator<Item = &Viewer> + Clone {
        std::iter::once(self).chain(self.standing_in.iter().map(|s| &s.viewer))
    }

    /// Whether the login is the person's, or that of somebody in whose place they work.
    pub fn acts_as(&self, login: &str) -> bool {
        self.each().any(|v| v.login == login)
    }

    /// Whether the person, or somebody in whose place they work, belongs to the group.
    pub fn in_group(&self, group: &str) -> bool {
        self.each().any(|v| v.groups.contains(group))
    }

    /// Whether the person has the role in any office, by themselves or in somebody's place, or is the engine.
    pub fn has(&self, role: Role) -> bool {
        self.each().any(|v| v.holds(role))
    }

    /// Whether the person, or somebody in whose place they work, has to do with the mailbox.
    pub fn knows_mailbox(&self, mailbox: Uuid) -> bool {
        self.reads_mailbox(mailbox)
            || self
                .each()
                .filter_map(|v| v.given.get(&mailbox))
                .any(|given| !given.is_nothing())
    }

    /// Whether the mailbox has messages the person, or somebody in whose place they work, may read.
    pub fn reads_mailbox(&self, mailbox: Uuid) -> bool {
        self.person.is_none()
            || self.each().any(|v| match v.given.get(&mailbox) {
                Some(given) => given.any(Right::View),
                None => v.mailboxes.as_ref().is_none_or(|m| m.contains(&mailbox)),
            })
    }

    /// Whether the mailbox gives this person's own right; None: it goes by office and role, or this is the engine.
    pub(crate) fn given(&self, mailbox: Uuid, right: Right, class: MessageClass) -> Option<bool> {
        let given = self.given.get(&mailbox).filter(|_| self.person.is_some())?;
        Some(given.has(right, class))
    }

    /// Whether the role is the person's own in any office, or this is the engine.
    pub(crate) fn holds(&self, role: Role) -> bool {
        self.person.is_none() || self.roles.iter().any(|(r, _)| *r == role)
    }

    /// Whether the role is the person's own for this office (or everywhere), or this is the engine.
    pub(crate) fn holds_in(&self, role: Role, office: &str) -> bool {
        self.person.is_none()
            || self
                .roles
                .iter()
                .any(|(r, o)| *r == role && o.as_deref().is_none_or(|o| o == office))
    }
}
