//! Statements as text with `?` for values, for both back ends; texts repeat so that prepared ones are reused.

use crate::table::{Key, OnRepeat, Stored, Table};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};
use std::fmt::Write as _;
use uuid::Uuid;

/// A connection or transaction to run texts on.
pub(crate) trait Run: ConnectionTrait {
    async fn all(&self, text: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, DbErr> {
        self.query_all_raw(statement(self.get_database_backend(), text, values))
            .await
    }
    async fn one(&self, text: &str, values: Vec<Value>) -> Result<Option<QueryResult>, DbErr> {
        self.query_one_raw(statement(self.get_database_backend(), text, values))
            .await
    }
    async fn run(&self, text: &str, values: Vec<Value>) -> Result<ExecResult, DbErr> {
        self.execute_raw(statement(self.get_database_backend(), text, values))
            .await
    }
    /// Rows of one table; `rest` follows `SELECT … FROM table`.
    async fn rows<T: Stored>(&self, rest: &str, values: Vec<Value>) -> Result<Vec<T>, DbErr> {
        self.all(&select(T::TABLE, rest), values)
            .await?
            .iter()
            .map(T::read)
            .collect()
    }
    async fn row<T: Stored>(&self, rest: &str, values: Vec<Value>) -> Result<Option<T>, DbErr> {
        self.one(&select(T::TABLE, rest), values)
            .await?
            .as_ref()
            .map(T::read)
            .transpose()
    }
}

impl<C: ConnectionTrait> Run for C {}

pub(crate) fn statement(backend: DbBackend, text: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(backend, numbered(backend, text), values)
}

/// `?` becomes `$n` for PostgreSQL. No text here has a question mark of another meaning.
fn numbered(backend: DbBackend, text: &str) -> String {
    if backend != DbBackend::Postgres {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len() + 32);
    for (n, part) in text.split('?').enumerate() {
        if n > 0 {
            let _ = write!(out, "${n}");
        }
        out.push_str(part);
    }
    out
}

/// `"a", "b"`, each after `prefix` (e.g. `t.`).
pub(crate) fn columns(table: Table, prefix: &str) -> String {
    let quoted: Vec<String> = table
        .columns()
        .iter()
        .map(|c| format!("{prefix}\"{c}\""))
        .collect();
    quoted.join(", ")
}

pub(crate) fn select(table: Table, rest: &str) -> String {
    format!(
        "SELECT {} FROM \"{}\" {rest}",
        columns(table, ""),
        table.name()
    )
}

/// `?, ?, …` with the count padded to a power of two by repeating the last value.
pub(crate) fn list<T: Clone>(mut items: Vec<T>) -> (String, Vec<T>) {
    if let Some(last) = items.last().cloned() {
        items.resize(items.len().next_power_of_two(), last);
    }
    (vec!["?"; items.len()].join(", "), items)
}

pub(crate) fn uuids(ids: impl IntoIterator<Item = Uuid>) -> Vec<Value> {
    ids.into_iter().map(|id| Value::Uuid(Some(id))).collect()
}

/// A many-row insert whose row count is padded to a power of two with rows of NULL that the statement skips.
pub(crate) fn insert(
    name: &str,
    columns: &[&str],
    mut rows: Vec<Vec<Value>>,
    tail: &str,
) -> (String, Vec<Value>) {
    let padding: Vec<Value> = rows
        .first()
        .map(|r| r.iter().map(Value::as_null).collect())
        .unwrap_or_default();
    let count = rows.len().next_power_of_two();
    rows.resize(count, padding);
    let one = format!("({})", vec!["?"; columns.len()].join(","));
    let quoted: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
    let names = quoted.join(",");
    let places = vec![one; count].join(",");
    let text = format!(
        "INSERT INTO \"{name}\" ({names}) SELECT * FROM (VALUES {places}) AS v WHERE column1 IS NOT NULL {tail}"
    );
    (text, rows.into_iter().flatten().collect())
}

/// What follows an insert into a table of rows; `new`: the guards say none of them exists.
pub(crate) fn on_conflict(table: Table, new: bool) -> String {
    let keys: Vec<String> = table.keys().iter().map(|k| format!("\"{k}\"")).collect();
    let replaced: Vec<&str> = match table.on_repeat() {
        _ if new => return String::new(),
        OnRepeat::Refuse => return String::new(),
        OnRepeat::Only(columns) => columns.to_vec(),
        OnRepeat::Replace => table
            .columns()
            .iter()
            .copied()
            .filter(|c| !table.keys().contains(c))
            .collect(),
    };
    let sets: Vec<String> = replaced
        .iter()
        .map(|c| format!("\"{c}\" = excluded.\"{c}\""))
        .collect();
    format!(
        "ON CONFLICT ({}) DO UPDATE SET {}",
        keys.join(","),
        sets.join(",")
    )
}

pub(crate) fn key_values(key: Key) -> Vec<Value> {
    match key {
        Key::Id(id) => vec![Value::Uuid(Some(id))],
        Key::Hash(sha) => vec![Value::Bytes(Some(sha.to_vec()))],
        Key::Pair(id, n) => vec![Value::Uuid(Some(id)), Value::BigInt(Some(n))],
    }
}
