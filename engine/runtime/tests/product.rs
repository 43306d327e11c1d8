//! What models and programs outside ask of the engine together: timers that start cases, messages that grow
//! too old, workers, pools that talk, data stores, global tasks, and words of the dialects.
#![allow(clippy::unwrap_used)]

mod house;

use bpmn::Finding;
use chrono::{DateTime, Duration, Utc};
use house::{House, bpmn, deployed, house, house_in, map, program};
use runtime::{Acquired, Act, Fault, PublishMessage};
use serde_json::{Value, json};
use store::{load, row, view};
use uuid::Uuid;

type Lease = std::time::Duration;

async fn started(house: &House, process: &str, given: Value) -> Uuid {
    let act = program("prova");
    let case = house.runtime.start(&act, process, None, map(given), None);
    case.await.unwrap().id
}

/// The cases of a process, the oldest first.
async fn cases(house: &House, process: &str) -> Vec<row::Instance> {
    let viewer = program("looks").viewer;
    let filter = view::InstanceFilter {
        process: Some(process.into()),
        ..Default::default()
    };
    let found = view::instances(&viewer, house.runtime.store(), &filter, None, 200).await;
    let mut all: Vec<_> = found
        .unwrap()
        .items
        .into_iter()
        .map(|i| i.instance)
        .collect();
    all.sort_by_key(|case| case.started_at);
    all
}

/// The elements of a case's open tasks, sorted.
async fn tasks(house: &House, case: Uuid) -> Vec<String> {
    let all = load::tasks_of_instance(house.runtime.store(), case).await;
    let mut open: Vec<String> = all
        .unwrap()
        .into_iter()
        .filter(|task| task.state == "open")
        .map(|task| task.element)
        .collect();
    open.sort();
    open
}

async fn concluded(house: &House, case: Uuid) {
    let task = house.task(case).await;
    let done = house
        .runtime
        .complete(&Act::system(), task.id, map(json!({})), None)
        .await;
    done.unwrap();
}

async fn values(house: &House, case: Uuid) -> Value {
    let row = load::instance(house.runtime.store(), case).await;
    let row = row.unwrap().unwrap();
    let variables = house.runtime.instance_variables(&row).await;
    rules::Value::Map(variables.unwrap()).to_json()
}

async fn advanced(house: &House, by: Duration) {
    let moved = house.runtime.advance_clock(&Act::system(), by).await;
    moved.unwrap();
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A process begun by a timer; its task is named by its version.
fn timed(key: &str, cycle: &str, task: &str) -> String {
    format!(
        r#"<process id="{key}"><startEvent id="s"><timerEventDefinition><timeCycle>{cycle}</timeCycle></timerEventDefinition></startEvent>
        <sequenceFlow id="a" sourceRef="s" targetRef="{task}"/><userTask id="{task}"/></process>"#
    )
}

async fn start_timers(house: &House, process: Uuid) -> Vec<DateTime<Utc>> {
    let timers = load::timers_of_process(house.runtime.store(), process).await;
    timers.unwrap().into_iter().map(|t| t.due_at).collect()
}

fn begun(cases: &[row::Instance]) -> Vec<DateTime<Utc>> {
    cases.iter().map(|case| case.started_at).collect()
}

/// The clock of a reopened house stands at the beginning again: what has fired does not fire twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_cycle_starts_as_many_cases_as_it_says_across_a_restart() {
    let folder = tests::folder::Folder::new();
    let hours = [
        "2026-03-27T10:00:00Z",
        "2026-03-27T11:00:00Z",
        "2026-03-27T12:00:00Z",
    ]
    .map(at);
    {
        let house = house_in(folder.path()).await;
        deployed(&house, &timed("giro", "R3/PT1H", "t")).await;
        advanced(&house, Duration::minutes(59)).await;
        assert_eq!(cases(&house, "giro").await.len(), 0);
        advanced(&house, Duration::minutes(1)).await;
        let one = cases(&house, "giro").await;
        assert_eq!(begun(&one), hours[..1]);
        assert_eq!(start_timers(&house, one[0].process).await, hours[1..2]);
        house.runtime.store().close().await;
    }
    let house = house_in(folder.path()).await;
    advanced(&house, Duration::minutes(60)).await;
    assert_eq!(begun(&cases(&house, "giro").await), hours[..1]);
    advanced(&house, Duration::hours(9)).await;
    let all = cases(&house, "giro").await;
    assert_eq!(begun(&all), hours);
    assert!(start_timers(&house, all[0].process).await.is_empty());
    for case in all {
        assert_eq!(tasks(&house, case.id).await, ["t"]);
    }
}

