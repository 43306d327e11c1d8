//! The file as values: what a `.bpmn` says, after prefixes, encodings and dialects are gone.
//!
//! Names follow BPMN 2.0.2. Every element keeps its id and its line. Expressions are kept as source
//! text with their language; nothing is compiled here. All vectors are in document order.

mod event;
mod repeat;
mod task;

pub use event::*;
pub use repeat::*;
pub use task::*;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One `definitions` element that could be read without an error.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Definitions {
    pub id: String,
    pub target_namespace: String,
    pub processes: Vec<ProcessModel>,
    /// By id.
    pub messages: BTreeMap<String, Message>,
    pub errors: BTreeMap<String, ErrorDef>,
    pub signals: BTreeMap<String, SignalDef>,
    pub escalations: BTreeMap<String, EscalationDef>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub id: String,
    pub name: String,
    /// `staffetta:correlationKey` on the message; the one on the event wins.
    pub correlation_key: Option<Source>,
    /// `staffetta:timeToLive` of those that are thrown; the one on the event wins.
    pub time_to_live: Option<String>,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ErrorDef {
    pub id: String,
    pub name: Option<String>,
    pub code: Option<String>,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SignalDef {
    pub id: String,
    /// By which signals are found; never an expression.
    pub name: String,
    /// `flowable:scope="processInstance"`: thrown, it stays within its instance.
    pub within: bool,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct EscalationDef {
    pub id: String,
    pub name: Option<String>,
    pub code: Option<String>,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProcessModel {
    pub id: String,
    pub name: Option<String>,
    pub line: u32,
    pub executable: bool,
    pub version_tag: Option<String>,
    pub candidate_starter_groups: Option<Source>,
    /// `camunda:isStartableInTasklist="false"`: people do not begin it by hand.
    pub not_by_hand: bool,
    /// Logins, comma separated.
    pub candidate_starter_users: Option<Source>,
    /// `camunda:executionListener` of the process itself.
    pub listeners: Listeners,
    /// Forms that the file describes itself (`camunda:formData`, `formProperty`), by the name their tasks and
    /// `start_form` use.
    pub forms: BTreeMap<String, Vec<FormField>>,
    /// Form of the none start event (`camunda:formRef` or `formKey`): what *Nuova pratica* shows.
    pub start_form: Option<String>,
    /// `camunda:initiator` of the none start event: variable that gets the login of who starts.
    pub initiator: Option<String>,
    /// Names of data objects, stores, properties, inputs and outputs: variables that are null until written.
    pub data: Vec<String>,
    /// Required data inputs by input set: begun plainly, the process is given all of one of them.
    pub input_sets: Vec<Vec<String>>,
    /// Index 0 is the process itself.
    pub scopes: Vec<Scope>,
    /// All nodes of all scopes; `NodeIndex` points here.
    pub nodes: Vec<Node>,
    pub flows: Vec<Flow>,
    /// In document order, outer lanes before those inside them.
    pub lanes: Vec<Lane>,
}

/// A lane: who does the work drawn in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lane {
    /// Its name, else its id.
    pub name: String,
    /// Ids of the nodes in it.
    pub nodes: Vec<String>,
    /// `staffetta:candidateGroups` or `camunda:candidateGroups`, else the name when it is that of a group: offered
    /// the user tasks inside that name nobody themselves.
    pub groups: Option<Source>,
}

/// Scripts and expressions that run when an element begins and when it has ended, in order. Inputs are
/// mapped before the first of `start`, outputs after the last of `end`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listeners {
    pub start: Vec<Source>,
    /// Also when the element is taken back.
    pub end: Vec<Source>,
}

pub type NodeIndex = usize;
pub type FlowIndex = usize;
pub type ScopeIndex = usize;

/// The process, an embedded subprocess or an event subprocess.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    /// Id of the process or subprocess.
    pub id: String,
    /// The subprocess node that owns it; None for the process.
    pub owner: Option<NodeIndex>,
    pub nodes: Vec<NodeIndex>,
    pub flows: Vec<FlowIndex>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    pub id: String,
    pub name: Option<String>,
    pub line: u32,
    pub source: NodeIndex,
    pub target: NodeIndex,
    pub condition: Option<Source>,
    /// `camunda:executionListener` of a flow: run when it is taken.
    pub listeners: Vec<Source>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    pub id: String,
    pub name: Option<String>,
    pub line: u32,
    pub scope: ScopeIndex,
    pub incoming: Vec<FlowIndex>,
    pub outgoing: Vec<FlowIndex>,
    /// Default flow of a gateway or activity.
    pub default: Option<FlowIndex>,
    pub kind: NodeKind,
    /// `camunda:inputOutput`.
    pub inputs: Vec<Mapping>,
    pub outputs: Vec<Mapping>,
    /// The one data output of an event or of a task that is answered: a single value that comes is known by this
    /// name, whatever its sender calls it.
    pub takes: Option<String>,
    /// Boundary events attached to this activity.
    pub boundaries: Vec<NodeIndex>,
    /// `multiInstanceLoopCharacteristics` or `standardLoopCharacteristics`.
    pub multi: Option<Multi>,
    /// `camunda:asyncBefore` / `asyncAfter`: cut the transaction here.
    pub async_before: bool,
    pub async_after: bool,
    /// `camunda:failedJobRetryTimeCycle` as written, or None.
    pub retry: Option<String>,
    pub documentation: Option<String>,
    pub listeners: Listeners,
    /// `flowable:skipExpression`: when true, and the case allows skipping, the work is left out.
    pub skip: Option<Source>,
    /// `isForCompensation`: begun only to make good what another activity did.
    pub compensation: bool,
    pub quantity: Quantity,
}

/// How many tokens an activity takes and gives. Source: BPMN 2.0.2 table 10.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// `startQuantity`: so many tokens must have come before it begins; at least 1.
    pub start: u32,
    /// `completionQuantity`: so many tokens go out by each flow taken; at least 1.
    pub completion: u32,
}

