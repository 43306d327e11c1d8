//! A provider's authorization server on loopback: gives access tokens for refresh tokens, and tells a mail server whose
//! a token is.

// What cannot answer stops where it stands.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub const CLIENT: &str = "staffetta-prova";
pub const CLIENT_SECRET: &str = "segreto-del-programma";

#[derive(Default)]
struct Given {
    /// The one refresh token that counts: each is used once.
    refresh: String,
    alive: BTreeSet<String>,
    number: u32,
    lives_seconds: u64,
}

/// The server; it ends with the test's runtime.
pub struct Provider {
    pub address: SocketAddr,
    given: Arc<Mutex<Given>>,
}

impl Provider {
    /// Gives tokens to whoever shows `refresh`, and another refresh token with each.
    pub async fn listens(refresh: &str, user: &'static str) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let given = Arc::new(Mutex::new(Given {
            refresh: refresh.into(),
            lives_seconds: 3_600,
            ..Given::default()
        }));
        let shared = given.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                // Whoever goes away while asking has asked nothing.
                tokio::spawn(async move { answer(stream, &shared, user).await.ok() });
            }
        });
        Provider { address, given }
    }

    pub fn token_endpoint(&self) -> String {
        format!("http://{}/token", self.address)
    }

    /// How often a token was given.
    pub fn times(&self) -> u32 {
        self.given.lock().unwrap().number
    }

    /// From now on a token lives so long.
    pub fn lives(&self, seconds: u64) {
        self.given.lock().unwrap().lives_seconds = seconds;
    }

    /// Nobody gets a token any more, and those given are dead; `with`: until somebody shows this refresh token.
    pub fn revoke(&self, with: &str) {
        let mut given = self.given.lock().unwrap();
        given.alive.clear();
        given.refresh = with.into();
    }
}

async fn answer(stream: TcpStream, given: &Mutex<Given>, user: &str) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap_or(0);
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let (status, text) = match target.split_once('?') {
        Some(("/tokeninfo", query)) => {
            let token = query.trim_start_matches("oauth=");
            match given.lock().unwrap().alive.contains(token) {
                true => ("200 OK", format!(r#"{{"email":"{user}"}}"#)),
                false => ("401 Unauthorized", r#"{"error":"invalid_token"}"#.into()),
            }
        }
        _ if target == "/token" => token(&mut given.lock().unwrap(), &body),
        _ => ("404 Not Found", "{}".into()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(text.as_bytes()).await
}

fn token(given: &mut Given, body: &str) -> (&'static str, String) {
    let has = |name: &str, value: &str| body.split('&').any(|p| p == format!("{name}={value}"));
    let denied = |error: &str| {
        let text = format!(r#"{{"error":"{error}","error_description":"not this time"}}"#);
        ("400 Bad Request", text)
    };
    if !has("client_id", CLIENT) || !has("client_secret", CLIENT_SECRET) {
        return denied("invalid_client");
    }
    if !has("grant_type", "refresh_token") || !has("refresh_token", &given.refresh) {
        return denied("invalid_grant");
    }
    given.number += 1;
    let (token, next) = (
        format!("accesso-{}", given.number),
        format!("rinnovo-{}", given.number),
    );
    given.alive.insert(token.clone());
    given.refresh = next.clone();
    let lives = given.lives_seconds;
    (
        "200 OK",
        format!(
            r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":{lives},"refresh_token":"{next}"}}"#
        ),
    )
}
