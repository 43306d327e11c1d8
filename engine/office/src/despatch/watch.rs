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
    /// A recipient became [`State::NoEvidence`] just now: keep the journey.
    pub changed: bool,
    /// Neither acceptance nor refusal 30 minutes after submission. True as long as it lasts.
    pub no_acceptance: bool,
    /// The same after 24 hours.
    pub escalate: bool,
    /// Recipients without any evidence 26 hours after the acceptance, in the message's order.
    pub no_evidence: Vec<String>,
    /// When to look next; None: nothing more to watch.
    pub next_at: Option<Instant>,
}

pub(super) fn watch(journey: &mut Journey, now: Instant) -> Watch {
    if !journey.certified {
        return Watch::default();
    }
    let before = journey.facts();
    journey.watched_at = Some(journey.watched_at.map_or(now, |w| w.max(now)));
    journey.recompute();
    let silent = |j: &Journey| -> Vec<String> {
        j.recipients
            .iter()
            .filter(|r| r.state == State::NoEvidence)
            .map(|r| r.address.clone())
            .collect()
    };
    let spoken =
        journey.accepted_at.is_some() || journey.recipients.iter().any(|r| r.state != State::Sent);
    let waited = now - journey.sent_at;
    let in_time = |after: Duration| Some(journey.sent_at + after).filter(|at| *at >= now);
    let awaited = journey
        .recipients
        .iter()
        .any(|r| !r.state.is_terminal() && r.state != State::NoEvidence);
    Watch {
        changed: journey.facts() != before,
        no_acceptance: !spoken && waited > ACCEPTANCE_ALARM_AFTER,
        escalate: !spoken && waited > ACCEPTANCE_ESCALATION_AFTER,
        no_evidence: silent(journey),
        next_at: match journey.accepted_at {
            None if !spoken => {
                in_time(ACCEPTANCE_ALARM_AFTER).or(in_time(ACCEPTANCE_ESCALATION_AFTER))
            }
            Some(at) if awaited => Some(at + fold::NO_EVIDENCE_AFTER + Duration::seconds(1)),
            _ => None,
        },
    }
}
