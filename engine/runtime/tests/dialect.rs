//! What foreign models say in their own words, run: listeners, forms described in the file, skipping, HTTP and
//! decision tasks, repetitions with an end. The models are those of `foreign/accepted`.
#![allow(clippy::unwrap_used)]

mod house;

use house::{House, house, map, person, program};
use runtime::{Act, Fault};
use serde_json::{Value, json};
use std::path::Path;
use store::load;
use uuid::Uuid;

async fn deployed(file: &str) -> House {
    let house = house().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign");
    let files = vec![
        (
            file.to_owned(),
            std::fs::read(root.join("accepted").join(file)).unwrap(),
        ),
        (
            "decisions/sconto.dmn".into(),
            std::fs::read(root.join("sconto.dmn")).unwrap(),
        ),
    ];
    house
        .runtime
        .deploy(&Act::system(), None, files)
        .await
        .unwrap();
    house
}

async fn started(house: &House, key: &str, given: Value) -> Uuid {
    let act = person("anna", &["esame"]);
    let started = house.runtime.start(&act, key, None, map(given), None).await;
    started.unwrap().id
}

async fn value(house: &House, id: Uuid, name: &str) -> Value {
    let row = load::instance(house.runtime.store(), id).await.unwrap();
    let variables = house.runtime.instance_variables(&row.unwrap()).await;
    variables
        .unwrap()
        .get(name)
        .map_or(Value::Null, rules::Value::to_json)
}

