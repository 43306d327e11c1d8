//! A process ready to run: nodes and flows as indices, texts compiled, made once per deployment.
//!
//! Indices are valid inside one compiled `Process` only; a snapshot never holds them (design §4).

mod plan;

pub(crate) use plan::*;

use bpmn::MessageCatch;
use rules::time::Span;
use rules::{Expression, Library, Script};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Index into [`Process::names`]: nodes first, then flows, then the process itself.
pub(crate) type Ix = u32;

/// Compiled; `Send + Sync`; share it in an `Arc`.
#[derive(Debug)]
pub struct Process {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) names: Arc<[Arc<str>]>,
    pub(crate) index: HashMap<Arc<str>, Ix>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) flows: Vec<Flow>,
    /// Scope 0 is the process.
    pub(crate) scopes: Vec<ScopePlan>,
    /// Some join is decided only when everything else is at rest.
    pub(crate) settles: bool,
    /// There are ad-hoc subprocesses.
    pub(crate) ad_hoc: bool,
    /// Variables that are null until something is written.
    pub(crate) data: HashSet<String>,
    /// Begun plainly it is given all variables of one of these; empty: it needs none.
    pub(crate) input_sets: Vec<Vec<String>>,
    pub(crate) starts: Vec<StartView>,
    /// Targets of a parallel instantiating gateway, each with the others that must come too.
    pub(crate) together: HashMap<Ix, Vec<Ix>>,
    pub(crate) heard: Heard,
    /// Variable that gets the login of who starts.
    pub(crate) initiator: Option<String>,
    /// Scripts that run as the process begins.
    pub(crate) on_start: Vec<Script>,
    /// Scripts that run as the process ends.
    pub(crate) on_end: Vec<Script>,
    pub(crate) library: Library,
    /// No text in it is computed: no script, expression, rule or decision.
    pub(crate) plain: bool,
}

/// Which events an instance could catch while it runs; what is not there needs no looking for.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// Names of signals.
    pub signals: HashSet<String>,
    /// One of them waits inside a multi-instance activity, so perhaps in a part.
    pub signals_in_parts: bool,
    /// There are conditional events.
    pub conditions: bool,
    pub conditions_in_parts: bool,
}

