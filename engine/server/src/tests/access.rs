//! Every route of the description, asked by those who may not: the list is read from the OpenAPI
//! document, so that a new route cannot be forgotten.

use super::*;

/// Routes that answer without a login.
const OPEN: [(&str, &str); 5] = [
    ("post", "/api/v1/session"),
    ("get", "/api/v1/demo/people"),
    ("post", "/api/v1/demo/session"),
    ("get", "/api/v1/openapi.json"),
    ("get", "/healthz"),
];

fn routes() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&crate::app::openapi().unwrap()).unwrap();
    let mut routes = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            routes.push((method.clone(), path.clone()));
        }
    }
    routes
}

/// A path with ids of things that are not there.
fn concrete(path: &str) -> String {
    path.split('/')
        .map(|p| {
            if p.starts_with('{') {
                "0190a0b0-0000-7000-8000-000000000000"
            } else {
                p
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn ask(house: &House, browser: &Browser, method: &str, path: &str) -> Answer {
    let method: Method = method.to_uppercase().parse().unwrap();
    let body = (method != Method::GET).then(|| json!({}));
    let path = concrete(path);
    house
        .call(browser, method, path.strip_prefix("/api/v1").unwrap(), body)
        .await
}

#[tokio::test]
async fn nobody_gets_in_without_a_login() {
    let house = House::new().await;
    let routes = routes();
    assert!(
        routes.len() > 70,
        "only {} routes are described",
        routes.len()
    );
    for (method, path) in routes {
        if OPEN.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        let answer = ask(&house, &Browser::default(), &method, &path).await;
        assert_eq!(
            answer.status,
            401,
            "{method} {path}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
    }
}

/// What a reader may change: only what is the reader's own.
const OWN: [(&str, &str); 8] = [
    ("put", "/api/v1/profile"),
    ("put", "/api/v1/profile/password"),
    ("post", "/api/v1/profile/tokens"),
    ("delete", "/api/v1/session"),
    ("post", "/api/v1/session"),
    ("post", "/api/v1/demo/session"),
    ("post", "/api/v1/demo/arrivals"),
    ("post", "/api/v1/tasks/next"),
];

#[tokio::test]
async fn a_reader_changes_nothing() {
    let house = House::new().await;
    let carla = house.login("carla").await;
    for (method, path) in routes().into_iter().filter(|(m, _)| m != "get") {
        if OWN.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        let answer = ask(&house, &carla, &method, &path).await;
        // Refused, not there, or not even read: never done, never broken.
        assert!(
            matches!(answer.status.as_u16(), 400 | 403 | 404 | 415 | 422),
            "{method} {path}: {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.bytes)
        );
    }
}

#[tokio::test]
async fn only_administrators_reach_the_house() {
    let house = House::new().await;
    let body = |path: &str| match path {
        "/people" => json!({ "login": "nuovo", "name": "Nuovo", "roles": [] }),
        "/offices" => json!({ "key": "nuovo", "name": "Nuovo" }),
        "/mailboxes/survey" => {
            json!({ "settings": { "source": { "kind": "maildir", "path": "/" } }, "password": "" })
        }
        _ => json!({}),
    };
    for login in ["anna", "sergio", "carla", "ada"] {
        let browser = house.login(login).await;
        for path in [
            "/people",
            "/offices",
            "/mailboxes/survey",
            "/mailboxes",
            "/backups",
        ] {
            let answer = house.post(&browser, path, body(path)).await;
            assert_eq!(answer.status, 403, "{login} {path}");
        }
        house.get(&browser, "/audit").await.expect(403);
    }
    let marta = house.login("marta").await;
    house
        .post(&marta, "/people", body("/people"))
        .await
        .expect(201);
    house
        .post(&marta, "/offices", body("/offices"))
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
