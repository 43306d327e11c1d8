//! A message that answers nobody: a case of the house's process `messaggio`, so that it has a draft the office sees,
//! a sender, a history and its receipts like every other.

use crate::{Act, Fault, Runtime, audit, drive::Extra, task::Outgoing, task::OutgoingFile};
use chrono_tz::Tz;
use contract::Arrival;
use interpreter::Command;
use office::{
    MessageClass, Verb,
    message::forward_subject,
    writing::{Channel, SenderBox, sender_box},
};
use serde_json::{Map as Json, Value as JsonValue, json};
use store::{load, row, view};
use uuid::Uuid;

/// The process a message begins. Whoever publishes another of this key decides what a message must go through.
pub const MESSAGE: &str = "messaggio";
/// Characters of a subject that become the title of its case.
const TITLE_MAX: usize = 200;

/// A message somebody begins to write.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    /// Key of the box it leaves from; None: as the recipients and the writer's office say.
    pub mailbox: Option<String>,
    pub to: Vec<String>,
    /// The mail it passes on.
    pub forward: Option<Uuid>,
}

/// The case of a new message, and the task it is written in.
#[derive(Debug, Clone, Copy)]
pub struct BegunMessage {
    pub instance: Uuid,
    pub task: Uuid,
}

impl Runtime {
    /// Publishes the house's own process for messages where the office has none.
    pub async fn provide_process(
        &self,
        key: &str,
        files: impl FnOnce() -> Option<(String, Vec<(String, Vec<u8>)>)>,
    ) -> Result<(), Fault> {
        if load::latest_process(&self.store, key).await?.is_some() {
            return Ok(());
        }
        let (name, files) = files().ok_or_else(|| Fault::not_found("process"))?;
        self.deploy(&Act::system(), Some(name), files)
            .await
            .map(|_| ())
    }

    /// Begins a message: the draft lies on the server from its first letter on, in the hands of who began it, in sight of
    /// their office.
    pub async fn begin_message(&self, act: &Act, asked: NewMessage) -> Result<BegunMessage, Fault> {
        let act = &act.may(Verb::SendFrom)?;
        let mut message = match asked.forward {
            Some(mail) => self.forwarded(act, mail).await?,
            None => Outgoing::default(),
        };
        message.to = asked.to;
        let boxes = load::mailboxes(&self.store).await?;
        if let Some(key) = asked.mailbox.filter(|key| !key.is_empty()) {
            let named = boxes.iter().find(|m| m.key == key);
            let named = named.ok_or_else(|| Fault::not_found("mailbox"))?;
            let _ = self
                .may_in_mailbox(act, Verb::SendFrom, named.id, MessageClass::Sent)
                .await?;
            message.mailbox = key;
        }
        let office = own_office(act, boxes.iter().find(|m| m.key == message.mailbox));
        let mut given = Json::new();
        given.insert("autore".into(), json!(act.viewer.login));
        given.insert(
            "gruppo".into(),
            json!(match &office {
                Some(office) => format!("ufficio:{office}"),
                None => format!("persona:{}", act.viewer.login),
            }),
        );
        if let Some(office) = office {
            given.insert("ufficio".into(), json!(office));
        }
        if !message.subject.is_empty() {
            given.insert("oggetto".into(), json!(message.subject));
        }
        if let Some(mail) = asked.forward {
            given.insert("inoltra".into(), json!(mail));
        }
        given.insert(MESSAGE.into(), json!(message));
        let forwarded = |case: Uuid| {
            let mail = asked.forward?;
            let detail = json!({ "instance": case });
            Some(audit(act, "mail.forward", "mail", mail, detail))
        };
        let started = self
            .start_recorded(act, MESSAGE, None, given, None, forwarded)
            .await?;
        let task = load::tasks_of_instance(&self.store, started.id)
            .await?
            .into_iter()
            .find(|task| task.state == "open" && task.drafts.is_some());
        match task {
            Some(task) => Ok(BegunMessage {
                instance: started.id,
                task: task.id,
            }),
            None => Err(Fault::refused(
                "no_draft_task",
                "Il processo «messaggio» pubblicato qui non ha un'attività in cui scrivere il messaggio: va corretto dall'analista.",
                "The process `messaggio` published here has no task to write the message in: an analyst must correct it.",
            )),
        }
    }

