//! What the desk shows beside a task: terms, holders, letters by name, attachments, notices.

use super::*;
use store::WriteSet;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:test">
  <process id="risposta" name="Risposta" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="conta"/>
    <scriptTask id="conta" scriptFormat="rhai"><script>set("termine", "2031-05-01T21:59:59Z"); set("ufficio", "edilizia")</script></scriptTask>
    <sequenceFlow id="f2" sourceRef="conta" targetRef="avvisa"/>
    <serviceTask id="avvisa" camunda:type="external" camunda:topic="notify"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="to">ufficio:edilizia</camunda:inputParameter>
      <camunda:inputParameter name="text_it">È arrivata un'istanza.</camunda:inputParameter>
      <camunda:inputParameter name="text_en">A request has come.</camunda:inputParameter>
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f3" sourceRef="avvisa" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi" camunda:candidateGroups="ufficio:edilizia" staffetta:drafts="risposta"/>
    <sequenceFlow id="f4" sourceRef="scrivi" targetRef="approva"/>
    <userTask id="approva" name="Approva" camunda:candidateGroups="ruolo:supervisore" staffetta:approves="risposta"/>
    <sequenceFlow id="f5" sourceRef="approva" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

const LETTER: &str = "Oggetto: Riscontro\n\nGentile cittadina.";

pub(super) async fn mailbox(house: &House) {
    let store = house.app.runtime.store();
    let mut set = WriteSet::new(chrono::Utc::now());
    set.put(a_mailbox("protocollo"));
    store.commit(set).await.unwrap();
}

async fn open_task(house: &House, browser: &Browser, instance: &str) -> Value {
    let tasks = house
        .get(browser, &format!("/instances/{instance}/tasks"))
        .await
        .expect(200)
        .json();
    let open = tasks["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["state"] == "open");
    open.unwrap_or_else(|| panic!("{tasks}")).clone()
}

#[tokio::test]
async fn the_desk_shows_terms_holders_letters_attachments_and_notices() {
    let house = House::new().await;
    mailbox(&house).await;
    let (ada, anna, tea, sergio) = (
        house.login("ada").await,
        house.login("anna").await,
        house.login("tea").await,
        house.login("sergio").await,
    );
    let manifest =
        "name = \"risposta\"\n[letters]\nriscontro = { it = \"Riscontro\", en = \"Answer\" }\n";
    house
        .deploy(
            &ada,
            &[
                ("bundle.toml", manifest),
                ("p.bpmn", PROCESS),
                ("letters/riscontro.txt", LETTER),
                ("letters/altra.txt", LETTER),
            ],
        )
        .await
        .expect(201);
    let started = house
        .post(&anna, "/processes/risposta/instances", json!({}))
        .await
        .expect(201)
        .json();
    let instance = started["id"].as_str().unwrap().to_string();

    // A notice of one's own: the office has it, another does not.
    let notices = house.get(&anna, "/notices").await.expect(200).json();
    assert_eq!(notices["unread"], 1, "{notices}");
    let notice = &notices["items"][0];
    assert_eq!(notice["text"], "È arrivata un'istanza.");
    assert_eq!(notice["instance"], instance.as_str());
    let read = format!("/notices/{}/read", notice["id"].as_str().unwrap());
    house.post(&tea, &read, json!({})).await.expect(404);
    house.post(&anna, &read, json!({})).await.expect(204);
    house.post(&anna, &read, json!({})).await.expect(204);
    assert_eq!(house.get(&anna, "/notices").await.json()["unread"], 0);
    let bruno = house.login("bruno").await;
    assert_eq!(house.get(&bruno, "/notices").await.json()["unread"], 1);

    // Terms and holders in both lists.
    let task = open_task(&house, &anna, &instance).await;
    let id = task["id"].as_str().unwrap().to_string();
    house
        .post(&anna, &format!("/tasks/{id}/claim"), json!({}))
        .await
        .expect(200);
    let tasks = house.get(&anna, "/tasks?filter=mine").await.json();
    assert_eq!(
        tasks["items"][0]["term_at"], "2031-05-01T21:59:59Z",
        "{tasks}"
    );
    let cases = house.get(&anna, "/instances").await.json();
    let case = &cases["items"][0];
    assert_eq!(
        (
            case["term_at"].as_str(),
            case["holder"]["name"].as_str(),
            case["holder"]["login"].as_str()
        ),
        (
            Some("2031-05-01T21:59:59Z"),
            Some("Anna Prova"),
            Some("anna")
        )
    );

    // Letters by the bundle's titles, else by the words of their file.
    let letters = house
        .get(&anna, &format!("/tasks/{id}/letters"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        letters,
        json!([{ "key": "altra", "title": "Altra" }, { "key": "riscontro", "title": "Riscontro" }])
    );

    // An attachment that is not there is refused; one that is there can be read by who approves.
    let uploaded = house
        .upload(&anna, "/uploads", &[("pianta \"1\".html", "<b>pianta</b>")])
        .await
        .expect(201)
        .json();
    let message = |reference: &Value| {
        json!({ "data": { "risposta": {
            "mailbox": "protocollo", "to": ["rosa@pec.example"], "subject": "Riscontro", "body": "Sì.",
            "attachments": [{ "name": uploaded["name"], "media_type": "text/html", "size": uploaded["size"], "ref": reference }]
        } } })
    };
    let complete = format!("/tasks/{id}/complete");
    let refused = house
        .post(&anna, &complete, message(&json!("00".repeat(32))))
        .await
        .expect(422)
        .json();
    assert_eq!(
        refused["fields"][0]["field"], "risposta.attachments",
        "{refused}"
    );
    house
        .post(&anna, &complete, message(&uploaded["ref"]))
        .await
        .expect(200);
    let approval = open_task(&house, &sergio, &instance).await;
    let detail = house
        .get(
            &sergio,
            &format!("/tasks/{}", approval["id"].as_str().unwrap()),
        )
        .await
        .expect(200)
        .json();
    let shown = &detail["message"]["attachments"][0];
    let href = shown["href"].as_str().unwrap();
    let path = href.strip_prefix("/api/v1").unwrap();
    let file = house
        .get(&sergio, &format!("{path}?inline=true"))
        .await
        .expect(200);
    assert_eq!(file.bytes, b"<b>pianta</b>");
    // What could act in the page is saved, never shown, and its name cannot break the header.
    assert_eq!(
        file.headers[header::CONTENT_TYPE],
        "application/octet-stream"
    );
    assert!(
        file.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment; filename=\"pianta")
    );
    house.get(&tea, path).await.expect(404);
    house
        .get(&sergio, &path.replace("/attachments/0", "/attachments/1"))
        .await
        .expect(404);

    let (cases, disagreements) = house.app.runtime.rows_agree().await.unwrap();
    assert_eq!((cases, disagreements), (1, Vec::new()));
}
