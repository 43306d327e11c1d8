//! Who writes the answer: one person at a time, asked for, left, taken over; of two who send, one.

use super::*;
use store::{WriteSet, load, row};
use uuid::Uuid;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:test">
  <process id="risposta" name="Risposta" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="ufficio"/>
    <scriptTask id="ufficio" scriptFormat="rhai"><script>set("ufficio", "edilizia")</script></scriptTask>
    <sequenceFlow id="f2" sourceRef="ufficio" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi" camunda:candidateGroups="ufficio:edilizia" staffetta:drafts="risposta"/>
    <sequenceFlow id="f3" sourceRef="scrivi" targetRef="rilegge"/>
    <userTask id="rilegge" name="Rilegge" camunda:candidateGroups="ufficio:edilizia"/>
    <sequenceFlow id="f4" sourceRef="rilegge" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

/// A mailbox of the office and `cases` cases begun by copies of one message, each with its task to write.
async fn cases(house: &House, cases: usize) -> Vec<(Uuid, Uuid)> {
    let ada = house.login("ada").await;
    house.deploy(&ada, &[("p.bpmn", PROCESS)]).await.expect(201);
    let (runtime, store) = (&house.app.runtime, house.app.runtime.store());
    let now = chrono::Utc::now();
    let raw = store.blobs().put(b"copia".to_vec()).await.unwrap();
    let mut made = Vec::new();
    for n in 0..cases {
        let id = runtime
            .start(
                &Act::system(),
                "risposta",
                None,
                serde_json::Map::new(),
                None,
            )
            .await
            .unwrap()
            .id;
        let mailbox = a_mailbox(&format!("casella{n}"));
        let mail = row::Mail {
            id: Uuid::now_v7(),
            mailbox: mailbox.id,
            folder: "INBOX".into(),
            uid_validity: 1,
            uid: 1,
            raw,
            size: 5,
            kind: "transport".into(),
            message_id: "uno@pec.studio.example".into(),
            from_address: "rosa@pec.studio.example".into(),
            from_name: "Rosa Prova".into(),
            subject: "Istanza".into(),
            sent_at: None,
            arrived_at: Some(now),
            fetched_at: now,
            arrival: Value::Null,
            verdict: Some("trusted".into()),
            state: "case".into(),
            instance: Some(id),
            despatch: None,
            same_as: None,
            about: None,
        };
        let mut set = WriteSet::new(now);
        set.put(mailbox).put(mail);
        store.commit(set).await.unwrap();
        let task = load::tasks_of_instance(store, id).await.unwrap().remove(0);
        made.push((id, task.id));
    }
    made
}

fn message(body: &str) -> Value {
    json!({ "data": { "risposta": {
        "mailbox": "casella0", "to": ["rosa@pec.studio.example"], "subject": "Re: Istanza", "body": body,
    } } })
}

/// The time of whoever writes has run out.
async fn lapse(house: &House, instance: Uuid) {
    let store = house.app.runtime.store();
    let found = replies(house).await;
    let mut row = found.into_iter().find(|r| r.instance == instance).unwrap();
    row.held_until = chrono::Utc::now() - chrono::TimeDelta::seconds(1);
    let mut set = WriteSet::new(chrono::Utc::now());
    set.put(row);
    store.commit(set).await.unwrap();
}

async fn replies(house: &House) -> Vec<row::Reply> {
    let store = house.app.runtime.store();
    let audit = store::view::audit(
        &office::Viewer::system(),
        store,
        &Default::default(),
        None,
        200,
    )
    .await
    .unwrap();
    let ids: std::collections::BTreeSet<Uuid> = audit
        .items
        .iter()
        .filter_map(|a| a.detail["reply"].as_str()?.parse().ok())
        .collect();
    let mut found = Vec::new();
    for id in ids {
        found.extend(load::reply(store, id).await.unwrap());
    }
    found
}

async fn verbs(house: &House, task: Uuid) -> Vec<(String, String)> {
    let filter = store::view::AuditFilter {
        object: Some(task.to_string()),
        ..Default::default()
    };
    let system = office::Viewer::system();
    let found = store::view::audit(&system, house.app.runtime.store(), &filter, None, 200);
    let mut lines: Vec<_> = found
        .await
        .unwrap()
        .items
        .into_iter()
        .map(|a| (a.verb, a.actor))
        .collect();
    lines.reverse();
    lines
}

