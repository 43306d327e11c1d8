//! A message that was handed over and has not left: when it leaves, and taking it back into the hand of who wrote it.
//!
//! It waits as the job that will send it. Taking it back moves the case to before the task it was written in, as a person
//! who steers cases could; the text is where it was.

use super::Outgoing;
use crate::{Act, Fault, Runtime, audit, drive::Extra};
use interpreter::{Change, Command};
use office::Verb;
use serde_json::json;
use store::{Expect, Table, load, row, view};
use uuid::Uuid;

/// A message on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    pub at: row::Instant,
    pub certified: bool,
    /// The person who looks may take it back.
    pub may_take_back: bool,
}

impl Runtime {
    /// When the message of a concluded task leaves; None: it has left, or others still decide about it.
    pub async fn leaving(&self, act: &Act, task: &row::Task) -> Result<Option<Leaving>, Fault> {
        let Some((job, message)) = self.waits_to_leave(task).await? else {
            return Ok(None);
        };
        Ok(Some(Leaving {
            at: job.due_at,
            certified: message.certified.unwrap_or_default(),
            may_take_back: self.may_take_back(act, task).await.is_ok(),
        }))
    }

    /// Takes a message back that has not left: by who handed it over, or who steers the case. Answers the task it is
    /// written in again.
    pub async fn take_back(&self, act: &Act, id: Uuid) -> Result<Uuid, Fault> {
        let task = view::task(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("task"))?
            .task;
        let act = &self.may_take_back(act, &task).await?;
        let Some((job, _)) = self.waits_to_leave(&task).await? else {
            return Err(left());
        };
        let changes = vec![
            Change::StartBefore {
                element: task.element.clone(),
            },
            Change::Cancel {
                element: job.element.clone(),
                token: None,
            },
        ];
        let extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Revision(job.revision))
            .audit(audit(
                act,
                "message.take_back",
                "task",
                id,
                json!({ "instance": task.instance, "job": job.id }),
            ));
        let driven = match self
            .drive(act, task.instance, Command::Modify { changes }, extra)
            .await
        {
            Ok(driven) => driven,
            // Whoever sends was faster.
            Err(Fault::Conflict { code, .. }) if code == "race" => return Err(left()),
            Err(e) => return Err(e),
        };
        self.settle(driven.consequences).await;
        let again = load::tasks_of_instance(&self.store, task.instance)
            .await?
            .into_iter()
            .filter(|t| t.state == "open" && t.element == task.element)
            .max_by_key(|t| t.wait)
            .ok_or_else(|| Fault::broken("a message was taken back and has no task"))?;
        if again.assignee.is_none() {
            self.claim(act, again.id).await?;
        }
        Ok(again.id)
    }

    async fn may_take_back(&self, act: &Act, task: &row::Task) -> Result<Act, Fault> {
        match &task.ended_by {
            Some(login) if *login == act.viewer.login => Ok(act.clone()),
            _ => self.may_on_case(act, Verb::SteerCase, task.instance).await,
        }
    }

    /// The job that will send what this task handed over, while it only waits for its time.
    async fn waits_to_leave(
        &self,
        task: &row::Task,
    ) -> Result<Option<(row::Job, Outgoing)>, Fault> {
        if task.state != "completed" || task.drafts.is_none() {
            return Ok(None);
        }
        let now = self.clock.now();
        let jobs = load::jobs_of_instance(&self.store, task.instance).await?;
        Ok(jobs.into_iter().find_map(|job| {
            let waits = job.state == "waiting" && job.despatch.is_none() && job.due_at > now;
            if !waits || job.attempts > 0 || self.kinds.outbound(&job.kind).is_none() {
                return None;
            }
            let message = job.inputs.get("message")?;
            let message: Outgoing = serde_json::from_value(message.clone()).ok()?;
            let own = message.author.is_some() && message.author == task.ended_by;
            own.then_some((job, message))
        }))
    }
}

fn left() -> Fault {
    Fault::conflict(
        "message_left",
        "Il messaggio è già partito, o sta partendo: non si può più riprendere.",
        "The message has left, or is leaving: it cannot be taken back any more.",
    )
}
