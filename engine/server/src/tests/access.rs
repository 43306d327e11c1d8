//! People and offices: what is refused, what is recorded. Who may do it is the table of `rights`.

use super::*;

#[tokio::test]
async fn what_an_administrator_does_is_recorded_by_name() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    house
        .post(
            &marta,
            "/people",
            json!({ "login": "nuovo", "name": "Nuovo", "roles": [] }),
        )
        .await
        .expect(201);
    house
        .post(
            &marta,
            "/offices",
            json!({ "key": "nuovo", "name": "Nuovo" }),
        )
        .await
        .expect(201);
    let audit = house
        .get(&marta, "/audit?actor=marta")
        .await
        .expect(200)
        .json();
    let newest = &audit["items"][0];
    assert_eq!(
        (newest["act"].as_str(), newest["by"]["name"].as_str()),
        (Some("office.create"), Some("Marta Prova"))
    );
    assert_eq!(newest["text"], "Ufficio creato");
}

#[tokio::test]
async fn people_and_offices_are_checked() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let rows = [
        (
            json!({ "login": "Anna", "name": "X", "roles": [] }),
            "login",
        ),
        (json!({ "login": "a b", "name": "X", "roles": [] }), "login"),
        (json!({ "login": "x", "name": " ", "roles": [] }), "name"),
        (
            json!({ "login": "x", "name": "X", "roles": [{ "role": "sindaco" }] }),
            "roles",
        ),
        (
            json!({ "login": "x", "name": "X", "roles": [{ "role": "operatore", "office": "nessuno" }] }),
            "roles",
        ),
        (
            json!({ "login": "x", "name": "X", "email": "senza chiocciola", "roles": [] }),
            "email",
        ),
        (
            json!({ "login": "x", "name": "X", "password": "corta", "roles": [] }),
            "password",
        ),
    ];
    for (body, field) in rows {
        let answer = house
            .post(&marta, "/people", body.clone())
            .await
            .expect(422)
            .json();
        assert_eq!(answer["fields"][0]["field"], field, "{body}: {answer}");
    }
    let offices = house.get(&marta, "/offices").await.json();
    let id = offices["items"][0]["id"].as_str().unwrap().to_string();
    let ring = house
        .call(
            &marta,
            Method::PATCH,
            &format!("/offices/{id}"),
            Some(json!({ "parent": "edilizia" })),
        )
        .await
        .expect(422)
        .json();
    assert_eq!(ring["fields"][0]["field"], "parent");
    let headed = house
        .call(
            &marta,
            Method::PATCH,
            &format!("/offices/{id}"),
            Some(json!({ "head": "sergio" })),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(headed["head"], "sergio");
    let sergio = house.login("sergio").await;
    let groups = house.get(&sergio, "/session").await.json()["groups"].clone();
    assert!(
        groups
            .as_array()
            .unwrap()
            .contains(&json!("responsabile:edilizia")),
        "{groups}"
    );
}
