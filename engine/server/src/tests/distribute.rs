//! Work given around: offices, copies, refusal, opinions, later, many at once, tags, mentions, joins undone.

use super::*;
use store::{WriteSet, load, row};
use uuid::Uuid;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="pratica" name="Pratica" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="smista"/>
    <userTask id="smista" name="Smista"/>
    <sequenceFlow id="f2" sourceRef="smista" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

/// Cases of an office, or of none, whose task nobody was offered.
async fn cases(house: &House, n: usize, office: Option<&str>) -> Vec<(Uuid, Uuid)> {
    let ada = house.login("ada").await;
    house.deploy(&ada, &[("p.bpmn", PROCESS)]).await.expect(201);
    house.add_person("pina", "protocollista", None).await;
    let runtime = &house.app.runtime;
    let mut made = Vec::new();
    for _ in 0..n {
        let id = runtime
            .start(
                &Act::system(),
                "pratica",
                None,
                office
                    .map(|key| ("ufficio".to_string(), json!(key)))
                    .into_iter()
                    .collect(),
                None,
            )
            .await
            .unwrap()
            .id;
        let task = load::tasks_of_instance(runtime.store(), id)
            .await
            .unwrap()
            .remove(0);
        made.push((id, task.id));
    }
    made
}

async fn listed(house: &House, who: &Browser, filter: &str) -> Vec<String> {
    let list = house.get(who, &format!("/tasks?filter={filter}")).await;
    let list = list.expect(200).json();
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|t| t["id"].as_str().unwrap().to_string())
        .collect()
}

#[tokio::test]
async fn an_office_gets_a_task_others_read_and_a_refusal_brings_it_back() {
    let house = House::new().await;
    let [(instance, task)] = cases(&house, 1, None).await[..] else {
        panic!("one case")
    };
    let (pina, anna, tea) = (
        house.login("pina").await,
        house.login("anna").await,
        house.login("tea").await,
    );
    let path = format!("/tasks/{task}");
    assert_eq!(listed(&house, &pina, "sort").await, [task.to_string()]);
    house
        .get(&tea, &format!("/instances/{instance}"))
        .await
        .expect(404);
    house
        .post(
            &pina,
            &format!("{path}/distribute"),
            json!({ "office": "lontano" }),
        )
        .await
        .expect(422);
    house
        .post(
            &pina,
            &format!("{path}/distribute"),
            json!({ "office": "edilizia", "copies": ["tributi"] }),
        )
        .await
        .expect(204);

    // The office has it on its desk; the other reads, has no task and writes nothing.
    assert_eq!(listed(&house, &anna, "groups").await, [task.to_string()]);
    assert_eq!(listed(&house, &tea, "groups").await, Vec::<String>::new());
    let read = house.get(&tea, &format!("/instances/{instance}")).await;
    let read = read.expect(200).json();
    assert_eq!(
        (&read["office"], &read["copies"]),
        (&json!("edilizia"), &json!(["tributi"]))
    );
    let notices = house.get(&tea, "/notices").await.json();
    assert_eq!(
        notices["items"][0]["text"],
        "Per conoscenza: «Pratica», da Pina Prova."
    );
    house
        .post(
            &tea,
            &format!("/instances/{instance}/notes"),
            json!({ "text": "x" }),
        )
        .await
        .expect(403);
    house
        .post(&tea, &format!("{path}/claim"), json!({}))
        .await
        .expect(403);

    // Refused with a reason it is back with who sorted it, as it was.
    let page = house.get(&anna, &path).await.json();
    assert_eq!(page["assignment"]["by"]["name"], "Pina Prova", "{page}");
    house
        .post(&anna, &format!("{path}/refuse"), json!({ "reason": " " }))
        .await
        .expect(422);
    house
        .post(
            &anna,
            &format!("{path}/refuse"),
            json!({ "reason": "Spetta ai Tributi" }),
        )
        .await
        .expect(204);
    assert_eq!(listed(&house, &pina, "mine").await, [task.to_string()]);
    let told = house.get(&pina, "/notices").await.json();
    assert_eq!(
        told["items"][0]["text"],
        "Anna Prova rifiuta l'assegnazione di «Pratica»: Spetta ai Tributi"
    );
    let row = load::task(house.app.runtime.store(), task)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.candidate_groups.len(), row.state.as_str()),
        (0, "open")
    );
    let (_, disagree) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(disagree, []);
}

