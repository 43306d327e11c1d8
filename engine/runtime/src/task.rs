//! What a person does with a task: take it, put it back, write, conclude.
//!
//! Claim, draft and assignment live in the task's row only and never step the instance; conclude
//! checks the form on the server, steps, and closes the row in the same commit.

use crate::{
    Act, Fault, Runtime, audit,
    bundle::{Bundle, Deployed, Letter},
    drive::Extra,
    letter::{self, Filled},
};
use contract::is_address;
use interpreter::Command;
use office::{Verb, message::answer_subject};
use rules::{Map, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map as Json, Value as JsonValue, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{
    Expect, Table, load, row,
    view::{self, Scope, TaskFilter, TaskItem},
};
use uuid::Uuid;

const DRAFT_BYTES_MAX: usize = 256 << 10;

/// The message a person writes, before it has a Message-ID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outgoing {
    /// Key of the mailbox it leaves from.
    #[serde(default)]
    pub mailbox: String,
    #[serde(default)]
    pub to: Vec<String>,
    #[serde(default)]
    pub cc: Vec<String>,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub attachments: Vec<OutgoingFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<JsonValue>,
    /// Set by the server when the draft is handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutgoingFile {
    pub name: String,
    pub media_type: String,
    pub size: u64,
    /// `{"$ref":"document","id":"…"}`.
    pub r#ref: JsonValue,
}

