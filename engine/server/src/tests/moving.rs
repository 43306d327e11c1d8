//! A case moved by hand and taken to another version, tried first; and what its variables were.

use super::*;

fn process(second: &str, boundary: bool) -> String {
    let alarm = match boundary {
        true => {
            r#"<boundaryEvent id="tardi" attachedToRef="SECOND" cancelActivity="false"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
               <sequenceFlow id="f4" sourceRef="tardi" targetRef="fine"/>"#
        }
        false => "",
    };
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
        <process id="pratica" isExecutable="true">
          <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="istruttoria"/>
          <userTask id="istruttoria" name="Istruttoria" camunda:candidateGroups="ufficio:edilizia"/>
          <sequenceFlow id="f2" sourceRef="istruttoria" targetRef="SECOND"/>
          <userTask id="SECOND" name="Firma" camunda:candidateGroups="ufficio:edilizia"/>
          {alarm}
          <sequenceFlow id="f3" sourceRef="SECOND" targetRef="fine"/>
          <endEvent id="fine"/>
        </process></definitions>"#
    )
    .replace("SECOND", second)
}

async fn deploy(house: &House, text: &str) -> String {
    let ada = house.session_of("ada").await;
    let made = house.deploy(&ada, &[("p.bpmn", text)]).await.expect(201);
    made.json()["processes"][0]["id"].as_str().unwrap().into()
}

async fn open_tasks(house: &House, marta: &Browser, case: &str) -> Vec<String> {
    let tasks = house.get(marta, &format!("{case}/tasks")).await.json();
    let open = tasks["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|t| t["state"] == "open");
    open.map(|t| t["element"].as_str().unwrap().to_string())
        .collect()
}

#[tokio::test]
async fn a_case_is_moved_by_hand_after_a_trial_that_changes_nothing() {
    let house = House::new().await;
    deploy(&house, &process("firma", false)).await;
    let marta = house.session_of("marta").await;
    let started = house
        .post(
            &marta,
            "/processes/pratica/instances",
            json!({ "variables": { "ufficio": "edilizia" } }),
        )
        .await
        .expect(201)
        .json();
    let case = format!("/instances/{}", started["id"].as_str().unwrap());
    let changes = json!({ "changes": [
        { "act": "start_before", "element": "firma" },
        { "act": "cancel", "element": "istruttoria" },
    ] });
    let path = format!("{case}/modify");
    let tried = house
        .post(&marta, &format!("{path}?dry_run=true"), changes.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&tried["dry_run"], &tried["tokens"][0]["element"]),
        (&json!(true), &json!("firma"))
    );
    assert_eq!(open_tasks(&house, &marta, &case).await, ["istruttoria"]);

    house.post(&marta, &path, changes.clone()).await.expect(200);
    assert_eq!(open_tasks(&house, &marta, &case).await, ["firma"]);
    let audit = house
        .get(&marta, "/audit?verb=instance.modify")
        .await
        .json();
    assert_eq!(audit["items"][0]["detail"], changes);

    let nowhere = json!({ "changes": [{ "act": "start_before", "element": "mai" }] });
    let refused = house.post(&marta, &path, nowhere).await.expect(422).json();
    assert_eq!(refused["fields"][0]["field"], "mai");
    assert!(
        !refused["fields"][0]["message"]
            .as_str()
            .unwrap()
            .contains('\n'),
        "{refused}"
    );
    house
        .post(&marta, &path, json!({ "changes": [] }))
        .await
        .expect(422);
    let (_, wrong) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(wrong, []);
}

