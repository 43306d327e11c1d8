//! Taking back: children first, depth first, then the waits, then the token itself (`bpmn.md` §5.3).

use crate::command::{IncidentId, PartId, Refusal, TraceKind};
use crate::instance::{ScopeId, TokenId, Work, live_parts, page_of};
use crate::listeners;
use crate::run::Run;

impl Run<'_> {
    /// Takes back one token with everything inside it. The count of its scope is the caller's.
    pub fn kill_token(&mut self, id: TokenId) -> Result<(), Refusal> {
        let Some(token) = self.instance.token(id) else {
            return Ok(());
        };
        let (node, child, incident) = (token.node, token.child, token.incident);
        let parts = live_parts(token);
        if let Some(child) = child {
            self.kill_scope(child)?;
        }
        if self
            .instance
            .token(id)
            .is_some_and(|token| token.multi.is_some())
        {
            self.kill_items(id, &parts)?;
        }
        if let Some(incident) = incident {
            self.resolve(incident);
        }
        listeners::taken_back(self, id)?;
        // A listener was nothing that ran: the history does not tell of it.
        if !self.listens(id) {
            self.event(TraceKind::Cancelled, node);
        }
        self.remove_token(id);
        Ok(())
    }

    /// Takes back everything inside a scope, and the scope.
    pub fn kill_scope(&mut self, scope: ScopeId) -> Result<(), Refusal> {
        self.empty_scope(scope)?;
        self.remove_scope(scope);
        Ok(())
    }

    /// Takes back all tokens and queued flows of a scope; its count becomes zero.
    pub fn empty_scope(&mut self, scope: ScopeId) -> Result<(), Refusal> {
        self.empty_but(scope, None)
    }

    /// As [`Run::empty_scope`], but one token stays and is counted.
    pub fn empty_but(&mut self, scope: ScopeId, keep: Option<TokenId>) -> Result<(), Refusal> {
        let page = self.page_mut(page_of(scope))?;
        let tokens: Vec<TokenId> = page
            .tokens
            .iter()
            .filter(|token| token.scope == scope && token.item.is_none() && Some(token.id) != keep)
            .map(|token| token.id)
            .collect();
        for token in tokens {
            self.kill_token(token)?;
        }
        self.resolve_told(scope)?;
        self.instance.queue.retain(|work| match work {
            Work::Flow { scope: other, .. } | Work::Node { scope: other, .. } => *other != scope,
            Work::Go { .. } | Work::Items { .. } | Work::Throw { .. } => true,
        });
        let scope = self.scope_mut(scope)?;
        scope.live = u32::from(keep.is_some());
        scope.done.clear();
        scope.joins.clear();
        scope.resets.clear();
        scope.rest.clear();
        scope.closing = false;
        Ok(())
    }

    /// Resolves what no token carries: a gateway that could not decide, an event that could not be armed again.
    fn resolve_told(&mut self, scope: ScopeId) -> Result<(), Refusal> {
        let (plan, process) = (self.scope_mut(scope)?.plan, self.process);
        let told: Vec<IncidentId> = self
            .instance
            .pages()
            .filter(|page| page.id == 0 || page.id == page_of(scope))
            .flat_map(|page| &page.incidents)
            .filter(|incident| {
                let node = process.nodes.get(incident.node as usize);
                incident.token.is_none() && node.is_some_and(|node| node.scope == plan)
            })
            .map(|incident| incident.id)
            .collect();
        for incident in told {
            self.resolve(incident);
        }
        Ok(())
    }

    pub fn remove_scope(&mut self, scope: ScopeId) {
        if let Some(page) = self.instance.page_mut(page_of(scope)) {
            page.scopes.retain(|other| other.id != scope);
        }
    }

    /// Takes back the items of a multi-instance body; all its segments must be loaded.
    pub fn kill_items(&mut self, body: TokenId, parts: &[PartId]) -> Result<(), Refusal> {
        let missing: Vec<PartId> = parts
            .iter()
            .copied()
            .filter(|part| self.instance.page(*part as u32).is_none())
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::Need(missing));
        }
        for page in std::iter::once(page_of(body)).chain(parts.iter().map(|part| *part as u32)) {
            let items: Vec<TokenId> = self
                .page_mut(page)?
                .tokens
                .iter()
                .filter(|token| token.item.as_ref().is_some_and(|item| item.body == body))
                .map(|token| token.id)
                .collect();
            for item in items {
                self.kill_token(item)?;
            }
        }
        for part in parts {
            self.drop_page(*part as u32);
        }
        self.forget_results(body);
        if let Some(multi) = self
            .instance
            .token_mut(body)
            .and_then(|token| token.multi.as_deref_mut())
        {
            multi.segments.iter_mut().for_each(|word| *word = 0);
            multi.rest.clear();
        }
        self.instance
            .queue
            .retain(|work| *work != Work::Items { token: body });
        Ok(())
    }

    /// Forgets what the items of a body gave, on the pages at hand.
    pub fn forget_results(&mut self, body: TokenId) {
        let mut bytes = 0;
        for page in std::iter::once(&mut self.instance.main).chain(&mut self.instance.loaded) {
            let before = page.results.len();
            page.results.retain(|(other, _, value)| {
                let keep = *other != body;
                bytes += if keep { 0 } else { value.size_bytes() as u64 };
                keep
            });
            page.dirty |= page.results.len() < before;
        }
        self.instance.bytes = self.instance.bytes.saturating_sub(bytes);
    }

    /// Removes an empty part, and its row when it has one.
    pub fn drop_page(&mut self, page: u32) {
        if let Some(at) = self
            .instance
            .loaded
            .iter()
            .position(|other| other.id == page)
        {
            let page = self.instance.loaded.swap_remove(at);
            if page.stored {
                self.removed.push(page.id.into());
            }
        }
    }
}
