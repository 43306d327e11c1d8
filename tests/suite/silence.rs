//! Silence, lateness and contradiction after a despatch left, told to people: a real gestore whose
//! clock and ours are moved together, SMTP over TLS, receipts read from its Maildir.

use crate::sc::post_office::{self, CORRECTION, PostOffice};
use chrono::TimeDelta;
use office::despatch::State;
use runtime::Act;
use serde_json::{Value, json};
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:prova">
  <process id="invio" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="invia"/>
    <serviceTask id="invia" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="message">${message}</camunda:inputParameter>
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="invia" targetRef="segue"/>
    <userTask id="segue" camunda:candidateGroups="ufficio:urp"/>
    <sequenceFlow id="f3" sourceRef="segue" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

/// The town hall with a process that sends.
struct Post(PostOffice);

impl std::ops::Deref for Post {
    type Target = PostOffice;

    fn deref(&self) -> &PostOffice {
        &self.0
    }
}

impl Post {
    async fn new() -> Post {
        let office = post_office::one().await;
        office.deploy("invio.bpmn", PROCESS).await;
        Post(office)
    }

    /// A case that sends to these; answers the despatch once it left.
    async fn send(&self, to: &[&str]) -> Uuid {
        let message =
            json!({ "mailbox": "protocollo", "to": to, "subject": "Esito", "body": "Accolta." });
        let given = json!({ "message": message });
        let Value::Object(given) = given else {
            unreachable!("an object")
        };
        let case = self
            .runtime
            .start(&Act::system(), "invio", None, given, None)
            .await
            .expect("the case begins")
            .id;
        self.pass(TimeDelta::seconds(1)).await;
        let sent = load::despatches_of_instance(self.runtime.store(), case).await;
        let sent = sent.expect("despatches").pop().expect("one left");
        assert_ne!(sent.state, "queued", "{:?}", sent.last_error);
        sent.id
    }

    async fn state_of(&self, id: Uuid, recipient: &str) -> State {
        let journey = self.despatch(id).await.journey;
        let journey: office::despatch::Journey =
            serde_json::from_value(journey).expect("a journey");
        let found = journey.recipients.iter().find(|r| r.address == recipient);
        found.expect("a recipient").state
    }

    /// Codes of the open errors about this despatch.
    async fn alarms(&self, id: Uuid) -> Vec<String> {
        let open = self.incidents(id).await;
        open.into_iter().map(|i| i.code).collect()
    }

