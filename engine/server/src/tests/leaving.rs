//! Roles that end, and who leaves: what was given by name goes to the successor, the door is closed.

use super::*;

async fn id_of(house: &House, login: &str) -> uuid::Uuid {
    let person = house.app.runtime.person_for_login(login).await.unwrap();
    person.unwrap().id
}

#[tokio::test]
async fn a_role_holds_until_its_last_day() {
    let house = House::new().await;
    let (marta, anna) = (house.login("marta").await, house.login("anna").await);
    let path = format!("/people/{}", id_of(&house, "anna").await);
    let today = house.app.runtime.today();
    for (last, holds) in [(today.pred_opt(), 0), (Some(today), 1), (None, 1)] {
        let roles =
            json!({ "roles": [{ "role": "operatore", "office": "edilizia", "last_day": last }] });
        let changed = house
            .call(&marta, Method::PATCH, &path, Some(roles))
            .await
            .expect(200)
            .json();
        assert_eq!(changed["roles"][0]["last_day"], json!(last), "{changed}");
        let session = house.get(&anna, "/session").await.expect(200).json();
        let roles = session["person"]["roles"]
            .as_array()
            .or(session["roles"].as_array());
        assert_eq!(roles.map(Vec::len), Some(holds), "{last:?}: {session}");
    }
    // The last administrator's role may not have an end: nobody could appoint another one then.
    let path = format!("/people/{}", id_of(&house, "marta").await);
    let ends = json!({ "roles": [{ "role": "amministratore", "last_day": "2999-12-31" }] });
    let refused = house.call(&marta, Method::PATCH, &path, Some(ends)).await;
    assert_eq!(refused.expect(422).json()["code"], "last_administrator");
}

#[tokio::test]
async fn who_leaves_hands_over_offices_and_rights_given_by_name() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let anna = house.login("anna").await;
    let offices = house.get(&marta, "/offices").await.json();
    let edilizia = offices["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|o| o["key"] == "edilizia")
        .unwrap()["id"]
        .clone();
    let path = format!("/offices/{}", edilizia.as_str().unwrap());
    let head = json!({ "head": "anna" });
    house
        .call(&marta, Method::PATCH, &path, Some(head))
        .await
        .expect(200);
    let path = format!("/people/{}", id_of(&house, "anna").await);
    let had = house.get(&marta, &format!("{path}/belongings")).await;
    let had = had.expect(200).json();
    assert_eq!(had["offices"][0]["key"], "edilizia", "{had}");
    // Bruno operates there too, so no group would be empty.
    assert_eq!(had["alone"], json!([]), "{had}");
    for wrong in ["anna", "nessuno", ""] {
        let asked = json!({ "successor": wrong });
        let said = house.post(&marta, &format!("{path}/leave"), asked).await;
        let said = said.expect(422).json();
        assert_eq!(said["fields"][0]["field"], "successor", "{said}");
    }
    let asked = json!({ "successor": "bruno" });
    house
        .post(&marta, &format!("{path}/leave"), asked)
        .await
        .expect(200);
    let offices = house.get(&marta, "/offices").await.json();
    let led = offices["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|o| o["key"] == "edilizia")
        .unwrap()
        .clone();
    assert!(led["head"].to_string().contains("bruno"), "{led}");
    house.get(&anna, "/session").await.expect(401);
    let login = json!({ "login": "anna", "password": PASSWORD });
    house
        .post(&Browser::default(), "/session", login)
        .await
        .expect(401);
    // Who comes back gets a new password, by the same name.
    let back = json!({ "active": true, "password": "una frase tornata" });
    house
        .call(&marta, Method::PATCH, &path, Some(back))
        .await
        .expect(200);
    let login = json!({ "login": "anna", "password": "una frase tornata" });
    house
        .post(&Browser::default(), "/session", login)
        .await
        .expect(200);
}

#[tokio::test]
async fn the_deputy_stands_in_for_an_absent_head_who_names_nobody() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let offices = house.get(&marta, "/offices").await.json();
    let found = offices["items"].as_array().unwrap().iter();
    let edilizia = found.clone().find(|o| o["key"] == "edilizia").unwrap()["id"].clone();
    let path = format!("/offices/{}", edilizia.as_str().unwrap());
    let led = json!({ "head": "anna", "deputy": "tea" });
    house
        .call(&marta, Method::PATCH, &path, Some(led))
        .await
        .expect(200);
    let today = house.app.runtime.today();
    let away = json!({ "person": "anna", "first_day": today, "last_day": today });
    let absence = house
        .post(&marta, "/absences", away)
        .await
        .expect(201)
        .json();
    assert_eq!(absence["substitute"], json!(null));
    assert_eq!(absence["covered"][0]["by"]["login"], "tea", "{absence}");
    let standing = async |login: &str| {
        let browser = house.session_of(login).await;
        let session = house.get(&browser, "/session").await.expect(200).json();
        session["standing_in"].to_string()
    };
    assert!(standing("tea").await.contains("anna"));
    assert_eq!(standing("bruno").await, "[]");
    // Who names somebody is stood in for by them.
    let path = format!("/absences/{}", absence["id"].as_str().unwrap());
    let named = json!({ "substitute": "bruno" });
    house
        .call(&marta, Method::PATCH, &path, Some(named))
        .await
        .expect(200);
    assert_eq!(standing("tea").await, "[]");
    assert!(standing("bruno").await.contains("anna"));
}

#[tokio::test]
async fn a_role_that_is_taken_over_lasts_as_long_as_it_did() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let bruno = format!("/people/{}", id_of(&house, "bruno").await);
    let ends = json!({ "roles": [{ "role": "operatore", "office": "edilizia", "last_day": "2999-12-31" }] });
    house
        .call(&marta, Method::PATCH, &bruno, Some(ends))
        .await
        .expect(200);
    let anna = format!("/people/{}/leave", id_of(&house, "anna").await);
    let asked = json!({ "successor": "bruno", "roles": true });
    house.post(&marta, &anna, asked).await.expect(200);
    let people = house.get(&marta, "/people").await.json();
    let found = people["items"].as_array().unwrap().iter();
    let bruno = found.clone().find(|p| p["login"] == "bruno").unwrap();
    // Anna's had no end: that of bruno does not either, and it is one role.
    let ends: Vec<_> = bruno["roles"].as_array().unwrap().iter().collect();
    assert_eq!(ends.len(), 1, "{bruno}");
    assert_eq!(ends[0]["last_day"], Value::Null, "{bruno}");
}
