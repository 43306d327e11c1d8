//! Starts of each scope, and events that would catch the same thing twice.

use crate::draft::{NodeDraft, ProcessDraft, start_terms};
use crate::model::{NodeKind, Trigger};
use crate::report::Report;
use crate::rule;
use crate::xml::Tree;
use std::collections::HashSet;

pub(super) fn check(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    starts(tree, process, report);
    same_catcher(tree, process, report);
    event_subprocesses(tree, process, report);
    compensation(tree, process, report);
    ad_hoc(tree, process, report);
}

/// Activities of an ad-hoc subprocess begin by themselves: it has no start and no end. Source: §10.3.5.
fn ad_hoc(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    for (number, scope) in process.scopes.iter().enumerate() {
        let holder = tree.get(scope.element);
        if holder.local != "adHocSubProcess" {
            continue;
        }
        let inside = process.nodes.iter().filter(|it| it.node.scope == number);
        let mut begins = false;
        for draft in inside {
            let element = tree.get(draft.element);
            if matches!(element.local.as_str(), "startEvent" | "endEvent") {
                report.add(
                    &rule::AD_HOC_EVENTS,
                    element,
                    &[
                        ("name", holder.label()),
                        ("inner", element.label()),
                        ("tag", &element.local),
                    ],
                );
            }
            begins |= super::reach::begins_by_itself(tree, process, draft);
        }
        if !begins {
            report.add(&rule::AD_HOC_EMPTY, holder, &[("name", holder.label())]);
        }
    }
}

/// Compensation activities are begun by their event alone.
fn compensation(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    for draft in &process.nodes {
        let element = tree.get(draft.element);
        if matches!(draft.node.kind, NodeKind::CompensationBoundary { .. })
            && !draft.node.outgoing.is_empty()
        {
            report.add(
                &rule::COMPENSATION_WAY,
                element,
                &[("name", element.label())],
            );
        }
    }
    for draft in process.nodes.iter().filter(|draft| draft.node.compensation) {
        let element = tree.get(draft.element);
        if !draft.node.incoming.is_empty() || !draft.node.outgoing.is_empty() {
            report.add(
                &rule::COMPENSATION_FLOWS,
                element,
                &[("name", element.label())],
            );
        }
    }
}

fn starts(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    let mut any = vec![false; process.scopes.len()];
    let mut plain = vec![false; process.scopes.len()];
    let mut messages = Vec::new();
    for draft in &process.nodes {
        let element = tree.get(draft.element);
        let scope = draft.node.scope;
        let instantiates = element.flag("instantiate", false);
        if instantiates && scope > 0 {
            report.add(
                &rule::INSTANTIATES_INSIDE,
                element,
                &[("name", element.label()), ("tag", &element.local)],
            );
        }
        if instantiates && !draft.node.incoming.is_empty() {
            report.add(
                &rule::INSTANTIATES_LATER,
                element,
                &[("name", element.label()), ("tag", &element.local)],
            );
        }
        if instantiates && draft.node.multi.is_some() {
            report.add(
                &rule::INSTANTIATES_REPEATED,
                element,
                &[("name", element.label()), ("tag", &element.local)],
            );
        }
        any[scope] |= element.local == "startEvent" || instantiates;
        if element.local != "startEvent" {
            continue;
        }
        // A process may be begun at any of its plain starts; a subprocess has one.
        if draft.definitions.is_empty() && scope > 0 {
            if plain[scope] {
                let holder = tree.get(process.scopes[scope].element);
                report.add(&rule::SEVERAL_STARTS, element, &[("name", holder.label())]);
            }
            plain[scope] = true;
        }
        let NodeKind::Start { trigger, .. } = &draft.node.kind else {
            continue;
        };
        for trigger in trigger.each().iter().filter(|_| scope == 0) {
            let Trigger::Message(catch) = trigger else {
                continue;
            };
            let terms = start_terms(catch);
            if messages.contains(&terms) {
                report.add(&rule::START_TWICE, element, &[("message", &catch.name)]);
            } else if messages.len() < 1_000 {
                messages.push(terms);
            }
        }
    }
    for (scope, found) in process.scopes.iter().zip(any) {
        let holder = tree.get(scope.element);
        if !found && holder.local != "adHocSubProcess" {
            report.add(
                &rule::NO_START,
                holder,
                &[("name", holder.label()), ("tag", &holder.local)],
            );
        }
    }
}

