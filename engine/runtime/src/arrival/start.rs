//! Mails that start a process: the first deployed start event that accepts them.

use super::opening::takes;
use super::variable::mail_value;
use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    drive::{Birth, Extra},
    ids,
};
use contract::{Arrival, Sdi};
use interpreter::{Command, Env};
use rules::Map;
use serde_json::json;
use store::{
    Expect, Table,
    crash::{Point, crash_point},
    load, row,
};
use uuid::Uuid;

/// The business key of the case of an electronic invoice.
pub(super) fn invoice_key(sdi: &Sdi) -> String {
    format!("sdi:{}", sdi.identifier)
}

/// What later messages about the same thing, and people who search, name a case by.
pub(super) fn business_key(arrival: &Arrival) -> Option<String> {
    let file = || super::variable::suap_of(arrival)?.file;
    let invoice = arrival.sdi.as_ref().map(invoice_key);
    invoice.or_else(|| file().map(|file| format!("suap:{file}")))
}

impl Runtime {
    /// The first deployed process whose start accepts this mail: exact mailbox before `*`.
    pub(super) async fn start_process(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
    ) -> Result<Option<Vec<Consequence>>, Fault> {
        let mailbox = self.box_of(mail.mailbox).await?;
        let mut starts =
            load::start_subscriptions_for_mailbox(&self.store, &mailbox.key, &mailbox.address)
                .await?;
        starts.sort_by_key(|s| (s.mailbox.as_deref() == Some("*"), s.process_key.clone()));
        let variables = Map::from([("mail".to_string(), mail_value(mail, arrival, &mailbox.key))]);
        for start in starts {
            let Some(process) = start.process else {
                continue;
            };
            let deployed = self.deployed(process).await?;
            let Some(catch) = deployed.start_message(&start.element, start.wait) else {
                continue;
            };
            if !takes(catch, &mailbox, arrival) {
                continue;
            }
            if catch.when.is_some() {
                let env = Env {
                    now: self.clock.now(),
                    zone: self.zone,
                    calendars: self.calendars(),
                    principal: None,
                };
                let (process, element, number, given) = (
                    deployed.process.clone(),
                    start.element.clone(),
                    start.wait as u32,
                    variables.clone(),
                );
                let said = self
                    .pool
                    .run(crate::pool::Lane::Fast, move || {
                        process.start_accepts(&element, number, &given, &env)
                    })
                    .await;
                match said {
                    Some(Ok(true)) => {}
                    Some(Ok(false)) => continue,
                    Some(Err(e)) => {
                        // A start rule that fails must not lose the mail: it goes on to the next rule, and a person hears of it.
                        self.open_outside(self.outside_incident(
                            start.id,
                            "start_rule_failed",
                            &format!("{} · {}: {e}", start.process_key, start.element),
                        ))
                        .await?;
                        continue;
                    }
                    None => return Err(Fault::broken("a start rule ended unexpectedly")),
                }
            }
            return self
                .start_with(
                    &Act::system(),
                    mail,
                    business_key(arrival),
                    &deployed,
                    Some((start.element, start.wait)),
                    variables,
                )
                .await
                .map(|(_, c)| Some(c));
        }
        Ok(None)
    }

    /// `business_key`: what later messages about the same thing will name it by.
    pub(super) async fn start_with(
        &self,
        act: &Act,
        mail: &row::Mail,
        business_key: Option<String>,
        deployed: &std::sync::Arc<crate::bundle::Deployed>,
        event: Option<(String, i64)>,
        variables: Map,
    ) -> Result<(Uuid, Vec<Consequence>), Fault> {
        // A mail whose case ended unanswered may open another of the same process.
        let mut named = deployed.row.key.clone().into_bytes();
        named.extend(mail.instance.iter().flat_map(|i| i.into_bytes()));
        let id = ids::derived(mail.id, &named, "case");
        let title = if mail.subject.trim().is_empty() {
            deployed.row.name.clone()
        } else {
            mail.subject.chars().take(300).collect()
        };
        let extra = Extra::default()
            .guard(Table::Mail, mail.id, Expect::State(mail.state.clone()))
            .put(row::Mail {
                state: "case".into(),
                instance: Some(id),
                ..mail.clone()
            })
            .put(crate::owed::opened(mail.id, id))
            .audit(audit(
                act,
                "instance.start",
                "instance",
                id,
                json!({ "mail": mail.id, "process": deployed.row.id }),
            ));
        let driven = self
            .drive_new(
                act,
                deployed,
                Birth {
                    id,
                    drawn: false,
                    title,
                    business_key,
                },
                match event {
                    Some((event, trigger)) => Command::StartBy {
                        event,
                        trigger: trigger as u32,
                        variables,
                    },
                    None => Command::Start {
                        event: None,
                        variables,
                    },
                },
                extra,
            )
            .await?;
        crash_point(Point::ArrivalStarted);
        Ok((id, driven.consequences))
    }

    pub(super) async fn mailbox_key(&self, id: Uuid) -> Result<String, Fault> {
        Ok(load::mailbox(&self.store, id)
            .await?
            .map(|m| m.key)
            .unwrap_or_default())
    }
}
