//! Concluding a task: the form is checked on the server, the case steps, the row closes in one commit.

use super::{opinion::OPINION_TASK, outgoing::Outgoing, preflight::proposed_box, taken_by};
use crate::{
    Act, Fault, Runtime, audit,
    compose::{MESSAGE, title},
    despatch::{CORRECTION_TASK, TOGETHER_TASK},
    drive::Extra,
    owed::{OWED_TASK, REPLY_TASK},
};
use interpreter::Command;
use office::Verb;
use rules::{Map, Value};
use serde_json::{Map as Json, Value as JsonValue, json};
use store::{Expect, Table, load, row};
use uuid::Uuid;

impl Runtime {
    /// Concludes a task. `seen`: hash of the message the person saw, for an approval.
    ///
    /// Refuses fields that are not in the form, wrong values, a message changed since it was shown, and
    /// an approval by its own author. One of two who conclude wins; the other learns who it was.
    pub async fn complete(
        &self,
        act: &Act,
        id: Uuid,
        submitted: Json<String, JsonValue>,
        seen: Option<&str>,
    ) -> Result<bool, Fault> {
        let (item, instance) = self.open_task_and_case(act, id).await?;
        if act.viewer.person.is_some()
            && let Some(holder) = &item.task.assignee
            && !act.viewer.acts_as(holder)
        {
            return Err(taken_by(holder.clone()));
        }
        if [OWED_TASK, REPLY_TASK].contains(&item.task.element.as_str()) {
            let act = &act.may_on_task(Verb::Complete, &item, None)?;
            self.conclude_owed(act, &item.task, submitted).await?;
            return Ok(false);
        }
        if item.task.element == OPINION_TASK {
            let act = &act.may_on_task(Verb::Complete, &item, None)?;
            self.conclude_opinion(act, &item.task, submitted, &item.instance_title)
                .await?;
            return Ok(false);
        }
        if item.task.element == CORRECTION_TASK {
            let act = &act.may_on_task(Verb::Complete, &item, None)?;
            self.conclude_correction(act, &item.task, submitted).await?;
            return Ok(false);
        }
        if item.task.element == TOGETHER_TASK {
            let act = &act.may_on_task(Verb::Complete, &item, None)?;
            self.conclude_together(act, &item.task, submitted).await?;
            return Ok(false);
        }
        let bundle = self.bundle(instance.deployment).await?;
        // Most tasks need nothing of their case to be concluded: then it is not read twice.
        let reads = [
            &item.task.form,
            &item.task.approves,
            &item.task.drafts,
            &item.task.signs,
        ];
        let values = match reads.into_iter().any(Option::is_some) {
            true => self.task_variables(&instance, &item.task).await?,
            false => Map::new(),
        };
        let author = item
            .task
            .approves
            .as_ref()
            .and_then(|name| Outgoing::from_value(values.get(name)?)?.author);
        let act = &act.may_on_task(Verb::Complete, &item, author.as_deref())?;
        let task = item.task;
        let mut submitted = submitted;
        let drafted = task
            .drafts
            .as_ref()
            .map(|name| (name.clone(), submitted.remove(name)));
        let mut variables = match task.form.as_deref() {
            Some(form) => {
                let form = bundle
                    .forms
                    .get(form)
                    .ok_or_else(|| Fault::broken(format!("form {form} is not in the bundle")))?;
                form.validate_with(&submitted, &values)
                    .map_err(|problems| Fault::Invalid {
                        fields: problems
                            .into_iter()
                            .map(|p| (p.field, p.it, p.en))
                            .collect(),
                    })?
            }
            None if act.viewer.person.is_none() => crate::message::variables(submitted)?,
            None => match submitted.keys().next() {
                Some(field) => {
                    return Err(Fault::Invalid {
                        fields: vec![(
                            field.clone(),
                            "Questa attività non ha moduli.".into(),
                            "This task has no form.".into(),
                        )],
                    });
                }
                None => Map::new(),
            },
        };
        let mut instance = instance;
        let mut extra = Extra::default();
        let mut detail = json!({ "instance": task.instance });
        if let Some((name, message)) = drafted {
            let message = self
                .hand_over(act, &name, message, &values, instance.id)
                .await?;
            if instance.process_key == MESSAGE {
                instance.title = title(&message.subject);
            }
            let version = self.new_version(&task, &name, &message).await?;
            detail["version"] = json!(version.number);
            detail["hash"] = json!(version.hash);
            extra = extra.put(version);
            variables.insert(
                name,
                Value::from_json(json!(message)).map_err(Fault::broken)?,
            );
        }
        if let Some(name) = &task.approves {
            let (decided, version) = self
                .decide_on_message(act, &task, name, &values, seen, &mut variables)
                .await?;
            detail["version"] = json!(decided.number);
            detail["hash"] = json!(decided.hash);
            detail["decision"] = json!(decided.decision);
            extra = extra.put(decided);
            if let Some(version) = version {
                extra = extra.put(version);
            }
        }
        if let Some(name) = &task.signs {
            let signed = self
                .hand_on_signed(&task, name, &values, &mut variables)
                .await?;
            if let Some(signed) = signed {
                detail["document"] = json!(hex::encode(signed.document));
                detail["signed"] = json!(hex::encode(signed.signed));
            }
        }
        let now = self.clock.now();
        let ended = row::Task {
            state: "completed".into(),
            assignee: task
                .assignee
                .clone()
                .or_else(|| act.login().map(|_| act.desk().into())),
            ended_at: Some(now),
            ended_by: Some(act.viewer.login.clone()),
            ended_for: act.behalf.clone(),
            draft: None,
            ..task.clone()
        };
        let pen = match &task.drafts {
            Some(_) if act.viewer.person.is_some() => Some(self.pen_to_send(act, &task).await?),
            _ => None,
        };
        let extra = match pen {
            Some(pen) => pen.on(extra),
            None => extra,
        }
        .guard(Table::Task, id, Expect::Revision(task.revision))
        .put(ended)
        .audit(audit(act, "task.complete", "task", id, detail));
        match self
            .drive_from(
                act,
                instance,
                Command::CompleteTask {
                    wait: task.wait as u64,
                    variables,
                },
                extra,
            )
            .await
        {
            Ok(driven) => Ok(self.settle(driven.consequences).await),
            Err(Fault::Conflict { code, .. })
                if matches!(
                    code.as_str(),
                    "task_changed" | "race" | "not_waiting" | "instance_ended"
                ) =>
            {
                Err(self.taken(act, id).await?)
            }
            Err(e) => Err(e),
        }
    }

