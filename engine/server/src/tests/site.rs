use super::*;

async fn plain(house: &House, path: &str) -> Answer {
    house
        .send(Request::get(path).body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() {
    let house = House::new().await;
    for path in ["/healthz", "/api/v1/session", "/api/v1/none", "/scrivania"] {
        let answer = plain(&house, path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.contains("script-src 'self';")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe-eval"),
            "{path}"
        );
        assert_eq!(
            answer.headers[header::X_CONTENT_TYPE_OPTIONS],
            "nosniff",
            "{path}"
        );
        assert_eq!(
            answer.headers[header::REFERRER_POLICY],
            "no-referrer",
            "{path}"
        );
        assert!(
            !answer
                .headers
                .contains_key(header::STRICT_TRANSPORT_SECURITY),
            "{path}"
        );
    }
}

#[tokio::test]
async fn health_figures_and_description_answer() {
    let house = House::new().await;
    plain(&house, "/healthz").await.expect(200);
    plain(&house, "/readyz").await.expect(200);
    plain(&house, "/metrics").await.expect(200);
    let openapi = plain(&house, "/api/v1/openapi.json")
        .await
        .expect(200)
        .json();
    assert_eq!(openapi["info"]["title"], "Staffetta");
    for (path, operations) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            assert!(
                operation["tags"][0].is_string() && operation["summary"].is_string(),
                "{method} {path} lacks a tag or a summary"
            );
        }
    }
}

#[tokio::test]
async fn what_is_not_there_speaks_the_readers_language() {
    let house = House::new().await;
    let request = Request::get("/api/v1/none")
        .header(header::ACCEPT_LANGUAGE, "en")
        .body(Body::empty())
        .unwrap();
    let answer = house.send(request).await.expect(404);
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "application/problem+json"
    );
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .starts_with("There is none")
    );
    let anna = house.login("anna").await;
    let long = Body::from(vec![b' '; 3 << 20]);
    let request = Request::put("/api/v1/profile")
        .header(header::COOKIE, format!("staffetta_session={}", anna.cookie))
        .header("x-csrf-token", &anna.csrf)
        .header(header::CONTENT_TYPE, "application/json")
        .body(long)
        .unwrap();
    house.send(request).await.expect(413);
    let request = Request::put("/api/v1/profile")
        .header(header::COOKIE, format!("staffetta_session={}", anna.cookie))
        .header("x-csrf-token", &anna.csrf)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{"))
        .unwrap();
    assert_eq!(
        house.send(request).await.expect(400).json()["code"],
        "body_unreadable"
    );
    house
        .get(&anna, "/instances?cursor=nonsense")
        .await
        .expect(400);
    house.get(&anna, "/instances/not-an-id").await.expect(404);
}

#[tokio::test]
async fn pages_are_answered_for_the_routes_of_the_app_only() {
    let house = House::new().await;
    let built = designer::file("index.html").is_some();
    for (path, page) in [
        ("/", true),
        ("/scrivania", true),
        ("/processi/istanza_pec", true),
        ("/none.js", false),
        ("/assets/none.css", false),
    ] {
        let expected = match (page, built) {
            (true, true) => 200,
            (true, false) => 503,
            (false, _) => 404,
        };
        assert_eq!(
            plain(&house, path).await.status.as_u16(),
            expected,
            "{path}"
        );
    }
    let request = Request::post("/scrivania").body(Body::empty()).unwrap();
    house.send(request).await.expect(405);
}

#[tokio::test]
async fn nobody_can_be_clicked_on_outside_the_demonstration() {
    let house = House::new().await;
    let people = house.get(&Browser::default(), "/demo/people").await;
    // Not an error: a browser's console tells each.
    assert_eq!(people.expect(200).json(), json!([]));
}
