//! What a person does with a task: take it, put it back, write, conclude.
//!
//! Claim, draft and assignment live in the task's row only and never step the instance, but where the task
//! has listeners of its assignment; conclude checks the form on the server, steps, and closes the row in the same commit.

mod approval;
mod complete;
mod distribute;
mod form;
mod house;
mod opinion;
mod outgoing;
mod planned;
mod preflight;
mod recipients;
mod reply;
mod signing;
mod take_back;
mod unclaimed;

pub use form::TaskForm;
pub(crate) use house::house_task;
pub use outgoing::{Outgoing, OutgoingFile};
pub use planned::Planned;
pub use preflight::{Checked, Remark};
pub use recipients::{ListChange, RECIPIENTS_MAX, ReadList, RecipientList, WrongLine};
pub use reply::Reply;
pub(crate) use signing::innermost;
pub use signing::{CompareSigned, Given, Signing, ToCompare};
pub use take_back::Leaving;

use crate::{Act, Fault, Runtime, audit, drive::Extra};
use bpmn::{NodeKind, TaskMoment};
use interpreter::Command;
use office::Verb;
use serde_json::{Value as JsonValue, json};
use store::{
    Expect, Table, load, row,
    view::{self, Scope, TaskFilter, TaskItem},
};
use uuid::Uuid;

const DRAFT_BYTES_MAX: usize = 256 << 10;

impl Runtime {
    /// The task with the office of its case; what the person may not see is not there.
    pub(crate) async fn open_task(&self, act: &Act, id: Uuid) -> Result<TaskItem, Fault> {
        Ok(self.open_task_and_case(act, id).await?.0)
    }

    pub(crate) async fn open_task_and_case(
        &self,
        act: &Act,
        id: Uuid,
    ) -> Result<(TaskItem, row::Instance), Fault> {
        let mut found = view::task_and_case(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("task"))?;
        // What another typed is not shown to this person, and stays when the row is written.
        if found.0.task.draft.is_none() && found.0.task.draft_by.is_some() {
            found.0.task.draft = load::task(&self.store, id).await?.and_then(|t| t.draft);
        }
        let task = &found.0.task;
        match task.state.as_str() {
            "open" => Ok(found),
            _ => Err(Fault::Conflict {
                code: "task_ended".into(),
                it: match &task.ended_by {
                    Some(by) => format!("L'attività è già stata conclusa da {by}."),
                    None => "L'attività non c'è più: il processo è andato avanti.".into(),
                },
                en: match &task.ended_by {
                    Some(by) => format!("The task was already completed by {by}."),
                    None => "The task is gone: the process moved on.".into(),
                },
                holder: task.ended_by.clone(),
            }),
        }
    }

    /// Writes a changed task row, and what goes with it; a lost race answers who holds it now.
    async fn put_task(
        &self,
        act: &Act,
        task: row::Task,
        extra: Extra,
        verb: &str,
        detail: JsonValue,
    ) -> Result<row::Task, Fault> {
        let mut set = self.set(act);
        set.guards.extend(extra.guards);
        set.writes.extend(extra.writes);
        set.guard(Table::Task, task.id, Expect::Revision(task.revision))
            .put(task.clone());
        set.audit(audit(act, verb, "task", task.id, detail));
        match self.commit(set).await {
            Ok(_) => Ok(row::Task {
                revision: task.revision + 1,
                ..task
            }),
            Err(Fault::Conflict { .. }) => Err(self.taken(act, task.id).await?),
            Err(e) => Err(e),
        }
    }

    /// Writes a task that has somebody who holds it now; in the same commit its listeners hear of it.
    async fn give_task(
        &self,
        act: &Act,
        task: row::Task,
        extra: Extra,
        verb: &str,
        detail: JsonValue,
    ) -> Result<row::Task, Fault> {
        let (instance, deployed, _) = self.case_of(task.instance).await?;
        let hears = deployed.node(&task.element).is_some_and(|n| match &n.kind {
            NodeKind::UserTask(user) => user
                .listeners
                .iter()
                .any(|l| l.moment == TaskMoment::Assignment),
            _ => false,
        });
        let (Some(assignee), true) = (task.assignee.clone(), hears) else {
            return self.put_task(act, task, extra, verb, detail).await;
        };
        let extra = extra
            .guard(Table::Task, task.id, Expect::Revision(task.revision))
            .put(task.clone())
            .audit(audit(act, verb, "task", task.id, detail));
        let command = Command::AssignTask {
            wait: task.wait as u64,
            assignee,
        };
        match self.drive_from(act, instance, command, extra).await {
            Ok(_) => Ok(row::Task {
                revision: task.revision + 1,
                ..task
            }),
            Err(Fault::Conflict { .. }) => Err(self.taken(act, task.id).await?),
            Err(e) => Err(e),
        }
    }

