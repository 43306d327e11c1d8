//! Signals, thrown messages and conditional starts on a real store.
#![allow(clippy::unwrap_used)]

mod house;

use house::{House, deployed, house, house_in, map, program};
use interpreter::{Instance, WaitKind};
use rules::Value;
use serde_json::json;
use std::{path::Path, process::Command};
use store::{load, view};
use uuid::Uuid;

/// A task that counts the signals it hears, and a process that begins with the signal.
const HEARERS: &str = r#"<signal id="sig" name="alarm"/>
<process id="hearer"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<userTask id="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"/>
<boundaryEvent id="heard" attachedToRef="t" cancelActivity="false"><signalEventDefinition signalRef="sig"/></boundaryEvent>
<sequenceFlow id="c" sourceRef="heard" targetRef="count"/>
<scriptTask id="count" scriptFormat="rhai"><script>n += 1</script></scriptTask>
<sequenceFlow id="d" sourceRef="count" targetRef="e2"/><endEvent id="e2"/></process>
<process id="begun"><startEvent id="s3"><signalEventDefinition signalRef="sig"/></startEvent>
<sequenceFlow id="f" sourceRef="s3" targetRef="t3"/><userTask id="t3"/></process>"#;

const HEARER_COUNT: usize = 250;

async fn hearers(house: &House) -> Vec<Uuid> {
    deployed(house, HEARERS).await;
    let mut out = Vec::new();
    for _ in 0..HEARER_COUNT {
        // Each is a request of its own.
        let act = program("cases");
        let given = map(json!({ "n": 0 }));
        let started = house.runtime.start(&act, "hearer", None, given, None).await;
        out.push(started.unwrap().id);
    }
    out
}

async fn heard(house: &House, instance: Uuid) -> Value {
    let row = load::instance(house.runtime.store(), instance)
        .await
        .unwrap()
        .unwrap();
    house.runtime.instance_variables(&row).await.unwrap()["n"].clone()
}

