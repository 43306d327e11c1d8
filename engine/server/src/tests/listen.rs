use super::*;
use crate::listen;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A certificate for loopback, signed by a test authority; answers the authority's certificate.
fn certificate(folder: &std::path::Path) -> String {
    let authority =
        signature::Authority::create("posta-certificata@prova.example", chrono::Utc::now())
            .unwrap();
    std::fs::write(folder.join("server.pem"), &authority.tls().chain_pem).unwrap();
    std::fs::write(folder.join("server.key"), &authority.tls().key_pem).unwrap();
    authority.ca_pem().unwrap()
}

#[tokio::test]
async fn with_certificates_only_https_answers_and_says_so() {
    // The client needs the process's provider; another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let house = House::new().await;
    let folder = tempfile::tempdir().unwrap();
    let ca = certificate(folder.path());
    let config = Config {
        tls_certificate: Some(folder.path().join("server.pem")),
        tls_key: Some(folder.path().join("server.key")),
        ..house.app.config.clone()
    };
    let tls = listen::acceptor(&config).unwrap();
    let secure = Arc::new(super::app(house.app.runtime.clone(), config, None));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = site(secure);
    let serving = tokio::spawn(async move {
        listen::serve(listener, tls, router, async { drop(stopped.await) }).await
    });

    let client = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(ca.as_bytes()).unwrap()])
        .build()
        .unwrap();
    let address = format!("https://localhost:{port}");
    let answer = client
        .get(format!("{address}/healthz"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert!(
        answer.headers()["strict-transport-security"]
            .to_str()
            .unwrap()
            .starts_with("max-age=")
    );
    let credentials = json!({ "login": "anna", "password": PASSWORD });
    let login = client
        .post(format!("{address}/api/v1/session"))
        .json(&credentials)
        .send()
        .await
        .unwrap();
    assert!(
        login.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .ends_with("; Secure"),
        "{:?}",
        login.headers()
    );

    // Neither plain text nor a client that never shakes hands holds up the others.
    assert!(
        reqwest::get(format!("http://localhost:{port}/healthz"))
            .await
            .is_err()
    );
    let _silent = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .unwrap();
    let soon = tokio::time::timeout(
        Duration::from_secs(5),
        client.get(format!("{address}/healthz")).send(),
    )
    .await;
    assert_eq!(soon.unwrap().unwrap().status(), 200);

    drop(client);
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), serving)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}
