//! A `.dmn` file as values: its decisions (DMN 1.1–1.5, by local names), each a table; a literal expression
//! is a table of one row without inputs. Pure; evaluates nothing.

use crate::finding::Finding;
use crate::report::{Place, Report};
use crate::rule::bundle as rule;
use crate::xml::{self, Element, ElementIndex, Tree};
use std::collections::BTreeSet;

/// A decision whose logic is a table. Texts are FEEL as written; empty ones are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionTable {
    pub id: String,
    pub line: u32,
    /// `UNIQUE` when the file is silent.
    pub hit_policy: String,
    /// `SUM`, `MIN`, `MAX`, `COUNT` or empty.
    pub aggregation: String,
    pub inputs: Vec<String>,
    pub outputs: Vec<DecisionOutput>,
    pub rows: Vec<DecisionRow>,
}

/// A column of results.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionOutput {
    pub name: String,
    /// `outputValues`: a FEEL list without brackets, the first of most weight; empty where there is none.
    pub values: String,
    /// `defaultOutputEntry`: what it gives when no row matches; empty where there is none.
    pub default: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionRow {
    pub tests: Vec<String>,
    pub outputs: Vec<String>,
    pub line: u32,
}

const POLICIES: [&str; 7] = [
    "UNIQUE",
    "FIRST",
    "ANY",
    "PRIORITY",
    "RULE ORDER",
    "OUTPUT ORDER",
    "COLLECT",
];

/// Reads one `.dmn` file: the tables that are sound, and everything that is wrong.
pub fn read_decisions(bytes: &[u8], file: &str) -> (Vec<DecisionTable>, Vec<Finding>) {
    let mut report = Report::new(file);
    let tables = xml::decode(bytes, &mut report)
        .and_then(|text| xml::parse(&text, &mut report))
        .map(|tree| tables(&tree, &mut report))
        .unwrap_or_default();
    (tables, report.into_findings())
}

fn tables(tree: &Tree, report: &mut Report) -> Vec<DecisionTable> {
    let root = tree.root();
    if root.local != "definitions" {
        report.add(&rule::NOT_DMN, root, &[("detail", &root.written)]);
        return Vec::new();
    }
    let (mut out, mut ids) = (Vec::new(), BTreeSet::new());
    for (at, decision) in tree.children(0).filter(|(_, e)| e.local == "decision") {
        let id = decision.id().unwrap_or_default().to_owned();
        if id.is_empty() || !ids.insert(id.clone()) {
            report.add(&rule::DECISION_ID, decision, &[("value", &id)]);
            continue;
        }
        match child(tree, at, "decisionTable") {
            Some((table, _)) => out.extend(self::table(tree, id, table, decision, report)),
            None if child(tree, at, "literalExpression").is_some() => {
                out.extend(literal(tree, id, at, decision, report));
            }
            None => report.add(&rule::DECISION_LOGIC, decision, &[("value", &id)]),
        }
    }
    if out.is_empty() && ids.is_empty() {
        report.add(&rule::NOT_DMN, root, &[("detail", "—")]);
    }
    out
}

fn table(
    tree: &Tree,
    id: String,
    at: ElementIndex,
    decision: &Element,
    report: &mut Report,
) -> Option<DecisionTable> {
    let element = tree.get(at);
    let mut table = DecisionTable {
        id,
        line: decision.line,
        hit_policy: element
            .attribute("hitPolicy")
            .unwrap_or("UNIQUE")
            .trim()
            .to_owned(),
        aggregation: element
            .attribute("aggregation")
            .unwrap_or_default()
            .trim()
            .to_owned(),
        ..DecisionTable::default()
    };
    let mut sound = true;
    if !POLICIES.contains(&table.hit_policy.as_str()) {
        report.add(&rule::HIT_POLICY, decision, &[("value", &table.hit_policy)]);
        sound = false;
    }
    for (part, found) in tree.children(at) {
        match found.local.as_str() {
            "input" => table.inputs.push(
                child(tree, part, "inputExpression")
                    .map(|(expression, _)| text(tree, expression))
                    .unwrap_or_default(),
            ),
            "output" => table.outputs.push(DecisionOutput {
                name: found
                    .attribute("name")
                    .or_else(|| found.id())
                    .unwrap_or_default()
                    .to_owned(),
                values: child(tree, part, "outputValues")
                    .map(|(values, _)| text(tree, values))
                    .unwrap_or_default(),
                default: child(tree, part, "defaultOutputEntry")
                    .map(|(entry, _)| text(tree, entry))
                    .unwrap_or_default(),
            }),
            "rule" => {
                let entries = |sort: &str| -> Vec<String> {
                    tree.children(part)
                        .filter(|(_, e)| e.local == sort)
                        .map(|(entry, _)| text(tree, entry))
                        .collect()
                };
                table.rows.push(DecisionRow {
                    tests: entries("inputEntry"),
                    outputs: entries("outputEntry"),
                    line: found.line,
                });
            }
            _ => {}
        }
    }
    for row in &table.rows {
        if row.tests.len() != table.inputs.len() || row.outputs.len() != table.outputs.len() {
            let place = Place {
                element: decision.id().map(str::to_owned),
                ..Place::at(row.line, 1)
            };
            report.add(&rule::DECISION_CELLS, place, &[("value", &table.id)]);
            sound = false;
        }
    }
    let weighed = matches!(table.hit_policy.as_str(), "PRIORITY" | "OUTPUT ORDER");
    if weighed && table.outputs.iter().all(|output| output.values.is_empty()) {
        report.add(
            &rule::OUTPUT_VALUES,
            decision,
            &[("value", &table.hit_policy)],
        );
        sound = false;
    }
    if table.outputs.is_empty() || table.inputs.iter().any(String::is_empty) {
        report.add(&rule::DECISION_CELLS, decision, &[("value", &table.id)]);
        sound = false;
    }
    sound.then_some(table)
}

/// A decision whose logic is one expression; its result has the name of its variable.
fn literal(
    tree: &Tree,
    id: String,
    at: ElementIndex,
    decision: &Element,
    report: &mut Report,
) -> Option<DecisionTable> {
    let (expression, element) = child(tree, at, "literalExpression")?;
    let feel = text(tree, expression);
    if feel.is_empty() {
        report.add(&rule::DECISION_CELLS, decision, &[("value", &id)]);
        return None;
    }
    let name = child(tree, at, "variable")
        .and_then(|(_, variable)| variable.attribute("name"))
        .or_else(|| decision.attribute("name"))
        .unwrap_or(&id)
        .to_owned();
    Some(DecisionTable {
        line: decision.line,
        hit_policy: "UNIQUE".to_owned(),
        outputs: vec![DecisionOutput {
            name,
            ..DecisionOutput::default()
        }],
        rows: vec![DecisionRow {
            tests: Vec::new(),
            outputs: vec![feel],
            line: element.line,
        }],
        id,
        ..DecisionTable::default()
    })
}

fn child<'t>(tree: &'t Tree, at: ElementIndex, local: &str) -> Option<(ElementIndex, &'t Element)> {
    tree.children(at).find(|(_, e)| e.local == local)
}

/// The FEEL in the `text` element.
fn text(tree: &Tree, at: ElementIndex) -> String {
    child(tree, at, "text").map_or_else(String::new, |(_, e)| e.text.trim().to_owned())
}
