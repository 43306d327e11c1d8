//! Forms, rules and connector inputs that a process names must exist and fit.

use super::finding::finding;
use crate::kinds;
use bpmn::{Finding, NodeKind, ProcessModel};
use forms::Form;
use std::collections::HashMap;

/// Forms, rules and connector inputs that a process names must exist and fit.
pub(super) fn check_references(
    file: &str,
    model: &ProcessModel,
    forms: &HashMap<String, Form>,
    library: &rules::Library,
    kinds: &kinds::Kinds,
    findings: &mut Vec<Finding>,
) {
    if let Some(form) = model
        .start_form
        .as_deref()
        .filter(|f| !forms.contains_key(*f))
    {
        findings.push(Finding {
            line: Some(model.line),
            ..no_form(file, &model.id, form)
        });
    }
    for node in &model.nodes {
        let at = |f: Finding| Finding {
            line: Some(node.line),
            ..f
        };
        let id = || Some(node.id.clone());
        match &node.kind {
            NodeKind::UserTask(task) => {
                if let Some(form) = task.form.as_deref().filter(|f| !forms.contains_key(*f)) {
                    findings.push(at(no_form(file, &node.id, form)));
                }
            }
            NodeKind::BusinessRuleTask { rule, .. } if library.parameters(rule).is_none() => {
                findings.push(at(finding(
                    "BUN102",
                    file,
                    id(),
                    (
                        &format!("La regola «{rule}» non c'è nel pacchetto."),
                        &format!("Rule «{rule}» is not in the bundle."),
                    ),
                    (
                        &format!("fn {rule}(…) in rules/*.rhai"),
                        &format!("fn {rule}(…) in rules/*.rhai"),
                    ),
                    (
                        "Scrivere la funzione o correggere il nome.",
                        "Write the function or correct its name.",
                    ),
                )));
            }
            NodeKind::ServiceTask(task) | NodeKind::SendTask(task) => {
                for p in kinds.check(&task.topic, node) {
                    findings.push(at(finding(
                        "BUN103",
                        file,
                        id(),
                        (
                            &format!("{}: {}", p.input, p.message.it),
                            &format!("{}: {}", p.input, p.message.en),
                        ),
                        (&p.expected, &p.expected),
                        (&p.fix.it, &p.fix.en),
                    )));
                }
            }
            _ => {}
        }
    }
}

fn no_form(file: &str, element: &str, form: &str) -> Finding {
    let path = format!("forms/{form}.form");
    finding(
        "BUN101",
        file,
        Some(element.into()),
        (
            &format!("Il modulo «{form}» non c'è nel pacchetto."),
            &format!("Form «{form}» is not in the bundle."),
        ),
        (&path, &path),
        (
            "Aggiungere il modulo o correggere il nome.",
            "Add the form or correct its name.",
        ),
    )
}
