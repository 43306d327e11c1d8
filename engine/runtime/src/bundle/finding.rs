//! A finding about a bundle, as the readers of its files write it.

use bpmn::{Finding, Severity, Text};

pub(super) fn finding(
    code: &str,
    file: &str,
    element: Option<String>,
    message: (&str, &str),
    expected: (&str, &str),
    fix: (&str, &str),
) -> Finding {
    let text = |(it, en): (&str, &str)| Text {
        it: it.into(),
        en: en.into(),
    };
    Finding {
        code: code.into(),
        severity: Severity::Error,
        file: file.into(),
        element,
        line: None,
        column: None,
        message: text(message),
        expected: text(expected),
        fix: text(fix),
    }
}
