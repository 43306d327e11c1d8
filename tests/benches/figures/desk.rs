//! What people wait for at the desk, over HTTP: their list among a million open tasks, concluding a task beside
//! ninety-nine colleagues.

use crate::durable::stored;
use crate::filled::{OFFICES, fill, model};
use crate::raw::{raw_file, raw_once};
use crate::serving::{Running, token};
use runtime::{Act, Clock, NewPerson, OfficeChange, RoleGiven, Runtime};
use serde_json::Value;
use server::{Config, wire};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::figure;
use tokio::time::sleep;

/// Cases with a task for each office: a million open tasks.
const CASES: usize = 100_000;
/// Offices of the person whose list is read.
const OF_ONE: usize = 8;
const PAGE: usize = 50;
/// Pages somebody leafs through.
const LEAFED: usize = 10;
const PEOPLE: usize = 100;
/// What a person leaves between two tasks, on average.
const PAUSE: Duration = Duration::from_secs(1);

fn roles(offices: std::ops::Range<usize>) -> Vec<RoleGiven> {
    let role = |n| RoleGiven {
        role: "operatore".into(),
        office: Some(format!("u{n}")),
        area: None,
        last_day: None,
    };
    offices.map(role).collect()
}

pub async fn person(runtime: &Runtime, login: &str, roles: Vec<RoleGiven>) {
    let new = NewPerson {
        login: login.into(),
        name: format!("Persona {login}"),
        roles,
        ..NewPerson::default()
    };
    let added = runtime.add_person(&Act::system(), new).await;
    added.expect("the person is added");
}

async fn prepare(data: &Path) {
    let config = Config {
        data: data.to_path_buf(),
        ..Config::default()
    };
    let open = wire::open(&config, Clock::System, true).await;
    let runtime = open.expect("a fresh folder");
    for n in 0..OFFICES {
        let change = OfficeChange {
            key: Some(format!("u{n}")),
            name: Some(format!("Ufficio {n}")),
            ..OfficeChange::default()
        };
        let added = runtime.add_office(&Act::system(), change).await;
        added.expect("the office is added");
    }
    person(&runtime, "anna", roles(0..OF_ONE)).await;
    for n in 0..PEOPLE {
        person(&runtime, &format!("p{n}"), roles(OFFICES - 1..OFFICES)).await;
    }
    let files = vec![("desk.bpmn".to_string(), model().into_bytes())];
    let deployed = runtime.deploy(&Act::system(), None, files).await;
    deployed.expect("it deploys");
    let started = runtime
        .start(&Act::system(), "desk", None, Default::default(), None)
        .await;
    assert_eq!(started.expect("it starts").state, "running");
    runtime.store().close().await;
    fill(data, CASES - 1).await;
}

pub fn at(times: &mut [Duration], part: f64) -> f64 {
    times.sort();
    times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3
}

/// One request, and how long its whole answer took.
pub async fn asked(request: reqwest::RequestBuilder) -> (Value, Duration) {
    let began = Instant::now();
    let answer = request.send().await.expect("the program answers");
    let status = answer.status();
    let body = answer.bytes().await.expect("a whole answer");
    let took = began.elapsed();
    let text = String::from_utf8_lossy(&body);
    assert!(status.is_success(), "{status}: {text}");
    (serde_json::from_slice(&body).expect("JSON"), took)
}

/// A person in eight offices leafs through what is offered to them.
async fn list(running: &Running, token: &str) {
    let client = reqwest::Client::new();
    let until = Instant::now() + Duration::from_secs_f64(figure::seconds());
    let (mut times, mut cursor, mut page) = (Vec::new(), None::<String>, 0);
    while Instant::now() < until {
        let mut url = running.url(&format!("/api/v1/tasks?filter=groups&limit={PAGE}"));
        if let Some(cursor) = &cursor {
            url += &format!("&cursor={cursor}");
        }
        let (answer, took) = asked(client.get(url).bearer_auth(token)).await;
        assert_eq!(answer["items"].as_array().map(Vec::len), Some(PAGE));
        times.push(took);
        page = (page + 1) % LEAFED;
        let next = answer["next_cursor"].as_str().map(String::from);
        cursor = next.filter(|_| page > 0);
    }
    figure::print("task_list_1m_p50_ms", at(&mut times, 0.5), "ms");
    figure::print("task_list_1m_p99_ms", at(&mut times, 0.99), "ms");
}

/// The pauses of one of many, which differ.
struct Pauses(u64);

