//! Pairs of acts that meet: one on each node, at the same moment, twenty kinds. Exactly one of two that exclude each
//! other happens, both of two that do not; whoever lost is told so, and nothing happens twice.

use super::pair::{Ask, Pair, id};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};
use uuid::Uuid;

/// Meetings of each kind.
const EACH: usize = 10;

const OK: StatusCode = StatusCode::OK;

/// One succeeded, the other was refused as somebody who came second; answers who won.
#[track_caller]
pub(super) fn one_of(answers: &[(StatusCode, Value); 2]) -> usize {
    let won = answers.iter().position(|a| a.0.is_success());
    let won = won.unwrap_or_else(|| panic!("nobody won: {answers:?}"));
    let lost = &answers[1 - won];
    assert!(
        matches!(lost.0, StatusCode::CONFLICT | StatusCode::NOT_FOUND),
        "{answers:?}"
    );
    won
}

pub(super) fn conclude(task: &str) -> Ask {
    Ask::new(format!("tasks/{task}/complete"), json!({ "data": {} }))
}

pub(super) fn cancel(instance: Uuid) -> Ask {
    let body = json!({ "reason": "Prova." });
    Ask::new(format!("instances/{instance}/cancel"), body)
}

pub(super) fn message(name: &str, key: &str) -> Ask {
    Ask::new("messages", json!({ "name": name, "correlation_key": key }))
}

pub(super) async fn state(pair: &Pair, instance: Uuid) -> String {
    let sql = "SELECT state FROM instance WHERE id = $1";
    pair.texts(sql, instance).await.remove(0)
}

async fn complete_and_complete(pair: &Pair) {
    let instance = pair.begin(0, "gara_attivita", json!({})).await;
    let one = conclude(&pair.tasks(instance).await.remove(0));
    one_of(&pair.both(&one, &one).await);
    assert_eq!(pair.way_taken(instance).await, "dopo");
}

async fn cancel_and_cancel(pair: &Pair) {
    let instance = pair.begin(0, "gara_attivita", json!({})).await;
    one_of(&pair.both(&cancel(instance), &cancel(instance)).await);
    assert_eq!(state(pair, instance).await, "terminated");
}

/// What was concluded first can still be cancelled; what was cancelled first cannot be concluded.
async fn complete_and_cancel(pair: &Pair) {
    let instance = pair.begin(0, "gara_attivita", json!({})).await;
    let task = pair.tasks(instance).await.remove(0);
    let answers = pair.both(&conclude(&task), &cancel(instance)).await;
    assert_eq!(answers[1].0, OK, "{answers:?}");
    assert!(
        matches!(answers[0].0, OK | StatusCode::CONFLICT),
        "{answers:?}"
    );
    assert_eq!(state(pair, instance).await, "terminated");
    let sql = "SELECT state FROM task WHERE instance = $1";
    let expected = if answers[0].0 == OK {
        "completed"
    } else {
        "cancelled"
    };
    assert_eq!(pair.texts(sql, instance).await, [expected]);
    let sql = "SELECT kind FROM job WHERE instance = $1 AND state NOT IN ('done', 'cancelled')";
    assert!(pair.texts(sql, instance).await.is_empty());
}

/// Two people, one on each node.
async fn claim_and_claim(pair: &Pair) {
    let instance = pair.begin(0, "gara_attivita", json!({})).await;
    let task = pair.tasks(instance).await.remove(0);
    let path = format!("/api/v1/tasks/{task}/claim");
    let (town, nothing) = (&pair.town, json!({}));
    let (anna, dario) = tokio::join!(
        town.anna
            .ask(&pair.nodes[0].url, Method::POST, &path, Some(&nothing)),
        town.dario
            .ask(&pair.nodes[1].url, Method::POST, &path, Some(&nothing)),
    );
    let answers = [anna.expect("an answer"), dario.expect("an answer")];
    let holder = ["anna.neri", "dario.monti"][one_of(&answers)];
    let sql = "SELECT assignee FROM task WHERE instance = $1";
    assert_eq!(pair.texts(sql, instance).await, [holder]);
}