    /// Throws a message away that was begun and has not been handed over.
    pub async fn discard_message(&self, act: &Act, task: Uuid) -> Result<(), Fault> {
        let item = view::task(&act.viewer, &self.store, task)
            .await?
            .filter(|item| item.task.state == "open")
            .ok_or_else(|| Fault::not_found("task"))?;
        if item.task.process_key != MESSAGE || item.task.drafts.is_none() {
            return Err(Fault::refused(
                "not_a_new_message",
                "Si scarta solo un messaggio nuovo o inoltrato: di una risposta decide il suo processo.",
                "Only a new or forwarded message is discarded: of an answer its process decides.",
            ));
        }
        let act = &act.may_on_task(Verb::Complete, &item, None)?;
        let command = Command::Cancel {
            reason: "messaggio scartato da chi lo scriveva / discarded by who was writing it"
                .into(),
        };
        let extra = Extra::default().audit(audit(act, "message.discard", "task", task, json!({})));
        let driven = self.drive(act, item.task.instance, command, extra).await?;
        self.settle(driven.consequences).await;
        Ok(())
    }

    /// A mail passed on: who wrote what when, its attachments, and for a PEC the whole of it, so that its signature can
    /// still be checked.
    async fn forwarded(&self, act: &Act, mail: Uuid) -> Result<Outgoing, Fault> {
        let found = view::mail(&act.viewer, &self.store, mail).await?;
        let mail = found.ok_or_else(|| Fault::not_found("mail"))?.mail;
        let _ = self.may_with_mail(act, Verb::ForwardMail, &mail).await?;
        let arrival: Arrival = serde_json::from_value(mail.arrival.clone()).map_err(|_| {
            Fault::refused(
                "mail_unreadable",
                "Questo messaggio non si può leggere, quindi non si può inoltrare.",
                "This message cannot be read, so it cannot be forwarded.",
            )
        })?;
        let mut attachments: Vec<OutgoingFile> = arrival
            .attachments
            .iter()
            .map(|a| {
                let path: Vec<String> = a.path.iter().map(u32::to_string).collect();
                OutgoingFile {
                    name: a.name.clone(),
                    media_type: a.media_type.clone(),
                    size: a.size,
                    r#ref: json!(format!("{}/{}", mail.id, path.join("."))),
                }
            })
            .collect();
        if mail.kind == "transport" {
            attachments.push(OutgoingFile {
                name: "messaggio-originale.eml".into(),
                media_type: "application/octet-stream".into(),
                size: u64::try_from(mail.size).unwrap_or_default(),
                r#ref: JsonValue::String(hex::encode(mail.raw)),
            });
        }
        let at = mail.sent_at.or(mail.arrived_at).unwrap_or(mail.fetched_at);
        Ok(Outgoing {
            subject: forward_subject(&arrival.subject),
            body: quoted(&arrival, at, self.zone),
            attachments,
            ..Outgoing::default()
        })
    }
}

/// The title of a message's case, once there is a subject.
pub(crate) fn title(subject: &str) -> String {
    subject.trim().chars().take(TITLE_MAX).collect()
}

/// The key of the box the rule chooses for who writes; None: the house has none that fits.
pub(crate) fn choose(
    act: &Act,
    boxes: &[row::Mailbox],
    channels: &[Channel],
    current: &str,
) -> Option<String> {
    // Of several boxes of one office the one connected first is its own; ids are in that order.
    let mut boxes: Vec<&row::Mailbox> = boxes.iter().collect();
    boxes.sort_by_key(|m| m.id);
    let choices: Vec<SenderBox> = boxes
        .into_iter()
        .map(|m| SenderBox {
            key: &m.key,
            certified: m.certified,
            offices: &m.offices,
        })
        .collect();
    let offices: Vec<&str> = offices(act).collect();
    sender_box(channels, &choices, &offices, current).map(String::from)
}

/// Keys of the offices of who writes, by themselves and in somebody's place.
fn offices(act: &Act) -> impl Iterator<Item = &str> {
    act.viewer
        .each()
        .flat_map(|v| &v.groups)
        .filter_map(|group| group.strip_prefix("ufficio:"))
}

/// The office a new message belongs to: of the writer's the one whose box it leaves from, else the first.
fn own_office(act: &Act, mailbox: Option<&row::Mailbox>) -> Option<String> {
    offices(act)
        .find(|office| mailbox.is_some_and(|m| m.offices.iter().any(|o| o == office)))
        .or_else(|| offices(act).next())
        .map(String::from)
}

/// The text of a mail below the line that says it was forwarded.
fn quoted(arrival: &Arrival, at: row::Instant, zone: Tz) -> String {
    let from = match arrival.from_name.trim() {
        "" => arrival.from.clone(),
        name => format!("{name} <{}>", arrival.from),
    };
    let mut head = format!(
        "\n\n---------- Messaggio inoltrato ----------\nDa: {from}\nData: {}\nA: {}\n",
        at.with_timezone(&zone).format("%d/%m/%Y %H:%M"),
        arrival.to.join(", "),
    );
    if !arrival.cc.is_empty() {
        head += &format!("Cc: {}\n", arrival.cc.join(", "));
    }
    format!(
        "{head}Oggetto: {}\n\n{}",
        arrival.subject,
        arrival.text.trim_end()
    )
}
