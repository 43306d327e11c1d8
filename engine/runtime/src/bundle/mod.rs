//! Bundles: files in, findings or a deployment out. Deployed processes are compiled once and cached.
//!
//! The bytes of every file are kept as they came; the content hash covers all paths and bytes.

mod cache;
mod deploy;
mod read;
mod references;
mod starts;
mod unanswered;
mod unpack;

pub(crate) use cache::Cache;
pub use deploy::{DeployedBundle, DeployedProcess};

use crate::pool::Weight;
use bpmn::{Definitions, MessageCatch, NodeKind, ProcessModel, Trigger};
use forms::Form;
use interpreter::{Process, StartKind};
use serde::Serialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use store::row;
pub(crate) use unanswered::WHY_NONE;

/// A bundle read and compiled, before or after it is deployed.
pub struct Bundle {
    pub name: String,
    pub files: BTreeMap<String, Vec<u8>>,
    pub forms: HashMap<String, Form>,
    pub letters: Vec<Letter>,
    pub processes: Vec<Arc<Deployed>>,
}

/// A letter template: `letters/<key>.txt`, first line `Oggetto: …`, then `Copia: …` where it has one.
#[derive(Debug, Clone, Serialize)]
pub struct Letter {
    pub key: String,
    pub title: contract::Text,
    pub subject: String,
    pub cc: String,
    pub body: String,
}

/// One process, compiled. `row` is complete only once deployed.
pub struct Deployed {
    pub row: row::Process,
    pub definitions: Arc<Definitions>,
    pub index: usize,
    pub process: Arc<Process>,
    pub weight: Weight,
}

impl Deployed {
    pub fn model(&self) -> &ProcessModel {
        &self.definitions.processes[self.index]
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&bpmn::Node> {
        self.model().nodes.iter().find(|n| n.id == id)
    }

    /// The message that is trigger `number` of a start event.
    pub fn start_message(&self, element: &str, number: i64) -> Option<&MessageCatch> {
        self.process.starts().iter().find_map(|s| match &s.kind {
            StartKind::Message(catch) if s.id == element && i64::from(s.number) == number => {
                Some(&**catch)
            }
            _ => None,
        })
    }

    /// Whether an error with this code, thrown at `element`, meets a boundary event or an event
    /// subprocess that catches it.
    pub fn catches(&self, element: &str, code: &str) -> bool {
        let model = self.model();
        let takes = |trigger: &Trigger| {
            trigger.each().iter().any(|one| match one {
                Trigger::Error { code: wanted, .. } => wanted.as_deref().is_none_or(|w| w == code),
                _ => false,
            })
        };
        let at_boundary = |node: usize| {
            model.nodes[node]
                .boundaries
                .iter()
                .any(|b| match &model.nodes[*b].kind {
                    NodeKind::Boundary { trigger, .. } => takes(trigger),
                    _ => false,
                })
        };
        let reacts =
            |scope: usize| {
                model.scopes[scope]
                    .nodes
                    .iter()
                    .any(|n| match model.nodes[*n].kind {
                        NodeKind::EventSubProcess { scope } => model.scopes[scope]
                            .nodes
                            .iter()
                            .any(|n| match &model.nodes[*n].kind {
                                NodeKind::Start { trigger, .. } => takes(trigger),
                                _ => false,
                            }),
                        _ => false,
                    })
            };
        let mut at = model.nodes.iter().position(|n| n.id == element);
        while let Some(node) = at {
            let scope = model.nodes[node].scope;
            if at_boundary(node) || reacts(scope) {
                return true;
            }
            at = model.scopes[scope].owner;
        }
        false
    }
}
