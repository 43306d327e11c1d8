//! What the tree says, before it is known to be sound: nodes and flows with their elements.
//!
//! Everything is read even where something is wrong, so that one answer holds all findings. A node
//! that cannot run stands in the draft as a placeholder; its finding keeps it out of the model.

mod attributes;
mod call;
mod compensation;
mod data;
mod definition;
mod dialect;
mod event;
mod expression;
mod flow;
mod flowing;
mod foreign_work;
mod form_field;
mod io;
mod lane;
mod listener;
mod mapping;
mod message;
mod multi;
mod part;
mod role;
mod scope;
mod task;
mod time;

pub(crate) use message::start_terms;

use crate::model::{Definitions, Flow, FormField, Node, ProcessModel, Scope, Source};
use crate::reading::Handlers;
use crate::report::Report;
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex, Tree};
use std::collections::{BTreeMap, HashMap};

/// Elements by id; the first of duplicates.
pub(crate) type Ids<'t> = HashMap<&'t str, ElementIndex>;

#[derive(Debug, Default)]
pub(crate) struct Draft {
    definitions: Definitions,
    pub processes: Vec<ProcessDraft>,
    /// Global tasks as processes of one task.
    global: Vec<ProcessModel>,
}

#[derive(Debug)]
pub(crate) struct ProcessDraft {
    pub element: ElementIndex,
    model: ProcessModel,
    pub scopes: Vec<ScopeDraft>,
    pub nodes: Vec<NodeDraft>,
    pub flows: Vec<FlowDraft>,
}

#[derive(Debug)]
pub(crate) struct ScopeDraft {
    pub element: ElementIndex,
    pub owner: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct NodeDraft {
    pub element: ElementIndex,
    pub node: Node,
    /// Local names of the event definitions, for events.
    pub definitions: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct FlowDraft {
    pub element: ElementIndex,
    pub id: String,
    pub name: Option<String>,
    pub line: u32,
    /// Indices of nodes; None where the reference is wrong (and has its finding).
    pub source: Option<usize>,
    pub target: Option<usize>,
    pub condition: Option<Source>,
    pub listeners: Vec<Source>,
}

/// What every part of the draft reads with.
pub(crate) struct Reader<'t, 'r, 'f> {
    pub tree: &'t Tree,
    pub ids: &'t Ids<'t>,
    pub handlers: &'t Handlers,
    pub report: &'r mut Report<'f>,
    pub definitions: Definitions,
    /// Targets of associations, by their source.
    pub associations: HashMap<ElementIndex, Vec<ElementIndex>>,
    /// Ids of messages, by the event or task that gets them from a message flow.
    pub flowing: HashMap<ElementIndex, String>,
    /// Names of data, by process.
    pub declared: HashMap<ElementIndex, Vec<String>>,
    /// Forms the process being read describes itself.
    pub forms: BTreeMap<String, Vec<FormField>>,
}

/// The draft, or None when the root is no BPMN model.
pub(crate) fn read(
    tree: &Tree,
    ids: &Ids,
    handlers: &Handlers,
    report: &mut Report,
) -> Option<Draft> {
    let root = tree.root();
    if !root.is_bpmn("definitions") {
        report.add(&rule::NOT_BPMN, root, &[("detail", root.written())]);
        return None;
    }
    let mut reader = Reader {
        tree,
        ids,
        handlers,
        report,
        definitions: Definitions::default(),
        associations: HashMap::new(),
        flowing: HashMap::new(),
        declared: HashMap::new(),
        forms: BTreeMap::new(),
    };
    reader.associations = reader.associated();
    reader.declared = reader.data_declared();
    reader.definitions.id = root.id().unwrap_or_default().to_owned();
    reader.definitions.target_namespace = root
        .attribute("targetNamespace")
        .unwrap_or_default()
        .to_owned();
    reader.declarations();
    reader.thrown_declarations();
    reader.message_flows();
    let mut processes = Vec::new();
    for (index, element) in tree.named(0, "process") {
        if element.flag("isExecutable", true) {
            processes.push(reader.process(index));
        }
    }
    let global = reader.global_tasks();
    let drawn = tree.named(0, "process").next().is_some();
    if processes.is_empty() && (drawn || global.is_empty()) {
        reader.report.add(&rule::NO_PROCESS, root, &[]);
    }
    let definitions = reader.definitions;
    Some(Draft {
        definitions,
        processes,
        global,
    })
}

impl Draft {
    /// The model. Called only when no finding is an error.
    pub fn into_definitions(self) -> Definitions {
        let mut definitions = self.definitions;
        definitions.processes = self
            .processes
            .into_iter()
            .map(ProcessDraft::into_model)
            .chain(self.global)
            .collect();
        definitions
    }
}

impl NodeDraft {
    /// Whether one of its event definitions is this.
    pub fn defines(&self, local: &str) -> bool {
        self.definitions
            .iter()
            .any(|definition| definition == local)
    }
}

impl ProcessDraft {
    fn into_model(self) -> ProcessModel {
        let mut model = self.model;
        model.scopes = self
            .scopes
            .iter()
            .map(|scope| Scope {
                id: match scope.owner {
                    Some(owner) => self.nodes[owner].node.id.clone(),
                    None => model.id.clone(),
                },
                owner: scope.owner,
                nodes: Vec::new(),
                flows: Vec::new(),
            })
            .collect();
        for (index, draft) in self.nodes.into_iter().enumerate() {
            model.scopes[draft.node.scope].nodes.push(index);
            model.nodes.push(draft.node);
        }
        for draft in self.flows {
            // Both ends are known when there is no error.
            let (Some(source), Some(target)) = (draft.source, draft.target) else {
                continue;
            };
            let scope = model.nodes[source].scope;
            model.scopes[scope].flows.push(model.flows.len());
            model.flows.push(Flow {
                id: draft.id,
                name: draft.name,
                line: draft.line,
                source,
                target,
                condition: draft.condition,
                listeners: draft.listeners,
            });
        }
        model
    }
}

impl Reader<'_, '_, '_> {
    /// Attribute of our own namespace, else of the vendors'.
    pub fn extension<'e>(&self, element: &'e Element, local: &str) -> Option<&'e str> {
        element
            .in_namespace(Ns::Staffetta, local)
            .or_else(|| element.in_namespace(Ns::Vendor, local))
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }
}
