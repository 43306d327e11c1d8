//! What whoever imports decides of the doubtful: made one with a contact, kept apart, or left out; line by line, and the
//! same for all the rest.

use super::entry::Entry;
use super::import::ImportOptions;
use super::line::Draft;
use super::same::Doubtful;
use crate::ids;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use store::row;
use uuid::Uuid;

/// Lines one import decides one by one.
pub const DECISIONS_MAX: usize = 500;

/// What becomes of somebody doubtful.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doubt {
    /// Left out, and named with the reason.
    #[default]
    Skip,
    /// A contact of its own.
    Apart,
    /// One with a contact it may be; of several that is none but the one chosen.
    Merge,
}

/// What was decided of somebody a line names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// From 1, with the line of names.
    pub line: usize,
    /// Which of those the line names, from 0.
    #[serde(default)]
    pub place: usize,
    pub doubt: Doubt,
    /// Of [`Doubt::Merge`]: [`Like::into`] of the contact chosen; None: the only one it may be.
    #[serde(default)]
    pub into: Option<String>,
}

/// Whom somebody doubtful may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// The id of a contact of the book, or `line:place` of one the same file brings.
    pub into: String,
    pub name: String,
    /// What tells it from others of the name: a code, else an address.
    pub mark: String,
    /// The line of the file that brings it.
    pub line: Option<usize>,
}

impl Like {
    pub(super) fn of(entry: &Entry, brought: Option<(usize, usize)>) -> Like {
        let party = &entry.party;
        let address = entry.contacts.first().map(|c| c.address.clone());
        let marks = [party.tax_code.clone(), party.ipa_code.clone()];
        Like {
            into: match brought {
                Some((line, place)) => format!("{line}:{place}"),
                None => party.id.to_string(),
            },
            name: party.name.clone(),
            mark: marks
                .into_iter()
                .chain(address)
                .find(|m| !m.is_empty())
                .unwrap_or_default(),
            line: brought.map(|(line, _)| line),
        }
    }
}

impl ImportOptions {
    /// What becomes of somebody doubtful, and with whom they are made one. `chosen`: the id that [`Decision::into`] means.
    pub(super) fn decided(
        &self,
        line: usize,
        place: usize,
        doubtful: &Doubtful,
        chosen: impl Fn(&str) -> Option<Uuid>,
    ) -> (Doubt, Option<Uuid>) {
        let own = |d: &&Decision| (d.line, d.place) == (line, place);
        let decision = self.decisions.iter().find(own);
        let doubt = decision.map_or(self.doubtful, |d| d.doubt);
        let named = decision.and_then(|d| d.into.as_deref());
        let into = match (named, doubtful.like.as_slice()) {
            (Some(into), like) => chosen(into).filter(|id| like.contains(id)),
            (None, [one]) => Some(*one),
            (None, _) => None,
        };
        (doubt, into)
    }
}

impl Draft {
    /// Leaves out what a contact says already, as where two contacts are made one.
    pub(super) fn yields_to(&mut self, entry: Option<&Entry>) {
        let Some(party) = entry.map(|e| &e.party) else {
            return;
        };
        for (own, known) in [
            (&mut self.name, &party.name),
            (&mut self.tax_code, &party.tax_code),
            (&mut self.ipa_code, &party.ipa_code),
            (&mut self.position, &party.position),
        ] {
            if !known.is_empty() {
                own.clear();
            }
        }
    }
}

/// The id of a party that a line brings: the same whenever it is asked for. It begins with a time that grows with the
/// lines, so that rows of one import lie together.
pub(super) fn fresh(import: Uuid, (line, place): (usize, usize), begun: row::Instant) -> Uuid {
    let id = ids::derived(import, format!("{line}:{place}").as_bytes(), "party");
    let after = TimeDelta::milliseconds(i64::try_from(line).unwrap_or_default());
    ids::at(id, begun + after)
}

/// The id that [`Like::into`] means.
pub(super) fn placed(into: &str, import: Uuid, begun: row::Instant) -> Option<Uuid> {
    if let Some((line, place)) = into.split_once(':') {
        return Some(fresh(
            import,
            (line.parse().ok()?, place.parse().ok()?),
            begun,
        ));
    }
    into.parse().ok()
}
