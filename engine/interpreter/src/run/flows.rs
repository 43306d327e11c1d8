//! The flows an element is left by, and what becomes of a scope and of the instance with its last token.

use super::{Run, Stop};
use crate::command::{Effect, End, Refusal, TraceKind};
use crate::instance::{Phase, ScopeId, TokenId, Work};
use crate::process::{Ix, Kind};
use crate::{ad_hoc, events, gateways};
use smallvec::{SmallVec, smallvec};

impl Run<'_> {
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
        self.finished(state, error_code, false);
    }

    /// Ends the instance as terminated, and whoever called it.
    pub fn end_with_callers(&mut self) {
        self.finished(End::Terminated, None, true);
    }

    fn finished(&mut self, state: End, error_code: Option<String>, callers: bool) {
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
        self.effects.push(Effect::Ended {
            state,
            error_code,
            callers,
        });
    }
}
