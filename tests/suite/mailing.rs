//! A message to fifty leaves as one; to hundreds in parts, at the pace of the provider, counted as one: everybody who
//! goes in was reached, failed or dealt with at the end.

use crate::sc::post_office::{PostOffice, map, on_each, on_sqlite, person};
use chrono::TimeDelta;
use office::{Role, Viewer};
use runtime::{Act, Fault, Line, Outlook};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::{load, row};
use uuid::Uuid;

pub const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:prova">
  <message id="esito" name="esito"/>
  <process id="invio" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="invia"/>
    <serviceTask id="invia" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="message">${message}</camunda:inputParameter>
      <camunda:outputParameter name="spedizione">${despatch}</camunda:outputParameter>
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="invia" targetRef="attendi"/>
    <receiveTask id="attendi" messageRef="esito" staffetta:receipt="rimedio" staffetta:correlationKey="${spedizione}"/>
    <sequenceFlow id="f3" sourceRef="attendi" targetRef="segue"/>
    <userTask id="segue" camunda:candidateGroups="ufficio:urp"/>
    <sequenceFlow id="f4" sourceRef="segue" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

/// What one recipient not reached of a mailing leaves to do, for all of them.
const TOGETHER: &str = "staffetta_recapiti";

/// A message to these, written into it or as a list beside it.
pub async fn send(office: &PostOffice, recipients: &[String], listed: bool) -> Uuid {
    office.deploy("invio.bpmn", PROCESS).await;
    let system = Act::system();
    let mut message = json!({ "mailbox": "protocollo", "to": recipients, "subject": "Avviso", "body": "Si avvisa." });
    if listed {
        let text = recipients.join("\r\n");
        let kept = office
            .runtime
            .keep_recipients(&system, "elenco.txt", text.as_bytes());
        let list = kept.await.expect("the list is kept").list;
        message["to"] = json!([]);
        message["to_list"] = json!(list);
    }
    send_message(office, message).await
}

/// A case of the process that sends, deployed before, with this message.
pub async fn send_message(office: &PostOffice, message: Value) -> Uuid {
    let given = map(json!({ "message": message }));
    let system = Act::system();
    let started = office.runtime.start(&system, "invio", None, given, None);
    let case = started.await.expect("the case begins").id;
    office.pass(TimeDelta::seconds(1)).await;
    case
}

/// Recipients who have a PEC box.
pub fn addresses_of(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("r{i}@pec.altro.example")).collect()
}

/// In every hundred one full box, one that does not exist, and three ordinary addresses of which two bounce together.
pub fn addresses(n: usize) -> Vec<String> {
    (0..n)
        .map(|i| match i % 100 {
            7 => format!("full+{i}@pec.altro.example"),
            8 => format!("unknown+{i}@pec.altro.example"),
            9 => format!("external+{i}@posta.example"),
            10 | 11 => format!("r{i}@assente.example"),
            _ => format!("r{i}@pec.altro.example"),
        })
        .collect()
}

pub async fn mailing(office: &PostOffice, case: Uuid) -> row::Mailing {
    let found = load::mailings_of_instance(office.runtime.store(), case).await;
    found.expect("mailings").pop().expect("one")
}

async fn lines(office: &PostOffice, case: Uuid) -> Vec<Line> {
    let mailing = mailing(office, case).await;
    let parts = office.runtime.parts_of(&mailing).await.expect("parts");
    let lines = office.runtime.lines_of(mailing.id, &parts).await;
    lines.expect("lines")
}

fn counted(lines: &[Line]) -> BTreeMap<Outlook, usize> {
    let mut counts = BTreeMap::new();
    for line in lines {
        *counts.entry(line.outlook).or_default() += 1;
    }
    counts
}

pub async fn left(office: &PostOffice, case: Uuid) -> Vec<row::Despatch> {
    let found = load::despatches_of_instance(office.runtime.store(), case).await;
    let mut found = found.expect("despatches");
    found.retain(|d| d.submitted_at.is_some() && d.resends.is_none());
    found
}

/// Until all parts left and every recipient has an outcome; answers how many minutes it took.
pub async fn to_the_end(office: &PostOffice, case: Uuid) -> Vec<Line> {
    for _ in 0..30 {
        office.pass(TimeDelta::seconds(10)).await;
        let lines = lines(office, case).await;
        let open = [Outlook::Unsent, Outlook::Awaited];
        if !lines.iter().any(|l| open.contains(&l.outlook)) {
            return lines;
        }
    }
    panic!("{:?}", counted(&lines(office, case).await));
}

