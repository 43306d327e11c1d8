use super::*;

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_told_alike() {
    let house = House::new().await;
    let nobody = Browser::default();
    let wrong = house
        .post(
            &nobody,
            "/session",
            json!({ "login": "anna", "password": "sbagliata!!" }),
        )
        .await
        .expect(401);
    let unknown = house
        .post(
            &nobody,
            "/session",
            json!({ "login": "zoe", "password": "sbagliata!!" }),
        )
        .await
        .expect(401);
    assert_eq!(wrong.bytes, unknown.bytes);
    assert_eq!(wrong.json()["code"], "login_wrong");
    assert!(wrong.headers.get(header::SET_COOKIE).is_none());
}

#[tokio::test]
async fn too_many_attempts_are_held() {
    let house = House::new().await;
    let nobody = Browser::default();
    for _ in 0..10 {
        house
            .post(
                &nobody,
                "/session",
                json!({ "login": "anna", "password": "sbagliata!!" }),
            )
            .await
            .expect(401);
    }
    let held = house
        .post(
            &nobody,
            "/session",
            json!({ "login": "anna", "password": PASSWORD }),
        )
        .await
        .expect(429);
    assert!(held.headers.contains_key(header::RETRY_AFTER));
    house
        .post(
            &nobody,
            "/session",
            json!({ "login": "bruno", "password": PASSWORD }),
        )
        .await
        .expect(200);
}

#[tokio::test]
async fn a_session_begins_shows_who_and_ends() {
    let house = House::new().await;
    let answer = house
        .post(
            &Browser::default(),
            "/session",
            json!({ "login": " Anna ", "password": PASSWORD }),
        )
        .await
        .expect(200);
    let set = answer.headers[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_string();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && !set.contains("Secure"),
        "{set}"
    );
    let session = answer.json();
    assert_eq!(session["person"]["login"], "anna");
    assert_eq!(
        session["groups"],
        json!(["ruolo:operatore", "ufficio:edilizia"])
    );
    assert_eq!(session["permissions"], json!(["tasks", "mail", "contacts"]));
    assert_eq!(
        session["parts"][2],
        json!({ "permission": "design", "roles": ["analista", "amministratore"] }),
        "whom a closed page sends to"
    );
    let anna = Browser {
        cookie: cookie(&answer),
        csrf: session["csrf"].as_str().unwrap().into(),
    };
    house.get(&anna, "/session").await.expect(200);
    let gone = house
        .call(&anna, Method::DELETE, "/session", None)
        .await
        .expect(204);
    assert!(
        gone.headers[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    house.get(&anna, "/session").await.expect(401);
}

#[tokio::test]
async fn the_cookie_is_drawn_anew_at_every_login() {
    let house = House::new().await;
    let first = house.login("anna").await;
    // The browser that still holds the first cookie logs in again, without its CSRF value.
    let holder = Browser {
        csrf: String::new(),
        ..first.clone()
    };
    let again = house
        .post(
            &holder,
            "/session",
            json!({ "login": "anna", "password": PASSWORD }),
        )
        .await
        .expect(200);
    assert_ne!(cookie(&again), first.cookie);
    house.get(&first, "/session").await.expect(401);
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let house = House::new().await;
    let anna = house.login("anna").await;
    let profile = json!({ "language": "en" });
    let without = Browser {
        csrf: String::new(),
        ..anna.clone()
    };
    house
        .call(&without, Method::PUT, "/profile", Some(profile.clone()))
        .await
        .expect(403);
    let wrong = Browser {
        csrf: "x".repeat(43),
        ..anna.clone()
    };
    house
        .call(&wrong, Method::PUT, "/profile", Some(profile.clone()))
        .await
        .expect(403);
    let foreign = Request::put("/api/v1/profile")
        .header(header::HOST, "staffetta.example")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::COOKIE, format!("staffetta_session={}", anna.cookie))
        .header("x-csrf-token", &anna.csrf)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(profile.to_string()))
        .unwrap();
    assert_eq!(house.send(foreign).await.expect(403).json()["code"], "csrf");
    house
        .call(&anna, Method::PUT, "/profile", Some(profile))
        .await
        .expect(204);
    assert_eq!(
        house.get(&anna, "/session").await.json()["person"]["language"],
        "en"
    );
}

