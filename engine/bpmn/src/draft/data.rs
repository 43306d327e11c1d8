//! Data objects, stores and properties as variables, and the associations that move them into and out
//! of activities and events. Source: BPMN 2.0.2 §10.4.
//!
//! A data object, property or data input is the variable of its name, or of its id where the name is
//! none. What goes in is local to the activity; what goes out is written around it. An output without
//! a value of its own gives the local variable of the data object's name.

use super::Reader;
use super::message::local_id;
use super::task::is_variable;
use crate::model::{Call, Mapping, MappingValue, Node, NodeKind, Passing};
use crate::report::Place;
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex};
use std::collections::HashMap;

/// Elements that declare a variable.
const DECLARING: [&str; 7] = [
    "dataObject",
    "dataStoreReference",
    "property",
    "dataInput",
    "dataOutput",
    "inputDataItem",
    "outputDataItem",
];

/// What bpmn-js draws an input association to.
const PLACEHOLDER: &str = "__targetRef_placeholder";

impl Reader<'_, '_, '_> {
    /// Adds the data associations of a node to its mappings.
    pub fn data_associations(&mut self, at: ElementIndex, node: &mut Node) {
        let tree = self.tree;
        for (index, element) in tree.children(at) {
            let into = match element.local.as_str() {
                "dataInputAssociation" => true,
                "dataOutputAssociation" => false,
                _ => continue,
            };
            let list = if into {
                &mut node.inputs
            } else {
                &mut node.outputs
            };
            if let Some((_, empty)) = tree
                .first(index, "transformation")
                .filter(|(_, transformation)| transformation.text.trim().is_empty())
            {
                let owner = tree.get(at);
                let place = Place {
                    element: owner.id().map(str::to_owned),
                    ..empty.into()
                };
                self.report.add(
                    &rule::EXPRESSION_MISSING,
                    place,
                    &[("attribute", "transformation"), ("name", owner.label())],
                );
            }
            for end in ["sourceRef", "targetRef"] {
                for (_, reference) in tree.named(index, end) {
                    let place = Place {
                        element: tree.get(at).id().map(str::to_owned),
                        ..reference.into()
                    };
                    let target = reference.text.trim();
                    match self.ids.get(local_id(target)).map(|at| tree.get(*at)) {
                        None => self.report.add(
                            &rule::REF_MISSING,
                            place,
                            &[("attribute", end), ("target", target)],
                        ),
                        Some(found) if !is_data(&found.local) => self.report.add(
                            &rule::REF_KIND,
                            place,
                            &[
                                ("attribute", end),
                                ("target", target),
                                ("found", &found.local),
                                ("wanted", "dataObject | dataStore | property | dataInput"),
                            ],
                        ),
                        Some(found) if self.against_its_way(found, end) => self.report.add(
                            &rule::REF_KIND,
                            place,
                            &[
                                ("attribute", end),
                                ("target", target),
                                ("found", &found.local),
                                ("wanted", "dataObject | dataStore | property"),
                            ],
                        ),
                        Some(_) => {}
                    }
                }
            }
            let mut found = Vec::new();
            self.association(index, into, &mut found);
            for mapping in found {
                if !list.iter().any(|other| other.name == mapping.name) {
                    list.push(Mapping {
                        line: element.line,
                        ..mapping
                    });
                }
            }
        }
        if let NodeKind::CallActivity(call) = &mut node.kind {
            self.passed(at, call);
        }
    }

    /// Nothing is written into what a process was given, nor read from what it gives back.
    fn against_its_way(&self, found: &Element, end: &str) -> bool {
        let of_process = found
            .parent
            .map(|io| self.tree.get(io))
            .filter(|io| io.is_bpmn("ioSpecification"))
            .and_then(|io| io.parent)
            .is_some_and(|holder| self.tree.get(holder).is_bpmn("process"));
        of_process
            && matches!(
                (found.local.as_str(), end),
                ("dataInput", "targetRef") | ("dataOutput", "sourceRef")
            )
    }

    /// What associations move into and out of a called process: its inputs and outputs are variables of the same
    /// names there. Source: BPMN 2.0.2 §10.3.6.
    fn passed(&self, at: ElementIndex, call: &mut Call) {
        let tree = self.tree;
        let Some((inside, _)) = tree.first(at, "ioSpecification") else {
            return;
        };
        for (declared, association, list) in [
            ("dataInput", "dataInputAssociation", &mut call.inputs),
            ("dataOutput", "dataOutputAssociation", &mut call.outputs),
        ] {
            if tree.first(at, association).is_none() {
                continue;
            }
            let names = tree
                .named(inside, declared)
                .filter_map(|(_, element)| name_of(element));
            list.extend(names.map(|name| Passing::Variable {
                source: name.clone(),
                target: name,
            }));
        }
    }

    fn association(&mut self, index: ElementIndex, into: bool, found: &mut Vec<Mapping>) {
        let tree = self.tree;
        let end = |reader: &Self, local: &str| {
            tree.first(index, local)
                .and_then(|(_, reference)| reader.data_named(&reference.text))
        };
        let (source, target) = (end(self, "sourceRef"), end(self, "targetRef"));
        let mapping = |name: String, value: MappingValue| Mapping {
            name,
            value,
            line: 0,
        };
        // Assignments say source and target themselves.
        let mut assigned = false;
        for (assignment, _) in tree.named(index, "assignment") {
            let (Some((from, _)), Some((_, to))) =
                (tree.first(assignment, "from"), tree.first(assignment, "to"))
            else {
                continue;
            };
            let to = to.text.trim();
            let name = self.data_named(to).unwrap_or_else(|| to.to_owned());
            if is_variable(&name) {
                assigned = true;
                let value = MappingValue::Text(self.expression_element(from));
                found.push(mapping(name, value));
            }
        }
        let Some(target) = target.filter(|_| !assigned) else {
            return;
        };
        let value = match tree.first(index, "transformation") {
            Some((transformation, _)) => {
                MappingValue::Text(self.expression_element(transformation))
            }
            // Drawn without saying what moves: the activity reads and writes the variables itself.
            None if source.is_none() || target == PLACEHOLDER => return,
            None => {
                let mut names: Vec<String> = source.into_iter().collect();
                if !into && !names.contains(&target) {
                    names.push(target.clone());
                }
                MappingValue::Copy(names)
            }
        };
        found.push(mapping(target, value));
    }

    /// Every item-aware element, by the name of its variable, under its process; read once for all processes.
    pub fn data_declared(&self) -> HashMap<ElementIndex, Vec<String>> {
        let tree = self.tree;
        let mut declared: HashMap<ElementIndex, Vec<String>> = HashMap::new();
        for (index, element) in tree.elements.iter().enumerate() {
            if element.ns == Ns::Bpmn
                && DECLARING.contains(&element.local.as_str())
                && let Some(process) = tree.process_of(index)
                && let Some(name) = name_of(element)
                && name != PLACEHOLDER
            {
                let names = declared.entry(process).or_default();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        declared
    }

    /// The variable of an item-aware element; None where neither name nor id can be one.
    pub fn data_named(&self, reference: &str) -> Option<String> {
        let at = *self.ids.get(local_id(reference))?;
        let element = self.tree.get(at);
        let meant = ["dataObjectRef", "dataStoreRef"]
            .into_iter()
            .find_map(|attribute| self.ids.get(local_id(element.attribute(attribute)?)));
        meant
            .and_then(|meant| name_of(self.tree.get(*meant)))
            .or_else(|| name_of(element))
    }

    /// The variable a `loopDataInputRef` or `loopDataOutputRef` names.
    pub fn loop_data(&self, index: ElementIndex, local: &str) -> Option<String> {
        let (_, reference) = self.tree.first(index, local)?;
        let text = local_id(&reference.text);
        self.data_named(text)
            .or_else(|| is_variable(text).then(|| text.to_owned()))
    }

    /// Whether the item of a loop is of the sort its collection is made of: one, and of the same structure.
    pub fn loop_fits(&self, index: ElementIndex, collection: &str, item: &str) -> bool {
        let tree = self.tree;
        let (Some((_, list)), Some((_, item))) =
            (tree.first(index, collection), tree.first(index, item))
        else {
            return true;
        };
        let definition = |element: &Element| {
            let at = self
                .ids
                .get(local_id(element.attribute("itemSubjectRef")?))?;
            Some(tree.get(*at))
        };
        let of_list = self
            .ids
            .get(local_id(&list.text))
            .and_then(|at| definition(tree.get(*at)));
        match (of_list, definition(item)) {
            (_, Some(item)) if item.flag("isCollection", false) => false,
            (Some(list), Some(item)) => {
                list.attribute("structureRef") == item.attribute("structureRef")
            }
            _ => true,
        }
    }

    /// The variable an `inputDataItem` or `outputDataItem` declares.
    pub fn loop_item(&self, index: ElementIndex, local: &str) -> Option<String> {
        self.tree
            .first(index, local)
            .and_then(|(_, item)| name_of(item))
    }
}

/// Elements that hold a value.
fn is_data(local: &str) -> bool {
    DECLARING.contains(&local) || matches!(local, "dataObjectReference" | "dataStore")
}

pub(super) fn name_of(element: &Element) -> Option<String> {
    [element.attribute("name"), element.id()]
        .into_iter()
        .flatten()
        .map(str::trim)
        .find(|name| is_variable(name))
        .map(str::to_owned)
}
