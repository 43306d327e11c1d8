//! Writing the answer: one person at a time, by a lease that lives on with every sign of life.
//!
//! The lease belongs to the message that is answered, so that two cases of one message, or two tasks of
//! one case, are written by one person. Its row stays when the answer is handed over: of two who hand over
//! at the same moment the guard on it lets one through. Times are lease time, never the office's clock.

use super::taken_by;
use crate::{Act, Fault, Runtime, audit, drive::Extra, ids};
use chrono::{DateTime, TimeDelta, Utc};
use office::{
    Verb,
    reply::{Hold, Standing, standing, warning},
};
use serde_json::json;
use store::{Expect, Table, load, row, view::TaskItem};
use uuid::Uuid;

const ASKED_BYTES_MAX: usize = 2_000;

/// How the answer of a task stands for the person who looks. Times are lease time.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Who writes, put it down or sent it; None: nobody ever took it.
    pub row: Option<row::Reply>,
    /// Somebody writes, and their time has not run out.
    pub live: bool,
    /// The person who looks writes.
    pub mine: bool,
    /// When whoever writes is warned, before `held_until`.
    pub warn_at: Option<DateTime<Utc>>,
    /// Sent from another case: a second answer must be taken deliberately.
    pub sent_elsewhere: bool,
}

/// A lease in the hand of the person who acts, to be written with what they do.
pub(super) struct Pen {
    pub row: row::Reply,
    pub expect: Expect,
    /// They had it already.
    pub kept: bool,
    /// Who had it before and gave no sign of life for too long, or was taken over.
    pub before: Option<String>,
}

impl Pen {
    pub(super) fn on(self, extra: Extra) -> Extra {
        extra
            .guard(Table::Reply, self.row.id, self.expect)
            .put(self.row)
    }

    /// As it is once the answer was handed over.
    pub(super) fn sent(self) -> Pen {
        let row = row::Reply {
            state: "sent".into(),
            held_since: Utc::now(),
            ..self.row
        };
        Pen { row, ..self }
    }
}

impl Runtime {
    fn reply_lasts(&self) -> TimeDelta {
        TimeDelta::from_std(self.reply_lease).unwrap_or(TimeDelta::MAX)
    }

    /// What the lease on this task's answer is called: the message it answers, whichever boxes it came to.
    async fn reply_id(&self, task: &row::Task) -> Result<Uuid, Fault> {
        let mail = load::first_mail_of_instance(&self.store, task.instance).await?;
        Ok(match mail {
            Some(mail) if mail.message_id.is_empty() => mail.id,
            Some(mail) => {
                // The sender too: somebody else's mail may carry the same Message-ID.
                let named = format!("{} {}", mail.from_address.to_lowercase(), mail.message_id);
                ids::derived(Uuid::nil(), named.as_bytes(), "reply")
            }
            None => task.instance,
        })
    }

    /// How the answer of this task stands; None for a task that writes none.
    pub async fn reply(&self, act: &Act, task: &row::Task) -> Result<Option<Reply>, Fault> {
        if task.drafts.is_none() {
            return Ok(None);
        }
        let row = load::reply(&self.store, self.reply_id(task).await?).await?;
        let now = Utc::now();
        let stands = standing(hold(row.as_ref()), &act.viewer.login, now);
        Ok(Some(Reply {
            live: row
                .as_ref()
                .is_some_and(|r| r.state == "writing" && now < r.held_until),
            mine: stands == Standing::Mine,
            warn_at: row
                .as_ref()
                .filter(|r| r.state == "writing")
                .map(|r| r.held_until - warning(self.reply_lasts())),
            sent_elsewhere: row
                .as_ref()
                .is_some_and(|r| r.state == "sent" && r.instance != task.instance),
            row,
        }))
    }

    /// The lease for who acts, ready to be written; [`Fault::ReplyHeld`] when somebody else writes.
    pub(super) async fn pen(
        &self,
        act: &Act,
        task: &row::Task,
        take_over: bool,
    ) -> Result<Pen, Fault> {
        let id = self.reply_id(task).await?;
        let found = load::reply(&self.store, id).await?;
        let now = Utc::now();
        let stands = standing(hold(found.as_ref()), &act.viewer.login, now);
        if let (Standing::Held, false, Some(row)) = (stands, take_over, &found) {
            return Err(held(row));
        }
        let before = found
            .as_ref()
            .filter(|r| r.state == "writing" && stands != Standing::Mine)
            .map(|r| r.holder.clone());
        let since = match (&found, stands) {
            (Some(row), Standing::Mine) => row.held_since,
            _ => now,
        };
        Ok(Pen {
            expect: found
                .as_ref()
                .map_or(Expect::Absent, |r| Expect::Revision(r.revision)),
            row: row::Reply {
                id,
                revision: found.map_or(0, |r| r.revision),
                state: "writing".into(),
                task: task.id,
                instance: task.instance,
                holder: act.viewer.login.clone(),
                held_since: since,
                held_until: now + self.reply_lasts(),
            },
            kept: stands == Standing::Mine,
            before,
        })
    }

