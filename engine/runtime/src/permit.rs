//! Whether the person of an act may do it: every verb asks here before it decides anything.
//!
//! The answer is `office::may`; this only finds out whose the thing is. What a person may not even see
//! is kept from them by the views; a refusal here says why.

use crate::{Act, Fault, Runtime};
use office::{Refusal, StandIn, Subject, TaskSubject, Verb, may};
use store::{load, view};
use uuid::Uuid;

impl From<Refusal> for Fault {
    fn from(r: Refusal) -> Fault {
        Fault::refused(r.code, r.it, r.en)
    }
}

impl Act {
    /// Refuses what the person's roles do not allow anywhere. Goes on as the act it answers, which knows in whose
    /// place it is done.
    pub(crate) fn may(&self, verb: Verb) -> Result<Act, Fault> {
        self.permitted(verb, &Subject::House)
    }

    /// Refuses what the person's roles do not allow in these offices.
    pub(crate) fn may_in(&self, verb: Verb, offices: &[String]) -> Result<Act, Fault> {
        self.permitted(verb, &Subject::Offices(offices))
    }

    fn permitted(&self, verb: Verb, subject: &Subject) -> Result<Act, Fault> {
        let absent = may(&self.viewer, verb, subject)?;
        Ok(Act {
            behalf: absent.map(StandIn::behalf).or_else(|| self.behalf.clone()),
            ..self.clone()
        })
    }

    /// Refuses what the person may not do with this task. `author`: who wrote the message it approves.
    pub(crate) fn may_on_task(
        &self,
        verb: Verb,
        item: &view::TaskItem,
        author: Option<&str>,
    ) -> Result<Act, Fault> {
        self.permitted(verb, &Subject::Task(task_subject(item, author)))
    }
}

/// A task as far as permission is concerned, for verbs and for the page that offers them.
pub fn task_subject<'a>(item: &'a view::TaskItem, author: Option<&'a str>) -> TaskSubject<'a> {
    let task = &item.task;
    TaskSubject {
        assignee: task.assignee.as_deref(),
        candidate_users: &task.candidate_users,
        candidate_groups: &task.candidate_groups,
        office: item.office.as_deref(),
        author: author.filter(|_| task.approves.is_some()),
    }
}

impl Runtime {
    /// Refuses what the person may not do to a case. [`Fault::NotFound`] when there is none, or when
    /// it is out of the person's sight.
    pub(crate) async fn may_on_case(
        &self,
        act: &Act,
        verb: Verb,
        instance: Uuid,
    ) -> Result<Act, Fault> {
        let case = view::instance(&act.viewer, &self.store, instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        act.may_in(verb, &Vec::from_iter(case.instance.office))
    }

    /// Refuses what the person may not do in a mailbox: it belongs to its offices.
    pub(crate) async fn may_in_mailbox(
        &self,
        act: &Act,
        verb: Verb,
        mailbox: Uuid,
    ) -> Result<Act, Fault> {
        let offices = load::mailbox(&self.store, mailbox)
            .await?
            .map(|m| m.offices)
            .unwrap_or_default();
        act.may_in(verb, &offices)
    }
}