impl Pauses {
    async fn next(&mut self) {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let share = (self.0 >> 40) as f64 / (1_u64 << 24) as f64;
        sleep(PAUSE.mul_f64(0.5 + share)).await;
    }
}

/// Times of people who each do the same again and again, with a pause between, for some seconds.
async fn by_people<F>(act: impl Fn(usize) -> F) -> Vec<Duration>
where
    F: Future<Output = Vec<Duration>> + Send + 'static,
{
    let people: Vec<_> = (0..PEOPLE).map(|n| tokio::spawn(act(n))).collect();
    let mut times = Vec::new();
    for person in people {
        times.extend(person.await.expect("nobody panics"));
    }
    times
}

/// Raw transactions of so many bytes, asked for as people do.
async fn raw(folder: &Path, bytes: usize, lasts: Duration) -> f64 {
    let raw = Arc::new(raw_file(folder).await);
    let mut times = by_people(|n| {
        let (raw, until) = (raw.clone(), Instant::now() + lasts);
        async move {
            let (mut times, mut pauses) = (Vec::new(), Pauses(n as u64));
            pauses.next().await;
            while Instant::now() < until {
                times.push(raw_once(&raw, bytes).await);
                pauses.next().await;
            }
            times
        }
    })
    .await;
    at(&mut times, 0.99)
}

/// A hundred people of one office conclude tasks. Answers the times.
async fn conclude(running: &Running, tokens: &[String], lasts: Duration) -> Vec<Duration> {
    let client = reqwest::Client::new();
    let url = running.url("/api/v1/tasks?filter=groups&limit=200");
    let (mut tasks, mut cursor) = (Vec::new(), None::<String>);
    while tasks.len() < PEOPLE * 60 {
        let page = cursor.map_or_else(|| url.clone(), |c| format!("{url}&cursor={c}"));
        let (answer, _) = asked(client.get(page).bearer_auth(&tokens[0])).await;
        let items = answer["items"].as_array().expect("a list");
        tasks.extend(
            items
                .iter()
                .map(|t| t["id"].as_str().expect("an id").to_string()),
        );
        cursor = answer["next_cursor"].as_str().map(String::from);
    }
    by_people(|n| {
        let (client, token) = (client.clone(), tokens[n].clone());
        let until = Instant::now() + lasts;
        let mut urls: Vec<String> = (tasks.iter().skip(n).step_by(PEOPLE))
            .map(|id| running.url(&format!("/api/v1/tasks/{id}/complete")))
            .collect();
        async move {
            let (mut times, mut pauses) = (Vec::new(), Pauses(n as u64));
            pauses.next().await;
            while Instant::now() < until {
                let url = urls.pop().expect("enough tasks for each");
                let request = client.post(url).bearer_auth(&token);
                let (_, took) = asked(request.json(&serde_json::json!({}))).await;
                times.push(took);
                pauses.next().await;
            }
            times
        }
    })
    .await
}

/// Concluding over HTTP beside raw commits of the bytes that a conclusion leaves.
async fn complete(data: &Path, folder: &Path) {
    let tokens: Vec<String> = (0..PEOPLE).map(|n| token(data, &format!("p{n}"))).collect();
    let lasts = Duration::from_secs_f64(figure::seconds() * 4.0);
    let run = async |lasts| {
        let before = stored(data).await;
        let mut running = Running::start(data);
        running.until_ready();
        let times = conclude(&running, &tokens, lasts).await;
        drop(running);
        let bytes = stored(data).await.saturating_sub(before) as usize / times.len().max(1);
        (times, bytes)
    };
    // Pages of the file fill up: the bytes of a longer run are nearer the truth, so the first run is for warmth.
    run(lasts / 4).await;
    let (mut times, bytes) = run(lasts).await;
    let limit = raw(folder, bytes, lasts).await;
    let ours = at(&mut times, 0.99);
    figure::print("task_complete_bytes", bytes as f64, "bytes");
    figure::print("task_complete_p50_ms", at(&mut times, 0.5), "ms");
    figure::print_beside("task_complete_p99_ms", ours, "ms", limit);
    figure::print("task_complete_p99_ratio", ours / limit, "x");
}

pub async fn run() {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder in it");
    prepare(&data).await;
    let anna = token(&data, "anna");
    let mut running = Running::start(&data);
    running.until_ready();
    list(&running, &anna).await;
    drop(running);
    complete(&data, folder.path()).await;
}
