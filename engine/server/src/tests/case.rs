use super::*;

const PROCESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="parere" name="Parere" isExecutable="true">
    <startEvent id="inizio" name="Inizio"/>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="annota"/>
    <scriptTask id="annota" name="Annota" scriptFormat="rhai"><script>log("arrivata")</script></scriptTask>
    <sequenceFlow id="f2" sourceRef="annota" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi il parere" camunda:candidateGroups="ufficio:edilizia" camunda:formRef="parere"/>
    <sequenceFlow id="f3" sourceRef="scrivi" targetRef="fine"/>
    <endEvent id="fine" name="Fine"/>
  </process>
</definitions>"#;

const FORM: &str = r#"{"id":"parere","type":"default","schemaVersion":16,"components":[{"type":"textfield","key":"parere","label":"Parere","validate":{"required":true}}]}"#;

pub(super) async fn deployed(house: &House) -> String {
    let ada = house.login("ada").await;
    let files = [("process.bpmn", PROCESS), ("forms/parere.form", FORM)];
    let answer = house.deploy(&ada, &files).await.expect(201).json();
    assert_eq!(answer["processes"][0]["key"], "parere");
    let again = house.deploy(&ada, &files).await.expect(200).json();
    assert_eq!(again["id"], answer["id"]);
    answer["id"].as_str().unwrap().into()
}

pub(super) async fn started(house: &House, browser: &Browser) -> String {
    let answer = house
        .post(
            browser,
            "/processes/parere/instances",
            json!({ "variables": { "oggetto": "Tettoia" }, "business_key": "T-1" }),
        )
        .await
        .expect(201)
        .json();
    assert_eq!(answer["state"], "running");
    answer["id"].as_str().unwrap().into()
}

#[tokio::test]
async fn a_bundle_that_cannot_be_read_is_refused_with_findings_in_the_readers_language() {
    let house = House::new().await;
    let ada = house.login("ada").await;
    let refused = house
        .deploy(&ada, &[("process.bpmn", "<definitions><process")])
        .await
        .expect(422)
        .json();
    assert_eq!(refused["code"], "bundle_refused");
    let finding = &refused["findings"][0];
    assert!(
        finding["code"].as_str().unwrap().starts_with("XML"),
        "{finding}"
    );
    assert!(
        finding["message"].is_string() && finding["fix"].is_string() && finding["line"].is_number(),
        "{finding}"
    );
    house.deploy(&ada, &[]).await.expect(422);
    let anna = house.login("anna").await;
    house
        .deploy(&anna, &[("process.bpmn", PROCESS)])
        .await
        .expect(403);
}

