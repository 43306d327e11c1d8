//! What a message answers beside the mail it names: mails joined to its case that its recipients wrote.
//!
//! It names them in References, so that the raw bytes say so too.

use crate::{Fault, Runtime, task::Outgoing};
use std::collections::BTreeSet;
use store::{load, row};
use uuid::Uuid;

/// Mails named at most: a message says no more than 20 ids.
const NAMED_AT_MOST: usize = 5;

/// A mail of the case still owed an answer, and the ids it is known by.
pub(super) struct Beside {
    pub owed: row::Owed,
    ids: Vec<String>,
}

impl Beside {
    pub fn named_in(&self, references: &[String]) -> bool {
        self.ids.iter().any(|id| references.contains(id))
    }
}

impl Runtime {
    /// The ids of all of [`Runtime::beside`].
    pub(super) async fn named_beside(
        &self,
        instance: Uuid,
        message: &Outgoing,
    ) -> Result<Vec<String>, Fault> {
        let found = self.beside(instance, message).await?;
        Ok(found.into_iter().flat_map(|b| b.ids).collect())
    }

    /// Mails joined to the case, still owed an answer, whose writer the message goes to. Of a message nobody wrote: none.
    pub(super) async fn beside(
        &self,
        instance: Uuid,
        message: &Outgoing,
    ) -> Result<Vec<Beside>, Fault> {
        let mut joined = load::owed_of_instance(&self.store, instance).await?;
        joined.retain(|o| o.state == "open" && o.joined_at.is_some());
        if joined.is_empty() || message.automatic {
            return Ok(Vec::new());
        }
        let to: BTreeSet<String> = message
            .to
            .iter()
            .chain(&message.cc)
            .map(|address| address.trim().to_lowercase())
            .collect();
        let mut found = Vec::new();
        for owed in joined {
            let Some(mail) = load::mail(&self.store, owed.id).await? else {
                continue;
            };
            let Ok(arrival) = serde_json::from_value::<contract::Arrival>(mail.arrival) else {
                continue;
            };
            let mut wrote = std::iter::once(&mail.from_address).chain(&arrival.reply_to);
            if !wrote.any(|address| to.contains(&address.to_lowercase())) {
                continue;
            }
            let ids = std::iter::once(arrival.message_id)
                .chain(arrival.reference_id)
                .filter(|id| !id.is_empty())
                .collect();
            found.push(Beside { owed, ids });
            if found.len() == NAMED_AT_MOST {
                break;
            }
        }
        Ok(found)
    }
}
