//! A message that answers nobody: its draft, its recipients, the box it leaves from, what stops it, taking it back.

use super::*;
use store::{WriteSet, row};
use uuid::Uuid;

/// A box with SMTP settings.
fn mailbox(key: &str, certified: bool, offices: &[&str]) -> row::Mailbox {
    row::Mailbox {
        address: format!("{key}@comune.example"),
        certified,
        offices: offices.iter().map(|o| o.to_string()).collect(),
        ..a_mailbox(key)
    }
}

/// Boxes of the two offices, and an address book.
async fn house() -> House {
    let house = House::new().await;
    let mut set = WriteSet::new(chrono::Utc::now());
    set.put(mailbox("edilizia-pec", true, &["edilizia"]))
        .put(mailbox("edilizia", false, &["edilizia"]))
        .put(mailbox("tributi-pec", true, &["tributi"]));
    house.app.runtime.store().commit(set).await.unwrap();
    let runtime = &house.app.runtime;
    for (source, csv) in [
        ("ipa.csv", "nome;pec\nStudio Prova;studio@pec.example"),
        ("amici.csv", "nome;email\nRosa Prova;rosa@posta.example"),
    ] {
        runtime
            .import_contacts(&Act::system(), source, csv)
            .await
            .unwrap();
    }
    house
}

async fn begin(house: &House, who: &Browser) -> (String, String) {
    let begun = house
        .post(who, "/writings", json!({}))
        .await
        .expect(201)
        .json();
    (
        begun["task"].as_str().unwrap().into(),
        begun["instance"].as_str().unwrap().into(),
    )
}

fn message(mailbox: &str, to: &[&str]) -> Value {
    json!({ "mailbox": mailbox, "to": to, "subject": "Convocazione", "body": "Si convoca la riunione." })
}

async fn complete(house: &House, who: &Browser, task: &str, message: Value) -> Answer {
    let body = json!({ "data": { "messaggio": message } });
    house
        .post(who, &format!("/tasks/{task}/complete"), body)
        .await
}

