//! Two people conclude one task at the same moment; a restart begins nothing.

use crate::program::ledger::{Ledger, database};
use crate::program::town::{Kind, Town};
use crate::program::until;
use reqwest::{Method, StatusCode};
use serde_json::json;

const TASKS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_conclude_a_task_one_wins_and_the_other_learns_who() {
    let town = Town::build(None).await;
    for n in 0..TASKS {
        town.deliver(Kind::Pec, n);
    }
    let program = town.start.ready().await;
    let ledger = town.settle(&program).await;
    ledger.balances(0);
    let page = town
        .anna
        .get(&program.url, "/api/v1/tasks?filter=all&limit=100")
        .await;
    let tasks: Vec<String> = page["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|t| t["id"].as_str().map(String::from))
        .collect();
    assert_eq!(tasks.len(), TASKS);
    let body = json!({ "data": {} });
    let (mut first, mut second) = (0, 0);
    for task in &tasks {
        let path = format!("/api/v1/tasks/{task}/complete");
        let (anna, dario) = tokio::join!(
            town.anna
                .ask(&program.url, Method::POST, &path, Some(&body)),
            town.dario
                .ask(&program.url, Method::POST, &path, Some(&body)),
        );
        let (anna, dario) = (anna.expect("an answer"), dario.expect("an answer"));
        let ((status, said), winner) = match (anna.0, dario.0) {
            (StatusCode::OK, _) => {
                first += 1;
                (dario, "Anna Neri")
            }
            (_, StatusCode::OK) => {
                second += 1;
                (anna, "Dario Monti")
            }
            _ => panic!("nobody won: {anna:?} {dario:?}"),
        };
        assert_eq!(
            (status, said["holder"].as_str()),
            (StatusCode::CONFLICT, Some(winner)),
            "{said}"
        );
    }
    assert_eq!(first + second, TASKS);

    // One conclusion each: one audit line, one ended case, no task more.
    let mut db = database(&town.start.data).await;
    let count = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql);
    let lines = count("SELECT COUNT(*) FROM audit WHERE verb = 'task.complete'")
        .fetch_one(&mut db)
        .await
        .expect("a count");
    let ended = count("SELECT COUNT(*) FROM instance WHERE state = 'completed'")
        .fetch_one(&mut db)
        .await
        .expect("a count");
    let all = count("SELECT COUNT(*) FROM task")
        .fetch_one(&mut db)
        .await
        .expect("a count");
    assert_eq!(
        (lines, ended, all),
        (TASKS as i64, TASKS as i64, TASKS as i64)
    );
    program.stop().await;
    town.verify_audit().await;
    println!("RELIABILITY name=program_two_completions n={TASKS} winners={first}+{second} dup=0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_begins_nothing() {
    let town = Town::build(None).await;
    for n in 0..4 {
        town.deliver(Kind::Pec, n);
        town.deliver(Kind::Answered, n);
        town.deliver(Kind::Bare, n);
    }
    let program = town.start.ready().await;
    let before = town.settle(&program).await;
    before.balances(4);
    program.stop().await;
    for life in 0..3 {
        let began = chrono::Utc::now().timestamp_micros();
        let program = town.start.ready().await;
        until("the mailbox to be read again", || async {
            let mut db = database(&town.start.data).await;
            let polled: Option<i64> = sqlx::query_scalar("SELECT last_polled_at FROM mailbox")
                .fetch_one(&mut db)
                .await
                .expect("a mailbox");
            (polled? > began).then_some(())
        })
        .await;
        let after = Ledger::read(&town).await;
        assert_eq!(before.rows, after.rows, "life {life}");
        after.balances(4);
        match life {
            0 => program.stop().await,
            _ => program.kill().await,
        }
    }
}
