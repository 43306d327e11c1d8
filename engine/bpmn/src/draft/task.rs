//! Tasks: who or what does the work.

use super::Reader;
use super::expression::known_language;
use crate::model::{Language, MessageCatch, NodeKind, ServiceTask, Source, Throw, UserTask};
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex};

/// `camunda:mapDecisionResult`.
const SHAPES: [&str; 4] = [
    "singleEntry",
    "singleResult",
    "collectEntries",
    "resultList",
];

impl Reader<'_, '_, '_> {
    /// What a task does; None with a finding where it cannot run.
    pub fn task(&mut self, at: ElementIndex) -> Option<NodeKind> {
        let element = self.tree.get(at);
        match element.local.as_str() {
            "userTask" => Some(NodeKind::UserTask(Box::new(self.user_task(at)))),
            "serviceTask" | "sendTask" if self.foreign_work(at).is_some() => self.foreign_task(at),
            "serviceTask" | "sendTask" | "businessRuleTask" if self.evaluates(at) => {
                Some(self.expression_task(at))
            }
            "serviceTask" => self.service_task(at).map(NodeKind::ServiceTask),
            "sendTask"
                if !self.names_work(at)
                    && (element.attribute("messageRef").is_some()
                        || self.message_of(at, at).is_some()) =>
            {
                self.message_throw(at, at).map(|message| NodeKind::Throw {
                    throws: vec![Throw::Message(message)],
                })
            }
            "sendTask" => self.service_task(at).map(NodeKind::SendTask),
            "receiveTask" => self
                .message_catch(at, at)
                .map(|catch| NodeKind::ReceiveTask {
                    catch,
                    instantiate: element.flag("instantiate", false),
                }),
            "scriptTask" => self.script_task(at),
            "businessRuleTask" => self.rule_task(at),
            _ => Some(NodeKind::PassTask),
        }
    }

    /// What a global task does, as the task of the same sort.
    pub fn global_task(&mut self, at: ElementIndex) -> Option<NodeKind> {
        match self.tree.get(at).local.as_str() {
            "globalUserTask" => Some(NodeKind::UserTask(Box::new(self.user_task(at)))),
            "globalScriptTask" => self.script_task(at),
            "globalBusinessRuleTask" => self.rule_task(at),
            _ => Some(NodeKind::PassTask),
        }
    }

    fn user_task(&mut self, at: ElementIndex) -> UserTask {
        let element = self.tree.get(at);
        let own = |local: &str| {
            element
                .in_namespace(Ns::Staffetta, local)
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .map(str::to_owned)
        };
        let mut task = UserTask {
            assignee: self.template_attribute(at, "assignee"),
            candidate_users: self.template_attribute(at, "candidateUsers"),
            candidate_groups: self.template_attribute(at, "candidateGroups"),
            due_date: self.template_attribute(at, "dueDate"),
            follow_up_date: self.template_attribute(at, "followUpDate"),
            priority: self.template_attribute(at, "priority"),
            form: self.form(at),
            drafts: own("drafts"),
            approves: own("approves"),
            signs: own("signs"),
            listeners: self.task_listeners(at),
        };
        self.roles(at, &mut task);
        if task.drafts.is_some() && task.approves.is_some() {
            self.report.add(
                &rule::DRAFTS_AND_APPROVES,
                element,
                &[("name", element.label())],
            );
        }
        if task.signs.is_some() && (task.drafts.is_some() || task.approves.is_some()) {
            self.report
                .add(&rule::SIGNS_AND_MORE, element, &[("name", element.label())]);
        }
        for (attribute, value) in [
            ("staffetta:drafts", &task.drafts),
            ("staffetta:approves", &task.approves),
            ("staffetta:signs", &task.signs),
        ] {
            if let Some(value) = value.as_deref().filter(|v| !is_variable(v)) {
                self.report.add(
                    &rule::VALUE_NOT_ALLOWED,
                    element,
                    &[
                        ("attribute", attribute),
                        ("value", value),
                        ("name", element.label()),
                        ("wanted.it", "Il nome di una variabile"),
                        ("wanted.en", "The name of a variable"),
                    ],
                );
            }
        }
        for (attribute, value) in [
            ("camunda:dueDate", &task.due_date),
            ("camunda:followUpDate", &task.follow_up_date),
        ] {
            if let Some(value) = value
                && !value.text.contains("${")
                && !super::time::is_date(&value.text)
                && !super::time::is_duration(&value.text)
            {
                self.report.add(
                    &rule::VALUE_NOT_ALLOWED,
                    element,
                    &[
                        ("attribute", attribute),
                        ("value", &value.text),
                        ("name", element.label()),
                        (
                            "wanted.it",
                            "Una data o una durata ISO 8601, o un'espressione ${…}",
                        ),
                        (
                            "wanted.en",
                            "An ISO 8601 date or duration, or an expression ${…}",
                        ),
                    ],
                );
            }
        }
        task
    }

    /// `formRef`, or a `formKey` that means a form of the bundle; else the form its own fields make.
    pub fn form(&mut self, at: ElementIndex) -> Option<String> {
        let element = self.tree.get(at);
        if let Some(reference) = self.extension(element, "formRef") {
            return Some(reference.to_owned());
        }
        let Some(key) = self.extension(element, "formKey") else {
            return self.own_form(at);
        };
        let form = match key.strip_prefix("camunda-forms:") {
            Some(rest) => rest.rsplit(':').next().unwrap_or(rest),
            None => key,
        };
        if form.contains(':') || form.contains("${") {
            self.report.add(
                &rule::ATTRIBUTE_NOT_EXECUTABLE,
                element,
                &[
                    ("attribute", "camunda:formKey"),
                    ("value", key),
                    ("name", element.label()),
                    (
                        "instead.it",
                        "camunda:formRef con l'id di un modulo .form del pacchetto",
                    ),
                    (
                        "instead.en",
                        "camunda:formRef with the id of a .form of the bundle",
                    ),
                ],
            );
            return None;
        }
        Some(form.strip_suffix(".form").unwrap_or(form).to_owned())
    }

    /// Whether an element says who does its work: a type, a topic or java code.
    pub fn names_work(&self, at: ElementIndex) -> bool {
        ["type", "topic", "class", "delegateExpression", "expression"]
            .iter()
            .any(|attribute| self.extension(self.tree.get(at), attribute).is_some())
    }

    /// Topic that a deployment's handler map gives for the Java code of this element.
    pub fn handler(&self, at: ElementIndex) -> Option<&str> {
        let element = self.tree.get(at);
        ["class", "delegateExpression", "expression"]
            .iter()
            .filter_map(|attribute| self.extension(element, attribute))
            .find_map(|code| self.handlers.get(code))
            .map(String::as_str)
    }

    /// Whether `camunda:expression` alone is its work.
    fn evaluates(&self, at: ElementIndex) -> bool {
        let element = self.tree.get(at);
        let has = |attribute| self.extension(element, attribute).is_some();
        has("expression") && !has("type") && !has("topic") && self.handler(at).is_none()
    }

    /// `camunda:expression` with `resultVariable`: evaluated in the step.
    fn expression_task(&mut self, at: ElementIndex) -> NodeKind {
        let element = self.tree.get(at);
        let text = self
            .extension(element, "expression")
            .unwrap_or_default()
            .to_owned();
        NodeKind::ScriptTask {
            script: self.template(at, &text, element.line),
            result_variable: self.result_variable(element),
        }
    }

    fn service_task(&mut self, at: ElementIndex) -> Option<ServiceTask> {
        self.service_of(at, at)
    }

    /// The work of a task, or of a message event whose definition is the `carrier` of the attributes.
    pub fn service_of(&mut self, at: ElementIndex, carrier: ElementIndex) -> Option<ServiceTask> {
        let element = self.tree.get(at);
        let carried = self.tree.get(carrier);
        let name = element.label();
        let kind = self.extension(carried, "type");
        let topic = self
            .extension(carried, "topic")
            .or_else(|| self.handler(carrier))
            .map(str::to_owned)
            .or_else(|| self.operation_topic(self.operation(carrier)?));
        let java = ["class", "delegateExpression", "expression"]
            .iter()
            .any(|a| self.extension(carried, a).is_some());
        match kind {
            Some("external" | "external-worker") => {}
            Some("mail") => {
                self.report
                    .add(&rule::FOREIGN_MAIL, element, &[("name", name)]);
                return None;
            }
            Some(other) => {
                self.report.add(
                    &rule::SERVICE_TYPE,
                    element,
                    &[("name", name), ("value", other)],
                );
                return None;
            }
            // A topic alone says enough, and so does an operation; java code has its own finding.
            None if topic.is_some() || java => {}
            None => {
                self.report.add(
                    &rule::TOPIC_MISSING,
                    element,
                    &[("name", name), ("tag", &element.local)],
                );
                return None;
            }
        }
        let Some(topic) = topic else {
            if !java || kind.is_some() {
                self.report.add(
                    &rule::TOPIC_MISSING,
                    element,
                    &[("name", name), ("tag", &element.local)],
                );
            }
            return None;
        };
        let priority = self.job_priority(carrier);
        let trigger = self.awaited_trigger(at);
        Some(ServiceTask {
            topic,
            priority,
            trigger,
        })
    }

    /// `camunda:taskPriority` of the work, else of the process around it.
    pub fn job_priority(&mut self, at: ElementIndex) -> Option<Source> {
        let mut place = Some(at);
        while let Some(index) = place {
            let element = self.tree.get(index);
            if (index == at || element.is_bpmn("process"))
                && let Some(priority) = self.template_attribute(index, "taskPriority")
            {
                return Some(priority);
            }
            place = element.parent;
        }
        None
    }

    /// Whether work done outside is followed by a wait for a trigger.
    pub fn is_triggerable(&self, at: ElementIndex) -> bool {
        let element = self.tree.get(at);
        element.local == "serviceTask"
            && self.extension(element, "triggerable") == Some("true")
            && self.extension(element, "topic").is_some()
            && self.foreign_work(at).is_none()
    }

    /// The message of `triggerable`: named as the element, found by `staffetta:correlationKey`.
    fn awaited_trigger(&mut self, at: ElementIndex) -> Option<MessageCatch> {
        let element = self.tree.get(at);
        if !self.is_triggerable(at) {
            return None;
        }
        Some(MessageCatch {
            name: element.id()?.to_owned(),
            correlation_key: element
                .in_namespace(Ns::Staffetta, "correlationKey")
                .map(|text| self.template(at, text.trim(), element.line)),
            line: element.line,
            ..MessageCatch::default()
        })
    }

    fn script_task(&mut self, at: ElementIndex) -> Option<NodeKind> {
        let tree = self.tree;
        let element = tree.get(at);
        let name = element.label();
        if let Some(resource) = self.extension(element, "resource") {
            self.report.add(
                &rule::SCRIPT_RESOURCE,
                element,
                &[("name", name), ("value", resource)],
            );
            return None;
        }
        let language = match element
            .attribute(if element.local == "globalScriptTask" {
                "scriptLanguage"
            } else {
                "scriptFormat"
            })
            .map(str::trim)
            .filter(|f| !f.is_empty())
        {
            None => Language::Rhai,
            Some(written) => match known_language(written).filter(|l| *l == Language::Rhai) {
                Some(language) => language,
                None => {
                    self.report
                        .add(&rule::SCRIPT_LANGUAGE, element, &[("value", written)]);
                    return None;
                }
            },
        };
        let script = tree
            .first(at, "script")
            .map(|(_, s)| s)
            .filter(|s| !s.text.trim().is_empty());
        let Some(script) = script else {
            self.report
                .add(&rule::SCRIPT_EMPTY, element, &[("name", name)]);
            return None;
        };
        let result_variable = self.result_variable(element);
        Some(NodeKind::ScriptTask {
            script: Source {
                text: script.text.clone(),
                language,
                line: script.line,
            },
            result_variable,
        })
    }

    fn rule_task(&mut self, at: ElementIndex) -> Option<NodeKind> {
        let element = self.tree.get(at);
        let name = element.label();
        if self.extension(element, "type").is_some() || self.extension(element, "topic").is_some() {
            return self.service_task(at).map(NodeKind::ServiceTask);
        }
        let result_variable = self.result_variable(element);
        if let Some(decision) = self.extension(element, "decisionRef").map(str::to_owned) {
            let shape = self
                .extension(element, "mapDecisionResult")
                .unwrap_or("resultList")
                .to_owned();
            return self
                .decision(at, &decision, &shape)
                .map(|rule| NodeKind::BusinessRuleTask {
                    rule,
                    result_variable,
                });
        }
        let Some(rule_name) = element
            .in_namespace(Ns::Staffetta, "rule")
            .map(str::trim)
            .filter(|r| !r.is_empty())
        else {
            // Java code and decision tables are already named by their own rules.
            let named = ["class", "delegateExpression", "expression"];
            if !named.iter().any(|a| self.extension(element, a).is_some()) {
                self.report
                    .add(&rule::RULE_MISSING, element, &[("name", name)]);
            }
            return None;
        };
        if !is_variable(rule_name) {
            self.report
                .add(&rule::RULE_NAME, element, &[("value", rule_name)]);
            return None;
        }
        Some(NodeKind::BusinessRuleTask {
            rule: rule_name.to_owned(),
            result_variable,
        })
    }

    /// `id#shape`, as the library of a bundle knows its decision tables.
    pub(super) fn decision(&mut self, at: ElementIndex, id: &str, shape: &str) -> Option<String> {
        let element = self.tree.get(at);
        let wrong = if id.contains("${") || id.contains('#') {
            Some("camunda:decisionRef")
        } else if !SHAPES.contains(&shape) {
            Some("camunda:mapDecisionResult")
        } else {
            None
        };
        if let Some(attribute) = wrong {
            self.report.add(
                &rule::DECISION_REF,
                element,
                &[
                    ("name", element.label()),
                    ("value", id),
                    ("attribute", attribute),
                ],
            );
            return None;
        }
        Some(format!("{id}#{shape}"))
    }

    fn result_variable(&self, element: &Element) -> Option<String> {
        self.extension(element, "resultVariable")
            .or_else(|| self.extension(element, "resultVariableName"))
            .map(str::to_owned)
    }
}

/// A name a rhai script can use.
pub(crate) fn is_variable(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
