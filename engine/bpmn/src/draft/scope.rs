//! Processes and embedded subprocesses: their nodes, flows and lanes, walked without recursion.

use super::message::local_id;
use super::time::is_retry;
use super::{FlowDraft, NodeDraft, ProcessDraft, Reader, ScopeDraft};
use crate::model::{
    AdHoc, Lane, Language, Node, NodeKind, ProcessModel, Quantity, Source, Trigger,
};
use crate::rule;
use crate::vocabulary::{
    Ns, is_activity, is_choreography_activity, is_decoration, is_event, is_event_definition,
    is_flow_node, is_subprocess, is_task,
};
use crate::xml::{Element, ElementIndex};
use std::collections::{HashMap, HashSet};

const FLOW_PARTS: &[&str] = &["incoming", "outgoing"];

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
            ..ProcessModel::default()
        };
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
            boundaries: Vec::new(),
            multi: None,
            async_before: flag("asyncBefore") || flag("async"),
            async_after: flag("asyncAfter"),
            retry,
            quantity: Quantity::default(),
            compensation: is_activity(tag) && element.flag("isForCompensation", false),
            documentation: tree
                .first(at, "documentation")
                .map(|(_, d)| d.text.trim().to_owned())
                .filter(|text| !text.is_empty()),
        }
    }

    /// The children of a node that are no extension: known, or named by a rule.
    fn parts(&mut self, at: ElementIndex) {
        let tree = self.tree;
        let element = tree.get(at);
        let tag = element.local.as_str();
        let mut seen = HashSet::new();
        for (_, child) in tree.children(at) {
            if child.ns != Ns::Bpmn {
                if child.ns == Ns::Vendor || child.ns == Ns::Staffetta || child.ns == Ns::Zeebe {
                    self.report.add(
                        &rule::NOT_ALLOWED_HERE,
                        child,
                        &[("tag", &child.written), ("parent", tag)],
                    );
                }
                continue;
            }
            let local = child.local.as_str();
            let known = match local {
                "documentation" | "extensionElements" | "auditing" | "monitoring" => true,
                "script" => tag == "scriptTask",
                // How a form looks is the .form's business.
                "rendering" => tag == "userTask",
                "activationCondition" => tag == "complexGateway",
                "completionCondition" => tag == "adHocSubProcess",
                "multiInstanceLoopCharacteristics" | "standardLoopCharacteristics" => {
                    is_activity(tag)
                }
                "eventDefinitionRef" => is_event(tag),
                _ if FLOW_PARTS.contains(&local) => true,
                _ if is_event(tag) && is_event_definition(local) => true,
                // The contents of a subprocess are read as a scope.
                _ if is_subprocess(tag) => true,
                _ => false,
            };
            if !known {
                self.part(element, child, &mut seen);
            }
        }
    }

    /// A child that is neither decoration nor read: data, roles, loops, or out of place.
    fn part<'e>(&mut self, holder: &Element, child: &'e Element, seen: &mut HashSet<&'e str>) {
        let local = child.local.as_str();
        // Two of a kind are one problem.
        if !seen.insert(local) {
            return;
        }
        let (tag, name) = (holder.local.as_str(), holder.label());
        match local {
            // Declared and read by nobody it is only drawn; who reads it is found below.
            "property" if tag == "process" || is_activity(tag) || is_event(tag) => {}
            "supportedInterfaceRef" | "supports" if tag == "process" => {}
            "incoming"
            | "outgoing"
            | "multiInstanceLoopCharacteristics"
            | "standardLoopCharacteristics"
                if is_subprocess(tag) => {}
            "completionCondition" if tag == "adHocSubProcess" => {}
            // What passes into and out of a called process is said by camunda:in and camunda:out, and what a
            // message carries by camunda:inputOutput.
            "ioSpecification" | "dataInputAssociation" | "dataOutputAssociation"
                if is_activity(tag)
                    && !matches!(tag, "callActivity" | "sendTask" | "receiveTask") => {}
            "ioBinding"
            | "ioSpecification"
            | "dataInput"
            | "dataOutput"
            | "inputSet"
            | "outputSet"
            | "dataInputAssociation"
            | "dataOutputAssociation"
            | "correlationSubscription" => {
                let place = crate::report::Place {
                    element: holder.id().map(str::to_owned),
                    ..child.into()
                };
                self.report.add(
                    &rule::DATA_NOT_EXECUTABLE,
                    place,
                    &[("name", name), ("part", local)],
                );
            }
            "performer" | "humanPerformer" | "potentialOwner" | "resourceRole" => {
                let place = crate::report::Place {
                    element: holder.id().map(str::to_owned),
                    ..child.into()
                };
                self.report.add(
                    &rule::ROLE_NOT_EXECUTABLE,
                    place,
                    &[("name", name), ("part", local)],
                );
            }
            _ => self.report.add(
                &rule::NOT_ALLOWED_HERE,
                child,
                &[("tag", &child.written), ("parent", tag)],
            ),
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

    fn lanes(&mut self, lane_set: ElementIndex, process: &mut ProcessDraft) {
        let tree = self.tree;
        let mut open = vec![lane_set];
        while let Some(set) = open.pop() {
            for (index, lane) in tree.named(set, "lane") {
                let nodes = tree
                    .named(index, "flowNodeRef")
                    .map(|(_, r)| local_id(&r.text).to_owned())
                    .collect();
                self.extension_attributes(index, index);
                let groups = self.template_attribute(index, "candidateGroups");
                process.model.lanes.push(Lane {
                    name: lane.label().to_owned(),
                    nodes,
                    groups: groups.or_else(|| named_group(lane)),
                });
                open.extend(tree.named(index, "childLaneSet").map(|(i, _)| i));
            }
        }
    }

    /// User tasks that name nobody are offered to the group of their lane, the innermost that has one.
    fn offered(process: &mut ProcessDraft) {
        let mut groups: HashMap<&str, &Source> = HashMap::new();
        for lane in &process.model.lanes {
            if let Some(of_lane) = &lane.groups {
                groups.extend(lane.nodes.iter().map(|node| (node.as_str(), of_lane)));
            }
        }
        for draft in &mut process.nodes {
            if let NodeKind::UserTask(task) = &mut draft.node.kind
                && task.assignee.is_none()
                && task.candidate_users.is_none()
                && task.candidate_groups.is_none()
            {
                task.candidate_groups = groups.get(draft.node.id.as_str()).copied().cloned();
            }
        }
    }

    /// Flows between the nodes found; references that lead nowhere have their finding elsewhere.
    fn flows(&mut self, process: &mut ProcessDraft, flows: &[ElementIndex]) {
        let tree = self.tree;
        let numbers: HashMap<ElementIndex, usize> = process
            .nodes
            .iter()
            .enumerate()
            .map(|(number, node)| (node.element, number))
            .collect();
        for &at in flows {
            let element = tree.get(at);
            let end = |attribute: &str| {
                let reference = element.attribute(attribute)?;
                self.ids
                    .get(local_id(reference))
                    .and_then(|i| numbers.get(i))
                    .copied()
            };
            let (mut source, mut target) = (end("sourceRef"), end("targetRef"));
            if let (Some(from), Some(to)) = (source, target)
                && process.nodes[from].node.scope != process.nodes[to].node.scope
            {
                self.report.add(&rule::FLOW_CROSSES_BORDER, element, &[]);
                (source, target) = (None, None);
            }
            let condition = tree.first(at, "conditionExpression").map(|(index, _)| {
                self.extension_attributes(index, at);
                self.expression_element(index)
            });
            if condition.as_ref().is_some_and(|c| c.text.is_empty()) {
                self.report.add(&rule::CONDITION_EMPTY, element, &[]);
            }
            let number = process.flows.len();
            if let Some(from) = source {
                process.nodes[from].node.outgoing.push(number);
            }
            if let Some(to) = target {
                process.nodes[to].node.incoming.push(number);
            }
            process.flows.push(FlowDraft {
                element: at,
                id: element.id().unwrap_or_default().to_owned(),
                name: element
                    .attribute("name")
                    .filter(|n| !n.trim().is_empty())
                    .map(str::to_owned),
                line: element.line,
                source,
                target,
                condition,
            });
        }
        let by_id: HashMap<&str, usize> = process
            .flows
            .iter()
            .enumerate()
            .map(|(i, f)| (f.id.as_str(), i))
            .collect();
        for draft in &mut process.nodes {
            let wanted = tree.get(draft.element).attribute("default").map(local_id);
            draft.node.default = wanted.and_then(|id| by_id.get(id)).copied();
        }
    }

    /// Boundary events know their host, and hosts their boundary events.
    fn hosts(&mut self, process: &mut ProcessDraft) {
        let tree = self.tree;
        let numbers: HashMap<ElementIndex, usize> = process
            .nodes
            .iter()
            .enumerate()
            .map(|(number, node)| (node.element, number))
            .collect();
        for number in 0..process.nodes.len() {
            let at = process.nodes[number].element;
            let element = tree.get(at);
            if element.local != "boundaryEvent" {
                continue;
            }
            let Some(reference) = element.attribute("attachedToRef") else {
                continue;
            };
            let found = self
                .ids
                .get(local_id(reference))
                .and_then(|i| numbers.get(i))
                .copied();
            // Nothing there, or no activity: the references say so.
            let Some(host) =
                found.filter(|host| is_activity(&tree.get(process.nodes[*host].element).local))
            else {
                continue;
            };
            if process.nodes[host].node.scope != process.nodes[number].node.scope {
                self.report.add(
                    &rule::HOST_WRONG,
                    element,
                    &[("name", element.label()), ("target", reference)],
                );
                continue;
            }
            process.nodes[host].node.boundaries.push(number);
            if let NodeKind::Boundary { host: of, .. }
            | NodeKind::CancelBoundary { host: of }
            | NodeKind::CompensationBoundary { host: of, .. } =
                &mut process.nodes[number].node.kind
            {
                *of = host;
            }
        }
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

/// A lane whose name is that of a group of the office: `ufficio:`, `responsabile:` or `ruolo:` and a key.
fn named_group(lane: &Element) -> Option<Source> {
    let name = lane.attribute("name")?.trim();
    let (sort, key) = name.split_once(':')?;
    let group = matches!(sort, "ufficio" | "responsabile" | "ruolo")
        && !key.is_empty()
        && !key.contains(|c: char| c.is_whitespace() || matches!(c, '$' | '{' | ','));
    group.then(|| Source {
        text: name.to_owned(),
        language: Language::Template,
        line: lane.line,
    })
}
