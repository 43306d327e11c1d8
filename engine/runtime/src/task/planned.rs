//! How a message to many would leave: in how many parts, until when, and what its receipts cost. Nothing is kept.

use super::{
    Outgoing, RECIPIENTS_MAX,
    preflight::{Remark, stops},
};
use crate::{
    Fault, Runtime,
    despatch::{Bulk, pace, per_part, quota},
    mailbox::Limits,
};
use bpmn::{MappingValue, ProcessModel};
use contract::ReceiptScope;
use std::collections::HashSet;
use store::row;

/// How a message to many will leave, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub recipients: usize,
    pub parts: usize,
    pub per_part: usize,
    /// Each recipient gets a message of their own.
    pub separately: bool,
    /// completa | breve | sintetica: as it is now; None: from an ordinary mailbox.
    pub receipt: Option<String>,
    /// Bytes the receipts will take in the mailbox, about: complete, brief, short.
    pub quota: [u64; 3],
    /// When the last part leaves if the first does now, at the pace of the mailbox.
    pub until: row::Instant,
}

/// What tells how a message leaves: its box's limits, its size, its recipients.
pub(super) struct Load<'a> {
    pub limits: &'a Limits,
    pub certified: bool,
    pub bytes: u64,
    pub recipients: usize,
    pub listed: bool,
    pub separately: bool,
}

impl Load<'_> {
    /// Recipients of one part; 0: it is too big even for one.
    fn per_part(&self) -> usize {
        let bulk = Bulk {
            certified: self.certified,
            size: self.bytes,
            recipients: self.recipients,
            separately: self.separately,
        };
        per_part(self.limits, bulk)
    }

    /// Whether it leaves in parts: a PEC above the limits of its box, what each recipient gets separately, and whatever goes
    /// to a list.
    pub(super) fn in_parts(&self) -> bool {
        let cut = self.certified || self.separately;
        let above = cut && self.recipients > self.per_part();
        self.recipients > 0 && self.per_part() > 0 && (above || self.listed)
    }
}

impl Runtime {
    /// How many recipients the list of a message adds to these addresses.
    pub(super) async fn listed_beside(
        &self,
        message: &Outgoing,
        addresses: &[String],
        remarks: &mut Vec<Remark>,
    ) -> Result<usize, Fault> {
        let Some(list) = &message.to_list else {
            return Ok(0);
        };
        match self.listed(list).await? {
            Ok(listed) => {
                let written: HashSet<String> =
                    addresses.iter().map(|a| a.trim().to_lowercase()).collect();
                Ok(listed.iter().filter(|a| !written.contains(*a)).count())
            }
            Err(_) => {
                remarks.push(stops(
                    "recipient_list_missing",
                    "to_list",
                    format!(
                        "L'elenco dei destinatari «{}» non c'è più: allegarlo di nuovo.",
                        list.name
                    ),
                    format!(
                        "The list of recipients «{}» is no longer there: attach it again.",
                        list.name
                    ),
                ));
                Ok(0)
            }
        }
    }

    pub(super) async fn plan(
        &self,
        mailbox: &row::Mailbox,
        message: &Outgoing,
        load: &Load<'_>,
    ) -> Result<Planned, Fault> {
        let per_part = load.per_part();
        let parts = load.recipients.div_ceil(per_part);
        let now = self.clock.now();
        let before = self.planned(mailbox, load.limits, None).await?;
        let due = pace(load.limits, before, now, parts);
        let text = message.body.len() as u64;
        let costs = |scope| match load.certified {
            true => quota(scope, load.recipients, parts, load.bytes, text),
            false => 0,
        };
        let chosen = || message.receipt.clone().unwrap_or_else(|| "breve".into());
        Ok(Planned {
            recipients: load.recipients,
            parts,
            per_part,
            separately: load.separately,
            receipt: load.certified.then(chosen),
            quota: [
                costs(ReceiptScope::Completa),
                costs(ReceiptScope::Breve),
                costs(ReceiptScope::Sintetica),
            ],
            until: due.last().copied().unwrap_or(now),
        })
    }
}

/// Whether the task that sends the message of this variable says that each recipient gets their own. What an expression says
/// shows only when it leaves.
pub(super) fn says_separately(model: &ProcessModel, drafts: &str) -> bool {
    model.nodes.iter().any(|node| {
        let text = |name: &str| {
            let input = node.inputs.iter().find(|input| input.name == name)?;
            match &input.value {
                MappingValue::Text(source) => Some(source.text.trim()),
                _ => None,
            }
        };
        text("separately") == Some("true") && text("message").is_some_and(|m| m.contains(drafts))
    })
}