    async fn incidents(&self, id: Uuid) -> Vec<row::Incident> {
        let found = load::incidents_of_subject(self.runtime.store(), id).await;
        let mut all = found.expect("incidents");
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acceptance_is_an_alarm_and_after_a_day_another_each_raised_once() {
    let post = Post::new().await;
    post.gestore
        .faults()
        .set(|plan| plan.withhold_acceptance = 1);
    let id = post.send(&["silent@pec.altro.example"]).await;
    post.pass(TimeDelta::minutes(29)).await;
    assert!(post.alarms(id).await.is_empty());
    post.pass(TimeDelta::minutes(2)).await;
    assert_eq!(post.alarms(id).await, ["despatch_no_acceptance"]);

    // A person has seen it: it does not come back by itself.
    let seen = post.incidents(id).await[0].id;
    post.runtime
        .dismiss(&Act::system(), seen, "Visto.")
        .await
        .expect("dismissed");
    post.pass(TimeDelta::hours(1)).await;
    assert!(post.alarms(id).await.is_empty());
    post.pass(TimeDelta::hours(23)).await;
    assert_eq!(post.alarms(id).await, ["despatch_no_acceptance_24h"]);
    assert_eq!(
        post.state_of(id, "silent@pec.altro.example").await,
        State::Sent
    );
    post.pass(TimeDelta::hours(40)).await;
    assert_eq!(post.alarms(id).await, ["despatch_no_acceptance_24h"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_after_the_acceptance_is_told_with_its_recipients_and_ends_with_evidence() {
    let post = Post::new().await;
    let id = post
        .send(&["silent@pec.altro.example", "mario@pec.comune.example"])
        .await;
    assert_eq!(
        post.state_of(id, "mario@pec.comune.example").await,
        State::Delivered
    );
    // Half a day is a notice to who holds the case, a day an error to resolve; the last takes the place of the one before.
    let case = post.despatch(id).await.instance.expect("a case");
    post.pass(TimeDelta::hours(11)).await;
    assert!(post.alarms(id).await.is_empty());
    post.pass(TimeDelta::hours(2)).await;
    assert!(post.alarms(id).await.is_empty());
    let told = load::notices_of_instance(post.runtime.store(), case).await;
    let told = told.expect("notices");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].text_it.contains("silent@pec.altro.example"),
        "{told:?}"
    );
    assert!(
        !told[0].text_it.contains("mario@pec.comune.example"),
        "{told:?}"
    );
    post.pass(TimeDelta::hours(12)).await;
    assert_eq!(post.alarms(id).await, ["despatch_no_outcome"]);
    post.pass(TimeDelta::hours(2)).await;
    assert_eq!(post.alarms(id).await, ["despatch_no_evidence"]);
    let told = post.incidents(id).await.remove(0);
    assert!(
        told.message.contains("silent@pec.altro.example")
            && !told.message.contains("mario@pec.comune.example"),
        "{}",
        told.message
    );
    assert_eq!(
        post.state_of(id, "silent@pec.altro.example").await,
        State::NoEvidence
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_after_the_failure_is_told_to_who_holds_the_case() {
    let post = Post::new().await;
    let late = "verylate@pec.altro.example";
    let id = post.send(&[late]).await;
    let case = post.despatch(id).await.instance.expect("a case");
    post.pass(TimeDelta::hours(24)).await;
    assert_eq!(post.state_of(id, late).await, State::Undelivered24h);
    let notices = async || {
        let found = load::notices_of_instance(post.runtime.store(), case).await;
        found.expect("notices")
    };
    assert!(notices().await.is_empty());
    post.pass(TimeDelta::hours(2)).await;
    assert_eq!(post.state_of(id, late).await, State::DeliveredLate);
    let told = notices().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].recipient, "g:ufficio:urp");
    assert!(told[0].text_it.contains(late) && told[0].text_en.contains(late));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_the_book_that_is_no_pec_is_told_at_once() {
    let post = Post::new().await;
    let book = "nome;pec\nRosa Prova;rosa@posta.example\nBice Prova;bice@pec.altro.example\n";
    post.runtime
        .import_contacts(&Act::system(), "prova", book)
        .await
        .expect("imported");
    // In the book and not PEC; in the book and PEC; not in the book and not PEC.
    let id = post
        .send(&[
            "rosa@posta.example",
            "bice@pec.altro.example",
            "ugo@posta.example",
        ])
        .await;
    let store = post.runtime.store();
    let despatch = post.despatch(id).await;
    let raised = post.runtime.corrections(&despatch).await;
    let raised: Vec<_> = raised
        .expect("corrections")
        .into_iter()
        .map(|(address, c)| (address.unwrap_or_default(), c.kind))
        .collect();
    // Who is not in the book is known to have bounced: that is another task.
    let told = |address: &str| {
        raised
            .iter()
            .find(|(a, _)| a == address)
            .map(|(_, k)| k.as_str())
    };
    assert_eq!(told("rosa@posta.example"), Some("expected_certified"));
    assert_eq!(told("bice@pec.altro.example"), None);
    assert_ne!(told("ugo@posta.example"), Some("expected_certified"));
    let tasks = load::tasks_of_instance(store, despatch.instance.expect("a case")).await;
    let open = tasks.expect("tasks").into_iter();
    let open = open.filter(|t| t.state == "open" && t.element == CORRECTION);
    assert!(open.count() > 0);
}

/// A thousand despatches that will never be settled do not hide the next one.
#[tokio::test(flavor = "multi_thread")]
async fn every_silent_despatch_is_looked_at_however_many_there_are() {
    let post = Post::new().await;
    post.gestore
        .faults()
        .set(|plan| plan.withhold_acceptance = 1);
    let id = post.send(&["silent@pec.altro.example"]).await;
    let one = post.despatch(id).await;
    for some in (0..1_500u32).collect::<Vec<_>>().chunks(100) {
        let mut set = WriteSet::new(one.created_at);
        for n in some {
            let other = Uuid::now_v7();
            set.guard(Table::Despatch, other, Expect::Absent)
                .put(row::Despatch {
                    id: other,
                    message_id: format!("altro-{n}@pec.comune.example"),
                    job: None,
                    instance: None,
                    created_at: one.created_at - TimeDelta::days(1),
                    watch_at: one.watch_at.map(|at| at - TimeDelta::minutes(5)),
                    ..one.clone()
                });
        }
        post.runtime.store().commit(set).await.expect("written");
    }
    post.pass(TimeDelta::minutes(31)).await;
    assert_eq!(post.alarms(id).await, ["despatch_no_acceptance"]);
}