/// A task against what takes it away: exactly one of the two ways out is taken.
async fn complete_and(pair: &Pair, process: &str, other: &Ask, key: &str) {
    let instance = pair.begin(1, process, json!({ "chiave": key })).await;
    let task = pair.tasks(instance).await.remove(0);
    let answers = pair.both(&conclude(&task), other).await;
    let way = pair.way_taken(instance).await;
    match answers[0].0 {
        OK => assert_eq!(way, "dopo", "{answers:?}"),
        StatusCode::CONFLICT => assert_eq!(way, "altro", "{answers:?}"),
        other => panic!("{other}: {answers:?}"),
    }
    assert!(answers[1].0.is_success(), "{answers:?}");
}

async fn complete_and_timer(pair: &Pair) {
    let begun = Instant::now();
    let mut waiting = Vec::new();
    for _ in 0..EACH {
        let instance = pair.begin(0, "gara_scadenza", json!({})).await;
        let task = pair.tasks(instance).await.remove(0);
        waiting.push((instance, task, Instant::now()));
    }
    assert!(begun.elapsed() < Duration::from_secs(60));
    let mut ways = [0, 0];
    for (n, (instance, task, since)) in waiting.into_iter().enumerate() {
        // The heartbeat looks each second: somewhere in there both meet.
        sleep_until(since + Duration::from_millis(900 + 120 * n as u64)).await;
        let path = format!("/api/v1/tasks/{task}/complete");
        let answer = pair
            .who()
            .ask(
                &pair.nodes[n % 2].url,
                Method::POST,
                &path,
                Some(&json!({ "data": {} })),
            )
            .await
            .expect("an answer");
        let way = pair.way_taken(instance).await;
        let expected = if answer.0 == OK { "dopo" } else { "altro" };
        assert_eq!(way, expected, "{answer:?}");
        ways[usize::from(answer.0 != OK)] += 1;
    }
    println!("complete/timer: {ways:?}");
}

async fn correlate_and_correlate(pair: &Pair, key: &str) {
    let instance = pair.begin(0, "gara_arrivo", json!({ "chiave": key })).await;
    let one = message("gara.arrivo", key);
    let answers = pair.both(&one, &one).await;
    let mut outcomes: Vec<&str> = answers
        .iter()
        .filter_map(|(_, said)| said["outcome"].as_str())
        .collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["correlated", "none"], "{answers:?}");
    assert_eq!(pair.way_taken(instance).await, "dopo");
}

async fn correlate_and_begin(pair: &Pair, key: &str) {
    let body = json!({ "name": "gara.arrivo", "correlation_key": key, "ttl_seconds": 600 });
    let begin = Ask::new(
        "processes/gara_arrivo/instances",
        json!({ "variables": { "chiave": key } }),
    );
    let answers = pair.both(&begin, &Ask::new("messages", body)).await;
    assert!(answers.iter().all(|a| a.0.is_success()), "{answers:?}");
    // Whichever came first, the message reaches the wait.
    assert_eq!(pair.way_taken(id(&answers[0].1["id"])).await, "dopo");
}

async fn correlate_and_timer(pair: &Pair, key: &str) {
    let instance = pair.begin(0, "gara_bivio", json!({ "chiave": key })).await;
    sleep(Duration::from_millis(1_000)).await;
    let one = message("gara.arrivo", key);
    let answers = pair.both(&one, &message("nessuno", key)).await;
    let way = pair.way_taken(instance).await;
    match answers[0].1["outcome"].as_str() {
        Some("correlated") => assert_eq!(way, "dopo"),
        _ => assert_eq!(way, "altro", "{answers:?}"),
    }
}

/// One message id, sent to both: one case begins, or one wait is over.
async fn one_message_id(pair: &Pair, key: &str) {
    let body = json!({ "name": "gara.inizio", "correlation_key": key, "message_id": key });
    let one = Ask::new("messages", body);
    let answers = pair.both(&one, &one).await;
    assert!(answers.iter().all(|a| a.0.is_success()), "{answers:?}");
    let begun: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM instance WHERE business_key = $1")
        .bind(key)
        .fetch_one(&pair.db)
        .await
        .expect("a count");
    assert_eq!(begun, 1, "{answers:?}");
}

