//! The page of elements: small models, each read as a deployment would read it.

use super::cell;
use super::sample::{Sample, file, samples};
use crate::finding::{Finding, Severity, Text};
use crate::read;
use crate::rule::Wording;
use std::fmt::Write;
use std::sync::LazyLock;

/// An element in one of its forms, and what was answered to a small model with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub group: Wording,
    pub form: Wording,
    /// The small model.
    pub file: String,
    /// None: it runs. Else the code of the rule that refuses it and what that expects.
    pub refused: Option<(String, Text)>,
}

/// Every element in every form, in the order of the standard's chapters; read once.
pub fn elements() -> &'static [Row] {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| samples().into_iter().map(tried).collect());
    &ROWS
}

fn tried((group, it, en, model): Sample) -> Row {
    let file = file(&model);
    let reading = read(file.as_bytes(), "reference.bpmn");
    let refused = |f: Finding| (f.severity == Severity::Error).then_some((f.code, f.expected));
    Row {
        group,
        form: Wording { it, en },
        file,
        refused: reading.findings.into_iter().find_map(refused),
    }
}

pub(super) fn page() -> String {
    let mut out = String::from(
        "# Elementi · Elements\n\nMade from the code by `staffetta reference engine/bpmn/reference`; do not edit. Each row is a small model \
         that was read as a deployment reads it. Attributes and conditions: [rules](rules/README.md). What can stand in `${…}`, conditions and decision tables: [expressions](expressions.md).\n",
    );
    let mut last = None;
    for row in elements() {
        if last != Some(row.group) {
            let _ = write!(
                out,
                "\n## {} · {}\n\n| | | si esegue · runs |\n|---|---|---|\n",
                row.group.it, row.group.en
            );
            last = Some(row.group);
        }
        let said = match &row.refused {
            None => "✓".to_owned(),
            Some((code, expected)) => {
                format!("— [{code}](rules/{code}.md) {}", cell(&expected.en))
            }
        };
        let _ = writeln!(out, "| {} | {} | {said} |", row.form.it, row.form.en);
    }
    out
}
