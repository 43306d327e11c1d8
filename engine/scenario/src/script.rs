//! A scenario file as values. A key nobody knows is refused, so that no expectation is passed over.

use crate::Files;
use chrono::{DateTime, Utc};
use office::calendar::{Calendar, Closing, Patron, Stretch};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The reader's own words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(String);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    /// Key of the process whose case this is.
    pub process: String,
    pub title: Title,
    pub given: Given,
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Title {
    pub it: String,
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    /// Office time at the beginning.
    pub now: DateTime<Utc>,
    /// Login → groups: `ufficio:<key>`, `responsabile:<key>`, `ruolo:<role>`.
    #[serde(default)]
    pub people: BTreeMap<String, Vec<String>>,
    /// When the house and its offices work, where not as usual.
    #[serde(default, rename = "calendar")]
    pub calendars: Vec<GivenCalendar>,
    #[serde(default)]
    pub mail: Option<Letter>,
}

/// A calendar of the house or of an office (`[[given.calendar]]`). What it does not say is as usual: Monday to Friday,
/// 9 to 17, Italian public holidays, which need not be said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GivenCalendar {
    /// `casa`, when absent, or `ufficio:<key>`.
    #[serde(default)]
    pub of: Option<String>,
    /// Working hours, Monday to Sunday.
    #[serde(default)]
    pub week: Option<[Vec<Stretch>; 7]>,
    #[serde(default)]
    pub patron: Option<Patron>,
    #[serde(default)]
    pub closings: Vec<Closing>,
}

impl GivenCalendar {
    pub fn scope(&self) -> &str {
        self.of.as_deref().unwrap_or("casa")
    }

    pub fn calendar(&self) -> Calendar {
        Calendar {
            week: self.week.clone().unwrap_or(Calendar::default().week),
            patron: self.patron.clone(),
            closings: self.closings.clone(),
        }
    }
}

/// A mail as people see it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Letter {
    pub from: String,
    #[serde(default)]
    pub from_name: String,
    #[serde(default)]
    pub to: Vec<String>,
    #[serde(default)]
    pub cc: Vec<String>,
    pub subject: String,
    #[serde(default)]
    pub text: String,
    /// *Inviata*, of a certified mail.
    #[serde(default)]
    pub sent_at: Option<DateTime<Utc>>,
    /// *Giunta in casella*.
    #[serde(default)]
    pub arrived_at: Option<DateTime<Utc>>,
    /// Wrapped in an envelope whose signature holds.
    pub certified: bool,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What the exchange system of invoices says; the first attachment has the path `[2]`.
    #[serde(default)]
    pub sdi: Option<contract::Sdi>,
    /// Key of the mailbox it comes to; when absent, the first the start of the process reads.
    #[serde(default)]
    pub mailbox: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attachment {
    pub name: String,
    pub media_type: String,
    pub size: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The fact in words.
    pub when: String,
    pub r#do: Action,
    #[serde(default)]
    pub then: Then,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Action {
    /// The mail of `given` arrives.
    Arrive(Mail),
    /// A case is begun by hand or by a program.
    Start {
        #[serde(default)]
        by: Option<String>,
        #[serde(default)]
        variables: Map<String, Value>,
    },
    Claim {
        task: String,
        by: String,
    },
    /// A person concludes a task.
    Complete {
        task: String,
        by: String,
        #[serde(default)]
        form: Map<String, Value>,
        #[serde(default)]
        message: Option<Value>,
    },
    /// A connector or a worker did its work.
    Job {
        element: String,
        #[serde(default)]
        result: Map<String, Value>,
    },
    /// A connector or a worker reports a BPMN error.
    Error {
        element: String,
        code: String,
        #[serde(default)]
        message: String,
    },
    /// Receipts, in this order: of the message they name, else of the last one that left.
    Receipts(Vec<Receipt>),
    Message {
        name: String,
        #[serde(default)]
        key: String,
        #[serde(default)]
        variables: Map<String, Value>,
    },
    Signal {
        name: String,
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Office time moves on to this instant, through all that is due before.
    Clock(DateTime<Utc>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mail {
    Mail,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Receipt {
    pub kind: contract::ReceiptKind,
    /// Of a notice that concerns one recipient.
    #[serde(default)]
    pub recipient: Option<String>,
    #[serde(default)]
    pub reason: Option<String>,
    /// Which message it is about; needed where several left at the same instant.
    #[serde(default)]
    pub despatch: Option<Which>,
}

/// A message that left, by what is known of it: all that is said must fit.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// The element that sent it.
    #[serde(default)]
    pub element: Option<String>,
    #[serde(default)]
    pub subject: Option<String>,
    /// One of those it went to.
    #[serde(default)]
    pub to: Option<String>,
}

/// What must hold after a step. Lists are complete but for `jobs.inputs` and `variables`; what is
/// absent (a holder or a due time too) is not looked at, but an incident nobody expects is always a difference.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Then {
    pub tasks: Option<Vec<WantedTask>>,
    pub jobs: Option<Vec<WantedJob>>,
    pub waits: Option<Vec<WantedWait>>,
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// running | suspended | completed | terminated | failed
    pub state: Option<String>,
    /// The case passed this element.
    pub ended_at: Option<String>,
    /// All lines scripts have logged so far.
    pub log: Option<Vec<String>>,
    /// Whom notices told so far: a login or a group.
    pub notices: Option<Vec<String>>,
    /// Elements where the case is stuck.
    #[serde(default)]
    pub incidents: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedTask {
    pub element: String,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub holder: Option<String>,
    /// By when it is to be done.
    #[serde(default)]
    pub due: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedJob {
    pub element: String,
    pub topic: String,
    #[serde(default)]
    pub inputs: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedWait {
    pub element: String,
    pub message: String,
    /// May name variables: `${spedizione}`.
    #[serde(default)]
    pub key: String,
}

/// What the bundle asks of the house (`[needs]` of bundle.toml).
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Needs {
    #[serde(default)]
    pub offices: Vec<String>,
    #[serde(default)]
    pub mailboxes: Vec<NeededMailbox>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct NeededMailbox {
    pub key: String,
    #[serde(default)]
    pub certified: bool,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Script, Unreadable> {
    parse(bytes)
}

/// What bundle.toml asks for; nothing where there is none.
pub(crate) fn needs(files: &Files) -> Result<Needs, Unreadable> {
    #[derive(Default, Deserialize)]
    struct Manifest {
        #[serde(default)]
        needs: Needs,
    }
    files
        .iter()
        .find(|(path, _)| path == "bundle.toml")
        .map_or_else(
            || Ok(Needs::default()),
            |(_, bytes)| parse::<Manifest>(bytes).map(|m| m.needs),
        )
}

fn parse<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|e| Unreadable(e.to_string()))?;
    toml::from_str(text).map_err(|e| Unreadable(e.to_string()))
}