/// In Rome the clocks go forward on 29 March 2026.
#[tokio::test(flavor = "multi_thread")]
async fn a_cron_starts_a_case_at_its_local_hour_and_a_new_version_ends_the_old_timer() {
    let house = house().await;
    deployed(&house, &timed("ogni_giorno", "30 10 * * *", "prima")).await;
    advanced(&house, Duration::days(3)).await;
    let old = cases(&house, "ogni_giorno").await;
    let expected = [
        "2026-03-27T09:30:00Z",
        "2026-03-28T09:30:00Z",
        "2026-03-29T08:30:00Z",
        "2026-03-30T08:30:00Z",
    ];
    assert_eq!(begun(&old), expected.map(at));
    assert_eq!(
        start_timers(&house, old[0].process).await,
        [at("2026-03-31T08:30:00Z")]
    );

    deployed(&house, &timed("ogni_giorno", "R2/PT30M", "seconda")).await;
    assert!(start_timers(&house, old[0].process).await.is_empty());
    advanced(&house, Duration::days(2)).await;
    let all = cases(&house, "ogni_giorno").await;
    let (before, after) = all.split_at(old.len());
    assert_eq!(begun(before), begun(&old));
    assert_eq!(
        begun(after),
        ["2026-03-30T09:30:00Z", "2026-03-30T10:00:00Z"].map(at)
    );
    for case in after {
        assert_eq!(tasks(&house, case.id).await, ["seconda"]);
    }
}

const PAYER: &str = r#"<message id="p" name="paid"/><process id="payer"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="w"/>
<intermediateCatchEvent id="w"><messageEventDefinition messageRef="p" staffetta:correlationKey="${order}"/></intermediateCatchEvent>
<sequenceFlow id="b" sourceRef="w" targetRef="t"/><userTask id="t"/></process>"#;

async fn paid(house: &House, ttl_seconds: u64, amount: i64) -> &'static str {
    let message = PublishMessage {
        name: "paid".into(),
        correlation_key: Some("1".into()),
        variables: map(json!({ "amount": amount })),
        ttl_seconds,
        message_id: Some(format!("m{amount}")),
    };
    let act = program("shop");
    let said = house.runtime.publish_message(&act, message);
    said.await.unwrap().outcome
}