#[tokio::test]
async fn an_opinion_comes_back_and_what_is_put_off_is_out_of_sight() {
    let house = House::new().await;
    let [(instance, task)] = cases(&house, 1, Some("edilizia")).await[..] else {
        panic!("one case")
    };
    let (anna, tea) = (house.login("anna").await, house.login("tea").await);
    let path = format!("/tasks/{task}");
    let ask = json!({ "login": "tea", "question": "Ha pagato?" });
    house
        .post(&anna, &format!("{path}/opinion"), ask.clone())
        .await
        .expect(403);
    house
        .post(&anna, &format!("{path}/claim"), json!({}))
        .await
        .expect(200);
    let asked = house
        .post(&anna, &format!("{path}/opinion"), ask)
        .await
        .expect(201)
        .json();
    let hers = asked["id"].as_str().unwrap().to_string();
    assert_eq!(
        listed(&house, &tea, "mine").await,
        std::slice::from_ref(&hers)
    );
    let page = house.get(&tea, &format!("/tasks/{hers}")).await.json();
    assert_eq!(page["form_schema"]["components"][0]["text"], "Ha pagato?");
    assert_eq!(page["may"]["ask_opinion"], false, "{page}");
    let (_, disagree) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(disagree, []);
    let give = format!("/tasks/{hers}/complete");
    house.post(&tea, &give, json!({})).await.expect(422);
    house
        .post(&tea, &give, json!({ "data": { "parere": "Sì, a marzo." } }))
        .await
        .expect(200);
    let page = house.get(&anna, &path).await.json();
    assert_eq!(page["opinions"][0]["opinion"], "Sì, a marzo.");
    assert_eq!(page["assignee"]["login"], "anna", "the task stayed");
    let notes = house
        .get(&anna, &format!("/instances/{instance}/notes"))
        .await
        .json();
    assert_eq!(notes["items"][0]["text"], "Sì, a marzo.");
    assert_eq!(
        house.get(&anna, "/notices").await.json()["items"][0]["text"],
        "Tea Prova ha dato il parere su «Pratica»."
    );

    // Put off.
    let now = house.app.runtime.clock().now();
    let snooze = format!("{path}/snooze");
    house
        .post(&anna, &snooze, json!({ "until": now }))
        .await
        .expect(422);
    let until = now + chrono::TimeDelta::days(2);
    house
        .post(&anna, &snooze, json!({ "until": until }))
        .await
        .expect(204);
    assert_eq!(listed(&house, &anna, "mine").await, Vec::<String>::new());
    assert_eq!(listed(&house, &anna, "later").await, [task.to_string()]);
    let counts = house.get(&anna, "/tasks/counts").await.json();
    assert_eq!((&counts["mine"], &counts["later"]), (&json!(0), &json!(1)));
    let marta = house.login("marta").await;
    house
        .call(
            &marta,
            Method::PUT,
            "/clock",
            Some(json!({ "advance_seconds": 2.0 * 86_400.0 + 1.0 })),
        )
        .await
        .expect(200);
    assert_eq!(listed(&house, &anna, "mine").await, [task.to_string()]);
}

