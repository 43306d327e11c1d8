//! Credentials for other programs: kept, sent to their address only, and seen nowhere.

use super::outward::{Other, advance, allowing, incidents, process, run, variable};
use super::*;

const SECRET: &str = "canarino-7f3a-segreto";

/// Every file of the house, its database and blobs included.
fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

fn call(url: &str) -> String {
    process(
        "http.request",
        &[("url", url), ("credential", "tributi")],
        &["status", "body"],
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_names_credentials_and_nobody_sees_the_secret() {
    // It repeats what it was sent, as some do.
    let echo = format!(r#"{{"ricevuto":"Bearer {SECRET}"}}"#);
    let other = Other::listens(&[(401, "chi sei?"), (200, &echo)]).await;
    let house = allowing(&other).await;
    let marta = house.session_of("marta").await;
    let xml = call(&other.url("/tributi"));

    // Nobody has added any: a person is told, and nothing was asked.
    let case = run(&house, &[("p.bpmn", &xml)]).await;
    let told = incidents(&house, &case).await;
    assert_eq!(told["items"][0]["code"], "credential_missing", "{told}");
    assert!(other.take().is_empty());

    let address = format!("http://{}", other.address);
    let new = json!({ "name": "tributi", "scheme": "basic", "address": address, "account": "staffetta", "secret": "prova-sbagliata" });
    let made = house
        .post(&marta, "/credentials", new)
        .await
        .expect(201)
        .json();
    assert!(made.get("secret").is_none(), "{made}");
    let id = made["id"].as_str().unwrap();
    let incident = told["items"][0]["id"].as_str().unwrap();
    house
        .post(&marta, &format!("/incidents/{incident}/retry"), json!({}))
        .await
        .expect(200);
    advance(&house, 1).await;
    let got = other.take();
    // staffetta:prova-sbagliata
    assert_eq!(
        got[0].headers["authorization"],
        "Basic c3RhZmZldHRhOnByb3ZhLXNiYWdsaWF0YQ=="
    );
    let told = incidents(&house, &case).await;
    let open = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|incident| incident["state"] == "open");
    assert_eq!(open.unwrap()["code"], "http_401", "{told}");

    // Another secret for the same name; the scheme is the other program's.
    house
        .call(&marta, Method::DELETE, &format!("/credentials/{id}"), None)
        .await
        .expect(204);
    let new = json!({ "name": "tributi", "scheme": "bearer", "address": format!("{address}/"), "secret": SECRET });
    let made = house
        .post(&marta, "/credentials", new)
        .await
        .expect(201)
        .json();
    let id = made["id"].as_str().unwrap().to_owned();
    let case = run(&house, &[("p.bpmn", &call(&other.url("/altri")))]).await;
    let got = other.take();
    assert_eq!(
        got[0].headers["authorization"],
        format!("Bearer {SECRET}").as_str()
    );
    assert_eq!(variable(&house, &case, "status").await, 200);
    assert_eq!(
        variable(&house, &case, "body").await,
        json!({ "ricevuto": "•••" })
    );

    // Not in what the API shows, not in any file of the house.
    for path in [
        "/credentials".to_owned(),
        format!("/instances/{case}/variables"),
        format!("/instances/{case}/trace"),
        format!("/instances/{case}/incidents"),
        "/audit".to_owned(),
    ] {
        let said = house.get(&marta, &path).await.expect(200);
        let text = String::from_utf8_lossy(&said.bytes).into_owned();
        assert!(!text.contains(SECRET), "{path}: {text}");
    }
    let mut kept = Vec::new();
    files(&house.app.config.data, &mut kept);
    assert!(kept.len() > 2, "{kept:?}");
    for file in kept {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes
            .windows(SECRET.len())
            .any(|window| window == SECRET.as_bytes());
        assert!(!found, "{}", file.display());
    }

    // Whoever changes the address must know the secret.
    let elsewhere = json!({ "address": "https://altrove.example" });
    let path = format!("/credentials/{id}");
    let refused = house
        .call(&marta, Method::PATCH, &path, Some(elsewhere))
        .await
        .expect(422)
        .json();
    assert!(refused.to_string().contains("secret"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_go_to_no_other_address_and_what_cannot_be_sent_is_refused() {
    let other = Other::listens(&[(200, "{}")]).await;
    let house = allowing(&other).await;
    let marta = house.session_of("marta").await;
    let new = json!({ "name": "tributi", "scheme": "header", "address": "https://tributi.example", "account": "X-Api-Key", "secret": SECRET });
    house.post(&marta, "/credentials", new).await.expect(201);
    let case = run(&house, &[("p.bpmn", &call(&other.url("/a")))]).await;
    let told = incidents(&house, &case).await;
    assert_eq!(told["items"][0]["code"], "credential_elsewhere", "{told}");
    assert!(!told.to_string().contains(SECRET));
    assert!(other.take().is_empty(), "nothing was sent");

    for (field, change) in [
        ("name", json!({ "name": "Tri buti" })),
        ("name", json!({ "name": "tributi" })),
        ("scheme", json!({ "scheme": "ntlm" })),
        ("address", json!({ "address": "http://tributi.example" })),
        (
            "address",
            json!({ "address": "https://tributi.example/api" }),
        ),
        ("address", json!({ "address": "https://uno@due.example" })),
        ("account", json!({ "account": "Host" })),
        ("account", json!({ "account": "due parole" })),
        ("secret", json!({ "secret": "" })),
        ("secret", json!({ "secret": "a\r\nb" })),
    ] {
        let mut new = json!({ "name": "altre", "scheme": "header", "address": "https://tributi.example", "account": "X-Api-Key", "secret": SECRET });
        for (name, value) in change.as_object().unwrap() {
            new[name] = value.clone();
        }
        let refused = house
            .post(&marta, "/credentials", new)
            .await
            .expect(422)
            .json();
        assert!(refused.to_string().contains(field), "{change}: {refused}");
        assert!(!refused.to_string().contains(SECRET));
    }
}
