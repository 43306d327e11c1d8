//! The catalogue of everything a file can get wrong: one rule, one code, both languages.
//!
//! Every check names a rule of this list; nothing else makes findings. Codes are kept for ever:
//! `XML` ill-formed, `LIM` limits, `DOC` file, `IDN` ids, `REF` references, `FLW` flows, `PRC`
//! processes, `GTW` gateways, `EVT` events, `TSK` tasks, `MUL` multi-instance, `ELM` not executable,
//! `EXT` extensions, `EXP` expressions, `TIM` time, `COL` collaboration, `WRN` probable mistakes,
//! `BUN` the bundle, `LET` letters, `RHAI` rules.

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

/// Every rule, by group. The reference pages are made from it.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    catalogue::ALL.iter().chain(&bundle::ALL)
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

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|p| p.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }
}
