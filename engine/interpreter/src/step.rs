//! One command on one instance. On a refusal nothing has happened: load the instance anew.

use crate::begin;
use crate::command::{Command, End, Env, Refusal, Step, TraceKind, WaitId};
use crate::events::{catch, condition, end, error, escalation, signal};
use crate::gateways::parallel;
use crate::instance::{
    Incident, Instance, Phase, ROOT, TokenId, WaitingFor, Work, has_part, live_parts, page_of,
};
use crate::process::{Ix, Kind, Process};
use crate::run::{Run, Stop};
use crate::variables::as_invalid;
use crate::{listeners, migrate, modify, snapshot};
use bpmn::TaskMoment;
use rules::Map;

/// Does `command` and everything that follows from it, up to 1,000 activations (`Step::more`).
pub fn step(
    process: &Process,
    mut instance: Instance,
    command: &Command,
    env: &Env,
) -> Result<Step, Refusal> {
    if instance.state.is_some() {
        return Err(Refusal::Ended);
    }
    if instance.suspended && !works_while_suspended(command) {
        return Err(Refusal::Suspended);
    }
    let mut closed = Vec::new();
    if let Command::Migrate { plan } = command {
        (instance, closed) = migrate::rename(&instance, plan, process)?;
    }
    snapshot::bind(&mut instance, process)?;
    if !matches!(command, Command::Continue) {
        instance.activations = 0;
    }
    let mut run = Run::new(process, instance, env);
    // What another version of the process is stuck at was not said by this one.
    let known = match command {
        Command::Migrate { .. } => Vec::new(),
        _ => parallel::stuck(&run),
    };
    match command {
        Command::Migrate { plan } => migrate::migrate(&mut run, plan, closed)?,
        command => run.command(command)?,
    }
    if !matches!(command, Command::RaiseIncident { .. } | Command::Suspend) {
        run.drain()?;
    }
    parallel::tell_stuck(&mut run, &known);
    Ok(run.finish())
}

fn works_while_suspended(command: &Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Suspend
            | C::Resume
            | C::Cancel { .. }
            | C::SetVariables { .. }
            | C::RaiseIncident { .. }
            | C::Modify { .. }
            | C::Migrate { .. }
    )
}

