//! What became of a message that left: one state per recipient, folded over the receipts.
//!
//! The journey keeps every piece of evidence it was given and computes all states anew from the
//! whole set, in the order of the events' own times. So receipts may come in any order and any
//! number of times: the same set always gives the same journey. Evidence that is not verified is
//! kept for people to see and moves nothing. Source: RFC 6109 §3; the table in the tests is the
//! state machine, row by row. Knows no storage and no clock.

mod evidence;
mod fold;
mod outcome;
mod remedy;
#[cfg(test)]
mod tests;
mod watch;

pub use evidence::{Evidence, EvidenceKind};
pub use outcome::{Milestone, Outcome};
pub use remedy::{Remedy, alike};
pub use watch::Watch;

use chrono::{DateTime, Utc};
use contract::RecipientType;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type Instant = DateTime<Utc>;

/// Where a recipient stands. Names on the wire are those of the API.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[schemars(rename = "RecipientState")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Handed to the gestore (or about to be); no evidence yet.
    Sent,
    /// The gestore accepted it for a certified recipient.
    Accepted,
    /// Accepted for a recipient without PEC: delivery cannot be certified. Final unless it bounces.
    AcceptedExternal,
    Delivered,
    /// Delivered after evidence of failure: the failure was acted upon, a person must know.
    DeliveredLate,
    /// The 12 h notice: not delivered yet, still possible.
    #[serde(rename = "delayed_12h")]
    Delayed12h,
    /// The recipient's server says it is trying.
    DelayedExternal,
    /// The 24 h notice: the gestore gave up.
    #[serde(rename = "undelivered_24h")]
    Undelivered24h,
    Failed,
    FailedVirus,
    Bounced,
    /// 26 h after acceptance neither delivery nor failure is known.
    NoEvidence,
    /// The gestore refused the whole message.
    NotAccepted,
}

impl State {
    /// Whether the content reached the recipient's box.
    pub fn is_delivered(self) -> bool {
        matches!(self, State::Delivered | State::DeliveredLate)
    }

    /// Whether it is known not to have reached it.
    pub fn is_failed(self) -> bool {
        use State::*;
        matches!(
            self,
            Undelivered24h | Failed | FailedVirus | Bounced | NotAccepted
        )
    }

    /// Accepted without any certified delivery to come.
    pub fn is_external(self) -> bool {
        matches!(self, State::AcceptedExternal | State::DelayedExternal)
    }

    /// Whether nothing more is to be expected (late evidence may still move it).
    pub fn is_terminal(self) -> bool {
        self.is_delivered() || self.is_failed() || self.is_external()
    }
}

/// Something about a recipient that a person should look at or know.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Receipts contradict each other; the state was not downgraded.
    Conflict,
    /// The address book says PEC, the gestore says ordinary mail: a typing error or a dead domain.
    ExpectedCertified,
    /// A 12 h notice came on the way.
    Delayed,
    /// A receipt claims something about this recipient and its signature does not verify.
    Unverified,
}

/// Why a delivery failed, as far as the receipt tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    UnknownMailbox,
    UnknownDomain,
    FullMailbox,
    Virus,
    /// No answer within 24 h.
    Timeout,
    Other,
}

/// One address the message goes to, and what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    pub address: String,
    /// The address book holds it as PEC.
    pub expected_certified: bool,
}

impl<T: AsRef<str>> From<T> for Addressee {
    fn from(address: T) -> Addressee {
        Addressee {
            address: normal(address.as_ref()),
            expected_certified: false,
        }
    }
}

/// One line of a recipient's history, oldest event first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryLine {
    pub kind: EvidenceKind,
    pub at: Instant,
    /// The kept mail that proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Uuid>,
    /// False: shown only, it moved nothing.
    pub verified: bool,
}

/// What is known of one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "JourneyRecipient")]
pub struct RecipientState {
    pub address: String,
    /// As the gestore classified it in the acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<RecipientType>,
    pub state: State,
    #[serde(default)]
    pub flags: BTreeSet<Flag>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Instant>,
    /// Legal time of delivery: the `data` of the delivery receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The gestore's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub history: Vec<HistoryLine>,
    #[serde(default)]
    pub expected_certified: bool,
    /// Named by the sender; false: learnt from the acceptance.
    pub addressed: bool,
}

