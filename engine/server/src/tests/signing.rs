//! What a signing task shows and gives away; what comes back is compared by the real program, in the suite.

use super::*;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:test">
  <process id="atto" name="Atto" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="firma"/>
    <userTask id="firma" name="Firma" camunda:candidateGroups="ufficio:edilizia" staffetta:signs="atto"/>
    <sequenceFlow id="f2" sourceRef="firma" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

#[tokio::test]
async fn a_signing_task_is_counted_listed_and_gives_its_document_away() {
    let house = House::new().await;
    let ada = house.session_of("ada").await;
    house.deploy(&ada, &[("p.bpmn", PROCESS)]).await.expect(201);
    let anna = house.session_of("anna").await;
    let kept = house
        .upload(&anna, "/uploads", &[("atto.pdf", "%PDF-1.7 atto")])
        .await
        .expect(201)
        .json();
    let marta = house.session_of("marta").await;
    let document = json!({
        "name": "atto.pdf", "media_type": "application/pdf", "size": 13,
        "ref": { "$ref": "document", "id": kept["ref"] },
    });
    for variables in [json!({ "atto": document }), json!({ "atto": "" })] {
        let path = "/processes/atto/instances";
        let body = json!({ "variables": variables });
        house.post(&marta, path, body).await.expect(201);
    }
    let counts = house.get(&anna, "/tasks/counts").await.expect(200).json();
    assert_eq!(counts["sign"], 2, "{counts}");
    let tea = house.session_of("tea").await;
    let counts = house.get(&tea, "/tasks/counts").await.expect(200).json();
    assert_eq!(counts["sign"], 0, "another office's");
    let list = house.get(&anna, "/tasks?filter=sign").await.expect(200);
    let items = list.json()["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 2);

    let (mut with, mut without) = (None, None);
    for item in &items {
        assert_eq!(item["signs"], "atto");
        let id = item["id"].as_str().unwrap().to_string();
        let page = house.get(&anna, &format!("/tasks/{id}")).await.json();
        match page["signing"].is_null() {
            true => without = Some(id),
            false => with = Some((id, page["signing"].clone())),
        }
    }
    let ((id, signing), without) = (with.unwrap(), without.unwrap());
    assert_eq!(signing["document"]["name"], "atto.pdf");
    assert_eq!(signing["sha256"], kept["ref"]);
    assert_eq!(signing["approvals"], json!([]));
    assert_eq!(signing["remote"]["test"], true);
    let href = signing["document"]["href"].as_str().unwrap();
    let path = href.strip_prefix("/api/v1").unwrap();
    let given = house.get(&anna, path).await.expect(200);
    assert_eq!(given.bytes, b"%PDF-1.7 atto");
    let file = format!("/tasks/{id}/signature/file");
    house.get(&anna, &file).await.expect(404);
    house.get(&tea, path).await.expect(404);

    let sign = async |id: &str, body: Value| {
        let path = format!("/tasks/{id}/signature");
        let answer = house.post(&anna, &path, body).await;
        (answer.status.as_u16(), answer.json()["code"].clone())
    };
    assert_eq!(sign(&id, json!({})).await, (422, json!("form_invalid")));
    let nothing = sign(&without, json!({ "remote": "cades" })).await;
    assert_eq!(nothing, (422, json!("nothing_to_sign")));
    // The test signer cannot sign inside what is no PDF it can read.
    let unread = sign(&id, json!({ "remote": "pades" })).await;
    assert_eq!(unread, (422, json!("signer_cannot_read")));
    let early = format!("/tasks/{id}/complete");
    let early = house.post(&anna, &early, json!({ "data": {} })).await;
    assert_eq!(early.expect(422).json()["code"], "not_signed_yet");
}
