//! An answer, or the reason for none: the head's task, the reason a process or a person gives, the report.

use super::*;
use store::{WriteSet, load, row};
use uuid::Uuid;

pub(super) fn process(key: &str, middle: &str) -> String {
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:test">
  <message id="arrivo" name="posta.arrivata"/>
  <process id="{key}" name="{key}" isExecutable="true">
    <startEvent id="inizio"><messageEventDefinition messageRef="arrivo" staffetta:mailbox="altrove"/></startEvent><sequenceFlow id="f1" sourceRef="inizio" targetRef="ufficio"/>
    <scriptTask id="ufficio" scriptFormat="rhai"><script>set("ufficio", "edilizia")</script></scriptTask><sequenceFlow id="f2" sourceRef="ufficio" targetRef="mezzo"/>
    {middle}
    <sequenceFlow id="f3" sourceRef="mezzo" targetRef="fine"/><endEvent id="fine" name="Fine"/>
  </process>
</definitions>"#
    )
}

const LOOK: &str =
    r#"<userTask id="mezzo" name="Guarda" camunda:candidateGroups="ufficio:edilizia"/>"#;
const EXPLAINS: &str = r#"<scriptTask id="mezzo" scriptFormat="rhai"><script>set("senza_risposta", "Segnalazione anonima.")</script></scriptTask>"#;
const ANSWERS: &str = r#"<serviceTask id="mezzo" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
  <camunda:inputParameter name="message">${risposta}</camunda:inputParameter><camunda:inputParameter name="in_reply_to">${mail.ref}</camunda:inputParameter>
</camunda:inputOutput></extensionElements></serviceTask>"#;

/// An alarm beside the way that answers.
const WARNS: &str = r#"<serviceTask id="mezzo" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
  <camunda:inputParameter name="message">${risposta}</camunda:inputParameter><camunda:inputParameter name="in_reply_to">${mail.ref}</camunda:inputParameter>
</camunda:inputOutput></extensionElements></serviceTask>
<boundaryEvent id="tardi" attachedToRef="mezzo" cancelActivity="false"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
<sequenceFlow id="a1" sourceRef="tardi" targetRef="allarme"/><endEvent id="allarme"/>"#;
/// Two branches, one of which answers; the other comes back to where they part.
const BESIDE: &str = r#"<parallelGateway id="mezzo"/>
<sequenceFlow id="b1" sourceRef="mezzo" targetRef="manda"/><sequenceFlow id="b2" sourceRef="mezzo" targetRef="guarda"/>
<serviceTask id="manda" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
  <camunda:inputParameter name="message">${risposta}</camunda:inputParameter><camunda:inputParameter name="in_reply_to">${mail.ref}</camunda:inputParameter>
</camunda:inputOutput></extensionElements></serviceTask><sequenceFlow id="b3" sourceRef="manda" targetRef="mandata"/><endEvent id="mandata"/>
<userTask id="guarda" camunda:candidateGroups="ufficio:edilizia"/><sequenceFlow id="b4" sourceRef="guarda" targetRef="ancora"/>
<exclusiveGateway id="ancora" default="b5"/><sequenceFlow id="b5" sourceRef="ancora" targetRef="finita"/><endEvent id="finita"/>
<sequenceFlow id="b6" sourceRef="ancora" targetRef="mezzo"><conditionExpression>${ancora == true}</conditionExpression></sequenceFlow>"#;

