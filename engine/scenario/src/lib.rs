//! The scenarios of a bundle, played on the production runtime: what is given, what happens, what must hold.
//!
//! Each `scenarios/*.toml` gets a house of its own: SQLite on a memory filesystem where there is one,
//! a virtual clock, the people and mailboxes it names. Mails come from a recorded mailbox and
//! connectors answer what the scenario says; everything between them is what an office runs, the
//! fixing of the bytes that leave and the folding of receipts included.

mod act;
mod coverage;
mod expect;
mod letter;
mod report;
mod script;
mod sent;
mod stage;
mod tape;

pub use coverage::Coverage;
pub use report::{Difference, Played, Report};
pub use script::Unreadable;

use contract::Outbound;
use std::sync::Arc;

/// Files of a bundle by path, `/` between folders.
pub type Files = Vec<(String, Vec<u8>)>;

/// Why nothing was played.
#[derive(Debug, thiserror::Error)]
pub enum Unplayable {
    #[error("{file}: {said}")]
    Scenario { file: String, said: Unreadable },
    #[error("bundle.toml: {0}")]
    Manifest(Unreadable),
    #[error("the bundle has no scenarios/*.toml")]
    NoScenario,
    /// The bundle would not be deployed.
    #[error("the bundle is refused: {}", .0.iter().map(|f| format!("{} {}: {}", f.file, f.code, f.message.en)).collect::<Vec<_>>().join("; "))]
    Refused(Vec<bpmn::Finding>),
    #[error("the house cannot be built: {0}")]
    House(String),
}

/// Plays the scenarios of a bundle in the order of their names; `only` one of them when it is given.
/// `connectors` check and prepare as ever; what they would do outside is answered by the scenario.
pub async fn play(
    files: &Files,
    only: Option<&str>,
    connectors: &[Arc<dyn Outbound>],
) -> Result<Report, Unplayable> {
    let mut scripts = Vec::new();
    for (path, bytes) in files {
        if path.starts_with("scenarios/")
            && path.ends_with(".toml")
            && only.is_none_or(|wanted| wanted == path)
        {
            let script = script::read(bytes).map_err(|said| Unplayable::Scenario {
                file: path.clone(),
                said,
            })?;
            scripts.push((path.clone(), script));
        }
    }
    if scripts.is_empty() {
        return Err(Unplayable::NoScenario);
    }
    let needs = script::needs(files).map_err(Unplayable::Manifest)?;
    let mut report = Report::default();
    for (file, script) in scripts {
        let stage = stage::Stage::build(files, &needs, &script, connectors).await?;
        let played = act::play(&stage, file, &script).await;
        stage.cover(&mut report.coverage).await?;
        stage.close().await;
        report.scenarios.push(played);
    }
    Ok(report)
}
