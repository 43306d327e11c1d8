//! The SMTP conversation word by word, where a well-behaved client would not go.

use crate::harness::{ANNA, PASSWORD, PROTOCOLLO, letter, post};
use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::{AsyncTransport, address::Envelope};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Says each line (or block) and answers the replies up to the end of the conversation.
async fn plain(address: SocketAddr, says: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut heard = Vec::new();
    for say in says {
        stream.write_all(say.as_bytes()).await.unwrap();
        stream.write_all(b"\r\n").await.unwrap();
    }
    timeout(Duration::from_secs(20), stream.read_to_end(&mut heard))
        .await
        .expect("the conversation ends")
        .unwrap();
    String::from_utf8(heard).unwrap()
}

/// The codes of the replies, continuation lines left out, without greeting.
fn codes(heard: &str) -> Vec<&str> {
    heard
        .lines()
        .filter(|line| line.as_bytes()[3] == b' ')
        .map(|line| &line[..3])
        .skip(1)
        .collect()
}

#[tokio::test]
async fn both_doors_take_mail_of_our_users_over_tls() {
    let post = post().await;
    for tls_first in [true, false] {
        let envelope = Envelope::new(
            Some(ANNA.parse().unwrap()),
            vec![PROTOCOLLO.parse().unwrap()],
        )
        .unwrap();
        post.client(tls_first)
            .send_raw(&envelope, letter(PROTOCOLLO, "").as_bytes())
            .await
            .unwrap();
    }
    post.handle.tick().await.unwrap();
    assert_eq!(post.read(ANNA).len(), 4);
}

#[tokio::test]
async fn the_submission_port_gives_nothing_away_without_tls_and_a_password() {
    let post = post().await;
    let token = STANDARD.encode(format!("\0{ANNA}\0{PASSWORD}"));
    let heard = plain(
        post.handle.submission(),
        &[
            "EHLO x",
            &format!("AUTH PLAIN {token}"),
            &format!("MAIL FROM:<{ANNA}>"),
            "RCPT TO:<x@y.example>",
            "DATA",
            "QUIT",
        ],
    )
    .await;
    assert_eq!(
        codes(&heard),
        ["250", "538", "530", "503", "503", "221"],
        "{heard}"
    );
    assert!(
        heard.contains("250-STARTTLS") && !heard.contains("AUTH PLAIN LOGIN"),
        "{heard}"
    );
    for (user, password) in [
        (ANNA, "sbagliata"),
        ("nessuno@pec.sanmartino.example", PASSWORD),
    ] {
        let client = post.client_as(user, password, true);
        let error = client.test_connection().await.unwrap_err();
        assert_eq!(
            error.status().map(|code| code.to_string()).as_deref(),
            Some("535")
        );
    }
}

#[tokio::test]
async fn nobody_sends_under_another_name() {
    let post = post().await;
    let envelope = Envelope::new(
        Some(PROTOCOLLO.parse().unwrap()),
        vec![ANNA.parse().unwrap()],
    )
    .unwrap();
    let error = post
        .client(true)
        .send_raw(&envelope, b"From: x\r\n\r\n")
        .await
        .unwrap_err();
    assert_eq!(
        error.status().map(|code| code.to_string()).as_deref(),
        Some("553")
    );
}

#[tokio::test]
async fn text_sent_behind_starttls_in_the_clear_is_never_obeyed() {
    let post = post().await;
    let heard = plain(
        post.handle.submission(),
        &["EHLO x\r\nSTARTTLS\r\nMAIL FROM:<x@y.example>"],
    )
    .await;
    assert_eq!(codes(&heard), Vec::<&str>::new(), "{heard}");
}

