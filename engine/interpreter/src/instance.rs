//! The state of one run: a small value, its parts, and what can be read of it from outside.
//!
//! Everything lives on pages: page 0 is the snapshot, others are parts (segments of a large
//! multi-instance activity). An id carries its page in the high 32 bits and a counter of that page
//! in the low, so a wait tells which part it needs. Elements are indices into the page's own
//! dictionary of ids; a step binds them to its process first (`snapshot::bind`).

mod view;

pub use view::{IncidentView, TokenView, WaitKind, WaitView};

use crate::command::{End, IncidentId, PartId, WaitId};
use crate::multi_instance::SEGMENT_ITEMS;
use crate::process::{Ix, Process};
use chrono::{DateTime, Utc};
use rules::{Map, Value};
use smallvec::SmallVec;
use std::collections::VecDeque;
use std::sync::Arc;

pub(crate) type TokenId = u64;
pub(crate) type ScopeId = u64;

/// One run. Cheap to clone while small; see the crate's header for what is stored where.
#[derive(Debug, Clone)]
pub struct Instance {
    pub(crate) process: String,
    pub(crate) started: bool,
    /// The listeners of the process's start have still to be heard; they are heard once.
    pub(crate) opening: bool,
    pub(crate) suspended: bool,
    pub(crate) state: Option<End>,
    pub(crate) error_code: Option<String>,
    pub(crate) variables: Map,
    /// Bytes of all variables and locals, parts included.
    pub(crate) bytes: u64,
    /// Activations since the last command that was not `Continue`.
    pub(crate) activations: u32,
    /// Highest part number drawn.
    pub(crate) last_part: u32,
    pub(crate) queue: VecDeque<Work>,
    pub(crate) main: Page,
    /// Parts that were supplied or made in this step.
    pub(crate) loaded: Vec<Page>,
}

/// What is still to be done before the instance rests.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Work {
    /// A token travels a flow (flow number among the names).
    Flow { scope: ScopeId, flow: Ix },
    /// A token begins at a node without a flow: a start event.
    Node { scope: ScopeId, node: Ix },
    /// A token goes on at its phase.
    Go { token: TokenId },
    /// A parallel multi-instance body makes its next items.
    Items { token: TokenId },
    /// A throw event throws what this instance itself catches.
    Throw { token: TokenId },
}

#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub id: u32,
    /// Dictionary of this page's indices.
    pub names: Arc<[Arc<str>]>,
    /// Last counter drawn on this page.
    pub last: u32,
    /// The multi-instance body whose items live here; None on page 0.
    pub body: Option<TokenId>,
    pub scopes: Vec<Scope>,
    pub tokens: Vec<Token>,
    pub incidents: Vec<Incident>,
    /// What completed items gave: body, number of the item, value.
    pub results: Vec<(TokenId, u32, Value)>,
    pub dirty: bool,
    /// A row of it exists.
    pub stored: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub id: ScopeId,
    /// The token of the subprocess; None for the process.
    pub owner: Option<TokenId>,
    /// Scope number in the process: derived from the owner when bound.
    pub plan: u32,
    /// Tokens and queued flows inside, those waiting at joins included.
    pub live: u32,
    /// Tokens waiting at joins: (flow among the names, count).
    pub joins: Vec<(Ix, u32)>,
    /// Complex gateways that went on and wait for the rest: the gateway, and the flows it had.
    pub resets: Vec<(Ix, Vec<Ix>)>,
    /// Completed activities that can be compensated, oldest first.
    pub done: Vec<Done>,
    /// Sequential ad-hoc subprocess: flows and nodes whose turn is still to come, counted among `live`.
    pub rest: VecDeque<Ix>,
    /// Ad-hoc subprocess whose condition has held: what runs may end, nothing begins.
    pub closing: bool,
}

/// A completed activity that can be compensated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Done {
    pub node: Ix,
    /// Its local variables as they were when it completed.
    pub locals: Map,
    /// What was completed inside it.
    pub inner: Vec<Done>,
}

/// What a token that compensates still has to do.
#[derive(Debug, Clone)]
pub(crate) struct Undo {
    /// The last is compensated first.
    pub pending: Vec<Done>,
    /// Where the handlers run.
    pub scope: ScopeId,
    /// Nobody waits: the token ends with the last handler.
    pub detached: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub id: TokenId,
    pub scope: ScopeId,
    pub node: Ix,
    pub phase: Phase,
    /// Input mappings, and what a task with output mappings was given.
    pub locals: Map,
    pub waits: SmallVec<[Wait; 1]>,
    pub incident: Option<IncidentId>,
    /// This token is an item of a multi-instance activity.
    pub item: Option<Item>,
    /// This token is the body of one.
    pub multi: Option<Box<Multi>>,
    /// The scope of a subprocess.
    pub child: Option<ScopeId>,
    /// What was completed inside a subprocess that is leaving.
    pub inner: Vec<Done>,
    /// This token compensates.
    pub undo: Option<Box<Undo>>,
    /// This token runs a compensation handler for that one.
    pub by: Option<TokenId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// `asyncBefore`: waits for its continuation.
    Before,
    /// Input mappings are evaluated.
    Activating,
    /// Doing its work or waiting.
    Active,
    /// Output mappings are evaluated.
    Completing,
    /// `asyncAfter`: waits for its continuation.
    After,
    /// Outgoing flows are chosen.
    Leaving,
}

