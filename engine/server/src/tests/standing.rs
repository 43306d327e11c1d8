//! What must be seen to in every mailbox: told to whoever looks after it, and to nobody else.

use super::outward::advance;
use super::*;
use chrono::TimeDelta;
use store::{WriteSet, row};
use uuid::Uuid;

/// Address and concerns of every mailbox the person is told of.
async fn told(house: &House, who: &Browser) -> Vec<(String, Vec<(String, i64, i64)>)> {
    let answer = house.get(who, "/mailboxes/standing").await.expect(200);
    let list = answer.json()["items"].as_array().unwrap().clone();
    let concern = |w: &Value| {
        (
            w["concern"].as_str().unwrap().to_owned(),
            w["degree"].as_i64().unwrap(),
            w["value"].as_i64().unwrap(),
        )
    };
    let row = |m: &Value| {
        let warnings = m["warnings"].as_array().unwrap();
        (
            m["address"].as_str().unwrap().to_owned(),
            warnings.iter().map(concern).collect(),
        )
    };
    list.iter().map(row).collect()
}

#[tokio::test]
async fn a_supervisor_is_told_of_the_boxes_of_the_office_and_an_administrator_of_all() {
    let house = House::new().await;
    let store = house.app.runtime.store();
    let now = house.app.runtime.clock().now();
    let mut settings = sends_and_receives();
    settings["limits"] = json!({ "per_hour": 1, "per_day": 5 });
    let late = row::Mailbox {
        settings,
        state: "failing".into(),
        last_error: Some("login refused: invalid credentials".into()),
        ..a_mailbox("edilizia")
    };
    let theirs = row::Mailbox {
        offices: vec!["tributi".into()],
        state: "active".into(),
        ..a_mailbox("tributi")
    };
    let mut set = WriteSet::new(now);
    set.put(row::Look {
        id: Uuid::now_v7(),
        mailbox: late.id,
        at: now - TimeDelta::minutes(40),
        until_at: now,
        times: 9,
        seen: 0,
        kept: 0,
        bytes: 0,
        took_milliseconds: 12,
        oldest_at: None,
        more: false,
        error: Some("login refused: invalid credentials".into()),
    });
    // Messages wait for three quarters of an hour, though the box can be read.
    set.put(row::Look {
        id: Uuid::now_v7(),
        mailbox: theirs.id,
        at: now,
        until_at: now,
        times: 1,
        seen: 10,
        kept: 10,
        bytes: 100,
        took_milliseconds: 12,
        oldest_at: Some(now - TimeDelta::minutes(45)),
        more: true,
        error: None,
    });
    let raw = store.blobs().put(b"copia".to_vec()).await.unwrap();
    let gone = now - TimeDelta::minutes(10);
    let journey = office::despatch::Journey::ordinary(["rosa@mail.example"].iter(), gone);
    set.put(row::Despatch {
        id: Uuid::now_v7(),
        revision: 0,
        job: None,
        instance: None,
        mailbox: late.id,
        message_id: "uno@pec.comune.example".into(),
        pec_id: None,
        raw,
        size: 5,
        subject: "Prova".into(),
        certified: false,
        state: "sent".into(),
        outcome: journey.outcome().name().into(),
        journey: serde_json::to_value(&journey).unwrap(),
        recipients: vec!["rosa@mail.example".into()],
        author: None,
        approver: None,
        author_for: None,
        approver_for: None,
        answers: None,
        resends: None,
        mailing: None,
        last_error: None,
        created_at: gone,
        submitted_at: Some(gone),
        left_at: Some(gone),
        watch_at: None,
    });
    set.put(late.clone()).put(theirs.clone());
    store.commit(set).await.unwrap();

    let (sergio, marta) = (house.login("sergio").await, house.login("marta").await);
    let of_late = vec![("failing".to_owned(), 1, 0), ("hour_full".to_owned(), 0, 1)];
    let of_theirs = vec![("behind".to_owned(), 0, 45)];
    assert_eq!(
        told(&house, &sergio).await,
        [(late.address.clone(), of_late.clone())]
    );
    assert_eq!(
        told(&house, &marta).await,
        [
            (late.address.clone(), of_late),
            (theirs.address.clone(), of_theirs)
        ]
    );
    let shown = house.get(&sergio, "/mailboxes/standing").await.json();
    let shown = &shown["items"][0];
    assert_eq!(shown["failing"], "login refused: invalid credentials");
    let since: row::Instant = shown["since"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        since.timestamp(),
        (now - TimeDelta::minutes(40)).timestamp()
    );

    // Somebody puts the box right, and the hour passes.
    let mut set = WriteSet::new(now);
    set.put(row::Mailbox {
        state: "active".into(),
        last_error: None,
        ..late.clone()
    });
    set.put(row::Look {
        id: Uuid::now_v7(),
        mailbox: late.id,
        at: now,
        until_at: now,
        times: 1,
        seen: 0,
        kept: 0,
        bytes: 0,
        took_milliseconds: 12,
        oldest_at: None,
        more: false,
        error: None,
    });
    store.commit(set).await.unwrap();
    advance(&house, 3_600).await;
    let nothing = Vec::<(String, i64, i64)>::new();
    assert_eq!(told(&house, &sergio).await, [(late.address, nothing)]);
}
