//! Backup, restore, and the proof of the record of operations.

use super::speech::{complain, say};
use super::{folder, remote::Remote};
use crate::config::Config;
use crate::language::words;
use anyhow::Context;
use clap::Subcommand;
use runtime::Act;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Audit {
    /// Proves that no link of the record is missing or changed, and that every task, job, timer and
    /// subscription is one its case waits for. Exit code 1 when the proof fails.
    Verify,
}

#[derive(Subcommand)]
pub enum Search {
    /// Makes the index anew from the mails that are kept.
    Rebuild,
}

/// Rebuilds the search index; the server must be down.
pub async fn search(config: &Config, command: Search) -> anyhow::Result<ExitCode> {
    let Search::Rebuild = command;
    let (_lock, runtime) = folder::open(config, false).await?;
    let done = runtime.rebuild_search(&Act::system()).await;
    folder::close(runtime).await;
    let count = done?;
    say(words!(
        "si possono trovare {} messaggi",
        "{} mails can be found",
        count
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a backup. The key file is not part of it: it is kept apart, or the backup would open its own secrets.
pub async fn backup(
    config: &Config,
    to: Option<PathBuf>,
    remote: Option<Remote>,
) -> anyhow::Result<ExitCode> {
    if let Some(remote) = remote {
        return remote.backup().await;
    }
    let to = to.context(words!(
        "indicare in quale cartella scrivere la copia",
        "say into which folder the copy goes"
    ))?;
    let (_lock, runtime) = folder::open(config, false).await?;
    let made = runtime.store().backup(&to).await;
    folder::close(runtime).await;
    let manifest = made.context(words!("scrivendo la copia", "writing the backup"))?;
    say(words!(
        "{}: {} file, {} contenuti",
        "{}: {} files, {} blobs",
        to.display(),
        manifest.files.len(),
        manifest.blobs
    ))?;
    say(words!(
        "Conservare {} altrove: senza, le password delle caselle della copia non si aprono.",
        "Keep {} apart: without it the mailbox passwords of the backup cannot be opened.",
        config.key_file().display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Brings a backup back. Refuses a place that is not empty.
pub async fn restore(config: &Config, from: &Path) -> anyhow::Result<ExitCode> {
    let _lock = folder::take(config, true)?;
    let manifest = store::restore(from, &config.database(), &config.blobs()?)
        .await
        .context(words!("ripristinando", "restoring"))?;
    say(words!(
        "ripristinata la copia del {} ({} file)",
        "restored the backup of {} ({} files)",
        manifest.at.format("%Y-%m-%d %H:%M UTC"),
        manifest.files.len()
    ))?;
    say(words!(
        "Il prossimo avvio sa che è una copia: ciò che può essere partito da allora aspetta una persona.",
        "The next start knows it is a copy: what may have left since then waits for a person."
    ))?;
    if !config.key_file().exists() {
        say(words!(
            "Rimettere il file della chiave in {}, o inserire di nuovo le password delle caselle.",
            "Put the key file back to {}, or enter the mailbox passwords again.",
            config.key_file().display()
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub async fn audit(config: &Config, command: Audit) -> anyhow::Result<ExitCode> {
    let Audit::Verify = command;
    let (_lock, runtime) = folder::open(config, false).await?;
    let proof = runtime.store().audit_verify().await;
    let rows = runtime.rows_agree().await;
    folder::close(runtime).await;
    let report = proof.context(words!(
        "leggendo il registro delle operazioni",
        "reading the record"
    ))?;
    say(words!(
        "{} catene, {} anelli, {} ancore, {} registrazioni",
        "{} chains, {} links, {} anchors, {} registrations",
        report.chains,
        report.links,
        report.anchors,
        report.registrations
    ))?;
    let (cases, disagreements) = rows.context(words!(
        "confrontando attività e pratiche",
        "comparing rows and snapshots"
    ))?;
    say(words!(
        "{} pratiche in corso, {} righe in disaccordo con la loro pratica",
        "{} cases under way, {} rows that disagree with their snapshot",
        cases,
        disagreements.len()
    ))?;
    for d in &disagreements {
        complain(words!(
            "{}: pratica {} attesa {}: {}",
            "{}: case {} wait {}: {}",
            d.kind,
            d.instance,
            d.wait,
            d.text
        ));
    }
    if report.faults.is_empty() && disagreements.is_empty() {
        say(words!("il registro è integro", "the record is whole"))?;
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &report.faults {
        let chain = fault
            .chain
            .map(|c| format!("chain {c} "))
            .unwrap_or_default();
        let link = fault.seq.map(|s| format!("link {s} ")).unwrap_or_default();
        complain(format!("{}: {chain}{link}{}", fault.kind, fault.text));
    }
    Err(words!(
        "il registro non è integro: {} difetti, {} disaccordi",
        "the record is not whole: {} faults, {} disagreements",
        report.faults.len(),
        disagreements.len()
    )
    .into())
}