async fn bearer(house: &House, token: &str, path: &str) -> Answer {
    let request = Request::get(format!("/api/v1{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    house.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_bootstrap_token_dies_at_the_first_administrator_login() {
    let house = House::new().await;
    bearer(&house, BOOTSTRAP, "/audit").await.expect(200);
    bearer(&house, "bootstrap-token-for-testS", "/audit")
        .await
        .expect(401);
    house.login("anna").await;
    bearer(&house, BOOTSTRAP, "/audit").await.expect(200);
    house.login("marta").await;
    bearer(&house, BOOTSTRAP, "/audit").await.expect(401);
}

#[tokio::test]
async fn api_tokens_act_as_their_person() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let made = house
        .post(
            &marta,
            "/profile/tokens",
            json!({ "name": "protocollo esterno", "days": 1 }),
        )
        .await
        .expect(201)
        .json();
    let token = made["token"].as_str().unwrap();
    assert_eq!(
        bearer(&house, token, "/session").await.expect(200).json()["person"]["login"],
        "marta"
    );
    let listed = house
        .get(&marta, "/profile/tokens")
        .await
        .expect(200)
        .json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    assert!(!listed.to_string().contains(token));
    let path = format!(
        "/profile/tokens/{}",
        listed["items"][0]["id"].as_str().unwrap()
    );
    let anna = house.login("anna").await;
    house
        .call(&anna, Method::DELETE, &path, None)
        .await
        .expect(404);
    house
        .call(&marta, Method::DELETE, &path, None)
        .await
        .expect(204);
    bearer(&house, token, "/session").await.expect(401);
}

#[tokio::test]
async fn an_inactive_person_is_out_at_once() {
    let house = House::new().await;
    let (marta, anna) = (house.login("marta").await, house.login("anna").await);
    let people = house.get(&marta, "/people").await.json();
    let id = |login: &str| {
        people["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|p| p["login"] == login)
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_string()
    };
    house
        .call(
            &marta,
            Method::PATCH,
            &format!("/people/{}", id("anna")),
            Some(json!({ "active": false })),
        )
        .await
        .expect(200);
    house.get(&anna, "/session").await.expect(401);
    house
        .post(
            &Browser::default(),
            "/session",
            json!({ "login": "anna", "password": PASSWORD }),
        )
        .await
        .expect(401);
    // The last administrator cannot lock everybody out.
    let refused = house
        .call(
            &marta,
            Method::PATCH,
            &format!("/people/{}", id("marta")),
            Some(json!({ "roles": [] })),
        )
        .await
        .expect(422);
    assert_eq!(refused.json()["code"], "last_administrator");
}

#[tokio::test]
async fn changing_ones_password_ends_the_other_sessions() {
    let house = House::new().await;
    let (here, there) = (house.login("anna").await, house.login("anna").await);
    let wrong = json!({ "current": "non questa qui", "password": "una frase nuova" });
    assert_eq!(
        house
            .call(&here, Method::PUT, "/profile/password", Some(wrong))
            .await
            .expect(422)
            .json()["fields"][0]["field"],
        "current"
    );
    let weak = json!({ "current": PASSWORD, "password": "corta" });
    assert_eq!(
        house
            .call(&here, Method::PUT, "/profile/password", Some(weak))
            .await
            .expect(422)
            .json()["fields"][0]["field"],
        "password"
    );
    let right = json!({ "current": PASSWORD, "password": "una frase nuova" });
    house
        .call(&here, Method::PUT, "/profile/password", Some(right))
        .await
        .expect(204);
    house.get(&here, "/session").await.expect(200);
    house.get(&there, "/session").await.expect(401);
    house
        .post(
            &Browser::default(),
            "/session",
            json!({ "login": "anna", "password": PASSWORD }),
        )
        .await
        .expect(401);
}
