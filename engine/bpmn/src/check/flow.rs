//! Where flows may begin and end, conditions and defaults. Source: BPMN 2.0.2 §8.4.13, §10.5.

use crate::draft::{NodeDraft, ProcessDraft};
use crate::report::Report;
use crate::rule;
use crate::vocabulary::{is_activity, is_event, is_gateway};
use crate::xml::Tree;

pub(super) fn check(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    for draft in &process.nodes {
        ends(tree, draft, report);
        conditions(tree, process, draft, report);
        default(tree, process, draft, report);
    }
}

fn ends(tree: &Tree, draft: &NodeDraft, report: &mut Report) {
    let element = tree.get(draft.element);
    let tag = element.local.as_str();
    let name = element.label();
    let (incoming, outgoing) = (
        !draft.node.incoming.is_empty(),
        !draft.node.outgoing.is_empty(),
    );
    match tag {
        "startEvent" if incoming => report.add(&rule::FLOW_INTO_START, element, &[("name", name)]),
        "endEvent" if outgoing => report.add(&rule::FLOW_OUT_OF_END, element, &[("name", name)]),
        "boundaryEvent" if incoming => {
            report.add(&rule::FLOW_INTO_BOUNDARY, element, &[("name", name)])
        }
        _ => {}
    }
    // A compensation boundary leads on by an association and a link by its name; an activity
    // without a way on ends its branch.
    let link = draft.defines("linkEventDefinition");
    let elsewhere = (tag == "boundaryEvent" && draft.defines("compensateEventDefinition"))
        || (tag == "intermediateThrowEvent" && link);
    if link
        && match tag {
            "intermediateThrowEvent" => outgoing,
            "intermediateCatchEvent" => incoming,
            _ => false,
        }
    {
        report.add(&rule::LINK_FLOW, element, &[("name", name), ("tag", tag)]);
    }
    let must_lead_on =
        (is_event(tag) && tag != "endEvent" && !elsewhere) || tag == "exclusiveGateway";
    if must_lead_on && !outgoing {
        report.add(&rule::NO_WAY_ON, element, &[("name", name), ("tag", tag)]);
    }
}

fn conditions(tree: &Tree, process: &ProcessDraft, draft: &NodeDraft, report: &mut Report) {
    let element = tree.get(draft.element);
    let tag = element.local.as_str();
    let name = element.label();
    let outgoing = &draft.node.outgoing;
    let conditioned = outgoing
        .iter()
        .filter(|f| process.flows[**f].condition.is_some())
        .count();
    if !(is_activity(tag)
        || matches!(
            tag,
            "exclusiveGateway" | "inclusiveGateway" | "complexGateway"
        ))
    {
        for flow in outgoing
            .iter()
            .map(|f| &process.flows[*f])
            .filter(|f| f.condition.is_some())
        {
            report.add(
                &rule::CONDITION_NOT_HERE,
                tree.get(flow.element),
                &[("name", name), ("tag", tag)],
            );
        }
        return;
    }
    if is_activity(tag) && outgoing.len() == 1 && conditioned == 1 {
        let flow = tree.get(process.flows[outgoing[0]].element);
        report.add(&rule::LONE_CONDITION, flow, &[("name", name)]);
        return;
    }
    if tag == "exclusiveGateway" && outgoing.len() > 1 {
        for &number in outgoing {
            let flow = &process.flows[number];
            if flow.condition.is_none() && draft.node.default != Some(number) {
                report.add(
                    &rule::FLOW_UNCONDITIONED,
                    tree.get(flow.element),
                    &[("name", name)],
                );
            }
        }
    }
    if conditioned > 0 && conditioned == outgoing.len() {
        report.add(&rule::NO_DEFAULT, element, &[("name", name)]);
    }
}

fn default(tree: &Tree, process: &ProcessDraft, draft: &NodeDraft, report: &mut Report) {
    let element = tree.get(draft.element);
    let tag = element.local.as_str();
    let name = element.label();
    let Some(target) = element.attribute("default") else {
        return;
    };
    let values = [("name", name), ("target", target), ("tag", tag)];
    if is_event(tag) || (is_gateway(tag) && matches!(tag, "parallelGateway" | "eventBasedGateway"))
    {
        report.add(&rule::DEFAULT_NOT_HERE, element, &values);
        return;
    }
    // A default that is no flow at all has its finding from the references.
    let Some(number) = draft.node.default else {
        return;
    };
    if !draft.node.outgoing.contains(&number) {
        report.add(&rule::DEFAULT_NOT_OUTGOING, element, &values);
    } else if process.flows[number].condition.is_some() {
        report.add(&rule::DEFAULT_CONDITIONED, element, &values);
    }
}
