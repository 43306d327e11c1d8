//! The whole message in one word, and the milestones a process can wait for.

use super::{EvidenceKind, Journey, Remedy, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Aggregate over all recipients, always computed, never stored as truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing delivered and nothing failed yet.
    Pending,
    AllDelivered,
    /// Some delivered, none failed; the others are awaited or cannot be certified.
    Partial,
    SomeFailed,
    AllFailed,
    NotAccepted,
    /// Accepted, and no recipient's delivery can be certified.
    ExternalOnly,
}

impl Outcome {
    /// The name kept in the row and shown by the API.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pending => "pending",
            Outcome::AllDelivered => "all_delivered",
            Outcome::Partial => "partial",
            Outcome::SomeFailed => "some_failed",
            Outcome::AllFailed => "all_failed",
            Outcome::NotAccepted => "not_accepted",
            Outcome::ExternalOnly => "external_only",
        }
    }
}

/// What a process can wait for (`staffetta:receipt`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// The gestore accepted the message (for ordinary mail: the server took it).
    Accettazione,
    /// The first recipient holds a delivery.
    Consegna,
    /// Every recipient is delivered, failed or not certifiable: nothing more is to be expected.
    Esito,
    /// Every recipient was reached, or somebody dealt with it: by another message, another way, or a reason why not.
    /// A journey alone reaches it where nothing failed.
    Rimedio,
}

impl Milestone {
    pub fn name(self) -> &'static str {
        match self {
            Milestone::Accettazione => "accettazione",
            Milestone::Consegna => "consegna",
            Milestone::Esito => "esito",
            Milestone::Rimedio => "rimedio",
        }
    }
}

pub(super) fn outcome(journey: &Journey) -> Outcome {
    let count =
        |test: fn(State) -> bool| journey.recipients.iter().filter(|r| test(r.state)).count();
    let all = journey.recipients.len();
    let (delivered, failed, external) = (
        count(State::is_delivered),
        count(State::is_failed),
        count(State::is_external),
    );
    match () {
        _ if all == 0 => Outcome::Pending,
        _ if count(|s| s == State::NotAccepted) == all => Outcome::NotAccepted,
        _ if delivered == all => Outcome::AllDelivered,
        _ if failed == all => Outcome::AllFailed,
        _ if failed > 0 => Outcome::SomeFailed,
        _ if external == all => Outcome::ExternalOnly,
        _ if delivered > 0 => Outcome::Partial,
        _ => Outcome::Pending,
    }
}

pub(super) fn milestones(journey: &Journey) -> BTreeSet<Milestone> {
    let mut reached = BTreeSet::new();
    let ordinary_taken = !journey.certified && journey.submitted_at.is_some();
    if journey.accepted_at.is_some() || ordinary_taken {
        reached.insert(Milestone::Accettazione);
    }
    if journey.recipients.iter().any(|r| r.state.is_delivered()) {
        reached.insert(Milestone::Consegna);
    }
    // Before the acceptance lists them, a recipient the gestore adds could still be unknown.
    let spoken = journey
        .evidence()
        .any(|e| e.verified && e.kind != EvidenceKind::PresaInCarico);
    if (spoken || ordinary_taken)
        && !journey.recipients.is_empty()
        && journey.recipients.iter().all(|r| r.state.is_terminal())
    {
        reached.insert(Milestone::Esito);
        if journey.recipients.iter().all(|r| Remedy::of(r).is_none()) {
            reached.insert(Milestone::Rimedio);
        }
    }
    reached
}
