//! Event definitions that name something: signals, escalations, conditions, links.
//! Source: BPMN 2.0.2 §10.5.5.

use super::message::local_id;
use super::{ProcessDraft, Reader};
use crate::model::{Condition, EscalationDef, NodeKind, SignalDef};
use crate::rule;
use crate::xml::ElementIndex;
use std::collections::HashMap;

impl Reader<'_, '_, '_> {
    /// The signals and escalations the file declares.
    pub fn thrown_declarations(&mut self) {
        for (index, element) in self.tree.named(0, "signal") {
            self.extension_attributes(index, index);
            let Some(id) = element.id() else { continue };
            let scope = self.extension(element, "scope");
            if let Some(value) = scope.filter(|s| !matches!(*s, "global" | "processInstance")) {
                self.report.add(
                    &rule::VALUE_NOT_ALLOWED,
                    element,
                    &[
                        ("attribute", "scope"),
                        ("value", value),
                        ("name", element.label()),
                        ("wanted", "global | processInstance"),
                    ],
                );
            }
            let signal = SignalDef {
                id: id.to_owned(),
                name: element
                    .attribute("name")
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
                within: scope == Some("processInstance"),
                line: element.line,
            };
            self.definitions
                .signals
                .entry(id.to_owned())
                .or_insert(signal);
        }
        for (index, element) in self.tree.named(0, "escalation") {
            self.extension_attributes(index, index);
            let Some(id) = element.id() else { continue };
            let escalation = EscalationDef {
                id: id.to_owned(),
                name: element.attribute("name").map(str::to_owned),
                code: element
                    .attribute("escalationCode")
                    .map(str::trim)
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned),
                line: element.line,
            };
            self.definitions
                .escalations
                .entry(id.to_owned())
                .or_insert(escalation);
        }
    }

    /// The signal of a `signalEventDefinition`; None with a finding where it is missing or nameless.
    pub fn signal(&mut self, at: ElementIndex, definition: ElementIndex) -> Option<SignalDef> {
        let element = self.tree.get(at);
        let name = element.label();
        let reference = self
            .tree
            .get(definition)
            .attribute("signalRef")
            .filter(|reference| !reference.is_empty());
        let Some(reference) = reference else {
            self.report
                .add(&rule::SIGNAL_MISSING, element, &[("name", name)]);
            return None;
        };
        // A reference to nothing, or to something else, has its finding from the references.
        let signal = self.definitions.signals.get(local_id(reference))?.clone();
        if signal.name.is_empty() || signal.name.contains("${") || signal.name.contains("#{") {
            self.report.add(
                &rule::SIGNAL_NAMELESS,
                element,
                &[("target", &signal.id), ("name", name)],
            );
            return None;
        }
        Some(signal)
    }

    /// The escalation an `escalationEventDefinition` names.
    pub fn escalation(&self, definition: ElementIndex) -> Option<&EscalationDef> {
        let reference = self.tree.get(definition).attribute("escalationRef")?;
        self.definitions.escalations.get(local_id(reference))
    }

    /// The condition of a `conditionalEventDefinition`.
    pub fn condition(&mut self, at: ElementIndex, definition: ElementIndex) -> Option<Condition> {
        let tree = self.tree;
        let element = tree.get(at);
        let name = element.label();
        let carrier = tree.get(definition);
        let found = tree
            .first(definition, "condition")
            .filter(|(_, condition)| !condition.text.trim().is_empty());
        let Some((index, _)) = found else {
            self.report
                .add(&rule::EVENT_CONDITION_EMPTY, element, &[("name", name)]);
            return None;
        };
        self.extension_attributes(index, at);
        let expression = self.expression_element(index);
        let events = self
            .extension(carrier, "variableEvents")
            .unwrap_or("create,update");
        let (mut on_create, mut on_update) = (false, false);
        for event in events.split(',').map(str::trim) {
            match event {
                "create" => on_create = true,
                "update" => on_update = true,
                // Variables are never deleted here, so this one alone would never come.
                "delete" if events.contains("create") || events.contains("update") => {}
                _ => self.report.add(
                    &rule::VALUE_NOT_ALLOWED,
                    element,
                    &[
                        ("attribute", "camunda:variableEvents"),
                        ("value", events),
                        ("name", name),
                        ("wanted", "create, update"),
                    ],
                ),
            }
        }
        Some(Condition {
            expression,
            variable: self.extension(carrier, "variableName").map(str::to_owned),
            on_create,
            on_update,
            line: element.line,
        })
    }

    /// The name of a link; None with a finding where it has none.
    pub fn link_name(&mut self, at: ElementIndex, definition: ElementIndex) -> Option<String> {
        let element = self.tree.get(at);
        let name = self
            .tree
            .get(definition)
            .attribute("name")
            .map(str::trim)
            .filter(|name| !name.is_empty());
        if name.is_none() {
            self.report
                .add(&rule::LINK_NAMELESS, element, &[("name", element.label())]);
        }
        name.map(str::to_owned)
    }

    /// Link throw events know the catch event of their name in the same scope.
    pub fn links(&mut self, process: &mut ProcessDraft) {
        let tree = self.tree;
        let mut targets: HashMap<(usize, String), usize> = HashMap::new();
        let mut sources = Vec::new();
        for (number, draft) in process.nodes.iter().enumerate() {
            let throws = matches!(draft.node.kind, NodeKind::Link { .. });
            if !throws && draft.definitions != ["linkEventDefinition"] {
                continue;
            }
            let element = tree.get(draft.element);
            let name = self
                .event_definitions(draft.element)
                .first()
                .and_then(|definition| tree.get(*definition).attribute("name"))
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty());
            let Some(name) = name else { continue };
            if throws {
                sources.push((number, draft.node.scope, name));
            } else if targets
                .insert((draft.node.scope, name.clone()), number)
                .is_some()
            {
                self.report.add(
                    &rule::LINK_TWICE,
                    element,
                    &[("name", element.label()), ("link", &name)],
                );
            }
        }
        let mut used = Vec::new();
        for (number, scope, name) in sources {
            let element = tree.get(process.nodes[number].element);
            match targets.get(&(scope, name.clone())) {
                Some(found) => {
                    used.push(*found);
                    process.nodes[number].node.kind = NodeKind::Link { target: *found };
                }
                None => self.report.add(
                    &rule::LINK_WITHOUT_TARGET,
                    element,
                    &[("name", element.label()), ("link", &name)],
                ),
            }
        }
        let mut left: Vec<_> = targets
            .into_iter()
            .filter(|(_, number)| !used.contains(number))
            .collect();
        left.sort_by_key(|(_, number)| *number);
        for ((_, name), number) in left {
            let element = tree.get(process.nodes[number].element);
            self.report.add(
                &rule::LINK_WITHOUT_SOURCE,
                element,
                &[("name", element.label()), ("link", &name)],
            );
        }
    }
}
