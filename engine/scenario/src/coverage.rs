//! Which elements and flows of the processes at least one scenario passed.

use bpmn::ProcessModel;
use interpreter::{TraceEvent, TraceKind};
use std::collections::{BTreeMap, BTreeSet};

/// By process key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    pub processes: BTreeMap<String, Covered>,
}

/// Ids in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covered {
    pub elements: Vec<(String, bool)>,
    pub flows: Vec<(String, bool)>,
}

impl Covered {
    /// Share of flows passed, from 0 to 1; a process without flows is covered.
    pub fn flows_share(&self) -> f64 {
        share(&self.flows)
    }

    /// Share of elements passed.
    pub fn elements_share(&self) -> f64 {
        share(&self.elements)
    }

    /// Elements and flows no scenario passed.
    pub fn missed(&self) -> impl Iterator<Item = &str> {
        self.elements
            .iter()
            .chain(&self.flows)
            .filter(|(_, passed)| !passed)
            .map(|(id, _)| id.as_str())
    }
}

fn share(of: &[(String, bool)]) -> f64 {
    if of.is_empty() {
        return 1.0;
    }
    of.iter().filter(|(_, passed)| *passed).count() as f64 / of.len() as f64
}

impl Coverage {
    /// The smallest share of flows of any process.
    pub fn flows_share(&self) -> f64 {
        self.processes
            .values()
            .map(Covered::flows_share)
            .fold(1.0, f64::min)
    }

    pub(crate) fn know(&mut self, model: &ProcessModel) {
        self.processes
            .entry(model.id.clone())
            .or_insert_with(|| Covered {
                elements: model.nodes.iter().map(|n| (n.id.clone(), false)).collect(),
                flows: model.flows.iter().map(|f| (f.id.clone(), false)).collect(),
            });
    }

    pub(crate) fn pass(&mut self, process: &str, events: &[TraceEvent]) {
        let Some(covered) = self.processes.get_mut(process) else {
            return;
        };
        let ids = |flows: bool| -> BTreeSet<&str> {
            events
                .iter()
                .filter(|e| match e.kind {
                    TraceKind::Flow => flows,
                    TraceKind::Activated | TraceKind::Completed | TraceKind::Started => !flows,
                    _ => false,
                })
                .map(|e| &*e.id)
                .collect()
        };
        for (list, ids) in [
            (&mut covered.elements, ids(false)),
            (&mut covered.flows, ids(true)),
        ] {
            for (id, passed) in list {
                *passed |= ids.contains(id.as_str());
            }
        }
    }
}
