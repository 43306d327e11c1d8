//! Collects the findings of one file, in document order at the end, each made from a catalogue rule.

use crate::finding::{Finding, Severity, Text};
use crate::rule::{Rule, Wording};
use crate::xml::Element;

/// More findings than this help nobody; the last one says so.
const FINDINGS_MAX: usize = 500;

pub(crate) struct Report<'f> {
    file: &'f str,
    findings: Vec<Finding>,
    errors: usize,
    left_out: usize,
}

/// Where in the file a finding belongs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub element: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

impl Place {
    pub fn at(line: u32, column: u32) -> Self {
        Place {
            element: None,
            line: Some(line),
            column: Some(column),
        }
    }
}

impl From<&Element> for Place {
    fn from(element: &Element) -> Self {
        Place {
            element: element.id().map(clip),
            line: Some(element.line),
            column: Some(element.column),
        }
    }
}

impl Rule {
    /// What this rule says about a place of `file`. A value under `name.it` or `name.en` is for that
    /// language only.
    pub fn finding(
        &self,
        file: &str,
        element: Option<&str>,
        line: Option<u32>,
        values: &[(&str, &str)],
    ) -> Finding {
        let place = Place {
            element: element.map(clip),
            line,
            column: None,
        };
        made(self, file, place, values)
    }
}

fn made(rule: &Rule, file: &str, place: Place, values: &[(&str, &str)]) -> Finding {
    let element = place.element.clone().unwrap_or_default();
    Finding {
        code: rule.code.to_owned(),
        severity: rule.severity,
        file: file.to_owned(),
        element: place.element,
        line: place.line,
        column: place.column,
        message: fill(&rule.message, &element, values),
        expected: fill(&rule.expected, &element, values),
        fix: fill(&rule.fix, &element, values),
    }
}

impl<'f> Report<'f> {
    pub fn new(file: &'f str) -> Self {
        Report {
            file,
            findings: Vec::new(),
            errors: 0,
            left_out: 0,
        }
    }

    /// Adds what `rule` says about `place`; `values` fill the placeholders of its wording.
    pub fn add(&mut self, rule: &Rule, place: impl Into<Place>, values: &[(&str, &str)]) {
        if rule.severity == Severity::Error {
            self.errors += 1;
        }
        if self.findings.len() >= FINDINGS_MAX {
            self.left_out += 1;
            return;
        }
        self.findings
            .push(made(rule, self.file, place.into(), values));
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// The findings by line; ties stay in the order they were made.
    pub fn into_findings(mut self) -> Vec<Finding> {
        if self.left_out > 0 {
            let count = self.left_out.to_string();
            self.findings.push(made(
                &crate::rule::TOO_MANY_FINDINGS,
                self.file,
                Place::default(),
                &[("count", &count)],
            ));
        }
        self.findings.sort_by_key(|f| f.line.unwrap_or(u32::MAX));
        self.findings
    }
}

fn fill(wording: &Wording, element: &str, values: &[(&str, &str)]) -> Text {
    Text {
        it: replace(wording.it, element, values, ".it"),
        en: replace(wording.en, element, values, ".en"),
    }
}

/// Replaces `{name}` by its value in one pass, so that a value holding braces is never read again.
/// A value under `name.it` or `name.en` is for that language only.
fn replace(template: &str, element: &str, values: &[(&str, &str)], language: &str) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        let Some(close) = tail.find('}') else {
            rest = tail;
            break;
        };
        let name = &tail[1..close];
        if let Some((_, value)) = values.iter().find(|(key, _)| {
            key.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest == language)
        }) {
            out.push_str(&clip(value));
        } else if name == "element" {
            out.push_str(element);
        } else {
            out.push_str(&tail[..=close]);
        }
        rest = &tail[close + 1..];
    }
    out.push_str(rest);
    out
}

/// Long ids and texts are cut in messages: a file must not be able to make its findings huge.
pub(crate) fn clip(text: &str) -> String {
    const CHARS_MAX: usize = 240;
    match text.char_indices().nth(CHARS_MAX) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
