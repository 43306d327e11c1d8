//! What a demonstration is made of: one value per invented organisation.

use super::house::DemoPerson;
use super::sample::Kind;
use clap::ValueEnum;

/// Which organisation the demonstration shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Organisation {
    /// A town hall.
    #[default]
    Comune,
    /// A professional order.
    Ordine,
    /// A company with five mailboxes.
    Azienda,
}

impl Organisation {
    pub fn plan(self) -> &'static Plan {
        match self {
            Organisation::Comune => &super::comune::PLAN,
            Organisation::Ordine => &super::ordine::PLAN,
            Organisation::Azienda => &super::azienda::PLAN,
        }
    }
}

/// Who draws the processes, in each of them.
pub const ANALYST: DemoPerson = DemoPerson {
    login: "sara.costa",
    name: "Sara Costa",
    title: (
        "Analista: disegna i processi",
        "Analyst: draws the processes",
    ),
    roles: &[("analista", None)],
    heads: None,
};

/// Who looks after mailboxes and people, in each of them.
pub const ADMINISTRATOR: DemoPerson = DemoPerson {
    login: "dario.monti",
    name: "Dario Monti",
    title: ("Amministratore del sistema", "Administrator"),
    roles: &[("amministratore", None)],
    heads: None,
};

/// An organisation: who is in it, its mailboxes, and its last month.
pub struct Plan {
    pub name: &'static str,
    /// Domains of its mailboxes at the gestore.
    pub domains: &'static [&'static str],
    /// Key and name.
    pub offices: &'static [(&'static str, &'static str)],
    pub people: &'static [DemoPerson],
    pub boxes: &'static [Mailbox],
    /// Address of the certified mailbox whose mail is followed.
    pub certified: &'static str,
    /// Address of the ordinary mailbox of the desk.
    pub desk: &'static str,
    /// Names of the processes' bundles; empty: all that come with Staffetta.
    pub bundles: &'static [&'static str],
    /// What is called otherwise here than in the bundles: words of their texts, and ours.
    pub words: &'static [(&'static str, &'static str)],
    /// Who drafts and who approves, by office.
    pub hands: &'static [(&'static str, &'static str, &'static str)],
    /// Certified letters of the last month, and how far each has come.
    pub past: &'static [Past],
    /// E-mails of the last month, to an ordinary mailbox.
    pub post: &'static [Note],
    /// Certified letters that came to the mailbox of the desk: no process takes them, a person sorts them.
    pub unsorted: &'static [Note],
    /// Who is away from today on: person, substitute, first and last day from today.
    pub absences: &'static [(&'static str, &'static str, u64, u64)],
    /// What can be made to arrive.
    pub samples: &'static [(Kind, Text)],
}

impl Plan {
    /// What people call an office.
    pub fn office_name(&self, key: &str) -> Option<&'static str> {
        let found = self.offices.iter().find(|(k, _)| *k == key);
        found.map(|(_, name)| *name)
    }
}

pub struct Mailbox {
    pub key: &'static str,
    pub address: &'static str,
    pub display: &'static str,
    pub certified: bool,
    pub offices: &'static [&'static str],
}

/// How far a case of the past has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has taken it.
    Waiting,
    /// Its clerk holds it.
    Taken,
    /// The answer waits for its approval.
    Drafted,
    /// Answered by PEC; what became of it the gestore says.
    Answered,
}

/// A letter of the past: days ago, office, writer, name, subject, text, stage.
pub struct Past(
    pub i64,
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub Stage,
);

/// A mail nobody has worked: days ago, mailbox it came to, writer, name, subject, text.
pub struct Note(
    pub i64,
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub &'static str,
);

/// A mail that can be made to arrive.
pub struct Text {
    pub from: &'static str,
    pub from_name: &'static str,
    pub subject: &'static str,
    pub text: &'static str,
    /// Name and text of a file.
    pub attachment: Option<(&'static str, &'static str)>,
}
