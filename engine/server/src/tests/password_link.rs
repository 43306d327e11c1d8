//! Links by which a person sets a password of their own.

use super::*;
use ::login::secret;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{Duration, Utc};

const NEW: &str = "una frase scelta da me";

/// A link made for a person: its id and the secret behind the `#`.
async fn made(house: &House, admin: &Browser, person: &str) -> (String, String) {
    let path = format!("/people/{person}/password-links");
    let made = house.post(admin, &path, json!({})).await.expect(201).json();
    let address = made["path"].as_str().unwrap();
    let secret = address.strip_prefix("/parola#").unwrap().to_owned();
    (made["id"].as_str().unwrap().to_owned(), secret)
}

async fn id_of(house: &House, login: &str) -> String {
    let person = house.app.runtime.person_for_login(login).await.unwrap();
    person.unwrap().id.to_string()
}

async fn look(house: &House, secret: &str) -> Answer {
    let asked = json!({ "secret": secret });
    house
        .post(&Browser::default(), "/password-links/look", asked)
        .await
}

async fn spend(house: &House, secret: &str, password: &str) -> Answer {
    let asked = json!({ "secret": secret, "password": password });
    house
        .post(&Browser::default(), "/password-links/use", asked)
        .await
}

async fn log_in(house: &House, name: &str, password: &str) -> Answer {
    let given = json!({ "login": name, "password": password });
    house.post(&Browser::default(), "/session", given).await
}

#[tokio::test]
async fn a_person_sets_a_password_by_a_link_that_opens_once() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let new = json!({ "login": "nadia", "name": "Nadia Nuova", "roles": [] });
    let nadia = house.post(&marta, "/people", new).await.expect(201).json();
    let nadia = nadia["id"].as_str().unwrap();
    let (id, link) = made(&house, &marta, nadia).await;

    // Only the hash is kept, and the record says who made it.
    let kept = store::load::password_link(house.app.runtime.store(), id.parse().unwrap());
    let kept = kept.await.unwrap().unwrap();
    assert_eq!(kept.secret, secret::fingerprint(&link));
    assert_eq!(kept.expires_at - kept.created_at, Duration::hours(48));
    let said = look(&house, &link).await.expect(200).json();
    assert_eq!(
        (said["login"].as_str(), said["characters_min"].as_u64()),
        (Some("nadia"), Some(10))
    );

    // What is refused leaves the link as it is.
    for weak in ["corta", "", "aaaaaaaaaaaa", "nadia-nadia-nadia"] {
        let said = spend(&house, &link, weak).await.expect(422).json();
        assert_eq!(said["fields"][0]["field"], "password", "{weak}");
    }
    spend(&house, &link, NEW).await.expect(200);
    log_in(&house, "nadia", NEW).await.expect(200);
    for spent in [
        spend(&house, &link, "un'altra frase scelta").await,
        look(&house, &link).await,
    ] {
        assert_eq!(spent.expect(409).json()["code"], "password_link_spent");
    }
    log_in(&house, "nadia", NEW).await.expect(200);

    let path = format!("/people/{nadia}/password-links");
    let all = house.get(&marta, &path).await.expect(200);
    assert!(
        !String::from_utf8_lossy(&all.bytes).contains(&link),
        "it is shown once"
    );
    assert_eq!(all.json()["items"][0]["state"], "used");
    assert_eq!(all.json()["items"][0]["closed_by"], "nadia");
    for (verb, by) in [
        ("password.link_create", "marta"),
        ("password.link_use", "nadia"),
    ] {
        let record = house.get(&marta, &format!("/audit?verb={verb}")).await;
        let record = record.expect(200).json();
        assert_eq!(record["items"].as_array().unwrap().len(), 1, "{record}");
        assert!(record.to_string().contains(by) && !record.to_string().contains(&link));
    }
}

