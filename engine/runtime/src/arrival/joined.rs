//! A mail that belongs to a case already: what is owed for it, and who hears of it.
//!
//! Every mail that is joined is owed an answer, as the one that opened the case is. Where the process does not wait for
//! it, whoever holds the case is told; where nobody does, its office gets a task.

use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    ids,
    owed::{REPLY_FORM, REPLY_TASK, joined},
    task::house_task,
};
use rules::Value;
use serde_json::json;
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// What a mail tells the process of its case: a message and what it brings along.
pub(super) struct News {
    pub name: &'static str,
    pub key: String,
    pub variables: Value,
    /// Somebody wrote it, who is owed an answer. False: a program told what it has to tell.
    pub owed: bool,
}

/// The event a mail becomes for its case.
pub(crate) fn event_of(mail: Uuid) -> Uuid {
    ids::derived(mail, b"", "answer")
}

impl Runtime {
    /// Puts the mail into a case and tells its process. Without news the case is closed: a person decides whether it opens
    /// again, with the link at hand.
    pub(super) async fn join(
        &self,
        mail: &row::Mail,
        instance: Uuid,
        despatch: Option<Uuid>,
        news: Option<News>,
    ) -> Result<Vec<Consequence>, Fault> {
        let case = load::instance(&self.store, instance).await?;
        let (Some(news), Some(case)) = (news, case) else {
            let linked = row::Mail {
                state: "inbox".into(),
                instance: Some(instance),
                ..mail.clone()
            };
            return self.mark(mail, linked, "mail.answer").await;
        };
        let now = self.clock.now();
        let mut set = self.own_set();
        set.guard(Table::Mail, mail.id, Expect::State("new".into()));
        set.put(row::Mail {
            state: "case".into(),
            instance: Some(instance),
            despatch: despatch.or(mail.despatch),
            ..mail.clone()
        });
        if news.owed {
            let mut owed = joined(mail.id, instance, now);
            let listens = load::subscriptions_of_instance(&self.store, instance)
                .await?
                .iter()
                .any(|s| s.kind == "message" && s.name == news.name && s.key == news.key);
            if !listens {
                // Judged by the case as it stands: one that has gone on is looked at again.
                set.guard(Table::Instance, instance, Expect::Revision(case.revision));
                owed.task = self.told_in_case(mail, &case, &mut set).await?;
            }
            set.put(owed);
        }
        let id = event_of(mail.id);
        set.put(row::Event {
            id,
            kind: "message".into(),
            name: news.name.into(),
            key: news.key,
            variables: news.variables.to_json(),
            message_id: Some(format!("answer:{}", mail.id)),
            target: Some(instance),
            source: None,
            reached: None,
            state: "waiting".into(),
            created_at: now,
            expires_at: None,
            taken_by: None,
            answer: None,
        });
        set.audit(audit(
            &Act::system(),
            "mail.answer",
            "mail",
            mail.id,
            json!({ "instance": instance, "despatch": despatch }),
        ));
        self.commit(set).await?;
        Ok(vec![Consequence::Event(id)])
    }

    /// Tells whoever holds an open task of the case; where nobody does, answers the task its office gets.
    async fn told_in_case(
        &self,
        mail: &row::Mail,
        case: &row::Instance,
        set: &mut WriteSet,
    ) -> Result<Option<Uuid>, Fault> {
        let tasks = load::tasks_of_instance(&self.store, case.id).await?;
        let mut holders: Vec<&String> = tasks
            .iter()
            .filter(|t| t.state == "open")
            .filter_map(|t| t.assignee.as_ref())
            .collect();
        holders.sort();
        holders.dedup();
        let from = match mail.from_name.trim() {
            "" => &mail.from_address,
            name => name,
        };
        for login in &holders {
            let recipient = format!("m:{login}");
            set.put(row::Notice {
                id: ids::at(
                    ids::derived(mail.id, recipient.as_bytes(), "notice"),
                    set.at,
                ),
                recipient,
                instance: case.id,
                text_it: format!(
                    "È arrivato un messaggio di {from} in «{}»: «{}».",
                    case.title, mail.subject
                ),
                text_en: format!(
                    "A message from {from} has come in “{}”: “{}”.",
                    case.title, mail.subject
                ),
                created_at: set.at,
            });
        }
        if !holders.is_empty() {
            return Ok(None);
        }
        let id = ids::derived(mail.id, case.id.as_bytes(), "reply");
        set.guard(Table::Task, id, Expect::Absent);
        set.put(row::Task {
            candidate_groups: self.looked_after_by(case).await?,
            ..house_task(
                case,
                id,
                &format!("Messaggio arrivato: {}", short(&mail.subject)),
                set.at,
                (REPLY_TASK, REPLY_FORM),
            )
        });
        Ok(Some(id))
    }
}

fn short(subject: &str) -> String {
    subject.chars().take(120).collect()
}
