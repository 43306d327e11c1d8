//! What is looked at before a message leaves: the formal checks of a gestore (RFC 6109 §3.1.1), the box it leaves from,
//! its size, and what an attentive colleague would ask. The composer shows it while somebody types; handing the message
//! over refuses what stops it.

use super::{
    Outgoing,
    planned::{Load, Planned, in_parts, says_separately, size},
    reply::no_reply,
};
use crate::{
    Act, Fault, Runtime,
    compose::choose,
    mailbox::{self, Limits},
};
use bpmn::NodeKind;
use contract::is_address;
use office::{
    MessageClass, Verb,
    writing::{Addressed, Channel, announces_attachment, encoded_size},
};
use rules::Value;
use store::{load, row};

/// What most providers of ordinary mail take.
pub(super) const ORDINARY_BYTES_MAX: u64 = 25_000_000;

/// Something about a message that stops it, or that whoever sends it should have seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub code: &'static str,
    /// Field of the message it is about.
    pub field: &'static str,
    pub stops: bool,
    pub it: String,
    pub en: String,
}

/// A message looked through before it leaves.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Those in To, then those in Cc, each with what is known of it.
    pub recipients: Vec<Addressed>,
    /// Key of the box the house would choose; None: it has none that fits.
    pub mailbox: Option<String>,
    /// The box it names is a PEC box.
    pub certified: bool,
    /// Somebody else approves it before it leaves.
    pub approved: bool,
    /// Encoded; what counts against `bytes_max` is this times the recipients where it is certified.
    pub bytes: u64,
    pub bytes_max: u64,
    /// How it leaves when it is too much for one message, or goes to a list.
    pub planned: Option<Planned>,
    /// What the box asks to be written under a message, filled in for who writes.
    pub signature: String,
    pub remarks: Vec<Remark>,
}

