//! Rights over the messages of a mailbox, each given apart: to see, to answer, to pass on, to send, to register, to
//! sort; per mailbox and per class of message.
//!
//! A mailbox that gives no rights goes by its offices and their roles. One that gives any goes by them alone: no role
//! adds to them, an administrator's neither. Who was given a case's work sees its messages for that work.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The group that is one person, e.g. `persona:anna`.
pub const PERSON: &str = "persona:";

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MailboxRight")]
pub enum Right {
    /// See, read and download.
    View,
    /// Write in cases that messages of the box opened, and approve what is written there.
    Reply,
    /// Give them to another office, to a colleague for an opinion, or to somebody who could not see them.
    Forward,
    /// Write new messages from the box, and answers to what came elsewhere; decide about a despatch of unknown outcome.
    Send,
    /// Enter them into a register. It can be given already; nothing asks for it before the register of protocol is there.
    Register,
    /// Open a case from them, join them to one, set them aside, tag them, say why they get no answer.
    Sort,
}

impl Right {
    pub const ALL: [Right; 6] = [
        Right::View,
        Right::Reply,
        Right::Forward,
        Right::Send,
        Right::Register,
        Right::Sort,
    ];
}

/// What sort of message a right is given for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MessageClass {
    /// Envelopes of certified mail.
    Certified,
    /// E-mail, and envelopes of anomaly around it.
    Ordinary,
    /// Receipts and notices of the gestori.
    Receipt,
    /// What could not be read.
    Quarantined,
    /// What left.
    Sent,
}

impl MessageClass {
    pub const ALL: [MessageClass; 5] = [
        MessageClass::Certified,
        MessageClass::Ordinary,
        MessageClass::Receipt,
        MessageClass::Quarantined,
        MessageClass::Sent,
    ];

    /// The kinds of mail (`transport`, `receipt`, …) of this class; none of what left.
    pub fn kinds(self) -> &'static [&'static str] {
        match self {
            MessageClass::Certified => &["transport"],
            MessageClass::Ordinary => &["ordinary", "anomaly"],
            MessageClass::Receipt => &["receipt"],
            MessageClass::Quarantined => &["quarantined"],
            MessageClass::Sent => &[],
        }
    }

    /// The class of a mail of this kind.
    pub fn of_kind(kind: &str) -> MessageClass {
        Self::ALL
            .into_iter()
            .find(|class| class.kinds().contains(&kind))
            .unwrap_or(MessageClass::Ordinary)
    }
}

/// Rights given to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MailboxGrant")]
pub struct Grant {
    /// `ufficio:<key>`, `responsabile:<key>`, `ruolo:<role>` or `persona:<login>`.
    pub to: String,
    /// For which classes; empty: for all.
    #[serde(default)]
    pub classes: BTreeSet<MessageClass>,
    pub rights: BTreeSet<Right>,
    /// The last day on which they hold; absent: without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub last_day: Option<NaiveDate>,
}

impl Grant {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.last_day.is_none_or(|last| day <= last)
    }

    fn is_for(&self, login: &str, groups: &BTreeSet<String>) -> bool {
        match self.to.strip_prefix(PERSON) {
            Some(person) => person == login,
            None => groups.contains(&self.to),
        }
    }
}

/// What somebody has in one mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given(BTreeSet<(Right, MessageClass)>);

impl Given {
    /// What these grants give to the person of this login and these groups.
    pub fn to(login: &str, groups: &BTreeSet<String>, grants: &[Grant], today: NaiveDate) -> Given {
        let hold = grants.iter().filter(|g| g.holds_on(today));
        let mine = hold.filter(|g| g.is_for(login, groups));
        let pairs = mine.flat_map(|grant| {
            let classes = match grant.classes.is_empty() {
                true => MessageClass::ALL.into(),
                false => grant.classes.clone(),
            };
            grant
                .rights
                .iter()
                .flat_map(move |right| classes.clone().into_iter().map(|class| (*right, class)))
        });
        Given(pairs.collect())
    }

    /// To send is a right over the box, whichever class it was given for.
    pub fn has(&self, right: Right, class: MessageClass) -> bool {
        match right {
            Right::Send => self.any(right),
            _ => self.0.contains(&(right, class)),
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the right was given for any class.
    pub fn any(&self, right: Right) -> bool {
        self.0.iter().any(|(r, _)| *r == right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(to: &str, classes: &[MessageClass], rights: &[Right]) -> Grant {
        Grant {
            to: to.into(),
            classes: classes.iter().copied().collect(),
            rights: rights.iter().copied().collect(),
            last_day: None,
        }
    }

    #[test]
    fn rights_are_given_apart_by_group_person_and_class() {
        use MessageClass::*;
        let grants = [
            grant("ufficio:tributi", &[Certified], &[Right::View]),
            grant("persona:anna", &[], &[Right::View, Right::Reply]),
            grant("ruolo:protocollista", &[Receipt], &[Right::Send]),
        ];
        let groups = |all: &[&str]| all.iter().map(|g| g.to_string()).collect::<BTreeSet<_>>();
        let today = NaiveDate::default();
        let to = |login: &str, all: &[&str]| Given::to(login, &groups(all), &grants, today);
        let tea = to("tea", &["ufficio:tributi"]);
        let anna = to("anna", &["ufficio:edilizia"]);
        let pino = to("pino", &["ruolo:protocollista"]);
        let rows = [
            ("office, its class", &tea, Right::View, Certified, true),
            ("office, another class", &tea, Right::View, Ordinary, false),
            ("view is not reply", &tea, Right::Reply, Certified, false),
            (
                "person, every class",
                &anna,
                Right::Reply,
                Quarantined,
                true,
            ),
            ("person, not given", &anna, Right::Forward, Certified, false),
            ("to send is of the box", &pino, Right::Send, Sent, true),
            ("to send is not to see", &pino, Right::View, Receipt, false),
        ];
        for (name, given, right, class, expected) in rows {
            assert_eq!(given.has(right, class), expected, "{name}");
        }
        // A login that looks like a group is nobody's group.
        assert_eq!(to("ufficio:tributi", &[]), Given::default());
    }

    #[test]
    fn a_right_with_an_end_holds_on_its_last_day_and_no_longer() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let ends = Grant {
            last_day: Some(day("2026-06-30")),
            ..grant("persona:anna", &[], &[Right::View])
        };
        let sees = |today: &str| {
            Given::to(
                "anna",
                &BTreeSet::new(),
                std::slice::from_ref(&ends),
                day(today),
            )
            .any(Right::View)
        };
        assert!(sees("2026-06-30") && !sees("2026-07-01"));
    }

    #[test]
    fn every_kind_of_mail_has_one_class() {
        let kinds = ["transport", "receipt", "anomaly", "ordinary", "quarantined"];
        for kind in kinds {
            let of = MessageClass::ALL
                .iter()
                .filter(|c| c.kinds().contains(&kind));
            assert_eq!(of.count(), 1, "{kind}");
        }
    }
}