impl Run<'_> {
    fn command(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::Start { event, variables } => begin::begin(self, event.as_deref(), variables),
            Command::StartBy {
                event,
                trigger,
                variables,
            } => begin::begin_by(self, event, *trigger, variables),
            Command::Continue => Ok(()),
            Command::CompleteTask { wait, variables } => self.complete_task(*wait, variables),
            Command::AssignTask { wait, assignee } => self.assign_task(*wait, assignee),
            Command::CompleteJob { wait, variables } => self.complete_job(*wait, variables),
            Command::FailJob {
                wait,
                code,
                message,
            } => {
                let (token, _, kind) = self.waiting(*wait)?;
                match kind {
                    WaitingFor::Job | WaitingFor::Continue => {
                        self.stay(token, *wait, code, message)
                    }
                    _ => return Err(Refusal::NotWaiting(*wait)),
                }
                Ok(())
            }
            Command::ThrowError {
                wait,
                code,
                message,
                variables,
            } => {
                let (token, _, kind) = self.waiting(*wait)?;
                if kind != WaitingFor::Job {
                    return Err(Refusal::NotWaiting(*wait));
                }
                self.forgive(token);
                error::throw_from_token(
                    self,
                    token,
                    code.clone(),
                    message.clone(),
                    variables.clone(),
                )
            }
            Command::FireTimer { wait } => {
                let (token, node, kind) = self.waiting(*wait)?;
                match kind {
                    WaitingFor::Timer { .. } => {
                        catch::happen(self, token, *wait, node, &Map::new())
                    }
                    _ => Err(Refusal::NotWaiting(*wait)),
                }
            }
            Command::Deliver {
                wait,
                name,
                variables,
            } => {
                let (token, node, kind) = self.waiting(*wait)?;
                match kind {
                    WaitingFor::Message { name: wanted, .. } if wanted == *name => {
                        catch::happen(self, token, *wait, node, variables)
                    }
                    _ => Err(Refusal::NotWaiting(*wait)),
                }
            }
            Command::Signal {
                name,
                waits,
                variables,
            } => signal::deliver(self, name, waits, variables),
            Command::Escalate {
                wait,
                code,
                variables,
            } => {
                let (token, node, _) = self.waiting(*wait)?;
                match self.process.node(node).kind {
                    Kind::Call(_) => escalation::from_called(self, token, node, code, variables),
                    _ => Err(Refusal::NotWaiting(*wait)),
                }
            }
            Command::TerminateAll { wait } => {
                let (token, node, _) = self.waiting(*wait)?;
                match self.process.node(node).kind {
                    Kind::Call(_) => end::from_called(self, token, node),
                    _ => Err(Refusal::NotWaiting(*wait)),
                }
            }
            Command::Retry { incident } => self.retry(*incident),
            Command::RaiseIncident {
                code,
                message,
                wait,
                after,
            } => {
                if let Some(after) = after {
                    self.command(after)?;
                    if self.instance.state.is_some() {
                        return Ok(());
                    }
                }
                self.raise_for(code, message, *wait)
            }
            Command::Cancel { reason } => {
                self.empty_scope(ROOT)?;
                self.event_text(
                    TraceKind::Cancelled,
                    self.process.self_ix(),
                    Some(reason.clone()),
                );
                self.end(End::Terminated, None);
                Ok(())
            }
            Command::Suspend => {
                if !self.instance.suspended {
                    self.instance.suspended = true;
                    self.event(TraceKind::Suspended, self.process.self_ix());
                }
                Ok(())
            }
            Command::Resume => {
                if self.instance.suspended {
                    self.instance.suspended = false;
                    self.changes.all = self.process.heard.conditions;
                    self.event(TraceKind::Resumed, self.process.self_ix());
                }
                Ok(())
            }
            Command::SetVariables { variables } => self.set_variables(variables),
            Command::Modify { changes } => modify::modify(self, changes),
            // Done before the instance is bound.
            Command::Migrate { .. } => Ok(()),
        }
    }

    /// The token of an open wait, the element that waits, and for what.
    fn waiting(&mut self, wait: WaitId) -> Result<(TokenId, Ix, WaitingFor), Refusal> {
        let page = page_of(wait);
        if page > 0 && !self.part_is_alive(page) {
            return Err(Refusal::NotWaiting(wait));
        }
        self.need(wait)?;
        let page = self.instance.page(page).ok_or(Refusal::NotWaiting(wait))?;
        for token in &page.tokens {
            if let Some(found) = token.waits.iter().find(|other| other.id == wait) {
                return Ok((token.id, found.node, found.kind.clone()));
            }
        }
        Err(Refusal::NotWaiting(wait))
    }

    /// Whether a part can exist: known alive by a loaded page, or inside a part not loaded yet.
    pub fn part_is_alive(&self, page: u32) -> bool {
        if page > self.instance.last_part {
            return false;
        }
        let bodies = self.instance.pages().flat_map(|page| &page.tokens);
        let mut unknown = false;
        for body in bodies.filter(|token| token.multi.is_some()) {
            if let Some(alive) = has_part(body, page) {
                return alive;
            }
            unknown = unknown
                || live_parts(body)
                    .iter()
                    .any(|part| self.instance.page(*part as u32).is_none());
        }
        unknown
    }

    fn complete_task(&mut self, wait: WaitId, variables: &Map) -> Result<(), Refusal> {
        let (token, node, kind) = self.waiting(wait)?;
        if kind != WaitingFor::Task {
            return Err(Refusal::NotWaiting(wait));
        }
        self.forgive(token);
        let element = self.id(node).clone();
        self.receive(token, variables)
            .map_err(|stop| as_invalid(stop, &element))?;
        // The outputs are tried here, so that a failure refuses the person's input and the task stays.
        self.set_phase(token, Phase::Completing);
        let login = self.env.principal.clone();
        let about = listeners::known(self, node, login.as_deref());
        let done = listeners::task(self, token, node, TaskMoment::Complete, about)
            .and_then(|()| listeners::ended(self, token, node))
            .and_then(|()| self.map_outputs(token));
        match done {
            Ok(()) => {}
            Err(Stop::Error { code, message }) => {
                return error::throw_from_token(self, token, code, message, Map::new());
            }
            Err(stop) => return Err(as_invalid(stop, &element)),
        }
        self.close_wait(token, wait, true);
        let item = self
            .instance
            .token(token)
            .is_some_and(|token| token.item.is_some());
        let after = self.process.node(node).async_after && !item;
        self.set_phase(token, if after { Phase::After } else { Phase::Leaving });
        self.advance(token)
    }

    fn assign_task(&mut self, wait: WaitId, assignee: &str) -> Result<(), Refusal> {
        let (token, node, kind) = self.waiting(wait)?;
        if kind != WaitingFor::Task {
            return Err(Refusal::NotWaiting(wait));
        }
        let about = listeners::known(self, node, Some(assignee));
        let element = self.id(node).clone();
        match listeners::task(self, token, node, TaskMoment::Assignment, about) {
            Ok(()) => Ok(()),
            Err(Stop::Error { code, message }) => {
                error::throw_from_token(self, token, code, message, Map::new())
            }
            Err(stop) => Err(as_invalid(stop, &element)),
        }
    }

    fn complete_job(&mut self, wait: WaitId, variables: &Map) -> Result<(), Refusal> {
        let (token, node, kind) = self.waiting(wait)?;
        match kind {
            WaitingFor::Continue => {
                self.forgive(token);
                self.close_wait(token, wait, true);
                let before = self
                    .instance
                    .token(token)
                    .is_some_and(|token| token.phase == Phase::Before);
                self.set_phase(
                    token,
                    if before {
                        Phase::Activating
                    } else {
                        Phase::Leaving
                    },
                );
                self.advance(token)
            }
            WaitingFor::Job => {
                self.forgive(token);
                let kept = match &self.process.node(node).kind {
                    Kind::Call(_) => {
                        crate::tasks::call::keep(self, token, variables).map(|()| Vec::new())
                    }
                    kind => self.receive(token, variables).and_then(|()| match kind {
                        Kind::Job {
                            trigger: Some(trigger),
                            ..
                        } => catch::arm_all(self, token, trigger, None),
                        _ => Ok(Vec::new()),
                    }),
                };
                let awaited = match kept {
                    Ok(awaited) => awaited,
                    // The result cannot be kept, or what it then waits for not be told: the job stays open with an incident.
                    Err(Stop::Incident { code, message }) => {
                        self.stay(token, wait, &code, &message);
                        return Ok(());
                    }
                    Err(stop) => return self.stop(token, stop),
                };
                self.close_wait(token, wait, true);
                if !awaited.is_empty() {
                    self.event(TraceKind::Waiting, node);
                    for one in awaited {
                        catch::open(self, token, node, one)?;
                    }
                    return Ok(());
                }
                self.set_phase(token, Phase::Completing);
                self.advance(token)
            }
            _ => Err(Refusal::NotWaiting(wait)),
        }
    }

    /// An incident at an open wait; the wait stays. A second one replaces nothing.
    pub fn stay(&mut self, token: TokenId, wait: WaitId, code: &str, message: &str) {
        self.forgive(token);
        self.raise(token, Some(wait), code.to_owned(), message.to_owned());
    }

    /// Resolves the incident of a token whose work went on after all.
    pub fn forgive(&mut self, token: TokenId) {
        if let Some(incident) = self.instance.token(token).and_then(|token| token.incident) {
            self.resolve(incident);
        }
    }

    fn retry(&mut self, id: u64) -> Result<(), Refusal> {
        let page = page_of(id);
        if page > 0 && !self.part_is_alive(page) {
            return Err(Refusal::NoSuchIncident(id));
        }
        self.need(id)?;
        let Some(Incident { token, wait, .. }) = self.resolve(id) else {
            return Err(Refusal::NoSuchIncident(id));
        };
        let Some(token) = token else { return Ok(()) };
        if let Some(wait) = wait {
            let (_, _, kind) = self.waiting(wait)?;
            match kind {
                // The job is made anew, with its inputs and attributes evaluated again.
                WaitingFor::Job | WaitingFor::Continue => self.close_wait(token, wait, false),
                WaitingFor::Condition { .. } => return condition::retry(self, token, wait),
                _ => return Ok(()),
            }
        }
        self.instance.queue.push_back(Work::Go { token });
        Ok(())
    }

    fn raise_for(
        &mut self,
        code: &str,
        message: &str,
        wait: Option<WaitId>,
    ) -> Result<(), Refusal> {
        if let Some(wait) = wait {
            let (token, _, _) = self.waiting(wait)?;
            self.stay(token, wait, code, message);
            return Ok(());
        }
        let token = match self.instance.queue.pop_front() {
            Some(Work::Go { token } | Work::Items { token } | Work::Throw { token }) => {
                self.need(token)?;
                Some(token)
            }
            Some(Work::Node { scope, node }) => {
                self.need(scope)?;
                Some(self.spawn(page_of(scope), scope, node)?)
            }
            Some(Work::Flow { scope, flow }) => {
                self.need(scope)?;
                let target = self.process.flows[(flow as usize) - self.process.nodes.len()].target;
                let node = self.process.node(target);
                if node.joins && !crate::gateways::passes(self, scope, target, flow)? {
                    None
                } else {
                    Some(self.spawn(page_of(scope), scope, target)?)
                }
            }
            None => None,
        };
        match token {
            Some(token) => self.raise(token, None, code.to_owned(), message.to_owned()),
            None => {
                let ix = self.process.self_ix();
                self.add_incident(
                    0,
                    None,
                    ix,
                    Phase::Active,
                    None,
                    code.to_owned(),
                    message.to_owned(),
                );
            }
        }
        Ok(())
    }

    fn set_variables(&mut self, variables: &Map) -> Result<(), Refusal> {
        let writes = variables
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let element = self.process.id.clone();
        self.write_all(ROOT, writes)
            .map_err(|stop| as_invalid(stop, &element))
    }
}
