//! Processes and embedded subprocesses and their nodes, walked without recursion.

use super::time::is_retry;
use super::{NodeDraft, ProcessDraft, Reader, ScopeDraft};
use crate::model::{AdHoc, Node, NodeKind, ProcessModel, Quantity, Trigger};
use crate::rule;
use crate::vocabulary::{
    Ns, is_activity, is_choreography_activity, is_decoration, is_event, is_flow_node, is_task,
};
use crate::xml::{Element, ElementIndex};
use std::collections::HashSet;

pub(super) const FLOW_PARTS: &[&str] = &["incoming", "outgoing"];

/// Most tokens an activity may ask for or give by one flow.
const TOKENS_MAX: u32 = 1_000;

impl Reader<'_, '_, '_> {
    /// Everything in one executable process.
    pub fn process(&mut self, at: ElementIndex) -> ProcessDraft {
        let tree = self.tree;
        let element = tree.get(at);
        self.extension_attributes(at, at);
        self.extension_elements(at);
        let model = ProcessModel {
            id: element.id().unwrap_or_default().to_owned(),
            name: element.attribute("name").map(str::to_owned),
            line: element.line,
            executable: true,
            version_tag: self.extension(element, "versionTag").map(str::to_owned),
            candidate_starter_groups: self.template_attribute(at, "candidateStarterGroups"),
            not_by_hand: self.extension(element, "isStartableInTasklist") == Some("false"),
            candidate_starter_users: self.template_attribute(at, "candidateStarterUsers"),
            listeners: self.listeners(at),
            input_sets: self.input_sets(at),
            ..ProcessModel::default()
        };
        self.sets_complete(at);
        let mut process = ProcessDraft {
            element: at,
            model,
            scopes: vec![ScopeDraft {
                element: at,
                owner: None,
            }],
            nodes: Vec::new(),
            flows: Vec::new(),
        };
        let mut flows = Vec::new();
        let mut next = 0;
        while next < process.scopes.len() {
            self.scope(&mut process, next, &mut flows);
            next += 1;
        }
        self.flows(&mut process, &flows);
        self.hosts(&mut process);
        self.compensations(&mut process);
        self.links(&mut process);
        Self::offered(&mut process);
        process.model.data = self.declared.remove(&at).unwrap_or_default();
        self.start_form(&mut process);
        process.model.forms = std::mem::take(&mut self.forms);
        process
    }

    /// The nodes of one scope; subprocesses that run are queued as scopes of their own.
    fn scope(&mut self, process: &mut ProcessDraft, scope: usize, flows: &mut Vec<ElementIndex>) {
        let tree = self.tree;
        let at = process.scopes[scope].element;
        let holder = tree.get(at);
        let mut parts = HashSet::new();
        for (index, child) in tree.children(at) {
            if child.ns != Ns::Bpmn {
                continue;
            }
            let local = child.local.as_str();
            if local == "sequenceFlow" {
                self.extension_attributes(index, index);
                self.extension_elements(index);
                flows.push(index);
            } else if is_choreography_activity(local) {
                self.report.add(
                    &rule::CHOREOGRAPHY,
                    child,
                    &[("tag", local), ("name", child.label())],
                );
            } else if is_flow_node(local) {
                let node = self.node(index, scope, &mut process.scopes, process.nodes.len());
                process.nodes.push(node);
            } else if local == "laneSet" {
                self.lanes(index, process);
            } else if !is_decoration(local) {
                self.part(holder, child, &mut parts);
            }
        }
    }

    /// One flow node. `index` is the number it will have.
    fn node(
        &mut self,
        at: ElementIndex,
        scope: usize,
        scopes: &mut Vec<ScopeDraft>,
        index: usize,
    ) -> NodeDraft {
        let tree = self.tree;
        let element = tree.get(at);
        let tag = element.local.as_str();
        self.extension_attributes(at, at);
        self.extension_elements(at);
        let mut definitions = Vec::new();
        let kind = match tag {
            "subProcess" | "transaction" => {
                scopes.push(ScopeDraft {
                    element: at,
                    owner: Some(index),
                });
                let scope = scopes.len() - 1;
                Some(if element.flag("triggeredByEvent", false) {
                    NodeKind::EventSubProcess { scope }
                } else {
                    NodeKind::SubProcess { scope }
                })
            }
            "adHocSubProcess" => {
                scopes.push(ScopeDraft {
                    element: at,
                    owner: Some(index),
                });
                Some(self.ad_hoc(at, scopes.len() - 1))
            }
            "callActivity" => self
                .call(at)
                .map(|call| NodeKind::CallActivity(Box::new(call))),
            "exclusiveGateway" => Some(NodeKind::ExclusiveGateway),
            "parallelGateway" => Some(NodeKind::ParallelGateway),
            "inclusiveGateway" => Some(NodeKind::InclusiveGateway),
            "complexGateway" => Some(NodeKind::ComplexGateway {
                activation: tree
                    .first(at, "activationCondition")
                    .map(|(index, _)| self.expression_element(index)),
            }),
            "eventBasedGateway" => Some(NodeKind::EventBasedGateway {
                instantiate: element.flag("instantiate", false),
                parallel: element.attribute("eventGatewayType") == Some("Parallel"),
            }),
            _ if is_task(tag) => self.task(at),
            _ if is_event(tag) && tag != "implicitThrowEvent" => {
                let (kind, found) = self.event(at);
                definitions = found;
                kind
            }
            _ => {
                self.not_executable(element);
                None
            }
        };
        // The inside of what cannot run is not looked at: its own rule has named it.
        let known = kind.is_some() || is_task(tag) || is_event(tag) || tag == "callActivity";
        let mut node = self.common(at, scope, kind.unwrap_or(NodeKind::PassTask));
        if known {
            self.parts(at);
            if is_activity(tag) {
                node.multi = self.repeats(at);
                node.quantity = self.quantity(element);
            }
            (node.inputs, node.outputs) = self.mappings(at);
            self.data_associations(at, &mut node);
            node.takes = self.data_fits(at, &node.kind);
        }
        NodeDraft {
            element: at,
            node,
            definitions,
        }
    }

    fn common(&mut self, at: ElementIndex, scope: usize, kind: NodeKind) -> Node {
        let tree = self.tree;
        let element = tree.get(at);
        let tag = element.local.as_str();
        let flag = |local: &str| {
            element
                .in_namespace(Ns::Vendor, local)
                .is_some_and(|v| v.trim() == "true")
        };
        let retry = tree
            .extensions(at)
            .find(|(_, e)| e.ns == Ns::Vendor && e.local == "failedJobRetryTimeCycle")
            .map(|(_, e)| e.text.trim().to_owned())
            .filter(|text| !text.is_empty());
        if let Some(text) = retry
            .as_deref()
            .filter(|t| !t.contains("${") && !is_retry(t))
        {
            self.report
                .add(&rule::TIME_RETRY, element, &[("value", text)]);
        }
        Node {
            id: element.id().unwrap_or_default().to_owned(),
            name: element.attribute("name").map(str::to_owned),
            line: element.line,
            scope,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            default: None,
            kind,
            inputs: Vec::new(),
            outputs: Vec::new(),
            takes: None,
            boundaries: Vec::new(),
            multi: None,
            async_before: flag("asyncBefore") || flag("async"),
            async_after: flag("asyncAfter"),
            retry,
            listeners: self.listeners(at),
            skip: self.template_attribute(at, "skipExpression"),
            quantity: Quantity::default(),
            compensation: is_activity(tag) && element.flag("isForCompensation", false),
            documentation: tree
                .first(at, "documentation")
                .map(|(_, d)| d.text.trim().to_owned())
                .filter(|text| !text.is_empty()),
        }
    }

    /// `startQuantity` and `completionQuantity`; refused where they are no numbers of tokens.
    fn quantity(&mut self, element: &Element) -> Quantity {
        let mut of = |attribute: &str| {
            let Some(value) = element.attribute(attribute) else {
                return 1;
            };
            let count = value.trim().parse::<u32>().ok();
            count
                .filter(|count| (1..=TOKENS_MAX).contains(count))
                .unwrap_or_else(|| {
                    self.report.add(
                        &rule::QUANTITY,
                        element,
                        &[
                            ("name", element.label()),
                            ("attribute", attribute),
                            ("value", value),
                        ],
                    );
                    1
                })
        };
        Quantity {
            start: of("startQuantity"),
            completion: of("completionQuantity"),
        }
    }

    fn ad_hoc(&mut self, at: ElementIndex, scope: usize) -> NodeKind {
        let tree = self.tree;
        let element = tree.get(at);
        let ordering = element.attribute("ordering").unwrap_or("Parallel").trim();
        if !matches!(ordering, "Parallel" | "Sequential") {
            self.report.add(
                &rule::VALUE_NOT_ALLOWED,
                element,
                &[
                    ("attribute", "ordering"),
                    ("value", ordering),
                    ("name", element.label()),
                    ("wanted", "Parallel | Sequential"),
                ],
            );
        }
        NodeKind::AdHocSubProcess(Box::new(AdHoc {
            scope,
            sequential: ordering == "Sequential",
            completion: tree
                .first(at, "completionCondition")
                .map(|(condition, _)| self.expression_element(condition))
                .filter(|condition| !condition.text.is_empty()),
            cancel_remaining: element.flag("cancelRemainingInstances", true),
        }))
    }

    fn not_executable(&mut self, element: &Element) {
        self.report.add(
            &rule::NOT_EXECUTABLE,
            element,
            &[
                ("tag", element.local.as_str()),
                ("name", element.label()),
                (
                    "instead.it",
                    "attività, eventi e gateway del pannello degli strumenti",
                ),
                (
                    "instead.en",
                    "the tasks, events and gateways of the palette",
                ),
            ],
        );
    }

    fn start_form(&mut self, process: &mut ProcessDraft) {
        let starts: Vec<ElementIndex> = process
            .nodes
            .iter()
            .filter(|n| {
                n.node.scope == 0
                    && matches!(
                        n.node.kind,
                        NodeKind::Start {
                            trigger: Trigger::None,
                            ..
                        }
                    )
            })
            .map(|n| n.element)
            .collect();
        for at in starts {
            let element = self.tree.get(at);
            process.model.start_form = self.form(at);
            process.model.initiator = self.extension(element, "initiator").map(str::to_owned);
        }
    }
}