#[tokio::test]
async fn a_task_is_taken_by_one_and_the_other_learns_by_whom() {
    let house = House::new().await;
    deployed(&house).await;
    let (anna, bruno, tea) = (
        house.login("anna").await,
        house.login("bruno").await,
        house.login("tea").await,
    );
    let instance = started(&house, &anna).await;
    let list = house
        .get(&anna, "/tasks?filter=groups")
        .await
        .expect(200)
        .json();
    let task = &list["items"][0];
    assert_eq!(
        (
            task["name"].as_str(),
            task["title"].as_str(),
            task["process_name"].as_str()
        ),
        (Some("Scrivi il parere"), Some("Tettoia"), Some("Parere"))
    );
    let id = task["id"].as_str().unwrap();
    assert_eq!(
        house.get(&anna, "/tasks/counts").await.json(),
        json!({ "mine": 0, "groups": 1, "sort": 0, "later": 0, "approve": 0, "sign": 0 })
    );
    // Another office sees neither the task nor its case.
    assert_eq!(
        house.get(&tea, "/tasks?filter=all").await.json()["items"],
        json!([])
    );
    for path in [
        format!("/tasks/{id}"),
        format!("/instances/{instance}"),
        format!("/instances/{instance}/variables"),
        format!("/instances/{instance}/trace"),
    ] {
        house.get(&tea, &path).await.expect(404);
    }
    house
        .post(&tea, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(404);

    let mine = house
        .post(&anna, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(
        mine["assignee"],
        json!({ "login": "anna", "name": "Anna Prova" })
    );
    let lost = house
        .post(&bruno, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(409)
        .json();
    assert_eq!(
        (lost["code"].as_str(), lost["holder"].as_str()),
        (Some("task_taken"), Some("Anna Prova"))
    );
    assert_eq!(lost["detail"], "L'attività è in carico a Anna Prova.");

    let detail = house.get(&anna, &format!("/tasks/{id}")).await.expect(200);
    let tag = detail.headers[header::ETAG].to_str().unwrap().to_string();
    let detail = detail.json();
    assert_eq!(tag, format!("\"{}\"", detail["revision"]));
    assert_eq!(
        detail["may"],
        json!({ "claim": false, "release": true, "complete": true, "assign": true, "ask_opinion": true, "distribute": true, "snooze": true })
    );
    assert_eq!(detail["form_schema"]["components"][0]["key"], "parere");
    assert_eq!(detail["case"]["business_key"], "T-1");

    let saved = house
        .call(
            &anna,
            Method::PUT,
            &format!("/tasks/{id}/draft"),
            Some(json!({ "data": { "parere": "fav" } })),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        house.get(&anna, &format!("/tasks/{id}")).await.json()["draft"]["data"]["parere"],
        "fav"
    );
    assert!(saved["revision"].as_i64().unwrap() > detail["revision"].as_i64().unwrap());

    let stranger = json!({ "data": { "parere": "favorevole", "intruso": 1 } });
    let refused = house
        .post(&anna, &format!("/tasks/{id}/complete"), stranger)
        .await
        .expect(422)
        .json();
    assert_eq!(refused["fields"][0]["field"], "intruso");
    house
        .post(
            &bruno,
            &format!("/tasks/{id}/complete"),
            json!({ "data": { "parere": "contrario" } }),
        )
        .await
        .expect(409);
    house
        .post(
            &anna,
            &format!("/tasks/{id}/complete"),
            json!({ "data": { "parere": "favorevole" } }),
        )
        .await
        .expect(200);
    let gone = house
        .post(
            &bruno,
            &format!("/tasks/{id}/complete"),
            json!({ "data": { "parere": "contrario" } }),
        )
        .await
        .expect(409)
        .json();
    assert_eq!(gone["holder"], "Anna Prova");

    let case = house
        .get(&anna, &format!("/instances/{instance}"))
        .await
        .expect(200)
        .json();
    assert_eq!(case["state"], "completed");
    assert_eq!(
        house
            .get(&anna, &format!("/instances/{instance}/variables"))
            .await
            .json()["parere"],
        "favorevole"
    );
    let log = house
        .get(&anna, &format!("/instances/{instance}/log"))
        .await
        .json();
    assert_eq!(log["items"][0]["text"], "arrivata");
    let trace = house
        .get(&anna, &format!("/instances/{instance}/trace"))
        .await
        .json();
    let named: Vec<&str> = trace["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|e| e["element_name"].as_str())
        .collect();
    assert!(
        named.contains(&"Scrivi il parere") && named.contains(&"Fine"),
        "{named:?}"
    );
}

#[tokio::test]
async fn a_draft_saved_over_another_is_told_412() {
    let house = House::new().await;
    deployed(&house).await;
    let anna = house.login("anna").await;
    started(&house, &anna).await;
    let next = house
        .post(&anna, "/tasks/next", json!({ "filter": "groups" }))
        .await
        .expect(200)
        .json();
    let id = next["id"].as_str().unwrap();
    let put = |tag: i64| {
        Request::put(format!("/api/v1/tasks/{id}/draft"))
            .header(header::HOST, "staffetta.example")
            .header(header::COOKIE, format!("staffetta_session={}", anna.cookie))
            .header("x-csrf-token", &anna.csrf)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_MATCH, format!("\"{tag}\""))
            .body(Body::from(json!({ "data": { "parere": "x" } }).to_string()))
            .unwrap()
    };
    let revision = next["revision"].as_i64().unwrap();
    house.send(put(revision)).await.expect(200);
    house.send(put(revision)).await.expect(412);
    house
        .post(&anna, "/tasks/next", json!({ "filter": "groups" }))
        .await
        .expect(204);
}

#[tokio::test]
async fn a_supervisor_steers_the_cases_of_the_office_only() {
    let house = House::new().await;
    let deployment = deployed(&house).await;
    let (anna, sergio, marta) = (
        house.login("anna").await,
        house.login("sergio").await,
        house.login("marta").await,
    );
    let instance = started(&house, &anna).await;
    house
        .post(
            &anna,
            &format!("/instances/{instance}/cancel"),
            json!({ "reason": "prova" }),
        )
        .await
        .expect(403);
    house
        .post(
            &sergio,
            &format!("/instances/{instance}/notes"),
            json!({ "text": "Sentito il tecnico." }),
        )
        .await
        .expect(201);
    assert_eq!(
        house
            .get(&anna, &format!("/instances/{instance}/notes"))
            .await
            .json()["items"][0]["author"]["name"],
        "Sergio Prova"
    );
    house
        .post(
            &sergio,
            &format!("/instances/{instance}/cancel"),
            json!({ "reason": "" }),
        )
        .await
        .expect(422);
    house
        .call(
            &marta,
            Method::DELETE,
            &format!("/deployments/{deployment}"),
            None,
        )
        .await
        .expect(409);
    let ada = house.login("ada").await;
    assert_eq!(
        house.get(&ada, "/processes").await.json()["items"][0]["instances"]["running"],
        1,
        "an analyst sees no case, but how many there are"
    );
    house
        .get(&ada, &format!("/instances/{instance}"))
        .await
        .expect(404);
    let ended = house
        .post(
            &sergio,
            &format!("/instances/{instance}/cancel"),
            json!({ "reason": "doppione" }),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(ended["state"], "terminated");
    house
        .call(
            &marta,
            Method::DELETE,
            &format!("/deployments/{deployment}?cascade=true"),
            None,
        )
        .await
        .expect(204);
    assert_eq!(
        house.get(&marta, "/processes").await.json()["items"],
        json!([])
    );
}

#[tokio::test]
async fn drafts_of_the_designer_are_saved_checked_and_published() {
    let house = House::new().await;
    let ada = house.login("ada").await;
    house
        .post(&ada, "/drafts", json!({ "name": "parere" }))
        .await
        .expect(201);
    house
        .post(&ada, "/drafts", json!({ "name": "parere" }))
        .await
        .expect(409);
    house
        .post(&ada, "/drafts", json!({ "name": "../x" }))
        .await
        .expect(422);
    let put = |files: Value| {
        house.call(
            &ada,
            Method::PUT,
            "/drafts/parere",
            Some(json!({ "files": files })),
        )
    };
    put(json!({ "process.bpmn": "<x" })).await.expect(200);
    let findings = house
        .post(&ada, "/drafts/parere/check", json!({}))
        .await
        .expect(200)
        .json();
    assert!(!findings["findings"].as_array().unwrap().is_empty());
    house
        .post(&ada, "/drafts/parere/publish", json!({}))
        .await
        .expect(422);
    put(json!({ "../process.bpmn": PROCESS })).await.expect(422);
    put(json!({ "process.bpmn": PROCESS, "forms/parere.form": FORM }))
        .await
        .expect(200);
    assert_eq!(
        house.get(&ada, "/drafts").await.json()["items"][0]["title"],
        "Parere"
    );
    let published = house
        .post(&ada, "/drafts/parere/publish", json!({}))
        .await
        .expect(201)
        .json();
    assert_eq!(published["processes"][0]["version"], 1);
    let process = house.get(&ada, "/processes").await.json()["items"][0].clone();
    assert_eq!(
        (process["key"].as_str(), process["draft"].as_bool()),
        (Some("parere"), Some(true))
    );
    let xml = house.get(&ada, "/processes/parere/xml").await.expect(200);
    assert_eq!(xml.bytes, PROCESS.as_bytes());
    let form = house
        .get(
            &ada,
            &format!(
                "/deployments/{}/files/forms/parere.form",
                published["id"].as_str().unwrap()
            ),
        )
        .await
        .expect(200);
    assert_eq!(form.bytes, FORM.as_bytes());
    house
        .call(&ada, Method::DELETE, "/drafts/parere", None)
        .await
        .expect(204);
    house
        .post(&ada, "/drafts", json!({ "from_deployment": "parere" }))
        .await
        .expect(201);
}

#[tokio::test]
async fn the_test_clock_moves_forward_for_administrators() {
    let house = House::new().await;
    let (anna, marta) = (house.login("anna").await, house.login("marta").await);
    let before: chrono::DateTime<chrono::Utc> = house.get(&anna, "/clock").await.json()["now"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    house
        .call(
            &anna,
            Method::PUT,
            "/clock",
            Some(json!({ "advance_seconds": 1 })),
        )
        .await
        .expect(403);
    let after = house
        .call(
            &marta,
            Method::PUT,
            "/clock",
            Some(json!({ "advance_seconds": 90.5 })),
        )
        .await
        .expect(200)
        .json();
    let after: chrono::DateTime<chrono::Utc> = after["now"].as_str().unwrap().parse().unwrap();
    assert_eq!((after - before).num_milliseconds(), 90_500);
    for wrong in [
        json!({}),
        json!({ "advance_seconds": -1 }),
        json!({ "advance_seconds": 1, "now": after }),
    ] {
        house
            .call(&marta, Method::PUT, "/clock", Some(wrong))
            .await
            .expect(422);
    }
}

#[tokio::test]
async fn scripts_are_checked_while_they_are_typed() {
    let house = House::new().await;
    let ada = house.login("ada").await;
    let good = house
        .post(
            &ada,
            "/scripts/check",
            json!({ "text": "importo > 1000", "kind": "condition" }),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(good["problems"], json!([]));
    let bad = house
        .post(
            &ada,
            "/scripts/check",
            json!({ "text": "let x = ;", "kind": "script" }),
        )
        .await
        .expect(200)
        .json();
    assert!(
        bad["problems"][0]["line"].as_u64().unwrap() >= 1
            && bad["problems"][0]["message"].is_string(),
        "{bad}"
    );
}
