//! More pairs of acts that meet on two nodes: what changes a case or its model from outside, drafts, leases and mailboxes.

use super::pair::{Ask, Pair, id};
use super::races::{cancel, conclude, message, state};
use crate::program::town::Kind;
use crate::program::until;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// Meetings of each kind.
const EACH: usize = 6;

/// A process of its own for each meeting: whoever waits at the task goes on to the job of this topic.
fn model(key: &str, topic: &str) -> String {
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:prova">
<process id="{key}" isExecutable="true"><startEvent id="via"/><userTask id="compito" name="Compito"/><serviceTask id="dopo" camunda:type="external" camunda:topic="{topic}"/><endEvent id="fine"/>
<sequenceFlow id="a" sourceRef="via" targetRef="compito"/><sequenceFlow id="b" sourceRef="compito" targetRef="dopo"/><sequenceFlow id="c" sourceRef="dopo" targetRef="fine"/></process></definitions>"#
    )
}

/// A draft with one model in it.
async fn draft(pair: &Pair, name: &str, model: &str) {
    let url = &pair.nodes[0].url;
    pair.who()
        .post(url, "/api/v1/drafts", &json!({ "name": name }))
        .await;
    let files = json!({ "files": { "p.bpmn": model } });
    let put = Ask::put(format!("drafts/{name}"), files);
    let saved = pair.one(0, &put).await;
    assert_eq!(saved.0, StatusCode::OK, "{saved:?}");
}

fn publish(name: &str) -> Ask {
    Ask::new(format!("drafts/{name}/publish"), json!({}))
}

/// Versions of a process, ascending.
async fn versions(pair: &Pair, key: &str) -> Vec<(Uuid, i32)> {
    sqlx::query_as("SELECT id, version FROM process WHERE key = $1 ORDER BY version")
        .bind(key)
        .fetch_all(&pair.db)
        .await
        .expect("rows")
}

async fn claim_and_complete(pair: &Pair) {
    let instance = pair.begin(0, "gara_attivita", json!({})).await;
    let task = pair.tasks(instance).await.remove(0);
    let claim = Ask::new(format!("tasks/{task}/claim"), json!({}));
    let conclude = conclude(&task);
    let (claimed, done) = tokio::join!(
        pair.by(&pair.town.anna, 0, &claim),
        pair.by(&pair.town.dario, 1, &conclude),
    );
    match done.0 {
        StatusCode::OK => assert_eq!(pair.way_taken(instance).await, "dopo"),
        // She was first: it is hers, and he is told.
        StatusCode::CONFLICT | StatusCode::FORBIDDEN => {
            assert_eq!(claimed.0, StatusCode::OK, "{claimed:?} {done:?}");
            let sql = "SELECT assignee FROM task WHERE instance = $1 AND state = 'open'";
            assert_eq!(pair.texts(sql, instance).await, ["anna.neri"]);
        }
        other => panic!("{other}: {done:?}"),
    }
    assert!(!claimed.0.is_server_error(), "{claimed:?}");
}

/// Whoever concludes a task that was changed in between is told so, and concludes it then.
async fn still_concluded(pair: &Pair, task: &str, answer: &(StatusCode, Value)) {
    if answer.0 == StatusCode::CONFLICT {
        assert_eq!(pair.one(0, &conclude(task)).await.0, StatusCode::OK);
    } else {
        assert_eq!(answer.0, StatusCode::OK, "{answer:?}");
    }
}

async fn complete_and_migrate(pair: &Pair, key: &str) {
    draft(pair, key, &model(key, "dopo")).await;
    assert!(pair.one(0, &publish(key)).await.0.is_success());
    let instance = pair.begin(0, key, json!({})).await;
    let task = pair.tasks(instance).await.remove(0);
    let changed = model(key, "dopo").replace("name=\"Compito\"", "name=\"Altro compito\"");
    let put = Ask::put(
        format!("drafts/{key}"),
        json!({ "files": { "p.bpmn": changed } }),
    );
    assert_eq!(pair.one(0, &put).await.0, StatusCode::OK);
    assert!(pair.one(0, &publish(key)).await.0.is_success());
    let newest = versions(pair, key).await[1].0;
    let migrate = Ask::new(
        format!("instances/{instance}/migrate"),
        json!({ "process": newest }),
    );
    let answers = pair.both(&conclude(&task), &migrate).await;
    assert_eq!(answers[1].0, StatusCode::OK, "{answers:?}");
    still_concluded(pair, &task, &answers[0]).await;
    assert_eq!(pair.way_taken(instance).await, "dopo");
    let sql = "SELECT process::text FROM instance WHERE id = $1";
    assert_eq!(pair.texts(sql, instance).await, [newest.to_string()]);
}