    /// Takes the answer of a task, or prolongs it. Whoever takes it holds the task.
    ///
    /// `reason`: taken from whoever writes, by who oversees them; it is kept and they are told. Without it
    /// [`Fault::ReplyHeld`] while another writes; the refusal is in the log.
    pub async fn take_reply(&self, act: &Act, id: Uuid, reason: Option<&str>) -> Result<(), Fault> {
        let item = self.reply_task(act, id).await?;
        let verb = match reason {
            Some(_) => Verb::TakeOverReply,
            None => Verb::WriteReply,
        };
        let permitted = act.may_on_task(verb, &item, None)?;
        self.may_with_case_mail(act, Verb::AnswerMail, item.task.instance)
            .await?;
        // Of what one holds in somebody's place it is written in that person's name.
        let held = item.task.assignee.as_ref();
        let act = &held
            .and_then(|login| act.in_name_of(login))
            .unwrap_or(permitted);
        if reason.is_some_and(|r| r.trim().is_empty()) {
            return Err(Fault::Invalid {
                fields: vec![(
                    "reason".into(),
                    "Indicare il motivo.".into(),
                    "Give the reason.".into(),
                )],
            });
        }
        let pen = match self.pen(act, &item.task, reason.is_some()).await {
            Ok(pen) => pen,
            Err(refused @ Fault::ReplyHeld { .. }) => {
                // Not the act's own set: tried again with the same key, it is decided again.
                let mut set = self.own_set();
                set.audit(audit(act, "reply.refused", "task", id, json!({})));
                self.commit(set).await?;
                return Err(refused);
            }
            Err(e) => return Err(e),
        };
        let task = item.task.clone();
        let holds = task.assignee.as_deref() == Some(act.desk());
        let previous: Vec<String> = [pen.before.clone(), task.assignee.clone()]
            .into_iter()
            .flatten()
            .filter(|login| !act.viewer.acts_as(login))
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        let verb = match reason {
            _ if pen.kept && holds => "reply.prolong",
            Some(_) => "reply.take_over",
            None => "reply.take",
        };
        let detail = json!({ "from": previous, "reply": pen.row.id });
        let mut extra = Extra::default();
        for login in &previous {
            extra = extra.put(self.taken_notice(act, &item, login, reason));
        }
        if let Some(reason) = reason {
            extra = extra.put(row::Note {
                id: Uuid::now_v7(),
                instance: task.instance,
                author: act.viewer.login.clone(),
                author_for: act.behalf.clone(),
                text: reason.trim().into(),
                at: self.clock.now(),
            });
        }
        let extra = pen.on(extra);
        if holds {
            let mut set = self.set(act);
            set.guards.extend(extra.guards);
            set.writes.extend(extra.writes);
            set.audit(audit(act, verb, "task", id, detail));
            return match self.commit(set).await {
                Err(Fault::Conflict { code, .. }) if code == "race" => {
                    Err(self.lost_reply(&task).await?)
                }
                other => other.map(|_| ()),
            };
        }
        let given = row::Task {
            assignee: Some(act.desk().into()),
            claimed_at: Some(self.clock.now()),
            ..task.clone()
        };
        match self.give_task(act, given, extra, verb, detail).await {
            Err(Fault::Conflict { code, .. }) if code == "task_changed" => {
                Err(self.lost_reply(&task).await?)
            }
            other => other.map(|_| ()),
        }
    }

    /// Puts the answer down: the draft and the task stay, another may write.
    pub async fn put_down_reply(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let item = self.reply_task(act, id).await?;
        let extra = self.freed(act, &item.task, Extra::default()).await?;
        if extra.writes.is_empty() {
            return Ok(());
        }
        let mut set = self.set(act);
        set.guards.extend(extra.guards);
        set.writes.extend(extra.writes);
        set.audit(audit(act, "reply.put_down", "task", id, json!({})));
        self.commit(set).await.map(|_| ())
    }

    /// Asks whoever writes, or holds the task, to leave the answer to the person; they get a notice.
    pub async fn ask_for_reply(&self, act: &Act, id: Uuid, text: &str) -> Result<(), Fault> {
        let item = self.reply_task(act, id).await?;
        let act = &act.may_on_task(Verb::WriteReply, &item, None)?;
        let text = text.trim();
        if text.len() > ASKED_BYTES_MAX {
            return Err(Fault::Invalid {
                fields: vec![(
                    "text".into(),
                    "Al più 2.000 caratteri.".into(),
                    "At most 2,000 characters.".into(),
                )],
            });
        }
        let found = load::reply(&self.store, self.reply_id(&item.task).await?).await?;
        let writer = found
            .filter(|r| r.state == "writing")
            .map(|r| r.holder)
            .or(item.task.assignee.clone());
        let holder = match writer {
            Some(holder) if holder != act.viewer.login => holder,
            _ => {
                return Err(Fault::conflict(
                    "reply_free",
                    "Nessun altro scrive la risposta: la si può prendere.",
                    "Nobody else writes the answer: it can be taken.",
                ));
            }
        };
        let said = match text {
            "" => String::new(),
            text => format!(" «{text}»"),
        };
        let (name, title) = (&act.viewer.name, &item.instance_title);
        let notice = row::Notice {
            id: Uuid::now_v7(),
            recipient: format!("m:{holder}"),
            instance: item.task.instance,
            text_it: format!("{name} chiede di poter scrivere la risposta a «{title}».{said}"),
            text_en: format!("{name} asks to write the answer to «{title}».{said}"),
            created_at: self.clock.now(),
        };
        let mut set = self.set(act);
        set.put(notice);
        set.audit(audit(act, "reply.ask", "task", id, json!({ "of": holder })));
        self.commit(set).await.map(|_| ())
    }

