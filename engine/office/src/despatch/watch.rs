//! The watchdogs over a message that left: silence is an alarm, never a verdict.
//!
//! The 12 h and 24 h notices are the gestore's duty; these alarms are ours for when they do not come.

use super::{Instant, Journey, State, fold};
use chrono::Duration;

/// The acceptance usually comes within a minute; after half an hour somebody should know.
const ACCEPTANCE_ALARM_AFTER: Duration = Duration::minutes(30);
/// A day without acceptance: escalate.
const ACCEPTANCE_ESCALATION_AFTER: Duration = Duration::hours(24);

/// What the silence amounts to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// Neither acceptance nor refusal 30 minutes after submission. True as long as it lasts.
    pub no_acceptance: bool,
    /// The same after 24 hours.
    pub escalate: bool,
    /// Recipients without any evidence 26 hours after the acceptance, in the message's order.
    pub no_evidence: Vec<String>,
}

pub(super) fn watch(journey: &mut Journey, now: Instant) -> Watch {
    if !journey.certified {
        return Watch::default();
    }
    journey.watched_at = Some(journey.watched_at.map_or(now, |w| w.max(now)));
    journey.recompute();
    let unheard = !spoken(journey);
    let waited = now - journey.sent_at;
    Watch {
        no_acceptance: unheard && waited > ACCEPTANCE_ALARM_AFTER,
        escalate: unheard && waited > ACCEPTANCE_ESCALATION_AFTER,
        no_evidence: journey
            .recipients
            .iter()
            .filter(|r| r.state == State::NoEvidence)
            .map(|r| r.address.clone())
            .collect(),
    }
}

/// When the silence amounts to more than it did when it was last looked at.
pub(super) fn next_look(journey: &Journey) -> Option<Instant> {
    if !journey.certified {
        return None;
    }
    let (from, deadlines): (Instant, &[Duration]) = match () {
        _ if !spoken(journey) => (
            journey.sent_at,
            &[ACCEPTANCE_ALARM_AFTER, ACCEPTANCE_ESCALATION_AFTER],
        ),
        _ if awaited(journey) => (
            journey.accepted_at.unwrap_or(journey.sent_at),
            &[fold::NO_EVIDENCE_AFTER],
        ),
        _ => return None,
    };
    // A deadline is missed once it has passed, not while it strikes.
    deadlines
        .iter()
        .map(|after| from + *after + Duration::seconds(1))
        .find(|at| journey.watched_at.is_none_or(|looked| looked < *at))
}

/// The gestore has said something.
fn spoken(journey: &Journey) -> bool {
    journey.accepted_at.is_some() || journey.recipients.iter().any(|r| r.state != State::Sent)
}

/// A recipient's outcome is still to come.
fn awaited(journey: &Journey) -> bool {
    journey
        .recipients
        .iter()
        .any(|r| !r.state.is_terminal() && r.state != State::NoEvidence)
}
