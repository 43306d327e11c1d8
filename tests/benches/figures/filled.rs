//! A store with a million open tasks: one case as the product writes it, and its rows again and again under other ids,
//! written straight into the closed store's tables, because nobody waits an hour for a bench.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use std::path::Path;

/// Open tasks of a case, each offered to an office of its own.
pub const OFFICES: usize = 10;

/// A case with a task for each of the offices `ufficio:u0` and so on, all at once.
pub fn model() -> String {
    let mut model = String::from(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="bench-desk" targetNamespace="urn:bench">
<process id="desk" name="Istanza" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="fork"/><parallelGateway id="fork"/>"#,
    );
    for n in 0..OFFICES {
        model += &format!(
            r#"<sequenceFlow id="i{n}" sourceRef="fork" targetRef="t{n}"/><userTask id="t{n}" name="Esaminare l'istanza" camunda:candidateGroups="ufficio:u{n}"/><sequenceFlow id="o{n}" sourceRef="t{n}" targetRef="e{n}"/><endEvent id="e{n}"/>"#
        );
    }
    model + "</process></definitions>"
}

async fn columns(store: &DatabaseConnection, table: &str) -> Vec<String> {
    let sql = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
    store
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await
        .expect("the store's tables")
        .iter()
        .map(|row| row.try_get_by_index(0).expect("a name"))
        .collect()
}

/// Every column of a table as it is, but for these.
async fn again(store: &DatabaseConnection, table: &str, but: &[(&str, &str)]) -> (String, String) {
    let columns = columns(store, table).await;
    let value = |column: &String| {
        but.iter()
            .find(|(name, _)| name == column)
            .map_or_else(|| format!("\"{column}\""), |(_, sql)| (*sql).to_string())
    };
    let names: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
    let values: Vec<String> = columns.iter().map(value).collect();
    (names.join(", "), values.join(", "))
}

/// Writes the rows of the folder's only case `cases` times more. Due times are spread over ten years, a fifth has none.
pub async fn fill(data: &Path, cases: usize) {
    let url = format!("sqlite://{}", data.join("staffetta.db").display());
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let store = Database::connect(options).await.expect("the store's file");
    let (instance, instances) = again(
        &store,
        "instance",
        &[
            ("id", "unhex(printf('01900000%08x%016x', n, n))"),
            ("title", "printf('Istanza di accesso n. %d', n)"),
            ("started_at", "started_at + n"),
        ],
    )
    .await;
    let (task, tasks) = again(
        &store,
        "task",
        &[
            ("id", "unhex(printf('01900001%08x%016x', n, k))"),
            ("instance", "unhex(printf('01900000%08x%016x', n, n))"),
            (
                "due_at",
                "CASE (n * 7 + k) % 5 WHEN 0 THEN NULL ELSE created_at + (n * 48271 + k * 16807) % 3650 * 86400000000 END",
            ),
        ],
    )
    .await;
    let statements = [
        "PRAGMA synchronous = OFF".to_string(),
        "PRAGMA cache_size = -1000000".into(),
        "PRAGMA temp_store = MEMORY".into(),
        "BEGIN".into(),
        format!(
            "CREATE TEMP TABLE numbered AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {cases}) SELECT n FROM c"
        ),
        "CREATE TEMP TABLE case_once AS SELECT * FROM instance".into(),
        "CREATE TEMP TABLE task_once AS SELECT *, row_number() OVER (ORDER BY id) AS k FROM task".into(),
        "CREATE TEMP TABLE lane_once AS SELECT l.lane, t.element FROM task_lane l JOIN task t ON t.id = l.task".into(),
        "CREATE INDEX temp.lane_of ON lane_once (element, lane)".into(),
        "DROP INDEX task_lane_task".into(),
        format!("INSERT INTO instance ({instance}) SELECT {instances} FROM numbered CROSS JOIN case_once ORDER BY n"),
        format!("INSERT INTO task ({task}) SELECT {tasks} FROM numbered CROSS JOIN task_once ORDER BY n, k"),
        "DELETE FROM task_lane".into(),
        format!(
            "INSERT INTO task_lane (lane, due, task) SELECT l.lane, COALESCE(t.due_at, {}), t.id \
             FROM task t CROSS JOIN lane_once l ON l.element = t.element ORDER BY 1, 2, 3",
            i64::MAX
        ),
        "CREATE INDEX task_lane_task ON task_lane (task)".into(),
        "COMMIT".into(),
        "PRAGMA wal_checkpoint(TRUNCATE)".into(),
    ];
    for sql in statements {
        store
            .execute_unprepared(&sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    store.close().await.expect("it closes");
}