async fn one_idempotency_key(pair: &Pair, key: &str) {
    let body = json!({ "variables": {}, "business_key": key });
    let one = Ask::new("processes/gara_attivita/instances", body).once(key.to_string());
    let answers = pair.both(&one, &one).await;
    for (status, said) in &answers {
        assert!(
            status.is_success() || said["code"] == "already_done",
            "{answers:?}"
        );
    }
    let begun: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM instance WHERE business_key = $1")
        .bind(key)
        .fetch_one(&pair.db)
        .await
        .expect("a count");
    assert_eq!(begun, 1, "{answers:?}");
    // Asked once more, anywhere, it gets the first answer.
    let again = pair.both(&one, &one).await;
    assert!(
        again
            .iter()
            .all(|a| a.0 == answers.iter().find(|a| a.0.is_success()).expect("one").0),
        "{answers:?} {again:?}"
    );
}

async fn acquire_and_acquire(pair: &Pair) {
    let instance = pair.begin(0, "gara_lavoro", json!({})).await;
    let answers = pair.both(&Ask::acquire("uno"), &Ask::acquire("due")).await;
    let got: Vec<Uuid> = answers
        .iter()
        .flat_map(|(_, said)| said["items"].as_array().cloned().unwrap_or_default())
        .map(|job| id(&job["instance"]))
        .collect();
    assert_eq!(got, [instance], "{answers:?}");
}

async fn on_a_job(pair: &Pair, second: &str) {
    let (instance, job, lease) = pair.held("uno").await;
    let ask = |verb: &str| match verb {
        "cancel" => cancel(instance),
        "fail" => Ask::new(
            format!("jobs/{job}/fail"),
            json!({ "lease": lease, "message": "guasto", "retries": 0 }),
        ),
        verb => Ask::new(format!("jobs/{job}/{verb}"), json!({ "lease": lease })),
    };
    let answers = pair.both(&ask("complete"), &ask(second)).await;
    let done = ["complete", second][one_of_or_both(&answers, second)];
    let kinds = pair
        .texts("SELECT kind FROM job WHERE instance = $1", instance)
        .await;
    let incidents = pair
        .texts("SELECT code FROM incident WHERE instance = $1", instance)
        .await;
    match done {
        "complete" => assert_eq!((kinds, incidents.len()), (vec!["dopo".to_string()], 0)),
        "cancel" => assert_eq!(state(pair, instance).await, "terminated"),
        _ => assert_eq!(incidents.len(), 1, "{kinds:?} {answers:?}"),
    }
}

/// A case can be cancelled after its job was done: both may then succeed, and the case is cancelled. The same report
/// under one lease hears the first answer, whichever node it asks.
fn one_of_or_both(answers: &[(StatusCode, Value); 2], second: &str) -> usize {
    match second {
        "complete" => {
            let same = answers.iter().all(|a| a.0.is_success()) && answers[0].1 == answers[1].1;
            assert!(same, "{answers:?}");
            0
        }
        "cancel" if answers.iter().all(|a| a.0.is_success()) => 1,
        _ => one_of(answers),
    }
}

async fn retry_and_retry(pair: &Pair) {
    let (instance, job, lease) = pair.held("uno").await;
    let fail = Ask::new(
        format!("jobs/{job}/fail"),
        json!({ "lease": lease, "message": "guasto", "retries": 0 }),
    );
    pair.both(&fail, &message("nessuno", "")).await;
    let sql = "SELECT id::text FROM incident WHERE instance = $1 AND state = 'open'";
    let incident = pair.texts(sql, instance).await.remove(0);
    let one = Ask::new(format!("incidents/{incident}/retry"), json!({}));
    one_of(&pair.both(&one, &one).await);
    let jobs = pair
        .texts("SELECT state FROM job WHERE instance = $1", instance)
        .await;
    assert_eq!(
        jobs.iter().filter(|s| *s == "waiting").count(),
        1,
        "{jobs:?}"
    );
    // Nobody is left to take it in the next meeting.
    pair.both(&cancel(instance), &message("nessuno", "")).await;
}