#[tokio::test]
async fn a_case_goes_over_to_another_version_by_a_plan() {
    let house = House::new().await;
    let first = deploy(&house, &process("firma", false)).await;
    let marta = house.session_of("marta").await;
    let started = house
        .post(&marta, "/processes/pratica/instances", json!({}))
        .await
        .json();
    let case = format!("/instances/{}", started["id"].as_str().unwrap());
    let to_sign = json!({ "changes": [
        { "act": "start_before", "element": "firma" }, { "act": "cancel", "element": "istruttoria" },
    ] });
    house
        .post(&marta, &format!("{case}/modify"), to_sign)
        .await
        .expect(200);
    let second = deploy(&house, &process("approva", true)).await;

    let plan = house
        .get(
            &marta,
            &format!("/migrations/plan?from={first}&to={second}"),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(plan["without_counterpart"], json!(["firma"]));
    assert_eq!(plan["plan"]["arm"], json!(["tardi"]));
    let path = format!("{case}/migrate");
    let stays = house
        .post(&marta, &path, json!({ "process": second }))
        .await;
    assert_eq!(stays.expect(422).json()["fields"][0]["field"], "firma");
    let asked =
        json!({ "process": second, "plan": { "moves": { "firma": "approva" }, "arm": ["tardi"] } });
    house
        .post(&marta, &format!("{path}?dry_run=true"), asked.clone())
        .await
        .expect(200);
    assert_eq!(house.get(&marta, &case).await.json()["version"], 1);
    house.post(&marta, &path, asked.clone()).await.expect(200);
    let now = house.get(&marta, &case).await.json();
    assert_eq!(
        (&now["version"], &now["tokens"][0]["element"]),
        (&json!(2), &json!("approva"))
    );
    assert_eq!(open_tasks(&house, &marta, &case).await, ["approva"]);
    let (_, wrong) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(wrong, [], "every row goes under the new ids");
    let again = house.post(&marta, &path, asked).await.expect(409).json();
    assert_eq!(again["code"], "same_version");
    let gone = json!({ "process": uuid::Uuid::nil() });
    let gone = house.post(&marta, &path, gone).await.expect(422).json();
    assert_eq!(gone["fields"][0]["field"], "process");
}

#[tokio::test]
async fn an_open_task_is_offered_as_the_new_version_says_and_keeps_its_holder() {
    let house = House::new().await;
    deploy(&house, &process("firma", false)).await;
    let (marta, anna) = (
        house.session_of("marta").await,
        house.session_of("anna").await,
    );
    let started = house
        .post(&marta, "/processes/pratica/instances", json!({}))
        .await
        .json();
    let case = format!("/instances/{}", started["id"].as_str().unwrap());
    let tasks = house.get(&marta, &format!("{case}/tasks")).await.json();
    let task = format!("/tasks/{}", tasks["items"][0]["id"].as_str().unwrap());
    house
        .post(&anna, &format!("{task}/claim"), json!({}))
        .await
        .expect(200);
    let renamed = process("firma", false).replace(
        r#"name="Istruttoria" camunda:candidateGroups="ufficio:edilizia""#,
        r#"name="Esame" camunda:candidateGroups="ufficio:tributi" camunda:priority="70""#,
    );
    let second = deploy(&house, &renamed).await;
    let path = format!("{case}/migrate");
    house
        .post(&marta, &path, json!({ "process": second }))
        .await
        .expect(200);
    let now = house.get(&marta, &task).await.expect(200).json();
    assert_eq!(now["name"], "Esame");
    assert_eq!(now["candidate_groups"], json!(["ufficio:tributi"]), "{now}");
    assert_eq!(now["priority"], 70);
    assert_eq!(now["assignee"]["login"], "anna", "{now}");
    let (_, wrong) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(wrong, []);
}

#[tokio::test]
async fn variables_are_changed_and_what_they_were_is_told() {
    let house = House::new().await;
    deploy(&house, &process("firma", false)).await;
    let marta = house.session_of("marta").await;
    let started = house
        .post(
            &marta,
            "/processes/pratica/instances",
            json!({ "variables": { "giorni": 30, "altro": 1 } }),
        )
        .await
        .json();
    let case = format!("/instances/{}", started["id"].as_str().unwrap());
    let changed = json!({ "variables": { "giorni": 60 } });
    house
        .call(
            &marta,
            Method::PATCH,
            &format!("{case}/variables"),
            Some(changed),
        )
        .await
        .expect(200);
    let now = house.get(&marta, &format!("{case}/variables")).await.json();
    assert_eq!((&now["giorni"], &now["altro"]), (&json!(60), &json!(1)));
    let history = house
        .get(&marta, &format!("{case}/variables/history?name=giorni"))
        .await
        .expect(200)
        .json();
    let values: Vec<&Value> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| &w["value"])
        .collect();
    assert_eq!(values, [&json!(30), &json!(60)]);
    assert_eq!(history["items"][1]["by"]["login"], "marta");
}
