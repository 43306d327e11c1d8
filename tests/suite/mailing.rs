//! A message to fifty leaves as one; to two thousand in parts, at the pace of the provider, and is counted as one.

use crate::sc::post_office::{PostOffice, on_each, on_sqlite};
use chrono::TimeDelta;
use runtime::Act;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::{load, row};
use uuid::Uuid;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:prova">
  <message id="esito" name="esito"/>
  <process id="invio" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="invia"/>
    <serviceTask id="invia" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="message">${message}</camunda:inputParameter>
      <camunda:outputParameter name="spedizione">${despatch}</camunda:outputParameter>
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="invia" targetRef="attendi"/>
    <receiveTask id="attendi" messageRef="esito" staffetta:receipt="esito" staffetta:correlationKey="${spedizione}"/>
    <sequenceFlow id="f3" sourceRef="attendi" targetRef="segue"/>
    <userTask id="segue" camunda:candidateGroups="ufficio:urp"/>
    <sequenceFlow id="f4" sourceRef="segue" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;
/// Messages a minute, as a mailbox has it when nobody says otherwise.
const PER_MINUTE: usize = 30;

async fn send(office: &PostOffice, recipients: &[String]) -> Uuid {
    let files = vec![("invio.bpmn".to_string(), PROCESS.as_bytes().to_vec())];
    let system = Act::system();
    let deployed = office.runtime.deploy(&system, None, files).await;
    deployed.expect("the process deploys");
    let message = json!({ "mailbox": "protocollo", "to": recipients, "subject": "Avviso", "body": "Si avvisa." });
    let Value::Object(given) = json!({ "message": message }) else {
        unreachable!("an object")
    };
    let started = office.runtime.start(&system, "invio", None, given, None);
    let case = started.await.expect("the case begins").id;
    office.pass(TimeDelta::seconds(1)).await;
    case
}

fn addresses(n: usize) -> Vec<String> {
    let failing = |i: usize| i % 1_000 == 7;
    (0..n)
        .map(|i| match failing(i) {
            true => format!("full+{i}@pec.altro.example"),
            false => format!("r{i}@pec.altro.example"),
        })
        .collect()
}

async fn left(office: &PostOffice, case: Uuid) -> Vec<row::Despatch> {
    let found = load::despatches_of_instance(office.runtime.store(), case).await;
    let mut found = found.expect("despatches");
    found.retain(|d| d.submitted_at.is_some());
    found
}

/// Receipts are read so many at a time: until every recipient has an outcome.
async fn read_all(office: &PostOffice, case: Uuid, parts: usize) {
    for _ in 0..parts * 4 + 10 {
        office.pass(TimeDelta::seconds(1)).await;
        let sent = left(office, case).await;
        let open = |d: &row::Despatch| matches!(d.outcome.as_str(), "pending" | "partial");
        if sent.len() == parts && !sent.iter().any(open) && outcomes(office, &sent).await {
            return;
        }
    }
    panic!("receipts are still missing");
}

async fn outcomes(office: &PostOffice, sent: &[row::Despatch]) -> bool {
    let mut told = 0;
    for despatch in sent {
        let found = load::receipts_of_despatch(office.runtime.store(), despatch.id).await;
        told += found.expect("receipts").len();
    }
    let recipients: usize = sent.iter().map(|d| d.recipients.len()).sum();
    told >= recipients + sent.len()
}

async fn asks_for(office: &PostOffice, despatch: &row::Despatch) -> String {
    let bytes = office.runtime.store().blobs().get(&despatch.raw).await;
    let text = String::from_utf8(bytes.expect("bytes").to_vec()).expect("ASCII");
    let line = text
        .lines()
        .find_map(|l| l.strip_prefix("X-TipoRicevuta: "));
    line.unwrap_or_default().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_leave_as_one_with_complete_receipts() {
    on_each(async |office| {
        let case = send(&office, &addresses(50)).await;
        read_all(&office, case, 1).await;
        let left = left(&office, case).await;
        assert_eq!(left.len(), 1);
        assert_eq!((left[0].mailing, left[0].recipients.len()), (None, 50));
        assert_eq!(asks_for(&office, &left[0]).await, "completa");
        office.task(case, "segue").await;
        office.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_and_twenty_leave_in_three_parts() {
    on_each(async |office| counted_as_one(office, 120, 3).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_leave_in_forty_parts() {
    on_sqlite(async |office| counted_as_one(office, 2_000, 40).await).await;
}

async fn counted_as_one(office: PostOffice, recipients: usize, parts: usize) {
    let store = office.runtime.store();
    let all = addresses(recipients);
    let case = send(&office, &all).await;
    // Paced: a second after it began one part is gone, a minute after no more than the mailbox's share.
    assert_eq!(left(&office, case).await.len(), 1);
    office.pass(TimeDelta::seconds(58)).await;
    assert!(left(&office, case).await.len() <= PER_MINUTE);
    let mut minutes = 1;
    while left(&office, case).await.len() < parts {
        office.pass(TimeDelta::minutes(1)).await;
        minutes += 1;
        assert!(left(&office, case).await.len() <= minutes * PER_MINUTE + 1);
        assert!(minutes <= parts / PER_MINUTE + 2, "it goes on");
    }
    read_all(&office, case, parts).await;

    // Everybody once, nobody twice, no part above the limit.
    let sent = left(&office, case).await;
    assert_eq!(sent.len(), parts);
    assert!(sent.iter().all(|d| d.recipients.len() <= 50));
    let told: Vec<&String> = sent.iter().flat_map(|d| &d.recipients).collect();
    assert_eq!(told.len(), recipients);
    assert_eq!(
        told.into_iter().collect::<BTreeSet<_>>(),
        all.iter().collect::<BTreeSet<_>>()
    );
    // Brief receipts unless somebody says otherwise, and what they will cost.
    let id = sent[0].mailing.expect("a mailing");
    assert!(sent.iter().all(|d| d.mailing == Some(id)));
    assert_eq!(asks_for(&office, &sent[0]).await, "breve");
    let mailing = load::mailing(store, id).await.expect("loads");
    let mailing = mailing.expect("is there");
    assert_eq!(
        (mailing.recipients, mailing.parts, mailing.receipt.as_str()),
        (recipients as i64, parts as i64, "breve")
    );
    assert!(mailing.quota > mailing.recipients * 1_000);
    // The case heard of it once, when the last part had its outcome.
    office.task(case, "segue").await;
    let failed = all.iter().filter(|a| a.starts_with("full")).count();
    let open = office.open_tasks(case).await;
    assert_eq!(
        open.len(),
        1 + failed,
        "a task for each who was not reached"
    );
    office.close().await;
}
