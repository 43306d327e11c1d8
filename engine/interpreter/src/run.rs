//! One step while it runs: the queue, the phases of a token, flows taken, scopes that end.
//!
//! A token goes before → activating → active → completing → after → leaving; what a phase does is
//! in `phases`, what an element does is in its own file. Whatever an element cannot do is a [`Stop`], which
//! becomes an incident at the phase, a BPMN error, or the refusal of the whole step.

mod flows;
mod incidents;
mod look;
mod phases;
mod tokens;

use crate::command::{Effect, Env, PartId, Refusal, Step, TraceEvent, TraceKind};
use crate::events::condition::Changes;
use crate::instance::{Instance, Work, page_of};
use crate::process::{Ix, Process};
use crate::{events, gateways, multi_instance};
use rules::Failure;

/// After so many activations a step is saved and continued later.
pub const STEP_ACTIVATIONS_MAX: u32 = 1_000;
/// So does one that has so much to write (tasks, jobs, timers): others wait while it is committed.
pub const STEP_EFFECTS_MAX: usize = 20;
/// So many activations without anything from outside are an incident: the process runs in a circle.
pub const RUN_ACTIVATIONS_MAX: u32 = 1_000_000;

pub(crate) struct Run<'a> {
    pub process: &'a Process,
    pub env: &'a Env,
    pub instance: Instance,
    pub trace: Vec<TraceEvent>,
    pub effects: Vec<Effect>,
    /// Parts whose rows go.
    pub removed: Vec<PartId>,
    pub activations: u32,
    /// Variables written since conditions were last looked at; kept only where there are conditions.
    pub changes: Changes,
}

/// Why an element does not go on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The whole step is refused.
    Refuse(Refusal),
    /// A person must look.
    Incident { code: String, message: String },
    /// For the process to catch.
    Error {
        code: String,
        message: Option<String>,
    },
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refuse(refusal)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Aborted => {
                Stop::Refuse(Refusal::Aborted("the wall clock cut a script".to_owned()))
            }
            Failure::Bpmn { code, message } => Stop::Error { code, message },
            Failure::Error(error) => {
                let (mut it, mut en) = (error.it, error.en);
                if error.line > 0 {
                    it.push_str(&format!(" (riga {}, colonna {})", error.line, error.column));
                    en.push_str(&format!(" (line {}, column {})", error.line, error.column));
                }
                Stop::Incident {
                    code: error.code.to_owned(),
                    message: format!("{it}\n{en}"),
                }
            }
        }
    }
}

pub(crate) fn incident(code: &str, it: &str, en: &str) -> Stop {
    Stop::Incident {
        code: code.to_owned(),
        message: format!("{it}\n{en}"),
    }
}

/// More activations than a run can need.
pub(crate) fn circle() -> Stop {
    incident(
        "engine.activations",
        "un milione di passi senza un'attesa: il processo gira a vuoto",
        "a million activations without a wait: the process runs in a circle",
    )
}

/// What the start of an element's work answers.
pub(crate) enum Started {
    /// Waits were opened, or a scope was.
    Waiting,
    Done,
}

impl<'a> Run<'a> {
    pub fn new(process: &'a Process, instance: Instance, env: &'a Env) -> Self {
        Run {
            process,
            env,
            instance,
            trace: Vec::with_capacity(32),
            effects: Vec::new(),
            removed: Vec::new(),
            activations: 0,
            changes: Changes::default(),
        }
    }

    /// Works until nothing is queued or the step has done enough; then joins that are decided at rest
    /// may go on, and the work with them.
    pub fn drain(&mut self) -> Result<(), Refusal> {
        self.need_queue()?;
        loop {
            self.work()?;
            let rests = self.instance.queue.is_empty()
                && self.instance.state.is_none()
                && !self.instance.suspended;
            if !rests || !self.process.settles || !gateways::inclusive::settle(self)? {
                return Ok(());
            }
        }
    }

    fn work(&mut self) -> Result<(), Refusal> {
        while self.instance.state.is_none() && !self.instance.suspended {
            if self.changes.any() {
                events::condition::check(self)?;
            }
            let cut =
                self.activations >= STEP_ACTIVATIONS_MAX || self.effects.len() >= STEP_EFFECTS_MAX;
            if cut || self.instance.state.is_some() {
                break;
            }
            let Some(work) = self.instance.queue.pop_front() else {
                break;
            };
            match work {
                Work::Flow { scope, flow } => {
                    self.event(TraceKind::Flow, flow);
                    let number = flow - self.process.nodes.len() as Ix;
                    self.enter(
                        scope,
                        self.process.flows[number as usize].target,
                        Some(flow),
                    )?;
                }
                Work::Node { scope, node } => self.enter(scope, node, None)?,
                Work::Go { token } => self.advance(token)?,
                Work::Items { token } => multi_instance::make_items(self, token)?,
                Work::Throw { token } => events::throw::within(self, token)?,
            }
        }
        Ok(())
    }

    /// Asks at once for every part that the queued work touches.
    fn need_queue(&self) -> Result<(), Refusal> {
        let mut missing = Vec::new();
        for work in &self.instance.queue {
            let id = match work {
                Work::Flow { scope, .. } | Work::Node { scope, .. } => *scope,
                Work::Go { token } | Work::Items { token } | Work::Throw { token } => *token,
            };
            self.missing(page_of(id), &mut missing);
        }
        needs(missing)
    }

    /// Asks for the part an id lives on, and for the parts around it.
    pub fn need(&self, id: u64) -> Result<(), Refusal> {
        let mut missing = Vec::new();
        self.missing(page_of(id), &mut missing);
        needs(missing)
    }

    /// Asks for every part there is.
    pub fn need_all(&self) -> Result<(), Refusal> {
        let parts = self.instance.parts().into_iter();
        needs(
            parts
                .filter(|part| self.instance.page(*part as u32).is_none())
                .collect(),
        )
    }

    pub fn missing(&self, page: u32, missing: &mut Vec<PartId>) {
        match self.instance.page(page) {
            None => missing.push(page.into()),
            Some(page) => {
                if let Some(body) = page.body {
                    self.missing(page_of(body), missing);
                }
            }
        }
    }

    pub fn finish(mut self) -> Step {
        let mut parts: Vec<(PartId, Option<Vec<u8>>)> =
            self.removed.iter().map(|part| (*part, None)).collect();
        for page in std::mem::take(&mut self.instance.loaded) {
            if page.dirty {
                parts.push((page.id.into(), Some(crate::snapshot::part_to_bytes(&page))));
            }
        }
        let more = !self.instance.queue.is_empty()
            && self.instance.state.is_none()
            && !self.instance.suspended;
        Step {
            instance: self.instance,
            trace: self.trace,
            effects: self.effects,
            more,
            parts,
        }
    }
}

fn needs(mut missing: Vec<PartId>) -> Result<(), Refusal> {
    if missing.is_empty() {
        return Ok(());
    }
    missing.sort_unstable();
    missing.dedup();
    Err(Refusal::Need(missing))
}
