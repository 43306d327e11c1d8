//! From files to compiled processes, with every problem of every file.

use super::{Bundle, Deployed, finding::finding, references::check_references, unpack::is_bpmn};
use crate::{kinds, manifest::Manifest};
use bpmn::{Finding, Severity};
use forms::Form;
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
    let manifest =
        Manifest::read(files.get("bundle.toml").map(Vec::as_slice)).unwrap_or_else(|said| {
            findings.push(finding(
                "BUN006",
                "bundle.toml",
                None,
                (
                    &format!("Il file del pacchetto non si può leggere: {said}"),
                    &format!("The bundle's file cannot be read: {said}"),
                ),
                ("TOML corretto", "well-formed TOML"),
                ("Correggere la riga indicata.", "Correct the line given."),
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
                Err(problems) => findings.extend(problems.into_iter().map(|p| Finding {
                    line: p.line,
                    column: p.column,
                    ..finding(
                        p.code,
                        path,
                        p.element,
                        (&p.it, &p.en),
                        (&p.expected.it, &p.expected.en),
                        (&p.fix.it, &p.fix.en),
                    )
                })),
            }
        } else if path.starts_with("letters/") {
            match std::str::from_utf8(bytes) {
                Ok(text) => match crate::letter::read(&stem, manifest.title(&stem), text) {
                    Ok(letter) => letters.push(letter),
                    Err(said) => findings.push(finding(
                        "LET001",
                        path,
                        None,
                        (
                            &format!("La lettera tipo non si può leggere: {said}"),
                            &format!("The letter template cannot be read: {said}"),
                        ),
                        (
                            "una lettera con «Oggetto: …» nella prima riga",
                            "a letter whose first line is «Oggetto: …»",
                        ),
                        ("Correggere la lettera.", "Correct the letter."),
                    )),
                },
                Err(e) => findings.push(not_utf8(path, &e)),
            }
        }
    }
    let library = match rules::Library::compile(&rule_files) {
        Ok(library) => Some(library),
        Err(problems) => {
            findings.extend(problems.into_iter().map(|p| Finding {
                line: Some(p.line),
                column: Some(p.column),
                ..finding(
                    "RHAI001",
                    &p.file,
                    None,
                    (&p.it, &p.en),
                    ("una regola rhai corretta", "a correct rhai rule"),
                    (
                        "Correggere la regola alla riga indicata.",
                        "Correct the rule at the line given.",
                    ),
                )
            }));
            None
        }
    };
    let mut processes: Vec<Arc<Deployed>> = Vec::new();
    let mut any_bpmn = false;
    for (path, bytes) in files.iter().filter(|(p, _)| is_bpmn(p)) {
        any_bpmn = true;
        let reading = bpmn::read(bytes, path);
        findings.extend(reading.findings);
        let (Some(definitions), Some(library)) = (reading.definitions, library.as_ref()) else {
            continue;
        };
        let definitions = Arc::new(definitions);
        for (index, model) in definitions.processes.iter().enumerate() {
            if let Some(twin) = processes.iter().find(|p| p.row.key == model.id) {
                findings.push(finding(
                    "BUN004",
                    path,
                    Some(model.id.clone()),
                    (
                        &format!("Il processo «{}» c'è già in {}.", model.id, twin.row.file),
                        &format!("Process «{}» is already in {}.", model.id, twin.row.file),
                    ),
                    (
                        "una sola definizione per processo",
                        "one definition per process",
                    ),
                    (
                        "Dare un altro id al processo.",
                        "Give the process another id.",
                    ),
                ));
                continue;
            }
            check_references(path, model, &forms, library, kinds, &mut findings);
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
                })),
                Err(found) => findings.extend(found),
            }
        }
    }
    if !any_bpmn {
        findings.push(finding(
            "BUN003",
            "",
            None,
            (
                "Nel pacchetto non c'è nessun file BPMN.",
                "There is no BPMN file in the bundle.",
            ),
            ("almeno un file .bpmn", "at least one .bpmn file"),
            ("Aggiungere il processo.", "Add the process."),
        ));
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

fn not_utf8(path: &str, e: &std::str::Utf8Error) -> Finding {
    finding(
        "BUN005",
        path,
        None,
        (
            &format!("Il file non è UTF-8 (byte {}).", e.valid_up_to()),
            &format!("The file is not UTF-8 (byte {}).", e.valid_up_to()),
        ),
        ("testo UTF-8", "UTF-8 text"),
        ("Salvare il file come UTF-8.", "Save the file as UTF-8."),
    )
}
