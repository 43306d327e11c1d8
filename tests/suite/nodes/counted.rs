//! Very many jobs on two nodes that are killed and stand still, on a PostgreSQL that is killed and restarted: each has its
//! effect once. The effects are counted here, outside the product: by the workers and by the program that is called.

use super::pair::{Pair, id};
use super::receiver::Receiver;
use crate::program::chance::{self, Dice};
use crate::program::{Caller, Program, Start};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;
use tests::postgres::Postgres;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

/// Jobs of the short run; `STAFFETTA_JOBS` for long ones.
const JOBS: usize = 5_000;
const BEGINNERS: usize = 24;
const WORKERS: usize = 8;
/// Nothing was done for so long: it never will.
const STILL: Duration = Duration::from_secs(120);
const LEASE_SECONDS: u64 = 5;

/// Who does the job: a worker outside, or the program itself by a call that may be repeated, or that may not.
const PROCESSES: [&str; 5] = [
    "conto",
    "conto",
    "conto",
    "conto_chiamata",
    "conto_una_volta",
];

/// What a worker was given.
struct Held {
    lease: i64,
    given: chrono::DateTime<chrono::Utc>,
    until: chrono::DateTime<chrono::Utc>,
    /// Its report was answered: nothing is held any more.
    over: bool,
}

/// What workers did, by case: a report that was taken is an effect; one that came late is none.
#[derive(Default)]
struct Ledger {
    effects: HashMap<Uuid, usize>,
    held: HashMap<Uuid, Held>,
    late: usize,
    /// Jobs that two held at the same time.
    shared: Vec<Uuid>,
}

/// Where the nodes listen now.
type Urls = Arc<RwLock<[String; 2]>>;

#[derive(Clone)]
struct Field {
    who: Caller,
    urls: Urls,
    receiver: SocketAddr,
    ledger: Arc<Mutex<Ledger>>,
    /// Everything has begun and ended.
    done: Arc<AtomicBool>,
}

impl Field {
    fn url(&self, at: usize) -> String {
        self.urls.read().expect("the urls")[at % 2].clone()
    }

