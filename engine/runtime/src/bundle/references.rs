//! Forms and connector inputs that a process names must exist and fit.

use crate::kinds;
use bpmn::{Finding, NodeKind, ProcessModel, rule::bundle as rule};
use forms::Form;
use std::collections::HashMap;

/// Each that does not becomes a finding.
pub(super) fn check_references(
    file: &str,
    model: &ProcessModel,
    forms: &HashMap<String, Form>,
    kinds: &kinds::Kinds,
    findings: &mut Vec<Finding>,
) {
    if let Some(form) = model
        .start_form
        .as_deref()
        .filter(|f| !forms.contains_key(*f))
    {
        findings.push(no_form(file, &model.id, model.line, form));
    }
    for node in &model.nodes {
        match &node.kind {
            NodeKind::UserTask(task) => {
                if let Some(form) = task.form.as_deref().filter(|f| !forms.contains_key(*f)) {
                    findings.push(no_form(file, &node.id, node.line, form));
                }
            }
            NodeKind::ServiceTask(task) | NodeKind::SendTask(task) => {
                for p in kinds.check(&task.topic, node) {
                    findings.push(rule::CONNECTOR_INPUT.finding(
                        file,
                        Some(&node.id),
                        Some(node.line),
                        &[
                            ("value", &p.input),
                            ("detail.it", &p.message.it),
                            ("detail.en", &p.message.en),
                            ("wanted", &p.expected),
                            ("fix.it", &p.fix.it),
                            ("fix.en", &p.fix.en),
                        ],
                    ));
                }
            }
            _ => {}
        }
    }
}

fn no_form(file: &str, element: &str, line: u32, form: &str) -> Finding {
    rule::FORM_MISSING.finding(file, Some(element), Some(line), &[("value", form)])
}
