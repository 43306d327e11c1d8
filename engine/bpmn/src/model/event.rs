//! What events wait for and what they throw.

use super::Source;
use serde::{Deserialize, Serialize};

/// What an event waits for.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// A start event without definition; a catch link event.
    None,
    Message(MessageCatch),
    Timer(Timer),
    Signal {
        name: String,
    },
    Condition(Condition),
    /// Boundary events and event subprocesses. `code: None` catches every BPMN error. Variables by
    /// `camunda:errorCodeVariable`, `errorMessageVariable`.
    Error {
        code: Option<String>,
        code_variable: Option<String>,
        message_variable: Option<String>,
    },
    /// Boundary events and event subprocesses. `code: None` catches every escalation. Variable by
    /// `camunda:escalationCodeVariable`.
    Escalation {
        code: Option<String>,
        code_variable: Option<String>,
    },
    /// Event subprocesses inside a subprocess: begun when that subprocess is compensated.
    Compensation,
    /// A multiple event: any one of them, or all when `parallel`. Never nested, never empty.
    Several {
        parallel: bool,
        of: Vec<Trigger>,
    },
}

impl Trigger {
    /// The single triggers of a multiple event; else this one.
    pub fn each(&self) -> &[Trigger] {
        match self {
            Trigger::Several { of, .. } => of,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether all of several must come.
    pub fn parallel(&self) -> bool {
        matches!(self, Trigger::Several { parallel: true, .. })
    }
}

/// A condition over variables, watched for turning true.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub expression: Source,
    /// `camunda:variableName`: only changes of this variable count.
    pub variable: Option<String>,
    /// `camunda:variableEvents`: only a first write (`create`) counts, or only later ones (`update`).
    pub on_create: bool,
    pub on_update: bool,
    pub line: u32,
}

/// What a throwing event sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Throw {
    /// Publishes a message by name and key.
    Message(MessageThrow),
    Signal {
        name: String,
        /// Only this instance hears it.
        within: bool,
    },
    Escalation {
        code: String,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct MessageThrow {
    /// Name of the BPMN message.
    pub name: String,
    pub correlation_key: Option<Source>,
    /// ISO 8601 duration, or a text with `${…}`: how long it waits for somebody. None: not at all.
    pub time_to_live: Option<Source>,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EndResult {
    None,
    Terminate {
        /// `flowable:terminateAll`: the whole instance and those that called it, not only the scope around.
        all: bool,
    },
    Error {
        code: String,
        message: Option<String>,
    },
}

/// A message subscription: by name and key.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MessageCatch {
    /// Name of the BPMN message (not its id).
    pub name: String,
    /// Evaluated when the subscription opens; None: the instance's business key is not used, the key is empty.
    pub correlation_key: Option<Source>,
    /// `staffetta:mailbox`: key or address of a mailbox whose arrivals start or wake this (`*` any).
    pub mailbox: Option<String>,
    /// `staffetta:accepts`: `pec`, `mail`, `sdi` or `any` (default any), start events with a mailbox only.
    pub accepts: Option<String>,
    /// `staffetta:when`: rhai condition over `mail`, start events with a mailbox only.
    pub when: Option<Source>,
    /// `staffetta:receipt`: `accettazione` | `consegna` | `esito` | `rimedio`: wait for this milestone of the
    /// despatch whose id the correlation key gives.
    pub receipt: Option<String>,
    /// `staffetta:timeToLive` (ISO 8601 duration) for messages this element throws or buffers.
    pub time_to_live: Option<String>,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Timer {
    pub kind: TimerKind,
    pub value: Source,
    /// `flowable:endDate`: a cycle does not come after it.
    pub until: Option<Source>,
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKind {
    Date,
    Duration,
    /// `R[n]/…` or cron.
    Cycle,
}
