//! Gateways: their declared direction, and what an event-based gateway waits for.
//! Source: BPMN 2.0.2 §10.6.

use crate::draft::{NodeDraft, ProcessDraft};
use crate::report::Report;
use crate::rule;
use crate::vocabulary::is_gateway;
use crate::xml::Tree;

pub(super) fn check(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    for draft in &process.nodes {
        let tag = tree.get(draft.element).local.as_str();
        if is_gateway(tag) {
            direction(tree, draft, report);
        }
        if tag == "eventBasedGateway" {
            event_based(tree, process, draft, report);
        }
    }
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
    if element.flag("instantiate", false)
        || element
            .attribute("eventGatewayType")
            .is_some_and(|t| t != "Exclusive")
    {
        report.add(
            &rule::EVENT_GATEWAY_INSTANTIATING,
            element,
            &[("name", gateway)],
        );
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
        match (found.local.as_str(), target.definition.as_deref()) {
            ("receiveTask", _) => {
                receives = true;
                if !target.node.boundaries.is_empty() {
                    report.add(&rule::EVENT_GATEWAY_BOUNDARY, found, &values);
                }
            }
            ("intermediateCatchEvent", Some("messageEventDefinition")) => messages = true,
            // Other definitions that wait have their own finding when they do not run.
            ("intermediateCatchEvent", Some(d)) if d != "linkEventDefinition" => {}
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
