//! Answers nobody writes: to whom a mailbox says by itself that a message has come in, and above all to whom it does not.
//!
//! The refusals come before the settings of any mailbox: what is no person's first message gets no answer, so that two
//! programs never write to each other (RFC 3834 §2).

use crate::message::is_certified;
use contract::{Arrival, Kind};

/// Why a message gets no automatic answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Receipt,
    Anomaly,
    Bounce,
    /// Of the exchange system of invoices.
    Sdi,
    /// A program or a list wrote it.
    Automatic,
    /// It claims to be PEC and does not prove it.
    Unproved,
    /// Written by a box of the house.
    Own,
    /// It came in before the mailbox was watched.
    Archive,
    /// They wrote before, or it answers something.
    NotFirst,
    /// They had one within a day.
    Today,
    /// The mailbox sent as many in the last hour as it may: a person must know.
    HourlyStop,
}

/// What the house knows about a message and its sender.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// The sender is a box of the house.
    pub own: bool,
    /// It lay in the mailbox before that was watched.
    pub archive: bool,
    /// The sender wrote to this mailbox before.
    pub wrote_before: bool,
    /// The sender had an automatic answer, from any box, in the last 24 hours.
    pub had_today: bool,
    /// Automatic answers of this mailbox in the last hour.
    pub in_hour: u32,
    pub hourly_max: u32,
}

/// Local parts behind which no person reads.
const NOBODY: [&str; 7] = [
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "posta-certificata",
];

/// Refuses what gets no automatic answer.
pub fn may_answer(arrival: &Arrival, facts: &Facts) -> Result<(), Why> {
    let local = arrival
        .from
        .split('@')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let why = match arrival.kind {
        Kind::Receipt(_) => Some(Why::Receipt),
        Kind::Anomaly => Some(Why::Anomaly),
        _ if arrival.bounce.is_some() => Some(Why::Bounce),
        _ if arrival.sdi.is_some() => Some(Why::Sdi),
        _ if facts.own => Some(Why::Own),
        _ if facts.archive => Some(Why::Archive),
        _ if arrival.automatic || !arrival.from.contains('@') => Some(Why::Automatic),
        _ if NOBODY.contains(&local.as_str()) => Some(Why::Automatic),
        Kind::Transport if !is_certified(arrival) => Some(Why::Unproved),
        _ if facts.wrote_before
            || !arrival.in_reply_to.is_empty()
            || !arrival.references.is_empty() =>
        {
            Some(Why::NotFirst)
        }
        _ if facts.had_today => Some(Why::Today),
        _ if facts.in_hour >= facts.hourly_max => Some(Why::HourlyStop),
        _ => None,
    };
    why.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::arrival;
    use contract::{Bounce, BounceAction, ReceiptKind, Sdi, VerdictStatus};

    #[test]
    fn only_the_first_message_of_a_person_is_answered() {
        let trusted = Some(VerdictStatus::Trusted);
        let mail = || arrival(Kind::Ordinary, None);
        let facts = Facts {
            hourly_max: 2,
            ..Facts::default()
        };
        let bounce = Bounce {
            action: BounceAction::Failed,
            recipient: "x@mail.example".into(),
            status: None,
            diagnostic: None,
            original_id: None,
        };
        let sdi = Sdi {
            notice: "RC".into(),
            identifier: "1".into(),
            file: None,
            invoice: None,
        };
        let with = |change: &dyn Fn(&mut Arrival)| {
            let mut changed = mail();
            change(&mut changed);
            changed
        };
        let rows: Vec<(Arrival, Facts, Result<(), Why>)> = vec![
            (mail(), facts, Ok(())),
            (arrival(Kind::Transport, trusted), facts, Ok(())),
            (
                arrival(Kind::Transport, Some(VerdictStatus::Invalid)),
                facts,
                Err(Why::Unproved),
            ),
            (
                arrival(Kind::Receipt(ReceiptKind::AvvenutaConsegna), trusted),
                facts,
                Err(Why::Receipt),
            ),
            (arrival(Kind::Anomaly, trusted), facts, Err(Why::Anomaly)),
            (
                with(&|m| m.bounce = Some(bounce.clone())),
                facts,
                Err(Why::Bounce),
            ),
            (with(&|m| m.sdi = Some(sdi.clone())), facts, Err(Why::Sdi)),
            (with(&|m| m.automatic = true), facts, Err(Why::Automatic)),
            (
                with(&|m| m.from = "No-Reply@ditta.example".into()),
                facts,
                Err(Why::Automatic),
            ),
            (
                with(&|m| m.from = String::new()),
                facts,
                Err(Why::Automatic),
            ),
            (
                with(&|m| m.in_reply_to = vec!["a@b.example".into()]),
                facts,
                Err(Why::NotFirst),
            ),
            (
                with(&|m| m.references = vec!["a@b.example".into()]),
                facts,
                Err(Why::NotFirst),
            ),
            (mail(), Facts { own: true, ..facts }, Err(Why::Own)),
            (
                mail(),
                Facts {
                    archive: true,
                    ..facts
                },
                Err(Why::Archive),
            ),
            (
                mail(),
                Facts {
                    wrote_before: true,
                    ..facts
                },
                Err(Why::NotFirst),
            ),
            (
                mail(),
                Facts {
                    had_today: true,
                    ..facts
                },
                Err(Why::Today),
            ),
            (
                mail(),
                Facts {
                    in_hour: 1,
                    ..facts
                },
                Ok(()),
            ),
            (
                mail(),
                Facts {
                    in_hour: 2,
                    ..facts
                },
                Err(Why::HourlyStop),
            ),
        ];
        for (n, (arrival, facts, expected)) in rows.into_iter().enumerate() {
            assert_eq!(may_answer(&arrival, &facts), expected, "row {n}");
        }
    }
}
