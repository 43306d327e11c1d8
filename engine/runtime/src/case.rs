//! Cases: start, stop, pause, and what people say about them.

use crate::{
    Act, Fault, Runtime, audit,
    drive::{Birth, Extra},
    message::variables,
};
use interpreter::Command;
use office::Verb;
use serde::Serialize;
use serde_json::json;
use store::{load, row};
use uuid::Uuid;

const NOTE_BYTES_MAX: usize = 16 << 10;
const MENTIONS_MAX: usize = 20;

/// A started instance, after what followed by itself.
#[derive(Debug, Clone, Serialize)]
pub struct Started {
    pub id: Uuid,
    pub state: String,
    /// Some consequences are still under way.
    #[serde(skip)]
    pub pending: bool,
}

impl Runtime {
    /// Starts the latest version of a process. A start that fails at once answers state `failed`.
    pub async fn start(
        &self,
        act: &Act,
        key: &str,
        event: Option<String>,
        given: serde_json::Map<String, serde_json::Value>,
        business_key: Option<String>,
    ) -> Result<Started, Fault> {
        self.start_recorded(act, key, event, given, business_key, |_| None)
            .await
    }

    /// The same with another line of the record in its commit, given the case's id.
    pub(crate) async fn start_recorded(
        &self,
        act: &Act,
        key: &str,
        event: Option<String>,
        given: serde_json::Map<String, serde_json::Value>,
        business_key: Option<String>,
        also: impl FnOnce(Uuid) -> Option<row::Audit>,
    ) -> Result<Started, Fault> {
        let act = &act.may(Verb::StartCase)?;
        let deployed = self.latest(key).await?;
        let title = match given.get("oggetto").or_else(|| given.get("title")) {
            Some(serde_json::Value::String(title)) if !title.trim().is_empty() => {
                title.trim().chars().take(200).collect()
            }
            _ => deployed.row.name.clone(),
        };
        let birth = Birth {
            id: Uuid::now_v7(),
            drawn: true,
            title,
            business_key,
        };
        let mut extra = Extra::default().audit(audit(
            act,
            "instance.start",
            "instance",
            birth.id,
            json!({ "process": deployed.row.id }),
        ));
        extra.audit.extend(also(birth.id));
        let driven = self
            .drive_new(
                act,
                &deployed,
                birth,
                Command::Start {
                    event,
                    variables: variables(given)?,
                },
                extra,
            )
            .await?;
        self.answer(driven.row.id, driven.row.state, driven.consequences)
            .await
    }

    /// Follows the consequences, then answers the state that holds now.
    async fn answer(
        &self,
        id: Uuid,
        state: String,
        consequences: Vec<crate::consequence::Consequence>,
    ) -> Result<Started, Fault> {
        if consequences.is_empty() {
            return Ok(Started {
                id,
                state,
                pending: false,
            });
        }
        let pending = self.settle(consequences).await;
        let state = load::instance(&self.store, id)
            .await?
            .map_or(state, |r| r.state);
        Ok(Started { id, state, pending })
    }

