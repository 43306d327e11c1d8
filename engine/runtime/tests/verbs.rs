//! The verbs on a real store: start, task, message, timer, job, incident, each seen from outside.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Duration, Utc};
use contract::{Inbound, SourceError};
use office::{Role, Viewer};
use runtime::{Act, Clock, Fault, PublishMessage, Runtime, Wiring};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, sync::Arc};
use store::{BlobRoot, OpenOptions, Sealer, Store, load};
use tests::folder::Folder;
use uuid::Uuid;

struct House {
    runtime: Runtime,
    _folder: Folder,
}

async fn house() -> House {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.path().join("s.db").display());
    let store = Store::open(
        &url,
        &BlobRoot::folder(folder.path().join("blobs")),
        OpenOptions {
            clock_test: true,
            create: true,
        },
    )
    .await
    .unwrap();
    let start: DateTime<Utc> = "2026-03-27T09:00:00Z".parse().unwrap();
    let runtime = Runtime::new(Wiring {
        store,
        clock: Clock::test(start),
        zone: chrono_tz::Europe::Rome,
        outbound: Vec::new(),
        recognise: Arc::new(|_, _, _| Err("no mail here".into())),
        extract: Arc::new(|_, _| None),
        test_authority: std::sync::Arc::new(|_| false),
        compare: Arc::new(|_, _| None),
        compare_signed: Arc::new(|_| {
            Box::pin(async {
                Err(contract::SigningRefusal::new(
                    "none",
                    "nessuna firma",
                    "no signature",
                ))
            })
        }),
        signer: None,
        open_source: Arc::new(|_, _| {
            Err::<Box<dyn Inbound>, _>(SourceError::Lost {
                said: "none".into(),
            })
        }),
        probe: Arc::new(|_| Box::pin(async { (Vec::new(), None) })),
        token: Arc::new(|_| {
            Box::pin(async {
                Err(contract::TokenError::Unreachable {
                    said: "none".into(),
                })
            })
        }),
        mail_size_cap: 1 << 20,
        sealer: Sealer::open(&folder.path().join("key"), true).unwrap(),
        workers: 2,
        lease: std::time::Duration::from_secs(180),
        reply_lease: std::time::Duration::from_secs(900),
        unclaimed_hours: 4,
        undo: chrono::TimeDelta::zero(),
        node: "prova".into(),
    })
    .unwrap();
    House {
        runtime,
        _folder: folder,
    }
}

fn person(login: &str, groups: &[&str]) -> Act {
    let viewer = Viewer {
        person: Some(Uuid::now_v7()),
        login: login.into(),
        name: login.into(),
        roles: BTreeSet::from([(Role::Operatore, None)]),
        groups: groups.iter().map(|g| g.to_string()).collect(),
        mailboxes: None,
        given: Default::default(),
        standing_in: Vec::new(),
    };
    Act::of(viewer, None)
}

/// A program that works jobs and publishes messages.
fn program(login: &str) -> Act {
    let act = person(login, &[]);
    Act::of(
        Viewer {
            roles: BTreeSet::from([(Role::Amministratore, None)]),
            ..act.viewer
        },
        None,
    )
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn bpmn(body: &str) -> Vec<(String, Vec<u8>)> {
    let text = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="defs" targetNamespace="urn:test">{body}</definitions>"#
    );
    vec![("p.bpmn".into(), text.into_bytes())]
}

async fn deployed(house: &House, body: &str) {
    if let Err(e) = house.runtime.deploy(&Act::system(), None, bpmn(body)).await {
        match e {
            Fault::Findings(findings) => panic!(
                "{:#?}",
                findings
                    .iter()
                    .map(|f| format!("{} {:?} {}", f.code, f.element, f.message.en))
                    .collect::<Vec<_>>()
            ),
            other => panic!("{other}"),
        }
    }
}

impl House {
    /// Every row is one its case waits for, and none is missing.
    async fn agrees(&self) {
        let (_, found) = self.runtime.rows_agree().await.unwrap();
        assert_eq!(found, []);
    }
    async fn state(&self, id: Uuid) -> String {
        load::instance(self.runtime.store(), id)
            .await
            .unwrap()
            .unwrap()
            .state
    }
    async fn task(&self, instance: Uuid) -> store::row::Task {
        load::tasks_of_instance(self.runtime.store(), instance)
            .await
            .unwrap()
            .into_iter()
            .find(|t| t.state == "open")
            .expect("an open task")
    }
}

