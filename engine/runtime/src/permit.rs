//! Whether the person of an act may do it: every verb asks here before it decides anything.
//!
//! The answer is `office::may`; this only finds out whose the thing is. What a person may not even see
//! is kept from them by the views; a refusal here says why.

use crate::{Act, Fault, Runtime};
use office::{BoxSubject, MessageClass, Refusal, StandIn, Subject, TaskSubject, Verb, Viewer, may};
use store::{load, row, view};
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

    /// Refuses what the person may not do with messages of a mailbox: by the rights it gives, else by its offices.
    pub(crate) async fn may_in_mailbox(
        &self,
        act: &Act,
        verb: Verb,
        mailbox: Uuid,
        class: MessageClass,
    ) -> Result<Act, Fault> {
        let offices = load::mailbox(&self.store, mailbox)
            .await?
            .map(|m| m.offices)
            .unwrap_or_default();
        let subject = BoxSubject {
            mailbox,
            offices: &offices,
            class,
        };
        act.permitted(verb, &Subject::Box(subject))
    }

    /// Refuses what the person may not do with this mail.
    pub(crate) async fn may_with_mail(
        &self,
        act: &Act,
        verb: Verb,
        mail: &row::Mail,
    ) -> Result<Act, Fault> {
        self.may_in_mailbox(act, verb, mail.mailbox, MessageClass::of_kind(&mail.kind))
            .await
    }

    /// Refuses what the person may not do with the mail that opened a case; a case without one refuses nothing.
    pub(crate) async fn may_with_case_mail(
        &self,
        act: &Act,
        verb: Verb,
        instance: Uuid,
    ) -> Result<(), Fault> {
        if act.viewer.given.is_empty() {
            return Ok(());
        }
        match load::first_mail_of_instance(&self.store, instance).await? {
            Some(mail) => self.may_with_mail(act, verb, &mail).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Whether the person may give the mail that opened a case to others.
    pub async fn may_forward(&self, viewer: &Viewer, instance: Uuid) -> Result<bool, Fault> {
        let act = Act::of(viewer.clone(), None);
        match self
            .may_with_case_mail(&act, Verb::ForwardMail, instance)
            .await
        {
            Ok(()) => Ok(true),
            Err(Fault::Refused { .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Whether the person may begin a message that passes this mail on to somebody outside.
    pub async fn may_pass_on(&self, viewer: &Viewer, mail: &row::Mail) -> Result<bool, Fault> {
        let act = Act::of(viewer.clone(), None);
        if act.may(Verb::SendFrom).is_err() {
            return Ok(false);
        }
        match self.may_with_mail(&act, Verb::ForwardMail, mail).await {
            Ok(_) => Ok(true),
            Err(Fault::Refused { .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Refuses a message the person may not write: what belongs to a case that a mail opened is its answer, anything
    /// else is new; an answer that leaves from another box is new there too.
    pub(crate) async fn may_write_from(
        &self,
        act: &Act,
        instance: Uuid,
        mailbox: &row::Mailbox,
    ) -> Result<(), Fault> {
        let answered = load::first_mail_of_instance(&self.store, instance).await?;
        if let Some(mail) = &answered {
            let _ = self.may_with_mail(act, Verb::AnswerMail, mail).await?;
        }
        // Where the box gives no rights, whoever the process gave the task writes from the box it names.
        if !mailbox.rights.is_empty() && answered.is_none_or(|mail| mail.mailbox != mailbox.id) {
            let _ = self
                .may_in_mailbox(act, Verb::SendFrom, mailbox.id, MessageClass::Sent)
                .await?;
        }
        Ok(())
    }
}
