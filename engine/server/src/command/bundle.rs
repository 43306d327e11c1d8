//! `deploy` and `check`.

use super::{folder, remote::Remote};
use crate::config::Config;
use anyhow::{Context, bail};
use bpmn::{Finding, Severity};
use runtime::{Act, Fault};
use scenario::Files;
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
            let how = if deployed.existed {
                "was there already"
            } else {
                "deployed"
            };
            println!("{} {how}: {}", deployed.name, deployed.id);
            for process in deployed.processes {
                println!("  {} version {}", process.key, process.version);
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
    if let Some(remote) = remote {
        return remote.check(files).await;
    }
    // The check looks nothing up: an empty house in a temporary folder knows as much as a full one.
    let empty = tempfile::tempdir()?;
    let config = Config {
        data: empty.path().into(),
        database_url: None,
        ..config.clone()
    };
    let (_lock, runtime) = folder::open(&config, true).await?;
    let answer = runtime.check(&Act::system(), files).await;
    folder::close(runtime).await;
    let findings = match answer {
        Err(Fault::Findings(findings)) => findings,
        other => other?,
    };
    show(&findings);
    let refused = findings.iter().any(|f| f.severity == Severity::Error);
    if !refused {
        println!("{}: nothing to refuse", path.display());
    }
    Ok(if refused {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

pub(super) fn show(findings: &[Finding]) {
    for f in findings {
        let line = f.line.map(|l| format!(":{l}")).unwrap_or_default();
        let element = f
            .element
            .as_deref()
            .map(|e| format!(" [{e}]"))
            .unwrap_or_default();
        let severity = if f.severity == Severity::Error {
            "error"
        } else {
            "warning"
        };
        eprintln!(
            "{}{line}{element}: {severity} {}: {}",
            f.file, f.code, f.message.en
        );
        eprintln!("    expected: {}", f.expected.en);
        eprintln!("    fix: {}", f.fix.en);
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
            std::fs::read(path).with_context(|| format!("reading {}", path.display()))?,
        )]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?
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
                            .with_context(|| format!("reading {}", inner.display()))?,
                    ));
                }
                _ => {}
            }
        }
    }
    if files.is_empty() {
        bail!("{} holds no files", path.display());
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
