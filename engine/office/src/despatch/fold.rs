//! The state machine of one recipient, run over the evidence in the order of its own times.
//!
//! The acceptance is applied first whenever it was fetched: RFC 6109 §3.5 notes that receipts may
//! arrive in another order than they were written.

use super::{
    Cause, Evidence, EvidenceKind, Flag, HistoryLine, Instant, Journey, NotAccepted,
    RecipientState, State,
};
use chrono::Duration;
use contract::RecipientType;

/// A notice of delay this long after the acceptance is the 24 h one: it may not be sent earlier than
/// 22 h (RFC 6109 §3.1.6), and the 12 h one is long past.
pub(super) const GIVEN_UP_AFTER: Duration = Duration::hours(22);
/// Silence this long after the acceptance (or, when only other receipts were fetched, after the
/// submission) is alarming: both notices should have come.
pub(super) const NO_EVIDENCE_AFTER: Duration = Duration::hours(26);

/// Recomputes everything that derives from the evidence.
pub(super) fn fold(journey: &mut Journey) {
    let mut evidence: Vec<Evidence> = journey.evidence.values().cloned().collect();
    evidence.sort_by_cached_key(|e| (e.at, e.kind, e.key()));
    let counting: Vec<&Evidence> = evidence
        .iter()
        .filter(|e| e.verified || (!journey.certified && e.kind.is_bounce()))
        .collect();
    let first = |kind| counting.iter().find(|e| e.kind == kind).copied();

    let acceptance = first(EvidenceKind::Accettazione);
    let refusal = first(EvidenceKind::NonAccettazione);
    journey.accepted_at = acceptance.map(|e| e.at);
    journey.identifier = acceptance
        .or(counting.iter().find(|e| !e.kind.is_bounce()).copied())
        .map(|e| e.identifier.clone());
    journey.not_accepted = refusal
        .filter(|_| acceptance.is_none())
        .map(|e| NotAccepted {
            at: e.at,
            reason: e.reason.clone(),
            virus: e.virus,
        });
    learn_recipients(journey, &counting);

    let sent_at = journey.sent_at;
    let heard = |address: &str| {
        let about = |e: &&Evidence| e.recipient.as_deref() == Some(address);
        counting
            .iter()
            .copied()
            .any(|e| about(&e) && !e.kind.is_bounce())
    };
    let accepted = journey.accepted_at.or_else(|| {
        let proved = refusal.is_none() && journey.recipients.iter().any(|r| heard(&r.address));
        proved.then_some(sent_at)
    });
    let silent = accepted
        .zip(journey.watched_at)
        .is_some_and(|(a, w)| w - a > NO_EVIDENCE_AFTER);
    let (certified, submitted) = (journey.certified, journey.submitted_at);
    for recipient in &mut journey.recipients {
        let mut leg = Leg { recipient, sent_at };
        leg.begin(certified, submitted);
        leg.accept(&counting, refusal);
        let address = leg.recipient.address.clone();
        for event in counting
            .iter()
            .filter(|e| e.recipient.as_deref() == Some(address.as_str()))
        {
            leg.take(event, certified);
        }
        if silent
            && matches!(
                leg.recipient.state,
                State::Sent | State::Accepted | State::Delayed12h
            )
        {
            leg.recipient.state = State::NoEvidence;
        }
        leg.remember(&evidence);
    }
}

/// An acceptance may name addresses the message did not (a list resolved by the gestore).
fn learn_recipients(journey: &mut Journey, counting: &[&Evidence]) {
    journey.recipients.retain(|r| r.addressed);
    let mut learnt: Vec<String> = counting
        .iter()
        .flat_map(|e| e.recipients.iter().map(|(a, _)| a.clone()))
        .collect();
    learnt.sort();
    learnt.dedup();
    for address in learnt {
        if !journey.recipients.iter().any(|r| r.address == address) {
            journey
                .recipients
                .push(RecipientState::new(address, false, false));
        }
    }
}

/// One recipient while its evidence is read.
struct Leg<'a> {
    recipient: &'a mut RecipientState,
    sent_at: Instant,
}

