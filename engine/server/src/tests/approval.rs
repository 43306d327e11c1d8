//! Several approvers: in parallel and one after the other, versions compared, edits that void, ten in a row.

use super::desk::mailbox;
use super::*;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:test">
  <process id="lettera" name="Lettera" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="prepara"/>
    <scriptTask id="prepara" scriptFormat="rhai"><script>set("ufficio", "edilizia"); set("approvatori", ["responsabile:edilizia", "ruolo:supervisore"])</script></scriptTask>
    <sequenceFlow id="f2" sourceRef="prepara" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi" camunda:candidateGroups="ufficio:edilizia" staffetta:drafts="lettera"/>
    <sequenceFlow id="f3" sourceRef="scrivi" targetRef="approva"/>
    <userTask id="approva" name="Approva" camunda:candidateGroups="${approvatore}" camunda:formRef="approva" staffetta:approves="lettera">
      <multiInstanceLoopCharacteristics isSequential="SEQUENTIAL" camunda:collection="${approvatori}" camunda:elementVariable="approvatore">
        <completionCondition xsi:type="tFormalExpression" language="rhai">esito == "rimanda"</completionCondition>
      </multiInstanceLoopCharacteristics>
    </userTask>
    <sequenceFlow id="f4" sourceRef="approva" targetRef="scelta"/>
    <exclusiveGateway id="scelta" default="f6"/>
    <sequenceFlow id="f5" sourceRef="scelta" targetRef="scrivi"><conditionExpression xsi:type="tFormalExpression" language="rhai">esito == "rimanda"</conditionExpression></sequenceFlow>
    <sequenceFlow id="f6" sourceRef="scelta" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;
const FORM: &str = include_str!("../../../../processes/invio-con-approvazione/forms/approva.form");

struct Desk {
    house: House,
    anna: Browser,
    head: Browser,
    sergio: Browser,
    marta: Browser,
}

impl Desk {
    /// Bruno heads the office, Sergio supervises it, Anna writes.
    async fn open(sequential: bool) -> Desk {
        let house = House::new().await;
        mailbox(&house).await;
        let store = house.app.runtime.store();
        let office = store::load::office_by_key(store, "edilizia").await.unwrap();
        let head = OfficeChange {
            head: Some("bruno".into()),
            ..OfficeChange::default()
        };
        let id = office.unwrap().id;
        let system = Act::system();
        house
            .app
            .runtime
            .change_office(&system, id, head)
            .await
            .unwrap();
        let ada = house.session_of("ada").await;
        let process = PROCESS.replace("SEQUENTIAL", &sequential.to_string());
        let files = [("p.bpmn", process.as_str()), ("forms/approva.form", FORM)];
        house.deploy(&ada, &files).await.expect(201);
        Desk {
            anna: house.session_of("anna").await,
            head: house.session_of("bruno").await,
            sergio: house.session_of("sergio").await,
            marta: house.session_of("marta").await,
            house,
        }
    }

    async fn start(&self) -> String {
        let path = "/processes/lettera/instances";
        let started = self.house.post(&self.marta, path, json!({})).await;
        started.expect(201).json()["id"].as_str().unwrap().into()
    }

    /// Open tasks the person may approve.
    async fn approvals(&self, who: &Browser) -> Vec<Value> {
        let page = self.house.get(who, "/tasks?filter=approve").await;
        page.expect(200).json()["items"].as_array().unwrap().clone()
    }

    async fn write(&self, case: &str, subject: &str, body: &str) {
        let letter = json!({ "mailbox": "protocollo", "to": ["rosa@pec.example"], "subject": subject, "body": body });
        self.hand_over(case, letter).await;
    }

    async fn hand_over(&self, case: &str, letter: Value) {
        let tasks = self
            .house
            .get(&self.marta, &format!("/instances/{case}/tasks"))
            .await
            .json();
        let items = tasks["items"].as_array().unwrap();
        let open = items.iter().find(|t| t["state"] == "open");
        let id = open.unwrap()["id"].as_str().unwrap();
        let path = format!("/tasks/{id}/complete");
        let asked = json!({ "data": { "lettera": letter } });
        self.house.post(&self.anna, &path, asked).await.expect(200);
    }

    async fn page(&self, who: &Browser, task: &Value) -> Value {
        let path = format!("/tasks/{}", task["id"].as_str().unwrap());
        self.house.get(who, &path).await.expect(200).json()
    }

    /// Decides as the page does: with the hash it shows.
    async fn decide(&self, who: &Browser, task: &Value, data: Value) -> Answer {
        let hash = self.page(who, task).await["message"]["hash"].clone();
        let path = format!("/tasks/{}/complete", task["id"].as_str().unwrap());
        let asked = json!({ "data": data, "draft_hash": hash, "filter": "approve" });
        self.house.post(who, &path, asked).await
    }
}

