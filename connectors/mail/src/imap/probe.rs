//! Trying a mailbox before it is connected: one named step after the other, so that a person knows which one failed.

use super::greet::Greeted;
use super::{ImapConfig, list_all};
use crate::probe::{Steps, named};
use contract::{Check, Listing, SourceError};

/// Name, connection, login, folders, count. The list is there when all of them went well.
pub async fn probe(config: &ImapConfig, steps: &mut Steps) -> Option<Listing> {
    let host = (config.host.as_str(), config.port);
    steps.step(Check::Dns, named(host)).await?;
    let greeted = steps
        .step(Check::Tls, said(Greeted::connect(config)))
        .await?;
    let mut wire = steps
        .step(Check::Login, said(greeted.log_in(config)))
        .await?;
    let folders = async {
        if let Some(sent) = config.sent_folder.as_deref().filter(|f| !f.is_empty()) {
            wire.open_folder(sent, false).await?;
        }
        wire.open_folder(&config.folder, false).await
    };
    steps.step(Check::Folders, said(folders)).await?;
    steps
        .step(Check::Count, said(list_all(&mut wire, &config.folder)))
        .await
}

async fn said<T>(
    work: impl Future<Output = Result<T, SourceError>>,
) -> Result<T, contract::Checked> {
    work.await.map_err(|error| contract::Checked {
        it: error.it(),
        en: error.to_string(),
    })
}
