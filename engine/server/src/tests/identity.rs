//! Identities apart from persons, and people from a file.

use super::*;

async fn id_of(house: &House, login: &str) -> String {
    let person = house.app.runtime.person_for_login(login).await.unwrap();
    person.unwrap().id.to_string()
}

async fn log_in(house: &House, name: &str, password: &str) -> Answer {
    let given = json!({ "login": name, "password": password });
    house.post(&Browser::default(), "/session", given).await
}

#[tokio::test]
async fn a_person_logs_in_by_any_open_identity_and_acts_as_one() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let path = format!("/people/{}/identities", id_of(&house, "anna").await);
    let second = json!({ "name": "Anna.Bianchi", "password": "una seconda frase" });
    let added = house.post(&marta, &path, second).await.expect(201).json();
    assert_eq!(added["name"], "anna.bianchi");
    let one = format!("/identities/{}", added["id"].as_str().unwrap());
    let entered = log_in(&house, "anna.bianchi", "una seconda frase")
        .await
        .expect(200);
    assert_eq!(
        entered.json()["person"]["login"],
        "anna",
        "acts name the person"
    );
    let browser = Browser::of(&entered);

    // Names are nobody else's: of a person, of an identity.
    for taken in ["anna.bianchi", "bruno", "non va"] {
        let again = json!({ "name": taken, "password": "una terza frase" });
        let said = house.post(&marta, &path, again).await.expect(422).json();
        assert_eq!(said["fields"][0]["field"], "name", "{taken}");
    }
    // One's own password is that of the identity one came in by.
    let mine = json!({ "current": "una seconda frase", "password": "una quarta frase" });
    house
        .call(&browser, Method::PUT, "/profile/password", Some(mine))
        .await
        .expect(204);
    log_in(&house, "anna.bianchi", "una seconda frase")
        .await
        .expect(401);
    let first = house.login("anna").await;

    let patch = |body: Value| house.call(&marta, Method::PATCH, &one, Some(body));
    patch(json!({ "name": "a.bianchi" })).await.expect(200);
    log_in(&house, "anna.bianchi", "una quarta frase")
        .await
        .expect(401);
    let entered = log_in(&house, "a.bianchi", "una quarta frase")
        .await
        .expect(200);
    let browser = Browser::of(&entered);
    let closed = patch(json!({ "open": false })).await.expect(200).json();
    assert_eq!(
        (closed["open"].as_bool(), closed["closed_by"].as_str()),
        (Some(false), Some("marta"))
    );
    house.get(&browser, "/session").await.expect(401);
    log_in(&house, "a.bianchi", "una quarta frase")
        .await
        .expect(401);
    // Her other session is another lock.
    house.get(&first, "/session").await.expect(200);
    let new = json!({ "login": "a.bianchi", "name": "Altra", "roles": [] });
    house.post(&marta, "/people", new).await.expect(422);
    patch(json!({ "open": true })).await.expect(200);
    log_in(&house, "a.bianchi", "una quarta frase")
        .await
        .expect(200);

    // The last administrator keeps a way in.
    let own = format!("/people/{}/identities", id_of(&house, "marta").await);
    let own = house.get(&marta, &own).await.expect(200).json();
    let own = format!("/identities/{}", own["items"][0]["id"].as_str().unwrap());
    let shut = house.call(&marta, Method::PATCH, &own, Some(json!({ "open": false })));
    assert_eq!(shut.await.expect(422).json()["code"], "last_administrator");
}

const FILE: &str = "Nome;Cognome;Utente;Email;Codice_Fiscale;Ufficio;Ruoli;Fino_al\r\n\
    Nadia;Nuova;nadia;nadia@comune.example;RSSMRA80A01H501U;tributi;operatore|consultazione@edilizia:31/12/2099;\r\n\
    Bruno;Cambiato;bruno;;;edilizia;operatore;\r\n\
    Tea;Prova;tea;;;tributi;operatore;\r\n\
    Senza;Ufficio;senza;;;nessuno;operatore;\r\n\
    Nadia;Doppia;nadia;;;;;\r\n\
    Codice;Errato;codice;;RSSMRA80A01H501A;;;\r\n\
    Marta;Prova;marta;;;;operatore;\r\n";

#[tokio::test]
async fn people_come_in_by_a_file_and_go_when_it_is_undone() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let file = json!({ "source": "persone.csv", "csv": FILE });
    let looked = house
        .post(&marta, "/people/import/preview", file.clone())
        .await
        .expect(200)
        .json();
    let states = |of: &Value| -> Vec<(u64, String)> {
        let lines = of.as_array().unwrap().iter();
        lines
            .map(|l| {
                (
                    l["line"].as_u64().unwrap(),
                    l["state"].as_str().unwrap().to_string(),
                )
            })
            .collect()
    };
    let expected = [
        (2, "new"),
        (3, "changed"),
        (4, "same"),
        (5, "refused"),
        (6, "refused"),
        (7, "refused"),
        (8, "refused"),
    ]
    .map(|(n, s)| (n, s.to_string()));
    assert_eq!(states(&looked["items"]), expected, "{looked}");
    assert_eq!(looked["items"][1]["changes"], json!(["name"]));
    let reasons: Vec<&str> = (3..7)
        .map(|n| looked["items"][n]["reason"].as_str().unwrap())
        .collect();
    for (reason, word) in reasons.iter().zip([
        "nessuno",
        "riga 2",
        "codice fiscale",
        "ultimo amministratore",
    ]) {
        assert!(reason.contains(word), "{reason}");
    }
    assert!(
        house
            .app
            .runtime
            .person_for_login("nadia")
            .await
            .unwrap()
            .is_none()
    );

    let taken = house.post(&marta, "/people/import", file.clone()).await;
    let taken = taken.expect(200).json();
    assert_eq!(states(&taken["lines"]), expected);
    let made = taken["passwords"].as_array().unwrap();
    assert_eq!((made.len(), made[0]["login"].as_str()), (1, Some("nadia")));
    let password = made[0]["password"].as_str().unwrap();
    let entered = log_in(&house, "nadia", password).await.expect(200);
    let groups = entered.json()["groups"].to_string();
    assert!(
        groups.contains("ufficio:tributi") && groups.contains("ruolo:consultazione"),
        "{groups}"
    );
    let nadia = Browser::of(&entered);
    // The same file again finds nothing new.
    let again = house
        .post(&marta, "/people/import", file)
        .await
        .expect(200)
        .json();
    assert_eq!(again["lines"][0]["state"], "same", "{again}");
    assert_eq!(again["passwords"], json!([]));
    // Tax codes are for administrators.
    let people = house.get(&nadia, "/people").await.json().to_string();
    assert!(people.contains("Nadia Nuova") && !people.contains("RSSMRA80A01H501U"));

    let undo = format!("/people/imports/{}/undo", taken["id"].as_str().unwrap());
    let undone = house
        .post(&marta, &undo, json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(undone["people"], 1);
    house.post(&marta, &undo, json!({})).await.expect(409);
    house.get(&nadia, "/session").await.expect(401);
    log_in(&house, "nadia", password).await.expect(401);
    let bruno = house.app.runtime.person_for_login("bruno").await.unwrap();
    assert_eq!(
        bruno.unwrap().name,
        "Bruno Cambiato",
        "what it changed stays"
    );
    for bad in ["", "nome;cognome\nA;B"] {
        let said = house
            .post(&marta, "/people/import", json!({ "csv": bad }))
            .await;
        assert_eq!(said.expect(422).json()["fields"][0]["field"], "file");
    }
}
