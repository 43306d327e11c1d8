//! What single elements need when they run: triggers, throws, mappings, people, calls, repetitions.

use bpmn::{TaskMoment, TimerKind};
use rules::{Expression, Script};

/// What an event waits for: one thing, any of several, or all of them.
#[derive(Debug, Default)]
pub(crate) struct Triggers {
    /// Each is a wait of its own.
    pub waits: Vec<Catch>,
    /// Thrown from inside: errors and escalations are caught without waiting.
    pub errors: Vec<Catcher>,
    pub escalations: Vec<Catcher>,
    /// All of `waits` must come.
    pub parallel: bool,
}

#[derive(Debug)]
pub(crate) enum Catch {
    Message(MessagePlan),
    Timer(TimerPlan),
    Signal { name: String },
    Condition(ConditionPlan),
}

/// Takes an error or escalation: of one code, or of all.
#[derive(Debug)]
pub(crate) struct Catcher {
    pub code: Option<String>,
    pub code_variable: Option<String>,
    pub message_variable: Option<String>,
}

#[derive(Debug)]
pub(crate) struct MessagePlan {
    /// The message's name, or `receipt.<milestone>`.
    pub name: String,
    pub key: Option<Expression>,
    /// Start events with a mailbox only.
    pub when: Option<Expression>,
}

#[derive(Debug)]
pub(crate) struct ConditionPlan {
    pub expression: Expression,
    /// Only changes of this variable count.
    pub variable: Option<String>,
    pub on_create: bool,
    pub on_update: bool,
}

#[derive(Debug)]
pub(crate) enum ThrowPlan {
    Message {
        name: String,
        key: Option<Expression>,
        time_to_live: Option<Expression>,
    },
    Signal {
        name: String,
        within: bool,
    },
    Escalation {
        code: String,
    },
}

#[derive(Debug)]
pub(crate) struct TimerPlan {
    pub kind: TimerKind,
    pub value: Expression,
    /// A cycle does not come after it.
    pub until: Option<Expression>,
}

#[derive(Debug, Default)]
pub(crate) struct UserPlan {
    pub assignee: Option<Expression>,
    pub candidate_users: Option<Expression>,
    pub candidate_groups: Option<Expression>,
    pub due_date: Option<Expression>,
    pub follow_up_date: Option<Expression>,
    pub priority: Option<Expression>,
    pub form: Option<String>,
    pub listeners: Vec<(TaskMoment, Script)>,
    pub drafts: Option<String>,
    pub approves: Option<String>,
    pub signs: Option<String>,
    pub texts: UserTexts,
}

/// The expressions of a user task as they are written, to tell one version from another.
#[derive(Debug, Default)]
pub(crate) struct UserTexts {
    pub assignee: Option<String>,
    pub candidate_users: Option<String>,
    pub candidate_groups: Option<String>,
    pub due_date: Option<String>,
    pub follow_up_date: Option<String>,
    pub priority: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Mapping {
    pub name: String,
    pub value: MappingValue,
}

#[derive(Debug)]
pub(crate) enum MappingValue {
    Text(Expression),
    Script(Box<Script>),
    List(Vec<MappingValue>),
    Map(Vec<(String, MappingValue)>),
    Copy(Vec<String>),
}

/// A call of another process.
#[derive(Debug)]
pub(crate) struct CallPlan {
    pub called: Expression,
    /// `latest`, `deployment`, `version` or `version_tag`, and for the last two which.
    pub binding: (&'static str, Option<Expression>),
    /// The caller's own, or a value.
    pub business_key: Option<Option<Expression>>,
    pub inputs: Vec<PassingPlan>,
    pub outputs: Vec<PassingPlan>,
}

#[derive(Debug)]
pub(crate) enum PassingPlan {
    All,
    Variable {
        source: String,
        target: String,
    },
    Expression {
        value: Expression,
        target: String,
    },
    /// Only of the locals of the call activity.
    Local(Box<PassingPlan>),
}

#[derive(Debug)]
pub(crate) struct MultiPlan {
    pub sequential: bool,
    pub cardinality: Option<Expression>,
    pub collection: Option<Expression>,
    pub element_variable: Option<String>,
    pub index_variable: Option<String>,
    /// Variable that gets the list, and the element each item gives.
    pub output: Option<(String, Expression)>,
    pub completion: Option<Expression>,
    pub behavior: BehaviorPlan,
    pub standard: Option<LoopPlan>,
}

/// What is thrown when an item has ended.
#[derive(Debug, Default)]
pub(crate) enum BehaviorPlan {
    #[default]
    All,
    Each(ThrowPlan),
    First(ThrowPlan),
    Complex(Vec<(Expression, ThrowPlan)>),
}

/// A standard loop: rounds one after another while a condition holds.
#[derive(Debug)]
pub(crate) struct LoopPlan {
    pub test_before: bool,
    pub condition: Option<Expression>,
    pub maximum: Option<u32>,
}