#[tokio::test]
async fn a_link_is_lost_when_it_is_replaced_taken_back_or_old_or_the_door_changes() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let anna = id_of(&house, "anna").await;
    let session = house.login("anna").await;
    let (_, first) = made(&house, &marta, &anna).await;
    let (second_id, second) = made(&house, &marta, &anna).await;
    look(&house, &first).await.expect(409);
    look(&house, &second).await.expect(200);
    let one = format!("/password-links/{second_id}");
    house
        .call(&marta, Method::DELETE, &one, None)
        .await
        .expect(204);
    house
        .call(&marta, Method::DELETE, &one, None)
        .await
        .expect(409);
    spend(&house, &second, NEW).await.expect(409);
    // The old password still opens: only a link that is used changes it.
    log_in(&house, "anna", PASSWORD).await.expect(200);

    let (_, old) = made(&house, &marta, &anna).await;
    let runtime = &house.app.runtime;
    let fingerprint = secret::fingerprint(&old);
    let almost = Utc::now() + Duration::hours(48) - Duration::minutes(1);
    assert!(runtime.password_link(&fingerprint, almost).await.is_ok());
    let late = Utc::now() + Duration::hours(48);
    assert!(runtime.password_link(&fingerprint, late).await.is_err());
    let used = runtime.use_password_link(&fingerprint, "hash".into(), late);
    assert!(used.await.is_err());

    // Another way to a new password closes the link, and so does leaving the house.
    let own = json!({ "current": PASSWORD, "password": "una frase del tutto nuova" });
    house
        .call(&session, Method::PUT, "/profile/password", Some(own))
        .await
        .expect(204);
    look(&house, &old).await.expect(409);
    let (_, link) = made(&house, &marta, &anna).await;
    let change = async |active: bool| {
        let path = format!("/people/{anna}");
        let body = Some(json!({ "active": active }));
        house
            .call(&marta, Method::PATCH, &path, body)
            .await
            .expect(200);
    };
    change(false).await;
    look(&house, &link).await.expect(409);
    let path = format!("/people/{anna}/password-links");
    let said = house.post(&marta, &path, json!({})).await.expect(422);
    assert_eq!(said.json()["code"], "person_inactive");
    change(true).await;
    look(&house, &link).await.expect(409);

    // Used, it ends every session of the person.
    log_in(&house, "anna", "una frase del tutto nuova")
        .await
        .expect(200);
    let entered = Browser::of(&log_in(&house, "anna", "una frase del tutto nuova").await);
    let (_, link) = made(&house, &marta, &anna).await;
    spend(&house, &link, NEW).await.expect(200);
    house.get(&entered, "/session").await.expect(401);
    log_in(&house, "anna", "una frase del tutto nuova")
        .await
        .expect(401);
    log_in(&house, "anna", NEW).await.expect(200);
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_sets_the_password() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let anna = id_of(&house, "anna").await;
    for round in 0..5 {
        let (_, link) = made(&house, &marta, &anna).await;
        let (mine, theirs) = (format!("la mia frase {round}"), format!("la loro {round}!"));
        let (a, b) = tokio::join!(spend(&house, &link, &mine), spend(&house, &link, &theirs));
        let mut states = [a.status.as_u16(), b.status.as_u16()];
        let holds = if states[0] == 200 { mine } else { theirs };
        states.sort_unstable();
        assert_eq!(states, [200, 409], "round {round}");
        log_in(&house, "anna", &holds).await.expect(200);
    }
}

#[tokio::test]
async fn who_guesses_links_is_held() {
    let house = House::new().await;
    let mut held = None;
    for n in 0..70 {
        let said = look(&house, &format!("indovinato-{n}")).await;
        if said.status.as_u16() == 429 {
            held = Some((n, said));
            break;
        }
        assert_eq!(said.status.as_u16(), 409);
    }
    let (tries, said) = held.expect("somebody who guesses is held");
    // Ten of one link, sixty of one address; a few come back while the test runs.
    assert!((60..70).contains(&tries), "{tries}");
    assert!(said.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn people_from_a_file_get_links_in_the_place_of_passwords() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let csv = "nome;cognome;utente\nNadia;Nuova;nadia\nOtto;Nuovo;otto\n";
    let file = json!({ "source": "persone.csv", "csv": csv, "ways": "links" });
    let taken = house.post(&marta, "/people/import", file).await;
    let taken = taken.expect(200).json();
    assert_eq!(taken["passwords"], json!([]));
    let links = taken["links"].as_array().unwrap();
    assert_eq!(links.len(), 2, "{taken}");
    log_in(&house, "nadia", "").await.expect(401);
    let path = links[0]["path"].as_str().unwrap();
    let nadia = path.strip_prefix("/parola#").unwrap();
    spend(&house, nadia, NEW).await.expect(200);
    log_in(&house, "nadia", NEW).await.expect(200);
    // Undone, the door is shut for who has not come in yet too.
    let undo = format!("/people/imports/{}/undo", taken["id"].as_str().unwrap());
    house.post(&marta, &undo, json!({})).await.expect(200);
    let path = links[1]["path"].as_str().unwrap();
    look(&house, path.strip_prefix("/parola#").unwrap())
        .await
        .expect(409);
}

#[tokio::test]
async fn people_come_in_by_a_file_of_windows_1252_or_with_a_mark() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let windows = b"nome;cognome;utente\nNicol\xf2;D\x92Agat\xe0;nicolo\n".as_slice();
    let marked = "\u{feff}nome;cognome;utente\nZoë;Però;zoe\n".as_bytes();
    for (bytes, name) in [(windows, "Nicolò D’Agatà"), (marked, "Zoë Però")] {
        let bytes = STANDARD.encode(bytes);
        let file = json!({ "source": "persone.csv", "bytes": bytes });
        let lines = house.post(&marta, "/people/import/preview", file).await;
        let lines = lines.expect(200).json();
        assert_eq!(lines["items"][0]["name"], name);
        assert_eq!(lines["items"][0]["state"], "new", "{lines}");
    }
    for (bytes, word) in [("UEsDBA==", "CSV"), ("non è base64", "base64")] {
        let file = json!({ "source": "persone.xlsx", "bytes": bytes });
        let said = house.post(&marta, "/people/import/preview", file).await;
        let said = said.expect(422);
        assert!(
            String::from_utf8_lossy(&said.bytes).contains(word),
            "{word}"
        );
    }
}