pub async fn asks_for(office: &PostOffice, despatch: &row::Despatch) -> String {
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
        let all = addresses_of(50);
        let case = send(&office, &all, false).await;
        office.pass(TimeDelta::seconds(10)).await;
        let left = left(&office, case).await;
        assert_eq!(left.len(), 1);
        assert_eq!((left[0].mailing, left[0].recipients.len()), (None, 50));
        assert_eq!(asks_for(&office, &left[0]).await, "completa");
        assert_eq!(left[0].outcome, "all_delivered");
        office.task(case, "segue").await;
        office.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_and_twenty_written_into_it_leave_in_three_parts() {
    on_each(async |office| counted_as_one(office, 120, 3, false).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn six_hundred_of_a_list_leave_in_twelve_parts() {
    on_sqlite(async |office| counted_as_one(office, 600, 12, true).await).await;
}

async fn counted_as_one(office: PostOffice, recipients: usize, parts: usize, listed: bool) {
    let all = addresses(recipients);
    let case = send(&office, &all, listed).await;
    // Paced: a second after it began one part is gone, and the next two seconds after it.
    assert_eq!(left(&office, case).await.len(), 1);
    let begun = counted(&lines(&office, case).await);
    assert_eq!(begun.values().sum::<usize>(), recipients);
    assert_eq!(begun[&Outlook::Unsent], recipients - 50);
    let ended = to_the_end(&office, case).await;

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
    let of = mailing(&office, case).await;
    assert!(sent.iter().all(|d| d.mailing == Some(of.id)));
    assert_eq!(asks_for(&office, &sent[0]).await, "breve");
    assert_eq!(
        (of.recipients, of.parts, of.receipt.as_deref()),
        (recipients as i64, parts as i64, Some("breve"))
    );
    assert!(of.quota > of.recipients * 1_000);
    let hundreds = recipients.div_ceil(100);
    assert_eq!(
        counted(&ended),
        BTreeMap::from([
            (Outlook::Delivered, recipients - 5 * hundreds),
            (Outlook::External, hundreds),
            (Outlook::Failed, 4 * hundreds),
        ])
    );
    // One task for all who were not reached, and the case waits for it.
    let open = office.open_tasks(case).await;
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0].element, TOGETHER);

    dealt_with(&office, case, &open[0], hundreds).await;
    let ended = counted(&lines(&office, case).await);
    assert_eq!(
        ended,
        BTreeMap::from([
            (Outlook::Delivered, recipients - 5 * hundreds),
            (Outlook::External, hundreds),
            (Outlook::DealtWith, 4 * hundreds),
        ])
    );
    office.task(case, "segue").await;
    assert_eq!(mailing(&office, case).await.state, "ended");
    office.close().await;
}

/// The full boxes and one wrong address are sent to again, the rest is said to be reached another way.
async fn dealt_with(office: &PostOffice, case: Uuid, task: &row::Task, hundreds: usize) {
    let form = office.runtime.task_form(task).await.expect("a form");
    let text = form.schema.expect("a schema").to_string();
    assert!(
        text.contains(&format!("**{}** destinatari", 4 * hundreds)),
        "{text}"
    );
    let anna = person("anna", "ruolo:protocollista");
    let again = json!({ "rimedio": "rispedisci", "indirizzo": "unknown+8@pec.altro.example;giusto@pec.altro.example" });
    let done = office.runtime.complete(&anna, task.id, map(again), None);
    done.await.expect("sent again");
    office.pass(TimeDelta::seconds(30)).await;
    office.pass(TimeDelta::seconds(10)).await;
    let all = load::despatches_of_instance(office.runtime.store(), case).await;
    let again: Vec<row::Despatch> = all
        .expect("despatches")
        .into_iter()
        .filter(|d| d.resends.is_some())
        .collect();
    // One message for those of a part; the boxes are full still.
    assert_eq!(again.len(), hundreds);
    assert!(again.iter().any(|d| {
        d.recipients
            .contains(&"giusto@pec.altro.example".to_string())
    }));
    // Who failed again is not dealt with.
    let now = counted(&lines(office, case).await);
    assert_eq!(now[&Outlook::Failed], 4 * hundreds - 1, "{now:?}");
    assert_eq!(now[&Outlook::DealtWith], 1, "{now:?}");
    let still = office.task(case, TOGETHER).await;
    let ask = json!({ "rimedio": "altrimenti", "nota": "Avvisati per raccomandata." });
    let anna = person("anna", "ruolo:protocollista");
    let done = office.runtime.complete(&anna, still.id, map(ask), None);
    done.await.expect("dealt with");
    office.pass(TimeDelta::seconds(1)).await;
}

/// Cut, planned and counted; that parts are sent and folded, hundreds have shown.
#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_are_a_hundred_parts_of_which_each_holds_its_own() {
    on_sqlite(async |office| {
        let all = addresses(5_000);
        let case = send(&office, &all, true).await;
        let of = mailing(&office, case).await;
        assert_eq!((of.recipients, of.parts), (5_000, 100));
        // Thirty a minute.
        assert_eq!(of.paced_until - of.created_at, TimeDelta::seconds(198));
        let lines = lines(&office, case).await;
        let told: Vec<&String> = lines.iter().map(|l| &l.address).collect();
        assert_eq!(
            told,
            all.iter().collect::<Vec<_>>(),
            "in the order of the list"
        );
        let counts = counted(&lines);
        assert_eq!(counts[&Outlook::Unsent], 4_950);
        assert_eq!(counts.values().sum::<usize>(), 5_000);
        // No variable of the case holds them.
        let case = load::instance(office.runtime.store(), case).await;
        let case = case.expect("loads").expect("is there");
        assert!(case.snapshot.len() < 16_000, "{}", case.snapshot.len());
        office.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_halted_leaves_no_more_and_is_resumed_without_doubling_a_part() {
    on_each(async |office| {
        let all = addresses_of(200);
        let case = send(&office, &all, true).await;
        let of = mailing(&office, case).await;
        office
            .runtime
            .halt_mailing(&sender(), of.id)
            .await
            .expect("halted");
        office.pass(TimeDelta::minutes(10)).await;
        assert_eq!(left(&office, case).await.len(), 1);
        assert_eq!(mailing(&office, case).await.state, "halted");
        let ends = office.runtime.resume_mailing(&sender(), of.id).await;
        let ends = ends.expect("resumed");
        assert_eq!(ends - office.runtime.clock().now(), TimeDelta::seconds(4));
        // Going on by itself: a further word changes nothing.
        let again = office.runtime.resume_mailing(&sender(), of.id).await;
        assert_eq!(conflict(again), "mailing_going");
        let ended = to_the_end(&office, case).await;
        assert_eq!(counted(&ended), BTreeMap::from([(Outlook::Delivered, 200)]));
        let told: Vec<String> = left(&office, case)
            .await
            .into_iter()
            .flat_map(|d| d.recipients)
            .collect();
        assert_eq!(told.len(), told.iter().collect::<BTreeSet<_>>().len());
        // The next mailing keeps the distance, too.
        office.pass(TimeDelta::minutes(1)).await;
        let other = send(&office, &all, true).await;
        let system = Act::system();
        let off = office.runtime.cancel(&system, other, "Era sbagliato.");
        off.await.expect("called off");
        office.pass(TimeDelta::minutes(1)).await;
        assert_eq!(mailing(&office, other).await.state, "halted");
        assert_eq!(left(&office, other).await.len(), 1);
        let none = office.runtime.halt_mailing(&sender(), of.id).await;
        assert_eq!(conflict(none), "mailing_left");
        office.close().await;
    })
    .await;
}

fn conflict<T: std::fmt::Debug>(refused: Result<T, Fault>) -> String {
    match refused {
        Err(Fault::Conflict { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

/// May let messages leave, and sees all.
fn sender() -> Act {
    let viewer = Viewer {
        person: Some(Uuid::now_v7()),
        login: "anna".into(),
        name: "anna".into(),
        roles: BTreeSet::from([(Role::Protocollista, None), (Role::Supervisore, None)]),
        groups: BTreeSet::new(),
        mailboxes: None,
        standing_in: Vec::new(),
        given: Default::default(),
    };
    Act::of(viewer, None)
}
