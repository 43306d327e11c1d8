//! Versions of a message, and what several approvers decide about them.
//!
//! A version is what the first who decides about it reads: what the process adds before, such as the text as PDF/A, belongs
//! to it. An approval is given to the hash of what would leave. All approvals of a version are of one hash: once the
//! message is another, they are void and the message is handed over again, so that everybody reads the same.

use super::outgoing::Outgoing;
use crate::{Act, Fault, Runtime, audit, ids};
use bpmn::MappingValue;
use rules::{Map, Value};
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// What an approving task's form calls its choice and the remarks of who sends back.
const OUTCOME: &str = "esito";
const REMARKS: &str = "osservazioni";

/// Inputs by which the task that sends declares additions.
const ADDITIONS: [&str; 3] = ["subject_prefix", "added_attachments", "signed_attachments"];

pub(crate) const APPROVED: &str = "approved";
const SENT_BACK: &str = "sent_back";

impl Runtime {
    /// The next version of the message a drafting task hands over.
    pub(super) async fn new_version(
        &self,
        task: &row::Task,
        name: &str,
        message: &Outgoing,
    ) -> Result<row::Version, Fault> {
        let last = load::last_version(&self.store, task.instance, name).await?;
        Ok(row::Version {
            id: ids::derived(task.id, b"", "version"),
            instance: task.instance,
            variable: name.into(),
            number: last.map_or(0, |v| v.number) + 1,
            hash: message.digest(),
            message: json!(message),
            author: message.author.clone().unwrap_or_default(),
            author_for: message.author_for.clone(),
            at: self.clock.now(),
        })
    }

    /// What an approver decides. An approval is of exactly the text shown, by somebody who has not approved this version
    /// yet; that it is not its author's was asked before. Tells the process by the variable `<name>_approvata`. The version comes
    /// along where it is read otherwise than it was handed over.
    pub(super) async fn decide_on_message(
        &self,
        act: &Act,
        task: &row::Task,
        name: &str,
        values: &Map,
        seen: Option<&str>,
        variables: &mut Map,
    ) -> Result<(row::Approval, Option<row::Version>), Fault> {
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
        let approved = match variables.get(OUTCOME) {
            Some(Value::Text(outcome)) => outcome == "approva",
            _ => true,
        };
        let remarks = match variables.get(REMARKS) {
            Some(Value::Text(text)) if !approved && !text.trim().is_empty() => Some(text.clone()),
            _ => None,
        };
        let hash = message.digest();
        let version = load::last_version(&self.store, task.instance, name).await?;
        let number = version.as_ref().map_or(1, |v| v.number);
        let before = load::approvals(&self.store, task.instance).await?;
        let first = !before
            .iter()
            .any(|a| a.variable == name && a.number == number);
        let version = version
            .filter(|v| first && v.hash != hash)
            .map(|v| row::Version {
                hash: hash.clone(),
                message: json!(message),
                ..v
            });
        let decision = row::Approval {
            id: task.id,
            instance: task.instance,
            variable: name.into(),
            number,
            hash: hash.clone(),
            element: task.element.clone(),
            name: task.name.clone(),
            decision: if approved { APPROVED } else { SENT_BACK }.into(),
            remarks,
            decided_by: act.viewer.login.clone(),
            decided_for: act.behalf.clone(),
            at: self.clock.now(),
            void_at: None,
        };
        if !approved {
            return Ok((decision, version));
        }
        // Whoever lets a message leave has the right to write it.
        if let Some(mailbox) = load::mailbox_by_key(&self.store, &message.mailbox).await? {
            self.may_write_from(act, task.instance, &mailbox).await?;
        }
        if seen != Some(hash.as_str()) {
            return Err(Fault::conflict(
                "message_changed",
                "Il messaggio non è quello mostrato: rileggere prima di approvare.",
                "The message is not the one shown: read it again before approving.",
            ));
        }
        for other in self.standing(task.instance, name, number).await? {
            if other.hash != hash {
                let when = other.at.with_timezone(&self.zone).format("%d/%m/%Y %H:%M");
                return Err(Fault::conflict(
                    "approved_otherwise",
                    &format!(
                        "Il messaggio è stato cambiato dopo l'approvazione di {} ({when}), che non vale più: rimandarlo, perché tutti approvino lo stesso testo.",
                        other.decided_by
                    ),
                    &format!(
                        "The message was changed after {} approved it ({when}): that approval no longer holds. Send it back, so that everybody approves the same text.",
                        other.decided_by
                    ),
                ));
            }
            if other.decided_by == act.viewer.login {
                return Err(Fault::refused(
                    "approved_already",
                    "Hai già approvato questa versione: qui serve l'approvazione di un'altra persona.",
                    "You have approved this version already: here somebody else's approval is needed.",
                ));
            }
        }
        let mut record = json!({
            "hash": hash, "by": act.viewer.login, "at": decision.at, "version": number,
        });
        if let Some(behalf) = &act.behalf {
            record["on_behalf_of"] = json!(behalf);
        }
        variables.insert(
            format!("{name}_approvata"),
            Value::from_json(record).map_err(Fault::broken)?,
        );
        Ok((decision, version))
    }

