//! Writing a plan: few statements, many rows each, in one order for every batch.

use super::plan::{Plan, Put};
use super::script::Script;
use super::{Change, lane};
use crate::blob::Kept;
use crate::cell::{Cell, text};
use crate::row::{self, Instant, Sha};
use crate::search::{self, MailWords};
use crate::sql::{Run, insert, key_values, list, on_conflict};
use crate::table::{Key, Row, Table};
use sea_orm::{DbErr, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows in one statement; PostgreSQL takes 65,535 values, SQLite 32,766.
const ROWS_MAX: usize = 512;

/// Writes everything but registrations, commands and audit. Answers the tasks and jobs that closed waits changed.
pub(super) async fn apply(script: &mut Script<'_>, plan: &Plan) -> Result<Vec<Change>, DbErr> {
    for instance in &plan.erased {
        erase(script, *instance).await?;
    }
    let changed = close_waits(script, &plan.closes).await?;
    let mut deletes: BTreeMap<Table, Vec<Key>> = BTreeMap::new();
    for (table, key) in &plan.deletes {
        deletes.entry(*table).or_default().push(*key);
    }
    for (table, keys) in deletes.iter().rev() {
        delete(script, *table, keys).await?;
    }
    put(script, plan.puts.values()).await?;
    for (mailbox, validity, uid) in &plan.cursors {
        let sql = "UPDATE mailbox SET cursor_uid = CASE WHEN uid_validity = ? AND cursor_uid > ? THEN cursor_uid ELSE ? END, \
                   archive_uid = CASE WHEN uid_validity = ? THEN archive_uid ELSE -1 END, uid_validity = ? WHERE id = ?";
        script
            .run(
                sql,
                vec![
                    validity.put(),
                    uid.put(),
                    uid.put(),
                    validity.put(),
                    validity.put(),
                    mailbox.put(),
                ],
            )
            .await?;
    }
    for (register, through) in &plan.skipped {
        let sql = "UPDATE register SET last_number = ? WHERE id = ? AND last_number < ?";
        script
            .run(sql, vec![through.put(), register.put(), through.put()])
            .await?;
    }
    for (principal, key, answer) in &plan.answers {
        let sql = "INSERT INTO command (id, principal, idempotency_key, answer, at) VALUES (?, ?, ?, ?, ?) \
                   ON CONFLICT (idempotency_key, principal) DO UPDATE SET answer = excluded.answer";
        let values = vec![
            Uuid::now_v7().put(),
            text(principal),
            text(key),
            answer.put(),
            chrono::Utc::now().put(),
        ];
        script.run(sql, values).await?;
    }
    if plan.words_forgotten {
        search::begin_again(script.sent().await?).await?;
    }
    let words: Vec<&MailWords> = plan.words.values().collect();
    for some in words.chunks(ROWS_MAX) {
        search::enter(script.sent().await?, some).await?;
    }
    if plan.settled {
        script
            .run("DELETE FROM meta WHERE name = 'restored'", vec![])
            .await?;
    }
    Ok(changed)
}

async fn put(script: &mut Script<'_>, puts: impl Iterator<Item = &Put>) -> Result<(), DbErr> {
    let mut groups: BTreeMap<(Table, bool), Vec<&Row>> = BTreeMap::new();
    let mut tasks: Vec<&row::Task> = Vec::new();
    let mut old_tasks: Vec<Uuid> = Vec::new();
    for put in puts {
        groups
            .entry((put.row.table(), put.new))
            .or_default()
            .push(&put.row);
        if let Row::Task(task) = &put.row {
            tasks.push(task);
            if !put.new {
                old_tasks.push(task.id);
            }
        }
    }
    for ((table, new), rows) in groups {
        let tail = on_conflict(table, new);
        for some in rows.chunks(ROWS_MAX) {
            let cells = some.iter().map(|row| row.cells()).collect();
            let (sql, values) = insert(table.name(), table.columns(), cells, &tail);
            script.run(&sql, values).await?;
        }
    }
    lane::clear(script, old_tasks).await?;
    lane::enter(script, &tasks).await
}

async fn delete(script: &mut Script<'_>, table: Table, keys: &[Key]) -> Result<(), DbErr> {
    if table == Table::Task {
        lane::clear(
            script,
            keys.iter()
                .filter_map(|k| if let Key::Id(id) = k { Some(*id) } else { None }),
        )
        .await?;
    }
    let columns = table.keys();
    let names: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
    for chunk in keys.chunks(ROWS_MAX) {
        let (_, padded) = list(chunk.to_vec());
        let one = if columns.len() == 1 {
            "?".to_string()
        } else {
            format!("({})", vec!["?"; columns.len()].join(","))
        };
        let places = vec![one; padded.len()].join(",");
        let (left, values) = if columns.len() == 1 {
            (names[0].clone(), places)
        } else {
            (format!("({})", names.join(",")), format!("VALUES {places}"))
        };
        let sql = format!(
            "DELETE FROM \"{}\" WHERE {left} IN ({values})",
            table.name()
        );
        script
            .run(&sql, padded.into_iter().flat_map(key_values).collect())
            .await?;
    }
    Ok(())
}

/// Timers and subscriptions go; open tasks and unfinished jobs are cancelled.
async fn close_waits(
    script: &mut Script<'_>,
    closes: &[(Uuid, i64, Instant)],
) -> Result<Vec<Change>, DbErr> {
    let mut changed = Vec::new();
    for chunk in closes.chunks(ROWS_MAX) {
        let (_, padded) = list(chunk.to_vec());
        let pairs = vec!["(?,?)"; padded.len()].join(",");
        let pair_values: Vec<Value> = padded
            .iter()
            .flat_map(|(i, w, _)| [i.put(), w.put()])
            .collect();
        for table in ["timer", "subscription"] {
            script
                .run(
                    &format!("DELETE FROM {table} WHERE (instance, wait) IN (VALUES {pairs})"),
                    pair_values.clone(),
                )
                .await?;
        }
        let triples = vec!["(?,?,?)"; padded.len()].join(",");
        let values: Vec<Value> = padded
            .iter()
            .flat_map(|(i, w, at)| [i.put(), w.put(), at.put()])
            .collect();
        let of_wait = |table: &str| {
            format!(
                "FROM (VALUES {triples}) AS v WHERE {table}.instance = v.column1 AND {table}.wait = v.column2"
            )
        };
        let tasks = format!(
            "UPDATE task SET state = 'cancelled', ended_at = v.column3, revision = task.revision + 1 {} AND task.state = 'open' RETURNING task.id, task.revision",
            of_wait("task")
        );
        let jobs = format!(
            "UPDATE job SET state = 'cancelled', lease_owner = NULL, lease_until = NULL, revision = job.revision + 1 {} \
             AND job.state NOT IN ('done', 'cancelled') RETURNING job.id, job.revision",
            of_wait("job")
        );
        let mut cancelled = Vec::new();
        for (table, sql) in [(Table::Task, tasks), (Table::Job, jobs)] {
            for row in script.all(&sql, values.clone()).await? {
                let id = Cell::get(&row, 0)?;
                if table == Table::Task {
                    cancelled.push(id);
                }
                changed.push(Change {
                    table,
                    id,
                    revision: Some(Cell::get(&row, 1)?),
                });
            }
        }
        lane::clear(script, cancelled).await?;
    }
    Ok(changed)
}

/// Everything of an instance but what is kept about the outside (mails, despatches, registrations, audit).
async fn erase(script: &mut Script<'_>, instance: Uuid) -> Result<(), DbErr> {
    script
        .run(
            "DELETE FROM task_lane WHERE task IN (SELECT id FROM task WHERE instance = ?)",
            vec![instance.put()],
        )
        .await?;
    script
        .run(
            "DELETE FROM notice_read WHERE notice IN (SELECT id FROM notice WHERE instance = ?)",
            vec![instance.put()],
        )
        .await?;
    for table in [
        "task",
        "notice",
        "job",
        "timer",
        "subscription",
        "incident",
        "note",
        "reply",
        "owed",
        "assignment",
        "opinion",
        "version",
        "approval",
        "signature",
        "instance_part",
        "trace",
    ] {
        script
            .run(
                &format!("DELETE FROM {table} WHERE instance = ?"),
                vec![instance.put()],
            )
            .await?;
    }
    script
        .run(
            "DELETE FROM put_off WHERE id IN (SELECT id FROM task WHERE instance = ?)",
            vec![instance.put()],
        )
        .await?;
    script
        .run("DELETE FROM tag WHERE object = ?", vec![instance.put()])
        .await?;
    script
        .run("DELETE FROM event WHERE target = ?", vec![instance.put()])
        .await?;
    script
        .run("DELETE FROM instance WHERE id = ?", vec![instance.put()])
        .await?;
    Ok(())
}

/// Rows of blobs that were put since the last commit.
pub(super) async fn blobs(script: &mut Script<'_>, fresh: &[(Sha, Kept)]) -> Result<(), DbErr> {
    for chunk in fresh.chunks(ROWS_MAX) {
        let cells = |(sha, kept): &(Sha, Kept)| {
            vec![
                sha.put(),
                kept.size.put(),
                text(kept.codec),
                kept.key_id.put(),
                kept.at.put(),
            ]
        };
        let rows = chunk.iter().map(cells).collect();
        let (sql, values) = insert(
            "blob",
            &["sha", "size", "codec", "key_id", "created_at"],
            rows,
            "ON CONFLICT (sha) DO UPDATE SET disposed_at = NULL",
        );
        script.run(&sql, values).await?;
    }
    Ok(())
}

/// Blobs whose row was disposed of, and whether another row still names them.
pub(super) async fn disposed(on: &impl Run) -> Result<Vec<(Sha, bool)>, DbErr> {
    let sql = "SELECT sha, CASE WHEN EXISTS (SELECT 1 FROM mail WHERE raw = sha) OR EXISTS (SELECT 1 FROM despatch WHERE raw = sha) \
               OR EXISTS (SELECT 1 FROM process WHERE xml = sha) THEN 1 ELSE 0 END FROM blob WHERE disposed_at IS NOT NULL LIMIT 1000";
    let rows = on.all(sql, vec![]).await?;
    let found =
        |r: &sea_orm::QueryResult| Ok((Cell::get(r, 0)?, r.try_get_by_index::<i32>(1)? == 1));
    rows.iter().map(found).collect()
}

/// The bytes are gone, or another row needs them: the mark has done its duty.
pub(super) async fn undispose(on: &impl Run, sha: &Sha, gone: bool) -> Result<(), DbErr> {
    let sql = if gone {
        "DELETE FROM blob WHERE sha = ? AND disposed_at IS NOT NULL"
    } else {
        "UPDATE blob SET disposed_at = NULL WHERE sha = ?"
    };
    on.run(sql, vec![sha.put()]).await?;
    Ok(())
}
