//! *Perché è qui*: the start rule, the conditions, the rows of tables that brought a case where it is, with their values.

use super::rights::Things;
use super::*;
use std::time::Duration;
use store::{WriteSet, load, row};
use uuid::Uuid;

const BPMN: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:test">
  <message id="arrivo" name="posta.arrivata"/>
  <process id="smistata" name="Smistata" isExecutable="true">
    <startEvent id="inizio" name="Arriva la posta"><messageEventDefinition messageRef="arrivo" staffetta:mailbox="*" staffetta:when="mail.subject.contains(&quot;SCIA&quot;)"/></startEvent>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="tabella"/>
    <businessRuleTask id="tabella" name="Di chi è" camunda:decisionRef="smista" camunda:resultVariable="ufficio" camunda:mapDecisionResult="singleEntry"/>
    <sequenceFlow id="f2" sourceRef="tabella" targetRef="bivio"/>
    <exclusiveGateway id="bivio" name="Completa?" default="f4"/>
    <sequenceFlow id="f3" sourceRef="bivio" targetRef="esame"><conditionExpression>${mail.certified}</conditionExpression></sequenceFlow>
    <sequenceFlow id="f4" name="manca la firma" sourceRef="bivio" targetRef="chiedi"/>
    <userTask id="esame" name="Esamina" camunda:candidateGroups="ufficio:${ufficio}"/>
    <sequenceFlow id="f5" sourceRef="esame" targetRef="fine"/>
    <userTask id="chiedi" name="Chiedi" camunda:candidateGroups="ufficio:${ufficio}"/>
    <sequenceFlow id="f6" sourceRef="chiedi" targetRef="fine"/>
    <endEvent id="fine"/>
  </process>
</definitions>"#;

const DMN: &str = r#"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="t" name="t" namespace="urn:test">
  <decision id="smista" name="Smistamento">
    <decisionTable id="tab" hitPolicy="FIRST">
      <input id="i1"><inputExpression id="e1" typeRef="string"><text>mail.subject</text></inputExpression></input>
      <output id="o1" name="ufficio" typeRef="string"/>
      <rule id="r1"><inputEntry id="a1"><text>contains(?, "TARI")</text></inputEntry><outputEntry id="b1"><text>"tributi"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="a2"><text>contains(?, "SCIA")</text></inputEntry><outputEntry id="b2"><text>"edilizia"</text></outputEntry></rule>
      <rule id="r3"><inputEntry id="a3"><text>-</text></inputEntry><outputEntry id="b3"><text>"tributi"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"#;

/// Keeps a mail like that of `things` with this subject and has it decided; the case it opened.
async fn arrives(house: &House, things: &Things, subject: &str) -> row::Instance {
    let runtime = house.app.runtime.clone();
    let store = runtime.store();
    let first = load::mail(store, things.mail).await.unwrap().unwrap();
    let mut arrival = first.arrival.clone();
    arrival["subject"] = json!(subject);
    let mail = row::Mail {
        id: Uuid::now_v7(),
        uid: 7,
        message_id: "altra@mail.example".into(),
        subject: subject.into(),
        state: "new".into(),
        arrival,
        ..first
    };
    let mut set = WriteSet::new(runtime.clock().now());
    set.put(mail.clone());
    store.commit(set).await.unwrap();
    let background = runtime.run().await.unwrap();
    let case = async {
        loop {
            let found = load::mail(store, mail.id).await.unwrap().unwrap();
            if let Some(case) = found.instance {
                break case;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let case = tokio::time::timeout(Duration::from_secs(20), case)
        .await
        .unwrap();
    runtime.shut_down();
    background.ended().await;
    load::instance(store, case).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_case_says_which_rules_and_values_brought_it_here() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let (ada, anna, tea) = (
        house.session_of("ada").await,
        house.session_of("anna").await,
        house.session_of("tea").await,
    );
    house
        .deploy(&ada, &[("p.bpmn", BPMN), ("t.dmn", DMN)])
        .await
        .expect(201);
    let case = arrives(&house, &things, "SCIA per un bar").await.id;
    let store = house.app.runtime.store();

    let why = house.get(&anna, &format!("/instances/{case}/why")).await;
    let why = why.expect(200).json();
    let told: Vec<(&str, &str)> = why["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            (
                r["sort"].as_str().unwrap(),
                r["element_name"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    let expected = [
        ("start", "Arriva la posta"),
        ("decision", "Di chi è"),
        ("office", ""),
        ("otherwise", "Completa?"),
        ("offered", "Chiedi"),
    ];
    assert_eq!(told, expected, "{why}");
    let items = why["items"].as_array().unwrap();
    assert_eq!(items[0]["rule"], "mail.subject.contains(\"SCIA\")");
    let subject = json!([{ "name": "mail.subject", "value": "SCIA per un bar" }]);
    assert_eq!(items[0]["values"], subject);
    assert_eq!(
        items[1]["rule"],
        "Smistamento · 2: mail.subject contains(?, \"SCIA\") → \"edilizia\""
    );
    assert_eq!(items[1]["values"], subject);
    assert_eq!(
        items[2]["values"],
        json!([{ "name": "ufficio", "value": "edilizia" }])
    );
    assert_eq!(items[3]["to"], "manca la firma");
    assert_eq!(
        items[3]["values"],
        json!([{ "name": "mail.certified", "value": false }])
    );
    assert_eq!(
        items[4]["values"],
        json!([{ "name": "ufficio", "value": "edilizia" }])
    );

    let task = load::tasks_of_instance(store, case)
        .await
        .unwrap()
        .remove(0);
    let of_task = house.get(&anna, &format!("/tasks/{}/why", task.id)).await;
    assert_eq!(of_task.expect(200).json()["items"], why["items"]);
    house
        .get(&tea, &format!("/instances/{case}/why"))
        .await
        .expect(404);
}

/// Routed by the fields a subject of the desk fills, and in the case under the id of the file.
#[tokio::test]
async fn a_subject_of_the_desk_fills_fields_that_route_and_names_the_case() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let (ada, anna) = (
        house.session_of("ada").await,
        house.session_of("anna").await,
    );
    let rule = r#"mail.suap != () &amp;&amp; mail.suap.codice_fiscale == &quot;01234567890&quot;"#;
    let bpmn = BPMN.replace("mail.subject.contains(&quot;SCIA&quot;)", rule);
    house
        .deploy(&ada, &[("p.bpmn", bpmn.as_str()), ("t.dmn", DMN)])
        .await
        .expect(201);
    let subject = "SUAP: 01234567890-15032026-1030 - 01234567890 - SCIA Prova s.r.l.";
    let case = arrives(&house, &things, subject).await;
    assert_eq!(
        case.business_key.as_deref(),
        Some("suap:01234567890-15032026-1030")
    );
    let why = house
        .get(&anna, &format!("/instances/{}/why", case.id))
        .await;
    let why = why.expect(200).json();
    let values = &why["items"][0]["values"];
    assert!(
        values
            .as_array()
            .unwrap()
            .contains(&json!({ "name": "mail.suap.codice_fiscale", "value": "01234567890" })),
        "{why}"
    );
    let data = house
        .get(&anna, &format!("/instances/{}/variables", case.id))
        .await;
    let expected = json!({
        "pratica": "01234567890-15032026-1030", "codice_fiscale": "01234567890", "denominazione": "SCIA Prova s.r.l.",
        "presentata_il": "2026-03-15T10:30", "protocollo": null,
    });
    assert_eq!(data.expect(200).json()["mail"]["suap"], expected);
}
