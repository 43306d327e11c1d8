//! Conditional starts, looked at when somebody asks.

use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    drive::{Birth, Extra},
    message::variables,
};
use interpreter::{Command, Env};
use office::Verb;
use rules::Map;
use serde::Serialize;
use serde_json::json;
use store::{load, row};
use uuid::Uuid;

/// What an evaluation of the conditional starts began.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluated {
    pub instances: Vec<Uuid>,
    #[serde(skip)]
    pub pending: bool,
}

impl Runtime {
    /// Starts every process whose conditional start event is true for these variables.
    pub async fn evaluate_conditions(
        &self,
        act: &Act,
        given: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Evaluated, Fault> {
        let act = &act.may(Verb::Integrate)?;
        let given = variables(given)?;
        let mut out = Evaluated {
            instances: Vec::new(),
            pending: false,
        };
        for start in load::condition_starts(&self.store).await? {
            let Some(process) = start.process else {
                continue;
            };
            let deployed = self.deployed(process).await?;
            let env = Env {
                now: self.clock.now(),
                zone: self.zone,
                calendars: self.calendars(),
                principal: None,
            };
            let (compiled, element, number) = (
                deployed.process.clone(),
                start.element.clone(),
                start.wait as u32,
            );
            let known = given.clone();
            let holds = self
                .pool
                .run(crate::pool::Lane::Fast, move || {
                    compiled.start_holds(&element, number, &known, &env)
                })
                .await
                .ok_or_else(|| Fault::broken("a condition ended unexpectedly"))?;
            match holds {
                Ok(true) => {}
                Ok(false) => continue,
                Err(e) => {
                    self.open_outside(self.outside_incident(
                        start.id,
                        "start_rule_failed",
                        &format!("{} · {}: {e}", start.process_key, start.element),
                    ))
                    .await?;
                    continue;
                }
            }
            let id = Uuid::now_v7();
            let extra = Extra::default().audit(audit(
                act,
                "instance.start",
                "instance",
                id,
                json!({ "condition": start.element }),
            ));
            let (id, consequences) = self
                .begin_at(&start, process, id, None, given.clone(), extra)
                .await?;
            out.instances.push(id);
            out.pending |= self.settle(consequences).await;
        }
        Ok(out)
    }

    /// Begins a process at the trigger a start subscription shows.
    pub(crate) async fn begin_at(
        &self,
        start: &row::Subscription,
        process: Uuid,
        id: Uuid,
        business_key: Option<String>,
        variables: Map,
        extra: Extra,
    ) -> Result<(Uuid, Vec<Consequence>), Fault> {
        let deployed = self.deployed(process).await?;
        let birth = Birth {
            id,
            drawn: false,
            title: deployed.row.name.clone(),
            business_key,
        };
        let command = Command::StartBy {
            event: start.element.clone(),
            trigger: start.wait as u32,
            variables,
        };
        let driven = self
            .drive_new(&Act::system(), &deployed, birth, command, extra)
            .await?;
        Ok((driven.row.id, driven.consequences))
    }
}
