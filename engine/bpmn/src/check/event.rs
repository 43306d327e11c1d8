//! Starts of each scope, and events that would catch the same thing twice.

use crate::draft::{ProcessDraft, start_terms};
use crate::model::{BoundaryTrigger, NodeKind, Trigger};
use crate::report::Report;
use crate::rule;
use crate::xml::Tree;
use std::collections::HashSet;

pub(super) fn check(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    starts(tree, process, report);
    same_error(tree, process, report);
    compensation(tree, process, report);
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
        // What starts a process without a start event is refused by its own rule.
        any[scope] |= element.local == "startEvent" || element.flag("instantiate", false);
        if element.local != "startEvent" {
            continue;
        }
        if draft.definition.is_none() {
            if plain[scope] {
                let holder = tree.get(process.scopes[scope].element);
                report.add(&rule::SEVERAL_STARTS, element, &[("name", holder.label())]);
            }
            plain[scope] = true;
        }
        if let NodeKind::Start {
            trigger: Trigger::Message(catch),
            ..
        } = &draft.node.kind
        {
            let terms = start_terms(catch);
            if messages.contains(&terms) {
                report.add(&rule::START_TWICE, element, &[("message", &catch.name)]);
            } else if messages.len() < 1_000 {
                messages.push(terms);
            }
        }
    }
    for (scope, found) in process.scopes.iter().zip(any) {
        if !found {
            let holder = tree.get(scope.element);
            report.add(
                &rule::NO_START,
                holder,
                &[("name", holder.label()), ("tag", &holder.local)],
            );
        }
    }
}

fn same_error(tree: &Tree, process: &ProcessDraft, report: &mut Report) {
    let mut seen = HashSet::new();
    for draft in &process.nodes {
        if let NodeKind::Boundary {
            host,
            trigger: BoundaryTrigger::Error { code, .. },
            ..
        } = &draft.node.kind
            && let Some(holder) = process.nodes.get(*host)
            && !seen.insert((*host, code.as_deref()))
        {
            let element = tree.get(draft.element);
            let host = tree.get(holder.element).label();
            report.add(
                &rule::ERROR_CAUGHT_TWICE,
                element,
                &[("host", host), ("code", code.as_deref().unwrap_or("*"))],
            );
        }
    }
}