/// The office has a head; its mailbox has `n` mails nobody has sorted, oldest first.
pub(super) async fn mails(house: &House, n: usize) -> Vec<Uuid> {
    let runtime = &house.app.runtime;
    let store = runtime.store();
    let office = load::office_by_key(store, "edilizia")
        .await
        .unwrap()
        .unwrap();
    let head = OfficeChange {
        head: Some("sergio".into()),
        ..OfficeChange::default()
    };
    runtime
        .change_office(&Act::system(), office.id, head)
        .await
        .unwrap();
    let now = runtime.clock().now();
    let raw = store.blobs().put(b"una domanda".to_vec()).await.unwrap();
    let mailbox = a_mailbox("casella");
    let mut set = WriteSet::new(now);
    set.put(mailbox.clone());
    let mut ids = Vec::new();
    for n in 0..n {
        let mut arrival = rights::mail_arrival();
        arrival.subject = format!("Domanda {n}");
        arrival.message_id = format!("d{n}@mail.example");
        let mail = row::Mail {
            id: Uuid::now_v7(),
            mailbox: mailbox.id,
            folder: "INBOX".into(),
            uid_validity: 1,
            uid: n as i64,
            raw,
            size: 11,
            kind: "ordinary".into(),
            message_id: format!("d{n}@mail.example"),
            from_address: "rosa@mail.example".into(),
            from_name: "Rosa Prova".into(),
            subject: format!("Domanda {n}"),
            sent_at: None,
            arrived_at: Some(now - chrono::TimeDelta::days(3)),
            fetched_at: now,
            arrival: serde_json::to_value(arrival).unwrap(),
            verdict: None,
            state: "inbox".into(),
            instance: None,
            despatch: None,
            same_as: None,
            about: None,
        };
        ids.push(mail.id);
        set.put(mail);
    }
    store.commit(set).await.unwrap();
    ids
}

/// A mail that left and answers another.
async fn answered(house: &House, mail: Uuid, instance: Uuid, outcome: &str) -> row::Despatch {
    let store = house.app.runtime.store();
    let found = load::mail(store, mail).await.unwrap().unwrap();
    let now = chrono::Utc::now();
    let journey = office::despatch::Journey::ordinary(["rosa@mail.example"].iter(), now);
    let despatch = row::Despatch {
        id: Uuid::now_v7(),
        revision: 0,
        job: None,
        instance: Some(instance),
        mailbox: found.mailbox,
        message_id: format!("r-{mail}@pec.comune.example"),
        pec_id: None,
        raw: found.raw,
        size: 11,
        subject: "Re: Domanda".into(),
        certified: true,
        state: "accepted".into(),
        journey: serde_json::to_value(&journey).unwrap(),
        outcome: outcome.into(),
        recipients: vec!["rosa@mail.example".into()],
        author: Some("anna".into()),
        author_for: None,
        approver: None,
        approver_for: None,
        answers: Some(mail),
        resends: None,
        mailing: None,
        last_error: None,
        created_at: now,
        submitted_at: Some(now),
        left_at: Some(now),
        watch_at: None,
    };
    let mut set = WriteSet::new(now);
    set.put(despatch.clone());
    store.commit(set).await.unwrap();
    despatch
}

async fn unanswered(house: &House, who: &Browser) -> Vec<(String, String)> {
    let list = house.get(who, "/unanswered").await.expect(200).json();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_string();
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (text(&i["subject"]), text(&i["state"])))
        .collect()
}

pub(super) async fn begin(house: &House, who: &Browser, mail: Uuid, process: &str) -> Uuid {
    let made = house
        .post(
            who,
            &format!("/mails/{mail}/start"),
            json!({ "process": process }),
        )
        .await
        .expect(201)
        .json();
    made["id"].as_str().unwrap().parse().unwrap()
}

pub(super) async fn open_task(house: &House, instance: Uuid) -> row::Task {
    let tasks = load::tasks_of_instance(house.app.runtime.store(), instance)
        .await
        .unwrap();
    tasks
        .into_iter()
        .find(|t| t.state == "open")
        .expect("an open task")
}

