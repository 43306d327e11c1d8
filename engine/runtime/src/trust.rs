//! Trust anchors: the certificates by which a gestore's signature is believed.
//!
//! The gestore di prova and a mailbox of another machine exclude each other in one store.

use crate::{Act, Fault, Runtime, Settings, audit};
use contract::RemoteSigner;
use office::Verb;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{load, row};
use uuid::Uuid;

impl Runtime {
    /// Imports an anchor. `pem` was read by the caller and holds at least one certificate; `domains` empty: any domain.
    /// Mails already kept keep the verdict they got on arrival.
    pub async fn add_anchor(
        &self,
        act: &Act,
        name: &str,
        pem: &str,
        domains: Vec<String>,
    ) -> Result<row::Anchor, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        if name.trim().is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "name".into(),
                    "Scrivere il nome del gestore.".into(),
                    "Write the provider's name.".into(),
                )],
            });
        }
        if (self.test_authority)(pem) {
            for mailbox in load::mailboxes(&self.store).await? {
                let here = crate::mailbox::settings(&mailbox).is_ok_and(|s| s.on_this_machine());
                if !here {
                    return Err(test_store());
                }
            }
        }
        let domains: Vec<String> = domains
            .into_iter()
            .map(|d| d.trim().to_lowercase())
            .filter(|d| !d.is_empty())
            .collect();
        let same = |a: &row::Anchor| a.pem.trim() == pem.trim() && a.domains == domains;
        if let Some(found) = load::anchors(&self.store).await?.into_iter().find(same) {
            return Ok(found);
        }
        let anchor = row::Anchor {
            id: Uuid::now_v7(),
            name: name.trim().into(),
            pem: pem.into(),
            domains,
            imported_at: self.clock.now(),
            imported_by: act.viewer.login.clone(),
        };
        let mut set = self.set(act);
        set.put(anchor.clone());
        set.audit(audit(
            act,
            "anchor.create",
            "anchor",
            anchor.id,
            json!({ "sha256": hex::encode(Sha256::digest(pem.as_bytes())) }),
        ));
        self.commit(set).await?;
        Ok(anchor)
    }

    /// A store that believes the gestore di prova is a test store: its mailboxes lie on this machine.
    pub(crate) async fn may_reach(&self, settings: &Settings) -> Result<(), Fault> {
        if settings.on_this_machine() {
            return Ok(());
        }
        match self.believes_test_authority().await? {
            true => Err(test_store()),
            false => Ok(()),
        }
    }

    async fn believes_test_authority(&self) -> Result<bool, Fault> {
        let anchors = load::anchors(&self.store).await?;
        Ok(anchors.iter().any(|a| (self.test_authority)(&a.pem)))
    }

    /// Who signs at a distance; one whose signatures have no legal value signs in a test store only: one with a test clock, or
    /// that believes the gestore di prova.
    pub(crate) async fn remote_signer(&self) -> Result<Option<Arc<dyn RemoteSigner>>, Fault> {
        let Some(signer) = &self.signer else {
            return Ok(None);
        };
        let offered =
            !signer.is_test() || self.clock.is_test() || self.believes_test_authority().await?;
        Ok(offered.then(|| signer.clone()))
    }
}

fn test_store() -> Fault {
    Fault::refused(
        "test_store",
        "Chi crede al gestore di prova (senza valore legale) non legge caselle di altri computer: usare un'altra cartella dei dati.",
        "What believes the test provider (without legal value) reads no mailbox of another machine: use another data folder.",
    )
}