impl Phase {
    pub fn word(self) -> &'static str {
        match self {
            Phase::Before => "before",
            Phase::Activating => "activating",
            Phase::Active => "active",
            Phase::Completing => "completing",
            Phase::After => "after",
            Phase::Leaving => "leaving",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub body: TokenId,
    /// `loopCounter`, from 0.
    pub counter: Value,
}

#[derive(Debug, Clone)]
pub(crate) struct Multi {
    /// `nrOfInstances`.
    pub total: Value,
    /// `nrOfCompletedInstances`.
    pub completed: Value,
    /// `nrOfActiveInstances`.
    pub active: Value,
    /// Items made so far.
    pub made: u32,
    /// Elements of items not made yet, in order; empty without a collection.
    pub rest: VecDeque<Value>,
    /// First part of the segments; 0 when the items live on the body's page.
    pub first_part: u32,
    /// Which segments are alive, one bit each.
    pub segments: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wait {
    pub id: WaitId,
    /// The element that waits: the token's own, a boundary event, or a target of an event-based gateway.
    pub node: Ix,
    pub kind: WaitingFor,
}

impl Wait {
    /// Whether a row shows it: conditions are looked at from inside only.
    pub fn has_row(&self) -> bool {
        !matches!(self.kind, WaitingFor::Condition { .. })
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WaitingFor {
    Task,
    Job,
    /// `asyncBefore` or `asyncAfter`.
    Continue,
    Timer {
        due: DateTime<Utc>,
        rule: String,
        left: Option<u32>,
    },
    Message {
        name: String,
        key: String,
    },
    Signal {
        name: String,
    },
    /// `number`: which wait of the event; `was`: what it was when last looked at.
    Condition {
        number: u32,
        was: bool,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Incident {
    pub id: IncidentId,
    /// None: the process itself.
    pub token: Option<TokenId>,
    pub node: Ix,
    pub phase: Phase,
    pub wait: Option<WaitId>,
    pub code: String,
    pub message: String,
}

/// A fresh instance, before [`crate::Command::Start`].
pub fn create(process: &Process) -> Instance {
    let root = Scope {
        id: 1,
        owner: None,
        plan: 0,
        live: 0,
        joins: Vec::new(),
        resets: Vec::new(),
        done: Vec::new(),
        rest: VecDeque::new(),
        closing: false,
    };
    Instance {
        process: process.id.clone(),
        started: false,
        opening: false,
        suspended: false,
        state: None,
        error_code: None,
        variables: Map::new(),
        bytes: 0,
        activations: 0,
        last_part: 0,
        queue: VecDeque::new(),
        main: Page {
            id: 0,
            names: process.names.clone(),
            last: 1,
            body: None,
            scopes: vec![root],
            tokens: Vec::new(),
            incidents: Vec::new(),
            results: Vec::new(),
            dirty: true,
            stored: true,
        },
        loaded: Vec::new(),
    }
}

pub(crate) const ROOT: ScopeId = 1;

pub(crate) fn page_of(id: u64) -> u32 {
    (id >> 32) as u32
}

impl Instance {
    /// Parts that exist as rows, as far as the pages at hand know: those of the snapshot, and of
    /// the parts loaded.
    pub fn parts(&self) -> Vec<PartId> {
        let mut out: Vec<PartId> = self
            .pages()
            .flat_map(|page| &page.tokens)
            .flat_map(live_parts)
            .collect();
        out.sort_unstable();
        out
    }

    pub(crate) fn pages(&self) -> impl Iterator<Item = &Page> {
        std::iter::once(&self.main).chain(&self.loaded)
    }

    pub(crate) fn page(&self, id: u32) -> Option<&Page> {
        if id == 0 {
            Some(&self.main)
        } else {
            self.loaded.iter().find(|page| page.id == id)
        }
    }

    pub(crate) fn page_mut(&mut self, id: u32) -> Option<&mut Page> {
        if id == 0 {
            return Some(&mut self.main);
        }
        let page = self.loaded.iter_mut().find(|page| page.id == id)?;
        page.dirty = true;
        Some(page)
    }

    pub(crate) fn token(&self, id: TokenId) -> Option<&Token> {
        self.page(page_of(id))?
            .tokens
            .iter()
            .rev()
            .find(|token| token.id == id)
    }

    pub(crate) fn token_mut(&mut self, id: TokenId) -> Option<&mut Token> {
        self.page_mut(page_of(id))?
            .tokens
            .iter_mut()
            .rev()
            .find(|token| token.id == id)
    }

    pub(crate) fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.page(page_of(id))?
            .scopes
            .iter()
            .find(|scope| scope.id == id)
    }

    pub(crate) fn scope_mut(&mut self, id: ScopeId) -> Option<&mut Scope> {
        self.page_mut(page_of(id))?
            .scopes
            .iter_mut()
            .find(|scope| scope.id == id)
    }
}

/// Whether a part is a segment of this body that is alive; None: it is none of its segments.
pub(crate) fn has_part(token: &Token, part: u32) -> Option<bool> {
    let multi = token.multi.as_deref().filter(|it| it.first_part > 0)?;
    let Value::Int(total) = multi.total else {
        return None;
    };
    let segment = part.checked_sub(multi.first_part)?;
    let segments = total.unsigned_abs().div_ceil(SEGMENT_ITEMS.into());
    if u64::from(segment) >= segments {
        return None;
    }
    let word = multi.segments.get(segment as usize / 64)?;
    Some(word & (1 << (segment % 64)) != 0)
}

/// The segments of a body that are alive.
pub(crate) fn live_parts(token: &Token) -> Vec<PartId> {
    let Some(multi) = token.multi.as_deref().filter(|multi| multi.first_part > 0) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (word, bits) in multi.segments.iter().enumerate() {
        for bit in 0..64 {
            if bits & (1 << bit) != 0 {
                out.push(PartId::from(multi.first_part) + (word * 64 + bit) as PartId);
            }
        }
    }
    out
}
