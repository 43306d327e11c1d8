//! Two nodes: each with its data folder, both with one database, one blob root and one key.

use crate::program::town::Town;
use crate::program::{Caller, Program, Start, until};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::postgres::{PgPool, PgPoolOptions};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tests::postgres::Postgres;
use uuid::Uuid;

/// The shortest lease the program takes.
const LEASE: Duration = Duration::from_secs(5);

pub struct Pair {
    pub town: Town,
    pub nodes: [Program; 2],
    /// How each is started again.
    pub starts: [Start; 2],
    /// The database, to read only.
    pub db: PgPool,
    /// Ends last.
    pub postgres: Postgres,
}

impl Pair {
    /// Both nodes are up, the races' processes are deployed. None where there is no PostgreSQL.
    pub async fn start() -> Option<Pair> {
        Pair::with(&[]).await
    }

    /// As [`Pair::start`]; processes may call this address of our own network.
    pub async fn calling(address: SocketAddr) -> Option<Pair> {
        Pair::with(&[("STAFFETTA_HTTP_ALLOW", &format!("[\"{address}\"]"))]).await
    }

    async fn with(settings: &[(&str, &str)]) -> Option<Pair> {
        let postgres = Postgres::start()?;
        let url = postgres.database("staffetta");
        let town = Town::as_set(|start| {
            let shared = start.data.with_file_name("shared");
            let path = |name: &str| shared.join(name).display().to_string();
            std::fs::create_dir(&shared).expect("a folder");
            *start = start
                .clone()
                .with("STAFFETTA_DATABASE_URL", &url)
                .with("STAFFETTA_BLOBS_FOLDER", &path("blobs"))
                .with("STAFFETTA_KEY_FILE", &path("secret.key"))
                .with("STAFFETTA_LEASE_SECONDS", &LEASE.as_secs().to_string());
            for (name, value) in settings {
                *start = start.clone().with(name, value);
            }
        })
        .await;
        let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/nodes/bundle");
        town.start
            .run(&["deploy", &bundle.display().to_string()])
            .await;
        let first = town.start.clone();
        let second = Start {
            data: first.data.with_file_name("second"),
            log: first.log.with_file_name("second.log"),
            ..first.clone()
        };
        let nodes = [first.ready().await, second.ready().await];
        let db = PgPoolOptions::new()
            .max_connections(2)
            .connect(&url)
            .await
            .expect("the database");
        Some(Pair {
            town,
            nodes,
            starts: [first, second],
            db,
            postgres,
        })
    }

    pub fn who(&self) -> &Caller {
        &self.town.dario
    }

    /// Starts an instance on a node; answers its id.
    pub async fn begin(&self, node: usize, process: &str, variables: Value) -> Uuid {
        let path = format!("/api/v1/processes/{process}/instances");
        let body = json!({ "variables": variables });
        let made = self.who().post(&self.nodes[node].url, &path, &body).await;
        id(&made["id"])
    }

    /// Rows of a query whose only parameter is an instance, first column as text.
    pub async fn texts(&self, sql: &'static str, instance: Uuid) -> Vec<String> {
        sqlx::query_scalar(sql)
            .bind(instance)
            .fetch_all(&self.db)
            .await
            .expect("rows")
    }

    /// The open tasks of an instance, by id of their element.
    pub async fn tasks(&self, instance: Uuid) -> Vec<String> {
        let sql = "SELECT id::text FROM task WHERE instance = $1 AND state = 'open' ORDER BY element, wait";
        self.texts(sql, instance).await
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.db)
            .await
            .expect("a count")
    }

    /// Waits until the instance has exactly one job, and says of which topic.
    pub async fn way_taken(&self, instance: Uuid) -> String {
        let jobs = until("the instance to go on", async || {
            let sql = "SELECT kind FROM job WHERE instance = $1";
            let jobs = self.texts(sql, instance).await;
            (!jobs.is_empty()).then_some(jobs)
        })
        .await;
        assert_eq!(jobs.len(), 1, "{instance} went two ways: {jobs:?}");
        jobs[0].clone()
    }

    /// The same request on both nodes, or two that exclude each other, at the same moment.
    pub async fn both(&self, first: &Ask, second: &Ask) -> [(StatusCode, Value); 2] {
        let (a, b) = tokio::join!(self.one(0, first), self.one(1, second));
        [a, b]
    }

    pub async fn one(&self, node: usize, ask: &Ask) -> (StatusCode, Value) {
        self.by(self.who(), node, ask).await
    }

    /// The same by somebody.
    pub async fn by(&self, who: &Caller, node: usize, ask: &Ask) -> (StatusCode, Value) {
        let headers: Vec<(&str, &str)> = ask
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let url = &self.nodes[node].url;
        who.ask_with(
            url,
            ask.method.clone(),
            &ask.path,
            Some(&ask.body),
            &headers,
        )
        .await
        .expect("an answer")
    }

    /// A job that a worker holds: its case, its id and its lease.
    pub async fn held(&self, worker: &str) -> (Uuid, Uuid, Value) {
        let instance = self.begin(0, "gara_lavoro", json!({})).await;
        let job = self.one(0, &Ask::acquire(worker)).await.1["items"][0].clone();
        assert_eq!(id(&job["instance"]), instance);
        (instance, id(&job["id"]), job["lease"].clone())
    }

    /// Ends both nodes and proves the record of operations, and the rows against the snapshots.
    pub async fn close(self) {
        self.db.close().await;
        for node in self.nodes {
            node.stop().await;
        }
        self.town.verify_audit().await;
    }
}

/// A request that changes something.
#[derive(Clone)]
pub struct Ask {
    method: Method,
    path: String,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

impl Ask {
    /// A POST.
    pub fn new(path: impl AsRef<str>, body: Value) -> Ask {
        Ask {
            method: Method::POST,
            path: format!("/api/v1/{}", path.as_ref()),
            body,
            headers: Vec::new(),
        }
    }

    pub fn put(path: impl AsRef<str>, body: Value) -> Ask {
        Ask {
            method: Method::PUT,
            ..Ask::new(path, body)
        }
    }

    /// One job of the races, for a minute.
    pub fn acquire(worker: &str) -> Ask {
        let body = json!({ "topics": ["gara"], "worker": worker, "max": 1, "lease_seconds": 60 });
        Ask::new("jobs/acquire", body)
    }

    pub fn once(mut self, key: String) -> Ask {
        self.headers.push(("Idempotency-Key", key));
        self
    }

    /// Only while nothing has changed since this revision.
    pub fn if_match(mut self, revision: &Value) -> Ask {
        self.headers.push(("If-Match", format!("\"{revision}\"")));
        self
    }
}

pub fn id(value: &Value) -> Uuid {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("no id: {value}"))
}