#[tokio::test(flavor = "multi_thread")]
async fn listeners_run_in_the_order_of_the_elements_life() {
    let house = deployed("operaton-listeners.bpmn").await;
    let id = started(&house, "operaton_listeners", json!({})).await;
    assert_eq!(
        value(&house, id, "traccia").await,
        "p+via+inizio+creata Esame"
    );
    assert_eq!(value(&house, id, "chiusa").await, Value::Null);
    let act = person("anna", &["esame"]);
    let task = house.task(id).await;
    house.runtime.claim(&act, task.id).await.unwrap();
    assert_eq!(house.task(id).await.assignee.as_deref(), Some("anna"));
    house
        .runtime
        .complete(&act, task.id, map(json!({})), None)
        .await
        .unwrap();
    assert_eq!(house.state(id).await, "completed");
    assert_eq!(
        value(&house, id, "traccia").await,
        "p+via+inizio+creata Esame+presa da anna+conclusa+fine"
    );
    assert_eq!(value(&house, id, "chiusa").await, true);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_element_that_is_taken_back_ends_for_its_listeners_too() {
    let house = deployed("operaton-listeners.bpmn").await;
    let id = started(&house, "operaton_listeners", json!({})).await;
    house
        .runtime
        .advance_clock(&program("p"), chrono::Duration::hours(25))
        .await
        .unwrap();
    assert_eq!(house.state(id).await, "completed");
    assert_eq!(
        value(&house, id, "traccia").await,
        "p+via+inizio+creata Esame+fine"
    );
    assert_eq!(value(&house, id, "chiusa").await, true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_described_in_the_file_is_filled_in_and_checked() {
    let house = deployed("camunda-formdata.bpmn").await;
    let act = person("anna", &["esame"]);
    let startable = house.runtime.startable(&act.viewer).await.unwrap();
    let form = startable[0].form.as_ref().unwrap();
    assert_eq!(form["components"][0]["label"], "Chi chiede");
    let refused = house
        .runtime
        .start_by_form(&act, "camunda_formdata", map(json!({})))
        .await;
    assert!(
        matches!(&refused, Err(Fault::Invalid { fields }) if fields[0].0 == "richiedente"),
        "{refused:?}"
    );
    let given = map(json!({ "richiedente": "Rosa Blu" }));
    let id = house
        .runtime
        .start_by_form(&act, "camunda_formdata", given)
        .await
        .unwrap()
        .id;

    let task = house.task(id).await;
    let shown = house.runtime.task_form(&task).await.unwrap();
    let components = shown.schema.unwrap()["components"].clone();
    assert_eq!(
        (&components[0]["defaultValue"], &components[1]["type"]),
        (&json!(3), &json!("select"))
    );
    for (sent, field) in [
        (json!({ "giorni": 31 }), "giorni"),
        (json!({ "giorni": 2, "esito": "forse" }), "esito"),
        (json!({ "giorni": 2, "altro": 1 }), "altro"),
    ] {
        let refused = house.runtime.complete(&act, task.id, map(sent), None).await;
        assert!(
            matches!(&refused, Err(Fault::Invalid { fields }) if fields[0].0 == field),
            "{field}: {refused:?}"
        );
    }
    let sent = json!({ "giorni": 2, "esito": "si", "urgente": true, "dal": "2026-04-01" });
    house
        .runtime
        .complete(&act, task.id, map(sent), None)
        .await
        .unwrap();
    assert_eq!(house.state(id).await, "completed");
    assert_eq!(value(&house, id, "giorni").await, 2);
    assert_eq!(value(&house, id, "esito").await, "si");
    assert_eq!(value(&house, id, "dal").await, "2026-04-01");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_older_words_for_a_form_are_read_too() {
    let house = deployed("activiti-formproperty.bpmn").await;
    let id = started(&house, "activiti_formproperty", json!({ "nota": "già" })).await;
    let act = person("anna", &[]);
    // It says that nobody begins it by hand; a program may.
    let startable = house.runtime.startable(&act.viewer).await.unwrap();
    assert!(startable.is_empty(), "{startable:?}");
    let task = house.task(id).await;
    let refused = house
        .runtime
        .complete(&act, task.id, map(json!({})), None)
        .await;
    assert!(
        matches!(&refused, Err(Fault::Invalid { fields }) if fields[0].0 == "quantita"),
        "{refused:?}"
    );
    // What may not be written changes nothing, whatever is sent.
    let sent = json!({ "quantita": 4, "nota": "altro" });
    house
        .runtime
        .complete(&act, task.id, map(sent), None)
        .await
        .unwrap();
    assert_eq!(value(&house, id, "quantita").await, 4);
    assert_eq!(value(&house, id, "nota").await, "già");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_skipped_only_where_the_case_allows_it() {
    let house = deployed("flowable-skip.bpmn").await;
    for (given, waits) in [
        (json!({ "importo": 50 }), true),
        (
            json!({ "importo": 500, "_FLOWABLE_SKIP_EXPRESSION_ENABLED": true }),
            true,
        ),
        (
            json!({ "importo": 50, "_FLOWABLE_SKIP_EXPRESSION_ENABLED": true }),
            false,
        ),
        (
            json!({ "importo": 50, "_ACTIVITI_SKIP_EXPRESSION_ENABLED": true }),
            false,
        ),
    ] {
        let id = started(&house, "flowable_skip", given.clone()).await;
        let state = house.state(id).await;
        // What is skipped leads on to the end that terminates everything, in the subprocess too.
        let expected = if waits { "running" } else { "terminated" };
        assert_eq!(state, expected, "{given}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn users_and_groups_say_who_may_begin() {
    let house = deployed("flowable-skip.bpmn").await;
    for (login, groups, may) in [
        ("anna", &[][..], true),
        ("bruno", &[], true),
        ("carla", &["segreteria"], true),
        ("carla", &["esame"], false),
    ] {
        let startable = house
            .runtime
            .startable(&person(login, groups).viewer)
            .await
            .unwrap();
        assert_eq!(!startable.is_empty(), may, "{login} {groups:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http_and_decision_tasks_become_what_does_the_same_here() {
    let house = deployed("flowable-http.bpmn").await;
    let given = json!({ "cliente": "ente", "importo": 2000 });
    let id = started(&house, "flowable_http", given).await;
    assert_eq!(value(&house, id, "percento").await, 15);
    let jobs = load::jobs_of_instance(house.runtime.store(), id)
        .await
        .unwrap();
    assert_eq!(jobs[0].kind, "http.request");
    assert_eq!(
        jobs[0].inputs,
        json!({
            "method": "POST",
            "url": "https://servizi.example/clienti/ente",
            "headers": { "Accept": "application/json", "X-Cliente": "ente" },
            "body": 2000,
            "timeout_seconds": "2",
        })
    );
    let act = program("p");
    let wait = std::time::Duration::ZERO;
    let lease = std::time::Duration::from_secs(60);
    let leased = house
        .runtime
        .acquire_jobs(&act, vec!["http.request".into()], "p", 1, lease, wait)
        .await
        .unwrap();
    let answer = map(json!({ "status": 200, "body": { "nome": "Comune" } }));
    house
        .runtime
        .complete_job(&act, leased[0].id, Some(leased[0].lease), answer)
        .await
        .unwrap();
    assert_eq!(house.state(id).await, "completed");
    assert_eq!(
        value(&house, id, "scheda").await,
        json!({ "nome": "Comune" })
    );
    assert_eq!(value(&house, id, "status").await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_triggerable_task_waits_for_its_trigger_once_the_work_is_done() {
    let house = deployed("flowable-triggerable.bpmn").await;
    let id = started(&house, "flowable_triggerable", json!({})).await;
    let message = |key: Option<&str>| runtime::PublishMessage {
        name: "t".into(),
        correlation_key: key.map(str::to_owned),
        variables: serde_json::Map::new(),
        ttl_seconds: 0,
        message_id: None,
    };
    let early = house
        .runtime
        .publish_message(&program("p"), message(None))
        .await;
    assert_eq!(early.unwrap().outcome, "none");
    let wait = std::time::Duration::ZERO;
    let lease = std::time::Duration::from_secs(60);
    let leased = house
        .runtime
        .acquire_jobs(&program("p"), vec!["a".into()], "p", 1, lease, wait)
        .await
        .unwrap();
    let answer = map(json!({ "esito": "fatto" }));
    house
        .runtime
        .complete_job(&program("p"), leased[0].id, Some(leased[0].lease), answer)
        .await
        .unwrap();
    assert_eq!(house.state(id).await, "running");
    assert_eq!(value(&house, id, "esito").await, json!("fatto"));
    let other = house
        .runtime
        .publish_message(&program("p"), message(Some("altra")))
        .await;
    assert_eq!(other.unwrap().outcome, "none");
    let heard = house
        .runtime
        .publish_message(&program("p"), message(None))
        .await;
    assert_eq!(heard.unwrap().outcome, "correlated");
    assert_eq!(house.state(id).await, "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_stops_at_its_end() {
    let house = deployed("flowable-calendar.bpmn").await;
    for (end, reminders) in [
        ("2026-03-29T12:00:00Z", json!(2)),
        ("2026-03-20", Value::Null),
    ] {
        let id = started(&house, "flowable_calendar", json!({ "ultimo": end })).await;
        for _ in 0..4 {
            house
                .runtime
                .advance_clock(&program("p"), chrono::Duration::days(1))
                .await
                .unwrap();
        }
        assert_eq!(house.state(id).await, "running");
        assert_eq!(value(&house, id, "solleciti").await, reminders, "{end}");
    }
}
