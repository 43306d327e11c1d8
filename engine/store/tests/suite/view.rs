//! What people see: their own, in order, page by page, and nothing of others.

use crate::base::*;
use office::{Role, Viewer};
use std::collections::BTreeSet;
use store::{Expect, Store, StoreError, Table, row, view};
use view::{InstanceFilter, MailFilter, Scope, TaskFilter};

fn viewer(login: &str, groups: &[&str], roles: &[(Role, Option<&str>)]) -> Viewer {
    Viewer {
        person: Some(id()),
        login: login.into(),
        name: login.into(),
        roles: roles.iter().map(|(r, o)| (*r, o.map(Into::into))).collect(),
        groups: groups.iter().map(|g| g.to_string()).collect(),
        mailboxes: Some(BTreeSet::new()),
        given: Default::default(),
        standing_in: Vec::new(),
    }
}

pub async fn put(store: &Store, rows: Vec<store::Row>) {
    let mut s = set();
    for row in rows {
        s.put(row);
    }
    store.commit(s).await.unwrap();
}

async fn names(viewer: &Viewer, store: &Store, scope: Scope) -> Vec<String> {
    let filter = TaskFilter {
        scope,
        ..TaskFilter::default()
    };
    let mut names = Vec::new();
    let mut cursor = None;
    loop {
        // Pages of two: the cursor is used.
        let page = view::tasks(viewer, store, &filter, cursor.as_deref(), 2)
            .await
            .unwrap();
        names.extend(page.items.into_iter().map(|t| t.task.name));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return names;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_task_list_is_a_merge_of_lanes_in_due_order() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = row::Instance {
            office: Some("urp".into()),
            ..instance()
        };
        let t = |name: &str, due: Option<i64>, assignee: Option<&str>, groups: &[&str]| row::Task {
            name: name.into(),
            due_at: due.map(at),
            assignee: assignee.map(Into::into),
            candidate_groups: groups.iter().map(|g| g.to_string()).collect(),
            ..task(&i, 1)
        };
        let rows = vec![
            i.clone().into(),
            t("mine-late", Some(50), Some("anna"), &["ufficio:urp"]).into(),
            t(
                "both-groups",
                Some(10),
                None,
                &["ufficio:urp", "ruolo:operatore"],
            )
            .into(),
            t("group-no-due", None, None, &["ufficio:urp"]).into(),
            t("brunos", Some(1), Some("bruno"), &["ufficio:urp"]).into(),
            t("other-office", Some(2), None, &["ufficio:tributi"]).into(),
            t("nobodys", Some(3), None, &[]).into(),
            row::Task {
                state: "completed".into(),
                ..t("done", Some(0), Some("anna"), &[])
            }
            .into(),
        ];
        put(&store, rows).await;
        let anna = viewer(
            "anna",
            &["ufficio:urp", "ruolo:operatore"],
            &[(Role::Operatore, Some("urp"))],
        );
        assert_eq!(names(&anna, &store, Scope::Mine).await, ["mine-late"]);
        assert_eq!(
            names(&anna, &store, Scope::Group).await,
            ["both-groups", "group-no-due"]
        );
        assert_eq!(
            names(&anna, &store, Scope::Desk).await,
            ["both-groups", "mine-late", "group-no-due"]
        );
        let chief = viewer(
            "carla",
            &["ufficio:urp"],
            &[(Role::Supervisore, Some("urp"))],
        );
        assert_eq!(
            names(&chief, &store, Scope::All).await,
            [
                "brunos",
                "other-office",
                "nobodys",
                "both-groups",
                "mine-late",
                "group-no-due"
            ]
        );
        let counts = view::task_counts(&anna, &store, chrono::Utc::now())
            .await
            .unwrap();
        assert_eq!((counts.mine, counts.group), (1, 2));
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_task_leaves_the_groups_and_a_case_of_another_office_does_not_show() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = row::Instance {
            office: Some("tributi".into()),
            ..instance()
        };
        let t = row::Task {
            candidate_groups: vec!["ufficio:tributi".into()],
            ..task(&i, 1)
        };
        put(
            &store,
            vec![i.clone().into(), t.clone().into(), trace(&i, 0).into()],
        )
        .await;
        let theirs = viewer(
            "bruno",
            &["ufficio:tributi"],
            &[(Role::Operatore, Some("tributi"))],
        );
        let other = viewer(
            "anna",
            &["ufficio:urp"],
            &[(Role::Supervisore, Some("urp"))],
        );
        assert_eq!(names(&theirs, &store, Scope::Group).await.len(), 1);
        let mut s = set();
        s.guard(Table::Task, t.id, Expect::Revision(1))
            .put(row::Task {
                assignee: Some("bruno".into()),
                ..t.clone()
            });
        store.commit(s).await.unwrap();
        assert_eq!(names(&theirs, &store, Scope::Group).await.len(), 0);
        assert_eq!(names(&theirs, &store, Scope::Mine).await.len(), 1);
        for scope in [Scope::Mine, Scope::Group, Scope::Desk, Scope::All] {
            assert!(names(&other, &store, scope).await.is_empty(), "{scope:?}");
        }
        assert!(view::task(&other, &store, t.id).await.unwrap().is_none());
        assert!(
            view::instance(&other, &store, i.id)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            view::trace(&other, &store, i.id, 0, 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            view::instances(&other, &store, &InstanceFilter::default(), None, 10)
                .await
                .unwrap()
                .items
                .is_empty()
        );
        assert!(
            view::instance(&theirs, &store, i.id)
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(
            view::trace(&theirs, &store, i.id, 0, 10)
                .await
                .unwrap()
                .len(),
            1
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_for_who_writes_it() {
    on_each(|place| async move {
        let store = place.open().await;
        let i = instance();
        let t = row::Task {
            draft: Some(serde_json::json!({"testo": "bozza"})),
            draft_by: Some("anna".into()),
            assignee: Some("anna".into()),
            ..task(&i, 1)
        };
        put(&store, vec![i.clone().into(), t.clone().into()]).await;
        let anna = viewer("anna", &["ufficio:urp"], &[]);
        let chief = viewer("carla", &[], &[(Role::Supervisore, None)]);
        assert!(
            view::task(&anna, &store, t.id)
                .await
                .unwrap()
                .unwrap()
                .task
                .draft
                .is_some()
        );
        assert!(
            view::task(&chief, &store, t.id)
                .await
                .unwrap()
                .unwrap()
                .task
                .draft
                .is_none()
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_come_newest_first_by_filter_and_page() {
    on_each(|place| async move {
        let store = place.open().await;
        let all: Vec<row::Instance> = (0..7)
            .map(|n| row::Instance {
                business_key: Some(format!("k{}", n % 2)),
                state: if n < 4 {
                    "running".into()
                } else {
                    "completed".into()
                },
                ..instance()
            })
            .collect();
        put(&store, all.iter().cloned().map(Into::into).collect()).await;
        let system = Viewer::system();
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let page = view::instances(
                &system,
                &store,
                &InstanceFilter::default(),
                cursor.as_deref(),
                3,
            )
            .await
            .unwrap();
            seen.extend(page.items.into_iter().map(|i| i.instance.id));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        let mut expected: Vec<_> = all.iter().map(|i| i.id).collect();
        expected.sort();
        expected.reverse();
        assert_eq!(seen, expected);
        let filter = InstanceFilter {
            state: Some("running".into()),
            business_key: Some("k1".into()),
            ..Default::default()
        };
        assert_eq!(
            view::instances(&system, &store, &filter, None, 10)
                .await
                .unwrap()
                .items
                .len(),
            2
        );
        let counts = view::instance_counts(&system, &store).await.unwrap();
        assert_eq!(
            (counts.len(), counts[0].running, counts[0].incidents),
            (1, 4, 0)
        );
        assert!(matches!(
            view::instances(&system, &store, &filter, Some("x"), 10).await,
            Err(StoreError::Cursor)
        ));
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_seen_with_its_mailbox_or_its_case() {
    on_each(|place| async move {
        let store = place.open().await;
        let (open, closed) = (mailbox("urp"), mailbox("riservata"));
        let i = row::Instance {
            office: Some("urp".into()),
            ..instance()
        };
        let (m1, m2, m3) = (
            mail(&open, 1, [1; 32]),
            mail(&closed, 2, [2; 32]),
            row::Mail {
                instance: Some(i.id),
                ..mail(&closed, 3, [3; 32])
            },
        );
        let d = despatch(&closed, [4; 32]);
        put(
            &store,
            vec![
                open.clone().into(),
                closed.clone().into(),
                i.into(),
                m1.clone().into(),
                m2.clone().into(),
                m3.clone().into(),
                d.clone().into(),
            ],
        )
        .await;
        let mut anna = viewer("anna", &["ufficio:urp"], &[(Role::Operatore, Some("urp"))]);
        anna.mailboxes = Some(BTreeSet::from([open.id]));
        let seen: BTreeSet<_> = view::mails(&anna, &store, &MailFilter::default(), None, 10)
            .await
            .unwrap()
            .items
            .into_iter()
            .map(|m| m.mail.id)
            .collect();
        assert_eq!(seen, BTreeSet::from([m1.id, m3.id]));
        assert!(view::mail(&anna, &store, m2.id).await.unwrap().is_none());
        assert!(view::despatch(&anna, &store, d.id).await.unwrap().is_none());
        assert_eq!(view::mailboxes(&anna, &store).await.unwrap().len(), 1);
        let system = Viewer::system();
        assert_eq!(
            view::mails(&system, &store, &MailFilter::default(), None, 10)
                .await
                .unwrap()
                .items
                .len(),
            3
        );
        let boxes =
            serde_json::to_string(&view::mailboxes(&system, &store).await.unwrap()).unwrap();
        assert!(!boxes.contains("secrets") && !boxes.contains("canary"));
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_for_offices_that_may_not_be_read_are_refused() {
    on_each(|place| async move {
        let store = place.open().await;
        let anna = viewer("anna", &[], &[(Role::Operatore, Some("urp"))]);
        assert!(matches!(
            view::audit(&anna, &store, &Default::default(), None, 10).await,
            Err(StoreError::Hidden)
        ));
        assert!(matches!(
            view::registrations(&anna, &store, &Default::default(), None, 10).await,
            Err(StoreError::Hidden)
        ));
        assert!(matches!(
            view::deployments(&anna, &store, None, 10).await,
            Err(StoreError::Hidden)
        ));
        let p = row::Person {
            id: id(),
            revision: 1,
            login: "anna".into(),
            name: "Anna".into(),
            email: None,
            tax_code: "CANARINO".into(),
            active: true,
            language: "it".into(),
            created_at: at(0),
        };
        let identity = row::Identity {
            id: id(),
            revision: 0,
            person: p.id,
            name: "anna".into(),
            password: "$argon2id$canary".into(),
            state: "open".into(),
            created_by: "marta".into(),
            created_at: at(0),
            closed_by: None,
            closed_at: None,
        };
        let shown = serde_json::to_string(&identity).unwrap();
        assert!(!shown.contains("canary"));
        put(&store, vec![p.clone().into(), identity.into()]).await;
        assert!(matches!(
            view::identities(&anna, &store, p.id).await,
            Err(StoreError::Hidden)
        ));
        let people = serde_json::to_string(&view::people(&anna, &store).await.unwrap()).unwrap();
        assert!(people.contains("Anna") && !people.contains("CANARINO"));
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registers_and_audit_are_paged_to_the_end() {
    on_each(|place| async move {
        let store = place.open().await;
        let protocol = register("protocollo");
        put(&store, vec![protocol.clone().into()]).await;
        for n in 0..5 {
            let mut s = set();
            s.write(store::Write::Register(registration(
                &protocol,
                &n.to_string(),
                n,
            )));
            s.audit(audit("task.complete", n))
                .audit(audit("task.claim", n));
            store.commit(s).await.unwrap();
        }
        let system = Viewer::system();
        let (mut numbers, mut cursor) = (Vec::new(), None);
        loop {
            let page =
                view::registrations(&system, &store, &Default::default(), cursor.as_deref(), 2)
                    .await
                    .unwrap();
            numbers.extend(page.items.into_iter().map(|r| r.registration.number));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(numbers, [5, 4, 3, 2, 1]);
        let (mut links, mut cursor) = (BTreeSet::new(), None);
        loop {
            let page = view::audit(&system, &store, &Default::default(), cursor.as_deref(), 4)
                .await
                .unwrap();
            for a in page.items {
                assert!(links.insert((a.chain, a.seq)));
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(links.len(), 16);
        store.close().await;
    })
    .await;
}
