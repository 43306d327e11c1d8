//! Which version a call activity calls, and timers in a named zone across both changes of the hour, on a real store.
#![allow(clippy::unwrap_used)]

mod house;

use chrono::{DateTime, Utc};
use house::{House, deployed, house, program};
use runtime::Act;
use serde_json::Map;
use store::load;

/// A process that is called: its task is named by its version.
fn called(name: &str, tag: &str) -> String {
    format!(
        r#"<process id="chiamato" isExecutable="true" camunda:versionTag="{tag}"><startEvent id="s"/>
        <sequenceFlow id="a" sourceRef="s" targetRef="{name}"/><userTask id="{name}"/>
        <sequenceFlow id="b" sourceRef="{name}" targetRef="e"/><endEvent id="e"/></process>"#
    )
}

fn caller(id: &str, binding: &str) -> String {
    format!(
        r#"<process id="{id}" isExecutable="true"><startEvent id="s{id}"/><sequenceFlow id="a{id}" sourceRef="s{id}" targetRef="c{id}"/>
        <callActivity id="c{id}" calledElement="chiamato" {binding}/>
        <sequenceFlow id="b{id}" sourceRef="c{id}" targetRef="e{id}"/><endEvent id="e{id}"/></process>"#
    )
}

/// The task of the process this caller calls; None when the call cannot be done, which is an error to resolve.
async fn task_called_by(house: &House, caller: &str) -> Option<String> {
    let act = program("p");
    let started = house.runtime.start(&act, caller, None, Map::new(), None);
    let case = started.await.unwrap().id;
    let store = house.runtime.store();
    let children = load::children(store, case).await.unwrap();
    let Some(child) = children.first() else {
        let open = load::incidents_of_instance(store, case).await.unwrap();
        assert_eq!(open[0].code, "call.not_found");
        return None;
    };
    Some(house.task(child.id).await.element)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_follows_its_binding_when_there_are_newer_versions() {
    let house = house().await;
    let callers = [
        caller("ultima", ""),
        caller("insieme", r#"camunda:calledElementBinding="deployment""#),
        caller(
            "numero",
            r#"camunda:calledElementBinding="version" camunda:calledElementVersion="2""#,
        ),
        caller(
            "etichetta",
            r#"camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="uno""#,
        ),
        caller(
            "manca",
            r#"camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="nove""#,
        ),
    ];
    deployed(
        &house,
        &format!("{}{}", callers.concat(), called("prima", "uno")),
    )
    .await;
    deployed(&house, &called("seconda", "due")).await;
    deployed(&house, &called("terza", "tre")).await;
    for (caller, expected) in [
        ("ultima", Some("terza")),
        ("insieme", Some("prima")),
        ("numero", Some("seconda")),
        ("etichetta", Some("prima")),
        ("manca", None),
    ] {
        let found = task_called_by(&house, caller).await;
        assert_eq!(found.as_deref(), expected, "{caller}");
    }
}

/// In Rome the clocks go forward on 29 March 2026 at 2:00 and back on 25 October 2026 at 3:00.
#[tokio::test(flavor = "multi_thread")]
async fn a_daily_timer_keeps_its_local_hour_over_both_changes() {
    let house = house().await;
    deployed(
        &house,
        r#"<process id="ogni_giorno" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
        <userTask id="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"/>
        <boundaryEvent id="alle_nove" attachedToRef="t" cancelActivity="false"><timerEventDefinition><timeCycle>0 9 * * *</timeCycle></timerEventDefinition></boundaryEvent>
        <sequenceFlow id="c" sourceRef="alle_nove" targetRef="e2"/><endEvent id="e2"/></process>"#,
    )
    .await;
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let system = Act::system();
    for (begun, expected) in [
        (
            "2026-03-28T08:30:00Z",
            ["2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z"],
        ),
        (
            "2026-10-24T07:30:00Z",
            ["2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"],
        ),
    ] {
        house.runtime.move_clock(&system, at(begun)).await.unwrap();
        let act = program("p");
        let started = house
            .runtime
            .start(&act, "ogni_giorno", None, Map::new(), None);
        let case = started.await.unwrap().id;
        for due in expected {
            let timers = load::timers_of_instance(house.runtime.store(), case);
            let timers = timers.await.unwrap();
            assert_eq!(timers.len(), 1);
            assert_eq!(timers[0].due_at, at(due), "{begun}");
            house.runtime.move_clock(&system, at(due)).await.unwrap();
        }
        house
            .runtime
            .cancel(&program("p"), case, "Basta.")
            .await
            .unwrap();
    }
}