const USER: &str = r#"<process id="p" isExecutable="true"><startEvent id="s"><outgoing>a</outgoing></startEvent><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<userTask id="t" name="Work" camunda:candidateGroups="ufficio:urp"><incoming>a</incoming><outgoing>b</outgoing></userTask><sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"><incoming>b</incoming></endEvent></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_taken_by_one_and_concluded_once() {
    let house = house().await;
    deployed(&house, USER).await;
    let started = house
        .runtime
        .start(&person("anna", &[]), "p", None, Map::new(), None)
        .await
        .unwrap();
    assert_eq!(started.state, "running");
    let task = house.task(started.id).await;
    let (anna, bruno, carla) = (
        person("anna", &["ufficio:urp"]),
        person("bruno", &["ufficio:urp"]),
        person("carla", &["ufficio:tributi"]),
    );
    assert!(
        matches!(
            house.runtime.claim(&carla, task.id).await,
            Err(Fault::NotFound { .. })
        ),
        "out of sight"
    );
    let marta = program("marta");
    assert!(
        matches!(house.runtime.claim(&marta, task.id).await, Err(Fault::Refused { code, .. }) if code == "not_candidate"),
        "seen, but offered to others"
    );
    house.runtime.claim(&anna, task.id).await.unwrap();
    match house.runtime.claim(&bruno, task.id).await {
        Err(Fault::Conflict { holder, .. }) => assert_eq!(holder.as_deref(), Some("anna")),
        other => panic!("{other:?}"),
    }
    assert!(
        house
            .runtime
            .complete(&bruno, task.id, Map::new(), None)
            .await
            .is_err()
    );
    let again = person("anna", &[]);
    let (one, two) = tokio::join!(
        house.runtime.complete(&anna, task.id, Map::new(), None),
        house.runtime.complete(&again, task.id, Map::new(), None)
    );
    assert_eq!(
        [one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(),
        1,
        "{one:?} {two:?}"
    );
    assert_eq!(house.state(started.id).await, "completed");
    let ended = load::task(house.runtime.store(), task.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (ended.state.as_str(), ended.ended_by.as_deref()),
        ("completed", Some("anna"))
    );
    house.agrees().await;
}

const MESSAGE: &str = r#"<message id="m" name="paid"/><process id="p" isExecutable="true"><startEvent id="s"><outgoing>a</outgoing></startEvent><sequenceFlow id="a" sourceRef="s" targetRef="r"/>
<receiveTask id="r" messageRef="m" staffetta:correlationKey="${order}"><incoming>a</incoming><outgoing>b</outgoing></receiveTask><sequenceFlow id="b" sourceRef="r" targetRef="e"/><endEvent id="e"><incoming>b</incoming></endEvent></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_before_and_after_its_subscription_is_delivered_once() {
    let house = house().await;
    deployed(&house, MESSAGE).await;
    let act = program("anna");
    let message = |key: &str, ttl, id: Option<&str>| PublishMessage {
        name: "paid".into(),
        correlation_key: Some(key.into()),
        variables: map(json!({"amount": 12})),
        ttl_seconds: ttl,
        message_id: id.map(str::to_string),
    };
    assert_eq!(
        house
            .runtime
            .publish_message(&act, message("1", 0, None))
            .await
            .unwrap()
            .outcome,
        "none"
    );
    assert_eq!(
        house
            .runtime
            .publish_message(&program("anna"), message("1", 60, Some("m1")))
            .await
            .unwrap()
            .outcome,
        "buffered"
    );
    assert_eq!(
        house
            .runtime
            .publish_message(&program("anna"), message("1", 60, Some("m1")))
            .await
            .unwrap()
            .outcome,
        "buffered"
    );
    let started = house
        .runtime
        .start(
            &person("anna", &[]),
            "p",
            None,
            map(json!({"order": "1"})),
            None,
        )
        .await
        .unwrap();
    assert_eq!(started.state, "completed");
    let second = house
        .runtime
        .start(
            &person("anna", &[]),
            "p",
            None,
            map(json!({"order": "2"})),
            None,
        )
        .await
        .unwrap();
    assert_eq!(second.state, "running");
    let published = house
        .runtime
        .publish_message(&program("anna"), message("2", 0, None))
        .await
        .unwrap();
    assert_eq!(
        (published.outcome, published.instances),
        ("correlated", vec![second.id])
    );
    assert_eq!(house.state(second.id).await, "completed");
    house.agrees().await;
}

