//! Reading what the sets of a batch depend on: known commands and guards, each table once.

use super::script::Script;
use crate::cell::{Cell, text};
use crate::sql::{Run, list, uuids};
use crate::table::Table;
use crate::write::{CommitError, Expect, Guard, WriteSet};
use sea_orm::{DatabaseTransaction, DbErr, Value};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Stored answers of sets whose command is known, by position in the batch.
pub(super) async fn repeats(
    tx: &DatabaseTransaction,
    sets: &[&WriteSet],
) -> Result<HashMap<usize, Json>, DbErr> {
    let mut by_id = HashMap::new();
    let mut by_key: HashMap<(String, String), usize> = HashMap::new();
    for (at, command) in sets
        .iter()
        .enumerate()
        .filter_map(|(at, set)| Some((at, set.command.as_ref()?)))
    {
        by_id.insert(command.id, at);
        if let Some(key) = &command.idempotency_key {
            by_key.insert((command.principal.clone(), key.clone()), at);
        }
    }
    let mut found = HashMap::new();
    if !by_id.is_empty() {
        let (places, ids) = list(uuids(by_id.keys().copied()));
        for row in tx
            .all(
                &format!("SELECT id, answer FROM command WHERE id IN ({places})"),
                ids,
            )
            .await?
        {
            let id: Uuid = Cell::get(&row, 0)?;
            if let Some(at) = by_id.get(&id) {
                found.insert(*at, Cell::get(&row, 1)?);
            }
        }
    }
    if !by_key.is_empty() {
        let (places, keys) = list(by_key.keys().map(|(_, key)| text(key)).collect());
        let sql = format!(
            "SELECT principal, idempotency_key, answer FROM command WHERE idempotency_key IN ({places})"
        );
        for row in tx.all(&sql, keys).await? {
            if let Some(at) = by_key.get(&(Cell::get(&row, 0)?, Cell::get(&row, 1)?)) {
                found.insert(*at, Cell::get(&row, 2)?);
            }
        }
    }
    Ok(found)
}

/// What a guard reads of a row.
struct Seen {
    revision: i64,
    epoch: i64,
    state: String,
}

/// The first guard that fails, for each set where one does. On PostgreSQL the rows stay locked until the commit.
pub(super) async fn failures<'s>(
    tx: &DatabaseTransaction,
    sets: impl Iterator<Item = (usize, &'s WriteSet)>,
    postgres: bool,
) -> Result<HashMap<usize, CommitError>, DbErr> {
    let mut wanted: BTreeMap<Table, BTreeSet<Uuid>> = BTreeMap::new();
    let mut guards: Vec<(usize, &Guard)> = Vec::new();
    for (at, set) in sets {
        for guard in &set.guards {
            if guard.expect != Expect::Fresh {
                wanted.entry(guard.table).or_default().insert(guard.id);
                guards.push((at, guard));
            }
        }
    }
    let tables: Vec<Table> = wanted.keys().copied().collect();
    let mut reads: Vec<(String, Vec<Value>)> = Vec::new();
    for (at, (table, ids)) in wanted.into_iter().enumerate() {
        if table.keys() != ["id"] || matches!(table, Table::Session | Table::Token) {
            return Err(DbErr::Custom(format!(
                "rows of {} cannot be guarded",
                table.name()
            )));
        }
        let column = |name: &str, or: &str| {
            if table.columns().contains(&name) {
                name.to_string()
            } else {
                or.to_string()
            }
        };
        let (places, values) = list(uuids(ids));
        let sql = format!(
            "SELECT {at}, id, {}, {}, {} FROM \"{}\" WHERE id IN ({places}){}",
            column("revision", "CAST(0 AS BIGINT)"),
            column("epoch", "CAST(0 AS BIGINT)"),
            column("state", "''"),
            table.name(),
            if postgres {
                " ORDER BY id FOR UPDATE"
            } else {
                ""
            }
        );
        reads.push((sql, values));
    }
    if !postgres && reads.len() > 1 {
        // SQLite has nothing to lock, and one read of all tables costs what one of a single table costs.
        let (texts, values): (Vec<String>, Vec<Vec<Value>>) = reads.into_iter().unzip();
        reads = vec![(texts.join(" UNION ALL "), values.concat())];
    }
    let mut seen: HashMap<(Table, Uuid), Seen> = HashMap::new();
    for (sql, values) in reads {
        for row in tx.all(&sql, values).await? {
            let at: i32 = Cell::get(&row, 0)?;
            let table = usize::try_from(at).ok().and_then(|at| tables.get(at));
            let table =
                *table.ok_or_else(|| DbErr::Custom("a guard read no known table".into()))?;
            seen.insert(
                (table, Cell::get(&row, 1)?),
                Seen {
                    revision: Cell::get(&row, 2)?,
                    epoch: Cell::get(&row, 3)?,
                    state: Cell::get(&row, 4)?,
                },
            );
        }
    }
    let mut failures = HashMap::new();
    for (at, guard) in guards {
        if !holds(&guard.expect, seen.get(&(guard.table, guard.id))) {
            failures.entry(at).or_insert(CommitError::Conflict {
                table: guard.table,
                id: guard.id,
            });
        }
    }
    Ok(failures)
}

fn holds(expect: &Expect, seen: Option<&Seen>) -> bool {
    match (expect, seen) {
        (Expect::Absent | Expect::Fresh, seen) => seen.is_none(),
        (_, None) => false,
        (Expect::Present, Some(_)) => true,
        (Expect::Revision(n), Some(seen)) => seen.revision == *n,
        (Expect::Epoch(n), Some(seen)) => seen.epoch == *n,
        (Expect::State(s), Some(seen)) => seen.state == *s,
    }
}

/// Remembers the commands of sets that are written.
pub(super) async fn remember<'s>(
    script: &mut Script<'_>,
    sets: impl Iterator<Item = &'s WriteSet>,
) -> Result<(), DbErr> {
    let now = chrono::Utc::now();
    let cells = |set: &WriteSet| -> Option<Vec<Value>> {
        let c = set.command.as_ref()?;
        Some(vec![
            c.id.put(),
            text(&c.principal),
            c.on_behalf_of.put(),
            c.idempotency_key.put(),
            c.answer.put(),
            now.put(),
        ])
    };
    let rows: Vec<Vec<Value>> = sets.filter_map(cells).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let columns = [
        "id",
        "principal",
        "on_behalf_of",
        "idempotency_key",
        "answer",
        "at",
    ];
    let (sql, values) = crate::sql::insert("command", &columns, rows, "");
    script.run(&sql, values).await
}
