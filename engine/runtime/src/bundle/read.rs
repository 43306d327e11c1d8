//! From files to compiled processes, with every problem of every file.

use super::{
    Bundle, Deployed, references::check_references, unanswered::check_answers, unpack::is_bpmn,
};
use crate::{kinds, manifest::Manifest, pool::Weight};
use bpmn::rule::{Rule, bundle as rule};
use bpmn::{Finding, Severity};
use forms::Form;
use rules::{Decision, Policy, ScriptProblem};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use store::row;
use uuid::Uuid;

/// Reads and compiles everything. The bundle is None when a finding is an error.
pub(super) fn read(
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    kinds: &kinds::Kinds,
) -> (Option<Bundle>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rule_files = Vec::new();
    let mut forms = HashMap::new();
    let mut letters = Vec::new();
    let mut decisions = BTreeMap::new();
    let manifest =
        Manifest::read(files.get("bundle.toml").map(Vec::as_slice)).unwrap_or_else(|said| {
            findings.push(rule::MANIFEST_UNREADABLE.finding(
                "bundle.toml",
                None,
                None,
                &[("detail", &said)],
            ));
            Manifest::default()
        });
    for (path, bytes) in &files {
        let stem = path
            .rsplit('/')
            .next()
            .unwrap_or(path)
            .rsplit_once('.')
            .map_or("", |(stem, _)| stem)
            .to_string();
        if path.ends_with(".rhai") {
            match std::str::from_utf8(bytes) {
                Ok(text) => rule_files.push((path.clone(), text.to_string())),
                Err(e) => findings.push(not_utf8(path, &e)),
            }
        } else if path.ends_with(".form") {
            match Form::read(bytes, path) {
                Ok(form) => {
                    forms.insert(form.id().map_or(stem, str::to_string), form);
                }
                Err(found) => findings.extend(found),
            }
        } else if path.ends_with(".dmn") {
            decide(path, bytes, &mut decisions, &mut findings);
        } else if path.starts_with("letters/") {
            match std::str::from_utf8(bytes) {
                Ok(text) => match crate::letter::read(&stem, manifest.title(&stem), text) {
                    Ok(letter) => letters.push(letter),
                    Err(said) => findings.push(rule::LETTER_UNREADABLE.finding(
                        path,
                        None,
                        None,
                        &[("detail", &said.to_string())],
                    )),
                },
                Err(e) => findings.push(not_utf8(path, &e)),
            }
        }
    }
    let library = match rules::Library::compile(&rule_files) {
        Ok(library) => Some(library.with_decisions(decisions)),
        Err(problems) => {
            findings.extend(
                problems
                    .iter()
                    .map(|p| said(p, &rule::RULE_FILE, &p.file, None)),
            );
            None
        }
    };
    let mut processes: Vec<Arc<Deployed>> = Vec::new();
    let mut any_bpmn = false;
    for (path, bytes) in files.iter().filter(|(p, _)| is_bpmn(p)) {
        any_bpmn = true;
        let reading = bpmn::read_with(bytes, path, &manifest.handlers);
        findings.extend(reading.findings);
        let Some(definitions) = reading.definitions else {
            continue;
        };
        let definitions = Arc::new(definitions);
        for (index, model) in definitions.processes.iter().enumerate() {
            if let Some(twin) = processes.iter().find(|p| p.row.key == model.id) {
                findings.push(rule::PROCESS_TWICE.finding(
                    path,
                    Some(&model.id),
                    Some(model.line),
                    &[("detail", &twin.row.file)],
                ));
                continue;
            }
            for (name, fields) in &model.forms {
                match Form::of_fields(name, fields, path) {
                    Ok(form) => drop(forms.insert(name.clone(), form)),
                    Err(found) => findings.extend(found),
                }
            }
            check_references(path, model, &forms, kinds, &mut findings);
            check_answers(path, model, &forms, &mut findings);
            // Without its rules a process cannot be compiled; what else is wrong is told all the same.
            let Some(library) = library.as_ref() else {
                continue;
            };
            match interpreter::compile(model, &definitions, library, path) {
                Ok(process) => processes.push(Arc::new(Deployed {
                    row: row::Process {
                        id: Uuid::nil(),
                        deployment: Uuid::nil(),
                        key: model.id.clone(),
                        version: 0,
                        name: model.name.clone().unwrap_or_else(|| model.id.clone()),
                        file: path.clone(),
                        xml: Default::default(),
                        created_at: Default::default(),
                    },
                    definitions: definitions.clone(),
                    index,
                    process: Arc::new(process),
                    weight: Weight::default(),
                })),
                Err(found) => findings.extend(found),
            }
        }
    }
    if !any_bpmn {
        findings.push(rule::NO_BPMN.finding("", None, None, &[]));
    }
    let refused = findings.iter().any(|f| f.severity == Severity::Error);
    (
        (!refused).then_some(Bundle {
            name,
            files,
            forms,
            letters,
            processes,
        }),
        findings,
    )
}