async fn instances(house: &House, process: &str) -> Vec<store::row::Instance> {
    let viewer = program("looks").viewer;
    let filter = view::InstanceFilter {
        process: Some(process.into()),
        ..Default::default()
    };
    view::instances(&viewer, house.runtime.store(), &filter, None, 200)
        .await
        .unwrap()
        .items
        .into_iter()
        .map(|item| item.instance)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_reaches_every_instance_each_time_and_starts_processes() {
    let house = house().await;
    let instances_waiting = hearers(&house).await;
    for round in 1..=2_i64 {
        let told = house
            .runtime
            .broadcast(&program("alarms"), "alarm", Default::default())
            .await
            .unwrap();
        assert_eq!((told.targets, told.pending), (HEARER_COUNT + 1, false));
        for instance in &instances_waiting {
            assert_eq!(heard(&house, *instance).await, Value::Int(round));
        }
        assert_eq!(instances(&house, "begun").await.len() as i64, round);
    }
    let nobody = house
        .runtime
        .broadcast(&program("alarms"), "silence", Default::default())
        .await
        .unwrap();
    assert_eq!(nobody.targets, 0);
    let refused = house
        .runtime
        .broadcast(&house::person("anna", &[]), "alarm", Default::default())
        .await;
    assert!(refused.is_err(), "a clerk sends no signals");
}

/// The other program: spreads a signal and dies after its second chunk.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the test below"]
async fn a_program_that_dies_between_two_chunks() {
    let folder = std::env::var("SIGNALS_FOLDER").unwrap();
    let house = house_in(Path::new(&folder)).await;
    let _ = house
        .runtime
        .broadcast(&program("alarms"), "alarm", Default::default())
        .await;
    panic!("it should have died");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_cut_between_two_chunks_reaches_everybody_once_after_the_restart() {
    let folder = tests::folder::Folder::new();
    let waiting = {
        let house = house_in(folder.path()).await;
        let waiting = hearers(&house).await;
        house.runtime.store().close().await;
        waiting
    };
    let died = Command::new(std::env::current_exe().unwrap())
        .args([
            "a_program_that_dies_between_two_chunks",
            "--exact",
            "--ignored",
        ])
        .env("SIGNALS_FOLDER", folder.path())
        .env("STAFFETTA_CRASH_AT", "signal.spread:2")
        .output()
        .unwrap();
    assert!(!died.status.success());
    let said = String::from_utf8_lossy(&died.stdout).into_owned();
    assert!(!said.contains("it should have died"), "{said}");
    let house = house_in(folder.path()).await;
    let mut before = 0;
    for instance in &waiting {
        before += usize::from(heard(&house, *instance).await == Value::Int(1));
    }
    assert_eq!(
        before, 0,
        "nothing was delivered before the signal was spread"
    );
    let background = house.runtime.run().await.unwrap();
    for instance in &waiting {
        assert_eq!(heard(&house, *instance).await, Value::Int(1));
    }
    assert_eq!(instances(&house, "begun").await.len(), 1);
    house.runtime.shut_down();
    background.ended().await;
}

const THROWERS: &str = r#"<signal id="sig" name="done"/><message id="m" name="order"/>
<process id="thrower"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<intermediateThrowEvent id="t"><extensionElements><camunda:inputOutput><camunda:inputParameter name="what">${goods}</camunda:inputParameter></camunda:inputOutput></extensionElements>
<messageEventDefinition messageRef="m" staffetta:correlationKey="${number}"/></intermediateThrowEvent>
<sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"><signalEventDefinition signalRef="sig"/></endEvent></process>
<process id="taker"><startEvent id="s2"><messageEventDefinition messageRef="m"/></startEvent>
<sequenceFlow id="c" sourceRef="s2" targetRef="w"/><intermediateCatchEvent id="w"><signalEventDefinition signalRef="sig"/></intermediateCatchEvent>
<sequenceFlow id="d" sourceRef="w" targetRef="e2"/><endEvent id="e2"/></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_an_instance_throws_starts_and_wakes_others() {
    let house = house().await;
    deployed(&house, THROWERS).await;
    let given = map(json!({ "goods": "carta", "number": 7 }));
    house
        .runtime
        .start(&program("cases"), "thrower", None, given, None)
        .await
        .unwrap();
    let taken = instances(&house, "taker").await;
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].business_key.as_deref(), Some("7"));
    // A list does not read the snapshot.
    let taken = load::instance(house.runtime.store(), taken[0].id).await;
    let taken = taken.unwrap().unwrap();
    let variables = house.runtime.instance_variables(&taken).await.unwrap();
    assert_eq!(variables["what"], Value::from("carta"));
    // Delivered in the order thrown: the message begins the taker, then the signal wakes it.
    assert_eq!(taken.state, "completed");
}

const CONDITIONS: &str = r#"<process id="watch"><startEvent id="s"><conditionalEventDefinition><condition>level &gt; 3</condition></conditionalEventDefinition></startEvent>
<sequenceFlow id="a" sourceRef="s" targetRef="t"/><userTask id="t"/>
<boundaryEvent id="b" attachedToRef="t"><conditionalEventDefinition><condition>level &gt; 7</condition></conditionalEventDefinition></boundaryEvent>
<sequenceFlow id="c" sourceRef="b" targetRef="e"/><endEvent id="e"/></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluation_starts_the_processes_whose_condition_is_true() {
    let house = house().await;
    deployed(&house, CONDITIONS).await;
    let evaluate = async |level: i64| {
        let act = program("sensors");
        let given = map(json!({ "level": level }));
        house
            .runtime
            .evaluate_conditions(&act, given)
            .await
            .unwrap()
    };
    assert!(evaluate(3).await.instances.is_empty());
    let started = evaluate(5).await.instances;
    assert_eq!(started.len(), 1);
    let row = load::instance(house.runtime.store(), started[0])
        .await
        .unwrap()
        .unwrap();
    let waits: Vec<WaitKind> = Instance::from_bytes(&row.snapshot)
        .unwrap()
        .waits()
        .iter()
        .map(|wait| wait.kind)
        .collect();
    assert_eq!(waits, [WaitKind::Condition, WaitKind::Task]);
}
