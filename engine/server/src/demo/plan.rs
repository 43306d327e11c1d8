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
    /// Invoices to a public body have a format and a code of their own.
    pub public_body: bool,
    /// Names of the processes' bundles.
    pub bundles: &'static [&'static str],
    /// What is called otherwise here than in the bundles: words of their texts, and ours.
    pub words: &'static [(&'static str, &'static str)],
    /// Who drafts and who approves, by office.
    pub hands: &'static [(&'static str, &'static str, &'static str)],
    /// Certified letters of the last month, and how far each has come.
    pub past: &'static [Past],
    /// E-mails of the last month, to an ordinary mailbox.
    pub post: &'static [Note],
    /// Certified letters that no process takes: a person sorts them.
    pub unsorted: &'static [Note],
    /// Certified letters to any mailbox that a process of their own takes.
    pub letters: &'static [Note],
    /// What the exchange system delivered.
    pub invoices: &'static [Invoice<'static>],
    /// Name, certified address and tax code of who is in the address book.
    pub book: &'static [(&'static str, &'static str, &'static str)],
    /// Letters the offices began by themselves.
    pub begun: &'static [Begun],
    /// What has been done of all these, in order.
    pub steps: &'static [Step],
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

/// An electronic invoice with 22% of VAT, delivered by the exchange system.
pub struct Invoice<'a> {
    pub days: i64,
    /// The certified mailbox it is delivered to.
    pub to: &'static str,
    /// What the exchange system calls it; its mail is `Invio File <sdi>`.
    pub sdi: u32,
    pub number: &'a str,
    pub supplier: &'static str,
    /// Eleven digits, after `IT`.
    pub vat: &'static str,
    /// The supplier's address.
    pub email: &'static str,
    /// Text and euro cents, without VAT.
    pub lines: &'static [(&'static str, i64)],
    /// Who signed the `.p7m`: given name and surname; None: plain XML.
    pub signer: Option<(&'static str, &'static str)>,
}

/// A letter begun by hand in `invio_con_approvazione`: clerk, office, subject, order of the approvals.
pub struct Begun(
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub &'static str,
);

/// A task that has been concluded: subject of the mail or letter, element, who, and the form as JSON. A draft takes the first letter of its
/// task, and what `message` of the form says otherwise; `everybody` sends it to the whole address book.
pub struct Step(
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
