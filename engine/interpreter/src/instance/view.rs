//! What can be read of a run from outside.

use super::{Instance, WaitingFor};
use crate::command::{End, IncidentId, WaitId};
use rules::Map;

/// A wait as seen from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitView {
    pub wait: WaitId,
    pub kind: WaitKind,
    pub element: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitKind {
    Task,
    /// Jobs, continuations included.
    Job,
    Timer,
    Message,
    Signal,
    /// Looked at whenever variables change; has no row.
    Condition,
}

/// A place where the instance stands, as seen from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenView {
    pub token: u64,
    pub element: String,
    /// It is one item of a multi-instance activity, whose body is another token at the same element.
    pub item: bool,
}

/// An open incident as seen from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentView {
    pub incident: IncidentId,
    pub wait: Option<WaitId>,
    pub element: String,
    /// `before`, `activating`, `active`, `completing`, `after` or `leaving`.
    pub phase: String,
    pub code: String,
    pub message: String,
}

impl Instance {
    /// BPMN id of the process it runs.
    pub fn process(&self) -> &str {
        &self.process
    }

    /// None while it runs.
    pub fn state(&self) -> Option<End> {
        self.state
    }

    /// The code of the BPMN error that nobody caught.
    pub fn error_code(&self) -> Option<&str> {
        self.error_code.as_deref()
    }

    pub fn started(&self) -> bool {
        self.started
    }

    pub fn suspended(&self) -> bool {
        self.suspended
    }

    /// Variables of the process. Input mappings and loop variables belong to their element only.
    pub fn variables(&self) -> &Map {
        &self.variables
    }

    /// What the element of a wait sees at first: the variables of the process, over them its own, such as the
    /// element of a multi-instance item. Of the snapshot and the parts loaded.
    pub fn variables_at(&self, wait: WaitId) -> Map {
        let waits = |token: &&super::Token| token.waits.iter().any(|w| w.id == wait);
        let mut tokens = self.pages().flat_map(|page| &page.tokens);
        let mut seen = self.variables.clone();
        if let Some(token) = tokens.find(waits) {
            let own = token.locals.iter();
            seen.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        }
        seen
    }

    /// Open waits of the snapshot and of the parts loaded, oldest first.
    pub fn waits(&self) -> Vec<WaitView> {
        let mut out = Vec::new();
        for page in self.pages() {
            for wait in page.tokens.iter().flat_map(|token| &token.waits) {
                let kind = match wait.kind {
                    WaitingFor::Task => WaitKind::Task,
                    WaitingFor::Job | WaitingFor::Continue => WaitKind::Job,
                    WaitingFor::Timer { .. } => WaitKind::Timer,
                    WaitingFor::Message { .. } => WaitKind::Message,
                    WaitingFor::Signal { .. } => WaitKind::Signal,
                    WaitingFor::Condition { .. } => WaitKind::Condition,
                };
                out.push(WaitView {
                    wait: wait.id,
                    kind,
                    element: page.names[wait.node as usize].to_string(),
                });
            }
        }
        out.sort_by_key(|view| view.wait);
        out
    }

    /// Open incidents of the snapshot and of the parts loaded, oldest first.
    pub fn incidents(&self) -> Vec<IncidentView> {
        let mut out = Vec::new();
        for page in self.pages() {
            for incident in &page.incidents {
                out.push(IncidentView {
                    incident: incident.id,
                    wait: incident.wait,
                    element: page.names[incident.node as usize].to_string(),
                    phase: incident.phase.word().to_owned(),
                    code: incident.code.clone(),
                    message: incident.message.clone(),
                });
            }
        }
        out.sort_by_key(|view| view.incident);
        out
    }

    /// Where the instance stands, subprocesses included; of the snapshot and the parts loaded, oldest first.
    pub fn tokens(&self) -> Vec<TokenView> {
        let mut out: Vec<TokenView> = self
            .pages()
            .flat_map(|page| {
                page.tokens.iter().map(|token| TokenView {
                    token: token.id,
                    element: page.names[token.node as usize].to_string(),
                    item: token.item.is_some(),
                })
            })
            .collect();
        out.sort_by_key(|view| view.token);
        out
    }
}