#[tokio::test]
async fn a_case_that_ends_unanswered_stays_with_the_head_of_its_office() {
    let house = House::new().await;
    let ids = mails(&house, 2).await;
    let (ada, anna, sergio, bruno) = (
        house.login("ada").await,
        house.login("anna").await,
        house.login("sergio").await,
        house.login("bruno").await,
    );
    // Deployment warns of the way that answers nobody.
    let deployed = house
        .deploy(&ada, &[("p.bpmn", &process("guarda", LOOK))])
        .await
        .expect(201)
        .json();
    let findings = &deployed["findings"];
    let found = findings.as_array().unwrap();
    assert_eq!(
        found
            .iter()
            .filter(|f| f["code"] == "BUN104" && f["element"] == "fine")
            .count(),
        1,
        "{findings}"
    );

    let waiting = |n: usize, state: &str| (format!("Domanda {n}"), state.to_string());
    assert_eq!(
        unanswered(&house, &anna).await,
        [waiting(0, "to_sort"), waiting(1, "to_sort")]
    );
    let case = begin(&house, &anna, ids[0], "guarda").await;
    assert_eq!(
        unanswered(&house, &anna).await,
        [waiting(0, "going"), waiting(1, "to_sort")]
    );
    let task = open_task(&house, case).await;
    house
        .post(&anna, &format!("/tasks/{}/complete", task.id), json!({}))
        .await
        .expect(200);

    // The process is over; the case is not.
    let list = house.get(&anna, "/unanswered").await.json();
    assert_eq!(list["items"][0]["state"], "ended", "{list}");
    assert_eq!(list["items"][0]["age_days"], 3);
    let counts = house.get(&anna, "/unanswered/counts").await.json();
    assert_eq!(counts, json!({ "to_sort": 1, "going": 0, "ended": 1 }));
    let page = house.get(&anna, &format!("/instances/{case}")).await.json();
    assert_eq!(
        (&page["state"], &page["answer"]["state"]),
        (&json!("completed"), &json!("open"))
    );
    let head = open_task(&house, case).await;
    assert_eq!(head.candidate_groups, ["responsabile:edilizia"]);
    let groups = house.get(&sergio, "/tasks?filter=groups").await.json();
    assert_eq!(groups["items"][0]["name"], "Da riscontrare", "{groups}");
    let (_, disagree) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(disagree, []);

    // Its form asks for the reason; only the head concludes it.
    let complete = format!("/tasks/{}/complete", head.id);
    let reason = json!({ "data": { "motivo": "Ha ritirato la richiesta al telefono." } });
    let shown = house
        .get(&sergio, &format!("/tasks/{}", head.id))
        .await
        .expect(200)
        .json();
    assert_eq!(shown["form_schema"]["components"][1]["key"], "motivo");
    house
        .post(&bruno, &complete, reason.clone())
        .await
        .expect(403);
    let bare = house.post(&sergio, &complete, json!({})).await.expect(422);
    assert_eq!(bare.json()["fields"][0]["field"], "motivo");
    house.post(&sergio, &complete, reason).await.expect(200);
    assert_eq!(unanswered(&house, &anna).await, [waiting(1, "to_sort")]);
    let page = house.get(&anna, &format!("/instances/{case}")).await.json();
    assert_eq!(page["answer"]["state"], "waived", "{page}");
    assert_eq!(page["answer"]["by"]["name"], "Sergio Prova");
    assert_eq!(
        page["answer"]["reason"],
        "Ha ritirato la richiesta al telefono."
    );

    // What is set aside is set aside with its reason.
    house
        .post(
            &anna,
            &format!("/mails/{}/archive", ids[1]),
            json!({ "reason": "Pubblicità" }),
        )
        .await
        .expect(204);
    assert_eq!(unanswered(&house, &anna).await, []);
    let kept = load::owed(house.app.runtime.store(), ids[1]).await.unwrap();
    assert_eq!(kept.unwrap().reason.as_deref(), Some("Pubblicità"));
}

