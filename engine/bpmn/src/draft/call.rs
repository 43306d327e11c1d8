//! Call activities, and the global tasks they may call. Source: BPMN 2.0.2 §10.3.6, §10.3.4.

use super::{Reader, task::is_variable};
use crate::model::{
    Binding, Call, CalledKey, EndResult, Flow, Node, NodeKind, Passing, ProcessModel, Scope,
    Trigger,
};
use crate::rule;
use crate::vocabulary::{Ns, is_global_task};
use crate::xml::{Element, ElementIndex};

impl Reader<'_, '_, '_> {
    /// What a call activity calls; None with a finding where it does not say.
    pub fn call(&mut self, at: ElementIndex) -> Option<Call> {
        let element = self.tree.get(at);
        let name = element.label();
        if let Some(kind) = self
            .extension(element, "calledElementType")
            .filter(|t| *t != "key")
        {
            self.binding_wrong(element, "calledElementType", kind);
        }
        let (inputs, in_key) = self.passings(at, "in");
        let (outputs, _) = self.passings(at, "out");
        let key = match self.extension(element, "businessKey") {
            Some(text) => Some(self.key(at, text, element.line)),
            None if self.extension(element, "inheritBusinessKey") == Some("true") => {
                Some(CalledKey::Inherited)
            }
            None => in_key,
        };
        let inherits = self.extension(element, "inheritVariables") == Some("true");
        let written = element
            .attribute("calledElement")
            .map(str::trim)
            .filter(|called| !called.is_empty());
        let Some(written) = written else {
            self.report
                .add(&rule::CALL_ELEMENT, element, &[("name", name)]);
            return None;
        };
        // A QName names an element of this or another file by its local part.
        let called = match written.rsplit_once(':') {
            Some((_, local)) if !written.contains("${") => local,
            _ => written,
        };
        Some(Call {
            called: self.template(at, called, element.line),
            binding: self.binding(at),
            business_key: key,
            inputs: if inherits { vec![Passing::All] } else { inputs },
            outputs,
        })
    }

    fn binding(&mut self, at: ElementIndex) -> Binding {
        let element = self.tree.get(at);
        let version = self.template_attribute(at, "calledElementVersion");
        let tag = self.template_attribute(at, "calledElementVersionTag");
        let binding = self.extension(element, "calledElementBinding");
        match (binding, version, tag) {
            (None | Some("latest"), None, None) => {
                match self.extension(element, "sameDeployment") {
                    Some("true") => Binding::Deployment,
                    _ => Binding::Latest,
                }
            }
            (Some("deployment"), None, None) => Binding::Deployment,
            (Some("version"), Some(version), None) => Binding::Version(version),
            (Some("versionTag"), None, Some(tag)) => Binding::VersionTag(tag),
            (written, ..) => {
                let written = written.unwrap_or_default().to_owned();
                self.binding_wrong(element, "calledElementBinding", &written);
                Binding::Latest
            }
        }
    }

    fn binding_wrong(&mut self, element: &Element, attribute: &str, value: &str) {
        self.report.add(
            &rule::CALL_BINDING,
            element,
            &[
                ("name", element.label()),
                ("attribute", attribute),
                ("value", value),
            ],
        );
    }

    fn key(&mut self, at: ElementIndex, text: &str, line: u32) -> CalledKey {
        let inner: String = text
            .trim_start_matches(['#', '$', '{'])
            .trim_end_matches('}')
            .trim()
            .to_owned();
        match inner.as_str() {
            "execution.processBusinessKey" | "execution.businessKey" => CalledKey::Inherited,
            _ => CalledKey::Value(self.template(at, text, line)),
        }
    }

    /// `camunda:in` or `camunda:out`, and the business key an `in` gives.
    fn passings(&mut self, at: ElementIndex, local: &str) -> (Vec<Passing>, Option<CalledKey>) {
        let tree = self.tree;
        let owner = tree.get(at);
        let (mut all, mut key) = (Vec::new(), None);
        for (_, element) in tree
            .extensions(at)
            .filter(|(_, e)| e.ns == Ns::Vendor && e.local == local)
        {
            let attribute = |name: &str| {
                element
                    .attribute(name)
                    .map(str::trim)
                    .filter(|value| !value.is_empty())
            };
            if let Some(text) = attribute("businessKey") {
                key = Some(self.key(at, text, element.line));
                continue;
            }
            let passing = match (
                attribute("variables"),
                attribute("source"),
                attribute("sourceExpression"),
                attribute("target"),
            ) {
                (Some("all"), None, None, None) => Some(Passing::All),
                (None, Some(source), None, Some(target)) if is_variable(target) => {
                    Some(Passing::Variable {
                        source: source.to_owned(),
                        target: target.to_owned(),
                    })
                }
                (None, None, Some(text), Some(target)) if is_variable(target) => {
                    Some(Passing::Expression {
                        value: self.template(at, text, element.line),
                        target: target.to_owned(),
                    })
                }
                _ => None,
            };
            // What a called process gives back is its own variables in any case.
            let local_only = local == "in" && attribute("local") == Some("true");
            let passing = match passing {
                Some(Passing::Expression { .. }) if local_only => None,
                Some(passing) if local_only => Some(Passing::Local(Box::new(passing))),
                passing => passing,
            };
            match passing {
                Some(passing) => all.push(passing),
                None => self.report.add(
                    &rule::CALL_PASSING,
                    owner,
                    &[("name", owner.label()), ("tag", element.written())],
                ),
            }
        }
        (all, key)
    }

    /// Every global task as a process that is begun, does this one task and ends.
    pub fn global_tasks(&mut self) -> Vec<ProcessModel> {
        let tree = self.tree;
        let found: Vec<ElementIndex> = tree
            .children(0)
            .filter(|(_, e)| e.ns == Ns::Bpmn && is_global_task(&e.local))
            .map(|(index, _)| index)
            .collect();
        found.into_iter().filter_map(|at| self.global(at)).collect()
    }

    fn global(&mut self, at: ElementIndex) -> Option<ProcessModel> {
        let element = self.tree.get(at);
        self.extension_attributes(at, at);
        self.extension_elements(at);
        let task = self.global_task(at)?;
        let (inputs, outputs) = self.mappings(at);
        self.sets_complete(at);
        let id = element.id().unwrap_or_default();
        let node = |suffix: &str, kind: NodeKind| Node {
            id: format!("{id}_{suffix}"),
            line: element.line,
            kind,
            ..Node::default()
        };
        let start = NodeKind::Start {
            trigger: Trigger::None,
            interrupting: true,
        };
        let end = NodeKind::End {
            result: EndResult::None,
        };
        let nodes = vec![
            Node {
                outgoing: vec![0],
                ..node("start", start)
            },
            Node {
                name: element.attribute("name").map(str::to_owned),
                incoming: vec![0],
                outgoing: vec![1],
                inputs,
                outputs,
                ..node("task", task)
            },
            Node {
                incoming: vec![1],
                ..node("end", end)
            },
        ];
        let flow = |number: usize| Flow {
            id: format!("{id}_flow_{number}"),
            name: None,
            line: element.line,
            source: number,
            target: number + 1,
            condition: None,
            listeners: Vec::new(),
        };
        Some(ProcessModel {
            id: id.to_owned(),
            name: element.attribute("name").map(str::to_owned),
            line: element.line,
            executable: true,
            scopes: vec![Scope {
                id: id.to_owned(),
                owner: None,
                nodes: vec![0, 1, 2],
                flows: vec![0, 1],
            }],
            nodes,
            flows: vec![flow(0), flow(1)],
            forms: std::mem::take(&mut self.forms),
            input_sets: self.input_sets(at),
            data: self.declared.remove(&at).unwrap_or_default(),
            ..ProcessModel::default()
        })
    }
}
