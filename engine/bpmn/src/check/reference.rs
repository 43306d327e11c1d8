//! References: to something that exists, of the right kind. Source: the BPMN 2.0.2 XML schema.

use crate::draft::{Draft, Ids};
use crate::report::{Place, Report};
use crate::rule;
use crate::vocabulary::{Ns, is_activity, is_event_definition, is_flow_node};
use crate::xml::{Element, ElementIndex, Tree};
use std::collections::{HashMap, HashSet};

/// What a reference may point to.
#[derive(Clone, Copy)]
enum Wanted {
    FlowNode,
    Activity,
    Flow,
    EventDefinition,
    /// Participant or flow node.
    MessageFlowEnd,
    Exactly(&'static str),
    /// Anything with an id but what only declares.
    Drawn,
}

impl Wanted {
    fn takes(self, local: &str) -> bool {
        match self {
            Wanted::FlowNode => is_flow_node(local),
            Wanted::Activity => is_activity(local),
            Wanted::Flow => local == "sequenceFlow",
            Wanted::EventDefinition => is_event_definition(local),
            Wanted::MessageFlowEnd => {
                is_activity(local)
                    || crate::vocabulary::is_event(local)
                    || matches!(
                        local,
                        "participant"
                            | "choreographyTask"
                            | "callConversation"
                            | "conversation"
                            | "subConversation"
                    )
            }
            Wanted::Exactly(wanted) => local == wanted,
            Wanted::Drawn => !matches!(
                local,
                "message"
                    | "error"
                    | "signal"
                    | "escalation"
                    | "itemDefinition"
                    | "interface"
                    | "operation"
            ),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Wanted::FlowNode => "task | subProcess | event | gateway",
            Wanted::Activity => "task | subProcess",
            Wanted::Flow => "sequenceFlow",
            Wanted::EventDefinition => "eventDefinition",
            Wanted::MessageFlowEnd => "participant | task | event",
            Wanted::Exactly(wanted) => wanted,
            Wanted::Drawn => "task | event | gateway | dataObject | textAnnotation",
        }
    }
}

/// Attributes that refer, by the element they stand on.
fn attributes(local: &str) -> &'static [(&'static str, Wanted, bool)] {
    match local {
        "sequenceFlow" => &[
            ("sourceRef", Wanted::FlowNode, true),
            ("targetRef", Wanted::FlowNode, true),
        ],
        "messageFlow" => &[
            ("sourceRef", Wanted::MessageFlowEnd, true),
            ("targetRef", Wanted::MessageFlowEnd, true),
            ("messageRef", Wanted::Exactly("message"), false),
        ],
        "association" => &[
            ("sourceRef", Wanted::Drawn, true),
            ("targetRef", Wanted::Drawn, true),
        ],
        "boundaryEvent" => &[("attachedToRef", Wanted::Activity, true)],
        "messageEventDefinition" | "receiveTask" | "sendTask" => &[
            ("messageRef", Wanted::Exactly("message"), false),
            ("operationRef", Wanted::Exactly("operation"), false),
        ],
        "errorEventDefinition" => &[("errorRef", Wanted::Exactly("error"), false)],
        "signalEventDefinition" => &[("signalRef", Wanted::Exactly("signal"), false)],
        "escalationEventDefinition" => &[("escalationRef", Wanted::Exactly("escalation"), false)],
        "participant" => &[("processRef", Wanted::Exactly("process"), false)],
        "process" => &[(
            "definitionalCollaborationRef",
            Wanted::Exactly("collaboration"),
            false,
        )],
        "message" => &[("itemRef", Wanted::Exactly("itemDefinition"), false)],
        "dataObjectReference" => &[("dataObjectRef", Wanted::Exactly("dataObject"), true)],
        "dataStoreReference" => &[("dataStoreRef", Wanted::Exactly("dataStore"), false)],
        "exclusiveGateway" | "inclusiveGateway" | "complexGateway" => {
            &[("default", Wanted::Flow, false)]
        }
        local if is_activity(local) => &[("default", Wanted::Flow, false)],
        _ => &[],
    }
}

