//! Numbers: no gap, no repeat, no wrong year.

use crate::base::*;
use chrono::{TimeZone, Utc};
use std::collections::BTreeSet;
use store::{CommitError, Expect, Table, Write, load, row};

#[tokio::test(flavor = "multi_thread")]
async fn of_64_writers_at_once_each_number_is_given_once_and_none_is_left_out() {
    on_each(|place| async move {
        let store = place.open().await;
        let protocol = register("protocollo");
        let other = register("interno");
        let mut s = set();
        s.put(protocol.clone()).put(other.clone());
        store.commit(s).await.unwrap();
        let writers = (0..64).map(|writer| {
            let (store, protocol, other) = (store.clone(), protocol.clone(), other.clone());
            tokio::spawn(async move {
                let mut drawn = Vec::new();
                for n in 0..33 {
                    let mut s = set();
                    s.write(Write::Register(registration(&protocol, &format!("{writer}/{n}"), n)));
                    s.write(Write::Register(registration(&other, &format!("i{writer}/{n}"), n)));
                    // Every eleventh is refused by its guard and must not use a number.
                    if n % 11 == 10 {
                        s.guard(Table::Instance, id(), Expect::Present);
                        assert!(matches!(store.commit(s).await, Err(CommitError::Conflict { .. })));
                        continue;
                    }
                    let done = store.commit(s).await.unwrap();
                    assert_eq!(done.registered.len(), 2);
                    drawn.push(done.registered[0].number);
                    if n % 7 == 0 {
                        // A repeat of the origin, with another id.
                        let mut s = set();
                        s.write(Write::Register(registration(&protocol, &format!("{writer}/{n}"), n)));
                        let again = store.commit(s).await.unwrap().registered[0].clone();
                        assert!(again.repeat);
                        assert_eq!((again.number, again.id), (done.registered[0].number, done.registered[0].id));
                    }
                }
                drawn
            })
        });
        let mut numbers = BTreeSet::new();
        for drawn in futures::future::join_all(writers).await {
            for number in drawn.unwrap() {
                assert!(numbers.insert(number), "{number} was given twice");
            }
        }
        assert_eq!(numbers, (1..=1_920).collect());
        // Counted from the raw database, in the order of time.
        let rows = raw_texts(
            &place.url,
            "SELECT CAST(number AS TEXT) FROM registration r JOIN register g ON g.id = r.register WHERE g.name <> '' AND g.\"key\" = 'protocollo' \
             ORDER BY registered_at, r.number",
        )
        .await;
        assert_eq!(rows, (1..=1_920).map(|n| n.to_string()).collect::<Vec<_>>());
        let counter = load::register_by_key(&store, "protocollo").await.unwrap().unwrap();
        assert_eq!((counter.last_number, counter.year), (1_920, 2026));
        assert!(store.audit_verify().await.unwrap().is_sound());
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_year_is_romes_and_a_clock_that_goes_back_does_not_register_before() {
    on_each(|place| async move {
        let store = place.open().await;
        let protocol = register("protocollo");
        store
            .commit({
                let mut s = set();
                s.put(protocol.clone());
                s
            })
            .await
            .unwrap();
        // 22:59:59 UTC on 31 December is 23:59:59 in Rome; a second later it is the next year there.
        let last = Utc.with_ymd_and_hms(2026, 12, 31, 22, 59, 59).unwrap();
        let first = Utc.with_ymd_and_hms(2026, 12, 31, 23, 0, 0).unwrap();
        let steps = [
            (last, 2026, 1, last),
            (last, 2026, 2, last),
            (first, 2027, 1, first),
            (last, 2027, 2, first),
            (first, 2027, 3, first),
        ];
        for (n, (at, year, number, registered_at)) in steps.into_iter().enumerate() {
            let mut s = set();
            s.write(Write::Register(row::Registration {
                registered_at: at,
                ..registration(&protocol, &n.to_string(), 0)
            }));
            let drawn = store.commit(s).await.unwrap().registered[0].clone();
            assert_eq!(
                (drawn.year, drawn.number, drawn.at),
                (year, number, registered_at),
                "step {n}"
            );
        }
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_that_is_not_there_is_a_conflict() {
    on_each(|place| async move {
        let store = place.open().await;
        let mut s = set();
        s.write(Write::Register(registration(&register("x"), "o", 0)));
        assert!(matches!(
            store.commit(s).await,
            Err(CommitError::Conflict {
                table: Table::Register,
                ..
            })
        ));
        // And a registration is not put past the counter.
        let mut s = set();
        s.put(registration(&register("x"), "o", 0));
        assert!(matches!(
            store.commit(s).await,
            Err(CommitError::Refused(_))
        ));
        store.close().await;
    })
    .await;
}
