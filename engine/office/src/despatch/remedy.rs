//! What is left to do about a recipient who was not reached.

use super::{Cause, Flag, RecipientState, State};

/// Why somebody must act, and so what to propose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The address leads nowhere: look for the right one.
    Address,
    /// The mailbox was full: try again, or another way.
    FullBox,
    /// The address book says PEC and the gestore ordinary mail: a typing error or a dead domain.
    ExpectedCertified,
    /// Not delivered within 24 hours.
    Undelivered,
    Virus,
    /// The gestore took nothing of the message, for anybody.
    NotAccepted,
    Other,
}

impl Remedy {
    /// What this recipient needs; None: nothing.
    pub fn of(recipient: &RecipientState) -> Option<Remedy> {
        match (recipient.state, recipient.cause) {
            (State::NotAccepted, _) => Some(Remedy::NotAccepted),
            (State::FailedVirus, _) => Some(Remedy::Virus),
            (State::Undelivered24h, _) => Some(Remedy::Undelivered),
            (State::Failed | State::Bounced, cause) => Some(match cause {
                Some(Cause::UnknownMailbox | Cause::UnknownDomain) => Remedy::Address,
                Some(Cause::FullMailbox) => Remedy::FullBox,
                _ => Remedy::Other,
            }),
            (state, _) if state.is_delivered() => None,
            _ if recipient.flags.contains(&Flag::ExpectedCertified) => {
                Some(Remedy::ExpectedCertified)
            }
            _ => None,
        }
    }

    /// The name kept in the row and shown by the API.
    pub fn name(self) -> &'static str {
        match self {
            Remedy::Address => "address",
            Remedy::FullBox => "full_box",
            Remedy::ExpectedCertified => "expected_certified",
            Remedy::Undelivered => "undelivered",
            Remedy::Virus => "virus",
            Remedy::NotAccepted => "not_accepted",
            Remedy::Other => "other",
        }
    }

    /// What the task is called.
    pub fn title(self) -> &'static str {
        match self {
            Remedy::Address => "Verifica l'indirizzo",
            Remedy::FullBox => "Casella piena",
            Remedy::ExpectedCertified => "Doveva essere una PEC: verifica l'indirizzo",
            Remedy::Undelivered => "Non consegnata in 24 ore",
            Remedy::Virus => "Fermata per virus",
            Remedy::NotAccepted => "Non accettata dal gestore",
            Remedy::Other => "Mancata consegna",
        }
    }

    /// Whether the same address may be tried once more.
    pub fn may_repeat(self) -> bool {
        !matches!(self, Remedy::Address | Remedy::ExpectedCertified)
    }
}

/// How many letters tell two addresses apart: added, left out or changed. Address books are searched for a typing
/// error with it.
pub fn alike(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_is_few_letters_away() {
        for (one, other, apart) in [
            ("rossi@pec.example", "rossi@pec.example", 0),
            ("rosi@pec.example", "rossi@pec.example", 1),
            ("rossi@pec.exmaple", "rossi@pec.example", 2),
            ("", "abc", 3),
            ("bianchi", "verdi", 6),
        ] {
            assert_eq!(alike(one, other), apart, "{one} {other}");
            assert_eq!(alike(other, one), apart, "{other} {one}");
        }
    }
}
