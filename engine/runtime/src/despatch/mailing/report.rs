//! What became of each recipient of a mailing: one line for each, in the order of the message.

use super::told::Part;
use crate::{Fault, Runtime, despatch::correction::id_of};
use office::despatch::{RecipientState, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{load, row};
use uuid::Uuid;

/// Where a recipient stands, in one word: every recipient is in exactly one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// The part has not left.
    Unsent,
    /// It left, and an outcome is to come.
    Awaited,
    Delivered,
    /// Accepted for a mailbox whose delivery cannot be certified.
    External,
    /// Not reached, and nobody has dealt with it.
    Failed,
    /// Not reached, and somebody sent again or said how else.
    DealtWith,
}

impl Outlook {
    pub const ALL: [Outlook; 6] = [
        Outlook::Unsent,
        Outlook::Awaited,
        Outlook::Delivered,
        Outlook::External,
        Outlook::Failed,
        Outlook::DealtWith,
    ];

    /// `last`: what stands about them now, see [`last_of`].
    fn of(recipient: &RecipientState, last: Option<&row::Correction>) -> Outlook {
        match (recipient.state, last.map(|c| c.state.as_str())) {
            (state, _) if state.is_delivered() => Outlook::Delivered,
            (_, Some("open")) => Outlook::Failed,
            (_, Some(_)) => Outlook::DealtWith,
            (state, None) if state.is_failed() => Outlook::Failed,
            (state, None) if state.is_external() => Outlook::External,
            _ => Outlook::Awaited,
        }
    }
}

/// One recipient of a mailing.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub address: String,
    /// Number of the part, from 1.
    pub part: usize,
    pub outlook: Outlook,
    /// None: the part has no despatch yet.
    pub state: Option<State>,
    pub accepted_at: Option<row::Instant>,
    pub delivered_at: Option<row::Instant>,
    /// The gestore's own words.
    pub reason: Option<String>,
    pub despatch: Option<Uuid>,
    pub message_id: Option<String>,
    /// The despatch that was sent to them again.
    pub resent: Option<Uuid>,
    /// What whoever dealt with it otherwise wrote.
    pub note: Option<String>,
}

impl Runtime {
    /// A line for each recipient of these parts. What an acceptance names beside them is no recipient of the message.
    pub async fn lines_of(&self, mailing: Uuid, parts: &[Part]) -> Result<Vec<Line>, Fault> {
        let dealt: HashMap<Uuid, row::Correction> =
            load::corrections_of_mailing(&self.store, mailing)
                .await?
                .into_iter()
                .map(|c| (c.id, c))
                .collect();
        let mut lines = Vec::new();
        for part in parts {
            let Some((despatch, journey)) = &part.despatch else {
                lines.extend(part.recipients.iter().map(|address| unsent(address, part)));
                continue;
            };
            let whole = dealt.get(&id_of(despatch.id, None));
            // Made but not taken by a server: nothing has left.
            let left = despatch.submitted_at.is_some() || despatch.state == "unknown";
            for recipient in journey.recipients.iter().filter(|r| r.addressed) {
                let own = dealt.get(&id_of(despatch.id, Some(&recipient.address)));
                let correction = own.or(whole);
                lines.push(Line {
                    outlook: match left {
                        true => {
                            let last = correction.map(|c| last_of(c, &recipient.address, &dealt));
                            Outlook::of(recipient, last)
                        }
                        false => Outlook::Unsent,
                    },
                    state: Some(recipient.state),
                    accepted_at: recipient.accepted_at,
                    delivered_at: recipient.delivered_at,
                    reason: recipient.reason.clone(),
                    despatch: Some(despatch.id),
                    message_id: Some(despatch.message_id.clone()),
                    resent: correction.and_then(|c| c.resent),
                    note: correction
                        .filter(|c| c.state == "waived")
                        .and_then(|c| c.reason.clone()),
                    ..unsent(&recipient.address, part)
                });
            }
        }
        Ok(lines)
    }
}

/// What stands about an address that was sent to again, and failed again: the correction of the last message.
fn last_of<'a>(
    first: &'a row::Correction,
    address: &str,
    dealt: &'a HashMap<Uuid, row::Correction>,
) -> &'a row::Correction {
    let mut last = first;
    // Each is of a later message than the one before.
    while let Some(next) = last
        .resent
        .and_then(|again| dealt.get(&id_of(again, Some(address))))
    {
        last = next;
    }
    last
}

fn unsent(address: &str, part: &Part) -> Line {
    Line {
        address: address.to_owned(),
        part: part.number,
        outlook: Outlook::Unsent,
        state: None,
        accepted_at: None,
        delivered_at: None,
        reason: None,
        despatch: None,
        message_id: None,
        resent: None,
        note: None,
    }
}