impl Runtime {
    /// Looks through a message somebody writes in this task; nothing is kept.
    pub async fn preflight(
        &self,
        act: &Act,
        task: &row::Task,
        message: &Outgoing,
    ) -> Result<Checked, Fault> {
        let Some(drafts) = &task.drafts else {
            return Err(no_reply());
        };
        let instance = load::instance(&self.store, task.instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        let values = self.instance_variables(&instance).await?;
        let proposed = proposed_box(&values, drafts);
        let deployed = self.deployed(instance.process).await?;
        let approved = deployed.model().nodes.iter().any(|node| match &node.kind {
            NodeKind::UserTask(task) => task.approves.as_ref() == Some(drafts),
            _ => false,
        });
        // As it will leave: the task that sends may say so, too.
        let message = &Outgoing {
            separately: message.separately || says_separately(deployed.model(), drafts),
            ..message.clone()
        };
        Ok(Checked {
            approved,
            ..self.check_message(act, message, &proposed).await?
        })
    }

    /// Looks a message of this task through. `proposed`: key of the box its process proposes, free to whoever writes there.
    pub(super) async fn check_message(
        &self,
        act: &Act,
        message: &Outgoing,
        proposed: &str,
    ) -> Result<Checked, Fault> {
        let mut remarks = Vec::new();
        let addresses: Vec<String> = message.to.iter().chain(&message.cc).cloned().collect();
        let recipients = self.addressed(&addresses).await?;
        let listed = self
            .listed_beside(message, &addresses, &mut remarks)
            .await?;
        let channels: Vec<Channel> = recipients.iter().map(|r| r.channel).collect();
        let boxes = load::mailboxes(&self.store).await?;
        let mailbox = boxes.iter().find(|m| m.key == message.mailbox);
        fields(message, &mut remarks);
        let allowed = match mailbox {
            Some(mailbox) if mailbox.key != proposed => self
                .may_in_mailbox(act, Verb::SendFrom, mailbox.id, MessageClass::Sent)
                .await
                .is_ok(),
            _ => true,
        };
        box_remarks(mailbox, allowed, &recipients, &mut remarks);
        for file in &message.attachments {
            if !self.may_attach(act, &file.r#ref).await? {
                remarks.push(stops(
                    "attachment_missing",
                    "attachments",
                    format!("L'allegato «{}» non c'è più.", file.name),
                    format!("Attachment «{}» is no longer there.", file.name),
                ));
            }
        }
        if message.attachments.is_empty() && announces_attachment(&message.subject, &message.body) {
            remarks.push(asks(
                "no_attachment",
                "attachments",
                "Il testo parla di un allegato e non ce n'è nessuno: manca l'allegato?".into(),
                "The text speaks of an attachment and there is none: is it missing?".into(),
            ));
        }
        if message.send_at.is_some_and(|at| at <= self.clock.now()) {
            remarks.push(stops(
                "send_at_past",
                "send_at",
                "L'ora scelta per l'invio è già passata: sceglierne un'altra o inviare subito."
                    .into(),
                "The time chosen to send it has passed: choose another, or send it now.".into(),
            ));
        }
        let certified = mailbox.is_some_and(|m| m.certified);
        let bytes = encoded_size(&message.body, message.attachments.iter().map(|f| f.size));
        let limits = match mailbox.map(mailbox::settings) {
            Some(settings) => settings.map_err(Fault::broken)?.limits,
            None => Limits::default(),
        };
        let bytes_max = match certified {
            true => limits.bytes,
            false => ORDINARY_BYTES_MAX,
        };
        let load = Load {
            limits: &limits,
            certified,
            bytes,
            recipients: recipients.len() + listed,
            listed: message.to_list.is_some(),
            separately: message.separately,
        };
        size(&load, bytes_max, &mut remarks);
        let planned = match mailbox.filter(|_| load.in_parts()) {
            Some(mailbox) => {
                in_parts(message, &load, &mut remarks);
                Some(self.plan(mailbox, message, &load).await?)
            }
            None => None,
        };
        Ok(Checked {
            mailbox: choose(act, &boxes, &channels, &message.mailbox),
            certified,
            approved: false,
            bytes,
            bytes_max,
            planned,
            signature: self.signature(act, mailbox).await?,
            recipients,
            remarks,
        })
    }
}

/// The box, and what it means for these recipients. `allowed`: the writer may let messages leave from it.
fn box_remarks(
    mailbox: Option<&row::Mailbox>,
    allowed: bool,
    recipients: &[Addressed],
    remarks: &mut Vec<Remark>,
) {
    let Some(mailbox) = mailbox else {
        remarks.push(stops(
            "mailbox_missing",
            "mailbox",
            "Scegliere la casella da cui parte.".into(),
            "Choose the mailbox it leaves from.".into(),
        ));
        return;
    };
    if !allowed {
        remarks.push(stops(
            "mailbox_not_yours",
            "mailbox",
            format!(
                "La casella {} è di un altro ufficio: sceglierne una del proprio.",
                mailbox.address
            ),
            format!(
                "Mailbox {} belongs to another office: choose one of your own.",
                mailbox.address
            ),
        ));
    }
    if mailbox::settings(mailbox).is_ok_and(|s| s.smtp.is_none()) {
        remarks.push(stops(
            "mailbox_only_reads",
            "mailbox",
            format!(
                "La casella {} riceve soltanto: sceglierne una con i dati di invio.",
                mailbox.address
            ),
            format!(
                "Mailbox {} only receives: choose one that is set up to send.",
                mailbox.address
            ),
        ));
    }
    let those = |channel: Channel| -> Vec<&str> {
        let found = recipients.iter().filter(|r| r.channel == channel);
        found.map(|r| r.address.as_str()).collect()
    };
    let (certified, ordinary) = (those(Channel::Certified), those(Channel::Ordinary));
    if !mailbox.certified && !certified.is_empty() {
        let who = certified.join(", ");
        remarks.push(asks(
            "ordinary_box_to_certified",
            "mailbox",
            format!("Parte da una casella ordinaria verso una PEC ({who}): della consegna non resta prova."),
            format!("It leaves from an ordinary mailbox to a PEC ({who}): there will be no proof of delivery."),
        ));
    }
    if mailbox.certified && !ordinary.is_empty() {
        let who = ordinary.join(", ");
        remarks.push(asks(
            "certified_box_to_ordinary",
            "to",
            format!(
                "Non è una PEC ({who}): l'invio resta provato, la consegna non si può certificare."
            ),
            format!("Not a PEC ({who}): sending will be proved, delivery cannot be certified."),
        ));
    }
}

/// The key of the box a task's process proposes: that of the message it was given, or of the mail it answers.
pub(super) fn proposed_box(values: &rules::Map, drafts: &str) -> String {
    let of = |name: &str| match values.get(name) {
        Some(Value::Map(map)) => match map.get("mailbox") {
            Some(Value::Text(key)) if !key.is_empty() => Some(key.clone()),
            _ => None,
        },
        _ => None,
    };
    of(drafts).or_else(|| of("mail")).unwrap_or_default()
}

pub(super) fn stops(code: &'static str, field: &'static str, it: String, en: String) -> Remark {
    Remark {
        code,
        field,
        stops: true,
        it,
        en,
    }
}

fn asks(code: &'static str, field: &'static str, it: String, en: String) -> Remark {
    Remark {
        stops: false,
        ..stops(code, field, it, en)
    }
}

/// Recipients, subject, text.
fn fields(message: &Outgoing, remarks: &mut Vec<Remark>) {
    if message.to.is_empty() && message.to_list.is_none() {
        remarks.push(stops(
            "no_recipient",
            "to",
            "Indicare almeno un destinatario.".into(),
            "Give at least one recipient.".into(),
        ));
    }
    for (field, list) in [("to", &message.to), ("cc", &message.cc)] {
        if let Some(bad) = list.iter().find(|a| !is_address(a.trim())) {
            remarks.push(stops(
                "bad_address",
                field,
                format!("«{bad}» non è un indirizzo."),
                format!("«{bad}» is not an address."),
            ));
        }
    }
    if message.subject.trim().is_empty() || message.subject.contains(['\r', '\n', '\0']) {
        remarks.push(stops(
            "no_subject",
            "subject",
            "Scrivere l'oggetto, su una riga.".into(),
            "Write the subject, on one line.".into(),
        ));
    }
    let receipts = ["completa", "breve", "sintetica"];
    if message
        .receipt
        .as_deref()
        .is_some_and(|r| !receipts.contains(&r))
    {
        remarks.push(stops(
            "bad_receipt",
            "receipt",
            "La ricevuta è completa, breve o sintetica.".into(),
            "The receipt is completa, breve or sintetica.".into(),
        ));
    }
    if message.body.trim().is_empty() {
        remarks.push(stops(
            "no_body",
            "body",
            "Scrivere il testo.".into(),
            "Write the text.".into(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_lacks_something_is_named() {
        let mut remarks = Vec::new();
        let message = Outgoing {
            cc: vec!["nessuno".into()],
            subject: "a\nb".into(),
            ..Outgoing::default()
        };
        fields(&message, &mut remarks);
        let named: Vec<(&str, &str)> = remarks.iter().map(|r| (r.field, r.code)).collect();
        assert_eq!(
            named,
            [
                ("to", "no_recipient"),
                ("cc", "bad_address"),
                ("subject", "no_subject"),
                ("body", "no_body")
            ]
        );
    }
}