/// The same bundle twice is one version; two bundles are two.
async fn publish_and_publish(pair: &Pair, key: &str) {
    draft(pair, key, &model(key, "dopo")).await;
    let answers = pair.both(&publish(key), &publish(key)).await;
    assert!(answers.iter().all(|a| a.0.is_success()), "{answers:?}");
    assert_eq!(answers[0].1["id"], answers[1].1["id"], "{answers:?}");
    assert_eq!(versions(pair, key).await.len(), 1);
    let other = format!("{key}-altra");
    draft(pair, &other, &model(key, "altro")).await;
    let third = format!("{key}-terza");
    draft(pair, &third, &model(key, "terzo")).await;
    let answers = pair.both(&publish(&other), &publish(&third)).await;
    assert!(
        answers
            .iter()
            .all(|a| a.0.is_success() || a.0 == StatusCode::CONFLICT),
        "{answers:?}"
    );
    let made = answers.iter().filter(|a| a.0.is_success()).count();
    let numbers: Vec<i32> = versions(pair, key).await.iter().map(|v| v.1).collect();
    let expected: Vec<i32> = (1..=1 + made as i32).collect();
    assert!(made > 0 && numbers == expected, "{numbers:?} {answers:?}");
}

async fn signal_and_cancel(pair: &Pair) {
    let instance = pair.begin(0, "gara_segnale", json!({})).await;
    let signal = Ask::new("signals", json!({ "name": "gara.richiamo" }));
    let answers = pair.both(&signal, &cancel(instance)).await;
    assert!(answers.iter().all(|a| a.0 == StatusCode::OK), "{answers:?}");
    until("the signal to be heard or to find nobody", async || {
        let sql = "SELECT COUNT(*) FROM event WHERE state = 'waiting'";
        (pair.count(sql).await == 0).then_some(())
    })
    .await;
    assert_eq!(state(pair, instance).await, "terminated");
    let sql = "SELECT kind FROM job WHERE instance = $1 AND state NOT IN ('done', 'cancelled')";
    assert!(pair.texts(sql, instance).await.is_empty());
}

/// Two who write at one draft, each having read the same: one is told that it has changed meanwhile.
async fn draft_and_draft(pair: &Pair, key: &str) {
    let name = format!("bozza-{key}");
    let begun = Ask::new("drafts", json!({ "name": name }));
    let revision = pair.one(0, &begun).await.1["revision"].clone();
    let save = |word: &str| {
        let files = json!({ "files": { "nota.txt": word } });
        Ask::put(format!("drafts/{name}"), files).if_match(&revision)
    };
    let answers = pair.both(&save("uno"), &save("due")).await;
    let won = answers.iter().position(|a| a.0 == StatusCode::OK);
    let won = won.unwrap_or_else(|| panic!("nobody won: {answers:?}"));
    assert_eq!(
        answers[1 - won].0,
        StatusCode::PRECONDITION_FAILED,
        "{answers:?}"
    );
    let url = &pair.nodes[0].url;
    let kept = pair.who().get(url, &format!("/api/v1/drafts/{name}")).await;
    assert_eq!(kept["files"]["nota.txt"], ["uno", "due"][won]);
}

/// The draft of an answer, and the answer itself.
async fn answer_draft_and_complete(pair: &Pair) {
    let instance = pair.begin(0, "gara_attivita", json!({})).await;
    let task = pair.tasks(instance).await.remove(0);
    let claim = Ask::new(format!("tasks/{task}/claim"), json!({}));
    assert_eq!(pair.one(0, &claim).await.0, StatusCode::OK);
    let save = Ask::put(format!("tasks/{task}/draft"), json!({ "data": { "a": 1 } }));
    let answers = pair.both(&conclude(&task), &save).await;
    assert!(
        matches!(answers[1].0, StatusCode::OK | StatusCode::CONFLICT),
        "{answers:?}"
    );
    still_concluded(pair, &task, &answers[0]).await;
    assert_eq!(pair.way_taken(instance).await, "dopo");
}

async fn retry_and_cancel(pair: &Pair) {
    let (instance, job, lease) = pair.held("uno").await;
    let fail = Ask::new(
        format!("jobs/{job}/fail"),
        json!({ "lease": lease, "message": "guasto", "retries": 0 }),
    );
    assert!(pair.one(0, &fail).await.0.is_success());
    let sql = "SELECT id::text FROM incident WHERE instance = $1 AND state = 'open'";
    let incident = pair.texts(sql, instance).await.remove(0);
    let retry = Ask::new(format!("incidents/{incident}/retry"), json!({}));
    let answers = pair.both(&retry, &cancel(instance)).await;
    assert_eq!(answers[1].0, StatusCode::OK, "{answers:?}");
    assert!(
        matches!(
            answers[0].0,
            StatusCode::OK | StatusCode::CONFLICT | StatusCode::NOT_FOUND
        ),
        "{answers:?}"
    );
    assert_eq!(state(pair, instance).await, "terminated");
    let sql = "SELECT state FROM job WHERE instance = $1 AND state IN ('waiting', 'leased')";
    assert!(pair.texts(sql, instance).await.is_empty());
    let sql = "SELECT code FROM incident WHERE instance = $1 AND state = 'open'";
    assert!(pair.texts(sql, instance).await.is_empty());
}