    /// The message a drafting task hands over, stamped with author and hash.
    async fn hand_over(
        &self,
        act: &Act,
        name: &str,
        message: Option<JsonValue>,
        values: &Map,
        instance: Uuid,
    ) -> Result<Outgoing, Fault> {
        let invalid = |field: &str, it: &str, en: &str| Fault::Invalid {
            fields: vec![(format!("{name}.{field}"), it.into(), en.into())],
        };
        let message =
            message.ok_or_else(|| invalid("body", "Scrivere la risposta.", "Write the answer."))?;
        if message.get("bcc").is_some() {
            return Err(invalid(
                "bcc",
                "I destinatari nascosti non sono ammessi: metterli in A o in Cc.",
                "Hidden recipients are not allowed: put them in To or Cc.",
            ));
        }
        let mut message: Outgoing = serde_json::from_value(message).map_err(|e| {
            invalid(
                "body",
                &format!("Messaggio non leggibile: {e}"),
                &format!("Unreadable message: {e}"),
            )
        })?;
        message.to.retain(|a| !a.trim().is_empty());
        message.cc.retain(|a| !a.trim().is_empty());
        let proposed = proposed_box(values, name);
        if message.mailbox.is_empty() {
            // Where nobody chose, the rule does; what the process proposes goes before it.
            let checked = self.check_message(act, &message, &proposed).await?;
            message.mailbox = match proposed.as_str() {
                "" => checked.mailbox.unwrap_or_default(),
                key => key.into(),
            };
        }
        if let Some(mailbox) = load::mailbox_by_key(&self.store, &message.mailbox).await? {
            self.may_write_from(act, instance, &mailbox).await?;
        }
        let checked = self.check_message(act, &message, &proposed).await?;
        let wrong = checked.remarks.into_iter().filter(|remark| remark.stops);
        let fields: Vec<_> = wrong
            .map(|remark| (format!("{name}.{}", remark.field), remark.it, remark.en))
            .collect();
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        message.certified = Some(checked.certified);
        message.automatic = false;
        // An e-mail waits a moment, in which it can be taken back; a PEC was confirmed before.
        message.leaves_at = match message.send_at {
            None if checked.certified || self.undo.is_zero() => None,
            None => Some(self.clock.now() + self.undo),
            chosen => chosen,
        };
        message.author = Some(act.viewer.login.clone());
        message.author_for = act.behalf.clone();
        message.hash = Some(message.digest());
        Ok(message)
    }
}
