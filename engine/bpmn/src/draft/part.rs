//! What stands inside a node, process or subprocess and is neither a node nor a flow: decoration, data, roles,
//! loops. What is not read has its rule.

use super::Reader;
use super::io::without_effect;
use super::scope::FLOW_PARTS;
use crate::rule;
use crate::vocabulary::{Ns, is_activity, is_event, is_event_definition, is_subprocess};
use crate::xml::{Element, ElementIndex};
use std::collections::HashSet;

impl Reader<'_, '_, '_> {
    /// The children of a node that are no extension: known, or named by a rule.
    pub(super) fn parts(&mut self, at: ElementIndex) {
        let tree = self.tree;
        let element = tree.get(at);
        let tag = element.local.as_str();
        let mut seen = HashSet::new();
        for (_, child) in tree.children(at) {
            if child.ns != Ns::Bpmn {
                if child.ns == Ns::Vendor || child.ns == Ns::Staffetta || child.ns == Ns::Zeebe {
                    self.report.add(
                        &rule::NOT_ALLOWED_HERE,
                        child,
                        &[("tag", child.written()), ("parent", tag)],
                    );
                }
                continue;
            }
            let local = child.local.as_str();
            let known = match local {
                "documentation" | "extensionElements" | "auditing" | "monitoring" => true,
                "script" => tag == "scriptTask",
                // How a form looks is the .form's business.
                "rendering" => tag == "userTask",
                // Read with the task, and named there where it assigns nobody.
                _ if super::role::is_role(local) => tag == "userTask",
                "activationCondition" => tag == "complexGateway",
                "completionCondition" => tag == "adHocSubProcess",
                "multiInstanceLoopCharacteristics" | "standardLoopCharacteristics" => {
                    is_activity(tag)
                }
                "eventDefinitionRef" => is_event(tag),
                _ if FLOW_PARTS.contains(&local) => true,
                _ if is_event(tag) && is_event_definition(local) => true,
                // The contents of a subprocess are read as a scope.
                _ if is_subprocess(tag) => true,
                _ => false,
            };
            if !known {
                self.part(element, child, &mut seen);
            }
        }
    }

    /// A child that is neither decoration nor read: data, roles, loops, or out of place.
    pub(super) fn part<'e>(
        &mut self,
        holder: &Element,
        child: &'e Element,
        seen: &mut HashSet<&'e str>,
    ) {
        let local = child.local.as_str();
        // Two of a kind are one problem.
        if !seen.insert(local) {
            return;
        }
        let (tag, name) = (holder.local.as_str(), holder.label());
        match local {
            // Declared and read by nobody it is only drawn; who reads it is found below.
            "property" if tag == "process" || is_activity(tag) || is_event(tag) => {}
            "supportedInterfaceRef" | "supports" if tag == "process" => {}
            "incoming"
            | "outgoing"
            | "multiInstanceLoopCharacteristics"
            | "standardLoopCharacteristics"
                if is_subprocess(tag) => {}
            "completionCondition" if tag == "adHocSubProcess" => {}
            "ioBinding"
            | "ioSpecification"
            | "dataInput"
            | "dataOutput"
            | "inputSet"
            | "outputSet"
            | "dataInputAssociation"
            | "dataOutputAssociation"
            | "correlationSubscription" => {
                let carries = self.carries(holder);
                if let Some((it, en)) = without_effect(holder, local, carries) {
                    let place = crate::report::Place {
                        element: holder.id().map(str::to_owned),
                        ..child.into()
                    };
                    self.report.add(
                        &rule::DATA_NOT_EXECUTABLE,
                        place,
                        &[
                            ("name", name),
                            ("part", local),
                            ("detail.it", it),
                            ("detail.en", en),
                        ],
                    );
                }
            }
            "performer" | "humanPerformer" | "potentialOwner" | "resourceRole" => {
                let place = crate::report::Place {
                    element: holder.id().map(str::to_owned),
                    ..child.into()
                };
                self.report.add(
                    &rule::ROLE_NOT_EXECUTABLE,
                    place,
                    &[("name", name), ("part", local)],
                );
            }
            _ => self.report.add(
                &rule::NOT_ALLOWED_HERE,
                child,
                &[("tag", child.written()), ("parent", tag)],
            ),
        }
    }
}