    /// Asks one node or the other until one of them gives an answer that counts.
    async fn insist(
        &self,
        mut at: usize,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> (StatusCode, Value) {
        let since = Instant::now();
        loop {
            let answer = self
                .who
                .ask_with(&self.url(at), Method::POST, path, Some(body), headers)
                .await;
            if let Ok((status, said)) = answer
                && !status.is_server_error()
                && status != StatusCode::TOO_MANY_REQUESTS
            {
                return (status, said);
            }
            assert!(since.elapsed() < STILL, "nobody answers {path}");
            at += 1;
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn begin(&self, n: usize) {
        let process = PROCESSES[n % PROCESSES.len()];
        let path = format!("/api/v1/processes/{process}/instances");
        let key = format!("caso-{n}");
        let body = json!({ "variables": { "caso": key, "programma": self.receiver.to_string() }, "business_key": key });
        let (status, said) = self
            .insist(n, &path, &body, &[("Idempotency-Key", &key)])
            .await;
        assert!(
            status.is_success() || said["code"] == "already_done",
            "{status} {said}"
        );
    }

    /// Takes jobs and reports them; one in five hundred it holds past the lease before it reports.
    async fn work(self, number: usize) {
        let mut dice = Dice(number as u64);
        let worker = format!("operaio-{number}");
        let body = json!({ "topics": ["conto"], "worker": worker, "max": 20,
            "lease_seconds": LEASE_SECONDS, "wait_seconds": 1 });
        let mut at = number;
        while !self.done.load(Ordering::Relaxed) {
            at += 1;
            let answer = self
                .who
                .ask(
                    &self.url(at),
                    Method::POST,
                    "/api/v1/jobs/acquire",
                    Some(&body),
                )
                .await;
            let Ok((StatusCode::OK, said)) = answer else {
                sleep(Duration::from_millis(100)).await;
                continue;
            };
            let jobs = said["items"].as_array().cloned().unwrap_or_default();
            for job in &jobs {
                self.ledger.lock().expect("the ledger").takes(job);
            }
            for job in &jobs {
                if dice.below(500) == 0 {
                    sleep(Duration::from_secs(LEASE_SECONDS + 1)).await;
                }
                let path = format!("/api/v1/jobs/{}/complete", id(&job["id"]));
                let (status, said) = self
                    .insist(at, &path, &json!({ "lease": job["lease"] }), &[])
                    .await;
                self.ledger
                    .lock()
                    .expect("the ledger")
                    .reported(job, status, &said);
            }
        }
    }
}

impl Ledger {
    fn takes(&mut self, job: &Value) {
        let until: chrono::DateTime<chrono::Utc> = job["lease_until"]
            .as_str()
            .and_then(|at| at.parse().ok())
            .expect("its end");
        let now = Held {
            lease: job["lease"].as_i64().expect("a lease"),
            given: until - chrono::Duration::seconds(LEASE_SECONDS as i64),
            until,
            over: false,
        };
        let job = id(&job["id"]);
        let Some(other) = self.held.remove(&job) else {
            self.held.insert(job, now);
            return;
        };
        // The answer of a node that stood still comes after that of the node that went on.
        let (earlier, later) = if other.lease < now.lease {
            (other, now)
        } else {
            (now, other)
        };
        if !earlier.over && earlier.until > later.given {
            self.shared.push(job);
        }
        self.held.insert(job, later);
    }

    fn reported(&mut self, job: &Value, status: StatusCode, said: &Value) {
        let lease = job["lease"].as_i64();
        if let Some(held) = self.held.get_mut(&id(&job["id"]))
            && Some(held.lease) == lease
        {
            held.over = true;
        }
        match (status, said["code"].as_str()) {
            (StatusCode::OK, _) => *self.effects.entry(id(&job["instance"])).or_default() += 1,
            (StatusCode::CONFLICT, Some("lease_lost")) => self.late += 1,
            _ => panic!("{status} {said}"),
        }
    }
}

/// What was done to the nodes and to the database.
#[derive(Debug, Default)]
struct Troubles {
    kills: usize,
    pauses: usize,
    restarts: usize,
    crashes: usize,
}

/// The nodes and the database, and who troubles them.
struct Stage {
    starts: [Start; 2],
    nodes: Vec<Program>,
    postgres: Postgres,
    urls: Urls,
}

impl Stage {
    /// One trouble after another, until `enough`.
    async fn trouble(mut self, enough: Arc<AtomicBool>) -> (Stage, Troubles) {
        let mut troubles = Troubles::default();
        let mut turn = 0;
        loop {
            // Each is met at once, and then again as long as the cases begin.
            let rest = if turn < 6 { 1 } else { 10 };
            for _ in 0..rest {
                sleep(Duration::from_secs(1)).await;
                if enough.load(Ordering::Relaxed) && turn >= 6 {
                    return (self, troubles);
                }
            }
            let at = turn / 2 % 2;
            match turn % 6 {
                0 | 2 => {
                    self.killed(at).await;
                    troubles.kills += 1;
                }
                1 | 4 => {
                    self.nodes[at].freeze().await;
                    sleep(Duration::from_secs(LEASE_SECONDS + 2)).await;
                    self.nodes[at].thaw().await;
                    troubles.pauses += 1;
                }
                3 => {
                    self.postgres = off(self.postgres, Postgres::restart).await;
                    troubles.restarts += 1;
                }
                _ => {
                    self.postgres = off(self.postgres, |postgres| {
                        postgres.kill();
                        postgres.resume();
                    })
                    .await;
                    troubles.crashes += 1;
                }
            }
            turn += 1;
        }
    }

    async fn killed(&mut self, at: usize) {
        self.nodes.remove(at).kill().await;
        let mut next = self.starts[at].spawn();
        assert!(next.listens().await, "{}", next.last_words());
        self.urls.write().expect("the urls")[at] = next.url.clone();
        self.nodes.insert(at, next);
    }
}

/// Does what blocks where it holds up nobody.
async fn off(mut postgres: Postgres, act: impl FnOnce(&mut Postgres) + Send + 'static) -> Postgres {
    let done = tokio::task::spawn_blocking(move || {
        act(&mut postgres);
        postgres
    });
    done.await.expect("PostgreSQL comes back")
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_jobs_have_their_effect_once_whatever_happens_to_nodes_and_database() {
    let count = chance::number("STAFFETTA_JOBS", JOBS as u64) as usize;
    let receiver = Receiver::listens().await;
    let Some(pair) = Pair::calling(receiver.address).await else {
        return;
    };
    let begun = Instant::now();
    let field = Field {
        who: pair.who().clone(),
        urls: Arc::new(RwLock::new(
            pair.nodes.each_ref().map(|node| node.url.clone()),
        )),
        receiver: receiver.address,
        ledger: Arc::default(),
        done: Arc::default(),
    };
    let Pair {
        town,
        nodes,
        starts,
        db,
        postgres,
    } = pair;
    let workers: Vec<_> = (0..WORKERS)
        .map(|number| tokio::spawn(field.clone().work(number)))
        .collect();
    let (next, enough) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let beginners: Vec<_> = (0..BEGINNERS)
        .map(|_| {
            let (field, next) = (field.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    if n >= count {
                        return;
                    }
                    field.begin(n).await;
                }
            })
        })
        .collect();
    let stage = Stage {
        starts,
        nodes: nodes.into(),
        postgres,
        urls: field.urls.clone(),
    };
    let troubled = tokio::spawn(stage.trouble(enough.clone()));
    for beginner in beginners {
        beginner.await.expect("it begins its cases");
    }
    enough.store(true, Ordering::Relaxed);
    let (stage, troubles) = troubled.await.expect("they come back");

    // What a node asked without hearing the answer, and must not ask twice, is left to a person.
    let ended =
        "SELECT COUNT(*) FROM instance WHERE process_key LIKE 'conto%' AND state = 'completed'";
    let unclear = "SELECT COUNT(*) FROM incident WHERE state = 'open' AND code = 'uncertain'";
    let (mut before, mut moved) = (0, Instant::now());
    let left = loop {
        let (now, left) = (number(&db, ended).await, number(&db, unclear).await);
        if now + left >= count {
            assert_eq!(now + left, count, "each case once");
            break left;
        }
        if now + left != before {
            (before, moved) = (now + left, Instant::now());
        }
        assert!(
            moved.elapsed() < STILL,
            "{now} ended, {left} unclear, of {count}: {}\n{}",
            stage.nodes[0].last_words(),
            stage.nodes[1].last_words()
        );
        sleep(Duration::from_millis(200)).await;
    };
    field.done.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.expect("it reports what it holds");
    }

    let took = begun.elapsed();
    let ledger = std::mem::take(&mut *field.ledger.lock().expect("the ledger"));
    let calls = receiver.take();
    let by_workers = (0..count)
        .filter(|n| PROCESSES[n % PROCESSES.len()] == "conto")
        .count();
    assert_eq!(ledger.effects.len(), by_workers, "each case had its effect");
    assert!(
        ledger.effects.values().all(|times| *times == 1),
        "and had it once"
    );
    assert!(ledger.shared.is_empty(), "held by two: {:?}", ledger.shared);
    let asked = |process: &str| {
        (0..count)
            .filter(|n| PROCESSES[n % PROCESSES.len()] == process)
            .count()
    };
    // The other program acts once for each key it is given: each case has one, however often it was asked.
    let keyed = calls.keys_of("/ripetibile");
    assert_eq!(keyed.len(), asked("conto_chiamata"), "each case was asked");
    assert!(
        keyed.values().all(|keys| keys.len() == 1),
        "always with the same key"
    );
    // What may not be repeated was asked at most once; what is unclear is with a person.
    let once = calls.times_of("/una-volta");
    let twice: Vec<_> = once.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "asked again: {twice:?}");
    assert!(
        once.len() + left >= asked("conto_una_volta") && once.len() <= asked("conto_una_volta"),
        "{} asked, {left} unclear",
        once.len()
    );
    let kinds = "SELECT COUNT(*) FROM incident WHERE state = 'open' AND instance IS NOT NULL AND code <> 'uncertain'";
    assert_eq!(number(&db, kinds).await, 0);
    let doubled = "SELECT COUNT(*) FROM (SELECT business_key FROM instance WHERE process_key LIKE 'conto%' GROUP BY business_key HAVING COUNT(*) > 1) AS twice";
    assert_eq!(number(&db, doubled).await, 0, "no case began twice");
    println!(
        "RELIABILITY name=counted_jobs n={count} seconds={} kills={} pauses={} database_restarts={} database_kills={} late={} repeated={} unclear={left} lost=0 dup=0",
        took.as_secs(),
        troubles.kills,
        troubles.pauses,
        troubles.restarts,
        troubles.crashes,
        ledger.late,
        calls.repeated("/ripetibile"),
    );
    db.close().await;
    for node in stage.nodes {
        node.stop().await;
    }
    town.verify_audit().await;
}

async fn number(db: &sqlx::PgPool, sql: &'static str) -> usize {
    let n: i64 = sqlx::query_scalar(sql)
        .fetch_one(db)
        .await
        .expect("a count");
    usize::try_from(n).expect("a count")
}
