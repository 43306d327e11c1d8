//! Writing a message: which box it leaves from, and what an attentive colleague would ask before it leaves.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an address is known to be.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A PEC box, by the address book, a receipt or a verified envelope.
    Certified,
    /// Ordinary mail, by the address book or an acceptance that called it external.
    Ordinary,
    /// Nobody has said yet.
    Unknown,
}

/// What is known of an address that is being written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// Lower case.
    pub address: String,
    /// As the address book names whoever has it.
    pub name: Option<String>,
    pub channel: Channel,
    /// Legal time of the last certified delivery.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Where the address book has it from, and since when.
    pub source: Option<(String, DateTime<Utc>)>,
}

/// A box of the office, as far as choosing one is concerned.
#[derive(Debug, Clone, Copy)]
pub struct SenderBox<'a> {
    pub key: &'a str,
    pub certified: bool,
    /// Keys of the offices it belongs to; none: to the whole house.
    pub offices: &'a [String],
}

/// The box a message to these recipients should leave from: certified as soon as one of them is a PEC, ordinary when all
/// are known to be ordinary. `current` stays where it fits; else the box of the writer's `offices` that the fewest share, of several the
/// first in order.
pub fn sender_box<'a>(
    recipients: &[Channel],
    boxes: &[SenderBox<'a>],
    offices: &[&str],
    current: &str,
) -> Option<&'a str> {
    let wanted = if recipients.contains(&Channel::Certified) {
        Some(true)
    } else if !recipients.is_empty() && recipients.iter().all(|c| *c == Channel::Ordinary) {
        Some(false)
    } else {
        None
    };
    let fits = |b: &&SenderBox| wanted.is_none_or(|certified| b.certified == certified);
    if let Some(stays) = boxes.iter().filter(fits).find(|b| b.key == current) {
        return Some(stays.key);
    }
    let own = |b: &&SenderBox| {
        b.offices.is_empty() || b.offices.iter().any(|o| offices.contains(&o.as_str()))
    };
    boxes
        .iter()
        .filter(fits)
        .filter(own)
        .min_by_key(|b| (b.offices.is_empty(), b.offices.len()))
        .map(|b| b.key)
}

/// Words that announce an attachment, by their beginning, in the languages of our letters.
const ANNOUNCES: [&str; 9] = [
    "allegat",
    "allego",
    "allega",
    "alleghiamo",
    "accluso",
    "acclusa",
    "attached",
    "attachment",
    "enclosed",
];
/// Before such a word they take it back.
const NONE_OF_THEM: [&str; 6] = ["senza", "nessun", "non", "without", "no", "not"];

/// Whether a text speaks of an attachment. What it quotes (`> `) or forwards (below a line of dashes) does not count.
pub fn announces_attachment(subject: &str, body: &str) -> bool {
    let own = body
        .lines()
        .take_while(|line| !line.trim_start().starts_with("-----"))
        .filter(|line| !line.trim_start().starts_with('>'));
    std::iter::once(subject).chain(own).any(|line| {
        let line = line.to_lowercase();
        let words: Vec<&str> = line
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        words.iter().enumerate().any(|(n, word)| {
            ANNOUNCES.iter().any(|begin| word.starts_with(begin))
                && !n
                    .checked_sub(1)
                    .is_some_and(|before| NONE_OF_THEM.contains(&words[before]))
        })
    })
}

/// Bytes a message will have once encoded: text as quoted-printable, files in lines of base64 (RFC 2045 §6.7, §6.8), with
/// room for the headers. An estimate from above for all but exotic texts.
pub fn encoded_size(text: &str, files: impl IntoIterator<Item = u64>) -> u64 {
    let text: u64 = text.bytes().map(|b| if b.is_ascii() { 1 } else { 3 }).sum();
    let files: u64 = files
        .into_iter()
        .map(|bytes| {
            let base64 = bytes.div_ceil(3) * 4;
            base64 + base64.div_ceil(76) * 2 + 500
        })
        .sum();
    2_000 + text + text / 30 + files
}

#[cfg(test)]
mod tests {
    use super::*;
    use Channel::*;

    #[test]
    fn a_pec_leaves_from_the_pec_box_of_the_writers_office() {
        let house: Vec<String> = ["urp", "edilizia", "tributi"].map(String::from).into();
        let tributi = vec!["tributi".to_string()];
        let boxes = [
            SenderBox {
                key: "protocollo",
                certified: true,
                offices: &house,
            },
            SenderBox {
                key: "tributi-pec",
                certified: true,
                offices: &tributi,
            },
            SenderBox {
                key: "tributi",
                certified: false,
                offices: &tributi,
            },
            SenderBox {
                key: "info",
                certified: false,
                offices: &[],
            },
        ];
        let rows: [(&[Channel], &str, &str, Option<&str>); 9] = [
            (&[Certified], "tributi", "", Some("tributi-pec")),
            (&[Certified], "edilizia", "", Some("protocollo")),
            (&[Certified], "anagrafe", "", None),
            (&[Ordinary], "tributi", "", Some("tributi")),
            (&[Ordinary], "edilizia", "", Some("info")),
            (
                &[Ordinary, Certified],
                "tributi",
                "tributi",
                Some("tributi-pec"),
            ),
            // What fits stays, whosever it is: an answer leaves from where the question came in.
            (&[Certified], "tributi", "protocollo", Some("protocollo")),
            (&[Unknown], "tributi", "info", Some("info")),
            (
                &[Ordinary, Unknown],
                "tributi",
                "protocollo",
                Some("protocollo"),
            ),
        ];
        for (recipients, office, current, expected) in rows {
            assert_eq!(
                sender_box(recipients, &boxes, &[office], current),
                expected,
                "{recipients:?} {office} {current}"
            );
        }
    }

    #[test]
    fn an_attachment_is_announced_by_the_writers_own_words() {
        let rows = [
            ("", "Si trasmette in allegato la planimetria.", true),
            ("Invio allegati", "Buongiorno", true),
            ("", "Please find ATTACHED the plan", true),
            ("", "Alleghiamo copia.", true),
            ("", "Il messaggio è senza allegati.", false),
            ("", "Si risponde come segue.", false),
            ("", "> in allegato la mia istanza\nRicevuto.", false),
            (
                "",
                "Per conoscenza.\n\n---------- Messaggio inoltrato ----------\nVedi allegato",
                false,
            ),
            ("", "La collegata pratica", false),
        ];
        for (subject, body, expected) in rows {
            assert_eq!(announces_attachment(subject, body), expected, "{body}");
        }
    }

    #[test]
    fn encoded_bytes_are_more_than_bare_ones() {
        assert!(encoded_size("", [3_000_000]) > 4_000_000);
        assert!(encoded_size("", [3_000_000]) < 4_200_000);
        assert!(encoded_size("perché", []) > 2_000);
    }
}
