//! The watchdogs over a message that left: silence is an alarm, never a verdict.
//!
//! The 12 h and 24 h notices are the gestore's duty (RFC 6109 §3.1.6); what is ours is for when they do not come. Each look
//! tells the last span that has passed, so that one silence is not told three times at once.

use super::{Instant, Journey, State, fold};
use chrono::Duration;

/// The acceptance usually comes within a minute; after half an hour somebody should know.
const ACCEPTANCE_ALARM_AFTER: Duration = Duration::minutes(30);
/// A day without acceptance: escalate.
const ACCEPTANCE_ESCALATION_AFTER: Duration = Duration::hours(24);

/// Half a day after the acceptance the gestore should have delivered or said that it could not yet.
const NOTICE_DUE_AFTER: Duration = Duration::hours(12);
/// A day after the acceptance it should have said how it ended.
const OUTCOME_DUE_AFTER: Duration = Duration::hours(24);

/// What the silence amounts to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// Neither acceptance nor refusal 30 minutes after submission. True as long as it lasts.
    pub no_acceptance: bool,
    /// The same after 24 hours.
    pub escalate: bool,
    /// Recipients of whom nothing was heard between 12 and 24 hours after the acceptance.
    pub no_notice: Vec<String>,
    /// Recipients neither delivered nor failed between 24 and 26 hours after the acceptance.
    pub no_outcome: Vec<String>,
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
    let since = now - accepted(journey);
    let those = |states: &[State]| -> Vec<String> {
        let silent = journey.recipients.iter();
        let silent = silent.filter(|r| !unheard && states.contains(&r.state));
        silent.map(|r| r.address.clone()).collect()
    };
    let (mut no_notice, mut no_outcome) = (Vec::new(), Vec::new());
    if since > OUTCOME_DUE_AFTER {
        no_outcome = those(&[State::Sent, State::Accepted, State::Delayed12h]);
    } else if since > NOTICE_DUE_AFTER {
        no_notice = those(&[State::Sent, State::Accepted]);
    }
    Watch {
        no_notice,
        no_outcome,
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
            accepted(journey),
            &[NOTICE_DUE_AFTER, OUTCOME_DUE_AFTER, fold::NO_EVIDENCE_AFTER],
        ),
        _ => return None,
    };
    // A deadline is missed once it has passed, not while it strikes.
    deadlines
        .iter()
        .map(|after| from + *after + Duration::seconds(1))
        .find(|at| journey.watched_at.is_none_or(|looked| looked < *at))
}

/// From when its delivery is waited for.
fn accepted(journey: &Journey) -> Instant {
    journey.accepted_at.unwrap_or(journey.sent_at)
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
