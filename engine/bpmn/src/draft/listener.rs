//! Execution and task listeners: scripts and expressions at the moments of an element's life. Listeners
//! that are Java classes are refused by name.

use super::Reader;
use crate::model::{Listeners, Source, TaskListener, TaskMoment};
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex};

const INSTEAD: (&str, &str) = (
    "camunda:script in rhai o expression=\"${…}\"; per altro, un'attività di script o di servizio prima o dopo questo passo",
    "camunda:script in rhai or expression=\"${…}\"; for anything else, a script task or service task before or after this step",
);

impl Reader<'_, '_, '_> {
    /// The execution listeners of a node or process.
    pub fn listeners(&mut self, at: ElementIndex) -> Listeners {
        let mut found = Listeners::default();
        for (index, event) in self.heard(at, "executionListener") {
            let list = match event.as_str() {
                "start" => &mut found.start,
                "end" => &mut found.end,
                _ => {
                    self.moment_unknown(at, &event, "start, end");
                    continue;
                }
            };
            list.extend(self.listener(at, index));
        }
        found
    }

    /// The execution listeners of a sequence flow; their one event is `take`.
    pub fn flow_listeners(&mut self, at: ElementIndex) -> Vec<Source> {
        let mut found = Vec::new();
        for (index, event) in self.heard(at, "executionListener") {
            if matches!(event.as_str(), "" | "take") {
                found.extend(self.listener(at, index));
            } else {
                self.moment_unknown(at, &event, "take");
            }
        }
        found
    }

    /// The task listeners of a user task.
    pub fn task_listeners(&mut self, at: ElementIndex) -> Vec<TaskListener> {
        let mut found = Vec::new();
        for (index, event) in self.heard(at, "taskListener") {
            let moments: &[TaskMoment] = match event.as_str() {
                "create" => &[TaskMoment::Create],
                "assignment" => &[TaskMoment::Assignment],
                "complete" => &[TaskMoment::Complete],
                "delete" => &[TaskMoment::Delete],
                "all" => &[
                    TaskMoment::Create,
                    TaskMoment::Assignment,
                    TaskMoment::Complete,
                    TaskMoment::Delete,
                ],
                // `timeout` is a boundary timer that does not interrupt; `update` is no moment here.
                _ => {
                    self.moment_unknown(at, &event, "create, assignment, complete, delete");
                    continue;
                }
            };
            if let Some(script) = self.listener(at, index) {
                found.extend(moments.iter().map(|moment| TaskListener {
                    moment: *moment,
                    script: script.clone(),
                }));
            }
        }
        found
    }

    fn heard(&self, at: ElementIndex, local: &str) -> Vec<(ElementIndex, String)> {
        self.tree
            .extensions(at)
            .filter(|(_, e)| e.ns == Ns::Vendor && e.local == local)
            .map(|(index, e)| {
                let event = e.attribute("event").unwrap_or_default().trim();
                (index, event.to_owned())
            })
            .collect()
    }

    /// What one listener runs; None with a finding where it cannot.
    fn listener(&mut self, at: ElementIndex, index: ElementIndex) -> Option<Source> {
        let tree = self.tree;
        let listener = tree.get(index);
        // Those of a transaction's end have no moment of their own here.
        let odd = ["class", "delegateExpression", "onTransaction", "type"];
        if odd
            .iter()
            .any(|name| listener.attribute(name).is_some_and(|v| v != "script"))
        {
            self.not_heard(at, listener);
            return None;
        }
        if let Some(expression) = listener.attribute("expression") {
            return Some(self.template(at, expression, listener.line));
        }
        let scripts: Vec<ElementIndex> = tree
            .children(index)
            .filter(|(_, e)| e.ns == Ns::Vendor && e.local == "script")
            .map(|(script, _)| script)
            .collect();
        match scripts.as_slice() {
            [script] => self.script_element(at, *script),
            _ => {
                self.not_heard(at, listener);
                None
            }
        }
    }

    fn not_heard(&mut self, at: ElementIndex, listener: &Element) {
        let owner = self.tree.get(at);
        self.report.add(
            &rule::EXTENSION_NOT_EXECUTABLE,
            owner,
            &[
                ("tag", listener.written()),
                ("name", owner.label()),
                ("instead.it", INSTEAD.0),
                ("instead.en", INSTEAD.1),
            ],
        );
    }

    fn moment_unknown(&mut self, at: ElementIndex, event: &str, wanted: &str) {
        let owner = self.tree.get(at);
        self.report.add(
            &rule::VALUE_NOT_ALLOWED,
            owner,
            &[
                ("attribute", "event"),
                ("value", event),
                ("name", owner.label()),
                ("wanted", wanted),
            ],
        );
    }
}
