//! A case is moved by hand, or taken to another version of its process: tried first, then done and recorded.
//!
//! The interpreter decides whether it can be done; a trial is its step without a commit. What was done stands in
//! the history (the command with all its changes) and in the record of operations.

use crate::consequence::Consequence;
use crate::{Act, Fault, Runtime, audit, bundle::Deployed, drive::Decided, drive::Extra};
use interpreter::{Change, Command, Instance, MigrationPlan, Proposal, TokenView, TraceKind};
use office::Verb;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// A move that was done, or would be.
#[derive(Debug, Clone)]
pub struct Moved {
    /// running | suspended | completed | …; after a trial the state now.
    pub state: String,
    /// Where the case stands after it.
    pub tokens: Vec<TokenView>,
    /// What happened in the step, in order; for a move that was done it is in the history.
    pub events: Vec<MovedEvent>,
    pub pending: bool,
}

#[derive(Debug, Clone)]
pub struct MovedEvent {
    pub kind: TraceKind,
    pub element: String,
    pub text: Option<String>,
}

/// Another version of the process, and how to get there; `plan` None: the one proposed by ids.
#[derive(Debug, Clone)]
pub struct Onto {
    pub process: Uuid,
    pub plan: Option<MigrationPlan>,
}

impl Runtime {
    /// Starts before or after elements and takes tokens back, all or nothing.
    pub async fn modify(
        &self,
        act: &Act,
        instance: Uuid,
        changes: Vec<Change>,
        trial: bool,
    ) -> Result<Moved, Fault> {
        let act = &self.may_on_case(act, Verb::SteerCase, instance).await?;
        if changes.is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "changes".into(),
                    "Indicare almeno uno spostamento.".into(),
                    "Give at least one change.".into(),
                )],
            });
        }
        let row = self.case_row(instance).await?;
        let record = json!({ "changes": changes });
        let command = Command::Modify { changes };
        let foreseen = self.foresee(act, &row, None, command.clone()).await?;
        if trial {
            return Ok(moved(row.state, &foreseen, false));
        }
        let extra =
            Extra::default().audit(audit(act, "instance.modify", "instance", instance, record));
        let driven = self.drive_from(act, row, command, extra).await?;
        let pending = self.settle(driven.consequences).await;
        Ok(moved(driven.row.state, &foreseen, pending))
    }

    /// What an instance of one version needs to follow another of the same process.
    pub async fn propose_migration(
        &self,
        act: &Act,
        from: Uuid,
        to: Uuid,
    ) -> Result<Proposal, Fault> {
        let _ = act.may(Verb::SteerCase)?;
        let (from, to) = (self.deployed(from).await?, self.version(to).await?);
        same_process(&from, &to)?;
        Ok(interpreter::propose(&from.process, &to.process))
    }

    /// Takes a case to another version of its process.
    pub async fn migrate(
        &self,
        act: &Act,
        instance: Uuid,
        onto: Onto,
        trial: bool,
    ) -> Result<Moved, Fault> {
        let act = &self.may_on_case(act, Verb::SteerCase, instance).await?;
        let (mut moved, consequences) = self
            .migrate_with(act, instance, &onto, trial, Extra::default())
            .await?;
        moved.pending = self.settle(consequences).await;
        Ok(moved)
    }

    /// As [`Runtime::migrate`], for a caller that has the permission; `extra` goes into its commit.
    pub(crate) async fn migrate_with(
        &self,
        act: &Act,
        instance: Uuid,
        onto: &Onto,
        trial: bool,
        extra: Extra,
    ) -> Result<(Moved, Vec<Consequence>), Fault> {
        let row = self.case_row(instance).await?;
        let (from, to) = (
            self.deployed(row.process).await?,
            self.version(onto.process).await?,
        );
        same_process(&from, &to)?;
        if from.row.id == to.row.id {
            return Err(Fault::conflict(
                "same_version",
                "La pratica segue già questa versione.",
                "The case follows this version already.",
            ));
        }
        let plan = match &onto.plan {
            Some(plan) => plan.clone(),
            None => interpreter::propose(&from.process, &to.process).plan,
        };
        let mut extra = extra.audit(audit(
            act,
            "instance.migrate",
            "instance",
            instance,
            json!({ "from": from.row.id, "to": to.row.id, "plan": plan }),
        ));
        let command = Command::Migrate { plan: plan.clone() };
        let foreseen = self
            .foresee(act, &row, Some(to.clone()), command.clone())
            .await?;
        if trial {
            return Ok((moved(row.state, &foreseen, false), Vec::new()));
        }
        extra = self.renamed(instance, &plan, extra).await?;
        let driven = self.drive_onto(act, row, to, command, extra).await?;
        let done = moved(driven.row.state, &foreseen, false);
        Ok((done, driven.consequences))
    }

    /// What waits goes on under the new ids of its elements. Rows that change meanwhile are told by their guards.
    async fn renamed(
        &self,
        instance: Uuid,
        plan: &MigrationPlan,
        mut extra: Extra,
    ) -> Result<Extra, Fault> {
        if plan.moves.is_empty() {
            return Ok(extra);
        }
        let new = |element: &str| plan.moves.get(element).cloned();
        for task in load::tasks_of_instance(&self.store, instance).await? {
            if let Some(element) = new(&task.element).filter(|_| task.state == "open") {
                extra = extra
                    .guard(Table::Task, task.id, Expect::Revision(task.revision))
                    .put(row::Task { element, ..task });
            }
        }
        for job in load::jobs_of_instance(&self.store, instance).await? {
            let open = !matches!(job.state.as_str(), "done" | "cancelled");
            if let Some(element) = new(&job.element).filter(|_| open) {
                extra = extra
                    .guard(Table::Job, job.id, Expect::Revision(job.revision))
                    .put(row::Job { element, ..job });
            }
        }
        for timer in load::timers_of_instance(&self.store, instance).await? {
            if let Some(element) = new(&timer.element) {
                extra = extra
                    .guard(Table::Timer, timer.id, Expect::Present)
                    .put(row::Timer { element, ..timer });
            }
        }
        for waiting in load::subscriptions_of_instance(&self.store, instance).await? {
            if let Some(element) = new(&waiting.element) {
                extra = extra
                    .guard(Table::Subscription, waiting.id, Expect::Present)
                    .put(row::Subscription { element, ..waiting });
            }
        }
        for incident in load::incidents_of_instance(&self.store, instance).await? {
            let open = incident.state == "open";
            if let Some(element) = incident.element.as_deref().and_then(new).filter(|_| open) {
                extra = extra
                    .guard(
                        Table::Incident,
                        incident.id,
                        Expect::State(incident.state.clone()),
                    )
                    .put(row::Incident {
                        element: Some(element),
                        ..incident
                    });
            }
        }
        Ok(extra)
    }

    pub(crate) async fn case_row(&self, instance: Uuid) -> Result<row::Instance, Fault> {
        load::instance(&self.store, instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))
    }

    /// The version to go to; none of this id is a wrong field, not a case that is not there.
    pub(crate) async fn version(&self, process: Uuid) -> Result<Arc<Deployed>, Fault> {
        match self.deployed(process).await {
            Err(Fault::NotFound { .. }) => Err(Fault::Invalid {
                fields: vec![(
                    "process".into(),
                    "Nessuna versione di un processo ha questo numero.".into(),
                    "No version of a process has this id.".into(),
                )],
            }),
            other => other,
        }
    }
}

fn same_process(from: &Deployed, to: &Deployed) -> Result<(), Fault> {
    if from.row.key == to.row.key {
        return Ok(());
    }
    Err(Fault::Refused {
        code: "other_process".into(),
        it: "Una pratica passa solo a un'altra versione dello stesso processo.".into(),
        en: "A case goes over to another version of the same process only.".into(),
        extra: [("process".to_string(), Json::from(from.row.key.clone()))]
            .into_iter()
            .collect(),
    })
}

fn moved(state: String, foreseen: &Decided, pending: bool) -> Moved {
    let events = foreseen.step.trace.iter().map(|event| MovedEvent {
        kind: event.kind,
        element: event.id.to_string(),
        text: event.text.clone(),
    });
    Moved {
        state,
        tokens: Instance::tokens(&foreseen.step.instance),
        events: events.collect(),
        pending,
    }
}