/// A report that comes after its lease, as another takes the job.
async fn late_report_and_acquire(pair: &Pair) {
    let instance = pair.begin(0, "gara_lavoro", json!({})).await;
    let acquire = |worker: &str, seconds: u64| {
        let body = json!({ "topics": ["gara"], "worker": worker, "max": 1, "lease_seconds": seconds, "wait_seconds": 5 });
        Ask::new("jobs/acquire", body)
    };
    let job = pair.one(0, &acquire("uno", 1)).await.1["items"][0].clone();
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    let path = format!("jobs/{}/complete", id(&job["id"]));
    let late = Ask::new(&path, json!({ "lease": job["lease"] }));
    let answers = pair.both(&late, &acquire("due", 60)).await;
    assert_eq!(
        (answers[0].0, answers[0].1["code"].as_str()),
        (StatusCode::CONFLICT, Some("lease_lost")),
        "{answers:?}"
    );
    let again = &answers[1].1["items"][0];
    assert_eq!(again["id"], job["id"], "{answers:?}");
    let report = Ask::new(&path, json!({ "lease": again["lease"] }));
    assert_eq!(pair.one(1, &report).await.0, StatusCode::OK);
    assert_eq!(pair.way_taken(instance).await, "dopo");
}

/// An operation on many cases, stopped while it runs: what was done is done, what was not stays as it was.
async fn batch_item_and_stop(pair: &Pair) {
    let mut cases = Vec::new();
    for _ in 0..20 {
        cases.push(pair.begin(0, "gara_attivita", json!({})).await);
    }
    let begin = Ask::new(
        "batches",
        json!({ "kind": "suspend_instances", "ids": cases }),
    );
    let made = pair.one(0, &begin).await;
    assert!(made.0.is_success(), "{made:?}");
    let batch = id(&made.1["id"]);
    let stop = Ask::new(format!("batches/{batch}/stop"), json!({}));
    let answers = pair.both(&stop, &message("nessuno", "")).await;
    assert!(!answers[0].0.is_server_error(), "{answers:?}");
    // Items under way at that moment still end.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT b.object, b.state, i.state FROM batch_item b JOIN instance i ON i.id = b.object WHERE b.batch = $1",
    )
    .bind(batch)
    .fetch_all(&pair.db)
    .await
    .expect("rows");
    assert_eq!(rows.len(), cases.len());
    for (case, item, state) in &rows {
        let expected = if item == "done" {
            "suspended"
        } else {
            "active"
        };
        assert_eq!(state, expected, "{case}: {item}");
    }
    let acts: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM (SELECT object FROM audit WHERE verb = 'instance.suspend' AND object = ANY($1) GROUP BY object HAVING COUNT(*) > 1) AS twice",
    )
    .bind(cases.iter().map(Uuid::to_string).collect::<Vec<_>>())
    .fetch_one(&pair.db)
    .await
    .expect("a count");
    assert_eq!(acts, 0, "none was suspended twice");
}

/// Both nodes could watch the mailbox: each mail is kept once and begins one case.
async fn watch_and_watch(pair: &Pair, n: usize) {
    let cases = "SELECT COUNT(*) FROM instance WHERE process_key = 'prova_posta'";
    let before = pair.count(cases).await;
    for mail in 0..3 {
        pair.town.deliver(Kind::Pec, n * 3 + mail);
    }
    until("the mails to begin their cases", async || {
        (pair.count(cases).await >= before + 3).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_cases_models_and_drafts_from_two_nodes_happens_once() {
    let Some(pair) = Pair::start().await else {
        return;
    };
    let mut kinds = 0;
    for n in 0..EACH {
        let key = |kind: &str| format!("{kind}_{n}");
        kinds = 0;
        let mut next = |name: &str| {
            kinds += 1;
            if n == 0 {
                println!("race {kinds}: {name}");
            }
        };
        next("claim/complete");
        claim_and_complete(&pair).await;
        next("complete/migrate");
        complete_and_migrate(&pair, &key("gara_passa")).await;
        next("publish/publish");
        publish_and_publish(&pair, &key("gara_pubblica")).await;
        next("signal/cancel");
        signal_and_cancel(&pair).await;
        next("draft/draft");
        draft_and_draft(&pair, &n.to_string()).await;
        next("draft of an answer/complete");
        answer_draft_and_complete(&pair).await;
        next("retry/cancel");
        retry_and_cancel(&pair).await;
        next("late report/acquire");
        late_report_and_acquire(&pair).await;
        next("batch item/stop");
        batch_item_and_stop(&pair).await;
        next("watch/watch");
        watch_and_watch(&pair, n).await;
    }
    let kept = "SELECT COUNT(*) FROM mail";
    assert_eq!(pair.count(kept).await, (EACH * 3) as i64, "each mail once");
    let cases = "SELECT COUNT(*) FROM instance WHERE process_key = 'prova_posta'";
    assert_eq!(
        pair.count(cases).await,
        (EACH * 3) as i64,
        "and one case each"
    );
    pair.close().await;
    println!(
        "RELIABILITY name=node_rivals kinds={kinds} n={} lost=0 dup=0",
        kinds * EACH
    );
}