const TIMER: &str = r#"<process id="p" isExecutable="true"><startEvent id="s"><outgoing>a</outgoing></startEvent><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<userTask id="t"><incoming>a</incoming><outgoing>b</outgoing></userTask><sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"><incoming>b</incoming></endEvent>
<boundaryEvent id="late" attachedToRef="t" cancelActivity="true"><outgoing>c</outgoing><timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>
<sequenceFlow id="c" sourceRef="late" targetRef="x"/><scriptTask id="x" scriptFormat="rhai"><incoming>c</incoming><outgoing>d</outgoing><script>log("late")</script></scriptTask><sequenceFlow id="d" sourceRef="x" targetRef="f"/><endEvent id="f"><incoming>d</incoming></endEvent></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_fires_when_office_time_reaches_it_and_takes_the_task_away() {
    let house = house().await;
    deployed(&house, TIMER).await;
    let started = house
        .runtime
        .start(&person("anna", &[]), "p", None, Map::new(), None)
        .await
        .unwrap();
    house
        .runtime
        .advance_clock(&Act::system(), Duration::days(2))
        .await
        .unwrap();
    assert_eq!(house.state(started.id).await, "running");
    // Three days of calendar in Rome cross the change of the hour: 71 hours, not 72.
    house
        .runtime
        .advance_clock(&Act::system(), Duration::hours(23))
        .await
        .unwrap();
    assert_eq!(house.state(started.id).await, "completed");
    let task = load::tasks_of_instance(house.runtime.store(), started.id)
        .await
        .unwrap();
    assert_eq!(task[0].state, "cancelled");
    assert!(
        load::next_timer_due(house.runtime.store())
            .await
            .unwrap()
            .is_none()
    );
    house.agrees().await;
}

const JOB: &str = r#"<process id="p" isExecutable="true"><startEvent id="s"><outgoing>a</outgoing></startEvent><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<serviceTask id="t" camunda:type="external" camunda:topic="cad.lookup"><extensionElements><camunda:inputOutput><camunda:inputParameter name="what">${what}</camunda:inputParameter><camunda:outputParameter name="found">${result}</camunda:outputParameter></camunda:inputOutput></extensionElements><incoming>a</incoming><outgoing>b</outgoing></serviceTask>
<sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"><incoming>b</incoming></endEvent></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_outside_holds_a_lease_and_an_exhausted_job_is_an_incident_that_can_be_retried() {
    let house = house().await;
    deployed(&house, JOB).await;
    let started = house
        .runtime
        .start(
            &person("anna", &[]),
            "p",
            None,
            map(json!({"what": "x"})),
            None,
        )
        .await
        .unwrap();
    let lease = std::time::Duration::from_secs(60);
    let w = program("w1");
    let acquire = || {
        house.runtime.acquire_jobs(
            &w,
            vec!["cad.lookup".into()],
            "w1",
            10,
            lease,
            std::time::Duration::ZERO,
        )
    };
    let jobs = acquire().await.unwrap();
    assert_eq!(
        (jobs.len(), jobs[0].variables.clone()),
        (1, json!({"what": "x"}))
    );
    assert!(
        acquire().await.unwrap().is_empty(),
        "a leased job is nobody else's"
    );
    house
        .runtime
        .fail_job(
            &program("w"),
            jobs[0].id,
            Some(jobs[0].lease),
            "no answer",
            Some(0),
            std::time::Duration::ZERO,
        )
        .await
        .unwrap();
    let incidents = load::incidents_of_instance(house.runtime.store(), started.id)
        .await
        .unwrap();
    assert_eq!(
        (
            incidents.len(),
            incidents[0].state.as_str(),
            incidents[0].element.as_deref()
        ),
        (1, "open", Some("t"))
    );
    assert!(
        house
            .runtime
            .complete_job(&program("w"), jobs[0].id, Some(jobs[0].lease), Map::new())
            .await
            .is_err(),
        "the lease is lost"
    );
    house
        .runtime
        .retry(&program("anna"), incidents[0].id)
        .await
        .unwrap();
    let again = acquire().await.unwrap();
    assert_eq!(again.len(), 1);
    house
        .runtime
        .complete_job(
            &program("w"),
            again[0].id,
            Some(again[0].lease),
            map(json!({"result": 7})),
        )
        .await
        .unwrap();
    assert_eq!(house.state(started.id).await, "completed");
    let row = load::instance(house.runtime.store(), started.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.open_incidents, 0);
    let variables = house.runtime.instance_variables(&row).await.unwrap();
    assert_eq!(variables.get("found"), Some(&rules::Value::Int(7)));
    house.agrees().await;
}

