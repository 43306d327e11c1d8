//! What a person may open of a mail: a process that mails of its kind begin, or one begun by hand.

use crate::{Fault, Runtime, bundle::Deployed, start_form::begun_by};
use bpmn::MessageCatch;
use contract::Arrival;
use interpreter::StartKind;
use office::{
    Viewer,
    message::{StartRule, may_start},
};
use std::sync::Arc;
use store::{load, row, view};
use uuid::Uuid;

/// A process a case may be opened of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub key: String,
    pub name: String,
}

/// Whether a message start is for mails of this mailbox and kind. Its `when` is asked of what arrives, not of a person who
/// opens a case: they know what the mail is about.
pub(super) fn takes(catch: &MessageCatch, mailbox: &row::Mailbox, arrival: &Arrival) -> bool {
    let rule = StartRule {
        mailbox: catch.mailbox.as_deref().unwrap_or_default(),
        accepts: catch.accepts.as_deref(),
    };
    may_start(&rule, &mailbox.key, &mailbox.address, arrival)
}

/// The starts that mails begin, by element and trigger, and whether each takes this one.
fn mail_starts(
    deployed: &Deployed,
    mailbox: &row::Mailbox,
    arrival: &Arrival,
) -> Vec<((String, i64), bool)> {
    let starts = deployed.process.starts().iter();
    starts
        .filter_map(|start| match &start.kind {
            StartKind::Message(catch) if catch.mailbox.is_some() => Some((
                (start.id.clone(), i64::from(start.number)),
                takes(catch, mailbox, arrival),
            )),
            _ => None,
        })
        .collect()
}

/// The start a person's case of this mail begins with: the one that takes it, else the first that mails begin; None: the
/// process is begun by hand alone.
pub(super) fn mail_start(
    deployed: &Deployed,
    mailbox: &row::Mailbox,
    arrival: &Arrival,
) -> Option<(String, i64)> {
    let mut starts = mail_starts(deployed, mailbox, arrival);
    starts.sort_by_key(|(_, takes)| !takes);
    starts.into_iter().next().map(|(start, _)| start)
}

impl Runtime {
    /// Processes a case may be opened of from each of these mails, by key, in their latest version. A mail that cannot be
    /// read narrows nothing: it says so when it is opened. [`Fault::NotFound`] where the viewer does not see one.
    pub async fn openings(&self, viewer: &Viewer, mails: &[Uuid]) -> Result<Vec<Opening>, Fault> {
        let mut came = Vec::with_capacity(mails.len());
        for id in mails {
            let mail = view::mail(viewer, &self.store, *id)
                .await?
                .filter(|m| !m.withheld)
                .ok_or_else(|| Fault::not_found("mail"))?
                .mail;
            let Ok(arrival) = serde_json::from_value::<Arrival>(mail.arrival) else {
                continue;
            };
            came.push((self.box_of(mail.mailbox).await?, arrival));
        }
        let mut found = Vec::new();
        for row in load::latest_processes(&self.store).await? {
            let deployed: Arc<Deployed> = self.deployed(row.id).await?;
            let taken = |(mailbox, arrival): &(row::Mailbox, Arrival)| {
                mail_starts(&deployed, mailbox, arrival)
                    .iter()
                    .any(|(_, takes)| *takes)
            };
            if begun_by(&deployed, viewer) || (!came.is_empty() && came.iter().all(taken)) {
                found.push(Opening {
                    key: row.key,
                    name: row.name,
                });
            }
        }
        Ok(found)
    }

    /// The mailbox a mail came to.
    pub(super) async fn box_of(&self, id: Uuid) -> Result<row::Mailbox, Fault> {
        load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::broken("a mail without mailbox"))
    }
}