fn codes(checked: &Value) -> Vec<&str> {
    let remarks = checked["remarks"].as_array().unwrap();
    remarks
        .iter()
        .map(|r| r["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_new_message_is_a_case_with_a_draft_its_office_sees_and_a_despatch_with_its_sender() {
    let house = house().await;
    let (anna, bruno, tea) = (
        house.login("anna").await,
        house.login("bruno").await,
        house.login("tea").await,
    );
    let (task, instance) = begin(&house, &anna).await;
    let page = house.get(&anna, &format!("/tasks/{task}")).await.json();
    assert_eq!(page["assignee"]["login"], "anna", "{page}");
    assert_eq!(
        page["data"]["messaggio"]["mailbox"], "",
        "the recipients will say"
    );

    // The draft is on the server; the office sees it, another office does not.
    let draft = json!({ "data": { "messaggio": message("", &["rosa@posta.example"]) } });
    house
        .call(
            &anna,
            Method::PUT,
            &format!("/tasks/{task}/draft"),
            Some(draft),
        )
        .await
        .expect(200);
    let seen = house.get(&bruno, &format!("/tasks/{task}")).await.json();
    assert_eq!(
        seen["draft"]["data"]["messaggio"]["subject"],
        "Convocazione"
    );
    house.get(&tea, &format!("/tasks/{task}")).await.expect(404);

    // Bruno does not send what Anna writes; Anna does, and the rule chooses the box of her office.
    complete(&house, &bruno, &task, message("", &["studio@pec.example"]))
        .await
        .expect(409);
    complete(&house, &anna, &task, message("", &["studio@pec.example"]))
        .await
        .expect(200);
    let case = house
        .get(&anna, &format!("/instances/{instance}"))
        .await
        .json();
    assert_eq!(case["title"], "Convocazione");
    let job = job(&house, &instance).await.unwrap();
    assert_eq!(job.kind, "pec.send");
    let message = &job.inputs["message"];
    assert_eq!(message["mailbox"], "edilizia-pec", "{message}");
    assert_eq!(message["author"], "anna");
}

async fn job(house: &House, instance: &str) -> Option<row::Job> {
    let instance = instance.parse().unwrap();
    let jobs = store::load::jobs_of_instance(house.app.runtime.store(), instance).await;
    jobs.unwrap().into_iter().find(|j| j.state == "waiting")
}

#[tokio::test]
async fn who_may_not_leave_from_a_box_is_told_and_so_is_what_lacks_before_anything_leaves() {
    let house = house().await;
    let anna = house.login("anna").await;
    let (task, _) = begin(&house, &anna).await;
    let check = async |message: Value| {
        let path = format!("/tasks/{task}/check");
        house.post(&anna, &path, message).await.expect(200).json()
    };
    let fresh = check(message("edilizia", &["nuova@ignoto.example"])).await;
    assert_eq!(fresh["recipients"][0]["channel"], "unknown");
    assert_eq!(fresh["mailbox"], "edilizia", "what fits stays");
    assert!(codes(&fresh).is_empty(), "{fresh}");
    assert_eq!(fresh["signature"], "Anna Prova\nEDILIZIA\nComune");

    // A PEC among the recipients names the PEC box; the choice of the person is told what it costs.
    let pec = check(message(
        "edilizia",
        &["rosa@posta.example", "STUDIO@pec.example"],
    ))
    .await;
    assert_eq!(pec["mailbox"], "edilizia-pec");
    assert_eq!(pec["recipients"][0]["channel"], "ordinary");
    assert_eq!(pec["recipients"][1]["channel"], "certified");
    assert_eq!(pec["recipients"][1]["name"], "Studio Prova");
    assert_eq!(codes(&pec), ["ordinary_box_to_certified"]);
    let overridden = check(message("edilizia-pec", &["rosa@posta.example"])).await;
    assert_eq!(codes(&overridden), ["certified_box_to_ordinary"]);
    assert_eq!(overridden["remarks"][0]["stops"], false);

    // Another office's box, no box that is there, an address that is none, an attachment that is only spoken of.
    assert_eq!(
        codes(&check(message("tributi-pec", &["studio@pec.example"])).await),
        ["mailbox_not_yours"]
    );
    assert_eq!(
        codes(&check(message("ignota", &["studio@pec.example"])).await),
        ["mailbox_missing"]
    );
    let mut wrong = message("edilizia", &["rosa"]);
    wrong["body"] = json!("Si trasmette in allegato la convocazione.");
    assert_eq!(codes(&check(wrong).await), ["bad_address", "no_attachment"]);
    let mut heavy = message("edilizia-pec", &["studio@pec.example", "altro@pec.example"]);
    let file = json!({ "name": "a.pdf", "media_type": "application/pdf", "size": 24_000_000, "ref": "00" });
    heavy["attachments"] = json!([file]);
    assert_eq!(
        codes(&check(heavy).await),
        ["attachment_missing", "too_big"]
    );

    // Handing it over refuses what stops, by field; hidden recipients are refused outright.
    let refused = complete(&house, &anna, &task, message("tributi-pec", &["rosa"])).await;
    let fields = refused.expect(422).json();
    let named: Vec<&str> = fields["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["field"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["messaggio.to", "messaggio.mailbox"], "{fields}");
    let mut hidden = message("edilizia", &["rosa@posta.example"]);
    hidden["bcc"] = json!(["x@posta.example"]);
    let refused = complete(&house, &anna, &task, hidden)
        .await
        .expect(422)
        .json();
    assert_eq!(refused["fields"][0]["field"], "messaggio.bcc");
}

#[tokio::test]
async fn a_scheduled_message_waits_and_is_taken_back_by_who_sent_it() {
    let house = house().await;
    let (anna, bruno) = (house.login("anna").await, house.login("bruno").await);
    let (task, instance) = begin(&house, &anna).await;
    let now = house.app.runtime.clock().now();
    let at = |hours: i64| json!((now + chrono::TimeDelta::hours(hours)).to_rfc3339());
    let mut scheduled = message("edilizia-pec", &["studio@pec.example"]);
    scheduled["send_at"] = at(-1);
    let refused = complete(&house, &anna, &task, scheduled.clone()).await;
    assert_eq!(
        refused.expect(422).json()["fields"][0]["field"],
        "messaggio.send_at"
    );
    scheduled["send_at"] = at(2);
    complete(&house, &anna, &task, scheduled).await.expect(200);
    let due = job(&house, &instance).await.unwrap().due_at;
    assert_eq!(
        due.timestamp(),
        (now + chrono::TimeDelta::hours(2)).timestamp()
    );

    let page = house.get(&anna, &format!("/tasks/{task}")).await.json();
    assert_eq!(page["leaving"]["may_take_back"], true, "{page}");
    assert_eq!(page["leaving"]["certified"], true);
    let theirs = house.get(&bruno, &format!("/tasks/{task}")).await.json();
    assert_eq!(theirs["leaving"]["may_take_back"], false);
    let path = format!("/tasks/{task}/take-back");
    house.post(&bruno, &path, json!({})).await.expect(403);
    let back = house.post(&anna, &path, json!({})).await.expect(200).json();
    let again = back["task"].as_str().unwrap();
    assert!(
        job(&house, &instance).await.is_none(),
        "nothing waits to leave"
    );
    let page = house.get(&anna, &format!("/tasks/{again}")).await.json();
    assert_eq!(page["assignee"]["login"], "anna");
    assert_eq!(page["data"]["messaggio"]["subject"], "Convocazione");
    house.post(&anna, &path, json!({})).await.expect(409);

    // Sent now, it does not wait: there is nothing to take back.
    complete(
        &house,
        &anna,
        again,
        message("edilizia-pec", &["studio@pec.example"]),
    )
    .await
    .expect(200);
    let path = format!("/tasks/{again}/take-back");
    let late = house.post(&anna, &path, json!({})).await.expect(409).json();
    assert_eq!(late["code"], "message_left");
}

#[tokio::test]
async fn a_message_is_thrown_away_by_who_writes_it_and_by_nobody_else() {
    let house = house().await;
    let (anna, bruno, carla) = (
        house.login("anna").await,
        house.login("bruno").await,
        house.login("carla").await,
    );
    house.post(&carla, "/writings", json!({})).await.expect(403);
    let (task, instance) = begin(&house, &anna).await;
    let path = format!("/writings/{task}");
    house
        .call(&bruno, Method::DELETE, &path, None)
        .await
        .expect(403);
    house
        .call(&anna, Method::DELETE, &path, None)
        .await
        .expect(204);
    let case = house
        .get(&anna, &format!("/instances/{instance}"))
        .await
        .json();
    assert_eq!(case["state"], "terminated", "{case}");
    house
        .call(&anna, Method::DELETE, &path, None)
        .await
        .expect(404);
}

#[tokio::test]
async fn a_forwarded_mail_keeps_its_text_its_files_and_for_a_pec_the_whole_of_it() {
    let house = house().await;
    let anna = house.login("anna").await;
    let store = house.app.runtime.store();
    let boxes = store::load::mailboxes(store).await.unwrap();
    let raw = store.blobs().put(b"byte per byte".to_vec()).await.unwrap();
    let now = chrono::Utc::now();
    let arrival = serde_json::to_value(super::rights::mail_arrival()).unwrap();
    let mail = row::Mail {
        id: Uuid::now_v7(),
        mailbox: boxes.iter().find(|m| m.key == "edilizia-pec").unwrap().id,
        folder: "INBOX".into(),
        uid_validity: 1,
        uid: 1,
        raw,
        size: 13,
        kind: "transport".into(),
        message_id: "a@pec.studio.example".into(),
        from_address: "rosa@mail.example".into(),
        from_name: "Rosa Prova".into(),
        subject: "Istanza".into(),
        sent_at: None,
        arrived_at: Some(now),
        fetched_at: now,
        arrival,
        verdict: Some("trusted".into()),
        state: "inbox".into(),
        instance: None,
        despatch: None,
        same_as: None,
        about: None,
    };
    let id = mail.id;
    let mut set = WriteSet::new(now);
    set.put(mail);
    store.commit(set).await.unwrap();
    let tea = house.login("tea").await;
    let asked = json!({ "forward": id });
    house
        .post(&tea, "/writings", asked.clone())
        .await
        .expect(404);
    let begun = house
        .post(&anna, "/writings", asked)
        .await
        .expect(201)
        .json();
    let task = begun["task"].as_str().unwrap();
    let page = house.get(&anna, &format!("/tasks/{task}")).await.json();
    let message = &page["data"]["messaggio"];
    assert_eq!(message["subject"], "I: Prova");
    let body = message["body"].as_str().unwrap();
    assert!(
        body.contains("Da: Rosa Prova <rosa@mail.example>"),
        "{body}"
    );
    assert!(body.ends_with("Oggetto: Prova\n\nBuongiorno."), "{body}");
    let names: Vec<&str> = message["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["a.txt", "messaggio-originale.eml"]);

    // Who wrote by a trusted envelope is a PEC from then on.
    let mut checked = message.clone();
    checked["to"] = json!(["rosa@mail.example"]);
    let path = format!("/tasks/{task}/check");
    let known = house.post(&anna, &path, checked).await.expect(200).json();
    assert_eq!(known["recipients"][0]["channel"], "certified", "{known}");
}

#[tokio::test]
async fn suggestions_come_from_the_book_and_from_what_receipts_told() {
    let house = house().await;
    let anna = house.login("anna").await;
    let found = async |part: &str| {
        let path = format!("/recipients?q={part}");
        house.get(&anna, &path).await.expect(200).json()["items"].clone()
    };
    assert_eq!(found("s").await, json!([]), "one letter suggests nobody");
    let studio = found("studio").await;
    assert_eq!(studio[0]["address"], "studio@pec.example");
    assert_eq!(studio[0]["channel"], "certified");
    assert_eq!(studio[0]["source"], "ipa.csv");
    assert_eq!(found("ROSA").await[0]["channel"], "ordinary");

    let delivered = chrono::Utc::now() - chrono::TimeDelta::days(3);
    let mut set = WriteSet::new(chrono::Utc::now());
    set.put(row::Correspondent {
        id: Uuid::now_v7(),
        address: "lina@pec.ignota.example".into(),
        certified: true,
        delivered_at: Some(delivered),
        learnt_at: delivered,
    });
    house.app.runtime.store().commit(set).await.unwrap();
    let lina = found("lina").await;
    assert_eq!(lina[0]["address"], "lina@pec.ignota.example");
    assert!(lina[0]["delivered_at"].is_string(), "{lina}");
}