    /// Adds that the answer is free again, where this person or the task's holder has it in this task.
    pub(super) async fn freed(
        &self,
        act: &Act,
        task: &row::Task,
        extra: Extra,
    ) -> Result<Extra, Fault> {
        if task.drafts.is_none() {
            return Ok(extra);
        }
        let found = load::reply(&self.store, self.reply_id(task).await?).await?;
        let Some(row) = found.filter(|r| r.state == "writing" && r.task == task.id) else {
            return Ok(extra);
        };
        if row.holder != act.viewer.login && Some(&row.holder) != task.assignee.as_ref() {
            return Ok(extra);
        }
        Ok(extra
            .guard(Table::Reply, row.id, Expect::Revision(row.revision))
            .put(row::Reply {
                state: "free".into(),
                held_since: Utc::now(),
                held_until: Utc::now(),
                ..row
            }))
    }

    /// Refuses to hand over a second answer to a message that was answered from another case, unless it
    /// was taken since.
    pub(super) async fn pen_to_send(&self, act: &Act, task: &row::Task) -> Result<Pen, Fault> {
        let pen = self.pen_to_write(act, task).await?;
        Ok(pen.sent())
    }

    /// The lease with a sign of life; refused as [`Runtime::pen_to_send`] is.
    pub(super) async fn pen_to_write(&self, act: &Act, task: &row::Task) -> Result<Pen, Fault> {
        let pen = self.pen(act, task, false).await?;
        if let Some(sent) = load::reply(&self.store, pen.row.id)
            .await?
            .filter(|r| r.state == "sent" && r.instance != task.instance)
        {
            return Err(Fault::Conflict {
                code: "already_answered".into(),
                it: format!(
                    "A questo messaggio ha già risposto, da un'altra pratica, {}.",
                    sent.holder
                ),
                en: format!(
                    "This message was already answered, from another case, by {}.",
                    sent.holder
                ),
                holder: Some(sent.holder),
            });
        }
        Ok(pen)
    }

    /// Who was faster.
    pub(super) async fn lost_reply(&self, task: &row::Task) -> Result<Fault, Fault> {
        let found = load::reply(&self.store, self.reply_id(task).await?).await?;
        Ok(match found {
            Some(row) if row.state == "sent" => Fault::Conflict {
                code: "already_answered".into(),
                it: format!("A questo messaggio ha già risposto {}.", row.holder),
                en: format!("This message was already answered by {}.", row.holder),
                holder: Some(row.holder),
            },
            Some(row) if row.state == "writing" => held(&row),
            _ => match load::task(&self.store, task.id)
                .await?
                .and_then(|t| t.assignee)
            {
                Some(holder) => taken_by(holder),
                None => Fault::conflict(
                    "task_changed",
                    "L'attività è appena stata cambiata: ricaricare.",
                    "The task has just been changed: reload.",
                ),
            },
        })
    }

    async fn reply_task(&self, act: &Act, id: Uuid) -> Result<TaskItem, Fault> {
        let item = self.open_task(act, id).await?;
        match item.task.drafts {
            Some(_) => Ok(item),
            None => Err(no_reply()),
        }
    }

    fn taken_notice(
        &self,
        act: &Act,
        item: &TaskItem,
        login: &str,
        reason: Option<&str>,
    ) -> row::Notice {
        let (name, title) = (&act.viewer.name, &item.instance_title);
        let why = reason
            .map(|r| format!(" «{}»", r.trim()))
            .unwrap_or_default();
        row::Notice {
            id: Uuid::now_v7(),
            recipient: format!("m:{login}"),
            instance: item.task.instance,
            text_it: format!("{name} scrive ora la risposta a «{title}». La bozza è rimasta.{why}"),
            text_en: format!("{name} now writes the answer to «{title}». The draft was kept.{why}"),
            created_at: self.clock.now(),
        }
    }
}

/// For what is done only where a message is written.
pub(super) fn no_reply() -> Fault {
    Fault::refused(
        "no_reply",
        "In questa attività non si scrive una risposta.",
        "No answer is written in this task.",
    )
}

fn hold(row: Option<&row::Reply>) -> Option<Hold<'_>> {
    row.filter(|r| r.state == "writing").map(|r| Hold {
        holder: &r.holder,
        until: r.held_until,
    })
}

fn held(row: &row::Reply) -> Fault {
    Fault::ReplyHeld {
        holder: row.holder.clone(),
        since: row.held_since,
        until: row.held_until,
    }
}
