//! SC-06 Provider slow: 12 h then 24 h, then late delivery.
//!
//! Accettazione; 12 h notice; 24 h notice; delivery at 25 h. Outcome: DELAYED_12H (warning, no alarm spam) →
//! UNDELIVERED_24H (task) → DELIVERED_LATE closes the task; variant: 12 h notice then delivery at 14 h must end plain
//! DELIVERED.

use super::post_office::{CORRECTION, PostOffice, on_each};
use chrono::TimeDelta;
use office::despatch::{Flag, State};
use store::{load, row};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn sc_06() {
    on_each(late_after_all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_06_variant() {
    on_each(late_in_time).await;
}

/// Errors to resolve about a despatch, whatever became of them.
async fn alarms(office: &PostOffice, despatch: Uuid) -> Vec<row::Incident> {
    let found = load::incidents_of_subject(office.runtime.store(), despatch).await;
    found.expect("incidents")
}

async fn late_after_all(office: PostOffice) {
    let store = office.runtime.store();
    let despatch = office.answer_to("belated@pec.altro.example").await;
    let (id, case) = (despatch.id, despatch.instance.expect("a case"));
    assert_eq!(office.recipient(id).await.state, State::Accepted);

    // A warning, and nothing else however often one looks.
    office.pass(TimeDelta::hours(12)).await;
    for _ in 0..5 {
        office.pass(TimeDelta::hours(1)).await;
        let recipient = office.recipient(id).await;
        assert_eq!(recipient.state, State::Delayed12h);
        assert!(recipient.flags.contains(&Flag::Delayed));
    }
    let notices = async || {
        let found = load::notices_of_instance(store, case).await;
        found.expect("notices").len()
    };
    assert!(alarms(&office, id).await.is_empty());
    assert!(office.open_tasks(case).await.is_empty());
    assert_eq!(notices().await, 0);

    // The gestore gives up: a task, once.
    office.pass(TimeDelta::hours(7)).await;
    office.pass(TimeDelta::minutes(10)).await;
    assert_eq!(office.recipient(id).await.state, State::Undelivered24h);
    let task = office.task(case, CORRECTION).await;
    assert_eq!(task.name, "Non consegnata in 24 ore");
    assert_eq!(office.open_tasks(case).await.len(), 1);
    assert_eq!(office.case_state(case).await, "running");

    // It is delivered after all: that closes the task, and the case with it.
    office.pass(TimeDelta::hours(1)).await;
    let recipient = office.recipient(id).await;
    assert_eq!(recipient.state, State::DeliveredLate);
    assert!(recipient.delivered_at > recipient.failed_at);
    assert!(office.open_tasks(case).await.is_empty());
    let closed = load::task(store, task.id).await.expect("loads");
    assert_eq!(closed.expect("is there").state, "cancelled");
    let correction = load::correction(store, task.id).await.expect("loads");
    assert_eq!(correction.expect("is there").state, "delivered");
    assert_eq!(office.case_state(case).await, "completed");
    assert_eq!(office.despatch(id).await.outcome, "all_delivered");
    office.pass(TimeDelta::hours(30)).await;
    assert!(alarms(&office, id).await.is_empty());
    // Everybody told at most once.
    let told = load::notices_of_instance(store, case)
        .await
        .expect("notices");
    let mut who: Vec<_> = told.iter().map(|n| &n.recipient).collect();
    who.sort();
    who.dedup();
    assert_eq!(who.len(), told.len(), "{told:?}");
    office.close().await;
}

async fn late_in_time(office: PostOffice) {
    let despatch = office.answer_to("late@pec.altro.example").await;
    let (id, case) = (despatch.id, despatch.instance.expect("a case"));
    office.pass(TimeDelta::hours(13)).await;
    assert_eq!(office.recipient(id).await.state, State::Delayed12h);
    office.pass(TimeDelta::hours(1)).await;
    office.pass(TimeDelta::minutes(1)).await;
    assert_eq!(office.recipient(id).await.state, State::Delivered);
    // Plain: nothing was ever to be done.
    let corrections = load::corrections_of_despatch(office.runtime.store(), id).await;
    assert!(corrections.expect("corrections").is_empty());
    assert_eq!(office.case_state(case).await, "completed");
    office.pass(TimeDelta::hours(30)).await;
    assert_eq!(office.recipient(id).await.state, State::Delivered);
    assert!(alarms(&office, id).await.is_empty());
    office.close().await;
}
