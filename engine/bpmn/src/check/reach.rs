//! Every node can be reached from a start event of its scope, boundary events of reached nodes counted.

use crate::draft::{NodeDraft, ProcessDraft};
use crate::report::Report;
use crate::rule;
use crate::vocabulary::is_activity;
use crate::xml::Tree;

pub(super) fn check(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    let scope_has_start: Vec<bool> = {
        let mut out = vec![false; process.scopes.len()];
        for draft in &process.nodes {
            if begins(tree, process, draft) {
                out[draft.node.scope] = true;
            }
        }
        out
    };
    let mut reached = vec![false; process.nodes.len()];
    let mut open: Vec<usize> = (0..process.nodes.len())
        .filter(|n| begins(tree, process, &process.nodes[*n]))
        .collect();
    while let Some(number) = open.pop() {
        if std::mem::replace(&mut reached[number], true) {
            continue;
        }
        let node = &process.nodes[number].node;
        open.extend(
            node.outgoing
                .iter()
                .filter_map(|f| process.flows[*f].target),
        );
        open.extend(&node.boundaries);
    }
    for (number, draft) in process.nodes.iter().enumerate() {
        // A scope without a start has one finding, not one for each of its nodes. A flow whose end
        // is wrong has its own finding; what it would have reached is not named a second time.
        if reached[number] || !scope_has_start[draft.node.scope] {
            continue;
        }
        let element = tree.get(draft.element);
        // A boundary event whose host is not reached, or wrong, follows its host.
        if element.local == "boundaryEvent" {
            continue;
        }
        report.add(
            &rule::UNREACHABLE,
            element,
            &[("name", element.label()), ("tag", &element.local)],
        );
    }
}

/// Start events, and what the standard starts in other ways.
pub(super) fn begins(tree: &Tree, process: &ProcessDraft, draft: &NodeDraft) -> bool {
    let element = tree.get(draft.element);
    if begins_by_itself(tree, process, draft) {
        return true;
    }
    match element.local.as_str() {
        "startEvent" => true,
        "subProcess" => element.flag("triggeredByEvent", false),
        "receiveTask" | "eventBasedGateway" if element.flag("instantiate", false) => true,
        "intermediateCatchEvent" => draft.defines("linkEventDefinition"),
        _ => element.flag("isForCompensation", false),
    }
}

/// Activities of an ad-hoc subprocess to which no flow leads. Source: BPMN 2.0.2 §13.3.5.
pub(super) fn begins_by_itself(tree: &Tree, process: &ProcessDraft, draft: &NodeDraft) -> bool {
    let element = tree.get(draft.element);
    let holder = tree.get(process.scopes[draft.node.scope].element);
    holder.local == "adHocSubProcess"
        && is_activity(&element.local)
        && draft.node.incoming.is_empty()
        && !draft.node.compensation
        && !element.flag("triggeredByEvent", false)
}
