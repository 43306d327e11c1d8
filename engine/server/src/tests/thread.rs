//! The conversation of a message: by its case and by who names whom, in order; what may not be seen is counted.

use super::rights::Things;
use super::*;
use store::{WriteSet, load, row};
use uuid::Uuid;

/// Another mail like that of `things`: minutes later, with this Message-ID, naming those.
async fn mail(house: &House, like: Uuid, n: i64, id: &str, names: &[&str]) -> row::Mail {
    let store = house.app.runtime.store();
    let first = load::mail(store, like).await.unwrap().unwrap();
    let mut arrival = first.arrival.clone();
    arrival["references"] = json!(names);
    arrival["message_id"] = json!(id);
    row::Mail {
        id: Uuid::now_v7(),
        uid: 100 + n,
        message_id: id.into(),
        subject: format!("Messaggio {n}"),
        arrived_at: first
            .arrived_at
            .map(|at| at + chrono::TimeDelta::minutes(n)),
        arrival,
        ..first
    }
}

async fn keep(house: &House, mails: &[row::Mail]) {
    let store = house.app.runtime.store();
    let mut set = WriteSet::new(house.app.runtime.clock().now());
    for mail in mails {
        set.put(mail.clone());
    }
    store.commit(set).await.unwrap();
}

fn subjects(thread: &Value) -> Vec<&str> {
    let items = thread["items"].as_array().unwrap();
    items
        .iter()
        .map(|i| i["subject"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_conversation_is_whole_from_each_of_its_messages() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let tea = house.session_of("tea").await;
    let store = house.app.runtime.store();
    // The second names the first, the third the second only; the fourth has nothing to do with them.
    let names_first = format!("{}@mail.example", "riga0");
    let second = mail(&house, things.mail, 2, "due@mail.example", &[&names_first]).await;
    let third = mail(
        &house,
        things.mail,
        4,
        "tre@mail.example",
        &["due@mail.example"],
    )
    .await;
    let fourth = mail(
        &house,
        things.mail,
        5,
        "quattro@mail.example",
        &["altro@mail.example"],
    )
    .await;
    keep(&house, &[second.clone(), third.clone(), fourth.clone()]).await;
    // What left answers the second.
    let mut despatch = load::despatch(store, things.despatch)
        .await
        .unwrap()
        .unwrap();
    despatch.answers = Some(second.id);
    despatch.submitted_at = second
        .arrived_at
        .map(|at| at + chrono::TimeDelta::minutes(1));
    let mut set = WriteSet::new(house.app.runtime.clock().now());
    set.put(despatch);
    store.commit(set).await.unwrap();

    let expected = ["Prova", "Messaggio 2", "Prova", "Messaggio 4"];
    let paths = [
        format!("/mails/{}/thread", things.mail),
        format!("/mails/{}/thread", third.id),
        format!("/despatches/{}/thread", things.despatch),
    ];
    for path in paths {
        let thread = house.get(&tea, &path).await.expect(200).json();
        assert_eq!(subjects(&thread), expected, "{path}: {thread}");
        let current = thread["items"].as_array().unwrap().iter();
        let current: Vec<&Value> = current.filter(|i| i["current"] == true).collect();
        assert_eq!(current.len(), 1, "{path}");
        assert!(path.contains(current[0]["id"].as_str().unwrap()), "{path}");
        assert_eq!(
            (&thread["hidden"], &thread["partial"]),
            (&json!(0), &json!(false))
        );
        assert_eq!(thread["items"][2]["sent"], true);
    }
    let alone = format!("/mails/{}/thread", fourth.id);
    let alone = house.get(&tea, &alone).await.expect(200).json();
    assert_eq!(subjects(&alone), ["Messaggio 5"]);
}

#[tokio::test]
async fn of_a_conversation_what_may_not_be_seen_is_counted_and_the_case_counts() {
    let house = House::new().await;
    let things = Things::new(&house, 0).await;
    let others = Things::new(&house, 1).await;
    let (tea, anna) = (
        house.session_of("tea").await,
        house.session_of("anna").await,
    );
    let store = house.app.runtime.store();
    // A box of another office; its mail names that of tributi, and another is in the same case.
    let mut mailbox = load::mailbox(
        store,
        load::mail(store, others.mail)
            .await
            .unwrap()
            .unwrap()
            .mailbox,
    )
    .await
    .unwrap()
    .unwrap();
    mailbox.offices = vec!["edilizia".into()];
    let first = load::mail(store, things.mail).await.unwrap().unwrap();
    let elsewhere = mail(
        &house,
        others.mail,
        1,
        "altrove@mail.example",
        &[&first.message_id],
    )
    .await;
    let mut same_case = mail(&house, things.mail, 2, "stessa@mail.example", &[]).await;
    same_case.instance = Some(things.instance);
    let mut set = WriteSet::new(house.app.runtime.clock().now());
    set.put(mailbox).put(row::Mail {
        instance: Some(things.instance),
        ..first
    });
    store.commit(set).await.unwrap();
    keep(&house, &[elsewhere.clone(), same_case]).await;

    let seen = house
        .get(&tea, &format!("/mails/{}/thread", things.mail))
        .await;
    let seen = seen.expect(200).json();
    assert_eq!(subjects(&seen), ["Prova", "Messaggio 2"], "{seen}");
    assert_eq!(seen["hidden"], 1, "{seen}");
    let text = seen.to_string();
    assert!(!text.contains("Messaggio 1"), "{text}");
    let other = house
        .get(&anna, &format!("/mails/{}/thread", elsewhere.id))
        .await;
    let other = other.expect(200).json();
    assert_eq!(subjects(&other), ["Messaggio 1"]);
    assert_eq!(
        other["hidden"], 1,
        "the case of a mail she may not see is not followed: {other}"
    );
    house
        .get(&anna, &format!("/mails/{}/thread", things.mail))
        .await
        .expect(404);
}