/// Two boundary events of one activity, or two event subprocesses of one scope, for the same error
/// or escalation: one of them could never happen.
fn same_catcher(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    let mut seen = HashSet::new();
    for draft in &process.nodes {
        let element = tree.get(draft.element);
        // The place is the activity, or the event subprocess's scope.
        let (trigger, place, label) = match &draft.node.kind {
            NodeKind::Boundary { host, trigger, .. } => {
                let Some(holder) = process.nodes.get(*host) else {
                    continue;
                };
                (trigger, (*host, true), tree.get(holder.element).label())
            }
            NodeKind::Start { trigger, .. } => {
                let Some(owner) = process.scopes[draft.node.scope].owner else {
                    continue;
                };
                let around = process.nodes[owner].node.scope;
                let holder = tree.get(process.scopes[around].element);
                (trigger, (around, false), holder.label())
            }
            _ => continue,
        };
        for one in trigger.each() {
            let (sort, code, rule) = match one {
                Trigger::Error { code, .. } => ("error", code, &rule::ERROR_CAUGHT_TWICE),
                Trigger::Escalation { code, .. } => {
                    ("escalation", code, &rule::ESCALATION_CAUGHT_TWICE)
                }
                _ => continue,
            };
            if !seen.insert((place, sort, code.as_deref())) {
                report.add(
                    rule,
                    element,
                    &[("host", label), ("code", code.as_deref().unwrap_or("*"))],
                );
            }
        }
    }
}

/// An event subprocess has one start event and stands apart from all flows. Source: §10.3.5.
fn event_subprocesses(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    for draft in &process.nodes {
        let NodeKind::EventSubProcess { scope } = draft.node.kind else {
            continue;
        };
        let element = tree.get(draft.element);
        let name = element.label();
        compensation_start(tree, process, draft, scope, report);
        let starts = process
            .nodes
            .iter()
            .filter(|inner| {
                inner.node.scope == scope && tree.get(inner.element).local == "startEvent"
            })
            .count();
        // None at all is named by the rule about starts.
        if starts > 1 {
            let count = starts.to_string();
            report.add(
                &rule::EVENT_SUBPROCESS_STARTS,
                element,
                &[("name", name), ("count", &count)],
            );
        }
        let node = &draft.node;
        if !node.incoming.is_empty() || !node.outgoing.is_empty() || !node.boundaries.is_empty() {
            report.add(&rule::EVENT_SUBPROCESS_FLOW, element, &[("name", name)]);
        }
        if node.multi.is_some() {
            report.add(&rule::EVENT_SUBPROCESS_REPEATS, element, &[("name", name)]);
        }
    }
}

/// A compensation start event waits for its subprocess to be compensated: it needs one, for itself alone.
fn compensation_start(
    tree: &Tree,
    process: &ProcessDraft,
    holder: &NodeDraft,
    scope: usize,
    report: &mut Report,
) {
    let compensates = |scope: usize| {
        process.nodes.iter().find(|inner| {
            inner.node.scope == scope
                && matches!(
                    inner.node.kind,
                    NodeKind::Start {
                        trigger: Trigger::Compensation,
                        ..
                    }
                )
        })
    };
    let Some(start) = compensates(scope) else {
        return;
    };
    let around = &process.scopes[holder.node.scope];
    let compensable =
        around.owner.is_some() && !tree.get(around.element).flag("triggeredByEvent", false);
    let first = process.nodes.iter().find(|other| {
        other.node.scope == holder.node.scope
            && matches!(other.node.kind, NodeKind::EventSubProcess { scope } if compensates(scope).is_some())
    });
    let alone = first.is_some_and(|first| first.element == holder.element);
    if !compensable || !alone {
        let element = tree.get(start.element);
        report.add(
            &rule::COMPENSATION_START,
            element,
            &[("name", element.label())],
        );
    }
}
