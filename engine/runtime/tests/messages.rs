//! What becomes of a message, the first time and when it comes again.
#![allow(clippy::unwrap_used)]

mod house;

use house::{House, deployed, house, house_in, map, program};
use runtime::{PublishMessage, Published};
use serde_json::json;
use std::{path::Path, process::Command};
use store::load;
use uuid::Uuid;

/// Two processes begin with the message; a third waits for one of its own.
const TAKERS: &str = r#"<message id="m" name="order"/><message id="p" name="paid"/>
<process id="one"><startEvent id="s1"><messageEventDefinition messageRef="m"/></startEvent><sequenceFlow id="a" sourceRef="s1" targetRef="t1"/><userTask id="t1"/></process>
<process id="two"><startEvent id="s2"><messageEventDefinition messageRef="m"/></startEvent><sequenceFlow id="b" sourceRef="s2" targetRef="t2"/><userTask id="t2"/></process>
<process id="payer"><startEvent id="s3"/><sequenceFlow id="c" sourceRef="s3" targetRef="w"/>
<intermediateCatchEvent id="w"><messageEventDefinition messageRef="p" staffetta:correlationKey="${order}"/></intermediateCatchEvent>
<sequenceFlow id="d" sourceRef="w" targetRef="t3"/><userTask id="t3"/></process>"#;

fn message(name: &str, ttl: u64, id: &str) -> PublishMessage {
    PublishMessage {
        name: name.into(),
        correlation_key: Some("1".into()),
        variables: map(json!({ "amount": 12 })),
        ttl_seconds: ttl,
        message_id: Some(id.into()),
    }
}

async fn publish(house: &House, message: PublishMessage) -> Published {
    house
        .runtime
        .publish_message(&program("shop"), message)
        .await
        .unwrap()
}

/// A case that waits for the payment of order 1.
async fn payer(house: &House) -> Uuid {
    let order = map(json!({ "order": "1" }));
    let act = program("shop");
    let started = house.runtime.start(&act, "payer", None, order, None).await;
    started.unwrap().id
}

/// How many cases of a process have an open task.
async fn begun(house: &House, process: &str) -> usize {
    let viewer = program("looks").viewer;
    let filter = store::view::InstanceFilter {
        process: Some(process.into()),
        ..Default::default()
    };
    let found = store::view::instances(&viewer, house.runtime.store(), &filter, None, 200).await;
    let mut open = 0;
    for item in found.unwrap().items {
        let tasks = load::tasks_of_instance(house.runtime.store(), item.instance.id);
        open += tasks.await.unwrap().len();
    }
    open
}

fn same(first: &Published, again: &Published) {
    assert_eq!(
        (again.outcome, &again.instances),
        (first.outcome, &first.instances)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_again_hears_the_first_answer() {
    let house = house().await;
    deployed(&house, TAKERS).await;
    let started = publish(&house, message("order", 0, "o1")).await;
    assert_eq!((started.outcome, started.instances.len()), ("started", 2));
    same(&started, &publish(&house, message("order", 0, "o1")).await);
    for id in &started.instances {
        assert_eq!(house.state(*id).await, "running");
    }
    assert_eq!(
        (begun(&house, "one").await, begun(&house, "two").await),
        (1, 1)
    );

    let none = publish(&house, message("paid", 0, "p1")).await;
    assert_eq!(none.outcome, "none");
    let case = payer(&house).await;
    same(&none, &publish(&house, message("paid", 0, "p1")).await);
    let correlated = publish(&house, message("paid", 0, "p2")).await;
    assert_eq!(
        (correlated.outcome, &correlated.instances),
        ("correlated", &vec![case])
    );
    same(
        &correlated,
        &publish(&house, message("paid", 0, "p2")).await,
    );

    // Who names no message gets one each time.
    for round in 1..=2 {
        let nameless = publish(&house, message("order", 0, " ")).await;
        assert_eq!(nameless.outcome, "started");
        assert_eq!(begun(&house, "one").await, 1 + round);
    }

    // It waited, and was taken later: who asks again hears what was said first.
    let buffered = publish(&house, message("paid", 60, "p3")).await;
    assert_eq!(buffered.outcome, "buffered");
    let later = payer(&house).await;
    assert_eq!(house.task(later).await.element, "t3");
    same(&buffered, &publish(&house, message("paid", 60, "p3")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_publish_one_message_at_once_all_hear_the_same() {
    let house = house().await;
    deployed(&house, TAKERS).await;
    for round in 0..10 {
        let id = format!("o{round}");
        let all = (0..8).map(|_| publish(&house, message("order", 0, &id)));
        let answers = futures::future::join_all(all).await;
        assert_eq!(answers[0].outcome, "started");
        for answer in &answers {
            same(&answers[0], answer);
        }
        assert_eq!(begun(&house, "one").await, round + 1);
        assert_eq!(begun(&house, "two").await, round + 1);
    }
}

/// The other program: dies when the first of two processes has begun.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the test below"]
async fn a_program_that_dies_after_the_first_taker() {
    let folder = std::env::var("MESSAGES_FOLDER").unwrap();
    let house = house_in(Path::new(&folder)).await;
    let ttl = std::env::var("MESSAGES_TTL").unwrap().parse().unwrap();
    publish(&house, message("order", ttl, "o1")).await;
    panic!("it should have died");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_cut_after_its_first_taker_reaches_the_others_once_after_the_restart() {
    for ttl in [0, 3_600] {
        let folder = tests::folder::Folder::new();
        {
            let house = house_in(folder.path()).await;
            deployed(&house, TAKERS).await;
            house.runtime.store().close().await;
        }
        let died = Command::new(std::env::current_exe().unwrap())
            .args([
                "a_program_that_dies_after_the_first_taker",
                "--exact",
                "--ignored",
            ])
            .env("MESSAGES_FOLDER", folder.path())
            .env("MESSAGES_TTL", ttl.to_string())
            .env("STAFFETTA_CRASH_AT", "message.taken:1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&died.stdout).into_owned();
        assert!(
            !died.status.success() && !said.contains("it should have died"),
            "{said}"
        );
        let house = house_in(folder.path()).await;
        assert_eq!(
            (begun(&house, "one").await, begun(&house, "two").await),
            (1, 0)
        );
        let background = house.runtime.run().await.unwrap();
        let again = publish(&house, message("order", ttl, "o1")).await;
        assert_eq!((again.outcome, again.instances.len()), ("started", 2));
        assert_eq!(
            (begun(&house, "one").await, begun(&house, "two").await),
            (1, 1)
        );
        for id in &again.instances {
            let row: Option<store::row::Instance> =
                load::instance(house.runtime.store(), *id).await.unwrap();
            assert!(row.is_some(), "{id} of the answer exists");
        }
        house.runtime.shut_down();
        background.ended().await;
    }
}
