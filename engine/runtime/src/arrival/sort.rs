//! What a person does with a mail that started nothing: open a case, link it, set it aside.

use super::start::invoice_key;
use super::variable::mail_value;
use crate::{Act, Fault, Runtime, audit};
use contract::Arrival;
use office::Verb;
use rules::Map;
use serde_json::json;
use store::{Expect, Table, WriteSet, load, row, view};
use uuid::Uuid;

impl Runtime {
    /// A person opens a case from a mail that started nothing.
    pub async fn start_from_mail(&self, act: &Act, id: Uuid, process: &str) -> Result<Uuid, Fault> {
        let (act, mail) = &self.sortable(act, id).await?;
        let arrival: Arrival = serde_json::from_value(mail.arrival.clone()).map_err(|_| {
            Fault::refused(
                "mail_unreadable",
                "Il messaggio è in quarantena: si può solo scaricare.",
                "The mail is quarantined: it can only be downloaded.",
            )
        })?;
        let row = load::latest_process(&self.store, process)
            .await?
            .ok_or_else(|| Fault::not_found("process"))?;
        let deployed = self.deployed(row.id).await?;
        let event = deployed
            .process
            .starts()
            .iter()
            .find_map(|start| match &start.kind {
                interpreter::StartKind::Message(catch) if catch.mailbox.is_some() => {
                    Some((start.id.clone(), i64::from(start.number)))
                }
                _ => None,
            });
        let key = self.mailbox_key(mail.mailbox).await?;
        let variables = Map::from([("mail".to_string(), mail_value(mail, &arrival, &key))]);
        let (instance, consequences) = self
            .start_with(
                act,
                mail,
                arrival.sdi.as_ref().map(invoice_key),
                &deployed,
                event,
                variables,
            )
            .await?;
        self.settle(consequences).await;
        Ok(instance)
    }

    /// A person links a mail to a case that exists.
    pub async fn link_mail(&self, act: &Act, id: Uuid, instance: Uuid) -> Result<(), Fault> {
        let (act, mail) = &self.sortable(act, id).await?;
        view::instance(&act.viewer, &self.store, instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        self.sort(
            act,
            mail,
            row::Mail {
                state: "case".into(),
                instance: Some(instance),
                ..mail.clone()
            },
            "mail.link",
        )
        .await
    }

    /// A person sets a mail aside, with a reason.
    pub async fn archive_mail(&self, act: &Act, id: Uuid, reason: &str) -> Result<(), Fault> {
        if reason.trim().is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "reason".into(),
                    "Indicare il motivo.".into(),
                    "Give the reason.".into(),
                )],
            });
        }
        let (act, mail) = &self.sortable(act, id).await?;
        self.sort(
            act,
            mail,
            row::Mail {
                state: "sorted".into(),
                ..mail.clone()
            },
            "mail.archive",
        )
        .await
    }

    /// A mail the person sees, may sort, and that belongs to no case yet.
    async fn sortable(&self, act: &Act, id: Uuid) -> Result<(Act, row::Mail), Fault> {
        let mail = view::mail(&act.viewer, &self.store, id)
            .await?
            .filter(|m| !m.withheld)
            .ok_or_else(|| Fault::not_found("mail"))?
            .mail;
        let act = self
            .may_in_mailbox(act, Verb::SortMail, mail.mailbox)
            .await?;
        if matches!(
            mail.state.as_str(),
            "inbox" | "archive" | "sorted" | "orphan" | "quarantined"
        ) {
            return Ok((act, mail));
        }
        Err(Fault::conflict(
            "mail_sorted",
            "Il messaggio appartiene già a una pratica.",
            "The mail belongs to a case already.",
        ))
    }

    async fn sort(
        &self,
        act: &Act,
        before: &row::Mail,
        after: row::Mail,
        verb: &str,
    ) -> Result<(), Fault> {
        let mut set: WriteSet = self.set(act);
        set.guard(Table::Mail, before.id, Expect::State(before.state.clone()));
        set.audit(audit(
            act,
            verb,
            "mail",
            before.id,
            json!({ "instance": after.instance }),
        ));
        set.put(after);
        self.commit(set).await.map(|_| ())
    }
}
