//! Tasks nobody takes: after so many working hours of their office whoever answers for it is told.

use crate::{Act, Fault, Runtime, audit, ids};
use serde_json::json;
use store::{Expect, Table, load, row, view};

/// Tasks of an office looked at; a notice says "at least" beyond.
const LOOKED_AT: usize = 1_000;

impl Runtime {
    /// Whether a task nobody holds has waited longer than it may, by the calendar of its office.
    pub fn waits_too_long(&self, item: &view::TaskItem) -> bool {
        let task = &item.task;
        task.state == "open"
            && task.assignee.is_none()
            && self.worked_since(task.created_at, item.office.as_deref())
                > i64::from(self.unclaimed_hours) * 60
    }

    /// Minutes an office has worked since then; beyond reach: more than any limit.
    fn worked_since(&self, since: row::Instant, office: Option<&str>) -> i64 {
        let local = |at: row::Instant| at.with_timezone(&self.zone).naive_local();
        self.calendars()
            .of(office)
            .working_minutes_between(local(since), local(self.clock.now()))
            .unwrap_or(i64::MAX)
    }

    /// Tells who answers for each office, once a day, how many of its tasks nobody has taken for too long.
    pub(crate) async fn watch_unclaimed(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let today = now.with_timezone(&self.zone).date_naive();
        for office in load::offices(&self.store).await? {
            let name = format!("{today}");
            let id = ids::derived(office.id, name.as_bytes(), "unclaimed");
            if load::notice(&self.store, id).await?.is_some() {
                continue;
            }
            let groups = [
                ::office::people::office_group(&office.key),
                ::office::people::head_group(&office.key),
            ];
            let mut waiting = load::tasks_offered(&self.store, &groups, LOOKED_AT).await?;
            waiting.retain(|task| {
                self.worked_since(task.created_at, Some(&office.key))
                    > i64::from(self.unclaimed_hours) * 60
            });
            let Some(oldest) = waiting.iter().min_by_key(|task| task.created_at) else {
                continue;
            };
            let (count, hours) = (waiting.len(), self.unclaimed_hours);
            let mut set = self.own_set();
            for (nth, group) in self.heads(Some(&office.key)).await?.into_iter().enumerate() {
                let id = match nth {
                    0 => id,
                    _ => ids::derived(id, group.as_bytes(), "unclaimed"),
                };
                set.guard(Table::Notice, id, Expect::Absent);
                set.put(row::Notice {
                    id,
                    recipient: format!("g:{group}"),
                    instance: oldest.instance,
                    text_it: format!(
                        "{}: {count} attività che nessuno prende in carico da più di {hours} ore lavorative. La prima è «{}».",
                        office.name, oldest.name
                    ),
                    text_en: format!(
                        "{}: {count} tasks nobody has taken for more than {hours} working hours. The first is “{}”.",
                        office.name, oldest.name
                    ),
                    created_at: now,
                });
            }
            set.audit(audit(
                &Act::system(),
                "task.unclaimed",
                "office",
                office.id,
                json!({ "tasks": count }),
            ));
            match self.commit(set).await {
                Ok(_) | Err(Fault::Conflict { .. }) => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}
