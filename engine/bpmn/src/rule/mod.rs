//! The catalogue of everything a file can get wrong: one rule, one code, both languages.
//!
//! Every check names a rule of this list; nothing else makes findings. Codes are kept for ever; the
//! letters they begin with are those of [`GROUPS`].

use crate::finding::Severity;

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident
        message $mi:literal / $me:literal
        expected $ei:literal / $ee:literal
        fix $fi:literal / $fe:literal)*) => {
        $(pub const $name: $crate::rule::Rule = $crate::rule::Rule {
            code: $code,
            severity: $crate::finding::Severity::$severity,
            message: $crate::rule::Wording { it: $mi, en: $me },
            expected: $crate::rule::Wording { it: $ei, en: $ee },
            fix: $crate::rule::Wording { it: $fi, en: $fe },
        };)*
        /// All of this table.
        pub static ALL: [$crate::rule::Rule; [$($code),*].len()] = [$($name),*];
    };
}

pub mod bundle;
mod catalogue;
pub mod form;

pub(crate) use catalogue::*;

/// One rule. Texts hold placeholders in braces: `{element}` is the id, the others are named by the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Never changes its meaning.
    pub code: &'static str,
    pub severity: Severity,
    /// What is wrong.
    pub message: Wording,
    /// What was expected.
    pub expected: Wording,
    /// What to do.
    pub fix: Wording,
}

/// A template in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    pub it: &'static str,
    pub en: &'static str,
}

/// Every rule, in the order of [`GROUPS`]. The reference pages are made from it.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let all = || catalogue::ALL.iter().chain(&bundle::ALL).chain(&form::ALL);
    GROUPS
        .iter()
        .flat_map(move |(letters, _)| all().filter(move |rule| rule.letters() == *letters))
}

/// The rule of this code.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

/// What the letters of a code stand for, in the order in which the rules are listed.
pub const GROUPS: [(&str, Wording); 24] = [
    group("XML", "Il file XML", "The XML file"),
    group("LIM", "Limiti", "Limits"),
    group("DOC", "Il modello", "The model"),
    group("IDN", "Identificativi", "Ids"),
    group("REF", "Rimandi", "References"),
    group("FLW", "Flussi", "Flows"),
    group(
        "PRC",
        "Processi e sottoprocessi",
        "Processes and subprocesses",
    ),
    group("GTW", "Gateway", "Gateways"),
    group("EVT", "Eventi", "Events"),
    group(
        "CMP",
        "Compensazione e transazioni",
        "Compensation and transactions",
    ),
    group("TSK", "Attività", "Tasks"),
    group("MUL", "Ripetizioni", "Loops"),
    group(
        "ELM",
        "Elementi che non si eseguono",
        "Elements that do not run",
    ),
    group(
        "DAT",
        "Dati che entrano ed escono",
        "Data that go in and out",
    ),
    group("EXT", "Estensioni", "Extensions"),
    group("EXP", "Espressioni", "Expressions"),
    group("TIM", "Tempo", "Time"),
    group("COL", "Collaborazione", "Collaboration"),
    group("WRN", "Errori probabili", "Probable mistakes"),
    group("BUN", "Il pacchetto", "The bundle"),
    group("LET", "Lettere tipo", "Letter templates"),
    group("RHAI", "Regole rhai", "Rhai rules"),
    group("DMN", "Tabelle di decisione", "Decision tables"),
    group("FRM", "Moduli", "Forms"),
];

const fn group(
    letters: &'static str,
    it: &'static str,
    en: &'static str,
) -> (&'static str, Wording) {
    (letters, Wording { it, en })
}

impl Rule {
    /// The letters its code begins with.
    pub fn letters(&self) -> &'static str {
        self.code.trim_end_matches(|c: char| c.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_both_languages_say_the_same_things() {
        let mut codes = BTreeSet::new();
        for rule in rules() {
            assert!(codes.insert(rule.code), "{} twice", rule.code);
            for wording in [rule.message, rule.expected, rule.fix] {
                assert!(
                    !wording.it.is_empty() && !wording.en.is_empty(),
                    "{}",
                    rule.code
                );
                assert_eq!(
                    placeholders(wording.it),
                    placeholders(wording.en),
                    "{}",
                    rule.code
                );
            }
        }
    }

    #[test]
    fn every_rule_is_of_a_group_and_found_by_its_code() {
        let listed = rules().count();
        assert_eq!(
            listed,
            catalogue::ALL.len() + bundle::ALL.len() + form::ALL.len()
        );
        for rule in rules() {
            assert_eq!(by_code(rule.code), Some(rule));
        }
        assert_eq!(by_code("XML"), None);
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|p| p.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }
}
