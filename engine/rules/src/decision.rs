//! Decision tables (DMN 1.3 §8) over the FEEL subset: which rows match, and what the hit policy makes of them.

use crate::call::Call;
use crate::{Expression, Failure, Map, ScriptProblem, Syntax, Value};

/// A table as its file writes it. Lines are those of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub id: String,
    /// Under which decisions that require it see its result.
    pub name: String,
    /// Ids of the decisions whose results it sees.
    pub requires: Vec<String>,
    pub policy: Policy,
    /// FEEL expressions, left to right.
    pub inputs: Vec<String>,
    /// Left to right.
    pub outputs: Vec<Output>,
    pub rows: Vec<Row>,
    pub line: u32,
}

/// A column of results. Texts are FEEL, empty where there is none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Output {
    pub name: String,
    /// The values it can give, the first of most weight: a list without brackets.
    pub values: String,
    /// What it gives when no row matches.
    pub default: String,
}

/// One rule: a unary test for each input (`-` or nothing: any), a FEEL expression for each output.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    pub tests: Vec<String>,
    pub outputs: Vec<String>,
    pub line: u32,
}

/// Hit policies that run here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    #[default]
    Unique,
    First,
    Any,
    /// The row whose outputs weigh most.
    Priority,
    RuleOrder,
    /// All rows that match, those whose outputs weigh most first.
    OutputOrder,
    Collect,
    CollectSum,
    CollectMin,
    CollectMax,
    CollectCount,
}

/// What becomes of the result (`camunda:mapDecisionResult`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// The one output of the one row.
    SingleEntry,
    /// The outputs of the one row, by name.
    SingleResult,
    /// The first output of every row.
    CollectEntries,
    /// The outputs of every row.
    #[default]
    ResultList,
}

impl Shape {
    /// By its word in the file; None for a word that means nothing.
    pub fn named(word: &str) -> Option<Shape> {
        Some(match word {
            "singleEntry" => Shape::SingleEntry,
            "singleResult" => Shape::SingleResult,
            "collectEntries" => Shape::CollectEntries,
            "resultList" => Shape::ResultList,
            _ => return None,
        })
    }
}

/// A compiled table.
#[derive(Debug, Clone)]
pub struct Decision {
    pub(crate) name: String,
    pub(crate) requires: Vec<String>,
    policy: Policy,
    outputs: Vec<String>,
    /// For each output, the list of its values by weight, and its default.
    values: Vec<Option<Expression>>,
    defaults: Vec<Option<Expression>>,
    rows: Vec<CompiledRow>,
    names: Vec<String>,
}

/// Rows that are told of one decision, and the characters of one.
const TOLD_MAX: usize = 20;
const TOLD_CHARS_MAX: usize = 400;

/// A row as people read it: `Smistamento · 2: mail.subject contains(?, "SCIA") → "suap"`.
fn told(table: &Table, n: usize, row: &Row) -> String {
    let name = match table.name.trim() {
        "" => &table.id,
        name => name,
    };
    let asked = table.inputs.iter().zip(&row.tests);
    let tests: Vec<String> = asked
        .filter(|(_, test)| !matches!(test.trim(), "" | "-"))
        .map(|(input, test)| format!("{} {}", input.trim(), test.trim()))
        .collect();
    let tests = match tests.is_empty() {
        true => "-".to_owned(),
        false => tests.join("; "),
    };
    let outputs: Vec<&str> = row.outputs.iter().map(|o| o.trim()).collect();
    let place = match name.is_empty() {
        true => format!("{}", n + 1),
        false => format!("{name} · {}", n + 1),
    };
    let told = format!("{place}: {tests} → {}", outputs.join(", "));
    told.chars().take(TOLD_CHARS_MAX).collect()
}

#[derive(Debug, Clone)]
struct CompiledRow {
    /// None: any value.
    tests: Vec<Option<Expression>>,
    outputs: Vec<Expression>,
    /// As people read it.
    told: String,
}

