//! How a token enters an element and goes through its phases; the one place that knows which file belongs
//! to which element.

use super::{RUN_ACTIVATIONS_MAX, Run, Started, Stop, circle};
use crate::command::{Refusal, TraceKind};
use crate::instance::{Phase, ROOT, ScopeId, TokenId, page_of};
use crate::process::{EndKind, Ix, Kind};
use crate::{ad_hoc, compensation, events, gateways, listeners, multi_instance, subprocess, tasks};
use rules::{Map, Value};

/// Variables by which a case allows that work is skipped.
const SKIPPING: [&str; 2] = [
    "_FLOWABLE_SKIP_EXPRESSION_ENABLED",
    "_ACTIVITI_SKIP_EXPRESSION_ENABLED",
];

impl Run<'_> {
    pub(super) fn enter(&mut self, scope: ScopeId, ix: Ix, via: Option<Ix>) -> Result<(), Refusal> {
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
    pub(super) fn pass(&mut self, scope: ScopeId, ix: Ix) -> Result<(), Refusal> {
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
                    events::error::throw_from_scope(self, scope, ix, code, message, Map::new())
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

    pub(super) fn stopped_without_token(
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

    pub(super) fn phases(&mut self, id: TokenId) -> Result<(), Stop> {
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
                        if let Err(stop) = listeners::started(self, id, ix) {
                            self.forget_inputs(id, ix);
                            return Err(stop);
                        }
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
                Phase::Active if self.skips(id, ix)? => self.set_phase(id, Phase::Completing),
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
                        listeners::ended(self, id, ix)?;
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
                    listeners::leaving(self, id, ix, &flows)?;
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
    pub(super) fn start(&mut self, id: TokenId, ix: Ix) -> Result<Started, Stop> {
        let process = self.process;
        self.perform(id, ix, &process.node(ix).kind)
    }

    /// The same for what an end event does after it has thrown.
    pub(crate) fn perform(&mut self, id: TokenId, ix: Ix, kind: &Kind) -> Result<Started, Stop> {
        let scope = self.instance.token(id).map_or(ROOT, |token| token.scope);
        match kind {
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
            Kind::ThrowThen { throws, then } => {
                match events::throw::start(self, id, ix, throws)? {
                    Started::Done => self.perform(id, ix, then),
                    // It goes on with that when all within has been thrown.
                    Started::Waiting => Ok(Started::Waiting),
                }
            }
            Kind::Link { target } => Ok(events::link::start(self, id, ix, *target)),
            Kind::User(plan) => tasks::user::start(self, id, ix, plan),
            Kind::Job {
                topic, priority, ..
            } => tasks::job::start(self, id, ix, topic, priority.as_ref()),
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

    /// Whether the work of an element is left out: its `skipExpression` is true, and the case allows skipping
    /// by a variable, as in the products that have it.
    fn skips(&self, id: TokenId, ix: Ix) -> Result<bool, Stop> {
        let Some(skip) = &self.process.node(ix).skip else {
            return Ok(false);
        };
        let scope = self.instance.token(id).map_or(ROOT, |token| token.scope);
        self.with_call(Some(id), scope, |call| {
            let allowed = SKIPPING
                .iter()
                .any(|name| call.variables.get(name) == Some(&Value::Bool(true)));
            if allowed { skip.test(call) } else { Ok(false) }
        })
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
}
