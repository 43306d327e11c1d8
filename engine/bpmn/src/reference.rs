//! The reference pages, made from the code: one for each rule, one of the elements.
//!
//! What the page of elements says is what [`crate::read`] answers to each small model: nothing in it
//! is claimed by hand.

use crate::finding::Severity;
use crate::rule::{Rule, rules};
use std::fmt::Write;

mod element;

/// Every page: path below the folder of the reference, and its text.
pub fn pages() -> Vec<(String, String)> {
    let mut pages = vec![
        ("elements.md".to_owned(), element::page()),
        ("rules/README.md".to_owned(), index()),
    ];
    pages.extend(rules().map(|rule| (format!("rules/{}.md", rule.code), page(rule))));
    pages
}

fn severity(rule: &Rule) -> (&'static str, &'static str) {
    match rule.severity {
        Severity::Error => ("il file è rifiutato", "the file is refused"),
        Severity::Warning => (
            "avviso: il file si pubblica",
            "a warning: the file is deployed",
        ),
    }
}

fn index() -> String {
    let mut out = String::from(
        "# Regole · Rules\n\nMade from the code by `staffetta reference engine/bpmn/reference`; do not edit.\n\n\
         | Codice · Code | Italiano | English |\n|---|---|---|\n",
    );
    for rule in rules() {
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
    out
}

fn page(rule: &Rule) -> String {
    let (it, en) = severity(rule);
    format!(
        "# {}\n\n## Italiano\n\n{} — *{it}.*\n\n- **Atteso:** {}\n- **Che fare:** {}\n\n\
         ## English\n\n{} — *{en}.*\n\n- **Expected:** {}\n- **What to do:** {}\n\n[Tutte le regole · All rules](README.md)\n",
        rule.code,
        cell(rule.message.it),
        cell(rule.expected.it),
        cell(rule.fix.it),
        cell(rule.message.en),
        cell(rule.expected.en),
        cell(rule.fix.en),
    )
}

/// Text that Markdown shows as it is: placeholders as `…`, nothing read as a tag or a column.
pub(super) fn cell(text: &str) -> String {
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
    out.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('|', "\\|")
}
