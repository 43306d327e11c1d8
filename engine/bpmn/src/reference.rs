//! The reference, made from the code: the rules, and which elements run.
//!
//! What is said of an element is what [`crate::read`] answers to a small model: nothing is claimed by
//! hand. [`pages`] writes both as Markdown; what programs ask for is [`explanation`] and [`elements`].

use crate::finding::{Severity, Text};
use crate::rule::{GROUPS, Rule, Wording, rules};
use std::fmt::Write;

mod element;
mod sample;

pub use element::{Row, elements};

/// Every page: path below the folder of the reference, and its text. The page of expressions is made
/// where expressions are compiled.
pub fn pages() -> Vec<(String, String)> {
    let mut pages = vec![
        ("elements.md".to_owned(), element::page()),
        ("rules/README.md".to_owned(), index()),
    ];
    pages.extend(rules().map(|rule| (format!("rules/{}.md", rule.code), page(rule))));
    pages
}

/// A rule as a reader without a file sees it: placeholders are `…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is wrong.
    pub title: Text,
    /// What was expected.
    pub expected: Text,
    /// What to do.
    pub fix: Text,
    /// All of it as Markdown, each language by itself.
    pub page: Text,
}

/// What there is to say about a rule.
pub fn explanation(rule: &Rule) -> Explanation {
    let both = |wording: &Wording| Text::new(shown(wording.it), shown(wording.en));
    Explanation {
        title: both(&rule.message),
        expected: both(&rule.expected),
        fix: both(&rule.fix),
        page: Text::new(
            format!("# {}\n\n{}", rule.code, italian(rule)),
            format!("# {}\n\n{}", rule.code, english(rule)),
        ),
    }
}

fn italian(rule: &Rule) -> String {
    let what = match rule.severity {
        Severity::Error => "il file è rifiutato",
        Severity::Warning => "avviso: il file si pubblica",
    };
    format!(
        "{} — *{what}.*\n\n- **Atteso:** {}\n- **Che fare:** {}\n",
        cell(rule.message.it),
        cell(rule.expected.it),
        cell(rule.fix.it)
    )
}

fn english(rule: &Rule) -> String {
    let what = match rule.severity {
        Severity::Error => "the file is refused",
        Severity::Warning => "a warning: the file is deployed",
    };
    format!(
        "{} — *{what}.*\n\n- **Expected:** {}\n- **What to do:** {}\n",
        cell(rule.message.en),
        cell(rule.expected.en),
        cell(rule.fix.en)
    )
}

fn index() -> String {
    let mut out = String::from(
        "# Regole · Rules\n\nMade from the code by `staffetta reference engine/bpmn/reference`; do not edit.\n",
    );
    for (letters, group) in GROUPS {
        let _ = write!(
            out,
            "\n## {} · {}\n\n| Codice · Code | Italiano | English |\n|---|---|---|\n",
            group.it, group.en
        );
        for rule in rules().filter(|rule| rule.letters() == letters) {
            let mark = match rule.severity {
                Severity::Error => "",
                Severity::Warning => " ⚠",
            };
            let _ = writeln!(
                out,
                "| [{code}]({code}.md){mark} | {} | {} |",
                cell(rule.message.it),
                cell(rule.message.en),
                code = rule.code
            );
        }
    }
    out
}

fn page(rule: &Rule) -> String {
    let more = match rule.letters() {
        "EXP" | "DMN" | "RHAI" => "[Espressioni · Expressions](../expressions.md) · ",
        _ => "",
    };
    format!(
        "# {}\n\n## Italiano\n\n{}\n## English\n\n{}\n{more}[Tutte le regole · All rules](README.md)\n",
        rule.code,
        italian(rule),
        english(rule),
    )
}

/// A wording without a file to speak of: what a check would fill in is `…`.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        // `${name}` is what the author writes; `{name}` is filled by the check.
        let written = rest[..open].ends_with('$');
        let Some(close) = rest[open..].find('}').map(|at| open + at) else {
            break;
        };
        out.push_str(&rest[..open]);
        if written {
            out.push_str(&rest[open..=close]);
        } else {
            out.push('…');
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// Text that Markdown shows as it is: nothing read as a tag or a column.
fn cell(text: &str) -> String {
    shown(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('|', "\\|")
}
