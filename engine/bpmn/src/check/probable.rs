//! What runs, but probably is not what was meant. Warnings only.

use crate::draft::ProcessDraft;
use crate::model::{MappingValue, MessageCatch, NodeKind, Trigger};
use crate::report::Report;
use crate::rule;
use crate::xml::Tree;
use std::collections::HashMap;

pub(super) fn check(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    joins(tree, process, report);
    messages(tree, process, report);
    for draft in &process.nodes {
        let element = tree.get(draft.element);
        match &draft.node.kind {
            NodeKind::UserTask(task)
                if task.assignee.is_none()
                    && task.candidate_users.is_none()
                    && task.candidate_groups.is_none()
                    // A lane may say whose its tasks are.
                    && tree.named(process.element, "laneSet").next().is_none() =>
            {
                report.add(
                    &rule::TASK_FOR_NOBODY,
                    element,
                    &[("name", element.label())],
                );
            }
            NodeKind::ReceiveTask {
                catch,
                instantiate: false,
            } => keyless(tree, draft.element, catch, report),
            NodeKind::Catch { trigger } | NodeKind::Boundary { trigger, .. } => {
                for one in trigger.each() {
                    if let Trigger::Message(catch) = one {
                        keyless(tree, draft.element, catch, report);
                    }
                }
            }
            _ => {}
        }
    }
}

fn keyless(tree: &Tree, at: usize, catch: &MessageCatch, report: &mut Report) {
    if catch.correlation_key.is_none() && catch.receipt.is_none() && catch.mailbox.is_none() {
        let element = tree.get(at);
        report.add(
            &rule::WAIT_WITHOUT_KEY,
            element,
            &[("name", element.label()), ("message", &catch.name)],
        );
    }
}

/// Joins of the other sort than the split whose branches they bring together. Only branches that
/// lead straight from one to the other are looked at, so that nothing right is ever named.
fn joins(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    for (number, draft) in process.nodes.iter().enumerate() {
        let element = tree.get(draft.element);
        let tag = element.local.as_str();
        let (waits, rule) = match tag {
            "parallelGateway" => (true, &rule::PARALLEL_JOIN_OF_CHOICE),
            "exclusiveGateway" => (false, &rule::EXCLUSIVE_JOIN_OF_PARALLEL),
            _ => continue,
        };
        let mut splits: HashMap<usize, usize> = HashMap::new();
        for flow in &draft.node.incoming {
            if let Some(split) = split_before(process, *flow, number) {
                *splits.entry(split).or_default() += 1;
            }
        }
        let mut found: Vec<usize> = splits
            .into_iter()
            .filter(|(split, branches)| {
                let tag = tree.get(process.nodes[*split].element).local.as_str();
                let choice = matches!(tag, "exclusiveGateway" | "eventBasedGateway");
                *branches > 1
                    && if waits {
                        choice
                    } else {
                        tag == "parallelGateway"
                    }
            })
            .map(|(split, _)| split)
            .collect();
        found.sort_unstable();
        for split in found {
            let split = tree.get(process.nodes[split].element).label();
            report.add(
                rule,
                element,
                &[("name", element.label()), ("split", split)],
            );
        }
    }
}

/// The node that divides, walking back from a flow as long as there is only one way.
fn split_before(process: &ProcessDraft, flow: usize, join: usize) -> Option<usize> {
    let mut at = process.flows[flow].source?;
    for _ in 0..process.nodes.len() {
        let node = &process.nodes[at].node;
        if at == join {
            return None;
        }
        if node.outgoing.len() > 1 {
            return Some(at);
        }
        match node.incoming.as_slice() {
            [one] => at = process.flows[*one].source?,
            _ => return None,
        }
    }
    None
}

/// What is drafted is sent, and what is approved was drafted.
fn messages(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    let tasks = || {
        process
            .nodes
            .iter()
            .filter_map(|draft| match &draft.node.kind {
                NodeKind::UserTask(task) => Some((draft, task)),
                _ => None,
            })
    };
    let sent = |name: &str| {
        process.nodes.iter().any(|draft| {
            matches!(
                draft.node.kind,
                NodeKind::ServiceTask(_) | NodeKind::SendTask(_) | NodeKind::CallActivity(_)
            ) && (matches!(draft.node.kind, NodeKind::CallActivity(_))
                || draft.node.inputs.iter().any(|m| names(&m.value, name)))
        })
    };
    for (draft, task) in tasks() {
        let element = tree.get(draft.element);
        if let Some(name) = task.drafts.as_deref().filter(|name| !sent(name)) {
            report.add(
                &rule::DRAFT_NEVER_SENT,
                element,
                &[("name", element.label()), ("value", name)],
            );
        }
        if let Some(name) = task.approves.as_deref()
            && !tasks().any(|(_, other)| other.drafts.as_deref() == Some(name))
        {
            report.add(
                &rule::APPROVED_NEVER_DRAFTED,
                element,
                &[("name", element.label()), ("value", name)],
            );
        }
    }
}

fn names(value: &MappingValue, name: &str) -> bool {
    match value {
        MappingValue::Text(source) | MappingValue::Script(source) => source.text.contains(name),
        MappingValue::List(items) => items.iter().any(|item| names(item, name)),
        MappingValue::Map(entries) => entries.iter().any(|(_, item)| names(item, name)),
        MappingValue::Copy(sources) => sources.iter().any(|source| source == name),
    }
}