const SCRIPT: &str = r#"<process id="p" isExecutable="true"><startEvent id="s"><outgoing>a</outgoing></startEvent><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<scriptTask id="t" scriptFormat="rhai" camunda:resultVariable="n"><incoming>a</incoming><outgoing>b</outgoing><script>n + 1</script></scriptTask><sequenceFlow id="b" sourceRef="t" targetRef="g"/>
<exclusiveGateway id="g" default="no"><incoming>b</incoming><outgoing>yes</outgoing><outgoing>no</outgoing></exclusiveGateway>
<sequenceFlow id="yes" sourceRef="g" targetRef="t2"><conditionExpression>n &lt; 5000</conditionExpression></sequenceFlow><sequenceFlow id="no" sourceRef="g" targetRef="e"/>
<task id="t2"><incoming>yes</incoming><outgoing>back</outgoing></task><sequenceFlow id="back" sourceRef="t2" targetRef="t"/><endEvent id="e"><incoming>no</incoming></endEvent></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_long_loop_is_saved_and_continued_in_turns() {
    let house = house().await;
    deployed(
        &house,
        &SCRIPT.replace(
            "<incoming>a</incoming><outgoing>b</outgoing><script>",
            "<incoming>a</incoming><incoming>back</incoming><outgoing>b</outgoing><script>",
        ),
    )
    .await;
    let started = house
        .runtime
        .start(&person("anna", &[]), "p", None, map(json!({"n": 0})), None)
        .await
        .unwrap();
    for _ in 0..100 {
        if house.state(started.id).await != "running" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let row = load::instance(house.runtime.store(), started.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.state, "completed");
    assert!(
        row.steps > 5,
        "15,000 activations were done in {} steps",
        row.steps
    );
    house.agrees().await;
}

/// Within every counted limit, and yet too long for a clock: cut on the fast lane, cut once more on the slow
/// one, then an error to resolve; whoever else works meanwhile is not held up by more than the fast lane.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_takes_too_long_is_an_incident_and_holds_up_nobody() {
    let house = house().await;
    let busy = (0..90)
        .map(|n| {
            format!(
                r#"<camunda:inputParameter name="a{n}"><camunda:script scriptFormat="rhai">let s = 0; for i in 0..24000 {{ s += i; }} s</camunda:script></camunda:inputParameter>"#
            )
        })
        .collect::<String>();
    deployed(
        &house,
        &format!(
            r#"<process id="lento" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="g"/>
            <exclusiveGateway id="g"/><sequenceFlow id="b" sourceRef="g" targetRef="t"/>
            <task id="t"><extensionElements><camunda:inputOutput>{busy}</camunda:inputOutput></extensionElements></task>
            <sequenceFlow id="c" sourceRef="t" targetRef="g"/></process>
            <process id="pronto" isExecutable="true"><startEvent id="s2"/><sequenceFlow id="d" sourceRef="s2" targetRef="u"/>
            <userTask id="u"/><sequenceFlow id="e" sourceRef="u" targetRef="e2"/><endEvent id="e2"/></process>"#
        ),
    )
    .await;
    let given = map(json!({ "chi": "anna" }));
    let slow_act = program("p");
    let slow = house.runtime.start(&slow_act, "lento", None, given, None);
    let others = async {
        let mut longest = std::time::Duration::ZERO;
        for _ in 0..20 {
            let began = std::time::Instant::now();
            let act = program("q");
            let quick = house.runtime.start(&act, "pronto", None, Map::new(), None);
            assert_eq!(quick.await.unwrap().state, "running");
            longest = longest.max(began.elapsed());
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        longest
    };
    let (slow, longest) = tokio::join!(slow, others);
    let slow = slow.unwrap();
    let found = load::incidents_of_instance(house.runtime.store(), slow.id)
        .await
        .unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].code.as_str(), found[0].state.as_str()),
        ("step_too_long", "open")
    );
    assert_eq!(house.state(slow.id).await, "running");
    // What began it is kept.
    let row = load::instance(house.runtime.store(), slow.id).await;
    let snapshot = row.unwrap().unwrap().snapshot;
    let kept = interpreter::Instance::from_bytes(&snapshot).unwrap();
    assert_eq!(kept.variables()["chi"].to_json(), json!("anna"));
    assert_eq!(found[0].element.as_deref(), Some("s"));
    assert!(longest < std::time::Duration::from_secs(4), "{longest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bundle_again_is_the_same_deployment_and_a_bad_one_is_refused_whole() {
    let house = house().await;
    let first = house
        .runtime
        .deploy(&Act::system(), None, bpmn(USER))
        .await
        .unwrap();
    let again = house
        .runtime
        .deploy(&Act::system(), None, bpmn(USER))
        .await
        .unwrap();
    assert_eq!(
        (first.id, again.existed, again.processes[0].version),
        (again.id, true, 1)
    );
    let changed = house
        .runtime
        .deploy(
            &Act::system(),
            None,
            bpmn(&USER.replace("Work", "Work more")),
        )
        .await
        .unwrap();
    assert_eq!(changed.processes[0].version, 2);
    match house
        .runtime
        .deploy(
            &Act::system(),
            None,
            bpmn(&USER.replace(
                "camunda:candidateGroups=\"ufficio:urp\"",
                "camunda:formRef=\"none\"",
            )),
        )
        .await
    {
        Err(Fault::Findings(findings)) => assert!(
            findings
                .iter()
                .any(|f| f.code == "BUN101" && f.element.as_deref() == Some("t"))
        ),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        house
            .runtime
            .undeploy(&Act::system(), changed.id, false)
            .await,
        Ok(())
    ));
    let started = house
        .runtime
        .start(&Act::system(), "p", None, Map::new(), None)
        .await
        .unwrap();
    assert_eq!(started.state, "running");
    assert!(matches!(
        house
            .runtime
            .undeploy(&Act::system(), first.id, false)
            .await,
        Err(Fault::Conflict { .. })
    ));
    house
        .runtime
        .undeploy(&Act::system(), first.id, true)
        .await
        .unwrap();
    assert!(
        load::instance(house.runtime.store(), started.id)
            .await
            .unwrap()
            .is_none()
    );
    house.agrees().await;
}

/// Longer than the fast lane gives: the step is thrown away, done again on the slow lane, and done once.
#[tokio::test]
async fn a_heavy_step_is_done_on_the_slow_lane() {
    let house = house().await;
    let heavy = r#"<process id="heavy"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="x"/>
<scriptTask id="x" scriptFormat="rhai"><standardLoopCharacteristics loopMaximum="60"><loopCondition>true</loopCondition></standardLoopCharacteristics>
<script>let i = 0; while i &lt; 10000 { i += 1; } n += 1</script></scriptTask>
<sequenceFlow id="b" sourceRef="x" targetRef="e"/><endEvent id="e"/></process>"#;
    deployed(&house, heavy).await;
    for _ in 0..2 {
        let given = map(json!({ "n": 0 }));
        let started = house
            .runtime
            .start(&program("heavy"), "heavy", None, given, None)
            .await
            .unwrap();
        assert_eq!(house.state(started.id).await, "completed");
        let row = load::instance(house.runtime.store(), started.id).await;
        let variables = house
            .runtime
            .instance_variables(&row.unwrap().unwrap())
            .await;
        assert_eq!(variables.unwrap()["n"], rules::Value::Int(60));
    }
}
