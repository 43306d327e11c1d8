//! The same request again: the first answer, once done, whatever was asked.

use super::case::{deployed, started};
use super::*;

impl House {
    /// A request with a key, as a program that tries again sends it.
    async fn keyed(
        &self,
        browser: &Browser,
        method: Method,
        path: &str,
        key: &str,
        body: Value,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::HOST, "staffetta.example")
            .header(
                header::COOKIE,
                format!("staffetta_session={}", browser.cookie),
            )
            .header("x-csrf-token", &browser.csrf)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key)
            .body(Body::from(body.to_string()))
            .unwrap();
        self.send(request).await
    }

    /// Sends it twice: the second answer is the first one, and says that it is.
    #[track_caller]
    fn same(first: &Answer, second: &Answer) {
        let seen = |a: &Answer| {
            (
                a.status,
                a.headers.get(header::ETAG).cloned(),
                String::from_utf8_lossy(&a.bytes).to_string(),
            )
        };
        assert_eq!(seen(first), seen(second));
        assert!(!first.headers.contains_key("idempotent-replayed"));
        assert_eq!(second.headers["idempotent-replayed"], "true");
    }

    async fn count(&self, browser: &Browser, path: &str) -> usize {
        let list = self.get(browser, path).await.expect(200).json();
        list["items"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_nothing_happens_twice() {
    let house = House::new().await;
    deployed(&house).await;
    let (anna, ada, marta) = (
        house.login("anna").await,
        house.login("ada").await,
        house.login("marta").await,
    );
    let instance = started(&house, &anna).await;
    let tasks = house
        .get(&anna, &format!("/instances/{instance}/tasks"))
        .await
        .json();
    let task = tasks["items"][0]["id"].as_str().unwrap().to_string();
    let rows: Vec<(&Browser, Method, String, Value, u16)> = vec![
        (
            &anna,
            Method::POST,
            "/processes/parere/instances".into(),
            json!({}),
            201,
        ),
        (
            &anna,
            Method::POST,
            format!("/tasks/{task}/claim"),
            json!({}),
            200,
        ),
        (
            &anna,
            Method::PUT,
            format!("/tasks/{task}/draft"),
            json!({ "data": { "parere": "sì" } }),
            200,
        ),
        (
            &anna,
            Method::POST,
            format!("/tasks/{task}/complete"),
            json!({ "data": { "parere": "favorevole" } }),
            200,
        ),
        (
            &anna,
            Method::POST,
            "/profile/tokens".into(),
            json!({ "name": "prova" }),
            201,
        ),
        (
            &ada,
            Method::POST,
            "/drafts".into(),
            json!({ "name": "bozza" }),
            201,
        ),
        (
            &marta,
            Method::POST,
            "/people".into(),
            json!({ "login": "nuova", "name": "Nuova" }),
            201,
        ),
        (
            &marta,
            Method::POST,
            "/offices".into(),
            json!({ "key": "nuovo", "name": "Nuovo" }),
            201,
        ),
    ];
    for (n, (browser, method, path, body, status)) in rows.iter().enumerate() {
        let key = format!("k{n}");
        let first = house
            .keyed(browser, method.clone(), path, &key, body.clone())
            .await
            .expect(*status);
        let second = house
            .keyed(browser, method.clone(), path, &key, body.clone())
            .await;
        House::same(&first, &second);
        let mut other = body.clone();
        other["altro"] = json!(1);
        let refused = house
            .keyed(browser, method.clone(), path, &key, other)
            .await
            .expect(422)
            .json();
        assert_eq!(refused["code"], "idempotency_key_reused", "{path}");
    }
    assert_eq!(house.count(&anna, "/profile/tokens").await, 1);
    assert_eq!(house.count(&anna, "/instances").await, 2);
    // Somebody else's key is another key.
    house
        .keyed(
            &marta,
            Method::POST,
            "/processes/parere/instances",
            "k0",
            json!({}),
        )
        .await
        .expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_the_same_at_once_are_one() {
    let house = House::new().await;
    deployed(&house).await;
    let anna = house.login("anna").await;
    let instance = started(&house, &anna).await;
    let tasks = house
        .get(&anna, &format!("/instances/{instance}/tasks"))
        .await
        .json();
    let path = format!(
        "/tasks/{}/complete",
        tasks["items"][0]["id"].as_str().unwrap()
    );
    let body = json!({ "data": { "parere": "favorevole" } });
    let ask = || house.keyed(&anna, Method::POST, &path, "once", body.clone());
    let answers = tokio::join!(ask(), ask(), ask());
    for answer in [&answers.0, &answers.1, &answers.2] {
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.bytes)
        );
    }
}

const JOB: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="visura" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/>
  <serviceTask id="t" camunda:type="external" camunda:topic="catasto"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

#[tokio::test]
async fn a_worker_that_reports_again_hears_the_first_answer() {
    let house = House::new().await;
    let (ada, marta) = (house.login("ada").await, house.login("marta").await);
    house.deploy(&ada, &[("v.bpmn", JOB)]).await.expect(201);
    house
        .post(&marta, "/processes/visura/instances", json!({}))
        .await
        .expect(201);
    let asked = json!({ "topics": ["catasto"], "worker": "w" });
    let jobs = house
        .keyed(&marta, Method::POST, "/jobs/acquire", "a1", asked.clone())
        .await
        .expect(200);
    let again = house
        .keyed(&marta, Method::POST, "/jobs/acquire", "a1", asked)
        .await;
    House::same(&jobs, &again);
    let job = &jobs.json()["items"][0];
    let path = format!("/jobs/{}/complete", job["id"].as_str().unwrap());
    let report = json!({ "lease": job["lease"] });
    let first = house
        .keyed(&marta, Method::POST, &path, "r1", report.clone())
        .await
        .expect(200);
    let second = house
        .keyed(&marta, Method::POST, &path, "r1", report.clone())
        .await;
    House::same(&first, &second);
    // The lease says enough: the same report without a key, or with a new one, is the same report.
    let third = house.post(&marta, &path, report.clone()).await.expect(200);
    assert_eq!(third.json(), first.json());
    let fourth = house
        .keyed(&marta, Method::POST, &path, "r2", report.clone())
        .await
        .expect(200);
    assert_eq!(fourth.json(), first.json());
    // Another report under it is late, and so is the same one under another lease.
    for other in [
        json!({ "lease": job["lease"], "variables": { "esito": "altro" } }),
        json!({ "lease": job["lease"].as_i64().unwrap() + 1 }),
        json!({}),
    ] {
        let late = house.post(&marta, &path, other).await.expect(409).json();
        assert_eq!(late["code"], "lease_lost");
    }
    let failed = path.replace("/complete", "/fail");
    let late = json!({ "lease": job["lease"], "message": "no" });
    let late = house.post(&marta, &failed, late).await.expect(409).json();
    assert_eq!(late["code"], "lease_lost");
}

#[tokio::test]
async fn a_failure_reported_again_costs_no_second_try() {
    let house = House::new().await;
    let (ada, marta) = (house.login("ada").await, house.login("marta").await);
    house.deploy(&ada, &[("v.bpmn", JOB)]).await.expect(201);
    house
        .post(&marta, "/processes/visura/instances", json!({}))
        .await
        .expect(201);
    let asked = json!({ "topics": ["catasto"], "worker": "w" });
    let acquire = async || {
        let taken = house.post(&marta, "/jobs/acquire", asked.clone()).await;
        taken.expect(200).json()["items"][0].clone()
    };
    let job = acquire().await;
    let path = format!("/jobs/{}/fail", job["id"].as_str().unwrap());
    let report = json!({ "lease": job["lease"], "message": "catasto chiuso" });
    for _ in 0..3 {
        house.post(&marta, &path, report.clone()).await.expect(200);
    }
    let next = acquire().await;
    assert_eq!(
        next["retries_left"].as_i64().unwrap(),
        job["retries_left"].as_i64().unwrap() - 1
    );
    // Taken again since: the report of the first lease still hears its answer and touches the second one not.
    house.post(&marta, &path, report).await.expect(200);
    let done = path.replace("/fail", "/complete");
    house
        .post(&marta, &done, json!({ "lease": next["lease"] }))
        .await
        .expect(200);
}