    /// What the process of a case declares that it may add to the message of this variable as it leaves: name of the input, and
    /// its text as written.
    pub async fn to_be_added(
        &self,
        instance: Uuid,
        name: &str,
    ) -> Result<Vec<(String, String)>, Fault> {
        let (_, deployed, _) = self.case_of(instance).await?;
        let text = |value: &MappingValue| match value {
            MappingValue::Text(source) | MappingValue::Script(source) => source.text.clone(),
            MappingValue::List(_) | MappingValue::Map(_) => "…".into(),
            MappingValue::Copy(sources) => sources.join(", "),
        };
        let mut found = Vec::new();
        for node in &deployed.model().nodes {
            let message = node.inputs.iter().find(|m| m.name == "message");
            if !message.is_some_and(|m| text(&m.value).contains(name)) {
                continue;
            }
            let added = node
                .inputs
                .iter()
                .filter(|m| ADDITIONS.contains(&m.name.as_str()));
            found.extend(added.map(|m| (m.name.clone(), text(&m.value))));
        }
        found.retain(|(_, source)| !source.trim().is_empty());
        found.dedup();
        Ok(found)
    }

    /// Approvals of a version that still hold, oldest first.
    async fn standing(
        &self,
        instance: Uuid,
        name: &str,
        number: i64,
    ) -> Result<Vec<row::Approval>, Fault> {
        let mut found = load::approvals(&self.store, instance).await?;
        found.retain(|a| {
            a.variable == name
                && a.number == number
                && a.decision == APPROVED
                && a.void_at.is_none()
        });
        Ok(found)
    }

    /// The approvals a message leaves by: all that hold of the version approved last under this hash. None: one of them is
    /// of another text. Empty: the house that approved it kept no rows yet.
    pub(crate) async fn let_out_by(
        &self,
        instance: Uuid,
        hash: &str,
    ) -> Result<Option<Vec<row::Approval>>, Fault> {
        let all = load::approvals(&self.store, instance).await?;
        let last = all
            .iter()
            .rev()
            .find(|a| a.hash == hash && a.decision == APPROVED);
        let Some(last) = last else {
            return Ok(Some(Vec::new()));
        };
        let by = self.standing(instance, &last.variable, last.number).await?;
        let same = !by.is_empty() && by.iter().all(|a| a.hash == hash);
        Ok(same.then_some(by))
    }

    /// Writes down that the approvals of the version approved under this hash hold no longer: the message is another.
    pub(crate) async fn void_approvals(
        &self,
        act: &Act,
        instance: Uuid,
        hash: &str,
    ) -> Result<(), Fault> {
        let all = load::approvals(&self.store, instance).await?;
        let last = all.iter().rev().find(|a| a.hash == hash);
        let Some(last) = last.filter(|a| a.decision == APPROVED) else {
            return Ok(());
        };
        let open = self.standing(instance, &last.variable, last.number).await?;
        if open.is_empty() {
            return Ok(());
        }
        let mut set = self.own_set();
        let at = set.at;
        for approval in open {
            set.guard(Table::Approval, approval.id, Expect::Present);
            set.audit(audit(
                act,
                "approval.void",
                "task",
                approval.id,
                json!({ "instance": instance, "hash": approval.hash, "version": approval.number }),
            ));
            set.put(row::Approval {
                void_at: Some(at),
                ..approval
            });
        }
        self.commit(set).await.map(|_| ())
    }
}