/// Two tasks of one case, both to be done: neither is lost, and what comes after both comes once.
async fn both_of(pair: &Pair, process: &str) {
    let instance = pair.begin(0, process, json!({})).await;
    let tasks = pair.tasks(instance).await;
    assert_eq!(tasks.len(), 2);
    let answers = pair.both(&conclude(&tasks[0]), &conclude(&tasks[1])).await;
    assert!(answers.iter().all(|a| a.0 == OK), "{answers:?}");
    assert_eq!(pair.way_taken(instance).await, "dopo");
}

async fn complete_and_suspend(pair: &Pair) {
    let instance = pair.begin(0, "gara_attivita", json!({})).await;
    let task = pair.tasks(instance).await.remove(0);
    let suspend = Ask::new(format!("instances/{instance}/suspend"), json!({}));
    let answers = pair.both(&conclude(&task), &suspend).await;
    assert_eq!(answers[1].0, OK, "{answers:?}");
    assert_eq!(state(pair, instance).await, "suspended");
    match answers[0].0 {
        OK => assert_eq!(pair.way_taken(instance).await, "dopo"),
        StatusCode::CONFLICT => assert_eq!(pair.tasks(instance).await.len(), 1),
        other => panic!("{other}"),
    }
}

async fn one_office(pair: &Pair, key: &str) {
    let body = json!({ "key": key.to_lowercase(), "name": "Ufficio" });
    let one = Ask::new("offices", body);
    let answers = pair.both(&one, &one).await;
    let made = answers.iter().filter(|a| a.0.is_success()).count();
    assert_eq!(made, 1, "{answers:?}");
    assert!(
        answers.iter().all(|a| !a.0.is_server_error()),
        "{answers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_acts_on_two_nodes_what_may_happen_happens_once() {
    let Some(pair) = Pair::start().await else {
        return;
    };
    let mut kinds = 1;
    complete_and_timer(&pair).await;
    for n in 0..EACH {
        let key = |kind: &str| format!("{kind}-{n}");
        kinds = 1;
        let mut next = |name: &str| {
            kinds += 1;
            if n == 0 {
                println!("race {kinds}: {name}");
            }
        };
        next("claim/claim");
        claim_and_claim(&pair).await;
        next("complete/complete");
        complete_and_complete(&pair).await;
        next("complete/cancel");
        complete_and_cancel(&pair).await;
        next("cancel/cancel");
        cancel_and_cancel(&pair).await;
        next("complete/suspend");
        complete_and_suspend(&pair).await;
        next("complete/signal");
        let signal = Ask::new("signals", json!({ "name": "gara.richiamo" }));
        complete_and(&pair, "gara_segnale", &signal, "").await;
        next("complete/message");
        let k = key("ritiro");
        complete_and(&pair, "gara_ritiro", &message("gara.ritiro", &k), &k).await;
        next("correlate/correlate");
        correlate_and_correlate(&pair, &key("arrivo")).await;
        next("correlate/begin");
        correlate_and_begin(&pair, &key("incontro")).await;
        next("correlate/timer");
        correlate_and_timer(&pair, &key("bivio")).await;
        next("start/start by one message id");
        one_message_id(&pair, &key("messaggio")).await;
        next("start/start by one Idempotency-Key");
        one_idempotency_key(&pair, &key("chiave")).await;
        next("acquire/acquire");
        acquire_and_acquire(&pair).await;
        next("job complete/complete");
        on_a_job(&pair, "complete").await;
        next("job complete/fail");
        on_a_job(&pair, "fail").await;
        next("job complete/cancel");
        on_a_job(&pair, "cancel").await;
        next("retry/retry");
        retry_and_retry(&pair).await;
        next("complete/complete of two branches");
        both_of(&pair, "gara_unione").await;
        next("complete/complete of two copies");
        both_of(&pair, "gara_copie").await;
        next("office/office");
        one_office(&pair, &key("ufficio")).await;
    }
    pair.close().await;
    println!(
        "RELIABILITY name=node_races kinds={kinds} n={} lost=0 dup=0",
        kinds * EACH
    );
}