impl Outgoing {
    /// Hex SHA-256 over what will leave: box, recipients, subject, text, attachments. Author and the
    /// hash itself do not count.
    pub fn digest(&self) -> String {
        let bytes = serde_json::to_vec(&json!([
            self.mailbox,
            self.to,
            self.cc,
            self.subject,
            self.body,
            self.attachments
                .iter()
                .map(|a| json!([a.name, a.r#ref]))
                .collect::<Vec<_>>()
        ]))
        .unwrap_or_default();
        hex::encode(Sha256::digest(bytes))
    }

    /// Reads a variable that holds a message; None when it does not.
    pub fn from_value(value: &Value) -> Option<Outgoing> {
        serde_json::from_value(value.to_json()).ok()
    }
}

/// What the page of a task needs beyond its row.
#[derive(Debug, Clone, Serialize)]
pub struct TaskForm {
    pub schema: Option<JsonValue>,
    /// Values of the form's fields, and the message of a drafting task.
    pub data: Json<String, JsonValue>,
    pub letters: Vec<Letter>,
    /// The message a drafting or approving task is about.
    pub message: Option<Outgoing>,
    pub message_hash: Option<String>,
    /// The variables of the case: `mail` and whatever a letter may name.
    pub variables: Json<String, JsonValue>,
    pub process_name: String,
    pub version: i32,
}

impl Runtime {
    /// The task with the office of its case; what the person may not see is not there.
    async fn open_task(&self, act: &Act, id: Uuid) -> Result<TaskItem, Fault> {
        let item = view::task(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("task"))?;
        let task = &item.task;
        match task.state.as_str() {
            "open" => Ok(item),
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

    /// Writes a changed task row; a lost race answers who holds it now.
    async fn put_task(
        &self,
        act: &Act,
        task: row::Task,
        verb: &str,
        detail: JsonValue,
    ) -> Result<row::Task, Fault> {
        let mut set = self.set(act);
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

    async fn taken(&self, act: &Act, id: Uuid) -> Result<Fault, Fault> {
        let now = self.open_task(act, id).await?;
        Ok(match now.task.assignee {
            Some(holder) => taken_by(holder),
            None => Fault::conflict(
                "task_changed",
                "L'attività è appena stata cambiata: ricaricare.",
                "The task has just been changed: reload.",
            ),
        })
    }

    /// Takes a task. Taking what one holds already changes nothing.
    pub async fn claim(&self, act: &Act, id: Uuid) -> Result<row::Task, Fault> {
        let item = self.open_task(act, id).await?;
        match &item.task.assignee {
            Some(holder) if *holder == act.viewer.login => return Ok(item.task),
            Some(holder) => return Err(taken_by(holder.clone())),
            None => act.may_on_task(Verb::Claim, &item, None)?,
        }
        let now = self.clock.now();
        self.put_task(
            act,
            row::Task {
                assignee: Some(act.viewer.login.clone()),
                claimed_at: Some(now),
                ..item.task
            },
            "task.claim",
            json!({}),
        )
        .await
    }

    /// Puts a task back for its group. Its draft stays.
    pub async fn release(&self, act: &Act, id: Uuid) -> Result<row::Task, Fault> {
        let item = self.open_task(act, id).await?;
        act.may_on_task(Verb::Release, &item, None)?;
        self.put_task(
            act,
            row::Task {
                assignee: None,
                claimed_at: None,
                ..item.task
            },
            "task.release",
            json!({}),
        )
        .await
    }

    /// Gives a task to a person: by its holder, or by a supervisor.
    pub async fn assign(&self, act: &Act, id: Uuid, login: &str) -> Result<row::Task, Fault> {
        let item = self.open_task(act, id).await?;
        act.may_on_task(Verb::Assign, &item, None)?;
        if load::person_by_login(&self.store, login)
            .await?
            .is_none_or(|p| !p.active)
        {
            return Err(Fault::Invalid {
                fields: vec![(
                    "login".into(),
                    "Persona sconosciuta o non attiva.".into(),
                    "Unknown or inactive person.".into(),
                )],
            });
        }
        let now = self.clock.now();
        self.put_task(
            act,
            row::Task {
                assignee: Some(login.into()),
                claimed_at: Some(now),
                ..item.task
            },
            "task.assign",
            json!({ "to": login }),
        )
        .await
    }

    /// Takes the next task that is due in the person's groups; None when there is none.
    pub async fn take_next(&self, act: &Act) -> Result<Option<row::Task>, Fault> {
        let filter = TaskFilter {
            scope: Scope::Group,
            process: None,
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
        if task.assignee.as_deref() != Some(act.viewer.login.as_str()) {
            return Err(match &task.assignee {
                Some(holder) => taken_by(holder.clone()),
                None => Fault::refused(
                    "not_claimed",
                    "Prendere in carico l'attività prima di scrivere.",
                    "Claim the task before writing.",
                ),
            });
        }
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
        let now = self.clock.now();
        self.put_task(
            act,
            row::Task {
                draft: Some(data),
                draft_by: Some(act.viewer.login.clone()),
                draft_at: Some(now),
                ..task
            },
            "task.draft",
            json!({}),
        )
        .await
    }

    /// Everything the page of a task shows.
    pub async fn task_form(&self, task: &row::Task) -> Result<TaskForm, Fault> {
        let (instance, deployed, bundle) = self.case_of(task.instance).await?;
        let values = self.instance_variables(&instance).await?;
        let form = task.form.as_deref().and_then(|f| bundle.forms.get(f));
        let mut data = Json::new();
        for field in form.iter().flat_map(|f| f.keys()) {
            if let Some(value) = values.get(field) {
                data.insert(field.to_string(), value.to_json());
            }
        }
        let mut message = task
            .approves
            .as_ref()
            .or(task.drafts.as_ref())
            .and_then(|name| values.get(name))
            .and_then(Outgoing::from_value);
        if let Some(name) = &task.drafts {
            // What was sent back goes on from where it was; a first answer from what is proposed.
            let start = match message.take() {
                Some(written) => written,
                None => self.proposed_answer(&instance, &values).await?,
            };
            data.insert(name.clone(), json!(start));
            message = Some(start);
        }
        let letters = if task.drafts.is_some() {
            bundle.letters.clone()
        } else {
            Vec::new()
        };
        Ok(TaskForm {
            schema: form.map(|f| f.schema().clone()),
            data,
            letters,
            message_hash: message.as_ref().map(Outgoing::digest),
            message,
            variables: to_json(&values),
            process_name: deployed.row.name.clone(),
            version: deployed.row.version,
        })
    }

    async fn case_of(
        &self,
        instance: Uuid,
    ) -> Result<(row::Instance, Arc<Deployed>, Arc<Bundle>), Fault> {
        let instance = load::instance(&self.store, instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        let deployed = self.deployed(instance.process).await?;
        let bundle = self.bundle(instance.deployment).await?;
        Ok((instance, deployed, bundle))
    }

    /// An empty answer to the mail that opened the case.
    async fn proposed_answer(
        &self,
        instance: &row::Instance,
        values: &Map,
    ) -> Result<Outgoing, Fault> {
        let Some(Value::Map(mail)) = values.get("mail") else {
            return Ok(Outgoing::default());
        };
        let text = |name: &str| match mail.get(name) {
            Some(Value::Text(t)) => t.clone(),
            _ => String::new(),
        };
        let to = Some(text("reply_to"))
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| text("from"));
        let subject = Some(text("subject")).filter(|s| !s.trim().is_empty());
        Ok(Outgoing {
            mailbox: text("mailbox"),
            to: Some(to).filter(|t| !t.is_empty()).into_iter().collect(),
            subject: answer_subject(subject.as_deref().unwrap_or(&instance.title)),
            in_reply_to: mail.get("ref").map(Value::to_json),
            ..Outgoing::default()
        })
    }

    /// Fills in a letter template with the variables of the task's case.
    pub async fn fill_letter(&self, task: &row::Task, key: &str) -> Result<Filled, Fault> {
        let (instance, _, bundle) = self.case_of(task.instance).await?;
        let found = bundle
            .letters
            .iter()
            .find(|l| l.key == key)
            .ok_or_else(|| Fault::not_found("letter"))?;
        let values = self.instance_variables(&instance).await?;
        letter::fill(found, &to_json(&values)).map_err(|said| {
            Fault::refused(
                "letter_failed",
                &format!("La lettera non si può compilare: {said}"),
                &format!("The letter cannot be filled in: {said}"),
            )
        })
    }

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
        let item = self.open_task(act, id).await?;
        if act.viewer.person.is_some()
            && let Some(holder) = &item.task.assignee
            && *holder != act.viewer.login
        {
            return Err(taken_by(holder.clone()));
        }
        let (instance, _, bundle) = self.case_of(item.task.instance).await?;
        let values = self.instance_variables(&instance).await?;
        let author = item
            .task
            .approves
            .as_ref()
            .and_then(|name| Outgoing::from_value(values.get(name)?)?.author);
        act.may_on_task(Verb::Complete, &item, author.as_deref())?;
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
        if let Some((name, message)) = drafted {
            variables.insert(name.clone(), self.hand_over(act, &name, message).await?);
        }
        if let Some(name) = &task.approves {
            self.approve(act, name, &values, seen, &mut variables)?;
        }
        let now = self.clock.now();
        let ended = row::Task {
            state: "completed".into(),
            assignee: task.assignee.clone().or_else(|| act.login()),
            ended_at: Some(now),
            ended_by: Some(act.viewer.login.clone()),
            draft: None,
            ..task.clone()
        };
        let extra = Extra::default()
            .guard(Table::Task, id, Expect::Revision(task.revision))
            .put(ended)
            .audit(audit(
                act,
                "task.complete",
                "task",
                id,
                json!({ "instance": task.instance }),
            ));
        match self
            .drive(
                act,
                task.instance,
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
    ) -> Result<Value, Fault> {
        let invalid = |field: &str, it: &str, en: &str| Fault::Invalid {
            fields: vec![(format!("{name}.{field}"), it.into(), en.into())],
        };
        let message =
            message.ok_or_else(|| invalid("body", "Scrivere la risposta.", "Write the answer."))?;
        let mut message: Outgoing = serde_json::from_value(message).map_err(|e| {
            invalid(
                "body",
                &format!("Messaggio non leggibile: {e}"),
                &format!("Unreadable message: {e}"),
            )
        })?;
        message.to.retain(|a| !a.trim().is_empty());
        message.cc.retain(|a| !a.trim().is_empty());
        let mut fields = Vec::new();
        let mut wrong = |field: &str, it: &str, en: &str| {
            fields.push((format!("{name}.{field}"), it.to_string(), en.to_string()))
        };
        if message.to.is_empty() {
            wrong(
                "to",
                "Indicare almeno un destinatario.",
                "Give at least one recipient.",
            );
        }
        if let Some(bad) = message
            .to
            .iter()
            .chain(&message.cc)
            .find(|a| !is_address(a.trim()))
        {
            wrong(
                "to",
                &format!("«{bad}» non è un indirizzo."),
                &format!("«{bad}» is not an address."),
            );
        }
        if message.subject.trim().is_empty() || message.subject.contains(['\r', '\n', '\0']) {
            wrong(
                "subject",
                "Scrivere l'oggetto, su una riga.",
                "Write the subject, on one line.",
            );
        }
        if message.body.trim().is_empty() {
            wrong("body", "Scrivere il testo.", "Write the text.");
        }
        if load::mailbox_by_key(&self.store, &message.mailbox)
            .await?
            .is_none()
        {
            wrong(
                "mailbox",
                "Scegliere la casella da cui parte.",
                "Choose the mailbox it leaves from.",
            );
        }
        for file in &message.attachments {
            if !self.may_attach(act, &file.r#ref).await? {
                wrong(
                    "attachments",
                    &format!("L'allegato «{}» non c'è più.", file.name),
                    &format!("Attachment «{}» is no longer there.", file.name),
                );
            }
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        message.author = Some(act.viewer.login.clone());
        message.hash = Some(message.digest());
        Value::from_json(json!(message)).map_err(Fault::broken)
    }

    /// Records an approval of exactly the text shown; that it is not its author's was asked before.
    fn approve(
        &self,
        act: &Act,
        name: &str,
        values: &Map,
        seen: Option<&str>,
        variables: &mut Map,
    ) -> Result<(), Fault> {
        let message = values
            .get(name)
            .and_then(Outgoing::from_value)
            .ok_or_else(|| {
                Fault::refused(
                    "nothing_to_approve",
                    "Non c'è un messaggio da approvare.",
                    "There is no message to approve.",
                )
            })?;
        let approved = match variables.get("esito") {
            Some(Value::Text(outcome)) => outcome == "approva",
            _ => true,
        };
        if !approved {
            return Ok(());
        }
        let hash = message.digest();
        if seen != Some(hash.as_str()) {
            return Err(Fault::conflict(
                "message_changed",
                "Il messaggio non è quello mostrato: rileggere prima di approvare.",
                "The message is not the one shown: read it again before approving.",
            ));
        }
        let record = json!({ "hash": hash, "by": act.viewer.login, "at": self.clock.now() });
        variables.insert(
            format!("{name}_approvata"),
            Value::from_json(record).map_err(Fault::broken)?,
        );
        Ok(())
    }
}

pub(crate) fn to_json(values: &Map) -> Json<String, JsonValue> {
    values
        .iter()
        .map(|(k, v)| (k.clone(), v.to_json()))
        .collect()
}

fn taken_by(holder: String) -> Fault {
    Fault::Conflict {
        code: "task_taken".into(),
        it: format!("L'attività è in carico a {holder}."),
        en: format!("The task is held by {holder}."),
        holder: Some(holder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_covers_what_leaves_and_nothing_else() {
        let base = Outgoing {
            mailbox: "protocollo".into(),
            to: vec!["a@pec.example".into()],
            subject: "s".into(),
            body: "b".into(),
            ..Outgoing::default()
        };
        let same = Outgoing {
            author: Some("anna".into()),
            hash: Some("x".into()),
            ..base.clone()
        };
        assert_eq!(base.digest(), same.digest());
        for changed in [
            Outgoing {
                mailbox: "urp".into(),
                ..base.clone()
            },
            Outgoing {
                to: vec!["b@pec.example".into()],
                ..base.clone()
            },
            Outgoing {
                cc: vec!["c@pec.example".into()],
                ..base.clone()
            },
            Outgoing {
                subject: "t".into(),
                ..base.clone()
            },
            Outgoing {
                body: "b ".into(),
                ..base.clone()
            },
            Outgoing {
                attachments: vec![OutgoingFile {
                    name: "f".into(),
                    media_type: "text/plain".into(),
                    size: 1,
                    r#ref: json!({"$ref":"document","id":"1"}),
                }],
                ..base.clone()
            },
        ] {
            assert_ne!(base.digest(), changed.digest());
        }
    }
}
