//! Each fault does what it says, once, and a restart loses nothing.

use crate::harness::{ANNA, PROTOCOLLO, config, letter, post, post_with};
use chrono::Duration;
use gestore::Gestore;

#[tokio::test]
async fn refusals_are_used_up_and_leave_nothing_behind() {
    let post = post().await;
    let raw = letter(PROTOCOLLO, "");
    post.handle.faults().set(|plan| {
        (
            plan.refuse_421,
            plan.defer_after_data,
            plan.reject_after_data,
        ) = (1, 1, 1)
    });
    for code in ["421", "451", "554"] {
        let error = post.try_send(&raw, &[PROTOCOLLO]).await.unwrap_err();
        assert_eq!(
            error.status().map(|status| status.to_string()).as_deref(),
            Some(code),
            "{error}"
        );
    }
    post.handle.tick().await.unwrap();
    assert!(post.read(ANNA).is_empty());
    post.send(&raw, &[PROTOCOLLO]).await;
    assert_eq!(post.read(ANNA).len(), 2);
}

#[tokio::test]
async fn a_connection_dropped_after_data_may_or_may_not_have_sent() {
    for (lost, expected) in [(false, 2), (true, 0)] {
        let post = post().await;
        post.handle.faults().set(|plan| {
            if lost {
                plan.lose_after_data = 1
            } else {
                plan.drop_after_data = 1
            }
        });
        let error = post
            .try_send(&letter(PROTOCOLLO, ""), &[PROTOCOLLO])
            .await
            .unwrap_err();
        assert!(error.status().is_none(), "no answer at all: {error}");
        post.handle.tick().await.unwrap();
        assert_eq!(post.read(ANNA).len(), expected);
    }
}

#[tokio::test]
async fn receipts_can_come_twice_early_late_or_without_acceptance() {
    let kinds = |mails: Vec<crate::harness::Mail>| -> Vec<String> {
        mails
            .iter()
            .map(|mail| mail.header("X-Ricevuta").unwrap())
            .collect()
    };
    let post = post().await;
    let raw = letter(PROTOCOLLO, "");
    let faults = post.handle.faults();
    faults.set(|plan| plan.duplicate_receipts = 1);
    post.send(&raw, &[PROTOCOLLO]).await;
    assert_eq!(
        kinds(post.read(ANNA)),
        [
            "accettazione",
            "accettazione",
            "avvenuta-consegna",
            "avvenuta-consegna"
        ]
    );
    assert_eq!(post.read(PROTOCOLLO).len(), 1, "the mail itself comes once");

    faults.set(|plan| (plan.duplicate_receipts, plan.receipts_before_acceptance) = (0, true));
    post.send(&raw, &[PROTOCOLLO]).await;
    assert_eq!(
        kinds(post.read(ANNA))[4..],
        ["avvenuta-consegna", "accettazione"]
    );

    faults.set(|plan| (plan.receipts_before_acceptance, plan.withhold_acceptance) = (false, 1));
    post.send(&raw, &[PROTOCOLLO]).await;
    assert_eq!(kinds(post.read(ANNA))[6..], ["avvenuta-consegna"]);

    faults.set(|plan| plan.receipt_delay = std::time::Duration::from_secs(600));
    post.send(&raw, &[PROTOCOLLO]).await;
    assert_eq!(kinds(post.read(ANNA))[7..], ["accettazione"]);
    post.handle.clock().advance(Duration::minutes(10)).unwrap();
    post.handle.tick().await.unwrap();
    assert_eq!(kinds(post.read(ANNA))[8..], ["avvenuta-consegna"]);
}

#[tokio::test]
async fn the_worker_follows_the_clock_by_itself() {
    let post = post().await;
    post.try_send(
        &letter("slow@pec.altro.example", ""),
        &["slow@pec.altro.example"],
    )
    .await
    .unwrap();
    for (hours, expected) in [(0, 1), (13, 2), (12, 3)] {
        post.handle.clock().advance(Duration::hours(hours)).unwrap();
        let patience = std::time::Instant::now();
        while post.read(ANNA).len() < expected {
            assert!(
                patience.elapsed().as_secs() < 20,
                "notice {expected} did not come"
            );
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn what_waits_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let post = post_with(config.clone(), folder).await;
    post.send(
        &letter("slow@pec.altro.example", ""),
        &["slow@pec.altro.example"],
    )
    .await;
    let ca = post.handle.ca_pem().to_owned();
    post.handle.stop().await;
    config.clock.advance(Duration::hours(30)).unwrap();
    let handle = Gestore::start(config).await.unwrap();
    assert_eq!(handle.ca_pem(), ca, "the authority stays");
    handle.tick().await.unwrap();
    let again = crate::harness::Post {
        folder: post.folder,
        handle,
        trust: post.trust,
    };
    let mails = again.read(ANNA);
    assert_eq!(mails.len(), 3);
    assert_eq!(
        mails[2].trusted().fact("giorno").as_deref(),
        Some("03/03/2026")
    );
    assert_eq!(
        std::fs::read_dir(again.folder.path().join("spool"))
            .unwrap()
            .count(),
        0,
        "nothing is left"
    );
}
