//! `camunda:inputOutput`: parameters with texts, scripts, lists and maps.

use super::Reader;
use super::expression::known_language;
use crate::model::{Language, Mapping, MappingValue, Source};
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex};

/// Lists in maps in lists: deeper than this nobody writes by hand.
const NESTING_MAX: usize = 16;

impl Reader<'_, '_, '_> {
    /// Inputs and outputs of a node, in order.
    pub fn mappings(&mut self, at: ElementIndex) -> (Vec<Mapping>, Vec<Mapping>) {
        let tree = self.tree;
        let mut inputs = Vec::new();
        let mut outputs = Vec::new();
        let blocks = tree
            .extensions(at)
            .filter(|(_, e)| e.ns == Ns::Vendor && e.local == "inputOutput");
        for (block, _) in blocks {
            for (index, parameter) in tree.children(block) {
                let list = match (parameter.ns, parameter.local.as_str()) {
                    (Ns::Vendor, "inputParameter") => &mut inputs,
                    (Ns::Vendor, "outputParameter") => &mut outputs,
                    _ => {
                        self.bad_content(at, "—", parameter);
                        continue;
                    }
                };
                let name = parameter
                    .attribute("name")
                    .unwrap_or_default()
                    .trim()
                    .to_owned();
                if name.is_empty() || list.iter().any(|m: &Mapping| m.name == name) {
                    let element = tree.get(at);
                    self.report.add(
                        &rule::MAPPING_NAME,
                        crate::report::Place {
                            element: element.id().map(str::to_owned),
                            ..parameter.into()
                        },
                        &[("name", element.label()), ("value", &name)],
                    );
                }
                if let Some(value) = self.mapping_value(at, index, &name, NESTING_MAX) {
                    list.push(Mapping {
                        name,
                        value,
                        line: parameter.line,
                    });
                }
            }
        }
        if self.handler(at).is_some() {
            self.fields(at, &mut inputs);
        }
        self.foreign_mappings(at, &mut inputs, &mut outputs);
        (inputs, outputs)
    }

    /// `camunda:field`: what the code was given becomes inputs of what stands in for it.
    fn fields(&mut self, at: ElementIndex, inputs: &mut Vec<Mapping>) {
        let tree = self.tree;
        let fields = tree
            .extensions(at)
            .filter(|(_, e)| e.ns == Ns::Vendor && e.local == "field");
        for (index, field) in fields {
            let name = field
                .attribute("name")
                .unwrap_or_default()
                .trim()
                .to_owned();
            match self.field_text(index) {
                Some(text) if !name.is_empty() => inputs.push(Mapping {
                    value: MappingValue::Text(self.template(at, &text, field.line)),
                    name,
                    line: field.line,
                }),
                _ => self.bad_content(at, &name, field),
            }
        }
    }

    /// What a `camunda:field` holds, however it is written.
    pub(super) fn field_text(&self, index: ElementIndex) -> Option<String> {
        let field = self.tree.get(index);
        let written = field
            .attribute("stringValue")
            .or_else(|| field.attribute("expression"))
            .map(str::to_owned);
        written.or_else(|| {
            self.tree
                .children(index)
                .find(|(_, e)| matches!(e.local.as_str(), "string" | "expression"))
                .map(|(_, e)| e.text.clone())
        })
    }

    /// The content of a parameter, list item or map entry: its one element, else its text.
    fn mapping_value(
        &mut self,
        at: ElementIndex,
        holder: ElementIndex,
        name: &str,
        depth: usize,
    ) -> Option<MappingValue> {
        let tree = self.tree;
        let mut elements = tree.children(holder).filter(|(_, e)| e.ns != Ns::Other);
        match (elements.next(), elements.next()) {
            (None, _) => {
                let holder_element = tree.get(holder);
                Some(MappingValue::Text(self.template(
                    at,
                    &holder_element.text,
                    holder_element.text_line,
                )))
            }
            (Some((index, _)), None) => self.mapping_element(at, index, name, depth),
            (_, Some((_, surplus))) => {
                self.bad_content(at, name, surplus);
                None
            }
        }
    }

    fn mapping_element(
        &mut self,
        at: ElementIndex,
        index: ElementIndex,
        name: &str,
        depth: usize,
    ) -> Option<MappingValue> {
        let tree = self.tree;
        let element = tree.get(index);
        if depth == 0 || element.ns != Ns::Vendor {
            self.bad_content(at, name, element);
            return None;
        }
        match element.local.as_str() {
            "value" => Some(MappingValue::Text(self.template(
                at,
                &element.text,
                element.text_line,
            ))),
            "script" => Some(MappingValue::Script(self.script_element(at, index)?)),
            "list" => {
                let items: Vec<_> = tree.children(index).map(|(i, _)| i).collect();
                let items = items
                    .into_iter()
                    .filter_map(|i| self.mapping_element(at, i, name, depth - 1))
                    .collect();
                Some(MappingValue::List(items))
            }
            "map" => {
                let mut entries = Vec::new();
                for (entry, child) in tree.children(index) {
                    match child.attribute("key") {
                        Some(key) if child.ns == Ns::Vendor && child.local == "entry" => {
                            let value = self.mapping_value(at, entry, name, depth - 1)?;
                            entries.push((key.to_owned(), value));
                        }
                        _ => self.bad_content(at, name, child),
                    }
                }
                Some(MappingValue::Map(entries))
            }
            _ => {
                self.bad_content(at, name, element);
                None
            }
        }
    }

    /// A `camunda:script` inside a parameter or listener.
    pub(super) fn script_element(
        &mut self,
        at: ElementIndex,
        index: ElementIndex,
    ) -> Option<Source> {
        let tree = self.tree;
        let script = tree.get(index);
        let owner = tree.get(at);
        if let Some(resource) = script.attribute("resource") {
            self.report.add(
                &rule::SCRIPT_RESOURCE,
                owner,
                &[("name", owner.label()), ("value", resource)],
            );
            return None;
        }
        let language = match script
            .attribute("scriptFormat")
            .or_else(|| script.attribute("language"))
            .map(str::trim)
            .filter(|f| !f.is_empty())
        {
            None => Language::Rhai,
            Some(written) => match known_language(written).filter(|l| *l == Language::Rhai) {
                Some(language) => language,
                None => {
                    self.report
                        .add(&rule::SCRIPT_LANGUAGE, owner, &[("value", written)]);
                    return None;
                }
            },
        };
        if script.text.trim().is_empty() {
            self.report
                .add(&rule::SCRIPT_EMPTY, owner, &[("name", owner.label())]);
            return None;
        }
        Some(Source {
            text: script.text.clone(),
            language,
            line: script.line,
        })
    }

    pub(super) fn bad_content(&mut self, at: ElementIndex, parameter: &str, found: &Element) {
        let owner = self.tree.get(at);
        self.report.add(
            &rule::MAPPING_CONTENT,
            crate::report::Place {
                element: owner.id().map(str::to_owned),
                ..found.into()
            },
            &[
                ("parameter", parameter),
                ("name", owner.label()),
                ("tag", found.written()),
            ],
        );
    }
}
