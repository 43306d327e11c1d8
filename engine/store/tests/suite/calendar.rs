//! Calendars keep every version, and the newest of a scope counts; areas cannot vanish under what belongs to them.

use crate::base::*;
use crate::view::put;
use serde_json::json;
use store::{CommitError, Expect, Table, Write, load, row};

fn version(number: i64, scope: &str, text: &str) -> row::Calendar {
    row::Calendar {
        id: id(),
        number,
        scope: scope.into(),
        calendar: json!(text),
        created_by: "marta".into(),
        created_at: at(number),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_version_of_each_scope_counts_and_none_is_changed() {
    on_each(|place| async move {
        let store = place.open().await;
        let first = version(1, "casa", "a");
        for row in [
            first.clone(),
            version(2, "ufficio:urp", "b"),
            version(3, "casa", "c"),
        ] {
            put(&store, vec![row.into()]).await;
        }
        let found = load::calendars(&store).await.unwrap();
        let shown: Vec<_> = found.iter().map(|c| (c.number, c.scope.as_str())).collect();
        assert_eq!(shown, [(2, "ufficio:urp"), (3, "casa")]);
        assert_eq!(found[1].calendar, json!("c"));
        // The same number twice, and the same row with another text.
        for again in [
            version(3, "casa", "d"),
            row::Calendar {
                calendar: json!("e"),
                ..first
            },
        ] {
            let mut s = set();
            s.put(again);
            assert!(store.commit(s).await.is_err());
        }
        assert_eq!(load::calendars(&store).await.unwrap(), found);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_stays_while_a_mailbox_belongs_to_it() {
    on_each(|place| async move {
        let store = place.open().await;
        let area = row::Area {
            id: id(),
            revision: 0,
            key: "scuola".into(),
            name: "Scuola".into(),
            code: String::new(),
        };
        let mailbox = row::Mailbox {
            area: Some(area.id),
            ..mailbox("istituto")
        };
        put(&store, vec![mailbox.clone().into(), area.clone().into()]).await;
        let stored = load::mailbox(&store, mailbox.id).await.unwrap().unwrap();
        assert_eq!(stored.area, Some(area.id));
        let mut s = set();
        s.guard(Table::Area, area.id, Expect::Present)
            .write(Write::Delete(Table::Area, area.id));
        assert!(matches!(
            store.commit(s).await,
            Err(CommitError::Refused(_))
        ));
        assert_eq!(load::areas(&store).await.unwrap(), [area]);
        store.close().await;
    })
    .await;
}
