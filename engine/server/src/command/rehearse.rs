//! `test`: the scenarios of a bundle.

use super::bundle;
use super::speech::say;
use crate::language::{Language, words};
use crate::wire;
use anyhow::Context;
use scenario::Unplayable;
use std::path::Path;
use std::process::ExitCode;

/// Plays the scenarios of the bundle at `path`, or the one scenario `path` is.
pub async fn run(path: &Path, flows_percent_min: u8) -> anyhow::Result<ExitCode> {
    let (folder, only) = place(path)?;
    let files = bundle::read(folder)?;
    let connectors = wire::outbound(&crate::config::Config::default())?;
    let report = match scenario::play(&files, only.as_deref(), &connectors).await {
        Ok(report) => report,
        Err(Unplayable::Refused(findings)) => {
            bundle::show(&findings);
            return Ok(ExitCode::FAILURE);
        }
        Err(other) => return Err(other.into()),
    };
    say(report.told(Language::of_terminal() == Language::It))?;
    let enough = report.coverage.flows_share() * 100.0 >= f64::from(flows_percent_min);
    if !enough {
        say(words!(
            "in un processo è percorso meno del {} % dei flussi",
            "a process has less than {} % of its flows passed",
            flows_percent_min
        ))?;
    }
    Ok(if report.passed() && enough {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The bundle, and the one scenario of it.
fn place(path: &Path) -> anyhow::Result<(&Path, Option<String>)> {
    if path.is_dir() {
        return Ok((path, None));
    }
    if !path.is_file() {
        return Err(words!("{} non esiste", "{} is not there", path.display()).into());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path
        .file_name()
        .context(words!("un file ha un nome", "a file has a name"))?;
    let inside = folder.file_name().is_some_and(|n| n == "scenarios");
    match folder.parent() {
        Some(bundle) if inside => Ok((
            if bundle.as_os_str().is_empty() {
                Path::new(".")
            } else {
                bundle
            },
            Some(format!("scenarios/{}", name.to_string_lossy())),
        )),
        _ => Err(words!(
            "{} non è la cartella di un pacchetto né un file dei suoi scenarios/",
            "{} is neither a bundle's folder nor a file of its scenarios/",
            path.display()
        )
        .into()),
    }
}
