//! What can be asked of an instance, and what a step answers.

use crate::instance::Instance;
use chrono::{DateTime, Utc};
use rules::Map;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Number of a wait, an incident or a segment inside one instance; drawn by the instance's counter.
pub type WaitId = u64;
pub type IncidentId = u64;
pub type PartId = u64;

/// The world as far as a step may know it (design §2, invariants 5 and 6).
#[derive(Debug, Clone)]
pub struct Env {
    /// Office time.
    pub now: DateTime<Utc>,
    /// Zone of timers and date functions.
    pub zone: chrono_tz::Tz,
    /// By which working days and hours are counted.
    pub calendars: Arc<rules::Calendars>,
    /// Login of who asks; None for timers, jobs and messages.
    pub principal: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// On an instance fresh from [`crate::create`]. `event`: id of the start event; None: the none start.
    Start {
        event: Option<String>,
        variables: Map,
    },
    /// A trigger of a start event, receive task or gateway began the process: the trigger numbered so.
    /// What must come as well (parallel multiple) is waited for first.
    StartBy {
        event: String,
        trigger: u32,
        variables: Map,
    },
    /// The step before answered `more`.
    Continue,
    /// A person finished a user task. Outputs that fail refuse the command; the task stays.
    CompleteTask {
        wait: WaitId,
        variables: Map,
    },
    /// Somebody took a user task, or was given it: its listeners hear of it. What fails refuses the command.
    AssignTask {
        wait: WaitId,
        assignee: String,
    },
    /// A connector or worker finished a job.
    CompleteJob {
        wait: WaitId,
        variables: Map,
    },
    /// A job gave up: incident at the element, the wait stays.
    FailJob {
        wait: WaitId,
        code: String,
        message: String,
    },
    /// A worker reports a BPMN error; uncaught it ends the instance as failed.
    ThrowError {
        wait: WaitId,
        code: String,
        message: Option<String>,
        variables: Map,
    },
    /// The timer of this wait is due.
    FireTimer {
        wait: WaitId,
    },
    /// A message for this wait's subscription.
    Deliver {
        wait: WaitId,
        name: String,
        variables: Map,
    },
    /// A signal for these of the instance's waits; those no longer open are left out.
    Signal {
        name: String,
        waits: Vec<WaitId>,
        variables: Map,
    },
    /// The process that this wait has called throws an escalation that nobody caught inside.
    Escalate {
        wait: WaitId,
        code: String,
        variables: Map,
    },
    /// The process that this wait has called has ended everything that called it (`terminateAll`).
    TerminateAll {
        wait: WaitId,
    },
    /// Try the phase that failed again.
    Retry {
        incident: IncidentId,
    },
    /// The runtime stops the work at hand with an incident (a wall clock cut the step, input too big).
    /// `wait`: the wait whose command was cut, so that the incident stands at its element; None: the
    /// first thing queued, or else the process itself.
    RaiseIncident {
        code: String,
        message: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<WaitId>,
        /// The command that was cut: it is taken, and what follows from it waits for a retry. Not
        /// [`Command::Migrate`] or [`Command::Modify`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Box<Command>>,
    },
    Cancel {
        reason: String,
    },
    Suspend,
    Resume,
    SetVariables {
        variables: Map,
    },
    /// Moves the instance by hand. Refused with the element and the reason when a change cannot be done;
    /// then none is.
    Modify {
        changes: Vec<Change>,
    },
    /// Goes over to the version of the process the step is called with, instead of the one it was made with.
    /// Refused with the element that cannot go.
    Migrate {
        plan: MigrationPlan,
    },
}

/// One change of [`Command::Modify`]. All that begins is begun before anything is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum Change {
    /// A token arrives at the element; subprocesses around it are opened when they do not run.
    StartBefore { element: String },
    /// A token leaves the element, by the flows it would take now.
    StartAfter { element: String },
    /// Everything at the element is taken back, or only one token of [`Instance::tokens`].
    Cancel {
        element: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<u64>,
    },
}

/// What [`Command::Migrate`] does where the versions differ; [`crate::propose`] makes one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigrationPlan {
    /// Id in the old version → id in the new; an element not named keeps its id.
    #[serde(default)]
    pub moves: BTreeMap<String, String>,
    /// Boundary events and event subprocesses only the new version has: armed where their activity runs.
    #[serde(default)]
    pub arm: Vec<String>,
    /// Those only the old version has: closed.
    #[serde(default)]
    pub close: Vec<String>,
    /// Elements whose job has another topic: it is withdrawn and made anew.
    #[serde(default)]
    pub renew: Vec<String>,
    /// User tasks the new version describes otherwise, by their id there: what of their open tasks changes.
    #[serde(default)]
    pub tasks: BTreeMap<String, Vec<TaskAspect>>,
}

/// What a user task says of the work it offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskAspect {
    Name,
    /// Whoever holds the task keeps it where the new version names nobody.
    Assignee,
    CandidateUsers,
    CandidateGroups,
    DueDate,
    FollowUpDate,
    Priority,
    Form,
    Drafts,
    Approves,
    Signs,
}

/// What a step did. Nothing of it happens before the runtime commits it.
#[derive(Debug)]
pub struct Step {
    pub instance: Instance,
    pub trace: Vec<TraceEvent>,
    pub effects: Vec<Effect>,
    /// The step was cut and more is queued: commit and send [`Command::Continue`].
    pub more: bool,
    /// Segments that changed: Some(bytes) put, None delete.
    pub parts: Vec<(PartId, Option<Vec<u8>>)>,
}

