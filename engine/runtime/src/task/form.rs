//! What the page of a task needs beyond its row: schema, data, letters, the message to approve.

use super::{opinion::OPINION_FORM, outgoing::Outgoing};
use crate::{
    Fault, Runtime,
    bundle::{Bundle, Deployed, Letter},
    despatch::{CORRECTION_FORM, TOGETHER_FORM},
    letter::{self, Filled},
    owed::{self, OWED_FORM, REPLY_FORM},
};
use office::message::answer_subject;
use rules::{Map, Value};
use serde::Serialize;
use serde_json::{Map as Json, Value as JsonValue, json};
use std::sync::Arc;
use store::{load, row};
use uuid::Uuid;

/// What the page of a task needs beyond its row.
#[derive(Debug, Clone, Serialize)]
pub struct TaskForm {
    pub schema: Option<JsonValue>,
    /// In English, for forms of the house; those of a bundle have one language.
    pub schema_en: Option<JsonValue>,
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
    /// Everything the page of a task shows.
    pub async fn task_form(&self, task: &row::Task) -> Result<TaskForm, Fault> {
        let (instance, deployed, bundle) = self.case_of(task.instance).await?;
        let values = self.task_variables(&instance, task).await?;
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
        let house = match task.form.as_deref() {
            Some(name @ (OWED_FORM | REPLY_FORM)) => Some(owed::forms(name)),
            Some(CORRECTION_FORM) => Some(self.correction_forms(task).await?),
            Some(TOGETHER_FORM) => Some(self.together_forms(task).await?),
            Some(OPINION_FORM) => Some(self.opinion_forms(task).await?),
            _ => None,
        };
        let letters = if task.drafts.is_some() {
            bundle.letters.clone()
        } else {
            Vec::new()
        };
        Ok(TaskForm {
            schema: house
                .as_ref()
                .map(|[it, _]| it.clone())
                .or(form.map(|f| f.schema().clone())),
            schema_en: house.map(|[_, en]| en),
            data,
            letters,
            message_hash: message.as_ref().map(Outgoing::digest),
            message,
            variables: to_json(&values),
            process_name: deployed.row.name.clone(),
            version: deployed.row.version,
        })
    }

    pub(super) async fn case_of(
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

    /// A letter of the case's bundle, filled in for a connector; None when the bundle has none of this name. The
    /// inner error is why it cannot be filled in.
    pub(crate) async fn letter_of(
        &self,
        instance: Uuid,
        key: &str,
    ) -> Result<Result<Option<contract::Letter>, String>, Fault> {
        let (instance, _, bundle) = self.case_of(instance).await?;
        let Some(found) = bundle.letters.iter().find(|l| l.key == key) else {
            return Ok(Ok(None));
        };
        let values = self.instance_variables(&instance).await?;
        Ok(letter::fill(found, &to_json(&values)).map(|filled| {
            Some(contract::Letter {
                subject: filled.subject,
                body: filled.body,
            })
        }))
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
}

pub(crate) fn to_json(values: &Map) -> Json<String, JsonValue> {
    values
        .iter()
        .map(|(k, v)| (k.clone(), v.to_json()))
        .collect()
}
