//! `deploy` and `check`.

use super::speech::{complain, doing, say};
use super::{folder, remote::Remote};
use crate::config::Config;
use crate::language::{Language, words};
use anyhow::Context;
use bpmn::{Finding, Severity};
use runtime::{Act, Fault};
use scenario::Files;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

/// Deploys what lies at `path`.
pub async fn deploy(
    config: &Config,
    path: &Path,
    name: Option<String>,
    remote: Option<Remote>,
) -> anyhow::Result<ExitCode> {
    let files = read(path)?;
    let name = name.or_else(|| folder_name(path, &files));
    if let Some(remote) = remote {
        return remote.deploy(name, files).await;
    }
    let (_lock, runtime) = folder::open(config, true).await?;
    let answer = runtime.deploy(&Act::system(), name, files).await;
    folder::close(runtime).await;
    match answer {
        Ok(deployed) => {
            show(&deployed.findings);
            let how = match deployed.existed {
                true => words!("c'era già", "was there already"),
                false => words!("pubblicato", "deployed"),
            };
            say(format!("{} {how}: {}", deployed.name, deployed.id))?;
            for process in deployed.processes {
                say(words!(
                    "  {} versione {}",
                    "  {} version {}",
                    process.key,
                    process.version
                ))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(Fault::Findings(findings)) => {
            show(&findings);
            Ok(ExitCode::FAILURE)
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Checks what lies at `path`. Needs neither a store nor a server, but uses a server's connectors with `--url`.
pub async fn check(
    config: &Config,
    path: &Path,
    remote: Option<Remote>,
) -> anyhow::Result<ExitCode> {
    let files = read(path)?;
    if path.is_dir() && remote.is_none() && is_collection(&files) {
        return table(config, &files).await;
    }
    if let Some(remote) = remote {
        return remote.check(files).await;
    }
    let (_empty, _lock, runtime) = empty_house(config).await?;
    let answer = runtime.check(&Act::system(), files).await;
    folder::close(runtime).await;
    let findings = match answer {
        Err(Fault::Findings(findings)) => findings,
        other => other?,
    };
    show(&findings);
    let refused = findings.iter().any(|f| f.severity == Severity::Error);
    if !refused {
        say(words!(
            "{}: niente da rifiutare",
            "{}: nothing to refuse",
            path.display()
        ))?;
    }
    Ok(if refused {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The check looks nothing up: an empty house in a temporary folder knows as much as a full one.
async fn empty_house(
    config: &Config,
) -> anyhow::Result<(tempfile::TempDir, folder::Lock, runtime::Runtime)> {
    let empty = tempfile::tempdir()?;
    let config = Config {
        data: empty.path().into(),
        database_url: None,
        blobs_folder: None,
        blobs_url: None,
        key_file: None,
        ..config.clone()
    };
    let (lock, runtime) = folder::open(&config, true).await?;
    Ok((empty, lock, runtime))
}

fn is_model(path: &str) -> bool {
    path.ends_with(".bpmn") || path.ends_with(".bpmn20.xml") || path.ends_with(".bpmn2")
}

/// Several models, each by itself, rather than one bundle.
fn is_collection(files: &Files) -> bool {
    let models = files.iter().filter(|(path, _)| is_model(path)).count();
    models > 1 && !files.iter().any(|(path, _)| path == "bundle.toml")
}

/// Each model checked by itself, with the forms, rules and decisions that lie beside it.
async fn table(config: &Config, files: &Files) -> anyhow::Result<ExitCode> {
    let (_empty, _lock, runtime) = empty_house(config).await?;
    let (mut accepted, mut refused) = (0, 0);
    let mut reasons = BTreeMap::<String, usize>::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_model(path)) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut bundle = vec![(name.to_string(), bytes.clone())];
        for (other, bytes) in files {
            let beside = match folder {
                "" => Some(other.as_str()),
                folder => other
                    .strip_prefix(folder)
                    .and_then(|rest| rest.strip_prefix('/')),
            };
            if let Some(beside) = beside.filter(|b| is_companion(b)) {
                bundle.push((beside.to_string(), bytes.clone()));
            }
        }
        let findings = match runtime.check(&Act::system(), bundle).await {
            Err(Fault::Findings(findings)) => findings,
            other => other?,
        };
        let errors: Vec<&Finding> = findings
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .collect();
        match errors.split_first() {
            None => {
                accepted += 1;
                let warnings = match findings.len() {
                    0 => String::new(),
                    n => words!("  ({} avvisi)", "  ({} warnings)", n).to_string(),
                };
                say(words!("accettato  {}{}", "accepted  {}{}", path, warnings))?;
            }
            Some((first, rest)) => {
                refused += 1;
                *reasons.entry(first.code.clone()).or_default() += 1;
                let element = first.element.as_deref().unwrap_or("-");
                let line = first.line.map(|l| format!(":{l}")).unwrap_or_default();
                let more = match rest.len() {
                    0 => String::new(),
                    n => words!(" (e altri {})", " (and {} more)", n).to_string(),
                };
                let why = in_terminal(&first.message);
                let place = format!("{path}{line}  {}  {element}  {why}{more}", first.code);
                say(words!("rifiutato  {}", "refused   {}", place))?;
            }
        }
    }
    folder::close(runtime).await;
    say(words!(
        "{} accettati, {} rifiutati",
        "{} accepted, {} refused",
        accepted,
        refused
    ))?;
    let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (code, count) in reasons {
        say(format!("  {code}  {count}"))?;
    }
    Ok(if refused > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// What a model may name, in its own folder.
fn is_companion(path: &str) -> bool {
    let known = [".form", ".rhai", ".dmn"]
        .iter()
        .any(|end| path.ends_with(end));
    let near = match path.split_once('/') {
        None => true,
        Some((folder, rest)) => {
            matches!(folder, "forms" | "rules" | "decisions") && !rest.contains('/')
        }
    };
    known && near
}

/// Writes the reference pages below `folder`.
pub fn reference(folder: &Path) -> anyhow::Result<ExitCode> {
    let expressions = ("expressions.md".to_owned(), rules::reference::page());
    for (path, text) in bpmn::reference::pages().into_iter().chain([expressions]) {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)
                .with_context(|| doing("creando la cartella", "making the folder", parent))?;
        }
        std::fs::write(&file, text).with_context(|| doing("scrivendo", "writing", &file))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn in_terminal(text: &bpmn::Text) -> &str {
    Language::of_terminal().pick(&text.it, &text.en)
}

pub(super) fn show(findings: &[Finding]) {
    for f in findings {
        let line = f.line.map(|l| format!(":{l}")).unwrap_or_default();
        let element = f
            .element
            .as_deref()
            .map(|e| format!(" [{e}]"))
            .unwrap_or_default();
        let severity = match f.severity {
            Severity::Error => words!("errore", "error"),
            _ => words!("avviso", "warning"),
        };
        let message = in_terminal(&f.message);
        complain(format!(
            "{}{line}{element}: {severity} {}: {message}",
            f.file, f.code
        ));
        let (expected, fix) = (in_terminal(&f.expected), in_terminal(&f.fix));
        complain(words!("    atteso: {}", "    expected: {}", expected));
        complain(words!("    rimedio: {}", "    fix: {}", fix));
    }
}

/// A folder with everything below it, or one file. Hidden files stay behind.
pub(super) fn read(path: &Path) -> anyhow::Result<Files> {
    if path.is_file() {
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        return Ok(vec![(
            name,
            std::fs::read(path).with_context(|| doing("leggendo", "reading", path))?,
        )]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).with_context(|| doing("leggendo", "reading", &folder))?
        {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let inner = entry.path();
            match entry.file_type()? {
                kind if kind.is_dir() => folders.push(inner),
                kind if kind.is_file() => {
                    let below = inner
                        .strip_prefix(path)
                        .unwrap_or(&inner)
                        .to_string_lossy()
                        .replace('\\', "/");
                    files.push((
                        below,
                        std::fs::read(&inner)
                            .with_context(|| doing("leggendo", "reading", &inner))?,
                    ));
                }
                _ => {}
            }
        }
    }
    if files.is_empty() {
        return Err(words!("{} non contiene file", "{} holds no files", path.display()).into());
    }
    files.sort();
    Ok(files)
}

/// A folder without bundle.toml is called as the folder.
fn folder_name(path: &Path, files: &Files) -> Option<String> {
    let has_name = files.iter().any(|(p, _)| p == "bundle.toml") || !path.is_dir();
    (!has_name)
        .then(|| {
            path.canonicalize()
                .ok()?
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_whole_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("forms/.git")).unwrap();
        for (path, text) in [
            ("process.bpmn", "x"),
            ("forms/a.form", "{}"),
            (".secret", "y"),
            ("forms/.git/config", "z"),
        ] {
            std::fs::write(folder.path().join(path), text).unwrap();
        }
        let files = read(folder.path()).unwrap();
        let paths: Vec<&str> = files.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(paths, ["forms/a.form", "process.bpmn"]);
        assert!(read(&folder.path().join("none")).is_err());
    }
}