async fn state_of_message(house: &House, id: &str) -> String {
    let event = load::event_by_message_id(house.runtime.store(), id).await;
    event.unwrap().unwrap().state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_past_its_time_to_live_reaches_nobody() {
    let house = house().await;
    deployed(&house, PAYER).await;
    assert_eq!(paid(&house, 60, 1).await, "buffered");
    advanced(&house, Duration::seconds(61)).await;
    let late = started(&house, "payer", json!({ "order": "1" })).await;
    assert!(tasks(&house, late).await.is_empty());
    assert_eq!(state_of_message(&house, "m1").await, "expired");
    assert_eq!(paid(&house, 60, 2).await, "correlated");
    assert_eq!(values(&house, late).await["amount"], json!(2));

    assert_eq!(paid(&house, 60, 3).await, "buffered");
    advanced(&house, Duration::seconds(59)).await;
    let in_time = started(&house, "payer", json!({ "order": "1" })).await;
    assert_eq!(tasks(&house, in_time).await, ["t"]);
    assert_eq!(state_of_message(&house, "m3").await, "taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_old_does_not_stand_before_a_later_one() {
    let house = house().await;
    deployed(&house, PAYER).await;
    assert_eq!(paid(&house, 60, 1).await, "buffered");
    assert_eq!(paid(&house, 3_600, 2).await, "buffered");
    advanced(&house, Duration::seconds(120)).await;
    let case = started(&house, "payer", json!({ "order": "1" })).await;
    assert_eq!(tasks(&house, case).await, ["t"]);
    assert_eq!(values(&house, case).await["amount"], json!(2));
    assert_eq!(state_of_message(&house, "m1").await, "expired");
}

/// Work for a worker outside, with an error it may report.
fn work(inside: &str) -> String {
    format!(
        r#"<error id="r" errorCode="ASSENTE"/><process id="lavoro"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="w"/>
        <serviceTask id="w" camunda:type="external" camunda:topic="cerca">{inside}</serviceTask><sequenceFlow id="b" sourceRef="w" targetRef="e"/><endEvent id="e"/>
        <boundaryEvent id="no" attachedToRef="w"><errorEventDefinition errorRef="r" camunda:errorCodeVariable="codice"/></boundaryEvent>
        <sequenceFlow id="c" sourceRef="no" targetRef="rimedio"/><userTask id="rimedio"/></process>"#
    )
}

async fn fetched(house: &House, worker: &str, lasts: Lease) -> Vec<Acquired> {
    let act = program(worker);
    let jobs =
        house
            .runtime
            .acquire_jobs(&act, vec!["cerca".into()], worker, 10, lasts, Lease::ZERO);
    jobs.await.unwrap()
}

fn is_lost<T: std::fmt::Debug>(answer: Result<T, Fault>) -> bool {
    matches!(answer, Err(Fault::Conflict { code, .. }) if code == "lease_lost")
}

/// Leases go by the machine's clock, whatever the office's says.
#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_is_extended_stays_and_one_that_ended_is_lost() {
    let house = house().await;
    deployed(&house, &work("")).await;
    started(&house, "lavoro", json!({})).await;
    let (minute, hour) = (Lease::from_secs(60), Lease::from_secs(3_600));
    let one = program("uno");
    let job = fetched(&house, "uno", minute).await.remove(0);
    let extended = house
        .runtime
        .extend_job(&one, job.id, Some(job.lease), hour)
        .await;
    let until = extended.unwrap();
    assert!(until > job.lease_until.unwrap() + Duration::minutes(58));
    let row = load::job(house.runtime.store(), job.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.epoch, row.state.as_str()), (job.lease, "leased"));
    assert_eq!(row.lease_owner.as_deref(), Some("uno"));
    assert_eq!(
        row.lease_until.unwrap().timestamp_millis(),
        until.timestamp_millis()
    );
    advanced(&house, Duration::days(1)).await;
    assert!(fetched(&house, "due", minute).await.is_empty());
    let other = house
        .runtime
        .extend_job(&one, job.id, Some(job.lease + 1), hour)
        .await;
    assert!(is_lost(other), "a lease that never was");

    // Shortened to a moment, it goes to whoever asks next.
    let moment = house
        .runtime
        .extend_job(&one, job.id, Some(job.lease), Lease::from_millis(1));
    moment.await.unwrap();
    tokio::time::sleep(Lease::from_millis(5)).await;
    let late = house
        .runtime
        .extend_job(&one, job.id, Some(job.lease), hour)
        .await;
    assert!(is_lost(late), "its time was over");
    let taken = fetched(&house, "due", minute).await.remove(0);
    assert_eq!(taken.id, job.id);
    assert!(taken.lease > job.lease);
    let report = house
        .runtime
        .complete_job(&one, job.id, Some(job.lease), map(json!({})))
        .await;
    assert!(is_lost(report), "another works on it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_a_worker_reports_is_taken_by_its_boundary_event_alone() {
    let house = house().await;
    deployed(&house, &work("")).await;
    for (code, state, open) in [
        ("ASSENTE", "running", &["rimedio"][..]),
        ("ALTRO", "failed", &[]),
    ] {
        let case = started(&house, "lavoro", json!({})).await;
        let job = fetched(&house, "uno", Lease::from_secs(60)).await.remove(0);
        let act = program("uno");
        let told = house.runtime.bpmn_error(
            &act,
            job.id,
            Some(job.lease),
            code.into(),
            Some("Non si trova.".into()),
            map(json!({ "cercato": "scuola" })),
        );
        told.await.unwrap();
        assert_eq!(house.state(case).await, state, "{code}");
        assert_eq!(tasks(&house, case).await, open, "{code}");
        assert!(
            load::job(house.runtime.store(), job.id)
                .await
                .unwrap()
                .is_none()
        );
        if state == "running" {
            let values = values(&house, case).await;
            assert_eq!(values["codice"], json!("ASSENTE"));
            assert_eq!(values["cercato"], json!("scuola"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_is_tried_as_often_and_rests_as_long_as_its_model_says() {
    for (cycle, pauses) in [("R3/PT10M", [10, 10]), ("PT1M,PT5M,PT9M", [1, 5])] {
        let house = house().await;
        let inside = format!(
            "<extensionElements><camunda:failedJobRetryTimeCycle>{cycle}</camunda:failedJobRetryTimeCycle></extensionElements>"
        );
        deployed(&house, &work(&inside)).await;
        let case = started(&house, "lavoro", json!({})).await;
        let minute = Lease::from_secs(60);
        let fail = async |after: Lease| {
            let job = fetched(&house, "uno", minute).await.remove(0);
            let act = program("uno");
            let told =
                house
                    .runtime
                    .fail_job(&act, job.id, Some(job.lease), "Non risponde.", None, after);
            told.await.unwrap();
            job.retries_left
        };
        for (number, pause) in pauses.into_iter().enumerate() {
            assert_eq!(fail(Lease::ZERO).await, 3 - number as i32, "{cycle}");
            advanced(&house, Duration::minutes(pause) - Duration::seconds(1)).await;
            assert!(fetched(&house, "uno", minute).await.is_empty(), "{cycle}");
            advanced(&house, Duration::seconds(1)).await;
        }
        assert_eq!(fail(Lease::ZERO).await, 1, "{cycle}");
        let open = load::incidents_of_instance(house.runtime.store(), case).await;
        assert_eq!(open.unwrap()[0].code, "job_failed");

        // A worker that names a pause is heard.
        started(&house, "lavoro", json!({})).await;
        fail(minute * 2).await;
        advanced(&house, Duration::minutes(2)).await;
        assert_eq!(fetched(&house, "uno", minute).await.len(), 1, "{cycle}");
    }
}

const POOLS: &str = r#"<message id="d" name="domanda"/><message id="r" name="risposta"/>
<collaboration id="c"><participant id="p1" name="Cittadino" processRef="cittadino"/><participant id="p2" name="Ufficio" processRef="ufficio"/>
<messageFlow id="m1" sourceRef="chiede" targetRef="arriva" messageRef="d"/><messageFlow id="m2" sourceRef="risponde" targetRef="attende" messageRef="r"/></collaboration>
<process id="cittadino"><startEvent id="s1"/><sequenceFlow id="a1" sourceRef="s1" targetRef="chiede"/>
<intermediateThrowEvent id="chiede"><extensionElements><camunda:inputOutput><camunda:inputParameter name="numero">${numero}</camunda:inputParameter></camunda:inputOutput></extensionElements>
<messageEventDefinition messageRef="d" staffetta:correlationKey="${numero}"/></intermediateThrowEvent>
<sequenceFlow id="a2" sourceRef="chiede" targetRef="attende"/>
<receiveTask id="attende" messageRef="r" staffetta:correlationKey="${numero}"/>
<sequenceFlow id="a3" sourceRef="attende" targetRef="e1"/><endEvent id="e1"/></process>
<process id="ufficio"><startEvent id="arriva"><messageEventDefinition messageRef="d"/></startEvent><sequenceFlow id="b1" sourceRef="arriva" targetRef="esamina"/>
<userTask id="esamina"/><sequenceFlow id="b2" sourceRef="esamina" targetRef="risponde"/>
<sendTask id="risponde" messageRef="r" staffetta:correlationKey="${numero}"><extensionElements><camunda:inputOutput><camunda:inputParameter name="esito">${"pratica " + numero}</camunda:inputParameter></camunda:inputOutput></extensionElements></sendTask>
<sequenceFlow id="b3" sourceRef="risponde" targetRef="e2"/><endEvent id="e2"/></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_of_the_other_pool_reaches_the_case_that_asked() {
    let house = house().await;
    deployed(&house, POOLS).await;
    let first = started(&house, "cittadino", json!({ "numero": "1" })).await;
    let second = started(&house, "cittadino", json!({ "numero": "2" })).await;
    let offices = cases(&house, "ufficio").await;
    assert_eq!(offices.len(), 2);
    let about = |number: &str| {
        let found = offices
            .iter()
            .find(|case| case.business_key.as_deref() == Some(number));
        found.unwrap().id
    };
    concluded(&house, about("2")).await;
    assert_eq!(house.state(about("2")).await, "completed");
    assert_eq!(house.state(second).await, "completed");
    assert_eq!(values(&house, second).await["esito"], json!("pratica 2"));
    assert_eq!(house.state(first).await, "running");
    assert_eq!(house.state(about("1")).await, "running");
    concluded(&house, about("1")).await;
    assert_eq!(house.state(first).await, "completed");
    assert_eq!(values(&house, first).await["esito"], json!("pratica 1"));
}

/// One task writes the store, the next reads it.
const STORE: &str = r#"<dataStore id="DS" name="archivio"/><process id="dati"><dataStoreReference id="DSR" name="Archivio generale" dataStoreRef="DS"/>
<startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="scrive"/>
<scriptTask id="scrive" scriptFormat="rhai"><ioSpecification><dataOutput id="esito"/><inputSet/><outputSet/></ioSpecification>
<dataOutputAssociation id="out"><sourceRef>esito</sourceRef><targetRef>DSR</targetRef></dataOutputAssociation><script>esito = 7;</script></scriptTask>
<sequenceFlow id="b" sourceRef="scrive" targetRef="legge"/>
<scriptTask id="legge" scriptFormat="rhai" camunda:resultVariable="doppio"><ioSpecification><dataInput id="dato"/><inputSet/><outputSet/></ioSpecification>
<dataInputAssociation id="in"><sourceRef>DSR</sourceRef><targetRef>dato</targetRef></dataInputAssociation><script>dato * 2</script></scriptTask>
<sequenceFlow id="c" sourceRef="legge" targetRef="e"/><endEvent id="e"/></process>"#;

async fn findings(house: &House, body: &str) -> Vec<Finding> {
    let checked = house.runtime.check(&Act::system(), bpmn(body)).await;
    checked.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_store_is_written_by_one_task_and_read_by_the_next() {
    let house = house().await;
    deployed(&house, STORE).await;
    let case = started(&house, "dati", json!({})).await;
    assert_eq!(house.state(case).await, "completed");
    assert_eq!(
        values(&house, case).await,
        json!({ "archivio": 7, "doppio": 14 })
    );
    for (right, wrong, code) in [
        (
            "<targetRef>DSR</targetRef>",
            "<targetRef>altro</targetRef>",
            "REF001",
        ),
        (
            "<targetRef>DSR</targetRef>",
            "<targetRef>legge</targetRef>",
            "REF002",
        ),
        ("dataStoreRef=\"DS\"", "dataStoreRef=\"altro\"", "REF001"),
        ("dataStoreRef=\"DS\"", "dataStoreRef=\"legge\"", "REF002"),
    ] {
        let found = findings(&house, &STORE.replacen(right, wrong, 1)).await;
        assert!(
            found.iter().any(|f| f.code == code && f.line.is_some()),
            "{wrong}: {found:#?}"
        );
    }
}

const GLOBAL: &str = r#"<globalUserTask id="esame" name="Esame" camunda:candidateGroups="esame"/>
<globalBusinessRuleTask id="scelta" staffetta:rule="scegli" camunda:resultVariable="ufficio"/>
<process id="chiama"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="c1"/>
<callActivity id="c1" calledElement="scelta"><extensionElements><camunda:in source="importo" target="importo"/><camunda:out source="ufficio" target="competente"/></extensionElements></callActivity>
<sequenceFlow id="b" sourceRef="c1" targetRef="c2"/><callActivity id="c2" calledElement="esame"/>
<sequenceFlow id="c" sourceRef="c2" targetRef="e"/><endEvent id="e"/></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn global_tasks_are_called_like_processes() {
    let house = house().await;
    let mut files = bpmn(GLOBAL);
    let rule = "fn scegli(importo) { if importo > 100 { \"tributi\" } else { \"urp\" } }";
    files.push(("rules/scegli.rhai".into(), rule.into()));
    house
        .runtime
        .deploy(&Act::system(), None, files)
        .await
        .unwrap();
    for (amount, office) in [(500, "tributi"), (5, "urp")] {
        let case = started(&house, "chiama", json!({ "importo": amount })).await;
        assert_eq!(values(&house, case).await["competente"], json!(office));
        let called = load::children(house.runtime.store(), case).await.unwrap();
        let asked = called.iter().find(|child| child.process_key == "esame");
        let child = asked.unwrap().id;
        let task = house.task(child).await;
        assert_eq!(task.candidate_groups, ["esame"]);
        assert_eq!(house.state(case).await, "running");
        concluded(&house, child).await;
        assert_eq!(house.state(child).await, "completed");
        assert_eq!(house.state(case).await, "completed");
    }
}

const WITHIN: &str = r#"<signal xmlns:flowable="http://flowable.org/bpmn" id="g" name="pronto" flowable:scope="processInstance"/><signal id="h" name="pronto"/>
<process id="dentro"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="f"/><parallelGateway id="f"/>
<sequenceFlow id="b" sourceRef="f" targetRef="t"/><userTask id="t"/><sequenceFlow id="c" sourceRef="t" targetRef="lancia"/>
<intermediateThrowEvent id="lancia"><signalEventDefinition signalRef="g"/></intermediateThrowEvent><sequenceFlow id="d" sourceRef="lancia" targetRef="e"/><endEvent id="e"/>
<sequenceFlow id="i" sourceRef="f" targetRef="w"/><intermediateCatchEvent id="w"><signalEventDefinition signalRef="g"/></intermediateCatchEvent>
<sequenceFlow id="l" sourceRef="w" targetRef="dopo"/><userTask id="dopo"/></process>
<process id="fuori"><startEvent id="s2"><signalEventDefinition signalRef="h"/></startEvent><sequenceFlow id="m" sourceRef="s2" targetRef="t2"/><userTask id="t2"/></process>"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_of_the_instance_is_heard_nowhere_else() {
    let house = house().await;
    deployed(&house, WITHIN).await;
    let first = started(&house, "dentro", json!({})).await;
    let second = started(&house, "dentro", json!({})).await;
    concluded(&house, first).await;
    assert_eq!(tasks(&house, first).await, ["dopo"]);
    assert_eq!(tasks(&house, second).await, ["t"]);
    assert!(cases(&house, "fuori").await.is_empty());

    // The same model with a signal for everybody.
    let global = WITHIN.replace("flowable:scope=\"processInstance\"", "");
    deployed(&house, &global).await;
    let third = started(&house, "dentro", json!({})).await;
    concluded(&house, third).await;
    assert_eq!(tasks(&house, third).await, ["dopo"]);
    assert_eq!(tasks(&house, second).await, ["dopo", "t"]);
    assert_eq!(cases(&house, "fuori").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_within_its_deployment_stays_with_it() {
    let house = house().await;
    let called = |task: &str| {
        format!(
            r#"<process id="sotto"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="{task}"/><userTask id="{task}"/></process>"#
        )
    };
    let caller = |id: &str, same: bool| {
        format!(
            r#"<process id="{id}"><startEvent id="s{id}"/><sequenceFlow id="a{id}" sourceRef="s{id}" targetRef="c{id}"/>
            <callActivity xmlns:flowable="http://flowable.org/bpmn" id="c{id}" calledElement="sotto" flowable:sameDeployment="{same}"/></process>"#
        )
    };
    let body = [
        caller("insieme", true),
        caller("ultima", false),
        called("prima"),
    ];
    deployed(&house, &body.concat()).await;
    deployed(&house, &called("seconda")).await;
    for (caller, task) in [("insieme", "prima"), ("ultima", "seconda")] {
        let case = started(&house, caller, json!({})).await;
        let children = load::children(house.runtime.store(), case).await.unwrap();
        assert_eq!(tasks(&house, children[0].id).await, [task], "{caller}");
    }
}

/// A conditional event beside the task of a case.
fn watching(attributes: &str, condition: &str) -> String {
    format!(
        r#"<process id="guarda"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/><userTask id="t"/>
        <boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><conditionalEventDefinition {attributes}><condition>{condition}</condition></conditionalEventDefinition></boundaryEvent>
        <sequenceFlow id="c" sourceRef="b" targetRef="visto"/><userTask id="visto"/></process>"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conditional_event_looks_at_the_changes_it_names() {
    let (create, update) = (
        "camunda:variableEvents=\"create\"",
        "camunda:variableEvents=\"update\"",
    );
    let (seen, unseen) = (&["t", "visto"][..], &["t"][..]);
    for (attributes, condition, writes) in [
        (create, "n > 3", &[(json!({ "n": 5 }), seen)][..]),
        (
            create,
            "n > 3",
            &[(json!({ "n": 1 }), unseen), (json!({ "n": 5 }), unseen)],
        ),
        (
            update,
            "n > 3",
            &[(json!({ "n": 5 }), unseen), (json!({ "n": 6 }), seen)],
        ),
        (
            "camunda:variableName=\"n\"",
            "n + k > 10",
            &[
                (json!({ "n": 1 }), unseen),
                (json!({ "k": 20 }), unseen),
                (json!({ "n": 2 }), seen),
            ],
        ),
        (
            "",
            "n + k > 10",
            &[(json!({ "n": 1 }), unseen), (json!({ "k": 20 }), seen)],
        ),
    ] {
        let house = house().await;
        deployed(
            &house,
            &watching(attributes, &condition.replace('>', "&gt;")),
        )
        .await;
        let case = started(&house, "guarda", json!({})).await;
        for (given, open) in writes {
            let written = house
                .runtime
                .set_variables(&program("anna"), case, map(given.clone()))
                .await;
            written.unwrap();
            assert_eq!(
                &tasks(&house, case).await,
                open,
                "{attributes} {condition} {given}"
            );
        }
    }
}