/// How a process can be started. An event with several triggers has one view for each.
#[derive(Debug, Clone, PartialEq)]
pub struct StartView {
    pub id: String,
    /// Which trigger of the event, from 0.
    pub number: u32,
    pub kind: StartKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum StartKind {
    /// By a person or a program.
    None,
    /// By a message, or by a mailbox when `mailbox` is given.
    Message(Box<MessageCatch>),
    /// By time: see [`Process::start_due`].
    Timer,
    Signal {
        name: String,
    },
    /// By an evaluation that finds it true: see [`Process::start_holds`].
    Condition,
}

#[derive(Debug)]
pub(crate) struct ScopePlan {
    /// The subprocess; None for the process.
    pub owner: Option<Ix>,
    /// The none start.
    pub start: Option<Ix>,
    /// Gateways of this scope that join more than one flow, in topological order.
    pub joins: Vec<Ix>,
    /// Event subprocesses directly in this scope that listen while it runs.
    pub events: Vec<Ix>,
    /// The event subprocess that makes good what the scope did.
    pub undo: Option<Ix>,
    /// Activities that begin by themselves: those of an ad-hoc subprocess without a way in.
    pub begin: Vec<Ix>,
    /// One of them at a time.
    pub sequential: bool,
}

#[derive(Debug)]
pub(crate) struct Flow {
    pub source: Ix,
    pub target: Ix,
    pub condition: Option<Expression>,
    /// Scripts that run when it is taken.
    pub listeners: Vec<Script>,
}

#[derive(Debug)]
pub(crate) struct Node {
    /// Number of the scope it stands in.
    pub scope: u32,
    /// Begun only to make good what another activity did.
    pub compensation: bool,
    pub title: Option<String>,
    /// Flow numbers, not yet offset into the names.
    pub incoming: Vec<u32>,
    pub outgoing: Vec<u32>,
    pub default: Option<u32>,
    pub kind: Kind,
    pub inputs: Vec<Mapping>,
    pub outputs: Vec<Mapping>,
    /// The name by which a single value that comes is known.
    pub takes: Option<String>,
    /// Scripts that run when the element begins, and when it has ended or is taken back.
    pub on_start: Vec<Script>,
    pub on_end: Vec<Script>,
    /// When true the work is left out, if the case allows that.
    pub skip: Option<Expression>,
    pub boundaries: Vec<Ix>,
    /// Tokens that must have come before it begins, and that go out by each flow taken.
    pub quantity: bpmn::Quantity,
    /// Tokens may have to wait here for others.
    pub joins: bool,
    /// An activity of an ad-hoc subprocess: when it has ended the subprocess may be done.
    pub ad_hoc: bool,
    /// Its completion is remembered, because it can be compensated.
    pub recorded: bool,
    /// The activity that makes good what this one did.
    pub handler: Option<Ix>,
    pub multi: Option<Box<MultiPlan>>,
    pub async_before: bool,
    pub async_after: bool,
    pub retries: i32,
    /// Between its tries, in order; the last one stays.
    pub pauses: Vec<Span>,
    /// Needs no token: nothing to map, wait for, repeat or interrupt.
    pub simple: bool,
    /// For a join, per incoming flow: the nodes of the scope from which that flow can be reached
    /// without passing the join, as a bit set over node indices.
    pub reach: Vec<Bits>,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Start(Option<Box<Triggers>>),
    End(EndKind),
    /// Intermediate catch events and receive tasks.
    Catch(Box<Triggers>),
    /// A throw event without definition, a catch link event, and every task that passes through.
    Pass,
    Throw(Vec<ThrowPlan>),
    /// Throws, and then does what ends.
    ThrowThen {
        throws: Vec<ThrowPlan>,
        then: Box<Kind>,
    },
    Link {
        target: Ix,
    },
    Boundary {
        interrupting: bool,
        triggers: Box<Triggers>,
    },
    User(Box<UserPlan>),
    /// Service and send task.
    Job {
        topic: String,
        priority: Option<Expression>,
        /// What it waits for once the work is done.
        trigger: Option<Box<Triggers>>,
    },
    Script {
        script: Script,
        result: Option<Arc<str>>,
    },
    Rule {
        rule: String,
        result: Option<Arc<str>>,
    },
    Exclusive,
    Parallel,
    Inclusive,
    Complex {
        activation: Option<Expression>,
    },
    EventBased,
    SubProcess {
        scope: u32,
    },
    AdHoc(Box<AdHocPlan>),
    Call(Box<CallPlan>),
    Compensate {
        activity: Option<Ix>,
        wait: bool,
    },
    CancelEnd,
    CancelBoundary,
    /// Never entered: its host names the handler.
    CompensationBoundary,
    EventSubProcess {
        scope: u32,
        start: Ix,
        interrupting: bool,
    },
}

#[derive(Debug)]
pub(crate) struct AdHocPlan {
    pub scope: u32,
    pub completion: Option<Expression>,
    /// What still runs is taken back when the condition holds.
    pub cancel_remaining: bool,
}

#[derive(Debug)]
pub(crate) enum EndKind {
    None,
    Terminate {
        /// The whole instance and whoever called it, not only the scope around.
        all: bool,
    },
    Error {
        code: String,
        message: Option<String>,
    },
}

/// A set of node indices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub fn with_len(len: usize) -> Self {
        Bits(vec![0; len.div_ceil(64)])
    }

    /// Adds; true when it was not there.
    pub fn add(&mut self, index: Ix) -> bool {
        let (word, bit) = (index as usize / 64, 1_u64 << (index % 64));
        let fresh = self.0[word] & bit == 0;
        self.0[word] |= bit;
        fresh
    }

    pub fn has(&self, index: Ix) -> bool {
        self.0
            .get(index as usize / 64)
            .is_some_and(|word| word & (1 << (index % 64)) != 0)
    }
}

impl Process {
    /// The BPMN id of the process.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether its steps compute nothing: only tokens move, so none takes longer than a thousand activations do.
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// All start events of the process itself, in document order.
    pub fn starts(&self) -> &[StartView] {
        &self.starts
    }

    /// The name drawn on an element; None when it has none or does not exist.
    pub fn element_name(&self, id: &str) -> Option<&str> {
        let ix = *self.index.get(id)?;
        self.nodes.get(ix as usize)?.title.as_deref()
    }

    /// How long a job of this element that failed rests, with `left` tries to go; None where the model does not say.
    pub fn pause(&self, element: &str, left: i32) -> Option<Span> {
        let node = self.nodes.get(*self.index.get(element)? as usize)?;
        let failed = usize::try_from(node.retries - left).unwrap_or_default();
        let number = failed.saturating_sub(1);
        node.pauses.get(number).or(node.pauses.last()).copied()
    }

    pub(crate) fn node(&self, ix: Ix) -> &Node {
        &self.nodes[ix as usize]
    }

    /// Whether a node is an event subprocess.
    pub(crate) fn is_event_subprocess(&self, ix: Ix) -> bool {
        matches!(self.node(ix).kind, Kind::EventSubProcess { .. })
    }

    /// Index of the process itself among the names.
    pub(crate) fn self_ix(&self) -> Ix {
        (self.nodes.len() + self.flows.len()) as Ix
    }

    /// Index of a flow among the names.
    pub(crate) fn flow_ix(&self, flow: u32) -> Ix {
        self.nodes.len() as Ix + flow
    }
}
