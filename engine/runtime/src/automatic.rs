//! Answers nobody writes. A mailbox that is told to tells the writer of a first message that it has come in; whom it tells
//! nothing, `office::automatic` says.
//!
//! Each is a case of the house's process `risposta_automatica`, with its despatch, receipts and errors like any other; it does
//! not count as the answer that is owed.

use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    drive::{Birth, Extra},
    ids, mailbox,
    task::Outgoing,
};
use chrono::TimeDelta;
use contract::Arrival;
use interpreter::Command;
use office::automatic::{Facts, Why, may_answer};
use rules::{Map, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// The process that sends them.
pub const AUTOMATIC: &str = "risposta_automatica";
const BODY_MAX: usize = 4_000;
const SUBJECT_MAX: usize = 200;
const HOURLY_MAX: u32 = 200;

/// What a mailbox answers by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AutomaticSettings {
    /// Before the subject of the message: `Risposta automatica` when empty.
    #[serde(default)]
    pub subject: String,
    pub body: String,
    /// As many leave within an hour; then none, and an alarm. From 1 to 200.
    #[serde(default = "twenty")]
    pub hourly_max: u32,
}

fn twenty() -> u32 {
    20
}

impl AutomaticSettings {
    /// Refuses what cannot be sent. `sends`: the mailbox has SMTP settings.
    pub(crate) fn check(&self, sends: bool) -> Result<(), Fault> {
        let mut fields = Vec::new();
        let mut wrong = |field: &str, it: &str, en: &str| {
            fields.push((format!("automatic.{field}"), it.to_string(), en.to_string()))
        };
        if self.body.trim().is_empty() || self.body.chars().count() > BODY_MAX {
            wrong(
                "body",
                "Scrivere il testo della risposta automatica, al più 4.000 caratteri.",
                "Write the text of the automatic answer, at most 4,000 characters.",
            );
        }
        if self.subject.chars().count() > SUBJECT_MAX || self.subject.chars().any(char::is_control)
        {
            wrong(
                "subject",
                "Un oggetto su una riga, al più 200 caratteri.",
                "A subject on one line, at most 200 characters.",
            );
        }
        if !(1..=HOURLY_MAX).contains(&self.hourly_max) {
            wrong(
                "hourly_max",
                "Da 1 a 200 risposte in un'ora.",
                "From 1 to 200 answers an hour.",
            );
        }
        if !sends {
            wrong(
                "body",
                "Questa casella riceve soltanto: non può rispondere.",
                "This mailbox only receives: it cannot answer.",
            );
        }
        match fields.is_empty() {
            true => Ok(()),
            false => Err(Fault::Invalid { fields }),
        }
    }
}

impl Runtime {
    /// `kept`: the mail as it was before. Tells the writer of a mail that was just decided that it has come in, where its mailbox is told to and nothing forbids it.
    pub(crate) async fn answer_by_itself(
        &self,
        kept: &row::Mail,
        arrival: &Arrival,
    ) -> Result<Vec<Consequence>, Fault> {
        // Most boxes answer nothing by themselves: what became of the mail is read only where one does.
        let Some(from) = load::mailbox(&self.store, kept.mailbox).await? else {
            return Ok(Vec::new());
        };
        let Some(settings) = mailbox::settings(&from)
            .map_err(Fault::broken)?
            .writing
            .automatic
        else {
            return Ok(Vec::new());
        };
        let Some(mail) = load::mail(&self.store, kept.id).await? else {
            return Ok(Vec::new());
        };
        // What joined a despatch answers something; what is no case and waits for nobody is no matter.
        if !matches!(mail.state.as_str(), "case" | "inbox") || mail.despatch.is_some() {
            return Ok(Vec::new());
        }
        // One at a time for a mailbox, so that the hour is counted right.
        let _turn = self.turns.take(from.id).await;
        let reply = self.reply_row(&mail, arrival);
        let facts = self
            .facts(&mail, arrival, &from, &settings, reply.id)
            .await?;
        match may_answer(arrival, &facts) {
            Ok(()) => {
                self.begin_answer(&mail, arrival, &from, &settings, reply)
                    .await
            }
            Err(Why::HourlyStop) => {
                let most = settings.hourly_max;
                self.open_outside(self.outside_incident(
                    from.id,
                    "automatic_stopped",
                    &format!(
                        "{}: {most} risposte automatiche in un'ora, le altre non partono / {most} automatic answers in an hour, no more leave",
                        from.address
                    ),
                ))
                .await?;
                Ok(Vec::new())
            }
            Err(why) => {
                tracing::debug!(mail = %mail.id, ?why, "no automatic answer");
                Ok(Vec::new())
            }
        }
    }

