//! The reader against public models, where they lie beside the checkout: betsy (uniba-dsg) and the
//! reference models of the BPMN Model Interchange Working Group. Not part of the repository.

use bpmn::{Finding, Reading, Severity, read};
use std::path::{Path, PathBuf};

fn corpus(below: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/conformance")
        .join(below);
    if root.is_dir() {
        return Some(root);
    }
    println!("skipped: {} is not there", root.display());
    None
}

fn files(root: &Path) -> Vec<PathBuf> {
    let mut open = vec![root.to_owned()];
    let mut out = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("folder")
            .map(|e| e.expect("entry").path())
        {
            if entry.is_dir() {
                open.push(entry);
            } else if entry.extension().is_some_and(|e| e == "bpmn") {
                out.push(entry);
            }
        }
    }
    out.sort();
    out
}

fn reading(path: &Path) -> Reading {
    let name = path.file_name().expect("name").to_string_lossy();
    read(&std::fs::read(path).expect("readable"), &name)
}

fn errors(reading: &Reading) -> Vec<&Finding> {
    reading
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect()
}

#[test]
fn every_file_that_breaks_a_rule_is_refused_at_an_element_or_line() {
    let Some(root) = corpus("betsy/must_reject") else {
        return;
    };
    let files = files(&root);
    assert_eq!(files.len(), 154);
    let mut wrong = Vec::new();
    for path in &files {
        let reading = reading(path);
        let errors = errors(&reading);
        println!(
            "{}: {:?}",
            path.strip_prefix(&root).expect("inside").display(),
            errors.iter().map(|f| &f.code).collect::<Vec<_>>()
        );
        if !errors
            .iter()
            .any(|f| f.element.is_some() || f.line.is_some())
            || errors.iter().any(|f| f.code.starts_with("XML"))
        {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn good_files_are_accepted_but_for_those_whose_case_is_the_refusal() {
    let Some(root) = corpus("betsy") else { return };
    let mut accepted = 0;
    let mut wrong = Vec::new();
    let files: Vec<_> = files(&root)
        .into_iter()
        .filter(|p| !p.to_string_lossy().contains("must_reject"))
        .collect();
    assert_eq!(files.len(), 66);
    for path in &files {
        let reading = reading(path);
        let errors = errors(&reading);
        if errors.is_empty() {
            accepted += 1;
            count_like_xml(path, &reading);
        }
        let name = path
            .strip_prefix(&root)
            .expect("inside")
            .display()
            .to_string();
        let left: Vec<_> = errors
            .iter()
            .map(|f| format!("{} {}", f.code, f.message.en))
            .collect();
        println!("{name}: {left:#?}");
        if !errors.is_empty() && !name.starts_with("errors/") {
            wrong.push((name, left));
        }
    }
    println!("{accepted} of 66 accepted");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(accepted >= 63, "{accepted}");
}

#[test]
fn interchange_models_are_read_whole() {
    let Some(root) = corpus("miwg") else { return };
    let mut wrong = Vec::new();
    for path in files(&root) {
        let reading = reading(&path);
        let errors = errors(&reading);
        println!(
            "{}: {:?}",
            path.display(),
            errors
                .iter()
                .map(|f| format!("{} {:?}", f.code, f.element))
                .collect::<Vec<_>>()
        );
        if errors
            .iter()
            .any(|f| ["XML", "LIM", "IDN", "REF"].contains(&&f.code[..3]) || f.code == "DOC004")
        {
            wrong.push(format!("{}: {errors:#?}", path.display()));
        }
        if errors.is_empty() {
            count_like_xml(&path, &reading);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nodes and flows of the model are as many as the start tags of the file.
fn count_like_xml(path: &Path, reading: &Reading) {
    let definitions = reading
        .definitions
        .as_ref()
        .expect("no error, so definitions");
    let text = std::fs::read_to_string(path).expect("utf-8");
    let count = |names: &[&str]| {
        text.split('<')
            .filter(|tag| {
                let name = tag
                    .split(|c: char| c.is_whitespace() || c == '>' || c == '/')
                    .next()
                    .unwrap_or_default();
                names.contains(&name.rsplit(':').next().unwrap_or_default())
            })
            .count()
    };
    let nodes: usize = definitions.processes.iter().map(|p| p.nodes.len()).sum();
    let flows: usize = definitions.processes.iter().map(|p| p.flows.len()).sum();
    let tags = [
        "startEvent",
        "endEvent",
        "boundaryEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "task",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "subProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "complexGateway",
        "callActivity",
        "transaction",
        "adHocSubProcess",
        "eventBasedGateway",
    ];
    // A global task is a process of a start, the task and an end.
    let global = count(&["globalTask", "globalScriptTask", "globalUserTask"]);
    assert_eq!(nodes, count(&tags) + 3 * global, "{}", path.display());
    let drawn = count(&["sequenceFlow"]) + 2 * global;
    assert_eq!(flows, drawn, "{}", path.display());
}
