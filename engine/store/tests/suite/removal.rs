//! What is kept leaves by act only.

use crate::base::*;
use office::Viewer;
use store::{CommitError, Expect, Store, StoreError, Table, Write, load, row, view};

fn act(act: &str, table: &str, object: uuid::Uuid) -> row::Removal {
    row::Removal {
        id: id(),
        act: act.into(),
        table: table.into(),
        object,
        reason: "scarto autorizzato".into(),
        reference: "prot. 12/2026".into(),
        asked_by: "anna".into(),
        confirmed_by: "bruno".into(),
        at: at(9),
    }
}

async fn kept(store: &Store) -> (row::Mail, row::Despatch, row::Receipt, row::Instance) {
    let raw = store.blobs().put(b"messaggio".to_vec()).await.unwrap();
    let b = mailbox("protocollo");
    let (m, d, i) = (mail(&b, 1, raw), despatch(&b, [5; 32]), instance());
    let r = row::Receipt {
        id: id(),
        mail: m.id,
        despatch: d.id,
        kind: "accettazione".into(),
        recipient: None,
        identifier: "x".into(),
        at: at(3),
        counted: true,
    };
    let mut s = set();
    s.put(b)
        .put(m.clone())
        .put(d.clone())
        .put(r.clone())
        .put(i.clone())
        .put(trace(&i, 0));
    store.commit(s).await.unwrap();
    (m, d, r, i)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_kept_is_deleted_or_changed_without_an_act() {
    on_each(|place| async move {
        let store = place.open().await;
        let (m, ..) = kept(&store).await;
        for table in [
            Table::Mail,
            Table::Despatch,
            Table::Receipt,
            Table::Registration,
            Table::Trace,
        ] {
            let mut s = set();
            s.write(Write::Delete(table, m.id));
            assert!(
                matches!(store.commit(s).await, Err(CommitError::Refused(_))),
                "{table:?}"
            );
        }
        // The identity of a mail does not change; the rest of the row does.
        for changed in [
            row::Mail {
                uid: 77,
                ..m.clone()
            },
            row::Mail {
                raw: [9; 32],
                ..m.clone()
            },
        ] {
            let mut s = set();
            s.put(changed);
            assert!(matches!(
                store.commit(s).await,
                Err(CommitError::Refused(_))
            ));
        }
        let mut s = set();
        s.put(row::Mail {
            state: "sorted".into(),
            ..m.clone()
        });
        store.commit(s).await.unwrap();
        let found = load::mail(&store, m.id).await.unwrap().unwrap();
        assert_eq!(
            (found.uid, found.raw, found.state.as_str()),
            (1, m.raw, "sorted")
        );
        store.close().await;
        // Nor does the database, past the store.
        for sql in [
            "DELETE FROM mail",
            "DELETE FROM despatch",
            "DELETE FROM receipt",
            "DELETE FROM trace",
            "DELETE FROM audit",
            "UPDATE mail SET raw = despatch",
            "UPDATE mail SET uid = 5",
            "UPDATE despatch SET message_id = 'x'",
            "UPDATE trace SET seq = 9",
            "UPDATE audit SET seq = 9",
        ] {
            let database = sea_orm::Database::connect(&place.url).await.unwrap();
            let answer = sea_orm::ConnectionTrait::execute_unprepared(&database, sql).await;
            assert!(answer.is_err(), "{sql} was not refused");
            database.close().await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disposed_mail_is_gone_with_its_bytes_and_its_hash_stays_in_the_chain() {
    on_each_with_blobs_anywhere(|place| async move {
        let store = place.open().await;
        let (m, d, r, i) = kept(&store).await;
        for (refused, why) in [
            (
                row::Removal {
                    confirmed_by: "anna".into(),
                    ..act("dispose", "mail", m.id)
                },
                "no second person",
            ),
            (
                row::Removal {
                    reason: " ".into(),
                    ..act("dispose", "mail", m.id)
                },
                "no reason",
            ),
            (
                row::Removal {
                    reference: String::new(),
                    ..act("dispose", "mail", m.id)
                },
                "no reference",
            ),
            (act("dispose", "task", m.id), "no such table"),
            (act("burn", "trace", m.id), "no such act"),
        ] {
            let mut s = set();
            s.write(Write::Remove(refused));
            assert!(
                matches!(store.commit(s).await, Err(CommitError::Refused(_))),
                "{why}"
            );
        }
        let mut s = set();
        s.write(Write::Remove(act("dispose", "mail", id())));
        assert!(matches!(
            store.commit(s).await,
            Err(CommitError::Conflict {
                table: Table::Mail,
                ..
            })
        ));
        for removal in [
            act("dispose", "mail", m.id),
            act("dispose", "receipt", r.id),
            act("dispose", "despatch", d.id),
            act("dispose", "trace", i.id),
        ] {
            let mut s = set();
            s.guard(Table::Instance, i.id, Expect::Present)
                .write(Write::Remove(removal));
            store.commit(s).await.unwrap();
        }
        assert_eq!(load::mail(&store, m.id).await.unwrap(), None);
        assert_eq!(load::despatch(&store, d.id).await.unwrap(), None);
        assert_eq!(load::trace(&store, i.id, 0).await.unwrap(), vec![]);
        if place.postgres {
            // Another node may have put the same bytes a moment ago and be about to say so.
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            assert_eq!(store.blobs().get(&m.raw).await.unwrap(), "messaggio");
            let file = place.blob_file(&m.raw).await;
            let file = std::fs::File::options().write(true).open(file).unwrap();
            let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(600);
            file.set_modified(long_ago).unwrap();
            let mut s = set();
            s.audit(audit("next", "x"));
            store.commit(s).await.unwrap();
        }
        // The sweep follows the answer.
        for _ in 0..100 {
            if !store.blobs().exists(&m.raw).await.unwrap() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert!(matches!(
            store.blobs().get(&m.raw).await,
            Err(StoreError::NoBlob(_))
        ));
        let filter = view::AuditFilter {
            verb: Some("removal.dispose".into()),
            object: Some(m.id.to_string()),
        };
        let page = view::audit(&Viewer::system(), &store, &filter, None, 10)
            .await
            .unwrap();
        assert_eq!(page.items[0].detail["raw"], hex::encode(m.raw));
        assert!(store.audit_verify().await.unwrap().is_sound());
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_mail_shows_that_it_is_there_and_nothing_of_it() {
    on_each(|place| async move {
        let store = place.open().await;
        let (m, ..) = kept(&store).await;
        let mut s = set();
        s.write(Write::Remove(act("withhold", "mail", m.id)));
        store.commit(s).await.unwrap();
        let shown = view::mail(&Viewer::system(), &store, m.id)
            .await
            .unwrap()
            .unwrap();
        assert!(shown.withheld);
        let text = serde_json::to_string(&shown).unwrap();
        for secret in [
            "Accesso agli atti",
            "ada@posta",
            "Ada",
            "corpo",
            &hex::encode(m.raw),
        ] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert_eq!(
            view::mail_raw(&Viewer::system(), &store, m.id)
                .await
                .unwrap(),
            None
        );
        assert_eq!(
            load::mail(&store, m.id).await.unwrap().unwrap().subject,
            m.subject
        );
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_come_again_while_they_are_disposed_of_are_there_for_their_new_row() {
    on_each_with_blobs_anywhere(|place| async move {
        let (one, two) = match place.postgres {
            // Two nodes on one database and one blob root.
            true => (place.open().await, Some(place.open().await)),
            false => (place.open().await, None),
        };
        let (m, d, ..) = kept(&one).await;
        let other = two.as_ref().unwrap_or(&one);
        for round in 0..20 {
            let (box_, raw) = (m.mailbox, b"messaggio".to_vec());
            let dispose = async {
                let object = if round == 0 { m.id } else { again(round - 1) };
                let mut s = set();
                s.write(Write::Remove(act("dispose", "mail", object)));
                one.commit(s).await.unwrap();
            };
            let arrive = async {
                let sha = other.blobs().put(raw).await.unwrap();
                // The disposal and its sweep happen about now.
                tokio::time::sleep(std::time::Duration::from_millis(15)).await;
                let mut s = set();
                s.put(row::Mail {
                    id: again(round),
                    uid: 100 + round as i64,
                    mailbox: box_,
                    ..m.clone()
                });
                other.commit(s).await.unwrap();
                sha
            };
            let ((), sha) = tokio::join!(dispose, arrive);
            assert_eq!(sha, m.raw);
            let bytes = other.blobs().get(&sha).await;
            assert_eq!(bytes.unwrap(), "messaggio", "round {round}");
        }
        drop(d);
        one.close().await;
        if let Some(two) = two {
            two.close().await;
        }
    })
    .await;
}

fn again(round: u8) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x1000 + u128::from(round))
}