impl Default for Quantity {
    fn default() -> Self {
        Quantity {
            start: 1,
            completion: 1,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum NodeKind {
    /// `interrupting` matters to event subprocesses only.
    Start {
        trigger: Trigger,
        interrupting: bool,
    },
    End {
        result: EndResult,
    },
    /// Intermediate catch event.
    Catch {
        trigger: Trigger,
    },
    /// Intermediate throw event, an end event that throws, or a send task that publishes a message.
    /// Empty: an intermediate event without definition.
    Throw {
        throws: Vec<Throw>,
    },
    /// An end event of several definitions of which one ends or compensates: `throws` happen first, then `then`,
    /// an `End`, `CancelEnd` or `Compensate`.
    ThrowThen {
        throws: Vec<Throw>,
        then: Box<NodeKind>,
    },
    /// Intermediate throw link event: goes on at the catch link event of its name.
    Link {
        target: NodeIndex,
    },
    Boundary {
        host: NodeIndex,
        interrupting: bool,
        trigger: Trigger,
    },
    UserTask(Box<UserTask>),
    ServiceTask(ServiceTask),
    /// Send task, or message throw event, by topic.
    SendTask(ServiceTask),
    ReceiveTask {
        catch: MessageCatch,
        /// The message also starts the process.
        instantiate: bool,
    },
    ScriptTask {
        script: Source,
        result_variable: Option<String>,
    },
    BusinessRuleTask {
        rule: String,
        result_variable: Option<String>,
    },
    /// `manualTask` and undefined `task`: pass through.
    #[default]
    PassTask,
    ExclusiveGateway,
    ParallelGateway,
    InclusiveGateway,
    ComplexGateway {
        /// When enough has come; always there with several incoming flows.
        activation: Option<Source>,
    },
    EventBasedGateway {
        /// The first of its events starts the process.
        instantiate: bool,
        /// All of its events must come; only with `instantiate`.
        parallel: bool,
    },
    SubProcess {
        scope: ScopeIndex,
    },
    AdHocSubProcess(Box<AdHoc>),
    CallActivity(Box<Call>),
    /// Throws compensation: intermediate or end event.
    Compensate {
        /// Only this activity; None: everything completed around the event.
        activity: Option<NodeIndex>,
        /// Goes on only when all handlers have ended.
        wait: bool,
    },
    /// Cancel end event of a transaction.
    CancelEnd,
    /// Boundary event of a transaction that was cancelled.
    CancelBoundary {
        host: NodeIndex,
    },
    /// Names the activity that makes good what its host did.
    CompensationBoundary {
        host: NodeIndex,
        handler: NodeIndex,
    },
    /// `triggeredByEvent`: begun by the trigger of its start event while the scope around it runs.
    EventSubProcess {
        scope: ScopeIndex,
    },
}

impl NodeKind {
    /// What the element does last: of an end event that throws first, what ends; else the kind itself.
    pub fn last(&self) -> &NodeKind {
        match self {
            NodeKind::ThrowThen { then, .. } => then,
            kind => kind,
        }
    }
}

/// A subprocess whose activities begin without flows leading to them. Source: BPMN 2.0.2 §10.3.5, §13.3.5.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AdHoc {
    pub scope: ScopeIndex,
    /// `ordering="Sequential"`: one activity at a time.
    pub sequential: bool,
    /// Asked whenever an activity inside has ended; None: done when nothing is left.
    pub completion: Option<Source>,
    /// Whether what still runs is taken back when the condition holds.
    pub cancel_remaining: bool,
}

/// Source text of an expression or script with the language the file gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    pub text: String,
    pub language: Language,
    pub line: u32,
}

/// `Template` is the literal-unless-`${…}` reading of attributes and parameters (design §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Literal text, with `${…}` parts evaluated; a text that is one single `${…}` keeps the value's type.
    #[default]
    Template,
    Rhai,
    /// Starts with `=`: the FEEL subset.
    Feel,
}
