//! Leases: each job to one worker, late reports refused.

use crate::base::*;
use std::collections::BTreeSet;
use std::time::Duration;
use store::{CommitError, Expect, Lease, Store, Table, load, row};

fn lease(owner: &str, minutes: i64, limit: usize) -> Lease {
    Lease {
        kinds: vec!["pec.send".into(), "http.request".into()],
        owner: owner.into(),
        now: at(minutes),
        now_lease: at(minutes),
        limit,
        lasts: Duration::from_secs(60),
        inherits: false,
    }
}

async fn with_jobs(store: &Store, dues: &[i64]) -> Vec<row::Job> {
    let i = instance();
    let mut s = set();
    s.put(i.clone());
    let jobs: Vec<row::Job> = dues
        .iter()
        .enumerate()
        .map(|(n, due)| job(&i, n as i64, *due))
        .collect();
    for j in &jobs {
        s.put(j.clone());
    }
    store.commit(s).await.unwrap();
    jobs
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_taken_in_due_order_and_each_once() {
    on_each(|place| async move {
        let store = place.open().await;
        let jobs = with_jobs(&store, &[3, 1, 2, 90, 0]).await;
        let mut other = job(&instance(), 1, 0);
        other.kind = "notify".into();
        store
            .commit({
                let mut s = set();
                s.put(other);
                s
            })
            .await
            .unwrap();
        let taken = store.lease_jobs(lease("a", 10, 3)).await.unwrap();
        assert_eq!(
            taken.iter().map(|j| j.id).collect::<Vec<_>>(),
            vec![jobs[4].id, jobs[1].id, jobs[2].id]
        );
        assert!(taken.iter().all(|j| j.state == "leased"
            && j.epoch == 1
            && j.attempts == 1
            && j.revision == 2
            && j.lease_until == Some(at(11))));
        assert_eq!(store.lease_jobs(lease("b", 10, 9)).await.unwrap().len(), 1);
        assert_eq!(store.lease_jobs(lease("b", 10, 9)).await.unwrap(), vec![]);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_workers_none_gets_the_job_of_another() {
    on_each(|place| async move {
        // Two nodes on one database, where the back end has more than one.
        let first = place.open().await;
        let second = if place.postgres {
            place.open().await
        } else {
            first.clone()
        };
        with_jobs(&first, &[0; 200]).await;
        let workers = (0..16).map(|n| {
            let store = if n % 2 == 0 {
                first.clone()
            } else {
                second.clone()
            };
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let jobs = store.lease_jobs(lease(&n.to_string(), 1, 7)).await.unwrap();
                    if jobs.is_empty() {
                        return taken;
                    }
                    taken.extend(jobs.into_iter().map(|j| j.id));
                }
            })
        });
        let mut seen = BTreeSet::new();
        let mut count = 0;
        for taken in futures::future::join_all(workers).await {
            for id in taken.unwrap() {
                count += 1;
                assert!(seen.insert(id));
            }
        }
        assert_eq!(count, 200);
        first.close().await;
        second.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_taken_in_the_batch_that_writes_it_has_one_holder() {
    on_each(|place| async move {
        let store = place.open().await;
        for round in 0..60 {
            let j = with_jobs(&store, &[0]).await.remove(0);
            let slow = store.lease_jobs(lease("slow", 1, 1)).await.unwrap();
            let slow = slow.into_iter().find(|s| s.id == j.id).unwrap();
            // Its lease has run out: it writes that it begins, at the moment at which another looks for jobs.
            let mut s = set();
            s.guard(Table::Job, j.id, Expect::Epoch(slow.epoch))
                .put(row::Job {
                    result: Some(serde_json::json!({ "begun": 1 })),
                    ..slow.clone()
                });
            let (begun, taken) =
                tokio::join!(store.commit(s), store.lease_jobs(lease("fast", 3, 9)));
            let fast = taken.unwrap().into_iter().find(|t| t.id == j.id);
            let kept = load::job(&store, j.id).await.unwrap().unwrap();
            if let Some(fast) = &fast {
                assert_eq!(kept.epoch, fast.epoch, "round {round}: {kept:?}");
                let knows = fast.result.is_some();
                assert_eq!(
                    begun.is_ok(),
                    knows,
                    "round {round}: whoever takes it knows that it began"
                );
            }
            let mut s = set();
            s.write(store::Write::Delete(Table::Job, j.id));
            store.commit(s).await.unwrap();
        }
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_ran_out_is_taken_over_and_the_late_report_refused() {
    on_each(|place| async move {
        let store = place.open().await;
        let j = with_jobs(&store, &[0]).await.remove(0);
        let slow = store
            .lease_jobs(lease("slow", 1, 1))
            .await
            .unwrap()
            .remove(0);
        assert_eq!(
            store.lease_jobs(lease("fast", 1, 1)).await.unwrap(),
            vec![],
            "still leased"
        );
        // The bytes are fixed: it stays prepared for who takes it over.
        let mut s = set();
        s.guard(Table::Job, j.id, Expect::Epoch(slow.epoch))
            .put(row::Job {
                state: "prepared".into(),
                ..slow.clone()
            });
        store.commit(s).await.unwrap();
        let fast = store
            .lease_jobs(lease("fast", 3, 1))
            .await
            .unwrap()
            .remove(0);
        assert_eq!(
            (fast.state.as_str(), fast.epoch, fast.lease_owner.as_deref()),
            ("prepared", 2, Some("fast"))
        );
        let report = |j: &row::Job| {
            let mut s = set();
            s.guard(Table::Job, j.id, Expect::Epoch(j.epoch))
                .put(row::Job {
                    state: "done".into(),
                    ..j.clone()
                });
            s
        };
        assert!(matches!(
            store.commit(report(&slow)).await,
            Err(CommitError::Conflict {
                table: Table::Job,
                ..
            })
        ));
        store.commit(report(&fast)).await.unwrap();
        assert_eq!(
            load::job(&store, j.id)
                .await
                .unwrap()
                .unwrap()
                .lease_owner
                .as_deref(),
            Some("fast")
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_process_takes_over_at_once_what_a_dead_one_held() {
    on_each(|place| async move {
        let store = place.open().await;
        with_jobs(&store, &[1, 2]).await;
        let inherit = |owner: &str| Lease {
            inherits: true,
            ..lease(owner, 5, 10)
        };
        assert_eq!(store.lease_jobs(inherit("first")).await.unwrap().len(), 2);
        assert!(store.lease_jobs(inherit("first")).await.unwrap().is_empty());
        assert!(
            store
                .lease_jobs(lease("worker", 5, 10))
                .await
                .unwrap()
                .is_empty(),
            "who works beside others waits for the lease to run out"
        );
        let taken = store.lease_jobs(inherit("second")).await.unwrap();
        if place.postgres {
            assert!(taken.is_empty(), "another node may still hold them");
        } else {
            assert_eq!(taken.len(), 2);
            assert!(taken.iter().all(|job| job.epoch == 2));
        }
        store.close().await;
    })
    .await;
}
