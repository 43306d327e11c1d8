//! Rights over a mailbox's messages, each given apart: what each lets through, and that no role adds to it.

use super::*;
use store::{WriteSet, load, row};
use uuid::Uuid;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:test">
  <process id="riservata" name="Riservata" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="ufficio"/>
    <scriptTask id="ufficio" scriptFormat="rhai"><script>set("ufficio", "edilizia")</script></scriptTask>
    <sequenceFlow id="f2" sourceRef="ufficio" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi" camunda:candidateUsers="bruno" staffetta:drafts="risposta"/>
    <sequenceFlow id="f3" sourceRef="scrivi" targetRef="firma"/>
    <userTask id="firma" name="Firma" camunda:candidateUsers="sergio" staffetta:approves="risposta"/>
    <sequenceFlow id="f4" sourceRef="firma" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

/// Two boxes of the office, messages of each class, a despatch nobody knows the outcome of, and a case that a
/// certified message opened, with its answer to write.
struct Post {
    house: House,
    marta: Browser,
    bruno: Browser,
    boxes: [Uuid; 2],
    case: Uuid,
    task: Uuid,
    certified: Uuid,
    ordinary: Uuid,
    receipt: Uuid,
    despatch: Uuid,
}

impl Post {
    async fn new() -> Post {
        let house = House::new().await;
        let ada = house.login("ada").await;
        house.deploy(&ada, &[("p.bpmn", PROCESS)]).await.expect(201);
        let (runtime, store) = (&house.app.runtime, house.app.runtime.store());
        let act = Act::system();
        // What a mail leaves in its case: an answer leaves from the box it came to.
        let mail = json!({ "mailbox": "riservata", "from": "rosa@pec.studio.example", "subject": "Istanza" });
        let variables = [("mail".to_string(), mail)].into_iter().collect();
        let started = runtime.start(&act, "riservata", None, variables, None);
        let case = started.await.unwrap().id;
        let task = load::tasks_of_instance(store, case).await.unwrap()[0].id;
        let now = chrono::Utc::now();
        let raw = store.blobs().put(b"copia".to_vec()).await.unwrap();
        let mut set = WriteSet::new(now);
        let boxes = ["riservata", "altra"].map(a_mailbox);
        let mut mail = |n: i64, kind: &str, state: &str, instance: Option<Uuid>| {
            let mail = row::Mail {
                id: Uuid::now_v7(),
                mailbox: boxes[0].id,
                folder: "INBOX".into(),
                uid_validity: 1,
                uid: n,
                raw,
                size: 5,
                kind: kind.into(),
                message_id: format!("{n}@pec.studio.example"),
                from_address: "rosa@pec.studio.example".into(),
                from_name: "Rosa Prova".into(),
                subject: "Istanza".into(),
                sent_at: None,
                arrived_at: Some(now),
                fetched_at: now,
                arrival: Value::Null,
                verdict: None,
                state: state.into(),
                instance,
                despatch: None,
                same_as: None,
                about: None,
            };
            let id = mail.id;
            set.put(mail);
            id
        };
        let certified = mail(1, "transport", "case", Some(case));
        let ordinary = mail(2, "ordinary", "inbox", None);
        let receipt = mail(3, "receipt", "orphan", None);
        let journey = office::despatch::Journey::ordinary(["rosa@pec.studio.example"].iter(), now);
        let despatch = row::Despatch {
            id: Uuid::now_v7(),
            revision: 0,
            job: None,
            instance: None,
            mailbox: boxes[0].id,
            message_id: "d@pec.comune.example".into(),
            pec_id: None,
            raw,
            size: 5,
            subject: "Prova".into(),
            certified: false,
            state: "sent".into(),
            outcome: journey.outcome().name().into(),
            journey: serde_json::to_value(&journey).unwrap(),
            recipients: vec!["rosa@pec.studio.example".into()],
            author: None,
            approver: None,
            author_for: None,
            approver_for: None,
            answers: None,
            resends: None,
            mailing: None,
            last_error: None,
            created_at: now,
            submitted_at: Some(now),
            left_at: Some(now),
            watch_at: None,
        };
        let despatch_id = despatch.id;
        let ids = boxes.clone().map(|b| b.id);
        for mailbox in boxes {
            set.put(mailbox);
        }
        set.put(despatch);
        store.commit(set).await.unwrap();
        let (marta, bruno) = (house.login("marta").await, house.login("bruno").await);
        Post {
            house,
            marta,
            bruno,
            boxes: ids,
            case,
            task,
            certified,
            ordinary,
            receipt,
            despatch: despatch_id,
        }
    }

    async fn put(&self, mailbox: Uuid, rights: Value) -> Answer {
        let body = json!({ "rights": rights });
        let path = format!("/mailboxes/{mailbox}/rights");
        self.house
            .call(&self.marta, Method::PUT, &path, Some(body))
            .await
    }

