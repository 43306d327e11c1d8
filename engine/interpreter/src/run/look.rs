//! What a step looks at and what it tells: evaluations, the history, pages and scopes by id.

use super::{Run, Stop};
use crate::command::{Refusal, TraceEvent, TraceKind};
use crate::instance::{Page, Scope, ScopeId, TokenId, page_of};
use crate::process::Ix;
use crate::variables::Look;
use rules::{Call, Failure, Map, Value};
use std::sync::Arc;

impl Run<'_> {
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
            calendars: &self.env.calendars,
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
}
