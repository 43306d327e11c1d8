//! What came of the scenarios, and the words for it.

use crate::Coverage;
use std::fmt;

/// Everything played.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub scenarios: Vec<Played>,
    pub coverage: Coverage,
}

/// One scenario.
#[derive(Debug, Clone)]
pub struct Played {
    pub file: String,
    /// Italian, English.
    pub title: (String, String),
    /// Steps that were played.
    pub steps: usize,
    /// Empty when everything held. A scenario ends at the first step that differs.
    pub differences: Vec<Difference>,
}

/// What did not hold after a step, or why it could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// From 1.
    pub step: usize,
    pub when: String,
    /// The part that was looked at: `tasks`, `variables.termine`, `do` …
    pub what: String,
    pub expected: String,
    pub found: String,
}

impl Report {
    pub fn passed(&self) -> bool {
        self.scenarios.iter().all(|s| s.differences.is_empty())
    }
}

impl fmt::Display for Report {
    /// In English; see [`Report::told`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(false))
    }
}

impl Report {
    /// For whoever ran the scenarios, in Italian or in English.
    pub fn told(&self, italian: bool) -> String {
        let word = |it: &'static str, en: &'static str| if italian { it } else { en };
        let mut lines = Vec::new();
        for played in &self.scenarios {
            let outcome = match played.differences.is_empty() {
                true => word("bene", "pass"),
                false => word("MALE", "FAIL"),
            };
            let title = match italian {
                true => &played.title.0,
                false => &played.title.1,
            };
            let steps = word("passi", "steps");
            lines.push(format!(
                "{outcome}  {} ({} {steps}) · {title}",
                played.file, played.steps
            ));
            for d in &played.differences {
                let (step, expected, found) = (
                    word("passo", "step"),
                    word("atteso ", "expected"),
                    word("trovato", "found   "),
                );
                lines.push(format!("      {step} {} «{}»", d.step, d.when));
                lines.push(format!("        {}: {expected} {}", d.what, d.expected));
                let indent = d.what.len();
                lines.push(format!("        {:>indent$}  {found} {}", "", d.found));
            }
        }
        let (of, elements, flows) = (
            word("su", "of"),
            word("elementi", "elements"),
            word("flussi", "flows"),
        );
        for (process, covered) in &self.coverage.processes {
            let count = |all: &[(String, bool)]| {
                format!(
                    "{} {of} {}",
                    all.iter().filter(|(_, p)| *p).count(),
                    all.len()
                )
            };
            lines.push(format!(
                "{} {process}: {elements} {} ({:.0} %), {flows} {} ({:.0} %)",
                word("copertura di", "coverage of"),
                count(&covered.elements),
                100.0 * covered.elements_share(),
                count(&covered.flows),
                100.0 * covered.flows_share(),
            ));
            let missed: Vec<&str> = covered.missed().collect();
            if !missed.is_empty() {
                let not_passed = word("non percorsi", "not passed");
                lines.push(format!("  {not_passed}: {}", missed.join(", ")));
            }
        }
        let failed = self
            .scenarios
            .iter()
            .filter(|s| !s.differences.is_empty())
            .count();
        lines.push(format!(
            "{} {}, {failed} {}",
            self.scenarios.len() - failed,
            word("riusciti", "passed"),
            word("falliti", "failed")
        ));
        lines.join("\n")
    }
}
