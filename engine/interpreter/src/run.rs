//! One step while it runs: the queue, the phases of a token, flows taken, scopes that end.
//!
//! A token goes before → activating → active → completing → after → leaving; what a phase does is
//! here, what an element does is in its own file. Whatever an element cannot do is a [`Stop`], which
//! becomes an incident at the phase, a BPMN error, or the refusal of the whole step.

use crate::command::{
    Effect, End, Env, IncidentId, PartId, Refusal, Step, TraceEvent, TraceKind, WaitId,
};
use crate::events::condition::Changes;
use crate::instance::{
    Incident, Instance, Page, Phase, ROOT, Scope, ScopeId, Token, TokenId, Wait, WaitingFor, Work,
    page_of,
};
use crate::process::{EndKind, Ix, Kind, Process};
use crate::variables::Look;
use crate::{ad_hoc, compensation, events, gateways, multi_instance, subprocess, tasks};
use rules::{Call, Failure, Map, Value};
use smallvec::{SmallVec, smallvec};
use std::sync::Arc;

/// After so many activations a step is saved and continued later.
pub const STEP_ACTIVATIONS_MAX: u32 = 1_000;
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

    // --- the queue -------------------------------------------------------------------------

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
            if self.activations >= STEP_ACTIVATIONS_MAX || self.instance.state.is_some() {
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

    // --- entering and leaving ----------------------------------------------------------------

    fn enter(&mut self, scope: ScopeId, ix: Ix, via: Option<Ix>) -> Result<(), Refusal> {
        self.activations += 1;
        self.instance.activations += 1;
        let node = self.process.node(ix);
        if self.instance.activations > RUN_ACTIVATIONS_MAX {
            let token = self.spawn(page_of(scope), scope, ix)?;
            return self.stop(token, circle());
        }
        if node.joins
            && let Some(flow) = via
            && !gateways::passes(self, scope, ix, flow)?
        {
            return ad_hoc::next(self, scope);
        }
        if node.simple {
            return self.pass(scope, ix);
        }
        let token = self.spawn(page_of(scope), scope, ix)?;
        self.event(TraceKind::Activated, ix);
        self.advance(token)
    }

    /// The way of an element that needs no token; one is made only when something goes wrong.
    fn pass(&mut self, scope: ScopeId, ix: Ix) -> Result<(), Refusal> {
        self.event(TraceKind::Activated, ix);
        let node = self.process.node(ix);
        let done = match &node.kind {
            Kind::Script { script, result } => {
                tasks::script::run(self, None, scope, ix, script, result.as_ref())
            }
            Kind::Rule { rule, result } => {
                tasks::rule::run(self, None, scope, ix, rule, result.as_ref())
            }
            _ => Ok(()),
        };
        if let Err(stop) = done {
            return match stop {
                Stop::Error { code, message } => {
                    events::error::throw_from_scope(self, scope, ix, code, message)
                }
                stop => self.stopped_without_token(scope, ix, Phase::Active, stop),
            };
        }
        if matches!(node.kind, Kind::End(EndKind::None)) {
            self.event(TraceKind::Completed, ix);
            return self.consume(scope);
        }
        match self.choose(None, scope, ix) {
            Ok(flows) => {
                self.event(TraceKind::Completed, ix);
                self.take(scope, &flows)
            }
            Err(stop) => self.stopped_without_token(scope, ix, Phase::Leaving, stop),
        }
    }

    fn stopped_without_token(
        &mut self,
        scope: ScopeId,
        ix: Ix,
        phase: Phase,
        stop: Stop,
    ) -> Result<(), Refusal> {
        let token = self.spawn(page_of(scope), scope, ix)?;
        self.set_phase(token, phase);
        self.stop(token, stop)
    }

    /// Moves a token on through its phases until it waits, leaves or stops.
    pub fn advance(&mut self, id: TokenId) -> Result<(), Refusal> {
        match self.phases(id) {
            Ok(()) => Ok(()),
            Err(stop) => self.stop(id, stop),
        }
    }

    /// A stop at a token: refusal, incident or BPMN error.
    pub fn stop(&mut self, id: TokenId, stop: Stop) -> Result<(), Refusal> {
        match stop {
            Stop::Refuse(refusal) => Err(refusal),
            Stop::Incident { code, message } => {
                self.raise(id, None, code, message);
                Ok(())
            }
            Stop::Error { code, message } => {
                events::error::throw_from_token(self, id, code, message, Map::new())
            }
        }
    }

    fn phases(&mut self, id: TokenId) -> Result<(), Stop> {
        loop {
            let Some(token) = self.instance.token(id) else {
                return Ok(());
            };
            if token.incident.is_some() {
                return Ok(());
            }
            let (ix, item) = (token.node, token.item.is_some());
            let node = self.process.node(ix);
            if let Kind::EventSubProcess { start, .. } = node.kind
                && self.listens(id)
            {
                return events::event_subprocess::listening(self, id, start);
            }
            let body = node.multi.is_some() && !item;
            match token.phase {
                Phase::Before => {
                    self.open_continuation(id);
                    return Ok(());
                }
                Phase::Activating => {
                    if body {
                        multi_instance::plan(self, id)?;
                    } else {
                        self.map_inputs(id)?;
                    }
                    if !item && let Err(stop) = events::boundary::arm(self, id) {
                        self.forget_locals(id);
                        return Err(stop);
                    }
                    self.set_phase(id, Phase::Active);
                    if !item && !node.boundaries.is_empty() {
                        events::condition::begin(self, id)?;
                    }
                }
                Phase::Active if token.undo.is_some() => {
                    return Ok(compensation::next(self, id)?);
                }
                Phase::Active if body => return Ok(multi_instance::begin(self, id)?),
                Phase::Active => match self.start(id, ix)? {
                    Started::Waiting => return Ok(()),
                    Started::Done => self.set_phase(id, Phase::Completing),
                },
                Phase::Completing => {
                    if body {
                        multi_instance::gather(self, id)?;
                    } else {
                        if let Kind::Call(plan) = &node.kind {
                            tasks::call::take(self, id, plan)?;
                        }
                        self.map_outputs(id)?;
                    }
                    self.set_phase(
                        id,
                        if node.async_after && !item {
                            Phase::After
                        } else {
                            Phase::Leaving
                        },
                    );
                }
                Phase::After => {
                    self.open_continuation(id);
                    return Ok(());
                }
                Phase::Leaving if item => return multi_instance::item_done(self, id),
                Phase::Leaving if token.by.is_some() => {
                    return Ok(compensation::handled(self, id)?);
                }
                Phase::Leaving => {
                    let scope = token.scope;
                    let records = !body && (node.recorded || !token.inner.is_empty());
                    let flows = self.choose(Some(id), scope, ix)?;
                    let enough = node.ad_hoc && ad_hoc::enough(self, scope)?;
                    if records {
                        compensation::record(self, id)?;
                    }
                    self.remove_token(id);
                    self.event(TraceKind::Completed, ix);
                    if enough {
                        return Ok(ad_hoc::finish(self, scope)?);
                    }
                    if node.quantity.completion > 1 {
                        let all = flows.repeat(node.quantity.completion as usize);
                        return Ok(self.take(scope, &all)?);
                    }
                    return Ok(self.take(scope, &flows)?);
                }
            }
        }
    }

    /// The work of an element. The one place that knows which file belongs to which element.
    fn start(&mut self, id: TokenId, ix: Ix) -> Result<Started, Stop> {
        let scope = self.instance.token(id).map_or(ROOT, |token| token.scope);
        match &self.process.node(ix).kind {
            Kind::Start(_)
            | Kind::Pass
            | Kind::Exclusive
            | Kind::Parallel
            | Kind::Inclusive
            | Kind::Complex { .. }
            | Kind::Boundary { .. }
            | Kind::CancelBoundary
            | Kind::CompensationBoundary => Ok(Started::Done),
            Kind::Compensate { activity, wait } => compensation::throw(self, id, *activity, *wait),
            Kind::CancelEnd => compensation::cancel(self, id),
            Kind::End(end) => events::end::start(self, id, end),
            Kind::Catch(triggers) => events::catch::start(self, id, ix, triggers),
            Kind::Throw(throws) => events::throw::start(self, id, ix, throws),
            Kind::Link { target } => Ok(events::link::start(self, id, ix, *target)),
            Kind::User(plan) => tasks::user::start(self, id, ix, plan),
            Kind::Job { topic, priority } => {
                tasks::job::start(self, id, ix, topic, priority.as_ref())
            }
            Kind::Script { script, result } => {
                tasks::script::run(self, Some(id), scope, ix, script, result.as_ref())
                    .map(|()| Started::Done)
            }
            Kind::Rule { rule, result } => {
                tasks::rule::run(self, Some(id), scope, ix, rule, result.as_ref())
                    .map(|()| Started::Done)
            }
            Kind::EventBased => gateways::event_based::start(self, id, ix),
            Kind::SubProcess { scope } => subprocess::start(self, id, *scope),
            Kind::AdHoc(plan) => ad_hoc::start(self, id, plan),
            Kind::Call(plan) => tasks::call::start(self, id, ix, plan),
            Kind::EventSubProcess { start, .. } => {
                events::event_subprocess::start(self, id, *start)
            }
        }
    }

    /// Whether a token is the listener of an event subprocess, not one that runs its inside.
    pub fn listens(&self, id: TokenId) -> bool {
        self.instance.token(id).is_some_and(|token| {
            matches!(
                self.process.node(token.node).kind,
                Kind::EventSubProcess { .. }
            ) && token.child.is_none()
                && matches!(token.phase, Phase::Activating | Phase::Active)
        })
    }

    /// The flows an element is left by.
    pub fn choose(
        &self,
        token: Option<TokenId>,
        scope: ScopeId,
        ix: Ix,
    ) -> Result<SmallVec<[u32; 2]>, Stop> {
        let node = self.process.node(ix);
        match node.kind {
            Kind::Parallel | Kind::EventBased => Ok(node.outgoing.as_slice().into()),
            Kind::Exclusive => gateways::exclusive::choose(self, token, scope, node),
            Kind::Inclusive => gateways::inclusive::choose(self, token, scope, node),
            Kind::Complex { .. } => gateways::complex::choose(self, token, scope, ix, node),
            _ => match node.outgoing.as_slice() {
                [only] if self.process.flows[*only as usize].condition.is_none() => {
                    Ok(smallvec![*only])
                }
                _ => gateways::fork(self, token, scope, node),
            },
        }
    }

    /// One token of `scope` becomes one on each of `flows`; none: it ends here.
    pub fn take(&mut self, scope: ScopeId, flows: &[u32]) -> Result<(), Refusal> {
        if flows.is_empty() || (self.process.ad_hoc && ad_hoc::closing(self, scope)) {
            return self.consume(scope);
        }
        if flows.len() > 1 {
            self.live(scope, flows.len() as i64 - 1)?;
        }
        if self.process.ad_hoc && ad_hoc::one_at_a_time(self, scope) {
            return ad_hoc::later(self, scope, flows);
        }
        for flow in flows {
            let flow = self.process.flow_ix(*flow);
            self.instance.queue.push_back(Work::Flow { scope, flow });
        }
        Ok(())
    }

    /// Adds tokens to the count of a scope.
    pub fn live(&mut self, scope: ScopeId, more: i64) -> Result<u32, Refusal> {
        let scope = self.scope_mut(scope)?;
        let live = i64::from(scope.live) + more;
        scope.live = u32::try_from(live)
            .map_err(|_| Refusal::Aborted(format!("{live} tokens in a scope")))?;
        Ok(scope.live)
    }

    /// A token ends. The last one ends its scope.
    pub fn consume(&mut self, scope: ScopeId) -> Result<(), Refusal> {
        if self.live(scope, -1)? > 0 {
            return ad_hoc::next(self, scope);
        }
        events::event_subprocess::deafen(self, scope)?;
        match self.scope_mut(scope)?.owner {
            None => {
                self.end(End::Completed, None);
                Ok(())
            }
            Some(owner) => {
                self.set_phase(owner, Phase::Completing);
                self.instance.queue.push_back(Work::Go { token: owner });
                Ok(())
            }
        }
    }

    /// The instance is over; what was open is closed already.
    pub fn end(&mut self, state: End, error_code: Option<String>) {
        self.instance.state = Some(state);
        self.instance.error_code.clone_from(&error_code);
        self.instance.queue.clear();
        // Incidents that stand at no token end with the instance.
        for incident in std::mem::take(&mut self.instance.main.incidents) {
            self.effects.push(Effect::ResolveIncident {
                incident: incident.id,
            });
        }
        self.event_text(
            TraceKind::Ended,
            self.process.self_ix(),
            Some(state.word().to_owned()),
        );
        self.effects.push(Effect::Ended { state, error_code });
    }

    // --- tokens, waits, incidents -------------------------------------------------------------

    pub fn spawn(&mut self, page: u32, scope: ScopeId, node: Ix) -> Result<TokenId, Refusal> {
        let phase = if self.process.node(node).async_before {
            Phase::Before
        } else {
            Phase::Activating
        };
        let page = self.page_mut(page)?;
        let id = draw(page)?;
        page.tokens.push(Token {
            id,
            scope,
            node,
            phase,
            locals: Map::new(),
            waits: SmallVec::new(),
            incident: None,
            item: None,
            multi: None,
            child: None,
            inner: Vec::new(),
            undo: None,
            by: None,
        });
        Ok(id)
    }

    /// Removes a token that is done: its other waits (boundary events) are closed, its locals forgotten.
    pub fn remove_token(&mut self, id: TokenId) {
        self.close_waits(id, None);
        self.forget_locals(id);
        if let Some(page) = self.instance.page_mut(page_of(id))
            && let Some(at) = page.tokens.iter().rposition(|token| token.id == id)
        {
            page.tokens.remove(at);
        }
    }

    /// Closes the waits of a token, `done` as completed and the others as withdrawn.
    pub fn close_waits(&mut self, id: TokenId, done: Option<WaitId>) {
        if let Some(token) = self.instance.token_mut(id) {
            for wait in std::mem::take(&mut token.waits) {
                if done != Some(wait.id)
                    && wait.kind == WaitingFor::Job
                    && matches!(self.process.node(wait.node).kind, Kind::Call(_))
                {
                    self.effects.push(Effect::CancelChild { wait: wait.id });
                }
                if wait.has_row() {
                    self.effects.push(Effect::CloseWait {
                        wait: wait.id,
                        done: done == Some(wait.id),
                    });
                }
            }
        }
    }

    /// Closes one wait and keeps the others.
    pub fn close_wait(&mut self, id: TokenId, wait: WaitId, done: bool) {
        if let Some(token) = self.instance.token_mut(id)
            && let Some(at) = token.waits.iter().position(|other| other.id == wait)
            && token.waits.remove(at).has_row()
        {
            self.effects.push(Effect::CloseWait { wait, done });
        }
    }

    /// Adds a wait; the caller adds the effect that shows it.
    pub fn open_wait(
        &mut self,
        id: TokenId,
        node: Ix,
        kind: WaitingFor,
    ) -> Result<WaitId, Refusal> {
        let wait = draw(self.page_mut(page_of(id))?)?;
        match self.instance.token_mut(id) {
            Some(token) => token.waits.push(Wait {
                id: wait,
                node,
                kind,
            }),
            None => return Err(Refusal::Aborted(format!("token {id} does not exist"))),
        }
        Ok(wait)
    }

    fn open_continuation(&mut self, id: TokenId) {
        let Some(token) = self.instance.token(id) else {
            return;
        };
        let ix = token.node;
        if let Ok(wait) = self.open_wait(id, ix, WaitingFor::Continue) {
            let node = self.process.node(ix);
            self.event(TraceKind::Waiting, ix);
            self.effects.push(Effect::CreateJob(crate::NewJob {
                wait,
                element: self.id(ix).to_string(),
                kind: "staffetta.continue".to_owned(),
                inputs: Map::new(),
                priority: 0,
                retries: node.retries,
            }));
        }
    }

    /// Stops a token with an incident at its phase.
    pub fn raise(&mut self, id: TokenId, wait: Option<WaitId>, code: String, message: String) {
        let Some(token) = self.instance.token(id) else {
            return;
        };
        let (node, phase) = (token.node, token.phase);
        if let Some(before) = token.incident {
            self.resolve(before);
        }
        let Some(incident) =
            self.add_incident(page_of(id), Some(id), node, phase, wait, code, message)
        else {
            return;
        };
        if let Some(token) = self.instance.token_mut(id) {
            token.incident = Some(incident);
        }
    }

    /// An incident that stands at an element and stops nothing: an event could not be armed again.
    pub fn note(&mut self, node: Ix, stop: Stop) -> Result<(), Refusal> {
        let (code, message) = match stop {
            Stop::Refuse(refusal) => return Err(refusal),
            Stop::Incident { code, message } => (code, message),
            Stop::Error { code, message } => (code, message.unwrap_or_default()),
        };
        self.add_incident(0, None, node, Phase::Activating, None, code, message);
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    pub fn add_incident(
        &mut self,
        page: u32,
        token: Option<TokenId>,
        node: Ix,
        phase: Phase,
        wait: Option<WaitId>,
        code: String,
        message: String,
    ) -> Option<IncidentId> {
        let page = self.instance.page_mut(page)?;
        let id = draw(page).ok()?;
        page.incidents.push(Incident {
            id,
            token,
            node,
            phase,
            wait,
            code: code.clone(),
            message: message.clone(),
        });
        self.event_text(
            TraceKind::Incident,
            node,
            Some(format!("{code}: {message}")),
        );
        self.effects.push(Effect::RaiseIncident {
            incident: id,
            wait,
            element: self.id(node).to_string(),
            phase: phase.word().to_owned(),
            code,
            message,
        });
        Some(id)
    }

    /// Takes an incident away; true when it was open.
    pub fn resolve(&mut self, id: IncidentId) -> Option<Incident> {
        let page = self.instance.page_mut(page_of(id))?;
        let at = page
            .incidents
            .iter()
            .position(|incident| incident.id == id)?;
        let incident = page.incidents.remove(at);
        if let Some(token) = incident
            .token
            .and_then(|token| self.instance.token_mut(token))
        {
            token.incident = None;
        }
        self.event(TraceKind::Resolved, incident.node);
        self.effects.push(Effect::ResolveIncident { incident: id });
        Some(incident)
    }

    /// The next number of the page a token lives on.
    pub fn draw(&mut self, near: TokenId) -> Result<u64, Refusal> {
        draw(self.page_mut(page_of(near))?)
    }

    pub fn set_phase(&mut self, id: TokenId, phase: Phase) {
        if let Some(token) = self.instance.token_mut(id) {
            token.phase = phase;
        }
    }

    pub fn add_scope(&mut self, owner: TokenId, plan: u32) -> Result<ScopeId, Refusal> {
        let page = self.page_mut(page_of(owner))?;
        let id = draw(page)?;
        page.scopes.push(Scope {
            id,
            owner: Some(owner),
            plan,
            live: 1,
            joins: Vec::new(),
            resets: Vec::new(),
            done: Vec::new(),
            rest: Default::default(),
            closing: false,
        });
        if let Some(token) = self.instance.token_mut(owner) {
            token.child = Some(id);
        }
        Ok(id)
    }

    // --- looking and telling --------------------------------------------------------------------

    /// Evaluates with the variables a token (or, without one, a scope) can see.
    pub fn with_call<T>(
        &self,
        token: Option<TokenId>,
        scope: ScopeId,
        act: impl FnOnce(&Call) -> Result<T, Failure>,
    ) -> Result<T, Stop> {
        self.with_more(token, scope, &Map::new(), act)
    }

    /// As [`Run::with_call`], with further names that are seen before all others.
    pub fn with_more<T>(
        &self,
        token: Option<TokenId>,
        scope: ScopeId,
        more: &Map,
        act: impl FnOnce(&Call) -> Result<T, Failure>,
    ) -> Result<T, Stop> {
        let look = Look {
            instance: &self.instance,
            token,
            scope,
            more,
            data: &self.process.data,
        };
        Ok(act(&Call {
            variables: &look,
            now: self.env.now,
            zone: self.env.zone,
        })?)
    }

    pub fn id(&self, ix: Ix) -> &Arc<str> {
        &self.process.names[ix as usize]
    }

    pub fn event(&mut self, kind: TraceKind, ix: Ix) {
        let id = self.process.names[ix as usize].clone();
        self.trace.push(TraceEvent {
            kind,
            id,
            text: None,
            value: None,
        });
    }

    pub fn event_text(&mut self, kind: TraceKind, ix: Ix, text: Option<String>) {
        let id = self.process.names[ix as usize].clone();
        self.trace.push(TraceEvent {
            kind,
            id,
            text,
            value: None,
        });
    }

    pub fn variable_event(&mut self, name: Arc<str>, value: Value) {
        self.trace.push(TraceEvent {
            kind: TraceKind::Variable,
            id: name,
            text: None,
            value: Some(value),
        });
    }

    pub fn page_mut(&mut self, page: u32) -> Result<&mut Page, Refusal> {
        self.instance
            .page_mut(page)
            .ok_or_else(|| Refusal::Need(vec![page.into()]))
    }

    pub fn scope_mut(&mut self, scope: ScopeId) -> Result<&mut Scope, Refusal> {
        if self.instance.page(page_of(scope)).is_none() {
            return Err(Refusal::Need(vec![page_of(scope).into()]));
        }
        self.instance
            .scope_mut(scope)
            .ok_or_else(|| Refusal::Aborted(format!("scope {scope} does not exist")))
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

/// The next counter of a page, with the page in the high bits.
fn draw(page: &mut Page) -> Result<u64, Refusal> {
    page.last = page
        .last
        .checked_add(1)
        .ok_or_else(|| Refusal::Aborted("the counter of a page is used up".to_owned()))?;
    page.dirty = true;
    Ok(u64::from(page.id) << 32 | u64::from(page.last))
}
