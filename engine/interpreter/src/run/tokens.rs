//! Tokens, their waits and their scopes: made, opened, closed, removed.

use super::Run;
use crate::command::{Effect, Refusal, TraceKind, WaitId};
use crate::instance::{Page, Phase, Scope, ScopeId, Token, TokenId, Wait, WaitingFor, page_of};
use crate::process::{Ix, Kind};
use rules::Map;
use smallvec::SmallVec;

impl Run<'_> {
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

    pub(super) fn open_continuation(&mut self, id: TokenId) {
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
}

/// The next counter of a page, with the page in the high bits.
pub(super) fn draw(page: &mut Page) -> Result<u64, Refusal> {
    page.last = page
        .last
        .checked_add(1)
        .ok_or_else(|| Refusal::Aborted("the counter of a page is used up".to_owned()))?;
    page.dirty = true;
    Ok(u64::from(page.id) << 32 | u64::from(page.last))
}
