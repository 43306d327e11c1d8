//! Compensation and cancel: what throws them, where they are caught, who makes good.
//! Source: BPMN 2.0.2 §10.5.5, §10.3.5, §13.5.5.

use super::message::local_id;
use super::{ProcessDraft, Reader};
use crate::model::NodeKind;
use crate::rule;
use crate::vocabulary::{Ns, is_activity};
use crate::xml::ElementIndex;
use std::collections::HashMap;

const COMPENSATE: &str = "compensateEventDefinition";
const CANCEL: &str = "cancelEventDefinition";

impl Reader<'_, '_, '_> {
    /// An event that compensates or cancels; None when it is of another sort, or stands where the
    /// standard does not allow it.
    pub fn undoing(&mut self, at: ElementIndex, definitions: &[ElementIndex]) -> Option<NodeKind> {
        let tree = self.tree;
        let element = tree.get(at);
        let &[definition] = definitions else {
            return None;
        };
        let carrier = tree.get(definition);
        Some(match (element.local.as_str(), carrier.local.as_str()) {
            ("intermediateThrowEvent" | "endEvent", COMPENSATE) => NodeKind::Compensate {
                activity: None,
                wait: carrier.flag("waitForCompletion", true),
            },
            ("boundaryEvent", COMPENSATE) => {
                self.must_interrupt(at);
                NodeKind::CompensationBoundary {
                    host: usize::MAX,
                    handler: usize::MAX,
                }
            }
            ("endEvent", CANCEL) => {
                let inside = element
                    .parent
                    .is_some_and(|p| tree.get(p).local == "transaction");
                self.cancel_place(at, inside);
                NodeKind::CancelEnd
            }
            ("boundaryEvent", CANCEL) => {
                let host = element
                    .attribute("attachedToRef")
                    .and_then(|r| self.ids.get(local_id(r)))
                    .map(|host| tree.get(*host).local.as_str());
                self.cancel_place(at, host == Some("transaction"));
                self.must_interrupt(at);
                NodeKind::CancelBoundary { host: usize::MAX }
            }
            _ => return None,
        })
    }

    fn must_interrupt(&mut self, at: ElementIndex) {
        let element = self.tree.get(at);
        if !element.flag("cancelActivity", true) {
            self.report.add(
                &rule::CANCEL_NOT_INTERRUPTING,
                element,
                &[("name", element.label())],
            );
        }
    }

    fn cancel_place(&mut self, at: ElementIndex, right: bool) {
        if !right {
            let element = self.tree.get(at);
            self.report
                .add(&rule::CANCEL_PLACE, element, &[("name", element.label())]);
        }
    }

    /// Every association of the file whose ends are known, read once for all processes.
    pub fn associated(&self) -> HashMap<ElementIndex, Vec<ElementIndex>> {
        let mut associations: HashMap<ElementIndex, Vec<ElementIndex>> = HashMap::new();
        for element in &self.tree.elements {
            if element.ns != Ns::Bpmn || element.local != "association" {
                continue;
            }
            let end = |attribute: &str| {
                let id = local_id(element.attribute(attribute)?);
                self.ids.get(id).copied()
            };
            if let (Some(from), Some(to)) = (end("sourceRef"), end("targetRef")) {
                associations.entry(from).or_default().push(to);
            }
        }
        associations
    }

    /// Handlers by association, and the activities that throwing events name.
    pub fn compensations(&mut self, process: &mut ProcessDraft) {
        let tree = self.tree;
        let numbers: HashMap<ElementIndex, usize> = process
            .nodes
            .iter()
            .enumerate()
            .map(|(number, node)| (node.element, number))
            .collect();
        let mut led: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, node) in process.nodes.iter().enumerate() {
            if let Some(targets) = self.associations.get(&node.element) {
                let known = targets.iter().filter_map(|to| numbers.get(to)).copied();
                led.insert(number, known.collect());
            }
        }
        for number in 0..process.nodes.len() {
            let element = tree.get(process.nodes[number].element);
            let scope = process.nodes[number].node.scope;
            match *process.nodes[number].node.kind.last() {
                NodeKind::CompensationBoundary { host, .. } => {
                    let right = |handler: &&usize| {
                        let node = &process.nodes[**handler].node;
                        node.compensation && node.scope == scope
                    };
                    let found: Vec<usize> = led
                        .get(&number)
                        .into_iter()
                        .flatten()
                        .filter(right)
                        .copied()
                        .collect();
                    if let [handler] = found[..] {
                        process.nodes[number].node.kind =
                            NodeKind::CompensationBoundary { host, handler };
                    } else {
                        self.report.add(
                            &rule::COMPENSATION_HANDLER,
                            element,
                            &[("name", element.label())],
                        );
                    }
                }
                NodeKind::Compensate { wait, .. } => {
                    let target = tree
                        .children(process.nodes[number].element)
                        .filter_map(|(_, child)| child.attribute("activityRef"))
                        .next();
                    let Some(target) = target else { continue };
                    let found = self
                        .ids
                        .get(local_id(target))
                        .and_then(|at| numbers.get(at))
                        .copied()
                        .filter(|found| {
                            let node = &process.nodes[*found];
                            is_activity(&tree.get(node.element).local)
                                && self.compensable_from(process, scope, node.node.scope)
                        });
                    match found {
                        Some(_) => {
                            let named = NodeKind::Compensate {
                                activity: found,
                                wait,
                            };
                            match &mut process.nodes[number].node.kind {
                                NodeKind::ThrowThen { then, .. } => **then = named,
                                kind => *kind = named,
                            }
                        }
                        None => self.report.add(
                            &rule::COMPENSATION_ACTIVITY,
                            element,
                            &[("name", element.label()), ("target", target)],
                        ),
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether an event in `from` may name an activity of `of`: the same level, or around event subprocesses.
    fn compensable_from(&self, process: &ProcessDraft, from: usize, of: usize) -> bool {
        let mut scope = from;
        loop {
            if scope == of {
                return true;
            }
            let holder = self.tree.get(process.scopes[scope].element);
            match process.scopes[scope].owner {
                Some(owner) if holder.flag("triggeredByEvent", false) => {
                    scope = process.nodes[owner].node.scope;
                }
                _ => return false,
            }
        }
    }
}
