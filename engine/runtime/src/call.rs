//! Called processes: each is an instance of its own. The job of the caller's wait is the inbox between
//! the two: it first starts the called process, then lies there as `called`, and takes up again with
//! what the called process ended with, written in the commit that ended it.

use crate::{
    Act, Fault, Runtime,
    bundle::Deployed,
    consequence::Consequence,
    drive::{Birth, Extra, job_row},
    ids, kinds,
};
use interpreter::Command;
use rules::{Map, Value};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use store::{Expect, Row, Table, Write, WriteSet, load, row};
use uuid::Uuid;

/// Processes that call each other are followed no deeper.
const DEPTH_MAX: usize = 50;

/// The instance a wait has called.
fn child_of(caller: Uuid, wait: i64) -> Uuid {
    ids::of_instance(caller, wait as u64, "child")
}

/// The job that cancels what a wait has called.
pub(crate) fn cancel_row(caller: &row::Instance, wait: u64, now: row::Instant) -> row::Job {
    let child = child_of(caller.id, wait as i64);
    let job = interpreter::NewJob {
        wait,
        element: caller.process_key.clone(),
        kind: kinds::CANCEL_CHILD.into(),
        inputs: Map::from_iter([("child".to_owned(), Value::from(child.to_string().as_str()))]),
        priority: 0,
        retries: 3,
    };
    row::Job {
        id: ids::of_instance(caller.id, wait, "cancel-child"),
        // No wait of the caller: that one is closed in the same commit.
        wait: -2 - wait as i64,
        ..job_row(caller, job, now)
    }
}

/// It ended everything that called it.
pub(crate) const ALL_TERMINATED: &str = "all_terminated";

/// How an instance ended, for its caller: the word of its state, `cancelled` or [`ALL_TERMINATED`].
pub(crate) fn outcome(state: &str, error_code: &Option<String>, variables: &Map) -> Json {
    json!({
        "state": state,
        "error_code": error_code,
        "variables": Value::Map(variables.clone()).to_json(),
    })
}

impl Runtime {
    /// Writes how an instance ended into its caller's job; None when it has no caller that waits.
    pub(crate) async fn answer_caller(
        &self,
        child: &row::Instance,
        outcome: Json,
        now: row::Instant,
        set: &mut WriteSet,
    ) -> Result<Option<Uuid>, Fault> {
        let (Some(parent), Some(wait)) = (child.parent, child.parent_wait) else {
            return Ok(None);
        };
        let id = ids::of_instance(parent, wait as u64, "job");
        let Some(job) = load::job(&self.store, id).await? else {
            return Ok(None);
        };
        // One that ends in its first step is answered by the commit that also marks it called.
        set.writes
            .retain(|write| !matches!(write, Write::Put(Row::Job(other)) if other.id == id));
        set.put(row::Job {
            state: "waiting".into(),
            due_at: now,
            lease_owner: None,
            lease_until: None,
            result: Some(outcome),
            ..job
        });
        Ok(Some(id))
    }

    /// Starts what a call activity calls, or gives back what it ended with.
    pub(crate) async fn follow_call(&self, job: row::Job) -> Result<Vec<Consequence>, Fault> {
        match job.result.clone() {
            None => self.start_child(job).await,
            Some(result) => self.return_child(job, &result).await,
        }
    }

