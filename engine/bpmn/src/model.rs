//! The file as values: what a `.bpmn` says, after prefixes, encodings and dialects are gone.
//!
//! Names follow BPMN 2.0.2. Every element keeps its id and its line. Expressions are kept as source
//! text with their language; nothing is compiled here. All vectors are in document order.

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
    /// Form of the none start event (`camunda:formRef` or `formKey`): what *Nuova pratica* shows.
    pub start_form: Option<String>,
    /// `camunda:initiator` of the none start event: variable that gets the login of who starts.
    pub initiator: Option<String>,
    /// Names of data objects, stores, properties, inputs and outputs: variables that are null until written.
    pub data: Vec<String>,
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
    Terminate,
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
    /// `staffetta:accepts`: `pec`, `mail` or `any` (default any), start events with a mailbox only.
    pub accepts: Option<String>,
    /// `staffetta:when`: rhai condition over `mail`, start events with a mailbox only.
    pub when: Option<Source>,
    /// `staffetta:receipt`: `accettazione` | `consegna` | `esito`: wait for this milestone of the
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

#[derive(Debug, Clone, PartialEq, Default)]
pub struct UserTask {
    pub assignee: Option<Source>,
    pub candidate_users: Option<Source>,
    /// Group names: `ufficio:<key>`, `responsabile:<office key>`, `ruolo:<role>`; comma separated after evaluation.
    pub candidate_groups: Option<Source>,
    pub due_date: Option<Source>,
    pub follow_up_date: Option<Source>,
    pub priority: Option<Source>,
    /// `camunda:formRef` (id of a .form of the bundle) or `formKey`.
    pub form: Option<String>,
    /// `staffetta:drafts`: name of the variable this task writes the outgoing message into.
    pub drafts: Option<String>,
    /// `staffetta:approves`: name of the variable that holds the message this task approves.
    pub approves: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceTask {
    /// `camunda:topic` of `camunda:type="external"`.
    pub topic: String,
    pub priority: Option<Source>,
}

/// What a call activity calls, and what passes in and out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Call {
    /// Id of a process or global task; may hold `${…}`.
    pub called: Source,
    pub binding: Binding,
    pub business_key: Option<CalledKey>,
    /// `camunda:in`: seen here, given to the called process.
    pub inputs: Vec<Passing>,
    /// `camunda:out`: seen in the called process, given back.
    pub outputs: Vec<Passing>,
}

/// Which version of the called process.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Binding {
    #[default]
    Latest,
    /// The one deployed together with the caller.
    Deployment,
    Version(Source),
    VersionTag(Source),
}

#[derive(Debug, Clone, PartialEq)]
pub enum CalledKey {
    /// The caller's own.
    Inherited,
    Value(Source),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Passing {
    /// `variables="all"`.
    All,
    /// A variable by name; null where there is none.
    Variable {
        source: String,
        target: String,
    },
    Expression {
        value: Source,
        target: String,
    },
}

/// `camunda:inputParameter` / `outputParameter`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    pub name: String,
    pub value: MappingValue,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MappingValue {
    /// Text: literal, or with `${…}`.
    Text(Source),
    /// `camunda:script`.
    Script(Source),
    List(Vec<MappingValue>),
    Map(Vec<(String, MappingValue)>),
    /// A data association without transformation: the first of these variables that has a value; none: nothing
    /// is written.
    Copy(Vec<String>),
}

/// How an activity repeats: over a number or list, or while a condition holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Multi {
    pub sequential: bool,
    pub cardinality: Option<Source>,
    pub collection: Option<Source>,
    pub element_variable: Option<String>,
    /// `flowable:elementIndexVariable`: local variable with the number of the item, from 0.
    pub index_variable: Option<String>,
    /// `staffetta:outputCollection`, `flowable:variableAggregation` or `loopDataOutputRef`.
    pub output: Option<MultiOutput>,
    pub completion: Option<Source>,
    pub behavior: Behavior,
    /// `standardLoopCharacteristics`; the fields above are empty then.
    pub standard: Option<StandardLoop>,
    pub line: u32,
}

/// What the items give together: a list with one element of each, in the order of the items.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiOutput {
    pub collection: String,
    /// Evaluated where an item has completed.
    pub element: Source,
}

/// What is thrown when an item has ended, for boundary events of the activity. Source: BPMN 2.0.2 table 10.30.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Behavior {
    /// Nothing: the activity goes on when all items have ended.
    #[default]
    All,
    /// `None`: for each item.
    Each(Throw),
    /// `One`: for the first item.
    First(Throw),
    /// `Complex`: for each item, whatever belongs to a condition that is true then.
    Complex(Vec<(Source, Throw)>),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct StandardLoop {
    /// The condition is asked before the first round too.
    pub test_before: bool,
    /// Another round while it is true; None: up to the maximum.
    pub condition: Option<Source>,
    pub maximum: Option<u32>,
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