#[tokio::test]
async fn an_answer_or_the_reason_of_the_process_closes_the_case() {
    let house = House::new().await;
    let ids = mails(&house, 3).await;
    let (ada, anna) = (house.login("ada").await, house.login("anna").await);
    let store = house.app.runtime.store();
    for (key, middle) in [
        ("spiega", EXPLAINS),
        ("guarda", LOOK),
        ("risponde", ANSWERS),
        ("avverte", WARNS),
        ("insieme", BESIDE),
    ] {
        let deployed = house
            .deploy(&ada, &[("p.bpmn", &process(key, middle))])
            .await
            .expect(201)
            .json();
        let warned = deployed["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["code"] == "BUN104");
        assert_eq!(warned, key == "guarda", "{key}: {deployed}");
    }
    // The process says why.
    let case = begin(&house, &anna, ids[0], "spiega").await;
    let owed = load::owed(store, ids[0]).await.unwrap().unwrap();
    assert_eq!(
        (
            owed.state.as_str(),
            owed.reason.as_deref(),
            owed.closed_by.as_deref()
        ),
        ("waived", Some("Segnalazione anonima."), Some("system")),
        "{case}"
    );

    // A mail that answers it left before the end: nobody has to look.
    let case = begin(&house, &anna, ids[1], "guarda").await;
    let sent = answered(&house, ids[1], case, "pending").await;
    assert_eq!(unanswered(&house, &anna).await.len(), 1);
    let task = open_task(&house, case).await;
    house
        .post(&anna, &format!("/tasks/{}/complete", task.id), json!({}))
        .await
        .expect(200);
    let owed = load::owed(store, ids[1]).await.unwrap().unwrap();
    assert_eq!(
        (owed.state.as_str(), owed.despatch),
        ("answered", Some(sent.id))
    );

    // One that nobody received is no answer.
    let case = begin(&house, &anna, ids[2], "guarda").await;
    answered(&house, ids[2], case, "all_failed").await;
    let task = open_task(&house, case).await;
    house
        .post(&anna, &format!("/tasks/{}/complete", task.id), json!({}))
        .await
        .expect(200);
    let head = open_task(&house, case).await;
    assert_eq!(head.name, "Da riscontrare");

    // Another case from the same mail answers it: the head has nothing to do any more.
    let second = begin(&house, &anna, ids[2], "guarda").await;
    assert_ne!(second, case);
    let ended = load::task(store, head.id).await.unwrap().unwrap();
    assert_eq!(ended.state, "cancelled");
    let owed = load::owed(store, ids[2]).await.unwrap().unwrap();
    assert_eq!((owed.state.as_str(), owed.instance), ("open", Some(second)));
    let again = house
        .post(
            &anna,
            &format!("/mails/{}/start", ids[2]),
            json!({ "process": "guarda" }),
        )
        .await;
    again.expect(409);

    // A person who works the case may say why beforehand.
    let waive = format!("/mails/{}/no-answer", ids[2]);
    let said = json!({ "reason": "Già risposto allo sportello." });
    house
        .post(&anna, &waive, json!({ "reason": " " }))
        .await
        .expect(422);
    house.post(&anna, &waive, said.clone()).await.expect(204);
    house.post(&anna, &waive, said).await.expect(409);
    let task = open_task(&house, second).await;
    house
        .post(&anna, &format!("/tasks/{}/complete", task.id), json!({}))
        .await
        .expect(200);
    assert_eq!(unanswered(&house, &anna).await, []);
}

/// Files of a bundle of `processes/`.
pub(super) fn bundle(name: &str) -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../processes")
        .join(name);
    let mut files = Vec::new();
    let mut todo = vec![root.clone()];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                todo.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(&root).unwrap();
                files.push((name.to_string_lossy().into_owned(), text));
            }
        }
    }
    files
}

