//! Giving work to offices: *per competenza* to one, *per conoscenza* to others, and back to who sorted it.
//!
//! The office of the case follows the assignment (its variable `ufficio`). Who only knows reads the case and has
//! no task. Each assignment keeps what was before, so that refusing it undoes exactly that.

use crate::{Act, Fault, Runtime, audit, drive::Extra};
use interpreter::Command;
use office::{Verb, people};
use rules::{Map, Value};
use serde_json::json;
use store::{Expect, Table, load, row, view::TaskItem};
use uuid::Uuid;

const OFFICE: &str = "ufficio";

impl Runtime {
    /// Assigns a task *per competenza* to one office and lets others read the case *per conoscenza*.
    ///
    /// By who sorts, holds or oversees the task. The office's people are offered it; it is held by nobody.
    pub async fn assign_to_office(
        &self,
        act: &Act,
        id: Uuid,
        office: &str,
        copies: &[String],
    ) -> Result<(), Fault> {
        let (item, instance) = self.open_task_and_case(act, id).await?;
        let act = &act.may_on_task(Verb::Distribute, &item, None)?;
        self.may_with_case_mail(act, Verb::ForwardMail, instance.id)
            .await?;
        self.give_to_office(act, item, instance, office, copies)
            .await
    }

    /// As [`Runtime::assign_to_office`], by somebody who was found to be allowed.
    pub(crate) async fn give_to_office(
        &self,
        act: &Act,
        item: TaskItem,
        instance: row::Instance,
        office: &str,
        copies: &[String],
    ) -> Result<(), Fault> {
        let id = item.task.id;
        let offices = load::offices(&self.store).await?;
        let known = |key: &String| offices.iter().any(|o| o.key == *key);
        let wrong: Vec<(String, String, String)> = [("office", office.to_string())]
            .into_iter()
            .chain(copies.iter().map(|c| ("copies", c.clone())))
            .filter(|(_, key)| !known(key))
            .map(|(field, key)| {
                (
                    field.to_string(),
                    format!("Ufficio sconosciuto: «{key}»."),
                    format!("Unknown office: «{key}»."),
                )
            })
            .collect();
        if !wrong.is_empty() {
            return Err(Fault::Invalid { fields: wrong });
        }
        let now = self.clock.now();
        let task = item.task;
        let assigned = |office: &str, kind: &str| row::Assignment {
            id: Uuid::now_v7(),
            task: task.id,
            instance: task.instance,
            office: office.into(),
            kind: kind.into(),
            state: "open".into(),
            sorted_by: act.viewer.login.clone(),
            sorted_at: now,
            before_office: item.office.clone(),
            before_users: task.candidate_users.clone(),
            before_groups: task.candidate_groups.clone(),
            closed_by: None,
            closed_at: None,
            reason: None,
        };
        let mut extra = self.freed(act, &task, Extra::default()).await?;
        extra = self.closed_assignment(task.id, "replaced", extra).await?;
        let given = row::Task {
            assignee: None,
            claimed_at: None,
            candidate_users: Vec::new(),
            candidate_groups: vec![people::office_group(office)],
            ..task.clone()
        };
        extra = extra
            .guard(Table::Task, task.id, Expect::Revision(task.revision))
            .put(given)
            .put(assigned(office, "competence"));
        for copy in copies.iter().filter(|c| c.as_str() != office) {
            let (title, name) = (&item.instance_title, &act.viewer.name);
            extra = extra.put(assigned(copy, "copy")).put(row::Notice {
                id: Uuid::now_v7(),
                recipient: format!("g:{}", people::office_group(copy)),
                instance: task.instance,
                text_it: format!("Per conoscenza: «{title}», da {name}."),
                text_en: format!("For information: «{title}», from {name}."),
                created_at: now,
            });
        }
        let extra = extra.audit(audit(
            act,
            "task.distribute",
            "task",
            id,
            json!({ "office": office, "copies": copies }),
        ));
        self.give_office(act, instance, id, office, extra).await
    }

    /// An office refuses what it was assigned: the task goes back to who sorted it, with the reason.
    pub async fn refuse_assignment(&self, act: &Act, id: Uuid, reason: &str) -> Result<(), Fault> {
        let reason = &Fault::reason_of(reason, "reason")?;
        let (item, instance) = self.open_task_and_case(act, id).await?;
        let act = &act.may_on_task(Verb::RefuseAssignment, &item, None)?;
        let assigned = load::assignment_of_task(&self.store, id)
            .await?
            .ok_or_else(|| {
                Fault::conflict(
                    "not_assigned",
                    "Nessuno ha assegnato questa attività all'ufficio.",
                    "Nobody assigned this task to the office.",
                )
            })?;
        let now = self.clock.now();
        let task = item.task;
        let extra = self.freed(act, &task, Extra::default()).await?;
        let back = row::Task {
            assignee: Some(assigned.sorted_by.clone()),
            claimed_at: Some(now),
            candidate_users: assigned.before_users.clone(),
            candidate_groups: assigned.before_groups.clone(),
            ..task.clone()
        };
        let (name, title) = (&act.viewer.name, &item.instance_title);
        let extra = extra
            .guard(Table::Task, id, Expect::Revision(task.revision))
            .put(back)
            .put(row::Notice {
                id: Uuid::now_v7(),
                recipient: format!("m:{}", assigned.sorted_by),
                instance: task.instance,
                text_it: format!("{name} rifiuta l'assegnazione di «{title}»: {reason}"),
                text_en: format!("{name} refuses the assignment of «{title}»: {reason}"),
                created_at: now,
            })
            .put(row::Note {
                id: Uuid::now_v7(),
                instance: task.instance,
                author: act.viewer.login.clone(),
                author_for: act.behalf.clone(),
                text: reason.into(),
                at: now,
            })
            .audit(audit(
                act,
                "task.refuse",
                "task",
                id,
                json!({ "office": assigned.office, "to": assigned.sorted_by }),
            ));
        let before = assigned.before_office.clone();
        let extra = extra
            .guard(Table::Assignment, assigned.id, Expect::State("open".into()))
            .put(row::Assignment {
                state: "refused".into(),
                closed_by: Some(act.viewer.login.clone()),
                closed_at: Some(now),
                reason: Some(reason.into()),
                ..assigned
            });
        self.give_office(
            act,
            instance,
            id,
            before.as_deref().unwrap_or_default(),
            extra,
        )
        .await
    }

    /// Writes the rest in the commit that gives the case its office.
    async fn give_office(
        &self,
        act: &Act,
        instance: row::Instance,
        task: Uuid,
        office: &str,
        extra: Extra,
    ) -> Result<(), Fault> {
        let variables = Map::from([(OFFICE.to_string(), Value::Text(office.into()))]);
        match self
            .drive_from(act, instance, Command::SetVariables { variables }, extra)
            .await
        {
            Ok(driven) => {
                self.settle(driven.consequences).await;
                Ok(())
            }
            Err(Fault::Conflict { code, .. })
                if matches!(code.as_str(), "race" | "task_changed") =>
            {
                Err(self.taken(act, task).await?)
            }
            Err(e) => Err(e),
        }
    }

    /// Adds that the open assignment of a task is over.
    async fn closed_assignment(
        &self,
        task: Uuid,
        state: &str,
        extra: Extra,
    ) -> Result<Extra, Fault> {
        let Some(open) = load::assignment_of_task(&self.store, task).await? else {
            return Ok(extra);
        };
        Ok(extra
            .guard(Table::Assignment, open.id, Expect::State("open".into()))
            .put(row::Assignment {
                state: state.into(),
                closed_at: Some(self.clock.now()),
                ..open
            }))
    }
}
