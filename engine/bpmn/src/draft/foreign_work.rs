//! Service tasks that name a kind of work of another product (`flowable:type`): `http` and `dmn` become
//! what does the same here; the others are refused by name. Their inputs are `flowable:field` elements.

use super::Reader;
use crate::model::{Language, Mapping, MappingValue, NodeKind, ServiceTask, Source};
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex};

/// The connector an HTTP task becomes.
const HTTP: &str = "http.request";

/// Fields that only say again what happens here anyway, while they are off.
const OFF: [&str; 7] = [
    "ignoreException",
    "saveRequestVariables",
    "saveResponseParameters",
    "saveResponseParametersTransient",
    "disallowRedirects",
    "decisionTaskThrowErrorOnNoHits",
    "fallbackToDefaultTenant",
];

/// What the fields of an HTTP task become: inputs, and outputs.
#[derive(Default)]
struct Http {
    inputs: Vec<Mapping>,
    outputs: Vec<Mapping>,
}

impl Reader<'_, '_, '_> {
    /// The kind of work of another product, where the element names one that is known here.
    pub fn foreign_work(&self, at: ElementIndex) -> Option<&str> {
        self.extension(self.tree.get(at), "type")
            .filter(|kind| matches!(*kind, "http" | "dmn"))
    }

    /// The task for it; None with a finding where a field cannot be followed.
    pub fn foreign_task(&mut self, at: ElementIndex) -> Option<NodeKind> {
        match self.foreign_work(at)? {
            "dmn" => self.decision_task(at),
            _ => {
                let has_url = self
                    .tree
                    .extensions(at)
                    .any(|(_, e)| e.attribute("name") == Some("requestUrl"));
                if !has_url {
                    self.field_missing(at, "requestUrl");
                }
                let priority = self.job_priority(at);
                has_url.then(|| {
                    NodeKind::ServiceTask(ServiceTask {
                        topic: HTTP.to_owned(),
                        priority,
                        trigger: None,
                    })
                })
            }
        }
    }

    /// Inputs and outputs that the fields stand for, after those the element has itself.
    pub fn foreign_mappings(
        &mut self,
        at: ElementIndex,
        inputs: &mut Vec<Mapping>,
        outputs: &mut Vec<Mapping>,
    ) {
        if self.foreign_work(at) == Some("http") {
            let http = self.http(at);
            inputs.extend(http.inputs);
            outputs.extend(http.outputs);
        }
    }

    fn http(&mut self, at: ElementIndex) -> Http {
        let mut http = Http::default();
        let mut answer = None;
        for (index, name, text) in self.work_fields(at) {
            let line = self.tree.get(index).line;
            let mut input = |reader: &mut Self, name: &str, text: &str| {
                http.inputs.push(Mapping {
                    name: name.to_owned(),
                    value: MappingValue::Text(reader.template(at, text, line)),
                    line,
                });
            };
            match name.as_str() {
                "requestUrl" => input(self, "url", &text),
                "requestMethod" => input(self, "method", &text),
                "requestBody" => input(self, "body", &text),
                "requestHeaders" => {
                    let entries = text
                        .lines()
                        .filter_map(|line| line.split_once(':'))
                        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                        .collect::<Vec<_>>();
                    let entries = entries
                        .into_iter()
                        .map(|(name, value)| {
                            (name, MappingValue::Text(self.template(at, &value, line)))
                        })
                        .collect();
                    http.inputs.push(Mapping {
                        name: "headers".to_owned(),
                        value: MappingValue::Map(entries),
                        line,
                    });
                }
                // Milliseconds there, whole seconds here.
                "requestTimeout" => match text.trim().parse::<u64>() {
                    Ok(milliseconds) => {
                        let seconds = milliseconds.div_ceil(1000).to_string();
                        input(self, "timeout_seconds", &seconds);
                    }
                    Err(_) => self.field_refused(at, index, &name, &text),
                },
                "responseVariableName" => answer = Some((text, line)),
                "saveResponseVariableAsJson" => {}
                _ if OFF.contains(&name.as_str()) && text.trim() == "false" => {}
                _ => self.field_refused(at, index, &name, &text),
            }
        }
        // Where no name is given the answer gets that of the task, as its own product does.
        let element = self.tree.get(at);
        let (name, line) = answer.unwrap_or_else(|| {
            let id = element.id().unwrap_or_default();
            (format!("{id}ResponseBody"), element.line)
        });
        http.outputs.push(Mapping {
            name: name.trim().to_owned(),
            value: MappingValue::Text(Source {
                text: "${body}".to_owned(),
                language: Language::Template,
                line,
            }),
            line,
        });
        http
    }

    fn decision_task(&mut self, at: ElementIndex) -> Option<NodeKind> {
        let mut decision = None;
        let mut whole = true;
        for (index, name, text) in self.work_fields(at) {
            match name.as_str() {
                "decisionTableReferenceKey" => decision = Some(text.trim().to_owned()),
                // Decisions are those of the same bundle.
                "sameDeployment" => {}
                _ if OFF.contains(&name.as_str()) && text.trim() == "false" => {}
                _ => {
                    self.field_refused(at, index, &name, &text);
                    whole = false;
                }
            }
        }
        let Some(decision) = decision else {
            self.field_missing(at, "decisionTableReferenceKey");
            return None;
        };
        // The outputs of the row become variables of their own.
        self.decision(at, &decision, "singleResult")
            .filter(|_| whole)
            .map(|rule| NodeKind::BusinessRuleTask {
                rule,
                result_variable: None,
            })
    }

    /// Name and text of each `field`.
    fn work_fields(&mut self, at: ElementIndex) -> Vec<(ElementIndex, String, String)> {
        let tree = self.tree;
        let fields: Vec<(ElementIndex, &Element)> = tree
            .extensions(at)
            .filter(|(_, e)| e.ns == Ns::Vendor && e.local == "field")
            .collect();
        let mut found = Vec::new();
        for (index, field) in fields {
            let name = field.attribute("name").unwrap_or_default().trim();
            match self.field_text(index) {
                Some(text) if !name.is_empty() => found.push((index, name.to_owned(), text)),
                _ => self.bad_content(at, name, field),
            }
        }
        found
    }

    fn field_refused(&mut self, at: ElementIndex, index: ElementIndex, name: &str, value: &str) {
        let (owner, field) = (self.tree.get(at), self.tree.get(index));
        let place = crate::report::Place {
            element: owner.id().map(str::to_owned),
            ..field.into()
        };
        self.report.add(
            &rule::WORK_FIELD,
            place,
            &[("field", name), ("value", value), ("name", owner.label())],
        );
    }

    fn field_missing(&mut self, at: ElementIndex, name: &str) {
        let owner = self.tree.get(at);
        self.report.add(
            &rule::WORK_FIELD_MISSING,
            owner,
            &[("field", name), ("name", owner.label())],
        );
    }
}