/// Child elements whose text refers.
fn texts(local: &str, parent: &str) -> Option<Wanted> {
    match local {
        "incoming" | "outgoing" if is_flow_node(parent) => Some(Wanted::Flow),
        "flowNodeRef" => Some(Wanted::FlowNode),
        "eventDefinitionRef" => Some(Wanted::EventDefinition),
        "source" | "target" if parent == "linkEventDefinition" => {
            Some(Wanted::Exactly("linkEventDefinition"))
        }
        "inMessageRef" | "outMessageRef" => Some(Wanted::Exactly("message")),
        "errorRef" => Some(Wanted::Exactly("error")),
        "interfaceRef" | "supportedInterfaceRef" => Some(Wanted::Exactly("interface")),
        "operationRef" => Some(Wanted::Exactly("operation")),
        "dataInputRefs" | "optionalInputRefs" | "whileExecutingInputRefs" => {
            Some(Wanted::Exactly("dataInput"))
        }
        "dataOutputRefs" | "optionalOutputRefs" | "whileExecutingOutputRefs" => {
            Some(Wanted::Exactly("dataOutput"))
        }
        _ => None,
    }
}

pub(super) fn check(tree: &Tree, ids: &Ids, draft: &Draft, report: &mut Report) {
    let skipped = skipped(tree, draft);
    for (index, element) in tree.elements.iter().enumerate() {
        if element.ns != Ns::Bpmn || skipped[index] {
            continue;
        }
        let local = element.local.as_str();
        let owner = Place::from(element);
        for &(attribute, wanted, needed) in attributes(local) {
            match element.attribute(attribute) {
                Some(target) => resolve(tree, ids, &owner, attribute, target, wanted, report),
                None if needed => report.add(
                    &rule::REF_ABSENT,
                    owner.clone(),
                    &[
                        ("tag", local),
                        ("name", element.label()),
                        ("attribute", attribute),
                    ],
                ),
                None => {}
            }
        }
        let parent = element.parent.map(|p| tree.get(p));
        if let Some(parent) = parent
            && let Some(wanted) = texts(local, &parent.local)
        {
            let place = Place {
                element: parent.id().map(str::to_owned),
                ..element.into()
            };
            resolve(tree, ids, &place, local, &element.text, wanted, report);
        }
        if is_flow_node(local) {
            agreement(tree, ids, index, element, report);
        }
    }
}

fn resolve(
    tree: &Tree,
    ids: &Ids,
    place: &Place,
    attribute: &str,
    target: &str,
    wanted: Wanted,
    report: &mut Report,
) {
    let target = target.trim();
    // A QName of another file's namespace is imported, not ours; the local part is what ids are.
    let local = target.rsplit_once(':').map_or(target, |(_, l)| l);
    match ids.get(local) {
        None => report.add(
            &rule::REF_MISSING,
            place.clone(),
            &[("attribute", attribute), ("target", target)],
        ),
        Some(&found) => {
            let found = tree.get(found).local.as_str();
            if !wanted.takes(found) {
                report.add(
                    &rule::REF_KIND,
                    place.clone(),
                    &[
                        ("attribute", attribute),
                        ("target", target),
                        ("found", found),
                        ("wanted", wanted.words()),
                    ],
                );
            }
        }
    }
}

/// `incoming` and `outgoing` name flows that really end or begin here, each once.
fn agreement(tree: &Tree, ids: &Ids, at: ElementIndex, element: &Element, report: &mut Report) {
    let Some(id) = element.id() else { return };
    let mut seen = HashSet::new();
    for (_, child) in tree.children(at) {
        let end = match child.local.as_str() {
            "incoming" => "targetRef",
            "outgoing" => "sourceRef",
            _ => continue,
        };
        let target = child.text.trim();
        let values = [
            ("name", element.label()),
            ("tag", child.local.as_str()),
            ("target", target),
        ];
        let place = Place {
            element: Some(id.to_owned()),
            ..child.into()
        };
        if !seen.insert((end, target)) {
            report.add(&rule::FLOW_DUPLICATED, place, &values);
            continue;
        }
        let local = target.rsplit_once(':').map_or(target, |(_, l)| l);
        let flow = ids
            .get(local)
            .map(|i| tree.get(*i))
            .filter(|f| f.local == "sequenceFlow");
        let Some(flow) = flow else { continue };
        let here = flow
            .attribute(end)
            .map(str::trim)
            .is_some_and(|r| r.rsplit_once(':').map_or(r, |(_, l)| l) == id);
        if !here {
            report.add(&rule::FLOW_DISAGREES, place, &values);
        }
    }
}

/// Elements of processes that are not executable: not ours to judge.
fn skipped(tree: &Tree, draft: &Draft) -> Vec<bool> {
    let kept: HashMap<ElementIndex, ()> = draft.processes.iter().map(|p| (p.element, ())).collect();
    let mut out = vec![false; tree.elements.len()];
    for (index, element) in tree.elements.iter().enumerate() {
        out[index] = element.parent.is_some_and(|p| out[p])
            || (element.is_bpmn("process") && !kept.contains_key(&index));
    }
    out
}