    /// Stops a process for good; the reason is kept.
    pub async fn cancel(&self, act: &Act, instance: Uuid, reason: &str) -> Result<Started, Fault> {
        if reason.trim().is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "reason".into(),
                    "Indicare il motivo.".into(),
                    "Give the reason.".into(),
                )],
            });
        }
        self.command(
            act,
            instance,
            Command::Cancel {
                reason: reason.trim().into(),
            },
            "instance.cancel",
        )
        .await
    }

    /// Writes variables of a case; the others stay. What they were is in its history.
    pub async fn set_variables(
        &self,
        act: &Act,
        instance: Uuid,
        given: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Started, Fault> {
        let variables = variables(given)?;
        let command = Command::SetVariables { variables };
        self.command(act, instance, command, "instance.variables")
            .await
    }

    pub async fn suspend(&self, act: &Act, instance: Uuid) -> Result<Started, Fault> {
        self.command(act, instance, Command::Suspend, "instance.suspend")
            .await
    }

    pub async fn resume(&self, act: &Act, instance: Uuid) -> Result<Started, Fault> {
        self.command(act, instance, Command::Resume, "instance.resume")
            .await
    }

    async fn command(
        &self,
        act: &Act,
        instance: Uuid,
        command: Command,
        verb: &str,
    ) -> Result<Started, Fault> {
        let act = &self.may_on_case(act, Verb::SteerCase, instance).await?;
        let extra = Extra::default().audit(audit(act, verb, "instance", instance, json!({})));
        let driven = self.drive(act, instance, command, extra).await?;
        self.answer(instance, driven.row.state, driven.consequences)
            .await
    }

    /// Adds a remark to a case.
    pub async fn note(&self, act: &Act, instance: Uuid, text: &str) -> Result<Uuid, Fault> {
        let text = text.trim();
        if text.is_empty() || text.len() > NOTE_BYTES_MAX {
            return Err(Fault::Invalid {
                fields: vec![(
                    "text".into(),
                    "Scrivere una nota di al più 16.000 caratteri.".into(),
                    "Write a note of at most 16,000 characters.".into(),
                )],
            });
        }
        let act = &self.may_on_case(act, Verb::Note, instance).await?;
        let note = row::Note {
            id: Uuid::now_v7(),
            instance,
            author: act.viewer.login.clone(),
            author_for: act.behalf.clone(),
            text: text.into(),
            at: self.clock.now(),
        };
        let mut set = self.set(act);
        set.put(note.clone());
        for notice in self.mentions(act, instance, text).await? {
            set.put(notice);
        }
        set.audit(audit(
            act,
            "note.create",
            "instance",
            instance,
            json!({ "note": note.id }),
        ));
        self.commit(set).await?;
        Ok(note.id)
    }

    /// Notices to those whom a note names (`@login`) and who may see the case.
    async fn mentions(
        &self,
        act: &Act,
        instance: Uuid,
        text: &str,
    ) -> Result<Vec<row::Notice>, Fault> {
        let named: std::collections::BTreeSet<&str> = text
            .split(|c: char| c.is_whitespace() || "(),;:!?".contains(c))
            .filter_map(|word| word.strip_prefix('@'))
            .map(|login| login.trim_end_matches('.'))
            .filter(|login| !login.is_empty() && *login != act.viewer.login)
            .collect();
        let mut notices = Vec::new();
        for login in named.into_iter().take(MENTIONS_MAX) {
            let found = load::person_by_login(&self.store, login).await?;
            let Some(person) = found.filter(|p| p.active) else {
                continue;
            };
            let viewer = self.viewer(&person).await?;
            let Some(case) = store::view::instance(&viewer, &self.store, instance).await? else {
                continue;
            };
            let (name, title) = (&act.viewer.name, &case.instance.title);
            notices.push(row::Notice {
                id: Uuid::now_v7(),
                recipient: format!("m:{login}"),
                instance,
                text_it: format!("{name} ti ha nominato in una nota di «{title}»."),
                text_en: format!("{name} named you in a note of «{title}»."),
                created_at: self.clock.now(),
            });
        }
        Ok(notices)
    }

    /// The variables of an instance as the API shows them.
    pub async fn instance_variables(&self, instance: &row::Instance) -> Result<rules::Map, Fault> {
        self.read_snapshot(instance, |i| i.variables().clone())
            .await
    }

    /// The variables as a task sees them: those of its case, and its own over them.
    pub(crate) async fn task_variables(
        &self,
        instance: &row::Instance,
        task: &row::Task,
    ) -> Result<rules::Map, Fault> {
        let wait = task.wait;
        self.read_snapshot(instance, move |i| match u64::try_from(wait) {
            Ok(wait) => i.variables_at(wait),
            // A task of the house.
            Err(_) => i.variables().clone(),
        })
        .await
    }

    async fn read_snapshot(
        &self,
        instance: &row::Instance,
        read: impl FnOnce(&interpreter::Instance) -> rules::Map + Send + 'static,
    ) -> Result<rules::Map, Fault> {
        let snapshot = instance.snapshot.clone();
        self.pool
            .run(crate::pool::Lane::Fast, move || {
                interpreter::Instance::from_bytes(&snapshot).map(|i| read(&i))
            })
            .await
            .ok_or_else(|| Fault::broken("reading a snapshot ended unexpectedly"))?
            .map_err(Fault::broken)
    }
}