/// The decision tables of one file.
fn decide(
    path: &str,
    bytes: &[u8],
    decisions: &mut BTreeMap<String, Decision>,
    findings: &mut Vec<Finding>,
) {
    let (tables, found) = bpmn::read_decisions(bytes, path);
    findings.extend(found);
    for table in tables {
        if decisions.contains_key(&table.id) {
            findings.push(rule::DECISION_ID.finding(
                path,
                Some(&table.id),
                Some(table.line),
                &[("value", &table.id)],
            ));
            continue;
        }
        let policy = match (table.hit_policy.as_str(), table.aggregation.as_str()) {
            ("FIRST", _) => Policy::First,
            ("ANY", _) => Policy::Any,
            ("PRIORITY", _) => Policy::Priority,
            ("OUTPUT ORDER", _) => Policy::OutputOrder,
            ("RULE ORDER", _) => Policy::RuleOrder,
            ("COLLECT", "SUM") => Policy::CollectSum,
            ("COLLECT", "MIN") => Policy::CollectMin,
            ("COLLECT", "MAX") => Policy::CollectMax,
            ("COLLECT", "COUNT") => Policy::CollectCount,
            ("COLLECT", _) => Policy::Collect,
            _ => Policy::Unique,
        };
        let compiled = Decision::compile(&rules::Table {
            id: table.id.clone(),
            name: table.name,
            requires: table.requires,
            policy,
            inputs: table.inputs,
            outputs: table
                .outputs
                .into_iter()
                .map(|output| rules::Output {
                    name: output.name,
                    values: output.values,
                    default: output.default,
                })
                .collect(),
            rows: table
                .rows
                .into_iter()
                .map(|row| rules::Row {
                    tests: row.tests,
                    outputs: row.outputs,
                    line: row.line,
                })
                .collect(),
            line: table.line,
        });
        match compiled {
            Ok(decision) => drop(decisions.insert(table.id, decision)),
            // The line is that of the row, the column that of the cell.
            Err(problems) => findings.extend(problems.iter().map(|p| Finding {
                column: None,
                ..said(p, &rule::DECISION_CELL, path, Some(&table.id))
            })),
        }
    }
}

/// What is wrong with a text of a file that is no process; a call of what does not exist has a rule of its own.
fn said(problem: &ScriptProblem, rule: &Rule, file: &str, element: Option<&str>) -> Finding {
    let rule = match problem.function {
        Some(_) => &rule::UNKNOWN_FUNCTION,
        None => rule,
    };
    let values = [
        ("value", problem.function.as_deref().unwrap_or_default()),
        ("detail.it", &problem.it),
        ("detail.en", &problem.en),
    ];
    Finding {
        column: Some(problem.column),
        ..rule.finding(file, element, Some(problem.line), &values)
    }
}

fn not_utf8(path: &str, e: &std::str::Utf8Error) -> Finding {
    let at = e.valid_up_to().to_string();
    rule::NOT_UTF8.finding(path, None, None, &[("detail", &at)])
}