/// The answer of somebody to a message that left, kept and not yet decided.
async fn replied(house: &House, to: &row::Despatch) -> Uuid {
    let store = house.app.runtime.store();
    let now = house.app.runtime.clock().now();
    let mut arrival = rights::mail_arrival();
    arrival.subject = "Re: Risposta".into();
    arrival.message_id = format!("re-{}@mail.example", to.id);
    arrival.in_reply_to = vec![to.message_id.clone()];
    let mail = row::Mail {
        id: Uuid::now_v7(),
        mailbox: to.mailbox,
        folder: "INBOX".into(),
        uid_validity: 1,
        uid: 1_000 + (Uuid::now_v7().as_u128() % 1_000_000) as i64,
        raw: to.raw,
        size: 11,
        kind: "ordinary".into(),
        message_id: arrival.message_id.clone(),
        from_address: "rosa@mail.example".into(),
        from_name: "Rosa Prova".into(),
        subject: arrival.subject.clone(),
        sent_at: None,
        arrived_at: Some(now),
        fetched_at: now,
        arrival: serde_json::to_value(arrival).unwrap(),
        verdict: None,
        state: "new".into(),
        instance: None,
        despatch: None,
        same_as: None,
        about: None,
    };
    let mut set = WriteSet::new(now);
    set.put(mail.clone());
    store.commit(set).await.unwrap();
    for _ in 0..400 {
        let seen = load::mail(store, mail.id).await.unwrap().unwrap();
        if seen.state != "new" {
            assert_eq!((seen.state.as_str(), seen.instance), ("case", to.instance));
            return mail.id;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the answer was not decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_no_process_waits_for_is_told_to_its_holder_or_given_to_the_office() {
    let house = House::new().await;
    let ids = mails(&house, 3).await;
    let (ada, anna) = (house.login("ada").await, house.login("anna").await);
    let store = house.app.runtime.store();
    let mut cases = Vec::new();
    for (mail, (folder, process)) in ids.iter().zip([
        ("istanza-pec", "istanza_pec"),
        ("posta-ordinaria", "posta_ordinaria"),
        ("messaggio", "messaggio"),
    ]) {
        let files = bundle(folder);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        house.deploy(&ada, &files).await.expect(201);
        let case = match process {
            "messaggio" => {
                let begun = house.post(&anna, "/writings", json!({})).await.expect(201);
                begun.json()["instance"].as_str().unwrap().parse().unwrap()
            }
            _ => begin(&house, &anna, *mail, process).await,
        };
        cases.push((*mail, case));
    }
    let _background = house.app.runtime.run().await.unwrap();
    for (mail, case) in cases {
        let held = open_task(&house, case).await;
        let sent = answered(&house, mail, case, "pending").await;

        // Somebody holds it: they are told, and that is all.
        let mut set = WriteSet::new(chrono::Utc::now());
        set.put(row::Task {
            assignee: Some("anna".into()),
            claimed_at: Some(chrono::Utc::now()),
            ..held.clone()
        });
        store.commit(set).await.unwrap();
        let before = house.get(&anna, "/notices").await.json()["unread"].clone();
        let first = replied(&house, &sent).await;
        let notices = house.get(&anna, "/notices").await.json();
        assert_eq!(
            notices["unread"].as_i64(),
            before.as_i64().map(|n| n + 1),
            "{notices}"
        );
        let text = notices["items"][0]["text"].as_str().unwrap();
        assert!(text.contains("Rosa Prova"), "{text}");
        let owed = load::owed(store, first).await.unwrap().unwrap();
        assert_eq!(
            (owed.state.as_str(), owed.instance, owed.task),
            ("open", Some(case), None)
        );
        assert!(owed.joined_at.is_some());

        // Nobody holds it: the office has a task, which asks for the answer or the reason.
        let now = load::task(store, held.id).await.unwrap().unwrap();
        let mut set = WriteSet::new(chrono::Utc::now());
        set.put(row::Task {
            assignee: None,
            claimed_at: None,
            ..now
        });
        store.commit(set).await.unwrap();
        let second = replied(
            &house,
            &row::Despatch {
                id: Uuid::now_v7(),
                ..sent
            },
        )
        .await;
        let owed = load::owed(store, second).await.unwrap().unwrap();
        let task = load::task(store, owed.task.expect("a task"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (task.state.as_str(), task.name.as_str(), task.wait),
            ("open", "Messaggio arrivato: Re: Risposta", -1)
        );
        assert!(!task.candidate_groups.is_empty(), "{task:?}");
        let waiting = unanswered(&house, &anna).await;
        let replies = waiting.iter().filter(|(s, _)| s == "Re: Risposta").count();
        assert_eq!(replies, 2, "{waiting:?}");
        let mut set = WriteSet::new(chrono::Utc::now());
        set.put(row::Task {
            candidate_users: vec!["anna".into()],
            ..task.clone()
        });
        store.commit(set).await.unwrap();
        let complete = format!("/tasks/{}/complete", task.id);
        house.post(&anna, &complete, json!({})).await.expect(422);
        let said = json!({ "data": { "motivo": "Ringrazia." } });
        house.post(&anna, &complete, said.clone()).await.expect(200);
        let waive = format!("/mails/{first}/no-answer");
        house
            .post(&anna, &waive, json!({ "reason": "Ringrazia." }))
            .await
            .expect(204);
        let waiting = unanswered(&house, &anna).await;
        assert!(
            waiting.iter().all(|(s, _)| s != "Re: Risposta"),
            "{waiting:?}"
        );
    }
    let (_, disagree) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(disagree, []);
}

#[tokio::test]
async fn what_is_joined_is_owed_an_answer_too_even_in_a_case_that_has_ended() {
    let house = House::new().await;
    let ids = mails(&house, 4).await;
    let (ada, anna) = (house.login("ada").await, house.login("anna").await);
    let store = house.app.runtime.store();
    for (key, middle) in [("spiega", EXPLAINS), ("guarda", LOOK)] {
        house
            .deploy(&ada, &[("p.bpmn", &process(key, middle))])
            .await
            .expect(201);
    }
    let link = async |mail: Uuid, case: Uuid| {
        house
            .post(
                &anna,
                &format!("/mails/{mail}/link"),
                json!({ "instance": case }),
            )
            .await
            .expect(204);
    };
    let state = |n: usize, state: &str| (format!("Domanda {n}"), state.to_string());

    // Joined to a case under way it waits like the mail that opened it.
    let case = begin(&house, &anna, ids[0], "guarda").await;
    link(ids[1], case).await;
    assert_eq!(
        unanswered(&house, &anna).await,
        [
            state(0, "going"),
            state(1, "going"),
            state(2, "to_sort"),
            state(3, "to_sort")
        ]
    );
    let page = house.get(&anna, &format!("/instances/{case}")).await.json();
    assert_eq!(page["answer"]["mail"], ids[0].to_string().as_str());
    assert_eq!(page["joined"][0]["mail"], ids[1].to_string().as_str());
    assert_eq!(page["joined"][0]["state"], "open");

    // Undone, it is to be sorted again, and the case owes it nothing.
    let undo = format!("/mails/{}/unlink", ids[1]);
    house
        .post(&anna, &undo, json!({ "reason": "Altra pratica" }))
        .await
        .expect(204);
    assert_eq!(unanswered(&house, &anna).await[1], state(1, "to_sort"));
    link(ids[1], case).await;

    // The case ends: the head has a task for each that nobody answered.
    let task = open_task(&house, case).await;
    house
        .post(&anna, &format!("/tasks/{}/complete", task.id), json!({}))
        .await
        .expect(200);
    let tasks = load::tasks_of_instance(store, case).await.unwrap();
    let mut names: Vec<&str> = tasks
        .iter()
        .filter(|t| t.state == "open")
        .map(|t| t.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["Da riscontrare", "Da riscontrare: Domanda 1"]);

    // A case that has ended takes a late mail as a debt: what its process said before is no reason for it.
    let ended = begin(&house, &anna, ids[2], "spiega").await;
    link(ids[3], ended).await;
    assert_eq!(
        unanswered(&house, &anna).await,
        [state(0, "ended"), state(1, "ended"), state(3, "ended")]
    );
    assert_eq!(
        open_task(&house, ended).await.name,
        "Da riscontrare: Domanda 3"
    );
    let (_, disagree) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!(disagree, []);
}

#[tokio::test]
async fn messages_no_rule_took_are_sorted_at_once_and_who_saw_them_is_told() {
    let house = House::new().await;
    let ids = mails(&house, 4).await;
    let (ada, anna) = (house.login("ada").await, house.login("anna").await);
    let xml = process("guarda", LOOK).replace("ufficio:edilizia", "ufficio:altrove");
    house.deploy(&ada, &[("p.bpmn", &xml)]).await.expect(201);
    let bulk = async |asked: Value| {
        let done = house.post(&anna, "/mails/bulk", asked).await.expect(200);
        let done = done.json();
        let results = done["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|r| r["code"].as_str().unwrap_or("done").to_string())
            .collect::<Vec<_>>()
    };
    let seen = async |seen: bool| {
        let list = house.get(&anna, &format!("/unanswered?seen={seen}")).await;
        list.expect(200).json()["items"].clone()
    };

    // Tags, on what is there.
    let nobody = Uuid::now_v7();
    let tags = json!({ "kind": "mail", "ids": [ids[0], nobody, ids[2]], "add": ["Estate"] });
    let tagged = house.post(&anna, "/tags", tags).await.expect(200).json();
    let done: Vec<&Value> = tagged["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["done"])
        .collect();
    assert_eq!(done, [true, false, true], "{tagged}");
    assert_eq!(tagged["results"][1]["code"], "not_found");
    let found = house.get(&anna, "/mails?tag=estate").await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 2, "{found}");

    // A case from one, for an office; what is not there is said beside what is done.
    let asked = json!({ "ids": [ids[0], nobody], "act": "start", "process": "guarda", "office": "tributi" });
    assert_eq!(bulk(asked).await, ["done", "not_found"]);
    let mail = load::mail(house.app.runtime.store(), ids[0]).await.unwrap();
    let case = mail.unwrap().instance.expect("a case");
    let task = open_task(&house, case).await;
    assert_eq!(task.candidate_groups, ["ufficio:tributi"]);
    let unknown = json!({ "ids": [ids[1]], "act": "start", "process": "guarda", "office": "lune" });
    assert_ne!(bulk(unknown).await, ["done"]);
    let kept = load::mail(house.app.runtime.store(), ids[1]).await.unwrap();
    assert_eq!(kept.unwrap().state, "inbox", "nothing was begun");

    // Seen and not answered; nobody has seen the rest.
    assert_eq!(seen(true).await, json!([]));
    house
        .get(&anna, &format!("/mails/{}", ids[1]))
        .await
        .expect(200);
    house.app.runtime.looks_written().await.unwrap();
    let told = seen(true).await;
    assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told[0]["mail"], ids[1].to_string().as_str());
    assert_eq!(told[0]["seen_by"]["name"], "Anna Prova");
    assert!(told[0]["seen_at"].is_string());
    assert_eq!(seen(false).await.as_array().unwrap().len(), 3);

    // Linked and set aside, each with its result; without a reason nothing is. What went to another office is out of sight.
    let own = begin(&house, &anna, ids[3], "guarda").await;
    let link = |case: Uuid| json!({ "ids": [ids[1]], "act": "link", "instance": case });
    assert_eq!(bulk(link(case)).await, ["not_found"]);
    assert_eq!(bulk(link(own)).await, ["done"]);
    let bare = json!({ "ids": [ids[2]], "act": "archive", "reason": " " });
    assert_ne!(bulk(bare).await, ["done"]);
    let aside = json!({ "ids": [ids[2]], "act": "archive", "reason": "Pubblicità" });
    assert_eq!(bulk(aside).await, ["done"]);
    house
        .post(&anna, "/mails/bulk", json!({ "ids": [], "act": "archive" }))
        .await
        .expect(422);
}