/// The gestore refused the whole message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotAccepted {
    pub at: Instant,
    pub reason: Option<String>,
    pub virus: bool,
}

/// What one piece of evidence did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// A state, a time, a type or a flag is different now.
    pub changed: bool,
    /// It is verified, new, and about this message: it takes part in the states.
    pub counted: bool,
    /// A recipient got [`Flag::Conflict`] by it.
    pub conflict: bool,
    /// Recipients that failed by it, in address order: each needs a corrective task.
    pub failed: Vec<String>,
    /// Recipients the gestore holds for ordinary although PEC was expected.
    pub unexpected_external: Vec<String>,
    /// Delivered after all, though held for failed before.
    pub delivered_late: Vec<String>,
    /// Milestones that hold now and did not before, in the order of the enum.
    pub reached: Vec<Milestone>,
}

impl Applied {
    /// Adds what a further piece of evidence, given after this one, did.
    pub fn and(&mut self, later: Applied) {
        self.changed |= later.changed;
        self.counted |= later.counted;
        self.conflict |= later.conflict;
        self.failed.extend(later.failed);
        self.unexpected_external.extend(later.unexpected_external);
        self.delivered_late.extend(later.delivered_late);
        self.reached.extend(later.reached);
    }
}

/// The whole journey of one message. Stored as JSON; every derived field is recomputed on change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Journey {
    /// Sent from a certified mailbox: receipts are to come.
    pub certified: bool,
    /// When it was made; replaced by the submission once known.
    pub sent_at: Instant,
    /// The server took it (SMTP 250).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Instant>,
    /// Legal time of sending: the `data` of the acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Instant>,
    /// The gestore's id of the message (`identificativo`), once learnt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_accepted: Option<NotAccepted>,
    /// In the order of the message, then those learnt from the acceptance by address.
    pub recipients: Vec<RecipientState>,
    /// The latest time the watch looked; silence is judged as of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched_at: Option<Instant>,
    /// Shown as history and receipts.
    #[serde(with = "evidence::as_list")]
    #[schemars(skip)]
    evidence: BTreeMap<evidence::Key, Evidence>,
}

impl Journey {
    /// A message from a certified mailbox. `sent_at` is the time it was handed over, or made until
    /// [`Journey::submitted`] says better. Addresses are compared in lower case; repeats are one.
    pub fn new<A: Into<Addressee>>(
        recipients: impl IntoIterator<Item = A>,
        sent_at: Instant,
    ) -> Journey {
        Journey::with(recipients, sent_at, true)
    }

    /// A message from an ordinary mailbox: no receipt can come, only a bounce.
    pub fn ordinary<A: Into<Addressee>>(
        recipients: impl IntoIterator<Item = A>,
        sent_at: Instant,
    ) -> Journey {
        Journey::with(recipients, sent_at, false)
    }

    fn with<A: Into<Addressee>>(
        recipients: impl IntoIterator<Item = A>,
        sent_at: Instant,
        certified: bool,
    ) -> Journey {
        let mut journey = Journey {
            certified,
            sent_at,
            submitted_at: None,
            accepted_at: None,
            identifier: None,
            not_accepted: None,
            recipients: Vec::new(),
            watched_at: None,
            evidence: BTreeMap::new(),
        };
        for addressee in recipients.into_iter().map(Into::into) {
            let address = normal(&addressee.address);
            match journey.recipients.iter_mut().find(|r| r.address == address) {
                Some(known) => known.expected_certified |= addressee.expected_certified,
                None => journey.recipients.push(RecipientState::new(
                    address,
                    addressee.expected_certified,
                    true,
                )),
            }
        }
        journey.recompute();
        journey
    }

    /// The server took the message at this time. Answers what changed (an ordinary message is done).
    pub fn submitted(&mut self, at: Instant) -> Applied {
        let before = self.clone();
        self.submitted_at = Some(at);
        self.sent_at = at;
        self.recompute();
        self.compare(&before, false)
    }

    /// Takes one piece of evidence and recomputes every state.
    pub fn apply(&mut self, evidence: &Evidence) -> Applied {
        let before = self.clone();
        let fresh = self.keep(evidence);
        if self.evidence == before.evidence {
            return Applied::default();
        }
        self.recompute();
        let counted = fresh && self.takes_part(evidence);
        self.compare(&before, counted)
    }

