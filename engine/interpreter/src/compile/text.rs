//! The texts of a model, compiled; what cannot be is a finding at its element and line.

use super::Compiler;
use bpmn::rule::{Rule, bundle as rule};
use bpmn::{Finding, Language, Source};
use rules::time::Span;
use rules::{Expression, Script, ScriptProblem, Syntax};

/// Most times `failedJobRetryTimeCycle` may ask for.
const RETRIES_MAX: i32 = 1000;
const RETRIES: i32 = 3;

impl Compiler<'_> {
    pub(super) fn maybe(&mut self, source: &Option<Source>) -> Option<Expression> {
        source.as_ref().map(|source| self.expression(source))
    }

    pub(super) fn expression(&mut self, source: &Source) -> Expression {
        let syntax = match source.language {
            Language::Template => Syntax::Template,
            Language::Rhai => Syntax::Rhai,
            Language::Feel => Syntax::Feel,
        };
        let compiled =
            Expression::compile_in(&source.text, syntax, self.library).unwrap_or_else(|problem| {
                self.problem(&problem, source.line);
                Expression::literal(rules::Value::Null)
            });
        self.computes |= compiled.as_literal().is_none();
        compiled
    }

    pub(super) fn script(&mut self, source: &Source) -> Option<Script> {
        self.computes = true;
        let compiled = match source.language {
            Language::Template => Script::of_template(&source.text, self.library),
            Language::Rhai | Language::Feel => Script::compile(&source.text, self.library),
        };
        match compiled {
            Ok(script) => Some(script),
            Err(problems) => {
                problems
                    .iter()
                    .for_each(|problem| self.problem(problem, source.line));
                None
            }
        }
    }

    /// How often a job is tried and the pauses between: `R3/PT10M` → 3, ten minutes each; `PT1M,PT5M` → 2,
    /// one minute and then five.
    pub(super) fn retries(&mut self, node: &bpmn::Node) -> (i32, Vec<Span>) {
        let Some(cycle) = node.retry.as_deref().map(str::trim) else {
            return (RETRIES, Vec::new());
        };
        let pauses: Vec<Span> = cycle
            .split(',')
            .map(|part| part.rsplit('/').next().unwrap_or(part).trim())
            .filter_map(|pause| Span::parse(pause).ok())
            .collect();
        let count = match cycle.strip_prefix('R') {
            Some(rest) => rest.split('/').next().and_then(|count| count.parse().ok()),
            None => i32::try_from(cycle.split(',').count()).ok(),
        };
        match count {
            Some(count) if (1..=RETRIES_MAX).contains(&count) => (count, pauses),
            _ => {
                let max = RETRIES_MAX.to_string();
                self.finding(
                    &rule::RETRIES,
                    node.line,
                    None,
                    &[("value", cycle), ("max", &max)],
                );
                (RETRIES, Vec::new())
            }
        }
    }

    pub(super) fn unknown_rule(&mut self, rule: &str, line: u32) {
        let known: Vec<&str> = self.library.rules().map(|(name, _)| name).collect();
        let known = if known.is_empty() {
            "—".to_owned()
        } else {
            known.join(", ")
        };
        self.finding(
            &rule::RULE_NOT_IN_BUNDLE,
            line,
            None,
            // A decision is named with what is asked of it: `id#shape`.
            &[
                ("value", rule.split('#').next().unwrap_or(rule)),
                ("known", &known),
            ],
        );
    }

    pub(super) fn problem(&mut self, problem: &ScriptProblem, line: u32) {
        let (rule, value) = match &problem.function {
            Some(function) => (&rule::UNKNOWN_FUNCTION, function.as_str()),
            None => (&rule::EXPRESSION_UNREADABLE, ""),
        };
        self.finding(
            rule,
            line + problem.line - 1,
            Some(problem.column),
            &[
                ("value", value),
                ("detail.it", &problem.it),
                ("detail.en", &problem.en),
            ],
        );
    }

    pub(super) fn finding(
        &mut self,
        rule: &Rule,
        line: u32,
        column: Option<u32>,
        values: &[(&str, &str)],
    ) {
        let found = rule.finding(self.file, Some(&self.element), Some(line), values);
        self.findings.push(Finding { column, ..found });
    }
}
