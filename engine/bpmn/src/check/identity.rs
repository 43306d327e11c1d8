//! Ids: unique in the file, present where something refers to them, of a sane length.

use crate::draft::Ids;
use crate::report::{Place, Report};
use crate::rule;
use crate::vocabulary::{Ns, is_flow_node};
use crate::xml::Tree;
use crate::xml::limits::ID_CHARS_MAX;
use std::collections::hash_map::Entry;

/// The elements by id; duplicates, missing and endless ids become findings.
pub(crate) fn identity<'t>(tree: &'t Tree, report: &mut Report) -> Ids<'t> {
    let mut ids = Ids::new();
    for (index, element) in tree.elements.iter().enumerate() {
        if element.ns != Ns::Bpmn {
            continue;
        }
        let local = element.local.as_str();
        match element.id() {
            Some(id) => {
                let size = id.chars().count();
                if size > ID_CHARS_MAX {
                    let size = size.to_string();
                    report.add(&rule::ID_TOO_LONG, element, &[("size", &size)]);
                }
                match ids.entry(id) {
                    Entry::Vacant(free) => {
                        free.insert(index);
                    }
                    Entry::Occupied(first) => {
                        let line = tree.get(*first.get()).line.to_string();
                        report.add(&rule::ID_DUPLICATE, element, &[("line", &line)]);
                    }
                }
            }
            None if local == "process" || local == "sequenceFlow" || is_flow_node(local) => {
                report.add(
                    &rule::ID_MISSING,
                    Place::at(element.line, element.column),
                    &[("tag", local), ("name", element.label())],
                );
            }
            None => {}
        }
    }
    ids
}
