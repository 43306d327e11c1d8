//! Answer guaranteed: a case that a mail opened closes with an answer, or with a stated reason for none. So does
//! what was joined to it.
//!
//! A process that ends with neither leaves the case *da riscontrare*: the head of its office gets a task, whose
//! only form asks for the reason; a new case may also be opened from the mail, whose answer closes it. What
//! counts as an answer is a mail that left, says which mail it answers (In-Reply-To), and was not missed by
//! every recipient. A message of a case that goes to who wrote a joined mail names that one, too (References), and
//! answers it. All of it can be counted again from the raw mails and receipts.

use crate::{
    Act, Fault, Runtime, arrival::event_of, audit, bundle::WHY_NONE, consequence::Consequence, ids,
    task::house_task,
};
use office::{Role, Verb, people};
use rules::Value;
use serde_json::{Value as JsonValue, json};
use store::{Expect, Table, load, row, view};
use uuid::Uuid;

/// The element of a head's task: it belongs to no process.
pub(crate) const OWED_TASK: &str = "staffetta_riscontro";
/// The name of its form, and of the field with the reason.
pub(crate) const OWED_FORM: &str = "staffetta/riscontro";
/// The element and the form of an office's task: a mail came into a case nobody holds.
pub(crate) const REPLY_TASK: &str = "staffetta_messaggio";
pub(crate) const REPLY_FORM: &str = "staffetta/messaggio";
const REASON: &str = "motivo";
const SETTLE_AT_ONCE: usize = 200;
/// Why a mail the process waited for gets no answer of its own: what it asked for has come.
const TAKEN: &str = "La pratica aspettava questo messaggio e ne ha tenuto conto.";

/// The row of a mail that opens a case.
pub(crate) fn opened(mail: Uuid, instance: Uuid) -> row::Owed {
    row::Owed {
        id: mail,
        state: "open".into(),
        instance: Some(instance),
        joined_at: None,
        task: None,
        despatch: None,
        reason: None,
        closed_by: None,
        closed_at: None,
    }
}

/// The row of a mail that is joined to a case.
pub(crate) fn joined(mail: Uuid, instance: Uuid, at: row::Instant) -> row::Owed {
    row::Owed {
        joined_at: Some(at),
        ..opened(mail, instance)
    }
}

/// The form of a head's task, or of an office's ([`REPLY_FORM`]), in Italian and in English.
pub(crate) fn forms(name: &str) -> [JsonValue; 2] {
    let form = |explains: &str, asks: &str| {
        json!({
            "type": "default",
            "schemaVersion": 18,
            "components": [
                { "type": "text", "id": "spiega", "text": explains },
                { "type": "textarea", "id": REASON, "key": REASON, "label": asks, "validate": { "required": true } },
            ],
        })
    };
    if name == REPLY_FORM {
        return [
            form(
                "È arrivato un messaggio in una pratica che nessuno ha in carico. Rispondere dalla pratica, o dire qui perché non si risponde.",
                "Perché non si risponde",
            ),
            form(
                "A message has come into a case that nobody holds. Answer from the case, or say here why there is no answer.",
                "Why there is no answer",
            ),
        ];
    }
    [
        form(
            "La pratica è finita senza una risposta a chi ha scritto. Aprire dal messaggio una nuova pratica per rispondere, oppure dire qui perché non si risponde.",
            "Perché non si risponde",
        ),
        form(
            "The case ended without an answer to whoever wrote. Open a new case from the mail to answer, or say here why there is no answer.",
            "Why there is no answer",
        ),
    ]
}

impl Runtime {
    /// Looks at what a case owes: answered, explained by its process when it has ended, or a task for the head.
    pub(crate) async fn settle_owed(&self, instance: Uuid) -> Result<Vec<Consequence>, Fault> {
        let mut open = load::owed_of_instance(&self.store, instance).await?;
        open.retain(|o| o.state == "open");
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let Some(case) = load::instance(&self.store, instance).await? else {
            return Ok(Vec::new());
        };
        for owed in open {
            self.settle_one(&case, owed).await?;
        }
        Ok(Vec::new())
    }

