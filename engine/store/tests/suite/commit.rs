//! Sets, guards, groups and commands.

use crate::base::*;
use serde_json::json;
use store::{CommandRecord, CommitError, Expect, Row, Store, Table, Write, load, row};
use uuid::Uuid;

fn command(id: Uuid, key: Option<&str>) -> CommandRecord {
    CommandRecord {
        id,
        principal: "anna".into(),
        on_behalf_of: None,
        idempotency_key: key.map(Into::into),
        answer: json!({"ok": 1}),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_row_comes_back_as_it_was_put() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = instance();
        let mut t = task(&i, 3);
        t.draft = Some(json!({"testo": "à\u{0}è"}));
        t.due_at = Some(at(60));
        let j = job(&i, 4, 0);
        let b = mailbox("protocollo");
        let m = mail(&b, 7, [3; 32]);
        let d = despatch(&b, [4; 32]);
        let mut s = set();
        for row in [
            Row::from(i.clone()),
            t.clone().into(),
            j.clone().into(),
            b.clone().into(),
            m.clone().into(),
            d.clone().into(),
            trace(&i, 0).into(),
        ] {
            s.put(row);
        }
        store.commit(s).await.unwrap();
        assert_eq!(load::instance(&store, i.id).await.unwrap(), Some(i.clone()));
        assert_eq!(load::task(&store, t.id).await.unwrap(), Some(t));
        assert_eq!(load::job(&store, j.id).await.unwrap(), Some(j));
        assert_eq!(
            load::mailbox_by_key(&store, "protocollo").await.unwrap(),
            Some(b)
        );
        assert_eq!(load::mail(&store, m.id).await.unwrap(), Some(m));
        assert_eq!(
            load::despatch_by_message_id(&store, &d.message_id)
                .await
                .unwrap(),
            Some(d)
        );
        assert_eq!(
            load::trace(&store, i.id, 0).await.unwrap(),
            vec![trace(&i, 0)]
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_guard_writes_nothing_of_its_set() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = instance();
        let mut s = set();
        s.guard(Table::Instance, i.id, Expect::Absent).put(i.clone());
        store.commit(s.clone()).await.unwrap();
        // Absent, again.
        assert!(matches!(store.commit(s).await, Err(CommitError::Conflict { table: Table::Instance, id }) if id == i.id));
        let other = instance();
        for wrong in [Expect::Revision(2), Expect::State("ended".into())] {
            let mut s = set();
            s.put(other.clone()).guard(Table::Instance, i.id, wrong);
            assert!(matches!(store.commit(s).await, Err(CommitError::Conflict { .. })));
        }
        let mut s = set();
        s.put(other.clone()).guard(Table::Task, Uuid::now_v7(), Expect::Present);
        assert!(matches!(store.commit(s).await, Err(CommitError::Conflict { table: Table::Task, .. })));
        assert_eq!(load::instance(&store, other.id).await.unwrap(), None);
        // The right one is stored with the next revision.
        let mut s = set();
        s.guard(Table::Instance, i.id, Expect::Revision(1)).put(i.clone());
        store.commit(s).await.unwrap();
        assert_eq!(load::instance(&store, i.id).await.unwrap().unwrap().revision, 2);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_change_one_row_at_once_one_wins() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = instance();
        store
            .commit({
                let mut s = set();
                s.put(i.clone());
                s
            })
            .await
            .unwrap();
        let tries = (0..32).map(|_| {
            let (store, i) = (store.clone(), i.clone());
            tokio::spawn(async move {
                let mut s = set();
                s.guard(Table::Instance, i.id, Expect::Revision(1)).put(i);
                store.commit(s).await.is_ok()
            })
        });
        let won = futures::future::join_all(tries)
            .await
            .into_iter()
            .filter(|w| *w.as_ref().unwrap())
            .count();
        assert_eq!(won, 1);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_command_is_answered_from_the_store() {
    on_each(|place| async move {
        let store = place.open().await;
        let (first, second) = (instance(), instance());
        let c = Uuid::now_v7();
        let with = |i: &store::row::Instance, c: CommandRecord| {
            let mut s = set().command(c);
            s.put(i.clone());
            s
        };
        assert_eq!(
            store
                .commit(with(&first, command(c, Some("k"))))
                .await
                .unwrap()
                .duplicate_of,
            None
        );
        for repeat in [command(c, None), command(Uuid::now_v7(), Some("k"))] {
            let answer = store.commit(with(&second, repeat)).await.unwrap();
            assert_eq!(answer.duplicate_of, Some(json!({"ok": 1})));
        }
        // The same key of another person is another command.
        let other = CommandRecord {
            principal: "bruno".into(),
            ..command(Uuid::now_v7(), Some("k"))
        };
        assert_eq!(load::instance(&store, second.id).await.unwrap(), None);
        assert_eq!(
            store
                .commit(with(&second, other))
                .await
                .unwrap()
                .duplicate_of,
            None
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_command_sent_many_times_at_once_is_done_once() {
    on_each(|place| async move {
        let store = place.open().await;
        let c = Uuid::now_v7();
        let sent = (0..24).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut s = set().command(command(c, None));
                s.put(instance());
                store.commit(s).await.unwrap().duplicate_of.is_none()
            })
        });
        let done = futures::future::join_all(sent)
            .await
            .into_iter()
            .filter(|d| *d.as_ref().unwrap())
            .count();
        assert_eq!(done, 1);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_set_does_not_harm_those_written_with_it() {
    on_each(|place| async move {
        let store = place.open().await;
        let b = mailbox("protocollo");
        store
            .commit({
                let mut s = set();
                s.put(b.clone()).put(mail(&b, 1, [1; 32]));
                s
            })
            .await
            .unwrap();
        let sent = (0..40).map(|n| {
            let (store, b) = (store.clone(), b.clone());
            tokio::spawn(async move {
                // Every tenth wants a place on the server that is taken.
                let uid = if n % 10 == 0 { 1 } else { 100 + n };
                let mut s = set();
                s.put(mail(&b, uid, [1; 32]));
                (uid, store.commit(s).await)
            })
        });
        for done in futures::future::join_all(sent).await {
            let (uid, answer) = done.unwrap();
            match uid {
                1 => assert!(
                    matches!(
                        answer,
                        Err(CommitError::Conflict {
                            table: Table::Mail,
                            ..
                        })
                    ),
                    "{answer:?}"
                ),
                _ => assert!(answer.is_ok(), "{answer:?}"),
            }
        }
        assert_eq!(
            load::mails_by_shas(&store, &[[1; 32]]).await.unwrap().len(),
            37
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_a_wait_ends_whatever_shows_it() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = instance();
        let (t, j) = (task(&i, 3), job(&i, 3, 0));
        let (kept, other) = (task(&i, 4), task(&i, 3));
        let timer = store::row::Timer {
            id: id(),
            instance: Some(i.id),
            process: None,
            wait: 3,
            element: "t".into(),
            due_at: at(9),
            rule: "PT9M".into(),
        };
        let mut s = set();
        s.put(i.clone())
            .put(t.clone())
            .put(j.clone())
            .put(kept.clone())
            .put(timer);
        store.commit(s).await.unwrap();
        let mut s = set();
        // Put before the close in the same set: cancelled; after it: stays as put.
        s.put(other.clone()).write(Write::CloseWait {
            instance: i.id,
            wait: 3,
        });
        let mut done = j.clone();
        done.state = "done".into();
        s.put(done);
        store.commit(s).await.unwrap();
        let state = |id| {
            let store: Store = store.clone();
            async move { load::task(&store, id).await.unwrap().unwrap() }
        };
        assert_eq!(
            (
                state(t.id).await.state.as_str(),
                state(t.id).await.revision,
                state(t.id).await.ended_at
            ),
            ("cancelled", 2, Some(at(5)))
        );
        assert_eq!(state(other.id).await.state, "cancelled");
        assert_eq!(state(kept.id).await.state, "open");
        assert_eq!(
            load::job(&store, j.id).await.unwrap().unwrap().state,
            "done"
        );
        assert_eq!(
            load::timers_of_instance(&store, i.id).await.unwrap(),
            vec![]
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_moves_forward_only() {
    on_each(|place| async move {
        let store = place.open().await;
        let b = row::Mailbox {
            uid_validity: 9,
            archive_uid: 4,
            ..mailbox("protocollo")
        };
        store
            .commit({
                let mut s = set();
                s.put(b.clone());
                s
            })
            .await
            .unwrap();
        for (validity, uid, then, archive) in [
            (9, 5, 5, 4),
            (9, 3, 5, 4),
            (9, 8, 8, 4),
            (10, 1, 1, -1),
            (10, 2, 2, -1),
            (10, 1, 2, -1),
        ] {
            store
                .commit({
                    let mut s = set();
                    s.write(Write::AdvanceCursor {
                        mailbox: b.id,
                        uid_validity: validity,
                        uid,
                    });
                    s
                })
                .await
                .unwrap();
            let found = load::mailbox(&store, b.id).await.unwrap().unwrap();
            assert_eq!(
                (found.uid_validity, found.cursor_uid, found.archive_uid),
                (validity, then, archive)
            );
        }
        // A put of settings read earlier does not move them back.
        store
            .commit({
                let mut s = set();
                s.put(b.clone());
                s
            })
            .await
            .unwrap();
        let found = load::mailbox(&store, b.id).await.unwrap().unwrap();
        assert_eq!((found.cursor_uid, found.archive_uid), (2, -1));
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn listeners_hear_what_was_committed() {
    on_each(|place| async move {
        let store = place.open().await;
        let mut heard = store.notify();
        let i = instance();
        store
            .commit({
                let mut s = set();
                s.put(i.clone());
                s
            })
            .await
            .unwrap();
        let change = heard.recv().await.unwrap();
        assert_eq!(
            (change.table, change.id, change.revision),
            (Table::Instance, i.id, Some(1))
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_set_is_written_in_portions_and_whole() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = instance();
        let mut s = set();
        s.put(i.clone());
        for n in 0..1_300 {
            s.put(trace(&i, n)).put(task(&i, n)).put(job(&i, n, n));
            s.put(store::row::InstancePart {
                instance: i.id,
                part: n,
                bytes: vec![1; 50],
            });
            s.audit(audit("bulk", n));
        }
        store.commit(s).await.unwrap();
        assert_eq!(load::trace(&store, i.id, 0).await.unwrap().len(), 1_300);
        assert_eq!(
            load::tasks_of_instance(&store, i.id).await.unwrap().len(),
            1_300
        );
        let mut s = set();
        for n in 0..1_300 {
            s.write(Write::CloseWait {
                instance: i.id,
                wait: n,
            });
            s.write(Write::DeletePart {
                instance: i.id,
                part: n,
            });
        }
        store.commit(s).await.unwrap();
        let left = load::tasks_of_instance(&store, i.id).await.unwrap();
        assert!(left.iter().all(|t| t.state == "cancelled"));
        assert_eq!(
            load::parts(&store, i.id, &[0, 700, 1_299]).await.unwrap(),
            vec![]
        );
        assert!(store.audit_verify().await.unwrap().is_sound());
        store.close().await;
    })
    .await;
}

/// Statements that every batch or every page runs must find their rows by an index.
#[tokio::test(flavor = "multi_thread")]
async fn the_busy_statements_go_by_index() {
    let place = sqlite();
    place.open().await.close().await;
    for sql in [
        "SELECT principal, idempotency_key, answer FROM command WHERE idempotency_key IN ('a', 'b')",
        "DELETE FROM timer WHERE (instance, wait) IN (VALUES (x'00', 1), (x'01', 2))",
        "UPDATE task SET state = 'cancelled' FROM (VALUES (x'00', 1, 2)) AS v WHERE task.instance = v.column1 AND task.wait = v.column2 AND task.state = 'open'",
        "SELECT due, task FROM task_lane WHERE lane = 'g:x' AND (due, task) > (1, x'00') ORDER BY due, task LIMIT 50",
        "SELECT 1 FROM task t JOIN task_lane l ON l.task = t.id WHERE t.instance = x'00' AND l.lane IN ('g:a', 'g:b')",
        "SELECT due_at, id FROM job WHERE state = 'waiting' AND kind = 'x' AND due_at <= 5 ORDER BY due_at, id LIMIT 5",
        "SELECT due_at, id FROM job WHERE state IN ('leased', 'prepared') AND kind = 'x' AND lease_until < 5 ORDER BY lease_until, id LIMIT 5",
        "SELECT id FROM timer WHERE due_at <= 5 ORDER BY due_at, id LIMIT 5",
        "SELECT id FROM event WHERE name = 'a' AND \"key\" = 'b' AND state = 'waiting' AND target IS NULL ORDER BY id",
        "SELECT id FROM event WHERE target = x'00' AND state = 'waiting' ORDER BY id LIMIT 5",
        "SELECT id FROM subscription WHERE name = 'a' AND \"key\" = 'b' AND instance IS NOT NULL ORDER BY id",
        "SELECT id FROM mail m WHERE m.id < x'ff' AND m.mailbox = x'00' ORDER BY m.id DESC LIMIT 5",
        "SELECT sha FROM blob WHERE disposed_at IS NOT NULL LIMIT 1000",
        "SELECT id, seq, head FROM chain WHERE anchored_seq < seq ORDER BY id",
    ] {
        let plan = plan_of(&place.url, sql).await;
        let steps: Vec<&String> = plan
            .iter()
            .filter(|step| {
                step.starts_with("SCAN")
                    && !step.contains("USING")
                    && !step.contains("VALUES")
                    && !step.contains("CONSTANT")
                    && *step != "SCAN v"
            })
            .collect();
        assert!(steps.is_empty(), "{sql}: {plan:?}");
        assert!(
            !sql.contains("LIMIT") || !plan.iter().any(|step| step.contains("TEMP B-TREE")),
            "{sql}: {plan:?}"
        );
    }
}

async fn plan_of(url: &str, sql: &str) -> Vec<String> {
    use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
    let database = Database::connect(url).await.unwrap();
    let statement = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = database.query_all_raw(statement).await.unwrap();
    let steps = rows
        .iter()
        .map(|r| r.try_get("", "detail").unwrap())
        .collect();
    database.close().await.unwrap();
    steps
}