#[tokio::test]
async fn ordinary_mail_comes_in_by_the_relay_for_our_mailboxes_only() {
    let post = post().await;
    let says = [
        "EHLO mx.esterno.example",
        &format!("MAIL FROM:<{ANNA}>"),
        "MAIL FROM:<> SIZE=100 BODY=8BITMIME",
        "RSET",
        "MAIL FROM:<mario@esterno.example>",
        "RCPT TO:<qualcuno@altrove.example>",
        "RCPT TO:<nessuno@pec.sanmartino.example>",
        &format!("RCPT TO:<{ANNA}>"),
        "DATA",
        "From: Mario <mario@esterno.example>\r\nTo: anna\r\nSubject: ciao\r\n\r\n..due punti\r\n.",
        "AUTH PLAIN AGEAYg==",
        "QUIT",
    ];
    let heard = plain(post.handle.relay(), &says).await;
    assert_eq!(
        codes(&heard),
        [
            "250", "530", "250", "250", "250", "550", "550", "250", "354", "250", "502", "221"
        ],
        "{heard}"
    );
    let mails = post.read(ANNA);
    let anomaly = mails[0].trusted();
    assert_eq!(anomaly.header("X-Trasporto").as_deref(), Some("errore"));
    assert_eq!(
        anomaly.header("From").as_deref(),
        Some("\"Per conto di: mario@esterno.example\" <posta-certificata@gestore.example>")
    );
    let original = String::from_utf8(anomaly.part("postacert.eml").unwrap()).unwrap();
    assert!(
        original.contains("\r\n.due punti\r\n")
            && original.starts_with("Received: from mx.esterno.example by gestore.example"),
        "{original}"
    );
}

#[tokio::test]
async fn what_breaks_the_protocol_is_refused() {
    let post = post().await;
    let open =
        "EHLO x\r\nMAIL FROM:<m@esterno.example>\r\nRCPT TO:<anna@pec.sanmartino.example>\r\nDATA";
    let rows = [
        ("bare line feed", "a\nb\r\n.", "554"),
        (
            "false end of data",
            "a\n.\nMAIL FROM:<evil@x.example>\r\n.",
            "554",
        ),
        ("bare carriage return", "a\rb\r\n.", "554"),
        ("long line", &*format!("{}\r\n.", "x".repeat(999)), "554"),
        ("longest line", &*format!("{}\r\n.", "x".repeat(998)), "250"),
    ];
    for (name, body, expected) in rows {
        let heard = plain(post.handle.relay(), &[open, body, "QUIT"]).await;
        assert_eq!(
            codes(&heard),
            ["250", "250", "250", "354", expected, "221"],
            "{name}: {heard}"
        );
    }
    let heard = plain(
        post.handle.relay(),
        &[
            "MAIL FROM:<a@b.example>",
            "FOO",
            "EHLO x",
            "MAIL FROM:<a@b.example> SIZE=999999999",
            "MAIL FROM:a@b.example",
            "MAIL FROM:<a b@c.example>",
            &"x".repeat(13_000),
            "QUIT",
        ],
    )
    .await;
    assert_eq!(
        codes(&heard),
        ["503", "503", "250", "552", "501", "553", "500", "221"],
        "{heard}"
    );
    let heard = plain(post.handle.relay(), &["FOO"; 30]).await;
    assert!(heard.ends_with("421 4.7.0 Too many errors\r\n"), "{heard}");
}

#[tokio::test]
async fn size_and_number_of_recipients_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::harness::config(folder.path());
    (config.size_bytes_max, config.recipients_max) = (5_000, 1);
    let post = crate::harness::post_with(config, folder).await;
    let big = letter(
        PROTOCOLLO,
        &format!("X-Peso: {}\r\n", "x ".repeat(400)).repeat(7),
    );
    let error = post.try_send(&big, &[PROTOCOLLO]).await.unwrap_err();
    assert_eq!(
        error.status().map(|code| code.to_string()).as_deref(),
        Some("552"),
        "{error}"
    );
    let error = post
        .try_send(&letter(PROTOCOLLO, ""), &[PROTOCOLLO, ANNA])
        .await
        .unwrap_err();
    assert_eq!(
        error.status().map(|code| code.to_string()).as_deref(),
        Some("452"),
        "{error}"
    );
}