#[tokio::test]
async fn many_at_once_each_say_how_it_went() {
    let house = House::new().await;
    let made = cases(&house, 3, Some("edilizia")).await;
    let (anna, bruno, carla) = (
        house.login("anna").await,
        house.login("bruno").await,
        house.login("carla").await,
    );
    let ids: Vec<Uuid> = made.iter().map(|(_, task)| *task).collect();
    house
        .post(&bruno, &format!("/tasks/{}/claim", ids[1]), json!({}))
        .await
        .expect(200);
    let done = house
        .post(&anna, "/tasks/bulk", json!({ "ids": ids, "act": "claim" }))
        .await
        .expect(200)
        .json();
    let results = done["results"].as_array().unwrap();
    let said: Vec<bool> = results
        .iter()
        .map(|r| r["done"].as_bool().unwrap())
        .collect();
    assert_eq!(said, [true, false, true], "{done}");
    assert_eq!(results[1]["code"], "task_taken");
    assert_eq!(
        results[1]["detail"],
        "L'attività è in carico a Bruno Prova."
    );
    assert_eq!(listed(&house, &anna, "mine").await.len(), 2);
    house
        .post(&anna, "/tasks/bulk", json!({ "ids": [], "act": "claim" }))
        .await
        .expect(422);

    // Tags, on what one may touch.
    let cases: Vec<Uuid> = made.iter().map(|(instance, _)| *instance).collect();
    let marta = house.login("marta").await;
    let tags = json!({ "kind": "instance", "ids": cases, "add": ["Urgente", "scuola"] });
    let tagged = house
        .post(&marta, "/tags", tags.clone())
        .await
        .expect(200)
        .json();
    assert!(
        tagged["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["done"] == true),
        "{tagged}"
    );
    let refused = house.post(&carla, "/tags", tags).await.expect(200).json();
    assert!(
        refused["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["done"] == false),
        "{refused}"
    );
    house
        .post(
            &marta,
            "/tags",
            json!({ "kind": "instance", "ids": [cases[0]], "remove": ["urgente"] }),
        )
        .await
        .expect(200);
    let first = house
        .get(&marta, &format!("/instances/{}", cases[0]))
        .await
        .json();
    assert_eq!(first["tags"], json!(["scuola"]));
    let found = house.get(&marta, "/instances?tag=urgente").await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 2, "{found}");

    // A note names a colleague who may see the case; who may not is told nothing.
    house
        .post(
            &marta,
            &format!("/instances/{}/notes", cases[1]),
            json!({ "text": "Da vedere con @bruno, @tea e @nessuno." }),
        )
        .await
        .expect(201);
    let notices = house.get(&bruno, "/notices").await.json();
    assert_eq!(
        notices["items"][0]["text"],
        "Marta Prova ti ha nominato in una nota di «Pratica»."
    );
    let tea = house.login("tea").await;
    assert_eq!(house.get(&tea, "/notices").await.json()["unread"], 0);
}

#[tokio::test]
async fn a_wrong_join_is_undone_and_twins_know_of_each_other() {
    let house = House::new().await;
    let [(instance, _)] = cases(&house, 1, None).await[..] else {
        panic!("one case")
    };
    let marta = house.login("marta").await;
    let store = house.app.runtime.store();
    let first = rights::Things::new(&house, 0).await;
    let second = rights::Things::new(&house, 1).await;
    // The same message, in the other box too.
    let mut twin = load::mail(store, second.mail).await.unwrap().unwrap();
    let own = load::mail(store, first.mail).await.unwrap().unwrap();
    twin.message_id = own.message_id.clone();
    let mut set = WriteSet::new(chrono::Utc::now());
    set.put(row::Mail {
        from_address: own.from_address.to_uppercase(),
        ..twin
    });
    store.commit(set).await.unwrap();
    let page = house
        .get(&marta, &format!("/mails/{}", first.mail))
        .await
        .expect(200)
        .json();
    assert_eq!(
        page["twins"][0]["mail"],
        second.mail.to_string().as_str(),
        "{page}"
    );

    let unlink = format!("/mails/{}/unlink", first.mail);
    let why = json!({ "reason": "Era un'altra pratica" });
    house.post(&marta, &unlink, why.clone()).await.expect(409);
    // The case has a mail of its own; this one is joined to it.
    house
        .post(
            &marta,
            &format!("/mails/{}/link", second.mail),
            json!({ "instance": instance }),
        )
        .await
        .expect(204);
    house
        .post(
            &marta,
            &format!("/mails/{}/link", first.mail),
            json!({ "instance": instance }),
        )
        .await
        .expect(204);
    let later = std::cmp::max(first.mail, second.mail);
    let unlink = format!("/mails/{later}/unlink");
    house
        .post(&marta, &unlink, json!({ "reason": "" }))
        .await
        .expect(422);
    house.post(&marta, &unlink, why).await.expect(204);
    let mail = load::mail(store, later).await.unwrap().unwrap();
    assert_eq!((mail.state.as_str(), mail.instance), ("inbox", None));
    let notes = house
        .get(&marta, &format!("/instances/{instance}/notes"))
        .await
        .json();
    assert_eq!(notes["items"][0]["text"], "«Prova»: Era un'altra pratica");
}

#[tokio::test]
async fn whoever_sorts_opens_what_mails_begin_and_the_office_has_the_task() {
    let house = House::new().await;
    let ids = super::owed::mails(&house, 1).await;
    let (ada, anna, tea) = (
        house.login("ada").await,
        house.login("anna").await,
        house.login("tea").await,
    );
    house.deploy(&ada, &[("p.bpmn", PROCESS)]).await.expect(201);
    for folder in ["posta-ordinaria", "istanza-pec", "reclamo"] {
        let files = super::owed::bundle(folder);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        house.deploy(&ada, &files).await.expect(201);
    }
    let openings = async |who: &Browser, ids: &[Uuid]| -> Vec<String> {
        let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
        let path = format!("/mails/openings?ids={}", ids.join(","));
        let found = house.get(who, &path).await.expect(200).json();
        let found = found.as_array().unwrap();
        found
            .iter()
            .map(|o| o["key"].as_str().unwrap().to_string())
            .collect()
    };
    // An ordinary mail: what ordinary mails begin, and what is begun by hand; no PEC, no box of complaints.
    assert_eq!(openings(&anna, &ids).await, ["posta_ordinaria", "pratica"]);

    // Certified, in the box of the register: of both together, what is begun by hand alone.
    let store = house.app.runtime.store();
    let register = a_mailbox("protocollo");
    let first = load::mail(store, ids[0]).await.unwrap().unwrap();
    let mut arrival = super::rights::mail_arrival();
    arrival.kind = contract::Kind::Transport;
    arrival.verdict = Some(contract::Verdict {
        status: contract::VerdictStatus::Trusted,
        signer: None,
        signer_address: None,
        certificate_sha256: None,
        serial: None,
        algorithm: None,
        signed_at: None,
        verified_at: chrono::Utc::now(),
        chain_pem: Vec::new(),
        trusted_by: None,
        reasons: Vec::new(),
    });
    let mut set = WriteSet::new(chrono::Utc::now());
    let certified = row::Mail {
        id: Uuid::now_v7(),
        mailbox: register.id,
        kind: "transport".into(),
        message_id: "pec@gestore.example".into(),
        arrival: serde_json::to_value(arrival).unwrap(),
        verdict: Some("trusted".into()),
        ..first
    };
    set.put(register).put(certified.clone());
    store.commit(set).await.unwrap();
    assert_eq!(
        openings(&anna, &[certified.id]).await,
        ["istanza_pec", "pratica"]
    );
    assert_eq!(openings(&anna, &[ids[0], certified.id]).await, ["pratica"]);
    // Who does not see the mail learns nothing of it.
    let path = format!("/mails/openings?ids={}", ids[0]);
    house.get(&tea, &path).await.expect(404);
    house
        .get(&anna, "/mails/openings?ids=nessuno")
        .await
        .expect(404);

    // The case begins as arrivals begin it, and its first task is the office's to take.
    let asked = json!({ "process": "posta_ordinaria", "office": "tributi" });
    let made = house
        .post(&anna, &format!("/mails/{}/start", ids[0]), asked)
        .await
        .expect(201)
        .json();
    let case: Uuid = made["id"].as_str().unwrap().parse().unwrap();
    let task = super::owed::open_task(&house, case).await;
    assert_eq!(
        (task.element.as_str(), &task.candidate_groups[..]),
        ("smista", &["ufficio:tributi".to_string()][..])
    );
    assert_eq!(listed(&house, &tea, "groups").await, [task.id.to_string()]);
    house
        .post(&tea, &format!("/tasks/{}/claim", task.id), json!({}))
        .await
        .expect(200);
    let read = house.get(&tea, &format!("/mails/{}", ids[0])).await;
    assert_eq!(read.expect(200).json()["state"], "case");
    let page = house.get(&tea, &format!("/instances/{case}")).await;
    assert_eq!(page.expect(200).json()["office"], "tributi");
}
