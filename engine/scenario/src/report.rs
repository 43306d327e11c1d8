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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for played in &self.scenarios {
            let word = if played.differences.is_empty() {
                "pass"
            } else {
                "FAIL"
            };
            writeln!(
                f,
                "{word}  {} ({} steps) · {}",
                played.file, played.steps, played.title.1
            )?;
            for d in &played.differences {
                writeln!(f, "      step {} «{}»", d.step, d.when)?;
                writeln!(f, "        {}: expected {}", d.what, d.expected)?;
                writeln!(
                    f,
                    "        {:>w$}  found    {}",
                    "",
                    d.found,
                    w = d.what.len()
                )?;
            }
        }
        for (process, covered) in &self.coverage.processes {
            let count = |of: &[(String, bool)]| {
                format!("{} of {}", of.iter().filter(|(_, p)| *p).count(), of.len())
            };
            writeln!(
                f,
                "coverage of {process}: elements {} ({:.0} %), flows {} ({:.0} %)",
                count(&covered.elements),
                100.0 * covered.elements_share(),
                count(&covered.flows),
                100.0 * covered.flows_share(),
            )?;
            let missed: Vec<&str> = covered.missed().collect();
            if !missed.is_empty() {
                writeln!(f, "  not passed: {}", missed.join(", "))?;
            }
        }
        let failed = self
            .scenarios
            .iter()
            .filter(|s| !s.differences.is_empty())
            .count();
        write!(
            f,
            "{} passed, {failed} failed",
            self.scenarios.len() - failed
        )
    }
}