    async fn start_child(&self, job: row::Job) -> Result<Vec<Consequence>, Fault> {
        let act = Act::system();
        let caller = load::instance(&self.store, job.instance).await?;
        let Some(caller) = caller.filter(|caller| caller.ended_at.is_none()) else {
            self.drop_job(&job).await?;
            return Ok(Vec::new());
        };
        if self.depth(&caller).await? >= DEPTH_MAX {
            let said = format!(
                "i processi si chiamano oltre {DEPTH_MAX} livelli\n\
                 the processes call each other deeper than {DEPTH_MAX} levels"
            );
            return self.give_up_call(job, "call.too_deep", &said).await;
        }
        let Some(deployed) = self.called(&caller, &job).await? else {
            let wanted = job.inputs["process"].as_str().unwrap_or_default();
            let said = format!(
                "il processo «{wanted}» non c'è nella versione chiesta\n\
                 the process `{wanted}` does not exist in the version asked for"
            );
            return self.give_up_call(job, "call.not_found", &said).await;
        };
        let variables = match Value::from_json(job.inputs["variables"].clone()) {
            Ok(Value::Map(variables)) => variables,
            Ok(_) => Map::new(),
            Err(e) => return Err(Fault::broken(e)),
        };
        let birth = Birth {
            id: child_of(caller.id, job.wait),
            drawn: false,
            title: caller.title.clone(),
            business_key: match &job.inputs["business_key"] {
                Json::Bool(true) => caller.business_key.clone(),
                Json::String(key) => Some(key.clone()),
                _ => None,
            },
        };
        let called = row::Job {
            state: "called".into(),
            lease_owner: None,
            lease_until: None,
            ..job.clone()
        };
        let mut extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Revision(job.revision))
            .put(called);
        extra.caller = Some((caller.id, job.wait));
        let command = Command::Start {
            event: None,
            variables,
        };
        match self.drive_new(&act, &deployed, birth, command, extra).await {
            Ok(driven) => Ok(driven.consequences),
            Err(Fault::Refused { code, it, en, .. }) => {
                self.give_up_call(job, &code, &format!("{it}\n{en}")).await
            }
            Err(Fault::Invalid { fields }) => {
                let (it, en): (Vec<_>, Vec<_>) =
                    fields.into_iter().map(|(_, it, en)| (it, en)).unzip();
                let said = format!("{}\n{}", it.join("; "), en.join("; "));
                self.give_up_call(job, "call.refused", &said).await
            }
            Err(e) => Err(e),
        }
    }

    /// How many callers an instance has above it.
    async fn depth(&self, instance: &row::Instance) -> Result<usize, Fault> {
        let (mut depth, mut above) = (0, instance.parent);
        while let Some(id) = above.filter(|_| depth < DEPTH_MAX) {
            depth += 1;
            above = load::instance(&self.store, id)
                .await?
                .and_then(|row| row.parent);
        }
        Ok(depth)
    }

    /// The process a call means.
    async fn called(
        &self,
        caller: &row::Instance,
        job: &row::Job,
    ) -> Result<Option<Arc<Deployed>>, Fault> {
        let key = job.inputs["process"].as_str().unwrap_or_default();
        let which = match &job.inputs["which"] {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let found = match job.inputs["binding"].as_str() {
            Some("deployment") => load::processes_of_deployment(&self.store, caller.deployment)
                .await?
                .into_iter()
                .find(|process| process.key == key),
            Some("version") => load::process_versions(&self.store, key)
                .await?
                .into_iter()
                .find(|process| process.version.to_string() == which.trim()),
            Some("version_tag") => {
                for process in load::process_versions(&self.store, key)
                    .await?
                    .into_iter()
                    .rev()
                {
                    let deployed = self.deployed(process.id).await?;
                    if deployed.model().version_tag.as_deref() == Some(which.trim()) {
                        return Ok(Some(deployed));
                    }
                }
                None
            }
            _ => load::latest_process(&self.store, key).await?,
        };
        match found {
            Some(process) => Ok(Some(self.deployed(process.id).await?)),
            None => Ok(None),
        }
    }

    async fn return_child(&self, job: row::Job, result: &Json) -> Result<Vec<Consequence>, Fault> {
        let command = match result["state"].as_str() {
            Some("failed") => Command::ThrowError {
                wait: job.wait as u64,
                code: result["error_code"].as_str().unwrap_or_default().into(),
                message: None,
                variables: Map::new(),
            },
            Some("cancelled") => {
                let said =
                    "il processo chiamato è stato annullato\nthe called process was cancelled";
                return self.give_up_call(job, "call.cancelled", said).await;
            }
            Some(ALL_TERMINATED) => Command::TerminateAll {
                wait: job.wait as u64,
            },
            _ => Command::CompleteJob {
                wait: job.wait as u64,
                variables: match Value::from_json(result["variables"].clone()) {
                    Ok(Value::Map(variables)) => variables,
                    Ok(_) => Map::new(),
                    Err(e) => return Err(Fault::broken(e)),
                },
            },
        };
        let extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Revision(job.revision))
            .write(Write::Delete(Table::Job, job.id));
        match self
            .drive(&Act::system(), job.instance, command, extra)
            .await
        {
            Ok(driven) => Ok(driven.consequences),
            Err(Fault::Conflict { code, .. })
                if code == "not_waiting" || code == "instance_ended" =>
            {
                self.drop_job(&job).await?;
                Ok(Vec::new())
            }
            Err(e) => Err(e),
        }
    }

    /// A call that a person must look at: an incident at the call activity; a retry calls anew.
    async fn give_up_call(
        &self,
        job: row::Job,
        code: &str,
        said: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        self.fail_for_good(&Act::system(), job, code, said).await
    }

    /// Cancels a called process. One that has ended, or never began, is left alone.
    pub(crate) async fn cancel_child(&self, job: row::Job) -> Result<Vec<Consequence>, Fault> {
        let child = job.inputs["child"].as_str().and_then(|id| id.parse().ok());
        let running = match child {
            Some(id) => load::instance(&self.store, id)
                .await?
                .filter(|child| child.ended_at.is_none()),
            None => None,
        };
        let Some(child) = running else {
            self.drop_job(&job).await?;
            return Ok(Vec::new());
        };
        let extra = Extra::default()
            .guard(Table::Job, job.id, Expect::Revision(job.revision))
            .write(Write::Delete(Table::Job, job.id));
        let command = Command::Cancel {
            reason: "il processo chiamante non attende più / the calling process no longer waits"
                .into(),
        };
        match self.drive(&Act::system(), child.id, command, extra).await {
            Ok(driven) => Ok(driven.consequences),
            Err(Fault::Conflict { code, .. }) if code == "instance_ended" => {
                self.drop_job(&job).await?;
                Ok(Vec::new())
            }
            Err(e) => Err(e),
        }
    }
}