    async fn settle_one(&self, case: &row::Instance, owed: row::Owed) -> Result<(), Fault> {
        // While the case is under way only who has a task about it is waited for.
        if case.ended_at.is_none() && owed.task.is_none() {
            return Ok(());
        }
        if let Some(answer) = load::answer_to(&self.store, owed.id).await? {
            let closed = row::Owed {
                state: "answered".into(),
                despatch: Some(answer.id),
                closed_by: answer.author,
                closed_at: Some(self.clock.now()),
                ..owed.clone()
            };
            return self.close_owed(&Act::system(), owed, closed).await;
        }
        if case.ended_at.is_none() || load::answer_under_way(&self.store, owed.id).await? {
            return Ok(());
        }
        if let Some(said) = self.said_by_process(case, &owed).await? {
            let closed = self.explained(&Act::system(), &owed, &said);
            return self.close_owed(&Act::system(), owed, closed).await;
        }
        if owed.task.is_none() {
            self.head_task(case, owed).await?;
        }
        Ok(())
    }

    /// Why the process that has ended answers a mail no more. Of what was joined after its end it says nothing.
    async fn said_by_process(
        &self,
        case: &row::Instance,
        owed: &row::Owed,
    ) -> Result<Option<String>, Fault> {
        if owed.joined_at.is_some() {
            let event = load::event(&self.store, event_of(owed.id)).await?;
            if event.is_some_and(|e| e.state == "taken") {
                return Ok(Some(TAKEN.to_string()));
            }
        }
        if owed.joined_at >= case.ended_at {
            return Ok(None);
        }
        match self.instance_variables(case).await?.get(WHY_NONE) {
            Some(Value::Text(said)) if !said.trim().is_empty() => Ok(Some(said.trim().to_string())),
            _ => Ok(None),
        }
    }

    /// Repeats what a crash left, and takes up answers that nobody received.
    pub(crate) async fn watch_owed(&self) -> Result<(), Fault> {
        for missed in load::owed_missed(&self.store, SETTLE_AT_ONCE).await? {
            let mut set = self.own_set();
            set.guard(Table::Owed, missed.id, Expect::State("answered".into()));
            set.audit(audit(
                &Act::system(),
                "owed.reopen",
                "mail",
                missed.id,
                json!({ "despatch": missed.despatch }),
            ));
            set.put(row::Owed {
                state: "open".into(),
                despatch: None,
                closed_by: None,
                closed_at: None,
                ..missed
            });
            self.commit(set).await?;
        }
        for owed in load::owed_to_settle(&self.store, SETTLE_AT_ONCE).await? {
            if let Some(instance) = owed.instance {
                match self.settle_owed(instance).await {
                    Ok(_) | Err(Fault::Conflict { .. }) => {}
                    Err(e) => return Err(e),
                }
            }
        }
        Ok(())
    }

    /// A person says why the mail that opened a case gets no answer.
    pub async fn waive(&self, act: &Act, mail: Uuid, reason: &str) -> Result<(), Fault> {
        let found = view::mail(&act.viewer, &self.store, mail)
            .await?
            .ok_or_else(|| Fault::not_found("mail"))?;
        let act = &self.may_with_mail(act, Verb::SortMail, &found.mail).await?;
        let reason = Fault::reason_of(reason, "reason")?;
        let owed = load::owed(&self.store, mail)
            .await?
            .filter(|o| o.state == "open")
            .ok_or_else(|| {
                Fault::conflict(
                    "nothing_owed",
                    "A questo messaggio non si deve più una risposta.",
                    "No answer is owed to this message any more.",
                )
            })?;
        let closed = self.explained(act, &owed, &reason);
        self.close_owed(act, owed, closed).await
    }

    /// Concludes a head's task: the only thing it takes is the reason.
    pub(crate) async fn conclude_owed(
        &self,
        act: &Act,
        task: &row::Task,
        mut submitted: serde_json::Map<String, JsonValue>,
    ) -> Result<(), Fault> {
        let reason = submitted.remove(REASON);
        let reason = Fault::reason_of(
            reason
                .as_ref()
                .and_then(JsonValue::as_str)
                .unwrap_or_default(),
            REASON,
        )?;
        let owed = load::owed_of_instance(&self.store, task.instance)
            .await?
            .into_iter()
            .find(|o| o.state == "open" && o.task == Some(task.id))
            .ok_or_else(|| Fault::broken(format!("task {} is owed by no mail", task.id)))?;
        let closed = self.explained(act, &owed, &reason);
        self.close_owed(act, owed, closed).await
    }