#[tokio::test]
async fn a_changed_list_of_recipients_shows_who_was_added_and_removed() {
    let desk = Desk::open(true).await;
    let case = desk.start().await;
    let runtime = &desk.house.app.runtime;
    let keep = async |addresses: &[String]| {
        let text = addresses.join("\n");
        let kept = runtime
            .keep_recipients(&Act::system(), "soci.csv", text.as_bytes())
            .await;
        kept.unwrap().list
    };
    let all: Vec<String> = (0..300).map(|n| format!("r{n}@pec.example")).collect();
    let letter = |list: Option<runtime::RecipientList>, separately: bool| {
        json!({
            "mailbox": "protocollo", "to": ["rosa@pec.example"], "to_list": list, "subject": "Assemblea",
            "body": "Si convoca.", "separately": separately,
        })
    };
    let versions = async || {
        let task = desk.approvals(&desk.head).await.remove(0);
        let path = format!("/tasks/{}/versions", task["id"].as_str().unwrap());
        let found = desk.house.get(&desk.head, &path).await.expect(200).json();
        let back = json!({ "esito": "rimanda", "osservazioni": "Ancora una volta." });
        desk.decide(&desk.head, &task, back).await.expect(200);
        found["items"].as_array().unwrap().clone()
    };
    // None, fifty, the same fifty without ten and with two hundred and fifty others, in no other way.
    desk.hand_over(&case, letter(None, false)).await;
    assert!(versions().await[0]["list_change"].is_null());
    desk.hand_over(&case, letter(Some(keep(&all[..50]).await), false))
        .await;
    let first = versions().await;
    let change = &first[0]["list_change"];
    assert_eq!((&change["before"], &change["now"]), (&json!(0), &json!(50)));
    assert_eq!(
        (&change["added"], &change["removed"]),
        (&json!(50), &json!(0))
    );
    assert!(first[1]["list_change"].is_null(), "{first:?}");
    desk.hand_over(&case, letter(Some(keep(&all[10..]).await), true))
        .await;
    let then = versions().await;
    let change = &then[1]["list_change"];
    assert_eq!(
        (&change["before"], &change["now"]),
        (&json!(50), &json!(290))
    );
    assert_eq!(
        (&change["added"], &change["removed"]),
        (&json!(250), &json!(10))
    );
    // Of many the first are named.
    assert_eq!(change["added_first"].as_array().unwrap().len(), 200);
    assert_eq!(change["added_first"][0], "r50@pec.example");
    assert_eq!(change["removed_first"], json!(all[..10]));
    assert_eq!(change["readable"], true);
    assert_eq!(
        (&then[1]["separately"], &then[2]["separately"]),
        (&json!(false), &json!(true))
    );
    // The same addresses in another order are another list, of whom nobody came or went.
    let turned: Vec<String> = all[10..].iter().rev().cloned().collect();
    desk.hand_over(&case, letter(Some(keep(&turned).await), true))
        .await;
    let last = versions().await;
    let change = &last[2]["list_change"];
    assert_eq!(
        (&change["added"], &change["removed"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(
        (&change["before"], &change["now"]),
        (&json!(290), &json!(290))
    );
}

fn yes() -> Value {
    json!({ "esito": "approva" })
}

#[tokio::test]
async fn two_approve_together_and_who_sends_back_stops_the_other() {
    let desk = Desk::open(false).await;
    let case = desk.start().await;
    desk.write(&case, "Chiusura", "La strada chiude lunedì.")
        .await;
    let (first, second) = (
        desk.approvals(&desk.head).await,
        desk.approvals(&desk.sergio).await,
    );
    assert_eq!((first.len(), second.len()), (1, 1), "both have it at once");
    // A supervisor of the office sees its tasks and may not decide in the head's place.
    let counts = desk.house.get(&desk.head, "/tasks/counts").await.json();
    assert_eq!(counts["approve"], 1, "{counts}");
    let sent_back = json!({ "esito": "rimanda", "osservazioni": "Manca l'ora." });
    desk.decide(&desk.sergio, &second[0], sent_back)
        .await
        .expect(200);
    assert!(desk.approvals(&desk.head).await.is_empty(), "taken back");

    desk.write(&case, "Chiusura", "La strada chiude lunedì alle 8.")
        .await;
    let task = desk.approvals(&desk.head).await.remove(0);
    let page = desk.page(&desk.head, &task).await;
    assert_eq!(page["message"]["version"], 2);
    let decided = page["message"]["approvals"].as_array().unwrap();
    assert_eq!(decided.len(), 1);
    assert_eq!(
        (
            &decided[0]["decision"],
            &decided[0]["version"],
            &decided[0]["remarks"]
        ),
        (&json!("sent_back"), &json!(1), &json!("Manca l'ora."))
    );
    let path = format!("/tasks/{}/versions", task["id"].as_str().unwrap());
    let versions = desk.house.get(&desk.head, &path).await.expect(200).json();
    let items = versions["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{versions}");
    assert_eq!(items[0]["body"], "La strada chiude lunedì.");
    assert_eq!(items[1]["hash"], page["message"]["hash"]);
    assert_eq!(items[1]["mailbox"], "protocollo@pec.comune.example");

    desk.decide(&desk.head, &task, yes()).await.expect(200);
    let other = desk.approvals(&desk.sergio).await.remove(0);
    desk.decide(&desk.sergio, &other, yes()).await.expect(200);
    let case = desk
        .house
        .get(&desk.marta, &format!("/instances/{case}"))
        .await
        .json();
    assert_eq!(case["state"], "completed", "{case}");
    // The record names both with the hash.
    let audit = desk
        .house
        .get(&desk.marta, "/audit?verb=task.complete&limit=50")
        .await
        .expect(200)
        .json();
    let by: Vec<(&str, &str)> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["detail"]["decision"] == "approved")
        .map(|a| {
            let hash = a["detail"]["hash"].as_str().unwrap();
            (a["by"]["login"].as_str().unwrap(), hash)
        })
        .collect();
    let hash = page["message"]["hash"].as_str().unwrap();
    assert_eq!(by, [("sergio", hash), ("bruno", hash)]);
}

#[tokio::test]
async fn one_after_the_other_all_approve_the_same_text_and_nobody_twice() {
    let desk = Desk::open(true).await;
    let case = desk.start().await;
    desk.write(&case, "Chiusura", "La strada chiude lunedì.")
        .await;
    assert!(
        desk.approvals(&desk.sergio).await.is_empty(),
        "not his turn"
    );
    let task = desk.approvals(&desk.head).await.remove(0);
    desk.decide(&desk.head, &task, yes()).await.expect(200);
    let second = desk.approvals(&desk.sergio).await.remove(0);

    // The head may stand in for a supervisor elsewhere; here a second pair of eyes is needed.
    let given = json!({ "login": "bruno" });
    let path = format!("/tasks/{}/assign", second["id"].as_str().unwrap());
    desk.house.post(&desk.marta, &path, given).await.expect(200);
    assert!(
        desk.approvals(&desk.head).await.is_empty(),
        "it waits for somebody else"
    );
    let twice = desk.decide(&desk.head, &second, yes()).await.expect(403);
    assert_eq!(twice.json()["code"], "approved_already");
    let given = json!({ "login": "sergio" });
    desk.house.post(&desk.marta, &path, given).await.expect(200);

    // Somebody changes the text between the two: the first approval is shown as void, and the second is refused.
    let path = format!("/instances/{case}/variables");
    let variables = desk.house.get(&desk.marta, &path).await.expect(200).json();
    let mut letter = variables["lettera"].clone();
    let letter_before = letter.clone();
    assert!(letter.is_object(), "{variables}");
    letter["body"] = json!("La strada chiude martedì.");
    let change = async |letter: &Value| {
        desk.house
            .call(
                &desk.marta,
                Method::PATCH,
                &path,
                Some(json!({ "variables": { "lettera": letter } })),
            )
            .await
            .expect(200);
    };
    change(&letter).await;
    let page = desk.page(&desk.sergio, &second).await;
    assert_eq!(page["message"]["changed_since_last_approval"], true);
    assert_eq!(page["message"]["approvals"][0]["void"], true);
    let refused = desk.decide(&desk.sergio, &second, yes()).await.expect(409);
    assert_eq!(refused.json()["code"], "approved_otherwise");

    // Back as it was the approval holds; the whole is approved by two.
    change(&letter_before).await;
    let page = desk.page(&desk.sergio, &second).await;
    assert_eq!(page["message"]["approvals"][0]["void"], false);
    desk.decide(&desk.sergio, &second, yes()).await.expect(200);
}

#[tokio::test]
async fn ten_are_approved_in_a_row_each_answer_naming_the_next() {
    let desk = Desk::open(true).await;
    for n in 0..10 {
        let case = desk.start().await;
        desk.write(&case, &format!("Lettera {n}"), "Testo.").await;
    }
    let counts = desk.house.get(&desk.head, "/tasks/counts").await.json();
    assert_eq!(counts["approve"], 10);
    let mut task = desk.approvals(&desk.head).await.remove(0);
    for left in (0..10).rev() {
        // Nobody takes what is decided at once.
        let answer = desk.decide(&desk.head, &task, yes()).await.expect(200);
        let next = answer.json()["next"].clone();
        assert_eq!(next.is_null(), left == 0, "{left}: {next}");
        task = json!({ "id": next });
    }
    assert_eq!(desk.approvals(&desk.sergio).await.len(), 10);
}
