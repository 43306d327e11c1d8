//! Lanes: index rows (lane, due, task) of open tasks, so that "mine and my groups" is a merge of short ranges.
//!
//! `m:<login>` held by; `u:<login>` and `g:<group>` offered to, while nobody holds it; `g:*` offered to nobody in
//! particular; `a:<group>` any open task of the group, held or not; `o:<office>` of a case of the office; `a:*` all.

use super::script::Script;
use crate::cell::text;
use crate::row;
use crate::sql::{insert, list, uuids};
use sea_orm::{DbErr, Value};
use uuid::Uuid;

/// Tasks without a due date come last.
pub(crate) const NEVER: i64 = i64::MAX;

pub(crate) fn due(task: &row::Task) -> i64 {
    task.due_at.map_or(NEVER, crate::cell::micros)
}

fn lanes(task: &row::Task) -> Vec<String> {
    if task.state != "open" {
        return Vec::new();
    }
    let mut lanes = vec!["a:*".to_string()];
    match &task.assignee {
        Some(login) => lanes.push(format!("m:{login}")),
        None => {
            lanes.extend(task.candidate_users.iter().map(|u| format!("u:{u}")));
            lanes.extend(task.candidate_groups.iter().map(|g| format!("g:{g}")));
            if lanes.len() == 1 {
                lanes.push("g:*".into());
            }
        }
    }
    lanes.extend(task.candidate_groups.iter().map(|g| format!("a:{g}")));
    lanes.sort();
    lanes.dedup();
    lanes
}

/// Takes the tasks off their lanes.
pub(super) async fn clear(
    script: &mut Script<'_>,
    tasks: impl IntoIterator<Item = Uuid>,
) -> Result<(), DbErr> {
    let ids = uuids(tasks);
    if ids.is_empty() {
        return Ok(());
    }
    let (places, values) = list(ids);
    script
        .run(
            &format!("DELETE FROM task_lane WHERE task IN ({places})"),
            values,
        )
        .await?;
    Ok(())
}

/// Puts stored tasks on their lanes; they are on none.
pub(super) async fn enter(script: &mut Script<'_>, tasks: &[&row::Task]) -> Result<(), DbErr> {
    let row = |task: &row::Task, lane: &String| {
        vec![
            text(lane),
            Value::BigInt(Some(due(task))),
            Value::Uuid(Some(task.id)),
        ]
    };
    let mut rows: Vec<Vec<Value>> = tasks
        .iter()
        .flat_map(|task| {
            lanes(task)
                .iter()
                .map(|lane| row(task, lane))
                .collect::<Vec<_>>()
        })
        .collect();
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(1_024));
        let (sql, values) = insert("task_lane", &["lane", "due", "task"], rows, "");
        script.run(&sql, values).await?;
        rows = rest;
    }
    let open: Vec<Uuid> = tasks
        .iter()
        .filter(|t| t.state == "open")
        .map(|t| t.id)
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let (places, mut ids) = list(uuids(open));
    let sql = format!(
        "INSERT INTO task_lane (lane, due, task) SELECT 'o:' || i.office, COALESCE(t.due_at, {NEVER}), t.id FROM task t JOIN instance i ON i.id = t.instance \
         WHERE t.id IN ({places}) AND i.office IS NOT NULL"
    );
    script.run(&sql, std::mem::take(&mut ids)).await?;
    Ok(())
}
