//! What joins nodes: sequence flows, and boundary events with their hosts.

use super::message::local_id;
use super::{FlowDraft, ProcessDraft, Reader};
use crate::model::NodeKind;
use crate::rule;
use crate::vocabulary::is_activity;
use crate::xml::ElementIndex;
use std::collections::HashMap;

impl Reader<'_, '_, '_> {
    /// Flows between the nodes found; references that lead nowhere have their finding elsewhere.
    pub(super) fn flows(&mut self, process: &mut ProcessDraft, flows: &[ElementIndex]) {
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
                listeners: self.flow_listeners(at),
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
    pub(super) fn hosts(&mut self, process: &mut ProcessDraft) {
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
}