/// Why a command did nothing at all.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The wait is gone (done, cancelled) or of another sort.
    #[error("wait {0} is not open")]
    NotWaiting(WaitId),
    #[error("the instance has ended")]
    Ended,
    #[error("the instance is suspended")]
    Suspended,
    #[error("start event {0} does not exist or cannot be used")]
    NoSuchStart(String),
    /// There are several plain start events; one must be named.
    #[error("the process begins at one of {}", .0.join(", "))]
    AmbiguousStart(Vec<String>),
    /// Output mapping or size limit of the person's own input: shown at the form.
    #[error("{message}")]
    Invalid {
        element: String,
        code: String,
        message: String,
    },
    #[error("incident {0} is not open")]
    NoSuchIncident(IncidentId),
    /// Load these segments and ask again.
    #[error("segments are missing")]
    Need(Vec<PartId>),
    /// The step was cut by the wall clock or found itself inconsistent; nothing of it may be kept.
    #[error("step aborted: {0}")]
    Aborted(String),
}

/// What must be stored or done because of a step. All data.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    CreateTask(Box<NewTask>),
    /// An open task is described otherwise by the version the instance went over to: these aspects of it.
    ChangeTask {
        task: Box<NewTask>,
        aspects: Vec<TaskAspect>,
    },
    CreateJob(NewJob),
    CreateTimer {
        wait: WaitId,
        element: String,
        due_at: DateTime<Utc>,
        rule: String,
    },
    Subscribe {
        wait: WaitId,
        element: String,
        name: String,
        key: String,
    },
    /// The instance waits for a signal.
    Listen {
        wait: WaitId,
        element: String,
        name: String,
    },
    /// A message for whoever waits for it. `number` is unique in the instance.
    PublishMessage {
        number: u64,
        element: String,
        name: String,
        key: String,
        variables: Map,
        /// Kept until then when nobody waits; None: not kept.
        expires_at: Option<DateTime<Utc>>,
    },
    /// An escalation that nobody in this instance caught: for who called it, if anybody did.
    Escalate {
        number: u64,
        code: String,
        variables: Map,
    },
    /// A signal for all other instances that wait for it; this one has had it already.
    PublishSignal {
        number: u64,
        element: String,
        name: String,
        variables: Map,
    },
    /// The wait is over (completed, cancelled, moved on): remove whatever row shows it.
    /// `done` is true when it completed normally.
    CloseWait {
        wait: WaitId,
        done: bool,
    },
    /// Timers and subscriptions of boundary events have waits of their own, closed the same way.
    /// `message`: Italian and English, a line each, when the engine raised it; else the job's own words.
    RaiseIncident {
        incident: IncidentId,
        wait: Option<WaitId>,
        element: String,
        phase: String,
        code: String,
        message: String,
    },
    ResolveIncident {
        incident: IncidentId,
    },
    /// The called process of this wait must be cancelled if it still runs: nobody waits for it.
    CancelChild {
        wait: WaitId,
    },
    /// The instance reached its end state.
    Ended {
        state: End,
        error_code: Option<String>,
        /// Whoever called the instance ends as well, up to the one that nobody called.
        callers: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    Completed,
    Terminated,
    Failed,
}

impl End {
    /// `completed`, `terminated` or `failed`.
    pub fn word(self) -> &'static str {
        match self {
            End::Completed => "completed",
            End::Terminated => "terminated",
            End::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewTask {
    pub wait: WaitId,
    pub element: String,
    pub name: String,
    pub assignee: Option<String>,
    pub candidate_users: Vec<String>,
    pub candidate_groups: Vec<String>,
    pub due_at: Option<DateTime<Utc>>,
    pub follow_up_at: Option<DateTime<Utc>>,
    pub priority: i32,
    pub form: Option<String>,
    pub drafts: Option<String>,
    pub approves: Option<String>,
    /// The variable with the document to be signed.
    pub signs: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    pub wait: WaitId,
    pub element: String,
    /// Topic; `staffetta.continue` for `asyncBefore`/`asyncAfter` cuts.
    pub kind: String,
    /// Input mappings evaluated.
    pub inputs: Map,
    pub priority: i32,
    pub retries: i32,
}

/// One line of the history; `text` only for log lines. Serialised packed by [`crate::trace`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceEvent {
    /// What happened, e.g. `started`, `activated`, `waiting`, `completed`, `cancelled`, `flow`, `variable`,
    /// `log`, `incident`, `error`, `ended`.
    pub kind: TraceKind,
    /// Element or flow id; variable name for `variable`.
    pub id: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<rules::Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraceKind {
    Started,
    Activated,
    Waiting,
    Completed,
    Cancelled,
    Flow,
    Variable,
    Log,
    Incident,
    Resolved,
    Error,
    Suspended,
    Resumed,
    Ended,
    /// Inclusive joins waited for each other; the first in topological order goes on.
    JoinTieBroken,
    /// A message, signal or escalation left an element; text says which, and whether nobody caught it.
    Thrown,
    /// A person moved the instance by hand; text says how.
    Modified,
    /// The instance went over to another version of its process.
    Migrated,
    /// A row of a decision table matched; text says which table, row, tests and results.
    Decided,
}
