//! Gateways: their declared direction, and what an event-based gateway waits for.
//! Source: BPMN 2.0.2 §10.6.

use crate::draft::{NodeDraft, ProcessDraft};
use crate::model::NodeKind;
use crate::report::Report;
use crate::rule;
use crate::vocabulary::is_gateway;
use crate::xml::Tree;
use std::collections::HashSet;

/// Beyond so many inclusive joins in one process the warning is not looked for.
const RING_JOINS_MAX: usize = 64;

pub(super) fn check(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    for draft in &process.nodes {
        let tag = tree.get(draft.element).local.as_str();
        if is_gateway(tag) {
            direction(tree, draft, report);
        }
        if tag == "eventBasedGateway" {
            event_based(tree, process, draft, report);
        }
        if tag == "complexGateway" {
            complex(tree, draft, report);
        }
    }
    inclusive_rings(tree, process, report);
}

/// Several ways in need a condition that says when to go on.
fn complex(tree: &Tree, draft: &NodeDraft, report: &mut Report) {
    let element = tree.get(draft.element);
    let incoming = draft.node.incoming.len();
    let NodeKind::ComplexGateway { activation } = &draft.node.kind else {
        return;
    };
    if incoming > 1 && activation.as_ref().is_none_or(|it| it.text.is_empty()) {
        let incoming = incoming.to_string();
        report.add(
            &rule::COMPLEX_ACTIVATION,
            element,
            &[("name", element.label()), ("incoming", &incoming)],
        );
    }
}

/// Two inclusive joins that can each reach the other may wait for each other; the run breaks the tie.
fn inclusive_rings(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    let joins: Vec<usize> = (0..process.nodes.len())
        .filter(|n| {
            let node = &process.nodes[*n].node;
            matches!(node.kind, NodeKind::InclusiveGateway) && node.incoming.len() > 1
        })
        .take(RING_JOINS_MAX)
        .collect();
    let reach: Vec<HashSet<usize>> = joins.iter().map(|join| after(process, *join)).collect();
    for (a, first) in joins.iter().enumerate() {
        for (b, second) in joins.iter().enumerate().skip(a + 1) {
            if reach[a].contains(second) && reach[b].contains(first) {
                let element = tree.get(process.nodes[*first].element);
                let other = tree.get(process.nodes[*second].element).label();
                report.add(
                    &rule::INCLUSIVE_RING,
                    element,
                    &[("name", element.label()), ("other", other)],
                );
            }
        }
    }
}

/// Nodes that can be reached from one, boundary events counted.
fn after(process: &ProcessDraft, from: usize) -> HashSet<usize> {
    let (mut seen, mut open) = (HashSet::new(), vec![from]);
    while let Some(number) = open.pop() {
        let node = &process.nodes[number].node;
        let targets = node
            .outgoing
            .iter()
            .filter_map(|f| process.flows[*f].target);
        for next in targets.chain(node.boundaries.iter().copied()) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

fn direction(tree: &Tree, draft: &NodeDraft, report: &mut Report) {
    let element = tree.get(draft.element);
    let (incoming, outgoing) = (draft.node.incoming.len(), draft.node.outgoing.len());
    let value = element
        .attribute("gatewayDirection")
        .map_or("Unspecified", str::trim);
    let holds = match value {
        "Unspecified" => true,
        "Converging" => outgoing <= 1,
        "Diverging" => incoming <= 1,
        "Mixed" => incoming > 1 && outgoing > 1,
        _ => false,
    };
    if !holds {
        let (incoming, outgoing) = (incoming.to_string(), outgoing.to_string());
        report.add(
            &rule::GATEWAY_DIRECTION,
            element,
            &[
                ("name", element.label()),
                ("value", value),
                ("incoming", &incoming),
                ("outgoing", &outgoing),
            ],
        );
    }
}

fn event_based(tree: &Tree, process: &ProcessDraft, draft: &NodeDraft, report: &mut Report) {
    let element = tree.get(draft.element);
    let gateway = element.label();
    let instantiates = element.flag("instantiate", false);
    match element.attribute("eventGatewayType").map(str::trim) {
        None | Some("Exclusive") => {}
        Some("Parallel") if instantiates => {}
        Some("Parallel") => {
            report.add(&rule::EVENT_GATEWAY_PARALLEL, element, &[("name", gateway)])
        }
        Some(other) => report.add(
            &rule::VALUE_NOT_ALLOWED,
            element,
            &[
                ("attribute", "eventGatewayType"),
                ("value", other),
                ("name", gateway),
                ("wanted", "Exclusive | Parallel"),
            ],
        ),
    }
    if draft.node.outgoing.len() < 2 {
        report.add(&rule::EVENT_GATEWAY_TOO_FEW, element, &[("name", gateway)]);
    }
    let (mut receives, mut messages) = (false, false);
    for number in &draft.node.outgoing {
        let Some(target) = process.flows[*number].target.map(|t| &process.nodes[t]) else {
            continue;
        };
        let found = tree.get(target.element);
        let values = [
            ("gateway", gateway),
            ("name", found.label()),
            ("tag", found.local.as_str()),
        ];
        match found.local.as_str() {
            "receiveTask" => {
                receives = true;
                if !target.node.boundaries.is_empty() {
                    report.add(&rule::EVENT_GATEWAY_BOUNDARY, found, &values);
                }
            }
            "intermediateCatchEvent"
                if !target.definitions.is_empty()
                    && !target.defines("linkEventDefinition")
                    && !found.flag("parallelMultiple", false) =>
            {
                messages |= target.defines("messageEventDefinition");
                if instantiates && target.defines("timerEventDefinition") {
                    report.add(&rule::EVENT_GATEWAY_TIMER, found, &values);
                }
            }
            _ => report.add(&rule::EVENT_GATEWAY_TARGET, found, &values),
        }
        if target.node.incoming.len() > 1 {
            report.add(&rule::EVENT_GATEWAY_SHARED, found, &values);
        }
    }
    if receives && messages {
        report.add(&rule::EVENT_GATEWAY_MIXED, element, &[("name", gateway)]);
    }
}
