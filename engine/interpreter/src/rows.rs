//! The wait rows that a snapshot implies, for the check that rows and snapshot agree (design §4).

use crate::command::{PartId, Refusal, WaitId};
use crate::instance::{Instance, WaitingFor};
use crate::process::{Kind, Process};
use chrono::{DateTime, Utc};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedRow {
    Task {
        wait: WaitId,
        element: String,
    },
    Job {
        wait: WaitId,
        element: String,
        kind: String,
    },
    Timer {
        wait: WaitId,
        element: String,
        due_at: DateTime<Utc>,
        rule: String,
    },
    Subscription {
        wait: WaitId,
        element: String,
        name: String,
        key: String,
    },
    Signal {
        wait: WaitId,
        element: String,
        name: String,
    },
}

impl ExpectedRow {
    pub fn wait(&self) -> WaitId {
        match self {
            ExpectedRow::Task { wait, .. }
            | ExpectedRow::Job { wait, .. }
            | ExpectedRow::Timer { wait, .. }
            | ExpectedRow::Subscription { wait, .. }
            | ExpectedRow::Signal { wait, .. } => *wait,
        }
    }
}

/// All of them, by wait. [`Refusal::Need`] while parts are not loaded.
pub fn rows(process: &Process, instance: &Instance) -> Result<Vec<ExpectedRow>, Refusal> {
    let missing: Vec<PartId> = instance
        .parts()
        .into_iter()
        .filter(|part| instance.page(*part as u32).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::Need(missing));
    }
    let mut out = Vec::new();
    for page in instance.pages() {
        for wait in page.tokens.iter().flat_map(|token| &token.waits) {
            let element = page.names[wait.node as usize].to_string();
            let id = wait.id;
            out.push(match &wait.kind {
                WaitingFor::Task => ExpectedRow::Task { wait: id, element },
                WaitingFor::Continue => ExpectedRow::Job {
                    wait: id,
                    element,
                    kind: "staffetta.continue".to_owned(),
                },
                WaitingFor::Job => {
                    let node = process
                        .index
                        .get(element.as_str())
                        .and_then(|ix| process.nodes.get(*ix as usize));
                    match node.map(|node| &node.kind) {
                        Some(Kind::Job { topic, .. }) => ExpectedRow::Job {
                            wait: id,
                            element,
                            kind: topic.clone(),
                        },
                        Some(Kind::Call(_)) => ExpectedRow::Job {
                            wait: id,
                            element,
                            kind: crate::CALL.to_owned(),
                        },
                        _ => {
                            return Err(Refusal::Aborted(format!(
                                "element {element} of a job is not in the process"
                            )));
                        }
                    }
                }
                WaitingFor::Timer { due, rule, .. } => ExpectedRow::Timer {
                    wait: id,
                    element,
                    due_at: *due,
                    rule: rule.clone(),
                },
                WaitingFor::Message { name, key } => ExpectedRow::Subscription {
                    wait: id,
                    element,
                    name: name.clone(),
                    key: key.clone(),
                },
                WaitingFor::Signal { name } => ExpectedRow::Signal {
                    wait: id,
                    element,
                    name: name.clone(),
                },
                WaitingFor::Condition { .. } => continue,
            });
        }
    }
    out.sort_by_key(ExpectedRow::wait);
    Ok(out)
}
