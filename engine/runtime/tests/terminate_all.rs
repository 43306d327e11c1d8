//! A terminate end event with `terminateAll` ends every instance that called its own, on a real store.
#![allow(clippy::unwrap_used)]

mod house;

use house::{House, deployed, house, house_in, person};
use serde_json::Map;
use std::{
    os::unix::process::ExitStatusExt,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use store::{load, row};
use tests::folder::Folder;
use uuid::Uuid;

/// `sopra` calls `mezzo`, which calls `sotto` beside a task; there a task leads to the end of everything.
const CHAIN: &str = r#"<process id="sopra"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="f"/><parallelGateway id="f"/>
<sequenceFlow id="b" sourceRef="f" targetRef="c"/><sequenceFlow id="b2" sourceRef="f" targetRef="altro"/>
<callActivity id="c" calledElement="mezzo"/><callActivity id="altro" calledElement="fianco"/>
<sequenceFlow id="d" sourceRef="c" targetRef="e"/><endEvent id="e"/></process>
<process id="mezzo"><startEvent id="ms"/><sequenceFlow id="ma" sourceRef="ms" targetRef="mc"/><callActivity id="mc" calledElement="sotto"/></process>
<process id="sotto"><startEvent id="ss"/><sequenceFlow id="sa" sourceRef="ss" targetRef="st"/><userTask id="st" camunda:assignee="anna"/>
<sequenceFlow id="sb" sourceRef="st" targetRef="se"/><endEvent id="se"><terminateEventDefinition camunda:terminateAll="true"/></endEvent></process>
<process id="fianco"><startEvent id="fs"/><sequenceFlow id="fa" sourceRef="fs" targetRef="ft"/><userTask id="ft" camunda:assignee="anna"/></process>"#;

/// How long a restarted program may take; the heartbeat comes every second.
const PATIENCE: Duration = Duration::from_secs(30);

/// The four instances: the one that nobody called, and in the order they were called what it called.
struct Chain {
    root: Uuid,
    all: Vec<Uuid>,
    /// The one whose task ends everything.
    lowest: Uuid,
}

async fn begun(house: &House) -> Chain {
    deployed(house, CHAIN).await;
    let act = person("anna", &[]);
    let started = house.runtime.start(&act, "sopra", None, Map::new(), None);
    let root = started.await.unwrap().id;
    chain(house, root).await
}

async fn chain(house: &House, root: Uuid) -> Chain {
    let (mut all, mut lowest, mut next) = (vec![root], root, 0);
    while next < all.len() {
        for child in load::children(house.runtime.store(), all[next])
            .await
            .unwrap()
        {
            if child.process_key == "sotto" {
                lowest = child.id;
            }
            all.push(child.id);
        }
        next += 1;
    }
    assert_eq!(all.len(), 4);
    Chain { root, all, lowest }
}

async fn states(house: &House, chain: &Chain) -> Vec<String> {
    let mut out = Vec::new();
    for id in &chain.all {
        out.push(house.state(*id).await);
    }
    out
}

async fn nothing_is_left(house: &House, chain: &Chain) {
    for id in &chain.all {
        let store = house.runtime.store();
        let open = |task: &row::Task| task.state == "open";
        let tasks = load::tasks_of_instance(store, *id).await.unwrap();
        assert!(!tasks.iter().any(open));
        assert!(
            load::incidents_of_instance(store, *id)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

/// Concludes the task that ends everything.
async fn conclude(house: &House, lowest: Uuid) {
    let task = house.task(lowest).await;
    let done = house
        .runtime
        .complete(&person("anna", &[]), task.id, Map::new(), None)
        .await;
    done.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_lowest_ends_all_that_called_it_and_what_they_called() {
    let house = house().await;
    let chain = begun(&house).await;
    conclude(&house, chain.lowest).await;
    assert_eq!(states(&house, &chain).await, ["terminated"; 4]);
    nothing_is_left(&house, &chain).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test below, which lets it die"]
async fn a_program_that_dies_as_everything_ends() {
    let house = house_in(Path::new(&std::env::var("CHAIN_FOLDER").unwrap())).await;
    let lowest = std::env::var("CHAIN_LOWEST").unwrap().parse().unwrap();
    conclude(&house, lowest).await;
}

/// Dies after the first commit, then after the second, …: the lowest has ended, and not all above it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_still_to_end_at_a_crash_ends_after_the_restart() {
    let mut between = 0;
    for commit in 1..=3 {
        let folder = Folder::new();
        let chain = {
            let house = house_in(folder.path()).await;
            let chain = begun(&house).await;
            house.runtime.store().close().await;
            chain
        };
        let died = Command::new(std::env::current_exe().unwrap())
            .args([
                "a_program_that_dies_as_everything_ends",
                "--exact",
                "--ignored",
            ])
            .env("CHAIN_FOLDER", folder.path())
            .env("CHAIN_LOWEST", chain.lowest.to_string())
            .env("STAFFETTA_CRASH_AT", format!("commit.after:{commit}"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&died.stdout).into_owned();
        assert_eq!(died.status.signal(), Some(6), "{said}");
        let house = house_in(folder.path()).await;
        let (lowest, root) = (
            house.state(chain.lowest).await,
            house.state(chain.root).await,
        );
        between += usize::from(lowest == "terminated" && root == "running");
        let background = house.runtime.run().await.unwrap();
        let since = Instant::now();
        while states(&house, &chain).await != ["terminated"; 4] {
            let said = states(&house, &chain).await;
            assert!(since.elapsed() < PATIENCE, "commit {commit}: {said:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        nothing_is_left(&house, &chain).await;
        house.runtime.shut_down();
        background.ended().await;
    }
    assert!(between > 0, "no crash fell between the ends");
}