    async fn taken(&self, act: &Act, id: Uuid) -> Result<Fault, Fault> {
        let now = self.open_task(act, id).await?;
        Ok(match &now.task.assignee {
            Some(holder) if !act.viewer.acts_as(holder) => taken_by(holder.clone()),
            _ if now.task.drafts.is_some() => self.lost_reply(&now.task).await?,
            Some(holder) => taken_by(holder.clone()),
            None => Fault::conflict(
                "task_changed",
                "L'attività è appena stata cambiata: ricaricare.",
                "The task has just been changed: reload.",
            ),
        })
    }

    /// Takes a task, in the place of an absent person for that person. Taking what one holds already changes nothing.
    pub async fn claim(&self, act: &Act, id: Uuid) -> Result<row::Task, Fault> {
        let item = self.open_task(act, id).await?;
        let act = &match &item.task.assignee {
            Some(holder) if act.viewer.acts_as(holder) => return Ok(item.task),
            Some(holder) => return Err(taken_by(holder.clone())),
            None => act.may_on_task(Verb::Claim, &item, None)?,
        };
        let now = self.clock.now();
        self.give_task(
            act,
            row::Task {
                assignee: Some(act.desk().into()),
                claimed_at: Some(now),
                ..item.task
            },
            Extra::default(),
            "task.claim",
            json!({}),
        )
        .await
    }

    /// Puts a task back for its group. Its draft stays.
    pub async fn release(&self, act: &Act, id: Uuid) -> Result<row::Task, Fault> {
        let item = self.open_task(act, id).await?;
        let act = &act.may_on_task(Verb::Release, &item, None)?;
        let extra = self.freed(act, &item.task, Extra::default()).await?;
        self.put_task(
            act,
            row::Task {
                assignee: None,
                claimed_at: None,
                ..item.task
            },
            extra,
            "task.release",
            json!({}),
        )
        .await
    }

    /// Gives a task to a person: by its holder, or by a supervisor.
    pub async fn assign(&self, act: &Act, id: Uuid, login: &str) -> Result<row::Task, Fault> {
        let item = self.open_task(act, id).await?;
        let act = &act.may_on_task(Verb::Assign, &item, None)?;
        let Some(person) = load::person_by_login(&self.store, login)
            .await?
            .filter(|p| p.active)
        else {
            return Err(Fault::Invalid {
                fields: vec![(
                    "login".into(),
                    "Persona sconosciuta o non attiva.".into(),
                    "Unknown or inactive person.".into(),
                )],
            });
        };
        self.may_hand_to(act, &person, item.task.instance).await?;
        self.hand_task(act, item, login).await
    }

    /// Writes that somebody holds the task from now on; that they may, was asked before.
    pub(crate) async fn hand_task(
        &self,
        act: &Act,
        item: TaskItem,
        login: &str,
    ) -> Result<row::Task, Fault> {
        let now = self.clock.now();
        let extra = self.freed(act, &item.task, Extra::default()).await?;
        self.give_task(
            act,
            row::Task {
                assignee: Some(login.into()),
                claimed_at: Some(now),
                ..item.task
            },
            extra,
            "task.assign",
            json!({ "to": login }),
        )
        .await
    }

    /// Giving a case to somebody who could not see the mail that opened it is forwarding that mail.
    async fn may_hand_to(
        &self,
        act: &Act,
        person: &row::Person,
        instance: Uuid,
    ) -> Result<(), Fault> {
        if act.viewer.given.is_empty() {
            return Ok(());
        }
        let Some(mail) = load::first_mail_of_instance(&self.store, instance).await? else {
            return Ok(());
        };
        let theirs = self.viewer(person).await?;
        match view::mail(&theirs, &self.store, mail.id).await? {
            Some(_) => Ok(()),
            None => self
                .may_with_mail(act, Verb::ForwardMail, &mail)
                .await
                .map(|_| ()),
        }
    }