    /// Carla sees and sorts everything, so that nothing is without anybody; Bruno has these rights for these classes.
    async fn give(&self, mailbox: usize, rights: &[&str], classes: &[&str]) {
        let mut all = vec![json!({ "to": "persona:carla", "rights": ["view", "sort"] })];
        if !rights.is_empty() {
            all.push(json!({ "to": "persona:bruno", "rights": rights, "classes": classes }));
        }
        self.put(self.boxes[mailbox], json!(all)).await.expect(200);
    }

    async fn bruno(&self, method: Method, path: &str, body: Value) -> (u16, String) {
        let body = (method != Method::GET).then_some(body);
        let answer = self.house.call(&self.bruno, method, path, body).await;
        let code = match answer.bytes.is_empty() {
            true => String::new(),
            false => serde_json::from_slice::<Value>(&answer.bytes)
                .ok()
                .and_then(|v| v["code"].as_str().map(String::from))
                .unwrap_or_default(),
        };
        (answer.status.as_u16(), code)
    }

    async fn seen(&self, who: &Browser) -> Vec<Uuid> {
        let list = self.house.get(who, "/mails").await.expect(200).json();
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|m| m["id"].as_str().unwrap().parse().unwrap())
            .collect()
    }
}

#[tokio::test]
async fn to_see_is_given_by_class_and_by_nothing_else() {
    let post = Post::new().await;
    let (ordinary, receipt) = (post.ordinary, post.receipt);
    assert_eq!(
        post.seen(&post.bruno).await,
        [receipt, ordinary, post.certified],
        "without rights the office reads its box"
    );

    post.give(0, &[], &[]).await;
    // Of his office no longer, but his is the work of the case.
    assert_eq!(post.seen(&post.bruno).await, [post.certified]);
    for way in ["", "/html", "/raw", "/beside"] {
        let path = format!("/mails/{ordinary}{way}");
        let (status, _) = post.bruno(Method::GET, &path, Value::Null).await;
        assert_eq!(status, 404, "{way}");
    }
    let path = format!("/despatches/{}", post.despatch);
    assert_eq!(post.bruno(Method::GET, &path, Value::Null).await.0, 404);
    // To oversee the case is not to read its mail, nor is to administer the box.
    let sergio = post.house.login("sergio").await;
    let case = format!("/instances/{}", post.case);
    post.house.get(&sergio, &case).await.expect(200);
    assert!(post.seen(&sergio).await.is_empty());
    assert!(post.seen(&post.marta).await.is_empty());
    let boxes = post.house.get(&post.marta, "/mailboxes").await.json();
    assert_eq!(boxes["items"].as_array().unwrap().len(), 2);

    post.give(0, &["view"], &["receipt", "sent"]).await;
    assert_eq!(post.seen(&post.bruno).await, [receipt, post.certified]);
    assert_eq!(post.bruno(Method::GET, &path, Value::Null).await.0, 200);

    post.put(post.boxes[0], json!([])).await.expect(200);
    assert_eq!(post.seen(&sergio).await.len(), 3);
}

#[tokio::test]
async fn each_right_lets_its_own_act_through() {
    let post = Post::new().await;
    let (task, ordinary) = (post.task, post.ordinary);
    let archive = format!("/mails/{ordinary}/archive");
    let reply = format!("/tasks/{task}/reply");
    let distribute = format!("/tasks/{task}/distribute");
    let opinion = format!("/tasks/{task}/opinion");
    let assign = format!("/tasks/{task}/assign");
    let resolve = format!("/despatches/{}/resolve", post.despatch);
    let claim = format!("/tasks/{task}/claim");
    assert_eq!(post.bruno(Method::POST, &claim, json!({})).await.0, 200);
    let question = json!({ "login": "tea", "question": "Che ne pensi?" });
    let reason = json!({ "reason": "prova" });
    let how = json!({ "how": "sent", "reason": "prova" });
    // What the act needs, and what it answers once it is given; the last gives the task away.
    let rows: [(&str, &str, Method, &str, Value, u16); 6] = [
        ("sort", "right_sort", Method::POST, &archive, reason, 204),
        ("reply", "right_reply", Method::PUT, &reply, json!({}), 200),
        // Its outcome is known: refused for what it is, not for who asks.
        ("send", "right_send", Method::POST, &resolve, how, 409),
        (
            "forward",
            "right_forward",
            Method::POST,
            &opinion,
            question,
            201,
        ),
        (
            "forward",
            "right_forward",
            Method::POST,
            &assign,
            json!({ "login": "anna" }),
            200,
        ),
        (
            "forward",
            "right_forward",
            Method::POST,
            &distribute,
            json!({ "office": "tributi" }),
            204,
        ),
    ];
    let all = ["reply", "forward", "send", "register", "sort"];
    for (right, code, method, path, body, done) in rows {
        let mut others: Vec<&str> = all.into_iter().filter(|r| *r != right).collect();
        others.push("view");
        post.give(0, &others, &[]).await;
        let refused = post.bruno(method.clone(), path, body.clone()).await;
        assert_eq!(refused, (403, code.to_string()), "{right}: {path}");
        if path == assign {
            // He keeps it for the next row.
            continue;
        }
        post.give(0, &["view", right], &[]).await;
        let (status, code) = post.bruno(method, path, body).await;
        assert_eq!(status, done, "{right}: {path}: {code}");
    }
}