#[tokio::test]
async fn one_person_writes_the_answer_at_a_time() {
    let house = House::new().await;
    let [(instance, task)] = cases(&house, 1).await[..] else {
        panic!("one case")
    };
    let anna = house.login("anna").await;
    let bruno = house.login("bruno").await;
    let sergio = house.login("sergio").await;
    let reply = format!("/tasks/{task}/reply");
    let put = async |who: &Browser| house.call(who, Method::PUT, &reply, None).await;

    let free = house.get(&bruno, &format!("/tasks/{task}")).await.json();
    assert_eq!(free["reply"]["state"], "free", "{free}");
    assert_eq!(free["reply"]["may"]["take"], true);

    // Anna takes it, and with it the task; she is told how long it is hers and when she is warned.
    let taken = put(&anna).await.expect(200).json();
    assert_eq!(taken["state"], "mine");
    assert!((880..=900).contains(&taken["left_seconds"].as_i64().unwrap()));
    assert_eq!(taken["warn_seconds"], 120);
    let page = house.get(&anna, &format!("/tasks/{task}")).await.json();
    assert_eq!(page["assignee"]["login"], "anna");

    // Bruno is refused with her name and since when; so is his send. What he may do is ask, and leave a note.
    let refused = put(&bruno).await.expect(409).json();
    assert_eq!(refused["code"], "reply_held");
    assert_eq!(refused["holder"], "Anna Prova");
    assert_eq!(refused["detail"], "Chi scrive la risposta è Anna Prova.");
    assert_eq!(refused["since"], taken["since"]);
    house
        .post(
            &bruno,
            &format!("/tasks/{task}/complete"),
            message("Di Bruno"),
        )
        .await
        .expect(409);
    let seen = house.get(&bruno, &format!("/tasks/{task}")).await.json();
    assert_eq!(seen["reply"]["state"], "held");
    assert_eq!(
        seen["reply"]["may"],
        json!({ "take": false, "take_over": false, "ask": true })
    );
    house
        .post(
            &bruno,
            &format!("{reply}/ask"),
            json!({ "text": "La conosco" }),
        )
        .await
        .expect(204);
    let notices = house.get(&anna, "/notices").await.json();
    let text = notices["items"][0]["text"].as_str().unwrap();
    assert_eq!(
        text,
        "Bruno Prova chiede di poter scrivere la risposta a «Risposta». «La conosco»"
    );
    house
        .post(&anna, &format!("{reply}/ask"), json!({}))
        .await
        .expect(409);
    house
        .post(
            &bruno,
            &format!("/instances/{instance}/notes"),
            json!({ "text": "Da sapere" }),
        )
        .await
        .expect(201);
    house
        .post(
            &bruno,
            &format!("{reply}/take-over"),
            json!({ "reason": "mia" }),
        )
        .await
        .expect(403);

    // Typing is a sign of life; a reload finds it hers; prolonging too.
    let draft = json!({ "data": { "risposta": { "body": "Bozza di Anna" } } });
    lapse(&house, instance).await;
    let drafted = house
        .call(
            &anna,
            Method::PUT,
            &format!("/tasks/{task}/draft"),
            Some(draft),
        )
        .await;
    drafted.expect(200);
    let again = house.get(&anna, &format!("/tasks/{task}")).await.json();
    assert_eq!(again["reply"]["state"], "mine");
    assert!(again["reply"]["left_seconds"].as_i64().unwrap() > 880);
    assert_eq!(again["reply"]["since"], taken["since"]);
    put(&anna).await.expect(200);

    // The supervisor takes over, with a reason that is kept; the draft stays, Anna is told and refused.
    house
        .post(
            &sergio,
            &format!("{reply}/take-over"),
            json!({ "reason": " " }),
        )
        .await
        .expect(422);
    let over = house
        .post(
            &sergio,
            &format!("{reply}/take-over"),
            json!({ "reason": "Anna è assente" }),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(over["state"], "mine");
    let his = house.get(&sergio, &format!("/tasks/{task}")).await.json();
    assert_eq!(his["draft"]["data"]["risposta"]["body"], "Bozza di Anna");
    let notes = house
        .get(&anna, &format!("/instances/{instance}/notes"))
        .await
        .json();
    assert_eq!(notes["items"][1]["text"], "Anna è assente", "{notes}");
    let told = house.get(&anna, "/notices").await.json();
    assert_eq!(
        told["items"][0]["text"],
        "Sergio Prova scrive ora la risposta a «Risposta». La bozza è rimasta. «Anna è assente»"
    );
    let late = house
        .post(&anna, &format!("/tasks/{task}/complete"), message("Tardi"))
        .await
        .expect(409)
        .json();
    assert_eq!(late["holder"], "Sergio Prova", "{late}");

    // His browser dies: when the time is over a colleague may write, and does.
    put(&bruno).await.expect(409);
    lapse(&house, instance).await;
    let lapsed = house.get(&bruno, &format!("/tasks/{task}")).await.json();
    assert_eq!(lapsed["reply"]["state"], "lapsed");
    put(&bruno).await.expect(200);
    let sent = house
        .post(
            &bruno,
            &format!("/tasks/{task}/complete"),
            message("Di Bruno"),
        )
        .await;
    sent.expect(200);

    let said: Vec<(String, String)> = verbs(&house, task)
        .await
        .into_iter()
        .filter(|(verb, _)| verb.starts_with("reply.") || verb == "task.complete")
        .collect();
    let line = |verb: &str, who: &str| (verb.to_string(), who.to_string());
    assert_eq!(
        said,
        [
            line("reply.take", "anna"),
            line("reply.refused", "bruno"),
            line("reply.ask", "bruno"),
            line("reply.prolong", "anna"),
            line("reply.take_over", "sergio"),
            line("reply.refused", "bruno"),
            line("reply.take", "bruno"),
            line("task.complete", "bruno"),
        ]
    );
}

#[tokio::test]
async fn putting_it_down_and_handing_it_over_leave_it_free() {
    let house = House::new().await;
    let [(_, task)] = cases(&house, 1).await[..] else {
        panic!("one case")
    };
    let (anna, bruno) = (house.login("anna").await, house.login("bruno").await);
    let reply = format!("/tasks/{task}/reply");
    house
        .call(&anna, Method::PUT, &reply, None)
        .await
        .expect(200);
    house
        .call(&anna, Method::DELETE, &reply, None)
        .await
        .expect(204);
    let state = async |who: &Browser| {
        let page = house.get(who, &format!("/tasks/{task}")).await.json();
        page["reply"]["state"].as_str().unwrap().to_string()
    };
    assert_eq!(state(&bruno).await, "free");
    house
        .call(&bruno, Method::PUT, &reply, None)
        .await
        .expect(200);
    house
        .post(
            &bruno,
            &format!("/tasks/{task}/assign"),
            json!({ "login": "anna" }),
        )
        .await
        .expect(200);
    assert_eq!(state(&anna).await, "free");
    house
        .call(&anna, Method::PUT, &reply, None)
        .await
        .expect(200);
    house
        .post(&anna, &format!("/tasks/{task}/release"), json!({}))
        .await
        .expect(200);
    assert_eq!(state(&bruno).await, "free");
}

#[tokio::test]
async fn one_message_in_two_boxes_is_answered_once_unless_taken_again() {
    let house = House::new().await;
    let [(first, mine), (_, other)] = cases(&house, 2).await[..] else {
        panic!("two cases")
    };
    let (anna, bruno) = (house.login("anna").await, house.login("bruno").await);
    let complete = async |who: &Browser, task: Uuid, text: &str| {
        house
            .post(who, &format!("/tasks/{task}/complete"), message(text))
            .await
    };
    // Both send at the same moment, each from their own case: exactly one leaves.
    let (a, b) = tokio::join!(
        complete(&anna, mine, "Di Anna"),
        complete(&bruno, other, "Di Bruno")
    );
    let mut codes = [a.status.as_u16(), b.status.as_u16()];
    codes.sort();
    assert_eq!(codes, [200, 409]);
    let (who, task, lost) = match a.status.as_u16() {
        200 => (&bruno, other, b.json()),
        _ => (&anna, mine, a.json()),
    };
    assert_eq!(lost["code"], "already_answered", "{lost}");

    // A second one leaves only when its writer takes it, knowing of the first.
    let page = house.get(who, &format!("/tasks/{task}")).await.json();
    assert_eq!(page["reply"]["state"], "sent");
    assert_eq!(page["reply"]["sent_elsewhere"], true);
    if task == other {
        assert_eq!(page["reply"]["instance"], first.to_string().as_str());
    }
    let draft = json!({ "data": { "risposta": { "body": "x" } } });
    house
        .post(who, &format!("/tasks/{task}/claim"), json!({}))
        .await
        .expect(200);
    house
        .call(
            who,
            Method::PUT,
            &format!("/tasks/{task}/draft"),
            Some(draft),
        )
        .await
        .expect(409);
    house
        .call(who, Method::PUT, &format!("/tasks/{task}/reply"), None)
        .await
        .expect(200);
    complete(who, task, "Integrazione").await.expect(200);
}
