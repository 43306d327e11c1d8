//! What starts a process by itself, as rows: message, signal and conditional starts are subscriptions,
//! timer starts are timers. Only the latest version has them.

use super::Deployed;
use crate::{Fault, Runtime};
use interpreter::{Env, StartKind, StartView};
use store::{Row, Table, Write, load, row};
use uuid::Uuid;

impl Runtime {
    /// Takes what starts a process by itself away.
    pub(super) async fn drop_starts(
        &self,
        process: Uuid,
        writes: &mut Vec<Write>,
    ) -> Result<(), Fault> {
        writes.extend(
            load::subscriptions_of_process(&self.store, process)
                .await?
                .into_iter()
                .map(|s| Write::Delete(Table::Subscription, s.id)),
        );
        writes.extend(
            load::timers_of_process(&self.store, process)
                .await?
                .into_iter()
                .map(|t| Write::Delete(Table::Timer, t.id)),
        );
        Ok(())
    }

    /// What starts a process by itself, as rows.
    pub(super) fn start_rows(
        &self,
        row: &row::Process,
        compiled: &Deployed,
        now: row::Instant,
        writes: &mut Vec<Write>,
    ) -> Result<(), Fault> {
        let env = Env {
            now,
            zone: self.zone,
            calendars: self.calendars(),
            principal: None,
        };
        for start in compiled.process.starts() {
            let (kind, name, mailbox) = match &start.kind {
                StartKind::None => continue,
                StartKind::Message(catch) => ("message", catch.name.clone(), catch.mailbox.clone()),
                StartKind::Signal { name } => ("signal", name.clone(), None),
                StartKind::Condition => ("condition", String::new(), None),
                StartKind::Timer => {
                    let due = compiled
                        .process
                        .start_due(&start.id, start.number, None, &env)
                        .map_err(|e| {
                            Fault::refused(
                                "start_timer",
                                &format!("{}: {e}", start.id),
                                &format!("{}: {e}", start.id),
                            )
                        })?;
                    if let Some(due) = due {
                        writes.push(Write::Put(Row::Timer(row::Timer {
                            id: start_id(row.id, start, "start timer"),
                            instance: None,
                            process: Some(row.id),
                            wait: start.number.into(),
                            element: start.id.clone(),
                            due_at: due.at,
                            rule: crate::timer::kept(&due),
                        })));
                    }
                    continue;
                }
            };
            writes.push(Write::Put(Row::Subscription(row::Subscription {
                id: start_id(row.id, start, "start"),
                kind: kind.into(),
                instance: None,
                process: Some(row.id),
                process_key: row.key.clone(),
                wait: start.number.into(),
                element: start.id.clone(),
                name,
                key: String::new(),
                mailbox,
            })));
        }
        Ok(())
    }
}

/// The row of one trigger of a start event.
fn start_id(process: Uuid, start: &StartView, sort: &str) -> Uuid {
    let part = match start.number {
        0 => start.id.clone(),
        number => format!("{}\0{number}", start.id),
    };
    crate::ids::derived(process, part.as_bytes(), sort)
}
