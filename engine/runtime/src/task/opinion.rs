//! An opinion (*parere*): the holder of a task asks a colleague and gets it back; the task stays where it is.
//!
//! The colleague gets a task of the house, which belongs to no wait of the process. What they write becomes a
//! note of the case, and whoever asked is told.

use crate::{Act, Fault, Runtime, audit};
use office::Verb;
use serde_json::{Map as Json, Value as JsonValue, json};
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// The element of a colleague's task, and the name of its form.
pub(crate) const OPINION_TASK: &str = "staffetta_parere";
pub(crate) const OPINION_FORM: &str = "staffetta/parere";
const OPINION: &str = "parere";
const BYTES_MAX: usize = 16 << 10;

impl Runtime {
    /// Asks a colleague's opinion on a task one holds.
    pub async fn ask_opinion(
        &self,
        act: &Act,
        id: Uuid,
        login: &str,
        question: &str,
    ) -> Result<Uuid, Fault> {
        let item = self.open_task(act, id).await?;
        let act = &act.may_on_task(Verb::AskOpinion, &item, None)?;
        self.may_with_case_mail(act, Verb::ForwardMail, item.task.instance)
            .await?;
        let question = question.trim();
        let known = load::person_by_login(&self.store, login)
            .await?
            .is_some_and(|p| p.active);
        let mut fields = Vec::new();
        if !known || login == act.viewer.login {
            fields.push((
                "login".to_string(),
                "Scegliere un'altra persona attiva.".to_string(),
                "Choose another active person.".to_string(),
            ));
        }
        if question.is_empty() || question.len() > BYTES_MAX {
            fields.push((
                "question".to_string(),
                "Scrivere che cosa si chiede, in al più 16.000 caratteri.".to_string(),
                "Write what is asked, in at most 16,000 characters.".to_string(),
            ));
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let now = self.clock.now();
        let asked = row::Opinion {
            id: Uuid::now_v7(),
            task: id,
            instance: item.task.instance,
            state: "open".into(),
            asked_by: act.viewer.login.clone(),
            asked_of: login.into(),
            question: question.into(),
            asked_at: now,
            opinion: None,
            answered_at: None,
        };
        let mut set = self.set(act);
        // Whoever holds it asks; handed over meanwhile, it is not theirs to ask about.
        set.guard(Table::Task, id, Expect::Revision(item.task.revision))
            .put(item.task.clone());
        set.put(row::Task {
            id: asked.id,
            revision: 0,
            // No wait of the case.
            wait: -1,
            element: OPINION_TASK.into(),
            name: format!("Parere: {}", item.task.name),
            assignee: Some(login.into()),
            candidate_users: vec![login.into()],
            candidate_groups: Vec::new(),
            form: Some(OPINION_FORM.into()),
            drafts: None,
            approves: None,
            signs: None,
            draft: None,
            draft_by: None,
            draft_at: None,
            created_at: now,
            claimed_at: Some(now),
            follow_up_at: None,
            ..item.task
        });
        set.put(asked.clone());
        set.audit(audit(
            act,
            "opinion.ask",
            "task",
            id,
            json!({ "of": login, "opinion": asked.id }),
        ));
        self.commit(set).await?;
        Ok(asked.id)
    }

    /// The form of a colleague's task with what is asked, in Italian and in English.
    pub(crate) async fn opinion_forms(&self, task: &row::Task) -> Result<[JsonValue; 2], Fault> {
        let asked = load::opinion(&self.store, task.id).await?;
        let question = asked.map(|o| o.question).unwrap_or_default();
        Ok(["Il tuo parere", "Your opinion"].map(|label| {
            json!({
                "type": "default",
                "schemaVersion": 18,
                "components": [
                    { "type": "text", "id": "domanda", "text": question },
                    { "type": "textarea", "id": OPINION, "key": OPINION, "label": label, "validate": { "required": true } },
                ],
            })
        }))
    }

    /// Gives the opinion back: a note of the case, and a notice to who asked.
    pub(crate) async fn conclude_opinion(
        &self,
        act: &Act,
        task: &row::Task,
        submitted: Json<String, JsonValue>,
        title: &str,
    ) -> Result<(), Fault> {
        let said = submitted.get(OPINION).and_then(JsonValue::as_str);
        let said = said.unwrap_or_default().trim();
        if said.is_empty() || said.len() > BYTES_MAX {
            return Err(Fault::Invalid {
                fields: vec![(
                    OPINION.into(),
                    "Scrivere il parere, in al più 16.000 caratteri.".into(),
                    "Write the opinion, in at most 16,000 characters.".into(),
                )],
            });
        }
        let asked = load::opinion(&self.store, task.id)
            .await?
            .ok_or_else(|| Fault::broken(format!("task {} asks for no opinion", task.id)))?;
        let now = self.clock.now();
        let name = &act.viewer.name;
        let mut set = self.set(act);
        set.guard(Table::Task, task.id, Expect::Revision(task.revision))
            .put(row::Task {
                state: "completed".into(),
                ended_at: Some(now),
                ended_by: Some(act.viewer.login.clone()),
                draft: None,
                ..task.clone()
            });
        set.put(row::Note {
            id: Uuid::now_v7(),
            instance: task.instance,
            author: act.viewer.login.clone(),
            author_for: act.behalf.clone(),
            text: said.into(),
            at: now,
        });
        set.put(row::Notice {
            id: Uuid::now_v7(),
            recipient: format!("m:{}", asked.asked_by),
            instance: task.instance,
            text_it: format!("{name} ha dato il parere su «{title}»."),
            text_en: format!("{name} gave the opinion on «{title}»."),
            created_at: now,
        });
        set.audit(audit(
            act,
            "opinion.give",
            "task",
            asked.task,
            json!({ "opinion": asked.id }),
        ));
        set.put(row::Opinion {
            state: "answered".into(),
            opinion: Some(said.into()),
            answered_at: Some(now),
            ..asked
        });
        self.commit(set).await.map(|_| ())
    }
}
