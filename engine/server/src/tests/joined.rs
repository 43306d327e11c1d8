//! A mail joined to a case is answered by what the case sends to who wrote it, over a gestore that takes it.

use super::owed::{begin, mails, open_task, process};
use super::*;
use std::time::Duration;
use store::{WriteSet, load, row};

const BOX: &str = "uscita@pec.comune.example";
const PASSWORD: &str = "una frase lunga";

/// Somebody looks, then the case answers the mail that opened it.
const LOOKS_AND_ANSWERS: &str = r#"<userTask id="guarda" camunda:candidateGroups="ufficio:edilizia"/><sequenceFlow id="g1" sourceRef="guarda" targetRef="scrivi"/>
<scriptTask id="scrivi" scriptFormat="rhai"><script>set("risposta", #{ mailbox: "uscita", to: ["rosa@mail.example"], subject: "Le risposte", body: "Ecco." })</script></scriptTask>
<sequenceFlow id="g2" sourceRef="scrivi" targetRef="mezzo"/>
<serviceTask id="mezzo" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
  <camunda:inputParameter name="message">${risposta}</camunda:inputParameter><camunda:inputParameter name="in_reply_to">${mail.ref}</camunda:inputParameter>
</camunda:inputOutput></extensionElements></serviceTask>"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_case_sends_to_who_wrote_a_joined_mail_answers_it_too() {
    let house = House::new().await;
    let data = &house.app.config.data;
    let config = gestore::Config::new(
        data.join("gestore"),
        "gestore.example",
        &["pec.comune.example"],
    )
    .account(BOX, PASSWORD);
    let gestore = gestore::Gestore::start(config).await.unwrap();
    let maildir = data.join("maildir");
    for folder in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(maildir.join(folder)).unwrap();
    }
    let (ada, anna, marta) = (
        house.login("ada").await,
        house.login("anna").await,
        house.login("marta").await,
    );
    let smtp = json!({
        "host": "localhost", "port": gestore.submission().port(), "security": "start_tls", "user": BOX, "ca_pem": gestore.ca_pem(),
    });
    let mailbox = json!({
        "key": "uscita", "address": BOX, "display_name": "Comune", "certified": true, "offices": ["edilizia"], "password": PASSWORD,
        "starting_point": { "kind": "all" }, "settings": { "source": { "kind": "maildir", "path": maildir }, "smtp": smtp },
    });
    house.post(&marta, "/mailboxes", mailbox).await.expect(201);
    let ids = mails(&house, 3).await;
    let store = house.app.runtime.store();
    // The last is somebody else's.
    let last = load::mail(store, ids[2]).await.unwrap().unwrap();
    let mut set = WriteSet::new(chrono::Utc::now());
    set.put(row::Mail {
        from_address: "lino@mail.example".into(),
        ..last
    });
    store.commit(set).await.unwrap();

    let xml = process("risponde", LOOKS_AND_ANSWERS).replace(
        r#"sourceRef="ufficio" targetRef="mezzo""#,
        r#"sourceRef="ufficio" targetRef="guarda""#,
    );
    house.deploy(&ada, &[("p.bpmn", &xml)]).await.expect(201);
    let case = begin(&house, &anna, ids[0], "risponde").await;
    for mail in &ids[1..] {
        let link = format!("/mails/{mail}/link");
        house
            .post(&anna, &link, json!({ "instance": case }))
            .await
            .expect(204);
    }
    let _background = house.app.runtime.run().await.unwrap();
    let task = open_task(&house, case).await;
    house
        .post(&anna, &format!("/tasks/{}/complete", task.id), json!({}))
        .await
        .expect(200);

    let mut owed = load::owed(store, ids[2]).await.unwrap().unwrap();
    for _ in 0..400 {
        if owed.task.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        owed = load::owed(store, ids[2]).await.unwrap().unwrap();
    }
    assert_eq!(
        open_task(&house, case).await.name,
        "Da riscontrare: Domanda 2",
        "nobody has written to the other"
    );
    assert_eq!((owed.state.as_str(), owed.despatch), ("open", None));
    let first = load::owed(store, ids[0]).await.unwrap().unwrap();
    let joined = load::owed(store, ids[1]).await.unwrap().unwrap();
    assert_eq!(
        (first.state.as_str(), joined.state.as_str()),
        ("answered", "answered")
    );
    assert!(joined.despatch.is_some());
    assert_eq!(first.despatch, joined.despatch, "one message for both");

    // The bytes that left name both, and not the other.
    let sent = load::despatch(store, joined.despatch.unwrap())
        .await
        .unwrap()
        .unwrap();
    let raw = store.blobs().get(&sent.raw).await.unwrap();
    let raw = String::from_utf8_lossy(&raw);
    for (n, named) in [(0, true), (1, true), (2, false)] {
        assert_eq!(
            raw.contains(&format!("<d{n}@mail.example>")),
            named,
            "{n}: {raw}"
        );
    }
    let list = house.get(&anna, "/unanswered").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list["items"][0]["mail"], ids[2].to_string().as_str());
}