impl Leg<'_> {
    fn begin(&mut self, certified: bool, submitted_at: Option<Instant>) {
        let old = &*self.recipient;
        *self.recipient =
            RecipientState::new(old.address.clone(), old.expected_certified, old.addressed);
        if !certified {
            self.recipient.r#type = Some(RecipientType::Esterno);
            if submitted_at.is_some() {
                self.recipient.state = State::AcceptedExternal;
            }
        }
    }

    fn accept(&mut self, counting: &[&Evidence], refusal: Option<&Evidence>) {
        let listed = counting
            .iter()
            .filter(|e| e.kind == EvidenceKind::Accettazione)
            .find_map(|e| {
                // The DTD makes `destinatari` obligatory; an empty list can only mean all, as certified.
                let all = e
                    .recipients
                    .is_empty()
                    .then_some(RecipientType::Certificato);
                let named = e
                    .recipients
                    .iter()
                    .find(|(a, _)| *a == self.recipient.address)
                    .map(|(_, t)| *t);
                named.or(all).map(|t| (e.at, t))
            });
        if let Some((at, r#type)) = listed {
            self.recipient.accepted_at = Some(at);
            self.recipient.r#type = Some(r#type);
            self.recipient.state = match r#type {
                RecipientType::Certificato => State::Accepted,
                RecipientType::Esterno => State::AcceptedExternal,
            };
            if r#type == RecipientType::Esterno && self.recipient.expected_certified {
                self.flag(Flag::ExpectedCertified);
            }
        }
        let Some(refusal) = refusal else { return };
        if counting
            .iter()
            .any(|e| e.kind == EvidenceKind::Accettazione)
        {
            self.flag(Flag::Conflict);
            return;
        }
        self.recipient.state = State::NotAccepted;
        self.fail(
            refusal,
            if refusal.virus {
                Cause::Virus
            } else {
                refusal.cause()
            },
        );
    }

    /// One event about this recipient: the table of states.
    fn take(&mut self, event: &Evidence, certified: bool) {
        use EvidenceKind::*;
        use State::*;
        let external = self.recipient.r#type == Some(RecipientType::Esterno);
        match (event.kind, self.recipient.state) {
            (AvvenutaConsegna, Delivered | DeliveredLate) => {}
            (AvvenutaConsegna, state) => {
                self.recipient.delivered_at = Some(event.at);
                self.recipient.state = match state {
                    Undelivered24h | Failed | FailedVirus | Bounced => DeliveredLate,
                    _ => Delivered,
                };
                // The gestore refused it, or said no delivery can be certified: and yet it was.
                if state == NotAccepted || external {
                    self.flag(Flag::Conflict);
                }
            }
            (PreavvisoErroreConsegna | ErroreConsegna, Delivered | DeliveredLate) => {
                self.flag(Flag::Conflict)
            }
            (PreavvisoErroreConsegna, Sent | Accepted | Delayed12h) => {
                if event.at - self.recipient.accepted_at.unwrap_or(self.sent_at) >= GIVEN_UP_AFTER {
                    self.recipient.state = Undelivered24h;
                    self.fail(event, Cause::Timeout);
                } else {
                    self.recipient.state = Delayed12h;
                    self.flag(Flag::Delayed);
                }
            }
            (ErroreConsegna, Sent | Accepted | Delayed12h | AcceptedExternal | DelayedExternal) => {
                self.recipient.state = if event.virus { FailedVirus } else { Failed };
                self.fail(event, event.cause());
            }
            // Anybody can write a bounce: it may only speak of recipients nobody certifies.
            (BounceFailed, Sent | AcceptedExternal | DelayedExternal) if external => {
                self.recipient.state = Bounced;
                self.fail(event, event.cause());
            }
            (BounceDelayed, AcceptedExternal) if external => self.recipient.state = DelayedExternal,
            (BounceDelayed, Sent) if external && !certified => {
                self.recipient.state = DelayedExternal
            }
            _ => {}
        }
    }

    fn fail(&mut self, event: &Evidence, cause: Cause) {
        self.recipient.failed_at = Some(event.at);
        self.recipient.cause = Some(cause);
        self.recipient.reason = event.reason.clone();
    }

    fn flag(&mut self, flag: Flag) {
        self.recipient.flags.insert(flag);
    }

    /// The history holds all evidence that concerns this recipient, unverified claims too.
    fn remember(&mut self, evidence: &[Evidence]) {
        let address = self.recipient.address.clone();
        let concerns = |e: &&Evidence| match e.kind {
            EvidenceKind::Accettazione => {
                e.recipients.is_empty() || e.recipients.iter().any(|(a, _)| *a == address)
            }
            EvidenceKind::NonAccettazione => true,
            _ => e.recipient.as_deref() == Some(address.as_str()),
        };
        for event in evidence.iter().filter(concerns) {
            if !event.verified && !event.kind.is_bounce() {
                self.flag(Flag::Unverified);
            }
            let line = HistoryLine {
                kind: event.kind,
                at: event.at,
                mail: event.mail,
                verified: event.verified,
            };
            self.recipient.history.push(line);
        }
    }
}