    /// Looks at the silence as of `now`: see [`Watch`].
    pub fn watch(&mut self, now: Instant) -> Watch {
        watch::watch(self, now)
    }

    /// When [`Journey::watch`] would find something new if nothing came; None: never.
    pub fn next_look(&self) -> Option<Instant> {
        watch::next_look(self)
    }

    /// The one word for the whole message, computed from the recipients.
    pub fn outcome(&self) -> Outcome {
        outcome::outcome(self)
    }

    /// The milestones that hold now.
    pub fn milestones(&self) -> BTreeSet<Milestone> {
        outcome::milestones(self)
    }

    /// How many recipients hold a delivery, of how many.
    pub fn delivered(&self) -> (usize, usize) {
        (
            self.recipients
                .iter()
                .filter(|r| r.state.is_delivered())
                .count(),
            self.recipients.len(),
        )
    }

    /// Every piece of evidence kept, by kind and recipient.
    pub fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        self.evidence.values()
    }

    /// True when the same receipt was not there yet. Of two copies the smaller is kept, so that the
    /// order of arrival leaves no trace.
    fn keep(&mut self, evidence: &Evidence) -> bool {
        let evidence = evidence.normalised();
        let key = evidence.key();
        match self.evidence.get(&key) {
            Some(kept) if kept.canonical() <= evidence.canonical() => false,
            Some(_) => {
                self.evidence.insert(key, evidence);
                false
            }
            None => {
                self.evidence.insert(key, evidence);
                true
            }
        }
    }

    fn takes_part(&self, evidence: &Evidence) -> bool {
        let counts = evidence.verified || (!self.certified && evidence.kind.is_bounce());
        let about_us = match evidence.kind {
            EvidenceKind::Accettazione | EvidenceKind::NonAccettazione => true,
            EvidenceKind::PresaInCarico | EvidenceKind::RilevazioneVirus => false,
            _ => evidence
                .recipient
                .as_deref()
                .map(normal)
                .is_some_and(|address| self.recipients.iter().any(|r| r.address == address)),
        };
        counts && about_us
    }

    fn recompute(&mut self) {
        fold::fold(self);
    }

    fn compare(&self, before: &Journey, counted: bool) -> Applied {
        let old = |address: &str| before.recipients.iter().find(|r| r.address == address);
        let gained = |test: fn(&RecipientState) -> bool| -> Vec<String> {
            let fresh = self
                .recipients
                .iter()
                .filter(|r| test(r) && !old(&r.address).is_some_and(test));
            fresh.map(|r| r.address.clone()).collect()
        };
        let known = before.milestones();
        Applied {
            changed: self.facts() != before.facts(),
            counted,
            conflict: !gained(|r| r.flags.contains(&Flag::Conflict)).is_empty(),
            failed: gained(|r| r.state.is_failed()),
            unexpected_external: gained(|r| r.flags.contains(&Flag::ExpectedCertified)),
            delivered_late: gained(|r| r.state == State::DeliveredLate),
            reached: self.milestones().difference(&known).copied().collect(),
        }
    }

    /// What people and processes can see, without the history.
    fn facts(&self) -> impl PartialEq + use<> {
        let recipients: Vec<_> = self
            .recipients
            .iter()
            .map(|r| {
                let times = (r.accepted_at, r.delivered_at, r.failed_at);
                (
                    r.address.clone(),
                    r.r#type,
                    r.state,
                    r.flags.clone(),
                    times,
                    r.cause,
                    r.reason.clone(),
                )
            })
            .collect();
        (
            self.accepted_at,
            self.identifier.clone(),
            self.not_accepted.clone(),
            self.submitted_at,
            recipients,
        )
    }
}

impl RecipientState {
    fn new(address: String, expected_certified: bool, addressed: bool) -> RecipientState {
        RecipientState {
            address,
            r#type: None,
            state: State::Sent,
            flags: BTreeSet::new(),
            accepted_at: None,
            delivered_at: None,
            failed_at: None,
            cause: None,
            reason: None,
            history: Vec::new(),
            expected_certified,
            addressed,
        }
    }
}

/// Lower case, without brackets and spaces: how addresses are compared.
fn normal(address: &str) -> String {
    address
        .trim()
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim()
        .to_lowercase()
}