    /// The row of today's answer to this address.
    fn reply_row(&self, mail: &row::Mail, arrival: &Arrival) -> row::AutomaticReply {
        let address = arrival.from.trim().to_lowercase();
        let day = self.clock.now().with_timezone(&self.zone).date_naive();
        row::AutomaticReply {
            id: ids::derived(
                Uuid::nil(),
                format!("{address}\0{day}").as_bytes(),
                "automatic",
            ),
            mail: mail.id,
            mailbox: mail.mailbox,
            address,
            instance: ids::derived(mail.id, b"", "automatic-case"),
            at: self.clock.now(),
        }
    }

    async fn facts(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
        from: &row::Mailbox,
        settings: &AutomaticSettings,
        today: Uuid,
    ) -> Result<Facts, Fault> {
        let hour = self.clock.now() - TimeDelta::hours(1);
        let most = settings.hourly_max as usize;
        let (boxes, before, had, in_hour) = tokio::try_join!(
            load::mailboxes(&self.store),
            load::wrote_before(&self.store, mail),
            load::automatic_reply(&self.store, today),
            load::automatic_replies_since(&self.store, from.id, hour, most),
        )?;
        Ok(Facts {
            own: boxes
                .iter()
                .any(|b| b.address.eq_ignore_ascii_case(&arrival.from)),
            archive: mail.uid <= from.archive_uid,
            wrote_before: before,
            had_today: had.is_some(),
            in_hour: in_hour.len() as u32,
            hourly_max: settings.hourly_max,
        })
    }

    async fn begin_answer(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
        from: &row::Mailbox,
        settings: &AutomaticSettings,
        reply: row::AutomaticReply,
    ) -> Result<Vec<Consequence>, Fault> {
        let act = Act::system();
        let deployed = self.latest(AUTOMATIC).await?;
        let prefix = match settings.subject.trim() {
            "" => "Risposta automatica",
            subject => subject,
        };
        let message = Outgoing {
            mailbox: from.key.clone(),
            to: vec![reply.address.clone()],
            subject: format!("{prefix}: {}", arrival.subject.trim()),
            body: settings.body.clone(),
            in_reply_to: Some(json!(mail.id.to_string())),
            certified: Some(from.certified),
            automatic: true,
            ..Outgoing::default()
        };
        let birth = Birth {
            id: reply.instance,
            drawn: false,
            title: message.subject.chars().take(300).collect(),
            business_key: None,
        };
        let mut variables = Map::new();
        variables.insert(
            "messaggio".into(),
            Value::from_json(json!(message)).map_err(Fault::broken)?,
        );
        if let Some(office) = from.offices.first() {
            variables.insert("ufficio".into(), Value::from(office.as_str()));
        }
        let extra = Extra::default()
            .guard(Table::AutomaticReply, reply.id, Expect::Absent)
            .audit(audit(
                &act,
                "mail.automatic",
                "mail",
                mail.id,
                json!({ "instance": reply.instance }),
            ))
            .put(reply);
        let command = Command::Start {
            event: None,
            variables,
        };
        match self.drive_new(&act, &deployed, birth, command, extra).await {
            Ok(driven) => Ok(driven.consequences),
            // Another message of the same day was faster.
            Err(Fault::Conflict { .. }) => Ok(Vec::new()),
            Err(e) => Err(e),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_automatic_answer_has_a_text_a_limit_and_a_way_out() {
        let good = AutomaticSettings {
            subject: String::new(),
            body: "Il messaggio è arrivato.".into(),
            hourly_max: 20,
        };
        assert!(good.check(true).is_ok());
        let bad = |settings: AutomaticSettings, sends| settings.check(sends).is_err();
        assert!(bad(good.clone(), false));
        assert!(bad(
            AutomaticSettings {
                body: " ".into(),
                ..good.clone()
            },
            true
        ));
        assert!(bad(
            AutomaticSettings {
                subject: "a\nb".into(),
                ..good.clone()
            },
            true
        ));
        assert!(bad(
            AutomaticSettings {
                hourly_max: 0,
                ..good.clone()
            },
            true
        ));
        assert!(bad(
            AutomaticSettings {
                hourly_max: 201,
                ..good
            },
            true
        ));
    }
}
