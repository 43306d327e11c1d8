//! A message of which each recipient gets their own: nobody sees the others, and it is counted as one.

use crate::mailing::{PROCESS, addresses_of, asks_for, left, mailing, send_message, to_the_end};
use crate::sc::post_office::{PostOffice, on_each, on_sqlite};
use chrono::TimeDelta;
use runtime::Outlook;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::load;
use uuid::Uuid;

fn message(to: &[String]) -> Value {
    json!({ "mailbox": "protocollo", "to": to, "subject": "Convocazione", "body": "Si convoca." })
}

/// What left names one recipient each, and nobody else anywhere in its bytes.
async fn each_alone(office: &PostOffice, case: Uuid, all: &[String]) {
    let sent = left(office, case).await;
    assert_eq!(sent.len(), all.len());
    let mut told = BTreeSet::new();
    for despatch in &sent {
        let [own] = despatch.recipients.as_slice() else {
            panic!("{:?}", despatch.recipients)
        };
        let bytes = office.runtime.store().blobs().get(&despatch.raw).await;
        let text = String::from_utf8(bytes.expect("bytes").to_vec()).expect("ASCII");
        for other in all.iter().filter(|other| *other != own) {
            assert!(!text.contains(other.as_str()), "{own} sees {other}");
        }
        assert!(told.insert(own.clone()), "{own} got it twice");
        assert_eq!(asks_for(office, despatch).await, "breve");
    }
    assert_eq!(told, all.iter().cloned().collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn its_writer_chooses_that_each_recipient_gets_a_message_of_their_own() {
    on_each(async |office| {
        office.deploy("invio.bpmn", PROCESS).await;
        let all = addresses_of(7);
        let mut asked = message(&all);
        asked["separately"] = json!(true);
        let case = send_message(&office, asked).await;
        let of = mailing(&office, case).await;
        assert_eq!((of.recipients, of.parts), (7, 7));
        // An acceptance and a delivery for each.
        assert!(of.quota >= 14 * 8_000, "{}", of.quota);
        // At the pace of the mailbox: two seconds apart.
        assert_eq!(of.paced_until - of.created_at, TimeDelta::seconds(12));
        let ended = to_the_end(&office, case).await;
        assert!(
            ended.iter().all(|l| l.outlook == Outlook::Delivered),
            "{ended:?}"
        );
        each_alone(&office, case, &all).await;
        office.task(case, "segue").await;
        office.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_says_so_by_an_input_of_the_task_that_sends() {
    on_sqlite(async |office| {
        let input = r#"<camunda:inputParameter name="separately">true</camunda:inputParameter>"#;
        let process = PROCESS.replace(
            "<camunda:outputParameter",
            &format!("{input}<camunda:outputParameter"),
        );
        office.deploy("invio.bpmn", &process).await;
        let all = addresses_of(3);
        let case = send_message(&office, message(&all)).await;
        to_the_end(&office, case).await;
        each_alone(&office, case, &all).await;
        // One recipient is no mailing.
        let one = send_message(&office, message(&all[..1])).await;
        let found = load::mailings_of_instance(office.runtime.store(), one).await;
        assert_eq!(found.expect("mailings").len(), 0);
        assert_eq!(left(&office, one).await.len(), 1);
        // A copy would be seen by the other: refused, and a person is told.
        let mut copied = message(&all[..1]);
        copied["cc"] = json!([all[1]]);
        let case = send_message(&office, copied).await;
        let incidents = load::incidents_of_instance(office.runtime.store(), case).await;
        let codes: Vec<String> = incidents
            .expect("incidents")
            .into_iter()
            .map(|i| i.code)
            .collect();
        assert_eq!(codes, ["too_many_copies"]);
        office.close().await;
    })
    .await;
}
