//! One step of one instance, from load to commit: the only place where the interpreter is called.
//!
//! A lost race on the instance's revision is decided again, up to three times. A step cut by the
//! wall clock runs once more on the slow lane; cut again, it becomes an incident.

mod decide;
mod effects;
mod refusal;
mod rows;

pub(crate) use decide::Decided;
pub(crate) use refusal::commit_fault;
pub(crate) use rows::{MORE_WAIT, job_row};

use crate::{Act, Fault, Runtime, bundle::Deployed, consequence::Consequence, repeat};
use interpreter::Command;
use std::sync::Arc;
use store::{CommitError, Expect, Guard, Row, Table, Write, load, row};
use uuid::Uuid;

const DECIDE_AGAIN: u32 = 3;

/// What a verb adds to the commit of a step.
#[derive(Default, Clone)]
pub(crate) struct Extra {
    pub guards: Vec<Guard>,
    pub writes: Vec<Write>,
    pub audit: Vec<row::Audit>,
    /// Events among the writes that wait for delivery.
    pub events: Vec<Uuid>,
    /// A new instance was called by this wait of this instance.
    pub caller: Option<(Uuid, i64)>,
}

impl Extra {
    pub(crate) fn guard(mut self, table: Table, id: Uuid, expect: Expect) -> Extra {
        self.guards.push(Guard { table, id, expect });
        self
    }

    pub(crate) fn put(mut self, row: impl Into<Row>) -> Extra {
        self.writes.push(Write::Put(row.into()));
        self
    }

    pub(crate) fn write(mut self, write: Write) -> Extra {
        self.writes.push(write);
        self
    }

    pub(crate) fn audit(mut self, audit: row::Audit) -> Extra {
        self.audit.push(audit);
        self
    }
}

/// What is known once a step is on disk.
pub(crate) struct Driven {
    pub row: row::Instance,
    pub consequences: Vec<Consequence>,
}

/// A new instance before its first step.
pub(crate) struct Birth {
    pub id: Uuid,
    /// The id was drawn for it, not derived: nobody can have made it before.
    pub drawn: bool,
    pub title: String,
    pub business_key: Option<String>,
}

impl Runtime {
    /// Steps an existing instance. Holds its turn until the commit is answered.
    pub(crate) async fn drive(
        &self,
        act: &Act,
        instance: Uuid,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        let extra = match &command {
            // What a case that is called off still has to send does not leave by itself.
            Command::Cancel { .. } => self.halting(instance, extra).await?,
            _ => extra,
        };
        self.drive_seen(act, instance, None, None, command, extra)
            .await
    }

    /// As [`Runtime::drive`] by a caller that read the row a moment ago: one read less. A row that changed since is
    /// told by its revision and read again.
    pub(crate) async fn drive_from(
        &self,
        act: &Act,
        seen: row::Instance,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        self.drive_seen(act, seen.id, Some(seen), None, command, extra)
            .await
    }

    /// As [`Runtime::drive_from`], with another version of the process, which the instance follows from then on.
    pub(crate) async fn drive_onto(
        &self,
        act: &Act,
        seen: row::Instance,
        version: Arc<Deployed>,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        self.drive_seen(act, seen.id, Some(seen), Some(version), command, extra)
            .await
    }

    /// What a step would do; nothing of it is kept. `version` None: the version the instance follows.
    pub(crate) async fn foresee(
        &self,
        act: &Act,
        row: &row::Instance,
        version: Option<Arc<Deployed>>,
        command: Command,
    ) -> Result<Decided, Fault> {
        let deployed = match version {
            Some(version) => version,
            None => self.deployed(row.process).await?,
        };
        self.decide(act, &deployed, Some(row), command).await
    }

    async fn drive_seen(
        &self,
        act: &Act,
        instance: Uuid,
        mut seen: Option<row::Instance>,
        onto: Option<Arc<Deployed>>,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        let _turn = self.turns.take(instance).await;
        for _ in 0..DECIDE_AGAIN {
            let mut row = match seen.take() {
                Some(row) => row,
                None => load::instance(&self.store, instance)
                    .await?
                    .ok_or_else(|| Fault::not_found("instance"))?,
            };
            let deployed = match &onto {
                Some(version) => version.clone(),
                None => self.deployed(row.process).await?,
            };
            let decided = self
                .decide(act, &deployed, Some(&row), command.clone())
                .await?;
            row.process = deployed.row.id;
            row.deployment = deployed.row.deployment;
            // Without a key of the caller a repeat is told by the guards, and costs no row.
            let mut set = match act.idempotency_key {
                Some(_) => self.set(act),
                None => self.own_set(),
            };
            set.guard(Table::Instance, instance, Expect::Revision(row.revision));
            // The rest of a long step: who asked for it has waited for its first part only.
            set.bulk = matches!(command, Command::Continue);
            let driven = self
                .write_down(act, &deployed, row, decided, extra.clone(), &mut set)
                .await?;
            self.announce(&mut set).await?;
            match self.store.commit(set).await {
                Ok(done) if done.duplicate_of.is_some() => return Err(repeat::already_done()),
                Ok(_) => return Ok(driven),
                Err(CommitError::Conflict {
                    table: Table::Instance,
                    ..
                }) => continue,
                Err(e) => return Err(commit_fault(e)),
            }
        }
        Err(Fault::conflict(
            "race",
            "La pratica viene cambiata da altri in questo momento: riprovare.",
            "The case is being changed by others right now: try again.",
        ))
    }

    /// Makes an instance and does its first step in one commit.
    pub(crate) async fn drive_new(
        &self,
        act: &Act,
        deployed: &Arc<Deployed>,
        birth: Birth,
        command: Command,
        extra: Extra,
    ) -> Result<Driven, Fault> {
        let decided = self.decide(act, deployed, None, command).await?;
        let row = row::Instance {
            id: birth.id,
            revision: 0,
            process: deployed.row.id,
            process_key: deployed.row.key.clone(),
            deployment: deployed.row.deployment,
            state: "running".into(),
            business_key: birth.business_key,
            title: birth.title,
            office: None,
            term_at: None,
            parent: extra.caller.map(|(parent, _)| parent),
            parent_wait: extra.caller.map(|(_, wait)| wait),
            started_at: self.clock.now(),
            ended_at: None,
            error_code: None,
            open_incidents: 0,
            steps: 0,
            snapshot: Vec::new(),
        };
        let mut set = self.set(act);
        if let Some(command) = &mut set.command {
            let mut answer = repeat::first(act);
            answer["id"] = serde_json::json!(row.id);
            command.answer = answer;
        }
        let expect = match birth.drawn {
            true => Expect::Fresh,
            false => Expect::Absent,
        };
        set.guard(Table::Instance, row.id, expect);
        let driven = self
            .write_down(act, deployed, row, decided, extra, &mut set)
            .await?;
        self.announce(&mut set).await?;
        let committed = self.store.commit(set).await.map_err(commit_fault)?;
        if let Some(first) = committed.duplicate_of
            && let Some(id) = first
                .get("id")
                .and_then(|v| v.as_str())
                .and_then(|v| v.parse().ok())
        {
            let row = load::instance(&self.store, id)
                .await?
                .ok_or_else(|| Fault::not_found("instance"))?;
            return Ok(Driven {
                row,
                consequences: Vec::new(),
            });
        }
        Ok(driven)
    }
}