impl Decision {
    /// Compiles every cell; all problems are given, with the line of their row.
    pub fn compile(table: &Table) -> Result<Decision, Vec<ScriptProblem>> {
        let mut problems = Vec::new();
        let mut read = |text: &str, line: u32| {
            Expression::compile(text, Syntax::Feel)
                .map_err(|problem| problems.push(ScriptProblem { line, ..problem }))
                .ok()
        };
        let mut some = |text: &str, whole: String| match text.trim() {
            "" => None,
            _ => read(&whole, table.line),
        };
        let (mut values, mut defaults) = (Vec::new(), Vec::new());
        for output in &table.outputs {
            values.push(some(&output.values, format!("[{}]", output.values)));
            defaults.push(some(&output.default, output.default.clone()));
        }
        let mut rows = Vec::new();
        for (n, row) in table.rows.iter().enumerate() {
            let mut compiled = CompiledRow {
                tests: Vec::new(),
                outputs: Vec::new(),
                told: told(table, n, row),
            };
            for (input, test) in table.inputs.iter().zip(&row.tests) {
                compiled.tests.push(match test.trim() {
                    "" | "-" => None,
                    test => read(&condition(input, test), row.line),
                });
            }
            for output in &row.outputs {
                let text = match output.trim() {
                    "" => "null",
                    text => text,
                };
                compiled.outputs.extend(read(text, row.line));
            }
            rows.push(compiled);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut names: Vec<String> = rows
            .iter()
            .flat_map(|row| row.tests.iter().flatten().chain(&row.outputs))
            .chain(defaults.iter().flatten())
            .flat_map(|expression| expression.names().into_iter().map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        Ok(Decision {
            name: table.name.clone(),
            requires: table.requires.clone(),
            policy: table.policy,
            outputs: table.outputs.iter().map(|o| o.name.clone()).collect(),
            values,
            defaults,
            rows,
            names,
        })
    }

    /// The variables it reads.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What its result is to decisions that require it: one value, one row, or a list of either (DMN 1.3 §8.2.10).
    pub(crate) fn shape(&self) -> Shape {
        let many = matches!(
            self.policy,
            Policy::RuleOrder | Policy::OutputOrder | Policy::Collect
        );
        match (many, self.outputs.len() == 1) {
            (false, true) => Shape::SingleEntry,
            (false, false) => Shape::SingleResult,
            (true, true) => Shape::CollectEntries,
            (true, false) => Shape::ResultList,
        }
    }

    /// Decides. No row that matches gives null, or an empty list where a list is asked for.
    pub fn run(&self, shape: Shape, call: &Call) -> Result<Value, Failure> {
        self.decide(shape, call, &mut Vec::new())
    }

    /// The same; the rows that matched are added to `decided`, `TOLD_MAX` at most.
    pub(crate) fn decide(
        &self,
        shape: Shape,
        call: &Call,
        decided: &mut Vec<String>,
    ) -> Result<Value, Failure> {
        let mut hits: Vec<Vec<Value>> = Vec::new();
        for row in &self.rows {
            let mut matches = true;
            for test in row.tests.iter().flatten() {
                matches = matches && test.test(call)?;
            }
            if !matches {
                continue;
            }
            if decided.len() < TOLD_MAX {
                decided.push(row.told.clone());
            }
            let outputs = row
                .outputs
                .iter()
                .map(|output| output.eval(call))
                .collect::<Result<Vec<_>, _>>()?;
            match self.policy {
                Policy::Unique if !hits.is_empty() => {
                    return Err(several("vale una riga sola", "one row only may match"));
                }
                Policy::Any if hits.first().is_some_and(|first| *first != outputs) => {
                    return Err(several(
                        "le righe che valgono danno risultati diversi",
                        "the rows that match give different results",
                    ));
                }
                Policy::Any if !hits.is_empty() => {}
                _ => hits.push(outputs),
            }
            if self.policy == Policy::First {
                break;
            }
        }
        if hits.is_empty() {
            hits.extend(self.default(call)?);
        } else if matches!(self.policy, Policy::Priority | Policy::OutputOrder) {
            self.weigh(&mut hits, call)?;
            if self.policy == Policy::Priority {
                hits.truncate(1);
            }
        }
        if let Some(value) = self.gathered(&hits)? {
            return Ok(value);
        }
        self.shaped(shape, hits)
    }

    /// The row that stands for none, where an output has a default.
    fn default(&self, call: &Call) -> Result<Option<Vec<Value>>, Failure> {
        if self.defaults.iter().all(Option::is_none) {
            return Ok(None);
        }
        let value = |default: &Option<Expression>| match default {
            Some(default) => default.eval(call),
            None => Ok(Value::Null),
        };
        let row: Result<Vec<Value>, Failure> = self.defaults.iter().map(value).collect();
        row.map(Some)
    }

    /// Rows by weight of their outputs, the first output first; those that weigh the same stay in order.
    fn weigh(&self, hits: &mut [Vec<Value>], call: &Call) -> Result<(), Failure> {
        let mut weights: Vec<Vec<Value>> = Vec::new();
        for values in &self.values {
            weights.push(match values {
                Some(values) => match values.eval(call)? {
                    Value::List(items) => items,
                    other => vec![other],
                },
                None => Vec::new(),
            });
        }
        hits.sort_by_key(|row| {
            let place = |(value, order): (&Value, &Vec<Value>)| {
                order
                    .iter()
                    .position(|other| other == value)
                    .unwrap_or(order.len())
            };
            row.iter().zip(&weights).map(place).collect::<Vec<_>>()
        });
        Ok(())
    }

    /// The one number an aggregation makes of the first outputs.
    fn gathered(&self, hits: &[Vec<Value>]) -> Result<Option<Value>, Failure> {
        let word = match self.policy {
            Policy::CollectCount => return Ok(Some(Value::Int(hits.len() as i64))),
            Policy::CollectSum => "sum",
            Policy::CollectMin => "min",
            Policy::CollectMax => "max",
            _ => return Ok(None),
        };
        let values = hits.iter().filter_map(|row| row.first().cloned()).collect();
        let variables = Map::from([("values".to_owned(), Value::List(values))]);
        let call = Call {
            variables: &variables,
            now: chrono::DateTime::UNIX_EPOCH,
            zone: chrono_tz::UTC,
            calendars: crate::Calendars::usual(),
        };
        let sum = Expression::compile(&format!("{word}(values)"), Syntax::Feel)
            .map_err(|problem| Failure::error("decision.failed", problem.it, problem.en))?;
        sum.eval(&call).map(Some)
    }

    fn shaped(&self, shape: Shape, mut hits: Vec<Vec<Value>>) -> Result<Value, Failure> {
        let row = |outputs: Vec<Value>| -> Value {
            Value::Map(self.outputs.iter().cloned().zip(outputs).collect())
        };
        if matches!(shape, Shape::SingleEntry | Shape::SingleResult) && hits.len() > 1 {
            return Err(several(
                "valgono più righe e se ne chiede una",
                "several rows match and one is asked for",
            ));
        }
        Ok(match shape {
            Shape::SingleEntry => hits
                .pop()
                .and_then(|outputs| outputs.into_iter().next())
                .unwrap_or_default(),
            Shape::SingleResult => hits.pop().map(row).unwrap_or_default(),
            Shape::CollectEntries => Value::List(
                hits.into_iter()
                    .filter_map(|outputs| outputs.into_iter().next())
                    .collect(),
            ),
            Shape::ResultList => Value::List(hits.into_iter().map(row).collect()),
        })
    }
}

/// A unary test (DMN 1.3 §10.3.2.8) as a condition over its input.
fn condition(input: &str, test: &str) -> String {
    match test
        .strip_prefix("not")
        .map(str::trim_start)
        .filter(|rest| rest.starts_with('(') && rest.ends_with(')'))
    {
        Some(tests) => format!("not(({input}) in {tests})"),
        None => format!("({input}) in ({test})"),
    }
}

fn several(it: &str, en: &str) -> Failure {
    Failure::error("decision.several", it.to_owned(), en.to_owned())
}