    /// What was owed, after somebody said why it is not.
    pub(crate) fn explained(&self, act: &Act, owed: &row::Owed, reason: &str) -> row::Owed {
        row::Owed {
            state: "waived".into(),
            reason: Some(reason.into()),
            closed_by: Some(act.viewer.login.clone()),
            closed_at: Some(self.clock.now()),
            ..owed.clone()
        }
    }

    async fn close_owed(&self, act: &Act, open: row::Owed, closed: row::Owed) -> Result<(), Fault> {
        let mut set = self.set(act);
        set.guard(Table::Owed, open.id, Expect::State("open".into()));
        self.end_head_task(act, open.task, &closed.state, &mut set)
            .await?;
        set.audit(audit(
            act,
            &format!("owed.{}", closed.state),
            "mail",
            open.id,
            json!({ "instance": open.instance, "despatch": closed.despatch }),
        ));
        set.put(closed);
        self.commit(set).await.map(|_| ())
    }

    /// Ends the head's task with what it was about: done by who acts, or needless.
    pub(crate) async fn end_head_task(
        &self,
        act: &Act,
        task: Option<Uuid>,
        owed: &str,
        set: &mut store::WriteSet,
    ) -> Result<(), Fault> {
        let Some(id) = task else { return Ok(()) };
        let Some(task) = load::task(&self.store, id)
            .await?
            .filter(|t| t.state == "open")
        else {
            return Ok(());
        };
        let done = owed == "waived" && act.viewer.person.is_some();
        set.guard(Table::Task, id, Expect::Revision(task.revision));
        set.put(row::Task {
            state: if done { "completed" } else { "cancelled" }.into(),
            ended_at: Some(self.clock.now()),
            ended_by: act.login().filter(|_| done),
            ..task
        });
        Ok(())
    }

    /// The mail has opened another case: the head's task for the one before has nothing to ask any more.
    pub(crate) async fn release_head(&self, before: Option<row::Owed>) -> Result<(), Fault> {
        let Some(task) = before.and_then(|o| o.task) else {
            return Ok(());
        };
        let mut set = self.own_set();
        self.end_head_task(&Act::system(), Some(task), "open", &mut set)
            .await?;
        match set.writes.is_empty() {
            true => Ok(()),
            false => self.commit(set).await.map(|_| ()),
        }
    }

    async fn head_task(&self, case: &row::Instance, owed: row::Owed) -> Result<(), Fault> {
        let id = ids::derived(owed.id, case.id.as_bytes(), "owed");
        let now = self.clock.now();
        let name = match owed.joined_at {
            None => "Da riscontrare".to_string(),
            // The title of the case is another mail's.
            Some(_) => {
                let mail = load::mail(&self.store, owed.id).await?;
                let subject = mail.map(|m| m.subject).unwrap_or_default();
                format!(
                    "Da riscontrare: {}",
                    subject.chars().take(120).collect::<String>()
                )
            }
        };
        let mut set = self.own_set();
        set.guard(Table::Owed, owed.id, Expect::State("open".into()))
            .guard(Table::Task, id, Expect::Absent);
        set.put(row::Task {
            candidate_groups: self.heads(case.office.as_deref()).await?,
            priority: 50,
            due_at: Some(now),
            ..house_task(case, id, &name, now, (OWED_TASK, OWED_FORM))
        });
        set.audit(audit(
            &Act::system(),
            "owed.task",
            "mail",
            owed.id,
            json!({ "instance": case.id, "task": id }),
        ));
        set.put(row::Owed {
            task: Some(id),
            ..owed
        });
        self.commit(set).await.map(|_| ())
    }

    /// The group of who answers for an office: its head, else that of the office above, else the heads of the
    /// organisation, else whoever supervises.
    pub(crate) async fn heads(&self, office: Option<&str>) -> Result<Vec<String>, Fault> {
        let offices = load::offices(&self.store).await?;
        let mut at = office.and_then(|key| offices.iter().find(|o| o.key == key));
        // The stored tree has no ring.
        while let Some(office) = at {
            if office.head.is_some() {
                return Ok(vec![people::head_group(&office.key)]);
            }
            at = office
                .parent
                .and_then(|parent| offices.iter().find(|o| o.id == parent));
        }
        let roots: Vec<String> = offices
            .iter()
            .filter(|o| o.parent.is_none() && o.head.is_some())
            .map(|o| people::head_group(&o.key))
            .collect();
        Ok(match roots.is_empty() {
            true => vec![people::role_group(Role::Supervisore)],
            false => roots,
        })
    }
}
