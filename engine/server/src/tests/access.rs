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
        .get(&marta, "/audit?verb=office.create")
        .await
        .expect(200)
        .json();
    let newest = &audit["items"][0];
    assert_eq!(
        (newest["act"].as_str(), newest["by"]["name"].as_str()),
        (Some("office.create"), Some("Marta Prova"))
    );
    assert_eq!(newest["text"], "Ufficio creato");
    assert_eq!(newest["name"], "Nuovo", "people read names, not ids");
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

#[tokio::test]
async fn a_change_written_against_an_older_revision_is_refused() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let change = async |path: &str, body: Value, tag: &str| {
        let request = Request::patch(format!("/api/v1{path}"))
            .header(header::HOST, "staffetta.example")
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                header::COOKIE,
                format!("staffetta_session={}", marta.cookie),
            )
            .header("x-csrf-token", &marta.csrf)
            .header(header::IF_MATCH, tag)
            .body(Body::from(body.to_string()));
        house.send(request.unwrap()).await
    };
    for (list, body) in [
        ("/people", json!({ "name": "Altro Nome" })),
        ("/offices", json!({ "name": "Altro Nome" })),
    ] {
        let first = house.get(&marta, list).await.json()["items"][0].clone();
        let path = format!("{list}/{}", first["id"].as_str().unwrap());
        let tag = format!("\"{}\"", first["revision"]);
        let changed = change(&path, body.clone(), &tag).await.expect(200);
        let next = changed.headers[header::ETAG].to_str().unwrap().to_string();
        assert_ne!(next, tag, "{list}");
        let late = change(&path, body.clone(), &tag).await.expect(412).json();
        assert_eq!(late["code"], "changed_meanwhile", "{list}");
        change(&path, body.clone(), &next).await.expect(200);
        change(&path, body, "\"x\"").await.expect(400);
    }
}

#[tokio::test]
async fn who_believes_the_test_provider_reads_no_mailbox_of_another_machine() {
    let house = House::new().await;
    let authority = signature::Authority::create("posta@prova.example", chrono::Utc::now())
        .unwrap()
        .ca_pem()
        .unwrap();
    let runtime = &house.app.runtime;
    runtime
        .add_anchor(&Act::system(), "Prova", &authority, Vec::new())
        .await
        .unwrap();
    let marta = house.login("marta").await;
    let mailbox = |source: Value| {
        json!({ "key": "pec", "address": "pec@comune.example", "certified": true,
            "settings": { "source": source }, "password": "x" })
    };
    let far = json!({ "kind": "imap", "host": "imap.gestore.example", "port": 993, "security": "tls", "user": "pec" });
    let refused = house
        .post(&marta, "/mailboxes", mailbox(far))
        .await
        .expect(422)
        .json();
    assert_eq!(refused["code"], "test_store");
    let folder = tempfile::tempdir().unwrap();
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    let near = json!({ "kind": "maildir", "path": folder.path() });
    house
        .post(&marta, "/mailboxes", mailbox(near))
        .await
        .expect(201);
}
