//! One operation on many cases: done to each once, and what could not be done is told.

use super::*;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="molti" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
  <serviceTask id="t" camunda:type="external" camunda:topic="catasto"/><sequenceFlow id="b" sourceRef="t" targetRef="u"/>
  <userTask id="u" camunda:candidateGroups="ufficio:edilizia"/><sequenceFlow id="c" sourceRef="u" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

async fn begun(house: &House, count: usize) -> (Browser, Vec<String>) {
    let (ada, marta) = (
        house.session_of("ada").await,
        house.session_of("marta").await,
    );
    house.deploy(&ada, &[("m.bpmn", PROCESS)]).await.expect(201);
    let mut cases = Vec::new();
    for n in 0..count {
        let office = if n % 2 == 0 { "edilizia" } else { "tributi" };
        let body = json!({ "variables": { "ufficio": office } });
        let made = house
            .post(&marta, "/processes/molti/instances", body)
            .await
            .expect(201);
        cases.push(made.json()["id"].as_str().unwrap().to_string());
    }
    (marta, cases)
}

/// The batch once nothing of it waits any more.
async fn ended(house: &House, browser: &Browser, made: Answer) -> Value {
    let made = made.expect(201).json();
    let path = format!("/batches/{}", made["id"].as_str().unwrap());
    for _ in 0..200 {
        let now = house.get(browser, &path).await.expect(200).json();
        if now["state"] != "running" {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{path} does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_cases_are_paused_resumed_and_stopped() {
    let house = House::new().await;
    let (marta, cases) = begun(&house, 40).await;
    let all = json!({ "process": "molti" });
    for (kind, from, to) in [
        ("suspend_instances", "running", "suspended"),
        ("resume_instances", "suspended", "running"),
        ("cancel_instances", "running", "terminated"),
    ] {
        let asked = json!({ "kind": kind, "filter": all, "reason": "prova" });
        let made = house.post(&marta, "/batches", asked).await;
        let batch = ended(&house, &marta, made).await;
        assert_eq!(
            (&batch["done"], &batch["failed"]),
            (&json!(40), &json!(0)),
            "{kind}: {batch}"
        );
        let left = house
            .get(&marta, &format!("/instances?process=molti&state={from}"))
            .await
            .json();
        assert_eq!(left["items"], json!([]), "{kind}");
        let now = house
            .get(&marta, &format!("/instances/{}", cases[7]))
            .await
            .json();
        assert_eq!(now["state"], to, "{kind}");
    }
    let nothing = json!({ "kind": "cancel_instances", "filter": all, "reason": "prova" });
    let nothing = house.post(&marta, "/batches", nothing).await.expect(422);
    assert_eq!(nothing.json()["code"], "nothing_selected");
    // What has ended cannot be stopped again: each item says so, in the reader's language.
    let ended_ones = json!({ "kind": "cancel_instances", "ids": cases[..3], "reason": "prova" });
    let made = house.post(&marta, "/batches", ended_ones).await;
    let batch = ended(&house, &marta, made).await;
    assert_eq!((&batch["done"], &batch["failed"]), (&json!(0), &json!(3)));
    let items = format!(
        "/batches/{}/items?state=failed",
        batch["id"].as_str().unwrap()
    );
    let items = house.get(&marta, &items).await.expect(200).json();
    assert_eq!(items["items"][0]["failure"], "Il processo è già terminato.");
    assert_eq!(
        items["items"][0]["instance"], items["items"][0]["object"],
        "an item leads to its case"
    );
    assert!(items["items"][0]["title"].is_string());
    let stop = format!("/batches/{}/stop", batch["id"].as_str().unwrap());
    house.post(&marta, &stop, json!({})).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_reaches_the_cases_of_the_office_only_and_errors_are_retried_together() {
    let house = House::new().await;
    let (marta, cases) = begun(&house, 10).await;
    let sergio = house.session_of("sergio").await;
    let asked = json!({ "kind": "suspend_instances", "filter": { "process": "molti" } });
    let made = house.post(&sergio, "/batches", asked).await;
    let batch = ended(&house, &sergio, made).await;
    assert_eq!(batch["done"], 5, "of edilizia only: {batch}");
    let foreign = json!({ "kind": "resume_instances", "ids": [cases[1]] });
    house.post(&sergio, "/batches", foreign).await.expect(404);
    let anna = house.session_of("anna").await;
    let not_hers = json!({ "kind": "resume_instances", "ids": [cases[0]] });
    house.post(&anna, "/batches", not_hers).await.expect(403);
    let path = format!("/batches/{}", batch["id"].as_str().unwrap());
    house.get(&anna, &path).await.expect(404);
    let back = json!({ "kind": "resume_instances", "filter": { "process": "molti" } });
    let made = house.post(&marta, "/batches", back).await;
    ended(&house, &marta, made).await;

    let jobs = json!({ "topics": ["catasto"], "worker": "w", "max": 10 });
    let jobs = house.post(&marta, "/jobs/acquire", jobs).await.json();
    for job in jobs["items"].as_array().unwrap() {
        let path = format!("/jobs/{}/fail", job["id"].as_str().unwrap());
        let failed =
            json!({ "lease": job["lease"], "message": "il catasto non risponde", "retries": 0 });
        house.post(&marta, &path, failed).await.expect(200);
    }
    let open = house.get(&marta, "/incidents?state=open").await.json();
    assert_eq!(open["items"].as_array().unwrap().len(), 10);
    let retry = json!({ "kind": "retry_incidents", "filter": { "process": "molti" } });
    let made = house.post(&marta, "/batches", retry).await;
    let batch = ended(&house, &marta, made).await;
    assert_eq!(batch["done"], 10, "{batch}");
    let again = json!({ "topics": ["catasto"], "worker": "w", "max": 10 });
    let again = house.post(&marta, "/jobs/acquire", again).await.json();
    assert_eq!(
        again["items"].as_array().unwrap().len(),
        10,
        "each is there again"
    );
    let (_, wrong) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(wrong, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_goes_over_to_another_version_and_what_stands_elsewhere_stays() {
    let house = House::new().await;
    let (marta, cases) = begun(&house, 6).await;
    let ada = house.session_of("ada").await;
    // The new version has another task after the job, so every case that stands at the job can go.
    let text = PROCESS.replace("\"u\"", "\"visto\"");
    let made = house
        .deploy(&ada, &[("m.bpmn", &text)])
        .await
        .expect(201)
        .json();
    let jobs = json!({ "topics": ["catasto"], "worker": "w", "max": 1 });
    let job = house.post(&marta, "/jobs/acquire", jobs).await.json()["items"][0].clone();
    let path = format!("/jobs/{}/complete", job["id"].as_str().unwrap());
    house
        .post(&marta, &path, json!({ "lease": job["lease"] }))
        .await
        .expect(200);
    let asked =
        json!({ "kind": "migrate_instances", "ids": cases, "process": made["processes"][0]["id"] });
    let begun = house.post(&marta, "/batches", asked).await;
    let batch = ended(&house, &marta, begun).await;
    assert_eq!(
        (&batch["done"], &batch["failed"]),
        (&json!(5), &json!(1)),
        "{batch}"
    );
    let gone = house.get(&marta, "/instances?process=molti").await.json();
    let versions = gone["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|i| i["version"] == 2);
    assert_eq!(versions.count(), 5);
    let (_, wrong) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(wrong, []);
}
