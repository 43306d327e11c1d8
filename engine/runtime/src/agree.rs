//! Whether the rows of tasks, jobs, timers and subscriptions agree with the snapshots they come from.
//!
//! Wait rows are a function of the snapshot (design: engine). This computes them again and compares;
//! it changes nothing. `staffetta audit verify` prints what it finds, tests end with it.

use crate::{Fault, Runtime};
use chrono::SubsecRound;
use interpreter::{ExpectedRow, Instance, PartId, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{load, row};
use uuid::Uuid;

/// A row and its snapshot that say different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    pub instance: Uuid,
    /// Number of the wait in the snapshot.
    pub wait: i64,
    /// `missing`: the snapshot waits and no row shows it; `left over`: a row that nothing waits for;
    /// `different`: both are there and differ.
    pub kind: &'static str,
    pub text: String,
}

/// What one instance's rows say, by table and wait.
type Rows = BTreeMap<(&'static str, i64), String>;

const AT_ONCE: usize = 200;

impl Runtime {
    /// Compares every instance that has not ended; answers how many there are and what disagrees.
    pub async fn rows_agree(&self) -> Result<(usize, Vec<Disagreement>), Fault> {
        let (mut after, mut count, mut found) = (None, 0, Vec::new());
        loop {
            let some = load::instances_going(&self.store, after, AT_ONCE).await?;
            let Some(last) = some.last() else {
                return Ok((count, found));
            };
            after = Some(last.id);
            count += some.len();
            for instance in some {
                self.compare(instance, &mut found).await?;
            }
        }
    }

    async fn compare(
        &self,
        row: row::Instance,
        found: &mut Vec<Disagreement>,
    ) -> Result<(), Fault> {
        // A verb under way between the two reads would look like a fault.
        let _turn = self.turns.take(row.id).await;
        let Some(row) = load::instance(&self.store, row.id)
            .await?
            .filter(|r| r.ended_at.is_none())
        else {
            return Ok(());
        };
        let id = row.id;
        let expected = self.expected_rows(row).await?;
        let actual = self.stored_rows(id).await?;
        let mut say = |wait, kind, text| {
            found.push(Disagreement {
                instance: id,
                wait,
                kind,
                text,
            })
        };
        for ((table, wait), wanted) in &expected {
            match actual.get(&(*table, *wait)) {
                None => say(*wait, "missing", format!("{table} {wanted}")),
                Some(stored) if stored != wanted => {
                    say(*wait, "different", format!("{table} {stored}: {wanted}"))
                }
                Some(_) => {}
            }
        }
        for ((table, wait), stored) in &actual {
            if !expected.contains_key(&(*table, *wait)) {
                say(*wait, "left over", format!("{table} {stored}"));
            }
        }
        Ok(())
    }

    async fn expected_rows(&self, row: row::Instance) -> Result<Rows, Fault> {
        let deployed = self.deployed(row.process).await?;
        let mut instance = Instance::from_bytes(&row.snapshot).map_err(Fault::broken)?;
        loop {
            match interpreter::rows(&deployed.process, &instance) {
                Ok(rows) => return Ok(rows.into_iter().map(wanted).collect()),
                Err(Refusal::Need(missing)) => {
                    let numbers: Vec<i64> = missing.iter().map(|p| *p as i64).collect();
                    let parts = load::parts(&self.store, row.id, &numbers).await?;
                    if parts.len() < missing.len() {
                        return Err(Fault::broken(format!(
                            "segments of instance {} are missing",
                            row.id
                        )));
                    }
                    for part in parts {
                        instance
                            .supply_part(part.part as PartId, &part.bytes)
                            .map_err(Fault::broken)?;
                    }
                }
                Err(refusal) => return Err(Fault::broken(refusal)),
            }
        }
    }

    async fn stored_rows(&self, id: Uuid) -> Result<Rows, Fault> {
        let mut rows = Rows::new();
        for task in load::tasks_of_instance(&self.store, id).await? {
            // Tasks of the house (an opinion, an answer owed) belong to no wait.
            if task.state == "open" && task.wait >= 0 {
                rows.insert(("task", task.wait), task.element);
            }
        }
        for job in load::jobs_of_instance(&self.store, id).await? {
            // A long step's own continuation is no wait; what failed stays as long as its incident.
            if job.wait >= 0 && !matches!(job.state.as_str(), "done" | "cancelled") {
                rows.insert(("job", job.wait), format!("{} {}", job.element, job.kind));
            }
        }
        for timer in load::timers_of_instance(&self.store, id).await? {
            rows.insert(
                ("timer", timer.wait),
                format!("{} {} {}", timer.element, timer.due_at, timer.rule),
            );
        }
        for s in load::subscriptions_of_instance(&self.store, id).await? {
            rows.insert(
                ("subscription", s.wait),
                format!("{} {} {} {}", s.element, s.kind, s.name, s.key),
            );
        }
        Ok(rows)
    }
}

fn wanted(row: ExpectedRow) -> ((&'static str, i64), String) {
    let wait = row.wait() as i64;
    match row {
        ExpectedRow::Task { element, .. } => (("task", wait), element),
        ExpectedRow::Job { element, kind, .. } => (("job", wait), format!("{element} {kind}")),
        ExpectedRow::Timer {
            element,
            due_at,
            rule,
            ..
        } => {
            // A row keeps microseconds, a snapshot what the machine's clock gave.
            let due_at = due_at.trunc_subsecs(6);
            (("timer", wait), format!("{element} {due_at} {rule}"))
        }
        ExpectedRow::Subscription {
            element, name, key, ..
        } => (
            ("subscription", wait),
            format!("{element} message {name} {key}"),
        ),
        ExpectedRow::Signal { element, name, .. } => {
            (("subscription", wait), format!("{element} signal {name} "))
        }
    }
}
