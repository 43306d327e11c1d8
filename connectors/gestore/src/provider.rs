//! What the gestore decides: acceptance, delivery, failure, notices, each written when it is due.
//!
//! Synchronous and single: one caller at a time drives it with an instant. An act writes mail into
//! Maildirs, then is noted as done in the spool. Source: RFC 6109 §3.

use crate::{
    behaviour::Behaviour,
    check,
    directory::{Directory, Place},
    dsn::{self, Bounced},
    faults::Faults,
    maildir, mime,
    notice::Issuer,
    original::Original,
    spool::{Due, Spool},
    submission::Submission,
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use signature::AuthorityError;
use std::{collections::HashMap, io, sync::Arc};

/// Something to do for a submission.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Check it and decide everything that follows.
    Accept,
    /// Write the acceptance.
    Acceptance,
    /// The recipients' gestore says it has taken charge (to the service box).
    TakeCharge {
        recipients: Vec<String>,
    },
    Deliver {
        recipient: String,
    },
    Fail {
        recipient: String,
        cause: Cause,
    },
    /// The 12 h or 24 h notice.
    Overdue {
        recipient: String,
        hours: u32,
    },
    /// Hand the mail to an ordinary mailbox.
    Forward {
        recipient: String,
    },
    Bounce {
        recipient: String,
        bounced: Bounced,
    },
    /// One notification for several recipients.
    BounceTogether {
        bounced: Vec<(String, Bounced)>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Full,
    NoMailbox,
    NoDomain,
    Virus,
}

/// Why an act could not be done. It stays in the spool and is tried again.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("disk: {0}")]
    Disk(#[from] io::Error),
    #[error("signature: {0}")]
    Signature(#[from] AuthorityError),
    #[error("{address}: no mailbox here")]
    NoMailbox { address: String },
}

pub struct Provider {
    pub directory: Arc<Directory>,
    pub own: Issuer,
    pub peers: Vec<Issuer>,
    pub faults: Faults,
    pub spool: Spool,
    pub behaviours: HashMap<String, Behaviour>,
    pub size_bytes_max: usize,
}

impl Provider {
    /// Takes a mail of one of our users. On disk when this returns; decided by [`Provider::run_one`].
    pub fn submit(
        &mut self,
        raw: &[u8],
        sender: &str,
        recipients: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<(), ProviderError> {
        let submission = Submission::read(
            &Original::read(raw),
            sender,
            recipients,
            new_id(&self.own),
            now,
        );
        let due = now + span(self.faults.plan().acceptance_delay);
        Ok(self.spool.add(submission, raw, due, Act::Accept)?)
    }

    /// Does the first act that is due; false when none is. After an error it is still there.
    pub fn run_one(&mut self, now: DateTime<Utc>) -> Result<bool, ProviderError> {
        let Some(due) = self.spool.due(now) else {
            return Ok(false);
        };
        let mut submission = due.submission.clone();
        let follow = self.perform(&due, &mut submission)?;
        self.spool.done(&due, submission, follow)?;
        Ok(true)
    }

    fn perform(
        &mut self,
        due: &Due,
        submission: &mut Submission,
    ) -> Result<Vec<(DateTime<Utc>, Act)>, ProviderError> {
        match &due.act {
            Act::Accept => return self.accept(due, submission),
            Act::Acceptance => self.acceptance(submission)?,
            Act::TakeCharge { recipients } => self.take_charge(submission, recipients, due.at)?,
            Act::Deliver { recipient } => self.deliver(due, submission, recipient)?,
            Act::Fail { recipient, cause } => self.fail(submission, recipient, *cause, due.at)?,
            Act::Overdue { recipient, hours } => {
                self.overdue(submission, recipient, *hours, due.at)?
            }
            Act::Forward { recipient } => {
                let envelope =
                    self.own
                        .envelope(submission, &self.spool.raw(&due.key)?, submission.at)?;
                maildir::deliver(
                    &self.directory.external(recipient),
                    &self.own.host,
                    &envelope,
                    due.at,
                )?;
            }
            Act::Bounce { recipient, bounced } => {
                self.bounce(due, submission, &[(recipient.clone(), *bounced)])?
            }
            Act::BounceTogether { bounced } => self.bounce(due, submission, bounced)?,
        }
        Ok(Vec::new())
    }

    /// The notification of an ordinary mail server, in an anomaly envelope.
    fn bounce(
        &mut self,
        due: &Due,
        submission: &Submission,
        bounced: &[(String, Bounced)],
    ) -> Result<(), ProviderError> {
        let sent = self
            .own
            .envelope(submission, &self.spool.raw(&due.key)?, submission.at)?;
        let (host, sender) = (&self.own.host, &submission.sender);
        let returned = dsn::write(host, sender, bounced, &sent, due.at);
        let anomaly = self.own.anomaly(&returned, "", sender, due.at)?;
        self.to_user(sender, &anomaly, 0, due.at)
    }

    /// Access point: checks, then the acceptance and the way of each recipient (RFC 6109 §3.1).
    fn accept(
        &mut self,
        due: &Due,
        submission: &mut Submission,
    ) -> Result<Vec<(DateTime<Utc>, Act)>, ProviderError> {
        let raw = self.spool.raw(&due.key)?;
        let mail = Original::read(&raw);
        let at = due.at;
        submission.at = at;
        let external = |address: &&String| !self.directory.certified(address);
        submission.external = submission
            .recipients
            .iter()
            .filter(external)
            .cloned()
            .collect();
        let wrong = check::formal(
            &mail,
            &submission.sender,
            &submission.recipients,
            self.size_bytes_max,
        );
        if !wrong.is_empty() {
            self.refuse(submission, "altro", &wrong.join("; "))?;
            return Ok(Vec::new());
        }
        if mail.infected() {
            self.refuse(submission, "virus", "è stato rilevato un virus")?;
            return Ok(Vec::new());
        }
        let plan = self.faults.plan();
        let later = at + span(plan.receipt_delay);
        let mut follow = Vec::new();
        let mut charged: Vec<String> = Vec::new();
        for recipient in &submission.recipients {
            let acts = self.way(recipient);
            if acts
                .iter()
                .any(|(_, act)| matches!(act, Act::Deliver { .. }))
                && !acts
                    .iter()
                    .any(|(_, act)| matches!(act, Act::Overdue { hours: 12, .. }))
            {
                charged.push(recipient.clone());
            }
            follow.extend(acts.into_iter().map(|(after, act)| (later + after, act)));
        }
        let mut follow = together(follow);
        if !charged.is_empty() {
            follow.insert(
                0,
                (
                    later,
                    Act::TakeCharge {
                        recipients: charged,
                    },
                ),
            );
        }
        let withheld = self.faults.take(|plan| &mut plan.withhold_acceptance);
        match (withheld, plan.receipts_before_acceptance) {
            (true, _) => {}
            // The same instant, but behind: queued after everything that is due then.
            (false, true) => follow.push((later, Act::Acceptance)),
            (false, false) => follow.insert(0, (at, Act::Acceptance)),
        }
        Ok(follow)
    }

    /// What happens to a recipient, and how long after.
    fn way(&self, recipient: &str) -> Vec<(Duration, Act)> {
        let hours = Duration::hours;
        let now = Duration::zero();
        let to = || recipient.to_owned();
        let chosen = self
            .behaviours
            .get(recipient)
            .copied()
            .or_else(|| Behaviour::of(recipient));
        let place = self.directory.place(recipient);
        if matches!(place, Place::External | Place::Nowhere) {
            let bounce = |after, bounced| {
                (
                    after,
                    Act::Bounce {
                        recipient: to(),
                        bounced,
                    },
                )
            };
            return match (place, chosen) {
                (Place::Nowhere, _) | (_, Some(Behaviour::NoDomain)) => {
                    vec![bounce(now, Bounced::NoHost)]
                }
                (_, Some(Behaviour::Unknown)) => vec![bounce(now, Bounced::NoMailbox)],
                (_, Some(Behaviour::Full)) => vec![bounce(now, Bounced::Full)],
                (_, Some(Behaviour::Slow)) => vec![
                    bounce(hours(4), Bounced::Delayed),
                    bounce(hours(48), Bounced::Expired),
                ],
                (_, Some(Behaviour::Silent)) => vec![],
                _ => vec![(now, Act::Forward { recipient: to() })],
            };
        }
        let fail = |cause| {
            vec![(
                now,
                Act::Fail {
                    recipient: to(),
                    cause,
                },
            )]
        };
        let overdue = |after| {
            (
                hours(i64::from(after)),
                Act::Overdue {
                    recipient: to(),
                    hours: after,
                },
            )
        };
        let missing = place == Place::Own && self.directory.maildir(recipient).is_none();
        match (place, chosen) {
            (Place::Dead, _) | (_, Some(Behaviour::NoDomain)) => fail(Cause::NoDomain),
            (_, Some(Behaviour::Full)) => fail(Cause::Full),
            (_, Some(Behaviour::Unknown)) => fail(Cause::NoMailbox),
            (_, Some(Behaviour::Virus)) => fail(Cause::Virus),
            (_, Some(Behaviour::Silent)) => vec![],
            (_, Some(Behaviour::Slow)) => vec![overdue(12), overdue(24)],
            (_, Some(Behaviour::Late)) => {
                vec![overdue(12), (hours(14), Act::Deliver { recipient: to() })]
            }
            (_, Some(Behaviour::VeryLate)) => {
                vec![overdue(24), (hours(25), Act::Deliver { recipient: to() })]
            }
            (_, Some(Behaviour::Belated)) => vec![
                overdue(12),
                overdue(24),
                (hours(25), Act::Deliver { recipient: to() }),
            ],
            (_, None) if missing => fail(Cause::NoMailbox),
            _ => vec![(now, Act::Deliver { recipient: to() })],
        }
    }

    pub fn issuer(&self, recipient: &str) -> &Issuer {
        match self.directory.place(recipient) {
            Place::Peer(index) => &self.peers[index],
            _ => &self.own,
        }
    }
}

pub fn new_id(issuer: &Issuer) -> String {
    format!("prova.{}@{}", uuid::Uuid::now_v7().simple(), issuer.host)
}

fn span(delay: std::time::Duration) -> Duration {
    Duration::from_std(delay).unwrap_or(Duration::zero())
}

/// An ordinary server writes one notification for all it could not deliver at the same time.
fn together(acts: Vec<(DateTime<Utc>, Act)>) -> Vec<(DateTime<Utc>, Act)> {
    let mut bounced: Vec<(DateTime<Utc>, Vec<(String, Bounced)>)> = Vec::new();
    let mut others = Vec::new();
    for (at, act) in acts {
        match act {
            Act::Bounce {
                recipient,
                bounced: why,
            } => match bounced.iter_mut().find(|(when, _)| *when == at) {
                Some((_, all)) => all.push((recipient, why)),
                None => bounced.push((at, vec![(recipient, why)])),
            },
            act => others.push((at, act)),
        }
    }
    let bounced = bounced
        .into_iter()
        .map(|(at, bounced)| (at, Act::BounceTogether { bounced }));
    others.extend(bounced);
    others
}

/// CRLF line ends throughout.
pub fn crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 32);
    for (index, byte) in raw.iter().enumerate() {
        if *byte == b'\n' && (index == 0 || raw[index - 1] != b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// The trace line every server puts first (RFC 5321 §4.4).
pub fn received(helo: &str, host: &str, protocol: &str, at: DateTime<Utc>) -> String {
    let mut line = String::new();
    let id = uuid::Uuid::new_v4().simple().to_string();
    mime::header(
        &mut line,
        "Received",
        &format!(
            "from {helo} by {host} with {protocol} id {id}; {}",
            mime::date(at)
        ),
    );
    line
}