#[tokio::test]
async fn what_leaves_needs_the_right_of_who_writes_and_of_who_approves() {
    let post = Post::new().await;
    let task = post.task;
    let complete = format!("/tasks/{task}/complete");
    let message = |mailbox: &str| {
        json!({ "data": { "risposta": {
            "mailbox": mailbox, "to": ["rosa@pec.studio.example"], "subject": "Re: Istanza", "body": "Sì.",
        } } })
    };
    let claim = format!("/tasks/{task}/claim");
    assert_eq!(post.bruno(Method::POST, &claim, json!({})).await.0, 200);
    let say = async |mailbox: &str| post.bruno(Method::POST, &complete, message(mailbox)).await;
    post.give(0, &["view", "send"], &[]).await;
    post.give(1, &[], &[]).await;
    assert_eq!(say("riservata").await, (403, "right_reply".into()));
    post.give(0, &["view", "reply"], &["ordinary"]).await;
    assert_eq!(
        say("riservata").await,
        (403, "right_reply".into()),
        "given for another class"
    );
    post.give(0, &["view", "reply"], &["certified"]).await;
    assert_eq!(say("altra").await, (403, "right_send".into()));
    assert_eq!(say("riservata").await.0, 200);

    // Sergio approves, once he has the right too.
    let store = post.house.app.runtime.store();
    let tasks = load::tasks_of_instance(store, post.case).await.unwrap();
    let sign = tasks.iter().find(|t| t.element == "firma").unwrap().id;
    let sergio = post.house.login("sergio").await;
    let path = format!("/tasks/{sign}");
    let page = post.house.get(&sergio, &path).await.expect(200).json();
    let approval = json!({ "data": {}, "draft_hash": page["message"]["hash"] });
    let refused = post
        .house
        .post(&sergio, &format!("{path}/complete"), approval.clone())
        .await
        .expect(403)
        .json();
    assert_eq!(refused["code"], "right_reply", "{refused}");
    post.put(
        post.boxes[0],
        json!([
            { "to": "persona:carla", "rights": ["view", "sort"] },
            { "to": "ruolo:supervisore", "rights": ["view", "reply"] },
        ]),
    )
    .await
    .expect(200);
    post.house
        .post(&sergio, &format!("{path}/complete"), approval)
        .await
        .expect(200);
}

#[tokio::test]
async fn rights_that_would_leave_messages_with_nobody_are_refused_by_field() {
    let post = Post::new().await;
    let whole = json!({ "to": "persona:carla", "rights": ["view", "sort"] });
    let rows = [
        (
            json!([whole, { "to": "persona:nessuno", "rights": ["view"] }]),
            "rights.1.to",
        ),
        (
            json!([whole, { "to": "ufficio:lontano", "rights": ["view"] }]),
            "rights.1.to",
        ),
        (
            json!([whole, { "to": "ruolo:capo", "rights": ["view"] }]),
            "rights.1.to",
        ),
        (
            json!([whole, { "to": "persona:bruno", "rights": [] }]),
            "rights.1.rights",
        ),
        (
            json!([whole, { "to": "persona:bruno", "rights": ["reply"] }]),
            "rights.1.rights",
        ),
        (
            json!([{ "to": "persona:carla", "rights": ["view", "sort"], "classes": ["certified"] }]),
            "rights",
        ),
        (
            json!([{ "to": "persona:carla", "rights": ["view"] }]),
            "rights",
        ),
    ];
    for (rights, field) in rows {
        let said = post.put(post.boxes[0], rights.clone()).await.expect(422);
        let said = said.json();
        let fields: Vec<&str> = said["fields"]
            .as_array()
            .unwrap_or_else(|| panic!("{said}"))
            .iter()
            .filter_map(|f| f["field"].as_str())
            .collect();
        assert!(fields.contains(&field), "{rights}: {said}");
    }
    // To send alone needs not to see.
    post.put(
        post.boxes[0],
        json!([whole, { "to": "ufficio:tributi", "rights": ["send"] }]),
    )
    .await
    .expect(200);
    let shown = post.house.get(&post.bruno, "/mailboxes").await.json();
    let keys: Vec<&str> = shown["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["key"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys,
        ["altra"],
        "who has no right there does not see the box"
    );
}

#[tokio::test]
async fn rights_given_by_name_go_to_the_successor() {
    let post = Post::new().await;
    post.give(0, &["view", "reply"], &["certified"]).await;
    let bruno = post.house.app.runtime.person_for_login("bruno").await;
    let path = format!("/people/{}/leave", bruno.unwrap().unwrap().id);
    let asked = json!({ "successor": "tea" });
    post.house.post(&post.marta, &path, asked).await.expect(200);
    let boxes = post.house.get(&post.marta, "/mailboxes").await.json();
    let rights = boxes["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|b| b["key"] == "riservata")
        .unwrap()["rights"]
        .clone();
    assert_eq!(
        rights[1],
        json!({ "to": "persona:tea", "classes": ["certified"], "rights": ["view", "reply"] })
    );
}
