//! What a person does with a mail that started nothing: open a case, link it, set it aside.

use super::opening::mail_start;
use super::start::business_key;
use super::variable::mail_value;
use crate::{Act, Fault, Runtime, audit, consequence::Consequence, ids};
use contract::Arrival;
use office::Verb;
use rules::Map;
use serde_json::json;
use store::{Expect, Table, WriteSet, load, row, view};
use uuid::Uuid;

impl Runtime {
    /// A person opens a case from a mail that started nothing.
    pub async fn start_from_mail(&self, act: &Act, id: Uuid, process: &str) -> Result<Uuid, Fault> {
        let (act, mail) = &self.startable_mail(act, id).await?;
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
        let mailbox = self.box_of(mail.mailbox).await?;
        let event = mail_start(&deployed, &mailbox, &arrival);
        let variables = Map::from([("mail".to_string(), mail_value(mail, &arrival, &mailbox.key))]);
        let before = load::owed(&self.store, mail.id).await?;
        let (instance, consequences) = self
            .start_with(
                act,
                mail,
                business_key(&arrival),
                &deployed,
                event,
                variables,
            )
            .await?;
        self.settle(consequences).await;
        self.release_head(before).await?;
        Ok(instance)
    }

    /// As [`Runtime::start_from_mail`], and the work it begins with goes to an office *per competenza*.
    pub async fn start_for_office(
        &self,
        act: &Act,
        id: Uuid,
        process: &str,
        office: &str,
    ) -> Result<Uuid, Fault> {
        let known = load::office_by_key(&self.store, office).await?;
        known.ok_or_else(|| Fault::Invalid {
            fields: vec![(
                "office".into(),
                format!("Ufficio sconosciuto: «{office}»."),
                format!("Unknown office: «{office}»."),
            )],
        })?;
        let instance = self.start_from_mail(act, id, process).await?;
        let tasks = load::tasks_of_instance(&self.store, instance).await?;
        // A process that begins with something else goes its own way.
        if let Some(first) = tasks.iter().find(|t| t.state == "open" && t.wait >= 0) {
            // Whoever may sort the message says whose it is, though the process offers the task to others.
            let next = Act::of(act.viewer.clone(), None);
            let (item, case) = self.open_task_and_case(&Act::system(), first.id).await?;
            self.give_to_office(&next, item, case, office, &[]).await?;
        }
        Ok(instance)
    }

    /// A person joins a mail to a case that exists: an answer is owed for it as for the one that opened the case. Where
    /// that has ended, the head of its office gets a task.
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
            crate::owed::joined(mail.id, instance, self.clock.now()),
            "mail.link",
        )
        .await?;
        self.settle(vec![Consequence::Owed(instance)]).await;
        Ok(())
    }

    /// Undoes a wrong join: the mail is to be sorted again, the case keeps a note of it. The mail that opened a
    /// case stays with it.
    pub async fn unlink_mail(&self, act: &Act, id: Uuid, reason: &str) -> Result<(), Fault> {
        let reason = &Fault::reason_of(reason, "reason")?;
        let mail = view::mail(&act.viewer, &self.store, id)
            .await?
            .filter(|m| !m.withheld)
            .ok_or_else(|| Fault::not_found("mail"))?
            .mail;
        let act = &self.may_with_mail(act, Verb::SortMail, &mail).await?;
        let owed = load::owed(&self.store, id).await?;
        let opened = owed
            .as_ref()
            .filter(|o| o.joined_at.is_none())
            .and_then(|o| o.instance);
        let case = match mail.instance {
            Some(instance) => load::instance(&self.store, instance).await?,
            None => None,
        };
        // Cases from before openings were kept are named after the mail.
        let named = |c: &row::Instance| ids::derived(id, c.process_key.as_bytes(), "case") == c.id;
        let (Some(instance), true, false) = (
            mail.instance,
            mail.state == "case",
            opened == mail.instance || case.as_ref().is_some_and(named),
        ) else {
            return Err(Fault::conflict(
                "not_joined",
                "Il messaggio non è stato unito a questa pratica: l'ha aperta, o non ne ha una.",
                "The mail was not joined to this case: it opened it, or has none.",
            ));
        };
        let mut set = self.set(act);
        set.guard(Table::Mail, id, Expect::State("case".into()));
        set.put(row::Mail {
            state: "inbox".into(),
            instance: None,
            despatch: None,
            ..mail.clone()
        });
        if let Some(owed) = owed {
            self.end_head_task(act, owed.task, "open", &mut set).await?;
            // A message that named it has answered it, wherever it belongs.
            set.put(row::Owed {
                despatch: owed.despatch,
                instance: None,
                ..crate::owed::opened(id, instance)
            });
        }
        set.put(row::Note {
            id: Uuid::now_v7(),
            instance,
            author: act.viewer.login.clone(),
            author_for: act.behalf.clone(),
            text: format!("«{}»: {reason}", mail.subject),
            at: self.clock.now(),
        });
        set.audit(audit(
            act,
            "mail.unlink",
            "mail",
            id,
            json!({ "instance": instance }),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// A person sets a mail aside, with a reason.
    pub async fn archive_mail(&self, act: &Act, id: Uuid, reason: &str) -> Result<(), Fault> {
        let reason = &Fault::reason_of(reason, "reason")?;
        let (act, mail) = &self.sortable(act, id).await?;
        let owed = row::Owed {
            instance: None,
            ..crate::owed::opened(mail.id, Uuid::nil())
        };
        let owed = self.explained(act, &owed, reason.trim());
        self.sort(
            act,
            mail,
            row::Mail {
                state: "sorted".into(),
                ..mail.clone()
            },
            owed,
            "mail.archive",
        )
        .await
    }

    /// A mail that may open a case: one nobody sorted, or whose case ended without an answer.
    async fn startable_mail(&self, act: &Act, id: Uuid) -> Result<(Act, row::Mail), Fault> {
        let found = view::mail(&act.viewer, &self.store, id).await?;
        let owed = load::owed(&self.store, id).await?;
        let unanswered = match owed.filter(|o| o.state == "open").and_then(|o| o.instance) {
            Some(instance) => load::instance(&self.store, instance)
                .await?
                .is_some_and(|i| i.ended_at.is_some()),
            None => false,
        };
        match found.filter(|m| unanswered && !m.withheld && m.mail.state == "case") {
            Some(item) => {
                let act = self.may_with_mail(act, Verb::SortMail, &item.mail).await?;
                Ok((act, item.mail))
            }
            None => self.sortable(act, id).await,
        }
    }

    /// A mail the person sees, may sort, and that belongs to no case yet.
    async fn sortable(&self, act: &Act, id: Uuid) -> Result<(Act, row::Mail), Fault> {
        let mail = view::mail(&act.viewer, &self.store, id)
            .await?
            .filter(|m| !m.withheld)
            .ok_or_else(|| Fault::not_found("mail"))?
            .mail;
        let act = self.may_with_mail(act, Verb::SortMail, &mail).await?;
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
        owed: row::Owed,
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
        set.put(after).put(owed);
        self.commit(set).await.map(|_| ())
    }
}