/// What a message that leaves in parts may not have.
pub(super) fn in_parts(message: &Outgoing, load: &Load<'_>, remarks: &mut Vec<Remark>) {
    if load.recipients > RECIPIENTS_MAX {
        let n = load.recipients;
        remarks.push(stops(
            "too_many_recipients",
            "to",
            format!("{n} destinatari: al più {RECIPIENTS_MAX} per messaggio, vanno divisi."),
            format!("{n} recipients: at most {RECIPIENTS_MAX} for a message, split them."),
        ));
    }
    if !message.cc.is_empty() {
        remarks.push(stops(
            "too_many_copies",
            "cc",
            "Ciò che parte a lotti, o separatamente a ciascuno, non ha copie: mettere tutti fra i destinatari."
                .into(),
            "What leaves in parts, or separately to each, has no copies: put everybody among the recipients.".into(),
        ));
    }
}

/// Whether a provider takes it at all: a PEC above the limits of its box leaves in parts, down to one recipient each.
pub(super) fn size(load: &Load<'_>, max: u64, remarks: &mut Vec<Remark>) {
    let fits = match load.certified {
        true => load.recipients == 0 || load.per_part() > 0,
        false => load.bytes <= max,
    };
    if fits {
        return;
    }
    let megabytes = |n: u64| format!("{},{}", n / 1_000_000, n % 1_000_000 / 100_000);
    let (one, most) = (megabytes(load.bytes), max / 1_000_000);
    remarks.push(match load.certified {
        true => stops(
            "too_big",
            "attachments",
            format!("Il messaggio è di {one} MB; la PEC ne porta {most} anche a un solo destinatario: servono allegati più piccoli."),
            format!("The message has {one} MB; PEC carries {most} even to one recipient: smaller attachments are needed."),
        ),
        false => stops(
            "too_big",
            "attachments",
            format!("Il messaggio è di {one} MB, oltre i {most} che i gestori di posta accettano: servono allegati più piccoli."),
            format!("The message has {one} MB, more than the {most} that mail providers take: smaller attachments are needed."),
        ),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::preflight::ORDINARY_BYTES_MAX;

    fn codes(remarks: &[Remark]) -> Vec<(&str, bool)> {
        remarks.iter().map(|r| (r.code, r.stops)).collect()
    }

    #[test]
    fn what_is_above_the_limits_of_its_box_leaves_in_parts_while_one_recipient_fits() {
        // (certified, bytes, recipients, listed, remarks, in parts)
        let rows: [(bool, u64, usize, bool, &[(&str, bool)], bool); 7] = [
            (true, 9_000_000, 3, false, &[], false),
            (true, 10_000_000, 3, false, &[], true),
            (true, 30_000_001, 1, false, &[("too_big", true)], false),
            (true, 1_000, 51, false, &[], true),
            (true, 1_000, 2, true, &[], true),
            (false, 10_000_001, 30, false, &[], false),
            (false, 25_000_001, 1, false, &[("too_big", true)], false),
        ];
        for (certified, bytes, recipients, listed, expected, in_parts) in rows {
            let limits = Limits::default();
            let max = match certified {
                true => limits.bytes,
                false => ORDINARY_BYTES_MAX,
            };
            let load = Load {
                limits: &limits,
                certified,
                bytes,
                recipients,
                listed,
                separately: false,
            };
            let mut remarks = Vec::new();
            size(&load, max, &mut remarks);
            let row = format!("{certified} {bytes} {recipients} {listed}");
            assert_eq!(codes(&remarks), expected, "{row}");
            assert_eq!(load.in_parts(), in_parts, "{row}");
        }
    }

    #[test]
    fn what_each_gets_separately_leaves_in_as_many_messages_as_recipients() {
        for (certified, recipients, in_parts) in
            [(true, 2, true), (false, 2, true), (true, 1, false)]
        {
            let load = Load {
                limits: &Limits::default(),
                certified,
                bytes: 1_000,
                recipients,
                listed: false,
                separately: true,
            };
            assert_eq!(load.per_part(), 1);
            assert_eq!(load.in_parts(), in_parts, "{certified} {recipients}");
        }
    }
}
