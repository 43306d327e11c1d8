//! A `.dmn` file as values: its decisions (DMN 1.1–1.5, by local names), each a table; a literal expression
//! is a table of one row without inputs. Pure; evaluates nothing.

use crate::finding::Finding;
use crate::report::{Place, Report};
use crate::rule::bundle as rule;
use crate::xml::{self, Element, ElementIndex, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// A decision whose logic is a table. Texts are FEEL as written; empty ones are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionTable {
    pub id: String,
    /// Under which decisions that require it find its result.
    pub name: String,
    /// Ids of the decisions whose results it needs, all of this file, without a circle.
    pub requires: Vec<String>,
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
        report.add(&rule::NOT_DMN, root, &[("detail", root.written())]);
        return Vec::new();
    }
    let (mut out, mut ids) = (Vec::new(), BTreeSet::new());
    for (at, decision) in tree.children(0).filter(|(_, e)| e.local == "decision") {
        let id = decision.id().unwrap_or_default().to_owned();
        if id.is_empty() || !ids.insert(id.clone()) {
            report.add(&rule::DECISION_ID, decision, &[("value", &id)]);
            continue;
        }
        let requires = requirements(tree, at, decision, report);
        let name = name(tree, at, decision);
        let read = match child(tree, at, "decisionTable") {
            Some((table, _)) => self::table(tree, id, table, decision, report),
            None if child(tree, at, "literalExpression").is_some() => {
                literal(tree, id, &name, at, decision, report)
            }
            None => {
                report.add(&rule::DECISION_LOGIC, decision, &[("value", &id)]);
                None
            }
        };
        out.extend(read.map(|table| DecisionTable {
            name,
            requires,
            ..table
        }));
    }
    if out.is_empty() && ids.is_empty() {
        report.add(&rule::NOT_DMN, root, &[("detail", "—")]);
    }
    let needs: BTreeMap<&str, &[String]> = out
        .iter()
        .map(|table| (table.id.as_str(), table.requires.as_slice()))
        .collect();
    for (_, decision) in tree.children(0).filter(|(_, e)| e.local == "decision") {
        let id = decision.id().unwrap_or_default();
        if needs.contains_key(id) && in_a_circle(id, &needs) {
            cannot_be_had(decision, id, CIRCLE, report);
        }
    }
    out
}

/// Why a requirement cannot be met.
type Why = (&'static str, &'static str);

const NOT_HERE: Why = ("non c'è nel file", "it is not in the file");
const FUNCTION: Why = ("è una funzione", "it is a function");
const CIRCLE: Why = ("dipende da sé stessa", "it depends on itself");

fn cannot_be_had(decision: &Element, value: &str, why: Why, report: &mut Report) {
    report.add(
        &rule::REQUIREMENT,
        decision,
        &[("value", value), ("detail.it", why.0), ("detail.en", why.1)],
    );
}

fn in_a_circle(id: &str, needs: &BTreeMap<&str, &[String]>) -> bool {
    let (mut open, mut seen) = (vec![id], BTreeSet::new());
    while let Some(at) = open.pop() {
        for next in needs.get(at).copied().unwrap_or_default() {
            if next == id {
                return true;
            }
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    false
}

/// Ids of the decisions that this one needs; functions and what lies elsewhere are refused.
fn requirements(
    tree: &Tree,
    at: ElementIndex,
    decision: &Element,
    report: &mut Report,
) -> Vec<String> {
    let mut out = Vec::new();
    for (part, found) in tree.children(at) {
        let sort = match found.local.as_str() {
            "informationRequirement" => "requiredDecision",
            "knowledgeRequirement" => "requiredKnowledge",
            _ => continue,
        };
        let Some((_, needed)) = child(tree, part, sort) else {
            continue;
        };
        let href = needed.attribute("href").unwrap_or_default();
        let local = href.strip_prefix('#').unwrap_or_default();
        let here = tree
            .children(0)
            .any(|(_, e)| e.local == "decision" && e.id() == Some(local));
        if sort == "requiredKnowledge" {
            cannot_be_had(decision, href, FUNCTION, report);
        } else if here {
            out.push(local.to_owned());
        } else {
            cannot_be_had(decision, href, NOT_HERE, report);
        }
    }
    out
}

/// The name its result has for others.
fn name(tree: &Tree, at: ElementIndex, decision: &Element) -> String {
    child(tree, at, "variable")
        .and_then(|(_, variable)| variable.attribute("name"))
        .or_else(|| decision.attribute("name"))
        .or_else(|| decision.id())
        .unwrap_or_default()
        .to_owned()
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
    name: &str,
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
    Some(DecisionTable {
        line: decision.line,
        hit_policy: "UNIQUE".to_owned(),
        outputs: vec![DecisionOutput {
            name: name.to_owned(),
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