    /// Puts a task one holds out of sight until then; None brings it back.
    pub async fn snooze(
        &self,
        act: &Act,
        id: Uuid,
        until: Option<chrono::DateTime<chrono::Utc>>,
    ) -> Result<(), Fault> {
        let item = self.open_task(act, id).await?;
        let act = &act.may_on_task(Verb::Snooze, &item, None)?;
        if until.is_some_and(|at| at <= self.clock.now()) {
            return Err(Fault::Invalid {
                fields: vec![(
                    "until".into(),
                    "Indicare un momento futuro.".into(),
                    "Give a moment in the future.".into(),
                )],
            });
        }
        let mut set = self.set(act);
        set.guard(Table::Task, id, Expect::Revision(item.task.revision));
        match until {
            Some(until) => set.put(row::PutOff {
                id,
                login: act.viewer.login.clone(),
                until,
            }),
            None => set.write(store::Write::Delete(Table::PutOff, id)),
        };
        set.audit(audit(act, "task.snooze", "task", id, json!({})));
        match self.commit(set).await {
            Err(Fault::Conflict { code, .. }) if code == "race" => Err(self.taken(act, id).await?),
            other => other.map(|_| ()),
        }
    }

    /// Takes the next task that is due in the person's groups, of an area's where its key is given; None when there is none.
    pub async fn take_next(
        &self,
        act: &Act,
        area: Option<String>,
    ) -> Result<Option<row::Task>, Fault> {
        let filter = TaskFilter {
            scope: Scope::Group,
            area,
            ..TaskFilter::default()
        };
        for _ in 0..5 {
            // Who sorts sees more than they may take.
            let Some(next) = view::tasks(&act.viewer, &self.store, &filter, None, view::PAGE_MAX)
                .await?
                .items
                .into_iter()
                .find(|item| act.may_on_task(Verb::Claim, item, None).is_ok())
            else {
                return Ok(None);
            };
            match self.claim(act, next.task.id).await {
                Err(Fault::Conflict { .. }) => continue,
                other => return other.map(Some),
            }
        }
        Ok(None)
    }

    /// Keeps what a person typed. `revision`: refuse when somebody else saved since.
    pub async fn save_draft(
        &self,
        act: &Act,
        id: Uuid,
        data: JsonValue,
        revision: Option<i64>,
    ) -> Result<row::Task, Fault> {
        let task = self.open_task(act, id).await?.task;
        let holder = task.assignee.clone().ok_or_else(|| {
            Fault::refused(
                "not_claimed",
                "Prendere in carico l'attività prima di scrivere.",
                "Claim the task before writing.",
            )
        })?;
        let act = &act
            .in_name_of(&holder)
            .ok_or_else(|| taken_by(holder.clone()))?;
        if revision.is_some_and(|r| r != task.revision) {
            return Err(Fault::conflict(
                "draft_changed",
                "La bozza è stata cambiata altrove.",
                "The draft was changed elsewhere.",
            ));
        }
        if data.to_string().len() > DRAFT_BYTES_MAX {
            return Err(Fault::refused(
                "draft_too_big",
                "La bozza è troppo lunga (256 KiB).",
                "The draft is too long (256 KiB).",
            ));
        }
        // Typing is a sign of life.
        let extra = match &task.drafts {
            Some(_) => self.pen_to_write(act, &task).await?.on(Extra::default()),
            None => Extra::default(),
        };
        let now = self.clock.now();
        self.put_task(
            act,
            row::Task {
                draft: Some(data),
                draft_by: Some(act.viewer.login.clone()),
                draft_at: Some(now),
                ..task
            },
            extra,
            "task.draft",
            json!({}),
        )
        .await
    }
}

fn taken_by(holder: String) -> Fault {
    Fault::Conflict {
        code: "task_taken".into(),
        it: format!("L'attività è in carico a {holder}."),
        en: format!("The task is held by {holder}."),
        holder: Some(holder),
    }
}
